"""Is of several notebooks of one student the one with the work taken, and is every other told with the reason?"""

import unicodedata

import pytest
from hand_ins import LESSON

from autograder.collecting.place import NEW
from autograder.intake import hand_in
from autograder.intake.hand_in import BLANK, COPIED, EARLIER, EDITED, EQUAL

ABOVE = "An_1_assignsubmission_file_/"
PLACE = f"an_1/{LESSON}/{LESSON}.ipynb"
COPIES = [
    "{}-Copy1",
    "{} copy",
    "{} copy 2",
    "{} 2",
    "Bản sao của {}",
    "Copy of {}",
    "{} - Sao chép",
    "{} - Sao chép (2)",
    "{}_done",
    "{}_final",
    "{}_nop",
    "{} - Copy",
    "{} - Copy (2)",
    "{} (1)",
    "{}(1)",
    "{}-1",
    "{}_final (1) - Copy",
    "Copy of Copy of {}",
    "{}_lần 2",
    "{}_v2",
    "{} đã làm xong",
    "{}_NguyenVanAn",
    "bài làm của em",
]
FIRST, SECOND = (2026, 1, 3, 10, 0, 0), (2026, 1, 3, 11, 0, 0)


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_finished_copy_beside_the_blank_release(collected, landed, work, done, name, form):
    """Is the copy with answers taken, though the untouched notebook has the exact name and a later time?"""
    copy = unicodedata.normalize(form, f"{name.format(LESSON)}.ipynb")
    exact = f"{ABOVE}{LESSON}.ipynb"
    [outcome] = collected(
        {exact: work(), ABOVE + copy: done()}, "moodle", changed={exact: SECOND, ABOVE + copy: FIRST}
    ).values()
    assert landed() == {PLACE: done()} and (outcome.what, outcome.left) == (NEW, [])
    assert f"lấy {unicodedata.normalize('NFC', copy)}, không lấy {LESSON}.ipynb: {BLANK}" in outcome.notes


def test_a_blank_copy_beside_the_work(collected, landed, work, done):
    """Is the notebook with the exact name taken where it is the one with answers, in whatever order of times and numbers?"""
    contents = {f"{ABOVE}{LESSON}.ipynb": done(), f"{ABOVE}{LESSON} (1).ipynb": work()}
    [outcome] = collected(contents, "moodle", changed={f"{ABOVE}{LESSON} (1).ipynb": SECOND}).values()
    assert landed() == {PLACE: done()} and outcome.left == []


def test_one_answer_is_enough(collected, landed, work, release, solved, done):
    """Does one TODO done count as answers, and not what only changes outputs and metadata?"""
    from autograder.exercises.written import answered, as_bytes

    function = next(iter(solved))
    begun = as_bytes(answered(release, {function: solved[function]}))
    collected({f"{ABOVE}{LESSON}.ipynb": work(3), f"{ABOVE}{LESSON}-Copy1.ipynb": begun}, "moodle")
    assert landed() == {PLACE: begun}


@pytest.mark.parametrize(
    ("names", "times", "why"),
    [
        ((f"{LESSON}-Copy1", LESSON), (FIRST, SECOND), EDITED),
        ((LESSON, f"{LESSON}-Copy1"), (FIRST, SECOND), EDITED),
        ((LESSON, f"{LESSON} - Copy"), (FIRST, FIRST), COPIED),
        ((f"{LESSON} (1)", f"{LESSON} (2)"), (None, None), COPIED),
        (("một", "hai"), (FIRST, SECOND), EDITED),
    ],
)
def test_two_with_answers(collected, landed, done, names, times, why):
    """Is the newest of two different ones taken, by the files' times, else by the copies' numbers, and said with both names?"""
    paths = [f"{ABOVE}{name}.ipynb" for name in names]
    changed = {path: time for path, time in zip(paths, times) if time}
    [outcome] = collected({path: done(number) for number, path in enumerate(paths)}, "moodle", changed=changed).values()
    assert landed() == {PLACE: done(1)} and outcome.left == []
    assert f"lấy {names[1]}.ipynb, không lấy {names[0]}.ipynb: {why}" in outcome.notes


def test_two_with_answers_in_canvas(collected, landed, done, work):
    """Does the last attempt with answers count, whatever the times say?"""
    names = [
        f"annguyenvan_12345_{number}_{LESSON}{copy}.ipynb" for number, copy in ((670, ""), (690, "-1"), (700, "-2"))
    ]
    [outcome] = collected(dict(zip(names, (done(1), done(2), work()))), "canvas", changed={names[0]: SECOND}).values()
    assert list(landed().values()) == [done(2)]
    assert {
        f"lấy {LESSON}-1.ipynb, không lấy {LESSON}{copy}.ipynb: {why}" for copy, why in (("", EARLIER), ("-2", BLANK))
    } <= set(outcome.notes)


def test_equal_ones(collected, landed, done):
    """Is one of two with the same cells taken without a question?"""
    [outcome] = collected({f"{ABOVE}{name}.ipynb": done() for name in ("một", "hai")}, "moodle").values()
    assert landed() == {PLACE: done()} and outcome.left == [] and outcome.notes[-2].endswith(EQUAL)


def test_a_broken_one(collected, landed, done):
    """Does a file that is no notebook, though of the exact name, give way to the work?"""
    [outcome] = collected(
        {f"{ABOVE}{LESSON}.ipynb": b'{"cells": [', f"{ABOVE}{LESSON}-Copy1.ipynb": done()}, "moodle"
    ).values()
    assert landed() == {PLACE: done()} and outcome.left == []


def test_more_notebooks_than_one_looks_into(collected, landed, done, monkeypatch):
    """Is the lesson's notebook found among very many, while of very many of its name none is taken, and is no more looked into than bears it?"""
    monkeypatch.setattr(hand_in, "MOST", 3)
    others = {f"{ABOVE}ghi chú {word}.ipynb": b"{}" for word in "abcde"}
    collected({**others, f"{ABOVE}{LESSON}_done.ipynb": done()}, "moodle")
    assert landed() == {PLACE: done()}
    [outcome] = collected({f"{ABOVE}{LESSON} ({number}).ipynb": done(number) for number in range(4)}, "moodle").values()
    assert landed() == {PLACE: done()} and "nhiều hơn 3" in outcome.left[0]


def test_numbered_folders(collected, landed, done):
    """Is of works in folders of several versions the last taken, where nothing else tells, ten after nine?"""
    told = collected(
        {f"sv001/Bài 1/Version {number}/{LESSON}.ipynb": done(number) for number in (9, 10, 2)}
        | {f"sv002/{LESSON}.ipynb": done()},
        "folder",
    )
    assert (
        landed()[f"sv001/{LESSON}/{LESSON}.ipynb"] == done(10)
        and not told["sv001"].left
        and len(told["sv001"].notes) == 2
    )
