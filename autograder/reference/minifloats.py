"""Floating-point numbers of 4 to 8 bits: read, rounded to, and with scales that blocks of values share.

Sources: Micikevicius et al. 2022, arXiv:2209.05433 (E4M3 and E5M2); Open Compute Project, Microscaling Formats (MX)
Specification v1.0, 2023, and Rouhani et al. 2023, arXiv:2310.10537 (shared exponents of blocks, E2M1); NVIDIA 2025,
arXiv:2509.25149 (NVFP4, two levels of scales); Dettmers et al. 2023, arXiv:2305.14314 (NF4).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import COUNT, Codes, Reals, codes, domain, integer, number, real, rule

Bytes: TypeAlias = NDArray[np.uint8]
Singles: TypeAlias = NDArray[np.float32]
Floats: TypeAlias = NDArray[np.floating[Any]]

E4M3, E2M1 = (4, 3, 448.0), (2, 1, 6.0)  # exponent bits, bits behind the point, the largest value
E4M3_SMALLEST_NORMAL = 2.0**-6
NVFP4_BLOCK = 16
E8M0_LEAST, E8M0_MOST = -127, 127  # the exponents that a byte of a block scale tells apart
LEAST_TOP, MOST_TOP = 2.0**-100, 2.0**120  # between them no scale, and no product of scales, leaves float32
EXPONENT_BITS, SIGNIFICAND_BITS = integer(2, 5), integer(1)

a_byte = rule("e + m không được quá 7, vì còn một bit dấu", lambda e, m: e + m <= 7)
in_format = rule(
    "largest phải là một số dấu phẩy động của định dạng có e bit số mũ và m bit định trị, không nhỏ hơn 2**(1 - bias)",
    lambda largest, e, m: _is_of_format(largest, e, m),
)
whole_blocks = rule("Số phần tử của x phải chia hết cho block", lambda x, block: len(x) % block == 0)


@domain(code=codes(least=0), e=EXPONENT_BITS, m=SIGNIFICAND_BITS)
@a_byte
@rule("code phải nhỏ hơn 2**(1 + e + m)", lambda code, e, m: code < 2 ** (1 + e + m))
def decode_minifloat(code: Codes, e: int, m: int) -> Reals:
    """The numbers that codes of 1 sign bit, e exponent bits and m significand bits stand for.

    code: integers of any shape, from 0 to 2**(1 + e + m) - 1. e: 2 to 5, m: at least 1, e + m at most 7.
    Returns float64 of code's shape, exact: with bias = 2**(e - 1) - 1, exponent field E and significand field M,
    +-M * 2**(1 - bias - m) where E is 0 (subnormal), else +-(1 + M / 2**m) * 2**(E - bias). The sign bit alone is -0.
    No code is read as an infinity or as no number, as one or two of E4M3 and E5M2 are: the caller leaves them out.
    Raises ValueError when the arguments are not so.
    Source: Micikevicius et al. 2022, table 1; MX v1.0, section 5.3.
    """
    field, M = code >> m & 2**e - 1, code & 2**m - 1
    leading = (field > 0) * 2**m
    size = np.ldexp(np.float64(leading + M), np.maximum(field, 1) - _bias(e) - m)
    return np.asarray(np.where(code >> e + m, -size, size))


@domain(x=real(), e=EXPONENT_BITS, m=SIGNIFICAND_BITS, largest=number())
@a_byte
@in_format
def round_to_minifloat(x: Reals, e: int, m: int, largest: float) -> Reals:
    """The nearest numbers of a format, a tie going to the even significand, and nothing beyond +-largest.

    x: real values of any shape. e, m: as decode_minifloat takes them. largest: the largest value of the format, which may be
    less than what e and m allow (448 for E4M3, whose code for 480 means no number).
    Returns float64 of x's shape. Larger values saturate, as torch's float8_e4m3fn and MX's FP4 and FP6 do; ml_dtypes makes no
    number of them in E4M3 and an infinity in E5M2. Raises ValueError when the arguments are not so.
    Source: Micikevicius et al. 2022, section 3; MX v1.0, section 5.3.
    """
    return _rounded(x, e, m, largest)


@domain(x=real(axes=1), block=COUNT, e=EXPONENT_BITS, m=SIGNIFICAND_BITS, largest=number())
@a_byte
@in_format
@whole_blocks
@rule(
    "Số mũ của mỗi khối phải từ -127 đến 127",
    lambda x, block, largest: _fits_a_byte(_tops(x, block), largest),
)
def quantize_mx(x: Reals, block: int, e: int, m: int, largest: float) -> tuple[Reals, Codes]:
    """Values of a small format that share one power of two a block.

    x: real values (n,), n a multiple of block. e, m, largest: of the format of the elements, as round_to_minifloat takes them.
    Returns (x_hat, E): x_hat float64 (n,), read back; E int64 (n // block,), the exponent of the scale 2**E of each block,
    floor(log2(max |x|)) - floor(log2(largest)), and -127 for a block of zeros.
    Raises ValueError when the arguments are not so, or an exponent would leave -127 to 127.
    Source: MX v1.0, section 6.3, with 2**E the largest power of two not above max |x| over that of the element format.
    """
    blocks, tops = x.reshape(-1, block), _tops(x, block)
    E = np.where(tops > 0, _exponent(tops) - _exponent(np.asarray(largest, dtype=np.float64)), E8M0_LEAST)
    scale = np.ldexp(1.0, E)[:, None]
    return (_rounded(blocks / scale, e, m, largest) * scale).ravel(), E.astype(np.int64)


@domain(x=real(np.float32, axes=1))
@rule(f"Số phần tử của x phải chia hết cho {NVFP4_BLOCK}", lambda x: len(x) % NVFP4_BLOCK == 0)
@rule(
    "Số lớn nhất của |x| phải từ 2**-100 đến 2**120",
    lambda x: LEAST_TOP <= np.max(np.abs(x), initial=0) <= MOST_TOP,
)
def quantize_nvfp4(x: Singles) -> tuple[Singles, Singles, np.float32]:
    """E2M1 values with an E4M3 scale for each block of 16, and one float32 scale for the whole tensor.

    x: real values (n,), read as float32, n a multiple of 16, the largest |x| from 2**-100 to 2**120.
    Returns (x_hat, s, t), all float32: x_hat (n,), read back, s * t * E2M1; s (n // 16,), values of E4M3 from 2**-6 to 448;
    t = max |x| / (6 * 448). Every operation is rounded to float32.
    Raises ValueError when x is not so.
    Source: NVIDIA 2025, appendix C, with s kept from 2**-6 on, as torchao does.
    """
    blocks, tops = x.reshape(-1, NVFP4_BLOCK), _tops(x, NVFP4_BLOCK)
    t = np.float32(np.max(tops) / np.float32(E2M1[2] * E4M3[2]))
    wanted = np.clip(tops / np.float32(E2M1[2]) / t, np.float32(E4M3_SMALLEST_NORMAL), np.float32(E4M3[2]))
    s = _rounded(wanted, *E4M3).astype(np.float32)
    scale = (s * t)[:, None]
    x_hat = _rounded(blocks / scale, *E2M1).astype(np.float32) * scale
    return x_hat.ravel(), s, t


@domain(x=real(axes=1), block=COUNT, table=real(axes=1, least_size=1))
@whole_blocks
@rule("table có nhiều nhất 256 số", lambda table: len(table) <= 256)
@rule("Các số của table phải tăng dần, từ -1 đến 1", lambda table: _ascends_within_one(table))
def quantize_nf4(x: Reals, block: int, table: Reals) -> tuple[Bytes, Reals]:
    """For each value the place in a table of what is nearest to it over the largest |x| of its block.

    x: real values (n,), n a multiple of block. table: 1 to 256 ascending numbers from -1 to 1, the 16 of NF4 for QLoRA.
    Returns (codes, absmax): codes uint8 (n,), a tie going to the lower place; absmax float64 (n // block,), in the units of x.
    A block of zeros is divided by 1. Raises ValueError when the arguments are not so.
    Source: Dettmers et al. 2023, equation 1 and appendix E.
    """
    absmax = _tops(x, block).astype(np.float64)
    shares = x.reshape(-1, block) / np.where(absmax > 0, absmax, 1)[:, None]
    places = np.searchsorted((table[1:] + table[:-1]) / 2, shares.ravel(), side="left")
    return places.astype(np.uint8), absmax


def _bias(e: int) -> int:
    return 2 ** (e - 1) - 1


def _exponent(x: Floats) -> Codes:
    """floor(log2(x)), exactly, for x > 0."""
    return np.asarray(np.frexp(x)[1] - 1, dtype=np.int64)


def _rounded(x: Floats, e: int, m: int, largest: float) -> Reals:
    step = np.ldexp(1.0, np.maximum(_exponent(x), 1 - _bias(e)) - m)
    return np.asarray(np.clip(np.rint(x / step) * step, -largest, largest))


def _is_of_format(largest: float, e: int, m: int) -> bool:
    beyond = 2.0 ** (2**e - _bias(e))  # the power of two that e bits no longer reach
    return bool(
        2.0 ** (1 - _bias(e)) <= largest < beyond
        and _rounded(np.asarray(largest, dtype=np.float64), e, m, beyond) == largest
    )


def _tops(x: Floats, block: int) -> Floats:
    """The largest |x| of each block of values that stand side by side."""
    return np.max(np.abs(x.reshape(-1, block)), axis=1)


def _fits_a_byte(tops: Floats, largest: float) -> bool:
    E = _exponent(tops[tops > 0]) - _exponent(np.asarray(largest, dtype=np.float64))
    return bool(np.all((E8M0_LEAST <= E) & (E <= E8M0_MOST)))


def _ascends_within_one(table: Reals) -> bool:
    return bool(np.all(table[1:] > table[:-1]) and -1 <= table[0] and table[-1] <= 1)
