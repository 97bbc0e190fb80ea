"""What stock nbgrader gives each attack: `python tests/attacks/stock.py [NAME…]` renews stock_outcomes.json.

Every attack runs beside two honest students in a bubblewrap of its own, as nobody, without network, on a small
disk, because the attacks are real. Run by hand, when attacks change: a run of all takes about an hour.
"""

import json
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import nbformat
from corpus import corpus
from observe import Listeners, all_files, files, left_behind, points, runs, stolen

from autograder.authoring.text import solutions
from autograder.bench.grading import run_nbgrader, stock_course
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.written import answered, as_bytes

OUTCOMES = Path(__file__).with_name("stock_outcomes.json")
LESSON = "bai01_so_nguyen"
HONEST = ("aa_before", "zz_after")
PROJECT = CourseFolder(ROOT)
RELEASE = nbformat.read(PROJECT.release(LESSON), as_version=4)
RIGHT = answered(RELEASE, solutions(nbformat.read(PROJECT.source(LESSON), as_version=4)))
SECONDS = 300
NOBODY = 65534
DISK, MEMORY, PROCESSES = 1024**3, 4 * 1024**3, 300


def main(names):
    recorded = json.loads(OUTCOMES.read_text()) if OUTCOMES.is_file() else {}
    known = [attack.name for attack in corpus(RELEASE, RIGHT, dict.fromkeys(_words(Path("/"), Path("/"), {}), "0"))]
    with tempfile.TemporaryDirectory() as scratch:
        seed = _seed(Path(scratch) / "seed")
        for name in names or known:
            recorded[name] = _boxed(name, seed)
            print(name, recorded[name], flush=True)
            OUTCOMES.write_text(
                json.dumps({k: recorded[k] for k in known if k in recorded}, indent=1, ensure_ascii=False) + "\n"
            )


def _seed(root):
    """A stock course with two honest students, ready to be graded."""
    folder = stock_course(PROJECT, LESSON, root, 0)
    for student in HONEST:
        path = folder.submitted(student, LESSON)
        path.parent.mkdir(parents=True)
        path.write_bytes(as_bytes(nbformat.from_dict(RIGHT)))
    return root


def _boxed(name, seed):
    """Grade one attack in a box; what it got, or that nothing came back."""
    home, python = Path.home(), Path(sys.base_prefix)
    above = [parent for parent in reversed(python.parents) if parent.is_relative_to(home) and parent != home]
    command = [
        "bwrap",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--die-with-parent",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--perms",
        "0755",
        "--tmpfs",
        home,
        *(word for path in above for word in ("--perms", "0755", "--dir", path)),
        "--ro-bind",
        python,
        python,
        "--perms",
        "0777",
        "--size",
        str(DISK),
        "--tmpfs",
        "/tmp",
        "--ro-bind",
        seed,
        "/tmp/seed",
        "--ro-bind",
        ROOT,
        ROOT,
        "--chdir",
        "/tmp",
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        sys.executable,
        __file__,
        "--inside",
        name,
    ]
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=2 * SECONDS + 60)
    except subprocess.TimeoutExpired:
        return {"finished": False}
    if done.stdout.strip():
        return json.loads(done.stdout)
    print(done.stderr[-2000:], file=sys.stderr)  # the attack ended the box, or the box did not come up
    return {"finished": False}


def inside(name):
    """In the box: hand the attack in, let nbgrader grade, tell what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    folder, home, canary = (
        CourseFolder(Path("/tmp/all/course")),
        Path("/tmp/all/home"),
        f"canary-{secrets.token_hex(8)}",
    )
    shutil.copytree("/tmp/seed", folder.root, symlinks=True)
    home.mkdir()
    (home / "secret.txt").write_text(canary)
    for student in HONEST:
        notebook = nbformat.read(folder.submitted(student, LESSON), as_version=4)
        notebook.metadata["mine"] = canary
        nbformat.write(notebook, folder.submitted(student, LESSON))
    with ExitStack() as opened:
        listeners = Listeners(opened, home)
        [attack] = [a for a in corpus(RELEASE, RIGHT, _words(folder.root, home, listeners.words)) if a.name == name]
        attacker = attack.student or "mm_cheat"
        _hand_in(folder, attacker, attack)
        before = files(folder, home)
        finished = _ran(folder, canary, "autograde")
        _ran(folder, canary, "generate_feedback")
        time.sleep(2)  # time for a daemon to do what it stayed for
        print(json.dumps(_told(folder, home, attacker, canary, before, finished, listeners.heard)))


def _words(course, home, listening):
    unused = {"TCP": 0, "UDP": 0, "UNIX": "", "ABSTRACT": "", "DATAGRAMS": ""}
    return {"LESSON": LESSON, "HONEST": HONEST[0], "COURSE": course, "HOME": home, **unused, **listening}


def _hand_in(folder, student, attack):
    path = folder.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(attack.content)
    if attack.beside:
        attack.beside(path.parent)


def _ran(folder, canary, command):
    """Did the command come to an end?"""
    try:
        run_nbgrader(folder, command, LESSON, check=False, seconds=SECONDS, SECRET_TOKEN=canary, HOME="/tmp")
    except subprocess.TimeoutExpired:
        return False
    return True


def _told(folder, home, attacker, canary, before, finished, heard):
    earned = points(folder.gradebook)
    kept, page = all_files(folder.root / "autograded" / attacker), folder.feedback(attacker, LESSON)
    return {
        "finished": finished,
        "earned": earned.get(attacker, 0.0) or 0.0,
        "others": [earned.get(student, 0.0) or 0.0 for student in HONEST],
        "read": any(stolen(path, canary) for path in kept),
        "changed_files": len(set(before.items()) ^ set(files(folder, home).items())),
        "called": len(heard),
        "processes_left": len(left_behind()),
        "page_missing": not page.is_file(),
        "page_runs": page.is_file() and runs(page) != [],
    }


if __name__ == "__main__":
    inside(sys.argv[2]) if sys.argv[1:2] == ["--inside"] else main(sys.argv[1:])
