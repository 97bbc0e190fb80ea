"""What the references of lesson 5 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import F32, INT32, NAN, NO_CODES, NO_COUNT, NO_INT8, NO_INTEGER, NO_NUMBER, NO_REAL, Asked, one, ones

NO_IMAGES = [None, "x", *ones((3, 4, 5), (1, 2, 3, 4, 5), (0, 3, 4, 5)), np.ones((2, 3, 4, 5), bool)]
NO_INT8_IMAGES = [*NO_IMAGES, *(np.ones((2, 3, 4, 5), dtype) for dtype in (np.int16, float, np.uint8))]
NO_CHANNELS = ones((), 3, 5, (1, 6), (6, 1), 7, dtype=np.int32)
PIXEL = {"x_q": np.full((1, 1, 1, 1), 100, np.int8), "b_q": [0], "M": [1.0], "z_x": 0, "pad": 0}
PLUS, MINUS = np.ones((1, 1, 1, 1), np.int8), -np.ones((1, 1, 1, 1), np.int8)
EACH = {"b": np.ones(4), "gamma": np.ones(4), "beta": np.ones(4), "mean": np.ones(4), "var": np.ones(4)}
ASKED = {
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
WITHIN = [
    ("conv2d_int8", {"x_q": np.ones((1, 3, 1, 9), np.int8), "pad": 0}, "k"),
    ("conv2d_int8", {"x_q": np.ones((1, 3, 9, 1), np.int8), "pad": 0}, "k"),
]
