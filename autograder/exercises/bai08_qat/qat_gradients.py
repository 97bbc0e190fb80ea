"""The derivatives of a whole network whose weights are fake-quantized."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai08_qat.values import FROM_THE_END, NEARLY_EXACT
from autograder.exercises.model import (
    Accept,
    Args,
    Draw,
    Exercise,
    Misconception,
    Part,
    Seeded,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course import network
from course.arrays import Codes, Reals

LEAST_SLOPE = 0.003  # of what a layer must pass on, so that every mistake shows


def draw_positions(rng: Generator, shape: tuple[int, int], q: int) -> Reals:
    """Weights in steps, a third of them beyond the grid; none near a half or an end."""
    drawn = rng.uniform(-1.5 * q - 0.3, 1.5 * q + 0.3, 10 * shape[0] * shape[1])
    apart = np.minimum(np.abs(np.mod(drawn, 1) - 0.5), np.abs(np.abs(drawn) - q))
    return drawn[apart > 2 * FROM_THE_END][: shape[0] * shape[1]].reshape(shape)


def draw_network(rng: Generator, hidden: int = 1) -> Args:
    """A network with some hidden layers, five images, and a step for each layer that some of its weights exceed."""
    sizes = [int(n) for n in rng.permutation([3, 4, 5])[: hidden + 1]] + [3]
    bits = int(rng.integers(2, 4))
    q = 2 ** (bits - 1) - 1
    steps = [round(float(s), 2) for s in rng.uniform(0.5, 1.2, hidden + 1) / q]
    params = [
        ((s * draw_positions(rng, ends, q)).round(3), (s * q * rng.uniform(-1.5, 2, ends[1])).round(3))
        for s, ends in zip(steps, zip(sizes, sizes[1:]))
    ]
    X = rng.normal(0.3, 1, (5, sizes[0])).round(2)
    return {"params": params, "steps": steps, "X": X, "y": rng.integers(0, sizes[-1], 5), "bits": bits}


def draw_deep_network(rng: Generator) -> Args:
    return draw_network(rng, hidden=2)


def is_telling(params: network.Params, steps: list[float], X: Reals, y: Codes, bits: int) -> bool:
    """Are all positions clear, some weights clipped and some not, ReLU never near 0, every derivative alive, and some b beyond the grid?"""
    q = 2 ** (bits - 1) - 1
    quantized = [(reference.fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps)]
    found = reference.qat_gradients(params, steps, X, y, bits)
    H = X
    for (W, b), s, (W_hat, _), (dW, db, ds), (dW_hat, _) in zip(
        params, steps, quantized, found, network.gradients(quantized, X, y)
    ):
        v = np.abs(W / s)
        beyond = v > q
        if not (away_from_ties(v) and np.all(np.abs(v - q) > FROM_THE_END) and beyond.any() and np.sum(~beyond) > 2):
            return False
        is_far = np.abs(b) > q * s + FROM_THE_END
        if not np.any(np.abs(db[is_far]) > LEAST_SLOPE):
            return False
        H = H @ W_hat + b
        if np.abs(H).min() < 0.02 or np.abs(dW_hat[beyond]).max() < LEAST_SLOPE or np.abs(dW).max() < LEAST_SLOPE:
            return False
        without_clipped = reference.lsq_step_gradient(np.where(beyond, 0, dW_hat), W, s, bits)
        if abs(ds) < LEAST_SLOPE or abs(ds - without_clipped) < LEAST_SLOPE or np.abs(db).max() < LEAST_SLOPE:
            return False
        H = np.maximum(H, 0)
    return len(set(steps)) == len(steps)


def network_case(seed: int, label: str, draw: Draw = draw_network, accept: Accept = is_telling) -> Seeded:
    """A visible case: the first acceptable network of this seed."""
    return Seeded(label, draw_until(draw, accept), seed)


EXAMPLE = {
    "params": [
        (np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -0.9]]), np.array([0.1, 0.0, -0.1])),
        (np.array([[0.7, -0.2], [0.05, 0.6], [-0.4, 0.9]]), np.array([0.0, 0.2])),
    ],
    "steps": [0.45, 0.3],
    "X": np.array([[1.0, 0.0], [0.0, 1.0], [0.5, -1.0], [2.0, 1.0]]),
    "y": np.array([0, 1, 1, 0]),
    "bits": 2,
}
READ_BACK = "(fake_quantize(W, s, bits), b)"
QUANTIZED = "[(fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps)]"
D_W, D_S = "ste_backward(dW_hat, W, s, bits)", "lsq_step_gradient(dW_hat, W, s, bits)"
APPEND = "append((dW, db, ds))"

EXERCISE = Exercise(
    function="qat_gradients",
    title="Đạo hàm của cả mạng",
    reference=reference.qat_gradients,
    asks="Mạng nào chạy xuôi, và đạo hàm theo Ŵ đi tiếp đến W và đến s bằng hai hàm nào?",
    tells="Chạy network.gradients trên mạng có trọng số fake_quantize(W, s, bits). Rồi W nhận ste_backward, s nhận lsq_step_gradient, b giữ nguyên.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            asks="Ở lượt xuôi, mỗi lớp nhân với W hay với Ŵ? Lớp nào dùng bước nào? Độ lệch thì sao?",
            tells="Danh sách các cặp (fake_quantize(W, s, bits), b), mỗi lớp dùng bước của chính nó, độ lệch để nguyên.",
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                network_case(1, "hai lớp"),
                network_case(2, "ba lớp", draw_deep_network),
            ),
            draw=draw_until(draw_network, is_telling),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "lấy đạo hàm của mạng số thực",
                    kind="gradient/other",
                    edits={READ_BACK: "(W, b)"},
                    asks="Lượt xuôi của bạn có mang sai số lượng tử hóa không? Nếu không thì mạng học cách chịu cái gì?",
                    tells="Lượt xuôi phải nhân với fake_quantize(W, s, bits).",
                ),
                Misconception(
                    "dùng mã thay cho trọng số",
                    kind="scale/other",
                    edits={READ_BACK: "(fake_quantize(W, s, bits) / s, b)"},
                    asks="Lớp nhân với mã, hay với số thực mà mã đại diện?",
                    tells="Với số thực: fake_quantize(W, s, bits), không chia cho s.",
                ),
                Misconception(
                    "dùng chung một bước cho mọi lớp",
                    kind="axis/shared",
                    edits={QUANTIZED: "[(fake_quantize(W, steps[0], bits), b) for W, b in params]"},
                    asks="steps có mấy số, và lớp thứ hai dùng số nào?",
                    tells="Mỗi lớp dùng bước của mình: zip(params, steps).",
                ),
                Misconception(
                    "xếp ngược các bước",
                    kind="scale/other",
                    edits={QUANTIZED: "[(fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps[::-1])]"},
                    asks="Lượt xuôi đi từ lớp nào? steps[0] là bước của lớp nào?",
                    tells="steps xếp cùng thứ tự với params: zip(params, steps).",
                ),
                Misconception(
                    "bỏ sót lớp cuối",
                    kind="trial/count",
                    edits={
                        QUANTIZED: "[(fake_quantize(W, s, bits), b) for (W, b), s in zip(params[:-1], steps)] + params[-1:]"
                    },
                    asks="Mạng có mấy lớp, bạn lượng tử hóa mấy lớp?",
                    tells="Lớp nào cũng được lượng tử hóa, kể cả lớp cuối.",
                ),
                Misconception(
                    "lượng tử hóa cả độ lệch",
                    kind="rounding/needless",
                    edits={READ_BACK: "(fake_quantize(W, s, bits), fake_quantize(b, s, bits))"},
                    asks="Ở mỗi lớp, đề bài lượng tử hóa giả lập những gì, và để nguyên những gì?",
                    tells="Chỉ W được lượng tử hóa giả lập. Độ lệch để nguyên số thực.",
                ),
                Misconception(
                    "tính lại bước từ W thay vì dùng steps",
                    kind="scale/other",
                    edits={
                        READ_BACK: "(fake_quantize(W, np.max(np.abs(W)) / (2 ** (bits - 1) - 1), bits), b)",
                    },
                    asks="Bước của mỗi lớp đang được học. Giá trị hiện tại của nó nằm ở đâu?",
                    tells="Ở trong steps: mỗi lớp dùng s của mình, không tính lại từ W.",
                ),
            ),
        ),
        Part(
            "TODO 6",
            points=1.5,
            asks="network.gradients cho đạo hàm theo Ŵ. Hàm nào đưa nó về W, hàm nào đưa nó về s, và mỗi hàm nhận đạo hàm nào?",
            tells="ste_backward cho dW, lsq_step_gradient cho ds; cả hai nhận dW_hat, W số thực, s và bits.",
            visible=(network_case(3, "hai lớp, ảnh khác"), network_case(4, "ba lớp, ảnh khác", draw_deep_network)),
            draw=draw_until(draw_network, is_telling),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "dùng thẳng đạo hàm theo Ŵ cho W",
                    kind="gradient/mask",
                    edits={D_W: "dW_hat"},
                    asks="Nhích một trọng số đã bị cắt thì Ŵ có đổi không? Vậy dW ở đó phải là số nào?",
                    tells="Phải là 0: đưa dW_hat qua ste_backward, cùng với W số thực. Đưa Ŵ vào thì không số nào nằm ngoài thước, nên không gì bị chặn.",
                ),
                Misconception(
                    "tính ds từ đạo hàm đã bị chặn",
                    kind="gradient/mask",
                    edits={D_S: "lsq_step_gradient(dW, W, s, bits)"},
                    asks="Trọng số bị cắt không kéo W nữa, nhưng nó có kéo s không?",
                    tells="Có, và kéo mạnh nhất. Đưa dW_hat, chưa bị chặn, vào lsq_step_gradient.",
                ),
                Misconception(
                    "tính ds từ trọng số đã lượng tử hóa",
                    kind="gradient/other",
                    edits={D_S: "lsq_step_gradient(dW_hat, fake_quantize(W, s, bits), s, bits)"},
                    asks="Với Ŵ thì round(v) − v bằng mấy?",
                    tells="Bằng 0, vì v đã là số nguyên. Đưa W số thực vào lsq_step_gradient.",
                ),
                Misconception(
                    "chặn cả đạo hàm theo độ lệch",
                    kind="gradient/mask",
                    edits={"(W, _), s": "(W, b), s", APPEND: "append((dW, ste_backward(db, b, s, bits), ds))"},
                    asks="Độ lệch có đi qua phép lượng tử hóa nào không?",
                    tells="Không, nên db giữ nguyên.",
                ),
                Misconception(
                    "dùng bước đầu tiên cho đạo hàm của mọi lớp",
                    kind="axis/shared",
                    edits={D_W: "ste_backward(dW_hat, W, steps[0], bits)"},
                    asks="Trong vòng lặp, bước của lớp đang xét tên là gì?",
                    tells="Là s, do zip đưa ra cùng với W và dW_hat.",
                ),
                Misconception(
                    "để đạo hàm theo bước bằng 0",
                    kind="gradient/zero",
                    edits={D_S: "0.0"},
                    asks="Nếu ds bằng 0 thì bước có đổi trong lúc học không?",
                    tells="Đưa dW_hat và W qua lsq_step_gradient.",
                ),
                Misconception(
                    "trả về ds trước, dW sau",
                    kind="order/returned",
                    edits={APPEND: "append((ds, db, dW))"},
                    asks="Mỗi bộ ba gồm ba đạo hàm theo thứ tự nào? Hàm nào cho số đứng cuối?",
                    tells="Theo thứ tự dW, db, ds: dW từ ste_backward, ds từ lsq_step_gradient.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "vòng lặp theo chỉ số",
            {
                f"quantized = {QUANTIZED}": "quantized = []\n"
                "    for layer in range(len(params)):\n"
                "        W, b = params[layer]\n"
                "        quantized.append((fake_quantize(W, steps[layer], bits), b))",
            },
        ),
        Variant(
            "map",
            {
                QUANTIZED: "[(W_hat, b) for W_hat, (_, b) in zip(map(lambda layer, s: fake_quantize(layer[0], s, bits), params, steps), params)]"
            },
        ),
        Variant("đạo hàm của W trong hai bước", {D_W: "ste_backward(dW_hat, W, s, bits) + 0 * W"}),
        Variant(
            "tự viết mặt nạ",
            {D_W: "np.where(np.abs(W) <= s * (2 ** (bits - 1) - 1), dW_hat, 0)"},
            note="ste_backward chỉ là một mặt nạ, nên viết thẳng np.where cũng được.",
        ),
    ),
)
