"""What the references of convolution demand of their arguments, beyond what every reference demands."""

import numpy as np

from autograder.reference.preconditions import codes, is_whole_number, real

INT8 = np.iinfo(np.int8)
INT32 = np.iinfo(np.int32)


def geometry(name, size, k, stride, pad):
    """The size of a side, the window, the stride and the padding as Python ints, of which the window fits."""
    size, k, stride = _counted(name, size, 1), _counted("k", k, 1), _counted("stride", stride, 1)
    pad = _counted("pad", pad, 0)
    if k > size + 2 * pad:
        raise ValueError(f"k = {k} lớn hơn cạnh của {name} sau khi đệm, là {size + 2 * pad}.")
    return size, k, stride, pad


def windows(name, x, k, stride, pad):
    """The window, the stride and the padding as Python ints, of which the window fits both sides of the images."""
    for side in x.shape[2:]:
        _, k, stride, pad = geometry(name, side, k, stride, pad)
    return k, stride, pad


def images(name, value):
    """Images (N, C, H, W) of a real dtype, none of the sides 0."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} phải có kiểu số thực hoặc số nguyên, nhưng có kiểu {array.dtype}.")
    if array.ndim != 4 or 0 in array.shape:
        raise ValueError(f"{name} phải có bốn chiều, không rỗng, nhưng có chiều {array.shape}.")
    return array


def int8_images(name, value):
    """Images (N, C, H, W) of int8 codes."""
    array = images(name, value)
    if array.dtype != np.int8:
        raise ValueError(f"{name} phải có kiểu int8, nhưng có kiểu {array.dtype}.")
    return array


def value_of(name, value, dtype):
    """One number as the dtype holds it, without change."""
    array = real(name, value)
    with np.errstate(over="ignore", invalid="ignore"):
        held = array.astype(dtype)
    if array.ndim or held != array:
        raise ValueError(f"{name} phải là một số mà kiểu {dtype} chứa được, nhưng nhận được {value!r}.")
    return held


def quantized_convolution(x_q, W_q, b_q, M):
    """x_q, W_q, b_q and M of a convolution as int8, int8, int64 and float32 arrays whose shapes fit."""
    x_q, W_q = int8_images("x_q", x_q), int8_images("W_q", W_q)
    *_, k = W_q.shape
    if W_q.shape != (len(W_q), x_q.shape[1], k, k):
        raise ValueError(f"W_q phải có chiều (C_out, {x_q.shape[1]}, k, k), nhưng có chiều {W_q.shape}.")
    b_q, M = accumulator(_per_channel("b_q", codes("b_q", b_q), W_q)), _per_channel("M", real("M", M), W_q)
    with np.errstate(over="ignore"):
        M = M.astype(np.float32)
    if not np.isfinite(M).all() or (M <= 0).any():
        raise ValueError("M phải lớn hơn 0 và vừa kiểu float32.")
    return x_q, W_q, b_q, M


def accumulator(sums):
    """The sums themselves, all of which int32 holds."""
    if sums.min() < INT32.min or sums.max() > INT32.max:
        raise ValueError("b_q hoặc tổng trong bộ tích lũy vượt khỏi int32.")
    return sums


def zero_point(name, value):
    """A zero point of int8 codes as a Python int."""
    array = codes(name, value)
    if array.ndim or not INT8.min <= array <= INT8.max:
        raise ValueError(f"{name} phải là một số nguyên từ -128 đến 127, nhưng nhận được {value!r}.")
    return int(array)


def batch_norm(W, b, gamma, beta, mean, var, eps):
    """The arguments of a folding as float64 arrays whose shapes fit, with var + eps above 0."""
    W = real("W", images("W", W))
    named = {"b": b, "gamma": gamma, "beta": beta, "mean": mean, "var": var}
    b, gamma, beta, mean, var = (_per_channel(name, real(name, value), W) for name, value in named.items())
    eps = real("eps", eps)
    if eps.ndim or eps < 0:
        raise ValueError("eps phải là một số không âm.")
    if (var < 0).any() or not (var + eps).all():
        raise ValueError("var phải không âm, và var + eps phải lớn hơn 0.")
    return W, b, gamma, beta, mean, var, eps


def _counted(name, value, least):
    if not is_whole_number(value) or value < least:
        raise ValueError(f"{name} phải là số nguyên từ {least} trở lên, nhưng nhận được {value!r}.")
    return int(value)


def _per_channel(name, array, W):
    if array.shape != W.shape[:1]:
        raise ValueError(f"{name} phải có chiều {W.shape[:1]}, mỗi kênh một số, nhưng có chiều {array.shape}.")
    return array
