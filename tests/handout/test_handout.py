"""Holds the students' zip to its promises: nothing missing, nothing secret, works on a clean machine."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

import leaks
import nbformat
import pytest
import write_solutions
from opened import opened

from autograder import exercises
from autograder.authoring.text import is_example
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.handout import pack
from autograder.handout.date import last_change
from autograder.handout.project import pins, read_project
from autograder.handout.self_test import SELF_TEST
from autograder.handout.self_test.questions import SELF_TEST_QUESTIONS

LESSON = "bai01_so_nguyen"
RUN_LESSON = Path(__file__).with_name("run_lesson.py")


@pytest.fixture(scope="module")
def secrets():
    found = {}
    for lesson in CourseFolder(ROOT).lessons():
        found.update(leaks.secret_lines(lesson))
    return found


# What is in it


def test_the_zip_holds_exactly_what_students_need(handout):
    """Are the lessons, the self-test, the wheel, what installs it and the pages in it, in one folder, and nothing else?"""
    lessons = [*CourseFolder(ROOT).lessons(), SELF_TEST]
    version = read_project().version
    expected = {f"{name}/{name}{end}" for name in lessons for end in (".ipynb", ".check.json", ".more.json")}
    expected -= {f"{SELF_TEST}/{SELF_TEST}.more.json"}
    expected |= {"HUONG_DAN.html", "CONG_THUC.html", "THUAT_NGU.html"}
    expected |= {"environment.yml", "requirements.txt", "kiem_tra_may.py"}
    expected |= {f"course-{version}-py3-none-any.whl"}
    assert set(handout.contents) == expected
    assert (handout.path.name, handout.top) == (f"luong-tu-hoa-{version}.zip", f"luong-tu-hoa-{version}")


def test_the_lessons_are_the_released_ones(handout):
    """Is each lesson in the zip, byte for byte, what stands in release/?"""
    for name, data in handout.contents.items():
        if name.startswith("bai"):
            assert data == (ROOT / "release" / name).read_bytes()


def test_the_wheel_holds_course_and_nothing_else(handout):
    """Is every module of `course` in the wheel as it stands here, and no other package?"""
    modules = {name: data for name, data in handout.inside_wheel.items() if name.endswith(".py")}
    here = (ROOT / "course").rglob("*.py")
    assert modules == {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in here}
    about = f"course-{read_project().version}.dist-info"
    assert {name.split("/")[0] for name in handout.inside_wheel} == {"course", about}


DATA = (".check.json", ".more.json")


def test_the_wheel_carries_a_copy_of_the_data(handout):
    """Are check data and cases to practise with of every lesson in the wheel as they lie beside its notebook, for where no file can be read there?"""
    copies = {name.rpartition("/")[2]: data for name, data in handout.inside_wheel.items() if "/lessons/" in name}
    beside = {name.rpartition("/")[2]: data for name, data in handout.contents.items() if name.endswith(DATA)}
    assert copies == beside and len(copies) > 12


def test_the_wheel_tells_version_licence_and_needs(handout):
    """Do the wheel's own words agree with pyproject.toml?"""
    project = read_project()
    (metadata,) = [data.decode() for name, data in handout.inside_wheel.items() if name.endswith("/METADATA")]
    assert f"\nName: course\nVersion: {project.version}\n" in metadata
    assert "License-Expression: MIT" in metadata
    assert re.findall(r"^Requires-Dist: (.+)$", metadata, re.M) == list(project.dependencies)


def test_the_wheel_is_still_whole_after_repacking(handout):
    """Does every file of the wheel have the hash that its RECORD gives?"""
    (record,) = [data.decode() for name, data in handout.inside_wheel.items() if name.endswith("/RECORD")]
    rows = [line.split(",") for line in record.splitlines()]
    assert {row[0] for row in rows} == set(handout.inside_wheel)
    for name, told, size in rows:
        if told:
            data = handout.inside_wheel[name]
            digest = urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (told, int(size)) == (f"sha256={digest}", len(data)), name


def test_two_handouts_are_the_same_bytes(handout, tmp_path):
    """Does packing again, elsewhere and by someone with another umask, give the same file?"""
    before = os.umask(0o077)
    try:
        again = pack(CourseFolder(ROOT), CourseFolder(ROOT).lessons(), tmp_path / "dist")
    finally:
        os.umask(before)
    assert again.read_bytes() == handout.path.read_bytes()


def dates(path):
    with zipfile.ZipFile(path) as archive:
        inner = [name for name in archive.namelist() if name.endswith(".whl")]
        with zipfile.ZipFile(archive.open(inner[0])) as wheel:
            return {entry.date_time for entry in [*archive.infolist(), *wheel.infolist()]}


def test_files_are_as_old_as_the_builder_says(monkeypatch, tmp_path):
    """Is SOURCE_DATE_EPOCH the date of every file, the wheel's too, and the earliest that a zip knows where it is older?"""
    for seconds, date in (("1700000000", (2023, 11, 14, 22, 13, 20)), ("86400", (1980, 1, 1, 0, 0, 0))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        assert dates(pack(CourseFolder(ROOT), [LESSON], tmp_path)) == {date}


def test_files_are_as_old_as_the_last_change_of_the_lessons(monkeypatch, tmp_path):
    """Without it, does git tell when lessons were last changed, whatever else was changed later?"""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    when = {"release/bai/bai.ipynb": "2026-03-04T05:06:08Z", "README.md": "2026-09-09T09:09:09Z"}
    git(tmp_path, "init", "--quiet")
    for name, date in when.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
        git(tmp_path, "add", name)
        git(tmp_path, "commit", "--quiet", "-m", name, GIT_COMMITTER_DATE=date)
    assert last_change(tmp_path).isoformat() == "2026-03-04T05:06:08+00:00"


def test_files_are_as_old_as_the_newest_release_where_there_is_no_git(course_folder, monkeypatch):
    """Does a course that was downloaded without its history date its handout by the released files?"""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for path in (course_folder.root / "release").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    os.utime(course_folder.release(LESSON), (1_800_000_000, 1_800_000_000))
    assert last_change(course_folder.root).timestamp() == 1_800_000_000


def git(folder, *arguments, **environment):
    nobody = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", folder, *arguments], check=True, env={**os.environ, **nobody, **environment})


# What must not be in it


def test_no_solution_mistake_or_reference_is_in_the_zip(handout, secrets):
    """Is every line of a solution, of a known mistake and of the reference absent from every file?"""
    assert leaks.leaks(handout.contents, secrets) == []


def test_a_leak_is_noticed(handout, secrets):
    """Would the test above fail if the source notebook, a mistake or the reference came along?"""
    notebook, module = f"{LESSON}/{LESSON}.ipynb", "course/affine.py"
    source = {notebook: CourseFolder(ROOT).source(LESSON).read_bytes()}
    reference = {module: (ROOT / "autograder/reference/affine.py").read_bytes()}
    solved = [line for line, origin in leaks.secret_lines(LESSON).items() if origin == "solution"]
    assert len(leaks.leaks(source, secrets)) >= len(solved) > len(exercises.load(LESSON).exercises)
    assert leaks.leaks(reference, secrets)
    mistake = exercises.load(LESSON).exercises[0].misconceptions[0].name
    (wrong,) = [line for line, origin in secrets.items() if origin == mistake]
    assert leaks.leaks({"a.txt": f"  {wrong}\n".encode()}, secrets)
    practice = json.loads(CourseFolder(ROOT).more_data(LESSON).read_text(encoding="utf-8"))
    practice["exercises"][0]["mistakes"][0]["outcomes"][0] = json.dumps({"raised": ["E", "", 1, wrong]})
    assert leaks.leaks({f"{LESSON}.more.json": json.dumps(practice).encode()}, secrets)
    in_words = [line for line, origin in leaks.secret_lines("bai02_sai_so").items() if origin == "words"]
    source = {"a.ipynb": CourseFolder(ROOT).source("bai02_sai_so").read_bytes()}
    assert {line for line in in_words if leaks.leaks(source, {line: "words"})} == set(in_words) != set()


def test_the_graders_name_is_nowhere_in_the_wheel_or_the_lessons(handout):
    """Is there no import of the grader, no solution marker and no file of its folders?"""
    everything = {**handout.contents, **handout.inside_wheel}
    del everything[handout.wheel]
    for name, data in everything.items():
        for word in (b"autograder", b"BEGIN SOLUTION", b"END SOLUTION"):
            assert word not in data, name
        assert not {"reference", "exercises", "sandbox"} & set(name.split("/")), name


# Releases that must not be handed out


def test_a_lesson_without_release_is_refused(lesson_without_release, tmp_path):
    """Does the message name the command that makes the release?"""
    with pytest.raises(CourseError, match=f"python -m autograder build {LESSON}"):
        pack(lesson_without_release, [LESSON], tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_a_lesson_nobody_knows_is_refused(course_folder, tmp_path):
    """Does a mistyped name get the list of lessons?"""
    with pytest.raises(CourseError, match=LESSON):
        pack(course_folder, ["bai01"], tmp_path)


def test_no_lesson_at_all_is_refused(tmp_path):
    """Is an empty course told apart from a handout without lessons?"""
    with pytest.raises(CourseError, match="Không có bài nào"):
        pack(CourseFolder(tmp_path), [], tmp_path)


def test_a_release_without_its_check_data_is_refused(release_without_check_data, tmp_path):
    """Is a notebook whose check cells could not work kept back?"""
    with pytest.raises(CourseError, match="check.json"):
        pack(release_without_check_data, [LESSON], tmp_path)


def test_a_release_that_someone_solved_is_refused(release_solved_by_the_instructor, tmp_path):
    """Is one filled TODO in release/ noticed before it reaches students?"""
    with pytest.raises(CourseError, match="calculate_z"):
        pack(release_solved_by_the_instructor, [LESSON], tmp_path)


def test_a_notebook_left_in_release_is_refused(release_with_a_copied_notebook, tmp_path):
    """Is a copy beside the released notebook named instead of packed?"""
    with pytest.raises(CourseError, match=f"{LESSON}-Copy1.ipynb"):
        pack(release_with_a_copied_notebook, [LESSON], tmp_path)


def test_jupyterlabs_checkpoints_stay_behind(release_opened_in_jupyterlab, tmp_path):
    """Is a release that was only looked at packed without the checkpoint?"""
    _, contents = opened(pack(release_opened_in_jupyterlab, [LESSON], tmp_path / "dist"))
    assert not [name for name in contents if "checkpoint" in name]
    assert f"{LESSON}/{LESSON}.ipynb" in contents


# The list of packages


def test_requirements_are_the_locked_versions(handout):
    """Is each package pinned as in requirements.lock, for every Python, and the wheel given by its place?"""
    lines = handout.contents["requirements.txt"].decode().splitlines()
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace(" \\\n", "\n").splitlines()
    *pinned, wheel = lines
    assert wheel == f"./{handout.wheel}"
    assert set(pinned) <= set(lock)
    wanted = ("cryptography", "jupyterlab", "ipywidgets", "numpy", "matplotlib")
    assert sorted(pinned) == sorted(line for line in lock if line.split("==")[0] in wanted)


def test_a_pin_keeps_its_marker():
    """Are all lines of a package kept, and those of packages with a longer name left out?"""
    marked = "A.b==2 ; python_full_version < '3.12'"
    lock = f"a-b==1\n{marked} \\\n    --hash=sha256:00\n    # via a-b\na-b-c==3 \\\n"
    assert list(pins(lock, ["a_b"])) == ["a-b==1", marked]


def test_a_package_that_is_not_locked_is_refused():
    """Does a package missing from the lock get the command that locks it?"""
    with pytest.raises(CourseError, match="make lock"):
        list(pins("numpy==2\n", ["numpy", "matplotlib"]))


# On a student's machine


def test_a_clean_machine_has_course_and_no_grader(student):
    """After installing as the page says, can `course` be imported and the grader not?"""
    found = student.run("-c", "import course; print(course.__file__)")
    assert found.returncode == 0 and Path(found.stdout.strip()).is_relative_to(student.folder / ".venv")
    missing = student.run("-c", "import autograder")
    assert missing.returncode == 1 and "No module named 'autograder'" in missing.stderr


def test_the_first_red_screen_is_the_one_the_page_explains(handout, student):
    """Does an unsolved lesson stop with the very line that HUONG_DAN.html shows?"""
    stopped = student.run(RUN_LESSON, student.folder / LESSON / f"{LESSON}.ipynb")
    assert stopped.returncode == 1
    shown = re.search(r'<pre class="red">(.+)</pre>', handout.contents["HUONG_DAN.html"].decode())[1]
    assert shown in re.sub(r"\x1b\[[\d;]*m", "", stopped.stderr).splitlines()


@pytest.mark.robust
def test_a_solved_lesson_earns_every_point(student, tmp_path):
    """Do the solutions of an early, a middle and a late lesson and of the self-test, run in the unzipped folder by the clean
    machine's kernel, earn every point? The site's tests run every lesson with the same wheel."""
    asked = {lesson: exercises.load(lesson) for lesson in exercises.lesson_names()[::5]} | {
        SELF_TEST: SELF_TEST_QUESTIONS
    }
    for lesson in asked:
        shutil.copytree(student.folder / lesson, tmp_path / lesson)
    solved = write_solutions.solve(tmp_path)
    for path in solved[1:-1]:
        without_examples(path)
    done = student.run(RUN_LESSON, *solved)
    assert done.returncode == 0, done.stderr
    for lesson, told in zip(asked, done.stdout.strip().splitlines(), strict=True):
        points = sum(exercise.points for exercise in asked[lesson].exercises)
        assert lesson in told and f"{points:g}/{points:g} điểm" in told


def without_examples(path):
    """Leave out the cells that only show something: the build runs those of every lesson."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_example(cell) or "bai.progress" in cell.source]
    nbformat.write(notebook, path)
