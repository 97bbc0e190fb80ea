"""A made-up class for one lesson: right in many ways, wrong in known ways, half done, broken."""

from autograder.demo.students import Submission, submissions

__all__ = ["Submission", "submissions"]
