"""A linear layer on integers alone: bias, multiplier, requantization and ReLU without one real number at run time.

Sources: Jacob et al. 2018, arXiv:1712.05877, sections 2.2 (equations 5 and 6) and 2.4; TensorFlow Lite's
MultiplyByQuantizedMultiplier with TFLITE_SINGLE_ROUNDING, whose `shift` has the other sign; the operators
QLinearConv (ONNX) and QGemm (com.microsoft), whose int32 bias has the scale s_X * s_W and the zero point 0.
"""

import math

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    INT8,
    INT32,
    SMALLEST_SCALE,
    Codes,
    Reals,
    array,
    domain,
    fits_columns,
    flag,
    integer,
    number,
    passed_on,
    real,
    rule,
)

MATRIX, BIAS = array("int8", axes=2, least_size=1), array("int32")


@domain(b=real(least=-(2.0**100), most=2.0**100), s_X=number(least=SMALLEST_SCALE), s_W=real(least=SMALLEST_SCALE))
@rule("s_W phải là một số hoặc cùng chiều với b", lambda s_W, b: s_W.shape in ((), b.shape))
@rule("Tích của s_X và s_W không được nhỏ hơn 2**-900", lambda s_X, s_W: s_X * s_W >= 2.0**-900)
def quantize_bias(b: Reals, s_X: float, s_W: Reals) -> NDArray[np.int32]:
    """Codes clip(rint(b / (s_X * s_W))) of a bias at its accumulator's scale, zero point 0, a half going to even.

    b: real values, shape (n,). s_X > 0: a number. s_W > 0: a number, or one per output, shape (n,).
    Computed in float64. Returns np.int32, the shape of b.
    Raises ValueError when a value is not finite, a scale is not positive, or the shapes do not fit.
    Source: Jacob et al. 2018, section 2.4, equation 11; onnxruntime.quantization's static bias.
    """
    return np.clip(np.rint(b / (s_X * s_W)), -(2.0**31), 2.0**31 - 1).astype(np.int32)


@domain(M=number(least=SMALLEST_SCALE))
def quantize_multiplier(M: float) -> tuple[int, int]:
    """(q0, shift), Python ints with M = q0 * 2**(-31 - shift) up to half a unit of q0, and q0 in [2**30, 2**31).

    M: a positive number; shift is negative for M >= 1. A half goes to even.
    The relative error is at most 2**-31, and 0 where M is a float32.
    Raises ValueError when M is not a positive finite number.
    Source: Jacob et al. 2018, section 2.2, equation 6 (M0 = q0 / 2**31, n = shift).
    """
    significand, exponent = math.frexp(M)
    q0 = round(significand * 2**31)
    if q0 == 2**31:
        return 2**30, -exponent - 1
    return q0, -exponent


@domain(acc=INT32, q0=integer(2**30, 2**31 - 1), shift=integer(-30, 31), z_Y=INT8)
def requantize(acc: Codes, q0: int, shift: int, z_Y: int) -> NDArray[np.int8]:
    """int8 codes clip(floor(acc * q0 * 2**(-31 - shift) + 1/2) + z_Y), exact, in integers: a half goes up.

    acc: int32 sums of any shape. q0: in [2**30, 2**31). shift: in [-30, 31]. z_Y: in [-128, 127].
    Returns np.int8, the shape of acc. Raises ValueError when an argument is no integer or out of its range.
    Source: Jacob et al. 2018, section 2.2; TensorFlow Lite, TFLITE_SINGLE_ROUNDING.
    """
    bits = 31 + shift
    scaled = (acc * q0 + (1 << (bits - 1))) >> bits
    return np.clip(scaled + z_Y, -128, 127).astype(np.int8)


@domain(X_q=MATRIX, W_q=MATRIX, b_q=BIAS, z_X=INT8, q0=passed_on, shift=passed_on, z_Y=passed_on, relu=flag)
@rule("Số cột của X_q phải bằng số hàng của W_q", lambda X_q, W_q: X_q.shape[1] == W_q.shape[0])
@rule("b_q phải có chiều (n,) hoặc (1, n)", fits_columns, "b_q", "W_q")
def linear_relu_int8(
    X_q: NDArray[np.int8],
    W_q: NDArray[np.int8],
    b_q: NDArray[np.int32],
    z_X: int,
    q0: int,
    shift: int,
    z_Y: int,
    relu: bool,
) -> NDArray[np.int8]:
    """int8 codes (m, n) of Y = XW + b, or of max(Y, 0) where `relu` is true: there no code is below z_Y.

    X_q: (m, p) np.int8, zero point z_X in [-128, 127]. W_q: (p, n) np.int8, zero point 0.
    b_q: (n,) or (1, n) np.int32, from quantize_bias. q0, shift, z_Y: as for requantize.
    Raises ValueError when shapes or dtypes do not fit, a number is out of its range, or a sum leaves int32.
    Source: Jacob et al. 2018, section 2.4; ONNX QLinearConv; com.microsoft QGemm.
    """
    codes = requantize((X_q.astype(np.int64) - z_X) @ W_q + b_q.reshape(-1), q0, shift, z_Y)
    return np.maximum(codes, np.int8(z_Y)) if relu else codes


@domain(b_q=BIAS, W_q=MATRIX, z_X=INT8)
@rule("b_q phải có chiều (n,) hoặc (1, n)", fits_columns, "b_q", "W_q")
def fold_zero_point(b_q: NDArray[np.int32], W_q: NDArray[np.int8], z_X: int) -> NDArray[np.int32]:
    """The bias that stands for z_X, too: b_q - z_X * (sums of the columns of W_q), so that X_q needs no subtraction.

    b_q: (n,) or (1, n) np.int32. W_q: (p, n) np.int8, zero point 0. z_X: in [-128, 127]. Returns np.int32, (n,).
    Raises ValueError when shapes or dtypes do not fit, z_X is out of range, or a sum leaves int32.
    Source: Jacob et al. 2018, section 2.3, equations 7 and 8.
    """
    return INT32.read("b_q - z_X * W_q.sum(axis=0)", b_q.reshape(-1) - z_X * W_q.sum(axis=0)).astype(np.int32)
