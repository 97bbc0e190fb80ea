"""Is everything that lies in submitted/ graded, or told with what to do: other names of files and folders, copies, zips, names of our own?"""

import shutil
import unicodedata
import zipfile
from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.exercises.written import answered, as_bytes
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.intake.submitted import chosen_students, hand_in, misplaced
from autograder.people.names import is_student_id

LESSON = "bai01_so_nguyen"
APART = unicodedata.normalize("NFD", "nguyễn")
HOSTILE = ["sv\x1b[2J\x1b]0;x\x07", "sv\nxong", "sv\u202egnouc", "sv\x9b2J"]


@pytest.fixture
def folder(project, tmp_path):
    """A course folder with the lesson and no submissions."""
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, tmp_path / stage / LESSON)
    return CourseFolder(tmp_path)


@pytest.fixture
def right(release, solved):
    return as_bytes(answered(release, solved))


def put(folder, path, content):
    place = folder.root / "submitted" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


@pytest.mark.parametrize(
    "path",
    [
        f"an/{LESSON}/{LESSON}.IPYNB",
        f"an/Bai01_so_nguyen/{LESSON}.ipynb",
        "an/BAI01 so nguyen/bai làm.ipynb",
        f"an/{LESSON}/{LESSON}.ipynb.json",
        f"an/{LESSON}/{LESSON}.ipynb.txt",
        f"an/bai01-so-nguyen/{LESSON} (3).ipynb",
        f"{APART}/{LESSON}/{LESSON}.ipynb",
    ],
)
def test_other_names(folder, right, path):
    """Is a hand-in found whose file or folder is written otherwise, with a word that nbgrader's own commands do not see it?"""
    put(folder, path, right)
    [student] = folder.students(LESSON)
    handed = hand_in(folder, student, LESSON)
    assert student == unicodedata.normalize("NFC", path.split("/")[0])
    assert (
        handed.content == right
        and any("Bài vẫn được chấm" in notice for notice in handed.notices)
        and misplaced(folder) == []
    )


def test_several_notebooks(folder, release, right):
    """Is the one with answers taken of several, the later of two copies, and is that said?"""
    for student, blank, done in (
        ("an", f"{LESSON}.ipynb", f"{LESSON}-Copy1.ipynb"),
        ("binh", f"{LESSON} (1).ipynb", f"{LESSON} (2).ipynb"),
    ):
        put(folder, f"{student}/{LESSON}/{blank}", as_bytes(release))
        put(folder, f"{student}/{LESSON}/{done}", right)
        handed = hand_in(folder, student, LESSON)
        assert handed.content == right
        assert any(f"lấy {done}, không lấy {blank}" in notice for notice in handed.notices)


def test_none_of_several(folder, right):
    """Is it told where no notebook of a folder can be the lesson's, with what to do?"""
    shutil.copytree(folder.root / "source" / LESSON, folder.root / "source" / "bai02_khac")
    put(folder, f"an/{LESSON}/bai02_khac.ipynb", right)
    [notice] = hand_in(folder, "an", LESSON).notices
    assert "bài khác" in notice and "Giảng viên hãy" in notice


def test_zips_and_folders_are_told(folder, right):
    """Is a zip or a folder in a folder told with the command that opens it, and does that command bring it in?"""
    for path in (f"an/{LESSON}/x.zip", "binh/x.zip", "chi.zip"):
        with zipfile.ZipFile(put(folder, path, b""), "w") as archive:
            archive.writestr(f"{LESSON}.ipynb", right)
    put(folder, f"dung/{LESSON}/{LESSON}/{LESSON}.ipynb", right)
    put(folder, f"giang/bai_1/{LESSON}.ipynb", right)
    for student in ("an", "dung"):
        [notice] = hand_in(folder, student, LESSON).notices
        assert f"collect submitted --lesson {LESSON} --from folder" in notice
    assert misplaced(folder) == ["binh/x.zip", "chi.zip", f"giang/bai_1/{LESSON}.ipynb"]
    main(
        [
            "collect",
            str(folder.root / "submitted"),
            "--lesson",
            LESSON,
            "--from",
            "folder",
            "--course-dir",
            str(folder.root),
        ]
    )
    assert {
        student: hand_in(folder, student, LESSON).content == right for student in folder.students(LESSON)
    } == dict.fromkeys(("an", "binh", "chi", "dung", "giang"), True)


def test_class_of_misplaced_ones(folder, right):
    """Is a class whose hand-ins all lie elsewhere told where they lie, and what brings them in?"""
    put(folder, "an.ipynb", right)
    with pytest.raises(CourseError, match=r"an\.ipynb.*collect submitted"):
        chosen_students(folder, LESSON, ())


def test_second_folder_of_one_student(folder, release, right):
    """Does the folder count that nbgrader's commands take, where one person reads two names the same, and is the other one told?"""
    put(folder, f"nguyễn/{LESSON}/{LESSON}.ipynb", right)
    put(folder, f"{APART}/{LESSON}/{LESSON}.ipynb", as_bytes(release))
    put(folder, f"nguyễn/BAI01_SO_NGUYEN/{LESSON}.ipynb", as_bytes(release))
    assert folder.students(LESSON) == ["nguyễn"] and hand_in(folder, "nguyễn", LESSON).content == right
    assert sorted(misplaced(folder)) == sorted(
        [f"{APART}/{LESSON}/{LESSON}.ipynb", f"nguyễn/BAI01_SO_NGUYEN/{LESSON}.ipynb"]
    )


def test_names_of_our_own_and_hostile_ones(folder, right, capsys):
    """Are folders that no id can be told on the table with what to do, and everybody else graded?"""
    odd = [".unfinished", ".replaced", "20210001\u200b", "sv <img onerror=x>", *HOSTILE]
    for student in ("an", "[red]do[bold]", *odd):
        put(folder, f"{student}/{LESSON}/{LESSON}.ipynb", right)
    results = {result.student: result for result in grade_class(folder, LESSON, GradeOptions(sandbox="none"))}
    assert {student for student, result in results.items() if result.earned == 10} == {"an", "[red]do[bold]"}
    assert all("Hãy đổi tên" in results[student].notices[0] for student in odd)
    assert main(["grade", LESSON, "--sandbox", "none", "--course-dir", str(folder.root)]) == 0
    said = capsys.readouterr().out
    assert "[red]do[bold]" in said and said.count("Hãy đổi tên") == len(odd) and is_fit(said)


@pytest.mark.parametrize("name", [HOSTILE[0], *(pytest.param(name, marks=pytest.mark.robust) for name in HOSTILE[1:])])
def test_no_command_lets_a_name_steer_the_terminal(folder, name, capsys):
    """Does no control character reach the terminal from a name that a gradebook, a folder or a list holds, by any command?"""
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=datetime(2026, 12, 1, tzinfo=UTC))
        gradebook.add_student(name, last_name=name, first_name="[red]An")
        gradebook.add_submission(LESSON, name)
        gradebook.grant_extension(LESSON, name, minutes=60)
    graded = folder.autograded(name, LESSON)
    graded.parent.mkdir(parents=True)
    graded.write_bytes(folder.release(LESSON).read_bytes())
    put(folder, f"{name}/{LESSON}/{LESSON}.ipynb", b"{}")
    put(folder, f"{name}/{name}.ipynb", b"{}")
    roster = folder.root / "lop.csv"
    roster.write_text(f'Mã,Họ tên\nsv1,Lê Chi\n"a/{name}","{name}"\n', encoding="utf-8")
    said = []
    for command in (
        ["feedback", LESSON],
        ["feedback", LESSON, "--student", f"x{name}"],
        ["deadline", LESSON],
        ["deadline", LESSON, "--extend", f"x{name}", "1d"],
        ["roster", str(roster)],
        ["grade", LESSON, "--sandbox", "none", "--student", f"x{name}"],
        ["grade", LESSON, "--sandbox", "none", "--dry-run"],
        ["collect", str(folder.root / "submitted"), "--lesson", LESSON, "--from", "folder"],
        ["export", "--to", "csv"],
        ["report", LESSON],
    ):
        main([*command, "--course-dir", str(folder.root)])
        told = capsys.readouterr()
        said.append(told.out + told.err)
    assert all(map(is_fit, said)), [one for one in said if not is_fit(one)]
    assert sum("\ufffd" in one for one in said) >= 7


def is_fit(text):
    """Is there nothing in a text that steers a terminal?"""
    return all(c.isprintable() or c == "\n" for c in text) and not any(
        line.startswith("xong") for line in text.splitlines()
    )


@pytest.mark.parametrize(
    "name, may_be",
    [
        ("sv001", True),
        ("an@truong.vn", True),
        ("-rf", True),
        ("Lê Ân", True),
        ("", False),
        (".an", False),
        (" an", False),
        ("an ", False),
        ("a/b", False),
        ("a\\b", False),
        ("a<b", False),
        ("a\tb", False),
        ("x" * 129, False),
    ],
)
def test_ids(name, may_be):
    """Is it an id where a folder, the gradebook, a page and a terminal can all hold it?"""
    assert is_student_id(name) == may_be
