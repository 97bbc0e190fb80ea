"""Is every committed file what the build makes, on any processor? Sums in another order differ in their last digits."""

import os
import subprocess
import sys

import pytest

from autograder import exercises
from autograder.course_folder import ROOT

OF_2013 = {  # what a processor is told to take itself for; without AVX-512, NumPy's X86_V4, an older one computes as it always does
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4",
}
pytestmark = [pytest.mark.robust, pytest.mark.timeout(1800)]


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_built_alike_on_a_processor_of_2013(lesson):
    """Does a fresh build, on an older processor than most are written on, find every committed file of the lesson as it is?"""
    command = [sys.executable, "-m", "autograder", "build", lesson, "--check"]
    built = subprocess.run(command, cwd=ROOT, env=os.environ | OF_2013, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
