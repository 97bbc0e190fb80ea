"""Codes -1, 0 and 1 with the mean of |W| as their scale."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import NEARLY_EXACT_WITH_DTYPE, draw_weights
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until


def draw_matrix(rng: Generator) -> Args:
    return draw_weights(rng)


def tells_apart(W: np.ndarray) -> bool:
    """Are all codes there, some of them clipped, and is no weight near a half?"""
    steps = W / np.mean(np.abs(W))
    codes = np.clip(np.rint(steps), -1, 1)
    return away_from_ties(steps) and len(np.unique(codes)) == 3 and np.abs(steps).max() > 1.6


GAMMA = "np.mean(np.abs(W))"
CODES = "np.clip(np.rint(W / gamma), -1, 1)"
CAST = ".astype(np.int8)"
ONE_OF_MANY = np.zeros((15, 10))
ONE_OF_MANY[7, 3] = 6.0  # 150 times the mean: more than int8 holds

EXERCISE = Exercise(
    function="ternarize",
    title="Tam phân hóa",
    reference=reference.ternarize,
    asks="γ là trung bình của cái gì, trên những trọng số nào? Làm tròn được 2 hay −2 thì mã là mấy?",
    tells="γ là trung bình của |W| trên cả tensor; mã là W / γ, làm tròn rồi cắt về −1, 0, 1.",
    parts=(
        Part(
            "TODO 6",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", {"W": np.array([[0.5, -2.0], [-0.1, 0.0], [0.3, 1.0]])}),
                Visible("mảng một chiều", {"W": np.array([0.2, -0.9, 3.0, -1.4, 0.7, -0.1, 2.1])}),
                Visible("cột to, cột nhỏ", {"W": np.array([[4.0, 0.1, -0.9], [-2.6, -0.3, 1.7], [5.5, 0.2, 0.4]])}),
                Visible("hai trọng số bằng ±γ", {"W": np.array([[1.0, 0.0], [-2.0, -1.0]])}),
                Visible("150 trọng số, chỉ một khác 0", {"W": ONE_OF_MANY}),
            ),
            draw=draw_until(draw_matrix, tells_apart),
            equality=NEARLY_EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CODES: "np.rint(W / gamma)"},
                    asks="Trọng số gấp ba γ thì làm tròn thành mã nào? Mã ấy có trong −1, 0, 1 không?",
                    tells="Làm tròn xong phải cắt về đoạn từ −1 đến 1 bằng np.clip.",
                ),
                Misconception(
                    "lấy số lớn nhất làm độ co giãn",
                    kind="scale/other",
                    edits={GAMMA: "np.max(np.abs(W))"},
                    asks="Chia cho số lớn nhất thì mấy trọng số còn khác 0 sau khi làm tròn?",
                    tells="Chỉ những trọng số lớn hơn một nửa số lớn nhất. γ phải là trung bình của |W|.",
                ),
                Misconception(
                    "lấy độ lệch chuẩn làm độ co giãn",
                    kind="scale/other",
                    edits={GAMMA: "np.std(W)"},
                    asks="Công thức của γ có bình phương và căn bậc hai không?",
                    tells="γ là trung bình của |W|, không phải độ lệch chuẩn.",
                ),
                Misconception(
                    "chỉ lấy dấu, không có số 0",
                    kind="rounding/none",
                    edits={CODES: "np.sign(W)"},
                    asks="Trọng số rất nhỏ của bạn thành 0 hay thành ±1?",
                    tells="Chia cho γ rồi làm tròn: những trọng số nhỏ hơn nửa γ phải thành 0.",
                ),
                Misconception(
                    "mỗi cột một độ co giãn",
                    kind="axis/split",
                    edits={GAMMA: "np.mean(np.abs(W), axis=0)"},
                    asks="gamma là một số hay một mảng?",
                    tells="Một số: cả tensor chung một γ. Gọi np.mean mà không ghi axis.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={CODES: "np.clip(np.floor(W / gamma), -1, 1)"},
                    asks="−0.1 làm tròn xuống thành mấy? Nó gần 0 hay gần −1 hơn?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={CODES: "np.clip(np.trunc(W / gamma), -1, 1)"},
                    asks="0.9 bỏ phần thập phân thành mấy? Nó gần 0 hay gần 1 hơn?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "lấy trung bình mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={GAMMA: "np.mean(W)"},
                    asks="Trọng số nửa dương nửa âm thì trung bình của W gần số nào?",
                    tells="Lấy np.abs(W) trước, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "lấy ngưỡng là γ thay vì nửa γ",
                    kind="rounding/other_rule",
                    edits={CODES: "(np.sign(W) * (np.abs(W) > gamma))"},
                    asks="Trọng số bằng 0.8γ gần mức 0 hay gần mức γ hơn?",
                    tells="Làm tròn W / γ đổi mã ở một nửa, nên ngưỡng là γ / 2.",
                ),
                Misconception(
                    "lấy ngưỡng là 0.7γ thay vì nửa γ",
                    kind="rounding/other_rule",
                    edits={CODES: "(np.sign(W) * (np.abs(W) > 0.7 * gamma))"},
                    asks="Trọng số bằng 0.6γ gần mức 0 hay gần mức γ hơn?",
                    tells="Hệ số 0.7 là của một cách tam phân hóa khác. Làm tròn W / γ đổi mã ở một nửa, nên ngưỡng là γ / 2.",
                ),
                Misconception(
                    "chỉ lấy trung bình các trọng số khác 0",
                    kind="scale/other",
                    edits={GAMMA: "np.sum(np.abs(W)) / np.count_nonzero(W)"},
                    asks="Trung bình trên cả tensor thì chia cho mấy: số trọng số, hay số trọng số khác 0?",
                    tells="γ là trung bình của |W| trên mọi trọng số, kể cả những số 0.",
                ),
                Misconception(
                    "đổi sang int8 trước khi cắt",
                    kind="dtype/overflow",
                    edits={f"{CODES}{CAST}": "np.clip(np.rint(W / gamma).astype(np.int8), -1, 1)"},
                    asks="W / γ bằng 150 thì đổi sang int8 thành số nào?",
                    tells="int8 chỉ đến 127, lớn hơn thì quay vòng thành số âm. Cắt về −1, 0, 1 trước, rồi mới đổi kiểu.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={"return T, gamma": "return T.ravel(), gamma"},
                    asks="W là ma trận thì T phải có chiều nào?",
                    tells="Mỗi trọng số một mã, ở cùng chỗ: T có cùng chiều với W.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={CAST: ""},
                    asks="Hãy xem dtype của T: đó là kiểu số nguyên hay số thực?",
                    tells="Giá trị đã đúng. Đổi các mã sang np.int8.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={CAST: ".astype(np.int64)"},
                    asks="Hãy xem dtype của T: mỗi mã của bạn đang chiếm mấy byte?",
                    tells="Giá trị đã đúng. Đổi sang np.int8 thay vì int64.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "hai ngưỡng",
            {CODES: "(1 * (W > gamma / 2) - (W < -gamma / 2))"},
            note="Làm tròn rồi cắt về ba mã cũng là so W với hai ngưỡng γ/2 và −γ/2.",
        ),
        Variant("np.minimum và np.maximum", {CODES: "np.minimum(np.maximum(np.round(W / gamma), -1), 1)"}),
        Variant("cắt rồi mới làm tròn", {CODES: "np.rint(np.clip(W / gamma, -1, 1))"}),
        Variant("tổng chia số phần tử", {GAMMA: "np.abs(W).sum() / W.size"}),
    ),
    bears=lambda W: np.size(W) <= 10**6,
)
