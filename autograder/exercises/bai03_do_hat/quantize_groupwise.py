"""Weights on a scale for each group of a row."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai03_do_hat.weights import NEARLY_EXACT, float32, weights_away_from_ties
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals


def draw_groups(rng: Generator) -> Args:
    """Rows of uneven groups; the columns hold at least two groups, and never as many as a group has weights."""
    group, groups = (int(n) for n in rng.choice([2, 3, 4, 5], 2, replace=False))
    rows = int(rng.integers(2, 5))
    sizes = 10 ** rng.uniform(-1.0, 0.7, (rows, groups, 1))
    W = (sizes * rng.uniform(-1, 1, (rows, groups, group))).reshape(rows, -1).astype(np.float32)
    return {"W": W, "bits": int(rng.integers(3, 9)), "group": group}


def groups_away_from_ties(W: Reals, bits: int, group: int) -> bool:
    return weights_away_from_ties(W.reshape(-1, group), bits, axis=0)


FILL = "W_q[i, run], s[i, j : j + 1] = quantize_symmetric(W[i, run], bits)"
LOOPS = f"""\
    for i in range(rows):
        for j in range(columns // group):
            run = slice(j * group, (j + 1) * group)
            {FILL}"""

EXERCISE = Exercise(
    function="quantize_groupwise",
    title="Lượng tử hóa theo nhóm",
    reference=reference.quantize_groupwise,
    asks="Nhóm j của hàng i gồm những cột nào?",
    tells="Các cột từ j·group đến trước (j+1)·group. Đưa đúng đoạn ấy của hàng i vào quantize_symmetric.",
    parts=(
        Part(
            "TODO 4",
            points=2,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"W": float32([[0.7, -0.2, 7.0, 1.0], [-0.14, 0.1, 0.35, 0.21]]), "bits": 4, "group": 2},
                ),
                Visible(
                    "nhóm 4, có nhóm toàn số âm và nhóm toàn số 0",
                    {
                        "W": float32(
                            [
                                [0.3, -0.11, 0.24, 0.07, 9.0, 0.2, -0.15, 0.31],
                                [-0.4, -0.08, -0.17, -0.02, -0.21, 0.13, 0.05, -0.3],
                                [-0.6, 0.33, 0.1, 0.27, 0.9, -0.44, 0.71, 0.18],
                                [0.05, -0.01, 0.03, 0.02, 0.0, 0.0, 0.0, 0.0],
                            ]
                        ),
                        "bits": 4,
                        "group": 4,
                    },
                ),
                Visible(
                    "nhóm 3, 5 bit",
                    {
                        "W": float32(
                            [
                                [1.2, -0.4, 0.9, 0.05, 0.02, -0.08, 3.1, -2.2, 0.6, 0.4, -0.7, 0.25],
                                [0.35, 0.93, -1.8, 0.5, -0.2, 0.14, -0.06, 0.013, 0.04, 2.4, 1.1, -0.3],
                                [-0.2, 0.7, 0.33, -5.0, 1.6, 2.6, 0.8, -0.9, 0.35, 0.02, 0.07, -0.04],
                            ]
                        ),
                        "bits": 5,
                        "group": 3,
                    },
                ),
            ),
            draw=draw_until(draw_groups, groups_away_from_ties),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "mọi nhóm dùng chung thước của cả hàng",
                    kind="axis/shared",
                    edits={FILL: "W_q[i], s[i, j] = quantize_symmetric(W[i], bits)"},
                    asks="Nhóm toàn số nhỏ của bạn có s bằng với nhóm toàn số lớn không?",
                    tells="Chỉ đưa đoạn của nhóm, W[i, j·group : (j+1)·group], vào quantize_symmetric.",
                ),
                Misconception(
                    "mọi nhóm dùng chung thước của cả ma trận",
                    kind="axis/shared",
                    edits={FILL: "W_q[:], s[i, j] = quantize_symmetric(W, bits)"},
                    asks="Mọi phần tử của s có bằng nhau không, và có nên bằng nhau không?",
                    tells="Chỉ đưa đoạn của nhóm, W[i, j·group : (j+1)·group], vào quantize_symmetric.",
                ),
                Misconception(
                    "mọi hàng dùng chung thước của nhóm j",
                    kind="axis/shared",
                    edits={FILL: "W_q[:, run], s[:, j] = quantize_symmetric(W[:, run], bits)"},
                    asks="Hai hàng to nhỏ khác nhau, s[0, j] và s[1, j] của bạn có bằng nhau không?",
                    tells="Nhóm nằm gọn trong một hàng: chỉ đưa W[i, j·group : (j+1)·group] vào quantize_symmetric.",
                ),
                Misconception(
                    "quên điền s",
                    kind="scale/other",
                    edits={FILL: "W_q[i, run] = quantize_symmetric(W[i, run], bits)[0]"},
                    asks="quantize_symmetric trả về hai thứ. Thứ hai của bạn đi đâu?",
                    tells="Các mã đã đúng. Gán độ co giãn của nhóm vào s[i, j].",
                ),
                Misconception(
                    "quên nhân j với group",
                    kind="index/stride",
                    edits={"slice(j * group, (j + 1) * group)": "slice(j, j + group)"},
                    asks="Với group = 4, nhóm 1 bắt đầu ở cột 1 hay cột 4?",
                    tells="Nhóm j bắt đầu ở cột j·group.",
                ),
                Misconception(
                    "bỏ sót trọng số cuối của mỗi nhóm",
                    kind="index/off_by_one",
                    edits={"(j + 1) * group)": "(j + 1) * group - 1)"},
                    asks="Đoạn W[i, 0:4] có bao nhiêu trọng số? Nó có gồm cột 4 không?",
                    tells="Lát cắt của Python đã dừng trước đầu cuối, nên viết (j+1)·group, không trừ 1.",
                ),
                Misconception(
                    "nhóm gồm các cột cách đều nhau",
                    kind="shape/layout",
                    edits={"slice(j * group, (j + 1) * group)": "slice(j, columns, columns // group)"},
                    asks="Một nhóm gồm các trọng số liền nhau hay cách đều nhau?",
                    tells="Các trọng số của một nhóm đứng liền nhau trong hàng.",
                ),
                Misconception(
                    "coi group là số nhóm của mỗi hàng",
                    kind="index/stride",
                    edits={
                        "s = np.zeros((rows, columns // group), dtype=np.float32)": "s = np.zeros((rows, group), dtype=np.float32)",
                        "for j in range(columns // group):": "for j in range(group):",
                        "slice(j * group, (j + 1) * group)": "slice(j * (columns // group), (j + 1) * (columns // group))",
                    },
                    asks="group là số nhóm, hay là số trọng số trong một nhóm?",
                    tells="Mỗi nhóm có group trọng số, nên mỗi hàng có columns // group nhóm.",
                ),
                Misconception(
                    "chia nhóm theo cột",
                    kind="axis/other",
                    edits={
                        "s = np.zeros((rows, columns // group), dtype=np.float32)": "s = np.zeros((rows // group, columns), dtype=np.float32)",
                        "for i in range(rows):": "for i in range(columns):",
                        "for j in range(columns // group):": "for j in range(rows // group):",
                        FILL: "W_q[run, i], s[j, i] = quantize_symmetric(W[run, i], bits)",
                    },
                    asks="Các trọng số của một nhóm nằm trên cùng một hàng hay cùng một cột?",
                    tells="Nhóm chạy dọc theo hàng: W[i, j·group : (j+1)·group].",
                ),
                Misconception(
                    "quên xếp lại về chiều của W",
                    kind="shape/dimensions",
                    edits={LOOPS: "    W_q, s = quantize_symmetric(W.reshape(-1, group), bits, axis=0)"},
                    asks="W_q phải có chiều nào, s phải có chiều nào?",
                    tells="Từng nhóm đã đúng. Xếp W_q về chiều (rows, columns), s về chiều (rows, columns // group).",
                ),
                Misconception(
                    "bỏ sót nhóm cuối",
                    kind="index/off_by_one",
                    edits={"for j in range(columns // group):": "for j in range(columns // group - 1):"},
                    asks="range(n − 1) dừng ở số nào?",
                    tells="Mỗi hàng có columns // group nhóm, đánh số từ 0, nên lặp range(columns // group).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "reshape, mỗi nhóm một hàng",
            {
                LOOPS: "    W_q, s = quantize_symmetric(W.reshape(-1, group), bits, axis=0)\n"
                "    W_q, s = W_q.reshape(W.shape), s.reshape(rows, -1)",
            },
            note='Xếp mỗi nhóm thành một hàng thì "theo nhóm" trở thành "theo hàng", và không còn vòng lặp nào.',
        ),
        Variant(
            "không gọi quantize_symmetric",
            {
                LOOPS: "    parts = W.reshape(rows, -1, group)\n"
                "    s = np.abs(parts).max(axis=2) / (2 ** (bits - 1) - 1)\n"
                "    s[s == 0] = 1\n"
                "    W_q = np.round(parts / s[:, :, None]).reshape(W.shape).astype(np.int8)",
            },
            note="Thêm một trục cho nhóm, rồi để NumPy ghép chiều: cả mảng tính một lượt.",
        ),
        Variant(
            "np.split",
            {
                "            run = slice(j * group, (j + 1) * group)\n"
                f"            {FILL}": "            part = np.split(W[i], columns // group)[j]\n"
                "            W_q[i, j * group : j * group + group], s[i, j] = quantize_symmetric(part, bits)",
            },
        ),
        Variant(
            "lặp theo cột đầu của nhóm",
            {
                "        for j in range(columns // group):\n"
                "            run = slice(j * group, (j + 1) * group)\n"
                f"            {FILL}": "        for first in range(0, columns, group):\n"
                "            codes, scale = quantize_symmetric(W[i, first : first + group], bits)\n"
                "            W_q[i, first : first + group] = codes\n"
                "            s[i, first // group] = scale",
            },
        ),
    ),
)
