"""Among how many equally likely symbols a model wavers."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Codes, Reals


def draw_places(rng: Generator) -> Args:
    """Logits of some windows of some places, each place on a height of its own, and their targets."""
    windows, places, V = int(rng.integers(2, 4)), int(rng.integers(2, 5)), int(rng.integers(5, 9))
    heights = rng.uniform(-3, 3, (windows, places, 1))
    logits = rounded(heights + 1.5 * rng.normal(size=(windows, places, V)))
    return {"logits": logits, "targets": rng.integers(0, V, (windows, places))}


def tells_apart(logits: Reals, targets: Codes) -> bool:
    """Do the places differ in how well they are guessed, and is the largest logit mostly not the target?"""
    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    of_targets = np.take_along_axis(p, targets[..., np.newaxis], axis=-1)
    return bool(of_targets.max() > 3 * of_targets.min() and np.ptp(targets) > 0)


SHIFT = "logits - np.max(logits, axis=-1, keepdims=True)"
LOG_P = "shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))"
CHOSEN = "np.take_along_axis(log_p, targets[..., np.newaxis], axis=-1)"
POWER, MEAN = "np.exp(-", "np.mean(chosen)"
PPL = f"{POWER}{MEAN})"
EXAMPLE = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 3.0], [1.0, 1.0, 1.0]])

EXERCISE = Exercise(
    function="perplexity",
    title="Độ bối rối",
    reference=reference.perplexity,
    asks="Bạn lấy logarit của xác suất nào, trung bình trên những gì, rồi lấy lũy thừa cơ số mấy?",
    tells="Ở mỗi vị trí, lấy ln p của ký tự đúng; lấy trung bình trên mọi vị trí, đổi dấu, rồi np.exp.",
    parts=(
        Part(
            "TODO 1",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"logits": EXAMPLE, "targets": np.array([0, 2, 1])}),
                Visible("không biết gì", {"logits": np.zeros((4, 8)), "targets": np.array([0, 7, 3, 3])}),
                Visible(
                    "logit rất lớn", {"logits": np.array([[1000.0, 999.0], [1.0, 3.0]]), "targets": np.array([0, 0])}
                ),
                Visible(
                    "logit rất nhỏ",
                    {"logits": np.array([[-1000.0, -999.0], [-1001.0, -1000.0]]), "targets": np.array([0, 1])},
                ),
                Visible(
                    "ba vị trí đoán sai hẳn",
                    {"logits": np.array([[0.0, 300.0], [200.0, 0.0], [0.0, 400.0]]), "targets": np.array([0, 1, 0])},
                ),
                Visible("một vị trí", {"logits": np.array([1.0, 0.0, -1.0]), "targets": np.array(2)}),
                Visible(
                    "hai cửa sổ",
                    {
                        "logits": np.array([[[0.0, 1.0, 0.5], [2.0, 0.0, 1.0]], [[1.0, 1.5, 0.0], [0.0, 0.0, 3.0]]]),
                        "targets": np.array([[1, 0], [2, 1]]),
                    },
                ),
            ),
            draw=draw_until(draw_places, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "lấy logarit cơ số 2 rồi lũy thừa cơ số e",
                    kind="error/logarithm",
                    edits={POWER: "np.exp(-1 / np.log(2) * "},
                    asks="Logarit của bạn cơ số mấy, lũy thừa cơ số mấy? Chúng có cùng cơ số không?",
                    tells="Dùng logarit tự nhiên np.log cùng với np.exp.",
                ),
                Misconception(
                    "dùng np.log2 ở tổng",
                    kind="error/logarithm",
                    edits={LOG_P: "shifted - np.log2(np.sum(np.exp(shifted), axis=-1, keepdims=True))"},
                    asks="Logit là logarit tự nhiên. Logarit của tổng phải cùng cơ số nào?",
                    tells="Dùng np.log, logarit tự nhiên, cho cả hai.",
                ),
                Misconception(
                    "lũy thừa cơ số 2",
                    kind="error/logarithm",
                    edits={POWER: "2 ** (-"},
                    asks="Logarit của bạn cơ số mấy, lũy thừa cơ số mấy? Chúng có cùng cơ số không?",
                    tells="Dùng logarit tự nhiên np.log cùng với np.exp.",
                ),
                Misconception(
                    "trung bình của từng độ bối rối",
                    kind="term/place",
                    edits={PPL: "np.mean(np.exp(-chosen))"},
                    asks="Với xác suất 1/2 và 1/8, bạn được 4 hay được 5?",
                    tells="Lấy trung bình của ln p trước, rồi mới lấy np.exp một lần.",
                ),
                Misconception(
                    "logarit của trung bình xác suất",
                    kind="term/place",
                    edits={PPL: "1 / np.mean(np.exp(chosen))"},
                    asks="Bạn lấy trung bình của p hay của ln p?",
                    tells="Lấy trung bình của ln p, rồi đổi dấu và lấy np.exp.",
                ),
                Misconception(
                    "lấy tổng thay cho trung bình",
                    kind="term/forgotten",
                    edits={MEAN: "np.sum(chosen)"},
                    asks="Văn bản dài gấp đôi thì độ bối rối của bạn có lớn lên không?",
                    tells="Dùng np.mean, để văn bản dài hay ngắn vẫn so được với nhau.",
                ),
                Misconception(
                    "quên lũy thừa",
                    kind="term/forgotten",
                    edits={PPL: "-np.mean(chosen)"},
                    asks="Mô hình không biết gì, 8 ký tự: hàm của bạn cho 8 hay ln 8?",
                    tells="Số ấy là cross-entropy; độ bối rối là np.exp của nó.",
                ),
                Misconception(
                    "quên đổi dấu",
                    kind="term/sign",
                    edits={POWER: "np.exp("},
                    asks="Độ bối rối của bạn lớn hơn hay nhỏ hơn 1?",
                    tells="ln p là số âm: đổi dấu trước khi lấy np.exp.",
                ),
                Misconception(
                    "không trừ logit lớn nhất",
                    kind="dtype/overflow",
                    edits={SHIFT: "logits"},
                    asks="np.exp(1000) là số nào?",
                    tells="Trừ logit lớn nhất của từng vị trí trước khi lấy np.exp.",
                ),
                Misconception(
                    "trừ logit lớn nhất của cả mảng",
                    kind="axis/shared",
                    edits={SHIFT: "logits - np.max(logits)"},
                    asks="Một vị trí có logit quanh 1000, vị trí khác quanh 1: sau khi trừ, np.exp của vị trí sau còn lại gì?",
                    tells="Mỗi vị trí trừ logit lớn nhất của riêng nó: axis=-1, keepdims=True.",
                ),
                Misconception(
                    "chỉ trừ logit lớn nhất ở trong tổng",
                    kind="term/forgotten",
                    edits={LOG_P: "logits - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))"},
                    asks="Trong tổng, bạn đã trừ logit lớn nhất. Logit của ký tự đúng có bị trừ cùng số ấy không?",
                    tells="Trừ ở cả hai chỗ, hoặc cộng logit lớn nhất trở lại vào logarit của tổng.",
                ),
                Misconception(
                    "nhân mọi xác suất rồi mới lấy căn",
                    kind="dtype/overflow",
                    edits={PPL: "np.prod(np.exp(chosen)) ** (-1 / np.size(chosen))"},
                    asks="Nhân một nghìn xác suất với nhau, tích ấy có còn lớn hơn 0 trong float64 không?",
                    tells="Tích tụt về 0. Lấy trung bình của ln p trước, rồi mới lấy np.exp một lần.",
                ),
                Misconception(
                    "chia cho số hàng thay vì số vị trí",
                    kind="axis/other",
                    edits={MEAN: "np.sum(chosen) / len(targets)"},
                    asks="Khi targets có hai trục, len(targets) đếm các hàng hay đếm mọi vị trí?",
                    tells="Nó chỉ đếm các hàng. Lấy np.mean trên mọi vị trí, hoặc chia cho targets.size.",
                ),
                Misconception(
                    "xác suất của ký tự được đoán mạnh nhất",
                    kind="error/of_what",
                    edits={CHOSEN: "np.max(log_p, axis=-1)"},
                    asks="Mô hình đoán rất chắc mà sai thì độ bối rối phải lớn hay nhỏ?",
                    tells="Lấy ln p của ký tự đúng, tức targets, không phải của logit lớn nhất.",
                ),
                Misconception(
                    "lấy trung bình trên mọi ký tự",
                    kind="error/of_what",
                    edits={CHOSEN: "log_p"},
                    asks="Ở mỗi vị trí, bạn cần ln p của mấy ký tự?",
                    tells="Chỉ của ký tự đúng: dùng targets để chọn một số trên trục cuối.",
                ),
                Misconception(
                    "tổng của softmax trên cả mảng",
                    kind="axis/shared",
                    edits={LOG_P: "shifted - np.log(np.sum(np.exp(shifted)))"},
                    asks="Xác suất ở mỗi vị trí cộng lại bằng mấy?",
                    tells="Mỗi vị trí một tổng: axis=-1, keepdims=True.",
                ),
                Misconception(
                    "lấy logit thay cho ln p",
                    kind="term/forgotten",
                    edits={LOG_P: "logits"},
                    asks="Cộng 5 vào mọi logit thì độ bối rối của bạn có đổi không?",
                    tells="Còn phải trừ đi logarit của tổng các np.exp(logit).",
                ),
                Misconception(
                    "lấy xác suất, quên logarit",
                    kind="term/forgotten",
                    edits={LOG_P: "np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True)"},
                    asks="Công thức lấy trung bình của p hay của ln p?",
                    tells="Lấy np.log của xác suất trước khi lấy trung bình.",
                ),
                Misconception(
                    "softmax dọc theo trục đầu",
                    kind="axis/other",
                    edits={LOG_P: "shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))"},
                    asks="Trục nào của logits là trục ký tự?",
                    tells="Trục ký tự là trục cuối: axis=-1.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "softmax rồi logarit",
            {LOG_P: "np.log(np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True))"},
        ),
        Variant(
            "np.logaddexp",
            {LOG_P: "logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)"},
            note="np.logaddexp tự trừ số lớn nhất, nên không bao giờ tràn số.",
        ),
        Variant(
            "duỗi thành bảng hai trục",
            {CHOSEN: "log_p.reshape(-1, log_p.shape[-1])[np.arange(targets.size), targets.ravel()]"},
        ),
        Variant("chọn bằng bảng 0 và 1", {CHOSEN: "log_p[np.arange(log_p.shape[-1]) == targets[..., np.newaxis]]"}),
        Variant("lũy thừa của e", {PPL: "np.e ** np.mean(-chosen)"}),
    ),
    bears=lambda logits, targets: np.size(logits) <= 10**8,
)
