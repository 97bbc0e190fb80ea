"""Convolution on codes, pooling on codes, and BatchNorm folded into the convolution before it.

Convolution here is what every deep-learning library calls so: the filter is not flipped (cross-correlation).
Sources: Chellapilla, Puri and Simard 2006 (convolution as one matrix product); Jacob et al. 2018, arXiv:1712.05877,
section 2 (integer arithmetic) and section 3.2, equation 14 (folding); the ONNX operators Conv, ConvInteger,
QLinearConv, MaxPool and BatchNormalization.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    COUNT,
    INT8,
    INT32,
    Codes,
    Reals,
    array,
    domain,
    integer,
    number,
    passed_on,
    real,
    rule,
)

PAD = integer(0)
IMAGES: dict[str, Any] = {"axes": 4, "least_size": 1}


def are_filters(W: NDArray[np.int8], x: NDArray[np.int8]) -> bool:
    """Has W (C_out, C, k, k) as many channels as the images x, and square filters?"""
    return W.shape[1:3] == (x.shape[1], W.shape[3])


def per_channel(values: NDArray[Any], W: NDArray[Any]) -> bool:
    """Is there one value for each filter of W?"""
    return values.shape == W.shape[:1]


def is_held(value: float, x: NDArray[Any]) -> bool:
    """Does the dtype of x hold this float without change?"""
    return np.array(value).astype(x.dtype).item() == value


def window_fits(k: int, x: NDArray[Any], pad: int = 0) -> bool:
    """Does a window of k fit both sides of the padded images?"""
    return k <= min(x.shape[2:]) + 2 * pad


@domain(size=COUNT, k=COUNT, stride=COUNT, pad=PAD)
@rule("k không được lớn hơn size sau khi đệm", lambda k, size, pad: k <= size + 2 * pad)
def output_size(size: int, k: int, stride: int, pad: int) -> int:
    """How many positions a window of k takes along a side of `size` pixels, a Python int.

    size, k, stride: integers from 1. pad: integer from 0, pixels added at either end.
    Returns floor((size + 2 * pad - k) / stride) + 1.
    Raises ValueError when an argument is no such integer, or the window is larger than the padded side.
    Source: ONNX Conv, output shape.
    """
    return (size + 2 * pad - k) // stride + 1


@domain(x=array(**IMAGES), k=COUNT, stride=COUNT, pad=PAD, pad_value=number())
@rule("k không được lớn hơn cạnh của x sau khi đệm", window_fits)
@rule("pad_value phải là số mà kiểu của x chứa được", is_held, "pad_value", "x")
def im2col(x: NDArray[Any], k: int, stride: int, pad: int, pad_value: float) -> NDArray[Any]:
    """The windows of the images, one a row: shape (N, H_out * W_out, C * k * k), dtype of x.

    x: (N, C, H, W), any real dtype. k, stride, pad: as in output_size. pad_value: what stands in the padding,
    a number that the dtype of x holds exactly.
    Rows go through the windows from left to right, then down; inside a row the order is (C, k, k), so that
    rows @ W.reshape(C_out, -1).T is the convolution with W of shape (C_out, C, k, k).
    Raises ValueError when x is not such an array, pad_value does not fit its dtype, or as output_size does.
    Source: Chellapilla, Puri and Simard 2006, section 2.1.
    """
    around = ((0, 0), (0, 0), (pad, pad), (pad, pad))
    padded = np.pad(x, around, constant_values=pad_value)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    n, channels, height, width, _, _ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, height * width, channels * k * k)


@domain(
    x_q=array("int8", **IMAGES),
    W_q=array("int8", **IMAGES),
    b_q=INT32,
    stride=passed_on,
    pad=passed_on,
    z_x=INT8,
    M=real(np.float32, above=0),
    z_y=INT8,
)
@rule("W_q phải có số kênh của x_q và hai cạnh bằng nhau", are_filters, "W_q", "x_q")
@rule("b_q phải có chiều (C_out,), mỗi kênh một số", per_channel, "b_q", "W_q")
@rule("M phải có chiều (C_out,), mỗi kênh một số", per_channel, "M", "W_q")
def conv2d_int8(
    x_q: NDArray[np.int8],
    W_q: NDArray[np.int8],
    b_q: Codes,
    stride: int,
    pad: int,
    z_x: int,
    M: NDArray[np.float32],
    z_y: int,
) -> NDArray[np.int8]:
    """int8 codes of the convolution of int8 codes, shape (N, C_out, H_out, W_out).

    x_q: int8 (N, C, H, W) with zero point z_x. W_q: int8 (C_out, C, k, k), symmetric (zero point 0), one scale a
    channel. b_q: integers (C_out,) in units of s_x * s_W, within int32. stride, pad: as in output_size; the
    padding stands for the real number 0, that is for the code z_x.
    M: (C_out,), s_x * s_W / s_y > 0, taken as float32. z_x, z_y: zero points, integers of int8.
    The accumulator is exact; the code is clip(rint(float32(acc) * M) + z_y, -128, 127), a half going to even.
    Raises ValueError when an argument is not as above, shapes do not fit, or a sum could leave int32.
    Source: ONNX QLinearConv; Jacob et al. 2018, equations 4 and 7.
    """
    n, channels, *sides = x_q.shape
    filters, _, _, k = W_q.shape
    rows = im2col(x_q, k, stride, pad, z_x).astype(np.int64) - z_x
    weights = W_q.reshape(filters, channels * k * k).T.astype(np.int64)
    accumulator = INT32.read("b_q cộng các tích", rows @ weights + b_q)
    codes = np.clip(np.rint(accumulator.astype(np.float32) * M) + z_y, -128, 127).astype(np.int8)
    height, width = (output_size(side, k, stride, pad) for side in sides)
    return codes.transpose(0, 2, 1).reshape(n, filters, height, width)


@domain(W=real(**IMAGES), b=real(), gamma=real(), beta=real(), mean=real(), var=real(least=0), eps=number(least=0))
@rule("b phải có chiều (C_out,), mỗi kênh một số", per_channel, "b", "W")
@rule("gamma phải có chiều (C_out,), mỗi kênh một số", per_channel, "gamma", "W")
@rule("beta phải có chiều (C_out,), mỗi kênh một số", per_channel, "beta", "W")
@rule("mean phải có chiều (C_out,), mỗi kênh một số", per_channel, "mean", "W")
@rule("var phải có chiều (C_out,), mỗi kênh một số", per_channel, "var", "W")
@rule("var + eps phải lớn hơn 0", lambda var, eps: var + eps > 0)
def fold_bn(W: Reals, b: Reals, gamma: Reals, beta: Reals, mean: Reals, var: Reals, eps: float) -> tuple[Reals, Reals]:
    """Weights and bias (W_folded, b_folded), float64, of the convolution that also does the BatchNorm after it.

    W: (C_out, C, k, k). b, gamma, beta, mean, var: (C_out,). eps: a number from 0.
    With scale = gamma / sqrt(var + eps), one a channel: W_folded = scale * W, b_folded = scale * (b - mean) + beta.
    Raises ValueError when a value is not finite, shapes do not fit, var or eps is negative, or var + eps is 0.
    Source: Jacob et al. 2018, equation 14; ONNX BatchNormalization, training_mode=0.
    """
    scale = gamma / np.sqrt(var + eps)
    return scale[:, np.newaxis, np.newaxis, np.newaxis] * W, scale * (b - mean) + beta


@domain(x_q=array("int8", **IMAGES), k=COUNT)
@rule("k không được lớn hơn cạnh của x_q", window_fits, "k", "x_q")
def max_pool_int8(x_q: NDArray[np.int8], k: int) -> NDArray[np.int8]:
    """The largest code of each k x k block, int8, shape (N, C, H // k, W // k); rows and columns left over are dropped.

    x_q: int8 (N, C, H, W). k: integer from 1, at most H and W. A larger code stands for a larger real number, so
    scale and zero point stay as they are.
    Raises ValueError when an argument is not as above.
    Source: ONNX MaxPool with kernel_shape = strides = [k, k] and no padding.
    """
    n, channels, height, width = x_q.shape
    whole = x_q[:, :, : height // k * k, : width // k * k]
    return whole.reshape(n, channels, height // k, k, width // k, k).max(axis=(3, 5))
