"""What passes by itself: somebody else has the gradebook just now."""

from autograder.files.course_error import CourseError


class Busy(CourseError):
    """Somebody else has the course folder or its gradebook; later it is free again. what: that, in a sentence. remedy: what one may do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
