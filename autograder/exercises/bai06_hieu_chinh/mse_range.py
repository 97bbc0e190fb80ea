"""The shrunk range with the smallest mean squared error."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import CLEAR_WIN, NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals

RATIOS = np.round(np.linspace(1.0, 0.1, 19), 2)


def draw_tailed(rng: Generator) -> Args:
    """Values with long tails, quantized to few bits, and ratios in an order of their own."""
    X = rng.laplace(rng.uniform(-0.5, 0.5), 1, size=(4, 10))
    return {"X": rounded(X, 2), "bits": int(rng.integers(2, 5)), "ratios": rng.permutation(RATIOS)}


def clear_minimum(X: Reals, bits: int, ratios: Reals) -> bool:
    """Is one ratio better than all others by more than float rounding, and neither the first nor the largest?"""
    alpha, beta = reference.minmax_range(X)
    errors = [np.mean((reference.quantize_dequantize(X, r * alpha, r * beta, bits) - X) ** 2) for r in ratios]
    best, second = np.sort(errors)[:2]
    return second > best * (1 + CLEAR_WIN) and 0 < np.argmin(errors) != np.argmax(ratios)


def tailed(seed: int, label: str) -> Seeded:
    """A visible case: the first acceptable one of this seed."""
    return Seeded(label, draw_until(draw_tailed, clear_minimum), seed)


MSE = "np.mean((X_hat - X) ** 2)"
TRY = "quantize_dequantize(X, ratio * alpha, ratio * beta, bits)"
BEST = "ratios[np.argmin(errors)]"
SHRINK = "alpha, beta = best * alpha, best * beta"

EXERCISE = Exercise(
    function="mse_range",
    title="Miền có MSE nhỏ nhất",
    reference=reference.mse_range,
    asks="Với mỗi tỷ lệ, X đi qua miền co lại thì sai bao nhiêu, tính trên mọi giá trị?",
    tells="MSE là trung bình của (X̂ − X)² trên cả X, đơn vị là số thực; chọn tỷ lệ có MSE nhỏ nhất, hòa thì lấy tỷ lệ đứng trước.",
    parts=(
        Part(
            "TODO 6",
            points=1,
            asks="Miền co lại có cả hai đầu nhân với ratio chưa? Sai số là hiệu của số thực hay của mã, và lấy trung bình lúc nào?",
            tells="Gọi quantize_dequantize với miền đã co. Bình phương từng hiệu trước, rồi lấy trung bình trên mọi phần tử của X.",
            visible=(
                tailed(359, "hai đuôi dài, lần 1"),
                tailed(168, "hai đuôi dài, lần 2"),
                tailed(91, "hai đuôi dài, lần 3"),
                Visible(
                    "tỷ lệ tệ nhất nằm giữa",
                    {"X": np.array([1.5] * 12 + [3.0]), "bits": 2, "ratios": np.array([0.5, 1.0, 0.8])},
                ),
            ),
            draw=draw_until(draw_tailed, clear_minimum),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "đo MSE trên mã thay vì trên số thực",
                    kind="error/of_what",
                    edits={MSE: "np.mean(((X_hat - X) / (ratio * (beta - alpha))) ** 2)"},
                    asks="Sai một mã trên thước có bước 0.1 và trên thước có bước 10, sai nào nặng hơn?",
                    tells="Miền khác nhau thì bước khác nhau, nên phải so bằng đơn vị của số thực.",
                ),
                Misconception(
                    "quên bình phương",
                    kind="error/power",
                    edits={MSE: "np.mean(X_hat - X)"},
                    asks="Sai +1 và sai −1 cộng lại bằng mấy?",
                    tells="Bình phương từng sai số rồi mới lấy trung bình, nếu không chúng triệt tiêu nhau.",
                ),
                Misconception(
                    "lấy trung bình trước, bình phương sau",
                    kind="error/power",
                    edits={MSE: "np.mean(X_hat - X) ** 2"},
                    asks="Sai +1 và sai −1 có trung bình bằng mấy, trước khi bình phương?",
                    tells="Bình phương từng sai số trước, lấy trung bình sau.",
                ),
                Misconception(
                    "lấy trị tuyệt đối thay vì bình phương",
                    kind="error/power",
                    edits={MSE: "np.mean(np.abs(X_hat - X))"},
                    asks="MSE là viết tắt của những chữ nào?",
                    tells="Chữ S nghĩa là bình phương: bình phương từng sai số rồi mới lấy trung bình.",
                ),
                Misconception(
                    "sai số lớn nhất",
                    kind="error/of_what",
                    edits={MSE: "np.max((X_hat - X) ** 2)"},
                    asks="Một giá trị ở xa có được quyết định thay cho mọi giá trị khác không?",
                    tells="Lấy trung bình bằng np.mean, không lấy max.",
                ),
                Misconception(
                    "bỏ qua những giá trị bị cắt",
                    kind="error/of_what",
                    edits={
                        MSE: "np.sum(((X_hat - X) * (X >= ratio * alpha) * (X <= ratio * beta)) ** 2)"
                        " / max(np.sum((X >= ratio * alpha) & (X <= ratio * beta)), 1)"
                    },
                    asks="Nếu không tính những giá trị bị cắt thì miền hẹp đến đâu mới bị coi là tệ?",
                    tells="Hẹp mấy cũng được coi là tốt, thế thì vô lý. Lấy trung bình trên mọi giá trị của X, kể cả giá trị nằm ngoài miền.",
                ),
                Misconception(
                    "quên co miền",
                    kind="calibration/choice",
                    edits={TRY: "quantize_dequantize(X, alpha, beta, bits)"},
                    asks="Các sai số trong errors của bạn có khác nhau không?",
                    tells="Truyền ratio·alpha và ratio·beta, để mỗi tỷ lệ là một miền khác. Nếu các sai số đã khác nhau thì bạn đang luôn chọn tỷ lệ đầu tiên.",
                ),
                Misconception(
                    "chỉ co đầu trên",
                    kind="calibration/one_end",
                    edits={TRY: "quantize_dequantize(X, alpha, ratio * beta, bits)"},
                    asks="Đuôi âm có cần co lại không?",
                    tells="Nhân ratio với cả hai đầu.",
                ),
            ),
        ),
        Part(
            "TODO 7",
            points=0.5,
            asks="errors[k] là sai số của tỷ lệ nào? np.argmin trả về sai số nhỏ nhất, hay vị trí của nó?",
            tells="Lấy tỷ lệ ở vị trí có MSE nhỏ nhất, hòa thì lấy vị trí đứng trước, rồi nhân nó vào cả hai đầu của miền min-max.",
            visible=(
                Visible(
                    "hai tỷ lệ hòa nhau", {"X": np.array([1.5] * 9 + [3.0]), "bits": 2, "ratios": np.array([1.0, 0.5])}
                ),
                Visible(
                    "hòa nhau, thứ tự ngược lại",
                    {"X": np.array([1.5] * 9 + [3.0]), "bits": 2, "ratios": np.array([0.5, 1.0])},
                ),
                tailed(338, "hai đuôi dài, lần 4"),
                Visible(
                    "toàn số âm, không có tỷ lệ 1",
                    {"X": np.array([-1.5] * 9 + [-3.0]), "bits": 2, "ratios": np.array([0.9, 0.8, 0.5])},
                ),
            ),
            draw=draw_until(draw_tailed, clear_minimum),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "hòa thì lấy tỷ lệ đứng sau",
                    kind="calibration/choice",
                    edits={BEST: "ratios[len(errors) - 1 - np.argmin(errors[::-1])]"},
                    asks="Khi hai tỷ lệ cho MSE bằng nhau, bài quy ước lấy tỷ lệ nào?",
                    tells="Lấy tỷ lệ đứng trước, như np.argmin. Nếu tự so sánh thì dùng <, không dùng <=.",
                ),
                Misconception(
                    "lấy sai số làm tỷ lệ",
                    kind="calibration/choice",
                    edits={BEST: "np.min(errors)"},
                    asks="np.min cho bạn sai số nhỏ nhất, hay tỷ lệ có sai số nhỏ nhất?",
                    tells="Dùng np.argmin để biết vị trí, rồi lấy ratios ở vị trí ấy.",
                ),
                Misconception(
                    "lấy vị trí làm tỷ lệ",
                    kind="calibration/choice",
                    edits={BEST: "np.argmin(errors)"},
                    asks="np.argmin cho bạn một tỷ lệ hay một vị trí?",
                    tells="Nó cho vị trí, nên tỷ lệ là ratios[np.argmin(errors)].",
                ),
                Misconception(
                    "chọn tỷ lệ có MSE lớn nhất",
                    kind="calibration/choice",
                    edits={BEST: "ratios[np.argmax(errors)]"},
                    asks="MSE lớn nghĩa là miền ấy giữ dữ liệu tốt hay tệ?",
                    tells="MSE đo cái sai, nên càng nhỏ càng tốt: np.argmin.",
                ),
                Misconception(
                    "trả về miền chưa co",
                    kind="calibration/choice",
                    edits={SHRINK: "alpha, beta = alpha + 0, beta + 0"},
                    asks="Tỷ lệ tốt nhất vừa tìm ra có mặt ở đâu trong miền trả về?",
                    tells="Nhân cả alpha và beta với tỷ lệ vừa chọn rồi mới trả về.",
                ),
                Misconception(
                    "chỉ co đầu trên khi trả về",
                    kind="calibration/one_end",
                    edits={SHRINK: "beta = best * beta"},
                    asks="Miền có MSE nhỏ nhất là miền co một đầu hay cả hai đầu?",
                    tells="Nhân best với cả alpha và beta.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("tổng thay cho trung bình", {MSE: "np.sum((X_hat - X) ** 2)"}),
        Variant("căn bậc hai", {MSE: "np.sqrt(np.mean(np.square(X - X_hat)))"}),
        Variant(
            "chuẩn của vector",
            {MSE: "np.linalg.norm(X_hat - X)"},
            note="Ta chỉ cần chỗ nhỏ nhất, nên đo bằng độ dài của vector sai số cũng chọn cùng một tỷ lệ.",
        ),
        Variant("tìm vị trí trong list", {BEST: "ratios[errors.index(min(errors))]"}),
        Variant("float64", {MSE: "np.mean((X_hat.astype(np.float64) - X) ** 2)"}),
    ),
)
