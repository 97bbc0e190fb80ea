"""Lesson 2, dequantization and errors: TODO 1 to TODO 8, ten points."""

import numpy as np

from autograder import reference
from autograder.exercises.model import (
    Exercise,
    LessonExercises,
    Misconception,
    Part,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.checking.compare import EXACT_WITH_DTYPE, Equality

READ_BACK = Equality(rtol=1e-6)  # float32 products pass, float16 does not
ERRORS = Equality(atol=5e-5)  # values reach about 260: float32 on the way moves an error by 3e-5, a wrong code by 2e-3
DECIBELS = Equality(rtol=1e-5, atol=1e-3)  # sums in float32 pass


def draw_shape(rng):
    return tuple(int(n) for n in rng.integers(3, 6, size=int(rng.integers(1, 3))))


# ---------------------------------------------------------------- dequantize, TODO 1


def draw_codes(rng):
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

DEQUANTIZE = Exercise(
    function="dequantize",
    title="Giải lượng tử hóa",
    reference=reference.dequantize,
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
        ),
    ),
    asks="Mã bằng z phải về số thực nào? Mã bằng z + 1 thì sao?",
    tells="Đổi x_q sang kiểu rộng hơn, trừ z, rồi nhân với s.",
    misconceptions=(
        Misconception(
            "trừ z ngay trong kiểu của mã nên bị tràn số",
            costs=("TODO 1",),
            edits={READ: "s * (x_q - z)"},
            asks="−128 − 100 có vừa trong int8 không? NumPy cho bạn số nào?",
            tells="Mở rộng kiểu trước khi trừ, ví dụ x_q.astype(np.int32) hay x_q.astype(np.float64).",
        ),
        Misconception(
            "mở rộng kiểu quá muộn hoặc chưa đủ: int16 vẫn tràn số",
            costs=("TODO 1",),
            edits={"np.float64": "np.int16"},
            asks="Mã int16 trừ điểm 0, ví dụ 30000 − (−10000), có vừa trong int16 không?",
            tells="int16 đủ cho mã 8 bit nhưng không đủ cho mã 16 bit. Dùng np.int32 hoặc np.float64.",
        ),
        Misconception(
            "quên trừ z",
            costs=("TODO 1",),
            edits={READ: "s * x_q.astype(np.float64)"},
            asks="Mã bằng z phải đọc thành số 0. Hàm của bạn đọc thành số nào?",
            tells="Trừ z trước khi nhân với s.",
        ),
        Misconception(
            "cộng z thay vì trừ",
            costs=("TODO 1",),
            edits={"- z)": "+ z)"},
            asks="Khi lượng tử hóa ta cộng z. Muốn đi ngược lại thì phải làm gì?",
            tells="Giải lượng tử hóa thì trừ z.",
        ),
        Misconception(
            "trừ ngược, z − x_q",
            costs=("TODO 1",),
            edits={"(x_q.astype(np.float64) - z)": "(z - x_q.astype(np.float64))"},
            asks="Mã lớn hơn z thì ứng với số dương hay số âm?",
            tells="Hiệu là x_q − z, theo đúng thứ tự đó.",
        ),
        Misconception(
            "nhân trước, trừ sau",
            costs=("TODO 1",),
            edits={READ: "s * x_q.astype(np.float64) - z"},
            asks="z đếm bằng mã hay bằng đơn vị của số thực?",
            tells="z là một mã, nên phải trừ khỏi mã trước, rồi mới nhân cả hiệu với s. Bạn thiếu dấu ngoặc.",
        ),
        Misconception(
            "chia cho s thay vì nhân",
            costs=("TODO 1",),
            edits={READ: "(x_q.astype(np.float64) - z) / s"},
            asks="Mã cách điểm 0 ba bước, mỗi bước dài s. Vậy nó cách số 0 bao nhiêu?",
            tells="Nhân số bước với độ dài một bước, tức là s.",
        ),
        Misconception(
            "cắt hiệu về miền của mã",
            costs=("TODO 1",),
            edits={READ: "s * np.clip(x_q.astype(np.float64) - z, np.iinfo(x_q.dtype).min, np.iinfo(x_q.dtype).max)"},
            asks="x_q phải nằm trong miền của kiểu. Còn x_q − z thì có cần không?",
            tells="x_q − z là số bước, nó được phép vượt miền. Khi giải lượng tử hóa không có gì để cắt.",
        ),
        Misconception(
            "làm tròn kết quả",
            costs=("TODO 1",),
            edits={READ: "np.round(s * (x_q.astype(np.float64) - z))"},
            asks="Mã là số nguyên. Số thực mà nó đại diện có cần là số nguyên không?",
            tells="Chỉ làm tròn khi lượng tử hóa. Lúc đọc ngược thì giữ nguyên phần lẻ.",
        ),
    ),
    variants=(
        Variant("int32", {"np.float64": "np.int32"}),
        Variant("float32 như ONNX", {READ: "(x_q.astype(np.int32) - z).astype(np.float32) * np.float32(s)"}),
        Variant("phân phối phép nhân", {READ: "s * x_q.astype(np.float64) - s * z"}),
        Variant("np.subtract", {"(x_q.astype(np.float64) - z)": "np.subtract(x_q, z, dtype=np.int32)"}),
        Variant("nhân s vào z sau cùng", {"x_q.astype(np.float64) - z": "np.asarray(x_q, dtype=float) - float(z)"}),
    ),
)


# ---------------------------------------------------------------- nudge_range, TODO 2


def draw_range(rng):
    """A range above 0, below 0 or around it."""
    near, width = (round(float(v), 3) for v in rng.uniform(0.1, 20, size=2))
    alpha = {"above": near, "below": -near - width, "around": -near}[str(rng.choice(["above", "below", "around"]))]
    return {"alpha": alpha, "beta": round(alpha + width + near * (alpha == -near), 3)}


NUDGE = "alpha, beta = min(alpha, 0.0), max(beta, 0.0)"

NUDGE_RANGE = Exercise(
    function="nudge_range",
    title="Nới miền cho chứa số 0",
    reference=reference.nudge_range,
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible("miền [5, 10], toàn số dương", {"alpha": 5.0, "beta": 10.0}),
                Visible("miền [−7, −2], toàn số âm", {"alpha": -7.0, "beta": -2.0}),
                Visible("miền [−2, 3], đã chứa 0", {"alpha": -2.0, "beta": 3.0}),
                Visible("miền [0, 4], bắt đầu ở 0", {"alpha": 0.0, "beta": 4.0}),
                Visible("miền [0.25, 1.5], hai đầu có phần lẻ", {"alpha": 0.25, "beta": 1.5}),
            ),
            draw=draw_range,
            equality=READ_BACK,
        ),
    ),
    asks="Số 0 đang nằm bên trái, bên phải hay bên trong miền? Đầu nào phải kéo tới nó?",
    tells="Đầu nhỏ là số nhỏ hơn trong alpha và 0, đầu lớn là số lớn hơn trong beta và 0.",
    misconceptions=(
        Misconception(
            "không nới miền",
            costs=("TODO 2",),
            edits={NUDGE: "alpha, beta = alpha, beta"},
            asks="Giữ miền [5, 10] rồi ép z về −128 thì cây thước phủ từ đâu đến đâu?",
            tells="Kéo đầu nhỏ xuống 0 hoặc đầu lớn lên 0, đừng ép z. "
            "Nếu bạn viết np.min(alpha, 0): số 0 ở đó là trục; dùng min hoặc np.minimum.",
        ),
        Misconception(
            "tráo min và max",
            costs=("TODO 2",),
            edits={NUDGE: "alpha, beta = max(alpha, 0.0), min(beta, 0.0)"},
            asks="Nới [5, 10] thì đầu nhỏ phải nhỏ đi hay lớn lên?",
            tells="Đầu nhỏ lấy min với 0, đầu lớn lấy max với 0.",
        ),
        Misconception(
            "chỉ nới đầu nhỏ",
            costs=("TODO 2",),
            edits={"max(beta, 0.0)": "beta"},
            asks="Nếu mọi số đều âm, ví dụ miền [−7, −2], thì đầu nào phải kéo?",
            tells="Khi miền toàn số âm thì đầu lớn phải kéo lên 0.",
        ),
        Misconception(
            "chỉ nới đầu lớn",
            costs=("TODO 2",),
            edits={"min(alpha, 0.0)": "alpha"},
            asks="Với miền [5, 10] thì đầu nào phải kéo?",
            tells="Khi miền toàn số dương thì đầu nhỏ phải kéo xuống 0.",
        ),
        Misconception(
            "luôn đặt đầu nhỏ bằng 0",
            costs=("TODO 2",),
            edits={"min(alpha, 0.0)": "0.0"},
            asks="Miền [−2, 3] đã chứa 0. Sau khi nới, số −2 còn nằm trong miền không?",
            tells="Chỉ kéo đầu nhỏ khi nó lớn hơn 0: dùng min(alpha, 0).",
        ),
        Misconception(
            "dời cả miền thay vì nới",
            costs=("TODO 2",),
            edits={NUDGE: "shift = max(alpha, 0.0) + min(beta, 0.0)\n    alpha, beta = alpha - shift, beta - shift"},
            asks="Dời [5, 10] thành [0, 5] thì số 8 còn nằm trong miền không?",
            tells="Miền mới phải chứa cả miền cũ. Giữ đầu ở xa số 0, chỉ kéo đầu ở gần.",
        ),
        Misconception(
            "nới thành miền đối xứng",
            costs=("TODO 2",),
            edits={NUDGE: "alpha, beta = -max(abs(alpha), abs(beta)), max(abs(alpha), abs(beta))"},
            asks="Với [5, 10], nửa miền [−10, 0] có số nào không? Bước s dài thêm bao nhiêu?",
            tells="Nới vừa đủ cho chứa 0 thôi: mỗi phần thừa làm bước dài ra.",
        ),
        Misconception(
            "trả về đầu lớn trước",
            costs=("TODO 2",),
            edits={"return alpha, beta": "return beta, alpha"},
            asks="Hàm phải trả về đầu nào trước?",
            tells="Trả về alpha (đầu nhỏ) rồi mới đến beta (đầu lớn).",
        ),
    ),
    variants=(
        Variant("np.minimum", {NUDGE: "alpha, beta = np.minimum(alpha, 0), np.maximum(beta, 0)"}),
        Variant(
            "rẽ nhánh",
            {NUDGE: "if alpha > 0:\n        alpha = 0\n    elif beta < 0:\n        beta = 0"},
        ),
        Variant("sắp xếp ba số", {NUDGE: "alpha, _, beta = sorted([alpha, 0.0, beta])"}),
        Variant("trả về list", {"return alpha, beta": "return [alpha, beta]"}),
    ),
)


# ---------------------------------------------------------------- quantization_error, TODO 3 and 4


def draw_values(rng):
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


def stays_away_from_ties(x, s, z, exp):
    return away_from_ties(x / s)


EXAMPLE_VALUES = np.array([-2.2, -0.3, 0.0, 1.3, 9.0])
BOTH_ENDS = np.array([-130.3, -64.2, -30.1, -0.7, 0.2, 12.4, 61.3, 200.2])
HALVES = np.array([0.25, 0.75, 1.25, -0.25, -0.75])
FINE = np.array([[-60.1234, -3.0007], [0.0031, 59.8765]])
WITHIN = np.array([[-1.7, -0.4, 0.3], [0.8, 1.1, 2.6]], dtype=np.float32)
CODES = "np.rint(x.astype(np.float32) / np.float32(s)) + z"
CLIP = "np.clip(x_q, low, high)"
BACK = "dequantize(x_q, s, z) - x"

QUANTIZATION_ERROR = Exercise(
    function="quantization_error",
    title="Sai số lượng tử hóa",
    reference=reference.quantization_error,
    uses=("dequantize",),
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài, 4 bit", {"x": EXAMPLE_VALUES, "s": 0.5, "z": -3, "exp": 4}),
                Visible("8 bit, vượt cả hai đầu", {"x": BOTH_ENDS, "s": 0.6, "z": 7, "exp": 8}),
                Visible("đúng giữa hai mã, z lẻ", {"x": HALVES, "s": 0.5, "z": 3, "exp": 8}),
                Visible("2 bit", {"x": np.array([-3.0, -0.8, 0.3, 0.9, 2.2]), "s": 0.7, "z": -1, "exp": 2}),
                Visible("ma trận, 16 bit", {"x": FINE, "s": 0.002, "z": -7, "exp": 16}),
            ),
            draw=draw_until(draw_values, stays_away_from_ties),
            equality=ERRORS,
        ),
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible("bên trong miền, z = 5", {"x": WITHIN, "s": 0.25, "z": 5, "exp": 8}),
                Visible("bên trong miền, z âm", {"x": WITHIN.ravel() * 2, "s": 0.7, "z": -4, "exp": 5}),
            ),
            draw=draw_until(draw_values, stays_away_from_ties),
            equality=ERRORS,
        ),
    ),
    asks="Bốn việc để có mã theo thứ tự của ONNX là gì? Có mã rồi thì đọc ngược bằng hàm nào?",
    tells="Chia x cho s, làm tròn, cộng z, cắt về [low, high]. Sau đó gọi dequantize rồi trừ x.",
    misconceptions=(
        Misconception(
            "cộng z trước khi làm tròn",
            costs=("TODO 3",),
            edits={CODES: "np.rint(x.astype(np.float32) / np.float32(s) + z)"},
            asks="8.5 − 43: làm tròn 8.5 rồi trừ 43, và trừ 43 rồi làm tròn, có ra cùng một mã không?",
            tells="Bài 1 cộng z trước, còn ONNX làm tròn x/s trước rồi mới cộng z. Bài này theo ONNX.",
        ),
        Misconception(
            "quên cộng z",
            costs=("TODO 3",),
            edits={CODES: "np.rint(x.astype(np.float32) / np.float32(s))"},
            asks="Số thực 0 của bạn đang được mã nào? Mã ấy có phải là điểm 0 không?",
            tells="Cộng z sau khi làm tròn, trước khi cắt.",
        ),
        Misconception(
            "trừ z thay vì cộng",
            costs=("TODO 3",),
            edits={"np.float32(s)) + z": "np.float32(s)) - z"},
            asks="Với x = 0, mã phải là z hay −z?",
            tells="Lượng tử hóa thì cộng z, giải lượng tử hóa mới trừ.",
        ),
        Misconception(
            "nhân với s thay vì chia",
            costs=("TODO 3",),
            edits={"/ np.float32(s)": "* np.float32(s)"},
            asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
            tells="Chia x cho s.",
        ),
        Misconception(
            "quên làm tròn",
            costs=("TODO 3",),
            edits={CODES: "x.astype(np.float32) / np.float32(s) + z"},
            asks="Không làm tròn mà ép kiểu ngay thì 3.6 thành mấy?",
            tells="Làm tròn x/s bằng np.rint (hoặc np.round) trước khi cộng z.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 3",),
            edits={"np.rint(": "np.floor("},
            asks="3.6 gần 3 hay gần 4? Sai số của bạn có lúc nào dương không?",
            tells="np.floor và phép // luôn đi xuống, nên sai số lên tới cả một bước. Dùng np.rint.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 3",),
            edits={CODES: "np.floor(x.astype(np.float32) / np.float32(s) + 0.5) + z"},
            asks="2.5 nằm giữa 2 và 3. Quy ước của khóa học chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất: 2.5 thành 2. np.rint và np.round làm đúng như vậy.",
        ),
        Misconception(
            "quên cắt",
            costs=("TODO 3",),
            edits={CLIP: "x_q"},
            asks="Với 4 bit, mã 15 có tồn tại không?",
            tells="Cắt mã về đoạn [low, high] bằng np.clip.",
        ),
        Misconception(
            "ép về int8 thay cho cắt",
            costs=("TODO 3",),
            edits={CLIP: "x_q", "np.int16": "np.int8"},
            asks="Ép 200 về int8 thì được mấy: 127 hay −56?",
            tells="Ép kiểu không cắt mà quay vòng, và int8 chỉ hợp với 8 bit. Cắt về [low, high] bằng np.clip.",
        ),
        Misconception(
            "cắt đúng rồi lại ép về int8",
            costs=("TODO 3",),
            edits={"np.int16": "np.int8"},
            asks="Với exp = 16, mã 30000 có vừa trong int8 không?",
            tells="exp lên tới 16 bit: giữ mã ở np.int16, np.int32, hoặc cứ để là số thực.",
        ),
        Misconception(
            "cắt x về [low, high] thay vì cắt mã",
            costs=("TODO 3",),
            edits={CODES: "np.rint(np.clip(x, low, high) / s) + z", CLIP: "x_q"},
            asks="low và high là mã hay là số thực? x có cùng đơn vị với chúng không?",
            tells="low và high là mã. Chia, làm tròn, cộng z xong mới cắt.",
        ),
        Misconception(
            "đổi dấu z ở cả hai chiều",
            costs=("TODO 3",),
            edits={"np.float32(s)) + z": "np.float32(s)) - z", BACK: "dequantize(x_q, s, -z) - x"},
            asks="Với x = 0, mã phải là z hay −z?",
            tells="Hai dấu sai bù nhau ở bên trong miền, nên chỉ lộ ra ở chỗ bị cắt. Lượng tử hóa thì cộng z, đọc ngược thì trừ z.",
        ),
        Misconception(
            "cắt trước khi cộng z",
            costs=("TODO 3",),
            edits={
                CODES: "np.clip(np.rint(x.astype(np.float32) / np.float32(s)), low, high) + z",
                CLIP: "x_q",
            },
            asks="Mã sau khi cộng z của bạn có còn nằm trong [low, high] không?",
            tells="Cắt là việc cuối cùng: cộng z xong mới cắt.",
        ),
        Misconception(
            "cắt về miền đối xứng, bỏ mã nhỏ nhất",
            costs=("TODO 3",),
            edits={"np.clip(x_q, low,": "np.clip(x_q, -high,"},
            asks="Với 8 bit, mã nhỏ nhất là bao nhiêu: −127 hay −128?",
            tells="Dùng low đã tính sẵn, đừng dùng −high.",
        ),
        Misconception(
            "luôn cắt về int8",
            costs=("TODO 3",),
            edits={CLIP: "np.clip(x_q, -128, 127)"},
            asks="Với exp = 4 thì mã lớn nhất là bao nhiêu?",
            tells="Cắt về [low, high], hai số này đã tính từ exp.",
        ),
        Misconception(
            "đổi dấu sai số",
            costs=("TODO 4",),
            edits={BACK: "x - dequantize(x_q, s, z)"},
            asks="Giá trị đọc ngược lớn hơn x thì sai số phải dương hay âm?",
            tells="Sai số là giá trị đọc ngược trừ giá trị ban đầu.",
        ),
        Misconception(
            "lấy trị tuyệt đối",
            costs=("TODO 4",),
            edits={BACK: "np.abs(dequantize(x_q, s, z) - x)"},
            asks="Sai số của bạn có bao giờ âm không?",
            tells="Giữ nguyên dấu của sai số: đừng lấy trị tuyệt đối.",
        ),
        Misconception(
            "bình phương sai số",
            costs=("TODO 4",),
            edits={BACK: "(dequantize(x_q, s, z) - x) ** 2"},
            asks="Sai số có cùng đơn vị với x hay với bình phương của x?",
            tells="Trả về chính hiệu, chưa bình phương. Bình phương là việc của sqnr_db.",
        ),
        Misconception(
            "trả về giá trị đọc ngược",
            costs=("TODO 4",),
            edits={BACK: "dequantize(x_q, s, z)"},
            asks="x = 1.3 đọc ngược thành 1.5. Hàm phải trả về 1.5 hay 0.2?",
            tells="Lấy kết quả của dequantize trừ x.",
        ),
        Misconception(
            "so mã với giá trị ban đầu",
            costs=("TODO 4",),
            edits={BACK: "x_q - x"},
            asks="Mã và x có cùng đơn vị không?",
            tells="Đổi mã về số thực bằng dequantize trước, rồi mới trừ x.",
        ),
        Misconception(
            "chia sai số cho s",
            costs=("TODO 4",),
            edits={BACK: "(dequantize(x_q, s, z) - x) / s"},
            asks="Sai số cần tính theo đơn vị của x hay theo số bước?",
            tells="Trả về sai số theo đơn vị của x, đừng chia cho s.",
        ),
    ),
    variants=(
        Variant("float64", {CODES: "np.round(x.astype(np.float64) / s) + z"}),
        Variant("nhân với 1/s", {CODES: "np.rint((1 / s) * x) + z"}),
        Variant("minimum và maximum", {CLIP: "np.minimum(np.maximum(x_q, low), high)"}),
        Variant("cắt trước, bù z vào hai đầu", {CODES: "np.clip(np.rint(x / s), low - z, high - z) + z"}),
        Variant("không gọi dequantize", {BACK: "s * (x_q.astype(np.float64) - z) - x"}),
        Variant("float32 từ đầu đến cuối", {BACK: "(dequantize(x_q, s, z) - x).astype(np.float32)"}),
        Variant("int32", {"np.int16": "np.int32"}),
    ),
)


# ---------------------------------------------------------------- sqnr_db, TODO 5 and 6


def draw_signal(rng, shape):
    """A signal whose mean is not 0, and a copy about 15 to 35 dB away from it, its errors with a mean as well."""
    x = rng.normal(rng.uniform(0.5, 1.5), 1.0, size=shape)
    return {"x": x, "x_hat": x + rng.normal(0.02, 1.0, size=shape) * rng.uniform(0.03, 0.2)}


def draw_matrix_signal(rng):
    return draw_signal(rng, tuple(int(n) for n in rng.integers(3, 6, size=2)))


def draw_flat_signal(rng):
    return draw_signal(rng, int(rng.integers(4, 12)))


SIGNAL = np.array([[1.5, -0.5, 2.25], [0.75, 3.0, -1.0]])
NEAR_SIGNAL = np.array([[1.25, -0.25, 2.5], [0.75, 3.25, -1.5]])
SUM_SIGNAL, SUM_NOISE = "np.sum(x**2)", "np.sum((x_hat - x) ** 2)"
TO_DB = "10 * np.log10(signal / noise)"

SQNR_DB = Exercise(
    function="sqnr_db",
    title="SQNR tính bằng decibel",
    reference=reference.sqnr_db,
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("ma trận", {"x": SIGNAL, "x_hat": NEAR_SIGNAL}),
                Visible("tín hiệu có trung bình khác 0", {"x": SIGNAL[1] + 2, "x_hat": NEAR_SIGNAL[1] + 2}),
            ),
            draw=draw_matrix_signal,
            equality=DECIBELS,
        ),
        Part(
            "TODO 6",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"x": np.array([3.0, 4.0]), "x_hat": np.array([3.3, 3.6])}),
                Visible("sai số lớn hơn tín hiệu", {"x": np.array([0.5, -1.0]), "x_hat": np.array([2.5, 1.5])}),
                Visible("đọc ngược không sai chút nào", {"x": np.array([0.5, -2.0]), "x_hat": np.array([0.5, -2.0])}),
                Visible("tín hiệu rất nhỏ", {"x": np.array([3e-8, 4e-8]), "x_hat": np.array([3.3e-8, 3.6e-8])}),
            ),
            draw=draw_flat_signal,
            equality=DECIBELS,
        ),
    ),
    asks="Tử số là công suất của cái gì, mẫu số là công suất của cái gì?",
    tells="Tử số là tổng bình phương của x, mẫu số là tổng bình phương của x_hat − x. Lấy log10 rồi nhân 10.",
    misconceptions=(
        Misconception(
            "lấy trị tuyệt đối thay vì bình phương",
            costs=("TODO 5",),
            edits={SUM_SIGNAL: "np.sum(np.abs(x))", SUM_NOISE: "np.sum(np.abs(x_hat - x))"},
            asks="Công suất tỷ lệ với biên độ hay với bình phương biên độ?",
            tells="Bình phương từng phần tử rồi mới cộng.",
        ),
        Misconception(
            "bình phương sau khi cộng",
            costs=("TODO 5",),
            edits={SUM_SIGNAL: "np.sum(x) ** 2", SUM_NOISE: "np.sum(x_hat - x) ** 2"},
            asks="Hai sai số 1 và −1 cộng lại bằng mấy? Công suất của chúng có bằng 0 không?",
            tells="Bình phương trước, cộng sau, để số dương và số âm không triệt tiêu nhau.",
        ),
        Misconception(
            "dùng phương sai thay vì công suất",
            costs=("TODO 5",),
            edits={SUM_SIGNAL: "np.var(x)", SUM_NOISE: "np.var(x_hat - x)"},
            asks="np.var trừ trung bình trước khi bình phương. Công thức có trừ gì không?",
            tells="Dùng np.sum(x**2), không dùng np.var.",
        ),
        Misconception(
            "lấy công suất của x_hat làm mẫu số",
            costs=("TODO 5",),
            edits={SUM_NOISE: "np.sum(x_hat ** 2)"},
            asks="Nhiễu là giá trị đọc ngược, hay là phần nó lệch khỏi x?",
            tells="Nhiễu là x_hat − x. Lấy hiệu trước, rồi bình phương.",
        ),
        Misconception(
            "lấy công suất của x_hat làm tử số",
            costs=("TODO 5",),
            edits={SUM_SIGNAL: "np.sum(x_hat**2)"},
            asks="Tín hiệu là giá trị ban đầu hay giá trị đọc ngược?",
            tells="Tử số là tổng bình phương của x, giá trị ban đầu.",
        ),
        Misconception(
            "một bên lấy tổng, một bên lấy trung bình",
            costs=("TODO 5",),
            edits={SUM_NOISE: "np.mean((x_hat - x) ** 2)"},
            asks="Tử số và mẫu số có được tính cùng một cách không? Tín hiệu dài gấp đôi thì tỷ số của bạn có đổi không?",
            tells="Hoặc cả hai dùng np.sum, hoặc cả hai dùng np.mean.",
        ),
        Misconception(
            "tổng theo từng cột",
            costs=("TODO 5",),
            edits={SUM_SIGNAL: "np.sum(x**2, axis=0)", SUM_NOISE: "np.sum((x_hat - x) ** 2, axis=0)"},
            asks="Hàm phải trả về một số hay một mảng?",
            tells="Cộng trên mọi phần tử: gọi np.sum mà không ghi axis.",
        ),
        Misconception(
            "tổng theo từng cột, trả về một mảng",
            costs=("TODO 5",),
            edits={
                SUM_SIGNAL: "np.sum(x**2, axis=0)",
                SUM_NOISE: "np.sum((x_hat - x) ** 2, axis=0)",
                "if noise == 0:": "if False:",
            },
            asks="Với một ma trận, hàm phải trả về một số hay mỗi cột một số?",
            tells="Cộng trên mọi phần tử: gọi np.sum mà không ghi axis.",
        ),
        Misconception(
            "20 lần log thay vì 10",
            costs=("TODO 6",),
            edits={TO_DB: "20 * np.log10(signal / noise)"},
            asks="Tỷ số của bạn là của biên độ hay của công suất?",
            tells="Tổng bình phương là công suất, nên hệ số là 10. Hệ số 20 chỉ dùng cho biên độ.",
        ),
        Misconception(
            "quên nhân 10",
            costs=("TODO 6",),
            edits={TO_DB: "np.log10(signal / noise)"},
            asks="Tỷ số 100 là bao nhiêu decibel, 2 hay 20?",
            tells="Nhân log10 với 10. Chữ đề-xi trong decibel nghĩa là một phần mười.",
        ),
        Misconception(
            "dùng logarit tự nhiên",
            costs=("TODO 6",),
            edits={TO_DB: "10 * np.log(signal / noise)"},
            asks="np.log là logarit cơ số mấy?",
            tells="np.log có cơ số e. Dùng np.log10.",
        ),
        Misconception(
            "quên lấy logarit",
            costs=("TODO 6",),
            edits={TO_DB: "signal / noise"},
            asks="Kết quả của bạn đã tính bằng decibel chưa?",
            tells="Lấy 10 nhân log10 của tỷ số.",
        ),
        Misconception(
            "chia ngược, nhiễu trên tín hiệu",
            costs=("TODO 6",),
            edits={"signal / noise": "noise / signal"},
            asks="Sai số càng nhỏ thì SQNR phải càng lớn hay càng nhỏ?",
            tells="Tín hiệu ở tử số, nhiễu ở mẫu số.",
        ),
        Misconception(
            "chia ngược, nên không có sai số thì ra âm vô cùng",
            costs=("TODO 6",),
            edits={"if noise == 0:": "if False:", "signal / noise": "noise / signal"},
            asks="Khi không có sai số nào, SQNR phải lớn vô cùng hay nhỏ vô cùng?",
            tells="Tín hiệu ở tử số, nhiễu ở mẫu số. Khi nhiễu bằng 0 thì trả về float('inf').",
        ),
        Misconception(
            "coi sai số rất nhỏ là không có sai số",
            costs=("TODO 6",),
            edits={"if noise == 0:": "if noise < 1e-6:"},
            asks="Nếu cả tín hiệu lẫn sai số đều cỡ 1e-8 thì SQNR có là vô cùng không?",
            tells="np.allclose, np.isclose hay một ngưỡng như 1e-6 đều bỏ qua sai số nhỏ. Chỉ trả về float('inf') khi noise == 0.",
        ),
        Misconception(
            "cộng một số nhỏ vào mẫu số",
            costs=("TODO 6",),
            edits={"if noise == 0:": "noise = noise + 1e-12\n    if noise == 0:"},
            asks="Khi không có sai số nào, SQNR của bạn bằng bao nhiêu? Con số ấy do đâu mà có?",
            tells="Đừng cộng thêm gì vào mẫu số. Khi sai số bằng 0 thì trả về float('inf').",
        ),
        Misconception(
            "trả về 0 khi không có sai số",
            costs=("TODO 6",),
            edits={'float("inf")\n': "0.0\n"},
            asks="0 dB nghĩa là nhiễu mạnh bằng tín hiệu. Có đúng là như thế khi x_hat giống hệt x không?",
            tells="Không có nhiễu thì tỷ số lớn vô cùng: trả về float('inf').",
        ),
    ),
    variants=(
        Variant("trung bình cả hai", {SUM_SIGNAL: "np.mean(x**2)", SUM_NOISE: "np.mean((x_hat - x) ** 2)"}),
        Variant("để NumPy chia cho 0", {"if noise == 0:": "if False:"}),
        Variant("hiệu của hai log", {TO_DB: "10 * np.log10(signal) - 10 * np.log10(noise)"}),
        Variant("biên độ và hệ số 20", {TO_DB: "20 * np.log10(np.sqrt(signal) / np.sqrt(noise))"}),
        Variant(
            "tích vô hướng",
            {SUM_SIGNAL: "np.vdot(x, x)", SUM_NOISE: "np.vdot(x_hat - x, x_hat - x)"},
        ),
        Variant("float32", {SUM_SIGNAL: "np.sum(x.astype(np.float32) ** 2)"}),
    ),
)


# ---------------------------------------------------------------- quantize_relu, TODO 7 and 8


def draw_relu(rng):
    """Codes on both sides of z_x; y reaches beyond its range at the top, and its zero point is not its lowest code."""
    exp, z_x = int(rng.choice([8, 16])), int(rng.integers(15, 50)) * int(rng.choice([-1, 1]))
    codes = rng.integers(-128, 128, size=draw_shape(rng))
    codes.flat[:3] = z_x - rng.integers(3, 60), z_x + rng.integers(2, 14), 127
    low, high = reference.integer_range(exp)
    s_x, z_y = round(float(rng.uniform(0.05, 0.4)), 3), int(rng.integers(low // 2, low // 4))
    top = s_x * (127 - z_x) / (high - z_y)
    codes, s_y = rng.permuted(codes).astype(np.int8), float(f"{top * rng.uniform(0.5, 0.9):.5g}")
    return {"x_q": codes, "s_x": s_x, "z_x": z_x, "s_y": s_y, "z_y": z_y, "exp": exp}


def draw_relu_inside(rng):
    """The same with a scale of y so large that no code is clipped."""
    args = draw_relu(rng)
    return {**args, "s_y": float(f"{args['s_y'] * rng.uniform(2.5, 5):.5g}")}


def relu_away_from_ties(x_q, s_x, z_x, s_y, z_y, exp):
    return away_from_ties(s_x * (x_q.astype(np.float64) - z_x) / s_y)


RELU_EXAMPLE = {"x_q": np.array([-20, -3, -1, 50, 127], dtype=np.int8), "s_x": 0.1, "z_x": -3, "s_y": 0.05, "z_y": -100}
AROUND_40 = {
    "x_q": np.array([[-90, 10, 39], [40, 47, 120]], dtype=np.int8),
    "s_x": 0.1,
    "z_x": 40,
    "s_y": 0.3,
    "z_y": -20,
}
BELOW_60 = {
    "x_q": np.array([-128, -75, -59, -20, 3, 100], dtype=np.int8),
    "s_x": 0.05,
    "z_x": -60,
    "s_y": 0.07,
    "z_y": -25,
}
FROM_LOWEST = {"x_q": np.array([-100, 6, 11, 17, 126], dtype=np.int8), "s_x": 0.11, "z_x": 6, "s_y": 0.04, "z_y": -128}
TIES = {"x_q": np.arange(10, 20, dtype=np.int8), "s_x": 0.5, "z_x": 9, "s_y": 1.0, "z_y": -101}
WIDE_X = np.array([-9000, -200, 301, 2600, 20000], dtype=np.int16)
RELU = "np.maximum(dequantize(x_q, s_x, z_x), 0)"
CODES_OF_Y = "np.rint(y.astype(np.float32) / np.float32(s_y)) + z_y"
CLIP_Y = "np.clip(y_q, low, high)"

QUANTIZE_RELU = Exercise(
    function="quantize_relu",
    title="ReLU trên mã",
    reference=reference.quantize_relu,
    uses=("dequantize",),
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            visible=(
                Visible("z_x = 40: mã dương mà là số âm", {**AROUND_40, "exp": 8}),
                Visible("z_x = −60: mã âm mà là số dương", {**BELOW_60, "exp": 8}),
                Visible("mã 16 bit", {"x_q": WIDE_X, "s_x": 0.01, "z_x": 250, "s_y": 0.007, "z_y": -600, "exp": 16}),
            ),
            draw=draw_until(draw_relu_inside, relu_away_from_ties),
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 8",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", {**RELU_EXAMPLE, "exp": 8}),
                Visible("z_y là mã nhỏ nhất", {**FROM_LOWEST, "exp": 8}),
                Visible("đúng giữa hai mã, z_y lẻ", {**TIES, "exp": 8}),
                Visible("từ mã 8 bit sang mã 16 bit", {**FROM_LOWEST, "z_y": 30001, "s_y": 0.003, "exp": 16}),
            ),
            draw=draw_until(draw_relu, relu_away_from_ties),
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Số thực 0 trên thước của x là mã nào, và trên thước của y là mã nào?",
    tells="Gọi dequantize với s_x, z_x, lấy max với 0, rồi chia cho s_y, làm tròn, cộng z_y và cắt.",
    misconceptions=(
        Misconception(
            "ReLU cắt ở mã 0 thay vì ở z_x",
            costs=("TODO 7",),
            edits={RELU: "dequantize(np.maximum(x_q, 0), s_x, z_x)"},
            asks="Mã 0 của x đọc thành số thực nào? Có phải là 0 không?",
            tells="Số thực 0 có mã z_x. Giải lượng tử hóa trước rồi lấy max với 0, hoặc lấy max của x_q với z_x.",
        ),
        Misconception(
            "cắt mã của y ở 0 thay vì ở z_y",
            costs=("TODO 7",),
            edits={RELU: "dequantize(x_q, s_x, z_x)", CODES_OF_Y: f"np.maximum({CODES_OF_Y}, 0)"},
            asks="Số thực 0 trên thước của y là mã nào?",
            tells="Số thực 0 có mã z_y, nên cắt mã của y ở 0 là cắt nhầm chỗ. Lấy max với 0 khi còn là số thực.",
        ),
        Misconception(
            "đổi mọi mã âm thành số 0",
            costs=("TODO 7",),
            edits={RELU: "np.where(x_q < 0, 0, dequantize(x_q, s_x, z_x))"},
            asks="Mã âm có chắc là số âm không? Mã dương có chắc là số dương không?",
            tells="Dấu của số thực là dấu của x_q − z_x, không phải dấu của x_q. So giá trị đọc ngược với 0, hoặc so x_q với z_x.",
        ),
        Misconception(
            "quên lấy max với 0",
            costs=("TODO 7",),
            edits={RELU: "dequantize(x_q, s_x, z_x)"},
            asks="Số thực âm đi qua ReLU thành số nào?",
            tells="Lấy np.maximum của giá trị đọc ngược với 0.",
        ),
        Misconception(
            "cắt ở z_x rồi trừ z_x ngay trong int8",
            costs=("TODO 7",),
            edits={RELU: "s_x * (np.maximum(x_q, z_x) - z_x)"},
            asks="100 − (−60) có vừa trong int8 không?",
            tells="Cắt ở z_x là đúng, nhưng phải mở rộng kiểu trước khi trừ. Gọi dequantize thì khỏi lo.",
        ),
        Misconception(
            "so số thực với z_x",
            costs=("TODO 7",),
            edits={RELU: "np.maximum(dequantize(x_q, s_x, z_x), z_x)"},
            asks="Sau khi giải lượng tử hóa, ngưỡng của ReLU là số thực 0 hay là mã z_x?",
            tells="z_x là ngưỡng khi còn là mã. Đã về số thực thì ngưỡng là 0.",
        ),
        Misconception(
            "lấy min thay vì max",
            costs=("TODO 7",),
            edits={"np.maximum(": "np.minimum("},
            asks="ReLU giữ số dương hay giữ số âm?",
            tells="ReLU là max(0, x): dùng np.maximum.",
        ),
        Misconception(
            "lấy trị tuyệt đối",
            costs=("TODO 7",),
            edits={RELU: "np.abs(dequantize(x_q, s_x, z_x))"},
            asks="ReLU của −2 là 2 hay là 0?",
            tells="ReLU đổi số âm thành 0, không đổi dấu chúng.",
        ),
        Misconception(
            "đọc mã của x bằng thước của y",
            costs=("TODO 7",),
            edits={"dequantize(x_q, s_x, z_x)": "dequantize(x_q, s_y, z_y)"},
            asks="x_q được ghi trên thước nào?",
            tells="Đọc x_q bằng s_x, z_x. s_y, z_y chỉ dùng cho kết quả.",
        ),
        Misconception(
            "quên đổi sang thước của y",
            costs=("TODO 8",),
            edits={RELU: "np.maximum(x_q, z_x)", CODES_OF_Y: "y"},
            asks="Mã bạn trả về được ghi trên thước của x hay của y?",
            tells="ReLU của bạn đúng rồi, nhưng kết quả phải được ghi trên thước của y: chia cho s_y rồi cộng z_y.",
        ),
        Misconception(
            "quên cộng z_y",
            costs=("TODO 8",),
            edits={CODES_OF_Y: "np.rint(y.astype(np.float32) / np.float32(s_y))"},
            asks="y = 0 thì mã của y phải là số nào?",
            tells="Cộng z_y sau khi làm tròn.",
        ),
        Misconception(
            "trừ z_y thay vì cộng",
            costs=("TODO 8",),
            edits={"np.float32(s_y)) + z_y": "np.float32(s_y)) - z_y"},
            asks="y = 0 thì mã của y phải là z_y hay −z_y?",
            tells="Lượng tử hóa thì cộng z_y, giải lượng tử hóa mới trừ.",
        ),
        Misconception(
            "cộng z_y trước khi làm tròn",
            costs=("TODO 8",),
            edits={CODES_OF_Y: "np.rint(y.astype(np.float32) / np.float32(s_y) + z_y)"},
            asks="0.5 − 101: làm tròn 0.5 rồi trừ 101, và trừ 101 rồi làm tròn, có ra cùng một mã không?",
            tells="Theo ONNX thì làm tròn y/s_y trước, rồi mới cộng z_y.",
        ),
        Misconception(
            "cộng z_x thay vì z_y",
            costs=("TODO 8",),
            edits={"np.float32(s_y)) + z_y": "np.float32(s_y)) + z_x"},
            asks="Kết quả được ghi trên thước của x hay của y?",
            tells="Mã của y dùng z_y.",
        ),
        Misconception(
            "nhân với s_y thay vì chia",
            costs=("TODO 8",),
            edits={"/ np.float32(s_y)": "* np.float32(s_y)"},
            asks="Muốn biết y dài mấy bước s_y thì nhân hay chia?",
            tells="Chia y cho s_y.",
        ),
        Misconception(
            "quên làm tròn",
            costs=("TODO 8",),
            edits={CODES_OF_Y: "y.astype(np.float32) / np.float32(s_y) + z_y"},
            asks="Ép −96.7 về số nguyên mà không làm tròn thì được mấy?",
            tells="Làm tròn y/s_y bằng np.rint trước khi cộng z_y.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 8",),
            edits={"np.rint(": "np.floor("},
            asks="3.6 gần 3 hay gần 4?",
            tells="np.floor và phép // luôn đi xuống; astype(int) bỏ phần lẻ, với y không âm thì cũng thế. Dùng np.rint.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 8",),
            edits={CODES_OF_Y: "np.floor(y.astype(np.float32) / np.float32(s_y) + 0.5) + z_y"},
            asks="2.5 nằm giữa 2 và 3. Quy ước của khóa học chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất: 2.5 thành 2. np.rint và np.round làm đúng như vậy.",
        ),
        Misconception(
            "quên cắt nên bị tràn số",
            costs=("TODO 8",),
            edits={CLIP_Y: "y_q"},
            asks="160 có vừa trong int8 không? Ép kiểu xong nó thành số nào?",
            tells="Cắt mã của y về [low, high] bằng np.clip.",
        ),
        Misconception(
            "luôn cắt về int8",
            costs=("TODO 8",),
            edits={CLIP_Y: "np.clip(y_q, -128, 127)"},
            asks="Với exp = 16 thì mã lớn nhất là bao nhiêu?",
            tells="Cắt về [low, high], hai số này đã tính từ exp.",
        ),
        Misconception(
            "cắt trước khi cộng z_y",
            costs=("TODO 8",),
            edits={
                CODES_OF_Y: "np.clip(np.rint(y.astype(np.float32) / np.float32(s_y)), low, high) + z_y",
                CLIP_Y: "y_q",
            },
            asks="13 dài 260 bước 0.05. Cắt còn 127 rồi trừ 100 thì được mã nào? Mã đúng là mã nào?",
            tells="Cắt là việc cuối cùng: cộng z_y xong mới cắt.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 8",),
            edits={"np.clip(y_q, low,": "np.clip(y_q, -high,"},
            asks="Khi z_y = −128 thì số 0 phải được mã nào?",
            tells="Dùng low đã tính sẵn: mã nhỏ nhất của int8 là −128.",
        ),
        Misconception(
            "cắt về [z_x, high] thay vì [low, high]",
            costs=("TODO 8",),
            edits={"np.clip(y_q, low,": "np.clip(y_q, z_x,"},
            asks="z_x là một mã trên thước của x. So nó với mã của y thì có nghĩa gì không?",
            tells="Cắt mã của y về [low, high].",
        ),
    ),
    variants=(
        Variant("cắt trên mã, ở z_x", {RELU: "dequantize(np.maximum(x_q, z_x), s_x, z_x)"}),
        Variant("float64", {CODES_OF_Y: "np.round(y / s_y) + z_y"}),
        Variant("np.where", {RELU: "np.where(x_q > z_x, dequantize(x_q, s_x, z_x), 0.0)"}),
        Variant("nhân với mặt nạ", {RELU: "dequantize(x_q, s_x, z_x)\n    y = y * (y > 0)"}),
        Variant(
            "một hệ số", {RELU: "(np.maximum(x_q, z_x).astype(np.int32) - z_x) * (s_x / s_y)", "/ np.float32(s_y)": ""}
        ),
        Variant("cắt ở z_y", {CLIP_Y: "np.minimum(np.maximum(y_q, z_y), high)"}),
    ),
)


LESSON = LessonExercises(
    lesson="bai02_sai_so",
    title="Giải lượng tử hóa và sai số",
    exercises=(DEQUANTIZE, NUDGE_RANGE, QUANTIZATION_ERROR, SQNR_DB, QUANTIZE_RELU),
    question="Sai số lớn hay nhỏ so với chính tín hiệu, và thêm một bit được lợi gì?",
    teaches="Đổi mã về số thực, nới miền cho số 0 có mã, đo sai số bằng decibel, tính ReLU trên mã.",
    reproduces="Mỗi bit được 6.02 dB, từ công suất $s^2/12$ của [Bennett, 1948](https://doi.org/10.1002/j.1538-7305.1948.tb01340.x)",
    hours=3,
)
