"""What the references of lesson 11 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_REAL, Asked, one

ASKED = {
    "largest_error": Asked(
        {"x": np.array([1.0, -2.0]), "x_hat": np.array([1.5, -2.0])},
        [{"x": 3, "x_hat": 3}, {"x": [-8e307], "x_hat": [8e307]}],
        [
            *one(x=[*NO_REAL, [1.0], [[1.0, -2.0]]], x_hat=[*NO_REAL, [1.0]]),
            {"x": np.zeros(0), "x_hat": np.zeros(0)},
            {"x": [1e308], "x_hat": [-1e308]},
        ],
    ),
}
