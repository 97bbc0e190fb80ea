"""The channels whose inputs are large."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import EXAMPLE_X, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals


def draw_channels(rng: Generator) -> Args:
    n, channels = int(rng.integers(4, 8)), int(rng.integers(6, 9))
    X = rng.normal(size=(n, channels)) + rng.choice([-1.5, 0, 1.5], channels)
    return {"X": rounded(X * rng.uniform(0.3, 2.0, channels)), "k": int(rng.integers(2, channels - 2))}


def tells_apart(X: Reals, k: int) -> bool:
    """Do other measures of a channel choose others, is none near another, and is the order of size not that of place?"""
    size = np.mean(np.abs(X), axis=0)
    order = np.argsort(-size)
    if np.diff(np.sort(size)).min() < 0.01 or list(order[:k]) == sorted(order[:k]):
        return False
    chosen = set(order[:k])
    others = (np.mean(X, axis=0), np.abs(np.mean(X, axis=0)), np.std(X, axis=0), np.max(np.abs(X), axis=0))
    return all(set(np.argsort(-other)[:k]) != chosen for other in others)


SIZE = "np.mean(np.abs(X), axis=0)"
CHANNELS = "np.sort(np.argsort(-size)[:k])"
OPPOSITE = np.array([[1.0, -3.0, 2.0], [1.0, 3.0, 2.5]])
# The largest value is in channel 0, the largest mean of squares in channel 1, the largest mean of |x| in channel 2.
PEAKS = np.array([[6.0, 4.5, 2.5], [0.0, -4.5, -2.5], [0.0, 0.0, 2.5], [0.0, 0.0, -2.5]])

EXERCISE = Exercise(
    function="salient_channels",
    title="Kênh nổi bật",
    reference=reference.salient_channels,
    asks="Độ lớn của một kênh là trung bình dọc theo trục nào? Bạn trả về số thứ tự, xếp theo gì?",
    tells="np.mean(np.abs(X), axis=0), chọn k số lớn nhất bằng np.argsort, rồi np.sort các số thứ tự.",
    parts=(
        Part(
            "TODO 6",
            points=1,
            visible=(
                Visible("một kênh có −3 và 3", {"X": OPPOSITE, "k": 2}),
                Visible("ví dụ trong bài", {"X": EXAMPLE_X * [1, 1, 20], "k": 1}),
                Visible("chọn hết, một kênh luôn bằng 0", {"X": np.array([[3.0, 0.0, -1.0], [1.0, 0.0, 2.0]]), "k": 3}),
                Visible("vài giá trị lớn trong kênh nhỏ", {"X": PEAKS, "k": 1}),
                Visible(
                    "kênh lớn nhất đứng cuối",
                    {"X": np.array([[0.5, -2.0, 0.1, 1.0, -4.0], [0.5, 2.5, -0.1, 1.0, 3.0]]), "k": 3},
                ),
            ),
            draw=draw_until(draw_channels, tells_apart),
            misconceptions=(
                Misconception(
                    "lấy trung bình mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={SIZE: "np.mean(X, axis=0)"},
                    asks="Kênh có −3 và 3 lớn hay nhỏ?",
                    tells="Lấy np.abs(X) trước, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "lấy trị tuyệt đối sau khi lấy trung bình",
                    kind="scale/absolute",
                    edits={SIZE: "np.abs(np.mean(X, axis=0))"},
                    asks="Trung bình của −3 và 3 là mấy?",
                    tells="Lấy np.abs(X) trước, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "chọn kênh nhỏ nhất",
                    kind="search/goal",
                    edits={CHANNELS: "np.sort(np.argsort(size)[:k])"},
                    asks="np.argsort xếp từ nhỏ đến lớn hay từ lớn đến nhỏ?",
                    tells="Từ nhỏ đến lớn: đổi dấu size, hoặc lấy k số cuối.",
                ),
                Misconception(
                    "không xếp lại theo số thứ tự",
                    kind="order/returned",
                    edits={CHANNELS: "np.argsort(-size)[:k]"},
                    asks="Kênh 5 đứng trước kênh 2 trong kết quả của bạn: đề bài cần thứ tự nào?",
                    tells="np.sort các số thứ tự trước khi trả về.",
                ),
                Misconception(
                    "xếp theo độ lớn tăng dần",
                    kind="order/returned",
                    edits={CHANNELS: "np.argsort(size)[len(size) - k :]"},
                    asks="Kết quả của bạn xếp theo độ lớn của kênh hay theo số thứ tự của kênh?",
                    tells="Xếp theo số thứ tự: np.sort kết quả trước khi trả về.",
                ),
                Misconception(
                    "chọn rồi thì gán độ lớn bằng 0",
                    kind="zero/special_case",
                    edits={
                        f"channels = {CHANNELS}": "found = []\n    for _ in range(k):\n        found.append(np.argmax(size))\n        size[found[-1]] = 0\n    channels = np.sort(found)"
                    },
                    asks="Một kênh có độ lớn đúng bằng 0 thì có phân biệt được với kênh đã chọn không?",
                    tells="Không. Đánh dấu kênh đã chọn bằng một số âm, như -1, hoặc dùng np.argsort.",
                ),
                Misconception(
                    "trung bình dọc theo kênh",
                    kind="axis/other",
                    edits={SIZE: "np.mean(np.abs(X), axis=1)"},
                    asks="Bạn có bao nhiêu độ lớn: bằng số kênh hay bằng số đầu vào?",
                    tells="Kênh là cột của X: rút gọn trục 0.",
                ),
                Misconception(
                    "trả về bảng đúng sai",
                    kind="shape/dimensions",
                    edits={CHANNELS: "size >= np.sort(size)[-k]"},
                    asks="Kết quả có k số, hay mỗi kênh một số?",
                    tells="Trả về số thứ tự, ví dụ bằng np.flatnonzero.",
                ),
                Misconception(
                    "lấy số lớn nhất thay cho trung bình",
                    kind="error/of_what",
                    edits={SIZE: "np.max(np.abs(X), axis=0)"},
                    asks="Một kênh chỉ lớn ở một đầu vào thì độ lớn của nó là bao nhiêu?",
                    tells="Lấy trung bình của |x|, không phải số lớn nhất.",
                ),
                Misconception(
                    "lấy trung bình bình phương",
                    kind="error/power",
                    edits={SIZE: "np.mean(X**2, axis=0)"},
                    asks="Đề bài lấy trung bình của |x| hay của x bình phương?",
                    tells="Của |x|: bình phương làm một giá trị lớn lấn át cả kênh.",
                ),
                Misconception(
                    "lấy độ lệch chuẩn",
                    kind="error/of_what",
                    edits={SIZE: "np.std(X, axis=0)"},
                    asks="Một kênh luôn bằng 5 có độ lệch chuẩn bằng mấy? Nó có quan trọng không?",
                    tells="Lấy trung bình của |x|.",
                ),
                Misconception(
                    "trả về độ lớn thay vì số thứ tự",
                    kind="search/goal",
                    edits={CHANNELS: "np.sort(size)[-k:]"},
                    asks="Bạn trả về kênh nào, hay trả về kênh ấy lớn bao nhiêu?",
                    tells="Dùng np.argsort để được số thứ tự.",
                ),
                Misconception(
                    "xếp giảm dần theo số thứ tự",
                    kind="order/returned",
                    edits={CHANNELS: "np.sort(np.argsort(-size)[:k])[::-1]"},
                    asks="Số thứ tự nhỏ nhất đứng đầu hay đứng cuối?",
                    tells="Xếp tăng dần.",
                ),
                Misconception(
                    "luôn chọn một kênh",
                    kind="search/goal",
                    edits={CHANNELS: "np.array([np.argmax(size)])"},
                    asks="k bằng 2 thì hàm của bạn trả về mấy số?",
                    tells="Chọn k kênh, không phải chỉ kênh lớn nhất.",
                ),
                Misconception(
                    "thừa một kênh",
                    kind="index/off_by_one",
                    edits={CHANNELS: "np.sort(np.argsort(-size)[: k + 1])"},
                    asks="Lát cắt của bạn có mấy phần tử?",
                    tells="[:k] cho đúng k phần tử.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("k số cuối", {CHANNELS: "np.sort(np.argsort(size)[len(size) - k :])"}),
        Variant(
            "np.argpartition",
            {CHANNELS: "np.sort(np.argpartition(-size, k - 1)[:k])"},
            note="np.argpartition chỉ tách k kênh lớn nhất ra, không xếp hết, nên nhanh hơn khi có hàng nghìn kênh.",
        ),
        Variant("sorted", {CHANNELS: "np.array(sorted(sorted(range(len(size)), key=lambda j: -size[j])[:k]))"}),
        Variant("ngưỡng", {CHANNELS: "np.flatnonzero(size >= np.sort(size)[-k])"}),
        Variant("tổng thay cho trung bình", {SIZE: "np.abs(X).sum(axis=0)"}),
    ),
    allows=lambda X, k: len(np.unique(np.mean(np.abs(X), axis=0))) == np.shape(X)[1],
    bears=lambda X, k: np.size(X) <= 10**8,
)
