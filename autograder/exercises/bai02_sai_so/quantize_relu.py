"""ReLU on codes, from one scale to another."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai02_sai_so.arrays import draw_shape
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.arrays import Codes
from course.checking.compare import EXACT_WITH_DTYPE


def draw_relu(rng: Generator) -> Args:
    """Codes on both sides of z_x; y reaches beyond its range at the top, and its zero point is not its lowest code."""
    exp, z_x = int(rng.choice([8, 16])), int(rng.integers(15, 50)) * int(rng.choice([-1, 1]))
    codes = rng.integers(-128, 128, size=draw_shape(rng))
    codes.flat[:3] = z_x - rng.integers(3, 60), z_x + rng.integers(2, 14), 127
    low, high = reference.integer_range(exp)
    s_x, z_y = round(float(rng.uniform(0.05, 0.4)), 3), int(rng.integers(low // 2, low // 4))
    top = s_x * (127 - z_x) / (high - z_y)
    codes, s_y = rng.permuted(codes).astype(np.int8), float(f"{top * rng.uniform(0.5, 0.9):.5g}")
    return {"x_q": codes, "s_x": s_x, "z_x": z_x, "s_y": s_y, "z_y": z_y, "exp": exp}


def draw_relu_inside(rng: Generator) -> Args:
    """The same with a scale of y so large that no code is clipped."""
    args = draw_relu(rng)
    return {**args, "s_y": float(f"{args['s_y'] * rng.uniform(2.5, 5):.5g}")}


def relu_away_from_ties(x_q: Codes, s_x: float, z_x: int, s_y: float, z_y: int, exp: int) -> bool:
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

EXERCISE = Exercise(
    function="quantize_relu",
    title="ReLU trên mã",
    reference=reference.quantize_relu,
    asks="Số thực 0 trên thước của x là mã nào, và trên thước của y là mã nào?",
    tells="Gọi dequantize với s_x, z_x, lấy max với 0, rồi chia cho s_y, làm tròn, cộng z_y và cắt.",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            asks="ReLU so với số thực 0. Bạn đang so số thực, hay so mã?",
            tells="Đổi mã về số thực bằng dequantize với thước của x, rồi mới lấy số lớn hơn giữa nó và 0.",
            visible=(
                Visible("z_x = 40: mã dương mà là số âm", {**AROUND_40, "exp": 8}),
                Visible("z_x = −60: mã âm mà là số dương", {**BELOW_60, "exp": 8}),
                Visible("mã 16 bit", {"x_q": WIDE_X, "s_x": 0.01, "z_x": 250, "s_y": 0.007, "z_y": -600, "exp": 16}),
            ),
            draw=draw_until(draw_relu_inside, relu_away_from_ties),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "ReLU cắt ở mã 0 thay vì ở z_x",
                    kind="relu/threshold",
                    edits={RELU: "dequantize(np.maximum(x_q, 0), s_x, z_x)"},
                    asks="Mã 0 của x đọc thành số thực nào? Có phải là 0 không?",
                    tells="Số thực 0 có mã z_x. Giải lượng tử hóa trước rồi lấy max với 0, hoặc lấy max của x_q với z_x.",
                ),
                Misconception(
                    "cắt mã của y ở 0 thay vì ở z_y",
                    kind="relu/threshold",
                    edits={RELU: "dequantize(x_q, s_x, z_x)", CODES_OF_Y: f"np.maximum({CODES_OF_Y}, 0)"},
                    asks="Số thực 0 trên thước của y là mã nào?",
                    tells="Số thực 0 có mã z_y, nên cắt mã của y ở 0 là cắt nhầm chỗ. Lấy max với 0 khi còn là số thực.",
                ),
                Misconception(
                    "đổi mọi mã âm thành số 0",
                    kind="relu/threshold",
                    edits={RELU: "np.where(x_q < 0, 0, dequantize(x_q, s_x, z_x))"},
                    asks="Mã âm có chắc là số âm không? Mã dương có chắc là số dương không?",
                    tells="Dấu của số thực là dấu của x_q − z_x, không phải dấu của x_q. So giá trị đọc ngược với 0, hoặc so x_q với z_x.",
                ),
                Misconception(
                    "quên ReLU",
                    kind="relu/forgotten",
                    edits={RELU: "dequantize(x_q, s_x, z_x)"},
                    asks="Số thực âm đi qua ReLU thành số nào?",
                    tells="Lấy np.maximum của giá trị đọc ngược với 0.",
                ),
                Misconception(
                    "cắt ở z_x rồi trừ z_x ngay trong int8",
                    kind="dtype/overflow",
                    edits={RELU: "s_x * (np.maximum(x_q, z_x) - z_x)"},
                    asks="100 − (−60) có vừa trong int8 không?",
                    tells="Cắt ở z_x là đúng, nhưng phải mở rộng kiểu trước khi trừ. Gọi dequantize thì khỏi lo.",
                ),
                Misconception(
                    "so số thực với z_x",
                    kind="relu/threshold",
                    edits={RELU: "np.maximum(dequantize(x_q, s_x, z_x), z_x)"},
                    asks="Sau khi giải lượng tử hóa, ngưỡng của ReLU là số thực 0 hay là mã z_x?",
                    tells="z_x là ngưỡng khi còn là mã. Đã về số thực thì ngưỡng là 0.",
                ),
                Misconception(
                    "ReLU lấy min thay vì max",
                    kind="maximum/other_function",
                    edits={"np.maximum(": "np.minimum("},
                    asks="ReLU giữ số dương hay giữ số âm?",
                    tells="ReLU là max(0, x): dùng np.maximum.",
                ),
                Misconception(
                    "ReLU lấy trị tuyệt đối",
                    kind="maximum/other_function",
                    edits={RELU: "np.abs(dequantize(x_q, s_x, z_x))"},
                    asks="ReLU của −2 là 2 hay là 0?",
                    tells="ReLU đổi số âm thành 0, không đổi dấu chúng.",
                ),
                Misconception(
                    "đọc mã của x bằng thước của y",
                    kind="scale/other",
                    edits={"dequantize(x_q, s_x, z_x)": "dequantize(x_q, s_y, z_y)"},
                    asks="x_q được ghi trên thước nào?",
                    tells="Đọc x_q bằng s_x, z_x. s_y, z_y chỉ dùng cho kết quả.",
                ),
            ),
        ),
        Part(
            "TODO 8",
            points=1.5,
            asks="Số thực y nằm ở đâu trên thước của y? Làm tròn, cộng z_y và cắt theo thứ tự nào?",
            tells="Lần này dùng s_y và z_y, không phải s_x và z_x: chia trong float32, làm tròn, cộng điểm 0, rồi cắt về đoạn từ low đến high.",
            visible=(
                Visible("ví dụ trong bài", {**RELU_EXAMPLE, "exp": 8}),
                Visible("z_y là mã nhỏ nhất", {**FROM_LOWEST, "exp": 8}),
                Visible("đúng giữa hai mã, z_y lẻ", {**TIES, "exp": 8}),
                Visible("từ mã 8 bit sang mã 16 bit", {**FROM_LOWEST, "z_y": 30001, "s_y": 0.003, "exp": 16}),
            ),
            draw=draw_until(draw_relu, relu_away_from_ties),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên đổi sang thước của y",
                    kind="scale/other",
                    edits={RELU: "np.maximum(x_q, z_x)", CODES_OF_Y: "y"},
                    asks="Mã bạn trả về được ghi trên thước của x hay của y?",
                    tells="ReLU của bạn đúng rồi, nhưng kết quả phải được ghi trên thước của y: chia cho s_y rồi cộng z_y.",
                ),
                Misconception(
                    "quên z_y",
                    kind="zero_point/forgotten",
                    edits={CODES_OF_Y: "np.rint(y.astype(np.float32) / np.float32(s_y))"},
                    asks="y = 0 thì mã của y phải là số nào?",
                    tells="Cộng z_y sau khi làm tròn.",
                ),
                Misconception(
                    "trừ z_y thay vì cộng",
                    kind="zero_point/sign",
                    edits={"np.float32(s_y)) + z_y": "np.float32(s_y)) - z_y"},
                    asks="y = 0 thì mã của y phải là z_y hay −z_y?",
                    tells="Lượng tử hóa thì cộng z_y, giải lượng tử hóa mới trừ.",
                ),
                Misconception(
                    "cộng z_y trước khi làm tròn",
                    kind="rounding/after_zero_point",
                    edits={CODES_OF_Y: "np.rint(y.astype(np.float32) / np.float32(s_y) + z_y)"},
                    asks="0.5 − 101: làm tròn 0.5 rồi trừ 101, và trừ 101 rồi làm tròn, có ra cùng một mã không?",
                    tells="Theo ONNX thì làm tròn y/s_y trước, rồi mới cộng z_y.",
                ),
                Misconception(
                    "cộng z_x thay vì z_y",
                    kind="zero_point/other",
                    edits={"np.float32(s_y)) + z_y": "np.float32(s_y)) + z_x"},
                    asks="Kết quả được ghi trên thước của x hay của y?",
                    tells="Mã của y dùng z_y.",
                ),
                Misconception(
                    "nhân với s_y thay vì chia",
                    kind="scale/inverted",
                    edits={"/ np.float32(s_y)": "* np.float32(s_y)"},
                    asks="Muốn biết y dài mấy bước s_y thì nhân hay chia?",
                    tells="Chia y cho s_y.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={CODES_OF_Y: "y.astype(np.float32) / np.float32(s_y) + z_y"},
                    asks="Đổi −96.7 sang kiểu số nguyên mà không làm tròn thì được mấy?",
                    tells="Làm tròn y/s_y bằng np.rint trước khi cộng z_y.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.rint(": "np.floor("},
                    asks="3.6 gần 3 hay gần 4?",
                    tells="np.floor và phép // luôn đi xuống; astype(int) bỏ phần lẻ, với y không âm thì cũng thế. Dùng np.rint.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={CODES_OF_Y: "np.floor(y.astype(np.float32) / np.float32(s_y) + 0.5) + z_y"},
                    asks="2.5 nằm giữa 2 và 3. Quy ước của khóa học chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất: 2.5 thành 2. np.rint và np.round làm đúng như vậy.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP_Y: "y_q"},
                    asks="160 có vừa trong int8 không? Đổi kiểu xong nó thành số nào?",
                    tells="Cắt mã của y về [low, high] bằng np.clip.",
                ),
                Misconception(
                    "luôn cắt về int8",
                    kind="codes/fixed_bits",
                    edits={CLIP_Y: "np.clip(y_q, -128, 127)"},
                    asks="Với exp = 16 thì mã lớn nhất là bao nhiêu?",
                    tells="Cắt về [low, high], hai số này đã tính từ exp.",
                ),
                Misconception(
                    "cắt trước khi cộng z_y",
                    kind="range/early_clip",
                    edits={
                        CODES_OF_Y: "np.clip(np.rint(y.astype(np.float32) / np.float32(s_y)), low, high) + z_y",
                        CLIP_Y: "y_q",
                    },
                    asks="13 dài 260 bước 0.05. Cắt còn 127 rồi trừ 100 thì được mã nào? Mã đúng là mã nào?",
                    tells="Cắt là việc cuối cùng: cộng z_y xong mới cắt.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"np.clip(y_q, low,": "np.clip(y_q, -high,"},
                    asks="Khi z_y = −128 thì số 0 phải được mã nào?",
                    tells="Dùng low đã tính sẵn: mã nhỏ nhất của int8 là −128.",
                ),
                Misconception(
                    "cắt về [z_x, high] thay vì [low, high]",
                    kind="range/other_codes",
                    edits={"np.clip(y_q, low,": "np.clip(y_q, z_x,"},
                    asks="z_x là một mã trên thước của x. So nó với mã của y thì có nghĩa gì không?",
                    tells="Cắt mã của y về [low, high].",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "cắt trên mã, ở z_x",
            {RELU: "dequantize(np.maximum(x_q, z_x), s_x, z_x)"},
            note="Làm ReLU ngay trên mã: số thực 0 là mã z_x, nên chỉ cần không cho mã nhỏ hơn z_x.",
        ),
        Variant("float64", {CODES_OF_Y: "np.round(y / s_y) + z_y"}),
        Variant("np.where", {RELU: "np.where(x_q > z_x, dequantize(x_q, s_x, z_x), 0.0)"}),
        Variant("nhân với mặt nạ", {RELU: "dequantize(x_q, s_x, z_x)\n    y = y * (y > 0)"}),
        Variant(
            "một hệ số", {RELU: "(np.maximum(x_q, z_x).astype(np.int32) - z_x) * (s_x / s_y)", "/ np.float32(s_y)": ""}
        ),
        Variant(
            "cắt ở z_y",
            {CLIP_Y: "np.minimum(np.maximum(y_q, z_y), high)"},
            note="Cắt mã ra ở z_y: phép cắt đằng nào cũng phải làm, nên ReLU không tốn thêm gì.",
        ),
    ),
)
