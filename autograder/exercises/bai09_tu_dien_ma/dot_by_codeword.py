"""A sum of products with one multiplication a codeword."""

import numpy as np

from autograder.exercises.bai09_tu_dien_ma.values import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes, Reals


def reference(x: Reals, codes: Codes, codebook: Reals) -> float:
    """The sum of x[i] * codebook[codes[i]], added up word by word."""
    sums = [0.0] * len(codebook)
    for value, code in zip(x.tolist(), codes.tolist(), strict=True):
        sums[code] += value
    return float(sum(total * word for total, word in zip(sums, codebook.tolist(), strict=True)))


PUZZLE = Puzzle(
    function="dot_by_codeword",
    title="Mỗi từ mã một phép nhân",
    reference=reference,
    asks="Những đầu vào nào cùng nhân với từ mã thứ j? Hàm nào của NumPy cộng các số theo nhóm?",
    tells="np.bincount với `weights=x` cộng các x của mỗi mã, và `minlength` giữ chỗ cho từ mã không ai dùng. Nhân kết quả với codebook rồi cộng lại.",
    equality=NEARLY_EXACT,
    cases=(
        Visible(
            "ba từ mã",
            {
                "x": np.array([1.0, 2.0, 4.0, 8.0]),
                "codes": np.array([0, 2, 2, 1], np.uint8),
                "codebook": np.array([-1.0, 0.5, 3.0]),
            },
        ),
        Visible(
            "hai từ mã cuối không ai dùng",
            {
                "x": np.array([0.5, -1.5, 2.0]),
                "codes": np.array([1, 0, 1], np.uint8),
                "codebook": np.array([-2.0, 1.0, 5.0, 7.0]),
            },
        ),
        Visible(
            "một đầu vào", {"x": np.array([3.0]), "codes": np.array([1], np.uint8), "codebook": np.array([-1.0, 4.0])}
        ),
    ),
)
