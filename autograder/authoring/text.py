"""From a lesson's text to its notebook: stable cell ids and nbgrader's marks on every cell.

The text is py:percent. A cell's header says what it is: `exercise="function"` holds a solution,
`check="function"` checks it; `question="name" points=2` asks for words, below a heading that gets the points, and tells the person who marks them how,
in nbgrader's mark scheme, which students do not get; `answer="name"`, the next cell, is marked by hand, and holds
a model answer here; every other cell is locked. A locked code cell only shows something, and is not run while grading, unless its header says
`setup=true`: the exercises need what it defines. `fold=true` folds the input of a long one away, but for its first line,
which says what the cell does; `fold=false` leaves a long one open on purpose.

What is asked for fun is worth nothing: `guess="name"` is a question with its choices, see `guesses`, and `puzzle="function"`
holds the solution of a puzzle; the next cell asks or checks: see ASKS.
`library="names"` shows the same done by a real library, and what it prints is recorded.
"""

import ast
import re
import unicodedata
from typing import Any

from nbformat import NotebookNode

from autograder.exercises.model import LessonExercises
from autograder.files.course_error import CourseError
from autograder.intake.text import bound_names
from course.checking.frozen import Question
from course.checking.names import fingerprint

ROLES = ("exercise", "check", "question", "answer", "guess", "puzzle", "library")
POINTS_TOLD = re.compile(r"\s*\([\d.]+ điểm\)\s*$")
ASKS = {"guess": 'bai.guess("{}")', "puzzle": "bai.puzzle({})"}  # what stands in the cell after one of this role
FOLDED = "# Bấm để mở: "  # how the one line begins that JupyterLab shows of a folded cell
MARK_SCHEME = ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")


def read_lesson(text: str, lesson: LessonExercises) -> NotebookNode:
    """Return the notebook (without outputs) of a lesson text.

    lesson: the LessonExercises that say what each check is worth; `agreement` says whether they and the text agree.
    """
    import jupytext  # only who builds needs it, and grading begins sooner without

    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    taken: set[str] = set()
    for cell in notebook.cells:
        role, name = _role(cell)
        cell.id = _cell_id(cell, role, name, taken)
        if role == "question":
            cell.source = _with_points(cell.source, cell.metadata.get("points"))
        cell.metadata["nbgrader"] = _marks(cell.id, role, _points(notebook, lesson, role, name))
        if cell.metadata.get("fold"):
            cell.metadata["jupyter"] = {"source_hidden": True}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """{function: source} of the solution cells of a source notebook, in order; an instructor's own cells are left out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and _is_exercise(cell)]
    return {defined_function(cell): cell.source for cell in cells}


def questions(notebook: NotebookNode) -> tuple[Question, ...]:
    """The questions in words of a source notebook, in order."""
    asked = [cell for cell in notebook.cells if "question" in cell.metadata]
    return tuple(
        Question(cell.metadata["question"], _title(cell.source), float(cell.metadata.get("points", 0)))
        for cell in asked
    )


def puzzle_solutions(notebook: NotebookNode) -> dict[str, str]:
    """{function: source} of the puzzles' cells of a source notebook, in order."""
    return {cell.metadata["puzzle"]: cell.source for cell in notebook.cells if "puzzle" in cell.metadata}


def recorded(notebook: NotebookNode) -> dict[str, str]:
    """{names of libraries: what the cell that shows them printed} of an executed notebook."""
    cells = [cell for cell in notebook.cells if "library" in cell.metadata]
    return {
        cell.metadata["library"]: "".join(out.text for out in cell.outputs if out.get("name") == "stdout")
        for cell in cells
    }


def locked_names(notebook: NotebookNode) -> tuple[str, ...]:
    """The names that example cells bind at the top level."""
    return tuple(sorted(set().union(*(bound_names(cell.source) for cell in notebook.cells if is_example(cell)))))


def fingerprints(notebook: NotebookNode) -> tuple[str, ...]:
    """What the notebook's check knows the example cells by."""
    return tuple(sorted({fingerprint(cell.source) for cell in notebook.cells if is_example(cell)}))


def is_example(cell: NotebookNode) -> bool:
    """Is it a code cell that the lesson locks and that only shows something?"""
    return (
        cell.cell_type == "code"
        and _marked(cell, "locked")
        and not _marked(cell, "grade")
        and not cell.metadata.get("setup")
    )


def _marked(cell: NotebookNode, mark: str) -> bool:
    return cell.metadata.get("nbgrader", {}).get(mark, False)


def _is_exercise(cell: NotebookNode) -> bool:
    return _marked(cell, "solution") and cell.metadata.nbgrader.grade_id.startswith("exercise-")


def _role(cell: NotebookNode) -> tuple[str, str | None]:
    for role in ROLES:
        if role in cell.metadata:
            return role, cell.metadata[role]
    return "locked", None


def _with_points(source: str, points: float | None) -> str:
    """The text of a question with its points behind its heading, whatever stood there."""
    heading, *below = source.split("\n")
    if points is None or not heading.startswith("#"):
        return source
    return "\n".join([f"{POINTS_TOLD.sub('', heading)} ({points:g} điểm)", *below])


def _title(source: str) -> str:
    """The heading of a question without its signs and its points."""
    return POINTS_TOLD.sub("", source.partition("\n")[0].lstrip("# ").strip())


def _cell_id(cell: NotebookNode, role: str, name: str | None, taken: set[str]) -> str:
    """The role and name of a cell that has a role, else a slug of the first words; never twice."""
    wanted = f"{role}-{_slug(name or '') if role == 'library' else name}" if role in ROLES else _slug(cell.source)
    candidate, number = wanted[:60].strip("-"), 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted[:56].strip('-')}-{number}"
    taken.add(candidate)
    return candidate


def _slug(source: str) -> str:
    first = next((line for line in source.splitlines() if line.strip() and not line.startswith(FOLDED)), "cell")
    plain = unicodedata.normalize("NFD", first.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "cell"


def _marks(cell_id: str, role: str, points: float | None) -> dict[str, Any]:
    """nbgrader's marks of a cell. points: what it is worth, None where it is worth nothing."""
    solution = role in ("exercise", "answer", "puzzle")
    marks = {
        "grade": points is not None,
        "grade_id": cell_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return marks if points is None else {**marks, "points": points}


def _points(notebook: NotebookNode, lesson: LessonExercises, role: str, name: str | None) -> float | None:
    """A check is worth its exercise's points, an answer those of its question, any other cell None."""
    if role == "check":
        return next((exercise.points for exercise in lesson.exercises if exercise.function == name), 0)
    if role == "answer":
        return next(
            (cell.metadata.get("points", 0) for cell in notebook.cells if cell.metadata.get("question") == name), 0
        )
    return None


def defined_function(cell: NotebookNode) -> str:
    """The name of the one function that a cell defines; raises CourseError where it is not one."""
    functions = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    if len(functions) != 1:
        raise CourseError(
            f"Ô {cell.id} phải định nghĩa đúng một hàm, nhưng định nghĩa: {functions or 'không hàm nào'}."
        )
    return functions[0]
