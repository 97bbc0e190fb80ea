"""The zero point of the input folded into the bias."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai04_toan_so_nguyen.layers import LARGE, SMALL, int32
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_folding(rng: Generator) -> Args:
    p, n = (int(k) for k in rng.permutation([2, 3, 4, 5, 6])[:2])
    return {
        "b_q": rng.integers(-9000, 9000, n).astype(np.int32),
        "W_q": rng.integers(-127, 128, size=(p, n)).astype(np.int8),
        "z_X": int(rng.choice([-1, 1]) * rng.integers(20, 128)),
    }


SUM_W = "np.sum(W_q, axis=0, dtype=np.int32)"
FOLD = f"b_q - z_X * {SUM_W}"

EXERCISE = Exercise(
    function="fold_zero_point",
    title="Gộp điểm 0 vào độ lệch",
    reference=reference.fold_zero_point,
    asks="Khai triển (X_q − z_X)·W_q. Số hạng nào không phụ thuộc ảnh?",
    tells="Lấy b_q trừ z_X nhân với tổng từng cột của W_q (axis=0), tất cả trong int32.",
    parts=(
        Part(
            "TODO 10",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"b_q": SMALL["b_q"], "W_q": SMALL["W_q"], "z_X": -5}),
                Visible("điểm 0 của ảnh là −128", {"b_q": LARGE["b_q"], "W_q": LARGE["W_q"], "z_X": -128}),
                Visible(
                    "tổng từng cột vượt int8",
                    {"b_q": int32(7, -900, 40), "W_q": np.full((5, 3), 127, dtype=np.int8), "z_X": 90},
                ),
                Visible("điểm 0 bằng 0", {"b_q": int32(12, -5), "W_q": SMALL["W_q"], "z_X": 0}),
            ),
            draw=draw_folding,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "cộng thay vì trừ",
                    kind="term/sign",
                    edits={"b_q - z_X": "b_q + z_X"},
                    asks="Khai triển (X_q − z_X)·W_q: dấu trước z_X·W_q là gì?",
                    tells="Trừ z_X nhân với tổng từng cột.",
                ),
                Misconception(
                    "cộng theo hàng",
                    kind="axis/other",
                    edits={"axis=0": "axis=1"},
                    asks="W_q có chiều (p, n). Tổng phải có n số, vậy cộng dọc theo trục nào?",
                    tells="Mỗi nút ra là một cột của W_q. Dùng axis=0 để cộng dọc theo p.",
                ),
                Misconception(
                    "cộng cả ma trận",
                    kind="axis/shared",
                    edits={"axis=0, ": ""},
                    asks="Mọi nút ra có chung một tổng, hay mỗi cột của W_q một tổng?",
                    tells="Tính tổng riêng cho từng cột, với axis=0.",
                ),
                Misconception(
                    "quên z_X",
                    kind="zero_point/forgotten",
                    edits={"z_X * np.sum": "np.sum"},
                    asks="Trong phần không phụ thuộc ảnh, tổng của cột được nhân với gì?",
                    tells="Nhân tổng từng cột với z_X rồi mới trừ.",
                ),
                Misconception(
                    "quên nhân với trọng số",
                    kind="term/forgotten",
                    edits={f"z_X * {SUM_W}": "np.int32(z_X * W_q.shape[0])"},
                    asks="z_X bị trừ khỏi mã đầu vào, rồi hiệu ấy nhân với gì?",
                    tells="z_X được nhân với từng trọng số trong cột, nên cần tổng của cột chứ không phải số hàng.",
                ),
                Misconception(
                    "quên độ lệch cũ",
                    kind="term/forgotten",
                    edits={FOLD: f"np.int32(-z_X) * {SUM_W}"},
                    asks="Độ lệch mới thay chỗ cho độ lệch cũ. Vậy b_q đi đâu?",
                    tells="Bắt đầu từ b_q, rồi trừ z_X nhân với tổng từng cột.",
                ),
                Misconception(
                    "cộng độ lệch cũ p lần",
                    kind="term/place",
                    edits={FOLD: "np.sum(b_q - z_X * W_q.astype(np.int32), axis=0, dtype=np.int32)"},
                    asks="Mỗi nút ra có mấy độ lệch? Nếu b_q nằm trong phép cộng theo cột thì nó được cộng mấy lần?",
                    tells="Cộng các cột của W_q trước, rồi mới lấy b_q trừ đi: b_q đứng ngoài phép cộng.",
                ),
                Misconception(
                    "nhân với z_X trong int8",
                    kind="dtype/overflow",
                    edits={FOLD: "(b_q - np.sum(np.int8(z_X) * W_q, axis=0)).astype(np.int32)"},
                    asks="90 × 127 có vừa int8 không?",
                    tells="Cộng các cột trong int32 trước, rồi mới nhân với z_X.",
                ),
                Misconception(
                    "cộng trong int8",
                    kind="dtype/overflow",
                    edits={"dtype=np.int32": "dtype=np.int8).astype(np.int32"},
                    asks="Tổng của năm mã 127 có vừa int8 không?",
                    tells="Cộng trong np.int32: np.sum(…, dtype=np.int32).",
                ),
                Misconception(
                    "cộng rồi nhân, tất cả trong int8",
                    kind="dtype/overflow",
                    edits={SUM_W: "sum(W_q)"},
                    asks="Tổng từng cột của bạn có kiểu gì? Tổng của năm mã 127 có vừa kiểu ấy không?",
                    tells="Tổng ở int8 thì tích với z_X cũng ở int8, và cả hai đều tràn. "
                    "Hàm sum của Python giữ nguyên int8; hãy dùng np.sum(…, axis=0, dtype=np.int32).",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={", dtype=np.int32": ""},
                    asks="Hãy xem dtype của kết quả: np.sum đổi int8 và int32 sang kiểu nào?",
                    tells="Giá trị đã đúng. Thêm dtype=np.int32 vào np.sum, hoặc đổi kết quả sang np.int32.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("astype trước khi cộng", {FOLD: "(b_q - z_X * W_q.astype(np.int32).sum(axis=0)).astype(np.int32)"}),
        Variant(
            "nhân với hàng toàn z_X",
            {f"z_X * {SUM_W}": "np.full(W_q.shape[0], z_X, dtype=np.int32) @ W_q"},
            note="Tổng từng cột nhân z_X chính là một hàng toàn z_X nhân với W_q.",
        ),
        Variant("nhân trước, cộng sau", {FOLD: "b_q - (z_X * W_q.astype(np.int32)).sum(axis=0, dtype=np.int32)"}),
        Variant(
            "vòng lặp",
            {
                FOLD: "np.array([int(b) - z_X * sum(int(w) for w in column) for b, column in zip(b_q, W_q.T)],"
                " dtype=np.int32)"
            },
        ),
    ),
)
