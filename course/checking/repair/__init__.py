"""The smallest edit of a student's own code that makes every case right, and what it says about the mistake."""

from course.checking.repair.edits import Edit, edits
from course.checking.repair.kinds import KINDS, Kind, question
from course.checking.repair.local import Local
from course.checking.repair.search import Repair, find
from course.checking.repair.words import told

__all__ = ["KINDS", "Edit", "Kind", "Local", "Repair", "edits", "find", "question", "told"]
