"""Symmetric quantization of weights: one scale for a tensor, a channel or a group; two 4-bit codes in a byte.

Sources: Krishnamoorthi 2018, arXiv:1806.08342 (the symmetric quantizer with its restricted range, granularity);
Nagel et al. 2021, arXiv:2106.08295 (symmetric uniform quantization, per channel); the ONNX operator QuantizeLinear
(axis, and block_size from opset 21 on); TensorProto in onnx.proto (the order of packed 4-bit elements).
"""

import numpy as np

from autograder.reference.preconditions import weights as demand


def quantize_symmetric(W, bits, axis=None):
    """Codes clip(rint(W / s)) and scales s = max|W| / qmax, where qmax = 2**(bits - 1) - 1 and the zero point is 0.

    W: real weights of any shape but () and empty ones, in float32 or made float32. bits: 2 to 8.
    axis: None for one scale, else the axis of the channels, 0 <= axis < W.ndim: max|W| is taken over all others.
    Returns (W_q, s): W_q int8 of W's shape, from -qmax to qmax; s float32, an np.float32 where axis is None, else an
    array of W.ndim axes, 1 long on all but `axis`. s is in the units of W.
    All is float32, as ONNX does it; a half goes to the even code. Where max|W| / qmax is 0, s is 1 and the codes are 0.
    Raises ValueError when W is not real, not finite in float32, empty or a number, or bits or axis is out of range.
    Source: Krishnamoorthi 2018, the restricted range of the symmetric quantizer; ONNX QuantizeLinear.
    """
    W, bits = demand.weights(W), demand.bits(bits)
    axis = demand.channel_axis(axis, W.ndim)
    qmax = 2 ** (bits - 1) - 1
    others = tuple(other for other in range(W.ndim) if other != axis)
    s = np.max(np.abs(W), axis=others, keepdims=axis is not None) / np.float32(qmax)
    s = np.where(s, s, np.float32(1))[()]
    return np.clip(np.rint(W / s), -qmax, qmax).astype(np.int8), s


def quantize_groupwise(W, bits, group):
    """Codes and scales where every run of `group` consecutive weights of a row is a channel of its own.

    W: (rows, columns), group divides columns. Returns (W_q, s): W_q int8 (rows, columns), s float32
    (rows, columns // group). Rule and errors are those of quantize_symmetric; also raises ValueError when W is no
    matrix or group is not a positive number that divides columns.
    Source: ONNX QuantizeLinear with block_size = group on the last axis, opset 21.
    """
    W, group = demand.rows_of_groups(W, group)
    W_q, s = quantize_symmetric(W.reshape(W.size // group, group), bits, axis=0)
    return W_q.reshape(W.shape), s.reshape(len(W), W.shape[1] // group)


def pack_int4(q):
    """Two codes a byte, the first in the low nibble, in two's complement.

    q: integers from -8 to 7, (..., n), n even. Returns uint8 (..., n // 2).
    Raises ValueError when q is not of an integer dtype, holds other codes, is a number, or n is odd. (ONNX flattens
    a tensor first and pads the last byte with a zero nibble; with n even the bytes are the same.)
    Source: ONNX TensorProto, INT4.
    """
    nibbles = demand.int4_codes(q) & 15
    return (nibbles[..., 0::2] | nibbles[..., 1::2] << 4).astype(np.uint8)


def unpack_int4(p):
    """Codes from -8 to 7 out of bytes that pack_int4 made: its inverse.

    p: uint8 (..., n). Returns int8 (..., 2 * n). Raises ValueError when p is not uint8, or is a number.
    Source: ONNX TensorProto, INT4.
    """
    p = demand.packed_bytes(p)
    nibbles = np.stack([p & 15, p >> 4], axis=-1).reshape(*p.shape[:-1], 2 * p.shape[-1]).astype(np.int8)
    return (nibbles ^ 8) - np.int8(8)


def bits_per_weight(bits, group, scale_bits):
    """Bits that a weight takes in memory, its share of the group's scale included: bits + scale_bits / group.

    bits: of a code, 2 to 8. group: weights that share a scale, at least 1. scale_bits: of a scale, at least 1.
    Returns a float. Raises ValueError when one of them is not such a whole number.
    """
    return demand.bits(bits) + demand.positive("scale_bits", scale_bits) / demand.positive("group", group)
