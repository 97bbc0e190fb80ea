"""Does every argument of the functions on weights that has no answer raise a ValueError that names it?"""

import numpy as np
import pytest
from refusals import refused

from autograder import reference

VALID = {
    "quantize_symmetric": {"W": np.array([[0.5, -1.0], [2.0, 0.0], [1.0, 3.0]]), "bits": 8, "axis": 1},
    "quantize_groupwise": {"W": np.array([[0.5, -1.0, 2.0, 0.0], [1.0, 3.0, 0.2, 0.1]]), "bits": 4, "group": 2},
    "pack_int4": {"q": np.array([[1, -8], [7, 0]], np.int8)},
    "unpack_int4": {"p": np.array([[1, 255]], np.uint8)},
    "bits_per_weight": {"bits": 4, "group": 32, "scale_bits": 16},
}
BAD_WEIGHTS = [
    np.array([1.0, np.nan]),
    np.array([1.0, np.inf]),
    np.array([1e39]),
    np.array([]),
    np.zeros((2, 0)),
    1.5,
    "1",
    None,
    np.array([True, False]),
    np.array([1j, 2j]),
]
BAD_BITS = [0, 1, 9, -4, 4.0, "4", None, True, [4], float("nan")]
BAD_COUNT = [0, -1, 2.0, "2", None, True, [2], float("nan")]
BAD_CODES = [
    np.array([8, 0]),
    np.array([0, -9]),
    np.array([1.0, 2.0]),
    np.array([1, 2, 3]),
    np.zeros((2, 3), np.int8),
    np.int8(1),
    np.array([True, False]),
    np.array([0, 200], np.uint8),
    None,
]
BAD_BYTES = [np.array([1], np.int8), np.array([1, 2]), np.array([1.0]), np.uint8(7), np.array([True]), None]


REFUSED = [
    (("quantize_symmetric", "quantize_groupwise"), ("W",), BAD_WEIGHTS),
    (("quantize_groupwise",), ("W",), [np.ones(4), np.ones((2, 2, 2)), np.ones((2, 5))]),
    (("quantize_symmetric", "quantize_groupwise", "bits_per_weight"), ("bits",), BAD_BITS),
    (("quantize_symmetric",), ("axis",), [2, -1, 1.0, "1", True, (0, 1)]),
    (("quantize_groupwise", "bits_per_weight"), ("group",), BAD_COUNT),
    (("quantize_groupwise",), ("group",), [3, 5]),
    (("bits_per_weight",), ("scale_bits",), BAD_COUNT),
    (("pack_int4",), ("q",), BAD_CODES),
    (("unpack_int4",), ("p",), BAD_BYTES),
]


@pytest.mark.parametrize("function", VALID)
def test_valid_arguments_pass(function):
    """Do the arguments that each case below spoils pass as they stand?"""
    getattr(reference, function)(**VALID[function])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "name", "value"), list(refused(REFUSED)))
def test_refused(function, name, value):
    """Is a ValueError raised that names the argument?"""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        getattr(reference, function)(**{**VALID[function], name: value})


@pytest.mark.parametrize("bits", [2, 8, np.int64(5)])
def test_every_number_of_bits_from_2_to_8(bits):
    """Are the ends of the range of bits, and NumPy's integers, taken?"""
    W_q, _ = reference.quantize_symmetric(np.array([1.0, -1.0]), bits)
    assert W_q.tolist() == [2 ** (int(bits) - 1) - 1, 1 - 2 ** (int(bits) - 1)]


def test_arguments_at_the_edge_pass():
    """Are the largest float32, groups of one, both ends of int4, empty codes and integers as weights taken?"""
    largest = float(np.finfo(np.float32).max)
    assert reference.quantize_symmetric(np.array([largest]), 8)[0] == 127
    assert reference.quantize_groupwise(np.array([[1, -2]]), 4, 1)[0].tolist() == [[7, -7]]
    assert reference.quantize_groupwise(np.array([[1.0, -2.0]]), np.int64(4), np.int64(2))[1].shape == (1, 1)
    assert reference.pack_int4(np.array([-8, 7])).tolist() == [0x78]
    assert reference.pack_int4(np.zeros((2, 0), np.int64)).shape == (2, 0)
    assert reference.unpack_int4(np.zeros((2, 0), np.uint8)).shape == (2, 0)
    assert reference.bits_per_weight(4, 1, 1) == 5


def test_messages_tell_what_came():
    """Do messages tell what was wrong, in Vietnamese?"""
    with pytest.raises(ValueError, match=r"từ 2 đến 8, nhưng nhận được 9"):
        reference.quantize_symmetric(np.ones(2), 9)
    with pytest.raises(ValueError, match=r"chia hết cho group = 3, nhưng W có 4 cột"):
        reference.quantize_groupwise(np.ones((2, 4)), 4, 3)
    with pytest.raises(ValueError, match=r"có chiều \(3,\)"):
        reference.pack_int4(np.array([1, 2, 3]))
    with pytest.raises(ValueError, match=r"từ -8 đến 7, nhưng có mã -9 và 8"):
        reference.pack_int4(np.array([-9, 8]))
    with pytest.raises(ValueError, match="vượt khỏi float32"):
        reference.quantize_symmetric(np.array([1e39]), 8)
