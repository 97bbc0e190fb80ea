"""What the reference of integer inference demands of its arguments."""

import numpy as np

from autograder.reference.preconditions import codes, positive_scale, real, zero_points

SMALLEST_BIAS_SCALE = 2.0**-900  # a bias divided by it stays inside float64
LARGEST_BIAS = 2.0**100
INT32 = np.iinfo(np.int32)
INT8 = np.iinfo(np.int8)
Q0_RANGE = (2**30, 2**31 - 1)
SHIFT_RANGE = (-30, 31)  # 31 + shift is at least 1, and product plus half stays inside int64


def bias(b, s_X, s_W):
    """The bias and the scale of its accumulator, as float64 arrays; s_W broadcasts with b."""
    b, s_X, s_W = real("b", b), positive_scale("s_X", s_X), positive_scale("s_W", s_W)
    if s_X.ndim:
        raise ValueError(f"s_X phải là một số, nhưng có chiều {s_X.shape}.")
    if s_W.shape not in ((), b.shape):
        raise ValueError(f"s_W phải là một số hoặc có chiều {b.shape} như b, nhưng có chiều {s_W.shape}.")
    if (np.abs(b) > LARGEST_BIAS).any():
        raise ValueError("b có giá trị lớn hơn 2**100.")
    scale = s_X * s_W
    if (scale < SMALLEST_BIAS_SCALE).any():
        raise ValueError(f"s_X và s_W quá nhỏ: tích của chúng là {scale.min()}.")
    return b, scale


def multiplier(M):
    """M as a positive Python float."""
    value = positive_scale("M", M)
    if value.ndim:
        raise ValueError(f"M phải là một số, nhưng có chiều {value.shape}.")
    return float(value)


def accumulator(acc):
    """int32 sums as an int64 array (0-d for a number)."""
    array = codes("acc", acc)
    if array.size and (array.min() < INT32.min or array.max() > INT32.max):
        raise ValueError(f"acc phải vừa int32, nhưng đi từ {array.min()} đến {array.max()}.")
    return array


def fixed_point(q0, shift, z_Y):
    """q0, shift and z_Y as Python ints within their ranges."""
    q0, shift, z_Y = zero_points(q0=q0, shift=shift, z_Y=z_Y)
    _demand_between("q0", q0, Q0_RANGE)
    _demand_between("shift", shift, SHIFT_RANGE)
    _demand_between("z_Y", z_Y, (INT8.min, INT8.max))
    return q0, shift, z_Y


def layer(X_q, W_q, b_q, z_X):
    """int8 codes X_q (m, p) and W_q (p, n), int32 codes b_q as (n,), all as int64, and z_X as a Python int."""
    X_q = _codes_of("X_q", X_q, np.int8)
    b_q, W_q, z_X = bias_and_weights(b_q, W_q, z_X)
    _demand_matrix("X_q", X_q)
    if X_q.shape[1] != W_q.shape[0]:
        raise ValueError(f"Số cột của X_q phải bằng số hàng của W_q, nhưng chiều là {X_q.shape} và {W_q.shape}.")
    return X_q, W_q, b_q, z_X


def bias_and_weights(b_q, W_q, z_X):
    """int32 codes b_q as (n,) and int8 codes W_q (p, n), both as int64, and z_X as a Python int."""
    W_q, b_q = _codes_of("W_q", W_q, np.int8), _codes_of("b_q", b_q, np.int32)
    _demand_matrix("W_q", W_q)
    n = W_q.shape[1]
    if b_q.shape not in ((n,), (1, n)):
        raise ValueError(f"b_q phải có chiều ({n},) hoặc (1, {n}), nhưng có chiều {b_q.shape}.")
    (z_X,) = zero_points(z_X=z_X)
    _demand_between("z_X", z_X, (INT8.min, INT8.max))
    return b_q.reshape(n), W_q, z_X


def _demand_between(name, value, ends):
    low, high = ends
    if not low <= value <= high:
        raise ValueError(f"{name} phải từ {low} đến {high}, nhưng nhận được {value}.")


def _codes_of(name, array, dtype):
    if not isinstance(array, np.ndarray) or array.dtype != dtype:
        found = array.dtype.name if isinstance(array, np.ndarray) else type(array).__name__
        raise ValueError(f"{name} phải là mảng {np.dtype(dtype).name}, nhưng là {found}.")
    return array.astype(np.int64)


def _demand_matrix(name, array):
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} phải là ma trận hai chiều không rỗng, nhưng có chiều {array.shape}.")
