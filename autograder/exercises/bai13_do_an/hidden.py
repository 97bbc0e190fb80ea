"""What no student is given: two models that were trained from other seeds, and a text. See tests/reference/make_hidden_lm.py."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course import tiny_lm
from course.arrays import Codes

FILE = Path(__file__).with_name("hidden.npz")
MODELS = 2


def model(which: int) -> tiny_lm.Weights:
    """The parameters of one of MODELS, float32, as `tiny_lm.load` gives those that students have."""
    return {name: stack[which].astype(np.float32) for name, stack in _stored().items() if name != "text"}


def windows() -> Codes:
    """The text, cut into windows that share nothing: int64, shape (windows, 65)."""
    tokens: Codes = _stored()["text"].astype(np.int64)
    return tokens[: len(tokens) // tiny_lm.WINDOW * tiny_lm.WINDOW].reshape(-1, tiny_lm.WINDOW)


@cache
def _stored() -> dict[str, NDArray[Any]]:
    with np.load(FILE) as data:
        return {name: data[name] for name in data.files}
