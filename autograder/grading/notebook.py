"""Grade one submission: restored cells into the sandbox, calls out of it, verdicts into the check cells."""

import base64
import json
import time
from dataclasses import dataclass
from html import escape

import nbformat
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.grading.over_limits import LIMITS, limit_of
from autograder.intake.read import read_submission
from autograder.intake.restore import restore
from autograder.intake.status import Status
from autograder.sandbox import NONE, Ended
from course.checking import report
from course.checking.frozen import Raised
from course.checking.judge import Verdict, judge, judge_absent, made_in

NOT_ISOLATED = "Bài được chấm ngoài vùng cách ly."
OUTPUTS_KEPT = 50
PICTURE_CHARS = 3_000_000
TOO_MUCH = "Ô này in hoặc vẽ ra quá nhiều nên kết quả không được giữ lại. Bạn hãy in ít hơn."
LINE_BYTES, OUTPUT_BYTES = 12, 200  # at most, of indents, quotes and commas: of each line, of an output's other keys
LIVES = 6  # how many processes one submission may have
NOT_VERIFIED = "Điểm của ô này do mã trong notebook tự tính, chưa được kiểm chứng từ bên ngoài."


@dataclass(frozen=True)
class Graded:
    """A graded submission. status: a short Vietnamese word for tables; notices: sentences for the student."""

    notebook: nbformat.NotebookNode
    verdicts: tuple[Verdict, ...]
    status: str
    notices: tuple[str, ...]

    @property
    def earned(self):
        return sum(verdict.earned for verdict in self.verdicts)


def grade_file(path, lesson, sandbox, notices=()):
    """Grade the notebook at `path` (any file, trusted in nothing) against an InstructorLesson, in a Sandbox."""
    return grade_submission(read_submission(path), lesson, sandbox, notices)


def grade_submission(submission, lesson, sandbox, notices=()):
    """Grade what was read of a submitted file."""
    restored = restore(submission, lesson.original)
    said = [*notices, *(notice.text for notice in restored.notices)]
    if sandbox.kind == NONE:
        said.append(NOT_ISOLATED)
    if restored.status is not Status.OK:
        said.insert(0, restored.status.message)
        return _finish(restored, lesson, _blank(lesson), {}, STATUS_WORDS[restored.status], said)
    run = Run(restored.notebook, lesson, sandbox)
    verdicts, outputs, over = run.finish()
    if over:
        word, sentence = LIMITS[over]
        return _finish(restored, lesson, verdicts, outputs, word, [sentence, *said])
    return _finish(restored, lesson, verdicts, outputs, "đã chấm" if restored.answered else "chưa làm", said)


STATUS_WORDS = {
    Status.MISSING: "không có tệp",
    Status.EMPTY_FILE: "tệp rỗng",
    Status.MERGE_MARKERS: "xung đột git",
    Status.NOT_JSON: "tệp hỏng",
    Status.NOT_A_NOTEBOOK: "không phải notebook",
    Status.TOO_LARGE: "tệp quá lớn",
    Status.NOT_REGULAR: "không phải tệp thường",
    Status.UNREADABLE: "không đọc được",
}


class Run:
    """The cells of one submission run and its functions called, in as many processes as it takes.

    A cell or function that ends its process is left out the next time, so it costs only itself. First a process that
    dies is given the same work once more: the machine may have killed it. So is a function whose calls end their
    process, one answer at a time, so that what it answered before counts.
    """

    def __init__(self, notebook, lesson, sandbox):
        self.lesson, self.sandbox = lesson, sandbox
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.end = time.monotonic() + sandbox.limits.total_seconds
        self.outputs, self.answers, self.later = {}, {}, {}
        self.room, self.flooded = sandbox.limits.output_bytes, False
        self.deadly, self.died_at, self.at, self.ended = set(), set(), None, None
        self.verdicts = {}

    def finish(self):
        """Returns verdicts, outputs by cell id, and the key of LIMITS for what went beyond them, or None."""
        for _ in range(LIVES):
            try:
                self._once()
                break
            except Ended as end:
                self._leave_out(end.reason)
        else:
            self.ended = self.ended or "crash"
        reason = Raised("NoAnswer", LIMITS[self.ended][1]) if self.ended else None
        return self._judged(reason), self.outputs, self.ended or self._over()

    def _judged(self, reason):
        """The verdict on each exercise, told what mistakes the ones before it name."""
        verdicts = []
        for exercise in self.lesson.frozen.exercises:
            earlier = [verdict for verdict in verdicts if verdict.exercise.function in exercise.upstream]
            verdicts.append(self._better(exercise, made_in(earlier), reason))
        return tuple(verdicts)

    def _over(self):
        """The limit that an error speaks of, of a cell or of a call, or None."""
        told = [(output.ename, output.evalue) for shown in self.outputs.values() for output in shown if "ename" in output]
        for given in (*self.answers.values(), *self.later.values()):
            told += [(outcome.kind, outcome.message) for outcome in given if isinstance(outcome, Raised)]
        found = [limit for limit in (limit_of(*error) for error in told) if limit]
        return found[0] if found else "output" if self.flooded else None

    def _better(self, exercise, made, reason):
        """Of the verdicts where the check stands and after the last cell, the one that earned more."""
        asked = [when for when in (self.answers, self.later) if exercise.function in when]
        verdicts = [self._verdict(exercise, when, reason, made) for when in asked or [{}]]
        return max(verdicts, key=lambda verdict: verdict.earned)

    def _verdict(self, exercise, when, reason, made=frozenset()):
        """Judge the answers of that time; a call that never was answered counts as the reason why."""
        given = when.get(exercise.function, [])
        lacking = len(exercise.cases) - len(given)
        if lacking:
            return judge(exercise, given + [reason] * lacking, made)
        key = when is self.later, exercise.function, made
        if key not in self.verdicts:
            self.verdicts[key] = judge(exercise, given, made)
        return self.verdicts[key]

    def _leave_out(self, reason):
        asked = {"check": self.answers, "end": self.later}.get(self.at and self.at[0])
        if self.at not in self.died_at and (reason == "crash" or asked is not None):
            self.died_at.add(self.at)
            if asked is not None:
                del asked[self.at[1]]
        else:
            self.ended = self.ended or reason
            self.deadly.add(self.at)

    def _once(self):
        """Every cell in its place; functions are called where their check stands, and those not right once more at the end."""
        self.at = None
        with self.sandbox.session(self.end) as session:
            for place, cell in enumerate(self.cells):
                exercise = self.lesson.exercise_of(cell)
                if exercise:
                    self._ask(session, exercise, self.answers, "check")
                elif is_run(cell):
                    self._run_cell(session, cell, self.cells[:place])
            for exercise in self.lesson.frozen.exercises:
                was_deadly = ("check", exercise.function) in self.deadly
                if not was_deadly and self._verdict(exercise, self.answers, UNANSWERED).earned < exercise.points:
                    self._ask(session, exercise, self.later, "end")

    def _ask(self, session, exercise, answers, when):
        self.at = when, exercise.function
        if exercise.function not in answers:
            answers[exercise.function] = given = []
            calls = [case.encoded_args for case in exercise.cases]
            hidden, careful = self.lesson.frozen.locked_names, self.at in self.died_at
            given.extend(session.call(exercise.function, calls, hidden, careful))

    def _run_cell(self, session, cell, above):
        """Run a cell; where it lacks a name of the lesson's own examples, run those first."""
        self.at = "cell", cell.id
        if self.at in self.deadly:
            return
        found = session.run(cell.source)
        if any(_lacks(message, self.lesson.frozen.locked_names) for message in found):
            for example in filter(_is_example, above):
                session.run(example.source)
            found = session.run(cell.source)
        self.outputs[cell.id] = self._kept(_as_outputs(found, session.limits))

    def _kept(self, outputs):
        """The outputs of a cell, as long as there is room for them in the graded notebook."""
        self.room -= sum(map(_size, outputs))
        if self.room >= 0:
            return outputs
        self.room = 0
        self.flooded = True
        return [new_output("stream", name="stderr", text=TOO_MUCH)]


UNANSWERED = Raised("NoAnswer", "")


def _lacks(message, names):
    """Did the cell stop for one of these names?"""
    match message:
        case {"error": "NameError", "message": str(text)}:
            return any(text == f"name '{name}' is not defined" for name in names)
    return False


def _is_example(cell):
    """A cell that the lesson locks and that only shows something."""
    return is_locked(cell) and not is_grade(cell) and not cell.metadata.get("setup")


def _blank(lesson):
    """The verdicts of a notebook nobody has written in."""
    return tuple(
        judge_absent(e, Raised("NotImplementedError", f"{e.parts[0].todo}: chưa làm")) for e in lesson.frozen.exercises
    )


def is_run(cell):
    """The student's cells run, those the text marks `setup=true`, and checks that only the notebook knows."""
    return is_grade(cell) or not is_locked(cell) or bool(cell.metadata.get("setup"))


def _as_outputs(messages, limits):
    """The worker's messages as notebook outputs; what is not bounded text or a picture is dropped."""
    outputs = []
    for message in messages[:OUTPUTS_KEPT]:
        match message:
            case {"stream": "stdout" | "stderr" as name, "text": str(text)}:
                outputs.append(new_output("stream", name=name, text=_bounded(text, limits)))
            case {"display": {"image/png": str(png), "text/plain": str(text)}} if _is_picture(png):
                outputs.append(
                    new_output("display_data", data={"image/png": png, "text/plain": _bounded(text, limits)})
                )
            case {"display": {"text/plain": str(text)}}:
                outputs.append(new_output("display_data", data={"text/plain": _bounded(text, limits)}))
            case {"result": {"text/plain": str(text)}}:
                outputs.append(new_output("execute_result", data={"text/plain": _bounded(text, limits)}))
            case {"error": str(name), "message": str(text), "traceback": list(lines)}:
                lines = [_bounded(line, limits) for line in lines[:30] if isinstance(line, str)]
                name, text = _bounded(name, limits), _bounded(text, limits)
                outputs.append(new_output("error", ename=name, evalue=text, traceback=lines))
    return outputs


def _size(output):
    """How many bytes an output takes in the notebook, where nbgrader gives each of its lines a line of the file."""
    texts = [output.get("text", ""), *output.get("data", {}).values()]
    lines = sum(len(text.splitlines()) for text in texts) + len(output.get("traceback", ()))
    return len(json.dumps(output, ensure_ascii=False).encode()) + LINE_BYTES * lines + OUTPUT_BYTES


def _bounded(text, limits):
    """The worker keeps so much already; here it is made sure (a note on what was lost fits into the rest)."""
    return text[: limits.output_chars + 100]


def _is_picture(text):
    """A PNG of bearable size in base64."""
    if len(text) > PICTURE_CHARS:
        return False
    try:
        return base64.b64decode(text, validate=False).startswith(b"\x89PNG\r\n")
    except ValueError:
        return False


def new_output(kind, **fields):
    """An output as nbformat makes it, but not validated one by one: every field here is made by this project."""
    return nbformat.from_dict({"output_type": kind, **FIELDS[kind], **fields})


FIELDS = {
    "stream": {},
    "error": {},
    "display_data": {"metadata": {}},
    "execute_result": {"metadata": {}, "execution_count": None},
}


def _finish(restored, lesson, verdicts, outputs, status, notices):
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
    notebook.metadata["autograder"] = {
        "status": status,
        "notices": list(notices),
        "isolated": NOT_ISOLATED not in notices,
        "todos": [
            {"todo": p.todo, "function": v.exercise.function, "earned": p.earned, "points": p.points,
             "mistake": v.mistake.name if v.mistake and p.earned < p.points else ""}
            for v in verdicts for p in v.parts
        ],
    }  # fmt: skip
    return Graded(notebook, tuple(verdicts), status, tuple(notices))


def _verdict_output(verdict):
    data = {"text/plain": f"{verdict.earned:g}", "text/html": report.html(verdict)}
    return [new_output("execute_result", data=data)]


def _unverified(cell, has_run):
    """A grade cell of the instructor's own ran as nbgrader would run it; stderr costs nothing."""
    if not has_run:
        return [new_output("error", ename="NotRun", evalue="Ô này không được chạy, vì bài nộp không đọc được hoặc đã dừng trước đó.", traceback=[])]
    kept = [output for output in cell.outputs if output.get("name") != "stderr"]
    for output in kept:
        if output.output_type == "execute_result":
            _bound_partial_credit(output, float(cell.metadata["nbgrader"]["points"]))
    return [*kept, new_output("stream", name="stdout", text=NOT_VERIFIED)]


def _bound_partial_credit(output, points):
    """Keep a number that the cell printed between 0 and its points: nbgrader stops at one beyond."""
    try:
        number = float(output.data["text/plain"])
    except ValueError:
        return
    output.data["text/plain"] = f"{min(max(number, 0.0), points):g}" if number == number else "0"


def _notes_cell(status, notices):
    lines = [f"**Tình trạng bài nộp:** {status}", *(f"- {escape(text)}" for text in notices)]
    source = "\n\n".join(lines)
    return nbformat.from_dict({"cell_type": "markdown", "id": "grading-notes", "metadata": {}, "source": source})
