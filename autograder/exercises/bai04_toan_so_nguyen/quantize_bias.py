"""The bias as int32 on the scale of the accumulator."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.arrays import Reals
from course.checking.compare import EXACT_WITH_DTYPE

TIE_MARGIN = 0.05  # drawn biases stay this far from a half, so that float32 and float64 agree
SMALL_CODE = 30_000  # the largest drawn bias code: float32 still tells its neighbours apart


def draw_bias(rng: Generator) -> Args:
    """A float32 bias whose codes are moderate; every other time with one weight scale per output."""
    n = int(rng.integers(3, 6))
    s_X = round(float(rng.uniform(0.01, 0.2)), 4)
    scales = np.round(rng.uniform(0.001, 0.05, n), 5)
    s_W = scales if rng.random() < 0.5 else float(scales[0])
    codes = rng.integers(200, SMALL_CODE, n) * rng.choice([-1, 1], n) + rng.uniform(0.1, 0.4, n) * rng.choice(
        [-1, 1], n
    )
    return {"b": (codes * s_X * s_W).astype(np.float32), "s_X": s_X, "s_W": s_W}


def bias_is_safe(b: Reals, s_X: float, s_W: float | Reals) -> bool:
    position = b.astype(np.float64) / (s_X * s_W)
    return away_from_ties(position, TIE_MARGIN)


def draw_large_bias(rng: Generator) -> Args:
    """A float32 bias with codes far beyond both ends of int32; wrapped around, the upper ones become the lowest int32.

    Clipped in float32 the upper ones become 2**31. Cast to int32 that is the lowest int32 on x86, the highest on ARM:
    there the answer is right and costs nothing. The mistake's edit wraps an int64, which is the same everywhere.
    """
    power = int(rng.integers(10, 20))
    turns = 2 * rng.integers(1, 20, size=2) + 1
    codes = np.array([turns[0] * 2.0**31, rng.integers(-1000, 1000), -turns[1] * 2.0**31])
    return {"b": (codes * 2.0 ** (-2 * power)).astype(np.float32), "s_X": 2.0**-power, "s_W": 2.0**-power}


DIVIDE = "/ (s_X * s_W)"
CLIP_BIAS = "np.clip(b_q, -(2**31), 2**31 - 1)"

EXERCISE = Exercise(
    function="quantize_bias",
    title="Độ lệch theo độ co giãn của bộ tích lũy",
    reference=reference.quantize_bias,
    asks="Một đơn vị trong bộ tích lũy ứng với số thực nào? Độ lệch dài bao nhiêu đơn vị như thế?",
    tells="Chia b cho tích s_X·s_W, làm tròn bằng np.rint, cắt về miền của int32, rồi đổi sang np.int32.",
    parts=(
        Part(
            "TODO 1",
            points=1,
            asks="Một đơn vị trong bộ tích lũy ứng với số thực nào? Độ lệch dài bao nhiêu đơn vị như thế?",
            tells="Đơn vị ấy là tích của hai độ co giãn. Chia b cho cả tích, trong float64, rồi làm tròn về số chẵn gần nhất.",
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"b": np.array([0.25, -0.1, 0.0326], dtype=np.float32), "s_X": 0.0625, "s_W": 0.004},
                ),
                Visible(
                    "mỗi kênh một s_W",
                    {
                        "b": np.array([0.31, -0.47, 0.052, 1.24], dtype=np.float32),
                        "s_X": 0.02,
                        "s_W": np.array([0.004, 0.0015, 0.011, 0.0007]),
                    },
                ),
                Visible(
                    "một đơn vị dài hơn 1",
                    {"b": np.array([12.3, -3.5, 40.2], dtype=np.float32), "s_X": 2.5, "s_W": 1.25},
                ),
                Visible(
                    "đúng giữa hai số nguyên",
                    {"b": np.array([0.0625, 0.1875, -0.3125, 0.4375, -0.0625]), "s_X": 0.5, "s_W": 0.25},
                ),
            ),
            draw=draw_until(draw_bias, bias_is_safe),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "độ lệch có độ co giãn riêng",
                    kind="scale/other",
                    edits={DIVIDE: "/ (np.max(np.abs(b)) / 127)"},
                    asks="b_q sẽ được cộng thẳng vào tổng. Một đơn vị của tổng là bao nhiêu?",
                    tells="Độ lệch phải dùng đúng độ co giãn của bộ tích lũy, s_X·s_W, không phải max|b|/127.",
                ),
                Misconception(
                    "chỉ chia cho s_X",
                    kind="scale/other",
                    edits={DIVIDE: "/ (s_X + 0 * s_W)"},
                    asks="Tích của một bước đầu vào với một bước trọng số đáng giá bao nhiêu?",
                    tells="Mỗi tích mã ứng với s_X·s_W. Chia b cho cả hai.",
                ),
                Misconception(
                    "chỉ chia cho s_W",
                    kind="scale/other",
                    edits={DIVIDE: "/ s_W"},
                    asks="Tích của một bước đầu vào với một bước trọng số đáng giá bao nhiêu?",
                    tells="Mỗi tích mã ứng với s_X·s_W. Chia b cho cả hai.",
                ),
                Misconception(
                    "quên ngoặc ở mẫu số",
                    kind="scale/inverted",
                    edits={DIVIDE: "/ s_X * s_W"},
                    asks="Python tính 8 / 2 * 4 ra 1 hay ra 16?",
                    tells="b / s_X * s_W là chia rồi lại nhân. Cần ngoặc quanh tích s_X·s_W.",
                ),
                Misconception(
                    "nhân thay vì chia",
                    kind="scale/inverted",
                    edits={DIVIDE: "* (s_X * s_W)"},
                    asks="s_X·s_W là độ dài một bước. Muốn biết b dài mấy bước thì nhân hay chia?",
                    tells="Chia b cho s_X·s_W.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={"np.rint(": "np.trunc("},
                    asks="130.8 gần 130 hay 131? astype(np.int32) cho bạn số nào?",
                    tells="Đổi kiểu chỉ bỏ phần thập phân. Làm tròn bằng np.rint trước.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.rint(": "np.floor("},
                    asks="130.8 gần 130 hay 131?",
                    tells="np.floor luôn đi xuống. Dùng np.rint.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={
                        "np.rint(np.asarray(b, dtype=np.float64) / (s_X * s_W))": "np.floor(np.asarray(b, dtype=np.float64)"
                        " / (s_X * s_W) + 0.5)"
                    },
                    asks="0.5 nằm giữa 0 và 1. Theo luật của ONNX thì chọn số nào?",
                    tells="Ở đây làm tròn về số chẵn gần nhất, như np.rint: 0.5 thành 0, còn 1.5 thành 2.",
                ),
            ),
        ),
        Part(
            "TODO 2",
            points=1,
            asks="int32 chứa từ số nào đến số nào? Số nằm ngoài phải thành số nào?",
            tells="Cắt khi giá trị còn là float64, ở cả hai đầu, rồi mới đổi sang np.int32.",
            visible=(
                Visible(
                    "vượt cả hai đầu của int32",
                    {"b": np.array([0.375, 2.0**-20, -0.625], dtype=np.float32), "s_X": 2.0**-16, "s_W": 2.0**-18},
                ),
                Visible(
                    "vượt cả hai đầu của int8, nhưng vừa int32",
                    {"b": np.array([3.2, -5.1, 0.4], dtype=np.float32), "s_X": 0.1, "s_W": 0.03},
                ),
            ),
            draw=draw_large_bias,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "độ lệch chỉ có 8 bit",
                    kind="range/other_codes",
                    edits={CLIP_BIAS: "np.clip(b_q, -128, 127)", "astype(np.int32)": "astype(np.int8)"},
                    asks="Với đơn vị s_X·s_W, độ lệch của mạng trong bài có vừa int8 không?",
                    tells="Độ lệch cộng vào bộ tích lũy int32, nên cắt về miền của int32 và đổi sang np.int32.",
                ),
                Misconception(
                    "độ lệch chỉ có 16 bit",
                    kind="range/other_codes",
                    edits={CLIP_BIAS: "np.clip(b_q, -(2**15), 2**15 - 1)", "astype(np.int32)": "astype(np.int16)"},
                    asks="Bộ tích lũy có bao nhiêu bit?",
                    tells="Cắt về miền của int32, từ −2^31 đến 2^31 − 1, rồi đổi sang np.int32.",
                ),
                Misconception(
                    "không cắt, cắt sai đầu, cắt quá muộn, hay cắt trong float32",
                    kind="range/no_clip",
                    edits={CLIP_BIAS: "b_q.astype(np.int64)"},
                    asks="Ngay trước khi đổi sang np.int32, số lớn nhất trong b_q là bao nhiêu, và b_q có kiểu gì?",
                    tells="Đổi b sang float64, cắt về [−2^31, 2^31 − 1] bằng np.clip, rồi mới đổi sang np.int32. "
                    "Trong float32, 2^31 − 1 bị làm tròn thành 2^31.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={".astype(np.int32)": ""},
                    asks="Bộ tích lũy chỉ cộng được số nguyên. Bạn xem thử b_q.dtype là gì?",
                    tells="Giá trị đã đúng. Đổi sang np.int32 bằng astype.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={"astype(np.int32)": "astype(np.int64)"},
                    asks="Mỗi độ lệch của bạn đang tốn mấy byte, và bộ tích lũy có mấy byte?",
                    tells="Giá trị đã đúng. int hay np.int64 dài 8 byte; hãy đổi sang np.int32.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("np.round", {"np.rint(": "np.round("}),
        Variant(
            "np.iinfo",
            {CLIP_BIAS: "np.clip(b_q, np.iinfo(np.int32).min, np.iinfo(np.int32).max)"},
            note="np.iinfo cho biết hai đầu của int32, khỏi phải nhớ con số.",
        ),
        Variant("minimum và maximum", {CLIP_BIAS: "np.minimum(np.maximum(b_q, -(2.0**31)), 2.0**31 - 1)"}),
        Variant(
            "chia hai lần",
            {DIVIDE: "/ s_X / s_W"},
            note="Chia lần lượt cho hai độ co giãn, thay vì chia một lần cho tích của chúng.",
        ),
        Variant(
            "chia trong float32, cắt trong float64",
            {
                "np.rint(np.asarray(b, dtype=np.float64) / (s_X * s_W))": "np.rint(np.asarray(b, dtype=np.float32)"
                " / np.float32(s_X * s_W)).astype(np.float64)"
            },
        ),
        Variant(
            "từng phần tử bằng số nguyên của Python",
            {
                CLIP_BIAS: "np.array([min(max(int(code), -(2**31)), 2**31 - 1) for code in b_q])",
            },
        ),
    ),
)
