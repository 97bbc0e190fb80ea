"""Is a lesson measured anew exactly where something changed that its score depends on, and is what was measured told?"""

import json
import shutil

import mutants
import pytest
import run
import scores
from mutants import Mutant, Trial

from autograder import exercises

LESSON = exercises.lesson_names()[0]
LIVES = Mutant("affine.py", "AddNot", "return z", 1)
TRIALS = [Trial(Mutant("affine.py", "AddNot", "return s", 1), True, "", "")] * 19 + [Trial(LIVES, False, "", "")]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Scores and a README of the test's own, and which lessons were measured: 19 of 20 mutants killed, in each."""
    for name in ("SCORES", "README"):
        monkeypatch.setattr(scores, name, tmp_path / name)
    scores.README.write_text(f"{scores.BEGIN}{scores.END}")
    measured = []
    monkeypatch.setattr(run, "made_from", lambda lesson: "1")
    monkeypatch.setattr(run, "measured", lambda lesson: (measured.append(lesson), (TRIALS, []))[1])
    return measured


def test_readme():
    """Does README's table say what was recorded, of today's lessons?"""
    text, recorded = scores.README.read_text(encoding="utf-8"), scores.read()
    assert set(recorded) == set(exercises.lesson_names())
    assert scores.BEGIN in text and scores.in_readme(text, recorded) == text


def test_explained():
    """Is every survivor that was recorded explained, and every explanation needed?"""
    assert run.told(scores.read()) == 0


def test_only_what_changed(kept, monkeypatch):
    """Is a lesson measured once, then only where its hash changed or somebody asks, and is the score kept and told?"""
    run.main([])
    assert kept == exercises.lesson_names()
    run.main([])
    assert len(kept) == len(exercises.lesson_names())
    monkeypatch.setattr(run, "made_from", lambda lesson: "2" if lesson == LESSON else "1")
    run.main([])
    run.main([LESSON])
    assert kept[len(exercises.lesson_names()) :] == [LESSON, LESSON]
    run.main(["--all"])
    assert kept[-len(exercises.lesson_names()) :] == exercises.lesson_names()
    assert json.loads(scores.SCORES.read_text())[LESSON]["formulas"] == [19, 20]
    assert "| Bài 1 | 19 / 20 | 0 / 0 |" in scores.README.read_text()


@pytest.mark.parametrize("killed, is_told", [(19, False), (18, True)])
def test_too_few(killed, is_told):
    """Is it told, from the record too, where the cases of a lesson kill too few?"""
    assert bool(list(run.too_few({LESSON: {"formulas": [killed, 20]}}))) is is_told


def test_survivors_come_back():
    """Do the survivors of a record have the names they were recorded under?"""
    recorded = json.loads(json.dumps({LESSON: scores.score("", TRIALS, [])}))
    assert scores.survivors(recorded) == [LIVES]


def test_cases_are_what_judges():
    """Does the hash depend on a lesson's cases and how they are compared, and on none of its words?"""
    asked = run.cases_of(LESSON)
    assert [function for function, _, _ in asked] == [one.function for one in exercises.load(LESSON).exercises]
    assert all(args and parts for _, args, parts in asked)
    told = json.dumps(asked, ensure_ascii=False)
    assert "rtol" in told and exercises.load(LESSON).exercises[0].title not in told


def test_imports_are_followed():
    """Does a score depend on what the lesson's modules import, on no other module, and not on the list of all?"""
    found = {path.relative_to(mutants.ROOT / mutants.PACKAGE).as_posix() for path in scores.with_imports(["matmul.py"])}
    assert found == {"matmul.py", "affine.py", "domain.py"}


@pytest.mark.parametrize(
    "file, changes",
    [
        (f"autograder/exercises/{LESSON}/__init__.py", False),
        ("autograder/reference/affine.py", True),
        ("course/checking/judge.py", True),
        ("course/checking/report.py", False),
        ("tests/mutation/cases_kill.py", True),
        ("tests/reference/asked.py", True),
        ("autograder/reference/calibration.py", False),
    ],
)
def test_what_a_score_depends_on(tmp_path, monkeypatch, file, changes):
    """Does an edit of what judges or is judged change the hash, and no other?"""
    for part in (
        "autograder/exercises",
        "autograder/reference",
        "course/checking",
        "tests/mutation",
        "tests/reference",
    ):
        shutil.copytree(mutants.ROOT / part, tmp_path / part)
    monkeypatch.setattr(scores, "ROOT", tmp_path)
    monkeypatch.setattr(scores, "HERE", tmp_path / "tests" / "mutation")

    def state():
        return scores.made_from([], ("affine.py",), (tmp_path / "tests/reference/asked.py",))

    before = state()
    with (tmp_path / file).open("a") as text:
        text.write("\n")
    assert (state() != before) is changes
