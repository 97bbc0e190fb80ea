"""Five trits in a byte."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE

RUNS = 4  # of five trits: so many that runs of four, and columns for rows, stop with no error


def draw_trits(rng: Generator) -> Args:
    """Runs of five trits in which no two are alike, with a large and a small byte among them."""
    T = rng.integers(-1, 2, size=5 * int(rng.choice([RUNS, 2 * RUNS])))
    T[:5] = -1, 0, 1, 1, 1
    T[5:10] = 1, 0, -1, -1, -1
    return {"T": T.astype(np.int8)}


RUN = "T.reshape(-1, 5)"
DIGITS = "T.reshape(-1, 5) + 1"
POWERS = "3 ** np.arange(5)"
BYTES = "np.sum(digits * powers, axis=1).astype(np.uint8)"
ONE_OF_EACH = np.array([1, 0, -1, 1, 1, -1, -1, -1, -1, 0], np.int8)

EXERCISE = Exercise(
    function="pack_ternary",
    title="Năm trit một byte",
    reference=reference.pack_ternary,
    asks="Chữ số của hệ ba đi từ 0 đến 2, còn trit đi từ −1 đến 1: phải làm gì trước? Chữ số nào nhân với 1, chữ số nào nhân với 81?",
    tells="Cộng 1 vào mỗi trit, xếp năm trit một hàng, nhân với 1, 3, 9, 27, 81 rồi cộng lại; trit đứng trước nhân với số nhỏ.",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", {"T": ONE_OF_EACH}),
                Visible(
                    "bốn byte",
                    {"T": np.array([1, 1, 1, 1, 1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0, 1, -1], np.int8)},
                ),
                Visible("một byte", {"T": np.array([-1, 1, -1, 0, 1], np.int8)}),
            ),
            draw=draw_trits,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "trit đứng trước nhân với số lớn nhất",
                    kind="shape/layout",
                    edits={POWERS: "3 ** np.arange(4, -1, -1)"},
                    asks="Trong bài, trit đứng trước nhân với 1 hay với 81?",
                    tells="Trit thứ i nhân với 3^i, nên trit đầu nhân với 1.",
                ),
                Misconception(
                    "quên cộng 1 vào trit",
                    kind="term/forgotten",
                    edits={DIGITS: RUN},
                    asks="Byte có chỗ cho số âm không? Năm trit −1 của bạn thành số nào?",
                    tells="Cộng 1 trước, để mỗi chữ số là 0, 1 hay 2.",
                ),
                Misconception(
                    "cộng 1 vào cả byte thay vì từng trit",
                    kind="term/place",
                    edits={
                        DIGITS: RUN,
                        BYTES: "(np.sum(digits * powers, axis=1) + 1).astype(np.uint8)",
                    },
                    asks="Số 1 phải cộng trước hay sau khi nhân với lũy thừa của 3?",
                    tells="Cộng 1 vào từng trit, rồi mới nhân và cộng.",
                ),
                Misconception(
                    "dùng cơ số 4",
                    kind="codes/count",
                    edits={POWERS: "4 ** np.arange(5)"},
                    asks="4⁵ là bao nhiêu? Nó có vừa một byte không?",
                    tells="Mỗi chữ số có ba giá trị nên cơ số là 3: 3⁵ = 243 vừa một byte.",
                ),
                Misconception(
                    "dùng cơ số 2",
                    kind="codes/count",
                    edits={POWERS: "2 ** np.arange(5)"},
                    asks="Chữ số 2 ở chỗ đầu, hoặc chữ số 1 ở chỗ thứ hai, còn lại là 0: hai trường hợp ấy có cho hai byte khác nhau không?",
                    tells="Phải khác nhau. Mỗi chữ số có ba giá trị nên cơ số là 3.",
                ),
                Misconception(
                    "bốn trit một byte",
                    kind="index/stride",
                    edits={DIGITS: "T.reshape(-1, 4) + 1", POWERS: "3 ** np.arange(4)"},
                    asks="3⁵ có vừa một byte không? Vậy một byte chứa được mấy trit?",
                    tells="3⁵ = 243 không quá 256, nên mỗi byte chứa năm trit.",
                ),
                Misconception(
                    "xếp các trit theo cột",
                    kind="shape/layout",
                    edits={RUN: "T.reshape(5, -1).T"},
                    asks="Năm trit của byte đầu có phải năm trit đứng liền nhau ở đầu T không?",
                    tells="Năm trit liền nhau là một hàng: T.reshape(-1, 5).",
                ),
                Misconception(
                    "kết quả thành int8",
                    kind="dtype/result",
                    edits={BYTES: "np.sum(digits * powers, axis=1).astype(np.int8)"},
                    asks="Byte 221 có vừa trong int8 không?",
                    tells="Một byte đã đóng gói không có dấu: kiểu là np.uint8.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={BYTES: "np.sum(digits * powers, axis=1)"},
                    asks="Hãy xem dtype của kết quả: mỗi byte của bạn đang chiếm mấy byte?",
                    tells="Giá trị đã đúng. Đổi sang np.uint8.",
                ),
                Misconception(
                    "cộng dọc theo trục 0",
                    kind="axis/other",
                    edits={"axis=1": "axis=0"},
                    asks="Mỗi hàng là năm trit của một byte. Bạn cộng trong một hàng hay cộng các hàng với nhau?",
                    tells="Cộng trong từng hàng: axis=1.",
                ),
                Misconception(
                    "bỏ sót năm trit cuối",
                    kind="index/border",
                    edits={RUN: "T[:-5].reshape(-1, 5)"},
                    asks="T có năm trit thì phải trả về mấy byte? Hàm của bạn trả về mấy?",
                    tells="Phải trả về n // 5 byte: năm trit cuối cũng là một byte. Xem lại chỗ dừng của vòng lặp hay của lát cắt.",
                ),
                Misconception(
                    "lũy thừa bắt đầu từ 3",
                    kind="index/off_by_one",
                    edits={POWERS: "3 ** np.arange(1, 6)"},
                    asks="Trit đầu tiên nhân với 1 hay với 3?",
                    tells="Số mũ đi từ 0 đến 4: 3 ** np.arange(5).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "nhân ma trận",
            {BYTES: "(digits @ powers).astype(np.uint8)"},
            note="Nhân với từng lũy thừa rồi cộng lại chính là một phép nhân ma trận với vector.",
        ),
        Variant(
            "sơ đồ Horner",
            {
                f"p = {BYTES}": "p = np.zeros(len(digits), dtype=np.uint8)\n"
                "    for place in range(4, -1, -1):\n"
                "        p = (3 * p + digits[:, place]).astype(np.uint8)"
            },
            note="Đi từ chữ số cao nhất: nhân 3 rồi cộng chữ số kế tiếp, khỏi cần lũy thừa.",
        ),
        Variant(
            "lát cắt",
            {
                DIGITS: "(T + 1).astype(np.uint8)",
                BYTES: "sum(powers[i] * digits[i::5] for i in range(5)).astype(np.uint8)",
            },
        ),
        Variant(
            "trong int8, tràn số rồi tự về đúng",
            {BYTES: "np.sum(digits * powers.astype(np.int8), axis=1, dtype=np.int8).astype(np.uint8)"},
        ),
        Variant(
            "vòng lặp",
            {
                f"p = {BYTES}": "p = np.array([sum(int(d) * 3**i for i, d in enumerate(run)) for run in digits], np.uint8)"
            },
        ),
    ),
    bears=lambda T: np.size(T) <= 10**6,
)
