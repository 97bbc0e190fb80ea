"""Does every argument that the lesson on errors leaves undefined raise a ValueError that names it?"""

import numpy as np
import pytest
from refusals import refused

from autograder import reference

CODES = np.array([-3, 0, 5], dtype=np.int8)
SIGNAL, COPY = np.array([1.0, -2.0]), np.array([1.5, -2.0])
VALID = {
    "dequantize": {"x_q": CODES, "s": 0.1, "z": 3},
    "nudge_range": {"alpha": 5.0, "beta": 10.0},
    "quantization_error": {"x": SIGNAL, "s": 0.1, "z": 3, "exp": 4},
    "sqnr_db": {"x": SIGNAL, "x_hat": COPY},
    "quantize_relu": {"x_q": CODES, "s_x": 0.1, "z_x": 3, "s_y": 0.2, "z_y": -5, "exp": 8},
}
NAN, INFINITY = float("nan"), float("inf")
NOT_A_NUMBER = [NAN, INFINITY, -INFINITY, "1", None, 1j, True]
BAD_SCALE = [*NOT_A_NUMBER, 0, -1, 1e-60, 1e60, 1e-300, 1e300, [0.1], np.array([0.1, 0.2])]
BAD_ZERO_POINT = [*NOT_A_NUMBER, 0.5, 3.0, [3], 2**53 + 2]
BAD_CODES = [np.array([0.5]), np.array([True]), ["1"], None, 1.5, np.array([2**60])]
BAD_END = [*NOT_A_NUMBER, [5.0], np.array([5.0, 6.0])]


REFUSED = [
    (("dequantize", "quantize_relu"), ("x_q",), BAD_CODES),
    (("dequantize", "quantization_error"), ("s",), BAD_SCALE),
    (("quantize_relu",), ("s_x", "s_y"), BAD_SCALE),
    (("dequantize",), ("z",), BAD_ZERO_POINT),
    (("quantize_relu",), ("z_x",), BAD_ZERO_POINT),
    (("quantization_error",), ("z",), [*BAD_ZERO_POINT, 8, -9, 383]),
    (("quantize_relu",), ("z_y",), [*BAD_ZERO_POINT, 128, -129, 30_000]),
    (("nudge_range",), ("alpha",), [*BAD_END, 10.5]),
    (("nudge_range",), ("beta",), [*BAD_END, 4.5]),
    (("quantization_error", "sqnr_db"), ("x",), [*NOT_A_NUMBER, [1.0, NAN]]),
    (("sqnr_db",), ("x",), [0.0, [0.0, 0.0], [1.0], [[1.0, -2.0]], [1e200, 1.0], [1e-200, 0.0]]),
    (("sqnr_db",), ("x_hat",), [*NOT_A_NUMBER, [1.0], [[1.0, -2.0]], [1e200, 1.0]]),
    (("quantization_error",), ("exp",), [1, 0, -4, 17, 32, 4.0, "4", None, True, [4]]),
    (("quantize_relu",), ("exp",), [1, 4, 32, 8.0, "8", None, True, [8]]),
]


@pytest.mark.parametrize("function", VALID)
def test_valid_arguments_pass(function):
    """Do the arguments that each case below spoils pass as they stand?"""
    getattr(reference, function)(**VALID[function])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "name", "value"), list(refused(REFUSED)))
def test_bad_argument_is_named(function, name, value):
    """Is a bad value refused with a ValueError that names its argument, and nothing else raised or warned?"""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        getattr(reference, function)(**{**VALID[function], name: value})


@pytest.mark.parametrize("exp", range(2, 17))
def test_zero_points_reach_both_ends_of_the_codes(exp):
    """For each width, are its lowest and highest code taken as zero points, and their neighbours refused?"""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    arguments = {**VALID["quantization_error"], "exp": exp}
    for z in (low, high):
        reference.quantization_error(**{**arguments, "z": z})
    for z in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"z phải là một mã {exp} bit, nhưng nhận được {z}"):
            reference.quantization_error(**{**arguments, "z": z})


def test_zero_point_of_x_may_lie_outside_the_codes():
    """Is z_x, like dequantize's z, free of a width, since the codes of x may have any?"""
    assert reference.dequantize(CODES, 1.0, -383).tolist() == [380.0, 383.0, 388.0]
    reference.quantize_relu(**{**VALID["quantize_relu"], "z_x": 400})


@pytest.mark.parametrize("s", [float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max), np.float32(0.25)])
def test_scales_that_float32_holds(s):
    """Are the smallest normal and the largest float32 taken as scales?"""
    assert reference.dequantize(np.array([1], np.int8), s, 0).tolist() == [float(s)]


def test_range_of_one_point_passes():
    """Is a range whose ends meet widened like any other?"""
    assert reference.nudge_range(3.0, 3.0) == (0.0, 3.0)
    assert reference.nudge_range(0.0, 0.0) == (0.0, 0.0)


def test_powers_at_the_edge_of_float64():
    """Are sums of squares taken as long as float64 holds them, and is the difference squared, not the copy?"""
    assert reference.sqnr_db([1e150], [1.1e150]) == pytest.approx(20)
    assert reference.sqnr_db([1e-150], [1.1e-150]) == pytest.approx(20)
    for x, x_hat in (([1.0], [1e155]), ([1e154], [-1e154])):
        with pytest.raises(ValueError, match="x_hat"):
            reference.sqnr_db(x, x_hat)
