"""What verdict follows from a submission's answers, of several times and judged after different mistakes?"""

import pytest
from scripted import RIGHT, exercise, returned

from autograder.grading.answers import CHECK, END, Answers, Asked
from course.checking.frozen import Mistake, Raised

REASON = Raised("NoAnswer", "quá thời gian")
WRONG = (7, 8)


def mistake(name, upstream=(), costs=()):
    """A mistake that returns WRONG."""
    return Mistake(name, costs, "", "", upstream, tuple(returned(*WRONG)))


def answered(*told, mistakes=()):
    """Answers of a function f. told: (time, values)."""
    answers = Answers([exercise("f", mistakes)])
    for when, values in told:
        answers.keep(Asked(when, "f"), returned(*values))
    return answers


def verdict(answers, more=(), reason=None):
    [found] = answers.verdicts({"f": more}, reason)
    return found


@pytest.mark.parametrize(
    "check, end, earned", [(RIGHT, WRONG, 2), (WRONG, RIGHT, 2), ((1, 8), WRONG, 1), (WRONG, WRONG, 0)]
)
def test_best_of_several_times(check, end, earned):
    """Does the time count at which the function earned more?"""
    assert verdict(answered((CHECK, check), (END, end))).earned == earned


def test_later_of_equals():
    """Is of verdicts that earn the same the one after the last cell told?"""
    found = verdict(answered((END, (1, 8)), (CHECK, (1, 9))))
    assert found.failure.outcome.value == 8


@pytest.mark.parametrize("given, earned", [((), 0), ((1,), 1)])
def test_calls_that_were_not_answered(given, earned):
    """Does a call without an answer count as the reason why, and do the answers before it count?"""
    found = verdict(answered((CHECK, given)), reason=REASON)
    assert (found.earned, found.failure.outcome) == (earned, REASON)


def test_function_that_was_never_asked():
    """Is a function that was asked at no time one without an answer, and not right?"""
    answers = answered()
    assert verdict(answers, reason=REASON).failure.outcome == REASON
    assert not answers.are_right(Asked(CHECK, "f"))


def test_process_that_ends_in_between():
    """Is kept what was answered before the process ended, and asked anew only once it is forgotten?"""

    def ending():
        yield from returned(1)
        raise RuntimeError

    answers, asked = answered(), Asked(CHECK, "f")
    with pytest.raises(RuntimeError):
        answers.keep(asked, ending())
    assert verdict(answers, reason=REASON).earned == 1 and asked in answers
    answers.forget(asked)
    assert verdict(answers, reason=REASON).earned == 0 and asked not in answers


def test_answered_anew():
    """Is nothing left of the verdict on answers that were forgotten?"""
    answers = answered((CHECK, WRONG))
    assert verdict(answers).earned == 0
    answers.forget(Asked(CHECK, "f"))
    answers.keep(Asked(CHECK, "f"), returned(*RIGHT))
    assert verdict(answers).earned == 2


def test_other_mistakes_before_it():
    """Is the same answer judged anew after each set of mistakes that earlier functions are told to make?"""
    listed = [mistake("của hàm trước", ("e", "nhầm"))]
    answers = Answers([exercise("e", [mistake("nhầm"), mistake("khác")]), exercise("f", listed)])
    answers.keep(Asked(CHECK, "f"), returned(*WRONG))
    answers.keep(Asked(CHECK, "e"), returned(*WRONG))
    _, last = answers.verdicts({})
    assert (last.earned, last.mistake.name) == (2, "của hàm trước")
    answers.forget(Asked(CHECK, "e"))
    answers.keep(Asked(CHECK, "e"), returned(*RIGHT))
    _, last = answers.verdicts({})
    assert (last.earned, last.mistake) == (0, None)


def test_other_mistakes_of_its_own():
    """Is the same answer judged anew by other mistakes that were found, though they are as many?"""
    answers = answered((CHECK, WRONG))
    names = [verdict(answers, [mistake(name)]).mistake.name for name in ("một", "hai")]
    assert names == ["một", "hai"] and verdict(answers).mistake is None


@pytest.mark.parametrize("values, last", [((7, 8, 7), WRONG), ((7, 8), WRONG), ((7,), ())])
def test_last_answers(values, last):
    """Are the last answers one a case, and none where one is lacking or only the check was asked?"""
    assert answered((END, values)).last("f") == tuple(returned(*last))
    assert answered((CHECK, values)).last("f") == ()


def test_answers_of_the_time_alone():
    """Is right at one time what earns all points then, with no regard to other times and other functions?"""
    answers = answered((CHECK, (1, 8)), (END, RIGHT))
    assert [answers.are_right(Asked(when, "f")) for when in (CHECK, END)] == [False, True]


def test_errors_in_the_order_of_asking():
    """Are the errors that calls ended with told in the order in which they came?"""
    answers = Answers([exercise("f"), exercise("g")])
    answers.keep(Asked(CHECK, "g"), [*returned(1), Raised("MemoryError", "x")])
    answers.keep(Asked(END, "f"), [Raised("ValueError", "y")])
    assert list(answers.errors()) == [("MemoryError", "x"), ("ValueError", "y")]
