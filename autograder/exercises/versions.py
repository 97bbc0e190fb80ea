"""Versions of a lesson's solutions: with some of their text replaced, run as the functions that they define."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.exercises.model import Edits, EditsOf
from course import network

REGION = re.compile(r"^(?P<indent>[ ]*)### BEGIN SOLUTION\n(?P<body>.*?)^[ ]*### END SOLUTION$", re.M | re.S)
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
    namespace: dict[str, Any] = {"np": np, "network": network}  # what the lessons' first cells import for solutions
    for name, source in solutions.items():
        exec(_compiled(name, edited(source, edits_of.get(name, {}))), namespace)
    return namespace[function]


@lru_cache(maxsize=1000)
def _compiled(name: str, source: str) -> CodeType:
    """The code of a solution cell; most of the versions of a lesson share most of it."""
    return compile(source, f"<{name}>", "exec")
