"""Dequantization, the error of quantization, and ReLU on codes, under ONNX's rule in float32.

ONNX's rule: x_q = clip(rint(float32(x) / float32(s)) + z), a half going to even before z is added; back,
x_hat = float32(x_q - z) * float32(s). Bit for bit what the operators QuantizeLinear and DequantizeLinear give.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    ZERO_POINT,
    Codes,
    NarrowCodes,
    Reals,
    codes,
    domain,
    integer,
    number,
    one_of,
    real,
    rule,
)

SCALE = number(np.float32, above=0)


def is_code(z: int, exp: int) -> bool:
    """Is z among the signed integers of `exp` bits?"""
    return -(2 ** (exp - 1)) <= z < 2 ** (exp - 1)


@domain(x_q=codes(), s=SCALE, z=ZERO_POINT)
def dequantize(x_q: Codes, s: np.float32, z: int) -> NDArray[np.float32]:
    """Real values s * (x_q - z) of codes, in the units of s.

    x_q: integer codes of any shape. s > 0: a number that float32 holds. z: whole number.
    Returns float32 of x_q's shape: the difference is exact, then it is rounded to float32 and multiplied there.
    Raises ValueError when x_q is not of an integer type, s is not a positive float32, or z is not whole.
    Source: ONNX DequantizeLinear, y = (x - x_zero_point) * x_scale; r = S(q - Z) of Jacob et al. 2018, equation 1.
    """
    return (x_q - z).astype(np.float32) * s


@domain(alpha=number(), beta=number())
@rule("alpha không được lớn hơn beta", lambda alpha, beta: alpha <= beta)
def nudge_range(alpha: float, beta: float) -> tuple[float, float]:
    """The smallest range that holds both [alpha, beta] and 0, as two Python floats (alpha, beta).

    alpha <= beta: finite real numbers; raises ValueError where they are not.
    Source: ONNX DynamicQuantizeLinear, "data range is adjusted to include 0"; Jacob et al. 2018, section 3.
    """
    return min(alpha, 0.0), max(beta, 0.0)


@domain(x=real(), s=SCALE, z=integer(), exp=integer(2, 16))
@rule("z phải là một mã có exp bit", is_code)
def quantization_error(x: Reals, s: np.float32, z: int, exp: int) -> Reals:
    """Error x_hat - x of each value after quantizing to `exp` bits and dequantizing, in the units of x.

    x: real values of any shape, quantized as float32. s > 0: a number that float32 holds. exp: bits of the codes,
    2 to 16. z: whole number among these codes.
    Returns float64 of x's shape: the operators' float32 x_hat, minus x as it was given.
    Raises ValueError when one of these does not hold.
    Source: ONNX QuantizeLinear, then DequantizeLinear.
    """
    return dequantize(_codes(x, s, z, exp), s, z).astype(np.float64) - x


@domain(x=real(), x_hat=real())
@rule("x và x_hat phải cùng chiều", lambda x, x_hat: x.shape == x_hat.shape)
@rule("Tổng bình phương của x phải khác 0 và vừa float64", lambda x: 0 < np.sum(x**2) < np.inf)
@rule("Tổng bình phương của x_hat - x phải vừa float64", lambda x, x_hat: np.sum((x_hat - x) ** 2) < np.inf)
def sqnr_db(x: Reals, x_hat: Reals) -> float:
    """Signal-to-quantization-noise ratio 10 * log10(sum x**2 / sum (x_hat - x)**2), in decibels.

    x, x_hat: real values of one shape, x not 0 everywhere.
    Returns a Python float, computed in float64; infinity where x_hat is x, since there is no noise at all.
    Raises ValueError when the shapes differ, a value is not finite, x is 0 everywhere, or a sum leaves float64.
    Source: Gray and Neuhoff 1998, doi:10.1109/18.720541, the signal-to-noise ratio of a quantizer.
    """
    with np.errstate(divide="ignore"):  # no noise: the ratio is infinite, and so is its logarithm
        return float(10 * np.log10(np.sum(x**2) / np.sum((x_hat - x) ** 2)))


@domain(x_q=codes(), s_x=SCALE, z_x=ZERO_POINT, s_y=SCALE, z_y=integer(), exp=one_of(8, 16))
@rule("z_y phải là một mã có exp bit", is_code, "z_y", "exp")
def quantize_relu(x_q: Codes, s_x: np.float32, z_x: int, s_y: np.float32, z_y: int, exp: int) -> NarrowCodes:
    """Codes of max(0, x) on the scale of y, where x is what the codes x_q stand for on the scale of x.

    x_q: integer codes of any shape. s_x, s_y > 0: numbers that float32 holds. z_x, z_y: whole numbers.
    exp: bits of y, 8 or 16; z_y is among its codes. The codes of x may have another width.
    Returns np.int8 (exp = 8) or np.int16 (exp = 16) of x_q's shape. Raises ValueError when one of these does not hold.
    Source: ONNX DequantizeLinear, Relu and QuantizeLinear in a row; the kink lies at the code z_x.
    """
    return _codes(np.maximum(dequantize(x_q, s_x, z_x), 0), s_y, z_y, exp).astype(f"int{exp}")


def _codes(x: NDArray[np.floating[Any]], s: np.float32, z: int, exp: int) -> Codes:
    """Codes of `exp` bits under ONNX's rule, as an int64 array. s: np.float32."""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    with np.errstate(over="ignore"):  # beyond float32 is infinity, which saturates like any large value
        position = np.rint(np.asarray(x, np.float32) / s) + z
    return np.clip(position, low, high).astype(np.int64)
