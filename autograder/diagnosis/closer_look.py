"""What is found out of one submission's wrong answers, in processes of their own: see Rooms.

It is bounded by counts; an allowance of time is met only by who computes for very long himself.

Of each wrong function in turn: is it right with right earlier functions? Which mistake of the lists explains it, or which of
its TODOs must be the solution's to make it right? What is the smallest change that does, the smallest input that shows it?
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from autograder.diagnosis.arithmetic import is_arithmetic
from autograder.diagnosis.diagnosis import Diagnosis
from autograder.diagnosis.rooms import Room, Rooms, names_in
from autograder.diagnosis.stand_ins import Spent, StandIn
from autograder.diagnosis.versions import Versions
from autograder.diagnosis.work import EXAMPLES, Left
from autograder.sandbox import Ended
from course.checking.frozen import FrozenExercise, Outcome, Raised, write_outcome
from course.checking.hints import Pattern
from course.checking.judge import RIGHT, Earlier, Failure, Verdict, first_failure, is_right, judge, not_done, same
from course.checking.known_errors import pattern_of_error
from course.checking.repair import Answer, Repair, Search, edits

MOST_ATTEMPTS = 1500  # candidates times cases, of one function
LINES_AN_ATTEMPT = (
    60  # of the solution: running them takes as long as compiling a cell, so who runs more counts as several
)
NO_END = {"NoAnswer", "TimeoutError", "MemoryError", "SystemExit"}
TELL_NOTHING = {*NO_END, "NameError", "NotPlain"}


class CloserLook:
    """A closer look at one submission."""

    def __init__(self, diagnosis: Diagnosis, rooms: Rooms) -> None:
        self.diagnosis, self.rooms, self.examples = diagnosis, rooms, Left(EXAMPLES)
        self.verdicts: list[Verdict] = []
        self.spent = Spent()

    def take(self, verdict: Verdict, outcomes: Sequence[Outcome], again: Outcome | None) -> None:
        """Look at one exercise, after all before it; the verdict goes to `verdicts`.

        verdict: on its answers as they are. outcomes: of its function, one a case; none where not all were answered.
        again: of the first case, called once more.
        """
        exercise = verdict.exercise
        if verdict.failure and (_is_absent(verdict) or self._is_untouched(exercise, outcomes)):
            verdict = judge(exercise, outcomes, again, lost=_all(exercise)) if outcomes else verdict
        elif verdict.failure:
            verdict = self._looked_at(verdict, outcomes, again, self._earlier(exercise))
        self.verdicts.append(verdict)

    def _is_untouched(self, exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> bool:
        """Does every call end at a stub of this function's own, and is no TODO of it written?"""
        if not outcomes or not {not_done(outcome) for outcome in outcomes} <= {part.todo for part in exercise.parts}:
            return False
        source = self.rooms.cell_of(exercise.function)
        if exercise.is_measured:  # its TODOs have one place
            return True
        return len(exercise.parts) == 1 or source is None or self.diagnosis.blame.is_untouched(exercise, source)

    def _earlier(self, exercise: FrozenExercise) -> list[Verdict]:
        """The verdicts on earlier functions that are not right, or carry an error, and that this one may call."""
        wrong = [one for one in self.verdicts if one.failure]
        called = self.rooms.mentions(exercise.function, [one.exercise.function for one in wrong])
        by_name = names_in(self.rooms.cell_of(exercise.function) or "")  # whom its code names may sooner be to blame
        sooner = sorted(wrong, key=lambda one: one.exercise.function not in by_name)
        return [one for one in sooner if one.exercise.function in called]

    def _looked_at(
        self,
        verdict: Verdict,
        outcomes: Sequence[Outcome],
        again: Outcome | None,
        earlier: Sequence[Verdict],
    ) -> Verdict:
        exercise = verdict.exercise
        stand_ins = self.diagnosis.stand_ins.of((one.exercise.function for one in earlier), self.spent)
        alone = self._alone(exercise, stand_ins) if stand_ins else None
        if alone and _all_right(exercise, alone):
            parts = tuple(replace(part, state=RIGHT) for part in verdict.parts)
            return replace(verdict, parts=parts, mistake=None, pattern=None, earlier=_blamed(earlier))
        own = alone or outcomes
        if not own:
            return verdict
        again = None if alone else again  # it was not called once more there
        source = self.rooms.cell_of(exercise.function) or ""
        is_carried = bool(earlier) and not (alone and _are_alike(exercise, outcomes, alone))
        carried = _blamed(earlier) if is_carried else None
        if exercise.is_measured:  # the measure tells what is lost; to try other ways would take longer than it says
            return _measured(verdict, outcomes, alone, source, carried)
        found = self.diagnosis.explained(exercise, own, again, stand_ins if alone else None, source)
        if found.mistake is None or found.mistake.raises:
            lost = self._lost(exercise, own, stand_ins)
            found = replace(judge(exercise, own, again, lost=lost), mistake=found.mistake)
        found = self._looked_into(found, own, stand_ins)
        return _shown_with(found, verdict, outcomes, alone, carried) if alone else found

    def _alone(self, exercise: FrozenExercise, stand_ins: Mapping[str, StandIn]) -> tuple[Outcome, ...] | None:
        """The outcomes of a function where the reference stands for these earlier ones; None where they do not come.

        A process that was kept takes nothing: where the function is wrong in one that others were called in before, and no listed
        mistake explains it, they may have left something behind that it stumbles over, so it is asked once more in a fresh one.
        """
        if self.rooms.cell_of(exercise.function) is None:
            return None
        found, others = self._answers_alone(exercise, stand_ins)
        if others and not (found and self._is_understood(exercise, found, stand_ins)):
            self.rooms.close()
            found, _ = self._answers_alone(exercise, stand_ins)
        return found

    def _is_understood(
        self, exercise: FrozenExercise, alone: Sequence[Outcome], stand_ins: Mapping[str, StandIn]
    ) -> bool:
        """Is a function right beside these stand-ins, or just as wrong as a listed mistake?"""
        if _all_right(exercise, alone):
            return True
        source = self.rooms.cell_of(exercise.function) or ""
        return self.diagnosis.explained(exercise, alone, None, stand_ins, source).mistake is not None

    def _answers_alone(
        self, exercise: FrozenExercise, stand_ins: Mapping[str, StandIn]
    ) -> tuple[tuple[Outcome, ...] | None, Collection[str]]:
        """(the outcomes, None where they do not come; the functions that had been called in that process before)."""
        others: Collection[str] = ()
        with suppress(Ended), self.rooms.open_own(stand_ins) as room:
            others = frozenset(room.called)
            found = tuple(room.call(exercise.function, [case.encoded_args for case in exercise.cases]))
            return found if is_telling(found) else None, others
        return None, others

    def _lost(
        self, exercise: FrozenExercise, outcomes: Sequence[Outcome], stand_ins: Mapping[str, StandIn]
    ) -> Collection[str]:
        """The TODOs of a wrong function that are lost."""
        if len(exercise.parts) == 1:
            return _all(exercise)
        blame = self.diagnosis.blame
        stand_ins = {**self._called_by_the_solution(exercise), **stand_ins}
        found = None if has_no_end(outcomes) else blame.lost(exercise, outcomes, self.rooms, stand_ins)
        blame.asked, blame.fell_back = blame.asked + 1, blame.fell_back + (found is None)
        return _by_cases(exercise, outcomes) if found is None else found

    def _called_by_the_solution(self, exercise: FrozenExercise) -> dict[str, StandIn]:
        """Stand-ins for the wrong earlier functions that the solution names: its pieces may call what the student's cell does not."""
        solution = self.diagnosis.blame.solutions[exercise.function]
        wrong = [one.exercise.function for one in self.verdicts if one.failure]
        return self.diagnosis.stand_ins.of([name for name in wrong if name in names_in(solution)], self.spent)

    def _looked_into(self, verdict: Verdict, outcomes: Sequence[Outcome], stand_ins: Mapping[str, StandIn]) -> Verdict:
        """The verdict with the smallest repair, where no listed mistake explains it, and the smallest input that shows it.

        The input is looked for only where nobody stands in: its answer is shown.
        """
        function = verdict.exercise.function
        source = self.rooms.cell_of(function)
        if source is None or has_no_end(outcomes) or verdict.untouched_todo:
            return verdict
        search = _Repairs(verdict, source, outcomes, self.diagnosis.versions)
        with suppress(Ended), self.rooms.open_own(stand_ins) as room:
            if verdict.mistake is None:
                within = self.diagnosis.blame.lines(verdict.exercise, source, verdict.lost)
                others = [one for one in self.diagnosis.functions if one != function]
                verdict = replace(verdict, repair=search.smallest(room, within, others))
            if not stand_ins and is_telling(outcomes):
                failure = self.diagnosis.shrinker.smallest(verdict, outcomes, room.call, self.examples)
                verdict = replace(verdict, failure=failure, pattern=_pattern_after(verdict, failure))
        return (
            verdict
            if verdict.mistake or verdict.repair
            else replace(verdict, repair=self._line(verdict, source, search) or self._few_lines(verdict, source))
        )

    def _few_lines(self, verdict: Verdict, source: str) -> Repair | None:
        """The few lines of the one TODO of several that is lost, with its own question: all that is known is that they are wrong."""
        lost = [part for part in verdict.exercise.parts if part.todo in verdict.lost]
        if len(lost) != 1 or len(verdict.parts) == 1 or not lost[0].asks:
            return None
        place = self.diagnosis.blame.place(verdict.exercise, source, lost[0].todo)
        return Repair(None, place, (), hint=(lost[0].asks, lost[0].tells)) if place else None

    def _line(self, verdict: Verdict, source: str, search: "_Repairs") -> Repair | None:
        """The line of a cell that alone is wrong, as the solution tells it.

        Each cell that is tried has a piece of the solution in it. So only a cell is looked at that can look at nothing, and alone
        in its room; nothing but the line comes out.
        """
        function, functions = verdict.exercise.function, self.diagnosis.functions
        if not is_arithmetic(source):
            return None
        before = functions[: functions.index(function)]
        stand_ins = self.diagnosis.stand_ins.of([name for name in before if name in source], self.spent)
        with suppress(Ended), self.rooms.open_alone(source, stand_ins) as room:
            return search.line(room, self.diagnosis.blame.solutions[function])
        return None


class _Repairs:
    """The search for the repair of one wrong function."""

    def __init__(self, verdict: Verdict, source: str, outcomes: Sequence[Outcome], versions: Versions) -> None:
        self.exercise, self.source = verdict.exercise, source
        function, cases = self.exercise.function, self.exercise.cases
        lines = [versions.cost(function, case) for case in cases]
        self.order = sorted(
            range(len(cases)), key=lambda place: (self._is_needed(place, outcomes[place]), lines[place])
        )
        self.search = Search(
            source, function, self._is_needed, MOST_ATTEMPTS, weight=lambda place: 1 + lines[place] // LINES_AN_ATTEMPT
        )

    def smallest(self, room: Room, within: Collection[int] | None, others: Sequence[str]) -> Repair | None:
        """The smallest edit of the student's own. within: the lines of the lost TODOs, where they are known: nothing else is edited."""
        some = edits(self.source, self.exercise.function, others, within)
        return self.search.find(self.order, some, self._in(room))

    def line(self, room: Room, solution: str) -> Repair | None:
        """The line that alone must be another one. The room is shut thereafter: it has held pieces of the solution."""
        return self.search.find_line(self.order, solution, self._in(room))

    def _is_needed(self, place: int, outcome: Outcome) -> bool:
        return is_right(self.exercise, place, outcome)

    def _in(self, room: Room) -> Answer:
        def answer(sources: Sequence[str], place: int) -> Sequence[Outcome]:
            return room.attempt(self.exercise.function, sources, self.exercise.cases[place].encoded_args)

        return answer


def has_no_end(outcomes: Sequence[Outcome]) -> bool:
    """Did a call not come to an end by itself?"""
    return any(isinstance(outcome, Raised) and outcome.kind in NO_END for outcome in outcomes)


def is_telling(outcomes: Sequence[Outcome]) -> bool:
    """Did the function come to an end every time, if only with an error of its own?"""
    return not any(isinstance(outcome, Raised) and outcome.kind in TELL_NOTHING for outcome in outcomes)


def _all_right(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> bool:
    return all(is_right(exercise, place, outcome) for place, outcome in enumerate(outcomes))


def _is_absent(verdict: Verdict) -> bool:
    """Is there no function to look at?"""
    outcome = verdict.failure and verdict.failure.outcome
    missing = outcome.missing if isinstance(outcome, Raised) else None
    return missing is not None and missing.name == verdict.exercise.function


def _all(exercise: FrozenExercise) -> tuple[str, ...]:
    return tuple(part.todo for part in exercise.parts)


def _by_cases(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The TODOs of which a case is wrong."""
    wrong = {place for place, outcome in enumerate(outcomes) if not is_right(exercise, place, outcome)}
    return tuple(part.todo for part in exercise.parts if wrong & set(part.cases))


def _blamed(earlier: Sequence[Verdict]) -> Earlier:
    """The first of the earlier functions that lost a TODO, else where their error comes from."""
    for verdict in earlier:
        if verdict.lost:
            return Earlier(verdict.exercise.function, verdict.lost)
    return next(verdict.earlier for verdict in earlier if verdict.earlier)


def _pattern_after(verdict: Verdict, failure: Failure | None) -> Pattern | None:
    """The verdict's pattern, which quotes the error that is shown where it is one of an error."""
    before, after = verdict.failure and verdict.failure.outcome, failure and failure.outcome
    if not (isinstance(before, Raised) and isinstance(after, Raised)) or verdict.pattern != pattern_of_error(before):
        return verdict.pattern
    return pattern_of_error(after)


def _measured(
    verdict: Verdict,
    outcomes: Sequence[Outcome],
    alone: Sequence[Outcome] | None,
    source: str,
    earlier: Earlier | None,
) -> Verdict:
    """The verdict where answers are measured: a step is earned by the function's own run, or by that with right earlier ones.

    Where this did not come to an end and an earlier function may be to blame, what is missed stays open.
    """
    exercise = verdict.exercise
    if not alone:
        return judge(exercise, outcomes, source=source, earlier=earlier)
    helped = judge(exercise, alone, source=source)
    parts = tuple(one if one.state == RIGHT else other for one, other in zip(verdict.parts, helped.parts))
    if parts != helped.parts:  # what explains the helped run is not what its own run still misses
        helped = replace(helped, parts=parts, mistake=None, pattern=None)
    return _shown_with(helped, verdict, outcomes, alone, earlier)


def _are_alike(exercise: FrozenExercise, outcomes: Sequence[Outcome], alone: Sequence[Outcome]) -> bool:
    """Does a function come to the same beside right earlier functions, or to the same kind of error, so that it carries none of theirs?"""
    if len(outcomes) != len(alone):
        return False
    return all(
        one.kind == other.kind
        if isinstance(one, Raised) and isinstance(other, Raised)
        else repr(write_outcome(one)) == repr(write_outcome(other)) or same(one, other, equality)  # NaN is near nothing
        for one, other, equality in zip(outcomes, alone, exercise.equalities)
    )


def _shown_with(
    found: Verdict, verdict: Verdict, outcomes: Sequence[Outcome], alone: Sequence[Outcome], earlier: Earlier | None
) -> Verdict:
    """The verdict on a function alone, shown with what it answered by itself: nothing of a stand-in goes out."""
    exercise, found = found.exercise, replace(found, measured=verdict.measured)
    if not outcomes:
        return replace(found, failure=verdict.failure, earlier=earlier)
    wrong = [place for place, outcome in enumerate(alone) if not is_right(exercise, place, outcome)]
    failure = first_failure(exercise, outcomes, wrong) or first_failure(exercise, outcomes)
    return replace(found, failure=failure, earlier=earlier)
