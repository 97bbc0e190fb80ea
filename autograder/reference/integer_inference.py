"""A linear layer on integers alone: bias, multiplier, requantization and ReLU without one real number at run time.

Sources: Jacob et al. 2018, arXiv:1712.05877, sections 2.2 (equations 5 and 6) and 2.4; TensorFlow Lite's
MultiplyByQuantizedMultiplier with TFLITE_SINGLE_ROUNDING, whose `shift` has the other sign; the operators
QLinearConv (ONNX) and QGemm (com.microsoft), whose int32 bias has the scale s_X * s_W and the zero point 0.
"""

import math

import numpy as np

from autograder.reference.preconditions import integer_inference as preconditions


def quantize_bias(b, s_X, s_W):
    """Codes clip(rint(b / (s_X * s_W))) of a bias at its accumulator's scale, zero point 0, a half going to even.

    b: real values, shape (n,). s_X > 0: a number. s_W > 0: a number, or one per output, shape (n,).
    Computed in float64. Returns np.int32, the shape of b.
    Raises ValueError when a value is not finite, a scale is not positive, or the shapes do not fit.
    Source: Jacob et al. 2018, section 2.4, equation 11; onnxruntime.quantization's static bias.
    """
    b, scale = preconditions.bias(b, s_X, s_W)
    return np.clip(np.rint(b / scale), -(2.0**31), 2.0**31 - 1).astype(np.int32)


def quantize_multiplier(M):
    """(q0, shift), Python ints with M = q0 * 2**(-31 - shift) up to half a unit of q0, and q0 in [2**30, 2**31).

    M: a positive number; shift is negative for M >= 1. A half goes to even.
    The relative error is at most 2**-31, and 0 where M is a float32.
    Raises ValueError when M is not a positive finite number.
    Source: Jacob et al. 2018, section 2.2, equation 6 (M0 = q0 / 2**31, n = shift).
    """
    significand, exponent = math.frexp(preconditions.multiplier(M))
    q0 = round(significand * 2**31)
    if q0 == 2**31:
        return 2**30, -exponent - 1
    return q0, -exponent


def requantize(acc, q0, shift, z_Y):
    """int8 codes clip(floor(acc * q0 * 2**(-31 - shift) + 1/2) + z_Y), exact, in integers: a half goes up.

    acc: int32 sums of any shape. q0: in [2**30, 2**31). shift: in [-30, 31]. z_Y: in [-128, 127].
    Returns np.int8, the shape of acc. Raises ValueError when an argument is no integer or out of its range.
    Source: Jacob et al. 2018, section 2.2; TensorFlow Lite, TFLITE_SINGLE_ROUNDING.
    """
    acc = preconditions.accumulator(acc)
    q0, shift, z_Y = preconditions.fixed_point(q0, shift, z_Y)
    bits = 31 + shift
    scaled = (acc * q0 + (1 << (bits - 1))) >> bits
    return np.clip(scaled + z_Y, -128, 127).astype(np.int8)


def linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu):
    """int8 codes (m, n) of Y = XW + b, or of max(Y, 0) where `relu` is true: there no code is below z_Y.

    X_q: (m, p) np.int8, zero point z_X in [-128, 127]. W_q: (p, n) np.int8, zero point 0.
    b_q: (n,) or (1, n) np.int32, from quantize_bias. q0, shift, z_Y: as for requantize.
    Raises ValueError when shapes or dtypes do not fit, a number is out of its range, or a sum leaves int32.
    Source: Jacob et al. 2018, section 2.4; ONNX QLinearConv; com.microsoft QGemm.
    """
    X_q, W_q, b_q, z_X = preconditions.layer(X_q, W_q, b_q, z_X)
    codes = requantize((X_q - z_X) @ W_q + b_q, q0, shift, z_Y)
    return np.maximum(codes, np.int8(z_Y)) if relu else codes


def fold_zero_point(b_q, W_q, z_X):
    """The bias that stands for z_X, too: b_q - z_X * (sums of the columns of W_q), so that X_q needs no subtraction.

    b_q: (n,) or (1, n) np.int32. W_q: (p, n) np.int8, zero point 0. z_X: in [-128, 127]. Returns np.int32, (n,).
    Raises ValueError when shapes or dtypes do not fit, z_X is out of range, or a sum leaves int32.
    Source: Jacob et al. 2018, section 2.3, equations 7 and 8.
    """
    b_q, W_q, z_X = preconditions.bias_and_weights(b_q, W_q, z_X)
    return preconditions.accumulator(b_q - z_X * W_q.sum(axis=0)).astype(np.int32)
