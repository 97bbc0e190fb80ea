"""Is what is committed what the build makes, and does nothing in it give an answer away?"""

import functools
import json
import re
import shutil
import subprocess
import sys
import tomllib

import jupytext
import nbformat
import pytest
from jupytext import TextFileContentsManager

from autograder import exercises
from autograder.authoring import build
from autograder.authoring.agreement import agreed_lesson
from autograder.authoring.stubs import count_lines, stubbed
from autograder.authoring.text import MARK_SCHEME, puzzle_solutions, read_lesson, solutions
from autograder.commands import main
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.intake.text import WRITE_HERE

LESSON = "bai01_so_nguyen"
LESSONS = exercises.lesson_names()
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


def source_of(project, lesson):
    return nbformat.read(project.source(lesson), as_version=4)


def release_of(project, lesson):
    return nbformat.read(project.release(lesson), as_version=4)


@pytest.fixture(scope="module")
def made(project, tmp_path_factory):
    """A fresh build of the lesson: {path: bytes}."""
    return build.make(project, LESSON, tmp_path_factory.mktemp("fresh"))


@pytest.fixture
def copy(project, tmp_path):
    """A course folder with the lesson, to be spoilt."""
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, tmp_path / stage / LESSON)
    return CourseFolder(tmp_path)


def test_release_is_what_the_build_makes(project, made):
    """Does a fresh build equal every committed file of the first lesson, and of those of which something is not committed yet?"""
    changed = [lesson for lesson in LESSONS[1:] if not build.is_as_committed(project, lesson)]
    found = build.differences(project, LESSON, made) + build.check(project, changed)
    assert found == [], f"{found}: run python -m autograder build"


def test_a_clone_is_as_committed_until_something_changes(tmp_path):
    """Is a lesson taken as built only where its files, and all that a build reads, stand as in the last commit?"""
    plain, clone = tmp_path / "plain", tmp_path / "clone"
    plain.mkdir()
    assert not build.is_as_committed(CourseFolder(plain), LESSON)
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{ROOT}", clone], check=True)
    folder, other = CourseFolder(clone), LESSONS[1]
    assert build.is_as_committed(folder, LESSON) and build.is_as_committed(folder, other)
    folder.text(LESSON).write_text("# %%\n")
    assert not build.is_as_committed(folder, LESSON) and build.is_as_committed(folder, other)
    (clone / "course" / "new.py").touch()
    assert not build.is_as_committed(folder, other)


def test_every_lesson_has_its_text(project):
    """Is there a text for each lesson that has exercises, and exercises for each text?"""
    assert project.lessons() == LESSONS


def test_difference_is_found(copy, made):
    """Is a changed, a missing and a left-over file found?"""
    copy.release(LESSON).write_text("{}")
    copy.check_data(LESSON, "source").unlink()
    (copy.release(LESSON).parent / "dap_an.txt").write_text("42")
    assert build.differences(copy, LESSON, made) == [
        f"release/{LESSON}/{LESSON}.ipynb: khác với bản dựng từ {LESSON}.py",
        f"source/{LESSON}/{LESSON}.check.json: thiếu",
        f"release/{LESSON}/dap_an.txt: thừa",
    ]


def test_changed_picture_is_found(copy, made):
    """Is a picture that shows something else found, though all text is the same?"""
    notebook = json.loads(copy.source(LESSON).read_text(encoding="utf-8"))
    drawn = [o["data"] for c in notebook["cells"] for o in c.get("outputs", []) if "text/html" in o.get("data", {})]
    drawn = [data for data in drawn if "src=" in "".join(data["text/html"])]
    (one, of_one), (other, of_other) = ("".join(data["text/html"]).split("src=") for data in drawn[:2])
    drawn[0]["text/html"], drawn[1]["text/html"] = f"{one}src={of_other}", f"{other}src={of_one}"
    copy.source(LESSON).write_text(json.dumps(notebook), encoding="utf-8")
    assert any("khác" in sentence for sentence in build.differences(copy, LESSON, made))


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        ({"0.30000000000000004": "0.3", "-1e-17": "0.0"}, True),
        ({"0.30000000000000004": "0.3001"}, False),
        ({"0.30000000000000004": "0.3", "127": "126"}, False),
        ({"0.30000000000000004": "0.3", "zero": "one"}, False),
    ],
)
@pytest.mark.parametrize("kind", ["check", "more"])
def test_numbers_of_another_processor(tmp_path, changed, stays, kind):
    """Do last digits of computed numbers, and only those, neither count as a difference nor change the file?"""
    content, name = '{"zero": [0.30000000000000004, -1e-17, 127]}', f"release/{LESSON}/{LESSON}.{kind}.json"
    other = functools.reduce(lambda text, edit: text.replace(*edit), changed.items(), content)
    committed = tmp_path / name
    committed.parent.mkdir(parents=True)
    committed.write_text(content, encoding="utf-8")
    assert (build.differences(CourseFolder(tmp_path), LESSON, {name: other.encode()}) == []) is stays
    assert build._write(tmp_path, name, other.encode()) is not stays
    assert (committed.read_text(encoding="utf-8") == content) is stays


def test_check_command_names_the_remedy(capsys, monkeypatch):
    """Does `build --check` fail with the command to run when something differs?"""
    monkeypatch.setattr(build, "check", lambda folder, lessons: [f"release/{lessons[0]}: khác"])
    assert main(["build", LESSON, "--check"]) == 1
    assert f"Hãy chạy: python -m autograder build {LESSON}" in capsys.readouterr().out


def test_unchanged_lesson_is_skipped(copy, monkeypatch):
    """Is a lesson that did not change left alone, and one that changed built again?"""
    monkeypatch.setattr(build, "make", lambda *_: {f"source/{LESSON}/{LESSON}.ipynb": copy.source(LESSON).read_bytes()})
    said = []
    build.build(copy, [LESSON], said.append)
    build.build(copy, [LESSON], said.append)
    copy.text(LESSON).write_text(copy.text(LESSON).read_text(encoding="utf-8") + "\n# thêm", encoding="utf-8")
    build.build(copy, [LESSON], said.append)
    assert ["không có gì thay đổi" in sentence for sentence in said] == [False, True, False]


def test_lesson_that_cannot_be_built_beside_another(project):
    """Does a lesson without its text end a build of several, made in processes of their own, with the sentence for one?"""
    with pytest.raises(CourseError, match="Không thấy .*bai99_khong_co"):
        build.check(project, [LESSON, "bai99_khong_co"])


@pytest.mark.robust
def test_several_lessons_are_built_at_once(project):
    """Are two lessons built beside each other what each is by itself?"""
    assert build.check(project, ["bai02_sai_so", "bai03_do_hat"]) == []


def test_nbgrader_makes_the_same_release(copy, project):
    """Does `nbgrader generate_assignment` with our nbgrader_config.py write the same release?"""
    shutil.copy(ROOT / "nbgrader_config.py", copy.root)
    shutil.rmtree(copy.root / "release")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LESSON]
    subprocess.run(command, cwd=copy.root, check=True, capture_output=True)
    assert copy.release(LESSON).read_bytes() == project.release(LESSON).read_bytes()
    assert sorted(p.name for p in copy.release(LESSON).parent.iterdir()) == sorted(
        f"{LESSON}{end}" for end in (".check.json", ".ipynb", ".more.json")
    )


@every_lesson
def test_release_holds_no_solution(project, lesson):
    """Is no line of a solution region anywhere in the release?"""
    released = "".join(p.read_text(encoding="utf-8") for p in project.release(lesson).parent.iterdir())
    assert "BEGIN SOLUTION" not in released and "END SOLUTION" not in released
    notebook = source_of(project, lesson)
    for source in (*solutions(notebook).values(), *puzzle_solutions(notebook).values()):
        inside = source.split("### BEGIN SOLUTION")[1:]
        lines = [line.strip() for part in inside for line in part.split("### END SOLUTION")[0].splitlines()]
        given = stubbed(source)
        said = [line for line in lines if re.search(r"\w", line) and not line.startswith("#")]  # no bare bracket
        hidden = [line for line in said if line not in given]
        assert hidden
        for line in hidden:
            assert json.dumps(line, ensure_ascii=False)[1:-1] not in released, line


@every_lesson
def test_release_cells_are_locked(project, lesson):
    """Is every cell but the solutions read-only, and does each check carry its exercise's points?"""
    release, points = release_of(project, lesson), {}
    for cell in release.cells:
        marks = cell.metadata["nbgrader"]
        if marks["solution"]:
            assert not marks["locked"] and cell.metadata["deletable"] is False
        else:
            assert marks["locked"] and cell.metadata["editable"] is False and cell.metadata["deletable"] is False
        if marks["grade"] and not marks["solution"]:
            points[cell.source] = marks["points"]
        assert marks["grade_id"].isascii() and not cell.get("outputs")
    assert points == {f"bai.check({e.function})": e.points for e in exercises.load(lesson).exercises}
    assert release.metadata["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("lesson", LESSONS[1:])
def test_questions_in_words(project, lesson):
    """Are there one or two questions in words, each with a mark scheme and a model answer that no student gets?"""
    source, release = source_of(project, lesson), release_of(project, lesson)
    asked = [cell for cell in source.cells if cell.id.startswith("question-")]
    answers = [cell for cell in source.cells if cell.id.startswith("answer-")]
    assert 1 <= len(asked) == len(answers) <= 2
    released = {cell.id: cell for cell in release.cells}
    for question, answer in zip(asked, answers):
        given = released[question.id]
        assert (
            answer.metadata["nbgrader"]["points"] == question.metadata["points"] > 0
            and answer.metadata["nbgrader"]["grade"]
        )
        assert MARK_SCHEME[0] not in given.source and question.source.startswith(given.source.strip())
        assert len(answer.source) > 80 and released[answer.id].source == WRITE_HERE
        assert given.source.split("\n")[0].endswith(f" ({question.metadata['points']} điểm)")


QUESTION = """
# %% [markdown] question="why" points=2
# ### Vì sao?
#
# === BEGIN MARK SCHEME ===
# - 2 điểm: vì thế.
# === END MARK SCHEME ===

# %% [markdown] answer="why"
# Vì thế.
"""


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("", "", None),
        (" points=2", "", "cần points="),
        ("=== BEGIN MARK SCHEME ===", "Thang điểm", "=== BEGIN MARK SCHEME ==="),
        ('answer="why"', 'answer="how"', 'phải là ô answer="why"'),
        ('question="why" points=2', "setup=true", "không đứng sau câu hỏi nào"),
    ],
    ids=[
        "right",
        "question_without_points",
        "question_without_mark_scheme",
        "answer_of_another_question",
        "answer_without_question",
    ],
)
def test_question_cells(project, asked, old, new, words):
    """Is an author told when a question in words lacks its points, its mark scheme or its answer?"""
    text = project.text(LESSON).read_text(encoding="utf-8") + QUESTION.replace(old, new)
    if words is None:
        agreed_lesson(text, asked)
        return
    with pytest.raises(CourseError, match=words):
        agreed_lesson(text, asked)


def test_stub_names_todo_and_length(release, solved):
    """Does each stub say its TODO, about how many lines, and raise NotImplementedError?"""
    stubs = "\n".join(c.source for c in release.cells if c.metadata["nbgrader"]["solution"])
    for number in range(1, 11):
        assert f'raise NotImplementedError("TODO {number}: chưa làm")' in stubs
    body = solved["calculate_s_and_z_int"].split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    assert f"# Viết khoảng {count_lines(body)} dòng ở đây" in stubs


@pytest.mark.parametrize(
    "source",
    [
        "    ### BEGIN SOLUTION\n    x = 1\n",
        "    ### END SOLUTION\n",
        "    ### BEGIN SOLUTION\n    x\n    ### END SOLUTION\n",
    ],
    ids=["region_never_closed", "region_never_opened", "region_without_todo"],
)
def test_broken_region(source):
    """Is a solution region that would leak or say nothing refused?"""
    with pytest.raises(ValueError, match="solution region"):
        stubbed(source)


def test_text_and_notebook_are_a_pair(project):
    """Does JupyterLab see text and source notebook as one, and open the release without its solutions?"""
    manager = TextFileContentsManager(root_dir=str(ROOT))
    content = manager.get(f"source/{LESSON}/{LESSON}.ipynb")["content"]
    assert any("BEGIN SOLUTION" in cell["source"] for cell in content["cells"])
    for root, path in ((ROOT, f"release/{LESSON}/{LESSON}.ipynb"), (ROOT / "release", f"{LESSON}/{LESSON}.ipynb")):
        content = TextFileContentsManager(root_dir=str(root)).get(path)["content"]
        assert not any("BEGIN SOLUTION" in cell["source"] for cell in content["cells"])
        assert "jupytext" not in nbformat.read(project.release(LESSON), as_version=4).metadata


@every_lesson
def test_notebook_gives_the_text_back(project, lesson):
    """Does an edit in JupyterLab write the same text back, but for the points of a question, which are told anew in every build?"""
    text, source = project.text(lesson).read_text(encoding="utf-8"), source_of(project, lesson)
    filters = tomllib.loads((ROOT / "jupytext.toml").read_text(encoding="utf-8"))
    filters.pop("formats")
    source.metadata["jupytext"] = filters
    written = jupytext.writes(source, fmt="py:percent")
    assert re.sub(r"(?m)^(# ### Câu hỏi.*) \(\d+ điểm\)$", r"\1", written).strip() == text.strip()
    again, asked = read_lesson(written, exercises.load(lesson)), read_lesson(text, exercises.load(lesson))
    assert [cell.source for cell in again.cells] == [cell.source for cell in asked.cells]


@pytest.mark.parametrize(
    "old, new, words",
    [
        ('check="calculate_z"', 'check="calculate_zz"', "không có bài tập tương ứng"),
        ("bai.check(calculate_z)", "bai.check(calculate_s)", "chứa thứ khác"),
        ("# TODO 2:", "# TODO 3:", "nhưng bài tập khai báo"),
    ],
    ids=["check_of_no_exercise", "check_of_another_function", "todo_misnumbered"],
)
def test_text_that_disagrees_with_the_exercises(project, asked, old, new, words):
    """Is an author told when text and exercises disagree?"""
    text = project.text(LESSON).read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(CourseError, match=words):
        agreed_lesson(text.replace(old, new), asked)


def test_lesson_that_does_not_exist(capsys):
    """Does building an unknown lesson exit with 2 and name the lessons there are?"""
    assert main(["build", "bai99"]) == 2
    assert LESSON in capsys.readouterr().err


def test_document_is_mirrored(source, project):
    """Does the lesson print every value that the course's document expects, in its order?"""
    printed = "\n".join(
        output["text"] for cell in source.cells for output in cell.get("outputs", []) if output.output_type == "stream"
    )
    text, place = project.text(LESSON).read_text(encoding="utf-8"), 0
    for expected in (
        "s: 0.1875\n",
        "z: -3\n",
        "s_test: 0.0196078431372549\nz_test: -26\n",
        "x_q: -34\n",
        "[[7.08511   8.601623  5.0005717]\n [6.511663  5.7337794 5.461693 ]]\n",
        "quantized_Y_i_j: 7\n",
        "[[111   7  19  46]\n [127  16 124   2]]\n",
    ):
        assert expected in printed, expected
        place = printed.index(expected, place)
        for line in expected.strip().splitlines():
            assert f"# {line}" in text, line
    assert text.count("Kết quả mong đợi") >= 7
