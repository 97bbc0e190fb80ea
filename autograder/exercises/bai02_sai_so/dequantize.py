"""From codes back to real numbers."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai02_sai_so.arrays import READ_BACK, draw_shape
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_codes(rng: Generator) -> Args:
    """Codes of 8 or 16 bits with both ends among them, and a zero point so far out that x_q - z leaves the type."""
    exp = int(rng.choice([8, 16]))
    low, high = reference.integer_range(exp)
    codes = rng.integers(low, high, size=draw_shape(rng), endpoint=True)
    codes.flat[:2] = low, high
    z = int(rng.integers(high // 4, high - 2)) * int(rng.choice([-1, 1]))
    return {"x_q": rng.permuted(codes).astype(f"int{exp}"), "s": round(float(rng.uniform(0.01, 0.9)), 4), "z": z}


CODES_8 = np.array([-128, -100, -3, 0, 28, 100, 127], dtype=np.int8)
CODES_16 = np.array([[-32768, -9000, 17], [-10000, 30000, 32767]], dtype=np.int16)
READ = "s * (x_q.astype(np.float64) - z)"

EXERCISE = Exercise(
    function="dequantize",
    title="Giải lượng tử hóa",
    reference=reference.dequantize,
    asks="Mã bằng z phải về số thực nào? Mã bằng z + 1 thì sao?",
    tells="Đổi x_q sang kiểu rộng hơn, trừ z, rồi nhân với s.",
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", {"x_q": np.array([-128, 0, 100, 127], dtype=np.int8), "s": 0.5, "z": 100}),
                Visible("int8, z âm", {"x_q": CODES_8, "s": 0.3, "z": -90}),
                Visible("int8, z gần 0", {"x_q": np.array([[-7, 2], [3, 11]], dtype=np.int8), "s": 0.3, "z": 2}),
                Visible("int8, s có bốn chữ số lẻ", {"x_q": CODES_8[1:5], "s": 0.0123, "z": 17}),
                Visible("ma trận int16, hiệu vượt int16", {"x_q": CODES_16, "s": 0.02, "z": -10000}),
            ),
            draw=draw_codes,
            equality=READ_BACK,
            misconceptions=(
                Misconception(
                    "trừ z ngay trong kiểu của mã nên bị tràn số",
                    kind="dtype/overflow",
                    edits={READ: "s * (x_q - z)"},
                    asks="−128 − 100 có vừa trong int8 không? NumPy cho bạn số nào?",
                    tells="Mở rộng kiểu trước khi trừ, ví dụ x_q.astype(np.int32) hay x_q.astype(np.float64).",
                ),
                Misconception(
                    "mở rộng kiểu quá muộn hoặc chưa đủ: int16 vẫn tràn số",
                    kind="dtype/overflow",
                    edits={"np.float64": "np.int16"},
                    asks="Mã int16 trừ điểm 0, ví dụ 30000 − (−10000), có vừa trong int16 không?",
                    tells="int16 đủ cho mã 8 bit nhưng không đủ cho mã 16 bit. Dùng np.int32 hoặc np.float64.",
                ),
                Misconception(
                    "quên trừ z",
                    kind="zero_point/forgotten",
                    edits={READ: "s * x_q.astype(np.float64)"},
                    asks="Mã bằng z phải đọc thành số 0. Hàm của bạn đọc thành số nào?",
                    tells="Trừ z trước khi nhân với s.",
                ),
                Misconception(
                    "cộng z thay vì trừ",
                    kind="zero_point/sign",
                    edits={"- z)": "+ z)"},
                    asks="Khi lượng tử hóa ta cộng z. Muốn đi ngược lại thì phải làm gì?",
                    tells="Giải lượng tử hóa thì trừ z.",
                ),
                Misconception(
                    "trừ ngược, z − x_q",
                    kind="zero_point/sign",
                    edits={"(x_q.astype(np.float64) - z)": "(z - x_q.astype(np.float64))"},
                    asks="Mã lớn hơn z thì ứng với số dương hay số âm?",
                    tells="Hiệu là x_q − z, theo đúng thứ tự đó.",
                ),
                Misconception(
                    "nhân trước, trừ sau",
                    kind="term/place",
                    edits={READ: "s * x_q.astype(np.float64) - z"},
                    asks="z đếm bằng mã hay bằng đơn vị của số thực?",
                    tells="z là một mã, nên phải trừ khỏi mã trước, rồi mới nhân cả hiệu với s. Bạn thiếu dấu ngoặc.",
                ),
                Misconception(
                    "chia cho s thay vì nhân",
                    kind="scale/inverted",
                    edits={READ: "(x_q.astype(np.float64) - z) / s"},
                    asks="Mã cách điểm 0 ba bước, mỗi bước dài s. Vậy nó cách số 0 bao nhiêu?",
                    tells="Nhân số bước với độ dài một bước, tức là s.",
                ),
                Misconception(
                    "cắt hiệu về miền của mã",
                    kind="range/other_codes",
                    edits={
                        READ: "s * np.clip(x_q.astype(np.float64) - z, np.iinfo(x_q.dtype).min, np.iinfo(x_q.dtype).max)"
                    },
                    asks="x_q phải nằm trong miền của kiểu. Còn x_q − z thì có cần không?",
                    tells="x_q − z là số bước, nó được phép vượt miền. Khi giải lượng tử hóa không có gì để cắt.",
                ),
                Misconception(
                    "làm tròn kết quả",
                    kind="rounding/needless",
                    edits={READ: "np.round(s * (x_q.astype(np.float64) - z))"},
                    asks="Mã là số nguyên. Số thực mà nó đại diện có cần là số nguyên không?",
                    tells="Chỉ làm tròn khi lượng tử hóa. Lúc đọc ngược thì giữ nguyên phần lẻ.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("int32", {"np.float64": "np.int32"}),
        Variant(
            "float32 như ONNX",
            {READ: "(x_q.astype(np.int32) - z).astype(np.float32) * np.float32(s)"},
            note="ONNX Runtime làm như thế này: trừ trong int32, rồi mới nhân trong float32.",
        ),
        Variant("phân phối phép nhân", {READ: "s * x_q.astype(np.float64) - s * z"}),
        Variant(
            "np.subtract",
            {"(x_q.astype(np.float64) - z)": "np.subtract(x_q, z, dtype=np.int32)"},
            note="dtype= cho biết phép trừ chạy ở kiểu nào, không cần tạo một bản sao của x_q.",
        ),
        Variant("nhân s vào z sau cùng", {"x_q.astype(np.float64) - z": "np.asarray(x_q, dtype=float) - float(z)"}),
    ),
)
