"""nbgrader's autograded/ folder: each student's graded notebook and the files beside it."""

import os
import shutil

from nbgrader.utils import find_all_files

from autograder.grading.submissions import is_regular

FILE_BYTES = 20 * 1024 * 1024  # a larger file that a student handed in is not copied
READ_ONLY = 0o444  # as nbgrader leaves them


def write_autograded(folder, lesson, student, notebook, ignored):
    """Replace the student's graded notebook (bytes), whole or not at all, and copy what lies beside it.

    Of the student's own files only regular ones of bearable size are copied: links could lead anywhere.
    """
    path = folder.autograded(student, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    for source, wanted in ((folder.submitted(student, lesson).parent, _is_harmless), (folder.source(lesson).parent, is_regular)):
        for found in find_all_files(str(source), [*ignored, "*.ipynb"]):
            if wanted(found):
                _replace(path.parent / os.path.relpath(found, source), lambda new, found=found: shutil.copyfile(found, new))
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
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    write(new)
    new.chmod(READ_ONLY)
    if os.name == "nt" and path.exists():
        path.chmod(0o644)  # Windows does not replace what is read-only
    os.replace(new, path)
