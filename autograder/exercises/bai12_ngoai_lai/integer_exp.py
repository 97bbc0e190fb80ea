"""exp in whole numbers: a parabola and a shift."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Codes
from course.checking.compare import Equality

RELATIVE = Equality(rtol=1e-6, dtype=True)  # a step may be as small as 1e-13
FINE = 0.4  # of the draws
FROM_WHOLE = 0.05  # what is rounded down stays this far from a whole number


def draw_scores(rng: Generator) -> Args:
    S = float(np.exp(rng.uniform(np.log(0.003), np.log(0.09))).round(4))
    deepest = int(12 / S)
    return {"q": -rng.integers(0, deepest, int(rng.integers(4, 8))), "S": S}


def draw_fine_or_coarse_scores(rng: Generator) -> Args:
    """The same, now and then with a step so fine that the square leaves int32."""
    args = draw_scores(rng)
    fineness = 1000 if rng.random() < FINE else 1
    return {"q": args["q"] * fineness, "S": args["S"] / fineness}


def tells_apart(q: Codes, S: float) -> bool:
    """Is nothing that is rounded down near a whole number, and are there several halvings?"""
    parts = np.array([np.log(2) / S, 1.353 / S, 0.344 / (0.3585 * S**2)]) % 1
    z = -q // int(np.log(2) / S)
    return bool((np.abs(parts - 0.5) < 0.5 - FROM_WHOLE).all() and (parts > 0.5).any() and len(np.unique(z)) > 2)


L = "int(np.floor(np.log(2) / S))"
Z, P = "z = -q // ln2", "p = q + z * ln2"
B, C = "int(np.floor(1.353 / S))", "int(np.floor(0.344 / (0.3585 * S**2)))"
SUM = "((p + b) ** 2 + c) >> z"
STEP = "S_exp = 0.3585 * S**2"
FIRST = np.array([0, -10, -35, -70, -100, -400])

EXERCISE = Exercise(
    function="integer_exp",
    title="Hàm mũ bằng số nguyên",
    reference=reference.integer_exp,
    asks="Mã q chứa mấy lần ln 2, còn thừa bao nhiêu, và chia đôi z lần thì dịch mấy bit?",
    tells="l = ⌊ln 2 / S⌋, z = −q // l, p = q + z·l; rồi ((p + b)² + c) >> z với b = ⌊1.353 / S⌋ và c = ⌊0.344 / (0.3585·`S**2`)⌋; bước mới là 0.3585·`S**2`.",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            asks="l là số bước S trong ln 2. −q chứa mấy lần l, làm tròn về phía nào, và p còn lại nằm trong khoảng nào?",
            tells="l = ⌊ln 2 / S⌋; z = −q // l, làm tròn xuống; p = q + z·l, từ −l + 1 đến 0.",
            visible=(
                Visible("ví dụ trong bài", {"q": FIRST, "S": 0.02}),
                Visible("S = 0.03", {"q": np.array([-1, -22, -23, -24, -200, -1000]), "S": 0.03}),
                Visible("bội số của l", {"q": np.array([[0, -34], [-68, -340]]), "S": 0.02}),
                Visible("bước thô nhất", {"q": np.array([0, -3, -6, -7, -50, -300]), "S": 0.1}),
            ),
            draw=draw_until(draw_scores, tells_apart),
            equality=RELATIVE,
            misconceptions=(
                Misconception(
                    "z làm tròn đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={Z: "z = np.rint(-q / ln2).astype(np.int64)"},
                    asks="−q = 20, l = 34: z của bạn bằng mấy, và p âm hay dương?",
                    tells="z phải làm tròn xuống, để p không dương: −q // l.",
                ),
                Misconception(
                    "z làm tròn lên",
                    kind="rounding/one_way",
                    edits={Z: "z = -(q // ln2)"},
                    asks="q // l với q âm làm tròn về phía nào? Đổi dấu xong thì sao?",
                    tells="q // l làm tròn xuống nên −(q // l) làm tròn lên. Đổi dấu trước: (−q) // l.",
                ),
                Misconception(
                    "thiếu một lần chia đôi khi q là bội của l",
                    kind="index/off_by_one",
                    edits={Z: "z = np.maximum(-q - 1, 0) // ln2"},
                    asks="q = −34, l = 34: z của bạn bằng mấy, và p có được bằng −l không?",
                    tells="z = 1 và p = 0: p phải lớn hơn −l. Vòng lặp thì tiếp tục khi p ≤ −l.",
                ),
                Misconception(
                    "lấy dư thay vì lấy thương",
                    kind="order/swapped",
                    edits={Z: "z = np.minimum(-q % ln2, 60)"},
                    asks="z là số lần chia đôi: thương hay số dư của phép chia?",
                    tells="Là thương: −q // l. Số dư dính tới p.",
                ),
                Misconception(
                    "quên trừ đi z lần l",
                    kind="term/forgotten",
                    edits={P: "p = q"},
                    asks="Sau khi tách z lần chia đôi, p còn nằm trong khoảng từ −l đến 0 không?",
                    tells="p = q + z·l.",
                ),
                Misconception(
                    "trừ z·l thay vì cộng",
                    kind="term/sign",
                    edits={P: "p = q - z * ln2"},
                    asks="q âm, z dương: muốn p gần 0 thì cộng hay trừ z·l?",
                    tells="Cộng: p = q + z·l.",
                ),
                Misconception(
                    "p mang dấu dương",
                    kind="term/sign",
                    edits={P: "p = -(q + z * ln2)"},
                    asks="p phải âm hay dương để parabol đúng?",
                    tells="p không dương: p = q + z·l.",
                ),
                Misconception(
                    "p là số thực",
                    kind="scale/other",
                    edits={P: "p = np.rint((q + z * ln2) * S).astype(np.int64)"},
                    asks="p trong công thức nguyên là mã hay là số thực đã nhân với S?",
                    tells="Là mã: p = q + z·l, không nhân với S.",
                ),
                Misconception(
                    "l làm tròn đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={L: "int(np.rint(np.log(2) / S))"},
                    asks="ln 2 / 0.02 = 34.66: l bằng 34 hay 35?",
                    tells="34: làm tròn xuống bằng np.floor.",
                ),
                Misconception(
                    "l làm tròn lên",
                    kind="rounding/one_way",
                    edits={L: "int(np.ceil(np.log(2) / S))"},
                    asks="ln 2 / 0.02 = 34.66: l bằng 34 hay 35?",
                    tells="34: làm tròn xuống bằng np.floor.",
                ),
                Misconception(
                    "logarit cơ số 10",
                    kind="error/logarithm",
                    edits={L: "max(int(np.floor(np.log10(2) / S)), 1)"},
                    asks="e mũ mấy thì bằng 2?",
                    tells="Mũ ln 2: dùng np.log, logarit cơ số e.",
                ),
                Misconception(
                    "logarit cơ số 2",
                    kind="error/logarithm",
                    edits={L: "int(np.floor(np.log2(2) / S))"},
                    asks="np.log2(2) bằng mấy? e mũ số ấy có bằng 2 không?",
                    tells="np.log2(2) = 1. Dùng np.log(2).",
                ),
                Misconception(
                    "nhân ln 2 với S thay vì chia",
                    kind="scale/inverted",
                    edits={L: "max(int(np.floor(np.log(2) * S)), 1)", Z: "z = np.minimum(-q // ln2, 60)"},
                    asks="ln 2 chứa mấy bước S?",
                    tells="Chứa ln 2 / S bước.",
                ),
                Misconception(
                    "quên chia cho S",
                    kind="scale/other",
                    edits={L: "1", Z: "z = np.minimum(np.floor(-q / np.log(2)).astype(np.int64), 60)"},
                    asks="q là mã hay số thực? ln 2 phải đổi ra mấy bước S?",
                    tells="q là mã, nên so với l = ⌊ln 2 / S⌋.",
                ),
                Misconception(
                    "quên làm tròn l",
                    kind="rounding/none",
                    edits={
                        L: "np.log(2) / S",
                        Z: "z = np.floor(-q / ln2).astype(np.int64)",
                        P: "p = np.floor(q + z * ln2).astype(np.int64)",
                    },
                    asks="l của bạn là số nguyên hay số thực?",
                    tells="Làm tròn xuống: con chip chỉ có số nguyên.",
                ),
            ),
        ),
        Part(
            "TODO 8",
            points=1,
            asks="Parabol tính xong mới dịch, hay dịch trước? Hệ số 0.3585 nằm ở đâu?",
            tells="((p + b)² + c) >> z, với b = ⌊1.353 / S⌋, c = ⌊0.344 / (0.3585·`S**2`)⌋; 0.3585 chỉ có trong c và trong bước mới 0.3585·`S**2`.",
            visible=(
                Visible("ví dụ trong bài, cả hàm", {"q": FIRST, "S": 0.02}),
                Visible("S = 0.03, mã gần 0 hơn", {"q": np.array([-1, -22, -23, -24, -60, -200]), "S": 0.03}),
                Visible("bước rất mịn", {"q": np.array([0, -5, -40_000, -300_000, -1_000_000]), "S": 1.7e-5}),
                Visible("hai hàng", {"q": np.array([[0, -120, -500], [-77, -10, -1]]), "S": 0.013}),
            ),
            draw=draw_until(draw_fine_or_coarse_scores, tells_apart),
            equality=RELATIVE,
            misconceptions=(
                Misconception(
                    "quên dịch phải",
                    kind="term/forgotten",
                    edits={SUM: "(p + b) ** 2 + c"},
                    asks="Bạn đã tách z lần chia đôi ra khỏi q. Chúng trở lại ở đâu?",
                    tells="Dịch phải kết quả z bit: >> z.",
                ),
                Misconception(
                    "dịch trái thay vì dịch phải",
                    kind="scale/inverted",
                    edits={SUM: "((p + b) ** 2 + c) << z"},
                    asks="q càng âm thì hàm mũ càng lớn hay càng nhỏ?",
                    tells="Càng nhỏ: chia cho 2 mũ z, tức là dịch phải.",
                ),
                Misconception(
                    "dịch trước khi cộng c",
                    kind="term/place",
                    edits={SUM: "((p + b) ** 2 >> z) + c"},
                    asks="2 mũ −z nhân với cả parabol hay chỉ với bình phương?",
                    tells="Với cả parabol: cộng c xong mới dịch.",
                ),
                Misconception(
                    "dịch trước khi bình phương",
                    kind="term/place",
                    edits={SUM: "((p + b) >> z) ** 2 + c"},
                    asks="2 mũ −z nhân với cả parabol hay chỉ với p + b?",
                    tells="Với cả parabol: bình phương, cộng c, rồi mới dịch.",
                ),
                Misconception(
                    "chia cho 2 nhân z thay vì 2 mũ z",
                    kind="term/place",
                    edits={SUM: "((p + b) ** 2 + c) // np.maximum(2 * z, 1)"},
                    asks="Chia đôi 3 lần là chia cho 6 hay cho 8?",
                    tells="Cho 8, tức là 2 mũ 3: dịch phải z bit.",
                ),
                Misconception(
                    "chia ra số thực",
                    kind="dtype/float",
                    edits={SUM: "((p + b) ** 2 + c) / 2.0**z"},
                    asks="Kết quả của bạn có phần lẻ không? Phép dịch phải thì làm gì với phần lẻ?",
                    tells="Dịch phải bỏ phần lẻ: dùng >> z, hay // 2**z.",
                ),
                Misconception(
                    "làm tròn phép chia đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={SUM: "np.rint(((p + b) ** 2 + c) / 2.0**z).astype(np.int64)"},
                    asks="Dịch phải làm tròn về phía nào?",
                    tells="Làm tròn xuống: dùng >> z.",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={SUM: "(((p + b) ** 2 + c) >> z).astype(np.int32)"},
                    asks="Hãy xem dtype của q_exp: đề cần kiểu nào?",
                    tells="Đề cần np.int64; với S rất nhỏ, int32 còn bị tràn.",
                ),
                Misconception(
                    "kết quả là số thực",
                    kind="dtype/result",
                    edits={SUM: "(((p + b) ** 2 + c) >> z).astype(np.float64)"},
                    asks="Hãy xem dtype của q_exp: đề cần số nguyên hay số thực?",
                    tells="Giá trị đã đúng. Giữ kiểu np.int64.",
                ),
                Misconception(
                    "c quên chia cho 0.3585",
                    kind="term/forgotten",
                    edits={C: "int(np.floor(0.344 / S**2))"},
                    asks="Bước mới là 0.3585·`S**2`. c bước ấy phải bằng 0.344: c bằng mấy?",
                    tells="c = ⌊0.344 / (0.3585·`S**2`)⌋.",
                ),
                Misconception(
                    "c quên bình phương S",
                    kind="error/power",
                    edits={C: "int(np.floor(0.344 / (0.3585 * S)))"},
                    asks="Bước mới là 0.3585·S hay 0.3585·`S**2`?",
                    tells="Là 0.3585·`S**2`, nên c = ⌊0.344 / (0.3585·`S**2`)⌋.",
                ),
                Misconception(
                    "quên cộng c",
                    kind="term/forgotten",
                    edits={SUM: "(p + b) ** 2 >> z"},
                    asks="Parabol có hằng số 0.344. Nó ở đâu trong r của bạn?",
                    tells="Cộng c = ⌊0.344 / (0.3585·`S**2`)⌋ trước khi dịch.",
                ),
                Misconception(
                    "quên bình phương",
                    kind="error/power",
                    edits={SUM: "(p + b + c) >> z"},
                    asks="Parabol có bình phương ở đâu?",
                    tells="Ở (p + b): bình phương xong mới cộng c.",
                ),
                Misconception(
                    "quên cộng b",
                    kind="term/forgotten",
                    edits={SUM: "(p**2 + c) >> z"},
                    asks="Đỉnh của parabol nằm ở p = 0 hay ở p = −1.353?",
                    tells="Ở −1.353: bình phương của p + b, với b = ⌊1.353 / S⌋.",
                ),
                Misconception(
                    "b quên chia cho S",
                    kind="scale/other",
                    edits={B: "int(np.floor(1.353))"},
                    asks="p là mã, vậy 1.353 phải đổi ra mấy bước S?",
                    tells="b = ⌊1.353 / S⌋.",
                ),
                Misconception(
                    "tráo 1.353 và 0.344",
                    kind="order/swapped",
                    edits={B: "int(np.floor(0.344 / S))", C: "int(np.floor(1.353 / (0.3585 * S**2)))"},
                    asks="Trong parabol, số nào cộng với p, số nào cộng sau bình phương?",
                    tells="1.353 cộng với p, 0.344 cộng sau bình phương.",
                ),
                Misconception(
                    "tính parabol bằng số thực rồi mới làm tròn",
                    kind="dtype/float",
                    edits={
                        B: "1.353 / S",
                        C: "0.344 / (0.3585 * S**2)",
                        SUM: "((p + b) ** 2 + c).astype(np.int64) >> z",
                    },
                    asks="Các số hạng trong parabol của bạn là số nguyên hay số thực? Con chip có tính được không?",
                    tells="Nó chỉ có số nguyên: đổi 1.353 và 0.344 thành b và c, làm tròn xuống, rồi mới tính.",
                ),
                Misconception(
                    "làm tròn b và c đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={B: "int(np.rint(1.353 / S))", C: "int(np.rint(0.344 / (0.3585 * S**2)))"},
                    asks="1.353 / 0.02 = 67.65: b bằng 67 hay 68?",
                    tells="67: bài làm tròn xuống, bằng np.floor.",
                ),
                Misconception(
                    "làm tròn b đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={B: "int(np.rint(1.353 / S))"},
                    asks="1.353 / 0.02 = 67.65: bạn lấy b là 67 hay 68?",
                    tells="67: làm tròn xuống, bằng np.floor.",
                ),
                Misconception(
                    "làm tròn c đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={C: "int(np.rint(0.344 / (0.3585 * S**2)))"},
                    asks="0.344 / (0.3585 · 0.0004) = 2398.88: bạn lấy c là 2398 hay 2399?",
                    tells="2398: làm tròn xuống, bằng np.floor.",
                ),
                Misconception(
                    "dùng thẳng np.exp",
                    kind="dtype/float",
                    edits={SUM: "np.rint(np.exp(q * S) / (0.3585 * S * S)).astype(np.int64)"},
                    asks="Con chip chỉ biết cộng, nhân, dịch bit có np.exp không?",
                    tells="Không có. Dùng parabol và phép dịch phải.",
                ),
                Misconception(
                    "nhân thêm 0.3585 vào kết quả",
                    kind="scale/other",
                    edits={SUM: "(0.3585 * ((p + b) ** 2 + c)).astype(np.int64) >> z"},
                    asks="0.3585 đã nằm trong bước mới. Nhân thêm vào mã thì nó được tính mấy lần?",
                    tells="Hai lần. Mã chỉ là ((p + b)² + c) >> z.",
                ),
                Misconception(
                    "nhân 0.3585 vào bình phương",
                    kind="scale/other",
                    edits={SUM: "(0.3585 * (p + b) ** 2 + c).astype(np.int64) >> z"},
                    asks="0.3585 đã nằm trong bước mới. Có cần nhân nó vào bình phương nữa không?",
                    tells="Không. Mã chỉ là ((p + b)² + c) >> z.",
                ),
                Misconception(
                    "b chia thêm cho 0.3585",
                    kind="scale/other",
                    edits={B: "int(np.floor(1.353 / (0.3585 * S)))"},
                    asks="Hằng số nào đứng ngoài ngoặc nên phải chia cho 0.3585: 1.353 hay 0.344?",
                    tells="Chỉ 0.344. b = ⌊1.353 / S⌋.",
                ),
                Misconception(
                    "trả về số thực thay vì mã",
                    kind="scale/other",
                    edits={SUM: "(((p + b) ** 2 + c) >> z) * (0.3585 * S**2)"},
                    asks="q_exp là mã hay là số thực đã nhân với bước?",
                    tells="Là mã số nguyên; bước mới được trả về riêng.",
                ),
                Misconception(
                    "bước mới vẫn là S",
                    kind="scale/other",
                    edits={STEP: "S_exp = S"},
                    asks="Mã của kết quả đã bình phương: bước của nó còn là S không?",
                    tells="Bước mới là 0.3585·`S**2`.",
                ),
                Misconception(
                    "bước mới quên bình phương",
                    kind="error/power",
                    edits={STEP: "S_exp = 0.3585 * S"},
                    asks="Bình phương một số có bước S thì được bước nào?",
                    tells="`S**2`: bước mới là 0.3585·`S**2`.",
                ),
                Misconception(
                    "bước mới quên 0.3585",
                    kind="term/forgotten",
                    edits={STEP: "S_exp = S**2"},
                    asks="Hệ số 0.3585 của parabol nằm ở đâu trong kết quả?",
                    tells="Ở bước mới: 0.3585·`S**2`.",
                ),
                Misconception(
                    "bình phương trong int32 nên tràn số",
                    kind="dtype/overflow",
                    edits={SUM: "(((p + b).astype(np.int32) ** 2 + c) >> z).astype(np.int64)"},
                    asks="S = 0.000017 thì (p + b)² lớn đến đâu? int32 chứa được không?",
                    tells="Không: tính trong np.int64.",
                ),
                Misconception(
                    "trả về sai thứ tự",
                    kind="order/returned",
                    edits={"return q_exp, S_exp": "return S_exp, q_exp"},
                    asks="Thứ nào được trả về trước?",
                    tells="Các mã trước, bước sau.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.floor_divide và np.right_shift",
            {Z: "z = np.floor_divide(np.abs(q), ln2)", SUM: "np.right_shift((p + b) * (p + b) + c, z)"},
        ),
        Variant(
            "chia nguyên cho 2 mũ z",
            {SUM: "((p + b) ** 2 + c) // 2**z"},
            note="Dịch phải z bit một số không âm cũng là chia nguyên cho 2 mũ z.",
        ),
        Variant(
            "lấy dư trước",
            {f"{Z}\n    {P}": "p = -(-q % ln2)\n    z = (p - q) // ln2"},
            note="p là số dư của −q cho l, đổi dấu; z là phần đã bị bỏ đi, chia cho l.",
        ),
        Variant(
            "vòng lặp chia đôi",
            {
                f"{Z}\n    {P}": "z = np.zeros(q.shape, dtype=np.int64)\n    p = q.copy()\n    while np.any(p <= -ln2):\n"
                "        far = p <= -ln2\n        p[far] += ln2\n        z[far] += 1"
            },
        ),
        Variant("int cắt phần lẻ", {B: "int(1.353 / S)", C: "int(0.344 / 0.3585 / S / S)", L: "int(np.log(2) // S)"}),
    ),
    bears=lambda q, S: np.size(q) <= 10**7,
)
