"""What the references of lesson 12 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_CODES, NO_INTEGER, NO_NUMBER, NO_REAL, Asked, W, one

HUGE = 2e100
NO_MATRIX = [*NO_REAL, [1.0, 2.0], HUGE * np.ones((3, 2)), -HUGE * np.ones((3, 2))]
CHANNELS = np.array([[1.0, -2.0], [0.5, 0.25]])
CACHE = np.arange(24.0).reshape(4, 6)
ASKED = {  # lesson 12
    "smoothing_scales": Asked(
        {"x_max": np.array([1.0, 16.0, 4.0]), "W": W, "alpha": 0.5},
        [
            *one(x_max=[[1, 2, 1e100]], W=[[[1], [2], [-1e100]]], alpha=[0, 1, np.float32(0.25)]),
            {"x_max": [2], "W": [[3]]},
        ],
        one(
            x_max=[*NO_REAL, 1.0, [], [1.0, 2.0], [[1.0, 2.0, 3.0]], [1.0, 0.0, 2.0], [1.0, -1.0, 2.0], [1, 1, HUGE]],
            W=[*NO_MATRIX, np.ones((3, 0)), np.ones((3, 2, 1)), np.ones((2, 2)), [[1.0], [0.0], [1.0]]],
            alpha=[*NO_NUMBER, -0.1, 1.1],
        ),
    ),
    "fold_smoothing": Asked(
        {"gain": np.array([2.0, 4.0, 1.0]), "Ws": [W, W[:, :1]], "s": np.array([1.0, 8.0, 0.5])},
        one(gain=[[0, -1, 1e100]], Ws=[[W], (W, W), np.ones((2, 3, 4)), [np.ones((3, 0))]], s=[[1, 1e-100, 1e100]]),
        [
            *one(
                gain=[*NO_REAL, 1.0, [1.0, 2.0], [[1.0, 2.0, 3.0]], [1, 1, HUGE], [1, 1, -HUGE]],
                Ws=[None, 3, [], W, [None], [W, W[:2]], [np.ones((3, 2, 1))], [HUGE * np.abs(W)], [-HUGE * np.abs(W)]],
                s=[*NO_REAL, 1.0, [1.0, 2.0], [[1.0, 2.0, 3.0]], [1.0, 0.0, 2.0], [1.0, -1.0, 2.0], [1, 1, HUGE]],
            ),
            *one(Ws=[[np.ones((4, 2))]], s=[np.ones(4)]),
            {"gain": [], "Ws": [np.ones((0, 2))], "s": []},
            {"gain": 2.0, "Ws": [W], "s": 2.0},
        ],
    ),
    "hadamard": Asked({"n": 4}, one(n=[1, 2, 64, np.int8(8), 4096]), one(n=[*NO_INTEGER, 0, -4, 3, 12, 8192])),
    "rotate": Asked(
        {"X": np.ones((3, 2)), "W": CHANNELS},
        [
            *one(X=[[[1e100, -1e100]], np.ones((0, 2))], W=[[[1e100], [-1e100]], np.ones((2, 0))]),
            {"X": [[2]], "W": [[3]]},
            {"X": np.ones((1, 4096)), "W": np.ones((4096, 1))},
        ],
        [
            *one(
                X=[*NO_REAL, [1.0, 2.0], np.ones((3, 2, 1)), np.ones((2, 3)), [[HUGE, 1.0]], [[-HUGE, 1.0]]],
                W=[*NO_REAL, [1.0, 2.0], np.ones((2, 3, 1)), np.ones((4, 2)), [[HUGE], [1.0]], [[-HUGE], [1.0]]],
            ),
            {"X": np.ones((2, 3)), "W": np.ones((3, 2))},
            {"X": np.ones((2, 0)), "W": np.ones((0, 2))},
            {"X": np.ones((1, 8192)), "W": np.ones((8192, 1))},
        ],
    ),
    "quantize_kv": Asked(
        {"A": CACHE, "bits": 2, "along": "token", "group": 2},
        [
            *one(A=[np.ones((0, 4)), [[1e100, -1e100]]], bits=[1, 8, np.int8(4)], group=[1, 3, 6]),
            {"along": "channel", "group": 4},
        ],
        [
            *one(
                A=[*NO_REAL, [1.0, 2.0, 3.0], np.ones((3, 3, 3)), [[HUGE, 0]], [[-HUGE, 0]]],
                bits=[*NO_INTEGER, 0, 9],
                along=[None, 0, "kênh", "tokens", ["token"]],
                group=[*NO_INTEGER, 0, -1, 4],
            ),
            {"along": "channel", "group": 3},
        ],
    ),
    "integer_exp": Asked(
        {"q": np.array([0, -10, -400]), "S": 0.02},
        [*one(q=[0, -7, [[0, -1]], np.int8([-128])], S=[0.1 / 2, np.float32(0.01)]), {"q": [-300], "S": 0.1}],
        [
            *one(q=[*NO_CODES, 1, [0, 3], [-1501]], S=[*NO_NUMBER, 0, -0.01, 0.11, 1e-7]),
            {"q": [0], "S": 0.11},
            {"q": [0], "S": 1e-7},
        ],
    ),
}
