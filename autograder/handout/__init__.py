"""One zip for students: the released lessons, `course` as a wheel, the environment and instructions.

The same release gives the same bytes, so that a handout can be compared and its checksum published.
"""

from collections.abc import Iterable
from pathlib import Path

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.handout.archive import zipped
from autograder.handout.guide import guide
from autograder.handout.project import read_project
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
    project = read_project()
    wheel_name, wheel = build_wheel(project)
    contents = {
        **{f"{lesson}/{name}": data for lesson, files in released.items() for name, data in files.items()},
        wheel_name: wheel,
        "requirements.txt": "\n".join([*project.pins, f"./{wheel_name}", ""]).encode(),
        "environment.yml": render("environment.yml.j2", project=project).encode(),
        "HUONG_DAN.html": guide(project, wheel_name, released).encode(),
    }
    path = output / f"{project.name}-{project.version}.zip"
    write_whole(path, zipped(dict(sorted(contents.items()))))
    return path
