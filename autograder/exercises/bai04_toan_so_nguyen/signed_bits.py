"""How many bits an integer needs, its sign included."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes


def reference(a: Codes) -> Codes:
    """For each integer the fewest bits b with -2**(b-1) <= a < 2**(b-1), tried one after the other."""
    needed = []
    for value in a.ravel().tolist():
        bits = 1
        while not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            bits += 1
        needed.append(bits)
    return np.array(needed).reshape(a.shape)


PUZZLE = Puzzle(
    function="signed_bits",
    title="Cần bao nhiêu bit",
    reference=reference,
    asks="−128 và 127 cùng cần 8 bit; phép tính nào trên bit đổi −128 thành 127?",
    tells="~a bằng −a − 1 nên đổi số âm thành số không âm cần cùng số bit; np.frexp cho biết số mũ, tức là số chữ số nhị phân.",
    cases=(
        Visible("quanh 8 bit", {"a": np.array([127, 128, -128, -129], np.int32)}),
        Visible("số nhỏ", {"a": np.array([[0, -1], [1, -2]], np.int32)}),
        Visible("hai đầu của int32", {"a": np.array([2**31 - 1, -(2**31)], np.int32)}),
        Visible("lũy thừa của 2", {"a": np.array([1 << k for k in range(31)], np.int32)}),
    ),
)
