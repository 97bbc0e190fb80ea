"""The values that blocks of four bits stand for."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.bai13_do_an.values import RAMP
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.checking.compare import EXACT_WITH_DTYPE


def blocks_of(steps: list[float], rng: Generator) -> NDArray[np.uint8]:
    """Blocks of these steps and of codes that differ, with all of 0 to 15 among them."""
    codes = rng.permuted(np.tile(np.arange(16), (len(steps), 2)), axis=1)
    packed = codes[:, :16] | codes[:, 16:] << 4
    return np.hstack([np.array(steps, "<f2").view(np.uint8).reshape(-1, 2), packed.astype(np.uint8)])


def is_finite_wherever_the_step_is_sought(blocks: NDArray[np.uint8]) -> bool:
    """Are the first two bytes in the other order, and the last two, no infinity and no NaN of float16?"""
    taken = np.concatenate([blocks[:, 1::-1], blocks[:, -2:]])
    return bool(np.isfinite(taken.copy().view("<f2")).all())


def draw_blocks(rng: Generator) -> Args:
    steps = 2.0 ** rng.uniform(-9, 3, int(rng.integers(3, 7))) * rng.choice([-1.0, 1.0])
    return {"blocks": blocks_of([*steps, -0.37], rng)}


STEP = "blocks[:, :2].copy().view(np.float16)"
LOW, HIGH = "blocks[:, 2:] & 15", "blocks[:, 2:] >> 4"
CODES = "np.hstack([low, high]).astype(np.float32)"
X = "(d.astype(np.float32) * (codes - 8)).ravel()"

EXERCISE = Exercise(
    function="read_q4_0",
    title="Đọc khối Q4_0",
    reference=reference.read_q4_0,
    asks="Từ một byte, bạn lấy ra mã nào và mã nào? Mã 8 đọc ra số mấy?",
    tells="Hai byte đầu là float16 d. Nửa thấp của 16 byte sau là mã 0 đến 15, nửa cao là mã 16 đến 31; x = d · (mã − 8), trong float32.",
    parts=(
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"blocks": reference.q4_0_blocks(RAMP)}),
                Visible(
                    "ba khối, bước âm và dương", {"blocks": blocks_of([0.3, -1.7, 0.011], np.random.default_rng(0))}
                ),
            ),
            draw=draw_until(draw_blocks, is_finite_wherever_the_step_is_sought),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên trừ 8",
                    kind="zero_point/forgotten",
                    edits={"(codes - 8)": "codes"},
                    asks="Kết quả của bạn có số nào trái dấu với bước không?",
                    tells="Mã 8 là số 0: trừ 8 trước khi nhân với d.",
                ),
                Misconception(
                    "trừ 7 thay vì 8",
                    kind="zero_point/other",
                    edits={"(codes - 8)": "(codes - 7)"},
                    asks="Mã nào là số 0?",
                    tells="Mã 8: lúc ghi ta đã cộng 8.",
                ),
                Misconception(
                    "trừ 8.5 thay vì 8",
                    kind="zero_point/other",
                    edits={"(codes - 8)": "(codes - np.float32(8.5))"},
                    asks="Mã 8 của bạn đọc ra số 0, hay nửa bước dưới 0?",
                    tells="0.5 chỉ để làm tròn lúc ghi. Lúc đọc thì trừ đúng 8.",
                ),
                Misconception(
                    "đọc ngược thứ tự bốn bit",
                    kind="order/swapped",
                    edits={
                        LOW: 'np.packbits(np.unpackbits(blocks[:, 2:], axis=1, bitorder="little"), axis=1) >> 4',
                        HIGH: 'np.packbits(np.unpackbits(blocks[:, 2:], axis=1, bitorder="little"), axis=1) & 15',
                    },
                    asks="Với thứ tự bit bạn chọn, bit đầu tiên lấy ra đáng giá 1 hay 8?",
                    tells='bitorder="little" thì bit đáng giá 1 ra trước, rồi 2, 4, 8. Hay dùng & 15 và >> 4.',
                ),
                Misconception(
                    "trừ 8 sau khi nhân",
                    kind="term/place",
                    edits={X: "(d.astype(np.float32) * codes - 8).ravel()"},
                    asks="8 là số bước hay là số thực?",
                    tells="8 là số bước: trừ khỏi mã trước, rồi mới nhân với d.",
                ),
                Misconception(
                    "trừ trên uint8 nên quay vòng",
                    kind="dtype/overflow",
                    edits={CODES: "np.hstack([low, high])"},
                    asks="3 − 8 trên uint8 ra số nào?",
                    tells="Đổi mã sang kiểu có dấu, như float32, trước khi trừ.",
                ),
                Misconception(
                    "mở rộng dấu thay vì trừ 8",
                    kind="nibble/sign",
                    edits={"(codes - 8)": "np.where(codes >= 8, codes - 16, codes)"},
                    asks="Mã 0 của Q4_0 là số 0, hay là −8 bước?",
                    tells="Đó là bù hai của Bài 3. Q4_0 trừ 8 ở mọi mã.",
                ),
                Misconception(
                    "xếp xen kẽ hai nửa",
                    kind="shape/layout",
                    edits={CODES: "np.stack([low, high], axis=2).reshape(len(blocks), 32).astype(np.float32)"},
                    asks="Nửa cao của byte đầu là mã 1 hay mã 16?",
                    tells="Mọi nửa thấp đứng trước, rồi mới đến mọi nửa cao.",
                ),
                Misconception(
                    "tráo nửa thấp với nửa cao",
                    kind="shape/layout",
                    edits={CODES: "np.hstack([high, low]).astype(np.float32)"},
                    asks="16 số đầu của khối nằm ở nửa nào?",
                    tells="Ở nửa thấp.",
                ),
                Misconception(
                    "mọi nửa thấp của cả mảng đứng trước",
                    kind="shape/layout",
                    edits={CODES: "np.concatenate([low, high]).reshape(len(blocks), 32).astype(np.float32)"},
                    asks="Khối 0 của bạn gồm nửa thấp và nửa cao của khối nào?",
                    tells="Nối hai nửa trong từng khối: dọc theo axis=1.",
                ),
                Misconception(
                    "đọc bước như số nguyên",
                    kind="dtype/result",
                    edits={STEP: "blocks[:, :2].copy().view(np.uint16)"},
                    asks="Hai byte đầu là một số nguyên hay một float16?",
                    tells="Xem hai byte như float16: .view(np.float16).",
                ),
                Misconception(
                    "đổi từng byte sang float16",
                    kind="dtype/result",
                    edits={STEP: "blocks[:, :1].astype(np.float16)"},
                    asks="astype đổi giá trị, hay chỉ đổi cách nhìn các byte?",
                    tells="Muốn nhìn hai byte như một float16 thì dùng .view(np.float16).",
                ),
                Misconception(
                    "đọc byte cao của bước trước",
                    kind="shape/layout",
                    edits={STEP: "blocks[:, 1::-1].copy().view(np.float16)"},
                    asks="Byte đầu của khối là byte thấp hay byte cao của bước?",
                    tells="Byte thấp: .view(np.float16) trên hai byte theo đúng thứ tự.",
                ),
                Misconception(
                    "lấy nhầm hai byte cuối làm bước",
                    kind="shape/layout",
                    edits={
                        STEP: "blocks[:, 16:].copy().view(np.float16)",
                        "low = blocks[:, 2:]": "low = blocks[:, :16]",
                        "high = blocks[:, 2:]": "high = blocks[:, :16]",
                    },
                    asks="q4_0_blocks đặt bước ở đầu hay ở cuối khối?",
                    tells="Hai byte đầu là bước.",
                ),
                Misconception(
                    "nhân trong float16",
                    kind="dtype/float",
                    edits={X: "(d * (codes - 8).astype(np.float16)).ravel().astype(np.float32)"},
                    asks="7 bước nhân với d có còn đúng khi float16 chỉ giữ 11 chữ số hệ hai không?",
                    tells="Đổi d sang float32 trước khi nhân.",
                ),
                Misconception(
                    "kết quả là float64",
                    kind="dtype/result",
                    edits={X: "(d.astype(np.float64) * (codes - 8)).ravel()"},
                    asks="Kết quả của bạn có dtype gì, và đề hỏi dtype gì?",
                    tells="Giá trị đã đúng. Đổi sang np.float32.",
                ),
                Misconception(
                    "kết quả là float16",
                    kind="dtype/result",
                    edits={X: "(d * (codes - 8).astype(np.float16)).ravel()"},
                    asks="Kết quả của bạn có dtype gì, và đề hỏi dtype gì?",
                    tells="Đổi d sang float32 trước khi nhân; kết quả phải là np.float32.",
                ),
                Misconception(
                    "quên bỏ bốn bit cao",
                    kind="nibble/mask",
                    edits={LOW: "blocks[:, 2:]"},
                    asks="Nửa thấp của byte 112 là 0 hay 112?",
                    tells="Nửa thấp là byte & 15.",
                ),
                Misconception(
                    "quên dịch nửa cao",
                    kind="nibble/mask",
                    edits={HIGH: "blocks[:, 2:] & 240"},
                    asks="Nửa cao của byte 112 là 7 hay 112?",
                    tells="Dịch sang phải 4 bit: byte >> 4.",
                ),
                Misconception(
                    "quên nhân với bước",
                    kind="scale/other",
                    edits={X: "(codes - 8).ravel()"},
                    asks="Bạn đã dùng d ở đâu?",
                    tells="Nhân mã đã trừ 8 với bước của khối.",
                ),
                Misconception(
                    "chia cho bước thay vì nhân",
                    kind="scale/inverted",
                    edits={X: "((codes - 8) / d.astype(np.float32)).ravel()"},
                    asks="Mã đếm số bước. Muốn về số thực thì nhân hay chia?",
                    tells="Nhân với d.",
                ),
                Misconception(
                    "dùng bước của khối đầu cho mọi khối",
                    kind="axis/shared",
                    edits={X: "(d[0, 0].astype(np.float32) * (codes - 8)).ravel()"},
                    asks="Khối thứ hai có bước riêng không?",
                    tells="Mỗi hàng nhân với bước của hàng ấy: d chiều (số khối, 1).",
                ),
                Misconception(
                    "trả về bảng các khối thay vì một hàng số",
                    kind="shape/dimensions",
                    edits={X: "d.astype(np.float32) * (codes - 8)"},
                    asks="Kết quả có một trục hay hai trục?",
                    tells="Duỗi các khối thành một hàng bằng ravel().",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "vòng lặp",
            {
                f"d = {STEP}\n    low = {LOW}\n    high = {HIGH}\n    codes = {CODES}\n    x = {X}": "x = np.zeros(32 * len(blocks), np.float32)\n"
                "    for k, block in enumerate(blocks):\n"
                "        d = np.float32(np.frombuffer(block[:2].tobytes(), np.float16)[0])\n"
                "        for j in range(16):\n"
                "            x[32 * k + j] = d * (int(block[2 + j]) % 16 - 8)\n"
                "            x[32 * k + j + 16] = d * (int(block[2 + j]) // 16 - 8)"
            },
        ),
        Variant(
            "kiểu có cấu trúc",
            {
                f"d = {STEP}\n    low = {LOW}\n    high = {HIGH}": 'parts = blocks.copy().view([("d", "<f2"), ("qs", "u1", 16)])[:, 0]\n'
                '    d = parts["d"][:, np.newaxis]\n'
                '    low, high = parts["qs"] & 15, parts["qs"] >> 4'
            },
            note="Xem cả khối như một bản ghi: hai byte bước, 16 byte mã.",
        ),
        Variant("divmod", {f"low = {LOW}\n    high = {HIGH}": "high, low = np.divmod(blocks[:, 2:], 16)"}),
        Variant(
            "trừ 8 trên int8 rồi mới nhân",
            {CODES: "np.hstack([low, high]).astype(np.int8)"},
        ),
        Variant(
            "tính trong float64 rồi đổi về float32",
            {X: "(d.astype(np.float64) * (codes - 8)).astype(np.float32).reshape(-1)"},
        ),
    ),
    bears=lambda blocks: np.size(blocks) <= 10**6,
)
