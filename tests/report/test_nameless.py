"""Does the report without names tell of nobody, of no group under five, and of nothing that a student wrote?"""

import csv
import re
from base64 import b64decode
from datetime import timedelta
from itertools import product

import pytest
from made_term import LESSONS, mistake

from autograder.bench.made_up import large_term
from autograder.commands import main
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.gradebook.marks import read_results
from autograder.gradebook.students import write_people
from autograder.people.person import Person
from autograder.report import kept_picture, small_groups, write_report
from autograder.report.kept import KindNumbers

ONE, TWO = LESSONS[:2]
ANSWER = "câu_trả_lời_của_tôi"
KEPT = "làm tròn luôn xuống hoặc luôn lên"


def told_in(paths):
    """All that the files of a report say, and their names; pictures as their text."""
    told = "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in paths)
    drawn = [b64decode(one).decode() for one in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", told)]
    return "\n".join([re.sub(r"data:image/svg\+xml;base64,[\w+/=]+", "", told), *drawn])


def rows_of(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def whole_term(project, tmp_path_factory):
    return large_term(project, tmp_path_factory.mktemp("nameless") / "course", 30)


@pytest.mark.parametrize("lesson", [None, ONE, LESSONS[-1]])
def test_nobody_is_told_of(whole_term, tmp_path, lesson):
    """Is no id, name, address or text of an answer in any file, nor in a file's name, while the report with names has them?"""
    people = read_results(whole_term).people.all.values()
    known = {text for one in people for text in (one.student, one.full_name, one.email)} | {"x = 2.5, s = 0.1, z = 3"}
    named, nameless = (
        told_in(write_report(whole_term, lesson, tmp_path, anonymous=anonymous)) for anonymous in (False, True)
    )
    assert {one for one in known if one in nameless} == set()
    assert len({one for one in known if one in named}) >= 2 * len(people)


def test_nothing_that_a_student_wrote(term, tmp_path):
    """Is a text of an answer, a name that is an attack, and a mistake that nobody lists, nowhere in the files?"""
    students = [f"{ANSWER}_{number}" for number in range(9)]
    write_people(
        db_url(term.folder),
        [Person(one, "Tôn Nữ", f"Diễm {one}", f"{one}@lop.example", f"số_{one}", f"lớp_{one}") for one in students],
    )
    for student in students:
        name = mistake(ONE, "rounding/one_way")
        term.hand_in(student, ONE, wrong={**name, "calculate_s": ANSWER}, told=dict.fromkeys(name, ANSWER))
    for lesson in (ONE, None):
        told = told_in(write_report(term.folder, lesson, tmp_path, anonymous=True))
        assert ANSWER not in told and "Diễm" not in told and "Tôn Nữ" not in told
    assert ANSWER in told_in(write_report(term.folder, ONE, tmp_path))


def test_few_who_made_a_mistake(term, tmp_path):
    """Is a kind that four made in lesson 2, and six in lesson 1, told as fewer than five there, and one that four made at all not told?"""
    for number in range(20):
        wrong = mistake(ONE, "rounding/one_way") if number < 6 else {}
        term.hand_in(f"sv{number}", ONE, wrong=wrong or (mistake(ONE, "range/no_clip") if number < 10 else {}))
        term.hand_in(f"sv{number}", TWO, wrong=mistake(TWO, "rounding/one_way") if number < 4 else {})
    page, _, kinds, _ = write_report(term.folder, None, tmp_path, anonymous=True)
    [_, row] = rows_of(kinds)
    assert row[0] == KEPT and row[1] == "6" and row[2] == "dưới 5 người"
    assert kinds.read_text(encoding="utf-8-sig").count("dưới 5") == 2 and "Bài 2: dưới 5" in kinds.read_text(
        "utf-8-sig"
    )
    told = told_in([page])
    assert "quên cắt" not in told and "1 loại lỗi nữa có dưới 5 người" in told
    assert "quên cắt" in told_in(write_report(term.folder, None, tmp_path))


def test_a_group_that_one_gets_by_subtracting(term, tmp_path):
    """Is the number of all who made a kind withheld where but three of them did not make it in lesson 1?"""
    for number in range(20):
        term.hand_in(f"sv{number}", ONE, wrong=mistake(ONE, "rounding/one_way") if number < 6 else {})
        term.hand_in(f"sv{number}", TWO, wrong=mistake(TWO, "rounding/one_way") if 6 <= number < 9 else {})
    _, _, kinds, _ = write_report(term.folder, None, tmp_path, anonymous=True)
    assert rows_of(kinds)[1][1] == "từ 5"


def test_too_few_for_a_report(term, tmp_path):
    """Is a lesson of four people left out and said to be, and one that has only such a lesson told why there is no report?"""
    for number in range(4):
        term.hand_in(f"sv{number}", ONE, TWO)
    with pytest.raises(CourseError, match="nhóm từ 5 người trở lên"):
        write_report(term.folder, None, tmp_path, anonymous=True)
    term.hand_in("sv4", TWO)
    told = told_in(write_report(term.folder, None, tmp_path, anonymous=True))
    assert "1 bài còn dưới 5 người có điểm" in told and "Từ số thực đến số nguyên" not in told
    with pytest.raises(CourseError, match="--anonymous"):
        write_report(term.folder, ONE, tmp_path, anonymous=True)
    assert main(["report", ONE, "--anonymous", "--course-dir", str(term.folder.root)]) == 2


def test_marks_of_few(term, tmp_path):
    """Are marks of few people put together with those beside them, no lowest and highest mark told, and no median of few?"""
    for number in range(9):
        term.hand_in(f"sv{number}", ONE, stops_at="TODO 2" if number == 0 else "")
    page, facts, marks, *_ = write_report(term.folder, ONE, tmp_path, anonymous=True)
    assert rows_of(marks)[1:] == [["0 đến 10", "100"]]
    assert rows_of(facts)[-1] == ["Trung vị", ""]
    assert not {"Thấp nhất", "Cao nhất"} & {row[0] for row in rows_of(facts)}
    term.hand_in("sv9", ONE)
    assert rows_of(write_report(term.folder, ONE, tmp_path, anonymous=True)[1])[-1] == ["Trung vị", "10"]


def test_one_who_missed_a_todo(term, tmp_path):
    """Is a TODO that all but two solved told as that nearly everybody did, and one that two solved as few?"""
    for number in range(12):
        term.hand_in(f"sv{number}", ONE, stops_at="TODO 4" if number < 2 else "TODO 9" if number < 10 else "")
    _, _, _, todos, _ = write_report(term.folder, ONE, tmp_path, anonymous=True)
    solved = {row[0]: row[-1] for row in rows_of(todos)[1:]}
    assert solved == {
        **{f"TODO {number}": "100 %" for number in (1, 2, 3)},
        **{f"TODO {number}": "gần như mọi người" for number in (4, 5, 6, 7, 8)},
        **{f"TODO {number}": "dưới 5 người" for number in (9, 10)},
    }


def test_reasons_are_counted_without_people(term, tmp_path):
    """Does a department learn how many were late each time, and of few only that they are few?"""
    for number in range(12):
        term.hand_in(f"sv{number}", *LESSONS[:3], late=timedelta(hours=1 if number < 7 else -1))
    term.enrol("sv_khac")
    *_, why = write_report(term.folder, None, tmp_path, anonymous=True)
    counts = dict(rows_of(why)[1:])
    assert counts["Nộp muộn"] == "7" and counts["Bỏ trống"] == "dưới 5" and counts["Điểm giảm"] == "0"


def test_a_ranking_is_of_each(term, tmp_path, capsys):
    """Is a ranking, a row for each submission, refused here, with the way to get it without names?"""
    term.hand_in("an", ONE)
    assert main(["report", ONE, "--anonymous", "--ranking", "--course-dir", str(term.folder.root)]) == 2
    assert "không đi cùng --anonymous" in capsys.readouterr().err


def test_merged_marks_lose_nobody():
    """Has every range five people or is it all there is, is nobody lost, and do the ranges follow each other?"""
    for bins in product((0, 1, 4, 5, 30), repeat=4):
        found = small_groups.merged([(place, place + 1, many) for place, many in enumerate(bins)], 5)
        assert sum(many for *_, many in found) == sum(bins)
        assert [found[0][0], found[-1][1]] == [0, 4] and all(a[1] == b[0] for a, b in zip(found, found[1:]))
        assert len(found) == 1 or all(many >= 5 for *_, many in found)


def test_ribbons_of_few():
    """Is no ribbon of few drawn, and none beside which few are left of a bar?"""
    one = KindNumbers("range/no_clip", (20, 12, 9), (30, 30, 30), 25, (12, 20), (0, 0), (0, 0), {(0, 1): 9, (1, 2): 3})
    assert kept_picture.shown_ribbons(one, 5) == {}  # 12 − 9 would be few
    assert kept_picture.shown_ribbons(one, 1) == one.carried
