"""Are matrices of one number taken, and does the longest sum, not the widest matrix, decide what is too large?"""

import numpy as np
import pytest

from autograder import reference

NUMBERS = {"z_X": 0, "z_W": 0, "z_b": 0, "s_X": 1.0, "s_W": 1.0, "s_b": 1.0, "s_Y": 2.0**60, "exp": 8}
LARGE = 2**26  # two of them make 2**52: twice that is exact in float64, four times is not


@pytest.mark.parametrize("rows, columns, is_taken", [(4, 1, False), (1, 4, True), (2, 4, True)])
def test_longest_sum(rows, columns, is_taken):
    """Is a product refused for the number of its summands, and not for that of its columns?"""
    X_q, W_q = np.full((1, rows), LARGE), np.full((rows, columns), LARGE)
    arguments = {"X_q": X_q, "W_q": W_q, "b_q": np.zeros(columns, int), "p": rows, **NUMBERS}
    if is_taken:
        assert reference.quantization_matrix_multiplication_int(**arguments).shape == (1, columns)
    else:
        with pytest.raises(ValueError, match="quá lớn"):
            reference.quantization_matrix_multiplication_int(**arguments)


def test_matrix_of_one_code():
    """Is a layer of one input and one output computed?"""
    one = np.ones((1, 1), np.int8)
    assert reference.fold_zero_point(np.array([5], np.int32), one, 3).tolist() == [2]
    assert reference.linear_relu_int8(one, one, np.array([1], np.int32), 0, 2**30, 0, 0, False).tolist() == [[1]]


def test_network_of_one_weight():
    """Is a network of one weight quantized, from images of one number?"""
    image = np.array([[2.0]])
    ranges, logits = reference.ptq_mlp([(np.array([[3.0]]), np.array([1.0]))], image, image, 8, 8, "minmax")
    assert ranges == [(0.0, 2.0)]
    np.testing.assert_allclose(logits, [[7.0]], rtol=0.01)
