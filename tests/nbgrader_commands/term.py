"""A term in small: two lessons, three students, and nbgrader's own commands with an exchange between them.

The instructor's course folder has this project's configuration. Students have nbgrader and `course`, and no `autograder`.
"""

import os
import shlex
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.authoring.text import solutions
from autograder.course_folder import ROOT, CourseFolder, python_path
from autograder.exercises.written import answered, as_bytes
from autograder.gradebook.config import db_url

FIRST, SECOND = "bai01_so_nguyen", "bai02_sai_so"
COURSE = "luong_tu_hoa"
INSTRUCTOR, OUTSIDE = "instructor", "outside"
STUDENTS = ("an", "binh", "la")  # right, half done, broken in the first lesson and hostile in the second
HANGS = 800  # seconds
CONFIG = """
from autograder.nbgrader_settings import configure

c = configure(get_config())
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False  # here all are one account
"""
OF_STUDENTS = """
c = get_config()
c.CourseDirectory.course_id = {course!r}
c.Exchange.root = {exchange!r}
"""
NO_GRADER = 'raise ImportError("students have no autograder")\n'
LEAVES = "import os\nos._exit(0)"


@dataclass(frozen=True)
class Done:
    """A command that ended: its exit code, and all that it said."""

    code: int
    said: str

    @property
    def remarks(self) -> list[str]:
        """What it found worth a warning or more."""
        return [line for line in self.said.splitlines() if "WARNING]" in line or "ERROR]" in line]


class Term:
    """The folders of a term; `run` runs a command of nbgrader's as somebody."""

    def __init__(self, root: Path, lessons: tuple[str, ...] = (FIRST, SECOND)) -> None:
        self.root, self.exchange, self.lessons = root, root / "exchange", lessons
        self.course = CourseFolder(root / "course")
        for place in (self.exchange, self.course.root / "source", root / "no_grader", root / OUTSIDE):
            place.mkdir(parents=True)
        self.exchange.chmod(0o777)
        self.course.config.write_text(CONFIG.format(exchange=str(self.exchange)))
        self.course.seed.write_text("7")
        (root / "no_grader" / "autograder.py").write_text(NO_GRADER)
        for lesson in lessons:
            shutil.copytree(ROOT / "source" / lesson, self.course.root / "source" / lesson)
        for student in STUDENTS:
            self.home(student).mkdir()
            told = OF_STUDENTS.format(course=COURSE, exchange=str(self.exchange))
            (self.home(student) / "nbgrader_config.py").write_text(told)

    def home(self, who: str) -> Path:
        return self.course.root if who == INSTRUCTOR else self.root / who

    def run(self, who: str, command: str) -> Done:
        own = self.root / f"{who}_jupyter"
        variables = {
            "PYTHONPATH": python_path(ROOT if who == INSTRUCTOR else self.root / "no_grader"),
            "COURSE_STATIC": "1",
            "JUPYTER_CONFIG_DIR": str(own / "config"),
            "JUPYTER_DATA_DIR": str(own / "data"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *shlex.split(command)],
            cwd=self.home(who),
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=HANGS,
        )
        return Done(done.returncode, done.stdout)

    def gradebook(self) -> Gradebook:
        return Gradebook(db_url(self.course))

    def marks(self, lesson: str) -> dict[str, float]:
        """{student: points} of the lesson."""
        with self.gradebook() as gradebook:
            return {one.student.id: one.score for one in gradebook.assignment_submissions(lesson)}

    def students(self) -> dict[str, str | None]:
        """{id: last name}."""
        with self.gradebook() as gradebook:
            return {one.id: one.last_name for one in gradebook.students}

    def assignments(self) -> dict[str, object]:
        """{name: due date}."""
        with self.gradebook() as gradebook:
            return {one.name: one.duedate for one in gradebook.assignments}

    def work(self, student: str, lesson: str) -> None:
        """Have a student do the fetched lesson, each in their own way."""
        path = self.home(student) / lesson / f"{lesson}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        solved = solutions(nbformat.read(self.course.source(lesson), as_version=4))
        if student == "binh":
            solved = dict(list(solved.items())[: len(solved) // 2])
        notebook = answered(notebook, solved)
        if student == "la":
            notebook.cells.append(nbformat.v4.new_code_cell(LEAVES))
        content = as_bytes(notebook)
        path.write_bytes(content[: len(content) // 2] if (student, lesson) == ("la", FIRST) else content)

    def inbound(self, student: str, lesson: str) -> list[Path]:
        return sorted((self.exchange / COURSE / "inbound").glob(f"{student}+{lesson}+*"))

    def mode(self, *parts: str) -> str:
        """The rights of something in the exchange, in octal digits."""
        return oct(stat.S_IMODE(self.exchange.joinpath(COURSE, *parts).stat().st_mode))[2:]


def names_in(place: Path) -> set[str]:
    """The files below a folder."""
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
