"""Signal-to-quantization-noise ratio in decibels."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import Equality

DECIBELS = Equality(rtol=1e-5, atol=1e-3)  # sums in float32 pass


def draw_signal(rng: Generator, shape: int | tuple[int, ...]) -> Args:
    """A signal whose mean is not 0, and a copy about 15 to 35 dB away from it, its errors with a mean as well."""
    x = rng.normal(rng.uniform(0.5, 1.5), 1.0, size=shape)
    return {"x": x, "x_hat": x + rng.normal(0.02, 1.0, size=shape) * rng.uniform(0.03, 0.2)}


def draw_matrix_signal(rng: Generator) -> Args:
    return draw_signal(rng, tuple(int(n) for n in rng.integers(3, 6, size=2)))


def draw_flat_signal(rng: Generator) -> Args:
    return draw_signal(rng, int(rng.integers(4, 12)))


SIGNAL = np.array([[1.5, -0.5, 2.25], [0.75, 3.0, -1.0]])
NEAR_SIGNAL = np.array([[1.25, -0.25, 2.5], [0.75, 3.25, -1.5]])
SUM_SIGNAL, SUM_NOISE = "np.sum(x**2)", "np.sum((x_hat - x) ** 2)"
TO_DB = "10 * np.log10(signal / noise)"

EXERCISE = Exercise(
    function="sqnr_db",
    title="SQNR tính bằng decibel",
    reference=reference.sqnr_db,
    asks="Tử số là công suất của cái gì, mẫu số là công suất của cái gì?",
    tells="Tử số là tổng bình phương của x, mẫu số là tổng bình phương của x_hat − x. Lấy log10 rồi nhân 10.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            asks="Công suất của một mảng tính thế nào: cộng trước hay bình phương trước? Sai số ở đây là hiệu nào?",
            tells="Bình phương từng phần tử rồi cộng tất cả lại, cho tín hiệu x và cho hiệu giữa x_hat với x. Hai bên cùng lấy tổng, hoặc cùng lấy trung bình.",
            visible=(
                Visible("ma trận", {"x": SIGNAL, "x_hat": NEAR_SIGNAL}),
                Visible("tín hiệu có trung bình khác 0", {"x": SIGNAL[1] + 2, "x_hat": NEAR_SIGNAL[1] + 2}),
            ),
            draw=draw_matrix_signal,
            equality=DECIBELS,
            misconceptions=(
                Misconception(
                    "lấy trị tuyệt đối thay vì bình phương",
                    kind="error/power",
                    edits={SUM_SIGNAL: "np.sum(np.abs(x))", SUM_NOISE: "np.sum(np.abs(x_hat - x))"},
                    asks="Công suất tỷ lệ với biên độ hay với bình phương biên độ?",
                    tells="Bình phương từng phần tử rồi mới cộng.",
                ),
                Misconception(
                    "bình phương sau khi cộng",
                    kind="error/power",
                    edits={SUM_SIGNAL: "np.sum(x) ** 2", SUM_NOISE: "np.sum(x_hat - x) ** 2"},
                    asks="Hai sai số 1 và −1 cộng lại bằng mấy? Công suất của chúng có bằng 0 không?",
                    tells="Bình phương trước, cộng sau, để số dương và số âm không triệt tiêu nhau.",
                ),
                Misconception(
                    "dùng phương sai thay vì công suất",
                    kind="error/power",
                    edits={SUM_SIGNAL: "np.var(x)", SUM_NOISE: "np.var(x_hat - x)"},
                    asks="np.var trừ trung bình trước khi bình phương. Công thức có trừ gì không?",
                    tells="Dùng np.sum(x**2), không dùng np.var.",
                ),
                Misconception(
                    "lấy công suất của x_hat làm mẫu số",
                    kind="error/of_what",
                    edits={SUM_NOISE: "np.sum(x_hat ** 2)"},
                    asks="Nhiễu là giá trị đọc ngược, hay là phần nó lệch khỏi x?",
                    tells="Nhiễu là x_hat − x. Lấy hiệu trước, rồi bình phương.",
                ),
                Misconception(
                    "lấy công suất của x_hat làm tử số",
                    kind="error/of_what",
                    edits={SUM_SIGNAL: "np.sum(x_hat**2)"},
                    asks="Tín hiệu là giá trị ban đầu hay giá trị đọc ngược?",
                    tells="Tử số là tổng bình phương của x, giá trị ban đầu.",
                ),
                Misconception(
                    "một bên lấy tổng, một bên lấy trung bình",
                    kind="error/of_what",
                    edits={SUM_NOISE: "np.mean((x_hat - x) ** 2)"},
                    asks="Tử số và mẫu số có được tính cùng một cách không? Tín hiệu dài gấp đôi thì tỷ số của bạn có đổi không?",
                    tells="Hoặc cả hai dùng np.sum, hoặc cả hai dùng np.mean.",
                ),
                Misconception(
                    "tổng theo từng cột",
                    kind="axis/split",
                    edits={SUM_SIGNAL: "np.sum(x**2, axis=0)", SUM_NOISE: "np.sum((x_hat - x) ** 2, axis=0)"},
                    asks="Hàm phải trả về một số hay một mảng?",
                    tells="Cộng trên mọi phần tử: gọi np.sum mà không ghi axis.",
                ),
                Misconception(
                    "tổng theo từng cột, trả về một mảng",
                    kind="axis/split",
                    edits={
                        SUM_SIGNAL: "np.sum(x**2, axis=0)",
                        SUM_NOISE: "np.sum((x_hat - x) ** 2, axis=0)",
                        "if noise == 0:": "if False:",
                    },
                    asks="Với một ma trận, hàm phải trả về một số hay mỗi cột một số?",
                    tells="Cộng trên mọi phần tử: gọi np.sum mà không ghi axis.",
                ),
            ),
        ),
        Part(
            "TODO 6",
            points=1,
            asks="Tín hiệu gấp 10 lần sai số về công suất thì SQNR là bao nhiêu decibel? Không có sai số nào thì sao?",
            tells="Lấy tín hiệu chia cho sai số, lấy logarit cơ số 10, rồi nhân 10. Khi công suất của sai số đúng bằng 0 thì trả về vô cực, đừng chia.",
            visible=(
                Visible("ví dụ trong bài", {"x": np.array([3.0, 4.0]), "x_hat": np.array([3.3, 3.6])}),
                Visible("sai số lớn hơn tín hiệu", {"x": np.array([0.5, -1.0]), "x_hat": np.array([2.5, 1.5])}),
                Visible("đọc ngược không sai chút nào", {"x": np.array([0.5, -2.0]), "x_hat": np.array([0.5, -2.0])}),
                Visible("tín hiệu rất nhỏ", {"x": np.array([3e-8, 4e-8]), "x_hat": np.array([3.3e-8, 3.6e-8])}),
            ),
            draw=draw_flat_signal,
            equality=DECIBELS,
            misconceptions=(
                Misconception(
                    "20 lần log thay vì 10",
                    kind="error/logarithm",
                    edits={TO_DB: "20 * np.log10(signal / noise)"},
                    asks="Tỷ số của bạn là của biên độ hay của công suất?",
                    tells="Tổng bình phương là công suất, nên hệ số là 10. Hệ số 20 chỉ dùng cho biên độ.",
                ),
                Misconception(
                    "quên nhân 10",
                    kind="error/logarithm",
                    edits={TO_DB: "np.log10(signal / noise)"},
                    asks="Tỷ số 100 là bao nhiêu decibel, 2 hay 20?",
                    tells="Nhân log10 với 10. Chữ đề-xi trong decibel nghĩa là một phần mười.",
                ),
                Misconception(
                    "dùng logarit tự nhiên",
                    kind="error/logarithm",
                    edits={TO_DB: "10 * np.log(signal / noise)"},
                    asks="np.log là logarit cơ số mấy?",
                    tells="np.log có cơ số e. Dùng np.log10.",
                ),
                Misconception(
                    "quên lấy logarit",
                    kind="error/logarithm",
                    edits={TO_DB: "signal / noise"},
                    asks="Kết quả của bạn đã tính bằng decibel chưa?",
                    tells="Lấy 10 nhân log10 của tỷ số.",
                ),
                Misconception(
                    "chia ngược, nhiễu trên tín hiệu",
                    kind="order/swapped",
                    edits={"signal / noise": "noise / signal"},
                    asks="Sai số càng nhỏ thì SQNR phải càng lớn hay càng nhỏ?",
                    tells="Tín hiệu ở tử số, nhiễu ở mẫu số.",
                ),
                Misconception(
                    "chia ngược, nên không có sai số thì ra âm vô cùng",
                    kind="order/swapped",
                    edits={"if noise == 0:": "if False:", "signal / noise": "noise / signal"},
                    asks="Khi không có sai số nào, SQNR phải lớn vô cùng hay nhỏ vô cùng?",
                    tells="Tín hiệu ở tử số, nhiễu ở mẫu số. Khi nhiễu bằng 0 thì trả về float('inf').",
                ),
                Misconception(
                    "coi sai số rất nhỏ là không có sai số",
                    kind="zero/special_case",
                    edits={"if noise == 0:": "if noise < 1e-6:"},
                    asks="Nếu cả tín hiệu lẫn sai số đều cỡ 1e-8 thì SQNR có là vô cùng không?",
                    tells="np.allclose, np.isclose hay một ngưỡng như 1e-6 đều bỏ qua sai số nhỏ. Chỉ trả về float('inf') khi noise == 0.",
                ),
                Misconception(
                    "cộng một số nhỏ vào mẫu số",
                    kind="zero/special_case",
                    edits={"if noise == 0:": "noise = noise + 1e-12\n    if noise == 0:"},
                    asks="Khi không có sai số nào, SQNR của bạn bằng bao nhiêu? Con số ấy do đâu mà có?",
                    tells="Đừng cộng thêm gì vào mẫu số. Khi sai số bằng 0 thì trả về float('inf').",
                ),
                Misconception(
                    "trả về 0 khi không có sai số",
                    kind="zero/special_case",
                    edits={'float("inf")\n': "0.0\n"},
                    asks="0 dB nghĩa là nhiễu mạnh bằng tín hiệu. Có đúng là như thế khi x_hat giống hệt x không?",
                    tells="Không có nhiễu thì tỷ số lớn vô cùng: trả về float('inf').",
                ),
            ),
        ),
    ),
    variants=(
        Variant("trung bình cả hai", {SUM_SIGNAL: "np.mean(x**2)", SUM_NOISE: "np.mean((x_hat - x) ** 2)"}),
        Variant("để NumPy chia cho 0", {"if noise == 0:": "if False:"}),
        Variant("hiệu của hai log", {TO_DB: "10 * np.log10(signal) - 10 * np.log10(noise)"}),
        Variant(
            "biên độ và hệ số 20",
            {TO_DB: "20 * np.log10(np.sqrt(signal) / np.sqrt(noise))"},
            note="Decibel của biên độ dùng hệ số 20, vì công suất là bình phương của biên độ.",
        ),
        Variant(
            "tích vô hướng",
            {SUM_SIGNAL: "np.vdot(x, x)", SUM_NOISE: "np.vdot(x_hat - x, x_hat - x)"},
            note="Tổng các bình phương là tích vô hướng của một dãy với chính nó.",
        ),
        Variant("float32", {SUM_SIGNAL: "np.sum(x.astype(np.float32) ** 2)"}),
    ),
)
