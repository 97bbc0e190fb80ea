"""Set up the demo course folder: a copy of the lesson, and the demo class's files handed in."""

import os
import shutil
from pathlib import Path

import nbformat
from nbgrader.utils import rmtree

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.demo.students import Submission, submissions
from autograder.files.course_error import CourseError

MARK = "lop_mau.txt"


def set_up(project: CourseFolder, lesson: str, root: Path) -> tuple[CourseFolder, list[Submission]]:
    """A fresh course folder with one lesson's class; returns (folder, its submissions). See new_course and hand_in."""
    folder = new_course(root)
    return folder, hand_in(project, folder, lesson)


def new_course(root: Path) -> CourseFolder:
    """Make a fresh, empty course folder at `root`.

    Raises CourseError where something else lies there: only a demo course of before is replaced.
    """
    if root.is_dir() and not any(root.iterdir()):
        root.rmdir()
    if os.path.lexists(root):
        if not root.joinpath(MARK).is_file():
            raise CourseError(
                f"{root} đã có và không phải là lớp mẫu, nên được giữ nguyên. Hãy chọn một thư mục khác, hoặc tự xóa thư mục ấy."
            )
        rmtree(root)  # nbgrader's own: it also removes the read-only files of autograded/ on Windows
    root.mkdir(parents=True)
    root.joinpath(MARK).write_text(
        "Lớp mẫu: lần chạy `autograder demo` sau sẽ tạo lại cả thư mục này.\n", encoding="utf-8"
    )
    root.joinpath("nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return CourseFolder(root)


def hand_in(
    project: CourseFolder, demo: CourseFolder, lesson: str, endless: bool = True, most: int | None = None
) -> list[Submission]:
    """Copy a lesson of the project into the demo course and hand in its class's files; returns the submissions.

    endless, most: see submissions.
    """
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / lesson, demo.root / stage / lesson)
    source = nbformat.read(project.source(lesson), as_version=4)
    release = nbformat.read(project.release(lesson), as_version=4)
    people = list(submissions(release, solutions(source), exercises.load(lesson), endless, most))
    for person in people:
        path = demo.submitted(person.student, lesson)
        path.parent.mkdir(parents=True)
        path.write_bytes(person.content)
    return people


CONFIG = '''"""nbgrader's configuration of the demo course: the project's own."""

from autograder.nbgrader_settings import configure

configure(get_config())
'''
