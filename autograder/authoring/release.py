"""From a source notebook to the release, by nbgrader's own generate_assignment."""

import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.nbgrader_settings import configure


def generate_release(root: Path, lesson: str) -> None:
    """Write `release/<lesson>` under the course folder `root` from its `source/<lesson>`."""
    config = configure(Config())
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = lesson
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.force = True
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log.setLevel(logging.ERROR)
    converter.start()
