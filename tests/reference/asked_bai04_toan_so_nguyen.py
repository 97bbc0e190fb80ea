"""What the references of lesson 4 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import INFINITY, INT32, NO_CODES, NO_INT8, NO_INTEGER, NO_NUMBER, NO_REAL, TINY, Asked, beyond, one, ones

FIXED_POINT = one(q0=[*NO_INTEGER, 2**30 - 1, 2**31], shift=[*NO_INTEGER, -31, 32], z_Y=NO_INT8)
WIDE = {"W_q": np.ones((300, 4), np.int8)}
NO_MATRIX = [None, [[1]], np.ones((3, 4)), np.ones((3, 4), np.int32), *ones(3, (0, 4), (3, 4, 1))]
NO_BIAS = [None, *ones(4), *ones(4, dtype=np.int64), np.ones(4), *ones((), 3, (4, 1), (2, 4), (0, 4), dtype=np.int32)]
NO_WEIGHT_MATRIX = [
    {"W_q": np.ones((3, 0), np.int8), "b_q": np.ones(0, np.int32)},
    {"W_q": np.ones((3, 4, 1), np.int8), "b_q": np.ones((4, 1), np.int32)},
]
ONE, EYE = np.zeros((1, 3), np.int8), np.eye(3, 4, dtype=np.int8)
ASKED = {
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
WITHIN = [
    ("linear_relu_int8", {"X_q": ONE, "W_q": EYE, "z_X": -1, "b_q": np.full(4, INT32 - 1, np.int32)}, "acc"),
    ("linear_relu_int8", {"X_q": ONE, "W_q": EYE, "z_X": 1, "b_q": np.full(4, -INT32, np.int32)}, "acc"),
]
