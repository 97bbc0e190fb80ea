"""Blocks of 32 values as files of language models hold them: Q8_0 and Q4_0 of llama.cpp.

Source: ggml/src/ggml-quants.c of llama.cpp, quantize_row_q8_0_ref, quantize_row_q4_0_ref and dequantize_row_q4_0, and
ggml-common.h for the layout of block_q8_0 and block_q4_0; Gerganov and contributors, MIT licence.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import array, domain, real, rule

Bytes: TypeAlias = NDArray[np.uint8]
Singles: TypeAlias = NDArray[np.float32]

BLOCK = 32
HALF = BLOCK // 2  # codes of the low halves of the bytes
Q4_0_BYTES = 2 + HALF
MOST_Q4_0 = 15
LARGEST_STEP = float(np.finfo(np.float16).max)

whole_blocks = rule(f"Số phần tử của x phải chia hết cho {BLOCK}", lambda x: len(x) % BLOCK == 0)


@domain(x=real(np.float32, axes=1))
@whole_blocks
@rule("max|x| / 127 phải vừa float16", lambda x: np.max(np.abs(x), initial=0) / 127 <= LARGEST_STEP)
def q8_0_blocks(x: Singles) -> Bytes:
    """Blocks of 32 values with one float16 step and 32 codes of eight bits.

    x: real values (32 * k,), read as float32; max |x| / 127 at most 65504.
    Returns uint8 (k, 34): the float16 of d = max |block| / 127, low byte first, then the codes as int8. A code is x * (1 / d)
    rounded to the nearest integer, a half away from 0; all of it in float32, 1 / d before d is rounded. A block of zeros has
    d = 0 and codes 0. Raises ValueError when x is not so.
    Source: quantize_row_q8_0_ref.
    """
    blocks = x.reshape(-1, BLOCK)
    d = np.max(np.abs(blocks), axis=1, keepdims=True, initial=0) / np.float32(127)
    scaled = blocks * _inverse(d)
    size = np.floor(np.abs(scaled))
    size += np.abs(scaled) - size >= 0.5
    codes = np.copysign(size, scaled).astype(np.int8)
    return np.hstack([_stored(d), codes.view(np.uint8)])


@domain(x=real(np.float32, axes=1))
@whole_blocks
@rule("max|x| / 8 phải vừa float16", lambda x: np.max(np.abs(x), initial=0) / 8 <= LARGEST_STEP)
def q4_0_blocks(x: Singles) -> Bytes:
    """Blocks of 32 values with one float16 step, of either sign, and 32 codes of four bits.

    x: real values (32 * k,), read as float32; max |x| / 8 at most 65504.
    Returns uint8 (k, 18): the float16 of d = m / -8, low byte first, where m is the value of the largest magnitude in the block
    with its sign, the first of several; then byte j holds code j in its low half and code j + 16 in its high one. A code is
    min(15, floor(x * (1 / d) + 8.5)), all of it in float32, 1 / d before d is rounded; it stands for d * (code - 8). A block of
    zeros has d = -0 and codes 8. Raises ValueError when x is not so.
    Source: quantize_row_q4_0_ref.
    """
    blocks = x.reshape(-1, BLOCK)
    m = np.take_along_axis(blocks, np.argmax(np.abs(blocks), axis=1)[:, None], axis=1)
    d = np.where(m == 0, np.float32(-0.0), m / np.float32(-8))
    shifted = np.floor(blocks * _inverse(d) + np.float32(8.5))
    codes = np.minimum(shifted, np.float32(MOST_Q4_0)).astype(np.uint8)
    return np.hstack([_stored(d), codes[:, :HALF] | codes[:, HALF:] << 4])


@domain(blocks=array("uint8", axes=2))
@rule(f"Mỗi khối phải có {Q4_0_BYTES} byte", lambda blocks: blocks.shape[1] == Q4_0_BYTES)
@rule("Bước của mỗi khối phải hữu hạn", lambda blocks: np.isfinite(_steps(blocks)))
def read_q4_0(blocks: Bytes) -> Singles:
    """The values that blocks of Q4_0 stand for.

    blocks: uint8 (k, 18), as q4_0_blocks returns them, their steps finite.
    Returns float32 (32 * k,): d * (code - 8), computed in float32. Raises ValueError when blocks are not so.
    Source: dequantize_row_q4_0.
    """
    halves = np.hstack([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4])
    return (_steps(blocks) * (halves.astype(np.float32) - np.float32(8))).ravel()


def _inverse(d: Singles) -> Singles:
    """1 / d in float32, and 0 where d is 0."""
    return np.divide(np.float32(1), d, out=np.zeros_like(d), where=d != 0)


def _stored(d: Singles) -> Bytes:
    """Steps (k, 1) as the two bytes of a float16, low byte first."""
    return d.astype("<f2").view(np.uint8)


def _steps(blocks: Bytes) -> Singles:
    return np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
