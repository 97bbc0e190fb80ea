"""Blocks that share a power of two."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai10_dau_phay_dong.values import (
    E2M1,
    E2M3,
    E4M3,
    E5M2,
    FORMATS,
    NEARLY_EXACT,
    blocks_of_all_sizes,
    has_positive,
    is_clear,
    is_off_powers,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals

BLOCKS = 5  # so that as many columns are no block


def draw_blocks(rng: Generator) -> Args:
    """Blocks of very different sizes, one of them zeros."""
    e, m, largest = FORMATS[rng.integers(len(FORMATS))]
    block = int(rng.choice([4, 8]))
    return {"x": blocks_of_all_sizes(rng, BLOCKS, block, 7), "block": block, "e": e, "m": m, "largest": largest}


def tells_apart(x: Reals, block: int, e: int, m: int, largest: float) -> bool:
    """Is nothing near a tie or a power of two, a positive number in every block that is not of zeros, and a top both below and
    above the largest value's share of its power?
    """
    tops = np.max(np.abs(x.reshape(-1, block)), axis=1)
    _, E = reference.quantize_mx(x, block, e, m, largest)
    shares = 2 * np.frexp(tops[tops > 0])[0]
    split = 2 * np.frexp(largest)[0]
    return (
        is_off_powers(tops)
        and has_positive(x, block)
        and is_clear(x.reshape(-1, block) / 2.0 ** E[:, np.newaxis], e, m, largest)
        and bool((shares < min(split, 1.4)).any() and (shares > 1.5).any())
    )


TOP = "np.max(np.abs(blocks), axis=1)"
EMAX = "np.frexp(largest)[1] - 1"
POWER, OF_ZEROS = "np.frexp(top)[1] - 1", "-127)"
CHOICE = "np.where(top > 0, "
EXPONENT = f"{CHOICE}{POWER} - emax, {OF_ZEROS}"
SCALE = "2.0 ** E[:, np.newaxis]"
X_HAT = "(scale * round_to_minifloat(blocks / scale, e, m, largest)).ravel()"
BLOCKS_OF_X = "x.reshape(-1, block)"


def case(x: list[float], block: int, of_format: tuple[int, int, float]) -> Args:
    e, m, largest = of_format
    return {"x": np.array(x), "block": block, "e": e, "m": m, "largest": largest}


EXAMPLE = [0.1, -0.7, 3.0, 7.9, 0.0, 0.0, 0.0, 0.0, 0.001, 0.002, -0.004, 0.005]

EXERCISE = Exercise(
    function="quantize_mx",
    title="Khối chung một lũy thừa của 2",
    reference=reference.quantize_mx,
    asks="Số lớn nhất của khối có số mũ bao nhiêu, số lớn nhất của định dạng có số mũ bao nhiêu? Chia cho lũy thừa nào của 2 thì hai số mũ ấy bằng nhau?",
    tells="E là số mũ của max|khối| trừ số mũ của largest, và −127 nếu khối toàn số 0. Chia khối cho 2^E, làm tròn bằng round_to_minifloat, nhân lại với 2^E.",
    parts=(
        Part(
            "TODO 5",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", case(EXAMPLE, 4, E2M1)),
                Visible(
                    "E5M2",
                    case([3e5, -2.1e4, 70.0, 900.0, 0.3, -0.013, 0.07, 0.11, -23.0, 1.7, 5.3, 13.0], 4, E5M2),
                ),
                Visible("E4M3, khối hai số", case([100.0, -3.3, 0.0, 0.0, -0.051, 0.04, 2000.0, 1.0], 2, E4M3)),
                Visible("E2M3, số lớn nhất là số âm", case([-5.3, 1.1, 0.6, 0.23, 40.0, -97.0, 3.0, 11.0], 4, E2M3)),
            ),
            draw=draw_until(draw_blocks, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "độ co giãn không phải lũy thừa của 2",
                    kind="minifloat/block_scale",
                    edits={EXPONENT: "np.where(top > 0, np.log2(np.where(top > 0, top, 1) / largest), -127)"},
                    asks="Độ co giãn của một khối MX chỉ có tám bit số mũ. E của bạn có phải số nguyên không?",
                    tells="E là hiệu của hai số mũ nguyên: phần nguyên của log2(max|khối|) trừ phần nguyên của log2(largest).",
                ),
                Misconception(
                    "lấy phần nguyên của cả thương",
                    kind="minifloat/block_scale",
                    edits={EXPONENT: "np.where(top > 0, np.floor(np.log2(np.where(top > 0, top, 1) / largest)), -127)"},
                    asks="Với max = 5 và largest = 6, số mũ của hai số ấy bằng nhau. E của bạn có bằng 0 không?",
                    tells="Lấy phần nguyên của từng logarit rồi mới trừ, không phải phần nguyên của log2(max / largest).",
                ),
                Misconception(
                    "làm tròn cả thương lên",
                    kind="minifloat/block_scale",
                    edits={EXPONENT: "np.where(top > 0, np.ceil(np.log2(np.where(top > 0, top, 1) / largest)), -127)"},
                    asks="Với max = 7.9 và largest = 6, quy tắc của bài cho E bằng mấy? Số lớn nhất có được phép bão hòa không?",
                    tells="Chuẩn MX v1.0 lấy phần nguyên của từng logarit rồi trừ; số lớn nhất có thể bị cắt.",
                ),
                Misconception(
                    "số mũ của khối làm tròn lên",
                    kind="minifloat/exponent",
                    edits={POWER: "np.frexp(top)[1]"},
                    asks="Số mũ của 7.9 là 2 hay 3?",
                    tells="7.9 = 1.975 · 2^2. Làm tròn log2 xuống; np.frexp cho số lớn hơn 1, nên phải trừ 1.",
                ),
                Misconception(
                    "làm tròn logarit đến số gần nhất",
                    kind="minifloat/exponent",
                    edits={POWER: "np.rint(np.log2(np.where(top > 0, top, 1)))"},
                    asks="Số mũ của 7.9 là 2 hay 3?",
                    tells="7.9 = 1.975 · 2^2: làm tròn log2 xuống.",
                ),
                Misconception(
                    "bỏ phần thập phân của logarit",
                    kind="minifloat/exponent",
                    edits={POWER: "np.trunc(np.log2(np.where(top > 0, top, 1)))"},
                    asks="log2(0.3) là −1.74. int(−1.74) bằng mấy, phần nguyên của nó bằng mấy?",
                    tells="Dùng np.floor: với số âm, int và np.trunc làm tròn lên.",
                ),
                Misconception(
                    "cộng số mũ của largest",
                    kind="term/sign",
                    edits={EXPONENT: "np.where(top > 0, np.frexp(top)[1] - 1 + emax, -127)"},
                    asks="Khối có max bằng 6 thì E phải là 0. Của bạn là mấy?",
                    tells="Trừ số mũ của largest, đừng cộng.",
                ),
                Misconception(
                    "quên số mũ của largest",
                    kind="term/forgotten",
                    edits={EXPONENT: "np.where(top > 0, np.frexp(top)[1] - 1, -127)"},
                    asks="Sau khi chia, số lớn nhất của khối nằm ở đâu trên thước của định dạng?",
                    tells="Trừ số mũ của largest, để số lớn nhất của khối nằm ở đầu thước.",
                ),
                Misconception(
                    "số mũ của largest tính từ e",
                    kind="minifloat/exponent",
                    edits={EMAX: "2 ** (e - 1)"},
                    asks="Với E5M2, số mũ lớn nhất dành cho vô cực và NaN. Số mũ của 57344 là mấy?",
                    tells="Tìm số mũ của chính largest: 57344 = 1.75 · 2^15.",
                ),
                Misconception(
                    "số mũ của largest viết sẵn là 2",
                    kind="codes/fixed_bits",
                    edits={EMAX: "2"},
                    asks="2 là số mũ của 6. Số mũ của 448 có bằng 2 không?",
                    tells="Tìm số mũ của chính largest mà hàm nhận được, định dạng nào cũng thế.",
                ),
                Misconception(
                    "một độ co giãn cho cả tensor",
                    kind="axis/shared",
                    edits={TOP: "np.max(np.abs(blocks)) * np.ones(len(blocks))"},
                    asks="Khối toàn số nhỏ có số mũ riêng không?",
                    tells="Mỗi khối một E: lấy max dọc theo axis=1.",
                ),
                Misconception(
                    "quên khối toàn số 0",
                    kind="zero/special_case",
                    edits={CHOICE: "(", f", {OF_ZEROS}": ")"},
                    asks="Khối toàn số 0 thì bài quy ước E bằng mấy?",
                    tells="Khối toàn số 0 có E = −127.",
                ),
                Misconception(
                    "khối toàn số 0 lấy số mũ 0",
                    kind="zero/special_case",
                    edits={OF_ZEROS: "0)"},
                    asks="Khối toàn số 0 thì bài quy ước E bằng mấy?",
                    tells="Khối toàn số 0 có E = −127.",
                ),
                Misconception(
                    "coi khối toàn số 0 như có số lớn nhất bằng 1",
                    kind="zero/special_case",
                    edits={OF_ZEROS: "-emax)"},
                    asks="Khối toàn số 0 thì bài quy ước E bằng mấy?",
                    tells="Khối toàn số 0 có E = −127: thay 0 bằng 1 chỉ để khỏi lấy logarit của 0, rồi đặt lại E.",
                ),
                Misconception(
                    "tìm số lớn nhất mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={TOP: "np.max(blocks, axis=1)"},
                    asks="Khối có −97 và 40 thì số nào quyết định độ co giãn?",
                    tells="Lấy np.abs trước khi lấy np.max.",
                ),
                Misconception(
                    "xếp khối theo cột",
                    kind="shape/layout",
                    edits={
                        BLOCKS_OF_X: "x.reshape(block, -1).T",
                        X_HAT: "(scale * round_to_minifloat(blocks / scale, e, m, largest)).T.ravel()",
                    },
                    asks="Khối đầu có gồm những số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, block).",
                ),
                Misconception(
                    "xếp khối theo cột rồi duỗi theo hàng",
                    kind="shape/layout",
                    edits={BLOCKS_OF_X: "x.reshape(block, -1).T"},
                    asks="Khối đầu có gồm những số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, block).",
                ),
                Misconception(
                    "quên nhân lại với độ co giãn",
                    kind="scale/other",
                    edits={X_HAT: "round_to_minifloat(blocks / scale, e, m, largest).ravel()"},
                    asks="Khối toàn số cỡ 0.001 đọc ra có còn cỡ 0.001 không?",
                    tells="Nhân kết quả với 2^E.",
                ),
                Misconception(
                    "không dùng độ co giãn vào đâu",
                    kind="scale/other",
                    edits={X_HAT: "round_to_minifloat(blocks, e, m, largest).ravel()"},
                    asks="Độ co giãn của khối được dùng ở đâu?",
                    tells="Chia khối cho 2^E trước khi làm tròn, rồi nhân lại.",
                ),
                Misconception(
                    "quên chia mà vẫn nhân với độ co giãn",
                    kind="scale/other",
                    edits={X_HAT: "(scale * round_to_minifloat(blocks, e, m, largest)).ravel()"},
                    asks="Khối toàn số cỡ 0.001 đọc ra có còn cỡ 0.001 không?",
                    tells="Chia khối cho 2^E trước khi làm tròn, rồi nhân lại.",
                ),
                Misconception(
                    "chia cho tỷ số thực thay vì lũy thừa của 2",
                    kind="minifloat/block_scale",
                    edits={SCALE: "np.where(top > 0, top / largest, 1)[:, np.newaxis]"},
                    asks="Bạn trả về E, nhưng có dùng 2^E để chia không?",
                    tells="Độ co giãn của khối là 2.0 ** E, không phải max / largest.",
                ),
                Misconception(
                    "nhân rồi chia độ co giãn",
                    kind="scale/inverted",
                    edits={X_HAT: "(round_to_minifloat(blocks * scale, e, m, largest) / scale).ravel()"},
                    asks="Khối toàn số nhỏ thì E âm. Nhân với 2^E, số nhỏ ấy to lên hay bé đi?",
                    tells="Chia cho 2^E trước, nhân lại sau.",
                ),
                Misconception(
                    "trả về độ co giãn thay vì số mũ",
                    kind="order/returned",
                    edits={"return x_hat, E": "return x_hat, scale[:, 0]"},
                    asks="Thứ được cất trong một byte là 2^E hay E?",
                    tells="Trả về E.",
                ),
                Misconception(
                    "trả về bảng các khối thay vì một hàng số",
                    kind="shape/dimensions",
                    edits={X_HAT: "scale * round_to_minifloat(blocks / scale, e, m, largest)"},
                    asks="x_hat của bạn có cùng chiều với x không?",
                    tells="Duỗi các khối thành một hàng bằng ravel().",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "logarit",
            {
                EMAX: "np.floor(np.log2(largest))",
                EXPONENT: "np.where(top > 0, np.floor(np.log2(np.where(top > 0, top, 1))) - emax, -127)",
            },
        ),
        Variant(
            "vòng lặp",
            {
                f"blocks = {BLOCKS_OF_X}\n    top = {TOP}\n": "x_hat, found = np.zeros(len(x)), []\n",
                f"    E = {EXPONENT}\n    scale = {SCALE}\n    x_hat = {X_HAT}": "    for first in range(0, len(x), block):\n"
                "        part = x[first : first + block]\n"
                "        top = np.max(np.abs(part))\n"
                "        one = int(np.frexp(top)[1] - 1 - emax) if top > 0 else -127\n"
                "        found.append(one)\n"
                "        x_hat[first : first + block] = 2.0**one * round_to_minifloat(part / 2.0**one, e, m, largest)\n"
                "    E = np.array(found)",
            },
        ),
        Variant(
            "np.ldexp",
            {
                X_HAT: "np.ldexp(round_to_minifloat(np.ldexp(blocks, -E[:, np.newaxis]), e, m, largest),"
                " E[:, np.newaxis]).ravel()"
            },
            note="np.ldexp(x, E) nhân x với 2^E mà chỉ cộng vào số mũ: với máy, đó là tất cả những gì một độ co giãn MX làm.",
        ),
        Variant(
            "lặp lại độ co giãn cho từng số",
            {
                SCALE: "np.repeat(2.0**E, block)",
                X_HAT: "scale * round_to_minifloat(x / scale, e, m, largest)",
            },
        ),
    ),
    bears=lambda x, block, e, m, largest: np.size(x) <= 10**6,
)
