"""Blocks of 32 codes of eight bits, with a step in two bytes."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai13_do_an.values import RAMP, draw_x, tells_apart
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.checking.compare import EXACT_WITH_DTYPE


def draw_blocks(rng: Generator) -> Args:
    return {"x": draw_x(rng)}


ROWS = "x.reshape(-1, 32)"
D = "np.max(np.abs(rows), axis=1, keepdims=True) / np.float32(127)"
INVERSE = "np.divide(1, d, out=np.zeros_like(d), where=d > 0)"
SCALED = "rows * inverse"
ROUNDED = "np.sign(scaled) * np.floor(np.abs(scaled) + np.float32(0.5))"
STEP_BYTES = "d.astype(np.float16).view(np.uint8)"
CODE_BYTES = "codes.astype(np.int8).view(np.uint8)"
BLOCKS = f"np.hstack([d_bytes, {CODE_BYTES}])"

# The largest value is 127, so the step is 1 and halves are ties.
TIES = np.array([127, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 100.5, -100.5, 3.25, -3.75, *[0.25] * 21], np.float32)
# Its step is one that float16 holds as another: enough to move the codes of many of these.
NEGATIVE = np.array([-8.47, *np.linspace(-7.97, -4.97, 16), *(0.4 * np.arange(15) + 0.1)], np.float32)

EXERCISE = Exercise(
    function="q8_0_blocks",
    title="Khối Q8_0",
    reference=reference.q8_0_blocks,
    asks="Trong 34 byte của một khối Q8_0, những byte nào ghi bước, những byte nào ghi mã?",
    tells="Xếp x thành các hàng 32 số. Mỗi hàng: d = max|x| / 127; mã là x · (1 / d) làm tròn, một nửa thì ra xa số 0; hai byte của d trong float16, rồi 32 byte của mã int8.",
    parts=(
        Part(
            "TODO 1",
            points=2,
            visible=(
                Visible("ví dụ trong bài", {"x": RAMP}),
                Visible("bước bằng 1, nhiều số đúng một nửa", {"x": TIES}),
                Visible(
                    "khối toàn số 0 đứng giữa",
                    {"x": np.concatenate([NEGATIVE, np.zeros(32), 40 * RAMP]).astype(np.float32)},
                ),
            ),
            draw=draw_until(draw_blocks, lambda x: tells_apart(x, 127)),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "bước chia cho 128",
                    kind="codes/count",
                    edits={"np.float32(127)": "np.float32(128)"},
                    asks="Số lớn nhất của khối phải thành mã mấy? int8 có mã 128 không?",
                    tells="Mã đối xứng, từ −127 đến 127: d = max|x| / 127.",
                ),
                Misconception(
                    "làm tròn nửa về số chẵn",
                    kind="rounding/other_rule",
                    edits={ROUNDED: "np.rint(scaled)"},
                    asks="0.5 và 2.5 của bạn thành mã mấy? np.rint làm gì với một nửa?",
                    tells="llama.cpp làm tròn một nửa ra xa số 0: 0.5 thành 1, 2.5 thành 3, −2.5 thành −3.",
                ),
                Misconception(
                    "làm tròn một nửa luôn lên",
                    kind="rounding/half_up",
                    edits={ROUNDED: "np.floor(scaled + np.float32(0.5))"},
                    asks="−2.5 của bạn thành −2 hay −3? Bên nào xa số 0 hơn?",
                    tells="Ra xa số 0 thì số âm đi xuống: làm tròn độ lớn |v|, rồi trả lại dấu.",
                ),
                Misconception(
                    "bỏ phần thập phân thay vì làm tròn",
                    kind="rounding/truncate",
                    edits={ROUNDED: "np.trunc(scaled)"},
                    asks="astype(np.int8) làm gì với 3.9?",
                    tells="Làm tròn trước, rồi mới đổi kiểu.",
                ),
                Misconception(
                    "cộng 0.5 rồi bỏ phần thập phân",
                    kind="rounding/other_rule",
                    edits={ROUNDED: "np.trunc(scaled + np.float32(0.5))"},
                    asks="int(−2.7 + 0.5) là mấy? −2.7 gần −2 hay gần −3 hơn?",
                    tells="Với số âm phải trừ 0.5: làm tròn độ lớn, rồi trả lại dấu.",
                ),
                Misconception(
                    "làm tròn luôn xuống",
                    kind="rounding/one_way",
                    edits={ROUNDED: "np.floor(scaled)"},
                    asks="np.floor làm gì với 3.9?",
                    tells="Cộng 0.5 vào độ lớn trước khi lấy np.floor, rồi trả lại dấu.",
                ),
                Misconception(
                    "tính mã bằng bước đã làm tròn về float16",
                    kind="rounding/needless",
                    edits={
                        INVERSE: "np.divide(1, d.astype(np.float16).astype(np.float32), out=np.zeros_like(d), where=d > 0)"
                    },
                    asks="Lúc tính mã, bạn chia cho bước trước hay sau khi nó thành float16?",
                    tells="Tính mã bằng d trong float32; chỉ lúc ghi vào khối mới đổi d sang float16.",
                ),
                Misconception(
                    "bước được ghi bằng float32",
                    kind="dtype/result",
                    edits={STEP_BYTES: "d.astype(np.float32).view(np.uint8)"},
                    asks="Khối của bạn có mấy byte? float32 chiếm mấy byte?",
                    tells="34 byte: d phải đổi sang np.float16, hai byte.",
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
                    edits={BLOCKS: f"np.hstack([{CODE_BYTES}, d_bytes])"},
                    asks="Hai byte đầu của khối là gì?",
                    tells="Bước đứng trước, 32 mã đứng sau.",
                ),
                Misconception(
                    "tìm số lớn nhất mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={D: "np.max(rows, axis=1, keepdims=True) / np.float32(127)"},
                    asks="Khối có −1 và 0.8 thì số nào quyết định bước?",
                    tells="Lấy np.abs trước khi lấy np.max.",
                ),
                Misconception(
                    "bước mang dấu như Q4_0",
                    kind="term/sign",
                    edits={
                        D: "np.take_along_axis(rows, np.argmax(np.abs(rows), axis=1, keepdims=True), axis=1) / np.float32(-127)",
                        "where=d > 0": "where=d != 0",
                    },
                    asks="Bước của Q8_0 là max|x| / 127: nó có thể âm không?",
                    tells="Bước mang dấu là của Q4_0. Mã của Q8_0 đối xứng, nên bước không âm: d = max|x| / 127.",
                ),
                Misconception(
                    "một bước cho mọi khối",
                    kind="axis/shared",
                    edits={D: "np.full((len(rows), 1), np.max(np.abs(rows)) / np.float32(127), np.float32)"},
                    asks="Khối nhỏ và khối lớn của bạn có cùng một bước không?",
                    tells="Mỗi khối một bước: lấy max dọc theo axis=1.",
                ),
                Misconception(
                    "xếp khối theo cột",
                    kind="shape/layout",
                    edits={ROWS: "x.reshape(32, -1).T"},
                    asks="Khối đầu có gồm 32 số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, 32).",
                ),
                Misconception(
                    "mã cộng thêm 128",
                    kind="codes/unsigned",
                    edits={CODE_BYTES: "(codes + 128).astype(np.uint8)"},
                    asks="Mã −1 viết trong int8 là byte nào: 127 hay 255?",
                    tells="Mã có dấu, bù hai: đổi sang np.int8 rồi .view(np.uint8), không cộng gì.",
                ),
                Misconception(
                    "bỏ mất dấu của mã",
                    kind="error/sign_lost",
                    edits={ROUNDED: "np.floor(np.abs(scaled) + np.float32(0.5))"},
                    asks="−3 và 3 của bạn có thành cùng một mã không?",
                    tells="Làm tròn độ lớn xong phải nhân lại với dấu: np.sign(v).",
                ),
                Misconception(
                    "khối toàn số 0 được bước 1",
                    kind="zero/special_case",
                    edits={D: f"np.where(np.max(np.abs(rows), axis=1, keepdims=True) == 0, np.float32(1), {D})"},
                    asks="Bước được ghi vào khối toàn số 0 là mấy?",
                    tells="Ở khối ấy d = 0. Chỉ 1 / d mới cần xử lý riêng.",
                ),
                Misconception(
                    "nhân với bước thay vì chia",
                    kind="scale/inverted",
                    edits={SCALED: "rows * d"},
                    asks="Số lớn nhất của khối phải thành mã 127: nhân nó với d thì được mấy?",
                    tells="Mã là x chia cho d, tức là x nhân với 1 / d.",
                ),
                Misconception(
                    "ghi nghịch đảo của bước",
                    kind="scale/inverted",
                    edits={STEP_BYTES: "inverse.astype(np.float16).view(np.uint8)"},
                    asks="Lúc đọc, máy nhân mã với số ghi trong khối. Số ấy là d hay 1 / d?",
                    tells="Khối ghi d; 1 / d chỉ dùng lúc tính mã.",
                ),
                Misconception(
                    "mã được ghi bằng hai byte",
                    kind="dtype/result",
                    edits={CODE_BYTES: "codes.astype(np.int16).view(np.uint8)"},
                    asks="Mỗi mã của bạn chiếm mấy byte?",
                    tells="Một byte: đổi mã sang np.int8 trước khi .view(np.uint8).",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={BLOCKS: "np.hstack([d_bytes, codes.astype(np.int8)]).astype(np.int32)"},
                    asks="Hãy xem dtype của kết quả: có phải np.uint8 không?",
                    tells="Khối là các byte: ghép các mảng uint8, xem mã int8 như byte bằng .view(np.uint8).",
                ),
                Misconception(
                    "mã giữ kiểu int8 lúc ghép với bước",
                    kind="dtype/result",
                    edits={BLOCKS: "np.hstack([d_bytes, codes.astype(np.int8)])"},
                    asks="Ghép uint8 với int8 thì NumPy chọn kiểu nào?",
                    tells="Xem mã int8 như byte bằng .view(np.uint8) trước khi ghép.",
                ),
                Misconception(
                    "bước đổi thành số nguyên",
                    kind="dtype/result",
                    edits={STEP_BYTES: "d.astype(np.uint16).view(np.uint8)"},
                    asks="Bước 0.0079 đổi sang số nguyên thì còn mấy?",
                    tells="Đổi sang np.float16 trước, rồi .view(np.uint8) để lấy hai byte của nó.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={BLOCKS: f"{BLOCKS}.ravel()"},
                    asks="Kết quả có chiều (số khối, 34) không?",
                    tells="Giữ mỗi khối một hàng.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "chia thay vì nhân nghịch đảo",
            {INVERSE: "np.where(d == 0, np.float32(1), d)", SCALED: "rows / inverse"},
        ),
        Variant(
            "vòng lặp và struct",
            {
                f"rows = {ROWS}\n    d = {D}\n    inverse = {INVERSE}\n    scaled = {SCALED}\n    codes = {ROUNDED}\n    d_bytes = {STEP_BYTES}\n    blocks = {BLOCKS}": "import struct\n"
                "    blocks = np.zeros((len(x) // 32, 34), np.uint8)\n"
                "    for k in range(len(blocks)):\n"
                "        row = x[32 * k : 32 * (k + 1)]\n"
                "        d = np.max(np.abs(row)) / np.float32(127)\n"
                "        inverse = 1 / d if d > 0 else np.float32(0)\n"
                "        v = row * inverse\n"
                "        codes = np.where(v < 0, np.ceil(v - 0.5), np.floor(v + 0.5)).astype(int)\n"
                '        raw = struct.pack("<e32b", d, *codes)\n'
                "        blocks[k] = np.frombuffer(raw, np.uint8)"
            },
        ),
        Variant(
            "np.trunc và np.copysign",
            {ROUNDED: "np.trunc(scaled + np.copysign(np.float32(0.5), scaled))"},
            note="Cộng nửa đơn vị về phía xa số 0 rồi bỏ phần thập phân: cùng một luật, không cần np.sign.",
        ),
        Variant(
            "kiểu có cấu trúc",
            {
                BLOCKS: 'np.zeros(len(rows), [("d", "<f2"), ("codes", "i1", 32)])\n'
                '    blocks["d"], blocks["codes"] = d[:, 0], codes\n'
                "    blocks = blocks.view(np.uint8).reshape(-1, 34)"
            },
            note="Một dtype có cấu trúc chính là khối của llama.cpp: hai byte bước, 32 byte mã.",
        ),
        Variant("tính trong float64", {ROWS: "x.astype(np.float64).reshape(-1, 32)"}),
        Variant(
            "ghi vào từng phần của mảng byte",
            {
                BLOCKS: "np.empty((len(rows), 34), np.uint8)\n"
                "    blocks[:, :2] = d_bytes\n"
                "    blocks[:, 2:] = codes.astype(np.int8).view(np.uint8)"
            },
        ),
    ),
    bears=lambda x: np.size(x) <= 10**6,
)
