"""Does the course's report say which kinds of mistakes stay, held against who could have made them again?"""

import pytest
from made_term import LESSONS, mistake

from autograder import exercises
from autograder.report.kept import OwnKind

ONE, TWO, THREE, FOUR = LESSONS[:4]
ROUNDS_DOWN = "làm tròn luôn xuống hoặc luôn lên"  # lessons 1 to 6 can all have it
NO_ZERO_POINT = "quên điểm 0"  # lessons 1, 2, 4 to 6, 13: not 3


def test_made_again_of_who_met_it_again(term):
    """Of four who make a mistake, one makes it again, one does not, one hands in no more, one leaves it empty: is it 1 of 2?"""
    for student in ("again", "learnt", "gone", "empty"):
        term.hand_in(student, ONE, wrong=mistake(ONE, "rounding/one_way"))
    term.hand_in("again", TWO, wrong=mistake(TWO, "rounding/one_way"))
    term.hand_in("learnt", TWO)
    term.leave_empty("empty", TWO)
    found = term.kind(ROUNDS_DOWN)
    assert (found.students, found.again) == (4, (1, 2))
    assert found.made == (4, 1) and found.met == (4, 2)
    assert found.carried == {(0, 1): 1}


def test_a_lesson_that_cannot_have_it_is_no_progress(term):
    """Is nobody said to have learnt what lesson 3 does not ask, and is lesson 4 the next meeting?"""
    term.hand_in("an", ONE, wrong=mistake(ONE, "zero_point/forgotten"))
    term.hand_in("an", THREE)
    found = term.kind(NO_ZERO_POINT)
    assert found.met == (1, 0) and found.again == (0, 0) and found.after_making == (0, 0)
    term.hand_in("an", FOUR, wrong=mistake(FOUR, "zero_point/forgotten"))
    found = term.kind(NO_ZERO_POINT)
    assert found.again == (1, 1) and found.after_making == (1, 1) and found.carried == {(0, 2): 1}


def test_left_from_a_todo_on_is_no_meeting(term):
    """Does somebody who stopped before the exercises that can have it not count among those who met it?"""
    asked = exercises.load(TWO)
    can = [one.function for one in asked.exercises if "term/sign" in [m.kind for m in one.misconceptions]]
    first = next(one for one in asked.exercises if one.function in can).parts[0].todo
    assert first != "TODO 1"
    term.hand_in("an", ONE, wrong=mistake(ONE, "term/sign"))
    term.hand_in("an", TWO, stops_at=first)
    assert term.kind("sai dấu một phần của công thức").met == (1, 0)


def test_syntax_errors_tell_nothing(term):
    """Is an exercise of which nothing ran no meeting, though its failure has a name?"""
    term.hand_in("an", ONE, wrong=mistake(ONE, "rounding/one_way"))
    asked = exercises.load(TWO)
    term.hand_in("an", TWO, wrong={one.function: "ô bài làm sai cú pháp" for one in asked.exercises})
    assert term.kind(ROUNDS_DOWN).met == (1, 0)


def test_smallest_changes_count_as_listed_mistakes_do(term):
    """Is a mistake that the closer look named by its kind the same as a listed one under another name, and each of two in one answer?"""
    term.hand_in("an", ONE, wrong={"quantize_int": "làm tròn xuống"})
    term.hand_in("an", TWO, wrong={"quantize_relu": f"{ROUNDS_DOWN} và thiếu return"})
    found = term.kind(ROUNDS_DOWN)
    assert (found.students, found.again) == (1, (1, 1))
    assert term.kind("thiếu return").made == (0, 1)


def test_kinds_of_python_can_be_made_everywhere(term):
    """Can a missing return be made again in a lesson whose lists do not have it?"""
    term.hand_in("an", ONE, wrong={"quantize_int": "thiếu return"})
    term.hand_in("an", TWO, FOUR)
    assert term.kind("thiếu return").again == (0, 1) and term.kind("thiếu return").met == (1, 1, 1)


def test_after_making_and_after_not_making(term):
    """Do the two shares tell a habit from a lesson in which everybody errs?"""
    for student in ("habit", "new", "never"):
        term.hand_in(student, ONE, wrong=mistake(ONE, "rounding/one_way") if student == "habit" else {})
        for lesson in (TWO, FOUR):
            errs = student == "habit" or (student, lesson) == ("new", FOUR)
            term.hand_in(student, lesson, wrong=mistake(lesson, "rounding/one_way") if errs else {})
    found = term.kind(ROUNDS_DOWN)
    assert found.after_making == (2, 2) and found.after_not_making == (1, 4)
    assert found.carried == {(0, 1): 1, (1, 2): 1}


def test_the_kind_that_most_keep_comes_first(term):
    """Does what two make twice stand before what three make once?"""
    for student in ("a", "b"):
        for lesson in (ONE, TWO):
            term.hand_in(student, lesson, wrong=mistake(lesson, "rounding/none"))
    for student in ("c", "d", "e"):
        term.hand_in(student, ONE, wrong=mistake(ONE, "zero_point/forgotten"))
    assert [one.phrase for one in term.numbers().kept.kinds] == ["quên làm tròn", NO_ZERO_POINT]


def test_of_one_student(term):
    """Has each student their own kinds, that of most lessons first, with the lessons that could have had it?"""
    term.hand_in("an", ONE, wrong=mistake(ONE, "zero_point/forgotten"))
    term.hand_in("an", TWO, FOUR, wrong={})
    term.hand_in("binh", ONE)
    for lesson in (TWO, FOUR):
        term.hand_in("chi", lesson, wrong=mistake(lesson, "rounding/one_way"))
    own = term.numbers().kept.of_students
    assert own == {
        "an": (OwnKind("zero_point/forgotten", made=(0,), met=(0, 1, 2)),),
        "chi": (OwnKind("rounding/one_way", made=(1, 2), met=(1, 2)),),
    }


def test_nothing_named(term):
    """Has a course without a named mistake no kinds, and one of other people's lessons no meetings?"""
    term.hand_in("an", ONE)
    assert term.numbers().kept.kinds == ()


@pytest.mark.parametrize("sign", ["số nguyên lệch đúng 1", "chưa ai từng đặt tên này"])
def test_a_sign_without_a_kind_is_no_kind(term, sign):
    """Is what says not what was done, or what nobody knows, left out?"""
    term.hand_in("an", ONE, wrong={"quantize_int": sign})
    assert term.numbers().kept.kinds == ()
