"""Blocks of 32 codes of four bits, two in a byte, with a step that has a sign."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai13_do_an.values import RAMP, draw_x, tells_apart
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals
from course.checking.compare import EXACT_WITH_DTYPE


def draw_blocks(rng: Generator) -> Args:
    return {"x": draw_x(rng)}


def is_telling(x: Reals) -> bool:
    return tells_apart(x, 8)


LARGEST = "np.argmax(np.abs(rows), axis=1, keepdims=True)"
M = f"np.take_along_axis(rows, {LARGEST}, axis=1)"
D = "m / np.float32(-8)"
ROWS = "x.reshape(len(x) // 32, 32)"
INVERSE = "np.divide(1, d, out=np.zeros_like(d), where=d != 0)"
SHIFTED = "np.floor(rows * inverse + np.float32(8.5))"
CODES = f"np.minimum({SHIFTED}, 15).astype(np.uint8)"
PACKED = "codes[:, :16] | codes[:, 16:] << 4"
STEP_BYTES = "d.astype(np.float16).view(np.uint8)"
BLOCKS = f"np.hstack([{STEP_BYTES}, packed])"

# The value of largest magnitude is 8 steps away, so the step is 1 (or -1) and halves are ties.
TIES = np.array(
    [-8, 8, 7.5, 0.5, -0.5, 1.5, -1.5, 2.5, -6.5, 6.5, 3.25, -3.75, *range(-7, 8), 4.25, -4.25, 5.5, -5.5, 0.0],
    np.float32,
)
BOTH_ENDS = np.array([4.0, -4.0, *(0.25 * np.arange(-15, 15))], np.float32)
# The step is 0.27625, which float16 holds as a little more: enough to move the codes of ±1.52.
NEAR_HALVES = np.array([2.21, -1.52, 1.52, *(0.13 * np.arange(-14, 15))], np.float32)
RISING = np.array([0.06 * k - 0.31 for k in range(31)] + [3.6], np.float32)


def case(*parts: Reals) -> Args:
    return {"x": np.concatenate(parts).astype(np.float32)}


EXERCISE = Exercise(
    function="q4_0_blocks",
    title="Khối Q4_0",
    reference=reference.q4_0_blocks,
    asks="Số có độ lớn lớn nhất của khối phải thành mã mấy? Mã j nằm chung một byte với mã nào?",
    tells="m là số ấy, kèm dấu; d = m / −8, nên nó thành mã 0. Mã là floor(x · (1 / d) + 8.5), nhiều nhất 15. Byte j giữ mã j ở nửa thấp, mã j + 16 ở nửa cao.",
    parts=(
        Part(
            "TODO 2",
            points=1.5,
            asks="Trong khối, số nào có độ lớn lớn nhất? Nó dương hay âm, và d khi ấy mang dấu gì?",
            tells="Tìm vị trí của |x| lớn nhất (vị trí đầu tiên), lấy chính số ở đó, rồi chia cho −8.",
            visible=(
                Visible("hai khối, số lớn nhất dương rồi âm", case(RISING, -2 * RISING)),
                Visible("hai số đối nhau cùng lớn nhất, số dương đứng trước", case(BOTH_ENDS)),
            ),
            draw=draw_until(draw_blocks, is_telling),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "bước không mang dấu",
                    kind="error/sign_lost",
                    edits={D: "np.abs(m) / np.float32(8)"},
                    asks="Khối có số lớn nhất là 8: với d = 1 thì nó thành mã mấy? Bốn bit có mã ấy không?",
                    tells="d = m / −8, với m kèm dấu: số lớn nhất luôn thành mã 0, không bao giờ vượt 15.",
                ),
                Misconception(
                    "bước chia cho 7",
                    kind="codes/count",
                    edits={D: "m / np.float32(-7)"},
                    asks="Mã 0 đọc ra mấy bước: −7 hay −8?",
                    tells="Q4_0 dùng cả mã 0, tức là −8 bước: d = m / −8.",
                ),
                Misconception(
                    "bước đối xứng, |m| chia cho 7",
                    kind="codes/count",
                    edits={D: "np.abs(m) / np.float32(7)"},
                    asks="Cách của Bài 3 dùng mấy mã trong 16 mã?",
                    tells="Q4_0 dùng cả 16 mã: d = m / −8, với m kèm dấu.",
                ),
                Misconception(
                    "quên dấu trừ của bước",
                    kind="term/sign",
                    edits={D: "m / np.float32(8)"},
                    asks="Với d = m / 8 thì m chia cho d được mấy, cộng 8 thành mã mấy?",
                    tells="m phải thành −8 bước, tức mã 0: d = m / −8.",
                ),
                Misconception(
                    "bước chia cho 16",
                    kind="codes/count",
                    edits={D: "m / np.float32(-16)"},
                    asks="Từ mã 0 đến mã của số 0 là mấy bước?",
                    tells="Tám bước: d = m / −8. Chia cho 16 là của Q5_0.",
                ),
                Misconception(
                    "tìm số lớn nhất mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={LARGEST: "np.argmax(rows, axis=1, keepdims=True)"},
                    asks="Khối có −1 và 0.8 thì m là số nào?",
                    tells="Tìm vị trí bằng np.argmax của np.abs, rồi lấy số ở đó kèm dấu.",
                ),
                Misconception(
                    "hòa mà lấy số đứng sau",
                    kind="search/kept",
                    edits={LARGEST: "31 - np.argmax(np.abs(rows[:, ::-1]), axis=1, keepdims=True)"},
                    asks="Khối có cả 4 lẫn −4 thì số nào đứng trước?",
                    tells="Lấy số đứng trước, như np.argmax làm.",
                ),
                Misconception(
                    "hòa mà luôn lấy số âm",
                    kind="search/kept",
                    edits={
                        M: "np.where(np.max(rows, axis=1, keepdims=True) > -np.min(rows, axis=1, keepdims=True), "
                        "np.max(rows, axis=1, keepdims=True), np.min(rows, axis=1, keepdims=True))"
                    },
                    asks="Khối có cả 4 lẫn −4 thì số nào đứng trước?",
                    tells="Lấy số đứng trước: np.argmax của np.abs cho vị trí đầu tiên.",
                ),
                Misconception(
                    "một bước cho mọi khối",
                    kind="axis/shared",
                    edits={D: "np.full((len(rows), 1), x[np.argmax(np.abs(x))] / np.float32(-8), np.float32)"},
                    asks="Khối nhỏ và khối lớn của bạn có cùng một bước không?",
                    tells="Mỗi khối một bước: tìm dọc theo axis=1.",
                ),
                Misconception(
                    "bước tính từ số nhỏ nhất và số lớn nhất",
                    kind="scale/asymmetric",
                    edits={
                        D: "(np.max(rows, axis=1, keepdims=True) - np.min(rows, axis=1, keepdims=True)) / np.float32(15)"
                    },
                    asks="Q4_0 có cất số nhỏ nhất của khối không?",
                    tells="Q4_0 chỉ cất một bước: d = m / −8. Cất thêm số nhỏ nhất là một kiểu khác, Q4_1.",
                ),
            ),
        ),
        Part(
            "TODO 3",
            points=1.5,
            asks="Mã của số 0 là mấy? Mã 0 và mã 16 của khối nằm ở đâu trong các byte?",
            tells="Mã là floor(x · (1 / d) + 8.5), nhiều nhất 15; 1 / d là 0 khi d = 0. Byte j là mã j cộng mã j + 16 dịch trái 4 bit. Hai byte của d đứng trước.",
            visible=(
                Visible("ví dụ trong bài", case(RAMP)),
                Visible("bước bằng 1, nhiều số đúng một nửa", case(TIES)),
                Visible("khối toàn số 0 đứng giữa", case(NEAR_HALVES, np.zeros(32), RISING)),
            ),
            draw=draw_until(draw_blocks, is_telling),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "ghép hai mã liền nhau",
                    kind="shape/layout",
                    edits={PACKED: "codes[:, 0::2] | codes[:, 1::2] << 4"},
                    asks="Trong Q4_0, mã 0 nằm chung một byte với mã 1 hay mã 16?",
                    tells="Đó là cách của Bài 3. Q4_0 ghép mã j với mã j + 16.",
                ),
                Misconception(
                    "tráo nửa thấp với nửa cao",
                    kind="shape/layout",
                    edits={PACKED: "codes[:, :16] << 4 | codes[:, 16:]"},
                    asks="16 mã đầu phải nằm ở nửa thấp hay nửa cao?",
                    tells="16 mã đầu ở nửa thấp; dịch trái 4 bit 16 mã sau.",
                ),
                Misconception(
                    "ghép hai mã liền nhau và tráo nửa",
                    kind="shape/layout",
                    edits={PACKED: "codes[:, 0::2] << 4 | codes[:, 1::2]"},
                    asks="Byte đầu của bạn giữ những mã nào, mỗi mã ở nửa nào?",
                    tells="Mã 0 ở nửa thấp, mã 16 ở nửa cao.",
                ),
                Misconception(
                    "quên dịch nửa cao",
                    kind="nibble/mask",
                    edits={PACKED: "codes[:, :16] | codes[:, 16:]"},
                    asks="Hai mã của bạn có đang nằm chồng lên nhau không?",
                    tells="Dịch 16 mã sau sang trái 4 bit rồi mới ghép.",
                ),
                Misconception(
                    "quên cộng 8 vào mã",
                    kind="zero_point/forgotten",
                    edits={CODES: "np.clip(np.rint(rows * inverse), -8, 7).astype(np.int8).view(np.uint8) & 15"},
                    asks="Q4_0 cất số 0 bằng mã 8: số 0 của bạn thành mã mấy?",
                    tells="Đó là bù hai của Bài 3. Q4_0 cộng 8 để mã không âm.",
                ),
                Misconception(
                    "làm tròn nửa về số chẵn",
                    kind="rounding/other_rule",
                    edits={SHIFTED: "np.rint(rows * inverse) + 8"},
                    asks="np.rint làm gì với 0.5? Còn floor(0.5 + 8.5) thì ra mấy?",
                    tells="Theo đúng công thức: floor(x · (1 / d) + 8.5).",
                ),
                Misconception(
                    "bỏ phần thập phân thay vì làm tròn",
                    kind="rounding/truncate",
                    edits={SHIFTED: "np.floor(rows * inverse + np.float32(8))"},
                    asks="3.9 bước của bạn thành mã 11 hay mã 12?",
                    tells="Cộng 8.5, trong đó 0.5 để làm tròn: floor(x · (1 / d) + 8.5).",
                ),
                Misconception(
                    "cộng 8 mà không làm tròn số âm cho đúng",
                    kind="rounding/truncate",
                    edits={SHIFTED: "np.trunc(rows * inverse) + 8"},
                    asks="np.trunc(−3.9) là mấy?",
                    tells="Cộng 8.5 trước rồi mới lấy floor.",
                ),
                Misconception(
                    "một nửa ra xa số 0 như Q8_0",
                    kind="rounding/other_rule",
                    edits={SHIFTED: "np.trunc(rows * inverse + np.copysign(np.float32(0.5), rows * inverse)) + 8"},
                    asks="Với Q4_0, −1.5 thành mã mấy: floor(−1.5 + 8.5) là 6 hay 7?",
                    tells="Q4_0 dùng floor(x · (1 / d) + 8.5), nên một nửa luôn đi lên.",
                ),
                Misconception(
                    "quên cắt mã 16",
                    kind="range/no_clip",
                    edits={CODES: f"{SHIFTED}.astype(np.uint8)"},
                    asks="Khối có −8 và 8 thì 8 thành mã mấy? Bốn bit chứa được mã nào lớn nhất?",
                    tells="Lấy min với 15.",
                ),
                Misconception(
                    "mã 16 quay về 0",
                    kind="range/no_clip",
                    edits={CODES: f"{SHIFTED}.astype(np.uint8) & 15"},
                    asks="Chỉ giữ bốn bit thấp của 16 thì còn mã mấy? Mã ấy đọc ra số nào?",
                    tells="Cắt bằng np.minimum(…, 15), đừng che bit.",
                ),
                Misconception(
                    "cắt về các mã từ 1 đến 15",
                    kind="range/lowest_lost",
                    edits={CODES: f"np.clip({SHIFTED}, 1, 15).astype(np.uint8)"},
                    asks="Số lớn nhất của khối thành mã mấy?",
                    tells="Nó thành mã 0, tức −8 bước: đừng bỏ mã ấy.",
                ),
                Misconception(
                    "cắt về 14",
                    kind="range/other_codes",
                    edits={", 15)": ", 14)"},
                    asks="Bốn bit chứa được mã nào lớn nhất?",
                    tells="Mã lớn nhất là 15.",
                ),
                Misconception(
                    "tính mã bằng bước đã làm tròn về float16",
                    kind="rounding/needless",
                    edits={
                        INVERSE: "np.divide(1, d.astype(np.float16).astype(np.float32), out=np.zeros_like(d), where=d != 0)"
                    },
                    asks="Lúc tính mã, bạn chia cho bước trước hay sau khi nó thành float16?",
                    tells="Tính mã bằng d trong float32; chỉ lúc ghi vào khối mới đổi d sang float16.",
                ),
                Misconception(
                    "bước được ghi bằng float32",
                    kind="dtype/result",
                    edits={STEP_BYTES: "d.astype(np.float32).view(np.uint8)"},
                    asks="Khối của bạn có mấy byte? float32 chiếm mấy byte?",
                    tells="18 byte: d phải đổi sang np.float16, hai byte.",
                ),
                Misconception(
                    "byte cao của bước đứng trước",
                    kind="shape/layout",
                    edits={STEP_BYTES: f"{STEP_BYTES}[:, ::-1]"},
                    asks="Trong bộ nhớ của máy bạn, byte thấp hay byte cao của một float16 đứng trước?",
                    tells="Byte thấp đứng trước, đúng như .view(np.uint8) cho ra.",
                ),
                Misconception(
                    "bước đứng sau các mã",
                    kind="shape/layout",
                    edits={BLOCKS: f"np.hstack([packed, {STEP_BYTES}])"},
                    asks="Hai byte đầu của khối là gì?",
                    tells="Bước đứng trước, 16 byte mã đứng sau.",
                ),
                Misconception(
                    "quên khối toàn số 0",
                    kind="zero/special_case",
                    edits={INVERSE: "1 / d"},
                    asks="Khối toàn số 0 thì bạn chia cho mấy? Mã của NaN là mấy?",
                    tells="Ở khối ấy lấy 1 / d là 0, để mọi mã bằng 8.",
                ),
                Misconception(
                    "nhân với bước thay vì chia",
                    kind="scale/inverted",
                    edits={SHIFTED: "np.clip(np.floor(rows * d + np.float32(8.5)), 0, 15)"},
                    asks="m phải là −8 bước: nhân m với d thì được mấy?",
                    tells="Chia cho d, tức là nhân với 1 / d.",
                ),
                Misconception(
                    "không gói hai mã vào một byte",
                    kind="shape/dimensions",
                    edits={PACKED: "codes"},
                    asks="Khối của bạn có mấy byte? 32 mã 4 bit thì chiếm mấy byte?",
                    tells="16 byte mã: mã j ở nửa thấp, mã j + 16 ở nửa cao.",
                ),
                Misconception(
                    "ghi bước không dấu",
                    kind="error/sign_lost",
                    edits={STEP_BYTES: "np.abs(d).astype(np.float16).view(np.uint8)"},
                    asks="Bước âm của bạn đọc lại thành dương hay âm?",
                    tells="Ghi nguyên d, kèm dấu: float16 có bit dấu.",
                ),
                Misconception(
                    "ghi nghịch đảo của bước",
                    kind="scale/inverted",
                    edits={STEP_BYTES: "inverse.astype(np.float16).view(np.uint8)"},
                    asks="Lúc đọc, máy nhân mã với số ghi trong khối. Số ấy là d hay 1 / d?",
                    tells="Khối ghi d; 1 / d chỉ dùng lúc tính mã.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={BLOCKS: f"{BLOCKS}.astype(np.int64)"},
                    asks="Hãy xem dtype của kết quả: có phải np.uint8 không?",
                    tells="Giá trị đã đúng. Giữ mọi mảng ở np.uint8 trước khi ghép.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={BLOCKS: f"{BLOCKS}.ravel()"},
                    asks="Kết quả có chiều (số khối, 18) không?",
                    tells="Giữ mỗi khối một hàng.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "lấy số ấy bằng chỉ số hàng và vị trí",
            {M: "rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)].reshape(-1, 1)"},
        ),
        Variant(
            "chia thay vì nhân nghịch đảo",
            {INVERSE: "np.where(d == 0, np.float32(1), d)", SHIFTED: "np.floor(rows / inverse + np.float32(8.5))"},
        ),
        Variant(
            "vòng lặp cho từng khối",
            {
                M: "np.array([max(row, key=abs) for row in rows]).reshape(-1, 1)",
                PACKED: "np.array([[row[j] + 16 * row[j + 16] for j in range(16)] for row in codes.astype(int)])"
                ".astype(np.uint8)",
            },
            note="max(row, key=abs) tìm số có độ lớn lớn nhất, giữ dấu, và giữ số đứng trước khi hòa.",
        ),
        Variant(
            "np.trunc, vì mọi số đã dương",
            {CODES: "np.clip((rows * inverse + np.float32(8.5)).astype(np.int64), 0, 15).astype(np.uint8)"},
            note="x / d + 8.5 không bao giờ âm, nên đổi sang số nguyên cũng là làm tròn xuống.",
        ),
        Variant("cộng thay vì |", {PACKED: "codes[:, :16] + 16 * codes[:, 16:]"}),
        Variant(
            "tách hai nửa bằng reshape",
            {PACKED: "codes.reshape(-1, 2, 16)[:, 0] | codes.reshape(-1, 2, 16)[:, 1] << 4"},
        ),
        Variant("tính trong float64", {ROWS: "x.astype(np.float64).reshape(-1, 32)"}),
        Variant("np.concatenate", {BLOCKS: f"np.concatenate([{STEP_BYTES}, packed], axis=1)"}),
    ),
    bears=lambda x: np.size(x) <= 10**6,
)
