"""Do a lesson's stored outputs hold on any processor? Sums in another order differ in their last digits."""

import os
import platform
import subprocess
import sys

import pytest

from autograder import exercises
from autograder.course_folder import ROOT

PROCESSORS = {  # what OpenBLAS and NumPy are told to take themselves for: older ones only, a newer one's instructions end the process
    "of 2008": {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"},
    "of 2013": {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"},
}
pytestmark = [
    pytest.mark.robust,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the processors are of that family"),
]


@pytest.mark.parametrize("lesson", exercises.lesson_names())
@pytest.mark.parametrize("processor", PROCESSORS)
def test_built_alike_on(processor, lesson):
    """Does a build on an older processor find every committed file of the lesson as it is?"""
    command = [sys.executable, "-m", "autograder", "build", lesson, "--check"]
    built = subprocess.run(command, cwd=ROOT, env=os.environ | PROCESSORS[processor], capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
