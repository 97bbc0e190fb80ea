"""What the references of lesson 9 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_CODES, NO_INTEGER, NO_REAL, NO_VALUES, TINY, Asked, W, X, one

WORDS = np.array([-1.0, 0.0, 0.5, 2.0])
NO_CODEBOOK = [*NO_REAL, 1.0, [[1.0]], [], [0.0, 2.0, 1.0], np.zeros(257), [0.0, 1e308, 1.5e308]]
NO_LINE = [*NO_REAL, 3.0, [], [[1.0, 2.0]], [1e308, 1e308]]
NO_COUNTS = [*NO_CODES, 5, [], [0, 0], [[1, 2]], [3, -1], [2**53, 1]]
ASKED = {  # lesson 9
    "nearest_codeword": Asked(
        {"x": X, "codebook": WORDS},
        one(x=[3, [], [1e308]], codebook=[[1.0], [0, 0], np.zeros(256), [-1e308, 1e308]]),
        one(x=NO_REAL, codebook=NO_CODEBOOK),
    ),
    "kmeans_step": Asked(
        {"x": X[0], "codebook": WORDS},
        one(x=[[3], [1e308, 5e307]], codebook=[[1.0], np.zeros(256), [-1e308, 1e308]]),
        one(x=NO_LINE, codebook=NO_CODEBOOK),
    ),
    "kmeans_1d": Asked(
        {"x": X[0], "k": 3, "iterations": 2},
        one(x=[[3], [-8e307, 8e307]], k=[2, 256], iterations=[0, np.int8(9)]),
        one(x=NO_LINE, k=[*NO_INTEGER, 1, 257], iterations=[*NO_INTEGER, -1]),
    ),
    "huffman_lengths": Asked(
        {"counts": np.array([3, 1, 0, 9])}, one(counts=[[1], [0, 0, 7], [2**53, 0], [5, 5]]), one(counts=NO_COUNTS)
    ),
    "binarize": Asked({"W": W}, one(W=[[[0]], np.zeros((2, 3))]), one(W=[*NO_REAL, W[0], W[:0], [[1e308], [1e308]]])),
    "ternarize": Asked(
        {"W": W}, one(W=[5, [2 * TINY], W[:, :, None]]), one(W=[*NO_VALUES, [0.0, -0.0], [TINY], [1e308, 1e308]])
    ),
    "pack_ternary": Asked(
        {"T": np.array([1, 0, -1, 1, 1])},
        one(T=[np.ones(10, np.int8), np.zeros(0, int)]),
        one(T=[*NO_CODES, 5, [1, 0, 1, 0], [1, 0, 2, 0, 0], [0, 0, 0, -2, 0], np.ones((5, 1), int)]),
    ),
}
