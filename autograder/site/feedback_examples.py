"""Feedback pages to look at: what the grader says of made-up hand-ins whose every answer is wrong, so that none is given away."""

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

LESSON = "bai01_so_nguyen"
SEED = b"1\n"  # of the hidden cases: everyone's, no course's
WRONG_FORMULA = """def calculate_s(alpha, beta, alpha_q, beta_q):
    # TODO 1: tính độ co giãn s
    codes = beta_q - alpha_q
    length = beta - alpha
    s = codes / length
    return s
"""
WRONG_NAME = """def calculate_s(alpha, beta, alpha_q, beta_q):
    # TODO 1: tính độ dài của một bước
    length = beta - alfa
    s = length
    return s
"""
NO_RETURN = """def calculate_z(alpha, beta, alpha_q, beta_q):
    # TODO 2: tính chỗ số 0 rơi vào rồi làm tròn
    z = round(alpha_q)
"""
HAND_INS = {  # {student: {function: answer}}
    "sinh_vien_mau": {"calculate_s": WRONG_FORMULA},
    "sinh_vien_khac": {"calculate_s": WRONG_NAME, "calculate_z": NO_RETURN},
}
FORMULA, STOPPED = PAGES = ("phan_hoi_mau.html", "phan_hoi_dung_giua_chung.html")  # of these students, in this order


def feedback_examples(project: CourseFolder) -> dict[str, bytes]:
    """{name of the page: HTML}, the same bytes every time. project: whose lesson 1 is graded, in a course folder of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = new_course(Path(scratch) / "course")
        for stage in ("source", "release"):
            shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
        write_whole(folder.seed, SEED)
        release = nbformat.read(folder.release(LESSON), as_version=4)
        for student, answers in HAND_INS.items():
            write_whole(folder.submitted(student, LESSON), as_bytes(answered(release, answers)))
        sandbox = "auto" if sys.platform == "linux" else "none"  # the hand-ins are the project's own
        list(grade_class(folder, LESSON, GradeOptions(sandbox=sandbox)))
        list(write_pages(folder, LESSON))
        return {
            page: folder.feedback(student, LESSON).read_bytes() for page, student in zip(PAGES, HAND_INS, strict=True)
        }
