"""What the reference demands of weights, of groups of them, and of codes of a few bits."""

import numpy as np

from autograder.reference.preconditions import codes, is_whole_number, position, real

FEWEST_BITS, MOST_BITS = 2, 8  # a symmetric code needs a bit beside its sign, and must fit in int8
INT4 = (-8, 7)


def bits(value):
    """The number of bits of a code, 2 to 8, as a Python int."""
    if not is_whole_number(value) or not FEWEST_BITS <= value <= MOST_BITS:
        raise ValueError(f"bits phải là số nguyên từ {FEWEST_BITS} đến {MOST_BITS}, nhưng nhận được {value!r}.")
    return int(value)


def weights(value):
    """Weights as a float32 array of at least one axis, not empty."""
    with np.errstate(over="ignore"):
        W = real("W", value).astype(np.float32)
    if not np.isfinite(W).all():
        raise ValueError("W có giá trị vượt khỏi float32.")
    if not W.shape or not W.size:
        raise ValueError(f"W phải là mảng không rỗng, nhưng có chiều {W.shape}.")
    return W


def channel_axis(value, axes):
    """The axis of the channels as an int in [0, axes), or None for one scale per tensor."""
    return None if value is None else position("axis", value, axes)


def rows_of_groups(value, group):
    """Weights as a float32 matrix, and the length of a group, which divides the number of columns."""
    W = weights(value)
    if W.ndim != 2:
        raise ValueError(f"W phải là ma trận hai chiều, nhưng có chiều {W.shape}.")
    group = positive("group", group)
    if W.shape[1] % group:
        raise ValueError(f"Số cột của W phải chia hết cho group = {group}, nhưng W có {W.shape[1]} cột.")
    return W, group


def int4_codes(value):
    """Codes of 4 bits as an int64 array whose last axis has an even length."""
    q = codes("q", value)
    if not q.shape or q.shape[-1] % 2:
        raise ValueError(f"Trục cuối của q phải có độ dài chẵn, nhưng q có chiều {q.shape}.")
    if (q < INT4[0]).any() or (q > INT4[1]).any():
        raise ValueError(f"q phải gồm các mã từ {INT4[0]} đến {INT4[1]}, nhưng có mã {q.min()} và {q.max()}.")
    return q


def packed_bytes(value):
    """Bytes as a uint8 array of at least one axis."""
    p = np.asarray(value)
    if p.dtype != np.uint8 or not p.shape:
        raise ValueError(f"p phải là mảng uint8, nhưng có kiểu {p.dtype} và chiều {p.shape}.")
    return p


def positive(name, value):
    """A whole number above 0 as a Python int."""
    if not is_whole_number(value) or value < 1:
        raise ValueError(f"{name} phải là số nguyên dương, nhưng nhận được {value!r}.")
    return int(value)
