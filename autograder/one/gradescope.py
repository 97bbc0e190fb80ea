"""The document of a notebook as Gradescope's results.json, and a limit on tries, which Gradescope itself does not have.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ and …/submission_metadata/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.files.course_error import CourseError
from autograder.one.markdown import lines_of

WINDOW = timedelta(hours=24)
GRADED = "luong_tu_hoa_graded"  # the key of extra_data that says whether a try was graded, and so counts
STATUS = {"right": "passed", "wrong": "failed", "open": "failed"}
VISIBLE, HIDDEN = "visible", "hidden"
TOO_MANY = (
    "Bạn đã được chấm {most} lần trong 24 giờ qua, nên lần nộp này chưa được chấm; dưới đây là kết quả của lần chấm trước. "
    "Lần chấm sau: từ {when}."
)


def results(told: dict[str, Any]) -> dict[str, Any]:
    """The object for results.json. told: see `document`."""
    exercises = {one["function"]: one for one in told["exercises"]}
    first = {one["function"]: one["todo"] for one in reversed(told["todos"])}
    tests = []
    for todo in told["todos"]:
        exercise = exercises[todo["function"]]
        said = lines_of(exercise) if first[todo["function"]] == todo["todo"] else []
        tests.append(_test(f"{todo['todo']}: {todo['function']}", todo, STATUS[todo["state"]], said))
    tests += [
        _test(one["name"], one, "passed" if one["earned"] == one["points"] else "failed", [])
        for one in told["other_cells"]
        if one["earned"] is not None
    ]
    by_hand = [
        f"Chấm tay: {one['name']} ({one['points']:g} điểm)." for one in told["other_cells"] if one["earned"] is None
    ]
    return {
        "score": told["earned"],
        "output": "\n".join([f"Tình trạng: {told['status']['text']}.", *told["notices"], *by_hand]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": VISIBLE,
        "stdout_visibility": HIDDEN,
        "tests": tests,
        "extra_data": {GRADED: True},
    }


def _test(name: str, mark: dict[str, Any], status: str, said: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "score": mark["earned"],
        "max_score": mark["points"],
        "status": status,
        "output": "\n".join(said),
        "visibility": VISIBLE,
    }


def read_metadata(path: Path) -> dict[str, Any]:
    """What Gradescope says of a submission and those before it. Raises CourseError where the file is none of Gradescope's."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        tries(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"Không đọc được {path} như `submission_metadata.json` của Gradescope: {error}.") from error
    found: dict[str, Any] = told
    return found


def tries(metadata: Mapping[str, Any]) -> list[tuple[datetime, dict[str, Any]]]:
    """(when, results) of the earlier submissions that were graded within WINDOW before this one, in order."""
    now = datetime.fromisoformat(metadata["created_at"])
    graded = [
        (datetime.fromisoformat(one["submission_time"]), one["results"])
        for one in metadata["previous_submissions"]
        if ((one.get("results") or {}).get("extra_data") or {}).get(GRADED)
    ]
    return sorted(((when, told) for when, told in graded if now - WINDOW < when <= now), key=lambda one: one[0])


def refused(metadata: Mapping[str, Any], most: int) -> dict[str, Any] | None:
    """The results of a submission beyond `most` graded ones within WINDOW: those of the last graded one, with a word on it; else None.

    It does not count itself, so trying too early makes nobody wait longer.
    """
    earlier = tries(metadata)
    if len(earlier) < most:
        return None
    _, last = earlier[-1]
    when = earlier[-most][0] + WINDOW
    said = TOO_MANY.format(most=most, when=f"{when:%H:%M %d/%m/%Y (UTC%z)}")
    return {**last, "output": f"{said}\n{last.get('output', '')}", "extra_data": {GRADED: False}}
