"""What quantizing and reading back does to each value."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.arrays import Reals
from course.checking.compare import Equality

ERRORS = Equality(atol=5e-5)  # values reach about 260: float32 on the way moves an error by 3e-5, a wrong code by 2e-3


def draw_values(rng: Generator) -> Args:
    """Values inside the range of any number of bits; up to 12 bits beyond both ends, too."""
    exp = int(rng.integers(2, 17))
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    s, z = round(float(rng.uniform(0.5, 2)) * 2.0 ** -max(0, exp - 8), 6), int(rng.integers(low // 2, high // 2 + 1))
    if exp > 12:
        low, high, z = low + 99, high - 99, int(rng.integers(-9, 9))
    codes = rng.integers(low, high, size=(2, 5), endpoint=True).astype(np.float64)
    if exp <= 12:
        codes.flat[:2] = low - rng.integers(2, 9), high + rng.integers(2, 9)
    fractions = rng.uniform(0.05, 0.45, size=codes.shape) * rng.choice([-1, 1], size=codes.shape)
    return {"x": (rng.permuted(codes.ravel()).reshape(2, 5) + fractions - z) * s, "s": s, "z": z, "exp": exp}


def stays_away_from_ties(x: Reals, s: float, z: int, exp: int) -> bool:
    return away_from_ties(x / s)


EXAMPLE_VALUES = np.array([-2.2, -0.3, 0.0, 1.3, 9.0])
BOTH_ENDS = np.array([-130.3, -64.2, -30.1, -0.7, 0.2, 12.4, 61.3, 200.2])
HALVES = np.array([0.25, 0.75, 1.25, -0.25, -0.75])
FINE = np.array([[-60.1234, -3.0007], [0.0031, 59.8765]])
WITHIN = np.array([[-1.7, -0.4, 0.3], [0.8, 1.1, 2.6]], dtype=np.float32)
CODES = "np.rint(x.astype(np.float32) / np.float32(s)) + z"
CLIP = "np.clip(x_q, low, high)"
BACK = "dequantize(x_q, s, z) - x"

EXERCISE = Exercise(
    function="quantization_error",
    title="Sai số lượng tử hóa",
    reference=reference.quantization_error,
    asks="Bốn việc để có mã theo thứ tự của ONNX là gì? Có mã rồi thì đọc ngược bằng hàm nào?",
    tells="Chia x cho s, làm tròn, cộng z, cắt về [low, high]. Sau đó gọi dequantize rồi trừ x.",
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            asks="Theo quy tắc của ONNX, làm tròn và cộng z, việc nào làm trước? Cắt đứng ở đâu?",
            tells="Chia x cho s trong float32, làm tròn, cộng z, rồi cắt về đoạn từ low đến high. Kiểu của mã phải đủ rộng cho cả 16 bit.",
            visible=(
                Visible("ví dụ trong bài, 4 bit", {"x": EXAMPLE_VALUES, "s": 0.5, "z": -3, "exp": 4}),
                Visible("8 bit, vượt cả hai đầu", {"x": BOTH_ENDS, "s": 0.6, "z": 7, "exp": 8}),
                Visible("đúng giữa hai mã, z lẻ", {"x": HALVES, "s": 0.5, "z": 3, "exp": 8}),
                Visible("2 bit", {"x": np.array([-3.0, -0.8, 0.3, 0.9, 2.2]), "s": 0.7, "z": -1, "exp": 2}),
                Visible("ma trận, 16 bit", {"x": FINE, "s": 0.002, "z": -7, "exp": 16}),
            ),
            draw=draw_until(draw_values, stays_away_from_ties),
            equality=ERRORS,
            misconceptions=(
                Misconception(
                    "cộng z trước khi làm tròn",
                    kind="rounding/after_zero_point",
                    edits={CODES: "np.rint(x.astype(np.float32) / np.float32(s) + z)"},
                    asks="8.5 − 43: làm tròn 8.5 rồi trừ 43, và trừ 43 rồi làm tròn, có ra cùng một mã không?",
                    tells="Bài 1 cộng z trước, còn ONNX làm tròn x/s trước rồi mới cộng z. Bài này theo ONNX.",
                ),
                Misconception(
                    "quên cộng z",
                    kind="zero_point/forgotten",
                    edits={CODES: "np.rint(x.astype(np.float32) / np.float32(s))"},
                    asks="Số thực 0 của bạn đang được mã nào? Mã ấy có phải là điểm 0 không?",
                    tells="Cộng z sau khi làm tròn, trước khi cắt.",
                ),
                Misconception(
                    "trừ z thay vì cộng",
                    kind="zero_point/sign",
                    edits={"np.float32(s)) + z": "np.float32(s)) - z"},
                    asks="Với x = 0, mã phải là z hay −z?",
                    tells="Lượng tử hóa thì cộng z, giải lượng tử hóa mới trừ.",
                ),
                Misconception(
                    "nhân với s thay vì chia",
                    kind="scale/inverted",
                    edits={"/ np.float32(s)": "* np.float32(s)"},
                    asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
                    tells="Chia x cho s.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={CODES: "x.astype(np.float32) / np.float32(s) + z"},
                    asks="Không làm tròn mà đổi kiểu ngay thì 3.6 thành mấy?",
                    tells="Làm tròn x/s bằng np.rint (hoặc np.round) trước khi cộng z.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.rint(": "np.floor("},
                    asks="3.6 gần 3 hay gần 4? Sai số của bạn có lúc nào dương không?",
                    tells="np.floor và phép // luôn đi xuống, nên sai số lên tới cả một bước. Dùng np.rint.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={CODES: "np.floor(x.astype(np.float32) / np.float32(s) + 0.5) + z"},
                    asks="2.5 nằm giữa 2 và 3. Quy ước của khóa học chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất: 2.5 thành 2. np.rint và np.round làm đúng như vậy.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP: "x_q"},
                    asks="Với 4 bit, mã 15 có tồn tại không?",
                    tells="Cắt mã về đoạn [low, high] bằng np.clip.",
                ),
                Misconception(
                    "đổi sang int8 thay cho cắt",
                    kind="range/no_clip",
                    edits={CLIP: "x_q", "np.int16": "np.int8"},
                    asks="Đổi 200 sang int8 thì được mấy: 127 hay −56?",
                    tells="Đổi kiểu không cắt mà quay vòng, và int8 chỉ hợp với 8 bit. Cắt về [low, high] bằng np.clip.",
                ),
                Misconception(
                    "cắt đúng rồi lại đổi sang int8",
                    kind="codes/fixed_bits",
                    edits={"np.int16": "np.int8"},
                    asks="Với exp = 16, mã 30000 có vừa trong int8 không?",
                    tells="exp lên tới 16 bit: giữ mã ở np.int16, np.int32, hoặc cứ để là số thực.",
                ),
                Misconception(
                    "cắt x về [low, high] thay vì cắt mã",
                    kind="range/early_clip",
                    edits={CODES: "np.rint(np.clip(x, low, high) / s) + z", CLIP: "x_q"},
                    asks="low và high là mã hay là số thực? x có cùng đơn vị với chúng không?",
                    tells="low và high là mã. Chia, làm tròn, cộng z xong mới cắt.",
                ),
                Misconception(
                    "đổi dấu z ở cả hai chiều",
                    kind="zero_point/sign",
                    edits={"np.float32(s)) + z": "np.float32(s)) - z", BACK: "dequantize(x_q, s, -z) - x"},
                    asks="Với x = 0, mã phải là z hay −z?",
                    tells="Hai dấu sai bù nhau ở bên trong miền, nên chỉ lộ ra ở chỗ bị cắt. Lượng tử hóa thì cộng z, đọc ngược thì trừ z.",
                ),
                Misconception(
                    "cắt trước khi cộng z",
                    kind="range/early_clip",
                    edits={
                        CODES: "np.clip(np.rint(x.astype(np.float32) / np.float32(s)), low, high) + z",
                        CLIP: "x_q",
                    },
                    asks="Mã sau khi cộng z của bạn có còn nằm trong [low, high] không?",
                    tells="Cắt là việc cuối cùng: cộng z xong mới cắt.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"np.clip(x_q, low,": "np.clip(x_q, -high,"},
                    asks="Với 8 bit, mã nhỏ nhất là bao nhiêu: −127 hay −128?",
                    tells="Dùng low đã tính sẵn, đừng dùng −high.",
                ),
                Misconception(
                    "luôn cắt về int8",
                    kind="codes/fixed_bits",
                    edits={CLIP: "np.clip(x_q, -128, 127)"},
                    asks="Với exp = 4 thì mã lớn nhất là bao nhiêu?",
                    tells="Cắt về [low, high], hai số này đã tính từ exp.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="Hàm nào đổi mã về số thực? Sai số là số nào trừ số nào?",
            tells="Đọc ngược bằng dequantize với cùng s và z, rồi trừ giá trị ban đầu, giữ nguyên dấu.",
            visible=(
                Visible("bên trong miền, z = 5", {"x": WITHIN, "s": 0.25, "z": 5, "exp": 8}),
                Visible("bên trong miền, z âm", {"x": WITHIN.ravel() * 2, "s": 0.7, "z": -4, "exp": 5}),
            ),
            draw=draw_until(draw_values, stays_away_from_ties),
            equality=ERRORS,
            misconceptions=(
                Misconception(
                    "đổi dấu sai số",
                    kind="term/sign",
                    edits={BACK: "x - dequantize(x_q, s, z)"},
                    asks="Giá trị đọc ngược lớn hơn x thì sai số phải dương hay âm?",
                    tells="Sai số là giá trị đọc ngược trừ giá trị ban đầu.",
                ),
                Misconception(
                    "lấy trị tuyệt đối",
                    kind="error/sign_lost",
                    edits={BACK: "np.abs(dequantize(x_q, s, z) - x)"},
                    asks="Sai số của bạn có bao giờ âm không?",
                    tells="Giữ nguyên dấu của sai số: đừng lấy trị tuyệt đối.",
                ),
                Misconception(
                    "bình phương sai số",
                    kind="error/sign_lost",
                    edits={BACK: "(dequantize(x_q, s, z) - x) ** 2"},
                    asks="Sai số có cùng đơn vị với x hay với bình phương của x?",
                    tells="Trả về chính hiệu, chưa bình phương. Bình phương là việc của sqnr_db.",
                ),
                Misconception(
                    "trả về giá trị đọc ngược",
                    kind="error/of_what",
                    edits={BACK: "dequantize(x_q, s, z)"},
                    asks="x = 1.3 đọc ngược thành 1.5. Hàm phải trả về 1.5 hay 0.2?",
                    tells="Lấy kết quả của dequantize trừ x.",
                ),
                Misconception(
                    "so mã với giá trị ban đầu",
                    kind="error/of_what",
                    edits={BACK: "x_q - x"},
                    asks="Mã và x có cùng đơn vị không?",
                    tells="Đổi mã về số thực bằng dequantize trước, rồi mới trừ x.",
                ),
                Misconception(
                    "chia sai số cho s",
                    kind="scale/other",
                    edits={BACK: "(dequantize(x_q, s, z) - x) / s"},
                    asks="Sai số cần tính theo đơn vị của x hay theo số bước?",
                    tells="Trả về sai số theo đơn vị của x, đừng chia cho s.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("float64", {CODES: "np.round(x.astype(np.float64) / s) + z"}),
        Variant("nhân với 1/s", {CODES: "np.rint((1 / s) * x) + z"}),
        Variant("minimum và maximum", {CLIP: "np.minimum(np.maximum(x_q, low), high)"}),
        Variant(
            "cắt trước, bù z vào hai đầu",
            {CODES: "np.clip(np.rint(x / s), low - z, high - z) + z"},
            note="Dời hai đầu miền đi z thì cắt trước hay cộng z trước cũng như nhau.",
        ),
        Variant(
            "không gọi dequantize",
            {BACK: "s * (x_q.astype(np.float64) - z) - x"},
            note="Viết thẳng phép đọc ngược: mã trừ z, nhân s.",
        ),
        Variant("float32 từ đầu đến cuối", {BACK: "(dequantize(x_q, s, z) - x).astype(np.float32)"}),
        Variant("int32", {"np.int16": "np.int32"}),
    ),
)
