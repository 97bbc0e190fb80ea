"""Symmetric quantization of weights: one scale for a tensor, a channel or a group; two 4-bit codes in a byte.

Sources: Krishnamoorthi 2018, arXiv:1806.08342 (the symmetric quantizer with its restricted range, granularity);
Nagel et al. 2021, arXiv:2106.08295 (symmetric uniform quantization, per channel); the ONNX operator QuantizeLinear
(axis, and block_size from opset 21 on); TensorProto in onnx.proto (the order of packed 4-bit elements).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    BITS,
    COUNT,
    Codes,
    array,
    codes,
    domain,
    integer,
    none_or,
    passed_on,
    real,
    rule,
)

Weights: TypeAlias = NDArray[np.float32]
Scales: TypeAlias = np.float32 | NDArray[np.float32]  # a number where one scale serves all
Axis: TypeAlias = int | None


@domain(W=real(np.float32, least_axes=1, least_size=1), bits=BITS, axis=none_or(integer(0)))
@rule("axis phải nhỏ hơn số trục của W", lambda axis, W: axis is None or axis < W.ndim)
def quantize_symmetric(W: Weights, bits: int, axis: Axis = None) -> tuple[NDArray[np.int8], Scales]:
    """Codes clip(rint(W / s)) and scales s = max|W| / qmax, where qmax = 2**(bits - 1) - 1 and the zero point is 0.

    W: real weights of any shape but () and empty ones, in float32 or made float32. bits: 2 to 8.
    axis: None for one scale, else the axis of the channels, 0 <= axis < W.ndim: max|W| is taken over all others.
    Returns (W_q, s): W_q int8 of W's shape, from -qmax to qmax; s float32, an np.float32 where axis is None, else an
    array of W.ndim axes, 1 long on all but `axis`. s is in the units of W.
    All is float32, as ONNX does it; a half goes to the even code. Where max|W| / qmax is 0, s is 1 and the codes are 0.
    Raises ValueError when W is not real, not finite in float32, empty or a number, or bits or axis is out of range.
    Source: Krishnamoorthi 2018, the restricted range of the symmetric quantizer; ONNX QuantizeLinear.
    """
    qmax = 2 ** (bits - 1) - 1
    others = tuple(other for other in range(W.ndim) if other != axis)
    s = np.max(np.abs(W), axis=others, keepdims=axis is not None) / np.float32(qmax)
    s = np.where(s, s, np.float32(1))[()]
    return np.clip(np.rint(W / s), -qmax, qmax).astype(np.int8), s


@domain(W=real(np.float32, axes=2, least_size=1), bits=passed_on, group=COUNT)
@rule("Số cột của W phải chia hết cho group", lambda W, group: not W.shape[1] % group)
def quantize_groupwise(W: Weights, bits: int, group: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Codes and scales where every run of `group` consecutive weights of a row is a channel of its own.

    W: (rows, columns), group divides columns. Returns (W_q, s): W_q int8 (rows, columns), s float32
    (rows, columns // group). Rule and errors are those of quantize_symmetric; also raises ValueError when W is no
    matrix or group is not a positive number that divides columns.
    Source: ONNX QuantizeLinear with block_size = group on the last axis, opset 21.
    """
    W_q, s = quantize_symmetric(W.reshape(W.size // group, group), bits, axis=0)
    return W_q.reshape(W.shape), s.reshape(len(W), W.shape[1] // group)


@domain(q=codes(least_axes=1, least=-8, most=7))
@rule("Trục cuối của q phải có độ dài chẵn", lambda q: not q.shape[-1] % 2)
def pack_int4(q: Codes) -> NDArray[np.uint8]:
    """Two codes a byte, the first in the low nibble, in two's complement.

    q: integers from -8 to 7, (..., n), n even. Returns uint8 (..., n // 2).
    Raises ValueError when q is not of an integer dtype, holds other codes, is a number, or n is odd. (ONNX flattens
    a tensor first and pads the last byte with a zero nibble; with n even the bytes are the same.)
    Source: ONNX TensorProto, INT4.
    """
    nibbles = q & 15
    return (nibbles[..., 0::2] | nibbles[..., 1::2] << 4).astype(np.uint8)


@domain(p=array("uint8", least_axes=1))
def unpack_int4(p: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Codes from -8 to 7 out of bytes that pack_int4 made: its inverse.

    p: uint8 (..., n). Returns int8 (..., 2 * n). Raises ValueError when p is not uint8, or is a number.
    Source: ONNX TensorProto, INT4.
    """
    nibbles = np.stack([p & 15, p >> 4], axis=-1).reshape(*p.shape[:-1], 2 * p.shape[-1]).astype(np.int8)
    return (nibbles ^ 8) - np.int8(8)


@domain(bits=BITS, group=COUNT, scale_bits=COUNT)
def bits_per_weight(bits: int, group: int, scale_bits: int) -> float:
    """Bits that a weight takes in memory, its share of the group's scale included: bits + scale_bits / group.

    bits: of a code, 2 to 8. group: weights that share a scale, at least 1. scale_bits: of a scale, at least 1.
    Returns a float. Raises ValueError when one of them is not such a whole number.
    """
    return bits + scale_bits / group
