"""Does a command multiply small matrices in one thread, which is three times as fast as in two?"""

import subprocess
import sys

THREADS = """
import os, sys
from autograder.commands import main
assert "numpy" not in sys.modules, "it would have chosen before the command does"
main(["build", "bai99_khong_co"])
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


def told(**given):
    done = subprocess.run(
        [sys.executable, "-c", THREADS], env={"PATH": "/usr/bin", **given}, capture_output=True, text=True
    )
    return done.stdout.split()[-1:]


def test_one_thread():
    """Is NumPy told before it is imported?"""
    assert told() == ["1"]


def test_what_the_caller_says_holds():
    """Can who has large matrices have more?"""
    assert told(OPENBLAS_NUM_THREADS="4") == ["4"]
