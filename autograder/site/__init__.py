"""The course as a static site: pages to read, and beside them each lesson to work on in the browser, with nothing to install.

The same course gives the same bytes. No page loads anything from elsewhere, and none holds an answer.
"""

import math
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import whole_folder, write_whole
from autograder.handout import pack, self_test
from autograder.handout.archive import zipped
from autograder.handout.date import last_change
from autograder.handout.project import Project, read_project
from autograder.handout.release import released_files
from autograder.handout.wheel import build_wheel
from autograder.site import book, lab, python
from autograder.site.feedback_examples import feedback_examples
from autograder.site.own_templates import TEMPLATES
from autograder.site.parts import MATHJAX, PYODIDE, Pyodide, Wheel, kernel_wheels

LAB = "lite"  # the lab's folder in the site
SIGN = f"{LAB}/jupyter-lite.json"  # what a folder holds that is a site
STARTER = "mo_trang.py"
ROUNDED_TO = 5  # megabytes, of what a page says about the first opening
Tell = Callable[[str], None]


def build(
    course: CourseFolder, output: Path, offline_wheels: Path | None = None, tell: Tell = lambda step: None
) -> Path:
    """Write the site into the folder `output`, in place of an older one; returns it.

    course: whose lessons are in it. offline_wheels: a folder with the wheels of Pyodide's release; None: they are fetched.
    tell: told each step before it begins. Raises CourseError where something cannot be fetched, a lesson has no release,
    or `output` holds something else.
    """
    _demand_ours(output)
    lessons, project, date = course.lessons(), read_project(), last_change(course.root)
    with tempfile.TemporaryDirectory() as scratch:
        tell("lấy Pyodide, MathJax và các gói Python")
        contents = {name: data for lesson in lessons for name, data in released_files(course, lesson).items()}
        contents |= self_test.files()
        name, course_wheel = build_wheel(project, date, [contents])
        environment = _python(Wheel(name, course_wheel), offline_wheels)
        tell("dựng phòng làm bài")
        built_lab = lab.build(_new(scratch, "lab"), contents, environment, date)
        tell("chấm bài nộp mẫu và đóng gói cho máy của sinh viên")
        archive = pack(course, lessons, Path(scratch))
        examples = feedback_examples(course)
        tell("dựng các trang đọc")
        offered = book.Offered(archive.name, project.archive, name, _megabytes(environment))
        pages = book.build(_new(scratch, "book"), book.sources(course, lessons, offered, MATHJAX.files()), date)
        with whole_folder(
            output, output.with_name(f".{output.name}.new"), output.with_name(f".{output.name}.old")
        ) as new:
            shutil.copytree(pages, new, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".buildinfo", "_sources"))
            shutil.copytree(built_lab, new / LAB)
            shutil.copy(archive, new)
            for name, page in examples.items():
                write_whole(new / name, page)
    return output


def zip_of(site: Path, date: datetime, project: Project) -> Path:
    """Write the zip of a built site beside it, for a class without network; returns its path.

    In its one folder lies a small server that opens the site. date: of every file in the zip.
    """
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    files[STARTER] = (TEMPLATES / STARTER).read_bytes()
    top = f"{project.archive}-trang-web"
    path = site.with_name(f"{top}.zip")
    write_whole(path, zipped({f"{top}/{name}": data for name, data in sorted(files.items())}, date))
    return path


def _python(course: Wheel, offline_wheels: Path | None) -> dict[str, bytes]:
    """The folder of Python for the browser."""
    pyodide = Pyodide(PYODIDE.files())
    wheels = [*pyodide.wheels(offline_wheels), *kernel_wheels(), *python.kernel_stubs(), course]
    return python.folder(pyodide, wheels)


def _megabytes(environment: Mapping[str, bytes]) -> int:
    """What the first opening of a lesson takes from the network, rounded up; nearly all of it is Python."""
    squeezed = sum(min(len(data), len(zlib.compress(data))) for data in environment.values())
    return math.ceil(squeezed / 1e6 / ROUNDED_TO) * ROUNDED_TO


def _new(scratch: str, name: str) -> Path:
    made = Path(scratch) / name
    made.mkdir()
    return made


def _demand_ours(output: Path) -> None:
    """Raise CourseError unless `output` is free, or holds an older site."""
    if output.exists() and not (output / SIGN).is_file() and not (output.is_dir() and not any(output.iterdir())):
        raise CourseError(
            f"{output} đã có và không phải là trang web của khóa học, nên được giữ nguyên. Hãy chọn một thư mục khác cho --output."
        )
