"""How much the loss rises when one layer alone gets few bits."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai07_do_nhay.layers import NEARLY_EXACT, Layers, draw_layers, layers, rounded
from autograder.exercises.model import (
    Args,
    Exercise,
    Misconception,
    Part,
    Seeded,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.arrays import Codes, Reals

PLAIN_CHANGE = 1e-3  # of a loss, far above what another order of sums changes


def draw_network(rng: Generator, inner: int = 1) -> Args:
    """A network of `inner` + 1 layers, eight inputs to it and their labels."""
    widths = [*(int(n) for n in rng.integers(2, 5, inner + 1)), 3]
    return {
        "params": draw_layers(rng, widths),
        "X": rounded(rng.normal(0.3, 1, (8, widths[0]))),
        "y": rng.integers(0, widths[-1], 8),
        "choices": (2, 3, 4),
    }


def draw_deeper_network(rng: Generator) -> Args:
    return draw_network(rng, inner=2)


def tells_apart(params: Layers, X: Reals, y: Codes, choices: Sequence[int]) -> bool:
    """Do losses rise and fall, by clearly different amounts, and is no weight next to a tie?"""
    for W, _ in params:
        largest = np.abs(W).max(axis=0)
        if not largest.all() or not all(away_from_ties(W / largest * (2 ** (bits - 1) - 1)) for bits in choices):
            return False
    S = reference.layer_sensitivity(params, X, y, choices)
    apart = np.abs(np.subtract.outer(S.ravel(), S.ravel()))[~np.eye(S.size, dtype=bool)].min()
    return bool(np.abs(S).min() > PLAIN_CHANGE and apart > PLAIN_CHANGE / 5 and S.min() < 0 < S.max())


EXAMPLE = layers(
    ([[1.0, -0.5, 0.2], [0.3, 0.8, -0.9]], [0.1, 0.0, -0.1]),
    ([[0.7, -0.2], [0.06, 0.6], [-0.4, 0.9]], [0.0, 0.2]),
)
EXAMPLE_X, EXAMPLE_Y = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, -1.0], [2.0, 1.0]]), np.array([0, 1, 1, 0])
WITH_A_DEAD_NODE = layers(
    ([[0.7, 0.0, -1.1], [-0.4, 0.0, 0.65], [1.3, 0.0, 0.3]], [0.2, 0.5, -0.3]),
    ([[0.9, -0.35, 0.2], [0.6, 0.15, -1.4], [-0.8, 1.2, 0.5]], [0.1, -0.2, 0.3]),
)
DEAD_X = np.array([[0.9, -0.6, 0.4], [-1.2, 0.7, 1.1], [0.3, 1.4, -0.8]])

NEW_LIST, ONE_LAYER = "one_changed = list(params)", "one_changed[layer] = (read_back(W, bits), b)"
BOTH_LINES = f"{NEW_LIST}\n            {ONE_LAYER}"
RISE = "loss(one_changed) - base"
WRITE = f"S[layer, place] = {RISE}"

EXERCISE = Exercise(
    function="layer_sensitivity",
    title="Độ nhạy của từng lớp",
    reference=reference.layer_sensitivity,
    asks="Mỗi lần thử, bao nhiêu lớp bị bớt bit, và cross-entropy được so với mạng nào?",
    tells="Mỗi lần chỉ thay W của một lớp, trong một list mới; rồi lấy cross-entropy của mạng ấy trừ cross-entropy của mạng số thực.",
    parts=(
        Part(
            "TODO 1",
            points=1,
            asks="Sau khi thử lớp này với số bit này, lần thử kế tiếp phải bắt đầu từ mạng nào?",
            tells="Tạo một list mới từ params ở mỗi lần thử, rồi thay đúng một phần tử bằng cặp (read_back(W, bits), b).",
            visible=(
                Visible("ví dụ trong bài", {"params": EXAMPLE, "X": EXAMPLE_X, "y": EXAMPLE_Y, "choices": (2, 3, 4)}),
                Seeded("mạng ba lớp", draw_until(draw_deeper_network, tells_apart), 1),
            ),
            draw=draw_until(draw_network, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "để các lần thử chồng lên nhau",
                    kind="trial/leftover",
                    edits={NEW_LIST: "one_changed = params"},
                    asks="Khi thử lớp thứ hai, W của lớp thứ nhất trong one_changed đang là số thực hay đã bị bớt bit?",
                    tells="Phải là số thực. Tạo one_changed bằng list(params) ở mỗi lần thử, nếu không thì lần thử trước còn nằm lại.",
                ),
                Misconception(
                    "bớt bit ở mọi lớp một lúc",
                    kind="trial/which",
                    edits={BOTH_LINES: "one_changed = [(read_back(V, bits), c) for V, c in params]"},
                    asks="Nếu lớp nào cũng đổi thì làm sao biết lớp nào gây hại?",
                    tells="Chỉ lớp thứ `layer` được thay; các lớp khác giữ nguyên số thực.",
                ),
                Misconception(
                    "bớt bit ở mọi lớp, trừ lớp đang xét",
                    kind="trial/which",
                    edits={
                        BOTH_LINES: "one_changed = [(read_back(V, bits), c) for V, c in params]\n"
                        "            one_changed[layer] = (W, b)"
                    },
                    asks="Lớp đang xét là lớp phải bớt bit, hay là lớp duy nhất được giữ nguyên?",
                    tells="Bạn làm ngược: chỉ thay lớp thứ `layer`, giữ nguyên mọi lớp khác.",
                ),
                Misconception(
                    "bớt bit cả những lớp phía trước",
                    kind="trial/which",
                    edits={
                        NEW_LIST: "one_changed = [(read_back(V, bits), c) for V, c in params[:layer]] + params[layer:]"
                    },
                    asks="Khi xét lớp thứ hai, lớp thứ nhất phải đang ở dạng nào?",
                    tells="Các lớp đứng trước cũng giữ nguyên số thực: bắt đầu từ list(params).",
                ),
                Misconception(
                    "đọc ngược cả độ lệch",
                    kind="rounding/needless",
                    edits={ONE_LAYER: "one_changed[layer] = (read_back(W, bits), read_back(b, bits))"},
                    asks="Đề bài cho thay những gì của lớp ấy?",
                    tells="Chỉ W qua read_back; b để nguyên.",
                ),
                Misconception(
                    "ghi đè lên chính trọng số của mạng số thực",
                    kind="trial/leftover",
                    edits={ONE_LAYER: "one_changed[layer][0][:] = read_back(W, bits)"},
                    asks="list(params) chép các cặp (W, b), hay chỉ chép danh sách các cặp ấy? Gán W[:] = … thì mảng nào đổi?",
                    tells="Mảng W vẫn là của params, nên lần thử trước còn nằm lại ở đó. Đừng ghi vào W; đặt một cặp mới vào `one_changed[layer]`.",
                ),
                Misconception(
                    "lấy số bit theo thứ tự của lớp",
                    kind="codes/fixed_bits",
                    edits={ONE_LAYER: "one_changed[layer] = (read_back(W, choices[layer]), b)"},
                    asks="Ở cùng một lớp, cột thứ nhất và cột thứ hai của S thử hai số bit khác nhau. Hàm của bạn thử những số nào?",
                    tells="Số bit đổi theo cột: đó là `bits`, tức `choices[place]`.",
                ),
                Misconception(
                    "không tính bit dấu vào số bit",
                    kind="codes/count",
                    edits={ONE_LAYER: "one_changed[layer] = (read_back(W, bits + 1), b)"},
                    asks="read_back(W, 3) giữ những mã từ đâu đến đâu? Có bao nhiêu mã, và 3 bit chứa được chừng ấy không?",
                    tells="read_back đã dành một bit cho dấu: gọi nó với đúng `bits`.",
                ),
                Misconception(
                    "mỗi hàng một độ co giãn",
                    kind="axis/other",
                    edits={ONE_LAYER: "one_changed[layer] = (read_back(W.T, bits).T, b)"},
                    asks="Kênh đầu ra là một hàng hay một cột của W? read_back tìm độ co giãn dọc theo trục nào?",
                    tells="Là một cột, và read_back đã tính theo cột: đưa W vào, không chuyển vị.",
                ),
            ),
        ),
        Part(
            "TODO 2",
            points=1,
            asks="Độ nhạy là cross-entropy của mạng đã đổi, hay là phần tăng thêm so với mạng số thực?",
            tells="Lấy `loss(one_changed)` trừ `base`, giữ cả dấu, và đặt vào hàng của lớp, cột của số bit.",
            visible=(
                Visible(
                    "một nút ẩn có trọng số toàn số 0",
                    {"params": WITH_A_DEAD_NODE, "X": DEAD_X, "y": np.array([2, 0, 1]), "choices": (3, 2)},
                ),
            ),
            draw=draw_until(draw_deeper_network, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên trừ cross-entropy của mạng số thực",
                    kind="trial/baseline",
                    edits={RISE: "loss(one_changed)"},
                    asks="Một lớp không mất gì thì độ nhạy phải bằng mấy? Hàm của bạn cho số nào?",
                    tells="Trừ đi `base`: độ nhạy là phần tăng thêm.",
                ),
                Misconception(
                    "trừ ngược, mạng số thực trừ mạng đã đổi",
                    kind="term/sign",
                    edits={RISE: "base - loss(one_changed)"},
                    asks="Mạng đã đổi có cross-entropy 0.7, còn `base` là 0.5: phần tăng thêm là +0.2 hay −0.2, và hàm của bạn cho số nào?",
                    tells="Mạng đã đổi đứng trước: `loss(one_changed) - base`.",
                ),
                Misconception(
                    "chia cho cross-entropy của mạng số thực thay vì trừ",
                    kind="trial/baseline",
                    edits={RISE: "loss(one_changed) / base"},
                    asks="Một lớp không mất gì thì độ nhạy phải bằng mấy? Phép chia của bạn cho số nào?",
                    tells="Phải bằng 0. Độ nhạy là hiệu, không phải tỷ số: lấy `loss(one_changed)` trừ `base`.",
                ),
                Misconception(
                    "chia phần tăng cho cross-entropy của mạng số thực",
                    kind="trial/baseline",
                    edits={RISE: "(loss(one_changed) - base) / base"},
                    asks="Công thức của độ nhạy có phép chia nào không?",
                    tells="Không: độ nhạy chỉ là hiệu `loss(one_changed) - base`.",
                ),
                Misconception(
                    "trừ lần thử ngay trước thay vì mạng số thực",
                    kind="trial/baseline",
                    edits={
                        WRITE: "now = loss(one_changed)\n            S[layer, place] = now - base\n            base = now"
                    },
                    asks="Ở lần thử thứ hai, `base` còn là cross-entropy của mạng số thực không?",
                    tells="Giữ nguyên `base` ở mọi lần thử: mốc luôn là mạng số thực.",
                ),
                Misconception(
                    "bỏ mất dấu của phần tăng",
                    kind="error/sign_lost",
                    edits={RISE: "np.abs(loss(one_changed) - base)"},
                    asks="Nếu bớt bit lại làm cross-entropy giảm một chút thì số trong S phải dương hay âm?",
                    tells="Âm: giữ nguyên dấu, vì có khi bớt bit lại tình cờ có lợi.",
                ),
                Misconception(
                    "đổi số âm thành 0",
                    kind="error/sign_lost",
                    edits={RISE: "np.maximum(loss(one_changed) - base, 0)"},
                    asks="Bớt bit có khi nào làm cross-entropy giảm không? Khi ấy hàm của bạn ghi số nào?",
                    tells="Có, khi các sai số tình cờ có lợi. Để nguyên số âm, đừng cắt.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "ghép ba đoạn của list",
            {BOTH_LINES: "one_changed = [*params[:layer], (read_back(W, bits), b), *params[layer + 1 :]]"},
            note="Ghép phần trước, lớp mới, phần sau: list cũ không hề bị đụng đến, nên khỏi sao chép.",
        ),
        Variant(
            "list comprehension",
            {
                BOTH_LINES: "one_changed = [\n"
                "                (read_back(V, bits) if k == layer else V, c) for k, (V, c) in enumerate(params)\n"
                "            ]"
            },
            note="Đi qua mọi lớp, và chỉ đổi W ở lớp mang số thứ tự đang xét.",
        ),
        Variant("copy", {NEW_LIST: "one_changed = params.copy()"}),
        Variant("lát cắt", {NEW_LIST: "one_changed = params[:]"}),
        Variant("đổi vế", {RISE: "-base + loss(one_changed)"}),
        Variant("hai chỉ số riêng", {"S[layer, place] =": "S[layer][place] ="}),
    ),
)
