"""From a lesson's text to its notebook: stable cell ids and nbgrader's marks on every cell.

The text is py:percent. A cell's header says what it is: `exercise="function"` holds a solution,
`check="function"` checks it; every other cell is locked. A locked code cell only shows something, and
is not run while grading, unless its header says `setup=true`: the exercises need what it defines.
"""

import ast
import re
import unicodedata

import jupytext

from autograder.course_folder import CourseError

ROLES = ("exercise", "check")


def read_lesson(text, lesson):
    """Return the notebook (without outputs) of a lesson text.

    lesson: the LessonExercises that the text must agree with; raises CourseError where it does not.
    """
    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    taken = set()
    for cell in notebook.cells:
        role, function = _role(cell)
        cell.id = _cell_id(cell, role, function, taken)
        cell.metadata["nbgrader"] = _marks(cell, role, function, lesson)
    _demand_agreement(notebook, lesson)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def solutions(notebook):
    """{function: source} of the solution cells of a source notebook, in order; an instructor's own cells are left out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and _is_exercise(cell)]
    return {_defined_function(cell): cell.source for cell in cells}


def locked_names(notebook):
    """The names that locked cells bind to values at the top level (imports and functions left out)."""
    names = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and _marked(cell, "locked"):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    names.add(node.id)
    return tuple(sorted(names))


def _marked(cell, mark):
    return cell.metadata.get("nbgrader", {}).get(mark, False)


def _is_exercise(cell):
    return _marked(cell, "solution") and cell.metadata.nbgrader.grade_id.startswith("exercise-")


def _role(cell):
    for role in ROLES:
        if role in cell.metadata:
            return role, cell.metadata[role]
    return "locked", None


def _cell_id(cell, role, function, taken):
    """The role and function for exercises and checks, else a slug of the first words; never twice."""
    wanted = f"{role}-{function}" if role in ("exercise", "check") else _slug(cell.source)
    candidate, number = wanted[:60].strip("-"), 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted[:56].strip('-')}-{number}"
    taken.add(candidate)
    return candidate


def _slug(source):
    first = next((line for line in source.splitlines() if line.strip()), "cell")
    plain = unicodedata.normalize("NFD", first.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "cell"


def _marks(cell, role, function, lesson):
    grade, solution = role == "check", role == "exercise"
    marks = {
        "grade": grade,
        "grade_id": cell.id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if grade:
        marks["points"] = _exercise(lesson, function).points
    return marks


def _exercise(lesson, function):
    try:
        return lesson[function]
    except KeyError:
        raise CourseError(
            f"Ô check={function!r} không có bài tập tương ứng trong autograder/exercises/{lesson.lesson}.py."
        ) from None


def _defined_function(cell):
    functions = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    if len(functions) != 1:
        raise CourseError(f"Ô {cell.id} phải định nghĩa đúng một hàm, nhưng định nghĩa: {functions or 'không hàm nào'}.")
    return functions[0]


def _demand_agreement(notebook, lesson):
    """Raise unless text and exercises name the same functions and the same TODOs, each in order."""
    declared = [exercise.function for exercise in lesson.exercises]
    checks = [cell.source for cell in notebook.cells if _marked(cell, "grade")]
    if list(solutions(notebook)) != declared or checks != [f"bai.check({name})" for name in declared]:
        raise CourseError(
            f"Các ô exercise và check của {lesson.lesson} phải theo đúng thứ tự: {', '.join(declared)} "
            "(mỗi ô check chỉ gồm bai.check(tên_hàm))."
        )
    for exercise in lesson.exercises:
        written = re.findall(r"# (TODO \d+):", solutions(notebook)[exercise.function])
        wanted = [part.todo for part in exercise.parts]
        if written != wanted:
            raise CourseError(f"Hàm {exercise.function} có {written}, nhưng bài tập khai báo {wanted}.")
