"""Of which functions is a closer look taken, in which order, and for which verdict is what it finds shown?"""

from types import SimpleNamespace

import pytest

from autograder.diagnosis.closer_look import CloserLook
from course.checking.compare import Equality
from course.checking.frozen import Case, FrozenExercise, Mistake, Part, Returned
from course.checking.judge import judge, made_in

RIGHT, WRONG = (Returned(1),), (Returned(2),)


def exercise(function):
    return FrozenExercise(
        function, function, "", "", (Case("", {}, 1),), (Part(f"{function} 1", 1.0, (0,), Equality()),), ()
    )


class Judged:
    """Answers as a closer look is given them: {function: its only outcome}; who is in `unasked` has not answered all."""

    def __init__(self, outcomes, unasked=()):
        self.outcomes, self.unasked = outcomes, unasked
        self.exercises = [exercise(function) for function in outcomes]

    def verdict(self, exercise, earlier, more):
        return judge(exercise, self.outcomes[exercise.function], made_in(earlier), more)

    def verdicts(self, mistakes):
        found = []
        for one in self.exercises:
            found.append(self.verdict(one, found, mistakes.get(one.function, ())))
        return found

    def last(self, function):
        return () if function in self.unasked else self.outcomes[function]


class Noting:
    """A Diagnosis that finds in every function the mistake `name`, and notes what it is asked."""

    def __init__(self, calls=()):
        self.calls, self.noted, self.name = calls, [], "nhầm"

    def work(self):
        return "work"

    def may_call(self, function, others):
        return any((function, other) in self.calls for other in others)

    def mistakes(self, verdict, outcomes, earlier, ask, work):
        self.noted.append(("mistakes", verdict.exercise.function, sorted(made_in(earlier)), outcomes, ask, work))
        return [Mistake(self.name, (f"{verdict.exercise.function} 1",), "", "", (), WRONG)]

    def failure(self, verdict, outcomes, ask, work):
        self.noted.append(("failure", verdict.exercise.function, verdict.mistake.name, outcomes, ask, work))
        return SimpleNamespace(case="smaller")


def look(outcomes, calls=(), unasked=()):
    diagnosis = Noting(calls)
    return CloserLook(diagnosis, Judged(outcomes, unasked)), diagnosis


ALL_WRONG = {"f": WRONG, "g": WRONG, "h": WRONG}
APART = {
    "it calls one that lost points": (ALL_WRONG, {("g", "f")}, (), {"g"}),
    "it calls one that is right": ({**ALL_WRONG, "f": RIGHT}, {("g", "f")}, (), set()),
    "it is right": ({**ALL_WRONG, "g": RIGHT}, {("g", "f")}, (), set()),
    "it calls a later one": (ALL_WRONG, {("f", "g")}, (), set()),
    "it has not answered all": (ALL_WRONG, {("g", "f")}, {"g"}, set()),
    "two do": (ALL_WRONG, {("g", "f"), ("h", "g")}, (), {"g", "h"}),
}


@pytest.mark.parametrize("why", APART)
def test_asked_afresh(why):
    """Is a wrong function looked at in another process where earlier wrong ones, which it calls, must be asked first?"""
    outcomes, calls, unasked, afresh = APART[why]
    closer, _ = look(outcomes, calls, unasked)
    assert closer.functions() == (set(ALL_WRONG) - afresh, afresh)


def test_what_is_looked_at():
    """Are only wrong functions looked at that were asked for and answered everything, with the mistakes named before them?"""
    closer, diagnosis = look({"f": WRONG, "g": RIGHT, "h": WRONG, "i": WRONG, "j": WRONG}, unasked={"i"})
    closer.name_mistakes({"f", "g", "h", "i"}, "ask")
    assert diagnosis.noted == [
        ("mistakes", "f", [], WRONG, "ask", "work"),
        ("mistakes", "h", [("f", "nhầm")], WRONG, "ask", "work"),
    ]
    assert list(closer.mistakes) == ["f", "h"]


def test_examples_come_after_names():
    """Are examples looked for with the mistakes that were named before?"""
    closer, diagnosis = look({"f": WRONG})
    closer.name_mistakes({"f"}, "ask")
    closer.find_examples({"f"}, "ask")
    assert [noted[:3] for noted in diagnosis.noted] == [("mistakes", "f", []), ("failure", "f", "nhầm")]


def test_example_of_its_verdict():
    """Is an example shown with the verdict that it was found for, also where that verdict is made anew?"""
    closer, _ = look({"f": WRONG, "g": RIGHT})
    closer.name_mistakes({"f"}, "ask")
    closer.find_examples({"f"}, "ask")
    for _ in range(2):
        one, other = closer.shown(closer.answers.verdicts(closer.mistakes))
        assert one.failure.case == "smaller" and other.failure is None


def test_example_of_another_verdict():
    """Is an example not shown with a verdict after other mistakes than those it was found after?"""
    closer, _ = look({"f": WRONG, "g": WRONG})
    closer.name_mistakes({"g"}, "ask")
    closer.find_examples({"g"}, "ask")
    assert closer.shown(closer.answers.verdicts(closer.mistakes))[1].failure.case == "smaller"
    closer.name_mistakes({"f"}, "ask")
    verdicts = closer.answers.verdicts(closer.mistakes)
    assert closer.shown(verdicts)[1].failure == verdicts[1].failure


def test_process_that_ends():
    """Is what was found kept where the process ends in the midst of the look?"""
    closer, diagnosis = look({"f": WRONG, "g": WRONG})
    find = diagnosis.mistakes

    def ending(verdict, *more):
        if verdict.exercise.function == "g":
            raise EOFError
        return find(verdict, *more)

    diagnosis.mistakes = ending
    with pytest.raises(EOFError):
        closer.name_mistakes({"f", "g"}, "ask")
    assert list(closer.mistakes) == ["f"]
