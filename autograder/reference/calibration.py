"""Calibration: which range of real values the codes of an activation should cover, and a whole network quantized so.

Sources: Krishnamoorthi 2018, arXiv:1806.08342 (min, max and moving averages); Nagel et al. 2021, arXiv:2106.08295,
section 3.1 (ranges by squared error); Migacz 2017, GTC talk S7310 (entropy calibration); Wu et al. 2020,
arXiv:2004.09602 (percentiles); the ONNX operators QuantizeLinear and DequantizeLinear.
"""

from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    BITS,
    Reals,
    domain,
    integer,
    listed,
    number,
    one_of,
    pair,
    passed_on,
    real,
    rule,
)

Range: TypeAlias = tuple[float, float]
Layers: TypeAlias = list[tuple[Reals, Reals]]

PERCENT = 99.0  # what ptq_mlp's method "percentile" keeps below the upper end
RATIOS = np.linspace(1.0, 0.02, 50)  # of the full range, which its method "mse" tries
BINS = 2048  # of the histogram of its method "kl"

NARROWEST = 255 * float(np.finfo(np.float32).tiny)  # a range below it has steps of 8 bits that lose digits in float32
WIDEST = float(np.finfo(np.float32).max) / 2  # the ends of the ruler of a range up to here are float32, too
VALUES, IMAGES = real(least_size=1), real(axes=2, least_size=1)
not_all_zero = rule("X phải có giá trị khác 0, vì miền [0, 0] không có độ rộng", lambda X: X.any())


def are_layers(params: Layers) -> bool:
    """Has each W of [(W, b)] one b for each column, no column of zeros, and as many rows as the W before it has columns?"""
    weights = [W for W, _ in params]
    fit = all(b.shape == W.shape[1:] for W, b in params)
    return fit and all(W.any(axis=0).all() for W in weights) and all(V.shape[1] == len(W) for V, W in pairwise(weights))


def enter(X: Reals, params: Layers) -> bool:
    """Has X as many columns as the first layer has inputs?"""
    return X.shape[1] == len(params[0][0])


@domain(x=VALUES, alpha=number(most=0), beta=number(least=0), bits=BITS)
@rule("Miền [alpha, beta] quá hẹp hoặc quá rộng cho float32", lambda alpha, beta: NARROWEST <= beta - alpha <= WIDEST)
def quantize_dequantize(x: Reals, alpha: float, beta: float, bits: int) -> NDArray[np.float32]:
    """The real values that stand for x when [alpha, beta] is spread over the codes 0 .. 2**bits - 1.

    x: real values of any shape. alpha <= 0 <= beta, alpha < beta, in the units of x. bits: 2 to 8.
    s = float32((beta - alpha) / (2**bits - 1)), z = rint(-alpha / s), code = clip(rint(x / s) + z) with x and s in
    float32, a half going to the even integer, and the result is s * (code - z).
    Returns float32 of the shape of x. Raises ValueError when a value is not finite, the range does not hold 0, has no
    width or one whose steps leave float32, or bits is out of range.
    Source: QuantizeLinear followed by DequantizeLinear.
    """
    last = 2**bits - 1
    s = np.float32((beta - alpha) / last)
    z = np.float32(np.rint(-alpha / s.astype(np.float64)))
    with np.errstate(over="ignore"):  # beyond float32 is infinity, which saturates like any large value
        position = np.rint(x.astype(np.float32) / s) + z
    return s * (np.clip(position, 0, last) - z)


@domain(X=VALUES)
def minmax_range(X: Reals) -> Range:
    """(alpha, beta), two floats: the smallest and the largest value of X, moved to 0 where 0 is left out.

    X: real values of any shape, not empty. Raises ValueError when X is empty or a value is not finite.
    Source: torch's MinMaxObserver; Krishnamoorthi 2018.
    """
    return widened(*ends(X))


@domain(batches=listed(VALUES), momentum=number(above=0, most=1))
def moving_average_range(batches: list[Reals], momentum: float) -> Range:
    """(alpha, beta), two floats: exponential moving averages of the ends of each batch, moved to 0 at last.

    batches: real arrays of any shapes, one at least. momentum: the weight of a new batch, above 0, at most 1.
    The first batch gives the ends; each later one moves them: average += momentum * (end of the batch - average).
    Raises ValueError when there is no batch, a batch is empty or not finite, or momentum is out of range.
    Source: torch's MovingAverageMinMaxObserver, whose averaging_constant is momentum; Jacob et al. 2018,
    arXiv:1712.05877, section 3.1.
    """
    first, *others = [np.array(ends(batch)) for batch in batches]
    average = first
    for both in others:
        average = average + momentum * (both - average)
    return widened(*average)


@domain(X=VALUES, percent=number(above=50, most=100))
def percentile_range(X: Reals, percent: float) -> Range:
    """(alpha, beta), two floats: the percentiles 100 - percent and percent of X, moved to 0 where 0 is left out.

    X: real values of any shape, not empty. percent: above 50, at most 100; 100 gives the smallest and largest value.
    Percentiles between two values are interpolated linearly, over all values of X together.
    Raises ValueError when X is empty or a value is not finite, or percent is out of range.
    Source: Wu et al. 2020; Hyndman and Fan 1996, definition 7 (numpy's "linear").
    """
    return widened(*np.percentile(X, (100 - percent, percent)))


@domain(X=real(), bits=passed_on, ratios=real(axes=1, least_size=1, above=0, most=1))
@not_all_zero
def mse_range(X: Reals, bits: int, ratios: Reals) -> Range:
    """(alpha, beta), two floats: of minmax_range(X) times each ratio, the range with the least mean squared error.

    X: real values, not all 0. bits: 2 to 8. ratios: 1-D, above 0 and at most 1. The first of equal errors counts.
    The error is mean((quantize_dequantize(X, ...) - X)**2), over all of X, clipped values included.
    Raises ValueError when X is empty, all 0 or not finite, bits or a ratio is out of range, or there is no ratio.
    Source: Nagel et al. 2021, section 3.1, on a grid of shrunken ranges.
    """
    candidates = ratios[:, np.newaxis] * minmax_range(X)
    errors = [np.mean(np.square(quantize_dequantize(X, *both, bits) - X)) for both in candidates]
    alpha, beta = candidates[np.argmin(errors)]
    return float(alpha), float(beta)


@domain(X=real(), levels=integer(2), bins=integer(1))
@not_all_zero
@rule("bins phải là bội của levels", lambda bins, levels: not bins % levels)
def kl_range(X: Reals, levels: int, bins: int) -> tuple[float, float, Reals]:
    """(alpha, beta, divergences): minmax_range(X) cut to [-T, T], T the threshold of entropy calibration.

    X: real values, not all 0. levels: how many codes |X| has, 2 or more. bins: of the histogram, a multiple of levels.

    1. H: counts of |X| in `bins` equal bins from 0 to the largest |X|.
    2. For kept = levels, 2 * levels, ..., bins; a kept whose last group of kept / levels bins is empty is passed over:
       a. P is H[:kept], and all counts beyond are added to its last bin;
       b. H[:kept], without those, is merged into `levels` equal groups, and Q spreads each group's count evenly over
          those of its bins where P > 0 (other bins get 0);
       c. P and Q are divided by their sums, and the divergence is the sum of P * log(P / Q) where P > 0.
    3. T is the right edge of the last kept bin, for the kept with the least divergence, the largest of equal ones.

    Returns two floats and the divergences in the order of kept, float64 of shape (bins // levels,), infinite where
    kept is passed over.

    Raises ValueError when X is empty, all 0 or not finite, levels < 2, or bins is no multiple of levels.
    Source: Migacz 2017, slides "Entropy Calibration - pseudocode" and "Candidate distribution Q", with thresholds of
    whole groups only; which bins of Q are empty is decided as in onnxruntime.quantization.calibrate.
    """
    sizes = np.abs(X).ravel()
    H, edges = np.histogram(sizes, bins, (0, sizes.max()))
    divergences = [_divergence(H, levels, size) for size in range(1, bins // levels + 1)]
    equals = np.flatnonzero(divergences == np.min(divergences))
    T = float(edges[levels * (equals[-1] + 1)])
    alpha, beta = minmax_range(X)
    return max(alpha, -T), min(beta, T), np.array(divergences)


@domain(
    params=listed(pair(real(axes=2, least_size=1), real())),
    X_calib=IMAGES,
    X_test=IMAGES,
    bits_W=BITS,
    bits_X=BITS,
    method=one_of("minmax", "percentile", "mse", "kl"),
)
@rule("params phải gồm các lớp (W, b) nối được với nhau, W không có cột toàn số 0", are_layers)
@rule("X_calib phải có một cột cho mỗi đầu vào trong params", enter, "X_calib", "params")
@rule("X_test phải có một cột cho mỗi đầu vào trong params", enter, "X_test", "params")
def ptq_mlp(
    params: Layers, X_calib: Reals, X_test: Reals, bits_W: int, bits_X: int, method: str
) -> tuple[list[Range], Reals]:
    """Quantize a network after training: (ranges, logits), ranges a list of one (alpha, beta) a layer.

    params: [(W, b)], W of shape (inputs, outputs) without a column of zeros, b of shape (outputs,); ReLU after each
    layer but the last. X_calib, X_test: (images, inputs of the first layer).
    bits_W, bits_X: 2 to 8. method: "minmax", "percentile", "mse" or "kl", with PERCENT, RATIOS, BINS.
    Each range is that of a layer's input when X_calib passes through the layers as they are, not quantized.
    Weights are symmetric per output channel: s = max|W[:, j]| / (2**(bits_W - 1) - 1), codes rint(W / s).
    logits: (images of X_test, outputs), float64, with inputs of each layer through quantize_dequantize.
    Raises ValueError when shapes do not fit, a value is not finite, a number of bits is out of range, a column of W
    is 0, the method is unknown, or an input of a layer is 0 in all of X_calib.
    "kl" gives |inputs| all 2**bits_X levels, as images and what follows ReLU are never negative.
    Source: Krishnamoorthi 2018; Nagel et al. 2021, section 3.
    """
    ranges, calibrated, tested = [], X_calib, X_test
    for layer, (W, b) in enumerate(params, 1):
        ranges.append(_chosen(calibrated, bits_X, method))
        tested = quantize_dequantize(tested, *ranges[-1], bits_X).astype(np.float64) @ _rounded(W, bits_W) + b
        calibrated = calibrated @ W + b
        if layer < len(params):
            tested, calibrated = tested.clip(0), calibrated.clip(0)
    return ranges, tested


def ends(X: Reals) -> tuple[np.float64, np.float64]:
    """The smallest and the largest value of X."""
    return X.min(), X.max()


def widened(alpha: float, beta: float) -> Range:
    """The range as two floats, moved to 0 where 0 is left out."""
    return min(float(alpha), 0.0), max(float(beta), 0.0)


def _divergence(H: NDArray[np.int64], levels: int, size: int) -> float:
    """Kullback-Leibler divergence of the first levels * size counts from their merged and spread groups; see kl_range."""
    inside, outside = np.split(H, [levels * size])
    groups = np.split(inside, levels)
    if not groups[-1].any():
        return np.inf
    P = np.append(inside[:-1], inside[-1] + outside.sum())
    present = np.split(P > 0, levels)
    Q = np.concatenate([where * (group.sum() / max(where.sum(), 1)) for group, where in zip(groups, present)])
    P, Q = P[P > 0] / P.sum(), Q[P > 0] / Q.sum()
    return np.sum(P * np.log(P / Q))


def _chosen(X: Reals, bits: int, method: str) -> Range:
    """The range of X by the method of this name."""
    match method:
        case "minmax":
            return minmax_range(X)
        case "percentile":
            return percentile_range(X, PERCENT)
        case "mse":
            return mse_range(X, bits, RATIOS)
    return kl_range(X, 2**bits, BINS)[:2]


def _rounded(W: Reals, bits: int) -> Reals:
    """Weights on the symmetric grid of each column."""
    s = np.abs(W).max(axis=0) / (2 ** (bits - 1) - 1)
    return s * np.rint(W / s)
