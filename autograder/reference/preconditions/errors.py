"""What the references of the lesson on errors demand of their arguments, on top of the general demands."""

import numpy as np

from autograder.reference import preconditions

FEWEST_BITS, MOST_BITS = 2, 16


def any_bit_width(name, value):
    """The number of bits as a Python int, from 2 to 16."""
    if not preconditions.is_whole_number(value) or not FEWEST_BITS <= value <= MOST_BITS:
        raise ValueError(f"{name} phải là số nguyên từ {FEWEST_BITS} đến {MOST_BITS}, nhưng nhận được {value!r}.")
    return int(value)


def ruler(exp=None, **named):
    """A scale as np.float32 and a zero point as a Python int, in this order; the latter among the codes of `exp` bits."""
    (s_name, s), (z_name, z) = named.items()
    (z,) = preconditions.zero_points(**{z_name: z})
    if exp is not None and not -(2 ** (exp - 1)) <= z < 2 ** (exp - 1):
        raise ValueError(f"{z_name} phải là một mã {exp} bit, nhưng nhận được {z}.")
    return _single(s_name, s), z


def ordered_ends(alpha, beta):
    """The ends of one range as Python floats, alpha not above beta."""
    alpha, beta = _number("alpha", alpha), _number("beta", beta)
    if alpha > beta:
        raise ValueError(f"alpha không được lớn hơn beta, nhưng nhận được alpha = {alpha}, beta = {beta}.")
    return alpha, beta


def signal_and_copy(x, x_hat):
    """A signal and its copy as float64 arrays of one shape, the signal not 0 everywhere, both powers in float64."""
    x, x_hat = preconditions.real("x", x), preconditions.real("x_hat", x_hat)
    if x.shape != x_hat.shape:
        raise ValueError(f"x và x_hat phải cùng chiều, nhưng chiều là {x.shape} và {x_hat.shape}.")
    with np.errstate(over="ignore"):
        signal, noise = np.sum(x**2), np.sum((x_hat - x) ** 2)
    if signal == 0 or np.isinf(signal) or np.isinf(noise):
        raise ValueError("x phải có giá trị khác 0, và các tổng bình phương của x, x_hat − x phải vừa trong float64.")
    return x, x_hat


def _single(name, value):
    """A positive number as np.float32, still positive and finite there."""
    (value,) = preconditions.scales(**{name: value})
    with np.errstate(over="ignore"):
        single = np.float32(value)
    if single == 0 or np.isinf(single):
        raise ValueError(f"{name} phải vừa trong float32, nhưng nhận được {value}.")
    return single


def _number(name, value):
    array = preconditions.real(name, value)
    if array.ndim:
        raise ValueError(f"{name} phải là một số, nhưng có chiều {array.shape}.")
    return array.item()
