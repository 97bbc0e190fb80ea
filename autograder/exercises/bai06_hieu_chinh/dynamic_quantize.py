"""Dynamic quantization by ONNX's rule."""

import numpy as np

from autograder import reference
from autograder.exercises.model import Puzzle, Seeded, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_row(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """A hundred float32 values on both sides of 0, some of them halfway between two codes."""
    x = rng.normal(0, 3, 100).astype(np.float32)
    s = (x.max() - x.min()) / np.float32(255)
    x[:20] = np.clip((np.floor(x[:20] / s) + np.float32(0.5)) * s, x.min(), x.max())
    return {"x": x}


PUZZLE = Puzzle(
    function="dynamic_quantize",
    title="Lượng tử hóa động",
    reference=reference.dynamic_quantize,
    is_one_line=False,
    asks="Trong công thức, miền được nới cho chứa số 0 trước hay sau khi tính s, và mọi phép tính có ở float32 không?",
    tells="Nới trước, tính s bằng np.float32, z làm tròn sau khi cắt; x toàn số 0 thì s = 1. Trả về (x_q, s, z), x_q và z kiểu np.uint8.",
    equality=EXACT_WITH_DTYPE,
    cases=(
        Visible("ví dụ tính tay", {"x": np.array([-1.0, 0.0, 4.0], np.float32)}),
        Visible("toàn số dương: miền nới xuống 0", {"x": np.array([[2.0, 5.0], [3.0, 2.5]], np.float32)}),
        Visible("toàn số âm: miền nới lên 0", {"x": np.array([-3.0, -0.5, -2.0], np.float32)}),
        Visible("toàn số 0", {"x": np.zeros((2, 3), np.float32)}),
        Visible("một hằng số", {"x": np.full(4, 5.0, np.float32)}),
        Visible("điểm 0 nằm đúng giữa hai mã", {"x": np.array([-0.5, 254.5, 1.5, 2.5], np.float32)}),
        Visible("rất nhỏ", {"x": np.array([1e-30, -3e-30, 2e-30], np.float32)}),
        Seeded("một trăm số, có số nằm đúng giữa hai mã", draw_row, 11),
        Seeded("một trăm số khác", draw_row, 12),
    ),
)
