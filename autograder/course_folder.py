"""Where everything of a course lies: nbgrader's own folders."""

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from autograder.files.course_error import CourseError
from autograder.files.words import compact

ROOT = Path(__file__).resolve().parent.parent


def python_path(first: Path = ROOT) -> str:
    """PYTHONPATH's value for another process: a folder, by default this checkout with `course`, before what is set here."""
    return os.pathsep.join(filter(None, [str(first), os.environ.get("PYTHONPATH")]))


@dataclass(frozen=True)
class CourseFolder:
    """A folder with nbgrader's layout. Every path of the project is made here."""

    root: Path

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def seed(self) -> Path:
        return self.root / "grading_seed"

    @property
    def lock(self) -> Path:
        return self.root / "grading.lock"

    @property
    def grader(self) -> Path:
        """Who holds the lock."""
        return self.root / "grading.lock.txt"

    @property
    def error_log(self) -> Path:
        """Tracebacks of what went wrong in the grader itself, one submission at a time."""
        return self.root / "grading_errors.log"

    @property
    def config(self) -> Path:
        return self.root / "nbgrader_config.py"

    def lessons(self) -> list[str]:
        """Names of the lessons that have a source folder, in order."""
        return sorted(path.name for path in (self.root / "source").glob("*") if path.is_dir())

    def text(self, lesson: str) -> Path:
        return self.root / "source" / lesson / f"{lesson}.py"

    def source(self, lesson: str) -> Path:
        return self.root / "source" / lesson / f"{lesson}.ipynb"

    def release(self, lesson: str) -> Path:
        return self.root / "release" / lesson / f"{lesson}.ipynb"

    def check_data(self, lesson: str, stage: str = "release") -> Path:
        return self.root / stage / lesson / f"{lesson}.check.json"

    def more_data(self, lesson: str, stage: str = "release") -> Path:
        """The cases to practise with."""
        return self.root / stage / lesson / f"{lesson}.more.json"

    def submitted(self, student: str, lesson: str) -> Path:
        return self.root / "submitted" / student / lesson / f"{lesson}.ipynb"

    def handed_in_before(self, student: str, lesson: str) -> Path:
        """What a student handed in earlier, a folder for each time, out of nbgrader's sight."""
        return self.root / "submitted_before" / student / lesson

    @property
    def collecting(self) -> Path:
        """A hand-in that is being written."""
        return self.root / "submitted_before" / ".unfinished"

    def autograded(self, student: str, lesson: str) -> Path:
        return self.root / "autograded" / student / lesson / f"{lesson}.ipynb"

    @property
    def unfinished(self) -> Path:
        """Graded work that is being written."""
        return self.root / "autograded" / ".unfinished"

    @property
    def replaced(self) -> Path:
        """Graded work that another has just taken the place of."""
        return self.root / "autograded" / ".replaced"

    @property
    def prepared(self) -> Path:
        """What grading one notebook after the other keeps, for its owner alone: lessons with their drawn cases."""
        return self.root / ".cache" / "grade_one"

    @property
    def reports(self) -> Path:
        """What the report command writes about the class."""
        return self.root / "reports"

    def feedback_unfinished(self, student: str) -> Path:
        """A student's feedback that is being written."""
        return self.root / "feedback" / f".unfinished-{student}"

    def feedback_replaced(self, student: str) -> Path:
        """A student's feedback that another has just taken the place of."""
        return self.root / "feedback" / f".replaced-{student}"

    def feedback(self, student: str, lesson: str) -> Path:
        return self.root / "feedback" / student / lesson / f"{lesson}.html"

    def students(self, lesson: str) -> list[str]:
        """Ids of the students who have handed in a folder for this lesson, in order; composed (NFC), whatever wrote the folder's name."""
        return sorted(
            {_composed(place.name) for place in folders_in(self.root / "submitted") if self._of_lesson(place, lesson)}
        )

    def handed_in(self, student: str, lesson: str) -> Path:
        """The folder of a student's hand-in: nbgrader's place for it, or where nothing is there, one that a person reads the same."""
        exact = self.submitted(student, lesson).parent
        if os.path.lexists(exact):
            return exact
        same = (place for place in folders_in(self.root / "submitted") if _composed(place.name) == _composed(student))
        return next(filter(None, (self._of_lesson(place, lesson) for place in same)), exact)

    def _of_lesson(self, place: Path, lesson: str) -> Path | None:
        """The folder of a lesson in a student's folder, also where it is called `Bai01 so nguyen`; or None."""
        if (place / lesson).is_dir():
            return place / lesson
        return next((inner for inner in folders_in(place) if compact(inner.name) == compact(lesson)), None)

    def graded(self, lesson: str) -> list[str]:
        """Ids of the students whose work on this lesson has been graded, in order."""
        return sorted(path.parent.parent.name for path in (self.root / "autograded").glob(f"*/{lesson}/{lesson}.ipynb"))

    def demand_lesson(self, lesson: str) -> None:
        """Raise CourseError unless the lesson exists here with a source notebook and a release."""
        if lesson not in self.lessons():
            known = ", ".join(self.lessons()) or "(không có bài nào)"
            raise CourseError(
                f"Không có bài nào tên {lesson!r} trong {self.root / 'source'}. Các bài đang có: {known}."
            )
        if not self.source(lesson).is_file() or not self.release(lesson).is_file():
            raise CourseError(
                f"Bài {lesson} chưa có bản phát trong {self.root / 'release'}. "
                f"Hãy chạy: python -m autograder build {lesson}"
            )


def folders_in(place: Path) -> list[Path]:
    """The folders that lie in a folder, in order; none where it is missing or may not be read."""
    try:
        return sorted(Path(entry) for entry in os.scandir(place) if entry.is_dir())
    except (FileNotFoundError, PermissionError):
        return []


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
