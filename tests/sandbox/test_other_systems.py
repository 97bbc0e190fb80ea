"""Elsewhere than on one's own Linux machine: does grading start, or say why not?"""

import os
import subprocess
import sys

import pytest

from autograder.course_folder import ROOT
from autograder.sandbox.inside import calls, lockdown
from autograder.sandbox.limits import Limits

WITHOUT = ("resource", "termios", "grp")  # modules that Windows lacks, of those that others do without
STARTS = f"""
import psutil  # on Linux it needs one of them
import sys
for name in {WITHOUT!r}:
    sys.modules[name] = None
import autograder.grading.whole_class, autograder.sandbox.doctor, autograder.commands.tables
from autograder.sandbox import sandboxes
sys.platform = "win32"
print(sandboxes.unavailable("landlock"))
"""
BYSTANDERS = 60
USER = 61183  # nobody's


def test_without_what_windows_lacks():
    """Can everything that grading needs be imported where Unix's own modules are missing, and is the sandbox refused?"""
    done = subprocess.run([sys.executable, "-c", STARTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "chỉ có trên Linux" in done.stdout


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="becomes another user, so only root can try it"
)
def test_user_with_many_processes():
    """Outside a box, where the kernel counts all of a user's processes, is there still room for a submission's threads?"""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            lockdown.drop_user(USER, keep_reading=False)
            crowd = [subprocess.Popen(["/bin/sleep", "60"]) for _ in range(BYSTANDERS)]
            limits = Limits(processes=8)
            lockdown._limit_resources(limits.__dict__, others=lockdown._threads_of_user())
            os.write(write, f"{_threads_started(100)}".encode())
            for one in crowd:
                one.kill()
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    with os.fdopen(read) as told:
        assert 4 <= int(told.read()) <= 8


def _threads_started(most):
    """How many threads could be started, of so many."""
    import threading

    wait = threading.Event()
    for number in range(most):
        try:
            threading.Thread(target=wait.wait, daemon=True).start()
        except RuntimeError:
            return number
    return most


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux's system calls")
@pytest.mark.parametrize("same_user", [True, False])
def test_modes_and_times_of_the_graders_files(tmp_path, same_user):
    """Outside a box, where the student's process keeps the grader's user, do modes, owners and times stay as they are?"""
    path = tmp_path / "gradebook.db"
    path.touch(mode=0o600)
    tried = (
        lambda: os.chmod(path, 0o666),
        lambda: os.utime(path, (0, 0)),
        lambda: os.chown(path, os.getuid(), -1),
        lambda: os.setxattr(path, "user.a", b"b"),
    )
    pid = os.fork()
    if pid == 0:
        refused = 0
        try:
            calls.Filters(boxed=False, same_user=same_user).load()
            for change in tried:
                try:
                    change()
                except PermissionError:
                    refused += 1
        finally:
            os._exit(refused)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == (len(tried) if same_user else 0)
    assert (path.stat().st_mode & 0o777 == 0o600) == same_user
