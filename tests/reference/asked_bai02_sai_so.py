"""What the references of lesson 2 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import F32, NO_CODES, NO_INTEGER, NO_NUMBER, NO_REAL, Asked, one

CODES = np.array([-3, 0, 5], np.int8)
SCALES, NO_SCALES = [F32.tiny, float(F32.max), 2.0**-149, 1], [*NO_NUMBER, 0, -1, 2.0**-150, 1e39]
NO_ZERO_POINTS = [*NO_INTEGER, 2**53 + 1, -(2**53) - 1]
ASKED = {
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
