"""The file that lies beside a notebook: a FrozenLesson as JSON text, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import Any

from course.checking import plain
from course.checking.compare import Equality
from course.checking.frozen import (
    Case,
    FrozenExercise,
    FrozenLesson,
    KeyCall,
    Mistake,
    Part,
    Puzzle,
    Question,
    Sealed,
    Waypoint,
    read_outcome,
    write_outcome,
)
from course.checking.guess import from_data, to_data
from course.checking.plain import Encoded


def dumps(lesson: FrozenLesson) -> str:
    """Return a FrozenLesson as JSON text, one case or mistake a line, the same text every time."""
    return json.dumps(_lesson_data(lesson), ensure_ascii=False, indent=1) + "\n"


def loads(text: str) -> FrozenLesson:
    """Return the FrozenLesson that `dumps` wrote."""
    data = json.loads(text)
    exercises = tuple(map(_read_exercise, data["exercises"]))
    return FrozenLesson(
        data["lesson"],
        tuple(data["locked_names"]),
        exercises,
        tuple(data["examples"]),
        tuple(Question(**question) for question in data.get("questions", ())),
        tuple(map(from_data, data.get("guesses", ()))),
        tuple(
            Puzzle(_read_exercise(one["exercise"]), one["is_one_line"], one["length"])
            for one in data.get("puzzles", ())
        ),
        data.get("recorded", {}),
    )


def _lesson_data(lesson: FrozenLesson) -> dict[str, Any]:
    return {
        "lesson": lesson.name,
        "locked_names": list(lesson.locked_names),
        "examples": list(lesson.examples),
        **({"questions": [asdict(question) for question in lesson.questions]} if lesson.questions else {}),
        "exercises": [_exercise_data(exercise) for exercise in lesson.exercises],
        "guesses": [to_data(guess) for guess in lesson.guesses],
        "puzzles": [
            {"exercise": _exercise_data(one.exercise), "is_one_line": one.is_one_line, "length": one.length}
            for one in lesson.puzzles
        ],
        "recorded": dict(lesson.recorded),
    }


def _compact(data: Encoded | tuple[int, ...]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _exercise_data(exercise: FrozenExercise) -> dict[str, Any]:
    return {
        "function": exercise.function,
        "title": exercise.title,
        "asks": exercise.asks,
        "tells": exercise.tells,
        "parts": [
            {
                "todo": p.todo,
                "points": p.points,
                "cases": _compact(p.cases),
                "rtol": p.equality.rtol,
                "dtype": p.equality.dtype,
                "atol": p.equality.atol,
                **({"asks": p.asks, "tells": p.tells} if p.asks else {}),
            }
            for p in exercise.parts
        ],
        "cases": [
            {"label": c.label, "args": _compact(plain.encode(c.args)), "needed": _compact(plain.encode(c.needed))}
            for c in exercise.cases
        ],
        "mistakes": [
            {
                "name": m.name,
                "costs": list(m.costs),
                "asks": m.asks,
                "tells": m.tells,
                **({"without": list(m.without)} if m.without else {}),
                "outcomes": [_compact(write_outcome(o)) for o in m.outcomes],
            }
            for m in exercise.mistakes
        ],
        **_aids_data(exercise),
    }


def _aids_data(exercise: FrozenExercise) -> dict[str, Any]:
    """What the notebook's check says more, where there is any."""
    aids: dict[str, Any] = {}
    if exercise.waypoints:
        aids["waypoints"] = [
            {"stop": w.stop, "todo": w.todo, "cases": _compact(w.cases), "values": _compact(plain.encode(w.values))}
            for w in exercise.waypoints
        ]
    if exercise.ways:
        calls = [_compact(list(astuple(call))) for call in exercise.ways.calls]
        aids["ways"] = {"calls": calls, "sealed": exercise.ways.text}
    return aids


def _read_aids(data: dict[str, Any]) -> tuple[tuple[Waypoint, ...], Sealed | None]:
    waypoints = tuple(
        Waypoint(w["stop"], w["todo"], tuple(json.loads(w["cases"])), plain.decode(json.loads(w["values"])))
        for w in data.get("waypoints", ())
    )
    found = data.get("ways")
    if found is None:
        return waypoints, None
    calls = tuple(KeyCall(*json.loads(call)) for call in found["calls"])
    return waypoints, Sealed(calls, found["sealed"])


def _read_exercise(data: dict[str, Any]) -> FrozenExercise:
    return FrozenExercise(
        data["function"],
        data["title"],
        data["asks"],
        data["tells"],
        tuple(
            Case(c["label"], plain.decode(json.loads(c["args"])), plain.decode(json.loads(c["needed"])))
            for c in data["cases"]
        ),
        tuple(
            Part(
                p["todo"],
                p["points"],
                tuple(json.loads(p["cases"])),
                Equality(p["rtol"], p["dtype"], p["atol"]),
                p.get("asks", ""),
                p.get("tells", ""),
            )
            for p in data["parts"]
        ),
        tuple(
            Mistake(
                m["name"],
                tuple(m["costs"]),
                m["asks"],
                m["tells"],
                tuple(read_outcome(json.loads(o)) for o in m["outcomes"]),
                tuple(m.get("without", ())),
            )
            for m in data["mistakes"]
        ),
        *_read_aids(data),
    )
