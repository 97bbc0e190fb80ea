"""Convolution on codes, pooling on codes, and BatchNorm folded into the convolution before it.

Convolution here is what every deep-learning library calls so: the filter is not flipped (cross-correlation).
Sources: Chellapilla, Puri and Simard 2006 (convolution as one matrix product); Jacob et al. 2018, arXiv:1712.05877,
section 2 (integer arithmetic) and section 3.2, equation 14 (folding); the ONNX operators Conv, ConvInteger,
QLinearConv, MaxPool and BatchNormalization.
"""

import numpy as np

from autograder.reference.preconditions import convolution as preconditions


def output_size(size, k, stride, pad):
    """How many positions a window of k takes along a side of `size` pixels, a Python int.

    size, k, stride: integers from 1. pad: integer from 0, pixels added at either end.
    Returns floor((size + 2 * pad - k) / stride) + 1.
    Raises ValueError when an argument is no such integer, or the window is larger than the padded side.
    Source: ONNX Conv, output shape.
    """
    size, k, stride, pad = preconditions.geometry("size", size, k, stride, pad)
    return (size + 2 * pad - k) // stride + 1


def im2col(x, k, stride, pad, pad_value):
    """The windows of the images, one a row: shape (N, H_out * W_out, C * k * k), dtype of x.

    x: (N, C, H, W), any real dtype. k, stride, pad: as in output_size. pad_value: what stands in the padding,
    a number that the dtype of x holds exactly.
    Rows go through the windows from left to right, then down; inside a row the order is (C, k, k), so that
    rows @ W.reshape(C_out, -1).T is the convolution with W of shape (C_out, C, k, k).
    Raises ValueError when x is not such an array, pad_value does not fit its dtype, or as output_size does.
    Source: Chellapilla, Puri and Simard 2006, section 2.1.
    """
    x = preconditions.images("x", x)
    k, stride, pad = preconditions.windows("x", x, k, stride, pad)
    pad_value = preconditions.value_of("pad_value", pad_value, x.dtype)
    around = ((0, 0), (0, 0), (pad, pad), (pad, pad))
    padded = np.pad(x, around, constant_values=pad_value)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    n, channels, height, width, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, height * width, channels * k * k)


def conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y):
    """int8 codes of the convolution of int8 codes, shape (N, C_out, H_out, W_out).

    x_q: int8 (N, C, H, W) with zero point z_x. W_q: int8 (C_out, C, k, k), symmetric (zero point 0), one scale a
    channel. b_q: integers (C_out,) in units of s_x * s_W, within int32. stride, pad: as in output_size; the
    padding stands for the real number 0, that is for the code z_x.
    M: (C_out,), s_x * s_W / s_y > 0, taken as float32. z_x, z_y: zero points, integers of int8.
    The accumulator is exact; the code is clip(rint(float32(acc) * M) + z_y, -128, 127), a half going to even.
    Raises ValueError when an argument is not as above, shapes do not fit, or a sum could leave int32.
    Source: ONNX QLinearConv; Jacob et al. 2018, equations 4 and 7.
    """
    x_q, W_q, b_q, M = preconditions.quantized_convolution(x_q, W_q, b_q, M)
    z_x, z_y = preconditions.zero_point("z_x", z_x), preconditions.zero_point("z_y", z_y)
    n, channels, *sides = x_q.shape
    filters, _, _, k = W_q.shape
    rows = im2col(x_q, k, stride, pad, z_x).astype(np.int64) - z_x
    weights = W_q.reshape(filters, channels * k * k).T.astype(np.int64)
    accumulator = preconditions.accumulator(rows @ weights + b_q)
    codes = np.clip(np.rint(accumulator.astype(np.float32) * M) + z_y, -128, 127).astype(np.int8)
    height, width = (output_size(side, k, stride, pad) for side in sides)
    return codes.transpose(0, 2, 1).reshape(n, filters, height, width)


def fold_bn(W, b, gamma, beta, mean, var, eps):
    """Weights and bias (W_folded, b_folded), float64, of the convolution that also does the BatchNorm after it.

    W: (C_out, C, k, k). b, gamma, beta, mean, var: (C_out,). eps: a number from 0.
    With scale = gamma / sqrt(var + eps), one a channel: W_folded = scale * W, b_folded = scale * (b - mean) + beta.
    Raises ValueError when a value is not finite, shapes do not fit, var or eps is negative, or var + eps is 0.
    Source: Jacob et al. 2018, equation 14; ONNX BatchNormalization, training_mode=0.
    """
    W, b, gamma, beta, mean, var, eps = preconditions.batch_norm(W, b, gamma, beta, mean, var, eps)
    scale = gamma / np.sqrt(var + eps)
    return scale[:, np.newaxis, np.newaxis, np.newaxis] * W, scale * (b - mean) + beta


def max_pool_int8(x_q, k):
    """The largest code of each k x k block, int8, shape (N, C, H // k, W // k); rows and columns left over are dropped.

    x_q: int8 (N, C, H, W). k: integer from 1, at most H and W. A larger code stands for a larger real number, so
    scale and zero point stay as they are.
    Raises ValueError when an argument is not as above.
    Source: ONNX MaxPool with kernel_shape = strides = [k, k] and no padding.
    """
    x_q = preconditions.int8_images("x_q", x_q)
    k, _, _ = preconditions.windows("x_q", x_q, k, stride=k, pad=0)
    n, channels, height, width = x_q.shape
    whole = x_q[:, :, : height // k * k, : width // k * k]
    return whole.reshape(n, channels, height // k, k, width // k, k).max(axis=(3, 5))
