"""Somebody may try a hundred times: does an answer carry anything out of the hidden cases, and does a submission see their seed?"""

import json

import pytest
from one_course import LESSON, SEED

from autograder.grading.lesson import load_lesson
from autograder.sandbox.sandboxes import unavailable

CARRIERS = {  # a function that remembers what it was called with, and how the next one tries to carry that out
    "returned": "def calculate_z(alpha, beta, s, alpha_q, beta_q):\n    return SEEN",
    "raised": "def calculate_z(*_):\n    raise ValueError(SEEN)",
    "as_if_a_stub": "def calculate_z(*_):\n    raise NotImplementedError(SEEN)",
    "as_a_missing_name": "def calculate_z(*_):\n    raise NameError(f\"name '{SEEN}' is not defined\")",
    "as_numpys_error": "def calculate_z(*_):\n    raise TypeError(f\"unsupported operand type(s) for +: '{SEEN}' and '{SEEN}'\")",
    "by_a_cell": "raise RuntimeError(SEEN)",
    "as_a_local_name": "def calculate_z(*_):\n    raise UnboundLocalError(f\"cannot access local variable '{SEEN}'\")",
}
REMEMBERS = 'SEEN = "seen924138 "\ndef calculate_s(*args):\n    global SEEN\n    SEEN += " ".join(map(str, args)) + " "\n    return 1.0\n'


@pytest.fixture(scope="module")
def hidden_numbers(course):
    """Numbers of hidden cases of the first function, as text."""
    lesson = load_lesson(course.folder, LESSON, int(SEED))
    cases = [case for case in lesson.frozen.exercises[0].cases if case.hidden]
    return {str(value) for case in cases for value in case.args.values() if len(str(value)) > 5}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_is_carried_out(carrier, written, alone, hidden_numbers, tmp_path):
    """Whatever a function returns or raises, is there nothing in the document of what functions were called with?"""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(written(instead={"calculate_s": REMEMBERS, "calculate_z": CARRIERS[carrier]}))
    said = json.dumps(alone(path), ensure_ascii=False)
    assert hidden_numbers and "seen924138" not in said
    assert [number for number in hidden_numbers if number in said] == []


def test_cases_are_shown_where_asked_for(written, told, tmp_path):
    """With --show-cases, is the same said as on the feedback page, so that the tests above can fail?"""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(written(instead={"calculate_s": REMEMBERS, "calculate_z": CARRIERS["raised"]}))
    assert "seen924138" in json.dumps(told(path, "--show-cases"), ensure_ascii=False)


def test_a_visible_case_is_shown(written, alone, tmp_path):
    """Is the first failure told where it is a case that the notebook shows, but without the words of the student's process?"""
    path = tmp_path / f"{LESSON}.ipynb"
    edits = {
        "calculate_s": {"(beta - alpha) / (beta_q - alpha_q)": "(beta_q - alpha_q) / (beta - alpha)"},
        "quantize_int": {"np.clip(": "np_clip("},  # which raises in every case, so that no smaller one is looked for
    }
    path.write_bytes(written(edits))
    closed, opened = alone(path), alone(path, shows_cases=True)
    [exercise] = [one for one in closed["exercises"] if one["function"] == "quantize_int"]
    assert [row["label"] for row in exercise["case"]] == ["Trường hợp", "Cần có"] and exercise["question"]
    assert "np_clip" not in json.dumps(closed)
    assert "np_clip" in json.dumps(opened)


SPY = """
import os
from pathlib import Path
def everything():
    found = [repr(os.environ)]
    for path in Path("/proc").glob("*/environ"):
        try:
            found.append(path.read_bytes().decode(errors="replace"))
        except OSError:
            pass
    return " ".join(found)
if "{secret}" in everything() or "LUONG_TU_HOA" in everything():
    raise RuntimeError
"""


@pytest.mark.parametrize("kind", ["bubblewrap", "landlock"])
def test_the_seed_is_not_seen(kind, written, told, missing_part, tmp_path):
    """Does a submission find the secret neither in its own variables nor in those of any process?"""
    if reason := unavailable(kind):
        missing_part(reason)
    secret = "15432098765432109876"
    right = written()
    path = tmp_path / f"{LESSON}.ipynb"
    notebook = json.loads(right)
    [cell] = [one for one in notebook["cells"] if one["id"] == "exercise-calculate_s"]
    cell["source"] = SPY.replace("{secret}", secret) + "".join(cell["source"])
    path.write_text(json.dumps(notebook))
    document = told(path, "--sandbox", kind, LUONG_TU_HOA_SEED=secret)
    assert (document["seed"], document["sandbox"], document["earned"]) == ("environment", kind, 10)
    assert secret not in json.dumps(document)


def test_the_spy_can_spy(written, told, tmp_path):
    """Without isolation, where the command's own process still tells of it, does that submission lose?"""
    notebook = json.loads(written())
    [cell] = [one for one in notebook["cells"] if one["id"] == "exercise-calculate_s"]
    cell["source"] = SPY.replace("{secret}", "here-it-is") + "".join(cell["source"])
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_text(json.dumps(notebook))
    assert told(path, "--sandbox", "none", OTHER="here-it-is")["earned"] < 10


def test_no_secret_without_a_sandbox(written, called, tmp_path):
    """Is a secret seed refused where the submission could read it, without being printed?"""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(written())
    done = called(path, "--sandbox", "none", "--json", LUONG_TU_HOA_SEED="424242")
    assert (done.code, done.out) == (2, "") and "424242" not in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("wrong", ["bí mật của tôi", "-1", str(2**64), "1.5"])
def test_a_wrong_seed_is_not_repeated(wrong, written, called, tmp_path):
    """Does who sets something else learn what to set, in one line, without the secret in the log?"""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(written())
    done = called(path, "--json", LUONG_TU_HOA_SEED=wrong)
    assert (done.code, done.out) == (2, "") and done.err.startswith("Lỗi: Biến môi trường LUONG_TU_HOA_SEED")
    assert f"{wrong} " not in done.err and done.err.count("\n") == 1
