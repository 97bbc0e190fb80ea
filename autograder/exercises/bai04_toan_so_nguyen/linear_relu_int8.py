"""A linear layer with ReLU on codes."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.bai04_toan_so_nguyen.layers import LARGE, SMALL, int8, int32
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Codes
from course.checking.compare import EXACT_WITH_DTYPE


def layer_args(X_q: Codes, W_q: Codes, b_q: Codes, z_X: int, q0: int, shift: int, z_Y: int, relu: bool) -> Args:
    return {
        "X_q": X_q,
        "W_q": W_q,
        "b_q": b_q,
        "z_X": z_X,
        "q0": q0,
        "shift": shift,
        "z_Y": z_Y,
        "relu": relu,
    }


def draw_layer(rng: Generator, relu: bool, inside: float) -> Args:
    """A layer with m, p and n all different, whose codes reach `inside` times the room around z_Y."""
    m, p, n = (int(k) for k in rng.permutation([2, 3, 4, 5])[:3])
    X_q = rng.integers(-128, 128, size=(m, p)).astype(np.int8)
    W_q = rng.integers(-127, 128, size=(p, n)).astype(np.int8)
    b_q = (rng.integers(1500, 6000, n) * rng.choice([-1, 1], n)).astype(np.int32)
    z_X, z_Y = int(rng.choice([-1, 1]) * rng.integers(30, 90)), int(rng.choice([-1, 1]) * rng.integers(10, 40))
    acc = exact_sums(X_q, W_q, b_q, z_X)
    q0, shift = reference.quantize_multiplier(float(inside * 80 / np.abs(acc).max()))
    return layer_args(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu)


def exact_sums(X_q: Codes, W_q: Codes, b_q: Codes, z_X: int) -> NDArray[np.int64]:
    return (X_q.astype(np.int64) - z_X) @ W_q.astype(np.int64) + b_q


def draw_plain_layer(rng: Generator) -> Args:
    return draw_layer(rng, relu=False, inside=1.0)


def draw_relu_layer(rng: Generator) -> Args:
    return draw_layer(rng, relu=bool(rng.random() < 0.7), inside=1.0)


def has_both_signs(X_q: Codes, W_q: Codes, b_q: Codes, z_X: int, q0: int, shift: int, z_Y: int, relu: bool) -> bool:
    """Are there positive and negative sums, some that reach beyond the code 0, whichever side of z_Y it is on?"""
    codes = reference.linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, False).astype(int)
    below, above = (codes < min(z_Y, 0) - 2).any(), (codes > max(z_Y, 0) + 2).any()
    return bool(below and above)


HALVES: Args = {"X_q": int8([6, -10], [22, 2], [-2, 14]), "W_q": int8([1, 0], [0, 1]), "b_q": int32(8, -4), "z_X": 4}
NEGATIVE_ZERO = {**LARGE, "q0": 1288490189, "shift": 9, "z_Y": -20}
POSITIVE_ZERO = {**LARGE, "q0": 1288490189, "shift": 9, "z_Y": 25}
ACC = "(X_q.astype(np.int32) - z_X) @ W_q.astype(np.int32) + b_q"
RELU = "np.maximum(Y_q, z_Y)"

EXERCISE = Exercise(
    function="linear_relu_int8",
    title="Trọn một lớp trên số nguyên",
    reference=reference.linear_relu_int8,
    asks="Mã của số thực 0 ở đầu vào là gì, và ở đầu ra là gì?",
    tells="acc = (X_q − z_X) @ W_q + b_q trong int32, rồi requantize; nếu relu thì lấy max với z_Y.",
    parts=(
        Part(
            "TODO 8",
            points=1,
            asks="Mã nào của đầu vào là số thực 0? Phép trừ ấy có vừa trong int8 không?",
            tells="Đổi X_q và W_q sang int32 trước. Trừ z_X khỏi từng mã của đầu vào, nhân ma trận, rồi cộng b_q.",
            visible=(
                Visible("ví dụ trong bài", layer_args(**SMALL, q0=1288490189, shift=2, z_Y=-20, relu=False)),
                Visible("mã lớn, điểm 0 của ảnh là −128", layer_args(**POSITIVE_ZERO, relu=False)),
                Visible("mọi tổng rơi đúng giữa hai mã", layer_args(**HALVES, q0=2**30, shift=1, z_Y=-9, relu=False)),
                Visible(
                    "tổng vượt int16", layer_args(**{**LARGE, "z_X": 100}, q0=1288490189, shift=9, z_Y=5, relu=False)
                ),
            ),
            draw=draw_until(draw_plain_layer, has_both_signs),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên trừ z_X",
                    kind="zero_point/forgotten",
                    edits={"(X_q.astype(np.int32) - z_X)": "X_q.astype(np.int32)"},
                    asks="Một điểm ảnh đen có mã −128. Nó phải góp vào tổng bao nhiêu?",
                    tells="Trừ z_X khỏi mã đầu vào trước khi nhân, để số thực 0 góp đúng 0.",
                ),
                Misconception(
                    "cộng z_X thay vì trừ",
                    kind="zero_point/sign",
                    edits={"- z_X": "+ z_X"},
                    asks="Mã bằng z_X phải góp vào tổng bao nhiêu?",
                    tells="Mã z_X ứng với số thực 0, nên phải trừ z_X.",
                ),
                Misconception(
                    "trừ z_X một lần khỏi cả tổng",
                    kind="term/place",
                    edits={ACC: "X_q.astype(np.int32) @ W_q.astype(np.int32) - z_X + b_q"},
                    asks="z_X đi cùng từng mã đầu vào. Trong tổng, nó được nhân với những gì?",
                    tells="Trừ z_X khỏi từng mã rồi mới nhân, hoặc trừ z_X nhân với tổng từng cột của W_q.",
                ),
                Misconception(
                    "trừ z_X trong int8",
                    kind="dtype/overflow",
                    edits={"(X_q.astype(np.int32) - z_X)": "(X_q - np.int8(z_X)).astype(np.int32)"},
                    asks="127 − (−128) có vừa int8 không?",
                    tells="Đổi X_q sang np.int32 trước khi trừ, nếu không hiệu bị tràn số.",
                ),
                Misconception(
                    "không mở rộng kiểu trước khi nhân",
                    kind="dtype/overflow",
                    edits={ACC: "(X_q - np.int8(z_X)) @ W_q + b_q"},
                    asks="Tổng của các tích 8 bit có vừa 8 bit không?",
                    tells="Đổi X_q và W_q sang np.int32 trước khi trừ và nhân.",
                ),
                Misconception(
                    "trừ z_X cả ở trọng số",
                    kind="zero_point/other",
                    edits={"W_q.astype(np.int32) + b_q": "(W_q.astype(np.int32) - z_X) + b_q"},
                    asks="z_X là điểm 0 của mảng nào? Điểm 0 của W_q là bao nhiêu?",
                    tells="Chỉ trừ z_X khỏi X_q. Trọng số đối xứng có điểm 0 bằng 0.",
                ),
                Misconception(
                    "trừ z_X khỏi trọng số thay vì khỏi đầu vào",
                    kind="zero_point/other",
                    edits={
                        "(X_q.astype(np.int32) - z_X)": "X_q.astype(np.int32)",
                        "W_q.astype(np.int32) + b_q": "(W_q.astype(np.int32) - z_X) + b_q",
                    },
                    asks="z_X là điểm 0 của mảng nào?",
                    tells="Trừ z_X khỏi X_q. Trọng số đối xứng có điểm 0 bằng 0, nên giữ nguyên W_q.",
                ),
                Misconception(
                    "cộng dồn trong int16",
                    kind="dtype/overflow",
                    edits={ACC: "(X_q.astype(np.int16) - z_X) @ W_q.astype(np.int16) + b_q"},
                    asks="Ở mục 2, bao nhiêu phần trăm số tổng không vừa int16?",
                    tells="Đổi sang np.int32, không phải np.int16.",
                ),
                Misconception(
                    "quên độ lệch",
                    kind="term/forgotten",
                    edits={"W_q.astype(np.int32) + b_q": "W_q.astype(np.int32)"},
                    asks="Y = XW + b. Số hạng nào còn thiếu?",
                    tells="Cộng b_q vào bộ tích lũy, trước khi tái lượng tử hóa.",
                ),
                Misconception(
                    "cộng độ lệch sau khi tái lượng tử hóa",
                    kind="term/place",
                    edits={
                        "W_q.astype(np.int32) + b_q": "W_q.astype(np.int32)",
                        "requantize(acc, q0, shift, z_Y)": "np.clip(requantize(acc, q0, shift, z_Y) + b_q, -128, 127).astype(np.int8)",
                    },
                    asks="b_q đếm theo đơn vị của bộ tích lũy hay của đầu ra?",
                    tells="b_q dùng độ co giãn s_X·s_W, nên phải cộng vào bộ tích lũy.",
                ),
                Misconception(
                    "độ lệch bị đổi sang int8",
                    kind="range/other_codes",
                    edits={"W_q.astype(np.int32) + b_q": "W_q.astype(np.int32) + b_q.astype(np.int8)"},
                    asks="b_q = 2500 có vừa int8 không?",
                    tells="Giữ b_q ở int32.",
                ),
            ),
        ),
        Part(
            "TODO 9",
            points=1,
            asks="Trên mã của đầu ra, số thực 0 là mã nào? ReLU chạy khi nào?",
            tells="Đưa bộ tích lũy vào requantize với điểm 0 của đầu ra. Nếu relu là True thì mã nhỏ hơn mã của số thực 0 phải thành mã ấy.",
            visible=(
                Visible("ví dụ trong bài, có ReLU", layer_args(**SMALL, q0=1288490189, shift=2, z_Y=-20, relu=True)),
                Visible("có ReLU, điểm 0 âm", layer_args(**NEGATIVE_ZERO, relu=True)),
                Visible("có ReLU, điểm 0 dương", layer_args(**POSITIVE_ZERO, relu=True)),
                Visible("không có ReLU, điểm 0 âm", layer_args(**NEGATIVE_ZERO, relu=False)),
            ),
            draw=draw_until(draw_relu_layer, has_both_signs),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "ReLU cắt ở mã 0 thay vì ở z_Y",
                    kind="relu/threshold",
                    edits={RELU: "np.maximum(Y_q, 0)"},
                    asks="Trên các mã của đầu ra, số thực 0 là mã nào?",
                    tells="So với z_Y, không so với 0.",
                ),
                Misconception(
                    "ReLU so với z_X thay vì z_Y",
                    kind="relu/threshold",
                    edits={RELU: "np.maximum(Y_q, z_X)"},
                    asks="Y_q là mã của đầu vào hay của đầu ra? Số thực 0 ở đó là mã nào?",
                    tells="Y_q dùng điểm 0 của đầu ra: so với z_Y, không so với z_X.",
                ),
                Misconception(
                    "ReLU lấy min thay vì max",
                    kind="maximum/other_function",
                    edits={RELU: "np.minimum(Y_q, z_Y)"},
                    asks="Mã lớn hơn z_Y ứng với số dương. Qua ReLU nó có được đổi không?",
                    tells="ReLU giữ số dương: lấy np.maximum của mã với z_Y.",
                ),
                Misconception(
                    "ReLU thay mã nhỏ hơn z_Y bằng mã 0",
                    kind="relu/threshold",
                    edits={RELU: "np.where(Y_q < z_Y, 0, Y_q).astype(np.int8)"},
                    asks="Số âm phải thành số thực 0. Trên các mã của đầu ra, số thực 0 là mã nào?",
                    tells="So với z_Y thì đúng rồi, nhưng số âm phải thành mã z_Y chứ không phải mã 0.",
                ),
                Misconception(
                    "so bộ tích lũy với z_Y",
                    kind="relu/threshold",
                    edits={
                        "    Y_q = requantize(": "    acc = np.maximum(acc, z_Y) if relu else acc\n    Y_q = requantize(",
                        RELU: "Y_q",
                    },
                    asks="Trong bộ tích lũy, số thực 0 là số nào?",
                    tells="Bộ tích lũy có điểm 0 bằng 0; z_Y là điểm 0 của mã ở đầu ra. Tái lượng tử hóa trước, rồi mới lấy max với z_Y.",
                ),
                Misconception(
                    "đưa z_X vào requantize thay vì z_Y",
                    kind="zero_point/other",
                    edits={"requantize(acc, q0, shift, z_Y)": "requantize(acc, q0, shift, z_X)"},
                    asks="requantize cho ra mã của đầu vào hay của đầu ra? Mã ấy dùng điểm 0 nào?",
                    tells="Mã đi ra khỏi lớp dùng điểm 0 của đầu ra: gọi requantize với z_Y.",
                ),
                Misconception(
                    "làm ReLU cả khi relu là False",
                    kind="relu/needless",
                    edits={"if relu:": "if True:"},
                    asks="Lớp cuối cho ra logit, không có ReLU. Logit có được âm không?",
                    tells="Chỉ làm ReLU khi relu là True.",
                ),
                Misconception(
                    "quên ReLU",
                    kind="relu/forgotten",
                    edits={"if relu:": "if False:"},
                    asks="Khi relu là True, có mã nào được nhỏ hơn z_Y không?",
                    tells="Nếu relu là True thì lấy np.maximum của mã với z_Y.",
                ),
                Misconception(
                    "ReLU xong quên cộng lại z_Y",
                    kind="zero_point/forgotten",
                    edits={RELU: "np.clip(np.maximum(Y_q.astype(np.int32) - z_Y, 0), -128, 127).astype(np.int8)"},
                    asks="Mã của bạn sau ReLU có điểm 0 là z_Y hay là 0?",
                    tells="Đầu ra vẫn dùng điểm 0 là z_Y. Lấy max với z_Y là đủ, không cần trừ.",
                ),
                Misconception(
                    "làm ReLU trước khi cộng độ lệch",
                    kind="term/place",
                    edits={
                        "acc = (X_q": "product = (X_q",
                        "W_q.astype(np.int32) + b_q": "W_q.astype(np.int32)\n"
                        "    acc = (np.maximum(product, 0) if relu else product) + b_q",
                        RELU: "Y_q",
                    },
                    asks="ReLU tác động lên XW hay lên XW + b?",
                    tells="Cộng độ lệch rồi mới tới ReLU.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "ReLU ngay trên bộ tích lũy",
            {
                "    Y_q = requantize(": "    acc = np.maximum(acc, 0) if relu else acc\n    Y_q = requantize(",
                RELU: "Y_q",
            },
        ),
        Variant("int64", {"X_q.astype(np.int32)": "X_q.astype(np.int64)"}),
        Variant("einsum", {ACC: "np.einsum('ik,kj->ij', X_q.astype(np.int32) - z_X, W_q.astype(np.int32)) + b_q"}),
        Variant(
            "tách điểm 0 ra khỏi tích",
            {ACC: "X_q.astype(np.int32) @ W_q.astype(np.int32) - z_X * np.sum(W_q, axis=0, dtype=np.int32) + b_q"},
            note="Tách điểm 0 ra khỏi tích: tổng từng cột của W_q không phụ thuộc đầu vào, nên tính sẵn được một lần.",
        ),
        Variant("np.where", {RELU: "np.where(Y_q < z_Y, np.int8(z_Y), Y_q)"}),
        Variant(
            "cắt về từ z_Y đến 127",
            {RELU: "np.clip(Y_q, z_Y, 127)"},
            note="ReLU trên mã chỉ là một phép cắt mà đầu dưới dời lên z_Y.",
        ),
        Variant(
            "vòng lặp",
            {
                f"acc = {ACC}": "acc = np.zeros((X_q.shape[0], W_q.shape[1]), dtype=np.int32)\n"
                "    for i in range(acc.shape[0]):\n"
                "        for j in range(acc.shape[1]):\n"
                "            acc[i, j] = int(b_q[j]) + sum(\n"
                "                (int(X_q[i, k]) - z_X) * int(W_q[k, j]) for k in range(W_q.shape[0])\n"
                "            )"
            },
        ),
    ),
)
