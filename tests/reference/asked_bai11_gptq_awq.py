"""What the references of lesson 11 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_BITS, NO_CODES, NO_COUNT, NO_NUMBER, NO_REAL, NO_VALUES, Asked, W, X, one

HUGE = 1e200
LOGITS = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 3.0]])
SQUARE = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])
UPPER = np.array([[2.0, -1.8, 0.5], [0.0, 1.0, 0.25], [0.0, 0.0, 0.5]])
INPUTS = np.array([[1.0, 0.9, 0.0], [2.0, 2.1, 0.5], [-1.0, -0.8, 1.0], [0.0, 0.3, -1.0]])
NO_INPUTS = [*NO_VALUES, INPUTS[0], INPUTS[:, :, None], INPUTS[:0]]
ASKED = {  # lesson 11
    "perplexity": Asked(
        {"logits": LOGITS, "targets": np.array([0, 2])},
        [
            {"logits": LOGITS[0], "targets": 2},
            {"logits": LOGITS[None], "targets": [[2, 1]]},
            {"logits": 500 * LOGITS},
        ],
        one(
            logits=[*NO_REAL, 3.0, [], LOGITS[0], LOGITS[:, :2], [[1e308, -1e308, 0], [0, 0, 0]]],
            targets=[*NO_CODES, 0, [0], [[0, 2]], [0, 3], [0, 4], [-1, 0]],
        )
        + [{"logits": 3.0, "targets": 0}, {"logits": np.zeros((0, 3)), "targets": np.zeros(0, int)}],
    ),
    "hessian": Asked(
        {"X": INPUTS}, one(X=[[[3]], np.zeros((2, 5)), 1e100 * INPUTS]), one(X=[*NO_INPUTS, HUGE * INPUTS])
    ),
    "inverse_factor": Asked(
        {"H": SQUARE, "damp": 0.01},
        [
            *one(H=[[[3]], np.diag([1.0, 0.0, 2.0]), np.ones((2, 2)), 1e-200 * SQUARE], damp=[1, 1e6, np.float32(0.5)]),
            *one(H=[[[2.0, 2e-9], [0.0, 2.0]], np.diag([2.0, -2e-9])]),
            {"H": np.full((2, 2), 4.0), "damp": 3e-9},
        ],
        [
            *one(
                H=[*NO_VALUES, SQUARE[0], SQUARE[:2], np.zeros((2, 2)), UPPER, [[1.0, 2.0], [2.0, 1.0]]],
                damp=[*NO_NUMBER, 0, -0.01],
            ),
            *one(H=[SQUARE[:, :2], 1e-10 * UPPER]),
            {"H": np.ones((2, 2)), "damp": 1.5e-9},
            {"H": [[1.0, 2.0], [2.0, 1.0]], "damp": 10},
            {"H": [[1e-10, 2e-10], [2e-10, 1e-10]], "damp": 10},
            {"H": np.zeros((0, 0))},
        ],
    ),
    "gptq": Asked(
        {"W": W, "U": UPPER, "s": np.array([0.5, 0.25]), "bits": 3},
        [
            *one(W=[np.ones((3, 2), int)], U=[np.eye(3)], s=[[3, 1e-9]], bits=[2, 8]),
            {"W": [[3]], "U": [[2]], "s": [1]},
        ],
        one(
            W=[*NO_VALUES, W[0], W[:2], W[:, :1], W[:, :, None]],
            U=[*NO_REAL, UPPER[0], UPPER[:2], UPPER[:2, :2], UPPER.T, -np.eye(3), np.diag([1.0, 0.0, 1.0])],
            s=[*NO_REAL, 0.5, [0.5], [0.5, 0.0], [0.5, -0.25], [[0.5, 0.25]]],
            bits=NO_BITS,
        )
        + one(U=[np.tril(np.ones((3, 3))), 2 * np.eye(3) - np.tril(np.ones((3, 3)))])
        + [{"W": np.zeros((0, 2)), "U": np.zeros((0, 0))}],
    ),
    "salient_channels": Asked(
        {"X": X, "k": 2},
        [*one(X=[[[3, -4, 4]], np.zeros((2, 3))], k=[1, 3, np.int8(2)]), {"X": [[3]], "k": 1}],
        one(X=[*NO_VALUES, X[0], X[:0], X[:, :1], [[1e308, 0], [1e308, 0]]], k=[*NO_COUNT, 4]),
    ),
    "awq_search": Asked(
        {"W": W, "X": INPUTS, "bits": 3, "grid": [0, 0.5]},
        [
            *one(
                W=[np.zeros((3, 2)), W[:, :1]],
                X=[INPUTS[:1], np.zeros((1, 3))],
                bits=[2, 8],
                grid=[(1,), np.array([0.25, 1.0])],
            ),
            {"W": [[3]], "X": [[2]]},
        ],
        one(
            W=[*NO_VALUES, W[0], W[:2], W[:, :0], W[:, :, None]],
            X=[*NO_INPUTS, INPUTS[:, :2], HUGE * INPUTS],
            bits=NO_BITS,
            grid=[[], None, 0.5, [0.5, 1.1], [-0.1], ["1"], [[0.5]]],
        ),
    ),
}
