"""A whole network equalized, pair after pair."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai07_do_nhay.layers import NEARLY_EXACT, Layers, draw_layers, layers
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until

UNLIKE = 1e-3  # two answers differ by this at least


def draw_network(rng: Generator) -> Args:
    """A network of four layers whose columns differ in size, and two or three sweeps."""
    widths = [int(n) for n in rng.integers(2, 4, 5)]
    return {"params": draw_layers(rng, widths, spread=1.0), "sweeps": int(rng.integers(2, 4))}


def still_moves(params: Layers, sweeps: int) -> bool:
    """Does each sweep up to one more still change the first and the last layer, and are all columns and rows alive?"""
    if not all(np.abs(W).max(axis=0).all() and np.abs(W).max(axis=1).all() for W, _ in params):
        return False
    after = [reference.equalize(list(params), count) for count in range(sweeps + 2)]
    return all(
        np.abs(one[place][0] - other[place][0]).max() > UNLIKE
        for one, other in zip(after, after[1:])
        for place in (0, len(params) - 1)
    )


EXAMPLE = layers(
    ([[8.0, 0.5], [-4.0, 0.25]], [1.0, 0.1]),
    ([[0.5, 2.0], [1.0, -8.0]], [0.0, 4.0]),
    ([[1.0], [0.25]], [0.5]),
)
ONE_LAYER = layers(([[2.0, -0.5], [0.25, 1.0]], [0.5, -1.0]))
FIRST_PAIR_IS_EVEN = layers(
    ([[2.0, 1.0], [-1.0, -4.0]], [0.5, 1.0]),
    ([[2.0, -0.5], [-4.0, 0.25]], [1.0, 0.25]),
    ([[1.0], [-2.0]], [0.5]),
)

START, SWEEPS, PAIRS = "balanced = list(params)", "range(sweeps)", "range(len(balanced) - 1)"
READ = "(W1, b1), (W2, b2) = balanced[layer], balanced[layer + 1]"
CALL = "W1, b1, W2, _ = equalize_pair(W1, b1, W2)"
FIRST, SECOND = "balanced[layer] = (W1, b1)", "balanced[layer + 1] = (W2, b2)"
PASSES = f"for layer in {PAIRS}:"
BODY = f"{READ}\n            {CALL}\n            {FIRST}\n            {SECOND}"

EXERCISE = Exercise(
    function="equalize",
    title="Cân bằng cả mạng",
    reference=reference.equalize,
    asks="Cặp lớp thứ hai phải nhận lớp giữa ở dạng nào: như lúc đầu, hay như cặp trước vừa để lại?",
    tells="Đi từng cặp liền nhau trong `balanced`, cân bằng rồi ghi cả hai lớp trở lại đó; lặp cả lượt `sweeps` lần.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"params": EXAMPLE, "sweeps": 1}),
                Visible("không lượt nào", {"params": EXAMPLE, "sweeps": 0}),
                Visible("mạng một lớp, không có cặp nào", {"params": ONE_LAYER, "sweeps": 3}),
                Visible("cặp đầu đã bằng nhau sẵn", {"params": FIRST_PAIR_IS_EVEN, "sweeps": 1}),
                Seeded("bốn lớp, vài lượt", draw_until(draw_network, still_moves), 1),
            ),
            draw=draw_until(draw_network, still_moves),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "đọc mỗi cặp từ mạng ban đầu",
                    kind="trial/leftover",
                    edits={READ: "(W1, b1), (W2, b2) = params[layer], params[layer + 1]"},
                    asks="Lớp giữa vừa bị cặp trước chia cho c. Cặp sau lấy lại lớp giữa cũ thì phép chia ấy còn không?",
                    tells="Đọc cặp lớp từ `balanced`, nơi có kết quả của cặp trước; nếu không, hàm của mạng sẽ đổi.",
                ),
                Misconception(
                    "đọc mỗi cặp từ mạng lúc đầu lượt",
                    kind="trial/leftover",
                    edits={
                        PASSES: f"before = list(balanced)\n        {PASSES}",
                        READ: "(W1, b1), (W2, b2) = before[layer], before[layer + 1]",
                    },
                    asks="Trong một lượt, lớp giữa vừa bị cặp trước chia cho c. Cặp sau phải nhận lớp ấy như trước hay như sau phép chia?",
                    tells="Đọc cặp lớp từ `balanced`, nơi cặp trước vừa ghi vào, không từ bản chép lúc đầu lượt.",
                ),
                Misconception(
                    "làm lại mỗi lượt từ mạng ban đầu",
                    kind="trial/leftover",
                    edits={f"{START}\n    for _ in {SWEEPS}:": f"for _ in {SWEEPS}:\n        {START}"},
                    asks="Lượt thứ hai bắt đầu từ mạng nào? Và khi sweeps = 0, dòng tạo `balanced` có chạy không?",
                    tells="Tạo `balanced` một lần, trước mọi lượt; lượt sau đi tiếp từ kết quả của lượt trước.",
                ),
                Misconception(
                    "chỉ cân bằng cặp đầu",
                    kind="trial/count",
                    edits={PAIRS: "range(min(1, len(balanced) - 1))"},
                    asks="Mạng bốn lớp có mấy cặp lớp liền nhau?",
                    tells="Có `len(params) - 1` cặp: đi qua hết.",
                ),
                Misconception(
                    "bỏ sót cặp cuối",
                    kind="index/off_by_one",
                    edits={PAIRS: "range(len(balanced) - 2)"},
                    asks="Lớp cuối nằm trong cặp nào? Vòng lặp của bạn có tới cặp ấy không?",
                    tells="Cặp cuối bắt đầu ở vị trí `len(params) - 2`, nên dùng `range(len(balanced) - 1)`.",
                ),
                Misconception(
                    "chỉ làm một lượt",
                    kind="trial/count",
                    edits={SWEEPS: "range(min(1, sweeps))"},
                    asks="sweeps = 3 thì cả mạng được đi qua mấy lần?",
                    tells="Lặp lại cả lượt `sweeps` lần.",
                ),
                Misconception(
                    "làm thừa một lượt",
                    kind="trial/count",
                    edits={SWEEPS: "range(sweeps + 1)"},
                    asks="sweeps = 0 thì mạng có đổi không?",
                    tells="Không: lặp đúng `sweeps` lần.",
                ),
                Misconception(
                    "dừng hẳn khi gặp một cặp đã bằng nhau",
                    kind="trial/count",
                    edits={
                        CALL: "W1, b1, W2, c = equalize_pair(W1, b1, W2)\n            if np.allclose(c, 1):\n                return balanced"
                    },
                    asks="Cặp đầu đã bằng nhau thì cặp thứ hai có chắc cũng thế không?",
                    tells="Không chắc. Cặp ấy có c = 1 nên không đổi; cứ đi tiếp sang cặp sau.",
                ),
                Misconception(
                    "đi từ cặp cuối về cặp đầu",
                    kind="order/swapped",
                    edits={PAIRS: "reversed(range(len(balanced) - 1))"},
                    asks="Đề bài bắt đầu từ cặp nào?",
                    tells="Từ cặp đầu, lớp 1 với lớp 2, lần lượt tới cặp cuối.",
                ),
                Misconception(
                    "không ghi lại lớp sau",
                    kind="term/forgotten",
                    edits={SECOND: "balanced[layer + 1] = balanced[layer + 1]"},
                    asks="Lớp trước đã nhân với c. Trong mạng bạn trả về, lớp sau đã chia cho c chưa?",
                    tells="Ghi cả (W2, b2) vào `balanced[layer + 1]`.",
                ),
                Misconception(
                    "không ghi lại lớp trước",
                    kind="term/forgotten",
                    edits={FIRST: "balanced[layer] = balanced[layer]"},
                    asks="Lớp sau đã chia cho c. Trong mạng bạn trả về, lớp trước đã nhân với c chưa?",
                    tells="Ghi cả (W1, b1) vào `balanced[layer]`.",
                ),
                Misconception(
                    "giữ nguyên độ lệch cũ của lớp trước",
                    kind="term/forgotten",
                    edits={CALL: "W1, _, W2, _ = equalize_pair(W1, b1, W2)"},
                    asks="equalize_pair trả về mấy mảng? Lớp trước nhận lại những mảng nào?",
                    tells="Lớp trước nhận cả W1 và b1 mới, vì b1 cũng đã nhân với c.",
                ),
                Misconception(
                    "ghi độ lệch của lớp trước cho lớp sau",
                    kind="order/swapped",
                    edits={SECOND: "balanced[layer + 1] = (W2, b1)"},
                    asks="Trong cặp ghi vào `balanced[layer + 1]`, độ lệch là của lớp nào?",
                    tells="Của lớp sau: ghi (W2, b2).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "zip hai dãy chỉ số",
            {PASSES: "for layer, _ in zip(range(len(balanced)), balanced[1:]):"},
        ),
        Variant(
            "gán một lát cắt",
            {
                BODY: f"{READ}\n            {CALL}\n            balanced[layer : layer + 2] = [(W1, b1), (W2, b2)]",
            },
            note="Một lát cắt của list nhận được cả hai lớp trong một phép gán.",
        ),
        Variant("copy", {START: "balanced = params.copy()"}),
        Variant(
            "lượt ở trong một hàm đệ quy",
            {
                f"for _ in {SWEEPS}:\n        for layer in {PAIRS}:\n            {BODY}": "def swept(first, others):\n"
                "        if not others:\n"
                "            return [first]\n"
                "        (W1, b1), (W2, b2) = first, others[0]\n"
                "        W1, b1, W2, _ = equalize_pair(W1, b1, W2)\n"
                "        return [(W1, b1), *swept((W2, b2), others[1:])]\n"
                "\n"
                "    for _ in range(sweeps):\n"
                "        balanced = swept(balanced[0], balanced[1:])"
            },
        ),
    ),
)
