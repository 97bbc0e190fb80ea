"""What the references of lesson 10 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_CODES, NO_INTEGER, NO_NUMBER, NO_REAL, Asked, X, one

E4M3 = {"e": 4, "m": 3, "largest": 448.0}
NO_FORMAT = [
    *one(e=[*NO_INTEGER, 1, 6], m=[*NO_INTEGER, 0, 4]),
    *one(largest=[*NO_NUMBER, -448.0, 432.0, 450.0, 512.0, 2.0**-7, 1e300]),
    *({"e": e, "m": m, "largest": largest} for e, m, largest in ((6, 1, 1.0), (1, 3, 2.0), (4, 0, 256.0))),
]
TABLE = np.array([-1.0, -0.25, 0.0, 1.0])
ASKED = {
    "decode_minifloat": Asked(
        {"code": np.array([0, 255]), "e": 4, "m": 3},
        [*one(code=[5, np.zeros((2, 0), int)]), {"e": 2, "m": 5}, {"e": 5, "m": 2}, {"code": [15], "e": 2, "m": 1}],
        [
            *one(code=[*NO_CODES, [256], [257], [-1]], e=[*NO_INTEGER, 1, 5], m=[*NO_INTEGER, 0, 4]),
            {"code": [16], "e": 2, "m": 1},
            *({"code": [1], "e": e, "m": m} for e, m in ((6, 1), (1, 3), (4, 0))),
        ],
    ),
    "round_to_minifloat": Asked(
        {"x": X, **E4M3},
        [
            *one(x=[3, [], [1e308, 5e-324]], largest=[480, 2.0**-6, 9 * 2.0**-9, 1]),
            {"e": 5, "m": 2, "largest": 57344.0},
        ],
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
            *one(table=[*NO_REAL, 1.0, [], [[0.5]], [0.0, 0.0], [1, 0], [0, 1, 0.5], [-1.5, 0], [0, 1.5]]),
            {"table": np.linspace(-1, 1, 257)},
        ],
    ),
}
