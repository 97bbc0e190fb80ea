"""From the accumulator to the codes of the output, on integers alone."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai04_toan_so_nguyen.layers import int32
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_sums(rng: Generator) -> Args:
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


def draw_large_sums(rng: Generator) -> Args:
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

EXERCISE = Exercise(
    function="requantize",
    title="Tái lượng tử hóa bằng số nguyên",
    reference=reference.requantize,
    asks="q0·acc dài bao nhiêu bit? Rồi dịch phải mấy bit, và phải cộng gì trước khi dịch?",
    tells="Nhân trong int64, cộng 2^(n−1), dịch phải n = 31 + shift bit; sau đó cộng z_Y, cắt về [−128, 127], đổi sang int8. "
    "Nếu Python báo OverflowError thì acc còn ở int32: đổi acc sang np.int64 trước khi nhân.",
    parts=(
        Part(
            "TODO 6",
            points=1,
            asks="q0·acc dài bao nhiêu bit? Dịch phải mấy bit, và phải cộng gì trước khi dịch để thành làm tròn?",
            tells="Đổi acc sang int64 trước khi nhân. Dịch phải n = 31 + shift bit là chia cho 2^n rồi làm tròn xuống, nên phải cộng một nửa của 2^n trước khi dịch.",
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
                Visible(
                    "M rất lớn, chỉ tổng bằng 0 ở trong miền",
                    {"acc": int32(0, 1, -1), "q0": 2**30, "shift": -27, "z_Y": 5},
                ),
            ),
            draw=draw_sums,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "dịch thẳng, không cộng nửa",
                    kind="rounding/one_way",
                    edits={" + half)": ")"},
                    asks="15.9 dịch phải xong còn 15 hay 16?",
                    tells="Dịch phải luôn làm tròn xuống. Cộng 2^(n−1) vào tích trước khi dịch n bit.",
                ),
                Misconception(
                    "cộng nửa sau khi dịch",
                    kind="rounding/other_rule",
                    edits={ROUNDED: f"Y_q = ({PRODUCT} >> n) + half"},
                    asks="2^(n−1) là một nửa của 2^n. Dịch xong rồi thì cộng 2^(n−1) có còn là cộng một nửa không?",
                    tells="Cộng 2^(n−1) vào tích trước, rồi mới dịch phải n bit.",
                ),
                Misconception(
                    "nhân trong int32",
                    kind="dtype/overflow",
                    edits={PRODUCT: "(acc.astype(np.int32) * np.int32(q0)).astype(np.int64)"},
                    asks="1000 nhân với 1288490189 có vừa int32 không?",
                    tells="Đổi acc sang np.int64 trước khi nhân với q0; đổi sau thì tích đã tràn rồi.",
                ),
                Misconception(
                    "tính một nửa trong int32",
                    kind="dtype/overflow",
                    edits={"31 + int(shift)": "31 + shift"},
                    asks="Khi shift có kiểu np.int32 thì 2 ** (30 + shift) có kiểu gì, và có vừa kiểu ấy không?",
                    tells="Đổi shift sang int của Python trước khi tính 2^(n−1), vì int32 chỉ chứa đến 2^31 − 1.",
                ),
                Misconception(
                    "cộng cả 2^n thay vì một nửa",
                    kind="rounding/other_rule",
                    edits={"1 << (n - 1)": "1 << n"},
                    asks="Cộng 2^n rồi chia cho 2^n thì kết quả tăng thêm bao nhiêu?",
                    tells="Một nửa của 2^n là 2^(n−1).",
                ),
                Misconception(
                    "dịch 31 − shift bit",
                    kind="multiplier/parts",
                    edits={"31 + int(shift)": "31 - int(shift)"},
                    asks="M = q0·2^(−31−shift). Vậy phải chia cho lũy thừa nào của 2?",
                    tells="n = 31 + shift. M càng nhỏ thì shift càng lớn và dịch càng nhiều.",
                ),
                Misconception(
                    "chỉ dịch 31 bit, quên shift",
                    kind="multiplier/parts",
                    edits={"31 + int(shift)": "31"},
                    asks="q0·2^−31 nằm giữa 0.5 và 1. Phần còn lại của M đâu?",
                    tells="Dịch thêm shift bit: n = 31 + shift.",
                ),
                Misconception(
                    "chỉ dịch shift bit, quên 31",
                    kind="multiplier/parts",
                    edits={"31 + int(shift)": "int(shift)"},
                    asks="q0 là m nhân với 2^31. Muốn lấy lại m thì phải dịch thêm mấy bit?",
                    tells="Dịch thêm 31 bit: n = 31 + shift.",
                ),
                Misconception(
                    "dịch 30 + shift bit",
                    kind="multiplier/parts",
                    edits={"31 + int(shift)": "30 + int(shift)"},
                    asks="q0 giữ mấy bit của m? Kết quả của bạn có gấp đôi M·acc không?",
                    tells="q0 = round(m·2^31), nên n = 31 + shift.",
                ),
                Misconception(
                    "làm tròn nửa ra xa số 0",
                    kind="rounding/other_rule",
                    edits={ROUNDED: f"Y_q = np.sign(acc) * ((np.abs({PRODUCT}) + half) >> n)"},
                    asks="Cộng nửa rồi dịch biến −0.5 thành −1 hay thành 0?",
                    tells="Theo công thức của bài, nửa luôn đi lên: −0.5 thành 0. Đừng tách dấu ra.",
                ),
                Misconception(
                    "làm tròn bằng số thực, nửa về số chẵn",
                    kind="rounding/other_rule",
                    edits={ROUNDED: "Y_q = np.rint(acc * (q0 / 2.0**n)).astype(np.int64)"},
                    asks="Con chip không có bộ tính số thực. np.rint và phép chia / còn dùng được không?",
                    tells="Chỉ dùng số nguyên: nhân trong int64, cộng 2^(n−1), rồi dịch phải bằng >>.",
                ),
                Misconception(
                    "cộng nửa bằng số thực",
                    kind="dtype/float",
                    edits={ROUNDED: "Y_q = np.floor(acc * (q0 / 2.0**n) + 0.5).astype(np.int64)"},
                    asks="float64 có 53 bit định trị, còn tích q0·acc dài tới 63 bit. Phần thừa đi đâu?",
                    tells="Chỉ dùng số nguyên: nhân trong int64, cộng 2^(n−1), rồi dịch phải bằng >>.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={ROUNDED: f"Y_q = np.trunc({PRODUCT} / 2.0**n).astype(np.int64)"},
                    asks="14.85 gần 14 hay gần 15?",
                    tells="Đổi sang số nguyên chỉ bỏ phần lẻ. Cộng 2^(n−1) rồi dịch phải n bit.",
                ),
                Misconception(
                    "chia bằng / rồi bỏ phần lẻ",
                    kind="rounding/truncate",
                    edits={ROUNDED: f"Y_q = (({PRODUCT} + half) / 2.0**n).astype(np.int64)"},
                    asks="−14.35 đổi sang số nguyên thành −14 hay −15? Còn dịch phải thì sao?",
                    tells="Phép chia / cho số thực, và đổi kiểu bỏ phần lẻ về phía 0, nên số âm bị sai. Dùng >> n.",
                ),
                Misconception(
                    "làm tròn hai lần",
                    kind="rounding/needless",
                    edits={
                        ROUNDED: f"Y_q = ({PRODUCT} + 2**30) >> 31\n"
                        "    Y_q = (Y_q + (1 << shift >> 1)) >> shift if shift > 0 else Y_q << -shift"
                    },
                    asks="0.49 làm tròn một lần là 0. Làm tròn thành 0.5 trước, rồi làm tròn tiếp thì ra mấy?",
                    tells="Đừng dịch hai lần. Cộng nửa một lần, rồi dịch một lần 31 + shift bit.",
                ),
            ),
        ),
        Part(
            "TODO 7",
            points=1,
            asks="Cộng điểm 0 và cắt, việc nào làm trước? Miền của int8 gồm những mã nào?",
            tells="Cộng z_Y khi giá trị còn ở kiểu rộng, cắt ở cả hai đầu của int8, rồi mới đổi kiểu.",
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
            misconceptions=(
                Misconception(
                    "quên z_Y",
                    kind="zero_point/forgotten",
                    edits={"Y_q + z_Y": "Y_q"},
                    asks="acc = 0 ứng với số thực 0. Mã của nó phải là số nào?",
                    tells="Cộng z_Y sau khi dịch.",
                ),
                Misconception(
                    "trừ z_Y thay vì cộng",
                    kind="zero_point/sign",
                    edits={"Y_q + z_Y": "Y_q - z_Y"},
                    asks="acc = 0 ứng với số thực 0. Mã của nó là z_Y hay −z_Y?",
                    tells="Lượng tử hóa thì cộng điểm 0.",
                ),
                Misconception(
                    "cộng z_Y trước khi dịch",
                    kind="rounding/after_zero_point",
                    edits={" + half)": " + half + z_Y)", "Y_q + z_Y": "Y_q"},
                    asks="z_Y đứng trong tích rồi bị dịch phải n bit. Nó còn lại bao nhiêu?",
                    tells="Dịch trước, cộng z_Y sau: z_Y là mã ở đầu ra.",
                ),
                Misconception(
                    "cộng z_Y vào bộ tích lũy",
                    kind="term/place",
                    edits={PRODUCT: "(acc.astype(np.int64) + z_Y) * q0", "Y_q + z_Y": "Y_q"},
                    asks="Một đơn vị của bộ tích lũy là s_X·s_W, một đơn vị của z_Y là bao nhiêu?",
                    tells="z_Y đếm bằng bước s_Y của đầu ra, nên chỉ cộng sau khi dịch.",
                ),
                Misconception(
                    "không cắt, cắt sai đầu, hay cắt quá muộn",
                    kind="range/no_clip",
                    edits={LAST: "(Y_q + z_Y).astype(np.int8)"},
                    asks="222 có vừa int8 không? Ngay trước khi đổi sang int8, mã lớn nhất của bạn là bao nhiêu?",
                    tells="Cắt về đúng [−128, 127] rồi mới đổi sang int8. Đổi kiểu trước thì cắt không kịp nữa.",
                ),
                Misconception(
                    "cắt trước khi cộng z_Y",
                    kind="range/early_clip",
                    edits={LAST: "(np.clip(Y_q, -128, 127) + z_Y).astype(np.int8)"},
                    asks="Cắt xong được 127, cộng thêm z_Y = 12 thì có còn vừa int8 không?",
                    tells="Cộng z_Y trước, cắt sau cùng.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"-128, 127": "-127, 127"},
                    asks="Mã nhỏ nhất của int8 là bao nhiêu?",
                    tells="Kích hoạt dùng đủ 256 mã, từ −128 đến 127. Chỉ trọng số đối xứng mới bỏ −128.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={".astype(np.int8)": ""},
                    asks="Lớp sau nhận mã 8 bit. Mỗi mã của bạn đang tốn mấy byte?",
                    tells="Giá trị đã đúng. Đổi sang np.int8 sau khi cắt.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "chia lấy phần nguyên",
            {ROUNDED: f"Y_q = ({PRODUCT} + half) // 2**n"},
            note="Dịch phải số học n bit chính là chia cho 2 mũ n rồi làm tròn xuống, nên // cho cùng kết quả.",
        ),
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
            note="Bit cuối cùng bị dịch ra cho biết phần lẻ đã đến một nửa chưa; cộng nó vào là làm tròn nửa lên.",
        ),
    ),
)
