"""nbgrader's autograded/ folder: each student's graded notebook and the files beside it."""

import os
import shutil

from nbgrader.utils import find_all_files

from autograder.grading.submissions import is_regular

FILE_BYTES = 20 * 1024 * 1024  # a larger file that a student handed in is not copied
READ_ONLY = 0o444  # as nbgrader leaves them


def files_beside(folder, ignored):
    """{where it lies in the folder: path} of the files to copy beside a notebook; links are none."""
    if all(name.endswith(".ipynb") for name in os.listdir(folder)):
        return {}
    found = filter(is_regular, find_all_files(str(folder), [*ignored, "*.ipynb"]))
    return {os.path.relpath(path, folder): path for path in found}


def write_autograded(folder, lesson, student, notebook, released, ignored):
    """Replace the student's graded notebook (bytes), whole or not at all, and copy what lies beside it.

    released: files_beside of the lesson's source. Of the student's own files only those of bearable size are copied
    that have no second name: links could lead anywhere.
    """
    path, handed_in = folder.autograded(student, lesson), files_beside(folder.submitted(student, lesson).parent, ignored)
    path.parent.mkdir(parents=True, exist_ok=True)
    for name, found in ({name: own for name, own in handed_in.items() if _is_harmless(own)} | released).items():
        if os.path.dirname(name):
            path.parent.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        _replace(path.parent / name, lambda new, found=found: shutil.copyfile(found, new))
    _replace(path, lambda new: new.write_bytes(notebook))


def remove_harmful(folder, lesson, student):
    """Remove what nbgrader itself copied of the student's files, where a link of theirs led to somewhere else."""
    handed_in, graded = folder.submitted(student, lesson).parent, folder.autograded(student, lesson).parent
    for copy in find_all_files(str(graded)):
        found = handed_in / os.path.relpath(copy, graded)
        if os.path.lexists(found) and not _is_harmless(found):
            os.unlink(copy)


def _is_harmless(path):
    found = os.lstat(path)
    return is_regular(path) and found.st_nlink == 1 and found.st_size <= FILE_BYTES


def _replace(path, write):
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    write(new)
    new.chmod(READ_ONLY)
    if os.name == "nt" and path.exists():
        path.chmod(0o644)  # Windows does not replace what is read-only
    os.replace(new, path)
