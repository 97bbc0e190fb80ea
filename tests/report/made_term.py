"""A term written down by hand: who handed in what, when, with which mistakes; in a real gradebook, as grading writes it."""

from datetime import UTC, datetime, timedelta

from nbgrader.api import Gradebook

from autograder import exercises
from autograder.bench.made_up import EXAMPLE
from autograder.gradebook.config import course_config, db_url
from autograder.gradebook.marks import read_results
from autograder.gradebook.statuses import BLANK, GRADED
from autograder.gradebook.summary import ExerciseMark, Summary, TodoMark
from autograder.gradebook.writer import Entry, GradebookWriter
from autograder.report.course import CourseNumbers

LESSONS = exercises.lesson_names()
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
DUE = NOW - timedelta(days=30)


def mistake(lesson, kind, which=0):
    """{function: name} of a listed mistake of that kind in a lesson."""
    function, name = [key for key, its in exercises.load(lesson).kinds.items() if its == kind][which]
    return {function: name}


class Term:
    """folder: a course folder whose gradebook knows every lesson, and no student."""

    def __init__(self, folder):
        self.folder = folder

    def hand_in(self, student, *lessons, wrong=None, stops_at="", late=None, status=GRADED, told=None):
        """Work that is right but for `wrong` ({function: name of the mistake}), and left from the TODO `stops_at` on.

        late: a timedelta after the deadline, or before it; None: nobody knows when. told: {function: text of an example}.
        """
        for lesson in lessons:
            summary = _summary(exercises.load(lesson), wrong or {}, stops_at, status, told or {})
            moment = None if late is None else (self.due(lesson) + late).replace(tzinfo=None)
            with GradebookWriter(db_url(self.folder), lesson, course_config(self.folder)) as writer:
                summary.scores.update(dict.fromkeys(writer.graded.keys() - summary.scores.keys()))  # by hand, later
                writer.write([Entry(student, summary, {}, timestamp=moment)])

    def leave_empty(self, student, *lessons):
        """Work in which nothing was written."""
        self.hand_in(student, *lessons, stops_at="TODO 1", status=BLANK)

    def set_due(self, lesson, moment):
        with Gradebook(db_url(self.folder)) as gradebook:
            gradebook.update_or_create_assignment(lesson, duedate=moment.replace(tzinfo=None))

    def due(self, lesson):
        with Gradebook(db_url(self.folder)) as gradebook:
            return gradebook.find_assignment(lesson).duedate.replace(tzinfo=UTC)

    def extend(self, student, lesson, longer):
        with Gradebook(db_url(self.folder)) as gradebook:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(lesson, student)
            gradebook.grant_extension(lesson, student, minutes=longer.total_seconds() / 60)

    def enrol(self, *students):
        with Gradebook(db_url(self.folder)) as gradebook:
            for student in students:
                gradebook.update_or_create_student(student)

    def numbers(self, now=NOW):
        return CourseNumbers.of(read_results(self.folder, summaries=True), now)

    def kind(self, phrase):
        [found] = [one for one in self.numbers().kept.kinds if one.phrase == phrase]
        return found

    def why(self, student, now=NOW):
        """{rule: words} of the reasons to talk to a student."""
        return {reason.rule: reason.words for reason in self.numbers(now).concerns.get(student, ())}


def _summary(asked, wrong, stops_at, status, told):
    todos, marks, is_left = [], [], False
    for exercise in asked.exercises:
        name, listed = wrong.get(exercise.function, ""), {m.name: m.costs for m in exercise.misconceptions}
        lost = listed.get(name, [part.todo for part in exercise.parts] if name else ())
        mine = []
        for part in exercise.parts:
            is_left = is_left or part.todo == stops_at
            cost = name if part.todo in lost and not is_left else ""
            mine.append(
                TodoMark(part.todo, exercise.function, 0.0 if is_left or cost else part.points, part.points, cost)
            )
        todos += mine
        example = None
        if name:
            example = EXAMPLE if exercise.function not in told else type(EXAMPLE)(*(told[exercise.function],) * 3)
        earned = sum(one.earned for one in mine)
        named = (name,) if name else ()
        marks.append(ExerciseMark(exercise.function, exercise.title, earned, exercise.points, name, named, example))
    scores = {f"check-{one.function}": one.earned for one in marks}
    return Summary(status, (), tuple(todos), tuple(marks), scores)
