"""What a weight costs, its share of the scale included."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai03_do_hat.weights import NEARLY_EXACT
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_formats(rng: Generator) -> Args:
    return {
        "bits": int(rng.integers(2, 9)),
        "group": int(rng.choice([3, 5, 16, 24, 32, 48, 64, 100, 128])),
        "scale_bits": int(rng.choice([6, 10, 14, 20, 28])),
    }


AVERAGE = "bits + scale_bits / group"

EXERCISE = Exercise(
    function="bits_per_weight",
    title="Số bit mỗi trọng số",
    reference=reference.bits_per_weight,
    asks="Cả một nhóm tốn bao nhiêu bit, và nhóm có bao nhiêu trọng số?",
    tells="Độ co giãn được chia đều cho cả nhóm: bits + scale_bits / group.",
    parts=(
        Part(
            "TODO 5",
            points=0.5,
            visible=(
                Visible("ví dụ trong bài", {"bits": 4, "group": 32, "scale_bits": 16}),
                Visible("3 bit, nhóm 64, độ co giãn float16", {"bits": 3, "group": 64, "scale_bits": 16}),
                Visible("8 bit, nhóm 128, độ co giãn float32", {"bits": 8, "group": 128, "scale_bits": 32}),
                Visible("2 bit, mỗi trọng số một độ co giãn", {"bits": 2, "group": 1, "scale_bits": 16}),
                Visible("4 bit, nhóm 4096", {"bits": 4, "group": 4096, "scale_bits": 16}),
            ),
            draw=draw_formats,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên độ co giãn của nhóm",
                    kind="term/forgotten",
                    edits={AVERAGE: "float(bits)"},
                    asks="Không có s thì đọc ngược các mã bằng cách nào?",
                    tells="Mỗi nhóm còn phải cất một độ co giãn. Cộng thêm scale_bits / group.",
                ),
                Misconception(
                    "mỗi trọng số mang cả độ co giãn",
                    kind="term/place",
                    edits={AVERAGE: "bits + scale_bits"},
                    asks="Bao nhiêu trọng số dùng chung một độ co giãn?",
                    tells="Chia scale_bits cho group.",
                ),
                Misconception(
                    "chia cả số bit của mã cho group",
                    kind="term/place",
                    edits={AVERAGE: "(bits + scale_bits) / group"},
                    asks="Mã của mỗi trọng số có được dùng chung không?",
                    tells="Chỉ độ co giãn dùng chung. Phép chia cho group chỉ dành cho scale_bits.",
                ),
                Misconception(
                    "chia group cho scale_bits",
                    kind="order/swapped",
                    edits={AVERAGE: "bits + group / scale_bits"},
                    asks="Nhóm to ra thì phần của mỗi trọng số tăng hay giảm?",
                    tells="Là scale_bits / group: nhóm càng to, phần ấy càng nhỏ.",
                ),
                Misconception(
                    "chia lấy phần nguyên",
                    kind="rounding/truncate",
                    edits={AVERAGE: "bits + scale_bits // group"},
                    asks="16 bit chia cho 32 trọng số là 0 bit hay nửa bit?",
                    tells="Kết quả là số thực. Dùng /, không dùng //.",
                ),
                Misconception(
                    "làm tròn đến hai chữ số",
                    kind="rounding/needless",
                    edits={AVERAGE: "round(bits + scale_bits / group, 2)"},
                    asks="Với nhóm 4096, phần của độ co giãn còn lại bao nhiêu sau khi làm tròn?",
                    tells="Trả về số thực nguyên vẹn. Chỉ làm tròn khi in ra.",
                ),
                Misconception(
                    "tính độ co giãn bằng byte",
                    kind="scale/other",
                    edits={AVERAGE: "bits + scale_bits / 8 / group"},
                    asks="scale_bits đã là bit hay là byte?",
                    tells="scale_bits đã tính bằng bit, đừng chia cho 8.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "cả nhóm rồi chia",
            {AVERAGE: "(bits * group + scale_bits) / group"},
            note="Đếm số bit của cả nhóm, rồi chia đều cho các trọng số trong nhóm.",
        ),
        Variant("np.divide", {AVERAGE: "np.add(bits, np.divide(scale_bits, group))"}),
        Variant("float32", {AVERAGE: "np.float32(bits) + np.float32(scale_bits) / np.float32(group)"}),
    ),
)
