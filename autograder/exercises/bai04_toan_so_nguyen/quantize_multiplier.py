"""A real multiplier as an integer and a shift."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_multiplier(rng: Generator) -> Args:
    """Any positive M; its 31 bits leave a remainder that is not next to a half."""
    significand = (int(rng.integers(2**30, 2**31 - 1)) + float(rng.uniform(0.6, 0.9))) * 2.0**-31
    return {"M": float(np.ldexp(significand, int(rng.integers(-14, 4))))}


def draw_multiplier_next_to_a_power(rng: Generator) -> Args:
    """M so little below a power of two that 31 bits round it up to that power."""
    below = int(rng.integers(1, 2**12)) * 2.0**-52
    return {"M": float(np.ldexp(1 - below, int(rng.integers(-14, 3))))}


EXERCISE = Exercise(
    function="quantize_multiplier",
    title="Một số thực viết bằng hai số nguyên",
    reference=reference.quantize_multiplier,
    asks="Phải nhân đôi (hay chia đôi) M mấy lần thì nó nằm giữa 0.5 và 1?",
    tells="np.frexp(M) cho m và số mũ: shift = −số mũ, q0 = round(m·2^31); nếu q0 = 2^31 thì q0 = 2^30 và shift bớt 1.",
    parts=(
        Part(
            "TODO 3",
            points=1,
            asks="Phải nhân đôi (hay chia đôi) M mấy lần thì nó nằm giữa 0.5 và 1? shift dương là nhân đôi hay chia đôi?",
            tells="M = m · 2^(−shift), với m từ 0.5 đến dưới 1. np.frexp cho m và một số mũ; hãy so dấu của số mũ ấy với shift, cả khi M nhỏ hơn 1 lẫn khi M lớn hơn 1.",
            visible=(
                Visible("ví dụ trong bài, M = 0.15", {"M": 0.15}),
                Visible("M = 0.75: đã nằm giữa 0.5 và 1", {"M": 0.75}),
                Visible("M = 3: lớn hơn 1", {"M": 3.0}),
                Visible("M = 2^−10: một lũy thừa của 2", {"M": 2.0**-10}),
            ),
            draw=draw_multiplier,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "ngược dấu shift",
                    kind="multiplier/parts",
                    edits={"-int(exponent)": "int(exponent)"},
                    asks="M nhỏ thì dịch phải nhiều hay ít? Với M = 0.15, shift của bạn dương hay âm?",
                    tells="M = m·2^(−shift), còn np.frexp cho M = m·2^(số mũ). Vậy shift = −số mũ.",
                ),
                Misconception(
                    "không đưa M về giữa 0.5 và 1",
                    kind="multiplier/parts",
                    edits={"np.frexp(M)": "(M, 0)"},
                    asks="Với M = 0.0023, q0 của bạn còn mấy bit có nghĩa?",
                    tells="Nhân đôi M cho đến khi nó nằm giữa 0.5 và 1, đếm số lần vào shift, rồi mới nhân với 2^31.",
                ),
                Misconception(
                    "lấy log2 rồi bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={"m, exponent = np.frexp(M)": "exponent = int(np.log2(M))\n    m = M / 2.0**exponent"},
                    asks="Với M = 3, m của bạn có nhỏ hơn 1 không?",
                    tells="int(…) bỏ phần thập phân về phía 0, nên M ≥ 1 bị lệch. Dùng np.frexp, hay floor(log2(M)) + 1.",
                ),
                Misconception(
                    "quên trường hợp M lớn hơn 1",
                    kind="multiplier/parts",
                    edits={
                        "m, exponent = np.frexp(M)": "m, exponent = float(M), 0\n"
                        "    while m < 0.5:\n        m, exponent = m * 2, exponent - 1"
                    },
                    asks="Với M = 3, m của bạn có nhỏ hơn 1 không?",
                    tells="M ≥ 1 thì phải chia đôi cho đến khi nhỏ hơn 1, mỗi lần bớt shift đi 1. np.frexp làm được cả hai chiều.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="m nằm giữa 0.5 và 1. Muốn giữ 31 bit của nó trong một số nguyên thì nhân với bao nhiêu?",
            tells="Nhân trong float64, làm tròn đến số nguyên gần nhất, rồi đổi sang int của Python.",
            visible=(
                Visible("M = 0.0023", {"M": 0.0023}),
                Visible("M = 0.00231, phần lẻ của q0 lớn hơn một nửa", {"M": 0.00231}),
                Visible("M kiểu float32", {"M": np.float32(0.026313)}),
            ),
            draw=draw_multiplier,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "phần định trị từ 1 đến 2",
                    kind="multiplier/parts",
                    edits={"m * 2.0**31": "m * 2.0**32", "-int(exponent)": "1 - int(exponent)"},
                    asks="q0 của bạn có nhỏ hơn 2^31 không? Nó có vừa int32 không?",
                    tells="Chọn m từ 0.5 đến dưới 1, để q0 = round(m·2^31) nằm từ 2^30 đến 2^31 − 1.",
                ),
                Misconception(
                    "nhân với 2^30",
                    kind="multiplier/parts",
                    edits={"m * 2.0**31": "m * 2.0**30"},
                    asks="Thử lại: q0·2^(−31−shift) của bạn có bằng M không, hay bằng một nửa?",
                    tells="m nhỏ hơn 1, nên giữ 31 bit của nó bằng cách nhân với 2^31.",
                ),
                Misconception(
                    "nhân với 2^32",
                    kind="multiplier/parts",
                    edits={"m * 2.0**31": "m * 2.0**32"},
                    asks="Thử lại: q0·2^(−31−shift) của bạn có bằng M không, hay gấp đôi M?",
                    tells="Nhân m với 2^31. Nhân với 2^32 thì q0 dài tới 32 bit.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={"int(np.rint(m * 2.0**31))": "int(m * 2.0**31)"},
                    asks="int(153.6) là 153 hay 154?",
                    tells="int(…) chỉ bỏ phần thập phân. Làm tròn trước, bằng np.rint hay round.",
                ),
                Misconception(
                    "làm tròn trước khi nhân đôi",
                    kind="rounding/needless",
                    edits={"int(np.rint(m * 2.0**31))": "int(np.rint(M * 2.0**31) * 2.0**shift)"},
                    asks="M nhỏ thì round(M·2^31) còn mấy bit? Nhân đôi số nguyên ấy có lấy lại được bit đã mất không?",
                    tells="Đưa M về giữa 0.5 và 1 trước, rồi mới nhân với 2^31 và làm tròn một lần.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={"int(np.rint(m * 2.0**31))": "m * 2.0**31"},
                    asks="q0 phải là số nguyên. type(q0) của bạn là gì?",
                    tells="Làm tròn m·2^31 rồi đổi sang int.",
                ),
                Misconception(
                    "làm tròn rồi nhưng vẫn là số thực",
                    kind="dtype/result",
                    edits={"int(np.rint(m * 2.0**31))": "np.rint(m * 2.0**31)"},
                    asks="Hãy xem type(q0): np.rint trả về số thực hay số nguyên?",
                    tells="Giá trị đã đúng. Bọc int(…) ra ngoài np.rint.",
                ),
                Misconception(
                    "tính q0 trong float32",
                    kind="dtype/float",
                    edits={"m * 2.0**31": "np.float32(m) * np.float32(2.0**31)"},
                    asks="float32 có bao nhiêu bit định trị, còn q0 cần bao nhiêu bit?",
                    tells="float32 chỉ giữ 24 bit. Tính trong float64, kiểu số thực của Python.",
                ),
                Misconception(
                    "q0 tràn int32",
                    kind="dtype/overflow",
                    edits={"int(np.rint(m * 2.0**31))": "int(np.rint(m * 2.0**31).astype(np.int64).astype(np.int32))"},
                    asks="2^31 đổi sang np.int32 thành số nào?",
                    tells="int32 chỉ chứa đến 2^31 − 1. Dùng int của Python, và khi q0 = 2^31 thì đưa nó về 2^30.",
                ),
            ),
        ),
        Part(
            "TODO 5",
            points=1,
            asks="Khi m rất gần 1, q0 làm tròn thành 2^31. Muốn q0 giảm một nửa mà M không đổi thì shift phải thay đổi thế nào?",
            tells="M = q0 · 2^(−31 − shift). Sửa cả q0 lẫn shift, và chỉ sửa trong trường hợp ấy.",
            visible=(
                Visible("M sát dưới 1", {"M": 1 - 2.0**-40}),
                Visible("M sát dưới 1/4", {"M": 0.25 * (1 - 2.0**-35)}),
                Visible("M không sát lũy thừa nào của 2", {"M": 0.3}),
            ),
            draw=draw_multiplier_next_to_a_power,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "bỏ qua trường hợp q0 = 2^31",
                    kind="multiplier/parts",
                    edits={"q0 == 2**31": "q0 > 2**31"},
                    asks="m sát số 1 thì m·2^31 làm tròn thành bao nhiêu? Số ấy có vừa 31 bit không?",
                    tells="Khi q0 = 2^31, đặt q0 = 2^30 và bớt shift đi 1.",
                ),
                Misconception(
                    "cắt q0 về 2^31 − 1",
                    kind="range/other_codes",
                    edits={"q0 = 2**30": "q0 = 2**31 - 1", "shift = shift - 1": "shift = shift"},
                    asks="M sát dưới 1 thì số nào gần M hơn: (2^31 − 1)·2^−31 hay 2^30·2^−30?",
                    tells="Đừng cắt. Lấy q0 = 2^30 và bớt shift đi 1 thì M không đổi.",
                ),
                Misconception(
                    "sửa q0 mà quên sửa shift",
                    kind="multiplier/parts",
                    edits={"shift = shift - 1": "shift = shift"},
                    asks="q0 vừa giảm một nửa. q0·2^(−31−shift) có còn bằng M không?",
                    tells="Bớt shift đi 1 để bù cho q0 bị chia đôi.",
                ),
                Misconception(
                    "thêm 1 vào shift thay vì bớt",
                    kind="multiplier/parts",
                    edits={"shift = shift - 1": "shift = shift + 1"},
                    asks="q0 giảm một nửa, vậy phải dịch phải nhiều hơn hay ít hơn?",
                    tells="Dịch ít đi một bit: shift bớt 1.",
                ),
                Misconception(
                    "trả về shift trước, q0 sau",
                    kind="order/returned",
                    edits={"return q0, shift": "return shift, q0"},
                    asks="Hàm requantize nhận số nào trước?",
                    tells="Trả về q0 trước, shift sau.",
                ),
            ),
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
            note="np.frexp làm đúng việc này: nhân đôi hay chia đôi cho đến khi phần định trị nằm từ 0.5 đến dưới 1.",
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
