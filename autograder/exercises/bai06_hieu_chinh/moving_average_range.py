"""The range as a moving average over batches."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import LAST_HIGH, LAST_LOW, NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals


def draw_batches(rng: Generator) -> Args:
    """Batches around 0, or with some of them wholly on one side of it."""
    count = int(rng.integers(3, 6))
    shifts = rng.uniform(-3, 3, size=count)
    batches = [rounded(rng.normal(shift, 1.5, size=int(rng.integers(3, 6)))) for shift in shifts]
    return {"batches": batches, "momentum": float(rng.choice([0.1, 0.2, 0.3, 0.4]))}


def batches_tell_apart(batches: Sequence[Reals], momentum: float) -> bool:
    """Do the ends stay off 0 without widening, while some batch alone would need it, and does no batch rule all?"""
    alpha, beta = reference.moving_average_range(batches, momentum)
    needs = any(batch.min() > 0.2 or batch.max() < -0.2 for batch in batches)
    whole = np.concatenate(batches)
    return alpha < -0.2 and beta > 0.2 and needs and whole.min() < alpha - 0.2 and whole.max() > beta + 0.2


UPDATE_LOW, UPDATE_HIGH = (
    "alpha = alpha + momentum * (np.min(batch) - alpha)",
    "beta = beta + momentum * (np.max(batch) - beta)",
)
FIRST_LOW, FIRST_HIGH = "alpha = np.min(batches[0])", "beta = np.max(batches[0])"

LATER = "for batch in batches[1:]:"

EXERCISE = Exercise(
    function="moving_average_range",
    title="Trung bình động của miền",
    reference=reference.moving_average_range,
    asks="Lô đầu tiên cho giá trị nào, và mỗi lô sau kéo hai đầu đi bao nhiêu?",
    tells="Bắt đầu từ min và max của lô đầu; với mỗi lô sau, trung bình += momentum·(đầu của lô − trung bình); cuối cùng nới cho chứa 0.",
    parts=(
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"batches": [np.array([-1.0, 2.0]), np.array([-3.0, 6.0]), np.array([0.5, 1.0])], "momentum": 0.25},
                ),
                Visible(
                    "lô thứ hai lạ, các lô dài ngắn khác nhau",
                    {
                        "batches": [
                            np.array([-0.5, 1.0, 2.25]),
                            np.array([[-9.0, 1.5]]),
                            np.array([-0.25, 1.75]),
                            np.array([-1.0, 3.0, 0.5]),
                        ],
                        "momentum": 0.1,
                    },
                ),
                Visible(
                    "mọi lô đều dương",
                    {"batches": [np.array([1.0, 4.0]), np.array([2.0, 9.0]), np.array([3.0, 5.0])], "momentum": 0.2},
                ),
                Visible(
                    "mọi lô đều âm", {"batches": [np.array([-4.0, -1.5]), np.array([-6.0, -2.0])], "momentum": 0.3}
                ),
                Visible(
                    "chỉ lô đầu không chứa 0",
                    {"batches": [np.array([1.0, 2.0]), np.array([-3.0, 6.0])], "momentum": 0.5},
                ),
                Visible(
                    "miền rời số 0 rồi quay lại",
                    {"batches": [np.array([-1.0, 2.0]), np.array([3.0, 6.0]), np.array([-3.0, 6.0])], "momentum": 0.5},
                ),
                Visible("chỉ một lô", {"batches": [np.array([-2.0, 0.5, 3.0])], "momentum": 0.1}),
            ),
            draw=draw_until(draw_batches, batches_tell_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "hiểu ngược momentum",
                    kind="order/swapped",
                    edits={
                        UPDATE_LOW: "alpha = momentum * alpha + (1 - momentum) * np.min(batch)",
                        UPDATE_HIGH: "beta = momentum * beta + (1 - momentum) * np.max(batch)",
                    },
                    asks="Với momentum = 0.1, một lô mới kéo miền đi 10% hay 90% đoạn đường?",
                    tells="momentum là phần của lô mới: trung bình + momentum·(lô − trung bình).",
                ),
                Misconception(
                    "bắt đầu từ 0",
                    kind="calibration/statistic",
                    edits={FIRST_LOW: "alpha = 0.0", FIRST_HIGH: "beta = 0.0", LATER: "for batch in batches:"},
                    asks="Nếu chỉ có một lô thì miền phải là gì?",
                    tells="Lô đầu tiên cho giá trị ban đầu, không phải số 0.",
                ),
                Misconception(
                    "min và max của mọi lô",
                    kind="calibration/statistic",
                    edits={
                        UPDATE_LOW: "alpha = np.minimum(alpha, np.min(batch))",
                        UPDATE_HIGH: "beta = np.maximum(beta, np.max(batch))",
                    },
                    asks="Một lô lạ có được kéo miền đi hết cỡ không?",
                    tells="Không: làm vậy là min-max. Mỗi lô chỉ kéo miền đi một phần momentum.",
                ),
                Misconception(
                    "trung bình cộng các lô",
                    kind="calibration/statistic",
                    edits={
                        LATER: "for count, batch in enumerate(batches[1:], 2):",
                        UPDATE_LOW: "alpha = alpha + (np.min(batch) - alpha) / count",
                        UPDATE_HIGH: "beta = beta + (np.max(batch) - beta) / count",
                    },
                    asks="momentum có mặt ở đâu trong cách tính của bạn?",
                    tells="Trung bình động cho lô mới trọng số momentum, không phải chia đều cho mọi lô.",
                ),
                Misconception(
                    "lấy trung bình độ co giãn và điểm 0 thay vì miền",
                    kind="calibration/statistic",
                    edits={
                        FIRST_LOW: "width = np.ptp(batches[0])",
                        FIRST_HIGH: "place = -np.min(batches[0]) / width",
                        UPDATE_LOW: "width = width + momentum * (np.ptp(batch) - width)",
                        UPDATE_HIGH: "place = place + momentum * (-np.min(batch) / np.ptp(batch) - place)",
                        LAST_LOW: "alpha = np.minimum(-place * width, 0.0)",
                        LAST_HIGH: "beta = np.maximum(width - place * width, 0.0)",
                    },
                    asks="Cộng điểm 0 của hai cây thước dài ngắn khác nhau thì có nghĩa gì không?",
                    tells="Lấy trung bình hai đầu của miền trước, tính s và z sau.",
                ),
                Misconception(
                    "lấy trung bình của |x| lớn nhất",
                    kind="calibration/symmetric",
                    edits={
                        FIRST_LOW: "alpha = -np.max(np.abs(batches[0]))",
                        FIRST_HIGH: "beta = np.max(np.abs(batches[0]))",
                        UPDATE_LOW: "alpha = alpha + momentum * (-np.max(np.abs(batch)) - alpha)",
                        UPDATE_HIGH: "beta = beta + momentum * (np.max(np.abs(batch)) - beta)",
                    },
                    asks="Với một lô từ −1 đến 5, nửa miền từ −5 đến −1 của bạn có giá trị nào không?",
                    tells="Đó là miền đối xứng. Hãy theo dõi riêng min và max của từng lô.",
                ),
                Misconception(
                    "trung bình của giá trị trung bình từng lô",
                    kind="calibration/statistic",
                    edits={
                        "(np.min(batch) - alpha)": "(np.mean(batch) - alpha)",
                        "(np.max(batch) - beta)": "(np.mean(batch) - beta)",
                    },
                    asks="Giá trị trung bình của một lô có cho biết lô ấy rộng đến đâu không?",
                    tells="Cần min và max của mỗi lô, không phải mean.",
                ),
                Misconception(
                    "nới từng lô trước khi lấy trung bình",
                    kind="calibration/widening",
                    edits={
                        FIRST_LOW: "alpha = np.min(batches[0], initial=0.0)",
                        FIRST_HIGH: "beta = np.max(batches[0], initial=0.0)",
                        "(np.min(batch) - alpha)": "(np.min(batch, initial=0.0) - alpha)",
                        "(np.max(batch) - beta)": "(np.max(batch, initial=0.0) - beta)",
                    },
                    asks="Lô có min là 0.5 thì kéo α về 0.5 hay về 0?",
                    tells="Lấy trung bình của min và max như chúng là, xem hết các lô rồi mới nới một lần.",
                ),
                Misconception(
                    "nới lô đầu trước khi lấy trung bình",
                    kind="calibration/widening",
                    edits={
                        FIRST_LOW: "alpha = np.minimum(np.min(batches[0]), 0.0)",
                        FIRST_HIGH: "beta = np.maximum(np.max(batches[0]), 0.0)",
                    },
                    asks="Lô đầu đi từ 1 đến 2 thì trung bình động bắt đầu từ 1 hay từ 0?",
                    tells="Bắt đầu từ đúng min và max của lô đầu. Xem hết các lô rồi mới nới một lần.",
                ),
                Misconception(
                    "nới sau mỗi lô",
                    kind="calibration/widening",
                    edits={
                        UPDATE_LOW: "alpha = np.minimum(alpha + momentum * (np.min(batch) - alpha), 0.0)",
                        UPDATE_HIGH: "beta = np.maximum(beta + momentum * (np.max(batch) - beta), 0.0)",
                    },
                    asks="Sau một lô, α đã qua phía dương. Lô sau kéo nó từ chỗ ấy hay từ số 0?",
                    tells="Trong vòng lặp chỉ lấy trung bình. Việc nới làm một lần, sau vòng lặp.",
                ),
                Misconception(
                    "không nới cho chứa số 0",
                    kind="calibration/zero_outside",
                    edits={LAST_LOW: "alpha = alpha + 0", LAST_HIGH: "beta = beta + 0"},
                    asks="Nếu mọi lô đều dương thì miền của bạn có chứa số 0 không?",
                    tells="Cuối cùng, α = min(α, 0) và β = max(β, 0).",
                ),
                Misconception(
                    "chỉ nới đầu dưới",
                    kind="calibration/one_end",
                    edits={LAST_HIGH: "beta = beta + 0"},
                    asks="Nếu mọi lô đều âm thì β của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: cuối cùng, β cũng không được nhỏ hơn 0.",
                ),
                Misconception(
                    "chỉ nới đầu trên",
                    kind="calibration/one_end",
                    edits={LAST_LOW: "alpha = alpha + 0"},
                    asks="Nếu mọi lô đều dương thì α của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: cuối cùng, α cũng không được lớn hơn 0.",
                ),
                Misconception(
                    "tính lô đầu tiên hai lần",
                    kind="calibration/statistic",
                    edits={LATER: "for batch in [*batches[1:], batches[0]]:"},
                    asks="Lô đầu tiên đã cho giá trị ban đầu rồi, vậy nó còn kéo miền thêm lần nữa không?",
                    tells="Cập nhật theo đúng thứ tự với batches[1:], mỗi lô một lần.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "dạng tổng có trọng số",
            {
                UPDATE_LOW: "alpha = (1 - momentum) * alpha + momentum * batch.min()",
                UPDATE_HIGH: "beta = (1 - momentum) * beta + momentum * batch.max()",
            },
            note="Kéo về một phần momentum, hay lấy tổng có trọng số: cùng một công thức viết hai cách.",
        ),
        Variant("duyệt cả lô đầu", {LATER: "for batch in batches:"}),
        Variant("min và max của Python", {LAST_LOW: "alpha = min(alpha, 0)", LAST_HIGH: "beta = max(beta, 0)"}),
        Variant(
            "float32",
            {FIRST_LOW: "alpha = np.float32(np.min(batches[0]))", FIRST_HIGH: "beta = np.float32(np.max(batches[0]))"},
        ),
    ),
)
