"""Does one operator of ONNX run as its specification says, on the types of the arrays it is given?"""

import numpy as np
import pytest

from course import onnx_ops


def test_types_follow_the_arrays():
    """Are codes of the zero point's type, and is an axis taken?"""
    x = np.array([[-300, 1], [9, 300]], np.float32)
    [codes] = onnx_ops.run("QuantizeLinear", x, np.float32([1, 2]), np.int8([0, 1]), axis=1)
    assert codes.dtype == np.int8 and codes.tolist() == [[-128, 1], [9, 127]]


def test_several_results():
    """Does an operator with three results give all of them?"""
    codes, s, z = onnx_ops.run("DynamicQuantizeLinear", np.float32([-1, 0, 4]))
    assert codes.tolist() == [0, 51, 255] and z == 51 and s == np.float32(5 / 255)


def test_unknown_operator():
    """Is an operator refused that ONNX does not have?"""
    with pytest.raises(Exception, match="KhongCo"):
        onnx_ops.run("KhongCo", np.float32([1]))
