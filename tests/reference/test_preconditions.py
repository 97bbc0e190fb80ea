"""Does every argument that the document leaves undefined raise a ValueError that names it?"""

import numpy as np
import pytest
from refusals import refused

from autograder import reference

RANGES = {"alpha": -1.0, "beta": 1.0, "alpha_q": -128, "beta_q": 127}
WHOLE_RANGE = {"alpha": -1.0, "beta": 1.0, "exp": 8}
VALUES = {"x": np.array([0.5, 1.0]), "s": 0.1, "z": 3, "exp": 8}
MATRIX = {
    "X_q": np.ones((2, 3), np.int8),
    "W_q": np.ones((3, 4), np.int8),
    "b_q": np.ones(4, np.int8),
    "z_X": 1,
    "z_W": 2,
    "z_b": 3,
    "s_X": 0.1,
    "s_W": 0.2,
    "s_b": 0.3,
    "s_Y": 0.4,
    "p": 3,
    "exp": 8,
    "z_Y": 5,
}
POSITION = {**MATRIX, "i": 1, "j": 3}
VALID = {
    "calculate_s": RANGES,
    "calculate_z": RANGES,
    "calculate_s_and_z_int": WHOLE_RANGE,
    "quantize_int": VALUES,
    "quantization_matrix_multiplication_int": MATRIX,
    "quantize_a_position_in_matrix_int": POSITION,
}

NAN, INFINITY = float("nan"), float("inf")
NOT_REAL = ["1", None, 1j, True, [None], 10**400]
NOT_A_NUMBER = [NAN, INFINITY, -INFINITY, *NOT_REAL]
BAD_EXP = [0, 1, 7, 32, 64, -8, 8.0, "8", None, True, [8], NAN]
BAD_SCALE = [0, -1, 0.0, np.float32(0), -1e-9, 1e-320, *NOT_A_NUMBER]
BAD_MATRIX_SCALE = [*BAD_SCALE, [0.1], np.array([0.1, 0.2]), 2.0**-301, 2.0**301]
BAD_ZERO_POINT = [0.5, 2**53 + 2, 1e300, *NOT_A_NUMBER]
BAD_MATRIX_ZERO_POINT = [*BAD_ZERO_POINT, 3.0, [3], np.array([3, 4]), np.bool_(True)]
BAD_CODES = [np.ones((3, 4)), np.ones((3, 4), bool), [["1"] * 4] * 3, None, np.full((3, 4), 2**60), 1j]
BAD_SHAPES = [np.int8(1), np.ones(4, np.int8), np.ones((1, 3, 4), np.int8), np.ones((0, 0), np.int8)]
BAD_BIAS = [np.int8(1), *(np.ones(shape, np.int8) for shape in (0, 3, 5, (4, 1), (2, 4), (1, 1, 4)))]
BAD_INDEX = [-1, 0.0, "0", None, True, [0], NAN]
CALCULATE = ("calculate_s", "calculate_z")
PRODUCT = ("quantization_matrix_multiplication_int", "quantize_a_position_in_matrix_int")


REFUSED = [
    (CALCULATE, ("alpha", "beta"), NOT_A_NUMBER),
    (CALCULATE, ("alpha_q", "beta_q"), [0.5, 1e300, *NOT_A_NUMBER]),
    (CALCULATE, ("alpha",), [1.0, 2.0, [-1.0, 1.0]]),
    (CALCULATE, ("beta",), [-1.0, -2.0, [1.0, -1.0]]),
    (CALCULATE, ("alpha_q",), [127, 128]),
    (CALCULATE, ("beta_q",), [-128, -129]),
    (("calculate_s_and_z_int",), ("alpha", "beta"), NOT_A_NUMBER),
    (("calculate_s_and_z_int",), ("alpha",), [1.0, 2.0]),
    (("calculate_s_and_z_int", "quantize_int", *PRODUCT), ("exp",), BAD_EXP),
    (("quantize_int",), ("x",), [*NOT_A_NUMBER, [1.0, NAN], [1.0, INFINITY]]),
    (("quantize_int",), ("s",), [*BAD_SCALE, [0.1, 0.0], [0.1, NAN]]),
    (("quantize_int",), ("z",), [*BAD_ZERO_POINT, [1, 0.5]]),
    (PRODUCT, ("s_X", "s_W", "s_b", "s_Y"), BAD_MATRIX_SCALE),
    (PRODUCT, ("z_X", "z_W", "z_b", "z_Y"), BAD_MATRIX_ZERO_POINT),
    (PRODUCT, ("X_q", "W_q", "b_q"), BAD_CODES),
    (PRODUCT, ("X_q", "W_q"), [*BAD_SHAPES, np.ones((5, 5), np.int8)]),
    (PRODUCT, ("b_q",), BAD_BIAS),
    (PRODUCT, ("p",), [0, 2, 4, 3.0, "3", None, [3], NAN]),
    (PRODUCT[1:], ("i",), [2, *BAD_INDEX]),
    (PRODUCT[1:], ("j",), [4, *BAD_INDEX]),
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


@pytest.mark.parametrize("function", CALCULATE)
@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ({"alpha": -1e308, "beta": 1e308}, "quá lớn"),
        ({"alpha": -1e305, "beta": 1e305, "beta_q": 32767}, "quá lớn"),
        ({"alpha": 0.0, "beta": 5e-324}, "quá sát"),
        ({"alpha": 1e9, "beta": np.nextafter(1e9, 2e9)}, "quá sát"),
    ],
)
def test_ranges_beyond_float64(function, ends, message):
    """Are ranges refused whose s or z float64 cannot tell, rather than answered with an infinity or noise?"""
    with pytest.raises(ValueError, match=f"alpha và beta {message}"):
        getattr(reference, function)(**{**RANGES, **ends})


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        ("calculate_s", {"alpha": -np.ones(2), "beta": np.ones(3)}),
        ("calculate_z", {"alpha": -np.ones(2), "alpha_q": -np.ones(3)}),
        ("quantize_int", {"s": np.ones(3)}),
        ("quantize_int", {"z": np.ones((2, 3))}),
    ],
)
def test_shapes_that_do_not_broadcast(function, shapes):
    """Are arrays refused whose shapes do not fit, with the shapes in the message?"""
    with pytest.raises(ValueError, match="không khớp") as refusal:
        getattr(reference, function)(**{**VALID[function], **shapes})
    for name, array in shapes.items():
        assert f"{name} {array.shape}" in str(refusal.value)


@pytest.mark.parametrize("function", PRODUCT)
@pytest.mark.parametrize("name", ["X_q", "W_q", "z_X", "z_W"])
def test_sums_beyond_exact_float64(function, name):
    """Are operands refused whose sum could pass 2**53, where a float64 code would be noise?"""
    arguments = {**VALID[function], "X_q": np.full((2, 3), 2**24), "W_q": np.full((3, 4), 2**24)}
    getattr(reference, function)(**arguments)
    huge = 2**30 if name.startswith("z") else np.full_like(arguments[name], 2**30)
    with pytest.raises(ValueError, match=rf"\b{name}\b.*2\*\*53"):
        getattr(reference, function)(**{**arguments, name: huge})


def test_message_shows_what_was_received():
    """Does the message of a reversed range carry both ends?"""
    with pytest.raises(ValueError, match="alpha phải nhỏ hơn beta.*alpha = 3.0, beta = 2.0"):
        reference.calculate_s([0, 3], [1, 2], -128, 127)


@pytest.mark.parametrize("value", [np.float32(0.25), np.float64(0.25), 0.25, np.float16(0.25)])
def test_scales_of_any_real_type_pass(value):
    """Do Python and NumPy numbers of one value give one result?"""
    result = reference.quantization_matrix_multiplication_int(**{**MATRIX, "s_X": value})
    expected = reference.quantization_matrix_multiplication_int(**{**MATRIX, "s_X": 0.25})
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("function", PRODUCT)
def test_limit_of_the_accumulator(function):
    """Does the limit count p terms of (|X_q| + |z_X|) * (|W_q| + |z_W|), 2**53 itself allowed?"""
    call, arguments = getattr(reference, function), {**VALID[function], "p": 2, "b_q": np.ones(5, np.int8)}
    arguments |= {"X_q": np.full((3, 2), 2**25), "z_X": 2**25}
    arguments |= {"W_q": np.full((2, 5), -(2**25)), "z_W": -(2**25)}
    call(**arguments)
    for name in ("z_X", "z_W"):
        with pytest.raises(ValueError, match=r"2\*\*53"):
            call(**{**arguments, name: arguments[name] + np.sign(arguments[name]).item()})


@pytest.mark.parametrize("function", CALCULATE)
def test_limit_of_a_narrow_range(function):
    """Is a range refused as soon as 2 * |end| * |code| passes 2**53 times its width, and not before?"""
    call, codes = getattr(reference, function), {"alpha_q": -128, "beta_q": 127}
    call(alpha=2.0**45 - 1, beta=2.0**45, **codes)
    with pytest.raises(ValueError, match="alpha và beta quá sát"):
        call(alpha=2.0**45, beta=2.0**45 + 1, **codes)


@pytest.mark.parametrize(("name", "last"), [("i", 1), ("j", 3)])
def test_message_of_an_index_gives_its_limits(name, last):
    """Does the message of a bad index say the last good one?"""
    with pytest.raises(ValueError, match=f"từ 0 đến {last},"):
        reference.quantize_a_position_in_matrix_int(**{**POSITION, name: last + 1})
