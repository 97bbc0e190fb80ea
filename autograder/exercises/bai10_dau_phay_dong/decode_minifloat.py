"""The number that a code of sign, exponent and significand stands for."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai10_dau_phay_dong.values import FORMATS, NEARLY_EXACT
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.arrays import Codes

CODES_DRAWN = 14
NO_NUMBERS = {(4, 3): (0x7F, 0xFF), (5, 2): (0x7C, 0x7D, 0x7E, 0x7F, 0xFC, 0xFD, 0xFE, 0xFF)}  # infinite, or none


def draw_codes(rng: Generator) -> Args:
    """Codes of one of the five formats: subnormal ones of both signs, the rest anywhere."""
    e, m, _ = FORMATS[rng.integers(len(FORMATS))]
    known = [code for code in range(2 ** (1 + e + m)) if code not in NO_NUMBERS.get((e, m), ())]
    below = rng.integers(1, 2**m, size=2) + np.array([0, 2 ** (e + m)])
    code = rng.permuted(np.concatenate([below, rng.choice(known, CODES_DRAWN - 2)]))
    return {"code": code.reshape(2, -1).astype(np.uint8), "e": e, "m": m}


def is_a_number(code: Codes, e: int, m: int) -> bool:
    """What the text allows: no code that E4M3 or E5M2 keeps for infinity or for no number."""
    return not np.isin(code, NO_NUMBERS.get((e, m), ())).any()


def codes(*numbers: int) -> Codes:
    return np.array(numbers, np.uint8)


SIGN = "code >> (e + m)"
EXPONENT = "(code >> m) % 2**e"
FRACTION = "fraction = code % 2**m"
BIAS = "bias = 2 ** (e - 1) - 1"
NORMAL = "(1 + fraction / 2**m) * 2.0 ** (exponent - bias)"
BELOW = "subnormal = fraction / 2**m * 2.0 ** (1 - bias)"
CHOICE = "np.where(exponent == 0, subnormal, normal)"

EXERCISE = Exercise(
    function="decode_minifloat",
    title="Đọc một số dấu phẩy động nhỏ",
    reference=reference.decode_minifloat,
    asks="Trong code, bit nào là dấu, những bit nào là số mũ, những bit nào là phần lẻ F? Số mũ bằng 0 thì có gì khác?",
    tells="Từ bit cao xuống: 1 bit dấu, e bit số mũ, m bit định trị. Số mũ khác 0: (1 + F / 2^m) · 2^(E − bias). Số mũ bằng 0: F / 2^m · 2^(1 − bias).",
    parts=(
        Part(
            "TODO 1",
            points=1,
            asks="Dời code sang phải bao nhiêu bit thì chỉ còn bit dấu? Muốn lấy e bit cuối của một số thì làm phép gì?",
            tells="sign là code dời phải e + m bit; exponent là code dời phải m bit rồi lấy e bit cuối; fraction là m bit cuối của code.",
            visible=(
                Visible("ví dụ trong bài, E4M3", {"code": codes(0, 1, 7, 8, 56, 57, 126, 129, 184), "e": 4, "m": 3}),
                Visible("mọi mã của E2M1", {"code": np.arange(16).astype(np.uint8), "e": 2, "m": 1}),
            ),
            draw=draw_codes,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "bỏ qua bit dấu",
                    kind="codes/unsigned",
                    edits={SIGN: "0 * code"},
                    asks="Mã 184 của E4M3 đọc ra −1. Bit nào của nó nói dấu trừ?",
                    tells="Bit cao nhất là dấu: dời code sang phải e + m bit.",
                ),
                Misconception(
                    "lúc nào cũng tìm dấu ở bit thứ tám",
                    kind="codes/fixed_bits",
                    edits={SIGN: "code >> 7"},
                    asks="Mã của E2M1 có mấy bit? Bit dấu của nó là bit thứ mấy?",
                    tells="Bit dấu đứng trên e bit số mũ và m bit định trị: dời phải e + m bit, không phải lúc nào cũng 7.",
                ),
                Misconception(
                    "đọc ngược ý của bit dấu",
                    kind="term/sign",
                    edits={SIGN: "1 - (code >> (e + m))"},
                    asks="Bit dấu bằng 1 nghĩa là số âm hay số dương?",
                    tells="Bit dấu bằng 1 là số âm, và sign phải là chính bit ấy: 0 hay 1.",
                ),
                Misconception(
                    "số mũ còn lẫn bit dấu",
                    kind="minifloat/fields",
                    edits={EXPONENT: "code >> m"},
                    asks="Với mã âm, dời phải m bit rồi thì ở trên số mũ còn bit nào?",
                    tells="Còn bit dấu. Lấy e bit cuối bằng % 2**e hay & (2**e - 1).",
                ),
                Misconception(
                    "số mũ mất bit cao nhất",
                    kind="minifloat/fields",
                    edits={EXPONENT: "(code >> m) % 2 ** (e - 1)"},
                    asks="Số mũ có mấy bit, và 2^(e−1) giữ lại mấy bit?",
                    tells="Giữ e bit: % 2**e.",
                ),
                Misconception(
                    "số mũ chưa dời về bit cuối",
                    kind="minifloat/fields",
                    edits={EXPONENT: "code % 2 ** (e + m) - code % 2**m"},
                    asks="Số mũ lớn nhất của E2M1 là 3. Của bạn là mấy?",
                    tells="Bỏ m bit định trị đi bằng cách dời phải m bit.",
                ),
                Misconception(
                    "phần lẻ lấy thừa một bit",
                    kind="minifloat/fields",
                    edits={FRACTION: "fraction = code % 2 ** (m + 1)"},
                    asks="Với m = 1, phần lẻ chỉ có thể là 0 hoặc 1. Của bạn có lúc nào bằng 2 hay 3 không?",
                    tells="Giữ m bit cuối: % 2**m hay & (2**m - 1).",
                ),
                Misconception(
                    "phần lẻ mất một bit",
                    kind="minifloat/fields",
                    edits={FRACTION: "fraction = code % 2 ** (m - 1)"},
                    asks="Với m = 3, phần lẻ lớn nhất là 7. Của bạn lớn nhất là mấy?",
                    tells="Giữ m bit cuối: % 2**m hay & (2**m - 1).",
                ),
                Misconception(
                    "số mũ lấy thiếu bit cuối",
                    kind="minifloat/fields",
                    edits={EXPONENT: "(code >> (m + 1)) % 2 ** (e - 1)"},
                    asks="Mã 8 của E4M3 là 0 0001 000, có số mũ 1. Số mũ của bạn bằng mấy?",
                    tells="Số mũ có đủ e bit: dời phải m bit, rồi lấy e bit cuối.",
                ),
                Misconception(
                    "lấy e bit cuối làm phần lẻ",
                    kind="order/swapped",
                    edits={FRACTION: "fraction = code % 2**e"},
                    asks="Phần lẻ có e bit hay m bit?",
                    tells="Nó có m bit: lấy m bit cuối của code.",
                ),
                Misconception(
                    "tráo chỗ số mũ và phần lẻ",
                    kind="order/swapped",
                    edits={EXPONENT: "code % 2**e", FRACTION: "fraction = (code >> e) % 2**m"},
                    asks="Ngay dưới bit dấu là số mũ hay phần lẻ?",
                    tells="Từ cao xuống thấp: dấu, số mũ, phần lẻ. m bit cuối là phần lẻ.",
                ),
            ),
        ),
        Part(
            "TODO 2",
            points=1.5,
            asks="Số mũ khác 0 thì độ lớn tính thế nào? Số mũ bằng 0 thì chữ số 1 ngầm còn không, và lũy thừa của 2 là bao nhiêu?",
            tells="bias = 2^(e−1) − 1. Số mũ khác 0: (1 + F / 2^m) · 2^(E − bias). Số mũ bằng 0: F / 2^m · 2^(1 − bias). Chọn bằng np.where.",
            visible=(
                Visible("E5M2", {"code": codes(0, 1, 3, 4, 60, 61, 123, 131, 189), "e": 5, "m": 2}),
                Visible("E2M3, ma trận", {"code": codes(1, 5, 8, 12, 31, 33, 39, 63).reshape(2, 4), "e": 2, "m": 3}),
                Visible("E3M2", {"code": codes(0, 2, 3, 7, 12, 31, 34, 49), "e": 3, "m": 2}),
            ),
            draw=draw_codes,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "không có số dưới chuẩn",
                    kind="minifloat/subnormal",
                    edits={CHOICE: "normal"},
                    asks="Mã 0 phải đọc ra số nào? Chữ số 1 ngầm có cho phép điều đó không?",
                    tells="Khi số mũ bằng 0 thì không có chữ số 1 ngầm: F / 2^m · 2^(1 − bias).",
                ),
                Misconception(
                    "số dưới chuẩn nào cũng thành 0",
                    kind="minifloat/subnormal",
                    edits={CHOICE: "np.where(exponent == 0, 0, normal)"},
                    asks="Mã 1 và mã 0 của E4M3 có đọc ra cùng một số không?",
                    tells="Số mũ bằng 0 chưa phải là số 0: độ lớn là F / 2^m · 2^(1 − bias).",
                ),
                Misconception(
                    "số dưới chuẩn vẫn có chữ số 1 ngầm",
                    kind="minifloat/subnormal",
                    edits={BELOW: "subnormal = (1 + fraction / 2**m) * 2.0 ** (1 - bias)"},
                    asks="Mã 0 phải đọc ra số 0. Với công thức của bạn thì nó là mấy?",
                    tells="Số dưới chuẩn không có chữ số 1 ngầm: chỉ F / 2^m.",
                ),
                Misconception(
                    "số dưới chuẩn dùng số mũ −bias",
                    kind="minifloat/subnormal",
                    edits={BELOW: "subnormal = fraction / 2**m * 2.0 ** (-bias)"},
                    asks="Số dưới chuẩn lớn nhất và số chuẩn nhỏ nhất có cách nhau đúng một bước không?",
                    tells="Số mũ của số dưới chuẩn là 1 − bias, bằng số mũ của những số chuẩn nhỏ nhất.",
                ),
                Misconception(
                    "bias là 2^(e−1)",
                    kind="minifloat/bias",
                    edits={BIAS: "bias = 2 ** (e - 1)"},
                    asks="Mã 56 của E4M3 có số mũ 7 và phải đọc ra 1. Vậy bias là mấy?",
                    tells="bias = 2^(e−1) − 1, với e = 4 là 7.",
                ),
                Misconception(
                    "bias là 2^e − 1",
                    kind="minifloat/bias",
                    edits={BIAS: "bias = 2**e - 1"},
                    asks="Mã 56 của E4M3 có số mũ 7 và phải đọc ra 1. Vậy bias là mấy?",
                    tells="bias = 2^(e−1) − 1, với e = 4 là 7: nửa số mũ cho số bé hơn 1, nửa cho số lớn hơn.",
                ),
                Misconception(
                    "quên bias",
                    kind="minifloat/bias",
                    edits={BIAS: "bias = 0"},
                    asks="Số mũ trong mã không bao giờ âm. Vậy làm sao viết được số 0.25?",
                    tells="Trừ bias = 2^(e−1) − 1 khỏi số mũ.",
                ),
                Misconception(
                    "quên chữ số 1 ngầm",
                    kind="minifloat/leading",
                    edits={NORMAL: "fraction / 2**m * 2.0 ** (exponent - bias)"},
                    asks="Mã 56 của E4M3 có phần lẻ bằng 0. Theo bạn nó đọc ra mấy?",
                    tells="Số chuẩn có chữ số 1 ngầm đứng trước dấu phẩy: 1 + F / 2^m.",
                ),
                Misconception(
                    "quên chia phần lẻ cho 2^m",
                    kind="term/forgotten",
                    edits={
                        NORMAL: "(1 + fraction) * 2.0 ** (exponent - bias)",
                        BELOW: "subnormal = fraction * 2.0 ** (1 - bias)",
                    },
                    asks="Phần lẻ đứng trước hay sau dấu phẩy?",
                    tells="Đứng sau: nó đáng giá F / 2^m, luôn nhỏ hơn 1.",
                ),
                Misconception(
                    "chia phần lẻ cho 2^e",
                    kind="order/swapped",
                    edits={
                        NORMAL: "(1 + fraction / 2**e) * 2.0 ** (exponent - bias)",
                        BELOW: "subnormal = fraction / 2**e * 2.0 ** (1 - bias)",
                    },
                    asks="Phần lẻ có e bit hay m bit?",
                    tells="Nó có m bit, nên chia cho 2^m.",
                ),
                Misconception(
                    "số mũ bằng 1 cũng thành số dưới chuẩn",
                    kind="minifloat/subnormal",
                    edits={CHOICE: "np.where(exponent > 1, normal, subnormal)"},
                    asks="Mã 8 của E4M3 có số mũ 1, phần lẻ 0. Nó đọc ra 0 hay ra số chuẩn nhỏ nhất?",
                    tells="Chỉ số mũ bằng 0 mới là số dưới chuẩn: so exponent với 0.",
                ),
                Misconception(
                    "lấy phần lẻ bằng 0 làm dấu hiệu của số dưới chuẩn",
                    kind="minifloat/subnormal",
                    edits={CHOICE: "np.where(fraction == 0, subnormal, normal)"},
                    asks="Số 1 có phần lẻ bằng 0. Nó có phải số dưới chuẩn không?",
                    tells="Dấu hiệu của số dưới chuẩn là số mũ bằng 0.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "mặt nạ bit",
            {EXPONENT: "(code >> m) & (2**e - 1)", FRACTION: "fraction = code & (2**m - 1)"},
            note="Phép & với một dãy bit 1 giữ lại đúng những bit ấy, như phép lấy dư cho một lũy thừa của 2.",
        ),
        Variant("chia nguyên", {SIGN: "code // 2 ** (e + m)", EXPONENT: "code // 2**m % 2**e"}),
        Variant(
            "phần định trị nguyên và np.ldexp",
            {
                f"normal = {NORMAL}": "whole = fraction + 2**m * (exponent > 0)",
                BELOW: "power = np.maximum(exponent, 1) - bias - m",
                CHOICE: "np.ldexp(whole.astype(float), power)",
            },
            note="Số dưới chuẩn và số chuẩn nhỏ nhất có cùng lũy thừa của 2; chỉ khác nhau chữ số 1 ngầm.",
        ),
        Variant("so với một nửa", {SIGN: "(code >= 2 ** (e + m)).astype(int)"}),
        Variant(
            "vòng lặp",
            {
                f"normal = {NORMAL}\n    {BELOW}\n    size = {CHOICE}": "size = np.zeros(code.shape)\n"
                "    for place in np.ndindex(code.shape):\n"
                "        E, F = exponent[place], fraction[place]\n"
                "        lead, power = (1, E - bias) if E > 0 else (0, 1 - bias)\n"
                "        size[place] = (lead + F / 2**m) * 2.0**power"
            },
        ),
    ),
    allows=is_a_number,
    bears=lambda code, e, m: np.size(code) <= 10**6,
)
