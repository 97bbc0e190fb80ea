"""Does the reference of lesson 10 equal ml_dtypes bit for bit, gguf's MXFP4, SciPy's quantiles, and exact arithmetic?"""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from autograder.reference import (
    decode_minifloat,
    quantize_mx,
    quantize_nf4,
    quantize_nvfp4,
    round_to_minifloat,
)

MANY = 200_000
FORMATS = {  # of ml_dtypes: exponent bits, bits behind the point, the largest value
    "float8_e4m3fn": (4, 3, 448.0),
    "float8_e5m2": (5, 2, 57344.0),
    "float6_e3m2fn": (3, 2, 28.0),
    "float6_e2m3fn": (2, 3, 7.5),
    "float4_e2m1fn": (2, 1, 6.0),
}
every_format = pytest.mark.parametrize("name", FORMATS)
E4M3, E2M1 = FORMATS["float8_e4m3fn"], FORMATS["float4_e2m1fn"]
EXAMPLE = [0.1, -0.7, 3, 7.9, 0, 0, 0, 0, 0.001, 0.002, -0.004, 0.005]
NF4 = np.array(
    [
        *(-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635),
        *(-0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725),
        *(0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0),
    ]
)


def numbers_of(name):
    """All numbers of a format, ascending, 0 once."""
    e, m, largest = FORMATS[name]
    values = decode_minifloat(np.arange(2 ** (1 + e + m)), e, m)
    return np.unique(values[np.abs(values) <= largest])


@every_format
def test_every_code(name):
    """Is every code what ml_dtypes reads, the sign of 0 included, but for those that are infinite or no number there?"""
    e, m, largest = FORMATS[name]
    codes = np.arange(2 ** (1 + e + m)).astype(np.uint8)
    theirs, ours = codes.view(getattr(ml_dtypes, name)).astype(np.float64), decode_minifloat(codes, e, m)
    known = np.isfinite(theirs)
    np.testing.assert_array_equal(ours[known], theirs[known])
    np.testing.assert_array_equal(np.signbit(ours), np.signbit(theirs) | (codes >= 2 ** (e + m)))
    assert (np.abs(ours[~known]) > largest).all() and ours[known].max() == largest
    assert ours.dtype == np.float64 and decode_minifloat(codes.reshape(2, -1), e, m).shape == (2, codes.size // 2)


def test_every_half():
    """Are codes of five exponent bits and two more, with eight zero bits behind, NumPy's own float16?"""
    codes = np.arange(256)
    halves = (codes.astype(np.uint16) << 8).view(np.float16).astype(np.float64)
    known = np.isfinite(halves)
    np.testing.assert_array_equal(decode_minifloat(codes[known], 5, 2), halves[known])


@every_format
def test_rounding_equals_ml_dtypes(name):
    """Are 200,000 values up to the largest what ml_dtypes makes of them, with every number and every tie among them?"""
    e, m, largest = FORMATS[name]
    rng, numbers = np.random.default_rng(0), numbers_of(name)
    smallest = 2.0 ** (2 - 2 ** (e - 1) - m)
    x = np.concatenate(
        [
            largest * rng.uniform(-1, 1, MANY // 2) ** 3,
            rng.choice([-1, 1], MANY // 2) * 2.0 ** rng.uniform(np.log2(smallest) - 2, np.log2(largest), MANY // 2),
            numbers,
            (numbers[1:] + numbers[:-1]) / 2,
        ]
    ).astype(np.float32)  # through which ml_dtypes goes: from float64 it would round twice
    theirs = x.astype(getattr(ml_dtypes, name)).astype(np.float64)
    np.testing.assert_array_equal(round_to_minifloat(x, e, m, largest), theirs)


@settings(deadline=None)
@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=4), st.sampled_from(list(FORMATS)))
def test_nothing_is_nearer(values, name):
    """Is no number of the format nearer in exact arithmetic, and at a tie, has the chosen one an even code?"""
    e, m, largest = FORMATS[name]
    positive = [value for value in numbers_of(name).tolist() if value >= 0]  # the place of each is its code
    for value, rounded in zip(values, round_to_minifloat(values, e, m, largest).tolist(), strict=True):
        far = [abs(Fraction(number) - abs(Fraction(value))) for number in positive]
        nearest = [code for code, one in enumerate(far) if one == min(far)]
        even = nearest if len(nearest) == 1 else [code for code in nearest if code % 2 == 0]
        assert [abs(rounded)] == [positive[code] for code in even]
        assert rounded == 0 or (rounded > 0) == (value > 0)


def test_values_beyond_the_largest_saturate():
    """Do values beyond the largest become it, of either sign, at any distance?"""
    for e, m, largest in FORMATS.values():
        x = largest * np.array([1, 1.01, 1.1, 3, 1e300 / largest])
        np.testing.assert_array_equal(round_to_minifloat(x, e, m, largest), largest)
        np.testing.assert_array_equal(round_to_minifloat(-x, e, m, largest), -largest)


def test_examples_of_rounding():
    """Are the lesson's values rounded as worked out by hand?"""
    x = [0.001, 0.0015, 1.06, 1.0625, 1.1875, 17, 300, 464, 500, -1e9]
    rounded = [0.001953125, 0.001953125, 1, 1, 1.25, 16, 288, 448, 448, -448]
    assert round_to_minifloat(x, *E4M3).tolist() == rounded
    assert round_to_minifloat([0.25, 0.75, 1.25, 2.5, 3.5, 5, 7, -5], *E2M1).tolist() == [0, 1, 1, 2, 4, 4, 6, -4]


def test_blocks_equal_gguf():
    """Are 65,536 values in blocks of 32 those of llama.cpp's MXFP4, which differs only at ties?"""
    x = np.random.default_rng(1).normal(size=(2048, 32)) * 2.0 ** np.random.default_rng(2).uniform(-20, 20, (2048, 1))
    x = x.astype(np.float32)
    stored = quants.quantize(x, GGMLQuantizationType.MXFP4)
    theirs = quants.dequantize(stored, GGMLQuantizationType.MXFP4)
    x_hat, E = quantize_mx(x.ravel(), 32, *E2M1)
    np.testing.assert_array_equal(x_hat, theirs.ravel())
    np.testing.assert_array_equal(
        E, stored.reshape(2048, 17)[:, 0].astype(int) - 127
    )  # the byte of the shared exponent


@every_format
def test_shared_exponent_in_exact_arithmetic(name):
    """Is 2**E the largest power of two with max |x| / 2**E not below the power of two of the largest value?"""
    e, m, largest = FORMATS[name]
    x = np.random.default_rng(3).normal(size=(500, 8)) * 2.0 ** np.random.default_rng(4).uniform(-60, 60, (500, 1))
    x[0] = np.array([1, 0, 0, 0, 0, 0, 0, 1]) * 2.0**9
    x[1] = x[0] * (1 - 2.0**-53)
    x_hat, E = quantize_mx(x.ravel(), 8, e, m, largest)
    power = max(k for k in range(-10, 20) if Fraction(2) ** k <= Fraction(largest))
    for block, exponent in zip(x, E.tolist(), strict=True):
        share = Fraction(np.abs(block).max()) / Fraction(2) ** exponent
        assert Fraction(2) ** power <= share < Fraction(2) ** (power + 1)
    scale = 2.0 ** E[:, None].astype(float)
    np.testing.assert_array_equal(x_hat, (scale * round_to_minifloat(x / scale, e, m, largest)).ravel())
    assert E.dtype == np.int64 and E[0] == E[1] + 1


def test_example_of_blocks():
    """Are the lesson's three blocks read back as worked out by hand, the one of zeros with the lowest exponent?"""
    x_hat, E = quantize_mx(EXAMPLE, 4, *E2M1)
    assert E.tolist() == [0, -127, -10]
    assert x_hat.tolist() == [0, -0.5, 3, 6, 0, 0, 0, 0, 1 / 1024, 2 / 1024, -4 / 1024, 6 / 1024]


def by_ml_dtypes(x):
    """NVFP4 with the roundings of ml_dtypes."""
    blocks = x.astype(np.float32).reshape(-1, 16)
    t = np.abs(x).max().astype(np.float32) / np.float32(2688)
    wanted = np.abs(blocks).max(axis=1) / np.float32(6) / t
    s = np.clip(wanted, np.float32(2.0**-6), np.float32(448)).astype(ml_dtypes.float8_e4m3fn).astype(np.float32)
    scale = (s * t)[:, None]
    elements = (blocks / scale).astype(ml_dtypes.float4_e2m1fn).astype(np.float32)
    return (elements * scale).ravel(), s, t


@pytest.mark.parametrize("tails", [3, 5, 50])
def test_two_levels_equal_ml_dtypes(tails):
    """Are 65,536 values of long and short tails, and their scales, those of ml_dtypes' roundings, to the last bit?"""
    x = 0.01 * np.random.default_rng(tails).standard_t(tails, 65_536).astype(np.float32)
    x[:16] = 0
    x[16:32] *= np.float32(1e-6)
    for ours, theirs in zip(quantize_nvfp4(x), by_ml_dtypes(x), strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_array_equal(ours, theirs)


def test_example_of_two_levels():
    """Are the lesson's scales found, and does the largest value come back as it was?"""
    rising = np.linspace(-3, 3, 16)
    x_hat, s, t = quantize_nvfp4(np.concatenate([rising, rising / 100, np.zeros(16)]))
    assert s.tolist() == [448, 4.5, 2.0**-6] and type(t) is np.float32
    assert x_hat[:4].tolist() == pytest.approx([-3, -3, -2, -2], rel=1e-6)
    assert x_hat[16] == pytest.approx(-4.5 * 6 * 3 / 2688, rel=1e-6) and not x_hat[32:].any()


def test_size_of_the_tensor_does_not_matter():
    """Is a tensor a power of two larger read back that much larger, from tiny to huge?"""
    x = np.random.default_rng(5).normal(size=160).astype(np.float32)
    x_hat, s, _ = quantize_nvfp4(x)
    for power in (-90, -10, 1, 100):
        scaled, same, _ = quantize_nvfp4(x * np.float32(2.0**power))
        np.testing.assert_array_equal(scaled, x_hat * np.float32(2.0**power))
        np.testing.assert_array_equal(same, s)


def test_table_is_made_of_quantiles():
    """Are the 16 numbers the quantiles of a bell that QLoRA's appendix names?"""
    edge = 0.9677083
    above, below = (norm.ppf(np.linspace(edge, 0.5, count)[:-1]) for count in (9, 8))
    np.testing.assert_allclose(NF4, np.sort([*above, 0, *-below]) / above.max(), atol=2e-7)


def test_places_in_the_table():
    """Are 100,000 places those of the least distance, whatever the block, and is nothing divided by 0?"""
    x = np.random.default_rng(6).standard_t(3, 100_000)
    for block in (1, 4, 50, 100_000):
        codes, absmax = quantize_nf4(x, block, NF4)
        blocks = x.reshape(-1, block)
        np.testing.assert_array_equal(absmax, np.abs(blocks).max(axis=1))
        shares = (blocks / absmax[:, None]).ravel()
        np.testing.assert_array_equal(codes, np.argmin(np.abs(shares[:, None] - NF4), axis=1))
        assert codes.dtype == np.uint8
    codes, absmax = quantize_nf4([0, -0.0, 0.5, -1], 2, NF4)
    assert codes.tolist() == [7, 7, 12, 0] and absmax.tolist() == [0, 1]


def test_example_of_the_table():
    """Are the lesson's places found, and does a tie go to the lower one?"""
    codes, absmax = quantize_nf4([0.5, -1, 0.1, 2, -0.3, 0, 0.02, -0.01], 4, NF4)
    assert codes.tolist() == [10, 2, 8, 15, 0, 7, 8, 7] and absmax.tolist() == [2, 0.3]
    assert quantize_nf4([0.25, 1], 2, [0, 0.5, 1])[0].tolist() == [0, 2]


def sqnr_db(x, x_hat):
    return 10 * np.log10(np.sum(x**2) / np.sum((x_hat - x) ** 2))


def test_known_decibels():
    """Does a bell come to the decibels that published comparisons of 4-bit formats show, NVFP4 before MXFP4?"""
    bell = np.random.default_rng(7).normal(size=65_536)
    codes, absmax = quantize_nf4(bell, 64, NF4)
    assert sqnr_db(bell, quantize_mx(bell, 32, *E2M1)[0]) == pytest.approx(18.75, abs=0.1)
    assert sqnr_db(bell, quantize_nvfp4(bell)[0]) == pytest.approx(20.43, abs=0.1)
    assert sqnr_db(bell, (NF4[codes].reshape(-1, 64) * absmax[:, None]).ravel()) == pytest.approx(20.73, abs=0.1)
