"""The two codes of four bits out of a byte."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_bytes(rng: Generator, shape: int | tuple[int, int]) -> NDArray[np.uint8]:
    """Bytes that differ, some with a negative code in a half; 0x78 has the codes next to the change of sign."""
    p = rng.integers(0, 256, shape)
    p[..., :3] = 0x78, 16 * rng.integers(1, 7) + rng.integers(9, 16), 16 * rng.integers(9, 16) + rng.integers(1, 7)
    return p.astype(np.uint8)


def draw_a_row_of_bytes(rng: Generator) -> Args:
    return {"p": draw_bytes(rng, int(rng.integers(4, 8)))}


def draw_rows_of_bytes(rng: Generator) -> Args:
    return {"p": draw_bytes(rng, (int(rng.integers(2, 4)), int(rng.integers(3, 6))))}


STACKED = "np.stack([low, high], axis=-1)"
SIGNED = "np.where(q >= 8, q - 16, q)"

EXERCISE = Exercise(
    function="unpack_int4",
    title="Mở gói và mở rộng dấu",
    reference=reference.unpack_int4,
    asks="Nửa byte 1101 là 13. Nó phải trở lại thành mã nào, và nửa nào ra trước?",
    tells="Nửa thấp p & 15 ra trước, nửa cao p >> 4 ra sau; nửa byte từ 8 trở lên thì trừ 16, trên int8.",
    parts=(
        Part(
            "TODO 8",
            points=1,
            asks="Từ byte 0xB7, nửa thấp và nửa cao là gì? Nửa nào ra trước?",
            tells="Lấy nửa thấp bằng cách bỏ bốn bit cao, lấy nửa cao bằng cách dời xuống bốn bit. Xếp hai nửa của mỗi byte cạnh nhau dọc theo trục cuối, không nối đuôi hai mảng.",
            visible=(
                Visible("chỉ có mã dương", {"p": np.array([0x21, 0x43, 0x65], dtype=np.uint8)}),
                Visible("ma trận hai hàng", {"p": np.array([[211, 135, 16], [240, 15, 94]], dtype=np.uint8)}),
            ),
            draw=draw_rows_of_bytes,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "tráo nửa thấp với nửa cao",
                    kind="shape/layout",
                    edits={STACKED: "np.stack([high, low], axis=-1)"},
                    asks="pack_int4 đã đặt mã đứng trước ở nửa nào?",
                    tells="Nửa thấp ra trước, nửa cao ra sau.",
                ),
                Misconception(
                    "nối hai nửa thay vì xếp xen kẽ",
                    kind="shape/layout",
                    edits={f"{STACKED}.reshape(*p.shape[:-1], -1)": "np.concatenate([low, high], axis=-1)"},
                    asks="Hai mã của byte đầu tiên có đứng cạnh nhau trong kết quả không?",
                    tells="Xếp xen kẽ: thấp, cao, thấp, cao… Chẳng hạn np.stack theo trục cuối rồi reshape.",
                ),
                Misconception(
                    "quên bỏ bốn bit cao",
                    kind="nibble/mask",
                    edits={"p & 0x0F": "p"},
                    asks="Nửa thấp của byte 135 là 7 hay 135?",
                    tells="Nửa thấp là p & 15.",
                ),
                Misconception(
                    "quên dịch nửa cao",
                    kind="nibble/mask",
                    edits={"p >> 4": "p & 0xF0"},
                    asks="Nửa cao của byte 135 là 8 hay 128?",
                    tells="Dịch sang phải 4 bit: p >> 4.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={"reshape(*p.shape[:-1], -1)": "reshape(-1)"},
                    asks="p có hai hàng thì kết quả có mấy hàng?",
                    tells="Chỉ trục cuối dài gấp đôi, các trục khác giữ nguyên: reshape(*p.shape[:-1], -1).",
                ),
            ),
        ),
        Part(
            "TODO 9",
            points=1,
            asks="Nửa byte 1000 là 8. Trong bốn bit bù hai, nó là mã nào?",
            tells="Từ 8 trở lên là mã âm, dưới 8 thì giữ nguyên. Đổi sang int8 trước khi trừ, và kết quả phải còn là int8.",
            visible=(
                Visible("ví dụ trong bài", {"p": np.array([211, 135], dtype=np.uint8)}),
                Visible("các mã −8, 7, −1, 0", {"p": np.array([0x78, 0x0F, 0x87, 0xF0], dtype=np.uint8)}),
            ),
            draw=draw_a_row_of_bytes,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên mở rộng dấu",
                    kind="nibble/sign",
                    edits={SIGNED: "q"},
                    asks="Kết quả của bạn có mã âm nào không?",
                    tells="Nửa byte từ 8 đến 15 là mã âm: trừ đi 16.",
                ),
                Misconception(
                    "trừ 16 ở mọi nửa byte",
                    kind="nibble/sign",
                    edits={SIGNED: "q - 16"},
                    asks="Nửa byte 3, tức 0011, có bit dấu bằng mấy? Nó thành mã nào?",
                    tells="Chỉ trừ 16 khi nửa byte từ 8 trở lên; nhỏ hơn 8 thì giữ nguyên.",
                ),
                Misconception(
                    "trừ 8 thay vì mở rộng dấu",
                    kind="nibble/sign",
                    edits={SIGNED: "q - 8"},
                    asks="Nửa byte 0 của bạn thành mã nào? Mã 0 thì đóng gói thành nửa byte nào?",
                    tells="Trừ 8 là kiểu của Q4_0. Với bù hai, chỉ trừ 16 ở những nửa byte từ 8 trở lên.",
                ),
                Misconception(
                    "trừ trên uint8 nên quay vòng",
                    kind="dtype/overflow",
                    edits={"nibbles.astype(np.int8)": "nibbles"},
                    asks="uint8 có chứa được −3 không? 13 − 16 trên uint8 ra số nào?",
                    tells="Đổi sang np.int8 trước, rồi mới trừ 16.",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={"nibbles.astype(np.int8)": "nibbles.astype(np.int32)"},
                    asks="Hãy xem q.dtype: mỗi mã của bạn đang tốn mấy byte?",
                    tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi sang np.int8.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={"nibbles.astype(np.int8)": "nibbles.astype(np.int64)"},
                    asks="Hãy xem q.dtype: mỗi mã của bạn đang tốn mấy byte?",
                    tells="Giá trị đã đúng, nhưng int64 dài 8 byte. Đổi sang np.int8.",
                ),
                Misconception(
                    "bỏ sót mã −8",
                    kind="nibble/sign",
                    edits={"q >= 8": "q > 8"},
                    asks="Nửa byte 8, tức 1000, có bit dấu bằng mấy?",
                    tells="Bit dấu bằng 1 từ 8 trở lên: q >= 8.",
                ),
                Misconception(
                    "coi 7 là số âm",
                    kind="nibble/sign",
                    edits={"q >= 8": "q >= 7"},
                    asks="7 là 0111. Bit dấu của nó bằng mấy?",
                    tells="Chỉ trừ 16 khi nửa byte từ 8 trở lên.",
                ),
                Misconception(
                    "trừ 15 thay vì 16",
                    kind="nibble/sign",
                    edits={"q - 16": "q - 15"},
                    asks="4 bit có bao nhiêu giá trị? 1111 phải thành −1 hay 0?",
                    tells="4 bit có 16 giá trị, nên trừ 16.",
                ),
                Misconception(
                    "coi bit cao nhất chỉ là dấu trừ",
                    kind="nibble/sign",
                    edits={"q - 16": "8 - q"},
                    asks="1111 của bạn thành −7 hay −1?",
                    tells="Bù hai không phải là dấu kèm độ lớn: nửa byte n từ 8 trở lên ứng với n − 16.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "xor rồi trừ",
            {SIGNED: "(q ^ 8) - 8"},
            note="Lật bit dấu rồi trừ 8: mẹo quen thuộc để mở rộng dấu mà không cần so sánh.",
        ),
        Variant(
            "dịch trái rồi dịch phải",
            {SIGNED: "np.right_shift(np.left_shift(q, 4), 4)"},
            note="Đẩy bit dấu của nửa byte lên đầu byte, rồi dịch phải số học: máy tự lặp lại bit dấu.",
        ),
        Variant(
            "bảng tra",
            {
                SIGNED: "np.array([0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1], dtype=np.int8)[q]",
            },
        ),
        Variant("cộng 8 chia dư", {SIGNED: "(q + 8) % 16 - 8"}),
        Variant(
            "điền xen kẽ",
            {
                f"nibbles = {STACKED}.reshape(*p.shape[:-1], -1)": "nibbles = np.zeros((*p.shape[:-1], 2 * p.shape[-1]), dtype=np.uint8)\n"
                "    nibbles[..., 0::2] = low\n"
                "    nibbles[..., 1::2] = high",
            },
        ),
        Variant(
            "np.repeat",
            {
                f"nibbles = {STACKED}.reshape(*p.shape[:-1], -1)": "nibbles = np.repeat(p, 2, axis=-1)\n"
                "    nibbles[..., 0::2] %= 16\n"
                "    nibbles[..., 1::2] //= 16",
            },
        ),
        Variant(
            "trên int64",
            {
                "nibbles.astype(np.int8)": "nibbles.astype(np.int64)",
                SIGNED: "np.where(q > 7, q - 16, q).astype(np.int8)",
            },
        ),
    ),
)
