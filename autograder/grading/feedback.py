"""Feedback pages, by nbgrader's own generate_feedback with this project's template."""

import logging

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.nbgrader_settings import configure


def generate_feedback(folder, lesson, students):
    """Write the feedback page of each student; yields their ids as the pages are ready."""
    for student in students:
        config = configure(Config())
        config.CourseDirectory.root = str(folder.root)
        config.CourseDirectory.assignment_id = lesson
        config.CourseDirectory.student_id = student
        config.GenerateFeedback.force = True
        writer = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
        writer.log.setLevel(logging.CRITICAL)
        writer.start()
        yield student
