"""Is everybody named for a reason that the marks bear out, with its numbers, and nobody for what is not due yet?"""

from datetime import timedelta

import pytest
from made_term import DUE, LESSONS, NOW, mistake

HOUR = timedelta(hours=1)
EVERY = LESSONS[:6]


@pytest.fixture
def with_class(term):
    """The term, in whose first six lessons three others earned everything."""
    for student in ("a", "b", "c"):
        term.hand_in(student, *EVERY, late=-HOUR)
    return term


def test_two_lessons_in_a_row_without_work(with_class):
    """Is who left out the last two named with both, whether nothing came or an empty notebook?"""
    with_class.hand_in("an", *EVERY[:4])
    with_class.leave_empty("an", EVERY[4])
    assert with_class.why("an")["Bỏ trống"] == "2 bài liền đến nay chưa có bài làm (Bài 5, Bài 6)"


def test_one_lesson_without_work(with_class):
    """Is one lesson alone no reason, and two that do not follow each other neither?"""
    with_class.hand_in("an", EVERY[0], *EVERY[2:5])
    assert "Bỏ trống" not in with_class.why("an")


def test_came_back(with_class):
    """Is who left out lessons and handed in the last one no longer named for those?"""
    with_class.hand_in("an", EVERY[0], EVERY[5])
    assert "Bỏ trống" not in with_class.why("an")


def test_deadline_not_passed(with_class):
    """Is a lesson that is not due yet no lesson without work, and one that is extended for somebody neither, until that is over?"""
    with_class.hand_in("an", *EVERY[:4])
    with_class.set_due(EVERY[5], NOW + HOUR)
    assert with_class.why("an") == {}
    with_class.set_due(EVERY[5], DUE)
    with_class.extend("an", EVERY[5], NOW + HOUR - DUE)
    assert with_class.why("an") == {}
    assert "Bỏ trống" in with_class.why("an", now=NOW + 2 * HOUR)


def test_nothing_is_due_yet(term):
    """Is nobody named at all before the first deadline, however few points an early hand-in has?"""
    term.set_due(EVERY[0], NOW + HOUR)
    term.enrol("an")
    for student in ("a", "b", "c"):
        term.hand_in(student, EVERY[0])
    term.hand_in("binh", EVERY[0], stops_at="TODO 2")
    assert term.numbers().concerns == {}
    assert "binh" in term.numbers(NOW + 2 * HOUR).concerns and "an" in term.numbers(NOW + 2 * HOUR).totals


def test_marks_fall(with_class):
    """Is who falls behind the class named with both averages, and how far from the median they lie?"""
    with_class.hand_in("an", *EVERY[:3])
    for lesson in EVERY[3:]:
        with_class.hand_in("an", lesson, stops_at="TODO 5")
    words = with_class.why("an")["Điểm giảm"]
    assert words.startswith("điểm giảm: 3 bài gần đây trung bình ") and "các bài trước 100 %" in words
    assert "trước +0, nay −" in words


def test_a_hard_lesson_is_no_fall(with_class):
    """Is nobody named where the whole class has fewer points?"""
    with_class.hand_in("an", *EVERY[:3])
    for lesson in EVERY[3:]:
        for student in ("a", "b", "c", "an"):
            with_class.hand_in(student, lesson, stops_at="TODO 5")
    assert "Điểm giảm" not in with_class.why("an")


def test_a_fall_needs_something_before(with_class):
    """Is one earlier lesson too few to fall from?"""
    with_class.hand_in("an", EVERY[0])
    for lesson in EVERY[3:]:
        with_class.hand_in("an", lesson, stops_at="TODO 5")
    assert "Điểm giảm" not in with_class.why("an")


def test_the_same_kind_three_times(with_class):
    """Is a kind that was made each of the last three times that it was met a reason, told with its lessons?"""
    lessons = [EVERY[place] for place in (0, 1, 3)]  # lesson 3 cannot have it
    for lesson in lessons:
        with_class.hand_in("an", lesson, wrong=mistake(lesson, "zero_point/forgotten"))
    with_class.hand_in("an", EVERY[2])
    with_class.set_due(EVERY[4], NOW + HOUR)
    with_class.set_due(EVERY[5], NOW + HOUR)
    assert with_class.why("an")["Lỗi mắc lại"] == "mắc lại 3 lần gặp liền: “quên điểm 0” (Bài 1, Bài 2, Bài 4)"


def test_learnt_since(with_class):
    """Is a kind that was met once more without being made no reason any longer?"""
    for lesson in EVERY[:4]:
        wrong = mistake(lesson, "zero_point/forgotten") if lesson != EVERY[2] else {}
        with_class.hand_in("an", lesson, wrong=wrong)
    with_class.hand_in("an", *EVERY[4:])
    assert "Lỗi mắc lại" not in with_class.why("an")


def test_late_each_time(with_class):
    """Is who was late in all of the last three named with the longest, and not who was once in time, or whose time nobody knows?"""
    with_class.hand_in("an", *EVERY[:5], late=HOUR)
    with_class.hand_in("an", EVERY[5], late=26 * HOUR)
    assert with_class.why("an") == {"Nộp muộn": "nộp muộn cả 3 bài gần đây, lâu nhất 1 ngày 2 giờ"}
    with_class.hand_in("an", EVERY[4], late=-HOUR)
    with_class.hand_in("binh", *EVERY)
    assert with_class.why("an") == {} and with_class.why("binh") == {}


def test_an_extension_is_not_late(with_class):
    """Is who handed in within their extension in time?"""
    with_class.hand_in("an", *EVERY, late=HOUR)
    with_class.extend("an", EVERY[5], 2 * HOUR)
    assert with_class.why("an") == {}


def test_stopped_at_the_same_todo_as_others(with_class):
    """Is who stops in two recent lessons named with the TODO, and with how many others stop there?"""
    for student in ("an", "binh", "chi"):
        with_class.hand_in(student, EVERY[4], stops_at="TODO 6")
    with_class.hand_in("an", EVERY[5], stops_at="TODO 9")
    with_class.hand_in("an", *EVERY[:4])
    assert (
        with_class.why("an")["Dừng giữa chừng"]
        == "dừng giữa chừng ở 2 bài gần đây: Bài 5 từ TODO 6 như 2 người khác, Bài 6 từ TODO 9"
    )
    assert "Dừng giữa chừng" not in with_class.why("binh")


def test_wrong_to_the_end_is_no_stop(with_class):
    """Is a mistake that has a name in the last TODO something written, not a stop?"""
    asked = {lesson: mistake(lesson, "rounding/one_way", -1) for lesson in EVERY[4:]}
    with_class.hand_in("an", *EVERY[:4])
    for lesson, wrong in asked.items():
        with_class.hand_in("an", lesson, wrong=wrong)
    assert "Dừng giữa chừng" not in with_class.why("an")


def test_low_marks(with_class):
    """Is who is in the lowest quarter and under a half named with the share, and not who is only below others?"""
    with_class.hand_in("an", *EVERY, stops_at="TODO 2")
    assert with_class.why("an")["Điểm thấp"].startswith("điểm thấp: được ")
    with_class.hand_in("an", *EVERY, wrong=mistake(EVERY[0], "rounding/one_way"))
    assert "Điểm thấp" not in with_class.why("an")


def test_who_never_came_has_one_reason(with_class):
    """Is who never handed in anything told of as that, not also as low, and all lessons in few words?"""
    with_class.enrol("an")
    assert with_class.why("an") == {"Bỏ trống": "6 bài liền đến nay chưa có bài làm (Bài 1 đến Bài 6)"}


def test_more_reasons_come_first(with_class):
    """Does who has two reasons stand before who has one, and of those with as many the lower share first?"""
    with_class.hand_in("late_and_low", *EVERY, stops_at="TODO 2", late=HOUR)
    with_class.hand_in("late", *EVERY, late=HOUR)
    with_class.hand_in("later", *EVERY[:5], late=HOUR)
    with_class.hand_in("later", EVERY[5], late=HOUR, wrong=mistake(EVERY[5], "rounding/one_way"))
    assert list(with_class.numbers().concerns) == ["late_and_low", "later", "late"]


def test_not_graded_yet_is_work(with_class):
    """Is who handed in what has not been graded yet not told of as empty?"""
    with_class.hand_in("an", *EVERY[:4])
    for lesson in EVERY[4:]:
        with_class.folder.submitted("an", lesson).parent.mkdir(parents=True)
    assert "Bỏ trống" not in with_class.why("an")
