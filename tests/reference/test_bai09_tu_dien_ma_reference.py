"""Does the reference of lesson 9 equal exact arithmetic, SciPy, and published tables, and what gguf makes of trits?"""

import itertools
import warnings
from statistics import NormalDist

import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.vq import kmeans2, vq

from autograder.reference import (
    binarize,
    huffman_lengths,
    kmeans_1d,
    kmeans_step,
    nearest_codeword,
    pack_ternary,
    ternarize,
)

MANY = 100_000
BELL = np.array([NormalDist().inv_cdf((place + 0.5) / 20_000) for place in range(20_000)])  # as evenly as it gets
COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any)
EVERY_RUN = np.array(list(itertools.product((-1, 0, 1), repeat=5)), np.int8)


def sqnr_db(x, x_hat):
    return 10 * np.log10(np.sum(x**2) / np.sum((x_hat - x) ** 2))


def test_nearest_in_whole_numbers():
    """Are 200,000 codes those of distances in whole numbers, with every kind of tie among them?"""
    rng = np.random.default_rng(0)
    for words in (1, 2, 7, 256):
        codebook = np.sort(rng.integers(-400, 400, words))
        x = rng.integers(-500, 500, (MANY // max(10, words), 10))
        nearest = np.argmin(np.abs(x[..., None] - codebook), axis=-1)
        codes = nearest_codeword(x / 8, codebook / 8)
        assert (codes.dtype, codes.shape) == (np.uint8, x.shape)
        values = codebook[codes]
        np.testing.assert_array_equal(values, codebook[nearest])
        ascending = np.unique(codebook).size == words
        assert not ascending or (codes == nearest).all()


def test_nearest_equals_scipy():
    """Are 100,000 codes off ties those of SciPy's vq?"""
    rng = np.random.default_rng(1)
    x, codebook = rng.normal(size=MANY), np.sort(rng.normal(size=16))
    np.testing.assert_array_equal(nearest_codeword(x, codebook), vq(x, codebook)[0])


@pytest.mark.parametrize("iterations", [1, 2, 25])
def test_kmeans_equals_scipy(iterations):
    """Are the words those of SciPy's kmeans2 from the same start, empty ones too, on 100,000 values of long tails?"""
    x = np.random.default_rng(2).standard_t(3, MANY)
    start = kmeans_1d(x, 16, 0)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="One of the clusters is empty", category=UserWarning)
        theirs, _ = kmeans2(x, start, iter=iterations, minit="matrix")
    np.testing.assert_allclose(kmeans_1d(x, 16, iterations), theirs, rtol=1e-12)


def test_examples_of_the_lesson():
    """Do the words move, and stay where nobody is near, as worked out by hand?"""
    x = [0, 0.1, 0.2, 0.9, 1.1, 4]
    for iterations, words in enumerate(([0, 2, 4], [0.3, 1.1, 4], [0.1, 1, 4])):
        np.testing.assert_allclose(kmeans_1d(x, 3, iterations), words)
    np.testing.assert_allclose(kmeans_1d([0, 0, 0, 10, 10], 4, 5), [0, 10 / 3, 20 / 3, 10])


@given(st.lists(st.integers(-(2**12), 2**12), min_size=1, max_size=40), st.integers(2, 6))
def test_no_step_makes_it_worse(values, k):
    """Does no step enlarge the squared error, and do the words stay in order?"""
    x = np.array(values, float)
    words, errors = kmeans_1d(x, k, 0), []
    for _ in range(6):
        errors.append(np.sum((x - words[nearest_codeword(x, words)]) ** 2))
        words = kmeans_step(x, words)
    assert (np.diff(words) >= 0).all()
    assert all(later <= before * (1 + 1e-12) + 1e-9 for before, later in itertools.pairwise(errors))


@pytest.mark.parametrize(
    ("k", "db", "words"),
    [
        (2, 4.40, [0.7980]),
        (4, 9.30, [0.4528, 1.510]),
        (8, 14.62, [0.2451, 0.7560, 1.344, 2.152]),
        (16, 20.22, [0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733]),
    ],
)
def test_table_of_max(k, db, words):
    """Does a bell-shaped set of values lead to the levels and the decibels that Max published in 1960?"""
    found = kmeans_1d(BELL, k, 1_000)
    np.testing.assert_allclose(found[k // 2 :], words, rtol=0.01)
    np.testing.assert_allclose(found, -found[::-1], atol=1e-9)
    assert sqnr_db(BELL, found[nearest_codeword(BELL, found)]) == pytest.approx(db, abs=0.03)


def entropy(counts):
    share = counts[counts > 0] / counts.sum()
    return -np.sum(share * np.log2(share))


@given(COUNTS)
def test_huffman_is_a_full_prefix_code_near_the_entropy(counts):
    """Is no code of a tree left unused, and is the mean length between the entropy and one bit more?"""
    counts = np.array(counts)
    lengths = huffman_lengths(counts)
    present = counts > 0
    assert ((lengths > 0) == present).all()
    if present.sum() == 1:
        assert lengths.max() == 1
        return
    assert np.sum(2.0 ** -lengths[present]) == 1
    mean = np.sum(counts * lengths) / counts.sum()
    assert entropy(counts) - 1e-9 <= mean < entropy(counts) + 1


@given(st.lists(st.integers(1, 60), min_size=2, max_size=6))
def test_huffman_is_shortest(counts):
    """Is no prefix code of up to six symbols shorter, of all lengths that Kraft allows?"""
    deepest = len(counts) - 1
    lengths = np.array(list(itertools.product(range(1, deepest + 1), repeat=len(counts))))
    allowed = lengths[np.sum(2.0**-lengths, axis=1) <= 1]
    assert np.sum(huffman_lengths(np.array(counts)) * counts) == (allowed @ np.array(counts)).min()


def test_huffman_of_many_symbols():
    """Is a tree of 4,096 symbols full and near the entropy, and is a chain where each count doubles the one before?"""
    counts = np.random.default_rng(3).integers(1, 10**6, 2**12)
    lengths = huffman_lengths(counts)
    assert np.sum(2.0**-lengths) == 1
    assert entropy(counts) <= np.sum(counts * lengths) / counts.sum() < entropy(counts) + 0.1
    assert huffman_lengths(2 ** np.arange(30)).tolist() == [29, *range(29, 0, -1)]


def test_examples_of_huffman():
    """Are the lengths of the lesson's examples, and of Cormen's textbook, found?"""
    for counts, lengths in (
        ([45, 13, 12, 16, 9, 5], [1, 3, 3, 3, 4, 4]),
        ([7, 0, 2, 1], [1, 0, 2, 2]),
        ([0, 5], [0, 1]),
    ):
        assert huffman_lengths(counts).tolist() == lengths


def test_binary_scale_is_the_least_squares_fit():
    """Is the scale of every column the least-squares fit of its signs to it, and is a 0 of either sign positive?"""
    W = np.random.default_rng(4).normal(size=(500, 200))
    B, alpha = binarize(W)
    assert B.dtype == np.int8 and set(np.unique(B)) == {-1, 1}
    for column in range(0, 200, 10):
        [[best], *_] = np.linalg.lstsq(B[:, [column]].astype(float), W[:, column])
        assert alpha[column] == pytest.approx(best, rel=1e-12)
    assert binarize([[0.0, -0.0]])[0].tolist() == [[1, 1]]


def test_binary_loses_what_theory_says():
    """Does a bell lose -10 log10(1 - 2 / pi) = 4.396 dB to one bit, as two words of k-means do?"""
    B, alpha = binarize(BELL[:, None])
    assert sqnr_db(BELL, alpha * B[:, 0]) == pytest.approx(-10 * np.log10(1 - 2 / np.pi), abs=2e-3)
    np.testing.assert_allclose(kmeans_1d(BELL, 2, 50)[1], alpha[0], rtol=1e-3)


def test_ternary_on_a_bell():
    """Are there as many zeros, and is there as much error, as the integral of a bell says?"""
    T, gamma = ternarize(BELL)
    assert T.dtype == np.int8 and type(gamma) is float
    assert gamma == pytest.approx(np.sqrt(2 / np.pi), abs=1e-3)
    assert np.mean(T == 0) == pytest.approx(2 * NormalDist().cdf(gamma / 2) - 1, abs=1e-3)
    assert sqnr_db(BELL, gamma * T) == pytest.approx(5.79, abs=0.02)


@given(st.lists(st.integers(-64, 64), min_size=1, max_size=30).filter(any))
def test_ternary_in_whole_numbers(values):
    """Are the codes those of |W| compared with half the mean, in whole numbers, a tie becoming 0?"""
    W = np.array(values)
    is_far = 2 * len(W) * np.abs(W) > np.abs(W).sum()
    T, _ = ternarize(W / 4)
    off_tie = 2 * len(W) * np.abs(W) != np.abs(W).sum()  # at a tie W / gamma is a half, rounded either way in float64
    np.testing.assert_array_equal(T[off_tie], (np.sign(W) * is_far)[off_tie])
    assert ternarize([1.0, 3.0, 2.0, 2.0])[0].tolist() == [0, 1, 1, 1]


def test_every_run_of_trits():
    """Are the 243 runs of five trits the bytes 0 to 242, in the order of their digits read from the last?"""
    packed = pack_ternary(EVERY_RUN.ravel())
    assert packed.dtype == np.uint8 and sorted(packed) == list(range(243))
    texts = ["".join(str(trit + 1) for trit in run[::-1]) for run in EVERY_RUN]
    assert packed.tolist() == [int(text, 3) for text in texts]


def test_trits_equal_gguf():
    """Are the bytes of 245,760 trits ours, once TQ1_0's order is undone and the fraction of 243 is taken?"""
    T = np.random.default_rng(5).integers(-1, 2, (1024, 256)).astype(np.int8)
    T[:, 0] = 1  # so that the scale of every block is 1
    theirs = quants.quantize(T.astype(np.float32), GGMLQuantizationType.TQ1_0).reshape(1024, 54)
    for first, last, at, width in ((0, 160, 0, 32), (160, 240, 32, 16)):
        runs = T[:, first:last].reshape(1024, 5, width).swapaxes(1, 2)[..., ::-1]
        ours = pack_ternary(runs.ravel()).reshape(1024, width)
        np.testing.assert_array_equal((ours.astype(int) * 256 + 242) // 243, theirs[:, at : at + width])
