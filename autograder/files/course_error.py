"""What goes wrong and a person can mend."""


class ForAll(Exception):
    """What the next submission would meet, too: it ends a run, and is no one submission's fault."""


class CourseError(ForAll):
    """Something a person can mend: its text says what is wrong and what to do next."""
