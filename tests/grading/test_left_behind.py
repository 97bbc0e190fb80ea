"""Does what one function leaves behind cost another one nothing, where both are asked beside stand-ins?"""

import nbformat
import pytest

from autograder.authoring.text import solutions
from autograder.exercises.written import answered, as_bytes, without_markers
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose

LESSON = "bai06_hieu_chinh"
WRONG = {"minmax_range": ("np.max(X)", "np.max(np.abs(X))")}  # which all three later ones call
BODY = '    """\n'  # ends the docstring
LEFT_BEHIND = {
    "setting_of_one_name": (
        ("mse_range", "cfg = {'bins': 2048}\n", "    cfg['bins'] = 7\n", {}),
        ("ptq_mlp", "cfg = {'bins': 2048}\n", "", {"2048)": "cfg['bins'])"}),
    ),
    "made_ready_once": (
        (
            "mse_range",
            "ready = False\n",
            "    global ready, low\n    if not ready:\n        low, ready = 0.0, True\n",
            {},
        ),
        (
            "ptq_mlp",
            "ready = False\n",
            "    global ready, top\n    if not ready:\n        top, ready = 1.0, True\n",
            {"np.linspace(1.0,": "np.linspace(top,"},
        ),
    ),
}


@pytest.fixture(scope="module")
def solved(project):
    found = solutions(nbformat.read(project.source(LESSON), as_version=4))
    return {name: without_markers(text) for name, text in found.items()}


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_left_behind(project, solved, name):
    """Is a later function right that an earlier one's leavings would mislead, since its own cell has them anew?"""
    texts = dict(solved)
    for function, (old, new) in WRONG.items():
        texts[function] = texts[function].replace(old, new)
    for function, above, first, others in LEFT_BEHIND[name]:
        texts[function] = above + texts[function].replace(BODY, BODY + first, 1)
        for old, new in others.items():
            assert old in texts[function]
            texts[function] = texts[function].replace(old, new)
    release = nbformat.read(project.release(LESSON), as_version=4)
    lesson = load_lesson(project, LESSON, seed=20)
    with Sandbox(choose(), lesson.limits, lesson.files) as sandbox:
        result = grade_submission(read_bytes(as_bytes(answered(release, texts))), lesson, sandbox)
    lost = [part.todo for verdict in result.verdicts for part in verdict.parts if part.earned < part.points]
    assert lost == ["TODO 3"]
