"""A gradebook with marks of every kind, made by nbgrader's own interface: by hand, late, waiting, none."""

import json
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import insert

from autograder.course_folder import CourseFolder
from autograder.gradebook.config import db_url
from autograder.gradebook.students import write_people
from autograder.gradebook.tables import MADE_FROM, OWN
from autograder.people.person import Person

FIRST, SECOND = "bai01_so_nguyen", "bai02_sai_so"
CLASS = [
    Person("sv001", "Nguyễn Văn", "An", "an@truong.vn", "9001", "K66"),
    Person("sv002", "Trần Thị", "Bình", "binh@truong.vn", "9002", "K66"),
    Person("=2+3", "+Lê", "@Chi", "-chi@truong.vn", "9003", "\tK66"),
    Person("sv004", "Đỗ", "Đức"),
    Person("sv005", "Vũ", "Hà"),
    Person("sv006", "Vũ", "Hà"),
]
# student: points by the machine, points by hand, what being late takes off
MARKS = {
    "sv001": (7.25, None, None),
    "sv002": (1 / 3, 2.5, 0.5),
    "=2+3": (0.0, 0.0, 5.0),
    "sv005": (10.0, None, None),
    "sv006": (4.0, 1.0, None),
}
SUMMARY = {"status": "quá thời gian", "notices": [], "todos": [], "exercises": []}


@pytest.fixture
def course(tmp_path):
    """A course folder whose gradebook has a class of six and two lessons; sv004 handed nothing in, sv007 is not graded yet."""
    folder = CourseFolder(tmp_path / "course")
    folder.submitted("sv007", FIRST).parent.mkdir(parents=True)
    fill(db_url(folder))
    for student in ("sv001", "sv002"):
        page = folder.feedback(student, FIRST)
        page.parent.mkdir(parents=True)
        page.write_text(f"<p>{student}</p>", encoding="utf-8")
    return folder


def fill(url):
    write_people(url, CLASS)
    with Gradebook(url) as gradebook:
        OWN.create_all(gradebook.engine)
        due = datetime(2026, 1, 1)
        for lesson, most in ((FIRST, 8.0), (SECOND, 10.0)):
            gradebook.add_assignment(lesson, duedate=due)
            gradebook.add_notebook(lesson, lesson)
            gradebook.add_grade_cell("kiem_tra", lesson, lesson, max_score=most, cell_type="code")
        gradebook.add_grade_cell("cau_hoi", FIRST, FIRST, max_score=4.0, cell_type="markdown")
        for student, (machine, hand, penalty) in MARKS.items():
            submission = gradebook.add_submission(FIRST, student, timestamp=due + timedelta(hours=1))
            [notebook] = submission.notebooks
            notebook.late_submission_penalty = penalty
            for grade in notebook.grades:
                if grade.cell.name == "kiem_tra":
                    grade.auto_score = machine
                else:
                    grade.manual_score = hand
                    grade.needs_manual_grade = hand is None
        gradebook.db.commit()
        told = json.dumps(SUMMARY)
        row = {"assignment": FIRST, "student": "sv002", "fingerprint": "0", "summary": told}
        gradebook.db.execute(insert(MADE_FROM), [row])
        gradebook.db.commit()
