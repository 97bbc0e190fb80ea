"""Made-up gradebooks of a whole class, written as grading writes them: nothing is graded, so that a thousand students take seconds.

Students differ in what they are able to, and in habits: kinds of mistakes that they make wherever they can, until they lose them.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution

from autograder import exercises
from autograder.course_folder import CourseFolder
from autograder.demo.course import new_course
from autograder.demo.students import FAMILY, GIVEN
from autograder.exercises.model import Exercise, LessonExercises, Misconception
from autograder.gradebook.assignment import register, stubbed_notebook
from autograder.gradebook.config import course_config, db_url
from autograder.gradebook.statuses import BLANK, GRADED
from autograder.gradebook.students import write_people
from autograder.gradebook.summary import Example, ExerciseMark, Summary, TodoMark
from autograder.gradebook.writer import Entry, GradebookWriter, make_sure
from autograder.people.person import Person

WRITTEN_TOGETHER = 250
EXAMPLE = Example("x = 2.5, s = 0.1, z = 3", returned="27", needed="28")
FIRST_DUE = datetime(2026, 2, 1, 16, 59)  # UTC; a lesson a week
LAZY, GIVES_UP, LATE, BLANK_WORK, STOPS = 0.03, 0.01, 0.04, 0.02, 0.04  # chances in each lesson
KEEPS_ON, LOSES_HABIT = 0.7, 0.15  # chances in each exercise that can have the kind of a habit, and after each lesson


@dataclass
class Student:
    """Somebody made up. skill: about −1 to 5. habits: kinds of mistakes. tardy: how much likelier late than others."""

    id: str
    skill: float
    habits: set[str]
    tardy: float
    is_gone: bool = False
    rng: random.Random = field(default_factory=random.Random, repr=False)

    @classmethod
    def of(cls, number: int, kinds: Sequence[str]) -> Self:
        """kinds: one for each lesson that has it, so that a kind of many lessons is more often a habit."""
        rng = random.Random(number)
        habits = {rng.choice(kinds) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))}
        return cls(f"sv{number:05d}", rng.gauss(1.8, 1), habits, rng.choice((0, 1, 1, 1, 4)), rng=rng)

    @property
    def person(self) -> Person:
        given = f"{self.rng.choice(GIVEN)} {self.rng.choice(GIVEN)}"
        return Person(self.id, self.rng.choice(FAMILY), given, email=f"{self.id}@lop.example")

    def happens(self, chance: float) -> bool:
        return self.rng.random() < chance


def large_class(project: CourseFolder, root: Path, students: int) -> CourseFolder:
    """A course folder whose gradebook has marks of so many students, all of whom handed in every lesson of the project."""
    folder, people = _begun(root, students)
    for lesson in exercises.lesson_names():
        asked = exercises.load(lesson)
        write_marks(project, folder, lesson, [_entry(asked, one) for one in people])
    return folder


def large_term(project: CourseFolder, root: Path, students: int) -> CourseFolder:
    """As large_class, with names, deadlines that have passed, and what a term has: late work, lessons left out, students who leave."""
    folder, people = _begun(root, students)
    write_people(db_url(folder), [one.person for one in people])
    deadlines = {lesson: FIRST_DUE + timedelta(weeks=week) for week, lesson in enumerate(exercises.lesson_names())}
    for lesson, due in deadlines.items():
        asked, there = exercises.load(lesson), [one for one in people if not _leaves_out(one)]
        write_marks(project, folder, lesson, [_entry(asked, one, due + _from_due(one)) for one in there])
    with Gradebook(db_url(folder)) as gradebook:  # after the marks, which else are held against it one by one
        for lesson, due in deadlines.items():
            gradebook.update_or_create_assignment(lesson, duedate=due)
    return folder


def _begun(root: Path, students: int) -> tuple[CourseFolder, list[Student]]:
    folder = new_course(root)
    make_sure(db_url(folder))
    loaded = map(exercises.load, exercises.lesson_names())
    kinds = [kind for lesson in loaded for kind in sorted(set(lesson.kinds.values()))]
    return folder, [Student.of(number, kinds) for number in range(students)]


def _leaves_out(student: Student) -> bool:
    student.is_gone = student.is_gone or student.happens(GIVES_UP * (2 if student.skill < 1 else 0.5))
    return student.is_gone or student.happens(LAZY)


def _from_due(student: Student) -> timedelta:
    is_late = student.happens(LATE * student.tardy**2)
    return timedelta(hours=student.rng.uniform(0.1, 40) if is_late else -student.rng.uniform(0.1, 90))


def write_marks(project: CourseFolder, folder: CourseFolder, lesson: str, entries: Sequence[Entry]) -> None:
    """Write the marks of a lesson of the project as grading does; what a person marks waits for one."""
    notebook = stubbed_notebook(project, lesson)
    register(db_url(folder), lesson, notebook)
    answers = {cell.metadata.nbgrader.grade_id: None for cell in notebook.cells if is_grade(cell) and is_solution(cell)}
    for entry in entries:
        entry.summary.scores.update(answers)  # nobody has marked them yet
    with GradebookWriter(db_url(folder), lesson, course_config(folder)) as writer:
        for start in range(0, len(entries), WRITTEN_TOGETHER):
            writer.write(entries[start : start + WRITTEN_TOGETHER])


def _entry(asked: LessonExercises, student: Student, handed_in: datetime | None = None) -> Entry:
    """One student's marks of a lesson."""
    last = len(asked.exercises)
    if student.happens(BLANK_WORK):
        last = 0
    elif student.happens(STOPS * math.exp(1 - student.skill)):
        last = student.rng.randrange(1, last)
    todos: list[TodoMark] = []
    told: list[ExerciseMark] = []
    for place, exercise in enumerate(asked.exercises):
        made = _mistake(exercise, student) if place < last else None
        lost = _all(exercise) if place >= last else made.costs if made else ()
        marked = [_marked(exercise.function, part.todo, part.points, lost, made) for part in exercise.parts]
        todos += marked
        told.append(_told(exercise, marked, made))
    for habit in [one for one in sorted(student.habits) if student.happens(LOSES_HABIT)]:
        student.habits.discard(habit)
    scores: dict[str, float | None] = {f"check-{one.function}": one.earned for one in told}
    return Entry(
        student.id,
        Summary(GRADED if last else BLANK, (), tuple(todos), tuple(told), scores),
        {},
        timestamp=handed_in,
    )


def _mistake(exercise: Exercise, student: Student) -> Misconception | None:
    """What goes wrong in one exercise: a habit where it can have one, or whatever happens to who is less able."""
    usual = [one for one in exercise.misconceptions if one.kind in student.habits]
    if usual and student.happens(KEEPS_ON):
        return student.rng.choice(usual)
    is_wrong = student.happens(1 / (1 + math.exp(student.skill + 0.6)))
    return student.rng.choice(exercise.misconceptions) if is_wrong else None


def _marked(function: str, todo: str, points: float, lost: Sequence[str], made: Misconception | None) -> TodoMark:
    return TodoMark(todo, function, 0.0 if todo in lost else points, points, made.name if made and todo in lost else "")


def _told(exercise: Exercise, marked: Sequence[TodoMark], made: Misconception | None) -> ExerciseMark:
    name, earned = made.name if made else "", sum(one.earned for one in marked)
    names, example = ((name,), EXAMPLE) if made else ((), None)
    return ExerciseMark(exercise.function, exercise.title, earned, exercise.points, name, names, example)


def _all(exercise: Exercise) -> tuple[str, ...]:
    return tuple(part.todo for part in exercise.parts)
