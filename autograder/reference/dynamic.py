"""Dynamic quantization: the ruler of an array is chosen from the array itself, at run time.

Source: the ONNX operator DynamicQuantizeLinear, version 11, https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html;
onnxruntime's kernel decides what the specification leaves open, the array of zeros and the empty one.
"""

import numpy as np
from numpy.typing import NDArray

from autograder.reference.calibration import NARROWEST
from autograder.reference.domain import Reals, domain, real, rule

LAST = 255  # the largest code
LARGEST = float(np.finfo(np.float32).max)


def ends(x: Reals) -> tuple[np.float32, np.float32]:
    """The smallest and the largest value of x in float32, moved to 0 where 0 is left out; (0, 0) of no values."""
    values = x.astype(np.float32)
    return np.float32(values.min(initial=0)), np.float32(values.max(initial=0))


def has_a_step(x: Reals) -> bool:
    """Is the range of x empty, or of a width whose step is an ordinary number of float32?"""
    low, high = map(float, ends(x))
    return low == high or NARROWEST <= high - low <= LARGEST


@domain(x=real(np.float32))
@rule("Miền của x quá hẹp hoặc quá rộng cho float32", has_a_step)
def dynamic_quantize(x: Reals) -> tuple[NDArray[np.uint8], np.float32, np.uint8]:
    """(x_q, s, z): codes clip(rint(x / s) + z, 0, 255) of x, by the scale and the zero point that x itself gives.

    x: real values of any shape, also of none, in float32 or made float32.
    s = (max(0, max x) - min(0, min x)) / 255, np.float32, in the units of x.
    z = rint(clip(-min(0, min x) / s, 0, 255)), np.uint8. x_q: np.uint8 of the shape of x.
    All is float32, and a half goes to the even integer. Where the range is empty, of zeros or of no values at all, s is
    1 and z is 0, so that no code means anything but 0. A constant is the end of a range that begins or ends with 0.
    Raises ValueError when a value is not finite in float32, or the range has a width whose step leaves float32.
    Source: ONNX DynamicQuantizeLinear, version 11.
    """
    low, high = ends(x)
    s = (high - low) / np.float32(LAST) or np.float32(1)
    z = np.uint8(np.rint(np.clip(-low / s, 0, LAST)))
    return np.clip(np.rint(x / s) + z, 0, LAST).astype(np.uint8), s, z
