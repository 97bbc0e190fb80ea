"""Does each reference answer every argument of its domain, and refuse all others with a ValueError that names them?

A clause of a domain that is taken away or moved makes one of these tests fail: see test_every_clause_is_needed.
"""

import inspect
from dataclasses import dataclass, replace

import numpy as np
import pytest

from autograder import reference
from autograder.reference.domain import Domain, domain, integer, passed_on, real, rule

NAN, INFINITY, TINY, F32 = float("nan"), float("inf"), float(np.finfo(np.float64).tiny), np.finfo(np.float32)
NO_REAL = [NAN, -INFINITY, "1", None, 1j, True, [None], 10**400]
NO_NUMBER = [*NO_REAL, [5.0]]
NO_INTEGER = [3.0, "3", None, True, [3], NAN, np.bool_(True), np.array([3])]
NO_CODES = [np.ones((3, 4)), np.ones((3, 4), bool), ["1"], None, 1j, [2**60], np.array([-(2**53) - 1])]


@dataclass(frozen=True)
class Asked:
    """What a reference is asked: good arguments, and what is changed in them, once taken and once refused."""

    good: dict
    taken: list
    refused: list


def one(**values):
    """A change for each value of each name: one(x=[1, 2]) is [{"x": 1}, {"x": 2}]."""
    return [{name: value} for name, many in values.items() for value in many]


def beyond(limit, to):
    """The next float64 after the limit."""
    return float(np.nextafter(limit, to))


def ones(*shapes, dtype=np.int8):
    return [np.ones(shape, dtype) for shape in shapes]


CALCULATE = Asked(
    {"alpha": -1.0, "beta": 1.0, "alpha_q": -128, "beta_q": 127},
    [
        {"alpha": [-1, -2], "beta": np.float32(3)},
        {"alpha_q": -128.0, "beta_q": np.array([[1.0], [2.0]])},
        {"alpha": 0.0, "beta": 4.0, "alpha_q": 0, "beta_q": 2**52},
        {"alpha": 0.0, "beta": TINY * 255},
        {"alpha": 2.0**45 - 1, "beta": 2.0**45},
        {"alpha": 0.0, "beta": 1.0, "alpha_q": -(2**51), "beta_q": 0},
    ],
    [
        *one(alpha=NO_REAL, beta=NO_REAL, alpha_q=[*NO_REAL, 0.25, -0.75], beta_q=[*NO_REAL, 1e300, 127.5]),
        *one(alpha=[1.0, 2.0, [-1.0, 1.0]], beta=[-1.0], alpha_q=[127, 128, -(2**53) - 2], beta_q=[-128, 2**53 + 2]),
        {"alpha": -np.ones(2), "beta": np.ones(3)},
        {"alpha": -np.ones(2), "alpha_q": -np.ones(3)},
        {"alpha": -1e308, "beta": 1e308},
        {"alpha": -1e305, "beta": 1e305, "beta_q": 32767},
        {"alpha": 0.0, "beta": 4.0, "alpha_q": 0, "beta_q": 2**52 + 1},
        {"alpha": 0.0, "beta": TINY * 254},
        {"alpha": 2.0**45, "beta": 2.0**45 + 1},
        {"alpha": -(2.0**45) - 1, "beta": -(2.0**45)},
    ],
)
PRODUCT = Asked(
    {
        **{"X_q": np.ones((2, 3), np.int8), "W_q": np.ones((3, 4), np.int8), "b_q": np.ones(4, np.int8)},
        **{"z_X": 1, "z_W": 2, "z_b": 3, "s_X": 0.1, "s_W": 0.2, "s_b": 0.3, "s_Y": 0.4, "p": 3, "exp": 8, "z_Y": 5},
    },
    [
        *one(b_q=[np.full((1, 4), 2**53), np.full(4, -(2**53))], exp=[16, np.int64(8)]),
        *one(z_b=[2**53, -(2**53)], z_Y=[2**53, -(2**53)], s_X=[2.0**300, 2.0**-300, np.float16(1), 1], s_Y=[2.0**300]),
        {"X_q": np.ones((2, 300), np.int8), "W_q": np.ones((300, 4), np.int8), "p": int("300")},
        {"X_q": [[1]], "W_q": [[1]], "b_q": [1], "p": 1},
        {"X_q": np.full((3, 4), 2**24), "z_X": 2**24, "W_q": np.full((4, 4), -(2**25)), "z_W": -(2**25), "p": 4},
    ],
    [
        *one(X_q=[*NO_CODES, *ones((), 3, (1, 2, 3), (0, 3), (5, 5))], W_q=[*NO_CODES, *ones((), 4, (3, 0), (5, 5))]),
        *one(b_q=[*NO_CODES, *ones((), 0, 3, 5, (4, 1), (2, 4), (1, 1, 4))], p=[*NO_INTEGER, 0, 2, 4]),
        *one(exp=[*NO_INTEGER, 0, 7, 32, -8, 8.0], **dict.fromkeys(["z_X", "z_W"], [*NO_INTEGER, 0.5, 2**53 + 1])),
        *one(**dict.fromkeys(["z_b", "z_Y"], [*NO_INTEGER, 2**53 + 1, -(2**53) - 1])),
        *one(
            **dict.fromkeys(
                ["s_X", "s_W", "s_b", "s_Y"],
                [*NO_NUMBER, 0, -1, beyond(2.0**300, INFINITY), beyond(2.0**-300, 0), np.array([0.1])],
            )
        ),
        *({"W_q": np.zeros((3, 4), np.int8), "z_W": 0, "z_X": z} for z in (2**53 + 1, -(2**53) - 1)),
        *({"X_q": np.zeros((2, 3), np.int8), "z_X": 0, "z_W": z} for z in (2**53 + 1, -(2**53) - 1)),
        {"W_q": np.ones((5, 4), np.int8), "p": 5},
        {"W_q": np.ones((3, 0), np.int8), "b_q": np.ones(0, np.int8)},
        {"X_q": np.full((3, 4), 2**24), "z_X": 2**24 + 1, "W_q": np.full((4, 4), -(2**25)), "z_W": -(2**25), "p": 4},
        {"X_q": np.full((3, 4), 2**24), "z_X": 2**24, "W_q": np.full((4, 4), -(2**25)), "z_W": -(2**25) - 1, "p": 4},
    ],
)
POSITION = Asked(
    {**PRODUCT.good, "i": 1, "j": 3},
    [*({**changed, "i": 0, "j": 0} for changed in PRODUCT.taken), {"i": np.int8(1)}],
    [*PRODUCT.refused, *one(i=[*NO_INTEGER, 2, 3, -1], j=[*NO_INTEGER, 4, 5, -1])],
)
FIRST_LESSON = {
    "integer_range": Asked({"exp": 8}, one(exp=[16, np.int8(8)]), one(exp=[*NO_INTEGER, 0, 7, 9, 32, -8, 8.0, "8"])),
    "calculate_s": CALCULATE,
    "calculate_z": CALCULATE,
    "quantize_int": Asked(
        {"x": np.array([0.5, 1.0]), "s": 0.1, "z": 3, "exp": 8},
        one(x=[1, [[0.5], [1]]], s=[TINY, np.array([0.1, 0.2])], z=[2**53, -(2**53), 3.0, [1, 2]], exp=[16]),
        [
            *one(x=[*NO_REAL, [1.0, NAN]], s=[*NO_REAL, 0, -0.5, [0.1, 0.0], beyond(TINY, 0), np.ones(3)]),
            *one(z=[*NO_REAL, 0.25, -0.75, [1, 0.5], 2**53 + 2, -(2**53) - 2, np.ones((2, 3))], exp=[7, 8.0, None]),
        ],
    ),
    "quantization_matrix_multiplication_int": PRODUCT,
    "quantize_a_position_in_matrix_int": POSITION,
}

CODES = np.array([-3, 0, 5], np.int8)
SCALES, NO_SCALES = [F32.tiny, float(F32.max), 2.0**-149, 1], [*NO_NUMBER, 0, -1, 2.0**-150, 1e39]
NO_ZERO_POINTS = [*NO_INTEGER, 2**53 + 1, -(2**53) - 1]
SECOND_LESSON = {
    "dequantize": Asked(
        {"x_q": CODES, "s": 0.1, "z": 3},
        one(x_q=[7, [2**53], np.zeros(0, int)], s=SCALES, z=[-383, 2**53, -(2**53)]),
        one(x_q=NO_CODES, s=NO_SCALES, z=NO_ZERO_POINTS),
    ),
    "nudge_range": Asked(
        {"alpha": 5.0, "beta": 10.0},
        [{"alpha": 3, "beta": 3.0}, {"alpha": 0.0, "beta": 0.0}],
        one(alpha=[*NO_NUMBER, 10.5, np.array(5.0)], beta=[*NO_NUMBER, 4.5]),
    ),
    "quantization_error": Asked(
        {"x": np.array([1.0, -2.0]), "s": 0.1, "z": 3, "exp": 4},
        [*one(x=[3, [[1e300]]], s=SCALES, z=[7, -8]), {"exp": 2, "z": 1}, {"exp": 16, "z": -(2**15)}],
        [
            *one(x=NO_REAL, s=NO_SCALES, z=[*NO_INTEGER, 8, -9, 383], exp=[*NO_INTEGER, 17, 0]),
            {"exp": 1, "z": 0},
            {"exp": 16, "z": 2**15},
        ],
    ),
    "sqnr_db": Asked(
        {"x": np.array([1.0, -2.0]), "x_hat": np.array([1.5, -2.0])},
        [{"x": 3, "x_hat": 3}, {"x": [1e150], "x_hat": [1.1e150]}, {"x": [1e-150], "x_hat": [1.1e-150]}],
        [
            *one(x=[*NO_REAL, [0.0, 0.0], [1.0], [[1.0, -2.0]], [1e-200, 0.0]], x_hat=[*NO_REAL, [1.0], [1e200, 1.0]]),
            {"x": [1e155], "x_hat": [1e155]},
            {"x": [1e154], "x_hat": [-1e154]},
        ],
    ),
    "quantize_relu": Asked(
        {"x_q": CODES, "s_x": 0.1, "z_x": 3, "s_y": 0.2, "z_y": -5, "exp": 8},
        [*one(x_q=[[2**53]], s_x=SCALES, s_y=SCALES, z_x=[2**53, -(2**53)], z_y=[127, -128]), {"exp": 16, "z_y": 300}],
        [
            *one(x_q=NO_CODES, s_x=NO_SCALES, s_y=NO_SCALES, z_x=NO_ZERO_POINTS),
            *one(z_y=[*NO_INTEGER, 128, -129], exp=[*NO_INTEGER, 4, 32]),
        ],
    ),
}

WEIGHTS = np.array([[0.5, -1.0, 2.0, 0.0], [1.0, 3.0, 0.2, 0.1]])
NO_BITS, NO_COUNT = [*NO_INTEGER, 1, 9], [*NO_INTEGER, 0, -1]
NO_WEIGHTS = [*NO_REAL, 1.5, np.array([]), np.zeros((2, 0)), np.array([1e39])]
THIRD_LESSON = {
    "quantize_symmetric": Asked(
        {"W": WEIGHTS, "bits": 8, "axis": 1},
        [*one(axis=[0, None], bits=[2]), {"W": [float(F32.max)], "axis": 0}, {"W": [[1, 2]]}],
        [
            *one(W=[*NO_WEIGHTS, np.ones(4)], bits=NO_BITS, axis=[2, 3, -1, 1.0, "1", True, (0, 1)]),
            {"W": 1.5, "axis": None},
        ],
    ),
    "quantize_groupwise": Asked(
        {"W": WEIGHTS, "bits": 4, "group": 2},
        [*one(group=[1, np.int64(4)], bits=[2, 8]), {"W": [[float(F32.max)]], "group": 1}],
        one(W=[*NO_WEIGHTS, np.ones(4), np.ones((2, 2, 2)), np.ones((2, 5))], bits=NO_BITS, group=[*NO_COUNT, 3, 8]),
    ),
    "pack_int4": Asked(
        {"q": np.array([[1, -8], [7, 0]], np.int8)},
        one(q=[[-8, 7], np.zeros((2, 0), int), np.zeros((1, 2, 4), np.uint8)]),
        one(q=[*NO_CODES, np.int8(1), [8, 0], [0, -9], [1, 2, 3], np.zeros((2, 3), int)]),
    ),
    "unpack_int4": Asked(
        {"p": np.array([[1, 255]], np.uint8)},
        one(p=[np.zeros((2, 0), np.uint8), np.zeros(3, np.uint8)]),
        one(p=[*NO_CODES, np.array([1], np.int8), [1, 2], np.uint8(7)]),
    ),
    "bits_per_weight": Asked(
        {"bits": 4, "group": 32, "scale_bits": 16},
        one(bits=[2, np.int64(8)], group=[1], scale_bits=[1]),
        one(bits=NO_BITS, group=NO_COUNT, scale_bits=NO_COUNT),
    ),
}

INT32 = 2**31
NO_INT8 = [*NO_INTEGER, -129, 128]
FIXED_POINT = one(q0=[*NO_INTEGER, 2**30 - 1, 2**31], shift=[*NO_INTEGER, -31, 32], z_Y=NO_INT8)
WIDE = {"W_q": np.ones((300, 4), np.int8)}
NO_MATRIX = [None, [[1]], np.ones((3, 4)), np.ones((3, 4), np.int32), *ones(3, (0, 4), (3, 4, 1))]
NO_BIAS = [None, *ones(4), *ones(4, dtype=np.int64), np.ones(4), *ones((), 3, (4, 1), (2, 4), (0, 4), dtype=np.int32)]
NO_WEIGHT_MATRIX = [
    {"W_q": np.ones((3, 0), np.int8), "b_q": np.ones(0, np.int32)},
    {"W_q": np.ones((3, 4, 1), np.int8), "b_q": np.ones((4, 1), np.int32)},
]
ONE, EYE = np.zeros((1, 3), np.int8), np.eye(3, 4, dtype=np.int8)
FOURTH_LESSON = {
    "quantize_bias": Asked(
        {"b": np.array([0.5, 1.0]), "s_X": 0.1, "s_W": np.array([0.2, 0.3])},
        [
            *one(b=[[2.0**100, -(2.0**100)], [1, 2]], s_X=[1], s_W=[0.5]),
            {"s_X": TINY, "s_W": 2.0**122},
            {"s_X": 2.0**122, "s_W": TINY},
            {"s_X": 2.0**-450, "s_W": 2.0**-450},
        ],
        [
            *one(b=[*NO_REAL, [1.0, beyond(2.0**100, INFINITY)], [-(2.0**101), 1], 1.0, [1.0]]),
            *one(s_X=[*NO_NUMBER, 0, -1], s_W=[*NO_REAL, [0.1, 0.0], -1, *ones(3, (2, 1), 1)]),
            {"s_X": beyond(TINY, 0), "s_W": 2.0**200},
            {"s_X": 2.0**200, "s_W": beyond(TINY, 0)},
            {"s_X": 2.0**-451, "s_W": 2.0**-450},
        ],
    ),
    "quantize_multiplier": Asked({"M": 0.01}, one(M=[TINY, 1, 1e300]), one(M=[*NO_NUMBER, 0, -1, beyond(TINY, 0)])),
    "requantize": Asked(
        {"acc": np.array([5, -7], np.int32), "q0": 2**30, "shift": 3, "z_Y": 4},
        one(acc=[[-INT32, INT32 - 1], 3, np.zeros(0, int)], q0=[INT32 - 1], shift=[-30, 31], z_Y=[-128, 127]),
        [*one(acc=[*NO_CODES, [INT32], [0, -INT32 - 1]]), *FIXED_POINT],
    ),
    "linear_relu_int8": Asked(
        {
            **{"X_q": np.ones((2, 3), np.int8), "W_q": np.ones((3, 4), np.int8), "b_q": np.ones(4, np.int32)},
            **{"z_X": 1, "q0": 2**30, "shift": 3, "z_Y": 5, "relu": True},
        },
        [
            *one(b_q=ones((1, 4), dtype=np.int32), z_X=[-128, 127], relu=[False, np.bool_(True)]),
            {"X_q": np.ones((1, 300), np.int8), **WIDE},
            {"X_q": ONE, "W_q": EYE, "z_X": -1, "b_q": np.full(4, INT32 - 2, np.int32)},
            {"X_q": ONE, "W_q": EYE, "z_X": 1, "b_q": np.full(4, 1 - INT32, np.int32)},
        ],
        [
            *one(X_q=[*NO_MATRIX, *ones((0, 3), (2, 4), (2, 2), (2, 3, 1))], W_q=NO_MATRIX, b_q=NO_BIAS, z_X=NO_INT8),
            *NO_WEIGHT_MATRIX,
            *one(relu=[1, None, "True", 0.0, [True]]),
            *FIXED_POINT,
        ],
    ),
    "fold_zero_point": Asked(
        {"b_q": np.ones(4, np.int32), "W_q": np.ones((3, 4), np.int8), "z_X": 1},
        [
            *one(b_q=ones((1, 4), dtype=np.int32), z_X=[-128, 127], W_q=[WIDE["W_q"]]),
            {"W_q": EYE, "z_X": -1, "b_q": np.full(4, INT32 - 2, np.int32)},
            {"W_q": EYE, "z_X": 1, "b_q": np.full(4, 1 - INT32, np.int32)},
        ],
        [
            *one(b_q=NO_BIAS, W_q=NO_MATRIX, z_X=NO_INT8),
            *NO_WEIGHT_MATRIX,
            {"W_q": EYE, "z_X": -1, "b_q": np.full(4, INT32 - 1, np.int32)},
            {"W_q": EYE, "z_X": 1, "b_q": np.full(4, -INT32, np.int32)},
        ],
    ),
}

NO_IMAGES = [None, "x", *ones((3, 4, 5), (1, 2, 3, 4, 5), (0, 3, 4, 5)), np.ones((2, 3, 4, 5), bool)]
NO_INT8_IMAGES = [*NO_IMAGES, *(np.ones((2, 3, 4, 5), dtype) for dtype in (np.int16, float, np.uint8))]
NO_CHANNELS = ones((), 3, 5, (1, 6), (6, 1), 7, dtype=np.int32)
PIXEL = {"x_q": np.full((1, 1, 1, 1), 100, np.int8), "b_q": [0], "M": [1.0], "z_x": 0, "pad": 0}
PLUS, MINUS = np.ones((1, 1, 1, 1), np.int8), -np.ones((1, 1, 1, 1), np.int8)
EACH = {"b": np.ones(4), "gamma": np.ones(4), "beta": np.ones(4), "mean": np.ones(4), "var": np.ones(4)}
FIFTH_LESSON = {
    "output_size": Asked(
        {"size": 8, "k": 3, "stride": 2, "pad": 1},
        [*one(k=[10, 1], stride=[1, 100], pad=[0, 9]), {"size": 1, "k": 1, "pad": 0}, {"pad": 2, "k": 12}],
        [
            *one(size=NO_COUNT, k=[*NO_COUNT, 11], stride=NO_COUNT, pad=[*NO_INTEGER, -1]),
            {"size": 0, "k": 1, "pad": 1},
            {"pad": 2, "k": 13},
            {"pad": 0, "k": 9},
        ],
    ),
    "im2col": Asked(
        {"x": np.ones((2, 3, 4, 5), np.int8), "k": 3, "stride": 2, "pad": 1, "pad_value": -7},
        [
            *one(
                x=[[[[[NAN]]]], np.ones((1, 1, 1, 1), np.int32)], k=[1, 6], stride=[1], pad=[0], pad_value=[-128, 127]
            ),
            {"x": np.ones((1, 1, 3, 3), np.uint8), "pad_value": 255},
            {"x": np.ones((1, 1, 3, 3), np.float32), "pad_value": 0.5},
            {"x": np.ones((1, 1, 3, 3)), "pad_value": 0.1},
        ],
        [
            *one(x=NO_IMAGES, k=[*NO_COUNT, 7], stride=NO_COUNT, pad=[*NO_INTEGER, -1]),
            *one(pad_value=[*NO_NUMBER, 128, -129, 0.5, np.array(1)]),
            {"k": 1, "pad": -1},
            {"k": 4, "x": np.ones((1, 1, 3, 9)), "pad": 0},
            {"k": 4, "x": np.ones((1, 1, 9, 3)), "pad": 0},
            {"x": np.ones((1, 1, 3, 3), np.uint8), "pad_value": -1},
            {"x": np.ones((1, 1, 3, 3), np.float32), "pad_value": 0.1},
            {"x": np.ones((1, 1, 3, 3), np.float32), "pad_value": 1e39},
        ],
    ),
    "conv2d_int8": Asked(
        {
            **{"x_q": np.ones((2, 3, 4, 5), np.int8), "W_q": np.ones((6, 3, 2, 2), np.int8)},
            **{"b_q": np.ones(6, np.int32), "stride": 1, "pad": 1, "z_x": -128, "M": np.full(6, 0.01), "z_y": 127},
        },
        [
            *one(z_x=[127], z_y=[-128], pad=[0], stride=[5], M=[np.full(6, 2.0**-149), np.full(6, float(F32.max))]),
            {**PIXEL, "W_q": PLUS, "b_q": [INT32 - 101]},
            {**PIXEL, "W_q": MINUS, "b_q": [100 - INT32]},
            {**PIXEL, "W_q": MINUS, "b_q": [INT32 - 1]},
            {**PIXEL, "W_q": PLUS, "b_q": [-INT32]},
        ],
        [
            *one(x_q=[*NO_INT8_IMAGES, *ones((2, 6, 4, 5), (2, 3, 4), (2, 3, 4, 5, 1))]),
            *one(W_q=[*NO_INT8_IMAGES, *ones((6, 2, 2, 2), (6, 4, 2, 2), (6, 3, 2, 1), (6, 3, 1, 2), (6, 3, 0, 0))]),
            *one(b_q=[*NO_CODES, *NO_CHANNELS, np.full(6, 2**31)], stride=NO_COUNT, pad=[*NO_INTEGER, -1]),
            *one(M=[*NO_REAL, *NO_CHANNELS, -np.ones(6), np.full(6, 1e39), np.full(6, 2.0**-150)]),
            *one(z_x=[*NO_INT8, 0.5], z_y=[*NO_INT8, 0.5]),
            {**PIXEL, "W_q": PLUS, "b_q": [INT32 - 100]},
            {**PIXEL, "W_q": MINUS, "b_q": [99 - INT32]},
            {**PIXEL, "W_q": MINUS, "b_q": [INT32]},
            {**PIXEL, "W_q": PLUS, "b_q": [-INT32 - 1]},
        ],
    ),
    "fold_bn": Asked(
        {"W": np.ones((4, 3, 2, 2)), **EACH, "eps": 1e-5},
        [{"eps": 0}, {"var": np.zeros(4)}, {"W": np.ones((4, 3, 1, 2), np.int8), "b": [1, 2, 3, 4]}],
        [
            *one(
                W=[
                    *NO_IMAGES,
                    np.full((4, 3, 2, 2), NAN),
                    np.ones((4, 3, 2, 2, 1)),
                    np.ones((4, 3, 2)),
                    np.ones((4, 0, 2, 2)),
                ],
                eps=[*NO_NUMBER, -1e-9, np.array(0.5)],
            ),
            *one(**dict.fromkeys(["b", "gamma", "beta", "mean"], [*NO_REAL, np.array([1, 1, 1, NAN]), *NO_CHANNELS])),
            *one(var=[*NO_REAL, *NO_CHANNELS, np.array([1, 1, 1, -1e-9])]),
            {"var": np.array([1.0, 0.0, 1.0, 1.0]), "eps": 0.0},
            {"var": np.array([1.0, -1.0, 1.0, 1.0]), "eps": 2.0},
        ],
    ),
    "max_pool_int8": Asked(
        {"x_q": np.ones((2, 3, 4, 5), np.int8), "k": 2},
        [*one(k=[1, 4]), {"x_q": PLUS, "k": 1}],
        [*one(x_q=NO_INT8_IMAGES, k=[*NO_COUNT, 5, 6]), {"x_q": np.ones((1, 1, 9, 3), np.int8), "k": 4}],
    ),
}

X = np.array([[-1.0, 2.0, 0.5], [3.0, -0.25, 1.0]])
NARROWEST, WIDEST = 255 * 2.0**-126, (2 - 2.0**-23) * 2.0**126  # the narrowest and the widest range in float32
W, B = np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 1.0]]), np.array([0.5, -1.0])
NO_VALUES = [*NO_REAL, np.array([]), [INFINITY]]
LAYERS = [(W, B), (W[:2], B)]
NO_LAYERS = [
    *(None, [], 5, [(W, B), None], [(W, B, B)], [(W,)], [(W, B), (W, B)], [(W, B), (W[:1], B)], [(W[0], 1.0)]),
    *([(W, np.ones(3))], [(W, B), (W[:2], B[:1])], [(W[0], B)], [(W[:, :, None], B[:, None])], [(W, [NAN, 0])]),
    *([(W, B[None])], [(W[:, :0], B[:0])], [(W[:, :, None], B)], [(W * [1, 0], B)], [(W * NAN, B)], [("W", B)]),
]
NO_IMAGE_ROWS = [*NO_VALUES, X[:, :2], np.ones((2, 4)), X[:, :, None], X[0], np.zeros((0, 3))]
SIXTH_LESSON = {
    "quantize_dequantize": Asked(
        {"x": X, "alpha": -1.0, "beta": 3.0, "bits": 4},
        [
            *one(alpha=[0.0, -1], beta=[0.0, 3], bits=[2, np.int64(8)], x=[0, [1e300]]),
            *({"alpha": 0.0, "beta": NARROWEST}, {"alpha": -WIDEST, "beta": 0}),
        ],
        [
            *one(x=NO_VALUES, alpha=[*NO_NUMBER, 0.5], beta=[*NO_NUMBER, -0.5], bits=NO_BITS),
            *({"alpha": 0.0, "beta": 0.0}, {"alpha": -1e308, "beta": 1e308}),
            *({"alpha": 0.0, "beta": beyond(NARROWEST, 0)}, {"alpha": 0.0, "beta": beyond(WIDEST, INFINITY)}),
        ],
    ),
    "dynamic_quantize": Asked(
        {"x": X},
        one(x=[3, [], [0.0, -0.0], [NARROWEST], [-NARROWEST / 2, NARROWEST / 2], [float(F32.max)], [-WIDEST, WIDEST]]),
        one(x=[*NO_REAL, [INFINITY], [1e39], [beyond(NARROWEST, 0) / 2], [1e-45], [-WIDEST * 1.5, WIDEST]]),
    ),
    "minmax_range": Asked({"X": X}, one(X=[[0.0], 3]), one(X=NO_VALUES)),
    "moving_average_range": Asked(
        {"batches": [X, X + 1], "momentum": 0.1},
        one(batches=[[X], (1, [2, 3]), np.ones((2, 3))], momentum=[1, TINY]),
        one(batches=[[], 5, None, "x", np.array(1.0), [X, []], [X, None]], momentum=[*NO_NUMBER, 0, beyond(1, 2)]),
    ),
    "percentile_range": Asked(
        {"X": X, "percent": 90.0},
        one(X=[5], percent=[beyond(50, 51), 100]),
        one(X=NO_VALUES, percent=[*NO_NUMBER, 50, 40.0, beyond(100, 101)]),
    ),
    "mse_range": Asked(
        {"X": X, "bits": 4, "ratios": np.array([1.0, 0.5])},
        one(X=[[0.0, 1.0]], bits=[2, 8], ratios=[[1e-3], [1]]),
        [
            *one(X=[*NO_VALUES, np.zeros(3)], bits=NO_BITS),
            *one(ratios=[*NO_VALUES, 1.0, [[1.0]], [1.0, 0.0], [0.5, beyond(1, 2)]]),
        ],
    ),
    "kl_range": Asked(
        {"X": X, "levels": 2, "bins": 8},
        one(X=[[0.0, 1.0]], levels=[8, 4], bins=[2, np.int64(4)]),
        one(X=[*NO_VALUES, np.zeros(3)], levels=[*NO_INTEGER, 1, 3], bins=[*NO_INTEGER, 0, -2, 1, 9]),
    ),
    "ptq_mlp": Asked(
        {"params": LAYERS, "X_calib": X, "X_test": X, "bits_W": 8, "bits_X": 8, "method": "minmax"},
        one(params=[[(W, B)], [[W, B]]], bits_W=[2], bits_X=[2], method=["percentile", "mse", "kl"], X_test=[X[:1]]),
        [
            *one(params=NO_LAYERS, X_calib=NO_IMAGE_ROWS, X_test=NO_IMAGE_ROWS, bits_W=NO_BITS, bits_X=NO_BITS),
            *one(method=["max", None, 0, b"kl", ["kl"], np.array("kl")]),
        ],
    ),
}
ASKED = FIRST_LESSON | SECOND_LESSON | THIRD_LESSON | FOURTH_LESSON | FIFTH_LESSON | SIXTH_LESSON

TWO_LAYERS = [(np.ones((3, 4)), np.ones(4)), (np.ones((4, 2)), np.ones(2))]
NO_LAYERS = [
    *(None, 5, [], [None], [np.ones((3, 4))], [(np.ones((3, 4)), np.ones(4), 1)], [(np.ones((3, 4)), np.ones(3))]),
    *([(np.ones((3, 4)), np.ones(4)), (np.ones((3, 2)), np.ones(2))], [(np.ones(3), np.ones(3))]),
    *([(np.ones((3, 4)), np.ones((1, 4)))], [(np.ones((0, 4)), np.ones(4))], [(np.full((3, 4), NAN), np.ones(4))]),
    [(np.ones((3, 4, 1)), np.ones((4, 1))), (np.ones((4, 2)), np.ones(2))],
    [(np.ones((3, 0)), np.ones(0)), (np.ones((0, 2)), np.ones(2))],
    [(np.ones((3, 4)), [1.0, 1.0, 1.0, INFINITY]), (np.ones((4, 2)), np.ones(2))],
]
NO_ROW, NO_MATRIX_OF_REALS = [*NO_REAL, 1.0, np.ones((1, 4)), np.ones(3)], [*NO_REAL, np.ones(3), np.ones((0, 3)), 1.0]
ASKED |= {
    "layer_sensitivity": Asked(
        {"params": TWO_LAYERS, "X": np.ones((5, 3)), "y": np.array([0, 1, 1, 0, 1]), "choices": (2, 8)},
        [
            *one(params=[tuple(TWO_LAYERS), [(np.zeros((3, 2)), [0, 1])]], choices=[[3], np.array([4, 5])]),
            {"X": [[1, 2, 3]], "y": [1]},
        ],
        [
            *one(params=NO_LAYERS, X=[*NO_MATRIX_OF_REALS, np.ones((5, 4)), np.ones((4, 3)), np.ones((5, 3, 1))]),
            *one(y=[*NO_CODES, [0, 1, 1, 0, 2], [0, 1, 1, 0, -1], [0, 1], 1, [[0], [1], [1], [0], [1]]]),
            *one(choices=[None, 3, (), (1, 2), (9,), (2.0,), "23"]),
            {"X": np.ones((0, 3)), "y": np.zeros(0, int)},
        ],
    ),
    "equalize_pair": Asked(
        {"W1": np.ones((3, 4)), "b1": np.ones(4), "W2": np.ones((4, 2))},
        [
            *one(W1=[np.zeros((3, 4)), np.ones((1, 4), np.int8)], b1=[[1, 2, 3, 4]], W2=[np.zeros((4, 1))]),
            {"W1": [[1e-300]], "b1": [1.0], "W2": [[1e300]]},
        ],
        [
            *one(W1=[*NO_MATRIX_OF_REALS, np.ones((3, 5)), np.ones((3, 4, 1))], b1=NO_ROW),
            *one(W2=[*NO_MATRIX_OF_REALS, np.ones((3, 2)), np.ones((4, 0)), np.ones((4, 2, 1))]),
            {"W1": np.ones((3, 4, 1)), "b1": np.ones((4, 1))},
            {"W1": np.ones((0, 4))},
            {"W1": [[1e-300]], "b1": [1e10], "W2": [[1e300]]},
        ],
    ),
    "equalize": Asked(
        {"params": TWO_LAYERS, "sweeps": 2},
        one(params=[TWO_LAYERS[:1]], sweeps=[0, np.int64(3)]),
        one(params=NO_LAYERS, sweeps=[*NO_INTEGER, -1]),
    ),
    "correct_bias": Asked(
        {"W": np.ones((3, 4)), "W_hat": np.zeros((3, 4)), "b": np.ones(4), "X": np.ones((5, 3))},
        one(W_hat=[np.ones((3, 4), np.int8)], b=[[1, 2, 3, 4]], X=[[[1, 2, 3]]]),
        [
            *one(W=[*NO_MATRIX_OF_REALS, np.ones((3, 5))], W_hat=[*NO_MATRIX_OF_REALS, np.ones((1, 4))], b=NO_ROW),
            *one(X=[*NO_MATRIX_OF_REALS, np.ones((5, 4)), np.ones((5, 3, 1))]),
            *({"W": W, "W_hat": W, "b": np.ones(W.shape[1:])} for W in (np.ones((3, 4, 1)), np.ones((3, 0)))),
        ],
    ),
    "allocate_bits": Asked(
        {"S": np.ones((2, 3)), "sizes": np.array([10, 20]), "choices": (2, 3, 4), "budget": 75},
        [*one(S=[[[1, 0, -1], [2, 1, 0]]], sizes=[[10, 20]], budget=[60, 1e9, 60.5]), {"choices": (1, 2, 8)}],
        [
            *one(S=[*NO_MATRIX_OF_REALS, np.ones((3, 3)), np.ones((2, 2)), np.ones((2, 3, 1))]),
            *one(
                sizes=[*NO_CODES, [10], [10, 0], [10, -1], 10, [[10], [20]]],
                choices=[None, (2, 3), (0, 2, 3), (2.5,), (2, 2, 3), (2, 4, 3), (3, 2, 4)],
            ),
            *one(budget=[*NO_NUMBER, 59, 0]),
            {"S": np.ones((0, 3)), "sizes": np.zeros(0, int)},
        ],
    ),
}

NO_STEP = [*NO_NUMBER, 0, -0.5, 2.0**1001]
LAYERS = [(np.ones((3, 4)), np.ones(4)), (np.ones((4, 2)), np.ones(2))]
TO_SAME_SHAPE = [[1.0], [[1.0, -2.0]]]
EIGHTH_LESSON = {
    "fake_quantize": Asked(
        {"x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        one(x=[3, [[1e300]], []], s=[2.0**1000, 5e-324, 1], bits=[2, 8]),
        one(x=NO_REAL, s=NO_STEP, bits=NO_BITS),
    ),
    "ste_backward": Asked(
        {"g": np.array([1.0, 3.0]), "x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        [*one(s=[2.0**1000, 5e-324], bits=[2, 8]), {"g": [], "x": []}, {"g": 1, "x": 2}],
        one(g=[*NO_REAL, *TO_SAME_SHAPE], x=[*NO_REAL, *TO_SAME_SHAPE], s=NO_STEP, bits=NO_BITS),
    ),
    "lsq_step_gradient": Asked(
        {"g": np.array([1.0, 3.0]), "x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        [*one(s=[2.0**1000, 5e-324], bits=[2, 8]), {"g": 1, "x": 2}],
        [
            *one(g=[*NO_REAL, *TO_SAME_SHAPE], x=[*NO_REAL, *TO_SAME_SHAPE], s=NO_STEP, bits=NO_BITS),
            {"g": [], "x": []},
        ],
    ),
    "qat_gradients": Asked(
        {"params": LAYERS, "steps": [0.5, 0.4], "X": np.ones((5, 3)), "y": np.zeros(5, int), "bits": 3},
        [
            *one(steps=[np.array([0.5, 1]), (5e-324, 2.0)], y=[[0, 1, 1, 0, 1]], bits=[2, 8]),
            {"params": LAYERS[1:], "X": np.ones((5, 4)), "steps": [1]},
            {"params": [(np.ones((1, 1)), np.ones(1))], "X": np.ones((1, 1)), "y": [0], "steps": [0.5]},
        ],
        [
            *one(params=[None, [], 3, [LAYERS[0], LAYERS[0]], [(np.ones((3, 4)), np.ones(3)), LAYERS[1]]]),
            *one(params=[[(np.ones(4), np.ones(4)), LAYERS[1]], [LAYERS[0], (np.ones((4, 0)), np.ones(0))]]),
            *one(params=[[(np.ones((3, 4)), np.ones(5)), LAYERS[1]], [(np.ones((3, 2)), np.ones(2))] * 2]),
            *one(X=[np.ones((5, 2))], y=[[0, 1, 3, 0, 0]]),
            *one(params=[[LAYERS[0], (np.full((4, 2), NAN), np.ones(2))], [LAYERS[0], (np.ones((4, 2)), [NAN, 1])]]),
            *one(steps=[None, 0.5, [0.5], [0.5] * 3, [0.5, 0], [0.5, -1], [0.5, NAN], [0.5, 2.0**1001]]),
            *one(X=[*NO_REAL, np.ones(3), np.ones((0, 3)), np.ones((5, 4)), np.ones((4, 3)), np.full((5, 3), NAN)]),
            *one(y=[*NO_CODES, [0, 1, 2, 0, 0], [0, -1, 0, 0, 0], [0], np.zeros((5, 1), int), 0], bits=NO_BITS),
            {"X": np.ones((0, 3)), "y": np.zeros(0, int)},
            {"params": [(np.ones((3, 4, 2)), np.ones((4, 2)))], "steps": [0.5]},
            {"params": [(np.ones((3, 0)), np.ones(0)), (np.ones((0, 2)), np.ones(2))]},
        ],
    ),
    "stochastic_round": Asked(
        {"x": np.array([1.2, -2.0]), "u": np.array([0.1, 0.9])},
        [*one(u=[[0, beyond(1, 0)]], x=[[1e300, -1e300]]), {"x": 1.5, "u": 0.5}, {"x": [], "u": []}],
        one(x=[*NO_REAL, *TO_SAME_SHAPE], u=[*NO_REAL, *TO_SAME_SHAPE, [0.1, 1.0], [0.1, 1.5], [-0.1, 0.5], [0.5]]),
    ),
}
ASKED |= EIGHTH_LESSON


WORDS = np.array([-1.0, 0.0, 0.5, 2.0])
NO_CODEBOOK = [*NO_REAL, 1.0, [[1.0]], [], [0.0, 2.0, 1.0], np.zeros(257), [0.0, 1e308, 1.5e308]]
NO_LINE = [*NO_REAL, 3.0, [], [[1.0, 2.0]], [1e308, 1e308]]
NO_COUNTS = [*NO_CODES, 5, [], [0, 0], [[1, 2]], [3, -1], [2**53, 1]]
ASKED |= {  # lesson 9
    "nearest_codeword": Asked(
        {"x": X, "codebook": WORDS},
        one(x=[3, [], [1e308]], codebook=[[1.0], [0, 0], np.zeros(256), [-1e308, 1e308]]),
        one(x=NO_REAL, codebook=NO_CODEBOOK),
    ),
    "kmeans_step": Asked(
        {"x": X[0], "codebook": WORDS},
        one(x=[[3], [1e308, 5e307]], codebook=[[1.0], np.zeros(256), [-1e308, 1e308]]),
        one(x=NO_LINE, codebook=NO_CODEBOOK),
    ),
    "kmeans_1d": Asked(
        {"x": X[0], "k": 3, "iterations": 2},
        one(x=[[3], [-8e307, 8e307]], k=[2, 256], iterations=[0, np.int8(9)]),
        one(x=NO_LINE, k=[*NO_INTEGER, 1, 257], iterations=[*NO_INTEGER, -1]),
    ),
    "huffman_lengths": Asked(
        {"counts": np.array([3, 1, 0, 9])}, one(counts=[[1], [0, 0, 7], [2**53, 0], [5, 5]]), one(counts=NO_COUNTS)
    ),
    "binarize": Asked({"W": W}, one(W=[[[0]], np.zeros((2, 3))]), one(W=[*NO_REAL, W[0], W[:0], [[1e308], [1e308]]])),
    "ternarize": Asked(
        {"W": W}, one(W=[5, [2 * TINY], W[:, :, None]]), one(W=[*NO_VALUES, [0.0, -0.0], [TINY], [1e308, 1e308]])
    ),
    "pack_ternary": Asked(
        {"T": np.array([1, 0, -1, 1, 1])},
        one(T=[np.ones(10, np.int8), np.zeros(0, int)]),
        one(T=[*NO_CODES, 5, [1, 0, 1, 0], [1, 0, 2, 0, 0], [0, 0, 0, -2, 0], np.ones((5, 1), int)]),
    ),
}

E4M3 = {"e": 4, "m": 3, "largest": 448.0}
NO_FORMAT = [
    *one(e=[*NO_INTEGER, 1, 6], m=[*NO_INTEGER, 0, 4]),
    *one(largest=[*NO_NUMBER, -448.0, 450.0, 512.0, 2.0**-7, 1e300]),
    *({"e": e, "m": m, "largest": largest} for e, m, largest in ((6, 1, 1.0), (1, 3, 2.0), (4, 0, 256.0))),
]
TABLE = np.array([-1.0, -0.25, 0.0, 1.0])
ASKED |= {  # lesson 10
    "decode_minifloat": Asked(
        {"code": np.array([0, 255]), "e": 4, "m": 3},
        [*one(code=[5, np.zeros((2, 0), int)]), {"e": 2, "m": 5}, {"e": 5, "m": 2}, {"code": [15], "e": 2, "m": 1}],
        [
            *one(code=[*NO_CODES, [256], [-1]], e=[*NO_INTEGER, 1, 5], m=[*NO_INTEGER, 0, 4]),
            {"code": [16], "e": 2, "m": 1},
            *({"code": [1], "e": e, "m": m} for e, m in ((6, 1), (1, 3), (4, 0))),
        ],
    ),
    "round_to_minifloat": Asked(
        {"x": X, **E4M3},
        [*one(x=[3, [], [1e308, 5e-324]], largest=[480, 2.0**-6, 1]), {"e": 5, "m": 2, "largest": 57344.0}],
        [*one(x=NO_REAL), *NO_FORMAT],
    ),
    "quantize_mx": Asked(
        {"x": np.array([1.0, -2.0, 0.0, 0.0]), "block": 2, **E4M3},
        one(x=[[], [2.0**-119, 0], [-(2.0**136) + 2.0**100, 1]], block=[1, 4, np.int8(2)], largest=[480, 1]),
        [
            *one(x=[*NO_REAL, 1.0, [[1.0, 2.0]], [1.0], [2.0**-120, 0], [2.0**136, 1]], block=[*NO_INTEGER, 0, -1, 3]),
            *NO_FORMAT,
        ],
    ),
    "quantize_nvfp4": Asked(
        {"x": np.ones(16, np.float32)},
        one(x=[[2.0**-100, *[0] * 15], [-(2.0**120), *[1] * 31], np.ones(16)]),
        one(
            x=[*NO_REAL, 1.0, np.ones((1, 16)), np.ones(15), [], np.zeros(16), np.full(16, 2.0**-101)],
        )
        + one(x=[np.full(16, 2.0**121), np.full(16, 1e39)]),
    ),
    "quantize_nf4": Asked(
        {"x": np.array([1.0, -2.0, 0.0, 0.0]), "block": 2, "table": TABLE},
        one(x=[[], [1e308, 5e-324]], block=[1, 4], table=[[0.5], [-1, 1], np.linspace(-1, 1, 256)]),
        [
            *one(x=[*NO_REAL, 1.0, [[1.0, 2.0]], [1.0]], block=[*NO_INTEGER, 0, -1, 3]),
            *one(table=[*NO_REAL, 1.0, [], [[0.5]], [0.0, 0.0], [1, 0], [-1.5, 0], [0, 1.5], np.linspace(-1, 1, 257)]),
        ],
    ),
}

WITHIN = [
    ("linear_relu_int8", {"X_q": ONE, "W_q": EYE, "z_X": -1, "b_q": np.full(4, INT32 - 1, np.int32)}, "acc"),
    ("linear_relu_int8", {"X_q": ONE, "W_q": EYE, "z_X": 1, "b_q": np.full(4, -INT32, np.int32)}, "acc"),
    ("conv2d_int8", {"x_q": np.ones((1, 3, 1, 9), np.int8), "pad": 0}, "k"),
    ("conv2d_int8", {"x_q": np.ones((1, 3, 9, 1), np.int8), "pad": 0}, "k"),
    ("ptq_mlp", {"X_calib": np.zeros((2, 3)), "method": "mse"}, "X"),
    ("mse_range", {"X": np.array([1e-40])}, "alpha"),
]
every_function = pytest.mark.parametrize("function", ASKED)


def called(function, changed):
    return getattr(reference, function)(**{**ASKED[function].good, **changed})


def test_every_function_is_asked():
    """Is every public reference in the table, but the one whose arguments two others judge?"""
    assert set(reference.__all__) == {*ASKED, "calculate_s_and_z_int"}


@every_function
def test_taken(function):
    """Are good arguments answered, those at the limits too?"""
    with np.errstate(over="ignore"):
        for changed in ({}, *ASKED[function].taken):
            called(function, changed)


@pytest.mark.filterwarnings("error")
@every_function
def test_refused(function):
    """Is each bad argument refused with a ValueError that names it, and nothing else raised or warned?"""
    for changed in ASKED[function].refused:
        with pytest.raises(ValueError, match=rf"\b({'|'.join(changed)})\b"):
            pytest.fail(f"{changed} is answered: {called(function, changed)}")


@pytest.mark.parametrize(("function", "changed", "name"), WITHIN)
def test_refused_within(function, changed, name):
    """Is refused, too, what only a function that the formula calls can judge?"""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        called(function, changed)


@pytest.mark.parametrize(("alpha", "beta", "exp", "name"), [(1, 1, 8, "alpha"), ("1", 2, 8, "alpha"), (0, 1, 7, "exp")])
def test_scale_and_zero_point_together(alpha, beta, exp, name):
    """Does the function of both scale and zero point refuse what the two refuse?"""
    with pytest.raises(ValueError, match=name):
        reference.calculate_s_and_z_int(alpha, beta, exp)


@every_function
def test_every_clause_is_needed(function):
    """For each kind, limit and rule of the domain, is one of the bad arguments refused by it alone?"""
    asked, declared = ASKED[function], getattr(reference, function).domain
    bad = [{**asked.good, **changed} for changed in asked.refused]
    refused = [arguments for arguments in bad if refuses(declared, arguments)]
    for clause, looser in loosened(declared):
        assert not all(refuses(looser, arguments) for arguments in refused), f"nothing needs {clause}"


def refuses(declared, arguments):
    """Does the domain say no, rather than take them or break?"""
    try:
        declared.read(arguments)
    except Exception as error:  # without a clause, rules may meet what they were never to meet
        return isinstance(error, ValueError) and "nhưng nhận được" in str(error)
    return False


def loosened(declared):
    """(the clause, the domain without it) for each clause of a domain."""
    for place, gone in enumerate(declared.rules):
        yield gone.text, Domain(declared.kinds, declared.rules[:place] + declared.rules[place + 1 :])
    for name, kind in declared.kinds.items():
        for clause, looser in looser_kinds(kind):
            yield f"{name}: {clause}", Domain({**declared.kinds, name: looser}, declared.rules)


def looser_kinds(kind):
    """(the clause, the kind without it) for each clause of a kind, and of the kinds inside it."""
    if kind is not passed_on:
        yield kind.text, passed_on
    for place, (text, _) in enumerate(kind.limits):
        yield text, replace(kind, limits=kind.limits[:place] + kind.limits[place + 1 :])
    for place, inner in enumerate(kind.of):
        for text, looser in looser_kinds(inner):
            yield text, replace(kind, of=(*kind.of[:place], looser, *kind.of[place + 1 :]))


class CodeRan(BaseException):
    """Some code of a value ran; no Exception, so that nothing takes it for a refusal."""


class Hostile:
    """A value whose code, whichever, raises CodeRan."""

    def stop(self, *args, **named):
        raise CodeRan

    __array__ = __bool__ = __eq__ = __float__ = __getattr__ = __index__ = __int__ = __iter__ = __len__ = __repr__ = stop
    __hash__ = object.__hash__


class HostileInt(int):
    __bool__ = __eq__ = __float__ = __index__ = __int__ = __repr__ = Hostile.stop
    __hash__ = int.__hash__


class HostileArray(np.ndarray):
    def __getattribute__(self, name):
        raise CodeRan


def hostile_values():
    objects = np.empty(2, object)
    objects[0] = Hostile()
    endless = []
    endless += [endless, endless]
    return [Hostile(), HostileInt(8), np.ones(3).view(HostileArray), [Hostile()], objects, [objects], endless, {1: 2}]


@every_function
def test_no_code_of_a_value_runs(function):
    """Is a value that is no plain data refused, without any code of its own?"""
    for name in ASKED[function].good:
        for value in hostile_values():
            with pytest.raises(ValueError):
                pytest.fail(f"{name} = {type(value)} is answered: {called(function, {name: value})}")


def test_message_is_short():
    """Is a message short, whatever came?"""
    for value in (10**9000, "x" * 9000, b"x" * 9000, list(range(9000)), np.ones(9000), np.ones(9000, object)):
        with pytest.raises(ValueError) as refusal:
            reference.bits_per_weight(value, 1, 1)
        assert "bits" in str(refusal.value)
        assert len(str(refusal.value)) < 200


def test_message_of_a_rule_shows_the_arguments():
    """Does the message of a broken relation show both of its arguments?"""
    with pytest.raises(ValueError, match="alpha không được lớn hơn beta, nhưng nhận được alpha = 2.0, beta = 1.0"):
        reference.nudge_range(2, 1)


@pytest.mark.parametrize("kinds", [{"x": real()}, {"x": real(), "y": real(), "z": real()}])
def test_domain_names_every_parameter(kinds):
    """Is a domain refused that forgets a parameter or has one too many?"""
    with pytest.raises(TypeError, match="formula"):

        @domain(**kinds)
        def formula(x, y):
            return x + y


def test_formula_gets_what_was_read():
    """Do the kinds convert, defaults too, and is the signature still the formula's own?"""

    @domain(x=real(), bits=integer(2, 8))
    @rule("x phải nhỏ hơn bits", lambda x, bits: x < bits)
    def formula(x, bits=4):
        return x.dtype, bits

    assert formula([1, 2]) == (np.float64, 4)
    assert type(formula(1, np.int8(5))[1]) is int
    assert str(inspect.signature(formula)) == "(x, bits=4)"


@pytest.mark.parametrize("value", [np.float32(0.25), np.float64(0.25), 0.25, np.float16(0.25)])
def test_numbers_of_any_type_give_one_result(value):
    """Do Python and NumPy numbers of one value give one result?"""
    expected = called("quantization_matrix_multiplication_int", {"s_X": 0.25})
    np.testing.assert_array_equal(called("quantization_matrix_multiplication_int", {"s_X": value}), expected)


@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_narrowest_and_widest_range_stay_finite(width):
    """Do values of any size, beyond float32 too, come back within a step of a range as narrow or as wide as one may be?"""
    for bits in range(2, 9):
        for ends in (0, 1), (-0.25, 0.75), (-1, 0):
            alpha, beta = np.multiply(ends, width)
            x_hat = reference.quantize_dequantize(np.array([-1e300, 0.0, 1e300]), alpha, beta, bits)
            np.testing.assert_allclose(x_hat, [alpha, 0, beta], rtol=0, atol=width / (2**bits - 1))
            assert x_hat[1] == 0
