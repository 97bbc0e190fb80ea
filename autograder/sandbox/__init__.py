"""Runs one submission's code in another process and asks it for answers; only plain data comes back.

`session` is the grader's end, `worker` the student's end, `frames` what both ends speak.
"""

from autograder.sandbox.session import Ended, Limits, Session

__all__ = ["Ended", "Limits", "Session"]
