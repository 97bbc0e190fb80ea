"""The file that lies beside a notebook: a FrozenLesson as JSON text, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import Any

from course.checking import plain
from course.checking.compare import Equality, Property, Rule
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
from course.checking.measures import MEASURES
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
                **_rule_data(p.equality),
                **({"asks": p.asks, "tells": p.tells} if p.asks else {}),
            }
            for p in exercise.parts
        ],
        "cases": list(map(_case_data, exercise.cases)),
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


def _rule_data(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Property):
        return {"measure": rule.measure, "most": rule.most}
    return {"rtol": rule.rtol, "dtype": rule.dtype, "atol": rule.atol}


def _read_rule(data: dict[str, Any]) -> Rule:
    if "measure" in data:
        return Property(data["measure"], data["most"])
    return Equality(data["rtol"], data["dtype"], data["atol"])


def _case_data(case: Case) -> dict[str, Any]:
    """Of arguments that can be made again, what they are made of."""
    told = {"told": case.told} if case.told else {}
    large = {"args": case.args} if case.made_of is None else {"made_of": case.made_of}
    data = {**large, "needed": case.needed}
    return {"label": case.label, **{name: _compact(plain.encode(one)) for name, one in data.items()}, **told}


def _read_cases(data: dict[str, Any], parts: tuple[Part, ...]) -> tuple[Case, ...]:
    """The cases of an exercise. parts: its TODOs."""
    measured = [part.equality.measure for part in parts if isinstance(part.equality, Property)]
    cases = []
    for one in data["cases"]:
        read = {name: plain.decode(json.loads(one[name])) for name in ("args", "needed", "made_of") if name in one}
        made_of = read.get("made_of")
        args = read["args"] if made_of is None else MEASURES[measured[0]].arguments(made_of)
        cases.append(Case(one["label"], args, read["needed"], told=one.get("told", ""), made_of=made_of))
    return tuple(cases)


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
    parts = tuple(map(_read_part, data["parts"]))
    return FrozenExercise(
        data["function"],
        data["title"],
        data["asks"],
        data["tells"],
        _read_cases(data, parts),
        parts,
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


def _read_part(data: dict[str, Any]) -> Part:
    cases, hint = tuple(json.loads(data["cases"])), (data.get("asks", ""), data.get("tells", ""))
    return Part(data["todo"], data["points"], cases, _read_rule(data), *hint)
