"""Signs and one scale a column."""

import numpy as np

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import NEARLY_EXACT_WITH_DTYPE, draw_weights
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible

SIGNS = "np.where(W >= 0, 1, -1)"
ALPHA = "np.mean(np.abs(W), axis=0)"

EXERCISE = Exercise(
    function="binarize",
    title="Nhị phân hóa",
    reference=reference.binarize,
    asks="Mỗi trọng số còn một bit: bit ấy cho biết gì? Một cột dùng chung độ co giãn nào thì sai ít nhất?",
    tells="Dấu là 1 khi W ≥ 0 và −1 khi W < 0; α của mỗi cột là trung bình của |W| trong cột ấy.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"W": np.array([[0.5, -2.0], [-0.1, 0.0], [0.3, 1.0]])}),
                Visible("ma trận vuông", {"W": np.array([[1.0, -4.0, 0.2], [-0.5, 2.0, 0.1], [3.0, 0.0, -0.6]])}),
                Visible("một cột toàn số âm", {"W": np.array([[-1.0, 2.0], [-3.0, -1.0], [-0.5, 0.4], [-2.5, 3.0]])}),
            ),
            draw=draw_weights,
            equality=NEARLY_EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "để số 0 vẫn là 0",
                    kind="zero/special_case",
                    edits={SIGNS: "np.sign(W)"},
                    asks="Số 0 của bạn mang dấu nào? Một bit có chỗ cho giá trị thứ ba không?",
                    tells="Chỉ có −1 và 1, mà np.sign(0) là 0. Bài quy ước số 0 mang dấu 1: dùng W >= 0.",
                ),
                Misconception(
                    "cho số 0 dấu −1",
                    kind="zero/special_case",
                    edits={SIGNS: "np.where(W > 0, 1, -1)"},
                    asks="Số 0 của bạn mang dấu nào? Bài quy ước dấu nào?",
                    tells="Số 0 mang dấu 1: dùng W >= 0.",
                ),
                Misconception(
                    "lấy số lớn nhất làm độ co giãn",
                    kind="scale/other",
                    edits={ALPHA: "np.max(np.abs(W), axis=0)"},
                    asks="Mọi trọng số của cột đều đọc ra ±α. Nếu α là số lớn nhất thì trọng số nhỏ sai bao nhiêu?",
                    tells="Sai số bình phương nhỏ nhất khi α là trung bình của |W|, không phải số lớn nhất.",
                ),
                Misconception(
                    "lấy trung bình mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={ALPHA: "np.mean(W, axis=0)"},
                    asks="Cột có nửa dương nửa âm thì trung bình của W gần số nào?",
                    tells="Lấy np.abs(W) trước, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "lấy trị tuyệt đối sau khi lấy trung bình",
                    kind="scale/absolute",
                    edits={ALPHA: "np.abs(np.mean(W, axis=0))"},
                    asks="Cột (−1, 1) có trung bình của W là mấy? Bỏ dấu số ấy thì có được trung bình của |W| không?",
                    tells="Lấy np.abs của từng trọng số trước, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "mỗi hàng một độ co giãn",
                    kind="axis/other",
                    edits={ALPHA: "np.mean(np.abs(W), axis=1)"},
                    asks="W có chiều (vào, ra). Mỗi nút ra là một hàng hay một cột?",
                    tells="Là một cột. Mỗi cột một α: lấy trung bình theo axis=0.",
                ),
                Misconception(
                    "một độ co giãn cho cả tensor",
                    kind="axis/shared",
                    edits={ALPHA: "np.mean(np.abs(W))"},
                    asks="Ma trận có mấy cột, bạn tính mấy α?",
                    tells="Mỗi cột một α: thêm axis=0.",
                ),
                Misconception(
                    "lấy căn của trung bình bình phương làm độ co giãn",
                    kind="scale/other",
                    edits={ALPHA: "np.sqrt(np.mean(W**2, axis=0))"},
                    asks="Khai triển tổng (|W| − α)² rồi lấy đạo hàm theo α: α bằng trung bình của cái gì?",
                    tells="α tốt nhất là trung bình của |W|. Căn của trung bình bình phương không bao giờ nhỏ hơn số ấy.",
                ),
                Misconception(
                    "chia cho số cột",
                    kind="axis/other",
                    edits={ALPHA: "np.sum(np.abs(W), axis=0) / W.shape[1]"},
                    asks="Một cột của W có mấy trọng số: bằng số hàng hay số cột?",
                    tells="Mỗi cột có W.shape[0] trọng số: chia cho số hàng, hay dùng np.mean với axis=0.",
                ),
                Misconception(
                    "chỉ lấy trung bình các trọng số khác 0",
                    kind="scale/other",
                    edits={ALPHA: "np.sum(np.abs(W), axis=0) / np.maximum(np.count_nonzero(W, axis=0), 1)"},
                    asks="Trọng số 0 cũng đọc ra α. Nó có góp vào sai số không?",
                    tells="Lấy trung bình trên mọi trọng số của cột, kể cả những số 0.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={".astype(np.int8)": ""},
                    asks="Hãy xem dtype của signs: mỗi dấu của bạn đang chiếm mấy byte?",
                    tells="Giá trị đã đúng. Đổi các dấu sang np.int8.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "từ đúng sai ra dấu",
            {SIGNS: "(2 * (W >= 0) - 1)"},
            note="True là 1, False là 0, nên 2·(W ≥ 0) − 1 cho ngay 1 và −1.",
        ),
        Variant("np.copysign, bỏ số 0 âm", {SIGNS: "np.copysign(1, W + 0.0)"}),
        Variant("tổng chia số hàng", {ALPHA: "np.abs(W).sum(axis=0) / len(W)"}),
        Variant(
            "dấu nhân với W",
            {ALPHA: "np.mean(signs * W, axis=0)"},
            note="Dấu nhân với chính trọng số là trị tuyệt đối: α là hình chiếu của cột W lên cột dấu.",
        ),
    ),
    bears=lambda W: np.size(W) <= 10**6,
)
