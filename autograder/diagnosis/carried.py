"""Error carried forward: is an answer right for what the student's own earlier functions return?

The lesson's solution runs in the grader; where it calls an earlier function, the student's own is called in the
sandbox. So an error is punished once, where it was made, and no solution goes where the student's code is. Where it makes
mistakes of this function look right as well, nobody can see whether this function is right, and nothing is forgiven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import SystemRandom

import numpy as np

from autograder.diagnosis.bounded import unwatched
from autograder.diagnosis.versions import Function, Versions, quietly
from autograder.diagnosis.work import POINTS, Left
from autograder.exercises.model import Edits, Misconception
from course.checking import plain
from course.checking.compare import Equality, difference
from course.checking.frozen import Case, FrozenExercise, Mistake, Outcome, Part, Raised, Returned
from course.checking.judge import Verdict, equality_of_cases, same
from course.checking.plain import Encoded, Plain

LARGER = 4  # so much longer than the needed one an axis may be
MOST_HIDDEN = 1 / 3  # of the mistakes that cost a TODO, which may look right
NEARLY = Equality(rtol=1e-6, atol=1e-9)  # a difference that is a way of rounding is nobody's mistake
NOT_COMPARED = Raised("NotCompared", "")
AND = " và "


class NoValue(Exception):
    """The student's earlier function gave nothing that one could go on with."""


class Earlier:
    """A student's own earlier functions that lost points, asked once for each input."""

    def __init__(
        self, versions: Versions, verdicts: Iterable[Verdict], ask: Callable[[str, list[Encoded]], Outcome]
    ) -> None:
        """verdicts: on all earlier exercises. ask(function, encoded arguments) returns the outcome of the student's own."""
        self.lost = {
            verdict.exercise.function: verdict for verdict in verdicts if verdict.earned < verdict.exercise.points
        }
        self.versions, self.ask = versions, ask
        self.answered: dict[tuple[str, str], tuple[Outcome | None, bool]] = {}

    def answer(self, function: str, args: Sequence[Plain]) -> tuple[Outcome | None, bool]:
        """(what it returned or raised, or None where that is not bearable; is it wrong?)"""
        encoded = [plain.encode(value) for value in args]
        key = function, repr(encoded)
        if key not in self.answered:
            self.answered[key] = self._looked_at(
                unwatched(self.ask, function, encoded), self.versions.existing(function, {})(*args)
            )
        return self.answered[key]

    def _looked_at(self, outcome: Outcome, right: Plain) -> tuple[Outcome | None, bool]:
        if isinstance(outcome, Raised):
            return outcome, True
        is_wrong = difference(outcome.value, right, NEARLY) is not None
        return outcome if _is_bearable(outcome.value, right) else None, is_wrong


def carried_like(
    versions: Versions, exercise: FrozenExercise, outcomes: Sequence[Outcome], earlier: Earlier
) -> Mistake | None:
    """The Mistake that returns what a right solution makes of the student's earlier functions, or None.

    outcomes: the student's. earlier: an Earlier. Of the ways to write the solution each is tried that calls one of these, as
    long as there is something left of the work: the solution itself always, since points depend on it.
    """
    left, ways = Left(POINTS), versions.ways(exercise.function, earlier.lost)
    tried = (_Way(versions, exercise, way, earlier, left) for number, way in enumerate(ways) if number == 0 or left)
    told = [way.told(outcomes) for way in tried]
    return max(
        filter(None, told), key=lambda mistake: sum(one is not NOT_COMPARED for one in mistake.outcomes), default=None
    )


def carried_beside_own(
    versions: Versions, exercise: FrozenExercise, outcomes: Sequence[Outcome], earlier: Earlier, left: Left
) -> Mistake | None:
    """The Mistake that returns all that a listed mistake of this function makes of the student's earlier functions, or None
    where no mistake does, or several do. The arguments are those of carried_like.
    """
    place = _quickest_wrong(versions, exercise, outcomes)
    ways = [
        way
        for way in _ways_beside_own(versions, exercise, earlier, left)
        if left.take(versions.cost(exercise.function, exercise.cases[place]))
    ]
    shuffled = SystemRandom().sample(ways, len(ways))  # see _alike
    alike = [way for way in shuffled if way.ends_alike(outcomes, place)]
    found = {}
    for way in (way for way in ways if way in alike and left):
        told = way.told(outcomes)
        if told and way.own and NOT_COMPARED not in told.outcomes:
            found[way.own.name] = told
    return next(iter(found.values())) if len(found) == 1 else None


def _ways_beside_own(versions: Versions, exercise: FrozenExercise, earlier: Earlier, left: Left) -> Iterator[_Way]:
    """The ways to write a function with one listed mistake of its own that call one of the earlier ones."""
    for way in versions.ways(exercise.function, earlier.lost):
        for own in versions.asked[exercise.function].misconceptions:
            edits = {**way, **own.edits}
            if way.keys().isdisjoint(own.edits) and versions.function(exercise.function, {exercise.function: edits}):
                yield _Way(versions, exercise, edits, earlier, left, own)


def _quickest_wrong(versions: Versions, exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> int:
    """The place of the wrong outcome whose case costs the least; such a case tells most mistakes apart."""
    equalities = equality_of_cases(exercise)
    wrong = [
        place
        for place, case in enumerate(exercise.cases)
        if not same(outcomes[place], Returned(case.needed), equalities[place])
    ]
    return min(wrong, key=lambda place: versions.cost(exercise.function, exercise.cases[place]))


class _Way:
    """One way to write a function, with the student's own where it calls earlier ones."""

    def __init__(
        self,
        versions: Versions,
        exercise: FrozenExercise,
        edits: Edits,
        earlier: Earlier,
        left: Left,
        own: Misconception | None = None,
    ) -> None:
        """edits: of the solution. left: the work that its calls take from. own: the Misconception that they make, or None."""
        self.versions, self.exercise, self.edits, self.earlier, self.own = versions, exercise, edits, earlier, own
        self.left, self.equalities = left, equality_of_cases(exercise)
        self.blamed: set[str] = set()
        self.stopped: Raised | None = None
        self.others = {name: self._standing_for(name) for name in earlier.lost}

    def told(self, outcomes: Sequence[Outcome]) -> Mistake | None:
        """The Mistake; it costs the TODOs of which the earlier functions hide the mistakes. None where nothing is like it."""
        found: list[Outcome] = [NOT_COMPARED] * len(outcomes)
        hidden: list[str] = []
        for part in self.exercise.parts:
            wrong = self._mistakes_of(part)
            alike = self._alike([self.edits, *wrong], part, outcomes)
            if self.edits in alike:
                for case in part.cases:
                    found[case] = outcomes[case]
                hidden += [part.todo] if self._is_hidden(wrong, len(alike) - 1) else []
        return self._mistake(tuple(found), tuple(hidden)) if any(one is not NOT_COMPARED for one in found) else None

    def _mistakes_of(self, part: Part) -> list[Edits]:
        """The edits of this way that also make a listed mistake which costs the TODO."""
        listed = [
            own.edits for own in self.versions.asked[self.exercise.function].misconceptions if part.todo in own.costs
        ]
        both = [{**self.edits, **edits} for edits in listed if edits.keys().isdisjoint(self.edits)]
        return [
            edits for edits in both if self.versions.function(self.exercise.function, {self.exercise.function: edits})
        ]

    def _is_hidden(self, wrong: list[Edits], alike: int) -> bool:
        """Do too many mistakes look right, too? Where none can be tried, the earlier ones must be known ones."""
        if not wrong:
            return not all(verdict.mistake for verdict in self.earlier.lost.values())
        return alike > MOST_HIDDEN * len(wrong)

    def _alike(self, versions: list[Edits], part: Part, outcomes: Sequence[Outcome]) -> list[Edits]:
        """The edits of those whose outcomes are the student's in all cases of a part; none where those of this way are not."""
        costs, found = sorted(map(self._cost, part.cases)), []
        self.left.take(len(versions) * costs[0])
        for edits in SystemRandom().sample(versions, len(versions)):  # no function can know which one calls it
            if self._is_alike(edits, part, outcomes):
                found.append(edits)
            elif edits == self.edits:
                return []
        self.left.take(len(found) * sum(costs))
        return found

    def ends_alike(self, outcomes: Sequence[Outcome], place: int) -> bool:
        """Does it end as the student's function does in this case? (What it costs was taken before.)"""
        function = self.versions.calling(self.exercise.function, self.others, self.edits)
        return _ends_alike(outcomes[place], self._outcome(function, self.exercise.cases[place]), self.equalities[place])

    def _is_alike(self, edits: Edits, part: Part, outcomes: Sequence[Outcome]) -> bool:
        """Are all cases of a part alike? The quickest are looked at first."""
        function = self.versions.calling(self.exercise.function, self.others, edits)
        quickest_first = sorted(part.cases, key=self._cost)
        return all(
            _ends_alike(outcomes[n], self._outcome(function, self.exercise.cases[n]), self.equalities[n])
            for n in quickest_first
        )

    def _cost(self, place: int) -> int:
        return self.versions.cost(self.exercise.function, self.exercise.cases[place])

    def _outcome(self, function: Function, case: Case) -> Outcome:
        """What a call comes to; where the student's own function stopped, that is what the call stops with."""
        self.stopped = None
        found = quietly(function, case.args)
        return self.stopped or found

    def _standing_for(self, name: str) -> Function:
        """A function that is called as the lesson's own and answers with the student's."""

        def answer(*args: Plain) -> Plain:
            outcome, is_wrong = self.earlier.answer(name, args)
            if is_wrong:
                self.blamed.add(name)
            if isinstance(outcome, Returned):
                return plain.decode(plain.encode(outcome.value))
            self.stopped = outcome
            raise NoValue(name)

        return answer

    def _mistake(self, outcomes: tuple[Outcome, ...], hidden: tuple[str, ...]) -> Mistake:
        lost = self.earlier.lost
        blamed = [verdict for name, verdict in lost.items() if name in self.blamed] or list(lost.values())
        functions = AND.join(verdict.exercise.function for verdict in blamed)
        todos = [", ".join(part.todo for part in verdict.parts if part.earned < part.points) for verdict in blamed]
        where = AND.join(f"{lost}, hàm {verdict.exercise.function}" for lost, verdict in zip(todos, blamed))
        name, first = f"lỗi đến từ {where}", f"Hãy sửa {AND.join(todos)} trước."
        if self.own:
            tells = f"Có hai lỗi cùng lúc. (1) {self.own.tells} (2) {functions} của bạn cũng chưa đúng. {first}"
            both = ((self.exercise.function, self.own.name),)
            costs = tuple(dict.fromkeys((*self.own.costs, *hidden)))
            return Mistake(f"{self.own.name}, và {name}", costs, self.own.asks, tells, (functions, ""), outcomes, both)
        asks = f"Hàm này gọi {functions}. Kết quả của {functions} đã đúng chưa?"
        tells = f"{self._agrees(functions, outcomes, hidden)} {first}"
        return Mistake(name, hidden, asks, tells, (functions, ""), outcomes)

    def _agrees(self, functions: str, outcomes: Sequence[Outcome], hidden: tuple[str, ...]) -> str:
        """How the answers lie beside what the earlier functions return, in a sentence or two."""
        if any(isinstance(outcome, Raised) and outcome is not NOT_COMPARED for outcome in outcomes):
            return (
                f"Với những gì {functions} của bạn cho ra, lời giải đúng cũng phải dừng vì lỗi, nên chưa thể cho điểm."
            )
        unseen = (
            f" Với kết quả ấy, làm sai {', '.join(hidden)} cũng ra như vậy, nên chưa thể cho điểm." if hidden else ""
        )
        return f"Phần bạn viết ở {self.exercise.function} khớp với những gì {functions} của bạn trả về.{unseen}"


def _ends_alike(given: Outcome, found: Outcome, equality: Equality) -> bool:
    """Are two outcomes the same, or errors of one kind? Their words depend on how something is written."""
    if isinstance(given, Raised) and isinstance(found, Raised):
        return given.kind == found.kind
    return same(given, found, equality)


def _is_bearable(value: Plain, needed: Plain) -> bool:
    """May trusted code compute with it: nothing, one number, or made like the needed value and not much larger along any axis?"""
    if value is None:
        return True
    if isinstance(needed, (tuple, list)):
        alike = isinstance(value, (tuple, list)) and len(value) == len(needed)
        return alike and all(map(_is_bearable, value, needed))
    if not isinstance(value, (int, float, np.ndarray, np.generic)):
        return False
    if np.size(value) == 1 and np.ndim(value) <= np.ndim(needed) + 1:
        return True
    if np.ndim(value) != np.ndim(needed):
        return False
    return all(n <= LARGER * wanted for n, wanted in zip(np.shape(value), np.shape(needed)))
