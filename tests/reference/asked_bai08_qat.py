"""What the references of lesson 8 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NAN, NO_BITS, NO_CODES, NO_NUMBER, NO_REAL, Asked, beyond, one

NO_STEP = [*NO_NUMBER, 0, -0.5, 2.0**1001]
LAYERS = [(np.ones((3, 4)), np.ones(4)), (np.ones((4, 2)), np.ones(2))]
TO_SAME_SHAPE = [[1.0], [[1.0, -2.0]]]
ASKED = {
    "fake_quantize": Asked(
        {"x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        one(x=[3, [[1e300]], []], s=[2.0**1000, 5e-324, 1], bits=[2, 8]),
        one(x=NO_REAL, s=NO_STEP, bits=NO_BITS),
    ),
    "ste_backward": Asked(
        {"g": np.array([1.0, 3.0]), "x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        [*one(s=[2.0**1000, 5e-324], bits=[2, 8]), {"g": [], "x": []}, {"g": 1, "x": 2}],
        one(g=[*NO_REAL, *TO_SAME_SHAPE], x=[*NO_REAL, *TO_SAME_SHAPE], s=NO_STEP, bits=NO_BITS),
    ),
    "lsq_step_gradient": Asked(
        {"g": np.array([1.0, 3.0]), "x": np.array([1.0, -2.0]), "s": 0.5, "bits": 3},
        [*one(s=[2.0**1000, 5e-324], bits=[2, 8]), {"g": 1, "x": 2}],
        [
            *one(g=[*NO_REAL, *TO_SAME_SHAPE], x=[*NO_REAL, *TO_SAME_SHAPE], s=NO_STEP, bits=NO_BITS),
            {"g": [], "x": []},
        ],
    ),
    "qat_gradients": Asked(
        {"params": LAYERS, "steps": [0.5, 0.4], "X": np.ones((5, 3)), "y": np.zeros(5, int), "bits": 3},
        [
            *one(steps=[np.array([0.5, 1]), (5e-324, 2.0)], y=[[0, 1, 1, 0, 1]], bits=[2, 8]),
            {"params": LAYERS[1:], "X": np.ones((5, 4)), "steps": [1]},
            {"params": [(np.ones((1, 1)), np.ones(1))], "X": np.ones((1, 1)), "y": [0], "steps": [0.5]},
        ],
        [
            *one(params=[None, [], 3, [LAYERS[0], LAYERS[0]], [(np.ones((3, 4)), np.ones(3)), LAYERS[1]]]),
            *one(params=[[(np.ones(4), np.ones(4)), LAYERS[1]], [LAYERS[0], (np.ones((4, 0)), np.ones(0))]]),
            *one(params=[[(np.ones((3, 4)), np.ones(5)), LAYERS[1]], [(np.ones((3, 2)), np.ones(2))] * 2]),
            *one(X=[np.ones((5, 2))], y=[[0, 1, 3, 0, 0]]),
            *one(params=[[LAYERS[0], (np.full((4, 2), NAN), np.ones(2))], [LAYERS[0], (np.ones((4, 2)), [NAN, 1])]]),
            *one(steps=[None, 0.5, [0.5], [0.5] * 3, [0.5, 0], [0.5, -1], [0.5, NAN], [0.5, 2.0**1001]]),
            *one(X=[*NO_REAL, np.ones(3), np.ones((0, 3)), np.ones((5, 4)), np.ones((4, 3)), np.full((5, 3), NAN)]),
            *one(y=[*NO_CODES, [0, 1, 2, 0, 0], [0, -1, 0, 0, 0], [0], np.zeros((5, 1), int), 0], bits=NO_BITS),
            {"X": np.ones((0, 3)), "y": np.zeros(0, int)},
            {"params": [(np.ones((3, 4, 2)), np.ones((4, 2)))], "steps": [0.5]},
            {"params": [(np.ones((3, 0)), np.ones(0)), (np.ones((0, 2)), np.ones(2))]},
        ],
    ),
    "stochastic_round": Asked(
        {"x": np.array([1.2, -2.0]), "u": np.array([0.1, 0.9])},
        [*one(u=[[0, beyond(1, 0)]], x=[[1e300, -1e300]]), {"x": 1.5, "u": 0.5}, {"x": [], "u": []}],
        one(x=[*NO_REAL, *TO_SAME_SHAPE], u=[*NO_REAL, *TO_SAME_SHAPE, [0.1, 1.0], [0.1, 1.5], [-0.1, 0.5], [0.5]]),
    ),
}
