"""Which share of the codes lies at the ends of the ruler."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes
from course.checking.compare import Equality


def reference(x_q: Codes) -> float:
    """The share of -128 and 127 among the codes, counted one by one."""
    at_ends = 0
    for code in x_q.ravel().tolist():
        if code in (-128, 127):
            at_ends += 1
    return at_ends / x_q.size


PUZZLE = Puzzle(
    function="saturated_share",
    title="Bao nhiêu phần bão hòa",
    reference=reference,
    asks="Một mảng True và False có trung bình bằng bao nhiêu?",
    tells="So sánh x_q với −128 và với 127, ghép hai kết quả bằng dấu |, rồi lấy np.mean.",
    equality=Equality(rtol=1e-9),
    cases=(
        Visible("một nửa", {"x_q": np.array([-128, 0, 127, 5], np.int8)}),
        Visible("không mã nào", {"x_q": np.array([-127, 126, 0], np.int8)}),
        Visible("tất cả", {"x_q": np.array([[127, 127], [-128, 127]], np.int8)}),
        Visible("chỉ đầu dưới", {"x_q": np.array([-128, 1, 2], np.int8)}),
    ),
)
