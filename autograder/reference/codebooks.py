"""Codebooks: levels that lie anywhere, codes of unequal length, and weights of one bit or one trit.

Sources: Max 1960, doi:10.1109/TIT.1960.1057548, and Lloyd 1982, doi:10.1109/TIT.1982.1056489 (the two conditions of a best
quantizer, and the iteration); Huffman 1952, doi:10.1109/JRPROC.1952.273898; Rastegari et al. 2016, arXiv:1603.05279 (binary
weights); Ma et al. 2024, arXiv:2402.17764 (absmean ternary weights).
"""

import heapq
from itertools import count
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import EXACT, Codes, Reals, codes, domain, integer, real, rule

Bytes: TypeAlias = NDArray[np.uint8]
Signs: TypeAlias = NDArray[np.int8]

MOST_WORDS = 256  # that a byte can tell apart
TRITS = 5  # in a byte, as 3**5 = 243
TINIEST = float(np.finfo(np.float64).tiny)  # a smaller mean has lost digits
sums_fit = rule("Tổng độ lớn của x phải vừa float64", lambda x: np.isfinite(np.sum(np.abs(x))))
weights_sum = rule("Tổng độ lớn của W phải vừa float64", lambda W: np.isfinite(np.sum(np.abs(W))))
few_words = rule(f"codebook có nhiều nhất {MOST_WORDS} từ mã", lambda codebook: len(codebook) <= MOST_WORDS)
ascending = rule("Các từ mã của codebook phải tăng dần", lambda codebook: codebook[1:] >= codebook[:-1])
borders_fit = rule(
    "Tổng hai từ mã liền nhau của codebook phải vừa float64",
    lambda codebook: np.isfinite(codebook[1:] + codebook[:-1]),
)


@domain(x=real(), codebook=real(axes=1, least_size=1))
@few_words
@ascending
@borders_fit
def nearest_codeword(x: Reals, codebook: Reals) -> Bytes:
    """The place in the codebook of the word nearest to each value; midway between two, the one before.

    x: real values of any shape. codebook: 1 to 256 real words (k,), none smaller than the one before it.
    Returns uint8 of x's shape. Raises ValueError when one of these does not hold, or the sum of two neighbours leaves float64.
    Source: Lloyd 1982, the nearest-neighbour condition: the border of two words lies midway between them.
    """
    return _nearest(x, codebook).astype(np.uint8)


@domain(x=real(axes=1, least_size=1), codebook=real(axes=1, least_size=1))
@few_words
@ascending
@borders_fit
@sums_fit
def kmeans_step(x: Reals, codebook: Reals) -> Reals:
    """Each word moved to the mean of the values nearest to it; a word that is nearest to none stays.

    x: real values (n,), at least one. codebook: as nearest_codeword takes it. Returns float64 (k,), in the units of x.
    Raises ValueError when one of these does not hold, or the sum of |x| leaves float64.
    Source: Lloyd 1982, the centroid condition.
    """
    nearest, k = _nearest(x, codebook), len(codebook)
    counts, moved = np.bincount(nearest, minlength=k), codebook.copy()
    np.divide(np.bincount(nearest, x, k), counts, out=moved, where=counts.astype(bool))
    return moved


@domain(x=real(axes=1, least_size=1), k=integer(2, MOST_WORDS), iterations=integer(0))
@sums_fit
def kmeans_1d(x: Reals, k: int, iterations: int) -> Reals:
    """A codebook of k words: evenly spaced from the least to the largest value, then moved `iterations` times.

    x: real values (n,), at least one. k: 2 to 256. iterations: at least 0, none is left out where nothing moves any more.
    Returns float64 (k,), none smaller than the one before it. Raises ValueError when one of these does not hold.
    Source: Lloyd 1982, method I, with a start of its own.
    """
    codebook = np.linspace(x.min(), x.max(), k)
    for _ in range(iterations):
        codebook = kmeans_step(x, codebook)
    return codebook


@domain(counts=codes(axes=1, least=0))
@rule("counts phải có số lần xuất hiện lớn hơn 0", lambda counts: bool(counts.any()))
@rule("Tổng của counts không được quá 2**53", lambda counts: sum(counts.tolist()) <= EXACT)
def huffman_lengths(counts: Codes) -> Codes:
    """How many bits the code of each symbol has, so that the whole text is shortest.

    counts: how often each symbol comes, integers (k,), at least 0 and not all 0.
    Returns int64 (k,): 0 for a symbol that never comes, 1 for one that comes alone. Where two sums are equal, the group of
    the symbol that stands first, or that was merged first, is taken: other ways give other lengths of the same total.
    Raises ValueError when counts are not so, or their sum exceeds 2**53.
    Source: Huffman 1952.
    """
    symbols, lengths, later = np.flatnonzero(counts).tolist(), np.zeros(len(counts), np.int64), count(len(counts))
    if len(symbols) == 1:
        lengths[symbols] = 1
    groups = [(int(counts[symbol]), symbol, [symbol]) for symbol in symbols]
    heapq.heapify(groups)
    while len(groups) > 1:
        (first, _, some), (second, _, others) = heapq.heappop(groups), heapq.heappop(groups)
        lengths[some + others] += 1
        heapq.heappush(groups, (first + second, next(later), some + others))
    return lengths


@domain(W=real(axes=2, least_size=1))
@weights_sum
def binarize(W: Reals) -> tuple[Signs, Reals]:
    """Signs, and for each column the scale that makes them nearest to W: the mean of |W|.

    W: real weights (in, out), not empty. Returns (B, alpha): B int8 (in, out) of -1 and 1, 1 for a weight of 0, whichever its
    sign; alpha float64 (out,), in the units of W. Raises ValueError when W is not so, or its sum leaves float64.
    Source: Rastegari et al. 2016, equation 6.
    """
    return np.where(W >= 0, 1, -1).astype(np.int8), np.mean(np.abs(W), axis=0)


@domain(W=real())
@weights_sum
@rule("Trung bình độ lớn của W phải lớn hơn 2**-1022", lambda W: np.sum(np.abs(W)) > W.size * TINIEST)
def ternarize(W: Reals) -> tuple[Signs, float]:
    """Codes clip(rint(W / gamma), -1, 1) with gamma the mean of |W|, one for the whole tensor.

    W: real weights of any shape, not all 0: the mean of |W| is above 2**-1022. Returns (T, gamma): T int8 of W's shape, gamma a Python float in the units of W.
    A half goes to the even code, so |W| = gamma / 2 becomes 0. Raises ValueError when W is not so, or its sum leaves float64.
    Source: Ma et al. 2024, equations 1 to 3, without their epsilon.
    """
    gamma = float(np.mean(np.abs(W)))
    return np.clip(np.rint(W / gamma), -1, 1).astype(np.int8), gamma


@domain(T=codes(axes=1, least=-1, most=1))
@rule("Số trit của T phải chia hết cho 5", lambda T: not len(T) % TRITS)
def pack_ternary(T: Codes) -> Bytes:
    """Five trits a byte: the sum of (trit + 1) * 3**i, the first trit with i = 0.

    T: integers -1, 0 or 1, (n,), n a multiple of 5. Returns uint8 (n // 5,), from 0 to 242.
    Raises ValueError when T is not so. (ggml's TQ1_0 holds five trits in a byte, too, but as a fraction of 243, times 256,
    and the first trit highest: the same 1.6 bits, other bytes.)
    """
    return ((T.reshape(len(T) // TRITS, TRITS) + 1) @ 3 ** np.arange(TRITS)).astype(np.uint8)


def _nearest(x: Reals, codebook: Reals) -> NDArray[np.intp]:
    return np.searchsorted((codebook[1:] + codebook[:-1]) / 2, x, side="left")
