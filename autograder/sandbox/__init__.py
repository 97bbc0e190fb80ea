"""Runs one submission's code in an isolated process and asks it for answers; only plain data comes back.

`sandboxes` chooses and opens, `session` is the grader's end of one submission, `processes` and `bubblewrap`
start and end what runs, `inside` is the student's end.
"""

from autograder.sandbox.limits import Limits
from autograder.sandbox.sandboxes import AUTO, NONE, Sandbox, choose
from autograder.sandbox.session import Ended, Session

__all__ = ["AUTO", "NONE", "Ended", "Limits", "Sandbox", "Session", "choose"]
