"""Lesson 1, from real numbers to integers: TODO 1 to TODO 10, ten points.

To add an exercise, copy the one above: its drawn cases, its misconceptions as edits of the lesson's
solution, its entry in LESSON.
"""

import numpy as np

from autograder import reference
from autograder.exercises.model import (
    Exercise,
    LessonExercises,
    Misconception,
    Part,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.checking.compare import EXACT_WITH_DTYPE, Equality

NEARLY_EXACT = Equality(rtol=1e-6)  # float32 arithmetic passes, a wrong formula does not


# ---------------------------------------------------------------- calculate_s, TODO 1


def draw_ranges(rng):
    low = int(rng.integers(-200, -1))
    return {
        "alpha": round(float(rng.uniform(-20, -0.1)), 3),
        "beta": round(float(rng.uniform(0.1, 20)), 3),
        "alpha_q": low,
        "beta_q": low + int(rng.integers(60, 400)),
    }


def holds_zero(alpha, beta, **_):
    """Does the range hold 0, as the text demands? The reference computes others, too."""
    return alpha <= 0 <= beta


CALCULATE_S = Exercise(
    function="calculate_s",
    title="Độ co giãn",
    reference=reference.calculate_s,
    parts=(
        Part(
            "TODO 1",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"alpha": -5.0, "beta": 10.0, "alpha_q": -30, "beta_q": 50}),
                Visible("miền int8", {"alpha": -2.0, "beta": 3.0, "alpha_q": -128, "beta_q": 127}),
                Visible("miền rộng", {"alpha": -100.0, "beta": 900.0, "alpha_q": 0, "beta_q": 16}),
            ),
            draw=draw_ranges,
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Một bước trên miền lượng tử hóa ứng với bao nhiêu đơn vị trên miền hiện tại?",
    tells="Lấy độ rộng của miền hiện tại chia cho độ rộng của miền lượng tử hóa.",
    misconceptions=(
        Misconception(
            "chia ngược",
            costs=("TODO 1",),
            edits={"(beta - alpha) / (beta_q - alpha_q)": "(beta_q - alpha_q) / (beta - alpha)"},
            asks="s nhân với một số nguyên phải ra số thực. Vậy độ rộng nào đứng ở tử số?",
            tells="Miền hiện tại (số thực) ở tử số, miền lượng tử hóa (số nguyên) ở mẫu số.",
        ),
        Misconception(
            "đếm số mức thay vì số khoảng",
            costs=("TODO 1",),
            edits={"(beta_q - alpha_q)": "(beta_q - alpha_q + 1)"},
            asks="Giữa 256 cái cọc có bao nhiêu khoảng trống?",
            tells="Mẫu số là số khoảng, β_q − α_q, không cộng thêm 1.",
        ),
        Misconception(
            "chia lấy phần nguyên",
            costs=("TODO 1",),
            edits={"(beta - alpha) / (beta_q": "(beta - alpha) // (beta_q"},
            asks="s có cần là số nguyên không?",
            tells="s là số thực. Dùng phép chia /, không dùng //.",
        ),
        Misconception(
            "cộng hai đầu miền hiện tại",
            costs=("TODO 1",),
            edits={"beta - alpha)": "beta + alpha)"},
            asks="Từ −5 đến 10 dài bao nhiêu?",
            tells="Độ rộng là đầu lớn trừ đầu nhỏ, β − α.",
        ),
        Misconception(
            "đổi chỗ hai đầu miền hiện tại",
            costs=("TODO 1",),
            edits={"(beta - alpha)": "(alpha - beta)"},
            asks="Một độ rộng có thể âm không?",
            tells="Lấy β − α, đầu lớn trừ đầu nhỏ, thì s mới dương.",
        ),
    ),
    variants=(
        Variant("np.subtract", {"(beta - alpha)": "np.subtract(beta, alpha)"}),
        Variant(
            "float32",
            {
                "(beta - alpha) / (beta_q - alpha_q)": "(np.float32(beta) - np.float32(alpha))"
                " / np.float32(beta_q - alpha_q)"
            },
        ),
        Variant("mảng không chiều", {"(beta - alpha)": "np.array(beta - alpha)"}),
    ),
)


# ---------------------------------------------------------------- calculate_z, TODO 2


def z_before_rounding(alpha, beta, alpha_q, beta_q):
    return alpha_q - alpha * (beta_q - alpha_q) / (beta - alpha)


def shown_with_z_hat(**ends):
    """A visible case whose label says what the zero point is before rounding."""
    return Visible(f"miền [{ends['alpha']:g}, {ends['beta']:g}], ẑ ≈ {z_before_rounding(**ends):.4g}", ends)


ROUND_Z = "round((beta * alpha_q - alpha * beta_q) / (beta - alpha))"
Z_HAT = "(beta * alpha_q - alpha * beta_q) / (beta - alpha)"

CALCULATE_Z = Exercise(
    function="calculate_z",
    title="Điểm 0",
    reference=reference.calculate_z,
    allows=holds_zero,
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"alpha": -5.0, "beta": 10.0, "alpha_q": -30, "beta_q": 50}),
                shown_with_z_hat(alpha=-2.0, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-2.07, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-8.0, beta=1.956, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-5.0, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-1.0, beta=3.0, alpha_q=0, beta_q=10),
            ),
            draw=draw_until(draw_ranges, lambda **ends: away_from_ties(z_before_rounding(**ends))),
        ),
    ),
    asks="Số thực 0 rơi vào số nguyên nào?",
    tells="Tính ẑ = (β·α_q − α·β_q) / (β − α), rồi làm tròn về số nguyên gần nhất.",
    misconceptions=(
        Misconception(
            "quên làm tròn",
            costs=("TODO 2",),
            edits={ROUND_Z: Z_HAT},
            asks="Điểm 0 nằm trên miền số nguyên. Kết quả của bạn đã là số nguyên chưa?",
            tells="Bọc ẑ trong round(…).",
        ),
        Misconception(
            "bỏ phần thập phân",
            costs=("TODO 2",),
            edits={"round(": "int("},
            asks="Số nguyên nào gần 76.9 nhất, và int(76.9) cho bạn số nào?",
            tells="int(…) bỏ phần thập phân. Dùng round(…) để lấy số nguyên gần nhất.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 2",),
            edits={"round(": "np.floor("},
            asks="Số nguyên nào gần 76.9 nhất: 76 hay 77?",
            tells="np.floor luôn đi xuống. Hãy dùng round(…).",
        ),
        Misconception(
            "làm tròn lên",
            costs=("TODO 2",),
            edits={"round(": "np.ceil("},
            asks="Số nguyên nào gần 31.4 nhất: 31 hay 32?",
            tells="np.ceil luôn đi lên. Hãy dùng round(…).",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 2",),
            edits={ROUND_Z: f"int(np.floor({Z_HAT} + 0.5))"},
            asks="2.5 cách đều 2 và 3. Bài này quy ước chọn số nào?",
            tells="Bài làm tròn về số chẵn gần nhất: 2.5 thành 2. round(…) của Python làm đúng như vậy.",
        ),
        Misconception(
            "tráo α_q và β_q",
            costs=("TODO 2",),
            edits={"(beta * alpha_q - alpha * beta_q)": "(beta * beta_q - alpha * alpha_q)"},
            asks="Trong công thức, β đi với đầu nào của miền lượng tử hóa?",
            tells="Nhân chéo: β với α_q, α với β_q.",
        ),
        Misconception(
            "sai dấu",
            costs=("TODO 2",),
            edits={"(beta * alpha_q - alpha * beta_q)": "(alpha * beta_q - beta * alpha_q)"},
            asks="Với miền [−5, 10] và [−30, 50], số thực 0 rơi vào −3 hay 3?",
            tells="Tử số là β·α_q − α·β_q, theo đúng thứ tự đó.",
        ),
    ),
    variants=(
        Variant("np.rint", {"round(": "np.rint("}),
        Variant("np.round rồi int", {ROUND_Z: f"int(np.round({Z_HAT}))"}),
        Variant("đi từ α_q", {ROUND_Z: "round(alpha_q - alpha * (beta_q - alpha_q) / (beta - alpha))"}),
    ),
)


# ---------------------------------------------------------------- calculate_s_and_z_int, TODO 3 and 4


def draw_real_range(rng):
    return {
        "alpha": round(float(rng.uniform(-20, -0.1)), 3),
        "beta": round(float(rng.uniform(0.1, 20)), 3),
        "exp": int(rng.choice([8, 16])),
    }


def z_is_safe(alpha, beta, exp):
    return away_from_ties(z_before_rounding(alpha, beta, *reference.integer_range(exp)))


draw_safe_real_range = draw_until(draw_real_range, z_is_safe)

CALCULATE_S_AND_Z_INT = Exercise(
    function="calculate_s_and_z_int",
    title="Độ co giãn và điểm 0 của số nguyên exp bit",
    reference=reference.calculate_s_and_z_int,
    allows=holds_zero,
    uses=("calculate_s", "calculate_z"),
    parts=(
        Part(
            "TODO 3",
            points=1,
            visible=(
                Visible("ví dụ trong bài, int8", {"alpha": -2.0, "beta": 3.0, "exp": 8}),
                Visible("miền khác, int16", {"alpha": -3.0, "beta": 1.0, "exp": 16}),
            ),
            draw=draw_safe_real_range,
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible("miền lệch dương, int8", {"alpha": -1.0, "beta": 9.0, "exp": 8}),
                Visible("miền lệch âm, int8", {"alpha": -7.3, "beta": 0.9, "exp": 8}),
            ),
            draw=draw_safe_real_range,
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Số nguyên có dấu exp bit đi từ đâu đến đâu? Với 8 bit thì sao?",
    tells="Miền là [−2^(exp−1), 2^(exp−1) − 1]. Đưa miền đó vào calculate_s và calculate_z.",
    misconceptions=(
        Misconception(
            "miền đối xứng, bắt đầu từ −127",
            costs=("TODO 3",),
            edits={"-(2 ** (exp - 1))": "-(2 ** (exp - 1)) + 1"},
            asks="int8 có tất cả bao nhiêu giá trị?",
            tells="Có 256 giá trị, từ −128 đến 127: phía âm nhiều hơn phía dương một giá trị.",
        ),
        Misconception(
            "miền không dấu",
            costs=("TODO 3",),
            edits={"-(2 ** (exp - 1))": "0", "2 ** (exp - 1) - 1": "2 ** exp - 1"},
            asks="int8 có chứa số âm không?",
            tells="[0, 255] là uint8. int8 là [−128, 127].",
        ),
        Misconception(
            "quên trừ 1 ở đầu trên",
            costs=("TODO 3",),
            edits={"2 ** (exp - 1) - 1": "2 ** (exp - 1)"},
            asks="np.int8 có chứa được số 128 không?",
            tells="Số 0 chiếm một chỗ ở nửa không âm, nên đầu trên là 2^(exp−1) − 1.",
        ),
        Misconception(
            "dùng exp thay vì exp − 1",
            costs=("TODO 3",),
            edits={"-(2 ** (exp - 1))": "-(2 ** exp)", "2 ** (exp - 1) - 1": "2 ** exp - 1"},
            asks="8 bit tạo ra bao nhiêu giá trị, và miền của bạn có bao nhiêu?",
            tells="exp bit có 2^exp giá trị, chia đều cho hai phía: số mũ là exp − 1.",
        ),
        Misconception(
            "luôn dùng int8",
            costs=("TODO 3",),
            edits={"-(2 ** (exp - 1))": "-128", "2 ** (exp - 1) - 1": "127"},
            asks="Nếu exp = 16 thì miền có còn là [−128, 127] không?",
            tells="Tính hai đầu miền từ tham số exp, đừng viết số cố định.",
        ),
        Misconception(
            "trả về z trước, s sau",
            costs=("TODO 4",),
            edits={"return s, z": "return z, s"},
            asks="Hàm tên là s_and_z. Giá trị nào đứng trước?",
            tells="Trả về s trước, z sau.",
        ),
        Misconception(
            "tráo miền hiện tại với miền lượng tử hóa",
            costs=("TODO 4",),
            edits={
                "calculate_s(alpha, beta, alpha_q, beta_q)": "calculate_s(alpha_q, beta_q, alpha, beta)",
                "calculate_z(alpha, beta, alpha_q, beta_q)": "calculate_z(alpha_q, beta_q, alpha, beta)",
            },
            asks="calculate_s nhận miền nào trước?",
            tells="Thứ tự tham số là alpha, beta, alpha_q, beta_q.",
        ),
        Misconception(
            "điểm 0 luôn bằng 0",
            costs=("TODO 4",),
            edits={"z = calculate_z(alpha, beta, alpha_q, beta_q)": "z = 0"},
            asks="Với miền [−1, 9], số thực 0 có nằm giữa miền int8 không?",
            tells="Miền lệch thì điểm 0 khác 0. Gọi calculate_z.",
        ),
    ),
    variants=(
        Variant("np.iinfo", {"-(2 ** (exp - 1))": "int(np.iinfo(f'int{exp}').min)"}),
        Variant("dịch bit", {"2 ** (exp - 1) - 1": "(1 << (exp - 1)) - 1"}),
        Variant(
            "tính thẳng trong hàm",
            {
                "s = calculate_s(alpha, beta, alpha_q, beta_q)": "s = (beta - alpha) / (2 ** exp - 1)",
                "z = calculate_z(alpha, beta, alpha_q, beta_q)": "z = int(np.rint(alpha_q - alpha / s))",
            },
        ),
        Variant("trả về list", {"return s, z": "return [s, z]"}),
    ),
)


# ---------------------------------------------------------------- quantize_int, TODO 5


def draw_values(rng):
    """Values whose codes are spread over the range and beyond both ends, none near a half."""
    exp = int(rng.choice([8, 16]))
    low, high = reference.integer_range(exp)
    s, z = round(float(rng.uniform(0.01, 2)), 4), int(rng.integers(-60, 60))
    shape = tuple(int(n) for n in rng.integers(2, 6, size=int(rng.integers(1, 3))))
    codes = rng.integers(low, high, size=shape, endpoint=True).astype(np.float64)
    codes.flat[:2] = low - rng.integers(5, 50), high + rng.integers(5, 50)
    fractions = rng.uniform(0.05, 0.45, size=shape) * rng.choice([-1, 1], size=shape)
    return {"x": (rng.permuted(codes) + fractions - z) * s, "s": s, "z": z, "exp": exp}


def draw_float32_values(rng):
    args = draw_values(rng)
    return {**args, "x": args["x"].astype(np.float32)}


def survives_float32(x, s, z, exp):
    return away_from_ties(x.astype(np.float64) / s + z)


QUANTIZE = "np.round((1 / s) * x + z)"
CLIP_X = "np.clip(x_q, alpha_q, beta_q)"
DOCUMENT_S, DOCUMENT_Z = reference.calculate_s_and_z_int(-100, 200, 8)

QUANTIZE_INT = Exercise(
    function="quantize_int",
    title="Lượng tử hóa về số nguyên",
    reference=reference.quantize_int,
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"x": 10, "s": float(DOCUMENT_S), "z": DOCUMENT_Z, "exp": 8}),
                Visible(
                    "một mảng, có giá trị ngoài miền",
                    {"x": np.array([-130.0, -64.3, -0.6, 0.0, 0.7, 12.4, 64.2, 200.0]), "s": 0.5, "z": 6, "exp": 8},
                ),
                Visible(
                    "giá trị nằm giữa hai số nguyên",
                    {"x": np.array([0.25, 0.75, 1.25, -0.25, -0.75]), "s": 0.5, "z": 4, "exp": 8},
                ),
                Visible(
                    "ma trận float32, int16",
                    {"x": np.array([[-3.0, 1.3], [900.1, -900.2]], dtype=np.float32), "s": 0.02, "z": -7, "exp": 16},
                ),
            ),
            draw=draw_until(draw_float32_values, survives_float32),
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Bốn việc theo thứ tự là gì? Chia cho s và cộng z, rồi gì nữa?",
    tells="Tính x/s + z, làm tròn, cắt vào miền của exp bit, rồi ép về int8 hoặc int16.",
    misconceptions=(
        Misconception(
            "quên cộng z",
            costs=("TODO 5",),
            edits={QUANTIZE: "np.round((1 / s) * x)"},
            asks="Số thực 0 của bạn đang thành số nguyên nào, mà lẽ ra phải thành số nào?",
            tells="Cộng z sau khi chia cho s, trước khi cắt.",
        ),
        Misconception(
            "trừ z thay vì cộng",
            costs=("TODO 5",),
            edits={"* x + z": "* x - z"},
            asks="Với x = 0, công thức phải cho z hay −z?",
            tells="Khi lượng tử hóa thì cộng z; khi giải lượng tử hóa mới trừ.",
        ),
        Misconception(
            "nhân với s thay vì chia",
            costs=("TODO 5",),
            edits={"(1 / s) * x": "s * x"},
            asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
            tells="Chia x cho s.",
        ),
        Misconception(
            "quên cắt nên bị tràn số",
            costs=("TODO 5",),
            edits={CLIP_X: "x_q"},
            asks="200 có vừa trong int8 không? Ép kiểu xong nó thành số nào?",
            tells="Dùng np.clip để cắt vào [α_q, β_q] trước khi ép kiểu.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 5",),
            edits={"-(2 ** (exp - 1))": "-(2 ** (exp - 1)) + 1"},
            asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
            tells="Đầu dưới là −2^(exp−1): −128 với int8.",
        ),
        Misconception(
            "bỏ phần thập phân",
            costs=("TODO 5",),
            edits={"np.round(": "np.trunc("},
            asks="3.6 gần 3 hay gần 4? Hàm của bạn cho số nào?",
            tells="Ép kiểu hay np.trunc chỉ bỏ phần thập phân. Làm tròn bằng np.round trước.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 5",),
            edits={"np.round(": "np.floor("},
            asks="3.6 gần 3 hay gần 4?",
            tells="np.floor luôn đi xuống. Dùng np.round.",
        ),
        Misconception(
            "làm tròn lên",
            costs=("TODO 5",),
            edits={"np.round(": "np.ceil("},
            asks="3.2 gần 3 hay gần 4?",
            tells="np.ceil luôn đi lên. Dùng np.round.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 5",),
            edits={QUANTIZE: "np.floor((1 / s) * x + z + 0.5)"},
            asks="4.5 nằm giữa 4 và 5. Bài này quy ước chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất, như np.round: 4.5 thành 4, còn 5.5 thành 6.",
        ),
        Misconception(
            "cộng z sau khi làm tròn",
            costs=("TODO 5",),
            edits={QUANTIZE: "np.round((1 / s) * x) + z"},
            asks="8.5 − 43 = −34.5. Làm tròn trước rồi trừ 43, và trừ 43 trước rồi làm tròn, có ra cùng một số không?",
            tells="Trong công thức của bài, z nằm trong round(…): cộng z trước, làm tròn sau.",
        ),
        Misconception(
            "quên ép kiểu",
            costs=("TODO 5",),
            edits={"x_q = x_q.astype(np.int8 if exp == 8 else np.int16)": "x_q = x_q"},
            asks="Hãy xem x_q.dtype: mảng kết quả đang tốn mấy byte cho mỗi phần tử?",
            tells="Giá trị đã đúng. Ép về np.int8 khi exp = 8, np.int16 khi exp = 16.",
        ),
        Misconception(
            "luôn ép về int8",
            costs=("TODO 5",),
            edits={"np.int8 if exp == 8 else np.int16": "np.int8"},
            asks="Khi exp = 16, số 30000 có vừa trong int8 không?",
            tells="Chọn kiểu theo exp: np.int8 hay np.int16.",
        ),
    ),
    variants=(
        Variant("x/s", {"(1 / s) * x": "x / s"}),
        Variant("np.rint", {"np.round(": "np.rint("}),
        Variant("int64 trước khi cắt", {QUANTIZE: "np.rint(x / s + z).astype(np.int64)"}),
        Variant("minimum và maximum", {CLIP_X: "np.minimum(np.maximum(x_q, alpha_q), beta_q)"}),
        Variant("np.asarray", {QUANTIZE: "np.round(np.asarray(x, dtype=np.float64) / s + z)"}),
    ),
)


# ---------------------------------------------------------------- the two matrix functions: their cases


def document_operands(m, p, n):
    """X_q, W_q, b_q and their parameters as the document's two examples make them, seed 1."""
    rng = np.random.RandomState(1)
    made = {}
    for name, low, high, shape in (
        ("X", -100.0, 100.0, (m, p)),
        ("W", -40.0, 20.0, (p, n)),
        ("b", -200.0, 120.0, (1, n)),
    ):
        s, z = reference.calculate_s_and_z_int(low, high, 8)
        values = rng.uniform(low=low, high=high, size=shape).astype(np.float32)
        made[f"{name}_q"] = reference.quantize_int(values, s, z, 8)
        made[f"s_{name}"], made[f"z_{name}"] = float(s), z
    made["s_Y"] = float(reference.calculate_s_and_z_int(-4000.0, 4000.0, 8)[0])
    return matrix_args(made, p=p, exp=8)


def matrix_args(made, **more):
    """The arguments of the matrix function, in the order of its signature."""
    made = {**made, **more}
    order = ("X_q", "W_q", "b_q", "z_X", "z_W", "z_b", "s_X", "s_W", "s_b", "s_Y", "p", "exp", "z_Y")
    return {name: made[name] for name in order if name in made}


def position_args(args, i, j):
    """The arguments of the position function, from those of the matrix function."""
    order = ("X_q", "W_q", "b_q", "z_X", "z_W", "z_b", "s_X", "s_W", "s_b", "s_Y", "i", "j", "p", "exp", "z_Y")
    made = {**args, "i": i, "j": j}
    return {name: made[name] for name in order if name in made}


def real_codes(X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y=0):
    """The codes of Y before rounding: dequantize, multiply as real numbers, divide by s_Y."""
    X, W = s_X * (X_q.astype(np.float64) - z_X), s_W * (W_q.astype(np.float64) - z_W)
    return z_Y + (X @ W + s_b * (b_q.reshape(1, -1).astype(np.float64) - z_b)) / s_Y


def draw_matrices(rng, reach, zero_points=True):
    """Random operands, m, p and n all different; the codes of Y reach about `reach` times the range.

    With 16 bits the codes of X and W stay small enough for a sum in int32.
    """
    exp = int(rng.choice([8, 8, 16]))
    m, p, n = (int(k) for k in rng.permutation([2, 3, 4, 5])[:3])
    largest = 127 if exp == 8 else 2000
    made = {
        "X_q": rng.integers(-largest, largest, size=(m, p), endpoint=True).astype(f"int{exp}"),
        "W_q": rng.integers(-largest, largest, size=(p, n), endpoint=True).astype(f"int{exp}"),
        "b_q": rng.integers(-100, 100, size=(1, n)).astype(f"int{exp}"),
    }
    for name in ("z_X", "z_W", "z_b"):
        made[name] = int(rng.choice([-1, 1]) * rng.integers(20, 90))
    made["z_Y"] = int(rng.choice([-1, 1]) * rng.integers(5, 25))
    if not zero_points:
        made.update(z_X=0, z_W=0, z_b=0, z_Y=0, b_q=np.zeros_like(made["b_q"]))
    for name in ("s_X", "s_W", "s_b"):
        made[name] = round(float(rng.uniform(0.01, 1)), 4)
    largest_Y = np.abs(real_codes(**matrix_args({**made, "z_Y": 0}, s_Y=1.0, p=p, exp=exp))).max()
    s_Y = float(largest_Y / (reach * (2 ** (exp - 1))))
    args = matrix_args(made, s_Y=s_Y, p=p, exp=exp)
    return {**args, "b_q": args["b_q"].reshape(-1)} if rng.random() < 0.5 else args


def is_inside(exp, **args):
    codes = real_codes(exp=exp, **args)
    low, high = reference.integer_range(exp)
    return bool(np.all((codes > low) & (codes < high)))


def safe_and_inside(**args):
    return is_inside(**args) and away_from_ties(real_codes(**args))


def far_outside(exp, **args):
    """Does every code saturate, some at either end?"""
    codes, (low, high) = real_codes(exp=exp, **args), reference.integer_range(exp)
    beyond = (codes < low - 2) | (codes > high + 2)
    return bool(beyond.all() and (codes < low).any() and (codes > high).any())


draw_inside = draw_until(lambda rng: draw_matrices(rng, reach=0.7), safe_and_inside)
draw_inside_without_zero_points = draw_until(
    lambda rng: draw_matrices(rng, reach=0.7, zero_points=False), safe_and_inside
)
draw_outside = draw_until(lambda rng: draw_matrices(rng, reach=60.0, zero_points=False), far_outside)


def draw_position_inside(rng):
    args = draw_inside(rng)
    return position_args(args, int(rng.integers(args["X_q"].shape[0])), int(rng.integers(args["W_q"].shape[1])))


def draw_position_outside(rng):
    args = draw_outside(rng)
    return position_args(args, int(rng.integers(args["X_q"].shape[0])), int(rng.integers(args["W_q"].shape[1])))


ALL_ZERO_POINTS = {
    "X_q": np.array([[12, -45, 90], [-128, 33, 7]], dtype=np.int8),
    "W_q": np.array([[5, -60, 127, 31], [-18, 44, -9, 72], [100, -77, 63, -2]], dtype=np.int8),
    "b_q": np.array([-20, 15, 64, -101], dtype=np.int8),
    "z_X": -28,
    "z_W": 42,
    "z_b": 31,
    "z_Y": -11,
    "s_X": 0.8,
    "s_W": 0.25,
    "s_b": 1.25,
    "s_Y": 50.0,
    "p": 3,
    "exp": 8,
}
HALVES = {
    "X_q": np.array([[1, 3], [5, -7], [-1, 9]], dtype=np.int8),
    "W_q": np.eye(2, dtype=np.int8),
    "b_q": np.zeros((1, 2), dtype=np.int8),
    "z_X": 0,
    "z_W": 0,
    "z_b": 0,
    "s_X": 0.5,
    "s_W": 1.0,
    "s_b": 1.0,
    "s_Y": 1.0,
    "p": 2,
    "exp": 8,
}
BOTH_ENDS = {**HALVES, "X_q": np.array([[120, -120], [-100, 100], [127, -128]], dtype=np.int8), "s_X": 4.0}
WIDE = {
    "X_q": np.array([[1500, -1800]], dtype=np.int16),
    "W_q": np.array([[1200, -900, 40], [1700, 300, -1500]], dtype=np.int16),
    "b_q": np.array([[250, -400, 90]], dtype=np.int16),
    "z_X": 310,
    "z_W": -120,
    "z_b": 45,
    "z_Y": 77,
    "s_X": 0.01,
    "s_W": 0.02,
    "s_b": 0.5,
    "s_Y": 0.06,
    "p": 2,
    "exp": 16,
}


# ---------------------------------------------------------------- the position function, TODO 6 and 7

CLIP_POSITION = "np.clip(quantized_Y_i_j, low, high)"
ROUND_POSITION = "np.round(quantized_Y_i_j)"

QUANTIZE_A_POSITION = Exercise(
    function="quantize_a_position_in_matrix_int",
    title="Một vị trí của tích ma trận",
    reference=reference.quantize_a_position_in_matrix_int,
    parts=(
        Part(
            "TODO 6",
            points=1,
            visible=(
                Visible("ví dụ trong bài", position_args(document_operands(3, 4, 5), 0, 3)),
                Visible("mọi điểm 0 đều khác 0", position_args(matrix_args(ALL_ZERO_POINTS), 1, 2)),
                Visible("mọi điểm 0 đều khác 0, vị trí khác", position_args(matrix_args(ALL_ZERO_POINTS), 0, 1)),
                Visible("cột cuối cùng", position_args(matrix_args(ALL_ZERO_POINTS), 1, 3)),
                Visible("giữa hai số nguyên", position_args(matrix_args(HALVES), 1, 0)),
                Visible("hàng cuối cùng", position_args(matrix_args(HALVES), 2, 0)),
                Visible("int16", position_args(matrix_args(WIDE), 0, 1)),
            ),
            draw=draw_position_inside,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 7",
            points=1,
            visible=(
                Visible("vượt đầu trên", position_args(matrix_args(BOTH_ENDS), 0, 0)),
                Visible("vượt đầu dưới", position_args(matrix_args(BOTH_ENDS), 0, 1)),
            ),
            draw=draw_position_outside,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Công thức có bốn tổng trong ngoặc vuông. Bạn đã có đủ cả bốn, đúng dấu chưa?",
    tells="Ép X_q, W_q, b_q về int32, tính ΣXW − z_W·ΣX − z_X·ΣW + p·z_X·z_W, nhân với s_X·s_W/s_Y, "
    "cộng phần của b và z_Y, rồi làm tròn và cắt.",
    misconceptions=(
        Misconception(
            "bỏ quên z_X·ΣW",
            costs=("TODO 6",),
            edits={"acc = acc - z_X * np.sum(W_q[:, j])": "acc = acc"},
            asks="Khi z_X khác 0 thì số hạng nào trong ngoặc vuông còn thiếu?",
            tells="Trừ z_X nhân với tổng cột j của W_q.",
        ),
        Misconception(
            "bỏ quên z_W·ΣX",
            costs=("TODO 6",),
            edits={"acc = acc - z_W * np.sum(X_q[i])": "acc = acc"},
            asks="Khi z_W khác 0 thì số hạng nào trong ngoặc vuông còn thiếu?",
            tells="Trừ z_W nhân với tổng hàng i của X_q.",
        ),
        Misconception(
            "bỏ quên p·z_X·z_W",
            costs=("TODO 6",),
            edits={"acc = acc + p * z_X * z_W": "acc = acc"},
            asks="Khai triển (X_q − z_X)(W_q − z_W). Số hạng cuối là gì, và nó được cộng mấy lần?",
            tells="Cộng p·z_X·z_W, vì tổng có p số hạng.",
        ),
        Misconception(
            "sai dấu của p·z_X·z_W",
            costs=("TODO 6",),
            edits={"acc + p * z_X * z_W": "acc - p * z_X * z_W"},
            asks="Âm nhân âm ra dấu gì?",
            tells="(−z_X)·(−z_W) = +z_X·z_W, nên phải cộng.",
        ),
        Misconception(
            "dùng số hàng m thay cho p",
            costs=("TODO 6",),
            edits={"acc + p * z_X * z_W": "acc + X_q.shape[0] * z_X * z_W"},
            asks="Tổng theo k có bao nhiêu số hạng: m, n hay p?",
            tells="k chạy từ 1 đến p, số cột của X_q và cũng là số hàng của W_q.",
        ),
        Misconception(
            "không mở rộng kiểu trước khi nhân",
            costs=("TODO 6",),
            edits={"X_q = X_q.astype(np.int32)": "X_q = X_q", "W_q = W_q.astype(np.int32)": "W_q = W_q"},
            asks="100 × 100 có vừa trong int8 không?",
            tells="Ép X_q và W_q về np.int32 trước khi nhân, nếu không tích bị tràn số.",
        ),
        Misconception(
            "quên z_Y",
            costs=("TODO 6",),
            edits={"z_Y + (s_b": "(s_b"},
            asks="Y bằng số thực 0 thì mã của nó phải là số nào?",
            tells="Cộng z_Y. Giá trị mặc định là 0, nhưng người gọi có thể cho giá trị khác.",
        ),
        Misconception(
            "quên z_b",
            costs=("TODO 6",),
            edits={"(b_q[0, j] - z_b)": "b_q[0, j]"},
            asks="Từ mã b_q về số thực b, ta phải trừ gì trước khi nhân s_b?",
            tells="Dùng (b_q − z_b).",
        ),
        Misconception(
            "cộng b mà không đổi thang",
            costs=("TODO 6",),
            edits={"(s_b / s_Y) * (b_q[0, j] - z_b)": "(b_q[0, j] - z_b)"},
            asks="Một bước của b có dài bằng một bước của Y không?",
            tells="Nhân phần của b với s_b / s_Y.",
        ),
        Misconception(
            "nhân với s_Y thay vì chia",
            costs=("TODO 6",),
            edits={"(s_X * s_W / s_Y) * acc": "(s_X * s_W * s_Y) * acc"},
            asks="Đổi một số thực sang mã của Y thì nhân hay chia cho s_Y?",
            tells="Hệ số trước ngoặc vuông là s_X·s_W / s_Y.",
        ),
        Misconception(
            "quên làm tròn",
            costs=("TODO 6",),
            edits={ROUND_POSITION: "quantized_Y_i_j"},
            asks="Ép 3.6 về số nguyên mà không làm tròn thì được mấy?",
            tells="Làm tròn bằng np.round trước khi ép kiểu.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 6",),
            edits={ROUND_POSITION: "np.floor(quantized_Y_i_j + 0.5)"},
            asks="2.5 nằm giữa 2 và 3. Bài này quy ước chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất, như np.round.",
        ),
        Misconception(
            "quên cắt nên bị tràn số",
            costs=("TODO 7",),
            edits={CLIP_POSITION: "quantized_Y_i_j"},
            asks="480 có vừa trong int8 không? Ép kiểu xong nó thành số nào?",
            tells="Cắt vào [low, high] bằng np.clip trước khi ép kiểu.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 7",),
            edits={CLIP_POSITION: "np.clip(quantized_Y_i_j, -high, high)"},
            asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
            tells="Dùng low đã tính sẵn ở đầu hàm, đừng dùng −high.",
        ),
    ),
    variants=(
        Variant(
            "vòng lặp",
            {
                "acc = np.sum(X_q[i] * W_q[:, j])": "acc = 0\n"
                "    for k in range(p):\n"
                "        acc += int(X_q[i, k]) * int(W_q[k, j])"
            },
        ),
        Variant("int64", {"X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int64)"}),
        Variant("tích vô hướng", {"np.sum(X_q[i] * W_q[:, j])": "X_q[i] @ W_q[:, j]"}),
        Variant("round của Python", {ROUND_POSITION: "round(float(quantized_Y_i_j))"}),
        Variant("min và max", {CLIP_POSITION: "np.float64(max(low, min(high, quantized_Y_i_j)))"}),
    ),
)


# ---------------------------------------------------------------- the matrix function, TODO 8, 9 and 10

CLIP_MATRIX = "np.clip(quantized_Y, low, high)"
ROUND_MATRIX = "np.round(quantized_Y)"
SUM_X = "np.sum(X_q, axis=1).reshape(-1, 1)"
SUM_W = "np.sum(W_q, axis=0).reshape(1, -1)"

QUANTIZATION_MATRIX_MULTIPLICATION = Exercise(
    function="quantization_matrix_multiplication_int",
    title="Nhân ma trận trên số nguyên",
    reference=reference.quantization_matrix_multiplication_int,
    parts=(
        Part(
            "TODO 8",
            points=1,
            visible=(
                Visible("mọi điểm 0 đều khác 0", matrix_args(ALL_ZERO_POINTS)),
                Visible("int16", matrix_args(WIDE)),
            ),
            draw=draw_inside,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 9",
            points=1,
            visible=(Visible("giữa hai số nguyên", matrix_args(HALVES)),),
            draw=draw_inside_without_zero_points,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 10",
            points=1,
            visible=(
                Visible("ví dụ trong bài", document_operands(2, 3, 4)),
                Visible("vượt cả hai đầu", matrix_args(BOTH_ENDS)),
            ),
            draw=draw_outside,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Tổng theo hàng của X_q có chiều gì, tổng theo cột của W_q có chiều gì, để cộng được vào ma trận (m, n)?",
    tells="X_q @ W_q có chiều (m, n). Tổng hàng của X_q cần chiều (m, 1), tổng cột của W_q cần chiều (1, n). "
    "Sau đó làm tròn, rồi cắt.",
    misconceptions=(
        Misconception(
            "bỏ quên z_X·ΣW",
            costs=("TODO 8",),
            edits={f"acc = acc - z_X * {SUM_W}": "acc = acc"},
            asks="Khi z_X khác 0 thì số hạng nào trong ngoặc vuông còn thiếu?",
            tells="Trừ z_X nhân với tổng từng cột của W_q.",
        ),
        Misconception(
            "bỏ quên z_W·ΣX",
            costs=("TODO 8",),
            edits={f"acc = acc - z_W * {SUM_X}": "acc = acc"},
            asks="Khi z_W khác 0 thì số hạng nào trong ngoặc vuông còn thiếu?",
            tells="Trừ z_W nhân với tổng từng hàng của X_q.",
        ),
        Misconception(
            "bỏ quên p·z_X·z_W",
            costs=("TODO 8",),
            edits={"acc = acc + p * z_X * z_W": "acc = acc"},
            asks="Khai triển (X_q − z_X)(W_q − z_W). Số hạng cuối là gì, và nó được cộng mấy lần?",
            tells="Cộng p·z_X·z_W, vì tổng có p số hạng.",
        ),
        Misconception(
            "sai dấu của p·z_X·z_W",
            costs=("TODO 8",),
            edits={"acc + p * z_X * z_W": "acc - p * z_X * z_W"},
            asks="Âm nhân âm ra dấu gì?",
            tells="(−z_X)·(−z_W) = +z_X·z_W, nên phải cộng.",
        ),
        Misconception(
            "dùng số hàng m thay cho p",
            costs=("TODO 8",),
            edits={"acc + p * z_X * z_W": "acc + X_q.shape[0] * z_X * z_W"},
            asks="Tổng theo k có bao nhiêu số hạng: m, n hay p?",
            tells="k chạy từ 1 đến p, số cột của X_q và cũng là số hàng của W_q.",
        ),
        Misconception(
            "cộng dồn trong int16",
            costs=("TODO 8",),
            edits={
                "X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int16)",
                "W_q = W_q.astype(np.int32)": "W_q = W_q.astype(np.int16)",
            },
            asks="Ba tích cỡ 127 × 127 cộng lại có vừa trong int16 không?",
            tells="Bộ tích lũy cần int32: ép cả X_q và W_q về np.int32 trước khi nhân.",
        ),
        Misconception(
            "không mở rộng kiểu trước khi nhân",
            costs=("TODO 8",),
            edits={"X_q = X_q.astype(np.int32)": "X_q = X_q", "W_q = W_q.astype(np.int32)": "W_q = W_q"},
            asks="100 × 100 có vừa trong int8 không?",
            tells="Ép X_q và W_q về np.int32 trước khi nhân, nếu không tích bị tràn số.",
        ),
        Misconception(
            "tổng hàng của X_q không đưa về cột",
            costs=("TODO 8", "TODO 9", "TODO 10"),
            edits={SUM_X: "np.sum(X_q, axis=1)"},
            asks="Vector m phần tử cộng vào ma trận (m, n) thì NumPy hiểu nó là hàng hay cột?",
            tells="Đưa tổng về chiều (m, 1) bằng reshape(-1, 1) hoặc keepdims=True.",
        ),
        Misconception(
            "tổng X_q sai trục",
            costs=("TODO 8", "TODO 9", "TODO 10"),
            edits={SUM_X: "np.sum(X_q, axis=0).reshape(-1, 1)"},
            asks="Tổng theo k của X_q[i, k] là cộng dọc theo hàng hay theo cột?",
            tells="k là chỉ số cột của X_q, nên cộng theo axis=1.",
        ),
        Misconception(
            "quên z_Y",
            costs=("TODO 8",),
            edits={"z_Y + (s_b": "(s_b"},
            asks="Y bằng số thực 0 thì mã của nó phải là số nào?",
            tells="Cộng z_Y. Giá trị mặc định là 0, nhưng người gọi có thể cho giá trị khác.",
        ),
        Misconception(
            "quên z_b",
            costs=("TODO 8",),
            edits={"(b_q - z_b)": "b_q"},
            asks="Từ mã b_q về số thực b, ta phải trừ gì trước khi nhân s_b?",
            tells="Dùng (b_q − z_b).",
        ),
        Misconception(
            "nhân từng phần tử thay vì nhân ma trận",
            costs=("TODO 8", "TODO 9", "TODO 10"),
            edits={"X_q @ W_q": "X_q * W_q"},
            asks="X có chiều (m, p), W có chiều (p, n). Phép nhân nào cho ra (m, n)?",
            tells="Dùng @ (nhân ma trận), không dùng * (nhân từng phần tử).",
        ),
        Misconception(
            "quên làm tròn",
            costs=("TODO 9",),
            edits={ROUND_MATRIX: "quantized_Y"},
            asks="Ép 3.6 về số nguyên mà không làm tròn thì được mấy?",
            tells="Làm tròn bằng np.round trước khi ép kiểu.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 9",),
            edits={ROUND_MATRIX: "np.floor(quantized_Y)"},
            asks="3.6 gần 3 hay gần 4?",
            tells="np.floor luôn đi xuống. Dùng np.round.",
        ),
        Misconception(
            "làm tròn lên",
            costs=("TODO 9",),
            edits={ROUND_MATRIX: "np.ceil(quantized_Y)"},
            asks="3.2 gần 3 hay gần 4?",
            tells="np.ceil luôn đi lên. Dùng np.round.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 9",),
            edits={ROUND_MATRIX: "np.floor(quantized_Y + 0.5)"},
            asks="2.5 nằm giữa 2 và 3. Bài này quy ước chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất, như np.round.",
        ),
        Misconception(
            "quên cắt nên bị tràn số",
            costs=("TODO 10",),
            edits={CLIP_MATRIX: "quantized_Y"},
            asks="480 có vừa trong int8 không? Ép kiểu xong nó thành số nào?",
            tells="Cắt vào [low, high] bằng np.clip trước khi ép kiểu.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 10",),
            edits={CLIP_MATRIX: "np.clip(quantized_Y, -high, high)"},
            asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
            tells="Dùng low đã tính sẵn ở đầu hàm, đừng dùng −high.",
        ),
    ),
    variants=(
        Variant(
            "vòng lặp",
            {
                "acc = X_q @ W_q": "acc = np.zeros((X_q.shape[0], W_q.shape[1]), dtype=np.int64)\n"
                "    for i in range(acc.shape[0]):\n"
                "        for j in range(acc.shape[1]):\n"
                "            for k in range(p):\n"
                "                acc[i, j] += int(X_q[i, k]) * int(W_q[k, j])"
            },
        ),
        Variant("einsum", {"X_q @ W_q": "np.einsum('ik,kj->ij', X_q, W_q)"}),
        Variant(
            "keepdims",
            {SUM_X: "np.sum(X_q, axis=1, keepdims=True)", SUM_W: "np.sum(W_q, axis=0, keepdims=True)"},
        ),
        Variant("int64", {"X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int64)"}),
        Variant("np.rint", {ROUND_MATRIX: "np.rint(quantized_Y)"}),
        Variant(
            "trừ điểm 0 trước khi nhân",
            {
                "acc = X_q @ W_q": "acc = (X_q - z_X) @ (W_q - z_W)",
                f"acc = acc - z_W * {SUM_X}": "acc = acc",
                f"acc = acc - z_X * {SUM_W}": "acc = acc * 1",
                "acc = acc + p * z_X * z_W": "acc = acc + 0",
            },
        ),
    ),
)


LESSON = LessonExercises(
    lesson="bai01_so_nguyen",
    title="Từ số thực đến số nguyên",
    exercises=(
        CALCULATE_S,
        CALCULATE_Z,
        CALCULATE_S_AND_Z_INT,
        QUANTIZE_INT,
        QUANTIZE_A_POSITION,
        QUANTIZATION_MATRIX_MULTIPLICATION,
    ),
    question="Làm sao 256 số nguyên thay được cho vô số số thực?",
    teaches="Tính độ co giãn và điểm 0, lượng tử hóa một số, nhân hai ma trận mà phần cộng dồn chỉ có số nguyên.",
    reproduces="Phép nhân ma trận bằng số nguyên, công thức 7 của [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=3,
)
