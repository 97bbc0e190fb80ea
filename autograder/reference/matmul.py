"""Matrix multiplication on codes: Y = XW + b from quantized X, W and b straight to the codes of Y.

Sources: Jacob et al. 2018, arXiv:1712.05877, section 2.2, equations 3, 4 and 7; Lei Mao,
https://leimao.github.io/article/Neural-Networks-Quantization/.
"""

from typing import Any, TypeAlias

import numpy as np

from autograder.reference.affine import integer_range
from autograder.reference.domain import (
    EXACT,
    ZERO_POINT,
    Codes,
    NarrowCode,
    NarrowCodes,
    codes,
    domain,
    fits_columns,
    integer,
    number,
    passed_on,
    rule,
)

Four: TypeAlias = tuple[float, float, float, float]  # one for each of X, W, b and Y

MATRIX = codes(axes=2, least_size=1)
SCALE = number(least=2.0**-300, most=2.0**300)  # products and quotients of three stay inside float64
ZERO_POINTS: dict[str, Any] = dict.fromkeys(["z_X", "z_W", "z_b", "z_Y"], ZERO_POINT)
SCALES: dict[str, Any] = dict.fromkeys(["s_X", "s_W", "s_b", "s_Y"], SCALE)


def is_exact(X_q: Codes, W_q: Codes, z_X: int, z_W: int) -> bool:
    """Is every whole number up to the largest accumulator there could be exact in float64?"""
    return W_q.shape[0] * (int(np.abs(X_q).max()) + abs(z_X)) * (int(np.abs(W_q).max()) + abs(z_W)) <= EXACT


@domain(X_q=MATRIX, W_q=MATRIX, b_q=codes(), p=integer(), exp=passed_on, **ZERO_POINTS, **SCALES)
@rule("Số cột của X_q phải bằng số hàng của W_q", lambda X_q, W_q: X_q.shape[1] == W_q.shape[0])
@rule("p phải bằng W_q.shape[0]", lambda p, W_q: p == W_q.shape[0])
@rule("b_q phải có chiều (n,) hoặc (1, n)", fits_columns, "b_q", "W_q")
@rule("X_q, W_q, z_X, z_W quá lớn: bộ tích lũy có thể vượt 2**53", is_exact)
def quantization_matrix_multiplication_int(
    X_q: Codes,
    W_q: Codes,
    b_q: Codes,
    z_X: int,
    z_W: int,
    z_b: int,
    s_X: float,
    s_W: float,
    s_b: float,
    s_Y: float,
    p: int,
    exp: int,
    z_Y: int = 0,
) -> NarrowCodes:
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
    return _codes(X_q, W_q, b_q.reshape(-1), (z_X, z_W, z_b, z_Y), (s_X, s_W, s_b, s_Y), exp)


@domain(like=quantization_matrix_multiplication_int, i=integer(0), j=integer(0))
@rule("i phải nhỏ hơn số hàng của X_q", lambda i, X_q: i < X_q.shape[0])
@rule("j phải nhỏ hơn số cột của W_q", lambda j, W_q: j < W_q.shape[1])
def quantize_a_position_in_matrix_int(
    X_q: Codes,
    W_q: Codes,
    b_q: Codes,
    z_X: int,
    z_W: int,
    z_b: int,
    s_X: float,
    s_W: float,
    s_b: float,
    s_Y: float,
    i: int,
    j: int,
    p: int,
    exp: int,
    z_Y: int = 0,
) -> NarrowCode:
    """Code of Y[i, j], an np.int8 (exp = 8) or np.int16 (exp = 16) scalar.

    i: row in [0, m), j: column in [0, n). Everything else, the rule and the errors as in
    quantization_matrix_multiplication_int; also raises ValueError when i or j is out of range.
    """
    zero_points, scales = (z_X, z_W, z_b, z_Y), (s_X, s_W, s_b, s_Y)
    (code,) = _codes(X_q[[i]], W_q[:, [j]], b_q.reshape(-1)[[j]], zero_points, scales, exp).flat
    return code


def _codes(
    X_q: Codes, W_q: Codes, b_q: Codes, zero_points: tuple[int, int, int, int], scales: Four, exp: int
) -> NarrowCodes:
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
