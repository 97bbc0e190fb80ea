"""What verdict follows from a function's answers, of several times?"""

import pytest
from scripted import RIGHT, exercise, returned

from autograder.grading.answers import CHECK, END, UNANSWERED, Answers, Asked, Given
from course.checking.frozen import Raised

REASON = Raised("NoAnswer", "quá thời gian")
WRONG = (7, 8)
F = exercise("f")


def answered(*told):
    """Answers of a function f. told: (time, values)."""
    answers = Answers([F])
    for when, values in told:
        answers.keep(Asked(when, "f"), returned(*values))
    return answers


@pytest.mark.parametrize(
    "check, end, counts",
    [
        (RIGHT, WRONG, RIGHT),
        (WRONG, RIGHT, RIGHT),
        ((1, 8), WRONG, WRONG),
        (WRONG, (1, 8), (1, 8)),
        (WRONG, (7,), WRONG),
    ],
)
def test_best_of_several_times(check, end, counts):
    """Does the time count at which the function was right, else the last at which all was answered?"""
    assert answered((CHECK, check), (END, end)).best(F).all == tuple(returned(*counts))


@pytest.mark.parametrize("given", [(), (1,)])
def test_calls_that_were_not_answered(given):
    """Does a call without an answer count as the reason why, are there no outcomes to look at closer, and is nothing paid?"""
    found = answered((CHECK, given)).best(F)
    verdict = found.verdict(REASON)
    assert (verdict.earned, verdict.failure.outcome) == (0, REASON)
    assert (found.missing, found.outcomes, found.again, found.is_right) == (2 - len(given), (), None, False)


def test_function_that_was_never_asked():
    """Is a function that was asked at no time one without an answer, and not right?"""
    answers = answered()
    assert answers.best(F).verdict(REASON).failure.outcome == REASON
    assert not answers.are_right(Asked(CHECK, "f"))


def test_process_that_ends_in_between():
    """Is kept what was answered before the process ended, and asked anew only once it is forgotten?"""

    def ending():
        yield from returned(1)
        raise RuntimeError

    answers, asked = answered(), Asked(CHECK, "f")
    with pytest.raises(RuntimeError):
        answers.keep(asked, ending())
    assert answers.best(F).all == tuple(returned(1)) and asked in answers
    answers.forget(asked)
    assert answers.best(F).all == () and asked not in answers


def test_answered_anew():
    """Is nothing left of the verdict on answers that were forgotten?"""
    answers = answered((CHECK, WRONG))
    assert answers.best(F).verdict(REASON).earned == 0
    answers.forget(Asked(CHECK, "f"))
    answers.keep(Asked(CHECK, "f"), returned(*RIGHT))
    assert answers.best(F).verdict(REASON).earned == 2 and answers.are_right(Asked(CHECK, "f"))


@pytest.mark.parametrize(
    "values, outcomes, again", [((7, 8, 9), (7, 8), (9,)), ((7, 8), (7, 8), ()), ((7,), (), ()), ((), (), ())]
)
def test_outcomes(values, outcomes, again):
    """Are the outcomes one a case, that of the first case called once more apart, and none where one is lacking?"""
    given = Given(F, returned(*values))
    assert given.outcomes == tuple(returned(*outcomes))
    assert ((given.again,) if given.again else ()) == tuple(returned(*again))


def test_not_steady():
    """Is a function that answers otherwise when called once more right, and told so?"""
    verdict = Given(F, returned(*RIGHT, 9)).verdict(UNANSWERED)
    assert verdict.earned == 2 and "gọi hai lần" in verdict.remarks[0]


def test_answers_of_the_time_alone():
    """Is right at one time what earns all points then, with no regard to other times?"""
    answers = answered((CHECK, (1, 8)), (END, RIGHT))
    assert [answers.are_right(Asked(when, "f")) for when in (CHECK, END)] == [False, True]


def test_errors_in_the_order_of_asking():
    """Are the errors that calls ended with told in the order in which they came?"""
    answers = Answers([exercise("f"), exercise("g")])
    answers.keep(Asked(CHECK, "g"), [*returned(1), Raised("MemoryError", "x")])
    answers.keep(Asked(END, "f"), [Raised("ValueError", "y")])
    assert list(answers.errors()) == [("MemoryError", "x"), ("ValueError", "y")]
