"""Does what is committed equal what the build makes?

Pictures are compared as pictures, drawings by what they are made of and where it stands, computed numbers up to their
last digits (processors sum in another order), all else as bytes.
"""

import base64
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.image import imread

from autograder.course_folder import CourseFolder
from course.arrays import Reals

LARGEST_PIXEL_RMS = 0.02  # of a range of 1: the same drawing by another build of FreeType
NUMBER = re.compile(
    r"-?\d+\.\d+(?:[eE][+-]?\d+)?|-?\d+[eE][+-]?\d+"
)  # one that has a fraction; whole numbers are bytes
DRAWING = re.compile(r'(?<=src="data:image/svg\+xml;base64,)[^"]+')
NAMES = re.compile(
    r"\b[mpCih][0-9a-f]{10}\b|image[0-9a-f]{8,}"
)  # what a drawing calls its parts, made from their last digits
PIXELS = re.compile(r"data:image/png;base64,\s*([^\"]+)")
PLACE = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
FARTHEST = 0.5  # points that the same part of a drawing may stand apart: another build of FreeType measures words anew
LAST_DIGITS_OF_PLACES = 1e-4  # points, too: seen are 2e-5
DATA = (".check.json", ".more.json")
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
    return as_before(committed, made, path, FARTHEST, LARGEST_PIXEL_RMS)


def as_before(
    committed: bytes, made: bytes, path: str, farthest: float = LAST_DIGITS_OF_PLACES, pixel_rms: float = 0
) -> bool:
    """Do two versions of a file differ in nothing but the last digits that processors compute, and in drawings as allowed?

    farthest: points that the same part of an SVG drawing may stand apart. pixel_rms: of a range of 1, between two PNG pictures.
    """
    if committed == made or same_numbers(committed, made, path):
        return True
    if not path.endswith(".ipynb"):
        return False
    one, other = _split(committed), _split(made)
    return (
        one.text == other.text
        and all(_same_encoded(*pair, pixel_rms) for pair in zip(one.pictures, other.pictures))
        and all(same_drawing(*pair, farthest, pixel_rms) for pair in zip(one.drawings, other.drawings))
    )


def same_numbers(committed: bytes, made: bytes, path: str) -> bool:
    """Do two versions of a lesson's data differ in nothing but the last digits of computed numbers?"""
    if not path.endswith(DATA):
        return False
    one, other = committed.decode("utf-8"), made.decode("utf-8")
    if NUMBER.sub("", one) != NUMBER.sub("", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))
    return all(
        math.isclose(float(a), float(b), rel_tol=LARGEST_DIFFERENCE, abs_tol=LARGEST_DIFFERENCE) for a, b in pairs
    )


@dataclass(frozen=True)
class Parts:
    """A notebook: its text without what is drawn, its PNG pictures in base64, its SVG drawings as text."""

    text: str
    pictures: list[str]
    drawings: list[str]


def _split(content: bytes) -> Parts:
    notebook = json.loads(content)
    parts = Parts("", [], [])

    def taken_out(drawing: re.Match[str]) -> str:
        parts.drawings.append(base64.b64decode(drawing[0]).decode("utf-8"))
        return f"drawing {len(parts.drawings)}"

    for cell in notebook.get("cells", []):
        for data in (output["data"] for output in cell.get("outputs", []) if "data" in output):
            if "image/png" in data:
                parts.pictures.append(data["image/png"])
                data["image/png"] = len(parts.pictures)
            if "text/html" in data:
                data["text/html"] = DRAWING.sub(taken_out, "".join(data["text/html"]))
    return replace(parts, text=json.dumps(notebook, sort_keys=True))


def same_drawing(one: str, other: str, farthest: float = FARTHEST, pixel_rms: float = LARGEST_PIXEL_RMS) -> bool:
    """Are two SVG texts made of the same parts, at the same places but for a little? See as_before."""
    (one, one_pixels), (other, other_pixels) = _without_pixels(one), _without_pixels(other)
    if PLACE.sub("", one) != PLACE.sub("", other) or len(one_pixels) != len(other_pixels):
        return False
    apart = (abs(float(a) - float(b)) for a, b in zip(PLACE.findall(one), PLACE.findall(other)))
    same_pixels = all(_same_encoded(*pair, pixel_rms) for pair in zip(one_pixels, other_pixels))
    return max(apart, default=0) <= farthest and same_pixels


def _without_pixels(drawing: str) -> tuple[str, list[str]]:
    return NAMES.sub("", PIXELS.sub("pixels", drawing)), PIXELS.findall(drawing)


def _same_encoded(committed: str, made: str, pixel_rms: float) -> bool:
    if committed == made:
        return True
    one, other = (imread(io.BytesIO(base64.b64decode(picture))) for picture in (committed, made))
    return same_picture(one, other, pixel_rms)


def same_picture(one: Reals, other: Reals, pixel_rms: float = LARGEST_PIXEL_RMS) -> bool:
    """Do two arrays of pixels show the same drawing?"""
    return one.shape == other.shape and float(np.sqrt(np.mean((one - other) ** 2))) <= pixel_rms
