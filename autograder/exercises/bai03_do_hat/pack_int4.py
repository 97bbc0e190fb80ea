"""Two codes of four bits in a byte."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_codes(rng: Generator, shape: int | tuple[int, int]) -> NDArray[np.int8]:
    """Codes of all of [-8, 7]: the first pair has a negative code in front, the second one behind."""
    q = rng.integers(-8, 8, shape)
    q[..., :4] = rng.integers(-8, 0), rng.integers(1, 7), rng.integers(1, 8), rng.integers(-8, 0)
    return q.astype(np.int8)


def draw_a_row(rng: Generator) -> Args:
    return {"q": draw_codes(rng, 2 * int(rng.integers(3, 7)))}


def draw_rows(rng: Generator) -> Args:
    """An even number of rows, so that packing along the wrong axis does not stop with an error."""
    return {"q": draw_codes(rng, (2 * int(rng.integers(1, 3)), 2 * int(rng.integers(3, 6))))}


NIBBLES = "q.astype(np.uint8) & 0x0F"
PACKED = "nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)"

EXERCISE = Exercise(
    function="pack_int4",
    title="Đóng gói hai mã 4 bit vào một byte",
    reference=reference.pack_int4,
    asks="Mã đứng trước nằm ở bốn bit nào của byte, mã đứng sau ở bốn bit nào?",
    tells="Giữ bốn bit thấp của mỗi mã trên uint8, rồi ghép: mã trước, cộng với mã sau dịch trái 4 bit.",
    parts=(
        Part(
            "TODO 6",
            points=1,
            asks="Mã −3 viết bằng bốn bit bù hai là gì? Bốn bit cao của nó trong uint8 là gì?",
            tells="Đổi sang uint8 giữ nguyên tám bit. Sau đó chỉ giữ bốn bit thấp, cho cả mã âm lẫn mã dương, mà kiểu vẫn là uint8.",
            visible=(
                Visible("ví dụ trong bài", {"q": np.array([3, -3, 7, -8], dtype=np.int8)}),
                Visible("mã âm đứng trước, mã dương đứng sau", {"q": np.array([-1, 1, -8, 5, 2, 6], dtype=np.int8)}),
            ),
            draw=draw_a_row,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên giữ bốn bit thấp",
                    kind="nibble/mask",
                    edits={NIBBLES: "q.astype(np.uint8)"},
                    asks="−1 trong uint8 là 11111111. Bốn bit cao của nó sẽ đè lên mã nào?",
                    tells="Dùng & 15 (0x0F) để giữ lại bốn bit thấp trước khi ghép.",
                ),
                Misconception(
                    "cộng 16 cả vào mã không âm",
                    kind="nibble/sign",
                    edits={NIBBLES: "(q + 16).astype(np.uint8)"},
                    asks="Mã 3 của bạn thành 3 hay 19? 19 có vừa bốn bit không?",
                    tells="Chỉ mã âm mới cộng 16. Đổi sang uint8 rồi & 15 thì đúng cho mọi mã.",
                ),
                Misconception(
                    "cộng 8 thay vì bù hai",
                    kind="nibble/sign",
                    edits={NIBBLES: "(q + 8).astype(np.uint8)"},
                    asks="Mã 0 của bạn thành nửa byte 0 hay 8?",
                    tells="Cộng 8 là kiểu của Q4_0. ONNX dùng bù hai: chỉ giữ bốn bit thấp của mã.",
                ),
                Misconception(
                    "bỏ mất dấu",
                    kind="nibble/sign",
                    edits={NIBBLES: "np.abs(q).astype(np.uint8) & 0x0F"},
                    asks="3 và −3 của bạn có thành cùng một nửa byte không?",
                    tells="Bù hai đã giữ dấu trong bốn bit thấp: đổi sang uint8 rồi & 15, không lấy trị tuyệt đối.",
                ),
                Misconception(
                    "nhân và cộng ngay trên int8",
                    kind="dtype/overflow",
                    edits={NIBBLES: "q", PACKED: "nibbles[..., 0::2] + 16 * nibbles[..., 1::2]"},
                    asks="16 nhân với 8 có vừa trong int8 không? Cộng thêm một mã âm thì nửa cao có còn nguyên không?",
                    tells="Đổi sang uint8 và giữ bốn bit thấp của mỗi mã trước, rồi mới ghép.",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={NIBBLES: "q.astype(np.int32) & 0x0F"},
                    asks="Hãy xem p.dtype: mỗi byte của bạn đang chiếm mấy byte trong bộ nhớ?",
                    tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi sang np.uint8.",
                ),
                Misconception(
                    "chỉ giữ ba bit",
                    kind="nibble/mask",
                    edits={"& 0x0F": "& 0x07"},
                    asks="−3 viết bằng bốn bit là 1101. Chỉ giữ ba bit cuối thì còn phân biệt được nó với 5 không?",
                    tells="Bit thứ tư là bit dấu, đừng bỏ nó. Giữ bốn bit thấp bằng & 15, tức 00001111.",
                ),
                Misconception(
                    "cắt mã âm về 0",
                    kind="nibble/sign",
                    edits={NIBBLES: "np.clip(q, 0, 15).astype(np.uint8)"},
                    asks="Các mã âm của bạn đi đâu mất?",
                    tells="Mã âm viết theo bù hai: −1 là 15, −8 là 8. Đổi sang uint8 rồi & 15.",
                ),
            ),
        ),
        Part(
            "TODO 7",
            points=1,
            asks="Mã đứng trước nằm ở bốn bit nào của byte, mã đứng sau ở bốn bit nào? Một cặp gồm hai mã nào?",
            tells="Cặp là hai mã liền nhau dọc theo trục cuối. Mã trước ở nửa thấp, mã sau dời lên bốn bit. Hãy dùng ... để giữ các trục khác.",
            visible=(
                Visible("chỉ có mã dương", {"q": np.array([1, 2, 3, 4, 5, 6], dtype=np.int8)}),
                Visible(
                    "ma trận hai hàng, mỗi hàng ba byte",
                    {"q": np.array([[0, 1, 7, -2, -5, 3], [-7, 4, 2, -8, 6, -1]], dtype=np.int8)},
                ),
            ),
            draw=draw_rows,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "tráo nửa thấp với nửa cao",
                    kind="shape/layout",
                    edits={PACKED: "nibbles[..., 1::2] | (nibbles[..., 0::2] << 4)"},
                    asks="Mã đứng trước phải nằm ở nửa thấp hay nửa cao?",
                    tells="Dịch trái 4 bit mã đứng sau, không phải mã đứng trước.",
                ),
                Misconception(
                    "ghép nửa đầu với nửa cuối của hàng",
                    kind="shape/layout",
                    edits={
                        PACKED: "nibbles[..., : q.shape[-1] // 2] | (nibbles[..., q.shape[-1] // 2 :] << 4)",
                    },
                    asks="Hai mã nằm chung một byte có đứng cạnh nhau không?",
                    tells="Đây là kiểu của Q4_0. ONNX ghép hai mã liền nhau: 0::2 với 1::2.",
                ),
                Misconception(
                    "quên dịch mã đứng sau",
                    kind="nibble/mask",
                    edits={"(nibbles[..., 1::2] << 4)": "nibbles[..., 1::2]"},
                    asks="Hai mã của bạn có đang nằm chồng lên nhau không?",
                    tells="Dịch mã đứng sau sang trái 4 bit rồi mới ghép.",
                ),
                Misconception(
                    "kết quả thành int8",
                    kind="dtype/result",
                    edits={
                        "(nibbles[..., 1::2] << 4)": "(nibbles[..., 1::2] << 4).astype(np.uint8)",
                        "return p": "return p.astype(np.int8)",
                    },
                    asks="Byte 211 có vừa trong int8 không?",
                    tells="Một byte đã đóng gói không có dấu: kiểu là np.uint8.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={PACKED: "nibbles.ravel()[0::2] | (nibbles.ravel()[1::2] << 4)"},
                    asks="q có hai hàng thì p có mấy hàng?",
                    tells="Chỉ trục cuối ngắn còn một nửa, các trục khác giữ nguyên: nibbles[..., 0::2] và nibbles[..., 1::2].",
                ),
                Misconception(
                    "đóng gói theo trục đầu",
                    kind="axis/other",
                    edits={PACKED: "nibbles[0::2] | (nibbles[1::2] << 4)"},
                    asks="Với ma trận, hai mã ghép với nhau nằm trên cùng một hàng hay cùng một cột?",
                    tells="Ghép dọc theo trục cuối: nibbles[..., 0::2] và nibbles[..., 1::2].",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "chia lấy dư",
            {NIBBLES: "(q % 16).astype(np.uint8)"},
            note="Giữ bốn bit thấp cũng là lấy phần dư khi chia cho 16, và phần dư của Python không bao giờ âm.",
        ),
        Variant("np.where", {NIBBLES: "np.where(q < 0, q + 16, q).astype(np.uint8)"}),
        Variant("view", {NIBBLES: "q.view(np.uint8) & 15"}),
        Variant(
            "nhân và cộng",
            {PACKED: "nibbles[..., 0::2] + nibbles[..., 1::2] * 16"},
            note="Dịch trái 4 bit là nhân với 16; hai nửa không chồng lên nhau nên cộng cũng như |.",
        ),
        Variant(
            "trên int64",
            {
                NIBBLES: "q.astype(np.int64) & 15",
                PACKED: "(nibbles[..., 0::2] | nibbles[..., 1::2] << 4).astype(np.uint8)",
            },
        ),
        Variant(
            "reshape thành cặp",
            {
                PACKED: "nibbles.reshape(*q.shape[:-1], -1, 2) @ np.array([1, 16], dtype=np.uint8)",
            },
        ),
        Variant(
            "vòng lặp",
            {
                f"p = {PACKED}": "p = np.zeros((*q.shape[:-1], q.shape[-1] // 2), dtype=np.uint8)\n"
                "    for k in range(p.shape[-1]):\n"
                "        p[..., k] = nibbles[..., 2 * k] + 16 * nibbles[..., 2 * k + 1]",
            },
        ),
    ),
)
