"""What the references of calibration demand of their arguments."""

from numbers import Real

import numpy as np

from autograder.reference import preconditions

FEWEST_BITS, MOST_BITS = 2, 8
NARROWEST = 255 * float(np.finfo(np.float32).tiny)  # a range below it has steps of 8 bits that lose digits in float32
WIDEST = float(np.finfo(np.float32).max) / 2  # the ends of the ruler of a range up to here are float32, too
METHODS = ("minmax", "percentile", "mse", "kl")


def values(name, X):
    """Real values as a float64 array, one at least."""
    array = preconditions.real(name, X)
    if array.size == 0:
        raise ValueError(f"{name} phải có ít nhất một giá trị.")
    return array


def not_all_zero(name, X):
    """Real values as a float64 array, one of them not 0."""
    array = values(name, X)
    if not array.any():
        raise ValueError(f"{name} phải có giá trị khác 0, vì miền [0, 0] không có độ rộng.")
    return array


def batches(arrays):
    """A list of arrays of real values, none of them empty."""
    if len(arrays) == 0:
        raise ValueError("batches phải có ít nhất một lô.")
    return [values(f"batches[{place}]", batch) for place, batch in enumerate(arrays)]


def range_with_0(alpha, beta):
    """The ends of a range that holds 0 and has a width that float32 can divide into steps, as floats."""
    alpha, beta = _number("alpha", alpha), _number("beta", beta)
    if not alpha <= 0 <= beta or alpha == beta:
        raise ValueError(f"Miền phải chứa số 0 và có độ rộng, nhưng nhận được [{alpha}, {beta}].")
    if not NARROWEST <= beta - alpha <= WIDEST:
        raise ValueError(f"Miền [{alpha}, {beta}] quá hẹp hoặc quá rộng: các bước của nó vượt khỏi float32.")
    return alpha, beta


def bits(name, count):
    """A number of bits as a Python int."""
    count = _whole(name, count)
    if not FEWEST_BITS <= count <= MOST_BITS:
        raise ValueError(f"{name} phải từ {FEWEST_BITS} đến {MOST_BITS}, nhưng nhận được {count}.")
    return count


def share(name, number):
    """A number above 0, at most 1."""
    number = _number(name, number)
    if not 0 < number <= 1:
        raise ValueError(f"{name} phải lớn hơn 0 và không quá 1, nhưng nhận được {number}.")
    return number


def percent(number):
    """A number of per cent above 50, at most 100."""
    number = _number("percent", number)
    if not 50 < number <= 100:
        raise ValueError(f"percent phải lớn hơn 50 và không quá 100, nhưng nhận được {number}.")
    return number


def ratios(numbers):
    """Ratios as a 1-D float64 array, each above 0 and at most 1."""
    array = values("ratios", numbers)
    if array.ndim != 1:
        raise ValueError(f"ratios phải là mảng một chiều, nhưng có chiều {array.shape}.")
    for number in array:
        share("ratios", number)
    return array


def histogram(levels, bins):
    """The number of levels and of bins as Python ints; a whole number of bins makes a level."""
    levels, bins = _whole("levels", levels), _whole("bins", bins)
    if levels < 2:
        raise ValueError(f"levels phải từ 2 trở lên, nhưng nhận được {levels}.")
    if bins < levels or bins % levels:
        raise ValueError(f"bins phải là bội của levels = {levels}, nhưng nhận được {bins}.")
    return levels, bins


def network(params, *images):
    """The layers and the sets of images as float64 arrays whose shapes fit."""
    if len(params) == 0:
        raise ValueError("params phải có ít nhất một lớp.")
    layers = [_layer(f"params[{place}]", *layer) for place, layer in enumerate(params)]
    sizes = [layers[0][0].shape[0], *(b.size for _, b in layers)]
    if [W.shape for W, _ in layers] != list(zip(sizes, sizes[1:])):
        raise ValueError(f"Chiều của các lớp không nối được với nhau: {[W.shape for W, _ in layers]}.")
    return layers, *(_matrix("ảnh", X, sizes[0]) for X in images)


def method(name):
    """The name of a method."""
    if name not in METHODS:
        raise ValueError(f"method phải là một trong {', '.join(METHODS)}, nhưng nhận được {name!r}.")


def _layer(name, W, b):
    W, b = values(f"W của {name}", W), values(f"b của {name}", b)
    if W.ndim != 2 or b.shape != W.shape[1:]:
        raise ValueError(f"{name} cần W chiều (vào, ra) và b chiều (ra,), nhưng chiều là {W.shape} và {b.shape}.")
    if not W.any(axis=0).all():
        raise ValueError(f"W của {name} có một cột toàn số 0, nên cột ấy không có độ co giãn.")
    return W, b


def _matrix(name, X, columns):
    X = values(name, X)
    if X.ndim != 2 or X.shape[1] != columns:
        raise ValueError(f"{name} phải có chiều (số ảnh, {columns}), nhưng có chiều {X.shape}.")
    return X


def _number(name, number):
    if not isinstance(number, Real) or isinstance(number, bool):
        raise ValueError(f"{name} phải là một số thực, nhưng nhận được {number!r}.")
    return float(preconditions.real(name, number))


def _whole(name, number):
    if not preconditions.is_whole_number(number):
        raise ValueError(f"{name} phải là số nguyên, nhưng nhận được {number!r}.")
    return int(number)
