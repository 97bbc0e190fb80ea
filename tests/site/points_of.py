"""What a file of lesson 1 earns that a student has handed in."""

import shutil
import subprocess
import sys
import zipfile

from nbgrader.api import Gradebook
from student_lab import LESSON

from autograder.course_folder import ROOT
from autograder.demo.course import new_course
from autograder.gradebook.config import db_url

STUDENT = "sv001"


def points(handed_in, scratch):
    """What the grader gives a file that an instructor gets in a zip, in a course with nobody else; answers in words are not counted."""
    folder, archive = new_course(scratch / "course"), scratch / "lop.zip"
    for stage in ("source", "release"):
        shutil.copytree(ROOT / stage / LESSON, folder.root / stage / LESSON)
    with zipfile.ZipFile(archive, "w") as made:
        made.write(handed_in, f"{STUDENT}/{handed_in.name}")
    command = [sys.executable, "-m", "autograder"]
    where = [f"--course-dir={folder.root}"]
    for step in (["collect", str(archive), f"--lesson={LESSON}", "--from=folder"], ["grade", LESSON]):
        subprocess.run([*command, *step, *where], cwd=ROOT, check=True)
    with Gradebook(db_url(folder)) as gradebook:
        [notebook] = gradebook.find_submission(LESSON, STUDENT).notebooks
        return sum(grade.auto_score or 0 for grade in notebook.grades)
