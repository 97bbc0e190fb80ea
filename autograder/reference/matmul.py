"""Matrix multiplication on codes: Y = XW + b from quantized X, W and b straight to the codes of Y.

Sources: Jacob et al. 2018, arXiv:1712.05877, section 2.2, equations 3, 4 and 7; Lei Mao,
https://leimao.github.io/article/Neural-Networks-Quantization/.
"""

import numpy as np

from autograder.reference import preconditions
from autograder.reference.affine import integer_range


def quantize_a_position_in_matrix_int(X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, i, j, p, exp, z_Y=0):
    """Code of Y[i, j], an np.int8 (exp = 8) or np.int16 (exp = 16) scalar.

    i: row in [0, m), j: column in [0, n). Everything else, the rule and the errors as in
    quantization_matrix_multiplication_int; also raises ValueError when i or j is out of range.
    """
    zero_points = preconditions.zero_points(z_X=z_X, z_W=z_W, z_b=z_b, z_Y=z_Y)
    scales = preconditions.scales(s_X=s_X, s_W=s_W, s_b=s_b, s_Y=s_Y)
    X_q, W_q, b_q = preconditions.operands(X_q, W_q, b_q, *zero_points[:2], p)
    i = preconditions.position("i", i, X_q.shape[0])
    j = preconditions.position("j", j, W_q.shape[1])
    (code,) = _codes(X_q[[i]], W_q[:, [j]], b_q[[j]], zero_points, scales, exp).flat
    return code


def quantization_matrix_multiplication_int(X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y=0):
    """Codes of Y = XW + b, shape (m, n), np.int8 (exp = 8) or np.int16 (exp = 16).

    X_q: (m, p), W_q: (p, n), b_q: (n,) or (1, n), all of an integer dtype.
    z_X, z_W, z_b, z_Y: zero points, integers, inside or outside the range of the codes.
    s_X, s_W, s_b, s_Y: scales > 0, in the units of X, W, b and Y.
    Sums of products are exact, in int64; the rest is float64, and a half goes to the even integer.
    Raises ValueError when p is not W_q.shape[0], shapes do not fit, codes or zero points are not integers,
    a scale is not a positive number within 2**-300 .. 2**300, the accumulator could pass 2**53, or exp is
    not 8 or 16.
    Source: Jacob et al. 2018, equation 7; Lei Mao's article.
    """
    zero_points = preconditions.zero_points(z_X=z_X, z_W=z_W, z_b=z_b, z_Y=z_Y)
    scales = preconditions.scales(s_X=s_X, s_W=s_W, s_b=s_b, s_Y=s_Y)
    X_q, W_q, b_q = preconditions.operands(X_q, W_q, b_q, *zero_points[:2], p)
    return _codes(X_q, W_q, b_q, zero_points, scales, exp)


def _codes(X_q, W_q, b_q, zero_points, scales, exp):
    """The formula itself, on int64 operands of shapes (m, p), (p, n) and (n,)."""
    z_X, z_W, z_b, z_Y = zero_points
    s_X, s_W, s_b, s_Y = scales
    low, high = integer_range(exp)
    p = W_q.shape[0]
    sum_X = X_q.sum(axis=1, keepdims=True)
    sum_W = W_q.sum(axis=0)
    accumulator = X_q @ W_q - z_W * sum_X - z_X * sum_W + p * z_X * z_W
    Y = z_Y + (s_b / s_Y) * (b_q - z_b) + (s_X * s_W / s_Y) * accumulator
    return np.clip(np.rint(Y), low, high).astype(f"int{exp}")
