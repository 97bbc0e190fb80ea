"""Are the ranges those of PyTorch's observers, in stored answers always and in live ones where torch is installed?"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from autograder.reference import minmax_range, moving_average_range, percentile_range

ULP32 = 2.0**-23


@pytest.fixture(scope="module")
def script():
    """The module that makes golden_calibration/ranges.npz; importing it does not need torch."""
    path = Path(__file__).with_name("make_torch_calibration_golden.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["golden", "live"])
def answers(request, script):
    """torch's answers by name."""
    if request.param == "live":
        request.getfixturevalue("torch")
        return script.golden_arrays()
    with np.load(script.GOLDEN, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def widened(ranges):
    """torch's observers move the ends to 0 when they compute a scale, not before."""
    return np.stack([np.minimum(ranges[..., 0], 0), np.maximum(ranges[..., 1], 0)], axis=-1)


def test_min_max_observer(answers, script):
    """Are the ranges of 120,000 values those of MinMaxObserver, exactly?"""
    batches = script.draw_batches(6)
    np.testing.assert_array_equal([minmax_range(of) for of in batches], widened(answers["min_max"]))


def test_moving_average_observer(answers, script):
    """Are the ranges after each round's batches those of MovingAverageMinMaxObserver, within float32?"""
    batches = script.draw_batches(6)
    ours = [[moving_average_range(list(of), momentum) for of in batches] for momentum in script.MOMENTA]
    np.testing.assert_allclose(ours, widened(answers["moving_average"]), rtol=24 * ULP32, atol=1e-6)


def test_quantile(answers, script):
    """Are the percentiles of each round's values those of torch.quantile?"""
    batches = script.draw_batches(6)
    ours = [[percentile_range(of, percent) for of in batches] for percent in script.PERCENTS]
    np.testing.assert_allclose(ours, widened(answers["percentiles"]), rtol=1e-9)


def test_observer_of_pairs(golden_script):
    """On 8,000 ranges, do the widened ends give the scale that torch's observer stored, within float32?"""
    with np.load(golden_script.GOLDEN / "observer.npz", allow_pickle=False) as stored:
        scale = stored["scale"]
    pairs = np.stack(golden_script.draw_ranges(golden_script.RANGE_COUNT, 3), axis=1)
    ranges = np.array([minmax_range(pair) for pair in pairs])
    np.testing.assert_allclose((ranges[:, 1] - ranges[:, 0]) / 255, scale, rtol=1.01 * ULP32)
