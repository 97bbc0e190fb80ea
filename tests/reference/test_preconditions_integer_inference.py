"""Does every argument that integer inference leaves undefined raise a ValueError that names it?"""

import numpy as np
import pytest
from refusals import refused

from autograder import reference

BIAS = {"b": np.array([0.5, 1.0]), "s_X": 0.1, "s_W": np.array([0.2, 0.3])}
MULTIPLIER = {"M": 0.01}
SUMS = {"acc": np.array([5, -7], np.int32), "q0": 2**30, "shift": 3, "z_Y": 4}
LAYER = {
    "X_q": np.ones((2, 3), np.int8),
    "W_q": np.ones((3, 4), np.int8),
    "b_q": np.ones(4, np.int32),
    "z_X": 1,
    "q0": 2**30,
    "shift": 3,
    "z_Y": 5,
    "relu": True,
}
FOLDING = {name: LAYER[name] for name in ("b_q", "W_q", "z_X")}
VALID = {
    "quantize_bias": BIAS,
    "quantize_multiplier": MULTIPLIER,
    "requantize": SUMS,
    "linear_relu_int8": LAYER,
    "fold_zero_point": FOLDING,
}
LAYERS = ("linear_relu_int8", "fold_zero_point")

NAN, INFINITY = float("nan"), float("inf")
NOT_A_NUMBER = [NAN, INFINITY, -INFINITY, "1", None, 1j, [None]]
NOT_POSITIVE = [0, -1, 0.0, -1e-9, 1e-320, *NOT_A_NUMBER]
NOT_AN_INTEGER = [0.5, 3.0, [3], True, *NOT_A_NUMBER]
REFUSED = [
    (("quantize_bias",), ("b",), [*NOT_A_NUMBER, [1.0, NAN], np.full(2, 2.0**101), np.full(2, -(2.0**101))]),
    (("quantize_bias",), ("s_X",), [*NOT_POSITIVE, [0.1], np.array([0.1, 0.2])]),
    (("quantize_bias",), ("s_W",), [*NOT_POSITIVE, [0.1, 0.0], np.ones(3), np.ones((2, 1)), np.ones(1)]),
    (("quantize_multiplier",), ("M",), [*NOT_POSITIVE, [0.1], np.array([0.1, 0.2])]),
    (
        ("requantize",),
        ("acc",),
        [0.5, None, "1", np.ones(2), np.array([True]), np.array([2**31]), np.array([0, -(2**31) - 1])],
    ),
    (("requantize", "linear_relu_int8"), ("q0",), [0, -(2**30), 2**30 - 1, 2**31, *NOT_AN_INTEGER]),
    (("requantize", "linear_relu_int8"), ("shift",), [-31, 32, *NOT_AN_INTEGER]),
    (("requantize", "linear_relu_int8"), ("z_Y",), [-129, 128, *NOT_AN_INTEGER]),
    (LAYERS, ("z_X",), [-129, 128, *NOT_AN_INTEGER]),
    (
        LAYERS,
        ("W_q",),
        [None, [[1]], np.ones((3, 4)), np.ones((3, 4), np.int32), np.ones(3, np.int8), np.ones((0, 4), np.int8)],
    ),
    (
        LAYERS,
        ("b_q",),
        [
            None,
            np.ones(4),
            np.ones(4, np.int8),
            np.ones(4, np.int64),
            np.ones(3, np.int32),
            *(np.ones(shape, np.int32) for shape in ((4, 1), (2, 4), (0, 4))),
        ],
    ),
    (
        LAYERS[:1],
        ("X_q",),
        [None, np.ones((2, 3)), np.ones((2, 3), np.uint8), np.ones(3, np.int8), np.ones((0, 3), np.int8)],
    ),
    (LAYERS[:1], ("X_q",), [*(np.ones(shape, np.int8) for shape in ((2, 4), (2, 2), (2, 3, 1)))]),
]


def call(function, **changed):
    return getattr(reference, function)(**{**VALID[function], **changed})


@pytest.mark.parametrize("function", VALID)
def test_valid_arguments_pass(function):
    """Do the arguments that each case below spoils pass as they stand?"""
    call(function)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "name", "value"), list(refused(REFUSED)))
def test_bad_argument_is_named(function, name, value):
    """Is a bad value refused with a ValueError that names its argument, and nothing else raised or warned?"""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        call(function, **{name: value})


def test_limits_are_taken():
    """Are the last numbers inside every limit taken?"""
    for q0 in (2**30, 2**31 - 1):
        for shift in (-30, 31):
            for z_Y in (-128, 127):
                call("requantize", acc=np.array([-(2**31), 2**31 - 1]), q0=q0, shift=shift, z_Y=z_Y)
    for z_X in (-128, 127):
        call("fold_zero_point", z_X=z_X)
        call("linear_relu_int8", z_X=z_X)
    for sign in (1, -1):
        call("quantize_bias", b=np.full(2, sign * 2.0**100))
    call("quantize_bias", b=np.ones(2), s_X=2.0**-450, s_W=2.0**-450)
    call("requantize", acc=np.zeros(0, np.int32))
    for m, p, n in ((1, 1, 1), (1, int("300"), 4)):  # of 300 Python keeps no shared object
        X_q, W_q = np.ones((m, p), np.int8), np.ones((p, n), np.int8)
        for b_q in (np.ones(n, np.int32), np.ones((1, n), np.int32)):
            call("linear_relu_int8", X_q=X_q, W_q=W_q, b_q=b_q)
            call("fold_zero_point", W_q=W_q, b_q=b_q)


def test_smallest_scale_of_an_accumulator():
    """Is a product of scales refused that a large bias cannot be divided by?"""
    with pytest.raises(ValueError, match="s_X và s_W quá nhỏ"):
        call("quantize_bias", s_X=2.0**-451, s_W=2.0**-450)


@pytest.mark.parametrize("function", LAYERS)
def test_sum_beyond_int32(function):
    """Is a layer refused whose sum leaves int32, and taken where it just stays inside?"""
    for limit, z_X, worst in ((2**31 - 1, -1, 1), (-(2**31), 1, -1)):
        X_q = np.zeros((1, 3), np.int8)
        operands = {"W_q": np.eye(3, 4, dtype=np.int8), "z_X": z_X}
        operands |= {"X_q": X_q} if function == "linear_relu_int8" else {}
        call(function, b_q=np.full(4, limit - worst, np.int32), **operands)
        with pytest.raises(ValueError, match="acc phải vừa int32"):
            call(function, b_q=np.full(4, limit, np.int32), **operands)


@pytest.mark.parametrize(
    ("function", "changed", "message"),
    [
        ("linear_relu_int8", {"X_q": np.ones((2, 5), np.int8)}, r"Số cột của X_q .*\(2, 5\) và \(3, 4\)"),
        ("linear_relu_int8", {"X_q": np.ones((2, 3), np.int16)}, "X_q phải là mảng int8, nhưng là int16"),
        ("linear_relu_int8", {"W_q": [1]}, "W_q phải là mảng int8, nhưng là list"),
        (
            "fold_zero_point",
            {"b_q": np.ones(5, np.int32)},
            r"b_q phải có chiều \(4,\) hoặc \(1, 4\), nhưng có chiều \(5,\)",
        ),
        ("fold_zero_point", {"z_X": 200}, "z_X phải từ -128 đến 127, nhưng nhận được 200"),
        ("requantize", {"q0": 5}, "q0 phải từ 1073741824 đến 2147483647, nhưng nhận được 5"),
        ("requantize", {"shift": -31}, "shift phải từ -30 đến 31, nhưng nhận được -31"),
        ("requantize", {"acc": np.array([3, 2**31])}, "acc phải vừa int32, nhưng đi từ 3 đến 2147483648"),
        ("quantize_bias", {"s_W": np.ones(3)}, r"chiều \(2,\) như b, nhưng có chiều \(3,\)"),
    ],
)
def test_message_shows_what_was_received(function, changed, message):
    """Does the message say what was needed and what came?"""
    with pytest.raises(ValueError, match=message):
        call(function, **changed)
