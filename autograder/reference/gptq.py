"""Weights of a language model rounded with the inputs of their layer in mind: second order, compensation, salience.

Sources: Frantar et al. 2022, arXiv:2210.17323 (GPTQ); Frantar and Alistarh 2022, arXiv:2208.11580 (the compensation it
applies, from LeCun's and Hassibi's brain damage and brain surgeon); Lin et al. 2023, arXiv:2306.00978 (AWQ).
"""

from typing import TypeAlias

import numpy as np

from autograder.reference.domain import Codes, Reals, codes, domain, integer, listed, number, real, rule

Found: TypeAlias = tuple[float, Reals, Reals]

LEAST_MEAN = 1e-4  # below it a channel counts as one of this size
ROUNDING = 1e-9  # of its largest entry, that a matrix may be off symmetry or below zero
same_inputs = rule("Số cột của X phải bằng số hàng của W", lambda W, X: X.shape[1] == len(W))
products_fit = rule("Tổng bình phương của X phải vừa float64", lambda X: np.isfinite(np.sum(X * X)))


@domain(logits=real(least_axes=1, least_size=1), targets=codes(least=0))
@rule("targets phải có chiều của logits bớt trục cuối", lambda logits, targets: logits.shape[:-1] == np.shape(targets))
@rule("targets phải nhỏ hơn số ký tự V", lambda logits, targets: targets < logits.shape[-1:])
@rule("Hiệu của hai logit phải vừa float64", lambda logits: np.isfinite(np.ptp(logits, axis=-1)))
def perplexity(logits: Reals, targets: Codes) -> float:
    """exp of the mean over all places of ln(sum of exp(logits)) minus the logit of the target.

    logits: real (…, V), at least one place. targets: integers (…), from 0 to V - 1. Returns a Python float, at least 1: among
    so many equally likely symbols a model that knows as little would waver; infinite where the mean leaves what exp holds.
    Raises ValueError when one of these does not hold.
    Source: Jelinek et al. 1977, "Perplexity, a measure of the difficulty of speech recognition tasks".
    """
    from_top = logits - np.max(logits, axis=-1, keepdims=True)
    of_targets = np.take_along_axis(from_top, targets[..., np.newaxis], axis=-1)[..., 0]
    with np.errstate(over="ignore"):  # as the docstring says
        return float(np.exp(np.mean(np.log(np.sum(np.exp(from_top), axis=-1)) - of_targets)))


@domain(X=real(axes=2, least_size=1))
@products_fit
def hessian(X: Reals) -> Reals:
    """The second derivative of the mean squared output error by the weights of any one column: 2 XᵀX / n.

    X: the layer's inputs (n, in). Returns float64 (in, in), symmetric, no eigenvalue below 0, in the units of X squared.
    Raises ValueError when X is not so, or its squares leave float64.
    Source: Frantar et al. 2022, section 3, equation 2, there without 1 / n.
    """
    return 2 * (X.T @ X) / len(X)


@domain(H=real(axes=2, least_size=1), damp=number(above=0))
@rule("H phải vuông", lambda H: H.shape[0] == H.shape[1])
@rule("H phải đối xứng", lambda H: np.abs(H - H.T) <= ROUNDING * np.max(np.abs(H), initial=0))
@rule(
    "H phải có giá trị riêng không âm",
    lambda H: np.linalg.eigvalsh(H) >= -ROUNDING * np.max(np.abs(H), initial=0),
)
@rule("damp phải đủ lớn để nghịch đảo được", lambda H, damp: _can_be_inverted(_damped(H, damp)))
def inverse_factor(H: Reals, damp: float) -> Reals:
    """The upper triangular U with UᵀU = (H + damp * mean(diag H) * I)⁻¹ and a positive diagonal.

    H: symmetric (in, in), no eigenvalue below 0, not all 0. damp: above 0, as a share of the mean of H's diagonal.
    Returns float64 (in, in). Raises ValueError when one of these does not hold, or damping leaves H next to singular.
    Source: Frantar et al. 2022, section 3, step 3.
    """
    # H = L Lᵀ taken from the last row and column upwards gives an upper factor R with H = R Rᵀ, whose inverse is U.
    upwards = np.linalg.cholesky(_damped(H, damp)[::-1, ::-1])[::-1, ::-1]
    return np.triu(np.linalg.inv(upwards))


@domain(W=real(axes=2, least_size=1), U=real(), s=real(axes=1), bits=integer(2, 8))
@rule("U phải vuông, mỗi hàng của W một hàng", lambda W, U: U.shape == (len(W), len(W)))
@rule("U phải là ma trận tam giác trên", lambda U: U == np.triu(U))
@rule("Đường chéo của U phải lớn hơn 0", lambda U: np.diag(U) > 0)
@rule("s phải có một số cho mỗi cột của W", lambda W, s: len(s) == W.shape[1])
@rule("s phải lớn hơn 0", lambda s: s > 0)
def gptq(W: Reals, U: Reals, s: Reals, bits: int) -> tuple[Reals, float]:
    """Rows rounded one after another, each one's error pushed into the rows that are still to come.

    W: weights (in, out). U: as inverse_factor returns it, (in, in). s: one scale a column (out,), above 0. bits: 2 to 8.
    Returns (W_hat, loss): W_hat float64 (in, out), multiples of s from -q to q, q = 2**(bits - 1) - 1, halves to even; loss a
    Python float, half the sum over all rows and columns of the error that a row leaves, squared: with D = W_hat - W it is half
    the trace of Dᵀ (UᵀU)⁻¹ D. Raises ValueError when one of these does not hold.
    Source: Frantar et al. 2022, algorithm 1, with one block, and the losses that its code adds up.
    """
    q = 2 ** (bits - 1) - 1
    now, W_hat, loss = W.copy(), np.zeros(W.shape), 0.0
    for row in range(len(W)):
        W_hat[row] = s * np.clip(np.rint(now[row] / s), -q, q)
        error = (now[row] - W_hat[row]) / U[row, row]
        now[row + 1 :] -= U[row, row + 1 :, np.newaxis] * error
        loss += float(np.sum(error * error)) / 2
    return W_hat, loss


@domain(X=real(axes=2, least_size=1), k=integer(1))
@rule("k không được quá số kênh của X", lambda X, k: k <= X.shape[1])
@rule("Tổng độ lớn của X phải vừa float64", lambda X: np.isfinite(np.sum(np.abs(X))))
def salient_channels(X: Reals, k: int) -> Codes:
    """Which k input channels have the largest mean of |x|, in ascending order.

    X: the layer's inputs (n, in). k: 1 to in. Returns int64 (k,). Of equal channels those that stand first are taken.
    Raises ValueError when one of these does not hold.
    Source: Lin et al. 2023, section 3.1.
    """
    order = np.argsort(-np.mean(np.abs(X), axis=0), kind="stable")
    return np.sort(order[:k]).astype(np.int64)


@domain(
    W=real(axes=2, least_size=1), X=real(axes=2, least_size=1), bits=integer(2, 8), grid=listed(number(least=0, most=1))
)
@same_inputs
@products_fit
def awq_search(W: Reals, X: Reals, bits: int, grid: list[float]) -> Found:
    """The exponent whose scales, multiplied into the rows before rounding and divided out after, spoil the output least.

    W: weights (in, out). X: the layer's inputs (n, in). bits: 2 to 8. grid: exponents from 0 to 1, at least one.
    Returns (alpha, W_hat, errors): the first exponent of least error, the weights read back with it, float64 (in, out), and the
    mean of (X W_hat - X W)² for every exponent, float64 (len(grid),). Raises ValueError when one of these does not hold.
    Source: Lin et al. 2023, equations 4 and 5; their code takes the mean of |x| at least 1e-4 and divides the scales by
    the root of the largest times the smallest, which cancels where a scale belongs to a whole column.
    """
    size = np.maximum(np.mean(np.abs(X), axis=0), LEAST_MEAN)
    powers = [size**alpha for alpha in grid]
    scales = [power / np.sqrt(power.max() * power.min()) for power in powers]
    candidates = [_read_back(W * scale[:, np.newaxis], bits) / scale[:, np.newaxis] for scale in scales]
    errors = np.array([np.mean((X @ (one - W)) ** 2) for one in candidates])
    best = int(np.argmin(errors))
    return grid[best], candidates[best], errors


def _damped(H: Reals, damp: float) -> Reals:
    return H + damp * np.trace(H) / max(len(H), 1) * np.eye(len(H))


def _can_be_inverted(A: Reals) -> bool:
    """Is no eigenvalue next to 0 beside the largest?"""
    eigenvalues = np.linalg.eigvalsh(A)
    return bool(np.all(eigenvalues > ROUNDING * np.max(eigenvalues, initial=0)))


def _read_back(W: Reals, bits: int) -> Reals:
    """Lesson 3's symmetric codes, one scale a column, read back."""
    q = 2 ** (bits - 1) - 1
    s = np.max(np.abs(W), axis=0) / q
    s = np.where(s == 0, 1, s)
    return s * np.clip(np.rint(W / s), -q, q)
