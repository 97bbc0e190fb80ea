"""What only a grader can find out of a wrong answer, since it holds the solutions: two mistakes at once, an error that
came from an earlier function of the student, the smallest input that shows it.
"""

from autograder.diagnosis.diagnosis import Diagnosis

__all__ = ["Diagnosis"]
