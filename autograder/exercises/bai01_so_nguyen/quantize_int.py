"""From real numbers to codes."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.arrays import Reals
from course.checking.compare import EXACT_WITH_DTYPE


def draw_values(rng: Generator) -> Args:
    """Values whose codes are spread over the range and beyond both ends, none near a half."""
    exp = int(rng.choice([8, 16]))
    low, high = reference.integer_range(exp)
    s, z = round(float(rng.uniform(0.01, 2)), 4), int(rng.integers(-60, 60))
    shape = tuple(int(n) for n in rng.integers(2, 6, size=int(rng.integers(1, 3))))
    codes = rng.integers(low, high, size=shape, endpoint=True).astype(np.float64)
    codes.flat[:2] = low - rng.integers(5, 50), high + rng.integers(5, 50)
    fractions = rng.uniform(0.05, 0.45, size=shape) * rng.choice([-1, 1], size=shape)
    return {"x": (rng.permuted(codes) + fractions - z) * s, "s": s, "z": z, "exp": exp}


def draw_float32_values(rng: Generator) -> Args:
    args = draw_values(rng)
    return {**args, "x": args["x"].astype(np.float32)}


def survives_float32(x: Reals, s: float, z: int, exp: int) -> bool:
    return away_from_ties(x.astype(np.float64) / s + z)


QUANTIZE = "np.round((1 / s) * x + z)"
CLIP_X = "np.clip(x_q, alpha_q, beta_q)"
DOCUMENT_S, DOCUMENT_Z = reference.calculate_s_and_z_int(-100, 200, 8)

EXERCISE = Exercise(
    function="quantize_int",
    title="Lượng tử hóa về số nguyên",
    reference=reference.quantize_int,
    asks="Bốn việc theo thứ tự là gì? Nhân với 1/s và cộng z, rồi gì nữa?",
    tells="Tính (1/s)·x + z, làm tròn, cắt vào miền của exp bit, rồi đổi sang int8 hoặc int16.",
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
            misconceptions=(
                Misconception(
                    "quên cộng z",
                    kind="zero_point/forgotten",
                    edits={QUANTIZE: "np.round((1 / s) * x)"},
                    asks="Số thực 0 của bạn đang thành số nguyên nào, mà lẽ ra phải thành số nào?",
                    tells="Cộng z sau khi nhân với 1/s, trước khi làm tròn.",
                ),
                Misconception(
                    "trừ z thay vì cộng",
                    kind="zero_point/sign",
                    edits={"* x + z": "* x - z"},
                    asks="Với x = 0, công thức phải cho z hay −z?",
                    tells="Khi lượng tử hóa thì cộng z; khi giải lượng tử hóa mới trừ.",
                ),
                Misconception(
                    "nhân với s thay vì chia",
                    kind="scale/inverted",
                    edits={"(1 / s) * x": "s * x"},
                    asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
                    tells="Phải chia: nhân x với 1/s, không phải với s.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP_X: "x_q"},
                    asks="200 có vừa trong int8 không? Đổi kiểu xong nó thành số nào?",
                    tells="Dùng np.clip để cắt vào [α_q, β_q] trước khi đổi kiểu.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"-(2 ** (exp - 1))": "-(2 ** (exp - 1)) + 1"},
                    asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
                    tells="Đầu dưới là −2^(exp−1): −128 với int8.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={"np.round(": "np.trunc("},
                    asks="3.6 gần 3 hay gần 4? Hàm của bạn cho số nào?",
                    tells="Đổi kiểu hay np.trunc chỉ bỏ phần thập phân. Làm tròn bằng np.round trước.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.round(": "np.floor("},
                    asks="3.6 gần 3 hay gần 4?",
                    tells="np.floor luôn đi xuống. Dùng np.round.",
                ),
                Misconception(
                    "làm tròn lên",
                    kind="rounding/one_way",
                    edits={"np.round(": "np.ceil("},
                    asks="3.2 gần 3 hay gần 4?",
                    tells="np.ceil luôn đi lên. Dùng np.round.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={QUANTIZE: "np.floor((1 / s) * x + z + 0.5)"},
                    asks="4.5 nằm giữa 4 và 5. Bài này quy ước chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất, như np.round: 4.5 thành 4, còn 5.5 thành 6.",
                ),
                Misconception(
                    "cộng z sau khi làm tròn",
                    kind="rounding/before_zero_point",
                    edits={QUANTIZE: "np.round((1 / s) * x) + z"},
                    asks="8.5 − 43 = −34.5. Làm tròn trước rồi trừ 43, và trừ 43 trước rồi làm tròn, có ra cùng một số không?",
                    tells="Trong công thức của bài, z nằm trong round(…): cộng z trước, làm tròn sau.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={"x_q = x_q.astype(np.int8 if exp == 8 else np.int16)": "x_q = x_q"},
                    asks="Hãy xem x_q.dtype: mảng kết quả đang tốn mấy byte cho mỗi phần tử?",
                    tells="Giá trị đã đúng. Đổi sang np.int8 khi exp = 8, np.int16 khi exp = 16.",
                ),
                Misconception(
                    "luôn đổi sang int8",
                    kind="codes/fixed_bits",
                    edits={"np.int8 if exp == 8 else np.int16": "np.int8"},
                    asks="Khi exp = 16, số 30000 có vừa trong int8 không?",
                    tells="Chọn kiểu theo exp: np.int8 hay np.int16.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "x/s",
            {"(1 / s) * x": "x / s"},
            note="Chia thẳng cho s. Trên giấy hai cách như nhau; trên máy, chúng chỉ khác ở những số rơi đúng giữa hai mã.",
        ),
        Variant("np.rint", {"np.round(": "np.rint("}),
        Variant("int64 trước khi cắt", {QUANTIZE: "np.rint(x / s + z).astype(np.int64)"}),
        Variant(
            "minimum và maximum",
            {CLIP_X: "np.minimum(np.maximum(x_q, alpha_q), beta_q)"},
            note="np.clip chính là hai bước này: không cho nhỏ hơn α_q, rồi không cho lớn hơn β_q.",
        ),
        Variant("np.asarray", {QUANTIZE: "np.round(np.asarray(x, dtype=np.float64) / s + z)"}),
    ),
)
