"""Ten minutes before lesson 1: does a student know NumPy and the matrix product? A notebook as the lessons are, worth nothing."""

from autograder.handout.self_test.notebook import files, solved
from autograder.handout.self_test.questions import SELF_TEST

__all__ = ["SELF_TEST", "files", "solved"]
