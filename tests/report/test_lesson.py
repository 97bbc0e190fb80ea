"""Does a report say of a lesson and of the course what the marks and summaries hold?"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from nbgrader.api import MissingEntry
from sqlalchemy import delete

from autograder import exercises
from autograder.gradebook.marks import read_results
from autograder.gradebook.statuses import BY_NBGRADER, NOT_GRADED, NOT_HANDED_IN
from autograder.gradebook.summary import Example
from autograder.gradebook.tables import MADE_FROM
from autograder.report import tables
from autograder.report.course import CourseNumbers
from autograder.report.display_names import Callings
from autograder.report.lesson import LOW, LessonNumbers

LESSON = "bai01_so_nguyen"
LESSONS = exercises.lesson_names()
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def report(folder):
    """A function: the LessonNumbers as the gradebook stands."""

    def read():
        results = read_results(folder, [LESSON], summaries=True)
        return LessonNumbers.of(results.lessons[0], results.people.all, NOW)

    return read


@pytest.fixture
def become(change_summary):
    """A function: a student's summary gets these values."""

    def change(student, lesson=LESSON, **values):
        change_summary(lesson, student, lambda words: json.dumps({**json.loads(words), **values}, ensure_ascii=False))

    return change


def summaries(folder):
    return {
        student: mark.summary
        for student, mark in read_results(folder, [LESSON], summaries=True).lessons[0].marks.items()
    }


def worked(folder):
    return [summary for summary in summaries(folder).values() if summary.status == "đã chấm"]


def test_items_are_what_students_earned(folder, report):
    """Is each TODO's share that of the students who wrote something and have all its points?"""
    told = worked(folder)
    for place, item in enumerate(report().items):
        column = [summary.todos[place] for summary in told]
        assert {todo.todo for todo in column} == {item.todo}
        assert item.solved == pytest.approx(np.mean([todo.earned == item.points for todo in column]))


def test_mistakes_are_counted_once_a_student(folder, report):
    """Does a mistake that costs one student several TODOs count once, and is the most common one first?"""
    expected = {}
    for summary in worked(folder):
        for made in {(todo.function, todo.mistake) for todo in summary.todos if todo.mistake}:
            expected[made] = expected.get(made, 0) + 1
    found = report().mistakes
    assert {(mistake.function, mistake.name): mistake.count for mistake in found} == expected
    assert [mistake.count for mistake in found] == sorted(expected.values(), reverse=True)


def test_todos_of_a_mistake_stand_in_their_order(folder, report, become):
    """Are the TODOs that a mistake cost told in the lesson's order, TODO 10 after TODO 9?"""
    [student, told] = next(pair for pair in summaries(folder).items() if pair[1].status == "đã chấm")
    lost = [{**asdict(todo), "function": "f", "mistake": "m", "earned": 0} for todo in told.todos]
    become(student, todos=lost, exercises=[])
    [found] = [one.todos for one in report().mistakes if one.name == "m"]
    assert found == tuple(f"TODO {number}" for number in range(1, 11))


def test_a_long_example_is_cut(report, folder, become):
    """Is an example of any length a cell that one can read?"""
    long = {"input": "x" * 5000, "returned": "y" * 5000, "needed": "z"}
    for student, told in summaries(folder).items():
        become(student, exercises=[{**asdict(one), "example": long} for one in told.exercises])
    *_, example = tables.mistakes(report()).rows[0]
    assert len(example) < 500 and example.endswith("Cần có: z") and "x…" in example


def test_the_shortest_example_is_shown(folder, report, become):
    """Does a mistake show the example that is quickest to read, and only its own?"""
    mistake = report().mistakes[0]
    [student, *_] = [
        one for one, told in summaries(folder).items() if told.status == "đã chấm" and _makes(told, mistake)
    ]
    short = {"input": "x = 0", "returned": "1", "needed": "2"}
    row = {"function": mistake.function, "title": "", "earned": 0, "points": 1}
    become(
        student,
        exercises=[
            {**row, "mistake": mistake.name, "example": short},
            {**row, "mistake": "", "example": {**short, "input": ""}},
        ],
    )
    assert report().mistakes[0].example == Example(**short)


def _makes(summary, mistake):
    return any((todo.function, todo.mistake) == (mistake.function, mistake.name) for todo in summary.todos)


def test_summaries_without_examples(report, folder, become):
    """Is a class that was graded before there were examples reported, too, then without that column?"""
    for student, told in summaries(folder).items():
        become(
            student,
            exercises=[{**asdict(one), "example": None} for one in told.exercises] if student > "sv00010" else [],
        )
    assert all(mistake.example is None for mistake in report().mistakes)
    assert "Ví dụ" not in tables.mistakes(report()).headings


def test_unreadable_and_blank_work_is_in_no_item(report, become):
    """Does work that could not be read, or is blank, count in the statuses, not in the TODOs?"""
    before = report()
    written = [student for student, status in before.statuses.items() if status == "đã chấm"]
    become(written[0], status="tệp hỏng")
    become(written[1], status="chưa làm")
    become(written[2], status="quá thời gian")
    after = report()
    assert len(after.points) == len(before.points) - 2 and after.spread == before.spread
    assert [after.statuses[student] for student in written[:3]] == ["tệp hỏng", "chưa làm", "quá thời gian"]
    assert set(written[:2]) <= set(after.concerns)


def test_other_todos_are_left_out(folder, report, become):
    """Is who was graded with other TODOs left out of the items, and said to be?"""
    [student, told] = next(pair for pair in summaries(folder).items() if pair[1].status == "đã chấm")
    before = report()
    become(student, todos=[asdict(todo) for todo in told.todos[1:]])
    assert (len(report().points), report().left_out) == (len(before.points) - 1, 1)
    assert len(report().items) == len(before.items)


def test_graded_by_nbgrader_alone(report, open_gradebook):
    """Has a class that nbgrader's command graded marks and statuses, but no TODOs and no alpha?"""
    open_gradebook.db.execute(delete(MADE_FROM))
    open_gradebook.db.commit()
    numbers = report()
    assert set(numbers.statuses.values()) == {BY_NBGRADER}
    assert (numbers.items, numbers.alpha, numbers.hardest, numbers.mistakes) == ((), None, None, ())
    assert numbers.spread.count == 24


def test_whom_to_talk_to(report, open_gradebook):
    """Are those named who handed in nothing, and the lowest quarter that is under a half, nobody else?"""
    open_gradebook.add_student("sv_khong_nop")
    numbers = report()
    scores = {student: mark.points for student, mark in numbers.given.marks.items()}
    border = np.quantile(list(scores.values()), 0.25)
    low = {student for student, score in scores.items() if score <= border and score < numbers.given.maximum / 2}
    blank = {student for student, status in numbers.statuses.items() if status == "chưa làm"}
    assert numbers.concerns.keys() == low | blank | {"sv_khong_nop"} and low
    assert numbers.concerns["sv_khong_nop"] == NOT_HANDED_IN
    assert all(numbers.concerns[student] == LOW for student in low - blank)


def test_handed_in_and_not_graded(report, course, folder, open_gradebook):
    """Is who handed in since the last grading told of as not graded yet: no reason to talk, and nothing lost in the course?"""
    before, new = report(), "sv_moi_nop"
    folder.submitted(new, LESSON).parent.mkdir(parents=True)
    after = report()
    assert after.statuses[new] == NOT_GRADED and (after.handed_in, after.spread, after.waiting) == (
        25,
        before.spread,
        before.waiting,
    )
    assert new not in after.concerns and tables.students(after, Callings({new: ""})).rows[0][2] is None
    open_gradebook.add_student(new)
    for lesson in LESSONS[2:]:
        grades = open_gradebook.add_submission(lesson, new).notebooks[0].grades
        for place, grade in enumerate(grades):
            grade.auto_score = float(place == 0)
    open_gradebook.db.commit()
    numbers = course()
    reachable = sum(lesson.given.maximum for lesson in numbers.lessons[1:])
    done = float(len(LESSONS[2:]))
    assert numbers.totals[new] == (done, pytest.approx(done / reachable)) and np.isnan(numbers.shares[new][:2]).all()


def test_an_unmarked_answer_puts_nobody_at_risk(report, open_gradebook):
    """Is a mark held against the points that somebody has marked already?"""
    [student, *_] = [one for one, status in report().statuses.items() if status == "đã chấm"]
    first, *others = open_gradebook.find_submission(LESSON, student).notebooks[0].grades
    first.auto_score = first.max_score
    for grade in others:
        grade.auto_score = 0.0
    open_gradebook.db.commit()
    assert report().concerns[student] == LOW
    for grade in others:
        grade.auto_score, grade.needs_manual_grade = None, True
    open_gradebook.db.commit()
    assert student not in report().concerns and report().waiting == 1


@pytest.fixture
def course(folder):
    """A function: the CourseNumbers as the gradebook stands."""
    return lambda: CourseNumbers.of(read_results(folder, summaries=True), NOW)


def test_course_adds_up(course):
    """Are a student's points in the course the sum of the lessons', and the shares between 0 and 1?"""
    numbers = course()
    assert [lesson.given.lesson for lesson in numbers.lessons] == LESSONS
    for student, (points, share) in numbers.totals.items():
        assert points == pytest.approx(sum(lesson.given.marks[student].points for lesson in numbers.lessons))
        assert 0 <= share <= 1


def test_empty_lessons_are_counted(course, open_gradebook, become):
    """Is a lesson that was taken back, or whose file is empty, one without work?"""
    before = course()
    strong = max(before.totals, key=lambda student: (before.empty[student] == 0, before.totals[student]))
    _take_back(open_gradebook, LESSONS[0], strong)
    once = course()
    assert once.empty[strong] == 1 and strong not in once.concerns
    assert np.isnan(once.shares[strong][0]) and not np.isnan(once.shares[strong][1])
    become(strong, LESSONS[1], status="tệp rỗng")
    assert course().empty[strong] == 2


def test_nobody_is_named_before_the_deadline(report, open_gradebook):
    """Is who has not handed in yet, or has few points, named only when their own deadline has passed?"""
    open_gradebook.add_student("sv_khong_nop")
    assert len(report().concerns) > 1
    open_gradebook.update_or_create_assignment(LESSON, duedate=(NOW + timedelta(hours=1)).replace(tzinfo=None))
    assert report().concerns == {}
    open_gradebook.update_or_create_assignment(LESSON, duedate=(NOW - timedelta(hours=1)).replace(tzinfo=None))
    named = report().concerns
    assert "sv_khong_nop" in named
    open_gradebook.add_submission(LESSON, "sv_khong_nop")
    open_gradebook.grant_extension(LESSON, "sv_khong_nop", hours=2)
    assert report().concerns.keys() == named.keys() - {"sv_khong_nop"}


def test_a_lesson_that_nobody_handed_in(course, open_gradebook):
    """Is a lesson that the gradebook knows, but nobody handed in, no part of the course yet?"""
    open_gradebook.add_assignment("bai99_chua_nop")
    assert [lesson.given.lesson for lesson in course().lessons] == LESSONS


def _take_back(gradebook, lesson, student):
    gradebook.remove_submission(lesson, student)
    with pytest.raises(MissingEntry):
        gradebook.find_submission(lesson, student)
