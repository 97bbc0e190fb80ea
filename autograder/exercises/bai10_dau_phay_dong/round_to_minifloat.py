"""The nearest number of a format, no further than its largest."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai10_dau_phay_dong.values import FORMATS, NEARLY_EXACT, is_clear, short
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until


def draw_values(rng: Generator) -> Args:
    """Values of one of the five formats: below the smallest normal number, between it and the largest, and far beyond."""
    e, m, largest = FORMATS[rng.integers(len(FORMATS))]
    smallest = 2.0 ** (2 - 2 ** (e - 1))
    exponents = rng.uniform(np.log2(smallest), np.log2(largest), 7)
    inside = 2.0 ** np.concatenate([exponents, np.log2(largest) + rng.uniform(-1, -0.1, 2)])
    below = smallest * rng.uniform(0.3, 0.95, 3)
    beyond = largest * rng.uniform([1.3, 6, 40], [1.9, 20, 90])
    x = np.concatenate([inside, below, beyond]) * rng.choice([-1, 1], 15)
    x[-3] = abs(x[-3])
    x[-2] = -abs(x[-2])
    return {"x": short(rng.permuted(x)).reshape(3, 5), "e": e, "m": m, "largest": largest}


EXPONENT = "np.frexp(x)[1] - 1"
STEP = "2.0 ** (np.maximum(exponent, 1 - bias) - m)"
ROUNDED = "np.rint(x / step) * step"
X_HAT = "np.clip(np.rint(x / step) * step, -largest, largest)"
CLIP, BOUNDS = "np.clip(", "-largest, largest)"  # around ROUNDED


def case(x: list[float], e: int, m: int, largest: float) -> Args:
    return {"x": np.array(x), "e": e, "m": m, "largest": largest}


EXERCISE = Exercise(
    function="round_to_minifloat",
    title="Làm tròn về số dấu phẩy động nhỏ",
    reference=reference.round_to_minifloat,
    asks="Ở chỗ của x, hai số liền nhau của định dạng cách nhau bao nhiêu? x bằng bao nhiêu bước như thế?",
    tells="Bước là 2^(p − m), với p là số mũ của |x| nhưng không nhỏ hơn 1 − bias. Làm tròn x / bước, nhân lại với bước, rồi cắt về ±largest.",
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            asks="Giữa 2^p và 2^(p+1) có mấy số của định dạng? Dưới số chuẩn nhỏ nhất thì các số còn thưa dần đi không?",
            tells="exponent là np.frexp(x)[1] - 1, hay phần nguyên của log2|x|; không nhỏ hơn 1 − bias; còn step là 2 mũ (exponent − m).",
            visible=(
                Visible("E4M3 ở giữa thước", case([1.06, -1.3, 17.0, 300.0, 0.7, -5.3, 100.0], 4, 3, 448.0)),
                Visible("E4M3 quanh số dưới chuẩn", case([0.001, 0.0015, 0.009, -0.0131, 0.0147, 0.017], 4, 3, 448.0)),
                Visible("E2M1, có số 0", case([0.0, 0.2, 0.3, 0.8, -1.2, 1.4, 2.2, -3.3, 5.2], 2, 1, 6.0)),
            ),
            draw=draw_until(draw_values, is_clear),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "bước không có đáy",
                    kind="minifloat/subnormal",
                    edits={STEP: "2.0 ** (exponent - m)"},
                    asks="Dưới số chuẩn nhỏ nhất, các số của định dạng có dày lên mãi không?",
                    tells="Không: từ đó xuống 0 bước đứng yên. Số mũ không được nhỏ hơn 1 − bias.",
                ),
                Misconception(
                    "đáy của số mũ là −bias",
                    kind="minifloat/subnormal",
                    edits={STEP: "2.0 ** (np.maximum(exponent, -bias) - m)"},
                    asks="Số chuẩn nhỏ nhất có trường số mũ bằng 0 hay bằng 1?",
                    tells="Bằng 1, nên số mũ nhỏ nhất là 1 − bias.",
                ),
                Misconception(
                    "số mũ lớn hơn một",
                    kind="minifloat/exponent",
                    edits={EXPONENT: "np.frexp(x)[1]"},
                    asks="np.frexp(6.0) cho 0.75 · 2^3. Nhưng 6 = 1.5 · 2^mấy?",
                    tells="np.frexp viết phần định trị từ 0.5 đến 1, nên số mũ của ta nhỏ hơn của nó 1. Nếu dùng log2 thì làm tròn xuống.",
                ),
                Misconception(
                    "làm tròn logarit đến số gần nhất",
                    kind="minifloat/exponent",
                    edits={EXPONENT: "np.rint(np.log2(np.abs(x)))"},
                    asks="6 nằm giữa 4 và 8. Số mũ của nó là 2 hay 3?",
                    tells="Số mũ là phần nguyên của log2|x|: làm tròn xuống.",
                ),
                Misconception(
                    "quên lấy phần nguyên của logarit",
                    kind="minifloat/exponent",
                    edits={EXPONENT: "np.log2(np.abs(x))"},
                    asks="Ở chỗ của số 6, bước của bạn có phải một lũy thừa của 2 không?",
                    tells="Lấy phần nguyên của log2|x| bằng np.floor, hay dùng np.frexp.",
                ),
                Misconception(
                    "logarit cơ số e",
                    kind="error/logarithm",
                    edits={EXPONENT: "np.floor(np.log(np.abs(x)))"},
                    asks="np.log(8) bằng 3 hay bằng 2.08?",
                    tells="Số mũ là của 2: dùng np.log2 hay np.frexp.",
                ),
                Misconception(
                    "quên các bit định trị",
                    kind="minifloat/step",
                    edits={STEP: "2.0 ** np.maximum(exponent, 1 - bias)"},
                    asks="Giữa 1 và 2, E4M3 có những số nào?",
                    tells="Có 2^m số cách đều, nên bước là 2^p chia cho 2^m.",
                ),
                Misconception(
                    "chia bước cho 2^e",
                    kind="order/swapped",
                    edits={STEP: "2.0 ** (np.maximum(exponent, 1 - bias) - e)"},
                    asks="Từ 2^p đến 2^(p+1) có mấy số: 2^e hay 2^m?",
                    tells="Số bit định trị là m: step = 2^(p − m).",
                ),
                Misconception(
                    "bước nhỏ đi một nửa",
                    kind="minifloat/step",
                    edits={STEP: "2.0 ** (np.maximum(exponent, 1 - bias) - m - 1)"},
                    asks="Giữa 1 và 2, E2M1 có 2^1 số: 1 và 1.5. Bước là mấy?",
                    tells="m bit định trị chia đoạn từ 2^p đến 2^(p+1) thành 2^m bước: step = 2^(p − m).",
                ),
                Misconception(
                    "bước lớn gấp đôi",
                    kind="minifloat/step",
                    edits={STEP: "2.0 ** (np.maximum(exponent, 1 - bias) - m + 1)"},
                    asks="Giữa 1 và 2, E2M1 có 2^1 số: 1 và 1.5. Bước là mấy?",
                    tells="m bit định trị chia đoạn từ 2^p đến 2^(p+1) thành 2^m bước: step = 2^(p − m).",
                ),
                Misconception(
                    "cả mảng chung một bước",
                    kind="axis/shared",
                    edits={EXPONENT: "np.frexp(np.max(np.abs(x)))[1] - 1"},
                    asks="Số 0.7 và số 300 có cùng một bước không?",
                    tells="Đó là cách của số nguyên. Ở đây mỗi số có bước của mình: tính số mũ của từng phần tử.",
                ),
                Misconception(
                    "trừ thêm bias khỏi số mũ",
                    kind="minifloat/bias",
                    edits={STEP: "2.0 ** (np.maximum(exponent, 1 - bias) - bias - m)"},
                    asks="Số mũ của 1 là 0. Bước ở chỗ 1 có phụ thuộc vào bias không?",
                    tells="np.frexp và log2 đã cho số mũ thật; bias chỉ cần để biết đáy 1 − bias.",
                ),
                Misconception(
                    "chỗ nào cũng dùng bước nhỏ nhất",
                    kind="minifloat/step",
                    edits={STEP: "2.0 ** (1 - bias - m) + 0 * x"},
                    asks="Bước ở gần 0 và bước ở gần số lớn nhất có bằng nhau không?",
                    tells="Càng xa 0 bước càng dài: 2^(p − m), với p là số mũ của chính số ấy.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="x bằng bao nhiêu bước, và số bước ấy làm tròn thế nào khi ở đúng giữa? Kết quả vượt largest thì sao?",
            tells="np.rint(x / step) * step, rồi np.clip về đoạn từ -largest đến largest.",
            visible=(
                Visible(
                    "ví dụ trong bài, E4M3",
                    case([0.001, 0.0015, 1.06, 1.0625, 1.1875, 17, 300, 464, 500, -1e9], 4, 3, 448.0),
                ),
                Visible("E2M1, nhiều chỗ hòa", case([0.25, 0.75, 1.25, 2.5, 3.5, 5, 7, -5, -1.25, -1.75], 2, 1, 6.0)),
                Visible("E2M3, nhiều bước", case([0.06, -0.3, 1.3, 3.3, -5.2, 6.9, -7.4, 8.2, -11, 30], 2, 3, 7.5)),
                Visible("E5M2, rất lớn và rất nhỏ", case([1e-5, -4e-5, 3.3, -1100, 60000, -70000, 1e6], 5, 2, 57344.0)),
            ),
            draw=draw_until(draw_values, is_clear),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUNDED: "np.floor(x / step + 0.5) * step"},
                    asks="1.0625 ở đúng giữa 1 và 1.125. Số nào trong hai số có F chẵn?",
                    tells="Dùng np.rint: hòa thì về số bước chẵn, tức là F chẵn.",
                ),
                Misconception(
                    "làm tròn nửa ra xa số 0",
                    kind="rounding/other_rule",
                    edits={ROUNDED: "np.sign(x) * np.floor(np.abs(x) / step + 0.5) * step"},
                    asks="1.0625 ở đúng giữa 1 và 1.125. Số nào trong hai số có F chẵn?",
                    tells="Dùng np.rint: hòa thì về số bước chẵn, tức là F chẵn.",
                ),
                Misconception(
                    "bỏ phần thập phân thay vì làm tròn",
                    kind="rounding/truncate",
                    edits={ROUNDED: "np.trunc(x / step) * step"},
                    asks="17.9 gần 16 hơn hay gần 18 hơn?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "làm tròn luôn xuống",
                    kind="rounding/one_way",
                    edits={ROUNDED: "np.floor(x / step) * step"},
                    asks="17.9 gần 16 hơn hay gần 18 hơn?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP: "(", f", {BOUNDS}": ")"},
                    asks="E4M3 có số nào lớn hơn 448 không?",
                    tells="Cắt kết quả về đoạn từ -largest đến largest.",
                ),
                Misconception(
                    "cắt ở số lớn nhất mà e và m cho phép",
                    kind="range/other_codes",
                    edits={
                        X_HAT: "np.clip(np.rint(x / step) * step, -(2 - 2.0**-m) * 2.0 ** (bias + 1),"
                        " (2 - 2.0**-m) * 2.0 ** (bias + 1))"
                    },
                    asks="Theo e và m thì E4M3 lên tới 480. Mã của 480 được dành cho cái gì?",
                    tells="Mã ấy là NaN, nên số lớn nhất là 448. Dùng largest.",
                ),
                Misconception(
                    "chỉ cắt một đầu",
                    kind="range/other_codes",
                    edits={CLIP: "np.minimum(", BOUNDS: "largest)"},
                    asks="−1000000 đọc ra số nào?",
                    tells="Cắt cả hai đầu: từ -largest đến largest.",
                ),
                Misconception(
                    "cắt x mà bước vẫn tính từ x cũ",
                    kind="range/early_clip",
                    edits={X_HAT: "np.rint(np.clip(x, -largest, largest) / step) * step"},
                    asks="Bước ở chỗ −1000000000 dài bao nhiêu? 448 bằng mấy bước như thế?",
                    tells="Làm tròn trước, cắt sau.",
                ),
                Misconception(
                    "cắt số bước thay vì cắt giá trị",
                    kind="range/early_clip",
                    edits={X_HAT: "np.clip(np.rint(x / step), -largest, largest) * step"},
                    asks="largest là một giá trị hay một số bước? Với E2M3, 7.4 bằng mấy bước?",
                    tells="Nhân số bước với step trước, rồi mới cắt giá trị về ±largest.",
                ),
                Misconception(
                    "cắt số âm về 0",
                    kind="range/other_codes",
                    edits={BOUNDS: "0, largest)"},
                    asks="−5 là một số của E2M1 không?",
                    tells="Số âm cũng viết được: cắt về đoạn từ -largest đến largest.",
                ),
                Misconception(
                    "số quá lớn thành 0",
                    kind="range/other_codes",
                    edits={X_HAT: "np.where(np.abs(np.rint(x / step) * step) > largest, 0, np.rint(x / step) * step)"},
                    asks="Số quá lớn gần 0 hơn hay gần số lớn nhất hơn?",
                    tells="Bão hòa: cắt về ±largest.",
                ),
                Misconception(
                    "quên nhân lại với bước",
                    kind="scale/other",
                    edits={X_HAT: "np.clip(np.rint(x / step), -largest, largest)"},
                    asks="300 bằng bao nhiêu bước? Hàm phải trả về số bước hay giá trị?",
                    tells="Trả về giá trị: nhân số bước với step.",
                ),
                Misconception(
                    "số quá lớn thành vô cực",
                    kind="range/no_clip",
                    edits={
                        X_HAT: "np.where(np.abs(np.rint(x / step) * step) > largest, np.sign(x) * np.inf,"
                        " np.rint(x / step) * step)"
                    },
                    asks="Ở bài này, số quá lớn trở thành vô cực hay trở thành số lớn nhất?",
                    tells="Bão hòa: cắt về ±largest.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "phần nguyên của logarit",
            {EXPONENT: "np.floor(np.log2(np.abs(np.where(x == 0, 1e-30, x))))"},
            note="log2 cũng cho số mũ, nhưng phải tránh log2(0), và với float32 nó có thể sai ngay dưới một lũy thừa của 2; np.frexp thì luôn đúng.",
        ),
        Variant(
            "sàn cho |x|",
            {
                f"exponent = {EXPONENT}": "size = np.maximum(np.abs(x), 2.0 ** (1 - bias))",
                STEP: "2.0 ** (np.floor(np.log2(size)) - m)",
            },
            note="Đưa |x| lên ít nhất bằng số chuẩn nhỏ nhất rồi mới lấy logarit: vừa có đáy, vừa khỏi gặp log2(0).",
        ),
        Variant("np.ldexp", {STEP: "np.ldexp(1.0, np.maximum(exponent, 1 - bias) - m)"}),
        Variant(
            "np.minimum và np.maximum", {X_HAT: "np.maximum(np.minimum(np.round(x / step) * step, largest), -largest)"}
        ),
        Variant(
            "dấu để riêng",
            {X_HAT: "np.sign(x) * np.minimum(np.rint(np.abs(x) / step) * step, largest)"},
        ),
        Variant(
            "vòng lặp",
            {
                f"exponent = {EXPONENT}\n    step = {STEP}": "step = np.zeros(x.shape)\n"
                "    for place in np.ndindex(x.shape):\n"
                "        one = 1 - bias\n"
                "        while abs(x[place]) >= 2.0 ** (one + 1):\n"
                "            one += 1\n"
                "        step[place] = 2.0 ** (one - m)"
            },
        ),
    ),
    bears=lambda x, e, m, largest: np.size(x) <= 10**6,
)
