"""Do a lesson's stored outputs hold on any processor? Sums in another order differ in their last digits."""

import os
import subprocess
import sys

import pytest
from numpy._core._multiarray_umath import __cpu_features__

from autograder import exercises
from autograder.course_folder import ROOT

NEWEST = "X86_V4"  # NumPy's name for what processors of 2017 and later have, AVX-512
OF_2013 = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": NEWEST,
}  # what they are told to take themselves for
pytestmark = [
    pytest.mark.robust,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        not __cpu_features__.get(NEWEST),
        reason="this processor has nothing newer: `make test` builds the lessons as that of 2013",
    ),
]


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_built_alike_on_a_processor_of_2013(lesson):
    """Does a build on an older processor find every committed file of the lesson as it is?"""
    command = [sys.executable, "-m", "autograder", "build", lesson, "--check"]
    built = subprocess.run(command, cwd=ROOT, env=os.environ | OF_2013, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
