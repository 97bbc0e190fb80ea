"""Is the reference of lesson 13 llama.cpp's own Python, byte for byte, and what its C source says in exact arithmetic?"""

import math
import struct
from fractions import Fraction

import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reference import q4_0_blocks, q8_0_blocks, read_q4_0

MANY = 65_536
OURS = {"Q8_0": q8_0_blocks, "Q4_0": q4_0_blocks}
every_kind = pytest.mark.parametrize("kind", OURS)
RAMP = np.linspace(-1, 0.8, 32)
SINGLES = st.floats(-1e4, 1e4, width=32)


def by_gguf(kind, x):
    return quants.quantize(np.asarray(x, np.float32).reshape(-1, 32), GGMLQuantizationType[kind])


@every_kind
@pytest.mark.parametrize("tails", [2, 5, 50])
def test_blocks_equal_gguf(kind, tails):
    """Are the blocks of 65,536 values of long and short tails those of gguf, every byte?"""
    x = np.random.default_rng(tails).standard_t(tails, MANY).astype(np.float32)
    np.testing.assert_array_equal(OURS[kind](x), by_gguf(kind, x))


@every_kind
def test_ties_and_zeros_equal_gguf(kind):
    """Are values that are ties by the thousand, largest values of both signs, and blocks of zeros those of gguf?"""
    rng = np.random.default_rng(0)
    x = (rng.integers(-16, 17, (2048, 32)) / 2).astype(np.float32)
    x[::2, 0], x[1::2, 0] = 127, -8
    x[5:9] = 0
    np.testing.assert_array_equal(OURS[kind](x.ravel()), by_gguf(kind, x))


@settings(deadline=None)
@given(st.lists(SINGLES, min_size=32, max_size=32))
def test_every_code_is_the_nearest_that_the_source_allows(values):
    """In exact arithmetic of what float32 made of x * (1 / d), is each code the rounding that the C source names?"""
    x = np.array(values, np.float32)
    top = max(map(abs, values))
    d = np.float32(top) / np.float32(127)
    inverse = np.float32(1) / d if d else np.float32(0)
    if not np.isfinite(inverse):
        return
    raw = q8_0_blocks(x)[0].tobytes()
    step, *codes = struct.unpack("<e32b", raw)
    assert step == float(np.float16(d))
    for value, code in zip(x, codes, strict=True):
        exact = Fraction(float(value * inverse))
        assert code == (math.floor(exact + Fraction(1, 2)) if exact >= 0 else math.ceil(exact - Fraction(1, 2)))


@settings(deadline=None)
@given(st.lists(SINGLES, min_size=32, max_size=32))
def test_largest_value_gets_code_0(values):
    """Is the first value of largest magnitude code 0, whatever its sign, and every value read back within a step?"""
    x = np.array(values, np.float32)
    m = max(values, key=abs)
    if not 2.0**-10 < abs(m) < 1e4:
        return
    block = q4_0_blocks(x)[0]
    (step,) = struct.unpack("<e", block[:2].tobytes())
    codes = [*(block[2:] & 15).tolist(), *(block[2:] >> 4).tolist()]
    assert codes[values.index(m)] == 0 and np.sign(step) == -np.sign(m)
    back = read_q4_0(block[np.newaxis])
    assert np.all(np.abs(back - x) <= 1.01 * abs(step))


def test_read_back_equals_gguf():
    """Are blocks of any finite step and of any bytes read as gguf reads them, every value?"""
    rng = np.random.default_rng(1)
    blocks = rng.integers(0, 256, (4096, 18)).astype(np.uint8)
    blocks[:, :2] = rng.normal(size=(4096, 1)).astype(np.float16).view(np.uint8)
    read = read_q4_0(blocks)
    np.testing.assert_array_equal(read, quants.dequantize(blocks, GGMLQuantizationType.Q4_0).ravel())
    assert read.dtype == np.float32


def test_examples():
    """Are the bytes of the lesson's block those that were worked out, and those of a block of zeros?"""
    assert q8_0_blocks(RAMP)[0, :12].tolist() == [8, 32, 129, 136, 144, 151, 158, 166, 173, 181, 188, 195]
    assert q4_0_blocks(RAMP)[0].tolist() == [
        *(0, 48, 112, 128, 129, 145, 146, 162, 163, 179, 180, 196, 197, 213, 214, 214, 231, 231)
    ]
    assert not q8_0_blocks(np.zeros(32)).any()
    for zero in (0.0, -0.0):
        assert q4_0_blocks(np.full(32, zero))[0].tolist() == [0, 128, *[0x88] * 16]
    assert q8_0_blocks([]).shape == (0, 34) and q4_0_blocks([]).shape == (0, 18)


def test_known_decibels():
    """Does a bell come to the decibels that all sixteen codes promise, one more than fifteen of them give?"""
    bell = np.random.default_rng(2).normal(size=MANY)
    error = np.mean((bell - read_q4_0(q4_0_blocks(bell))) ** 2)
    assert -10 * np.log10(error) == pytest.approx(21.30, abs=0.05)
