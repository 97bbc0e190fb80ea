"""One zip for students: the released lessons, a self-test, `course` as a wheel, the environment and pages to read.

The same release gives the same bytes, so that a handout can be compared and its checksum published.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from autograder import exercises
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.handout import self_test
from autograder.handout.archive import zipped
from autograder.handout.date import last_change
from autograder.handout.guide import Released, formula_page, guide, term_page
from autograder.handout.project import Project, read_project
from autograder.handout.release import released_files
from autograder.handout.template import render
from autograder.handout.wheel import build_wheel


def pack(folder: CourseFolder, lessons: Iterable[str], output: Path) -> Path:
    """Write the handout of these lessons into the folder `output`; returns the path of the zip.

    folder: the CourseFolder whose `release/` is handed out. lessons: names, in the order of the page.
    Raises CourseError for a lesson that has no release, or whose release is not as it was built.
    """
    lessons = list(dict.fromkeys(lessons))
    if not lessons:
        raise CourseError(f"Không có bài nào trong {folder.root / 'source'} để đóng gói.")
    released = {lesson: released_files(folder, lesson) for lesson in lessons}
    of_self_test, project, date = self_test.files(), read_project(), last_change(folder.root)
    contents = {
        **{f"{lesson}/{name}": data for lesson, files in released.items() for name, data in files.items()},
        **{f"{self_test.SELF_TEST}/{name}": data for name, data in of_self_test.items()},
        **_installing(project, date, released, of_self_test),
        **_read(folder, lessons),
    }
    path = output / f"{project.archive}.zip"
    write_whole(path, zipped({f"{project.archive}/{name}": data for name, data in sorted(contents.items())}, date))
    return path


def _installing(
    project: Project, date: datetime, released: Released, of_self_test: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """What a student installs with, and the guide that says how."""
    wheel_name, wheel = build_wheel(project, date, [*released.values(), of_self_test])
    return {
        wheel_name: wheel,
        "requirements.txt": "\n".join([*project.pins, f"./{wheel_name}", ""]).encode(),
        "environment.yml": render("environment.yml.j2", project=project).encode(),
        "kiem_tra_may.py": render("kiem_tra_may.py.j2", project=project).encode(),
        "HUONG_DAN.html": guide(project, wheel_name, released).encode(),
    }


def _read(folder: CourseFolder, lessons: Sequence[str]) -> Mapping[str, bytes]:
    """The pages to look things up in."""
    ours = [lesson for lesson in lessons if lesson in exercises.lesson_names()]
    pages = {"CONG_THUC.html": formula_page(folder, ours), "THUAT_NGU.html": term_page(ours)}
    return {name: text.encode() for name, text in pages.items()}
