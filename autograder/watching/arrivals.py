"""The hand-ins of a lesson in submitted/: which are there whole and not graded yet, which are still on their way."""

from collections import Counter
from dataclasses import dataclass, field

from autograder.course_folder import CourseFolder
from autograder.files.last_net import trace_of
from autograder.intake.read import read_bytes
from autograder.intake.status import Status
from autograder.intake.submitted import find_submission, taken
from autograder.watching.stillness import Shape, Stillness

PATIENCE = 6.0  # as many times longer is waited for a notebook that cannot be read: it may be half of one
TRIES = 3  # gradings of one hand-in that end for a reason from outside


@dataclass
class Arrivals:
    """What was seen of the hand-ins so far, and what of it is graded.

    still: for how many seconds a hand-in must stay as it is.
    """

    folder: CourseFolder
    lesson: str
    still: float
    stillness: Stillness = field(default_factory=Stillness)
    graded: dict[str, Shape] = field(default_factory=dict)
    tries: Counter[tuple[str, Shape]] = field(default_factory=Counter)

    def look(self, now: float) -> tuple[dict[str, Shape], list[str]]:
        """({student: the Shape of a hand-in that is whole and not graded}, students whose hand-in is on its way). now: see Stillness."""
        whole: dict[str, Shape] = {}
        coming: list[str] = []
        for student in self.folder.students(self.lesson):
            shape, seconds = self.stillness.look(student, self.folder.handed_in(student, self.lesson), now)
            if self.graded.get(student) == shape:
                continue
            if seconds >= self.still and (seconds >= PATIENCE * self.still or self._is_readable(student)):
                whole[student] = shape
            else:
                coming.append(student)
        return whole, coming

    def done(self, student: str, shape: Shape, unfinished: bool) -> None:
        """Say that a hand-in was graded as it was then; one that was not graded to its end comes again, a few times."""
        self.tries[student, shape] += 1
        if not unfinished or self.tries[student, shape] >= TRIES:
            self.graded[student] = shape

    def _is_readable(self, student: str) -> bool:
        """Is there a notebook that can be read to its end?"""
        try:
            path, _ = find_submission(self.folder, student, self.lesson)
            return read_bytes(taken(self.folder, student, self.lesson, path)).status is Status.OK
        except Exception as error:
            trace_of(error)  # who grades it meets the same, and tells it
            return False
