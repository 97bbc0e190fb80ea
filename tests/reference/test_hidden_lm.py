"""Is what lesson 13 is graded by apart from all that students have, and as good a measure as what they have?"""

import json

import numpy as np
from make_tiny_lm import prose

from autograder.course_folder import ROOT
from autograder.exercises.bai13_do_an import hidden
from course import tiny_lm

LONG = 30  # characters of a line that stands nowhere by chance


def lines():
    text = tiny_lm.decode(hidden.windows().ravel())
    return [line for line in text.split("\n") if len(line) >= LONG]


def test_no_student_has_the_text():
    """Is no longer line of it in the text of the models, or in any released notebook?"""
    known = set(tiny_lm.text().split("\n"))
    for path in (ROOT / "release").glob("*/*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            known |= set(prose("".join(cell["source"]))) if cell["cell_type"] == "markdown" else set()
    assert len(lines()) > 60 and known and not known & set(lines())


def test_no_student_has_the_models():
    """Are they others than the three that are shipped, of the same shapes, and in no folder that students get?"""
    for which in range(hidden.MODELS):
        model = hidden.model(which)
        for seed in tiny_lm.SEEDS:
            shipped = tiny_lm.load(seed)
            assert {name: array.shape for name, array in model.items()} == {n: a.shape for n, a in shipped.items()}
            assert not np.array_equal(model["output"], shipped["output"])
    held = [path for place in ("course", "release") for path in (ROOT / place).rglob("*.npz")]
    assert held and hidden.FILE.read_bytes() not in [path.read_bytes() for path in held]


def test_as_easy_to_guess():
    """Is the text about as easy for each model as the one that students measure on, so that one bar is fair on both?"""
    models = [*map(tiny_lm.load, tiny_lm.SEEDS), *map(hidden.model, range(hidden.MODELS))]
    for model in models:
        shown, unseen = tiny_lm.perplexity(model), tiny_lm.perplexity(model, hidden.windows())
        assert 4.8 < unseen < 5.0 and abs(unseen / shown - 1) < 0.07
