"""What the references of lesson 6 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import (
    F32,
    INFINITY,
    NAN,
    NARROWEST,
    NO_BITS,
    NO_INTEGER,
    NO_NUMBER,
    NO_REAL,
    NO_VALUES,
    TINY,
    WIDEST,
    Asked,
    B,
    W,
    X,
    beyond,
    one,
)

LAYERS = [(W, B), (W[:2], B)]
NO_LAYERS = [
    *(None, [], 5, [(W, B), None], [(W, B, B)], [(W,)], [(W, B), (W, B)], [(W, B), (W[:1], B)], [(W[0], 1.0)]),
    *([(W, np.ones(3))], [(W, B), (W[:2], B[:1])], [(W[0], B)], [(W[:, :, None], B[:, None])], [(W, [NAN, 0])]),
    *([(W, B[None])], [(W[:, :0], B[:0])], [(W[:, :, None], B)], [(W * [1, 0], B)], [(W * NAN, B)], [("W", B)]),
]
NO_IMAGE_ROWS = [*NO_VALUES, X[:, :2], np.ones((2, 4)), X[:, :, None], X[0], np.zeros((0, 3))]
ASKED = {
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
WITHIN = [
    ("ptq_mlp", {"X_calib": np.zeros((2, 3)), "method": "mse"}, "X"),
    ("mse_range", {"X": np.array([1e-40])}, "alpha"),
]
