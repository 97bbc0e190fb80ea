"""The recipes for GitHub Classroom, Gradescope and Moodle VPL, step by step as those platforms run them, as far as that goes on one machine."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from one_course import LESSON
from test_forms import OF_TEST, TOP, holds, metadata, read_by_vpl

from autograder.course_folder import ROOT
from autograder.one.gradescope import GRADED

WORKFLOW = yaml.safe_load((ROOT / "deploy" / "github_classroom" / "cham_bai.yml").read_text(encoding="utf-8"))
SECRETS = {"CLASSROOM_TOKEN": "a-token", "LUONG_TU_HOA_SEED": "9876543210987654321"}
HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these platforms run Linux")


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    """The teacher's repository, with the environment that cai_dat.sh would make."""
    place = tmp_path_factory.mktemp("teacher") / "kho"
    for name in ("autograder", "course", "deploy", f"source/{LESSON}", f"release/{LESSON}"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place)
    (place / "moi_truong").symlink_to(sys.prefix)
    return place


def shell(command, place, **variables):
    """Run a command as GitHub runs a step (bash -e), in a folder; what is in the environment of this test run and is a secret is not there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUONG_TU_HOA", "PYTEST"))}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=place,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def git(*arguments, place):
    who = ["-c", "user.name=An", "-c", "user.email=an@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=place, check=True, capture_output=True)


def repository(place, name, files=(), link=None):
    """A student's repository on the server: {path: bytes}, and a (path, target) that is a link."""
    made = place / f"{name}.git"
    made.mkdir(parents=True)
    git("init", "--quiet", "-b", "main", place=made)
    for path, content in dict(files).items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(content)
    if link:
        (made / link[0]).symlink_to(link[1])
    if files or link:
        git("add", "-A", place=made)
        git("commit", "--quiet", "-m", "bài làm", place=made)


@pytest.fixture(scope="module")
def run(teacher, written, tmp_path_factory):
    """The workflow's steps run in order over a class of repositories, and once more. steps: [(name, result)] of both runs."""
    kept = tmp_path_factory.mktemp("github")
    tools = kept / "tools"
    tools.mkdir()
    shutil.copy(HERE / "stand_in_gh.py", tools / "gh")
    (tools / "sudo").write_text('#!/bin/sh\necho "$@" >>"$GH_KEPT/sudo"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    right, wrong = written(), written({"calculate_s": {"beta - alpha": "beta + alpha"}})
    ends = written(instead={"calculate_s": "import os\nos._exit(0)"})
    lop, inner = kept / "server" / "lop", f"{LESSON}/{LESSON}.ipynb"
    repository(lop, "bai01-an", {inner: right})
    repository(lop, "bai01-binh", {"bai_lam.ipynb": wrong})
    repository(lop, "bai01-cuong", {"README.md": b"x"}, link=(LESSON, f"../../source/{LESSON}"))
    repository(lop, "bai01-dung")
    repository(lop, "bai01-giang", {inner: ends})
    repository(lop, "bai01-hoa", {"README.md": b"x"}, link=(f"{LESSON}.ipynb", f"../../source/{LESSON}/{LESSON}.ipynb"))
    repository(lop, "bai02-an", {inner: right})
    variables = {
        "GH_KEPT": str(kept),
        "DIA_CHI": f"file://{kept / 'server'}",
        "PATH": os.pathsep.join([str(tools), os.environ["PATH"]]),
    }
    steps = [[*_steps(teacher, {**variables, "TO_CHUC": "lop"})] for _ in range(2)]
    return SimpleNamespace(kept=kept, steps=steps)


def _steps(place, variables):
    """(name, result) of each `run:` of the workflow, with its variables and secrets put in; ends after one that failed."""
    [job] = WORKFLOW["jobs"].values()
    for step in job["steps"]:
        if "run" not in step:
            assert step["uses"].split("@")[0] in {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
            continue
        named = {**WORKFLOW["env"], **step.get("env", {})}
        told = {
            name: re.sub(r"\$\{\{ secrets\.(\w+) \}\}", lambda m: SECRETS[m[1]], text) for name, text in named.items()
        }
        assert "${{" not in step["run"] + "".join(told.values())
        done = shell(step["run"], place, **{**told, **variables})
        yield step["name"], done
        if done.returncode:
            return


@pytest.mark.robust
def test_every_step_succeeds(run):
    """Does every step end well, in both runs, and say how many notebooks it is about?"""
    for steps in run.steps:
        assert [(name, done.returncode, done.stderr) for name, done in steps if done.returncode] == []
        assert len(steps) == 6
    told = [dict(steps) for steps in run.steps]
    assert "Số bài cần chấm: 5" in told[0]["Kéo bài về"].stdout and "Số bài đã chấm: 5" in told[0]["Chấm"].stdout
    assert "Kho bai01-dung còn trống." in told[0]["Kéo bài về"].stdout
    assert "Số bài cần chấm: 0" in told[1]["Kéo bài về"].stdout and "Số bài đã chấm: 0" in told[1]["Chấm"].stdout


@pytest.mark.robust
def test_students_get_their_results(run):
    """Does each commit get one comment and one status, with the right points, and nobody those of a link to the solution?"""
    comments = [json.loads(line) for line in (run.kept / "comments").read_text(encoding="utf-8").splitlines()]
    points = {one["place"].split("/")[2]: re.search(r": ([\d.]+)/10 điểm", one["body"])[1] for one in comments}
    assert len(comments) == 5
    assert points == {"bai01-an": "10", "bai01-binh": "9", "bai01-cuong": "0", "bai01-giang": "9", "bai01-hoa": "0"}
    statuses = [
        json.loads(line) for path in (run.kept / "statuses").iterdir() for line in path.read_text().splitlines()
    ]
    assert sorted(one["state"] for one in statuses) == ["failure", "failure", "success", "success", "success"]
    assert {one["context"] for one in statuses} == {"cham_bai"}


@pytest.mark.robust
def test_no_secret_leaves(run, teacher):
    """Is the seed in no log and in nothing that is posted or uploaded?"""
    logs = [text for steps in run.steps for _, done in steps for text in (done.stdout, done.stderr)]
    posted = [path.read_text(errors="replace") for path in run.kept.glob("comments")]
    uploaded = [path.read_text(errors="replace") for path in (teacher / "ket_qua").rglob("*") if path.is_file()]
    assert not [text for text in (*logs, *posted, *uploaded) if any(secret in text for secret in SECRETS.values())]


@pytest.mark.robust
def test_the_sandbox_is_opened_for(run):
    """Are bubblewrap and user namespaces asked for, as Ubuntu's runners need it?"""
    asked = (run.kept / "sudo").read_text()
    assert "bubblewrap" in asked and "kernel.apparmor_restrict_unprivileged_userns=0" in asked


def test_the_workflow_is_the_teachers():
    """Does it run by the clock or by hand only, one at a time, with no right to write, so that no push of a student's starts it?"""
    triggers = WORKFLOW[True]  # YAML 1.1 reads `on` so
    assert set(triggers) == {"schedule", "workflow_dispatch"} and WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is False


# --- Gradescope ---


@pytest.fixture(scope="module")
def autograder(teacher, tmp_path_factory):
    """The folder /autograder, after the image was built from the zip."""
    root = tmp_path_factory.mktemp("gradescope")
    output = root / "goi.zip"
    packed = shell(f"bash deploy/gradescope/goi.sh {LESSON} 3 {output}", teacher)
    assert packed.returncode == 0, packed.stderr
    with zipfile.ZipFile(output) as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        archive.extractall(root / "source")
    assert all(modes[name] & stat.S_IXUSR for name in ("setup.sh", "run_autograder"))
    assert {name.split("/")[1] for name in modes if name.startswith(("source/", "release/"))} - {""} == {LESSON}
    assert not [name for name in modes if ".cache" in name or "__pycache__" in name]
    (root / "source" / "moi_truong").symlink_to(sys.prefix)
    built = shell("bash source/setup.sh", root, AUTOGRADER_ROOT=str(root), LUONG_TU_HOA_KHONG_APT="1")
    assert built.returncode == 0, built.stderr
    shutil.copy(root / "source" / "run_autograder", root)
    return root


def graded(root, content, *earlier):
    """The result of run_autograder, and results.json or None."""
    shutil.rmtree(root / "submission", ignore_errors=True)
    (root / "submission").mkdir()
    (root / "submission" / "bài làm.ipynb").write_bytes(content)
    (root / "submission_metadata.json").write_text(json.dumps(metadata(*earlier)), encoding="utf-8")
    path = root / "results" / "results.json"
    path.unlink(missing_ok=True)
    done = shell("bash run_autograder", root, AUTOGRADER_ROOT=str(root))
    return done, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def test_gradescope(autograder, written):
    """Does a submission get results as documented, by cases of the zip's own seed, and the fourth within a day the third's again?"""
    done, told = graded(autograder, written({"calculate_s": {"beta - alpha": "beta + alpha"}}))
    assert done.returncode == 0 and told["score"] == 9 and told["extra_data"] == {GRADED: True}
    holds(told, TOP)
    assert [holds(test, OF_TEST) for test in told["tests"]] and "rút mới" not in told["output"]
    _, again = graded(autograder, written(), (1, told), (2, told), (3, told))
    assert (again["score"], again["extra_data"]) == (9, {GRADED: False})
    _, allowed = graded(autograder, written(), (1, told), (2, told), (30, told))
    assert allowed["score"] == 10


def test_gradescope_without_results(autograder, written):
    """Where the grader cannot grade, is there no results.json, so that Gradescope tells the instructor, and nobody gets 0?"""
    place = autograder / "source" / "release"
    place.rename(autograder / "away")
    try:
        done, told = graded(autograder, written())
    finally:
        (autograder / "away").rename(place)
    assert done.returncode == 2 and told is None and "Lỗi: " in done.stderr


def test_each_zip_has_a_seed_of_its_own(teacher, tmp_path):
    """Are the hidden cases of a pipeline others than those that the class is graded by?"""
    seeds = []
    for name in ("a.zip", "b.zip"):
        assert shell(f"bash deploy/gradescope/goi.sh {LESSON} 3 {tmp_path / name}", teacher).returncode == 0
        with zipfile.ZipFile(tmp_path / name) as archive:
            seeds.append(int(archive.read("grading_seed")))
    assert seeds[0] != seeds[1]


def test_gradescope_of_no_lesson(teacher):
    """Is a lesson that is not there refused in a line?"""
    done = shell("bash deploy/gradescope/goi.sh bai99_khong_co", teacher)
    assert done.returncode == 2 and done.stderr.count("\n") == 1


# --- Moodle VPL ---


def evaluated(home, teacher, content, **variables):
    """What the Evaluate button prints: VPL runs vpl_evaluate.sh, then the vpl_execution that it made."""
    home.mkdir()
    for script in (ROOT / "deploy" / "vpl").iterdir():
        shutil.copy(script, home)
    (home / "common_script.sh").write_text(f'export VPL_GRADEMIN=0 VPL_GRADEMAX=100 VPL_SUBFILE0="{LESSON}.ipynb"\n')
    (home / "hat_giong").write_text("31415926535897932384\n"[1:])
    (home / f"{LESSON}.ipynb").write_bytes(content)
    made = shell("bash vpl_evaluate.sh", home, **{"NOI_DAT": str(teacher), **variables})
    assert made.returncode == 0, made.stderr
    return shell("./vpl_execution", home)


def test_vpl_evaluate(teacher, written, tmp_path):
    """Is there one grade on the activity's scale, with comments, by the secret seed, which is gone by then?"""
    done = evaluated(tmp_path / "home", teacher, written({"calculate_s": {"beta - alpha": "beta + alpha"}}))
    grades, comments = read_by_vpl(done.stdout)
    assert grades == ["90"] and "TODO 1 ✗" in comments and "rút mới" not in comments and done.stderr == ""
    assert not (tmp_path / "home" / "hat_giong").exists()
    assert [path.name for path in (tmp_path / "home" / "bai_nop").iterdir()] == [f"{LESSON}.ipynb"]


def test_vpl_without_a_grader(teacher, written, tmp_path):
    """Where nothing can be graded, is there no grade, and a word that it is not the student's fault?"""
    done = evaluated(tmp_path / "home", teacher, written(), NOI_DAT=str(tmp_path))
    grades, comments = read_by_vpl(done.stdout)
    assert grades == [] and "không phải lỗi của bạn" in comments


def test_vpl_run(tmp_path):
    """Does the Run button say what to press?"""
    shutil.copy(ROOT / "deploy" / "vpl" / "vpl_run.sh", tmp_path)
    assert shell("bash vpl_run.sh && ./vpl_execution", tmp_path).stdout.startswith("Nhấn Evaluate")
