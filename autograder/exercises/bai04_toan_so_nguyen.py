"""Lesson 4, inference on integers alone: TODO 1 to TODO 10, ten points.

Sums and products here are exact, so a case can tell roundings apart: some positions stand on a half, some next to it.
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
from course.checking.compare import EXACT_WITH_DTYPE

TIE_MARGIN = 0.05  # drawn biases stay this far from a half, so that float32 and float64 agree
SMALL_CODE = 30_000  # the largest drawn bias code: float32 still tells its neighbours apart


def int8(*rows):
    return np.array(rows, dtype=np.int8)


def int32(*values):
    return np.array(values, dtype=np.int32)


# ---------------------------------------------------------------- quantize_bias, TODO 1 and 2


def draw_bias(rng):
    """A float32 bias whose codes are moderate; every other time with one weight scale per output."""
    n = int(rng.integers(3, 6))
    s_X = round(float(rng.uniform(0.01, 0.2)), 4)
    s_W = np.round(rng.uniform(0.001, 0.05, n), 5)
    s_W = s_W if rng.random() < 0.5 else float(s_W[0])
    codes = rng.integers(200, SMALL_CODE, n) * rng.choice([-1, 1], n) + rng.uniform(0.1, 0.4, n) * rng.choice(
        [-1, 1], n
    )
    return {"b": (codes * s_X * s_W).astype(np.float32), "s_X": s_X, "s_W": s_W}


def bias_is_safe(b, s_X, s_W):
    position = b.astype(np.float64) / (s_X * s_W)
    return away_from_ties(position, TIE_MARGIN)


def draw_large_bias(rng):
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

QUANTIZE_BIAS = Exercise(
    function="quantize_bias",
    title="Độ lệch theo độ co giãn của bộ tích lũy",
    reference=reference.quantize_bias,
    parts=(
        Part(
            "TODO 1",
            points=1,
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
                    "đúng giữa hai số nguyên",
                    {"b": np.array([0.0625, 0.1875, -0.3125, 0.4375, -0.0625]), "s_X": 0.5, "s_W": 0.25},
                ),
            ),
            draw=draw_until(draw_bias, bias_is_safe),
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 2",
            points=1,
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
        ),
    ),
    asks="Một đơn vị trong bộ tích lũy ứng với số thực nào? Độ lệch dài bao nhiêu đơn vị như thế?",
    tells="Chia b cho tích s_X·s_W, làm tròn bằng np.rint, cắt về miền của int32, rồi đổi sang np.int32.",
    misconceptions=(
        Misconception(
            "độ lệch có độ co giãn riêng",
            costs=("TODO 1",),
            edits={DIVIDE: "/ (np.max(np.abs(b)) / 127)"},
            asks="b_q sẽ được cộng thẳng vào tổng. Một đơn vị của tổng là bao nhiêu?",
            tells="Độ lệch phải dùng đúng độ co giãn của bộ tích lũy, s_X·s_W, không phải max|b|/127.",
        ),
        Misconception(
            "chỉ chia cho s_X",
            costs=("TODO 1",),
            edits={DIVIDE: "/ (s_X + 0 * s_W)"},
            asks="Tích của một bước đầu vào với một bước trọng số đáng giá bao nhiêu?",
            tells="Mỗi tích mã ứng với s_X·s_W. Chia b cho cả hai.",
        ),
        Misconception(
            "chỉ chia cho s_W",
            costs=("TODO 1",),
            edits={DIVIDE: "/ s_W"},
            asks="Tích của một bước đầu vào với một bước trọng số đáng giá bao nhiêu?",
            tells="Mỗi tích mã ứng với s_X·s_W. Chia b cho cả hai.",
        ),
        Misconception(
            "quên ngoặc ở mẫu số",
            costs=("TODO 1",),
            edits={DIVIDE: "/ s_X * s_W"},
            asks="Python tính 8 / 2 * 4 ra 1 hay ra 16?",
            tells="b / s_X * s_W là chia rồi lại nhân. Cần ngoặc quanh tích s_X·s_W.",
        ),
        Misconception(
            "nhân thay vì chia",
            costs=("TODO 1", "TODO 2"),
            edits={DIVIDE: "* (s_X * s_W)"},
            asks="s_X·s_W là độ dài một bước. Muốn biết b dài mấy bước thì nhân hay chia?",
            tells="Chia b cho s_X·s_W.",
        ),
        Misconception(
            "bỏ phần thập phân",
            costs=("TODO 1",),
            edits={"np.rint(": "np.trunc("},
            asks="130.8 gần 130 hay 131? astype(np.int32) cho bạn số nào?",
            tells="Đổi kiểu chỉ bỏ phần thập phân. Làm tròn bằng np.rint trước.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 1",),
            edits={"np.rint(": "np.floor("},
            asks="130.8 gần 130 hay 131?",
            tells="np.floor luôn đi xuống. Dùng np.rint.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 1",),
            edits={
                "np.rint(np.asarray(b, dtype=np.float64) / (s_X * s_W))": "np.floor(np.asarray(b, dtype=np.float64)"
                " / (s_X * s_W) + 0.5)"
            },
            asks="0.5 nằm giữa 0 và 1. Theo luật của ONNX thì chọn số nào?",
            tells="Ở đây làm tròn về số chẵn gần nhất, như np.rint: 0.5 thành 0, còn 1.5 thành 2.",
        ),
        Misconception(
            "độ lệch chỉ có 8 bit",
            costs=("TODO 2",),
            edits={CLIP_BIAS: "np.clip(b_q, -128, 127)", "astype(np.int32)": "astype(np.int8)"},
            asks="Với đơn vị s_X·s_W, độ lệch của mạng trong bài có vừa int8 không?",
            tells="Độ lệch cộng vào bộ tích lũy int32, nên cắt về miền của int32 và đổi sang np.int32.",
        ),
        Misconception(
            "độ lệch chỉ có 16 bit",
            costs=("TODO 2",),
            edits={CLIP_BIAS: "np.clip(b_q, -(2**15), 2**15 - 1)", "astype(np.int32)": "astype(np.int16)"},
            asks="Bộ tích lũy có bao nhiêu bit?",
            tells="Cắt về miền của int32, từ −2^31 đến 2^31 − 1, rồi đổi sang np.int32.",
        ),
        Misconception(
            "không cắt, cắt sai đầu, cắt quá muộn, hay cắt trong float32",
            costs=("TODO 2",),
            edits={CLIP_BIAS: "b_q.astype(np.int64)"},
            asks="Ngay trước khi đổi sang np.int32, số lớn nhất trong b_q là bao nhiêu, và b_q có kiểu gì?",
            tells="Đổi b sang float64, cắt về [−2^31, 2^31 − 1] bằng np.clip, rồi mới đổi sang np.int32. "
            "Trong float32, 2^31 − 1 bị làm tròn thành 2^31.",
        ),
        Misconception(
            "quên đổi kiểu",
            costs=("TODO 2",),
            edits={".astype(np.int32)": ""},
            asks="Bộ tích lũy chỉ cộng được số nguyên. Bạn xem thử b_q.dtype là gì?",
            tells="Giá trị đã đúng. Đổi sang np.int32 bằng astype.",
        ),
        Misconception(
            "đổi sang int64",
            costs=("TODO 2",),
            edits={"astype(np.int32)": "astype(np.int64)"},
            asks="Mỗi độ lệch của bạn đang tốn mấy byte, và bộ tích lũy có mấy byte?",
            tells="Giá trị đã đúng. int hay np.int64 dài 8 byte; hãy đổi sang np.int32.",
        ),
    ),
    variants=(
        Variant("np.round", {"np.rint(": "np.round("}),
        Variant("np.iinfo", {CLIP_BIAS: "np.clip(b_q, np.iinfo(np.int32).min, np.iinfo(np.int32).max)"}),
        Variant("minimum và maximum", {CLIP_BIAS: "np.minimum(np.maximum(b_q, -(2.0**31)), 2.0**31 - 1)"}),
        Variant("chia hai lần", {DIVIDE: "/ s_X / s_W"}),
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


# ---------------------------------------------------------------- quantize_multiplier, TODO 3 to 5


def draw_multiplier(rng):
    """Any positive M; its 31 bits leave a remainder that is not next to a half."""
    significand = (int(rng.integers(2**30, 2**31 - 1)) + float(rng.uniform(0.6, 0.9))) * 2.0**-31
    return {"M": float(np.ldexp(significand, int(rng.integers(-14, 4))))}


def draw_multiplier_next_to_a_power(rng):
    """M so little below a power of two that 31 bits round it up to that power."""
    below = int(rng.integers(1, 2**12)) * 2.0**-52
    return {"M": float(np.ldexp(1 - below, int(rng.integers(-14, 3))))}


QUANTIZE_MULTIPLIER = Exercise(
    function="quantize_multiplier",
    title="Một số thực viết bằng hai số nguyên",
    reference=reference.quantize_multiplier,
    parts=(
        Part(
            "TODO 3",
            points=1,
            visible=(
                Visible("ví dụ trong bài, M = 0.15", {"M": 0.15}),
                Visible("M = 0.75: đã nằm giữa 0.5 và 1", {"M": 0.75}),
                Visible("M = 3: lớn hơn 1", {"M": 3.0}),
                Visible("M = 2^−10: một lũy thừa của 2", {"M": 2.0**-10}),
            ),
            draw=draw_multiplier,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible("M = 0.0023", {"M": 0.0023}),
                Visible("M = 0.00231, phần lẻ của q0 lớn hơn một nửa", {"M": 0.00231}),
                Visible("M kiểu float32", {"M": np.float32(0.026313)}),
            ),
            draw=draw_multiplier,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("M sát dưới 1", {"M": 1 - 2.0**-40}),
                Visible("M sát dưới 1/4", {"M": 0.25 * (1 - 2.0**-35)}),
                Visible("M không sát lũy thừa nào của 2", {"M": 0.3}),
            ),
            draw=draw_multiplier_next_to_a_power,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Phải nhân đôi (hay chia đôi) M mấy lần thì nó nằm giữa 0.5 và 1?",
    tells="np.frexp(M) cho m và số mũ: shift = −số mũ, q0 = round(m·2^31); nếu q0 = 2^31 thì q0 = 2^30 và shift bớt 1.",
    misconceptions=(
        Misconception(
            "ngược dấu shift",
            costs=("TODO 3",),
            edits={"-int(exponent)": "int(exponent)"},
            asks="M nhỏ thì dịch phải nhiều hay ít? Với M = 0.15, shift của bạn dương hay âm?",
            tells="M = m·2^(−shift), còn np.frexp cho M = m·2^(số mũ). Vậy shift = −số mũ.",
        ),
        Misconception(
            "không đưa M về giữa 0.5 và 1",
            costs=("TODO 3",),
            edits={"np.frexp(M)": "(M, 0)"},
            asks="Với M = 0.0023, q0 của bạn còn mấy bit có nghĩa?",
            tells="Nhân đôi M cho đến khi nó nằm giữa 0.5 và 1, đếm số lần vào shift, rồi mới nhân với 2^31.",
        ),
        Misconception(
            "lấy log2 rồi bỏ phần thập phân",
            costs=("TODO 3",),
            edits={"m, exponent = np.frexp(M)": "exponent = int(np.log2(M))\n    m = M / 2.0**exponent"},
            asks="Với M = 3, m của bạn có nhỏ hơn 1 không?",
            tells="int(…) bỏ phần thập phân về phía 0, nên M ≥ 1 bị lệch. Dùng np.frexp, hay floor(log2(M)) + 1.",
        ),
        Misconception(
            "quên trường hợp M lớn hơn 1",
            costs=("TODO 3",),
            edits={
                "m, exponent = np.frexp(M)": "m, exponent = float(M), 0\n"
                "    while m < 0.5:\n        m, exponent = m * 2, exponent - 1"
            },
            asks="Với M = 3, m của bạn có nhỏ hơn 1 không?",
            tells="M ≥ 1 thì phải chia đôi cho đến khi nhỏ hơn 1, mỗi lần bớt shift đi 1. np.frexp làm được cả hai chiều.",
        ),
        Misconception(
            "trả về shift trước, q0 sau",
            costs=("TODO 3",),
            edits={"return q0, shift": "return shift, q0"},
            asks="Hàm requantize nhận số nào trước?",
            tells="Trả về q0 trước, shift sau.",
        ),
        Misconception(
            "phần định trị từ 1 đến 2",
            costs=("TODO 4",),
            edits={"m * 2.0**31": "m * 2.0**32", "-int(exponent)": "1 - int(exponent)"},
            asks="q0 của bạn có nhỏ hơn 2^31 không? Nó có vừa int32 không?",
            tells="Chọn m từ 0.5 đến dưới 1, để q0 = round(m·2^31) nằm từ 2^30 đến 2^31 − 1.",
        ),
        Misconception(
            "nhân với 2^30",
            costs=("TODO 4",),
            edits={"m * 2.0**31": "m * 2.0**30"},
            asks="Thử lại: q0·2^(−31−shift) của bạn có bằng M không, hay bằng một nửa?",
            tells="m nhỏ hơn 1, nên giữ 31 bit của nó bằng cách nhân với 2^31.",
        ),
        Misconception(
            "nhân với 2^32",
            costs=("TODO 4",),
            edits={"m * 2.0**31": "m * 2.0**32"},
            asks="Thử lại: q0·2^(−31−shift) của bạn có bằng M không, hay gấp đôi M?",
            tells="Nhân m với 2^31. Nhân với 2^32 thì q0 dài tới 32 bit.",
        ),
        Misconception(
            "bỏ phần lẻ của q0",
            costs=("TODO 4",),
            edits={"int(np.rint(m * 2.0**31))": "int(m * 2.0**31)"},
            asks="int(153.6) là 153 hay 154?",
            tells="int(…) chỉ bỏ phần thập phân. Làm tròn trước, bằng np.rint hay round.",
        ),
        Misconception(
            "làm tròn trước khi nhân đôi",
            costs=("TODO 4",),
            edits={"int(np.rint(m * 2.0**31))": "int(np.rint(M * 2.0**31) * 2.0**shift)"},
            asks="M nhỏ thì round(M·2^31) còn mấy bit? Nhân đôi số nguyên ấy có lấy lại được bit đã mất không?",
            tells="Đưa M về giữa 0.5 và 1 trước, rồi mới nhân với 2^31 và làm tròn một lần.",
        ),
        Misconception(
            "quên làm tròn q0",
            costs=("TODO 4",),
            edits={"int(np.rint(m * 2.0**31))": "m * 2.0**31"},
            asks="q0 phải là số nguyên. type(q0) của bạn là gì?",
            tells="Làm tròn m·2^31 rồi đổi sang int.",
        ),
        Misconception(
            "làm tròn rồi nhưng q0 vẫn là số thực",
            costs=("TODO 4",),
            edits={"int(np.rint(m * 2.0**31))": "np.rint(m * 2.0**31)"},
            asks="Hãy xem type(q0): np.rint trả về số thực hay số nguyên?",
            tells="Giá trị đã đúng. Bọc int(…) ra ngoài np.rint.",
        ),
        Misconception(
            "tính q0 trong float32",
            costs=("TODO 4",),
            edits={"m * 2.0**31": "np.float32(m) * np.float32(2.0**31)"},
            asks="float32 có bao nhiêu bit định trị, còn q0 cần bao nhiêu bit?",
            tells="float32 chỉ giữ 24 bit. Tính trong float64, kiểu số thực của Python.",
        ),
        Misconception(
            "bỏ qua trường hợp q0 = 2^31",
            costs=("TODO 5",),
            edits={"q0 == 2**31": "q0 > 2**31"},
            asks="m sát số 1 thì m·2^31 làm tròn thành bao nhiêu? Số ấy có vừa 31 bit không?",
            tells="Khi q0 = 2^31, đặt q0 = 2^30 và bớt shift đi 1.",
        ),
        Misconception(
            "q0 tràn int32",
            costs=("TODO 5",),
            edits={"int(np.rint(m * 2.0**31))": "int(np.rint(m * 2.0**31).astype(np.int64).astype(np.int32))"},
            asks="2^31 đổi sang np.int32 thành số nào?",
            tells="int32 chỉ chứa đến 2^31 − 1. Dùng int của Python, và khi q0 = 2^31 thì đưa nó về 2^30.",
        ),
        Misconception(
            "cắt q0 về 2^31 − 1",
            costs=("TODO 5",),
            edits={"q0 = 2**30": "q0 = 2**31 - 1", "shift = shift - 1": "shift = shift"},
            asks="M sát dưới 1 thì số nào gần M hơn: (2^31 − 1)·2^−31 hay 2^30·2^−30?",
            tells="Đừng cắt. Lấy q0 = 2^30 và bớt shift đi 1 thì M không đổi.",
        ),
        Misconception(
            "sửa q0 mà quên sửa shift",
            costs=("TODO 5",),
            edits={"shift = shift - 1": "shift = shift"},
            asks="q0 vừa giảm một nửa. q0·2^(−31−shift) có còn bằng M không?",
            tells="Bớt shift đi 1 để bù cho q0 bị chia đôi.",
        ),
        Misconception(
            "thêm 1 vào shift thay vì bớt",
            costs=("TODO 5",),
            edits={"shift = shift - 1": "shift = shift + 1"},
            asks="q0 giảm một nửa, vậy phải dịch phải nhiều hơn hay ít hơn?",
            tells="Dịch ít đi một bit: shift bớt 1.",
        ),
    ),
    variants=(
        Variant(
            "nhân đôi, chia đôi bằng vòng lặp",
            {
                "m, exponent = np.frexp(M)": "m, exponent = float(M), 0\n"
                "    while m < 0.5:\n        m, exponent = m * 2, exponent - 1\n"
                "    while m >= 1:\n        m, exponent = m / 2, exponent + 1"
            },
        ),
        Variant(
            "floor của log2",
            {"m, exponent = np.frexp(M)": "exponent = np.floor(np.log2(M)) + 1\n    m = float(M) / 2.0**exponent"},
        ),
        Variant("round", {"int(np.rint(m * 2.0**31))": "round(float(m) * 2**31)"}),
        Variant("np.int64", {"int(np.rint(m * 2.0**31))": "np.int64(np.rint(m * 2.0**31))"}),
        Variant("cộng nửa rồi làm tròn xuống", {"np.rint(m * 2.0**31)": "np.floor(float(m) * 2**31 + 0.5)"}),
        Variant("shift kiểu int32, như np.frexp cho", {"-int(exponent)": "-exponent"}),
    ),
)


# ---------------------------------------------------------------- requantize, TODO 6 and 7


def draw_sums(rng):
    """Sums of both signs whose codes are inside int8, some on a half exactly; shift at least 1."""
    shape = tuple(int(n) for n in rng.integers(2, 5, size=int(rng.integers(1, 3))))
    q0, shift = int(rng.integers(2**30, 2**31)), int(rng.integers(1, 22))
    if rng.random() < 0.5:
        q0 = 2**30  # then every odd multiple of 2**shift is a half
    codes = rng.uniform(-60, 60, size=shape)
    acc = np.rint(codes * 2.0 ** (31 + shift) / q0)
    if q0 == 2**30:
        acc = (2 * np.floor(codes) + 1) * 2**shift
    return {
        "acc": acc.astype(np.int32),
        "q0": q0,
        "shift": shift,
        "z_Y": int(rng.choice([-1, 1]) * rng.integers(10, 60)),
    }


def draw_large_sums(rng):
    """Sums whose codes pass both ends of int8, next to some that do not."""
    q0, shift = int(rng.integers(2**30, 2**31)), int(rng.integers(1, 15))
    codes = np.concatenate([rng.uniform(150, 250, 2), rng.uniform(-250, -190, 2), rng.uniform(-30, 30, 2)])
    acc = np.rint(rng.permutation(codes) * 2.0 ** (31 + shift) / q0)
    return {
        "acc": acc.astype(np.int32),
        "q0": q0,
        "shift": shift,
        "z_Y": int(rng.choice([-1, 1]) * rng.integers(5, 40)),
    }


PRODUCT = "acc.astype(np.int64) * q0"
ROUNDED = f"Y_q = ({PRODUCT} + half) >> n"
LAST = "np.clip(Y_q + z_Y, -128, 127).astype(np.int8)"

REQUANTIZE = Exercise(
    function="requantize",
    title="Tái lượng tử hóa bằng số nguyên",
    reference=reference.requantize,
    parts=(
        Part(
            "TODO 6",
            points=1,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"acc": int32(99, -99, 1, 300, -300), "q0": 1288490189, "shift": 2, "z_Y": 3},
                ),
                Visible(
                    "đúng giữa hai mã, âm và dương",
                    {"acc": int32([4, 12, 20], [-4, -12, -20]), "q0": 2**30, "shift": 2, "z_Y": -10},
                ),
                Visible(
                    "hai đầu của int32",
                    {"acc": int32(2**31 - 1, -(2**31), 1_000_000_007), "q0": 1518500250, "shift": 24, "z_Y": 7},
                ),
                Visible(
                    "cách điểm giữa hai mã chừng 10^−14",
                    {"acc": int32(9031411, -9031411), "q0": 1270023621, "shift": 16, "z_Y": 1},
                ),
                Visible(
                    "cách điểm giữa hai mã chừng 2·10^−10",
                    {"acc": int32(726951, -726951, 5), "q0": 1125298199, "shift": 13, "z_Y": -4},
                ),
                Visible(
                    "shift kiểu int32, như np.frexp cho",
                    {"acc": int32(3500, -3500, 1234), "q0": 1264438372, "shift": np.int32(8), "z_Y": 6},
                ),
                Visible("M lớn hơn 1", {"acc": int32(5, -7, 11), "q0": 1610612736, "shift": -2, "z_Y": 2}),
            ),
            draw=draw_sums,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 7",
            points=1,
            visible=(
                Visible(
                    "vượt cả hai đầu của int8",
                    {"acc": int32(1400, -1500, 200, 870, -830), "q0": 1288490189, "shift": 2, "z_Y": 12},
                ),
                Visible(
                    "điểm 0 ở đầu dưới, như sau ReLU",
                    {"acc": int32(-5000, 0, 5000, 123456), "q0": 1125278592, "shift": 8, "z_Y": -128},
                ),
            ),
            draw=draw_large_sums,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="q0·acc dài bao nhiêu bit? Rồi dịch phải mấy bit, và phải cộng gì trước khi dịch?",
    tells="Nhân trong int64, cộng 2^(n−1), dịch phải n = 31 + shift bit; sau đó cộng z_Y, cắt về [−128, 127], đổi sang int8. "
    "Nếu Python báo OverflowError thì acc còn ở int32: đổi acc sang np.int64 trước khi nhân.",
    misconceptions=(
        Misconception(
            "dịch thẳng, không cộng nửa",
            costs=("TODO 6",),
            edits={" + half)": ")"},
            asks="15.9 dịch phải xong còn 15 hay 16?",
            tells="Dịch phải luôn làm tròn xuống. Cộng 2^(n−1) vào tích trước khi dịch n bit.",
        ),
        Misconception(
            "cộng nửa sau khi dịch",
            costs=("TODO 6", "TODO 7"),
            edits={ROUNDED: f"Y_q = ({PRODUCT} >> n) + half"},
            asks="2^(n−1) là một nửa của 2^n. Dịch xong rồi thì cộng 2^(n−1) có còn là cộng một nửa không?",
            tells="Cộng 2^(n−1) vào tích trước, rồi mới dịch phải n bit.",
        ),
        Misconception(
            "nhân trong int32",
            costs=("TODO 6", "TODO 7"),
            edits={PRODUCT: "(acc.astype(np.int32) * np.int32(q0)).astype(np.int64)"},
            asks="1000 nhân với 1288490189 có vừa int32 không?",
            tells="Đổi acc sang np.int64 trước khi nhân với q0; đổi sau thì tích đã tràn rồi.",
        ),
        Misconception(
            "tính một nửa trong int32",
            costs=("TODO 6",),
            edits={"31 + int(shift)": "31 + shift"},
            asks="Khi shift có kiểu np.int32 thì 2 ** (30 + shift) có kiểu gì, và có vừa kiểu ấy không?",
            tells="Đổi shift sang int của Python trước khi tính 2^(n−1), vì int32 chỉ chứa đến 2^31 − 1.",
        ),
        Misconception(
            "cộng cả 2^n thay vì một nửa",
            costs=("TODO 6",),
            edits={"1 << (n - 1)": "1 << n"},
            asks="Cộng 2^n rồi chia cho 2^n thì kết quả tăng thêm bao nhiêu?",
            tells="Một nửa của 2^n là 2^(n−1).",
        ),
        Misconception(
            "dịch 31 − shift bit",
            costs=("TODO 6",),
            edits={"31 + int(shift)": "31 - int(shift)"},
            asks="M = q0·2^(−31−shift). Vậy phải chia cho lũy thừa nào của 2?",
            tells="n = 31 + shift. M càng nhỏ thì shift càng lớn và dịch càng nhiều.",
        ),
        Misconception(
            "chỉ dịch 31 bit, quên shift",
            costs=("TODO 6",),
            edits={"31 + int(shift)": "31"},
            asks="q0·2^−31 nằm giữa 0.5 và 1. Phần còn lại của M đâu?",
            tells="Dịch thêm shift bit: n = 31 + shift.",
        ),
        Misconception(
            "chỉ dịch shift bit, quên 31",
            costs=("TODO 6",),
            edits={"31 + int(shift)": "int(shift)"},
            asks="q0 là m nhân với 2^31. Muốn lấy lại m thì phải dịch thêm mấy bit?",
            tells="Dịch thêm 31 bit: n = 31 + shift.",
        ),
        Misconception(
            "dịch 30 + shift bit",
            costs=("TODO 6",),
            edits={"31 + int(shift)": "30 + int(shift)"},
            asks="q0 giữ mấy bit của m? Kết quả của bạn có gấp đôi M·acc không?",
            tells="q0 = round(m·2^31), nên n = 31 + shift.",
        ),
        Misconception(
            "làm tròn nửa ra xa số 0",
            costs=("TODO 6",),
            edits={ROUNDED: f"Y_q = np.sign(acc) * ((np.abs({PRODUCT}) + half) >> n)"},
            asks="Cộng nửa rồi dịch biến −0.5 thành −1 hay thành 0?",
            tells="Theo công thức của bài, nửa luôn đi lên: −0.5 thành 0. Đừng tách dấu ra.",
        ),
        Misconception(
            "làm tròn bằng số thực, nửa về số chẵn",
            costs=("TODO 6",),
            edits={ROUNDED: "Y_q = np.rint(acc * (q0 / 2.0**n)).astype(np.int64)"},
            asks="Con chip không có bộ tính số thực. np.rint và phép chia / còn dùng được không?",
            tells="Chỉ dùng số nguyên: nhân trong int64, cộng 2^(n−1), rồi dịch phải bằng >>.",
        ),
        Misconception(
            "cộng nửa bằng số thực",
            costs=("TODO 6",),
            edits={ROUNDED: "Y_q = np.floor(acc * (q0 / 2.0**n) + 0.5).astype(np.int64)"},
            asks="float64 có 53 bit định trị, còn tích q0·acc dài tới 63 bit. Phần thừa đi đâu?",
            tells="Chỉ dùng số nguyên: nhân trong int64, cộng 2^(n−1), rồi dịch phải bằng >>.",
        ),
        Misconception(
            "bỏ phần lẻ về phía số 0",
            costs=("TODO 6",),
            edits={ROUNDED: f"Y_q = np.trunc({PRODUCT} / 2.0**n).astype(np.int64)"},
            asks="14.85 gần 14 hay gần 15?",
            tells="Đổi sang số nguyên chỉ bỏ phần lẻ. Cộng 2^(n−1) rồi dịch phải n bit.",
        ),
        Misconception(
            "chia bằng / rồi bỏ phần lẻ",
            costs=("TODO 6",),
            edits={ROUNDED: f"Y_q = (({PRODUCT} + half) / 2.0**n).astype(np.int64)"},
            asks="−14.35 đổi sang số nguyên thành −14 hay −15? Còn dịch phải thì sao?",
            tells="Phép chia / cho số thực, và đổi kiểu bỏ phần lẻ về phía 0, nên số âm bị sai. Dùng >> n.",
        ),
        Misconception(
            "làm tròn hai lần",
            costs=("TODO 6",),
            edits={
                ROUNDED: f"Y_q = ({PRODUCT} + 2**30) >> 31\n"
                "    Y_q = (Y_q + (1 << shift >> 1)) >> shift if shift > 0 else Y_q << -shift"
            },
            asks="0.49 làm tròn một lần là 0. Làm tròn thành 0.5 trước, rồi làm tròn tiếp thì ra mấy?",
            tells="Đừng dịch hai lần. Cộng nửa một lần, rồi dịch một lần 31 + shift bit.",
        ),
        Misconception(
            "quên z_Y",
            costs=("TODO 7",),
            edits={"Y_q + z_Y": "Y_q"},
            asks="acc = 0 ứng với số thực 0. Mã của nó phải là số nào?",
            tells="Cộng z_Y sau khi dịch.",
        ),
        Misconception(
            "trừ z_Y thay vì cộng",
            costs=("TODO 7",),
            edits={"Y_q + z_Y": "Y_q - z_Y"},
            asks="acc = 0 ứng với số thực 0. Mã của nó là z_Y hay −z_Y?",
            tells="Lượng tử hóa thì cộng điểm 0.",
        ),
        Misconception(
            "cộng z_Y trước khi dịch",
            costs=("TODO 7",),
            edits={" + half)": " + half + z_Y)", "Y_q + z_Y": "Y_q"},
            asks="z_Y đứng trong tích rồi bị dịch phải n bit. Nó còn lại bao nhiêu?",
            tells="Dịch trước, cộng z_Y sau: z_Y là mã ở đầu ra.",
        ),
        Misconception(
            "cộng z_Y vào bộ tích lũy",
            costs=("TODO 7",),
            edits={PRODUCT: "(acc.astype(np.int64) + z_Y) * q0", "Y_q + z_Y": "Y_q"},
            asks="Một đơn vị của bộ tích lũy là s_X·s_W, một đơn vị của z_Y là bao nhiêu?",
            tells="z_Y đếm bằng bước s_Y của đầu ra, nên chỉ cộng sau khi dịch.",
        ),
        Misconception(
            "không cắt, cắt sai đầu, hay cắt quá muộn",
            costs=("TODO 7",),
            edits={LAST: "(Y_q + z_Y).astype(np.int8)"},
            asks="222 có vừa int8 không? Ngay trước khi đổi sang int8, mã lớn nhất của bạn là bao nhiêu?",
            tells="Cắt về đúng [−128, 127] rồi mới đổi sang int8. Đổi kiểu trước thì cắt không kịp nữa.",
        ),
        Misconception(
            "cắt trước khi cộng z_Y",
            costs=("TODO 7",),
            edits={LAST: "(np.clip(Y_q, -128, 127) + z_Y).astype(np.int8)"},
            asks="Cắt xong được 127, cộng thêm z_Y = 12 thì có còn vừa int8 không?",
            tells="Cộng z_Y trước, cắt sau cùng.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 7",),
            edits={"-128, 127": "-127, 127"},
            asks="Mã nhỏ nhất của int8 là bao nhiêu?",
            tells="Kích hoạt dùng đủ 256 mã, từ −128 đến 127. Chỉ trọng số đối xứng mới bỏ −128.",
        ),
        Misconception(
            "quên đổi kiểu",
            costs=("TODO 7",),
            edits={".astype(np.int8)": ""},
            asks="Lớp sau nhận mã 8 bit. Mỗi mã của bạn đang tốn mấy byte?",
            tells="Giá trị đã đúng. Đổi sang np.int8 sau khi cắt.",
        ),
    ),
    variants=(
        Variant("chia lấy phần nguyên", {ROUNDED: f"Y_q = ({PRODUCT} + half) // 2**n"}),
        Variant("dịch n − 1 bit, cộng 1, dịch nốt", {ROUNDED: f"Y_q = (({PRODUCT} >> (n - 1)) + 1) >> 1"}),
        Variant("np.multiply với dtype", {PRODUCT: "np.multiply(acc, q0, dtype=np.int64)"}),
        Variant("2 ** (n - 1)", {"1 << (n - 1)": "2 ** (n - 1)"}),
        Variant(
            "từng phần tử bằng số nguyên của Python",
            {ROUNDED: "Y_q = np.array([(int(a) * q0 + half) >> n for a in acc.ravel()]).reshape(acc.shape)"},
        ),
        Variant("minimum và maximum", {LAST: "np.maximum(np.minimum(Y_q + z_Y, 127), -128).astype(np.int8)"}),
        Variant(
            "nửa lên nhờ bit cuối cùng bị dịch ra",
            {ROUNDED: f"product = {PRODUCT}\n    Y_q = (product >> n) + ((product >> (n - 1)) & 1)"},
        ),
    ),
)


# ---------------------------------------------------------------- linear_relu_int8, TODO 8 and 9


def layer_args(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu):
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


def draw_layer(rng, relu, inside):
    """A layer with m, p and n all different, whose codes reach `inside` times the room around z_Y."""
    m, p, n = (int(k) for k in rng.permutation([2, 3, 4, 5])[:3])
    X_q = rng.integers(-128, 128, size=(m, p)).astype(np.int8)
    W_q = rng.integers(-127, 128, size=(p, n)).astype(np.int8)
    b_q = (rng.integers(1500, 6000, n) * rng.choice([-1, 1], n)).astype(np.int32)
    z_X, z_Y = int(rng.choice([-1, 1]) * rng.integers(30, 90)), int(rng.choice([-1, 1]) * rng.integers(10, 40))
    acc = exact_sums(X_q, W_q, b_q, z_X)
    q0, shift = reference.quantize_multiplier(float(inside * 80 / np.abs(acc).max()))
    return layer_args(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu)


def exact_sums(X_q, W_q, b_q, z_X):
    return (X_q.astype(np.int64) - z_X) @ W_q.astype(np.int64) + b_q


def draw_plain_layer(rng):
    return draw_layer(rng, relu=False, inside=1.0)


def draw_relu_layer(rng):
    return draw_layer(rng, relu=bool(rng.random() < 0.7), inside=1.0)


def has_both_signs(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu):
    """Are there positive and negative sums, some that reach beyond the code 0, whichever side of z_Y it is on?"""
    codes = reference.linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, False).astype(int)
    below, above = (codes < min(z_Y, 0) - 2).any(), (codes > max(z_Y, 0) + 2).any()
    return bool(below and above)


SMALL = {
    "X_q": int8([10, -3, 7], [-50, 20, 1]),
    "W_q": int8([4, -6], [9, 5], [-8, 2]),
    "b_q": int32(30, -100),
    "z_X": -5,
}
LARGE = {
    "X_q": int8([127, 120, 90, -128], [-128, -100, 127, 64], [3, -77, 45, 110]),
    "W_q": int8([127, -90], [-127, 64], [101, 120], [88, -127]),
    "b_q": int32(2500, -4000),
    "z_X": -128,
}
HALVES = {"X_q": int8([6, -10], [22, 2], [-2, 14]), "W_q": int8([1, 0], [0, 1]), "b_q": int32(8, -4), "z_X": 4}
NEGATIVE_ZERO = {**LARGE, "q0": 1288490189, "shift": 9, "z_Y": -20}
POSITIVE_ZERO = {**LARGE, "q0": 1288490189, "shift": 9, "z_Y": 25}
ACC = "(X_q.astype(np.int32) - z_X) @ W_q.astype(np.int32) + b_q"
RELU = "np.maximum(Y_q, z_Y)"

LINEAR_RELU_INT8 = Exercise(
    function="linear_relu_int8",
    title="Trọn một lớp trên số nguyên",
    reference=reference.linear_relu_int8,
    uses=("requantize",),
    parts=(
        Part(
            "TODO 8",
            points=1,
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
        ),
        Part(
            "TODO 9",
            points=1,
            visible=(
                Visible("ví dụ trong bài, có ReLU", layer_args(**SMALL, q0=1288490189, shift=2, z_Y=-20, relu=True)),
                Visible("có ReLU, điểm 0 âm", layer_args(**NEGATIVE_ZERO, relu=True)),
                Visible("có ReLU, điểm 0 dương", layer_args(**POSITIVE_ZERO, relu=True)),
                Visible("không có ReLU, điểm 0 âm", layer_args(**NEGATIVE_ZERO, relu=False)),
            ),
            draw=draw_until(draw_relu_layer, has_both_signs),
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Mã của số thực 0 ở đầu vào là gì, và ở đầu ra là gì?",
    tells="acc = (X_q − z_X) @ W_q + b_q trong int32, rồi requantize; nếu relu thì lấy max với z_Y.",
    misconceptions=(
        Misconception(
            "quên trừ z_X",
            costs=("TODO 8",),
            edits={"(X_q.astype(np.int32) - z_X)": "X_q.astype(np.int32)"},
            asks="Một điểm ảnh đen có mã −128. Nó phải góp vào tổng bao nhiêu?",
            tells="Trừ z_X khỏi mã đầu vào trước khi nhân, để số thực 0 góp đúng 0.",
        ),
        Misconception(
            "cộng z_X thay vì trừ",
            costs=("TODO 8",),
            edits={"- z_X": "+ z_X"},
            asks="Mã bằng z_X phải góp vào tổng bao nhiêu?",
            tells="Mã z_X ứng với số thực 0, nên phải trừ z_X.",
        ),
        Misconception(
            "trừ z_X một lần khỏi cả tổng",
            costs=("TODO 8",),
            edits={ACC: "X_q.astype(np.int32) @ W_q.astype(np.int32) - z_X + b_q"},
            asks="z_X đi cùng từng mã đầu vào. Trong tổng, nó được nhân với những gì?",
            tells="Trừ z_X khỏi từng mã rồi mới nhân, hoặc trừ z_X nhân với tổng từng cột của W_q.",
        ),
        Misconception(
            "trừ z_X trong int8",
            costs=("TODO 8",),
            edits={"(X_q.astype(np.int32) - z_X)": "(X_q - np.int8(z_X)).astype(np.int32)"},
            asks="127 − (−128) có vừa int8 không?",
            tells="Đổi X_q sang np.int32 trước khi trừ, nếu không hiệu bị tràn số.",
        ),
        Misconception(
            "nhân trong int8",
            costs=("TODO 8",),
            edits={ACC: "(X_q - np.int8(z_X)) @ W_q + b_q"},
            asks="Tổng của các tích 8 bit có vừa 8 bit không?",
            tells="Đổi X_q và W_q sang np.int32 trước khi trừ và nhân.",
        ),
        Misconception(
            "trừ z_X cả ở trọng số",
            costs=("TODO 8",),
            edits={"W_q.astype(np.int32) + b_q": "(W_q.astype(np.int32) - z_X) + b_q"},
            asks="z_X là điểm 0 của mảng nào? Điểm 0 của W_q là bao nhiêu?",
            tells="Chỉ trừ z_X khỏi X_q. Trọng số đối xứng có điểm 0 bằng 0.",
        ),
        Misconception(
            "trừ z_X khỏi trọng số thay vì khỏi đầu vào",
            costs=("TODO 8",),
            edits={
                "(X_q.astype(np.int32) - z_X)": "X_q.astype(np.int32)",
                "W_q.astype(np.int32) + b_q": "(W_q.astype(np.int32) - z_X) + b_q",
            },
            asks="z_X là điểm 0 của mảng nào?",
            tells="Trừ z_X khỏi X_q. Trọng số đối xứng có điểm 0 bằng 0, nên giữ nguyên W_q.",
        ),
        Misconception(
            "bộ tích lũy int16",
            costs=("TODO 8",),
            edits={ACC: "(X_q.astype(np.int16) - z_X) @ W_q.astype(np.int16) + b_q"},
            asks="Ở mục 2, bao nhiêu phần trăm số tổng không vừa int16?",
            tells="Đổi sang np.int32, không phải np.int16.",
        ),
        Misconception(
            "quên độ lệch",
            costs=("TODO 8",),
            edits={"W_q.astype(np.int32) + b_q": "W_q.astype(np.int32)"},
            asks="Y = XW + b. Số hạng nào còn thiếu?",
            tells="Cộng b_q vào bộ tích lũy, trước khi tái lượng tử hóa.",
        ),
        Misconception(
            "cộng độ lệch sau khi tái lượng tử hóa",
            costs=("TODO 8",),
            edits={
                "W_q.astype(np.int32) + b_q": "W_q.astype(np.int32)",
                "requantize(acc, q0, shift, z_Y)": "np.clip(requantize(acc, q0, shift, z_Y) + b_q, -128, 127).astype(np.int8)",
            },
            asks="b_q đếm theo đơn vị của bộ tích lũy hay của đầu ra?",
            tells="b_q dùng độ co giãn s_X·s_W, nên phải cộng vào bộ tích lũy.",
        ),
        Misconception(
            "độ lệch bị ép về int8",
            costs=("TODO 8",),
            edits={"W_q.astype(np.int32) + b_q": "W_q.astype(np.int32) + b_q.astype(np.int8)"},
            asks="b_q = 2500 có vừa int8 không?",
            tells="Giữ b_q ở int32.",
        ),
        Misconception(
            "ReLU cắt ở mã 0 thay vì ở z_Y",
            costs=("TODO 9",),
            edits={RELU: "np.maximum(Y_q, 0)"},
            asks="Trên các mã của đầu ra, số thực 0 là mã nào?",
            tells="So với z_Y, không so với 0.",
        ),
        Misconception(
            "ReLU so với z_X thay vì z_Y",
            costs=("TODO 9",),
            edits={RELU: "np.maximum(Y_q, z_X)"},
            asks="Y_q là mã của đầu vào hay của đầu ra? Số thực 0 ở đó là mã nào?",
            tells="Y_q dùng điểm 0 của đầu ra: so với z_Y, không so với z_X.",
        ),
        Misconception(
            "ReLU lấy min thay vì max",
            costs=("TODO 9",),
            edits={RELU: "np.minimum(Y_q, z_Y)"},
            asks="Mã lớn hơn z_Y ứng với số dương. Qua ReLU nó có được đổi không?",
            tells="ReLU giữ số dương: lấy np.maximum của mã với z_Y.",
        ),
        Misconception(
            "ReLU thay mã nhỏ hơn z_Y bằng mã 0",
            costs=("TODO 9",),
            edits={RELU: "np.where(Y_q < z_Y, 0, Y_q).astype(np.int8)"},
            asks="Số âm phải thành số thực 0. Trên các mã của đầu ra, số thực 0 là mã nào?",
            tells="So với z_Y thì đúng rồi, nhưng số âm phải thành mã z_Y chứ không phải mã 0.",
        ),
        Misconception(
            "so bộ tích lũy với z_Y",
            costs=("TODO 9",),
            edits={
                "    Y_q = requantize(": "    acc = np.maximum(acc, z_Y) if relu else acc\n    Y_q = requantize(",
                RELU: "Y_q",
            },
            asks="Trong bộ tích lũy, số thực 0 là số nào?",
            tells="Bộ tích lũy có điểm 0 bằng 0; z_Y là điểm 0 của mã ở đầu ra. Tái lượng tử hóa trước, rồi mới lấy max với z_Y.",
        ),
        Misconception(
            "đưa z_X vào requantize thay vì z_Y",
            costs=("TODO 9",),
            edits={"requantize(acc, q0, shift, z_Y)": "requantize(acc, q0, shift, z_X)"},
            asks="requantize cho ra mã của đầu vào hay của đầu ra? Mã ấy dùng điểm 0 nào?",
            tells="Mã đi ra khỏi lớp dùng điểm 0 của đầu ra: gọi requantize với z_Y.",
        ),
        Misconception(
            "làm ReLU cả khi relu là False",
            costs=("TODO 9",),
            edits={"if relu:": "if True:"},
            asks="Lớp cuối cho ra logit, không có ReLU. Logit có được âm không?",
            tells="Chỉ làm ReLU khi relu là True.",
        ),
        Misconception(
            "quên ReLU",
            costs=("TODO 9",),
            edits={"if relu:": "if False:"},
            asks="Khi relu là True, có mã nào được nhỏ hơn z_Y không?",
            tells="Nếu relu là True thì lấy np.maximum của mã với z_Y.",
        ),
        Misconception(
            "ReLU xong quên cộng lại z_Y",
            costs=("TODO 9",),
            edits={RELU: "np.clip(np.maximum(Y_q.astype(np.int32) - z_Y, 0), -128, 127).astype(np.int8)"},
            asks="Mã của bạn sau ReLU có điểm 0 là z_Y hay là 0?",
            tells="Đầu ra vẫn dùng điểm 0 là z_Y. Lấy max với z_Y là đủ, không cần trừ.",
        ),
        Misconception(
            "làm ReLU trước khi cộng độ lệch",
            costs=("TODO 9",),
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
        ),
        Variant("np.where", {RELU: "np.where(Y_q < z_Y, np.int8(z_Y), Y_q)"}),
        Variant("cắt về từ z_Y đến 127", {RELU: "np.clip(Y_q, z_Y, 127)"}),
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


# ---------------------------------------------------------------- fold_zero_point, TODO 10


def draw_folding(rng):
    p, n = (int(k) for k in rng.permutation([2, 3, 4, 5, 6])[:2])
    return {
        "b_q": rng.integers(-9000, 9000, n).astype(np.int32),
        "W_q": rng.integers(-127, 128, size=(p, n)).astype(np.int8),
        "z_X": int(rng.choice([-1, 1]) * rng.integers(20, 128)),
    }


SUM_W = "np.sum(W_q, axis=0, dtype=np.int32)"
FOLD = f"b_q - z_X * {SUM_W}"

FOLD_ZERO_POINT = Exercise(
    function="fold_zero_point",
    title="Gộp điểm 0 vào độ lệch",
    reference=reference.fold_zero_point,
    parts=(
        Part(
            "TODO 10",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"b_q": SMALL["b_q"], "W_q": SMALL["W_q"], "z_X": -5}),
                Visible("điểm 0 của ảnh là −128", {"b_q": LARGE["b_q"], "W_q": LARGE["W_q"], "z_X": -128}),
                Visible(
                    "tổng từng cột vượt int8",
                    {"b_q": int32(7, -900, 40), "W_q": np.full((5, 3), 127, dtype=np.int8), "z_X": 90},
                ),
                Visible("điểm 0 bằng 0", {"b_q": int32(12, -5), "W_q": SMALL["W_q"], "z_X": 0}),
            ),
            draw=draw_folding,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Khai triển (X_q − z_X)·W_q. Số hạng nào không phụ thuộc ảnh?",
    tells="Lấy b_q trừ z_X nhân với tổng từng cột của W_q (axis=0), tất cả trong int32.",
    misconceptions=(
        Misconception(
            "cộng thay vì trừ",
            costs=("TODO 10",),
            edits={"b_q - z_X": "b_q + z_X"},
            asks="Khai triển (X_q − z_X)·W_q: dấu trước z_X·W_q là gì?",
            tells="Trừ z_X nhân với tổng từng cột.",
        ),
        Misconception(
            "cộng theo hàng",
            costs=("TODO 10",),
            edits={"axis=0": "axis=1"},
            asks="W_q có chiều (p, n). Tổng phải có n số, vậy cộng dọc theo trục nào?",
            tells="Mỗi nút ra là một cột của W_q. Dùng axis=0 để cộng dọc theo p.",
        ),
        Misconception(
            "cộng cả ma trận",
            costs=("TODO 10",),
            edits={"axis=0, ": ""},
            asks="Mọi nút ra có chung một tổng, hay mỗi cột của W_q một tổng?",
            tells="Tính tổng riêng cho từng cột, với axis=0.",
        ),
        Misconception(
            "quên z_X",
            costs=("TODO 10",),
            edits={"z_X * np.sum": "np.sum"},
            asks="Trong phần không phụ thuộc ảnh, tổng của cột được nhân với gì?",
            tells="Nhân tổng từng cột với z_X rồi mới trừ.",
        ),
        Misconception(
            "quên nhân với trọng số",
            costs=("TODO 10",),
            edits={f"z_X * {SUM_W}": "np.int32(z_X * W_q.shape[0])"},
            asks="z_X bị trừ khỏi mã đầu vào, rồi hiệu ấy nhân với gì?",
            tells="z_X được nhân với từng trọng số trong cột, nên cần tổng của cột chứ không phải số hàng.",
        ),
        Misconception(
            "quên độ lệch cũ",
            costs=("TODO 10",),
            edits={FOLD: f"np.int32(-z_X) * {SUM_W}"},
            asks="Độ lệch mới thay chỗ cho độ lệch cũ. Vậy b_q đi đâu?",
            tells="Bắt đầu từ b_q, rồi trừ z_X nhân với tổng từng cột.",
        ),
        Misconception(
            "cộng độ lệch cũ p lần",
            costs=("TODO 10",),
            edits={FOLD: "np.sum(b_q - z_X * W_q.astype(np.int32), axis=0, dtype=np.int32)"},
            asks="Mỗi nút ra có mấy độ lệch? Nếu b_q nằm trong phép cộng theo cột thì nó được cộng mấy lần?",
            tells="Cộng các cột của W_q trước, rồi mới lấy b_q trừ đi: b_q đứng ngoài phép cộng.",
        ),
        Misconception(
            "nhân với z_X trong int8",
            costs=("TODO 10",),
            edits={FOLD: "(b_q - np.sum(np.int8(z_X) * W_q, axis=0)).astype(np.int32)"},
            asks="90 × 127 có vừa int8 không?",
            tells="Cộng các cột trong int32 trước, rồi mới nhân với z_X.",
        ),
        Misconception(
            "cộng trong int8",
            costs=("TODO 10",),
            edits={"dtype=np.int32": "dtype=np.int8).astype(np.int32"},
            asks="Tổng của năm mã 127 có vừa int8 không?",
            tells="Cộng trong np.int32: np.sum(…, dtype=np.int32).",
        ),
        Misconception(
            "cộng rồi nhân, tất cả trong int8",
            costs=("TODO 10",),
            edits={SUM_W: "sum(W_q)"},
            asks="Tổng từng cột của bạn có kiểu gì? Tổng của năm mã 127 có vừa kiểu ấy không?",
            tells="Tổng ở int8 thì tích với z_X cũng ở int8, và cả hai đều tràn. "
            "Hàm sum của Python giữ nguyên int8; hãy dùng np.sum(…, axis=0, dtype=np.int32).",
        ),
        Misconception(
            "để kết quả ở int64",
            costs=("TODO 10",),
            edits={", dtype=np.int32": ""},
            asks="Hãy xem dtype của kết quả: np.sum đổi int8 và int32 sang kiểu nào?",
            tells="Giá trị đã đúng. Thêm dtype=np.int32 vào np.sum, hoặc đổi kết quả sang np.int32.",
        ),
    ),
    variants=(
        Variant("astype trước khi cộng", {FOLD: "(b_q - z_X * W_q.astype(np.int32).sum(axis=0)).astype(np.int32)"}),
        Variant("nhân với hàng toàn z_X", {f"z_X * {SUM_W}": "np.full(W_q.shape[0], z_X, dtype=np.int32) @ W_q"}),
        Variant("nhân trước, cộng sau", {FOLD: "b_q - (z_X * W_q.astype(np.int32)).sum(axis=0, dtype=np.int32)"}),
        Variant(
            "vòng lặp",
            {
                FOLD: "np.array([int(b) - z_X * sum(int(w) for w in column) for b, column in zip(b_q, W_q.T)],"
                " dtype=np.int32)"
            },
        ),
    ),
)


LESSON = LessonExercises(
    lesson="bai04_toan_so_nguyen",
    title="Suy luận chỉ dùng số nguyên",
    exercises=(QUANTIZE_BIAS, QUANTIZE_MULTIPLIER, REQUANTIZE, LINEAR_RELU_INT8, FOLD_ZERO_POINT),
    question="Cả một lớp, kể cả độ lệch và phép nhân cuối cùng, có chạy được chỉ bằng số nguyên không?",
    teaches="Lượng tử hóa độ lệch, viết hệ số nhân bằng dấu phẩy tĩnh, tái lượng tử hóa, tính trọn một lớp chỉ bằng số nguyên.",
    reproduces="Mạng int8 có mọi mã trùng với ONNX Runtime và đoán đúng như số thực, theo [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=3,
)
