"""Does hostile work gain anything: a point, a secret, a file, a word to the outside, another student's time?"""

import json
import os
import secrets
import socket
import sys
import tempfile
import time
import unicodedata
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from corpus import corpus
from filelock import FileLock
from observe import Listeners, all_files, files, left_behind, points, runs, stolen
from table import OURS

from autograder.authoring.text import solutions
from autograder.commands import main
from autograder.course_folder import ROOT, CourseFolder
from autograder.demo.course import set_up
from autograder.exercises.written import answered, as_bytes
from autograder.feedback.class_pages import write_pages
from autograder.files.scratch import remove
from autograder.grading import whole_class
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.people.names import is_student_id
from autograder.sandbox import Limits
from autograder.sandbox.sandboxes import unavailable

LESSON = "bai01_so_nguyen"
HONEST = ("sv001", "sv999")
ALONE = "attacks.lock"  # held by who looks for what attackers left on the machine
ROOM_FOR_THE_LESSON = 4 * 1024**2
SHORT = {
    "cell_seconds": 1.0,
    "call_seconds": 0.5,
    "total_seconds": 6.0,
    "memory_bytes": 512 * 1024**2,
    "sent_bytes": 12 * 1024**2,
}
PROJECT = CourseFolder(ROOT)
RELEASE = nbformat.read(PROJECT.release(LESSON), as_version=4)
RIGHT = answered(RELEASE, solutions(nbformat.read(PROJECT.source(LESSON), as_version=4)))
WORDS = {
    "LESSON": LESSON,
    "HONEST": HONEST[0],
    "COURSE": "/khoa",
    "HOME": "/nha",
    "TCP": 1,
    "UDP": 1,
    "UNIX": "/u",
    "ABSTRACT": "a",
    "DATAGRAMS": "/d",
}
CORPUS = corpus(RELEASE, RIGHT, WORDS)
ONE_IN = 3
SOME = {attack.name for attack in CORPUS[::ONE_IN]}
GROUPS = list(dict.fromkeys(attack.group for attack in CORPUS))
EVERY_ATTACK, SOME_ATTACKS = "every attack", "some attacks"
KINDS = [  # in Landlock, test_ordinary_users_attacks.py makes an ordinary user of root, and asks this once more
    pytest.param(("bubblewrap", SOME_ATTACKS), id="bubblewrap-some"),
    pytest.param(("bubblewrap", EVERY_ATTACK), id="bubblewrap-every", marks=pytest.mark.robust),
    pytest.param(("landlock", EVERY_ATTACK if os.geteuid() else SOME_ATTACKS), id="landlock", marks=pytest.mark.robust),
]
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"),
    pytest.mark.timeout(1200),
]


@pytest.fixture(scope="module", params=KINDS)
def attacked(request, missing_part, common):
    """One class with attackers of all groups and two honest students, graded once in each kind of sandbox."""
    kind, how_many = request.param
    if reason := unavailable(kind):
        missing_part(reason)
    root = Path(
        tempfile.mkdtemp(prefix="attacked_")
    )  # pytest cannot remove what is this deep, and would fail from then on
    home, canary = root / "home", f"canary-{secrets.token_hex(8)}"
    home.mkdir()
    (home / "secret.txt").write_text(canary)
    folder = _honest_course(root / "course", canary)
    with FileLock(common / ALONE), ExitStack() as opened, pytest.MonkeyPatch.context() as patched:
        listeners = Listeners(opened, home)
        words = {"LESSON": LESSON, "HONEST": HONEST[0], "COURSE": folder.root, "HOME": home, **listeners.words}
        attacks = {attack.name: attack for attack in corpus(RELEASE, RIGHT, words)}
        if how_many == SOME_ATTACKS:
            attacks = {name: attack for name, attack in attacks.items() if name in SOME}
        students = {attack.student or f"tc_{name}": attack for name, attack in attacks.items()}
        for student, attack in students.items():
            _hand_in(folder, student, attack)
        patched.setenv("SECRET_TOKEN", canary)
        load = whole_class.load_lesson
        patched.setattr(whole_class, "load_lesson", lambda *names: _hurried(load(*names)))
        folder.seed.write_text("20")
        before = files(folder, home)
        options = GradeOptions(sandbox=kind, jobs=2)  # many attacks only wait
        results = {result.student: result for result in grade_class(folder, LESSON, options)}
        pages = {written.student: written for written in write_pages(folder, LESSON)}
        time.sleep(1.5)  # time for a daemon to do what it stayed for
        yield SimpleNamespace(
            folder=folder,
            home=home,
            canary=canary,
            results=results,
            pages=pages,
            before=before,
            after=files(folder, home),
            left=left_behind(),
            heard=listeners.heard,
            student_of={attack.name: who for who, attack in students.items()},
            names={group: [one.name for one in attacks.values() if one.group == group] for group in GROUPS},
            are_all=how_many == EVERY_ATTACK,
        )
    remove(root)


def _honest_course(root, canary):
    folder, people = set_up(PROJECT, LESSON, root)
    for person in people[1:]:
        folder.submitted(person.student, LESSON).unlink()
        folder.submitted(person.student, LESSON).parent.rmdir()
        folder.submitted(person.student, LESSON).parent.parent.rmdir()
    (folder.submitted(HONEST[1], LESSON).parent).mkdir(parents=True)
    for student in HONEST:
        notebook = nbformat.from_dict(RIGHT)
        notebook.metadata["mine"] = canary
        folder.submitted(student, LESSON).write_bytes(as_bytes(notebook))
    return folder


def _hand_in(folder, student, attack):
    path = folder.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(attack.content)
    if attack.beside:
        attack.beside(path.parent)


def _hurried(lesson):
    return replace(lesson, limits=replace(lesson.limits, **SHORT))


@pytest.mark.parametrize("group", GROUPS)
def test_attackers(attacked, group):
    """Do attackers of this kind get nothing: no point, no secret in the graded notebook, and an answer like everyone?"""
    assert attacked.names[group]
    for name in attacked.names[group]:
        student = attacked.student_of[name]
        result = attacked.results[student.encode(errors="replace").decode()]
        assert result.earned == 0, (name, result.status, result.summary.todos)
        kept = attacked.folder.root / "autograded" / student
        for path in kept.rglob("*") if kept.is_dir() else ():
            assert not path.is_symlink(), path
            assert path.is_dir() or stolen(path, attacked.canary) == [], path


def test_graded_notebooks_stay_small(attacked):
    """Is what is kept of each attacker bounded, whatever was printed, raised, returned or handed in?"""
    for student in attacked.student_of.values():
        kept = all_files(attacked.folder.root / "autograded" / student)
        assert sum(path.stat().st_size for path in kept) < Limits().output_bytes + ROOM_FOR_THE_LESSON, student
        assert len(kept) < 300, student


def test_outcomes_are_those_told(attacked):
    """Is what the table of attacks says of this grader what was seen here?"""
    seen = {name: _outcome(attacked, student) for name, student in attacked.student_of.items()}
    if os.environ.get("RECORD_ATTACKS") and attacked.are_all:
        OURS.write_text(json.dumps(seen, indent=1) + "\n")
    told = json.loads(OURS.read_text())
    assert seen == (told if attacked.are_all else {name: told[name] for name in SOME})


def _page(attacked, student):
    """The student's page, or None."""
    page = attacked.folder.feedback(student, LESSON)
    return page if student in attacked.pages and page.is_file() else None


def _outcome(attacked, student):
    kept = all_files(attacked.folder.root / "autograded" / student)
    return {
        "finished": True,
        "earned": attacked.results[student.encode(errors="replace").decode()].earned,
        "others": [attacked.results[one].earned for one in HONEST],
        "read": any(stolen(path, attacked.canary) for path in kept),
        "changed_files": len(set(attacked.before.items()) ^ set(attacked.after.items())),
        "called": len(attacked.heard),
        "processes_left": len(attacked.left),
        "page_missing": is_student_id(student) and _page(attacked, student) is None,
        "page_runs": _page(attacked, student) is not None and runs(_page(attacked, student)) != [],
    }


def test_pages(attacked):
    """Does everybody in the gradebook get a page, whatever is in their notebook, and does nothing of theirs run in it?"""
    for student in filter(is_student_id, [*HONEST, *attacked.student_of.values()]):
        page = _page(attacked, student)
        assert page is not None, (student, attacked.pages.get(student))
        assert runs(page) == [], student


@pytest.mark.parametrize(
    "command",
    [["feedback", LESSON], ["deadline", LESSON], ["report", LESSON], ["similarity", LESSON]],
    ids=lambda words: words[0],
)
def test_terminal(attacked, capsys, command):
    """Does what the commands print about a class of attackers hold nothing that a terminal would obey?"""
    main([*command, "--course-dir", str(attacked.folder.root)])
    said = "".join(capsys.readouterr())
    assert [char for char in said if unicodedata.category(char) in ("Cc", "Cf") and char not in "\n\t\r"] == []


def test_honest_students_keep_their_marks(attacked):
    """Do those who sit in the same class as the attackers get what their work is worth?"""
    assert {student: attacked.results[student].earned for student in HONEST} == dict.fromkeys(HONEST, 10)


def test_everybody_is_in_the_gradebook_once(attacked):
    """Did the run finish, with a row for everybody who handed in, and for nobody else?"""
    rows, everybody = points(attacked.folder.gradebook), [*HONEST, *attacked.student_of.values()]
    assert sorted(rows) == sorted(filter(is_student_id, everybody))
    assert len(attacked.results) == len(everybody)
    assert {student for student, earned in rows.items() if earned} == set(HONEST)


def test_every_other_file_is_unchanged(attacked):
    """Is every file but the gradebook and the graded notebooks as it was, and is there no new one?"""
    assert attacked.after == attacked.before


def test_nobody_was_called(attacked):
    """Did no word reach those who listen on the machine?"""
    assert attacked.heard == []


def test_listeners_listen(attacked, tmp_path):
    """Would a word have been heard, had one come through?"""
    with ExitStack() as opened:
        folder = tmp_path / "nghe_thử"
        folder.mkdir()
        others = Listeners(opened, folder)
        with socket.create_connection(("127.0.0.1", others.words["TCP"])):
            time.sleep(0.2)
        assert len(others.heard) == 1


def test_no_process_stays(attacked):
    """Is nothing left of what the attackers started?"""
    assert attacked.left == []
