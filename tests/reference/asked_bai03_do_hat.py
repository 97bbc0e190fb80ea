"""What the references of lesson 3 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import F32, NO_BITS, NO_CODES, NO_COUNT, NO_REAL, Asked, one

WEIGHTS = np.array([[0.5, -1.0, 2.0, 0.0], [1.0, 3.0, 0.2, 0.1]])
NO_WEIGHTS = [*NO_REAL, 1.5, np.array([]), np.zeros((2, 0)), np.array([1e39])]
ASKED = {
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
