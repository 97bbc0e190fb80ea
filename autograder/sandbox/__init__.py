"""Runs one submission's code in an isolated process and asks it for answers; only plain data comes back.

`sandboxes` chooses and opens, `session` is the grader's end of one submission, `processes` and `bubblewrap`
start and end what runs, `spent` reckons its time, `inside` is the student's end.
"""

from autograder.sandbox.limits import Limits
from autograder.sandbox.sandboxes import AUTO, NONE, NoSandbox, Sandbox, choose, started
from autograder.sandbox.session import Ended, Killed, Refused, Session
from autograder.sandbox.spent import Time

__all__ = [
    "AUTO",
    "NONE",
    "Ended",
    "Killed",
    "Limits",
    "NoSandbox",
    "Refused",
    "Sandbox",
    "Session",
    "Time",
    "choose",
    "started",
]
