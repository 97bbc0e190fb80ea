"""Whatever is raised while one submission is graded: does it end that submission alone, told, logged and graded again?"""

import json
import re
import shutil
import stat
from functools import partial
from itertools import cycle

import nbformat
import pytest
from class_state import LESSON, difference, notebooks, rows, state
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.diagnosis import Diagnosis
from autograder.exercises.versions import edited
from autograder.exercises.written import answered, without_markers
from autograder.feedback import class_pages
from autograder.feedback.class_pages import write_pages
from autograder.feedback.page import PageMaker
from autograder.files.course_error import CourseError
from autograder.files.last_net import HEAD_CHARS, TAIL_CHARS, trace_of
from autograder.gradebook.config import course_config, db_url
from autograder.gradebook.marks import read_results
from autograder.gradebook.statuses import GRADED, TROUBLE
from autograder.gradebook.tables import ANEW, MADE_FROM
from autograder.gradebook.writer import GradebookWriter
from autograder.grading import answers, notebook, outputs, tasks, whole_class
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.plugin import preprocessors
from autograder.similarity import answers as similarity_answers
from autograder.similarity.write import write_similarity

FINE, VICTIM = "sv01", "sv02"
WORDS = "lỗi này không có trong bài nộp nào\x1b[2J"
IN_WORKER = {
    "reading": (tasks, "read_bytes"),
    "restoring": (notebook, "restore"),
    "running": (outputs, "as_outputs"),
    "judging": (answers, "judge"),
    "diagnosing": (Diagnosis, "explained"),
    "finishing": (notebook, "new_output"),
    "scoring": (tasks, "determine_grade"),
    "commenting": (tasks, "comment_on"),
}
IN_WRITER = {
    "handing_in": (whole_class, "hand_in", lambda args, victim: victim in args),
    "fingerprint": (whole_class, "fingerprint", lambda args, victim: args[0].student == victim),
    "graded_work": (whole_class, "write_autograded", lambda args, victim: victim in args),
    "gradebook": (GradebookWriter, "_comments", lambda args, victim: victim in [entry.student for entry in args[1]]),
}
ERRORS = [
    ValueError(WORDS),
    MemoryError(),
    RecursionError(WORDS),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, WORDS),
    PermissionError(13, WORDS),
]


STAGES = dict(zip([*IN_WORKER, *IN_WRITER], cycle(ERRORS)))  # who fails there, by which error


@pytest.fixture(scope="module")
def course(project, tmp_path_factory):
    """(folder, its state once graded): one student with right answers, one with a mistake in the first function."""
    folder = CourseFolder(tmp_path_factory.mktemp("net"))
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    folder.seed.write_text("7")
    release = nbformat.read(project.release(LESSON), as_version=4)
    right = solutions(nbformat.read(project.source(LESSON), as_version=4))
    first = exercises.load(LESSON).exercises[0]
    wrong = right | {first.function: edited(right[first.function], first.misconceptions[0].edits)}
    for student, written in ((FINE, right), (VICTIM, wrong)):
        path = folder.submitted(student, LESSON)
        path.parent.mkdir(parents=True)
        handed_in = answered(release, {name: without_markers(source) for name, source in written.items()})
        handed_in.cells.append(nbformat.v4.new_code_cell(f"print('{student}')"))
        nbformat.write(handed_in, path)
    assert [result.status for result in grade_class(folder, LESSON)] == [GRADED, GRADED]
    return folder, state(folder)


def failing(monkeypatch, place, name, error, concerns):
    """Let a function of the grader raise whenever it is called with what concerns the victim."""
    real = getattr(place, name)

    def raises(*args, **more):
        if concerns(args):
            raise error
        return real(*args, **more)

    monkeypatch.setattr(place, name, raises)


def failing_in_worker(monkeypatch, stage, error, victim=VICTIM):
    """The same of what a worker calls, which tells nobody whose submission it is."""
    now, marked = [], tasks._marked

    def noted(handed, *more):
        now[:] = [handed.student]
        return marked(handed, *more)

    monkeypatch.setattr(tasks, "_marked", noted)
    failing(monkeypatch, *IN_WORKER[stage], error, lambda _: now == [victim])


def fingerprint_of(folder, student):
    with Gradebook(db_url(folder)) as gradebook:
        return gradebook.db.scalar(select(MADE_FROM.c.fingerprint).where(MADE_FROM.c.student == student))


def but_for_fingerprints(state):
    [*rows, _], notebooks = state
    return rows, notebooks


@pytest.fixture(scope="module")
def one_for_each_stage(course, tmp_path_factory):
    """A class in which the grading of one victim fails at each stage, graded before and then: its folder, state, results, error log."""
    whole, _ = course
    folder = CourseFolder(tmp_path_factory.mktemp("stages"))
    for stage in ("source", "release"):
        shutil.copytree(whole.root / stage, folder.root / stage)
    for student in (FINE, *STAGES):
        handed_in = whole.submitted(FINE if student == FINE else VICTIM, LESSON)
        shutil.copytree(handed_in.parent, folder.submitted(student, LESSON).parent)
    list(grade_class(folder, LESSON))
    before = state(folder)
    with pytest.MonkeyPatch.context() as patched:
        for stage, error in STAGES.items():
            if stage in IN_WORKER:
                failing_in_worker(patched, stage, error, stage)
            else:
                place, name, concerns = IN_WRITER[stage]
                failing(patched, place, name, error, partial(concerns, victim=stage))
        results = {result.student: result for result in grade_class(folder, LESSON, GradeOptions(force=True, jobs=1))}
    return folder, before, results, folder.error_log.read_text()


def test_the_others(one_for_each_stage):
    """Is who has no such trouble graded as ever, not logged, and does everyone keep what they had?"""
    folder, before, results, logged = one_for_each_stage
    assert (results[FINE].status, results[FINE].unfinished) == (GRADED, False)
    assert difference(but_for_fingerprints(state(folder)), but_for_fingerprints(before)) == []
    assert FINE not in logged and "\x1b" not in logged and stat.S_IMODE(folder.error_log.stat().st_mode) == 0o600


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage(one_for_each_stage, stage):
    """Is a submission whose grading fails there, and there alone, listed, logged and to be graded again?"""
    folder, _, results, logged = one_for_each_stage
    assert (results[stage].status, results[stage].unfinished, results[stage].summary.todos) == (TROUBLE, True, ())
    assert "Hãy chạy lại" in results[stage].notices[0]
    assert fingerprint_of(folder, stage) == ANEW != fingerprint_of(folder, FINE)
    [entry] = [part for part in re.split(rf"(?={LESSON} )", logged) if part.startswith(f"{LESSON} {stage}\n")]
    assert type(STAGES[stage]).__name__ in entry


def test_next_run_makes_up_for_it(course, monkeypatch, capsys):
    """Does the command say who is not finished and where the error is, with exit code 1, and does the next run finish them alone?"""
    folder, before = course
    with monkeypatch.context() as patched:
        failing_in_worker(patched, "judging", ValueError(WORDS))
        assert main(["grade", LESSON, "--course-dir", str(folder.root), "--force"]) == 1
    said = capsys.readouterr().out
    assert (
        TROUBLE in said and str(folder.error_log) in said and "1 bài chưa chấm xong" in said and "Hãy chạy lại" in said
    )
    assert {result.student: result.fresh for result in grade_class(folder, LESSON)} == {FINE: False, VICTIM: True}
    assert difference(state(folder), before) == []
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 0


def test_nobody_has_a_mark_yet(course, monkeypatch, tmp_path):
    """Is a submission that failed at its first grading one that waits to be graded, in the marks, too?"""
    whole, _ = course
    folder = CourseFolder(tmp_path / "course")
    for name in ("source", "release", "submitted"):
        shutil.copytree(whole.root / name, folder.root / name)
    failing_in_worker(monkeypatch, "finishing", KeyError(WORDS))
    assert sum(result.unfinished for result in grade_class(folder, LESSON)) == 1
    [lesson] = read_results(folder).lessons
    assert (lesson.of(VICTIM).points, lesson.of(FINE).points) == (None, 10) and list(notebooks(folder)) == [FINE]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), CourseError("x"), OperationalError("x", {}, OSError("gone"))]
)
def test_what_concerns_the_machine(course, monkeypatch, error):
    """Does an error that every submission would meet end the run, as before?"""
    folder, _ = course
    failing(monkeypatch, whole_class, "hand_in", error, lambda _: True)
    with pytest.raises((OSError, CourseError)):
        list(grade_class(folder, LESSON, GradeOptions(force=True, jobs=1)))


def test_long_traceback():
    """Is a traceback of any length logged in bounded length, its beginning and its end?"""
    try:
        raise ValueError("x" * 10**6 + "Ende")
    except ValueError as error:
        text = trace_of(error)
    assert len(text) <= HEAD_CHARS + TAIL_CHARS + 10 and text.startswith("Traceback") and text.strip().endswith("Ende")


def test_through_nbgraders_command(course, monkeypatch, tmp_path):
    """Does nbgrader's own command tell of the submission, grade the other, and leave what the victim had?"""
    whole, before = course
    folder = CourseFolder(tmp_path / "course")
    shutil.copytree(whole.root, folder.root)
    monkeypatch.chdir(folder.root)
    config = course_config(folder)
    config.CourseDirectory.assignment_id = LESSON
    failing(monkeypatch, preprocessors, "hand_in", MemoryError(), lambda args: VICTIM in args)
    with pytest.raises(NbGraderException):
        Autograde(coursedir=CourseDirectory(config=config), config=config, force=True).start()
    assert f"{LESSON} {VICTIM}\n" in folder.error_log.read_text()
    assert list(notebooks(folder)) == [FINE] and rows(folder) == before[0][:-1]


def test_one_page(course, monkeypatch, capsys):
    """Does one page that cannot be made leave the other, its own earlier one, and a line in the log?"""
    folder, _ = course
    list(grade_class(folder, LESSON))
    pages = {page.student: folder.feedback(page.student, LESSON).read_bytes() for page in write_pages(folder, LESSON)}
    failing(monkeypatch, PageMaker, "page", RecursionError(WORDS), lambda args: args[2].student == VICTIM)
    folder.error_log.unlink(missing_ok=True)
    assert main(["feedback", LESSON, "--course-dir", str(folder.root), "--jobs", "1"]) == 1
    assert {student: folder.feedback(student, LESSON).read_bytes() for student in pages} == pages
    said = capsys.readouterr().out
    assert f"{VICTIM}: chưa viết được trang, vì {class_pages.TROUBLE}" in said and str(folder.error_log) in said
    assert f"{LESSON} {VICTIM}\n" in folder.error_log.read_text()


def test_one_answer_to_compare(course, monkeypatch, tmp_path, capsys):
    """Does an answer that cannot be compared leave the others, named and with exit code 1?"""
    folder, _ = course
    shutil.copytree(folder.submitted(FINE, LESSON).parent, folder.submitted("sv03", LESSON).parent)
    try:
        failing(monkeypatch, similarity_answers, "hand_in", MemoryError(), lambda args: VICTIM in args)
        (_, _), pairs, _ = write_similarity(folder, LESSON, tmp_path, 0.9)
        assert pairs.answers.left == (VICTIM,) and pairs.answers.students == (FINE, "sv03")
        assert main(["similarity", LESSON, "--course-dir", str(folder.root), "--output", str(tmp_path)]) == 1
        assert VICTIM in capsys.readouterr().out
    finally:
        shutil.rmtree(folder.submitted("sv03", LESSON).parent.parent)


@pytest.mark.parametrize(
    "words",
    [
        "[]",
        '{"status": 1}',
        '{"status": "x", "todos": [{}]}',
        "{",
        json.dumps({"status": "x", "todos": [], "exercises": [1]}),
    ],
)
def test_one_summary(course, tmp_path, words):
    """Does a stored summary that nobody can read leave the report and the marks of all others?"""
    folder = CourseFolder(tmp_path / "course")
    shutil.copytree(course[0].root, folder.root)
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.db.execute(MADE_FROM.update().where(MADE_FROM.c.student == VICTIM).values(summary=words))
        gradebook.db.commit()
    [lesson] = read_results(folder, summaries=True).lessons
    assert (lesson.of(VICTIM).status, lesson.of(FINE).status) == (TROUBLE, GRADED)
    assert main(["report", LESSON, "--course-dir", str(folder.root), "--output", str(tmp_path / "out")]) == 0


FROM_LATER = json.dumps({"version": 99, "status": "x", "todos": []})


@pytest.mark.parametrize(
    "words", ["{", *(pytest.param(words, marks=pytest.mark.robust) for words in ("[]", FROM_LATER))]
)
def test_one_summary_while_grading(course, tmp_path, words):
    """Does a stored summary that nobody can read leave the others' grading, told, and is its mark made anew by the next run?"""
    folder = CourseFolder(tmp_path / "course")
    shutil.copytree(course[0].root, folder.root)
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.db.execute(MADE_FROM.update().where(MADE_FROM.c.student == VICTIM).values(summary=words))
        gradebook.db.commit()
    results = {result.student: result for result in grade_class(folder, LESSON)}
    assert (results[FINE].status, results[FINE].fresh) == (GRADED, False)
    assert (results[VICTIM].status, results[VICTIM].unfinished) == (TROUBLE, True)
    assert "no summary of a mark" in folder.error_log.read_text(encoding="utf-8")
    again = {result.student: result for result in grade_class(folder, LESSON)}
    assert (again[VICTIM].status, again[VICTIM].fresh, again[VICTIM].unfinished) == (GRADED, True, False)
