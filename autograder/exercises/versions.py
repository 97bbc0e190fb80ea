"""Versions of a lesson's solutions: with some of their text replaced, run as the functions that they define."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from autograder.exercises.model import Edits, EditsOf
from course import gguf, network, tiny_lm
from course.checking.packed_model import remembered_perplexity

REGION = re.compile(r"^(?P<indent>[ ]*)### BEGIN SOLUTION\n(?P<body>.*?)^[ ]*### END SOLUTION$", re.M | re.S)
REMEMBERING = ModuleType("tiny_lm")  # versions of a solution measure the same models again and again
REMEMBERING.__dict__.update(vars(tiny_lm), perplexity=remembered_perplexity)
IMPORTED = {"np": np, "network": network, "tiny_lm": REMEMBERING, "gguf": gguf}  # by first cells, for solutions
TODO = re.compile(r"# (TODO \d+|★):")  # a puzzle's has no number


def edited(source: str, edits: Edits) -> str:
    """The source with each text replaced; raises ValueError unless each stands in it exactly once."""
    for old, new in edits.items():
        if source.count(old) != 1:
            raise ValueError(
                f"{old!r} stands {source.count(old)} times in the solution, not once: "
                "adapt the edit in autograder/exercises to the lesson's text"
            )
        source = source.replace(old, new)
    return source


def run_version(solutions: Mapping[str, str], function: str, edits_of: EditsOf) -> Callable[..., Any]:
    """The function that the solutions define after `edits_of` = {function: edits} is applied to them."""
    namespace: dict[str, Any] = dict(IMPORTED)
    for name, source in solutions.items():
        exec(_compiled(name, edited(source, edits_of.get(name, {}))), namespace)
    return namespace[function]


@lru_cache(maxsize=1000)
def _compiled(name: str, source: str) -> CodeType:
    """The code of a solution cell; most of the versions of a lesson share most of it."""
    return compile(source, f"<{name}>", "exec")
