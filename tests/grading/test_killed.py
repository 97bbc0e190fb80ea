"""Who is killed from outside: is that ever told as the student's crash, and is the work done again?"""

import nbformat
import pytest
from class_state import LESSON, class_of, rows
from nbformat.v4 import new_code_cell

from autograder.commands.grading import grade
from autograder.exercises.written import answered, as_bytes
from autograder.gradebook.statuses import UNFINISHED
from autograder.grading.attempts import TRIES, Unfinished
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.grading.over_limits import LIMITS
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox
from autograder.sandbox.processes import Forked
from autograder.sandbox.sandboxes import unavailable

MOMENTS = {
    False: 12,
    True: 3,
}  # at how many the fork, and the prewarmed process (which takes its time to come back), is killed
OFF = "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return round((beta * alpha_q - alpha * beta_q) / (beta - alpha)) + 3"
AS_FROM_OUTSIDE = {
    "kill": "import os; os.kill(os.getpid(), 9)",
    "terminate": "import os; os.kill(os.getpid(), 15)",
    "group": "import os; os.kill(0, 9)",
    "thread": "import signal, threading; signal.pthread_kill(threading.get_ident(), 9)",
}
OWN_ENDS = {"exit": "import os; os._exit(0)", "abort": "import os; os.abort()"}


@pytest.fixture(scope="module", params=["bubblewrap", "landlock"])
def sandbox(request, missing_part):
    if reason := unavailable(request.param):
        missing_part(reason)
    with Sandbox(request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def lesson(project):
    return load_lesson(project, LESSON, seed=20)


@pytest.fixture
def kills(monkeypatch):
    """A function: from now on kill a submission's process, or the prewarmed one, just before these requests (numbers from 0)."""

    send = Forked.send

    def arm(numbers, prewarmed=False):
        count = iter(range(10**9))

        def killing_send(forked, message):
            if next(count) in numbers:
                (forked.forkserver.first if prewarmed else forked.forkserver.first.children()[0]).kill()
            send(forked, message)

        monkeypatch.setattr(Forked, "send", killing_send)
        return count

    return arm


def submission(release, solved, *cells, **sources):
    notebook = answered(release, {**solved, **sources})
    notebook.cells += [new_code_cell(source) for source in cells]
    return read_bytes(as_bytes(nbformat.from_dict(notebook)))


def graded(read, lesson, sandbox):
    result = grade_submission(read, lesson, sandbox)
    return result.status, result.earned, result.notebook


@pytest.mark.robust
@pytest.mark.parametrize("prewarmed", [False, True], ids=["fork", "prewarmed"])
def test_killed_at_any_request(release, solved, lesson, sandbox, kills, prewarmed):
    """Killed before any one request, also while wrong answers are looked at closer, is the outcome that of an undisturbed run?"""
    read = submission(release, solved, calculate_z=OFF)
    count = kills(())
    undisturbed = graded(read, lesson, sandbox)
    requests = next(count)
    for number in range(0, requests, max(1, requests // MOMENTS[prewarmed])):
        kills({number}, prewarmed)
        assert graded(read, lesson, sandbox) == undisturbed, number


def test_killed_every_time(release, solved, lesson, sandbox, kills):
    """Is a submission that is killed at every try left unfinished?"""
    count = kills(range(10**6))
    with pytest.raises(Unfinished, match="chạy lại"):
        grade_submission(submission(release, solved), lesson, sandbox)
    assert next(count) == TRIES


@pytest.mark.parametrize("name", OWN_ENDS)
def test_own_end(release, solved, lesson, sandbox, name):
    """Is a cell that ends its own process told as that, and does it cost only itself?"""
    result = grade_submission(submission(release, solved, OWN_ENDS[name]), lesson, sandbox)
    assert (result.status, result.notices[0], result.earned) == (*LIMITS["crash"], 10)


@pytest.mark.parametrize("name", AS_FROM_OUTSIDE)
def test_own_end_as_from_outside(release, solved, lesson, sandbox, name):
    """Is a cell refused that would end its own process as somebody else would, and does it cost nothing?"""
    result = grade_submission(submission(release, solved, AS_FROM_OUTSIDE[name]), lesson, sandbox)
    assert (result.status, result.earned) == ("đã chấm", 10)
    assert result.notebook.cells[-1].outputs[-1].ename == "PermissionError"


def test_child_that_is_killed(release, solved, lesson, sandbox):
    """May a submission still end a process that it started itself?"""
    if sandbox.kind == "landlock":
        pytest.skip("Landlock allows no second process at all")
    code = "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\nchild.kill()\nprint(child.wait())"
    result = grade_submission(submission(release, solved, code), lesson, sandbox)
    assert result.status == "đã chấm" and result.notebook.cells[-1].outputs[0].text == "-9\n"


def test_unfinished_in_a_class(project, tmp_path, monkeypatch, capsys):
    """Is an unfinished submission told, with the remedy and an exit code, are its old marks kept, and is it graded by the next run?"""
    folder = class_of(project, tmp_path / "course")
    list(grade_class(folder, LESSON))
    before = rows(folder)
    right, wrong = folder.submitted("sv001", LESSON), folder.submitted("sv008", LESSON)
    right.write_bytes(wrong.read_bytes())
    monkeypatch.setattr("autograder.grading.run.Run.finish", _killed)
    [told] = [result for result in grade_class(folder, LESSON, GradeOptions(jobs=1)) if result.fresh]
    assert (told.student, told.status, told.summary.scores) == ("sv001", UNFINISHED, {})
    assert rows(folder) == before
    assert grade(_chosen(folder)) == 1
    out = capsys.readouterr().out
    assert UNFINISHED in out and "sv001: Tiến trình" in out
    monkeypatch.undo()
    assert grade(_chosen(folder)) == 0
    assert rows(folder) != before


def _killed(_):
    from autograder.sandbox import Killed

    raise Killed


def _chosen(folder):
    from argparse import Namespace

    return Namespace(
        course_dir=str(folder.root),
        lesson=LESSON,
        student=[],
        force=False,
        dry_run=False,
        jobs=1,
        sandbox="auto",
        scheduler=None,
    )
