"""Does every argument of the convolution references that means nothing raise a ValueError that names it?"""

import numpy as np
import pytest
from refusals import refused

from autograder import reference

SIZE = {"size": 8, "k": 3, "stride": 2, "pad": 1}
IMAGES = {"x": np.ones((2, 3, 4, 5), np.int8), "k": 3, "stride": 2, "pad": 1, "pad_value": -7}
LAYER = {
    "x_q": np.ones((2, 3, 4, 5), np.int8),
    "W_q": np.ones((6, 3, 2, 2), np.int8),
    "b_q": np.ones(6, np.int32),
    "stride": 1,
    "pad": 1,
    "z_x": -128,
    "M": np.full(6, 0.01, np.float32),
    "z_y": 127,
}
NORM = {
    "W": np.ones((4, 3, 2, 2)),
    "b": np.ones(4),
    "gamma": np.ones(4),
    "beta": np.ones(4),
    "mean": np.ones(4),
    "var": np.ones(4),
    "eps": 1e-5,
}
POOL = {"x_q": np.ones((2, 3, 4, 5), np.int8), "k": 2}
VALID = {"output_size": SIZE, "im2col": IMAGES, "conv2d_int8": LAYER, "fold_bn": NORM, "max_pool_int8": POOL}

NAN, INFINITY = float("nan"), float("inf")
NOT_A_COUNT = [1.0, "1", None, True, [1], np.bool_(True), NAN, -1]
NOT_FROM_ONE = [0, *NOT_A_COUNT]
NOT_A_NUMBER = ["1", None, 1j, True, NAN, INFINITY, [1.0, 2.0]]
NOT_IMAGES = [
    np.ones((3, 4, 5)),
    np.ones((1, 2, 3, 4, 5)),
    np.ones((0, 3, 4, 5)),
    np.ones((2, 3, 4, 5), bool),
    None,
    "x",
]
NOT_INT8 = [*NOT_IMAGES, np.ones((2, 3, 4, 5), np.int16), np.ones((2, 3, 4, 5)), np.ones((2, 3, 4, 5), np.uint8)]
NOT_CODES = [np.ones(6), ["1"] * 6, None, 1j]
NOT_REAL = [np.ones(4, bool), ["1"] * 4, None, np.array([1, 1, 1, NAN]), np.array([1, 1, INFINITY, 1])]
NOT_A_CHANNEL_EACH = [np.ones(shape, np.int32) for shape in ((), (3,), (5,), (1, 6), (6, 1), (7,))]


REFUSED = [
    (("output_size",), ("size",), NOT_FROM_ONE),
    (("output_size", "im2col", "max_pool_int8"), ("k",), NOT_FROM_ONE),
    (("output_size", "im2col", "conv2d_int8"), ("stride",), NOT_FROM_ONE),
    (("output_size", "im2col", "conv2d_int8"), ("pad",), NOT_A_COUNT),
    (("im2col",), ("x",), NOT_IMAGES),
    (("im2col",), ("pad_value",), [128, -129, 0.5, *NOT_A_NUMBER]),
    (("conv2d_int8",), ("x_q",), [*NOT_INT8, np.ones((2, 6, 4, 5))]),
    (
        ("conv2d_int8",),
        ("W_q",),
        [*NOT_INT8, *(np.ones(s, np.int8) for s in ((6, 2, 2, 2), (6, 4, 2, 2), (6, 3, 2, 1), (6, 3, 1, 2)))],
    ),
    (("conv2d_int8",), ("b_q",), [*NOT_CODES, *NOT_A_CHANNEL_EACH, np.full(6, 2**31)]),
    (
        ("conv2d_int8",),
        ("M",),
        [
            *NOT_A_CHANNEL_EACH,
            np.zeros(6),
            -np.ones(6),
            np.full(6, 1e39),
            np.full(6, 1e-50),
            np.full(6, NAN),
            np.ones(6, bool),
            None,
        ],
    ),
    (("conv2d_int8",), ("z_x", "z_y"), [128, -129, 0.5, 1.0, [1], *NOT_A_NUMBER]),
    (("fold_bn",), ("W",), [*NOT_IMAGES, np.full((4, 3, 2, 2), NAN)]),
    (("fold_bn",), ("b", "gamma", "beta", "mean", "var"), [*NOT_REAL, *NOT_A_CHANNEL_EACH]),
    (("fold_bn",), ("var",), [-np.ones(4), np.array([1, 1, 1, -1e-9])]),
    (("fold_bn",), ("eps",), [-1e-9, *NOT_A_NUMBER]),
    (("max_pool_int8",), ("x_q",), NOT_INT8),
    (("max_pool_int8",), ("k",), [5, 6]),
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


@pytest.mark.parametrize("function", ["output_size", "im2col"])
@pytest.mark.parametrize("side", [7, 8])
@pytest.mark.parametrize("pad", [0, 1, 2])
def test_largest_window(function, side, pad):
    """Is a window taken that just fills the padded side, and the next larger one refused, its limit told?"""
    sides, most = ({"size": side} if function == "output_size" else {"x": np.ones((1, 1, side, side))}), side + 2 * pad
    arguments = {**VALID[function], **sides, "pad": pad, "k": most}
    getattr(reference, function)(**arguments)
    with pytest.raises(ValueError, match=rf"k = {most + 1} .* {most}\."):
        getattr(reference, function)(**{**arguments, "k": most + 1})


def test_side_of_nothing():
    """Is a side of 0 refused though its padding would hold a window?"""
    with pytest.raises(ValueError, match="size phải là số nguyên từ 1"):
        reference.output_size(0, 1, 1, 1)


@pytest.mark.parametrize("sides", [(3, 9), (9, 3)])
def test_window_must_fit_both_sides(sides):
    """Is a window refused that is too large for one of the two sides only?"""
    x = np.ones((1, 1, *sides), np.int8)
    for call in (
        lambda: reference.im2col(x, 4, 1, 0, 0),
        lambda: reference.conv2d_int8(x, np.ones((1, 1, 4, 4), np.int8), [0], 1, 0, 0, [1.0], 0),
        lambda: reference.max_pool_int8(x, 4),
    ):
        with pytest.raises(ValueError, match="k = 4"):
            call()


def test_smallest_arguments():
    """Are the smallest sides, windows, strides and zero points taken, and eps = 0 where no variance is 0?"""
    assert reference.output_size(1, 1, 1, 0) == 1
    one = np.ones((1, 1, 1, 1), np.int8)
    assert reference.im2col(one, 1, 1, 0, -128).tolist() == [[[1]]]
    for z in (-128, 127):
        reference.conv2d_int8(one, one, [0], 1, 0, z, [1.0], z)
    assert reference.max_pool_int8(one, 1).tolist() == [[[[1]]]]
    reference.fold_bn(**{**NORM, "eps": 0})
    reference.fold_bn(**{**NORM, "var": np.zeros(4)})
    reference.fold_bn(**{**NORM, "var": np.full(4, NORM["eps"])})


def test_variance_and_eps_both_zero():
    """Is a channel refused whose var + eps is 0, though each is allowed alone?"""
    with pytest.raises(ValueError, match="var"):
        reference.fold_bn(**{**NORM, "var": np.array([1.0, 0.0, 1.0, 1.0]), "eps": 0.0})


@pytest.mark.parametrize("sign", [1, -1])
def test_limits_of_int32(sign):
    """Are sums taken up to int32's own ends, and refused one further?"""
    limit = 2**31 - 1 if sign > 0 else -(2**31)
    x_q, W_q = np.full((1, 1, 1, 1), 100, np.int8), np.full((1, 1, 1, 1), sign, np.int8)
    inside = limit - sign * 100
    reference.conv2d_int8(x_q, W_q, [inside], 1, 0, 0, [1.0], 0)
    with pytest.raises(ValueError, match="int32"):
        reference.conv2d_int8(x_q, W_q, [inside + sign], 1, 0, 0, [1.0], 0)
    reference.conv2d_int8(x_q, -W_q, [limit], 1, 0, 0, [1.0], 0)


@pytest.mark.parametrize(
    ("dtype", "held", "lost"),
    [
        (np.uint8, 255, 256),
        (np.uint8, 0, -1),
        (np.float32, 0.5, 0.1),
        (np.int32, 2**31 - 1, 2**31),
        (np.float64, 0.1, None),
    ],
)
def test_value_that_the_images_cannot_hold(dtype, held, lost):
    """Is a padding taken that the dtype of x holds exactly, and one refused that would change on the way?"""
    x = np.ones((1, 1, 2, 2), dtype)
    assert reference.im2col(x, 1, 1, 1, held)[0, 0, 0] == dtype(held)
    if lost is not None:
        with pytest.raises(ValueError, match="pad_value"):
            reference.im2col(x, 1, 1, 1, lost)


def test_messages_show_what_was_received():
    """Do messages carry the shape, the dtype or the value that is wrong?"""
    for arguments, message in (
        ({"W_q": np.ones((6, 2, 2, 2), np.int8)}, r"\(C_out, 3, k, k\).*\(6, 2, 2, 2\)"),
        ({"x_q": np.ones((2, 3, 4, 5), np.int16)}, "int16"),
        ({"M": np.ones(5)}, r"\(6,\).*\(5,\)"),
        ({"z_x": 128}, "-128 đến 127.*128"),
        ({"stride": 0}, "từ 1 trở lên.*0"),
        ({"pad": -1}, "từ 0 trở lên.*-1"),
    ):
        with pytest.raises(ValueError, match=message):
            reference.conv2d_int8(**{**LAYER, **arguments})
