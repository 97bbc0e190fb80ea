"""The instructor's version of a lesson: the notebook submissions are restored to, and what it is graded by."""

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring.more import PUBLIC_SEEDS
from autograder.authoring.text import locked_names, solutions
from autograder.course_folder import CourseFolder
from autograder.diagnosis import Diagnosis
from autograder.exercises import freeze
from autograder.files.beside import given
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.intake.slots import Original
from autograder.sandbox.limits import Limits
from course.checking.frozen import FrozenExercise, FrozenLesson


@dataclass(frozen=True)
class InstructorLesson:
    """What grading needs of a lesson.

    notebook: solutions replaced by stubs, hidden tests and mark schemes kept. released: the same without them.
    solutions: {function: source} of its exercises.
    files: (name, content) of what is released beside the notebook.
    limits: what one submission may use.
    """

    notebook: nbformat.NotebookNode
    released: nbformat.NotebookNode
    frozen: FrozenLesson
    solutions: dict[str, str]
    files: tuple[tuple[str, bytes], ...]
    limits: Limits

    @cached_property
    def original(self) -> Original:
        """The notebook as submissions are held against it."""
        return Original.of(self.notebook, self.released)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What looks closer at wrong answers; made once for all submissions."""
        return Diagnosis(self.frozen.name, self.solutions)

    def exercise_of(self, cell: NotebookNode) -> FrozenExercise | None:
        """The FrozenExercise whose points this grade cell carries, or None for an instructor's own cell."""
        return self._exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))

    def asked_of(self, cell: NotebookNode) -> list[str]:
        """The functions that this answer cell is there for."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        return [exercise.function for exercise in self.frozen.exercises if grade_id == f"exercise-{exercise.function}"]

    @cached_property
    def _exercises(self) -> dict[str, FrozenExercise]:
        return {f"check-{exercise.function}": exercise for exercise in self.frozen.exercises}


def stubs(folder: CourseFolder, lesson: str) -> tuple[NotebookNode, NotebookNode]:
    """The InstructorLesson's notebook and released, by nbgrader's own steps."""
    from autograder.gradebook.assignment import released_notebook, stubbed_notebook  # loads all of nbgrader

    return stubbed_notebook(folder, lesson), released_notebook(folder, lesson)


def load_lesson(
    folder: CourseFolder,
    lesson: str,
    seed: int | None = None,
    stubs: Callable[[CourseFolder, str], tuple[NotebookNode, NotebookNode]] = stubs,
) -> InstructorLesson:
    """Read a lesson for grading; raises CourseError where the folder lacks it.

    seed: what hidden cases are drawn from; by default the course folder's own, made if there is none. stubs: another way to get
    what `stubs` gives.
    """
    folder.demand_lesson(lesson)
    _demand_one_notebook(folder, lesson)
    try:
        source = nbformat.read(folder.source(lesson), as_version=4)
    except (ValueError, nbformat.ValidationError) as error:  # not JSON, or no notebook
        raise CourseError(
            f"{folder.source(lesson)} không phải là notebook: {error}. Hãy lấy lại bản cũ, hoặc chạy lại lệnh `build`."
        ) from error
    solved: dict[str, str] = {}
    if lesson in exercises.lesson_names():
        asked, solved = exercises.load(lesson), solutions(source)
        chosen = read_seed(folder) if seed is None else seed
        data, limits = freeze.drawn(asked, solved, locked_names(source), chosen), asked.limits
    else:
        data, limits = FrozenLesson(lesson, (), ()), Limits()
    stubbed, released = stubs(folder, lesson)
    return InstructorLesson(stubbed, released, data, solved, given(folder.release(lesson).parent), limits)


def _demand_one_notebook(folder: CourseFolder, lesson: str) -> None:
    others = sorted(path.name for path in folder.source(lesson).parent.glob("*.ipynb") if path != folder.source(lesson))
    if others:
        raise CourseError(
            f"Bộ chấm này chấm mỗi bài một notebook, nhưng {folder.source(lesson).parent} còn có: {', '.join(others)}. "
            "Hãy tách thành nhiều bài, mỗi bài một thư mục."
        )


def read_seed(folder: CourseFolder, keep: bool = True) -> int:
    """The number that hidden cases are drawn from: made once per course folder, kept from students, and none that is public.

    keep: write down the one that is made. Raises CourseError where another one is written down.
    """
    if not folder.seed.is_file():
        if not keep:
            return secrets.randbelow(PUBLIC_SEEDS)
        write_whole(folder.seed, b"%d\n" % secrets.randbelow(PUBLIC_SEEDS), mode=0o600)
    with contextlib.suppress(ValueError):
        seed = int(folder.seed.read_text(encoding="ascii"))
        if 0 <= seed < PUBLIC_SEEDS:
            return seed
    raise CourseError(
        f"Tệp {folder.seed} phải chứa đúng một số nguyên từ 0 đến 2^64 − 1. Hãy lấy lại bản cũ; "
        "nếu không còn, hãy xóa tệp để lần chấm sau rút trường hợp mới và chấm lại cả lớp."
    )
