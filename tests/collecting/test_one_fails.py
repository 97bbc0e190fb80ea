"""Whatever is raised while one hand-in is collected: do the others land, and is it told and logged?"""

import pytest
from hand_ins import LESSON

from autograder.collecting import collect as collecting
from autograder.collecting.landing import LEFT, Landing
from autograder.collecting.place import NEW
from autograder.files.course_error import CourseError

GROUP = {f"{student}/{LESSON}.ipynb": number for number, student in enumerate(("sv001", "sv002", "sv003"))}


def test_nothing_fails(collected, landed, work):
    """Do all of them land where nothing is raised?"""
    outcomes = collected({name: work(number) for name, number in GROUP.items()}, "folder")
    assert [outcome.what for outcome in outcomes.values()] == [NEW] * 3 and len(landed()) == 3


@pytest.mark.parametrize("place, name", [(Landing, "_land"), (Landing, "outcome"), (collecting, "identify")])
@pytest.mark.parametrize("error", [IndexError("x"), OverflowError("x"), MemoryError(), RecursionError()])
def test_one_fails(course, collected, landed, work, monkeypatch, place, name, error):
    """Does an error at one hand-in leave that one out, with the reason and a line in the log, and no other?"""
    real = getattr(place, name)

    def raises(*args):
        if any("sv002" in str(getattr(one, "owner", one)) for one in args):
            raise error
        return real(*args)

    monkeypatch.setattr(place, name, raises)
    outcomes = collected({name: work(number) for name, number in GROUP.items()}, "folder")
    assert [outcome.what for outcome in outcomes.values()] == [NEW, LEFT, NEW]
    assert outcomes["sv002"].left == [collecting.TROUBLE.format(log=course.error_log)]
    assert [path.split("/")[0] for path in landed()] == ["sv001", "sv003"]
    logged = course.error_log.read_text()
    assert f"{LESSON} sv002\n" in logged and type(error).__name__ in logged and "sv001" not in logged


def test_what_concerns_the_machine(collected, work, monkeypatch):
    """Does what every hand-in would meet still end the command?"""

    def raises(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collecting, "identify", raises)
    with pytest.raises((OSError, CourseError)):
        collected({name: work(number) for name, number in GROUP.items()}, "folder")
