"""Grade one submission: restored cells into the sandbox, calls out of it, verdicts into the check cells."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import nbformat
from nbformat import NotebookNode

from autograder.files.words import listed
from autograder.gradebook.statuses import BLANK, GRADED, STATUS_WORDS
from autograder.gradebook.summary import (
    IN_NOTEBOOK,
    NOT_ISOLATED,
    Example,
    ExerciseMark,
    Ranked,
    Summarised,
    Summary,
    TodoMark,
)
from autograder.grading.lesson import InstructorLesson
from autograder.grading.outputs import new_output
from autograder.grading.run import finished
from autograder.intake.labels import is_grade, is_solution
from autograder.intake.read import Submission
from autograder.intake.restore import Restored, restore
from autograder.intake.status import Status
from autograder.sandbox import NONE, Sandbox
from course.checking import bytes_picture, report
from course.checking.frozen import Raised
from course.checking.judge import RIGHT, Verdict, judge_absent

NOT_WRITTEN = (
    "Lúc chạy các ô không có những tệp nộp kèm sau, vì không đủ chỗ: {}. Bạn hãy nộp lại những tệp cần thiết, nhỏ hơn."
)
NOT_VERIFIED = "Điểm của ô này do mã trong notebook tự tính, chưa được kiểm chứng từ bên ngoài."


@dataclass(frozen=True)
class Graded(Summarised):
    """A graded submission, where it was graded. summary: what goes on from here, and stands in the notebook, too."""

    notebook: nbformat.NotebookNode
    verdicts: tuple[Verdict, ...]
    summary: Summary


def grade_submission(
    submission: Submission,
    lesson: InstructorLesson,
    sandbox: Sandbox,
    notices: Iterable[str] = (),
    files: Sequence[tuple[str, bytes]] = (),
) -> Graded:
    """Grade what was read of a submitted file (any file, trusted in nothing) against an InstructorLesson, in a Sandbox. Raises Unfinished.

    notices: what was noticed about it before. files: see SubmittedFile.
    """
    restored = restore(submission, lesson.original)
    said = [*notices, *(notice.text for notice in restored.notices)]
    if sandbox.kind == NONE:
        said.append(NOT_ISOLATED)
    if restored.status is not Status.OK:
        said.insert(0, restored.status.message)
        return _finish(restored, lesson, _blank(lesson), {}, STATUS_WORDS[restored.status], said)
    verdicts, outputs, over, refused = finished(restored.notebook, lesson, sandbox, files)
    said += [NOT_WRITTEN.format(listed(refused))] if refused else []
    if over:
        word, sentence = over
        return _finish(restored, lesson, verdicts, outputs, word, [sentence, *said])
    return _finish(restored, lesson, verdicts, outputs, GRADED if restored.answered else BLANK, said)


def _blank(lesson: InstructorLesson) -> tuple[Verdict, ...]:
    """The verdicts of a notebook nobody has written in."""
    return tuple(
        judge_absent(e, Raised("NotImplementedError", f"{e.parts[0].todo}: chưa làm")) for e in lesson.frozen.exercises
    )


def _finish(
    restored: Restored,
    lesson: InstructorLesson,
    verdicts: Sequence[Verdict],
    outputs: Mapping[str, list[NotebookNode]],
    status: str,
    notices: Sequence[str],
) -> Graded:
    """Write outputs and verdicts into the notebook, so that nbgrader's own scoring gives these points."""
    notebook, by_function = restored.notebook, {v.exercise.function: v for v in verdicts}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = outputs.get(cell.id, [])
        if is_grade(cell) and not is_solution(cell):
            exercise = lesson.exercise_of(cell)
            cell.outputs = (
                _verdict_output(by_function[exercise.function]) if exercise else _unverified(cell, cell.id in outputs)
            )
    notebook.cells.insert(0, _notes_cell(status, notices))
    todos = tuple(todo for verdict in verdicts for todo in _todos(verdict))
    ranked = tuple(one for verdict in verdicts for one in _ranked(verdict))
    summary = Summary(status, tuple(notices), todos, tuple(map(_exercise, verdicts)), ranked=ranked)
    notebook.metadata[IN_NOTEBOOK] = summary.to_metadata()
    return Graded(notebook, tuple(verdicts), summary)


def _todos(verdict: Verdict) -> Iterator[TodoMark]:
    """The TodoMarks of an exercise."""
    function, name = verdict.exercise.function, verdict.diagnosis.name if verdict.diagnosis else ""
    for part in verdict.parts:
        cost = name if part.earned < part.points else ""
        yield TodoMark(part.todo, function, part.earned, part.points, cost)


def _exercise(verdict: Verdict) -> ExerciseMark:
    """What reports tell of an exercise, as an ExerciseMark."""
    exercise, found = verdict.exercise, verdict.diagnosis
    names = verdict.mistake.names if verdict.mistake else (found.name,) if found else ()
    name, shown = found.name if found else "", report.example(verdict)
    example = Example(**shown) if shown else None
    return ExerciseMark(exercise.function, exercise.title, verdict.earned, exercise.points, name, tuple(names), example)


def _ranked(verdict: Verdict) -> Iterator[Ranked]:
    """What a ranking goes by, at most one: the worst of the hidden cases, where each has an answer that earns the first step."""
    hidden, wanted = (
        [one for one in verdict.measured if one.hidden],
        [one for one in verdict.exercise.cases if one.hidden],
    )
    is_earned = verdict.parts[0].state == RIGHT and len(hidden) == len(wanted)
    if hidden and is_earned and all(math.isfinite(one.ratio) for one in hidden):
        worst = max(hidden, key=lambda one: one.ratio)
        yield Ranked(verdict.exercise.function, round(worst.ratio, 6), worst.size, bytes_picture.counted(worst))


def _verdict_output(verdict: Verdict) -> list[NotebookNode]:
    data = {"text/plain": f"{verdict.earned:g}", "text/html": report.html(verdict, anchor="#bai-")}
    return [new_output("execute_result", data=data)]


def _unverified(cell: NotebookNode, has_run: bool) -> list[NotebookNode]:
    """A grade cell of the instructor's own ran as nbgrader would run it; stderr costs nothing."""
    if not has_run:
        return [
            new_output(
                "error",
                ename="NotRun",
                evalue="Ô này không được chạy, vì bài nộp không đọc được hoặc đã dừng trước đó.",
                traceback=[],
            )
        ]
    kept = [output for output in cell.outputs if output.get("name") != "stderr"]
    for output in kept:
        if output.output_type == "execute_result":
            _bound_partial_credit(output, float(cell.metadata["nbgrader"]["points"]))
    return [*kept, new_output("stream", name="stdout", text=NOT_VERIFIED)]


def _bound_partial_credit(output: NotebookNode, points: float) -> None:
    """Keep a number that the cell printed between 0 and its points: nbgrader stops at one beyond."""
    try:
        number = float(output.data["text/plain"])
    except ValueError:
        return
    output.data["text/plain"] = f"{min(max(number, 0.0), points):g}" if number == number else "0"


def _notes_cell(status: str, notices: Iterable[str]) -> NotebookNode:
    lines = [f"**Tình trạng bài nộp:** {status}", *(f"- {escape(text)}" for text in notices)]
    source = "\n\n".join(lines)
    return nbformat.from_dict({"cell_type": "markdown", "id": "grading-notes", "metadata": {}, "source": source})
