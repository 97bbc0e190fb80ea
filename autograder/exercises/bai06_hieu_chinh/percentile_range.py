"""The range between two percentiles."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import LAST_HIGH, LAST_LOW, NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals


def draw_sample(rng: Generator) -> Args:
    """Values with long tails on both sides, and a share of them to keep."""
    X = rng.laplace(rng.uniform(-1, 1), 2, size=(int(rng.integers(4, 7)), int(rng.integers(4, 7))))
    return {"X": rounded(X), "percent": float(rng.choice([80.0, 85.0, 90.0, 95.0, 97.5]))}


def both_tails(X: Reals, percent: float) -> bool:
    alpha, beta = reference.percentile_range(X, percent)
    return alpha < -0.3 and beta > 0.3


P_LOW, P_HIGH = "alpha = np.percentile(X, 100 - percent)", "beta = np.percentile(X, percent)"
SPREAD = np.array([-9.0, -4.0, -2.5, -1.0, -0.5, 0.25, 0.5, 1.0, 1.5, 2.0, 3.5, 16.0])

EXERCISE = Exercise(
    function="percentile_range",
    title="Miền theo phân vị",
    reference=reference.percentile_range,
    asks="Bỏ (100 − p)% giá trị ở mỗi đuôi thì còn lại từ phân vị nào đến phân vị nào?",
    tells="α từ phân vị 100 − p, β từ phân vị p của cả mảng, tính bằng np.percentile, rồi nới cho chứa 0.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("hai đuôi dài", {"X": SPREAD, "percent": 90.0}),
                Visible("ma trận, phân vị 87.5", {"X": SPREAD.reshape(3, 4), "percent": 87.5}),
                Visible("ví dụ trong bài, toàn số không âm", {"X": np.arange(0.0, 11.0), "percent": 90.0}),
                Visible("toàn số dương", {"X": np.arange(3.0, 24.0), "percent": 95.0}),
                Visible("toàn số âm", {"X": -(np.arange(2.0, 13.0) ** 2), "percent": 80.0}),
            ),
            draw=draw_until(draw_sample, both_tails),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "chỉ bỏ đuôi trên",
                    kind="calibration/one_end",
                    edits={P_LOW: "alpha = np.min(X)"},
                    asks="Giá trị ngoại lai có thể nằm ở phía âm không?",
                    tells="Bỏ cả hai đuôi: α là phân vị 100 − p.",
                ),
                Misconception(
                    "cho rằng α luôn bằng 0",
                    kind="calibration/one_end",
                    edits={LAST_LOW: "alpha = 0.0"},
                    asks="Có phải mảng nào cũng đã qua ReLU không?",
                    tells="Không: X có thể âm. α là phân vị 100 − p nếu phân vị ấy nhỏ hơn 0.",
                ),
                Misconception(
                    "đưa vào tỷ lệ từ 0 đến 1 thay vì phần trăm",
                    kind="calibration/statistic",
                    edits={
                        P_LOW: "alpha = np.percentile(X, 1 - percent / 100)",
                        P_HIGH: "beta = np.percentile(X, percent / 100)",
                    },
                    asks="np.percentile(X, 0.9) là phân vị 90 hay phân vị 0.9?",
                    tells="np.percentile nhận phần trăm từ 0 đến 100. Nhận số từ 0 đến 1 là np.quantile.",
                ),
                Misconception(
                    "chia phần bỏ đi cho hai đuôi",
                    kind="calibration/statistic",
                    edits={
                        P_LOW: "alpha = np.percentile(X, (100 - percent) / 2)",
                        P_HIGH: "beta = np.percentile(X, (100 + percent) / 2)",
                    },
                    asks="Với p = 90, mỗi đuôi bỏ 10% hay 5%?",
                    tells="Bài này bỏ (100 − p)% ở mỗi đuôi: phân vị 100 − p và p.",
                ),
                Misconception(
                    "không nới cho chứa số 0",
                    kind="calibration/zero_outside",
                    edits={LAST_LOW: "alpha = alpha + 0", LAST_HIGH: "beta = beta + 0"},
                    asks="Nếu hai phân vị đều dương thì miền của bạn có chỗ cho số thực 0 không?",
                    tells="Cuối cùng, α = min(α, 0) và β = max(β, 0).",
                ),
                Misconception(
                    "chỉ nới đầu dưới",
                    kind="calibration/one_end",
                    edits={LAST_HIGH: "beta = beta + 0"},
                    asks="Nếu X toàn số âm thì β của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: β không được nhỏ hơn 0.",
                ),
                Misconception(
                    "chỉ nới đầu trên",
                    kind="calibration/one_end",
                    edits={LAST_LOW: "alpha = alpha + 0"},
                    asks="Nếu X toàn số dương thì α của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: α không được lớn hơn 0.",
                ),
                Misconception(
                    "phân vị của từng cột",
                    kind="axis/split",
                    edits={
                        P_LOW: "alpha = np.percentile(X, 100 - percent, axis=0)",
                        P_HIGH: "beta = np.percentile(X, percent, axis=0)",
                    },
                    asks="Cả mảng dùng chung một miền hay mỗi cột một miền?",
                    tells="Đừng truyền axis: gộp mọi giá trị của mảng lại.",
                ),
                Misconception(
                    "phân vị của |X|",
                    kind="calibration/symmetric",
                    edits={
                        P_LOW: "alpha = -np.percentile(np.abs(X), percent)",
                        P_HIGH: "beta = np.percentile(np.abs(X), percent)",
                    },
                    asks="Hai đuôi của X có nhất thiết dài như nhau không?",
                    tells="Đó là miền đối xứng. Hãy lấy hai phân vị của chính X.",
                ),
                Misconception(
                    "p phần trăm của giá trị lớn nhất",
                    kind="calibration/statistic",
                    edits={P_LOW: "alpha = np.min(X) * percent / 100", P_HIGH: "beta = np.max(X) * percent / 100"},
                    asks="Nếu max tăng gấp mười thì phân vị 90 có tăng theo không?",
                    tells="Phân vị đếm số lượng giá trị, không phải co giá trị lớn nhất lại. Dùng np.percentile.",
                ),
                Misconception(
                    "không nội suy",
                    kind="calibration/statistic",
                    edits={
                        P_LOW: "alpha = np.percentile(X, 100 - percent, method='lower')",
                        P_HIGH: "beta = np.percentile(X, percent, method='higher')",
                    },
                    asks="Nếu phân vị rơi vào giữa hai giá trị thì bài quy ước lấy số nào?",
                    tells="Nội suy tuyến tính giữa hai giá trị ấy, như np.percentile vẫn làm khi không nói gì thêm.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.quantile",
            {P_LOW: "alpha = np.quantile(X, 1 - percent / 100)", P_HIGH: "beta = np.quantile(X, percent / 100)"},
            note="np.quantile làm cùng việc, với tỷ lệ từ 0 đến 1 thay cho phần trăm.",
        ),
        Variant(
            "cả hai một lượt",
            {P_LOW: "alpha, beta = np.percentile(X, [100 - percent, percent])", P_HIGH: "beta = beta + 0"},
        ),
        Variant("trải phẳng và float32", {P_HIGH: "beta = np.percentile(X.ravel().astype(np.float32), percent)"}),
        Variant("min và max của Python", {LAST_LOW: "alpha = min(0, alpha)", LAST_HIGH: "beta = max(0, beta)"}),
    ),
)
