"""A feedback page to look at: what the grader says of one made-up hand-in, whose only answer is wrong, so that it gives none away."""

import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from autograder.course_folder import CourseFolder
from autograder.demo.course import new_course
from autograder.exercises.written import answered, as_bytes
from autograder.feedback.class_pages import write_pages
from autograder.files.whole import write_whole
from autograder.grading.whole_class import GradeOptions, grade_class

LESSON, STUDENT = "bai01_so_nguyen", "sinh_vien_mau"
SEED = b"1\n"  # of the hidden cases: everyone's, no course's
WRONG = """def calculate_s(alpha, beta, alpha_q, beta_q):
    # TODO 1: tính độ co giãn s
    codes = beta_q - alpha_q
    length = beta - alpha
    s = codes / length
    return s
"""


def feedback_example(project: CourseFolder) -> bytes:
    """The page as HTML, the same bytes every time. project: whose lesson 1 is graded, in a course folder of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = new_course(Path(scratch) / "course")
        for stage in ("source", "release"):
            shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
        write_whole(folder.seed, SEED)
        release = nbformat.read(folder.release(LESSON), as_version=4)
        write_whole(folder.submitted(STUDENT, LESSON), as_bytes(answered(release, {"calculate_s": WRONG})))
        sandbox = "auto" if sys.platform == "linux" else "none"  # the hand-in is the project's own
        list(grade_class(folder, LESSON, GradeOptions(sandbox=sandbox)))
        list(write_pages(folder, LESSON))
        return folder.feedback(STUDENT, LESSON).read_bytes()
