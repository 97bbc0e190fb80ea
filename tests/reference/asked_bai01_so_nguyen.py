"""What the references of lesson 1 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import INFINITY, NAN, NO_CODES, NO_INTEGER, NO_NUMBER, NO_REAL, TINY, Asked, beyond, one, ones

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
ASKED = {
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
