"""Does what is committed equal what the build makes?

Pictures are compared as pictures, computed numbers up to their last digits (processors sum in another order), all else
as bytes.
"""

import base64
import io
import json
import math
import re
from collections.abc import Mapping

import numpy as np
from matplotlib.image import imread

from autograder.course_folder import CourseFolder
from course.arrays import Reals

LARGEST_PIXEL_RMS = 0.02  # of a range of 1: the same drawing by another build of FreeType
NUMBER = re.compile(
    r"-?\d+\.\d+(?:[eE][+-]?\d+)?|-?\d+[eE][+-]?\d+"
)  # one that has a fraction; whole numbers are bytes
LARGEST_DIFFERENCE = 1e-13  # relative, and absolute beside zero: seen are 6e-16


def differences(folder: CourseFolder, lesson: str, made: Mapping[str, bytes]) -> list[str]:
    """Sentences that say which committed files differ from {path: bytes} of a fresh build, or are left over."""
    found = []
    for path, content in made.items():
        committed = folder.root / path
        if not committed.is_file():
            found.append(f"{path}: thiếu")
        elif not _same(committed.read_bytes(), content, path):
            found.append(f"{path}: khác với bản dựng từ {lesson}.py")
    for there in sorted((folder.root / "release" / lesson).rglob("*")):
        if there.is_file() and there.relative_to(folder.root).as_posix() not in made:
            found.append(f"{there.relative_to(folder.root).as_posix()}: thừa")
    return found


def _same(committed: bytes, made: bytes, path: str) -> bool:
    if committed == made or same_numbers(committed, made, path):
        return True
    if not path.endswith(".ipynb"):
        return False
    (text, pictures), (made_text, made_pictures) = _split(committed), _split(made)
    return text == made_text and all(map(_same_encoded, pictures, made_pictures))


def same_numbers(committed: bytes, made: bytes, path: str) -> bool:
    """Do two versions of a lesson's check data differ in nothing but the last digits of computed numbers?"""
    if not path.endswith(".check.json"):
        return False
    one, other = committed.decode("utf-8"), made.decode("utf-8")
    if NUMBER.sub("", one) != NUMBER.sub("", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))
    return all(
        math.isclose(float(a), float(b), rel_tol=LARGEST_DIFFERENCE, abs_tol=LARGEST_DIFFERENCE) for a, b in pairs
    )


def _split(content: bytes) -> tuple[str, list[str]]:
    """A notebook as (text without pictures, list of PNG pictures)."""
    notebook, pictures = json.loads(content), []
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                pictures.append(output["data"].pop("image/png"))
                output["data"]["image/png"] = len(pictures)
    return json.dumps(notebook, sort_keys=True), pictures


def _same_encoded(committed: str, made: str) -> bool:
    return same_picture(*(imread(io.BytesIO(base64.b64decode(picture))) for picture in (committed, made)))


def same_picture(one: Reals, other: Reals) -> bool:
    """Do two arrays of pixels show the same drawing?"""
    return one.shape == other.shape and float(np.sqrt(np.mean((one - other) ** 2))) <= LARGEST_PIXEL_RMS
