"""Quantization-aware training: fake quantization, its stand-in derivatives, and rounding by chance.

Sources: Bengio, Leonard and Courville 2013, arXiv:1308.3432 (the straight-through estimator); Esser et al. 2020,
arXiv:1902.08153 (LSQ: the derivative with respect to the step, equation 3, and its scale, section 2.2); Gupta et al. 2015,
arXiv:1502.02551 (stochastic rounding).
"""

from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.reference.domain import (
    BITS,
    Codes,
    Reals,
    codes,
    domain,
    listed,
    number,
    pair,
    passed_on,
    real,
    rule,
)
from course import network

Layers: TypeAlias = list[tuple[Reals, Reals]]

STEP = number(above=0, most=2.0**1000)  # times the largest code it is still a float64
same_shape = rule("g và x phải cùng chiều", lambda g, x: g.shape == x.shape)


def join(params: Layers) -> bool:
    """Has each W of [(W, b)] one b for each column, and as many rows as the W before it has columns?"""
    return all(b.shape == W.shape[1:] for W, b in params) and all(
        V.shape[1] == len(W) for (V, _), (W, _) in pairwise(params)
    )


@domain(x=real(), s=STEP, bits=BITS)
def fake_quantize(x: Reals, s: float, bits: int) -> Reals:
    """The real values that stand for x on the symmetric grid of step s: s * rint(clip(x / s, -q, q)), q = 2**(bits-1) - 1.

    x: real values of any shape. s: the step, above 0, in the units of x. bits: 2 to 8.
    Returns float64 of the shape of x; a half goes to the even code.
    Raises ValueError when a value is not finite, s is not above 0 or beyond 2**1000, or bits is out of range.
    Source: Esser et al. 2020, equations 1 and 2, with Q_N = Q_P = q.
    """
    return s * np.rint(clipped(x, s, bits))


@domain(g=real(), x=real(), s=STEP, bits=BITS)
@same_shape
def ste_backward(g: Reals, x: Reals, s: float, bits: int) -> Reals:
    """The stand-in derivative of a loss with respect to x: g where |x / s| <= q, and 0 elsewhere.

    g: the derivative of the loss with respect to fake_quantize(x, s, bits), of the shape of x. Others as there.
    Returns float64 of the shape of x.
    Raises ValueError as fake_quantize does, and when the shapes differ.
    Source: Bengio et al. 2013, section 4; Esser et al. 2020, equation 5. PyTorch's fused operators compare the rounded code
    with q instead, and so let values up to half a step further through.
    """
    return np.where(positions(x, s) == clipped(x, s, bits), g, 0.0)


@domain(g=real(least_size=1), x=real(), s=STEP, bits=BITS)
@same_shape
def lsq_step_gradient(g: Reals, x: Reals, s: float, bits: int) -> float:
    """The derivative of a loss with respect to the step s, as LSQ takes it: the sum of g * d, divided by sqrt(x.size * q).

    d is rint(v) - v where |v| < q, v = x / s, else q with the sign of v. Arguments as in ste_backward, at least one value.
    Returns a Python float.
    Raises ValueError as ste_backward does, and when there is no value.
    Source: Esser et al. 2020, equation 3 and section 2.2.
    """
    v, c, q = positions(x, s), clipped(x, s, bits), largest_code(bits)
    d = np.where(np.abs(c) < q, np.rint(c) - v, c)
    return float(np.sum(g * d) / np.sqrt(x.size * q))


@domain(
    params=listed(pair(real(axes=2, least_size=1), real())),
    steps=listed(STEP),
    X=real(axes=2, least_size=1),
    y=codes(axes=1, least=0),
    bits=passed_on,
)
@rule("params phải gồm các lớp (W, b) nối được với nhau", join)
@rule("steps phải có một bước cho mỗi lớp của params", lambda steps, params: len(steps) == len(params))
@rule("X phải có một cột cho mỗi đầu vào trong params", lambda X, params: X.shape[1] == len(params[0][0]))
@rule("y phải có một nhãn cho mỗi hàng của X", lambda y, X: len(y) == len(X))
@rule("Nhãn trong y phải nhỏ hơn số nút ra trong params", lambda y, params: y < params[-1][0].shape[1])
def qat_gradients(
    params: Layers, steps: list[float], X: Reals, y: Codes, bits: int
) -> list[tuple[Reals, NDArray[np.floating[Any]], float]]:
    """The derivatives of the mean cross-entropy of the network whose W are fake-quantized: [(dW, db, ds)] of each layer.

    params: [(W, b)], W of shape (inputs, outputs), b of shape (outputs,); ReLU after each layer but the last.
    steps: one for each W. X: (images, inputs of the first layer). y: labels from 0, (images,). bits: 2 to 8.
    dW is ste_backward, ds lsq_step_gradient, both of the derivative with respect to the fake-quantized W; db is as it is.
    Raises ValueError when shapes do not fit, a label is no output, a value is not finite, or a step or bits out of range.
    Source: Esser et al. 2020, section 2.
    """
    quantized = [(fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps)]
    return [
        (ste_backward(dW, W, s, bits), db, lsq_step_gradient(dW, W, s, bits))
        for (W, _), s, (dW, db) in zip(params, steps, network.gradients(quantized, X, y))
    ]


@domain(x=real(), u=real(least=0))
@rule("x và u phải cùng chiều", lambda x, u: x.shape == u.shape)
@rule("u phải nhỏ hơn 1", lambda u: u < 1)
def stochastic_round(x: Reals, u: Reals) -> Reals:
    """x rounded up where u is below its fractional part, else down: floor(x) + (u < x - floor(x)).

    x: real values of any shape. u: numbers of the same shape, at least 0 and below 1; drawn evenly, the mean result is x.
    Returns float64 of the shape of x, whole numbers.
    Raises ValueError when a value is not finite, the shapes differ, or u is not in [0, 1).
    Source: Gupta et al. 2015, section 3.
    """
    low = np.floor(x)
    return low + (u < x - low)


def largest_code(bits: int) -> int:
    """q, the largest code of the symmetric grid."""
    return 2 ** (bits - 1) - 1


def positions(x: Reals, s: float) -> Reals:
    """x in steps."""
    with np.errstate(over="ignore"):  # beyond float64 is infinity, which saturates like any large value
        return x / s


def clipped(x: Reals, s: float, bits: int) -> Reals:
    """x in steps, no further from 0 than the largest code."""
    q = largest_code(bits)
    return np.clip(positions(x, s), -q, q)
