"""Affine quantization of real numbers: the scale, the zero point and the code of a value.

Sources: Jacob et al. 2018, arXiv:1712.05877, section 2.1 (real value r = S(q - Z)); the ONNX operator
QuantizeLinear; Lei Mao, https://leimao.github.io/article/Neural-Networks-Quantization/ (the form used here).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.reference.domain import (
    EXACT,
    SMALLEST_SCALE,
    Codes,
    NarrowCode,
    NarrowCodes,
    Reals,
    broadcasting,
    domain,
    one_of,
    passed_on,
    real,
    rule,
    whole,
)

Scale: TypeAlias = np.float64 | Reals  # a number where all arguments are, and so below
ZeroPoint: TypeAlias = int | Codes
Quantized: TypeAlias = NarrowCode | NarrowCodes


@domain(exp=one_of(8, 16))
def integer_range(exp: int) -> tuple[int, int]:
    """Smallest and largest code of a signed integer of `exp` bits, as two Python ints.

    Raises ValueError unless exp is 8 or 16.
    """
    return -(2 ** (exp - 1)), 2 ** (exp - 1) - 1


def is_precise(alpha: Reals, beta: Reals, alpha_q: Reals, beta_q: Reals) -> NDArray[np.bool_]:
    """Does float64 hold all that is computed on the way to s and z, 1 / s too, and tell z from its neighbours?"""
    width = np.abs(beta - alpha)
    reach = np.maximum(np.abs(alpha), np.abs(beta)) * np.maximum(np.abs(alpha_q), np.abs(beta_q)) * 2
    return (reach < np.inf) & (reach <= EXACT * width) & (width >= SMALLEST_SCALE * (beta_q - alpha_q))


@domain(alpha=real(), beta=real(), alpha_q=whole(), beta_q=whole())
@broadcasting("alpha", "beta", "alpha_q", "beta_q")
@rule("alpha phải nhỏ hơn beta", lambda alpha, beta: alpha < beta)
@rule("alpha_q phải nhỏ hơn beta_q", lambda alpha_q, beta_q: alpha_q < beta_q)
@rule("alpha và beta quá lớn hoặc quá sát nhau để tính s và z trong float64", is_precise)
def calculate_s(alpha: Reals, beta: Reals, alpha_q: Reals, beta_q: Reals) -> Scale:
    """Scale s = (beta - alpha) / (beta_q - alpha_q): the real width of one code, in the units of alpha.

    alpha, beta: real ends of the current range, scalars or arrays that broadcast together.
    alpha_q, beta_q: whole-number ends of the quantized range, scalars or arrays.
    Returns np.float64, or a float64 array when any argument is an array; everything is computed in float64.
    Raises ValueError when alpha >= beta, alpha_q >= beta_q, an end is not finite, or alpha_q or beta_q
    is not whole.
    Source: Lei Mao's article; Jacob et al. 2018, equation 12.
    """
    return (beta - alpha) / (beta_q - alpha_q)


@domain(like=calculate_s)
def calculate_z(alpha: Reals, beta: Reals, alpha_q: Reals, beta_q: Reals) -> ZeroPoint:
    """Zero point z = round((beta * alpha_q - alpha * beta_q) / (beta - alpha)), a half going to even.

    Arguments and errors are those of calculate_s.
    Returns a Python int, or an int64 array when any argument is an array.
    When 0 lies outside [alpha, beta], z lies outside [alpha_q, beta_q]: [5, 10] on int8 gives -383.
    That is the plain formula, kept on purpose; frameworks widen the range to hold 0 first.
    Source: Lei Mao's article; Z in Jacob et al. 2018, equation 1.
    """
    z = np.rint((beta * alpha_q - alpha * beta_q) / (beta - alpha))
    return z.astype(np.int64) if z.ndim else int(z)


def calculate_s_and_z_int(alpha: ArrayLike, beta: ArrayLike, exp: int) -> tuple[Scale, ZeroPoint]:
    """Scale and zero point (s, z) that map [alpha, beta] onto the signed integers of `exp` bits.

    Types are those of calculate_s and calculate_z. Raises ValueError as they do, and unless exp is 8 or 16.
    """
    alpha_q, beta_q = integer_range(exp)
    return calculate_s(alpha, beta, alpha_q, beta_q), calculate_z(alpha, beta, alpha_q, beta_q)


@domain(x=real(), s=real(least=SMALLEST_SCALE), z=whole(), exp=passed_on)
@broadcasting("x", "s", "z")
def quantize_int(x: Reals, s: Reals, z: Reals, exp: int) -> Quantized:
    """Codes clip(round((1/s) * x + z)) of x, computed in float64, a half going to the even integer.

    x: real values of any shape. s > 0, in the units of x. z: whole number. s and z may be arrays that
    broadcast with x.
    Returns np.int8 (exp = 8) or np.int16 (exp = 16): an array, or a NumPy scalar when all are scalars.
    Raises ValueError when a value is not finite, s <= 0, z is not whole, the shapes do not fit, or exp is
    not 8 or 16.
    ONNX QuantizeLinear divides in float32 and adds z after rounding, so codes can differ from it by 1, but
    only where (1/s) * x lies next to a half.
    Source: Lei Mao's article; Jacob et al. 2018, equation 12; ONNX QuantizeLinear.
    """
    low, high = integer_range(exp)
    with np.errstate(over="ignore"):  # beyond float64 is infinity, which saturates like any large value
        codes = np.rint((1 / s) * x + z)
    return np.clip(codes, low, high).astype(f"int{exp}")
