"""What the references of lesson 7 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import INFINITY, NAN, NO_CODES, NO_INTEGER, NO_NUMBER, NO_REAL, Asked, one, ones

TWO_LAYERS = [(np.ones((3, 4)), np.ones(4)), (np.ones((4, 2)), np.ones(2))]
NO_LAYERS = [
    *(None, 5, [], [None], [np.ones((3, 4))], [(np.ones((3, 4)), np.ones(4), 1)], [(np.ones((3, 4)), np.ones(3))]),
    *([(np.ones((3, 4)), np.ones(4)), (np.ones((3, 2)), np.ones(2))], [(np.ones(3), np.ones(3))]),
    *([(np.ones((3, 4)), np.ones((1, 4)))], [(np.ones((0, 4)), np.ones(4))], [(np.full((3, 4), NAN), np.ones(4))]),
    [(np.ones((3, 4, 1)), np.ones((4, 1))), (np.ones((4, 2)), np.ones(2))],
    [(np.ones((3, 0)), np.ones(0)), (np.ones((0, 2)), np.ones(2))],
    [(np.ones((3, 4)), [1.0, 1.0, 1.0, INFINITY]), (np.ones((4, 2)), np.ones(2))],
    *([(np.ones((3, 4)), np.ones(n)), (np.ones((4, 2)), np.ones(2))] for n in (3, 5)),
    [(np.ones((3, 4)), np.ones(4)), (np.ones((5, 2)), np.ones(2))],
]
MANY = 300  # Python keeps no single object for a number of this size
NO_ROW, NO_MATRIX_OF_REALS = (
    [*NO_REAL, 1.0, np.ones((1, 4)), np.ones(3), np.ones(5)],
    [*NO_REAL, np.ones(3), np.ones((0, 3)), 1.0],
)
ASKED = {
    "layer_sensitivity": Asked(
        {"params": TWO_LAYERS, "X": np.ones((5, 3)), "y": np.array([0, 1, 1, 0, 1]), "choices": (2, 8)},
        [
            *one(params=[tuple(TWO_LAYERS), [(np.zeros((3, 2)), [0, 1])]], choices=[[3], np.array([4, 5])]),
            {"X": [[1, 2, 3]], "y": [1]},
            {"params": [([[0.5]], [1.0])], "X": [[1.0]], "y": [0], "choices": [8]},
            {
                "params": [(np.zeros((MANY, MANY)), np.zeros(MANY)), (np.zeros((MANY, 1)), [0.0])],
                "X": np.zeros((MANY, MANY)),
                "y": np.zeros(MANY, int),
            },
        ],
        [
            *one(params=NO_LAYERS, X=[*NO_MATRIX_OF_REALS, *ones((5, 2), (5, 4), (4, 3), (6, 3), (5, 3, 1))]),
            *one(
                y=[*NO_CODES, [0, 1, 1, 0, 2], [0, 1, 1, 0, 3], [0, 1, 1, 0, -1], [0, 1], 1, [[0], [1], [1], [0], [1]]]
            ),
            *one(choices=[None, 3, (), (1, 2), (9,), (2.0,), "23"]),
            {"X": np.ones((0, 3)), "y": np.zeros(0, int)},
        ],
    ),
    "equalize_pair": Asked(
        {"W1": np.ones((3, 4)), "b1": np.ones(4), "W2": np.ones((4, 2))},
        [
            *one(W1=[np.zeros((3, 4)), np.ones((1, 4), np.int8)], b1=[[1, 2, 3, 4]], W2=[np.zeros((4, 1))]),
            {"W1": np.ones((1, MANY)), "b1": np.ones(MANY), "W2": np.ones((MANY, 1))},
            *({"W1": [[1e-300]], "b1": [bias], "W2": [[1e300]]} for bias in (1.0, 2.0)),
            {"W1": [[1e-320]], "b1": [1e150], "W2": [[1e-10]]},
            {"W1": [[0.0]], "b1": [1.5e308], "W2": [[1.0]]},
        ],
        [
            *one(W1=[*NO_MATRIX_OF_REALS, np.ones((3, 5)), np.ones((3, 4, 1))], b1=NO_ROW),
            *one(W2=[*NO_MATRIX_OF_REALS, *ones((3, 2), (5, 2), (4, 0), (4, 2, 1))]),
            {"W1": np.ones((3, 4, 1)), "b1": np.ones((4, 1))},
            {"W1": np.ones((0, 4))},
            {"W1": [[1e-300]], "b1": [1e10], "W2": [[1e300]]},
            {"W1": [[1e-300]], "b1": [1e200], "W2": [[1.0]]},
        ],
    ),
    "equalize": Asked(
        {"params": TWO_LAYERS, "sweeps": 2},
        [
            *one(params=[TWO_LAYERS[:1]], sweeps=[0, np.int64(3)]),
            *one(
                params=[
                    [(np.full((3, 4), 4.0), np.ones(4)), TWO_LAYERS[1]],
                    [TWO_LAYERS[0], (np.zeros((4, 2)), [0, 0])],
                ]
            ),
            *one(params=[[(np.zeros((3, 4)), np.ones(4)), (np.full((4, 2), 1e308), [0, 0])]]),
        ],
        one(params=NO_LAYERS, sweeps=[*NO_INTEGER, -1]),
    ),
    "correct_bias": Asked(
        {"W": np.ones((3, 4)), "W_hat": np.zeros((3, 4)), "b": np.ones(4), "X": np.ones((5, 3))},
        [
            *one(W_hat=[np.ones((3, 4), np.int8)], b=[[1, 2, 3, 4]], X=[[[1, 2, 3]]]),
            {"W": [[1.0]], "W_hat": [[0]], "b": [1], "X": [[2]]},
            {"W": np.ones((MANY, 1)), "W_hat": np.ones((MANY, 1)), "b": [1.0], "X": np.ones((1, MANY))},
        ],
        [
            *one(W=[*NO_MATRIX_OF_REALS, np.ones((3, 5))], b=NO_ROW),
            *one(W_hat=[*NO_MATRIX_OF_REALS, *ones((1, 4), (3, 1), (3, 5), (4, 4))]),
            *one(X=[*NO_MATRIX_OF_REALS, *ones((5, 2), (5, 4), (5, 3, 1))]),
            *({"W": W, "W_hat": W, "b": np.ones(W.shape[1:])} for W in (np.ones((3, 4, 1)), np.ones((3, 0)))),
        ],
    ),
    "allocate_bits": Asked(
        {"S": np.ones((2, 3)), "sizes": np.array([10, 20]), "choices": (2, 3, 4), "budget": 75},
        [
            *one(S=[[[1, 0, -1], [2, 1, 0]]], sizes=[[10, 20]], budget=[60, 1e9, 60.5]),
            {"choices": (1, 2, 8)},
            {"S": [[0.5]], "sizes": [1], "choices": [1], "budget": 1},
            {"S": np.ones((MANY, 1)), "sizes": np.ones(MANY, int), "choices": [2], "budget": 2 * MANY},
            {"S": np.ones((1, MANY)), "sizes": [1], "choices": list(range(1, MANY + 1)), "budget": MANY},
        ],
        [
            *one(S=[*NO_MATRIX_OF_REALS, *ones((1, 3), (3, 3), (2, 2), (2, 4), (2, 3, 1))]),
            *one(
                sizes=[*NO_CODES, [10], [10, 10, 10], [10, 0], [10, -1], 10, [[10], [20]]],
                choices=[None, (2, 3), (2, 3, 4, 5), (0, 2, 3), (2.5,), (2, 2, 3), (2, 4, 3), (3, 2, 4)],
            ),
            *one(budget=[*NO_NUMBER, 59, 0]),
            {"S": np.ones((0, 3)), "sizes": np.zeros(0, int)},
        ],
    ),
}
