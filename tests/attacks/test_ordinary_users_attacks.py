"""Does hostile work gain nothing either where the grader is not root, so that it runs as the grader's own user?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from ordinary_user import command

from autograder.files.scratch import remove
from autograder.sandbox import bubblewrap

ATTACKS = Path(__file__).with_name("test_attacks.py")


@pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's")
@pytest.mark.robust
@pytest.mark.timeout(2400)
def test_attacks_in_landlock(tmp_path, missing_part, common):
    """Do all attacks fail in Landlock for a grader who is not root?"""
    if os.geteuid() != 0:
        pytest.skip("test_attacks.py itself was run by an ordinary user")
    if not bubblewrap.installed():
        missing_part("no bubblewrap to show another user this Python")
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "robust", "-k", "landlock", ATTACKS]
    with FileLock(common / "attacks.lock"):
        done = subprocess.run(command(tests, tmp_path), capture_output=True, text=True, check=False)
    remove(tmp_path)  # some of it is deeper than pytest can remove
    assert done.returncode == 0, done.stdout[-5000:]
