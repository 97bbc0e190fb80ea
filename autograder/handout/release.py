"""The files of a released lesson, if they are what the build made: stubs, and nothing left over."""

from pathlib import Path

import nbformat

from autograder.authoring.stubs import stubbed
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError

LEFT_BY_TOOLS = {"__pycache__", ".ipynb_checkpoints"}


def released_files(folder: CourseFolder, lesson: str) -> dict[str, bytes]:
    """{path below the lesson's folder: bytes} of all that is released; raises CourseError, see `pack`."""
    folder.demand_lesson(lesson)
    if not folder.check_data(lesson).is_file():
        raise CourseError(f"Thiếu {folder.check_data(lesson)}. {_build(lesson)}")
    released, source = _files(folder.release(lesson).parent), _files(folder.source(lesson).parent)
    for name in sorted(released.keys() - source.keys()):
        raise CourseError(
            f"Tệp {folder.release(lesson).parent / name} không thuộc bản phát. Hãy xóa nó rồi đóng gói lại."
        )
    _demand_stubs(folder, lesson)
    return {name: path.read_bytes() for name, path in released.items()}


def _files(top: Path) -> dict[str, Path]:
    found = {path.relative_to(top): path for path in sorted(top.rglob("*")) if path.is_file()}
    return {name.as_posix(): path for name, path in found.items() if not LEFT_BY_TOOLS & set(name.parts)}


def _demand_stubs(folder: CourseFolder, lesson: str) -> None:
    """Someone may have solved the lesson in release/: each exercise cell must still be the source's stub."""
    wanted = solutions(nbformat.read(folder.source(lesson), as_version=4))
    found = {
        cell.id: cell.source
        for cell in nbformat.read(folder.release(lesson), as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    for function, source in wanted.items():
        if found.get(f"exercise-{function}") != stubbed(source):
            raise CourseError(
                f"Ô bài làm {function} trong {folder.release(lesson)} không còn như khi dựng. {_build(lesson)}"
            )


def _build(lesson: str) -> str:
    return f"Hãy chạy: python -m autograder build {lesson}"
