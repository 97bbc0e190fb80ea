"""Do the symmetric scales and codes agree with PyTorch's, in stored answers always and live where it is installed?

The observers compute max|W| / qmax in float32 as we do. fake_quantize multiplies by float32(1 / s), so a code may
differ by one where that carries W / s onto or across a half; each difference is checked to be such a tie.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from autograder.reference import quantize_symmetric

ULP32 = 2.0**-23
WAYS = {"columns": (8, 1), "rows": (4, 0), "tensor": (8, None)}  # bits and axis of each stored way


@pytest.fixture(scope="module")
def script():
    """The module that makes the golden file; importing it does not need torch."""
    path = Path(__file__).with_name("make_torch_weights_golden.py")
    spec = importlib.util.spec_from_file_location("make_torch_weights_golden", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def golden(script):
    with np.load(script.GOLDEN, allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


def check(W, bits, axis, scales, codes, count_tie_differences):
    """Compare one matrix; returns how many codes differ, at ties only."""
    W_q, s = quantize_symmetric(W, bits, axis)
    np.testing.assert_array_equal(np.ravel(s), np.ravel(scales))
    steps = W / np.asarray(s, np.float64)
    return count_tie_differences(W_q, codes, steps, 1.6 * ULP32 * np.abs(steps))


@pytest.mark.parametrize("way", WAYS)
def test_equals_golden(way, script, golden, count_tie_differences, record_property):
    """Are 40,960 stored codes ours but at ties, and the scales bit for bit?"""
    bits, axis = WAYS[way]
    differences = sum(
        check(W, bits, axis, golden[f"{way}_scales"][place], golden[f"{way}_codes"][place], count_tie_differences)
        for place, W in enumerate(script.draw_weights(script.MATRICES, 1))
    )
    record_property("differences", differences)
    assert differences <= 4


@pytest.mark.filterwarnings("ignore")  # torch announces the end of its observers at each use
class TestLive:
    """The same questions to the torch that is installed, with more values, and about the file itself."""

    def test_golden_file_is_regenerated(self, torch, script, golden):
        """Does the script make the stored arrays again, value for value?"""
        fresh = script.golden_arrays()
        assert fresh.keys() == golden.keys()
        for key, array in fresh.items():
            np.testing.assert_array_equal(golden[key], array, err_msg=f"{key}, torch {torch.__version__}")

    @pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 7, 8])
    @pytest.mark.parametrize("axis", [None, 0, 1])
    def test_equals_observer_and_fake_quantize(self, axis, bits, torch, script, count_tie_differences):
        """Are 102,400 codes of every width ours, per tensor and along both axes?"""
        differences = 0
        for W in script.draw_weights(20, 2):
            theirs = script.torch_per_tensor(W, bits) if axis is None else script.torch_per_channel(W, bits, axis)
            differences += check(W, bits, axis, *theirs, count_tie_differences)
        assert differences <= 10
