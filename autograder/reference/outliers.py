"""Outliers: moved into weights, spread by a rotation, given runs of their own in a KV cache; and exp in whole numbers.

Sources: Xiao et al. 2023, arXiv:2211.10438 (SmoothQuant); Sylvester 1867, and Ashkboos et al. 2024, arXiv:2404.00456 (QuaRot);
Liu et al. 2024, arXiv:2402.02750 (KIVI); Kim et al. 2021, arXiv:2101.01321 (I-BERT).
"""

import numpy as np

from autograder.reference.domain import Codes, Reals, codes, domain, integer, listed, number, one_of, real, rule

LARGEST_SIZE = 1e100  # of what scales are made from, so that no power and no product leaves float64
MOST_CHANNELS = 4096  # of a Hadamard matrix
MOST_BITS = 8
FINEST, COARSEST = 1e-6, 0.1  # steps of the scores that integer_exp takes
DEEPEST = 30.0  # exp(-DEEPEST) is 0 in any format of a probability
A, B, C = 0.3585, 1.353, 0.344  # a (p + b)**2 + c is near exp(p) from -ln 2 to 0


@domain(
    x_max=real(axes=1, above=0, most=LARGEST_SIZE),
    W=real(axes=2, least_size=1, least=-LARGEST_SIZE, most=LARGEST_SIZE),
    alpha=number(least=0, most=1),
)
@rule("x_max phải có một số cho mỗi hàng của W", lambda x_max, W: len(x_max) == len(W))
@rule("Mỗi hàng của W phải có một số khác 0", lambda W: np.abs(W).max(axis=1) > 0)
def smoothing_scales(x_max: Reals, W: Reals, alpha: float) -> Reals:
    """How much of each input channel's size moves from the activations to the weights: x_max**alpha / w_max**(1 - alpha).

    x_max: the largest |x| of each channel, (in,), above 0. W: the weights that it meets, (in, out), no row all 0; where several
    matrices share an input, these side by side. alpha: from 0 to 1. Returns float64 (in,). Raises ValueError when one of these
    does not hold, or a size exceeds 1e100. Source: Xiao et al. 2023, equation 4.
    """
    return np.asarray(np.power(x_max, alpha) / np.power(np.abs(W).max(axis=1), 1 - alpha))


@domain(
    gain=real(axes=1, least_size=1, least=-LARGEST_SIZE, most=LARGEST_SIZE),
    Ws=listed(real(axes=2, least=-LARGEST_SIZE, most=LARGEST_SIZE)),
    s=real(least=1 / LARGEST_SIZE, most=LARGEST_SIZE),
)
@rule("s phải có một số cho mỗi hệ số của gain", lambda gain, s: gain.shape == s.shape)
@rule(
    "Mỗi ma trận của Ws phải có một hàng cho mỗi hệ số của gain", lambda gain, Ws: all(len(W) == len(gain) for W in Ws)
)
def fold_smoothing(gain: Reals, Ws: list[Reals], s: Reals) -> tuple[Reals, list[Reals]]:
    """The gain of a norm divided by s, and the rows of every matrix that follows times s: the product is the same.

    gain: (in,). Ws: a list of (in, out), of outputs of their own. s: above 0, (in,). Returns float64 (in,) and a list of
    float64 (in, out). Raises ValueError when one of these does not hold, or a size lies beyond 1e-100 to 1e100.
    Source: Xiao et al. 2023, equation 3.
    """
    return gain / s, [W * s[:, np.newaxis] for W in Ws]


@domain(n=integer(1, MOST_CHANNELS))
@rule("n phải là một lũy thừa của 2", lambda n: n.bit_count() == 1)
def hadamard(n: int) -> Reals:
    """Sylvester's Hadamard matrix over the root of n: orthogonal and symmetric, every entry of one size.

    n: a power of two from 1 to 4096, the channels. Returns float64 (n, n): entry (i, j) is negative where i and j have an odd
    number of bits in common. Raises ValueError for another n. Source: Sylvester 1867.
    """
    places = np.arange(n)
    common = np.bitwise_count(places[:, np.newaxis] & places)
    return np.where(common % 2, -1.0, 1.0) / np.sqrt(n)


@domain(X=real(axes=2, least=-LARGEST_SIZE, most=LARGEST_SIZE), W=real(axes=2, least=-LARGEST_SIZE, most=LARGEST_SIZE))
@rule("X phải có một cột cho mỗi hàng của W", lambda X, W: X.shape[1] == len(W))
@rule("Số hàng của W phải là một lũy thừa của 2", lambda W: 0 < len(W) <= MOST_CHANNELS and len(W).bit_count() == 1)
def rotate(X: Reals, W: Reals) -> tuple[Reals, Reals]:
    """Activations and weights in axes turned by the Hadamard matrix: (X H, Hᵀ W), whose product is X W.

    X: (tokens, n). W: (n, out). n: a power of two up to 4096. Returns two float64 arrays of these shapes. Raises ValueError when
    one of these does not hold, or a size exceeds 1e100. Source: Ashkboos et al. 2024, section 3.
    """
    H = hadamard(len(W))
    return X @ H, H.T @ W


@domain(
    A=real(axes=2, least=-LARGEST_SIZE, most=LARGEST_SIZE),
    bits=integer(1, MOST_BITS),
    along=one_of("token", "channel"),
    group=integer(1),
)
@rule(
    "Số phần tử của A dọc theo đoạn phải chia hết cho group",
    lambda A, along, group: A.shape[along == "token"] % group == 0,
)
def quantize_kv(A: Reals, bits: int, along: str, group: int) -> Reals:
    """Keys or values as a cache of so many bits gives them back, each run of `group` neighbours on a ruler of its own.

    A: (tokens, channels). bits: 1 to 8. along: "token", so that the channels of a token share rulers, or "channel", the
    tokens of a channel. group: divides that axis. A run from lo to hi has codes rint((a - lo) / s) with
    s = (hi - lo) / (2**bits - 1), 1 where that is 0, and is read back as lo + s * code: lo is a real number, not an integer
    zero point. Returns float64 of A's shape. Raises ValueError when one of these does not hold, or a size exceeds 1e100.
    Source: Liu et al. 2024, section 3.
    """
    axis = 1 if along == "token" else 0
    runs = np.split(A, A.shape[axis] // group, axis=axis) if A.size else []
    read = [_read_back(run, bits, axis) for run in runs]
    return np.concatenate(read, axis=axis) if read else A


@domain(q=codes(most=0), S=number(least=FINEST, most=COARSEST))
@rule(f"q · S không được nhỏ hơn {-DEEPEST}", lambda q, S: q * S >= -DEEPEST)
def integer_exp(q: Codes, S: float) -> tuple[Codes, float]:
    """exp(q S) as (integers, step), by whole numbers alone once S is known.

    q: integers at most 0, of any shape, with q S at least -30. S: their step, from 1e-6 to 0.1. With l = floor(ln 2 / S),
    q = p - z l and p above -l; then exp(q S) is near 2**-z exp(p S), and that near a (p S + b)**2 + c with a = 0.3585,
    b = 1.353, c = 0.344. Returns (int64 of q's shape, a S**2). Raises ValueError when one of these does not hold.
    Source: Kim et al. 2021, algorithm 2.
    """
    one = int(np.log(2) / S)
    z = -q // one
    p = q + z * one
    square = (p + int(B / S)) ** 2
    return np.asarray((square + int(C / (A * S * S))) >> z), A * S * S


def _read_back(run: Reals, bits: int, axis: int) -> Reals:
    low, high, most = run.min(axis=axis, keepdims=True), run.max(axis=axis, keepdims=True), 2**bits - 1
    step = (high - low) / most
    step = np.where(step == 0, 1, step)
    return np.asarray(low + step * np.rint((run - low) / step))
