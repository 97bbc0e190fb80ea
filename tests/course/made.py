"""Lessons as the build makes their check data, from their texts of now."""

import shutil
from functools import cache

from autograder import exercises
from autograder.authoring.more import more_data
from autograder.authoring.text import fingerprints, locked_names, questions, read_lesson, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from course.checking import lesson_json

FOLDER = CourseFolder(ROOT)


@cache
def lesson(name):
    """(its exercises, {function: solution}, its FrozenLesson with the visible cases)."""
    asked = exercises.load(name)
    notebook = read_lesson(FOLDER.text(name).read_text(encoding="utf-8"), asked)
    solved = solutions(notebook)
    told = locked_names(notebook), fingerprints(notebook), questions(notebook)
    return asked, solved, freeze.visible(asked, solved, *told)


@cache
def more(name):
    """The lesson's FrozenLesson with the cases to practise with."""
    asked, solved, _ = lesson(name)
    return more_data(asked, solved)


def hand_out(folder, name):
    """Put the lesson's data and its released notebook into a folder of its own; returns that folder."""
    place = folder / name
    place.mkdir()
    (place / f"{name}.check.json").write_text(lesson_json.dumps(lesson(name)[2]), encoding="utf-8")
    (place / f"{name}.more.json").write_text(lesson_json.dumps(more(name)), encoding="utf-8")
    shutil.copy(FOLDER.release(name), place)
    return place
