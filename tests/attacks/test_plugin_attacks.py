"""Does an attacker gain nothing either where `nbgrader autograde` itself reads and copies what was handed in?"""

import sys

import nbformat
import pytest
from corpus import FOLDER, NOTEBOOK, corpus
from observe import files, points, stolen
from test_attacks import HONEST, LESSON, RELEASE, RIGHT, WORDS, _hand_in, _honest_course

from autograder.bench.grading import run_nbgrader
from autograder.files.scratch import remove
from autograder.sandbox import choose

CHOSEN = {"check_replaced", "reads_course_folder", "exit_code_zero"}
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"),
    pytest.mark.robust,
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(course folder, home, canary, attackers, files before): graded by nbgrader's own command, through the plug-in."""
    choose()
    root = tmp_path_factory.mktemp("plugged")
    home, canary = root / "home", "canary-of-the-plugin"
    home.mkdir()
    (home / "secret.txt").write_text(canary)
    folder = _honest_course(root / "course", canary)
    words = {**WORDS, "COURSE": folder.root, "HOME": home}
    attacks = [a for a in corpus(RELEASE, RIGHT, words) if a.group in (FOLDER, NOTEBOOK) or a.name in CHOSEN]
    attackers = {attack.student or f"tc_{attack.name}": attack for attack in attacks}
    for student, attack in attackers.items():
        _hand_in(folder, student, attack)
    run_nbgrader(folder, "generate_assignment", LESSON, "--force")
    folder.seed.write_text("20")
    before = files(folder, home)
    run_nbgrader(folder, "autograde", LESSON, check=False)
    yield folder, home, canary, attackers, before
    remove(folder.root)  # some of it is deeper than pytest can remove


def test_points(graded):
    """Do attackers get nothing, and honest students what their work is worth?"""
    folder, _, _, attackers, _ = graded
    earned = points(folder.gradebook)
    assert {student: earned[student] for student in HONEST} == dict.fromkeys(HONEST, 10)
    assert {student for student, some in earned.items() if some} == set(HONEST)
    assert len(earned) > len(attackers) / 2


def test_secrets(graded):
    """Is no secret, and no link, in what was written about the attackers?"""
    folder, _, canary, attackers, _ = graded
    for student in attackers:
        for path in (folder.root / "autograded" / student).rglob("*"):
            assert not path.is_symlink(), path
            assert path.is_dir() or stolen(path, canary) == [], path


def test_other_files(graded):
    """Is every other file as it was?"""
    folder, home, _, _, before = graded
    assert files(folder, home) == before


def test_locked_cells_are_the_instructors(graded):
    """Are the check cells of a forged notebook those of the lesson?"""
    folder, _, _, attackers, _ = graded
    for student, attack in attackers.items():
        path = folder.autograded(student, LESSON)
        if attack.group == NOTEBOOK and path.is_file():
            cells = nbformat.read(path, as_version=4).cells
            checks = [
                cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("check-")
            ]
            assert [cell.source.startswith("bai.check(") for cell in checks] == [True] * len(checks), student
            assert sum(cell.metadata.nbgrader.points for cell in checks) == 10, student
