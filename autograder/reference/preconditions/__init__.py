"""What the reference demands of its arguments: each check names the argument in a ValueError, or returns
the argument in the type the formulas compute with.
"""

from numbers import Real

import numpy as np

BIT_WIDTHS = (8, 16)
LARGEST_EXACT = 2**53  # every whole number up to here is exact in float64
LARGEST_SCALE = 2.0**300  # products and quotients of three scales up to here stay inside float64
SMALLEST_SCALE = float(np.finfo(np.float64).tiny)  # below it 1 / s leaves float64


def bit_width(name, value):
    """The number of bits as a Python int, 8 or 16."""
    if not is_whole_number(value) or value not in BIT_WIDTHS:
        raise ValueError(f"{name} phải là 8 hoặc 16, nhưng nhận được {value!r}.")
    return int(value)


def real(name, value):
    """A real number or an array of them, as a float64 array (0-d for a number)."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} phải là số thực hoặc mảng số thực, nhưng có kiểu {array.dtype}.")
    with np.errstate(over="ignore"):
        array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} phải hữu hạn, nhưng có giá trị NaN hoặc vô cùng.")
    return array


def whole(name, value):
    """Whole numbers of any numeric dtype, as a float64 array."""
    array = real(name, value)
    if (np.abs(array) > LARGEST_EXACT).any() or (array != np.rint(array)).any():
        raise ValueError(f"{name} phải là số nguyên (độ lớn không quá 2**53), nhưng nhận được {value!r}.")
    return array


def positive_scale(name, value):
    """Scales as a float64 array: positive, and large enough for 1 / s to exist."""
    array = real(name, value)
    if (array <= 0).any():
        raise ValueError(f"{name} phải lớn hơn 0, nhưng giá trị nhỏ nhất là {array.min()}.")
    if (array < SMALLEST_SCALE).any():
        raise ValueError(f"{name} quá nhỏ ({array.min()}): 1/{name} vượt khỏi float64.")
    return array


def ranges(alpha, beta, alpha_q, beta_q):
    """The ends of the current and of the quantized range, as float64 arrays that broadcast together."""
    alpha, beta = real("alpha", alpha), real("beta", beta)
    alpha_q, beta_q = whole("alpha_q", alpha_q), whole("beta_q", beta_q)
    _demand_broadcast(alpha=alpha, beta=beta, alpha_q=alpha_q, beta_q=beta_q)
    _demand_order("alpha", alpha, "beta", beta)
    _demand_order("alpha_q", alpha_q, "beta_q", beta_q)
    _demand_representable(alpha, beta, alpha_q, beta_q)
    return alpha, beta, alpha_q, beta_q


def values_to_quantize(x, s, z):
    """x, s and z as float64 arrays that broadcast together."""
    x, s, z = real("x", x), positive_scale("s", s), whole("z", z)
    _demand_broadcast(x=x, s=s, z=z)
    return x, s, z


def scales(**named):
    """One scale for each name, as Python floats in the order given."""
    return [_scale(name, value) for name, value in named.items()]


def zero_points(**named):
    """One zero point for each name, as Python ints in the order given."""
    return [_zero_point(name, value) for name, value in named.items()]


def operands(X_q, W_q, b_q, z_X, z_W, p):
    """The codes of X, W and b as int64 arrays of shapes (m, p), (p, n) and (n,)."""
    X_q, W_q = _matrix_of_codes("X_q", X_q), _matrix_of_codes("W_q", W_q)
    if X_q.shape[1] != W_q.shape[0]:
        raise ValueError(f"Số cột của X_q phải bằng số hàng của W_q, nhưng chiều là {X_q.shape} và {W_q.shape}.")
    if not is_whole_number(p) or p != W_q.shape[0]:
        raise ValueError(f"p phải bằng W_q.shape[0] = {W_q.shape[0]}, nhưng nhận được {p!r}.")
    _demand_exact_accumulator(X_q, W_q, z_X, z_W)
    return X_q, W_q, _bias_codes(b_q, W_q.shape[1])


def position(name, value, size):
    """An index in [0, size) as a Python int."""
    if not is_whole_number(value) or not 0 <= value < size:
        raise ValueError(f"{name} phải là số nguyên từ 0 đến {size - 1}, nhưng nhận được {value!r}.")
    return int(value)


def codes(name, value):
    """Integer codes as an int64 array."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} phải có kiểu số nguyên, nhưng có kiểu {array.dtype}.")
    if array.size and max(abs(int(array.min())), abs(int(array.max()))) > LARGEST_EXACT:
        raise ValueError(f"{name} có mã vượt quá 2**53 nên không còn tính được chính xác.")
    return array.astype(np.int64)


def _matrix_of_codes(name, value):
    array = codes(name, value)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} phải là ma trận hai chiều không rỗng, nhưng có chiều {array.shape}.")
    return array


def _bias_codes(b_q, n):
    array = codes("b_q", b_q)
    if array.shape not in ((n,), (1, n)):
        raise ValueError(f"b_q phải có chiều ({n},) hoặc (1, {n}), nhưng có chiều {array.shape}.")
    return array.reshape(n)


def _scale(name, value):
    if not isinstance(value, Real) or isinstance(value, bool):
        raise ValueError(f"{name} phải là một số thực, nhưng nhận được {value!r}.")
    value = value.item() if isinstance(value, np.generic) else value  # the limits do not fit in float32
    if not 1 / LARGEST_SCALE <= value <= LARGEST_SCALE:
        raise ValueError(f"{name} phải là số dương từ 2**-300 đến 2**300, nhưng nhận được {value!r}.")
    return float(value)


def _zero_point(name, value):
    if not is_whole_number(value) or abs(int(value)) > LARGEST_EXACT:
        raise ValueError(f"{name} phải là số nguyên (độ lớn không quá 2**53), nhưng nhận được {value!r}.")
    return int(value)


def is_whole_number(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _demand_order(low_name, low, high_name, high):
    low, high = np.broadcast_arrays(low, high)
    if (low >= high).any():
        at = np.unravel_index(np.argmax(low >= high), low.shape)
        raise ValueError(
            f"{low_name} phải nhỏ hơn {high_name}, nhưng nhận được {low_name} = {low[at]}, {high_name} = {high[at]}."
        )


def _demand_representable(alpha, beta, alpha_q, beta_q):
    """Raise when the scale or the zero point of the ranges cannot be computed faithfully in float64."""
    with np.errstate(over="ignore"):
        width = beta - alpha
        reach = np.maximum(np.abs(alpha), np.abs(beta)) * np.maximum(np.abs(alpha_q), np.abs(beta_q)) * 2
    if not np.isfinite(width).all() or not np.isfinite(reach).all():
        raise ValueError("alpha và beta quá lớn: phép tính vượt khỏi float64.")
    if (width < SMALLEST_SCALE * (beta_q - alpha_q)).any() or (reach > LARGEST_EXACT * width).any():
        raise ValueError("alpha và beta quá sát nhau: float64 không đủ chính xác để tính s và z.")


def _demand_exact_accumulator(X_q, W_q, z_X, z_W):
    largest_X, largest_W = int(np.abs(X_q).max()) + abs(z_X), int(np.abs(W_q).max()) + abs(z_W)
    if W_q.shape[0] * largest_X * largest_W > LARGEST_EXACT:
        raise ValueError("X_q, W_q, z_X, z_W quá lớn: bộ tích lũy có thể vượt 2**53 nên không còn chính xác.")


def _demand_broadcast(**named):
    try:
        np.broadcast_shapes(*(array.shape for array in named.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in named.items())
        raise ValueError(f"Chiều của các đối số không khớp nhau: {shapes}.") from None
