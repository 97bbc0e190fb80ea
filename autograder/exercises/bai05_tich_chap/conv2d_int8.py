"""Convolution on codes."""

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.bai05_tich_chap.codes import some_codes, windows_are_few
from autograder.exercises.model import (
    Args,
    Exercise,
    Misconception,
    Part,
    Seeded,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.arrays import Codes, Reals
from course.checking.compare import EXACT_WITH_DTYPE


def position_of(
    x_q: Codes, W_q: Codes, b_q: NDArray[np.int32], stride: int, pad: int, z_x: int, M: Reals, z_y: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The accumulators, and M times them: what is rounded, before z_y."""
    rows = reference.im2col(x_q, W_q.shape[-1], stride, pad, z_x).astype(np.int64) - z_x
    accumulator: NDArray[np.int64] = rows @ W_q.reshape(len(W_q), -1).T.astype(np.int64) + b_q
    return accumulator, M.astype(np.float64) * accumulator


def layer_away_from_ties(**args: Any) -> bool:
    return away_from_ties(position_of(**args)[1])


def draw_layer(
    rng: Generator, n: int = 1, channels: int = 2, k: int = 2, stride: int = 1, pad: int = 0, reach: float = 110.0
) -> Args:
    """A layer of random codes whose outputs reach about `reach` codes to either side of the middle."""
    height, width = int(rng.integers(3, 5)), int(rng.integers(3, 5))
    x_q, W_q = some_codes(rng, n, channels, height, width), some_codes(rng, 3, channels, k, k)
    args: Args = {"x_q": x_q, "W_q": np.maximum(W_q, -127), "b_q": rng.integers(-9000, 9000, 3).astype(np.int32)}
    args |= {
        "stride": stride,
        "pad": pad,
        "z_x": int(rng.choice([-1, 1]) * rng.integers(40, 120)),
        "M": np.ones(3),
        "z_y": 0,
    }
    accumulator = position_of(**args)[0]
    middle = np.rint(accumulator.mean(axis=(0, 1)))
    args["b_q"] = (args["b_q"] - middle).astype(np.int32)
    sizes = np.abs(accumulator - middle).max(axis=(0, 1)) * rng.uniform(1.0, 1.5, 3)
    return {**args, "M": (reach / sizes).astype(np.float32), "z_y": int(rng.choice([-1, 1]) * rng.integers(3, 12))}


def is_telling(**args: Any) -> bool:
    """Is no code cut off, no position near a tie, some sum beyond int16, and a forgotten stride told by the shape?

    The last: the windows of stride 1 must fill whole rows of the smaller image, else reshaping them raises.
    """
    accumulator, position = position_of(**args)
    codes = position + args["z_y"]
    height, width = args["x_q"].shape[2:]
    k, stride, pad = args["W_q"].shape[-1], args["stride"], args["pad"]
    sides = [reference.output_size(side, k, stride, pad) for side in (height, width)]
    close = [reference.output_size(side, k, 1, pad) for side in (height, width)]
    whole = stride == 1 or (close[0] * close[1] % sides[0] == 0 and min(sides) >= k)
    inside = np.abs(codes).max() < 125
    return bool(inside and height != width and whole and np.abs(accumulator).max() > 40_000) and layer_away_from_ties(
        **args
    )


def draw_sum(rng: Generator) -> Args:
    return draw_layer(rng, stride=int(rng.integers(1, 3)), pad=1)


def draw_flat(rng: Generator) -> Args:
    """One window a pixel: nothing but requantization is asked."""
    return draw_layer(rng, channels=1, k=1, reach=float(rng.uniform(150, 200)))


def saturates(**args: Any) -> bool:
    codes = position_of(**args)[1] + args["z_y"]
    return bool(codes.min() < -135 and codes.max() > 135 and layer_away_from_ties(**args))


def draw_pictures(rng: Generator) -> Args:
    return draw_layer(rng, n=2)


draw_telling_sum = draw_until(draw_sum, is_telling)
draw_saturated = draw_until(draw_flat, saturates)
draw_telling_pictures = draw_until(draw_pictures, is_telling)


def layer_case(label: str, seed: int, **fixed: Any) -> Seeded:
    """A visible layer: the first draw from this seed that tells the mistakes apart."""
    return Seeded(label, draw_until(lambda rng: draw_layer(rng, **fixed), is_telling), seed)


FLAT = {
    "x_q": np.array([[[[-126, -124, -122], [-118, -117, -128]]]], dtype=np.int8),
    "W_q": np.array([[[[1]]], [[[-3]]]], dtype=np.int8),
    "b_q": np.array([1, -2], dtype=np.int32),
    "stride": 1,
    "pad": 0,
    "z_x": -128,
    "M": np.array([0.5, 0.25], dtype=np.float32),
    "z_y": 5,
}
BOTH_ENDS = {
    **FLAT,
    "x_q": np.array([[[[127, -128, 40], [-60, 100, 3]]]], dtype=np.int8),
    "z_x": 7,
    "M": np.array([1.25, 0.875], dtype=np.float32),
    "z_y": -9,
}
HALVES_IN_FLOAT32 = {  # in float64 the products lie a little above a half, as float32(0.1) is above 0.1
    **FLAT,
    "x_q": np.array([[[[5, 15, 25, 35]]]], dtype=np.int8),
    "W_q": np.ones((1, 1, 1, 1), dtype=np.int8),
    "b_q": np.zeros(1, dtype=np.int32),
    "z_x": 0,
    "M": np.array([0.1], dtype=np.float32),
    "z_y": 3,
}
EXAMPLE = {  # no product is next to a whole number, so that floor and truncation do the same in float64
    "x_q": np.array([[[[-128, -118, -108, -98], [-128, -128, 27, 57], [-90, -60, 7, 127]]]], dtype=np.int8),
    "W_q": np.array([[[[1, 1, 1]] * 3], [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], dtype=np.int8),
    "b_q": np.array([0, 100], dtype=np.int32),
    "stride": 1,
    "pad": 1,
    "z_x": -128,
    "M": np.array([0.117, 0.21], dtype=np.float32),
    "z_y": -128,
}
SHIFTED = "x = x_q.astype(np.int32) - z_x  # từ đây, số 0 là số thực 0"
UNROLLED = "rows = im2col(x, k, stride, pad, 0)"
SUMS = "acc = rows @ W_q.reshape(C_out, -1).T.astype(np.int32) + b_q"
ROUNDED = "np.rint(acc.astype(np.float32) * M) + z_y"
CUT = "np.clip(codes, -128, 127).astype(np.int8)"
LAID_OUT = """y_q = codes.reshape(N, H_out, -1, C_out)
    y_q = y_q.transpose(0, 3, 1, 2)"""

# The solution does without output_size: a wrong one makes it raise, and no mistake earns points by raising.
EXERCISE = Exercise(
    function="conv2d_int8",
    title="Tích chập trên mã",
    reference=reference.conv2d_int8,
    bears=lambda x_q, W_q, b_q, stride, pad, z_x, M, z_y: windows_are_few(x_q, np.shape(W_q)[-1], pad),
    asks="Ô viền là số thực 0, vậy nó phải góp bao nhiêu vào bộ tích lũy? Lúc bạn đệm, số nào trong mảng đang ứng với số thực 0?",
    tells="Đổi x_q sang int32 và trừ z_x, trải bằng im2col với viền góp đúng 0, nhân với W_q đã trải theo (C, k, k), "
    "cộng b_q. Đổi tổng sang float32, nhân M, làm tròn, cộng z_y, cắt về [−128, 127], rồi xếp lại thành (N, C_out, H_out, W_out).",
    parts=(
        Part(
            "TODO 4",
            points=2,
            asks="Ô viền là số thực 0, vậy nó góp bao nhiêu vào bộ tích lũy? Lúc bạn đệm, số nào trong mảng đang ứng với số thực 0?",
            tells="Mở rộng kiểu trước khi trừ hay nhân. Trừ điểm 0 và đệm phải hợp nhau để viền góp đúng 0. Trọng số trải theo cùng thứ tự (C, k, k) với im2col, rồi cộng b_q theo kênh ra.",
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                layer_case("hai kênh vào, ba kênh ra, không đệm", 1),
                layer_case("đệm 1", 2, pad=1),
                layer_case("đệm 1, bước nhảy 2", 3, pad=1, stride=2),
            ),
            draw=draw_telling_sum,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "đệm mã 0 thay vì z_x",
                    kind="zero_point/code_0",
                    edits={
                        SHIFTED: "x = x_q",
                        UNROLLED: "rows = im2col(x, k, stride, pad, 0).astype(np.int32) - z_x",
                    },
                    asks="Khi mảng còn chứa mã, mã 0 đọc ra số thực nào?",
                    tells="Mã 0 đọc ra s_x·(0 − z_x), không phải 0. Đệm z_x khi mảng còn là mã, hoặc trừ z_x trước rồi mới đệm 0.",
                ),
                Misconception(
                    "trừ z_x rồi lại đệm z_x",
                    kind="zero_point/code_0",
                    edits={UNROLLED: "rows = im2col(x, k, stride, pad, z_x)"},
                    asks="Khi đã trừ z_x, số thực 0 ứng với số nào trong mảng?",
                    tells="Ứng với số 0. Đã trừ z_x thì đệm 0; muốn đệm z_x thì đệm trước khi trừ.",
                ),
                Misconception(
                    "quên trừ z_x",
                    kind="zero_point/forgotten",
                    edits={SHIFTED: "x = x_q.astype(np.int32)"},
                    asks="Mã x_q bằng z_x nghĩa là số thực nào, và nó phải góp bao nhiêu vào tổng?",
                    tells="Nghĩa là số thực 0, phải góp 0: nhân W_q với x_q − z_x, không phải với x_q.",
                ),
                Misconception(
                    "đệm đúng z_x nhưng quên trừ z_x",
                    kind="zero_point/forgotten",
                    edits={SHIFTED: "x = x_q.astype(np.int32)", UNROLLED: "rows = im2col(x, k, stride, pad, z_x)"},
                    asks="Ô viền mang mã z_x, đem nhân thẳng với trọng số thì góp bao nhiêu vào tổng?",
                    tells="Nó góp z_x·W_q, mà lẽ ra phải góp 0: trừ z_x khỏi mọi ô sau khi trải.",
                ),
                Misconception(
                    "cộng z_x thay vì trừ",
                    kind="zero_point/sign",
                    edits={"x_q.astype(np.int32) - z_x": "x_q.astype(np.int32) + z_x"},
                    asks="Từ mã về số thực thì cộng hay trừ điểm 0?",
                    tells="Số thực là s_x·(x_q − z_x), nên phải trừ.",
                ),
                Misconception(
                    "không mở rộng kiểu trước khi nhân",
                    kind="dtype/overflow",
                    edits={SHIFTED: "x = x_q - np.int8(z_x)", ".T.astype(np.int32)": ".T"},
                    asks="100 − (−128) có vừa trong int8 không? Còn 100 × 100?",
                    tells="Đổi cả x_q và W_q sang np.int32 trước khi trừ và nhân, nếu không thì tràn số mà chẳng có báo lỗi nào.",
                ),
                Misconception(
                    "trừ z_x trong int8",
                    kind="dtype/overflow",
                    edits={SHIFTED: "x = (x_q - z_x).astype(np.int32)"},
                    asks="Phép trừ của bạn chạy ở kiểu nào, và 100 − (−128) có vừa trong kiểu ấy không?",
                    tells="Nó chạy trong int8 nên đã tràn số rồi, đổi sang int32 sau đó thì muộn. Đổi x_q sang np.int32 trước khi trừ.",
                ),
                Misconception(
                    "cộng dồn trong int16",
                    kind="dtype/overflow",
                    edits={
                        "x_q.astype(np.int32)": "x_q.astype(np.int16)",
                        ".T.astype(np.int32)": ".T.astype(np.int16)",
                    },
                    asks="Hai tích cỡ 200 × 127 cộng lại có vừa trong int16 không?",
                    tells="Bộ tích lũy cần int32: đổi cả hai mảng sang np.int32 trước khi nhân.",
                ),
                Misconception(
                    "quên độ lệch",
                    kind="term/forgotten",
                    edits={".T.astype(np.int32) + b_q": ".T.astype(np.int32)"},
                    asks="Số hạng nào trong ngoặc vuông của công thức còn thiếu?",
                    tells="Cộng b_q vào bộ tích lũy, mỗi kênh ra một số.",
                ),
                Misconception(
                    "cộng độ lệch sau khi tái lượng tử hóa",
                    kind="term/place",
                    edits={".T.astype(np.int32) + b_q": ".T.astype(np.int32)", "* M) + z_y": "* M) + b_q + z_y"},
                    asks="b_q có độ co giãn s_x·s_W hay s_y?",
                    tells="b_q có độ co giãn s_x·s_W, cùng với bộ tích lũy, nên phải cộng trước khi nhân M.",
                ),
                Misconception(
                    "trải trọng số sai thứ tự",
                    kind="shape/layout",
                    edits={"W_q.reshape(C_out, -1).T": "W_q.reshape(-1, C_out)"},
                    asks="Sau reshape(-1, C_out), mỗi cột có phải là trọn một bộ lọc không?",
                    tells="Mỗi bộ lọc thành một hàng bằng reshape(C_out, -1), rồi chuyển vị.",
                ),
                Misconception(
                    "lật bộ lọc",
                    kind="shape/layout",
                    edits={"W_q.reshape(C_out, -1)": "W_q[:, :, ::-1, ::-1].reshape(C_out, -1)"},
                    asks="Trọng số góc trên trái nhân với điểm ảnh góc nào của cửa sổ?",
                    tells="Với điểm ảnh góc trên trái: mạng nơ-ron không lật bộ lọc như trong sách toán.",
                ),
                Misconception(
                    "quên bước nhảy",
                    kind="index/stride",
                    edits={UNROLLED: "rows = im2col(x, k, 1, pad, 0)"},
                    asks="Đầu ra của bạn có chiều gì khi stride = 2?",
                    tells="Truyền stride vào im2col.",
                ),
            ),
        ),
        Part(
            "TODO 5",
            points=1,
            asks="Đổi tổng sang thước của đầu ra gồm những bước nào, và z_y được cộng trước hay sau khi làm tròn?",
            tells="Tính trong float32, mỗi kênh nhân với M của nó, làm tròn về số chẵn gần nhất, cộng z_y, cắt ở hai đầu của int8, rồi đổi kiểu.",
            visible=(
                Visible("đúng giữa hai mã, z_y lẻ", FLAT),
                Visible("vượt cả hai đầu", BOTH_ENDS),
                Visible("trong float32 thì đúng giữa hai mã", HALVES_IN_FLOAT32),
            ),
            draw=draw_saturated,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={ROUNDED: "acc.astype(np.float32) * M + z_y"},
                    asks="Đổi 5.7 sang int8 mà không làm tròn thì được mấy?",
                    tells="Được 5. Làm tròn bằng np.rint trước khi đổi kiểu.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={ROUNDED: "(acc.astype(np.float32) * M).astype(np.int32) + z_y"},
                    asks="astype(np.int32) biến 5.7 thành mấy, còn −5.7 thành mấy?",
                    tells="Thành 5 và −5: nó chỉ bỏ phần lẻ. Làm tròn bằng np.rint rồi mới cộng z_y.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.rint(": "np.floor("},
                    asks="5.7 gần 5 hay gần 6?",
                    tells="Gần 6. np.floor và phép chia // luôn đi xuống, hãy dùng np.rint.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUNDED: "np.floor(acc.astype(np.float32) * M + 0.5) + z_y"},
                    asks="4.5 cách đều 4 và 5, vậy theo quy ước của ONNX thì chọn số nào?",
                    tells="Chọn số chẵn, là 4. np.rint làm đúng như vậy.",
                ),
                Misconception(
                    "nhân với M trong float64",
                    kind="dtype/float",
                    edits={ROUNDED: "np.rint(acc * M) + z_y"},
                    asks="Hãy in (acc * M).dtype: mảng int32 nhân với mảng float32 thì NumPy cho ra kiểu gì?",
                    tells="Cho ra float64, nhiều chữ số hơn float32 của ONNX Runtime, nên số sát điểm giữa hai mã bị làm tròn khác đi. "
                    "Đổi acc sang np.float32 trước khi nhân.",
                ),
                Misconception(
                    "cộng z_y trước khi làm tròn",
                    kind="rounding/after_zero_point",
                    edits={ROUNDED: "np.rint(acc.astype(np.float32) * M + z_y)"},
                    asks="Với vị trí 4.5 và z_y = 5: làm tròn trước thì được mấy, cộng trước thì được mấy?",
                    tells="Làm tròn trước: 4 + 5 = 9. Cộng trước: 9.5 thành 10. ONNX làm tròn trước, cộng z_y sau.",
                ),
                Misconception(
                    "quên z_y",
                    kind="zero_point/forgotten",
                    edits={"* M) + z_y": "* M)"},
                    asks="Bộ tích lũy bằng 0 thì mã của đầu ra phải là số nào?",
                    tells="Là z_y, mã của số thực 0. Cộng z_y sau khi làm tròn.",
                ),
                Misconception(
                    "trừ z_y thay vì cộng",
                    kind="zero_point/sign",
                    edits={"* M) + z_y": "* M) - z_y"},
                    asks="Số thực 0 phải có mã là z_y. Hàm của bạn cho số thực 0 mã nào?",
                    tells="Đổi ra số thực thì trừ z, còn đổi vào mã thì cộng z. Làm tròn xong, hãy cộng z_y.",
                ),
                Misconception(
                    "chia cho M",
                    kind="scale/inverted",
                    edits={"(np.float32) * M": "(np.float32) / M"},
                    asks="Từ bộ tích lũy sang mã của y thì nhân hay chia cho M, khi M = s_x·s_W / s_y?",
                    tells="Số thực là s_x·s_W·acc, chia cho s_y thành M·acc: phải nhân.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CUT: "codes.astype(np.int32).astype(np.int8)"},
                    asks="150 có vừa trong int8 không? Đổi kiểu xong, nó thành số nào?",
                    tells="Nó quay vòng thành −106. Cắt vào [−128, 127] bằng np.clip trước khi đổi kiểu.",
                ),
                Misconception(
                    "cắt trước khi cộng z_y",
                    kind="range/early_clip",
                    edits={
                        ROUNDED: "np.clip(np.rint(acc.astype(np.float32) * M), -128, 127) + z_y",
                        CUT: "codes.astype(np.int32).astype(np.int8)",
                    },
                    asks="Cắt xong được −128, rồi cộng z_y = −9 thì còn vừa trong int8 không?",
                    tells="Cộng z_y trước, cắt sau cùng.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"codes, -128, 127": "codes, -127, 127"},
                    asks="Mã nhỏ nhất của int8 là bao nhiêu?",
                    tells="Là −128. Chỉ trọng số đối xứng mới bỏ mã này, kích hoạt thì dùng đủ 256 mã.",
                ),
                Misconception(
                    "cắt mọi mã âm về 0",
                    kind="range/other_codes",
                    edits={"codes, -128, 127": "codes, 0, 127"},
                    asks="Mã âm có nghĩa là số thực âm không?",
                    tells="Không: mã bằng z_y mới là số thực 0. Hàm này không có ReLU, chỉ cắt về [−128, 127].",
                ),
                Misconception(
                    "cắt ở z_y như có ReLU",
                    kind="range/other_codes",
                    edits={"codes, -128, 127": "codes, z_y, 127"},
                    asks="Mã nhỏ hơn z_y ứng với số thực nào, và đề bài có bảo bỏ những số ấy không?",
                    tells="Ứng với số thực âm, và phải giữ lại. Cắt ở −128; khi z_y = −128, phép cắt ấy tự làm luôn việc của ReLU.",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={CUT: "np.clip(codes, -128, 127).astype(np.int32)"},
                    asks="Hãy xem y_q.dtype: cắt xong, mỗi mã cần mấy byte, còn mảng của bạn dùng mấy byte?",
                    tells="Các mã đã đúng, và mã nào cũng vừa một byte. Chỉ bộ tích lũy mới cần int32, còn đầu ra thì đổi sang np.int8.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={CUT: "np.clip(codes, -128, 127)"},
                    asks="Hãy xem y_q.dtype: mảng kết quả đang tốn mấy byte cho mỗi mã?",
                    tells="Các mã đã đúng. Đổi sang np.int8 sau khi cắt.",
                ),
            ),
        ),
        Part(
            "TODO 6",
            points=0.5,
            asks="Bộ tích lũy đang để kênh ở trục nào? Đề cần kênh ở trục nào?",
            tells="Tách trục giữa thành H_out và W_out trước, rồi mới đổi chỗ các trục. reshape thẳng sang chiều cuối cùng thì trộn lẫn các kênh.",
            visible=(layer_case("hai ảnh, ba kênh ra", 4, n=2),),
            draw=draw_telling_pictures,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "reshape thẳng về (N, C_out, H_out, W_out)",
                    kind="shape/layout",
                    edits={LAID_OUT: "y_q = codes.reshape(N, C_out, H_out, -1)"},
                    asks="Trong codes, hai số nằm cạnh nhau là hai kênh hay hai điểm ảnh?",
                    tells="Là hai kênh. reshape giữ nguyên thứ tự nên sẽ trộn kênh với điểm ảnh: tách H_out, W_out trước, rồi transpose.",
                ),
                Misconception(
                    "để kênh ở cuối",
                    kind="shape/layout",
                    edits={"y_q = y_q.transpose(0, 3, 1, 2)": "y_q = y_q"},
                    asks="Chiều của kết quả là (N, H_out, W_out, C_out) hay (N, C_out, H_out, W_out)?",
                    tells="Kênh phải đứng thứ hai: transpose(0, 3, 1, 2).",
                ),
                Misconception(
                    "tráo hàng và cột của đầu ra",
                    kind="shape/layout",
                    edits={"transpose(0, 3, 1, 2)": "transpose(0, 3, 2, 1)"},
                    asks="Ảnh ra của bạn cao bao nhiêu, rộng bao nhiêu?",
                    tells="Giữ hàng trước cột: transpose(0, 3, 1, 2).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "đệm z_x trên mã, trừ sau",
            {
                SHIFTED: "x = x_q",
                UNROLLED: "rows = im2col(x, k, stride, pad, z_x).astype(np.int32) - z_x",
            },
            note="Đệm ngay trên mã bằng z_x rồi mới trừ: viền vẫn là số thực 0.",
        ),
        Variant(
            "trừ z_x nhân tổng trọng số",
            {
                SHIFTED: "x = x_q",
                UNROLLED: "rows = im2col(x, k, stride, pad, z_x).astype(np.int32)",
                SUMS: "acc = rows @ W_q.reshape(C_out, -1).T.astype(np.int32)\n"
                "    acc = acc - z_x * W_q.sum(axis=(1, 2, 3), dtype=np.int32) + b_q",
            },
            note="Đưa z_x ra ngoài tổng như ở Bài 4: tổng trọng số chỉ phải tính một lần cho mỗi bộ lọc.",
        ),
        Variant("np.float32 và np.round", {ROUNDED: "np.round(np.float32(acc) * M) + z_y"}),
        Variant("tích đổi sang float32", {ROUNDED: "np.rint((acc * M).astype(np.float32)) + z_y"}),
        Variant(
            "int64 và einsum",
            {SUMS: "acc = np.einsum('npi,oi->npo', rows.astype(np.int64), W_q.reshape(C_out, -1)) + b_q"},
        ),
        Variant("minimum và maximum", {CUT: "np.minimum(np.maximum(codes, -128), 127).astype('int8')"}),
        Variant(
            "chuyển trục trước rồi reshape",
            {LAID_OUT: "y_q = codes.transpose(0, 2, 1).reshape(N, C_out, output_size(H, k, stride, pad), -1)"},
        ),
        Variant(
            "không dùng im2col",
            {
                UNROLLED: "x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))\n"
                "    H_out, W_out = output_size(H, k, stride, pad), output_size(W, k, stride, pad)\n"
                "    acc = np.zeros((N, C_out, H_out, W_out), dtype=np.int32)\n"
                "    for i in range(H_out):\n"
                "        for j in range(W_out):\n"
                "            piece = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]\n"
                "            acc[:, :, i, j] = np.tensordot(piece, W_q.astype(np.int32), ((1, 2, 3), (1, 2, 3)))",
                SUMS: "acc = acc.transpose(0, 2, 3, 1).reshape(N, -1, C_out) + b_q",
            },
        ),
    ),
)
