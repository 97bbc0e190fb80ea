"""One submission's cells run and its functions called, in a sandbox; what comes back is judged."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from nbgrader.utils import is_grade, is_locked

from autograder.authoring.text import is_example
from autograder.files.course_error import CourseError
from autograder.grading.outputs import as_outputs, new_output, size_of
from autograder.grading.over_limits import LIMITS, limit_of
from autograder.sandbox import Ended, Killed, Time
from course.checking.frozen import Missing, Raised
from course.checking.judge import judge, made_in
from course.checking.missing import explained

LIVES = 6  # how many processes one submission may have
TRIES = 3  # how often a submission is begun again when somebody else ended its process
SPARE = 0.5  # of the cells' time, by which they may exceed it in all
AS_SLOW = 0.8  # of the slowest cell's time: what is named is the first that is about as slow
NAMED_CHARS = 60
UNFINISHED = "Tiến trình chạy bài bị bên ngoài dừng nhiều lần, có thể vì máy hết bộ nhớ, nên bài chưa được chấm xong và điểm cũ, nếu có, còn nguyên. Hãy chạy lại lệnh chấm; nếu vẫn vậy, hãy chấm với --jobs nhỏ hơn."
TOO_MUCH = "Ô này in hoặc vẽ ra quá nhiều nên kết quả không được giữ lại. Bạn hãy in ít hơn."


class Unfinished(CourseError):
    """A submission's process was killed from outside at every try: nothing is known of the submission."""


def finished(notebook, lesson, sandbox, files=()):
    """What Run.finish returns, of a run that nobody disturbed. Raises Unfinished."""
    for _ in range(TRIES):
        with suppress(Killed):
            return Run(notebook, lesson, sandbox, files).finish()
    raise Unfinished(UNFINISHED)


class Run:
    """The cells of one submission run and its functions called, in as many processes as it takes.

    A cell or function that ends its process is left out the next time, so it costs only itself. First a function whose
    calls end their process is asked once more, one answer at a time, so that what it answered before counts.
    """

    def __init__(self, notebook, lesson, sandbox, files=()):
        """files: see SubmittedFile. refused: paths of those that could not be written where the cells ran."""
        self.lesson, self.sandbox, self.files, self.refused = lesson, sandbox, files, []
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.time, self.took, self.work = Time(sandbox.limits), {}, lesson.diagnosis.work()
        self.outputs, self.answers, self.later = {}, {}, {}
        self.room, self.flooded = sandbox.limits.output_bytes, False
        self.deadly, self.died_at, self.at, self.ended = {}, set(), None, None
        self.verdicts, self.mistakes, self.failures, self.carrying = {}, {}, {}, set()

    def finish(self):
        """Returns verdicts, outputs by cell id, (word, sentence) of LIMITS for what went beyond them or None, and `refused`."""
        for _ in range(LIVES):
            try:
                self._once()
                if self.carrying:
                    self._ask_afresh()
                break
            except Ended as end:
                self._leave_out(end.reason)
                if self.time.calls.left <= 0:
                    break
        else:
            self.ended = self.ended or "crash"
        reason = Raised("NoAnswer", LIMITS[self.ended][1]) if self.ended else None
        return tuple(map(self._shown, self._judged(reason))), self.outputs, self._said_of_limits(), self.refused

    def _said_of_limits(self):
        """(word, sentence) of the limit that it went beyond, or None."""
        if not self.ended and self.time.cells.left <= 0:
            word, sentence = LIMITS["cells"]
            return word, sentence.format(*self._slowest())
        over = self.ended or self._over()
        return LIMITS[over] if over else None

    def _slowest(self):
        """(number, first line) of the cell that took longest; of several that took about as long, of the first."""
        longest = max(self.took.values(), default=0.0)
        number, cell = next(
            (n, cell) for n, cell in enumerate(self.cells, 1) if self.took.get(cell.id, 0.0) >= AS_SLOW * longest
        )
        return number, next(filter(None, map(str.strip, cell.source.split("\n"))), "")[:NAMED_CHARS]

    def _judged(self, reason, look=lambda verdict, earlier: verdict):
        """The verdict on each exercise, told what mistakes the ones before it name. look: may make it a better one."""
        verdicts = []
        for exercise in self.lesson.frozen.exercises:
            verdicts.append(look(self._better(exercise, made_in(verdicts), reason), verdicts))
        return verdicts

    def _over(self):
        """The limit that an error speaks of, of a cell or of a call, or None."""
        told = [
            (output.ename, output.evalue) for shown in self.outputs.values() for output in shown if "ename" in output
        ]
        for given in (*self.answers.values(), *self.later.values()):
            told += [(outcome.kind, outcome.message) for outcome in given if isinstance(outcome, Raised)]
        found = [limit for limit in (limit_of(*error) for error in told) if limit]
        return found[0] if found else "output" if self.flooded else None

    def _better(self, exercise, made, reason):
        """Of the verdicts where the check stands and after the last cell, the one that earned more."""
        asked = [when for when in (self.later, self.answers) if exercise.function in when]
        verdicts = [self._verdict(exercise, when, reason, made) for when in asked or [{}]]
        return max(verdicts, key=lambda verdict: verdict.earned)

    def _verdict(self, exercise, when, reason, made=frozenset()):
        """Judge the answers of that time; a call that never was answered counts as the reason why."""
        given, wanted = when.get(exercise.function, []), len(exercise.cases)
        more = self.mistakes.get(exercise.function, ())
        if len(given) < wanted:
            return judge(exercise, given + [reason] * (wanted - len(given)), made, more)
        key = when is self.later, exercise.function, made, len(more)
        if key not in self.verdicts:
            self.verdicts[key] = judge(exercise, given[:wanted], made, more, *given[wanted:])
        return self.verdicts[key]

    def _shown(self, verdict):
        """The verdict with the failure that was found on a closer look, where it was on these answers, and what it lacks."""
        looked_at, failure = self.failures.get(verdict.exercise.function, (None, None))
        verdict = replace(verdict, failure=failure) if looked_at is verdict else verdict
        return explained(verdict, self.lesson.frozen, never_bound=self._never_bound())

    def _never_bound(self):
        """{name: Missing} of what the lesson wants of cells that ended their process."""
        ends = [(cell, self.deadly["cell", cell.id]) for cell in self.cells if ("cell", cell.id) in self.deadly]
        return {name: Missing(name, *LIMITS[reason]) for cell, reason in ends for name in self.lesson.asked_of(cell)}

    def _leave_out(self, reason):
        asked = {"check": self.answers, "end": self.later}.get(self.at and self.at[0])
        if asked is not None and self.at not in self.died_at and self.time.calls.left > 0:
            self.died_at.add(self.at)
            del asked[self.at[1]]
        else:
            self.ended = self.ended or reason
            self.deadly[self.at] = reason

    def _once(self):
        """Every cell in its place; functions are called where their check stands, and those not right once more at the end."""
        self.at = None
        with self.sandbox.session(self.time, self.files) as session:
            self.refused = session.refused
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
            self.carrying = self._called_wrong_ones()
            self._look_closer(session)

    def _called_wrong_ones(self):
        """The wrong functions of which a right way to write them calls an earlier one that lost points."""
        found, lost = set(), []
        for verdict in self._judged(UNANSWERED):
            function = verdict.exercise.function
            if verdict.earned < verdict.exercise.points:
                if self._answered_later(verdict) and lost and self.lesson.diagnosis.may_call(function, lost):
                    found.add(function)
                lost.append(function)
        return found

    def _ask_afresh(self):
        """Ask earlier functions in a process that has seen no call of the later one, whose answers it could tell them."""
        with suppress(Ended), self.sandbox.session(self.time, self.files) as session:
            for place, cell in enumerate(self.cells):
                if not self.lesson.exercise_of(cell) and is_run(cell) and ("cell", cell.id) not in self.deadly:
                    self._found(session, cell, self.cells[:place])
            self._look_closer(session, is_fresh=True)

    def _look_closer(self, session, is_fresh=False):
        """What can be found out of wrong answers as long as the process is there; its end costs nothing any more.

        First what may earn points, for all functions; then examples. is_fresh: see _ask_afresh.
        """
        session.looks_closer = True
        with suppress(Ended):
            self._judged(UNANSWERED, lambda verdict, earlier: self._explained(session, verdict, earlier, is_fresh))
        with suppress(Ended):
            for verdict in self._judged(UNANSWERED):
                mine = is_fresh == (verdict.exercise.function in self.carrying)
                if mine and self._answered_later(verdict):
                    ask = partial(self._ask_more, session)
                    failure = self.lesson.diagnosis.failure(verdict, self._answered_later(verdict), ask, self.work)
                    self.failures[verdict.exercise.function] = verdict, failure

    def _explained(self, session, verdict, earlier, is_fresh):
        """The verdict after mistakes beside the listed ones were looked for."""
        exercise, made = verdict.exercise, made_in(earlier)
        outcomes = self._answered_later(verdict)
        if outcomes and is_fresh == (exercise.function in self.carrying):
            ask = partial(self._ask_more, session)
            self.mistakes[exercise.function] = self.lesson.diagnosis.mistakes(
                verdict, outcomes, earlier, ask, self.work
            )
        return self._better(exercise, made, UNANSWERED)

    def _answered_later(self, verdict):
        """The answers after the last cell to what this verdict calls wrong, if every call was answered then."""
        wanted, given = len(verdict.exercise.cases), self.later.get(verdict.exercise.function, [])
        return given[:wanted] if verdict.failure and len(given) >= wanted else []

    def _ask_more(self, session, function, calls):
        """Outcomes of more calls."""
        return list(session.call(function, calls))

    def _ask(self, session, exercise, answers, when):
        """Call the function in every case, and in the first one again: it should remember nothing."""
        self.at = when, exercise.function
        if exercise.function not in answers:
            answers[exercise.function] = given = []
            calls = [case.encoded_args for case in (*exercise.cases, exercise.cases[0])]
            given.extend(session.call(exercise.function, calls, careful=self.at in self.died_at))

    def _run_cell(self, session, cell, above):
        self.at, before = ("cell", cell.id), self.time.cells.left
        if self.at not in self.deadly and before > -SPARE * self.time.cells.seconds:
            self.outputs[cell.id] = self._kept(as_outputs(self._found(session, cell, above), session.limits))
            self.took[cell.id] = max(self.took.get(cell.id, 0.0), before - self.time.cells.left)

    def _found(self, session, cell, above):
        """What running a cell shows; where it lacks a name of the lesson's own examples, after running those."""
        asked = self.lesson.asked_of(cell)
        found = session.run(cell.source, asked=asked)
        if any(_lacks(message, self.lesson.frozen.locked_names) for message in found):
            for example in filter(is_example, above):
                session.run(example.source, is_example=True)
            found = session.run(cell.source, asked=asked)
        return found

    def _kept(self, outputs):
        """The outputs of a cell, as long as there is room for them in the graded notebook."""
        self.room -= sum(map(size_of, outputs))
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


def is_run(cell):
    """The student's cells run, those the text marks `setup=true`, and checks that only the notebook knows."""
    return is_grade(cell) or not is_locked(cell) or bool(cell.metadata.get("setup"))
