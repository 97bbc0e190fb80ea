"""Lesson 5, convolution on codes and BatchNorm folded away: TODO 1 to TODO 9, ten points."""

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

NEARLY_EXACT = Equality(
    rtol=1e-5, atol=1e-5
)  # float32 arithmetic on numbers of about 1 passes, a wrong formula does not


def some_codes(rng, *shape):
    """int8 codes over the whole range, none of them 0, so that every product counts."""
    found = rng.integers(-128, 127, shape)
    return (found + (found >= 0)).astype(np.int8)


def seeded(draw, seed, **fixed):
    """The arguments that a draw gives for one seed, for a visible case."""
    return draw(np.random.default_rng(seed), **fixed)


# ---------------------------------------------------------------- output_size, TODO 1


def draw_side(rng):
    k, stride = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    return {"size": int(rng.integers(6, 40)), "k": k, "stride": stride, "pad": int(rng.integers(0, 4))}


SIZE = "(size + 2 * pad - k) // stride + 1"

OUTPUT_SIZE = Exercise(
    function="output_size",
    title="Kích thước đầu ra",
    reference=reference.output_size,
    parts=(
        Part(
            "TODO 1",
            points=1,
            visible=(
                Visible("cạnh 8, cửa sổ 3, đệm 1", {"size": 8, "k": 3, "stride": 1, "pad": 1}),
                Visible("bước nhảy 2, còn thừa một điểm", {"size": 8, "k": 3, "stride": 2, "pad": 1}),
                Visible("không đệm", {"size": 7, "k": 3, "stride": 2, "pad": 0}),
                Visible("cửa sổ 5, đệm 2", {"size": 28, "k": 5, "stride": 1, "pad": 2}),
                Visible("bước nhảy 3, còn thừa một điểm", {"size": 10, "k": 3, "stride": 3, "pad": 0}),
                Visible("bước nhảy 4, còn thừa ba điểm", {"size": 9, "k": 2, "stride": 4, "pad": 0}),
            ),
            draw=draw_side,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Sau khi đệm, cạnh dài bao nhiêu? Cửa sổ đầu tiên chiếm mất bao nhiêu, phần còn lại trượt được mấy lần?",
    tells="Lấy size + 2·pad − k, chia cho stride rồi làm tròn xuống, cuối cùng cộng 1 cho cửa sổ đầu tiên.",
    misconceptions=(
        Misconception(
            "quên cộng 1",
            costs=("TODO 1",),
            edits={SIZE: "(size + 2 * pad - k) // stride"},
            asks="Nếu cửa sổ to bằng cả ảnh thì có bao nhiêu chỗ đặt?",
            tells="Đó là một chỗ, không phải 0: cộng thêm 1 cho cửa sổ đầu tiên.",
        ),
        Misconception(
            "chỉ đệm một đầu",
            costs=("TODO 1",),
            edits={SIZE: "(size + pad - k) // stride + 1"},
            asks="Viền được thêm ở mấy đầu của một cạnh?",
            tells="Cả hai đầu, nên cạnh dài thêm 2·pad.",
        ),
        Misconception(
            "quên viền",
            costs=("TODO 1",),
            edits={SIZE: "(size - k) // stride + 1"},
            asks="Đệm viền xong thì cạnh dài bao nhiêu?",
            tells="Cạnh sau khi đệm dài size + 2·pad.",
        ),
        Misconception(
            "làm tròn lên",
            costs=("TODO 1",),
            edits={SIZE: "-(-(size + 2 * pad - k) // stride) + 1"},
            asks="Phần thừa không đủ một bước thì cửa sổ có trượt thêm được không?",
            tells="Không được, cửa sổ sẽ thò ra ngoài. Làm tròn xuống bằng phép chia //.",
        ),
        Misconception(
            "làm tròn đến số gần nhất",
            costs=("TODO 1",),
            edits={SIZE: "round((size + 2 * pad - k) / stride) + 1"},
            asks="Trượt được 1.75 bước thì đặt được thêm mấy cửa sổ?",
            tells="Chỉ một. Làm tròn xuống bằng phép chia //.",
        ),
        Misconception(
            "chia mà không làm tròn",
            costs=("TODO 1",),
            edits={") // stride": ") / stride"},
            asks="Số chỗ đặt cửa sổ có thể bằng 4.5 không?",
            tells="Đó phải là số nguyên kiểu int: dùng phép chia //.",
        ),
        Misconception(
            "np.floor trả về số thực",
            costs=("TODO 1",),
            edits={SIZE: "np.floor((size + 2 * pad - k) / stride) + 1"},
            asks="np.floor(3.5) có kiểu gì, và range(…) có nhận kiểu ấy không?",
            tells="Giá trị đã đúng nhưng kiểu là float. Dùng phép chia //, hoặc bọc trong int(…).",
        ),
        Misconception(
            "thiếu ngoặc nên chỉ k được chia",
            costs=("TODO 1",),
            edits={SIZE: "size + 2 * pad - k // stride + 1"},
            asks="Python tính // trước hay − trước?",
            tells="Phép // được tính trước. Đặt cả size + 2·pad − k vào trong ngoặc.",
        ),
        Misconception(
            "quên trừ cửa sổ",
            costs=("TODO 1",),
            edits={"2 * pad - k)": "2 * pad)"},
            asks="Góc trái của cửa sổ đi được xa nhất đến đâu, nếu cửa sổ rộng k điểm?",
            tells="Góc trái chỉ đi được size + 2·pad − k điểm, nếu không cửa sổ thò ra ngoài.",
        ),
    ),
    variants=(
        Variant("int của phép chia", {SIZE: "int((size + 2 * pad - k) / stride) + 1"}),
        Variant("cộng stride trước khi chia", {SIZE: "(size + 2 * pad - k + stride) // stride"}),
        Variant("đếm bằng range", {SIZE: "len(range(0, size + 2 * pad - k + 1, stride))"}),
        Variant("np.floor_divide", {SIZE: "np.floor_divide(size + 2 * pad - k, stride) + 1"}),
    ),
)


# ---------------------------------------------------------------- im2col, TODO 2 and 3


def draw_images(rng, pad):
    """Images of numbers that are all different inside one image, int8 or float32.

    With a stride, there are at least k windows along a side, so that a window spread over the stride still fits.
    """
    n, channels, k, stride = (int(size) for size in rng.integers((1, 1, 2, 1), (3, 3, 4, 3)))
    reach = [k + stride * (int(rng.integers(k, k + 2)) - 1) - 2 * pad for _ in range(2)] if stride > 1 else [k, k + 1]
    height, width = (max(side, 2) for side in rng.permutation([reach[0], reach[1] + (reach[0] == reach[1])]))
    count = n * channels * height * width
    values = rng.permutation(np.arange(-128, 128))[: channels * height * width]
    x = np.resize(np.concatenate([values, values[::-1]]), count).reshape(n, channels, height, width)
    x = x.astype(np.int8) if rng.random() < 0.7 else (x / 8).astype(np.float32)
    return {"x": x, "k": k, "stride": stride, "pad": pad, "pad_value": int(rng.choice([-1, 1]) * rng.integers(3, 100))}


def draw_padded(rng):
    return draw_images(rng, int(rng.integers(1, 3)))


def draw_bare(rng):
    return draw_images(rng, 0)


def image_case(label, x, k, stride, pad, pad_value):
    return Visible(label, {"x": x, "k": k, "stride": stride, "pad": pad, "pad_value": pad_value})


COUNTED = np.arange(1, 10, dtype=np.int8).reshape(1, 1, 3, 3)
MIXED = some_codes(np.random.default_rng(51), 2, 2, 4, 6)
LONG = some_codes(np.random.default_rng(52), 1, 1, 5, 7)
PADDED = """padded = np.full((N, C, H + 2 * pad, W + 2 * pad), pad_value, dtype=x.dtype)
    padded[:, :, pad : pad + H, pad : pad + W] = x"""
WINDOWS = "windows = [padded[:, :, i : i + k, j : j + k] for i in tops for j in lefts]"
ROWS = "rows = rows.reshape(N, len(windows), C * k * k)"

IM2COL = Exercise(
    function="im2col",
    title="Trải ảnh thành ma trận",
    reference=reference.im2col,
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                image_case("ví dụ trong bài, đệm −7", COUNTED, 2, 2, 1, -7),
                image_case("đệm −128 quanh ảnh 3×3", COUNTED, 2, 1, 1, -128),
                image_case("hai ảnh, hai kênh, đệm 9", MIXED[:, :, :2, :4], 2, 2, 1, 9),
                image_case("ảnh float32, đệm 2", (COUNTED[:, :, :2] / 4).astype(np.float32), 3, 1, 2, 5),
            ),
            draw=draw_padded,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 3",
            points=1.5,
            visible=(
                image_case("ví dụ trong bài, không đệm", COUNTED, 2, 1, 0, 0),
                image_case("hai kênh", MIXED[:1, :, :3, :4], 2, 1, 0, 0),
                image_case("hai ảnh", MIXED[:, :1, :2, :4], 2, 1, 0, 0),
                image_case("bước nhảy 2", LONG[:, :, :4, :6], 2, 2, 0, 0),
                image_case("bước nhảy 3, còn thừa", LONG, 2, 3, 0, 0),
            ),
            draw=draw_bare,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Viền mang số nào và kiểu gì? Cửa sổ thứ hai trong hàng bắt đầu ở cột nào, và trải ra theo thứ tự nào?",
    tells="Đệm pad_value ở cả bốn phía, giữ kiểu của x. Cửa sổ bắt đầu ở hàng i·stride, cột j·stride, trải theo thứ tự "
    "(C, k, k). Các cửa sổ đi từ trái sang phải rồi từ trên xuống dưới, ảnh nào ra ảnh ấy.",
    misconceptions=(
        Misconception(
            "luôn đệm số 0",
            costs=("TODO 2",),
            edits={"pad_value, dtype=x.dtype": "0, dtype=x.dtype"},
            asks="Hàm được bảo đệm bằng số nào? np.zeros và np.pad khi không dặn gì thì đệm số nào?",
            tells="Đệm bằng pad_value. Với np.pad thì phải ghi constant_values.",
        ),
        Misconception(
            "chỉ đệm bên phải và bên dưới",
            costs=("TODO 2",),
            edits={"[:, :, pad : pad + H, pad : pad + W]": "[:, :, :H, :W]"},
            asks="Sau khi đệm, điểm ảnh góc trên trái phải nằm ở hàng mấy, cột mấy?",
            tells="Ở hàng pad, cột pad: viền có ở cả bốn phía, nên ảnh bắt đầu sau pad hàng và pad cột.",
        ),
        Misconception(
            "kéo dài điểm ảnh ở mép",
            costs=("TODO 2",),
            edits={PADDED: "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='edge')"},
            asks="Hàm được bảo đặt số nào vào viền, còn viền của bạn đang mang số nào?",
            tells="Viền mang pad_value. mode='edge' chép điểm ảnh ở mép, còn ở đây ta cần mode='constant'.",
        ),
        Misconception(
            "kết quả thành int64",
            costs=("TODO 2",),
            edits={"pad_value, dtype=x.dtype": "pad_value, dtype=np.int64", "] = x\n": "] = np.trunc(x)\n"},
            asks="np.full((2, 2), 7) có kiểu gì? Còn x có kiểu gì?",
            tells="Mảng nào bạn tạo ra, padded hay rows, cũng ghi dtype=x.dtype, để int8 vẫn là int8 và số thực không mất phần lẻ.",
        ),
        Misconception(
            "kết quả thành float64",
            costs=("TODO 2",),
            edits={"pad_value, dtype=x.dtype": "pad_value, dtype=np.float64"},
            asks="np.zeros((2, 2)) có kiểu gì? Còn x có kiểu gì?",
            tells="Các số đã đúng. Mảng nào bạn tạo ra, padded hay rows, cũng ghi dtype=x.dtype, để int8 vẫn là int8.",
        ),
        Misconception(
            "đệm cả trục ảnh và trục kênh",
            costs=("TODO 2",),
            edits={PADDED: "padded = np.pad(x, pad, constant_values=pad_value)"},
            asks="Sau khi đệm, padded.shape là bao nhiêu? Số ảnh và số kênh có tăng lên không?",
            tells="Không được tăng: chỉ hàng và cột có viền. Với np.pad, ghi (0, 0) cho hai trục đầu và (pad, pad) cho hai trục sau.",
            stops=("TODO 4",),
        ),
        Misconception(
            "lát cắt pad:-pad khi pad = 0",
            costs=("TODO 3",),
            edits={"[:, :, pad : pad + H, pad : pad + W]": "[:, :, pad:-pad, pad:-pad]"},
            asks="Khi pad = 0, lát cắt pad:-pad thành 0:-0. Nó lấy được mấy hàng?",
            tells="Không hàng nào, vì −0 cũng là 0. Ảnh nằm từ hàng pad đến trước hàng pad + H: viết pad : pad + H, và cột cũng vậy.",
            stops=("TODO 4", "TODO 5", "TODO 6"),
        ),
        Misconception(
            "quên bước nhảy",
            costs=("TODO 3",),
            edits={"for i in tops for j in lefts": "for i in range(len(tops)) for j in range(len(lefts))"},
            asks="Với bước nhảy 2, cửa sổ thứ hai bắt đầu ở cột 1 hay cột 2?",
            tells="Cửa sổ thứ j bắt đầu ở cột j·stride, và hàng cũng vậy.",
        ),
        Misconception(
            "dùng bước nhảy bên trong cửa sổ",
            costs=("TODO 3",),
            edits={
                WINDOWS: "windows = [\n"
                "        padded[:, :, i : i + k * stride : stride, j : j + k * stride : stride]\n"
                "        for i in range(len(tops)) for j in range(len(lefts))\n"
                "    ]"
            },
            asks="Bước nhảy là khoảng cách giữa hai cửa sổ, hay giữa hai điểm ảnh trong một cửa sổ?",
            tells="Giữa hai cửa sổ. Trong một cửa sổ, các điểm ảnh nằm sát nhau; giãn chúng ra là phép khác, tên là dilation.",
        ),
        Misconception(
            "kênh đứng cuối trong mỗi hàng",
            costs=("TODO 3",),
            edits={ROWS: "rows = rows.transpose(0, 1, 3, 4, 2).reshape(N, len(windows), C * k * k)"},
            asks="Khi trải một bộ lọc chiều (C, k, k), kênh đổi chậm nhất hay nhanh nhất?",
            tells="Thứ tự trong một hàng là (C, k, k): hết kênh này mới sang kênh kia.",
        ),
        Misconception(
            "reshape khi kênh còn đứng trước cửa sổ",
            costs=("TODO 3",),
            edits={ROWS: "rows = rows.transpose(0, 2, 1, 3, 4).reshape(N, len(windows), C * k * k)"},
            asks="Trước khi reshape, các trục của mảng là (N, C, H_out, W_out, k, k) hay (N, H_out, W_out, C, k, k)?",
            tells="Kênh phải đứng sau hai trục của cửa sổ: chuyển trục bằng transpose rồi mới reshape.",
        ),
        Misconception(
            "cửa sổ trải theo cột",
            costs=("TODO 3",),
            edits={ROWS: "rows = rows.transpose(0, 1, 2, 4, 3).reshape(N, len(windows), C * k * k)"},
            asks="Cửa sổ [[1, 2], [4, 5]] trải thành 1 2 4 5 hay 1 4 2 5?",
            tells="Thành 1 2 4 5: trải từng hàng của cửa sổ, không chuyển vị.",
        ),
        Misconception(
            "các cửa sổ đi từ trên xuống trước",
            costs=("TODO 3",),
            edits={"for i in tops for j in lefts": "for j in lefts for i in tops"},
            asks="Hàng thứ hai của ma trận là cửa sổ bên phải hay cửa sổ bên dưới của cửa sổ đầu tiên?",
            tells="Là cửa sổ bên phải: vòng lặp theo cột nằm trong vòng lặp theo hàng.",
        ),
        Misconception(
            "trộn lẫn các ảnh",
            costs=("TODO 3",),
            edits={"np.stack(windows, axis=1)": "np.stack(windows)"},
            asks="Trước khi reshape, trục đầu tiên của mảng là ảnh hay là cửa sổ?",
            tells="Trục đầu phải là ảnh. np.stack đặt trục mới lên đầu: dùng axis=1, hoặc chuyển trục rồi mới reshape.",
        ),
    ),
    variants=(
        Variant(
            "np.pad",
            {PADDED: "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=pad_value)"},
        ),
        Variant(
            "vòng lặp với output_size",
            {
                WINDOWS: "H_out, W_out = output_size(H, k, stride, pad), output_size(W, k, stride, pad)\n"
                "    windows = range(H_out * W_out)\n"
                "    patches = np.zeros((N, H_out, W_out, C, k, k), dtype=x.dtype)\n"
                "    for i in range(H_out):\n"
                "        for j in range(W_out):\n"
                "            top, left = i * stride, j * stride\n"
                "            patches[:, i, j] = padded[:, :, top : top + k, left : left + k]",
                "rows = np.stack(windows, axis=1)": "rows = patches",
            },
        ),
        Variant(
            "sliding_window_view",
            {
                WINDOWS: "views = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))\n"
                "    windows = range(len(tops) * len(lefts))",
                "rows = np.stack(windows, axis=1)": "rows = views[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)",
            },
        ),
        Variant(
            "từng số một",
            {
                "rows = np.stack(windows, axis=1)": "rows = np.array([\n"
                "        [[padded[n, c, i + a, j + b] for c in range(C) for a in range(k) for b in range(k)]\n"
                "         for i in tops for j in lefts]\n"
                "        for n in range(N)\n"
                "    ], dtype=padded.dtype)"
            },
        ),
    ),
)


# ---------------------------------------------------------------- conv2d_int8, TODO 4, 5 and 6


def position_of(x_q, W_q, b_q, stride, pad, z_x, M, z_y):
    """The accumulators, and M times them: what is rounded, before z_y."""
    rows = reference.im2col(x_q, W_q.shape[-1], stride, pad, z_x).astype(np.int64) - z_x
    accumulator = rows @ W_q.reshape(len(W_q), -1).T.astype(np.int64) + b_q
    return accumulator, accumulator * M.astype(np.float64)


def layer_away_from_ties(**args):
    return away_from_ties(position_of(**args)[1])


def draw_layer(rng, n=1, channels=2, k=2, stride=1, pad=0, reach=110.0):
    """A layer of random codes whose outputs reach about `reach` codes to either side of the middle."""
    height, width = int(rng.integers(3, 5)), int(rng.integers(3, 5))
    x_q, W_q = some_codes(rng, n, channels, height, width), some_codes(rng, 3, channels, k, k)
    args = {"x_q": x_q, "W_q": np.maximum(W_q, -127), "b_q": rng.integers(-9000, 9000, 3).astype(np.int32)}
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


def is_telling(**args):
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


def draw_sum(rng):
    return draw_layer(rng, stride=int(rng.integers(1, 3)), pad=1)


def draw_flat(rng):
    """One window a pixel: nothing but requantization is asked."""
    return draw_layer(rng, channels=1, k=1, reach=float(rng.uniform(150, 200)))


def saturates(**args):
    codes = position_of(**args)[1] + args["z_y"]
    return bool(codes.min() < -135 and codes.max() > 135 and layer_away_from_ties(**args))


def draw_pictures(rng):
    return draw_layer(rng, n=2)


draw_telling_sum = draw_until(draw_sum, is_telling)
draw_saturated = draw_until(draw_flat, saturates)
draw_telling_pictures = draw_until(draw_pictures, is_telling)


def layer_case(label, seed, **fixed):
    """A visible layer: the first draw from this seed that tells the mistakes apart."""
    return Visible(label, seeded(draw_until(lambda rng: draw_layer(rng, **fixed), is_telling), seed))


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
SHIFTED = "x = x_q.astype(np.int32) - z_x  # from here on, the number 0 is the real 0"
UNROLLED = "rows = im2col(x, k, stride, pad, 0)"
SUMS = "acc = rows @ W_q.reshape(C_out, -1).T.astype(np.int32) + b_q"
ROUNDED = "np.rint(acc.astype(np.float32) * M) + z_y"
CUT = "np.clip(codes, -128, 127).astype(np.int8)"
LAID_OUT = """y_q = codes.reshape(N, H_out, -1, C_out)
    y_q = y_q.transpose(0, 3, 1, 2)"""

# The solution does without output_size: a wrong one makes it raise, and no mistake earns points by raising.
CONV2D_INT8 = Exercise(
    function="conv2d_int8",
    title="Tích chập trên mã",
    reference=reference.conv2d_int8,
    uses=("im2col",),
    parts=(
        Part(
            "TODO 4",
            points=2,
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                layer_case("hai kênh vào, ba kênh ra, không đệm", 1),
                layer_case("đệm 1", 2, pad=1),
                layer_case("đệm 1, bước nhảy 2", 3, pad=1, stride=2),
            ),
            draw=draw_telling_sum,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("đúng giữa hai mã, z_y lẻ", FLAT),
                Visible("vượt cả hai đầu", BOTH_ENDS),
                Visible("trong float32 thì đúng giữa hai mã", HALVES_IN_FLOAT32),
            ),
            draw=draw_saturated,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 6",
            points=0.5,
            visible=(layer_case("hai ảnh, ba kênh ra", 4, n=2),),
            draw=draw_telling_pictures,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Ô viền là số thực 0, vậy nó phải góp bao nhiêu vào bộ tích lũy? Lúc bạn đệm, số nào trong mảng đang ứng với số thực 0?",
    tells="Đổi x_q sang int32 và trừ z_x, trải bằng im2col với viền góp đúng 0, nhân với W_q đã trải theo (C, k, k), "
    "cộng b_q. Đổi tổng sang float32, nhân M, làm tròn, cộng z_y, cắt về [−128, 127], rồi xếp lại thành (N, C_out, H_out, W_out).",
    misconceptions=(
        Misconception(
            "đệm mã 0 thay vì z_x",
            costs=("TODO 4",),
            edits={
                SHIFTED: "x = x_q",
                UNROLLED: "rows = im2col(x, k, stride, pad, 0).astype(np.int32) - z_x",
            },
            asks="Khi mảng còn chứa mã, mã 0 đọc ra số thực nào?",
            tells="Mã 0 đọc ra s_x·(0 − z_x), không phải 0. Đệm z_x khi mảng còn là mã, hoặc trừ z_x trước rồi mới đệm 0.",
        ),
        Misconception(
            "trừ z_x rồi lại đệm z_x",
            costs=("TODO 4",),
            edits={UNROLLED: "rows = im2col(x, k, stride, pad, z_x)"},
            asks="Khi đã trừ z_x, số thực 0 ứng với số nào trong mảng?",
            tells="Ứng với số 0. Đã trừ z_x thì đệm 0; muốn đệm z_x thì đệm trước khi trừ.",
        ),
        Misconception(
            "quên trừ z_x",
            costs=("TODO 4",),
            edits={SHIFTED: "x = x_q.astype(np.int32)"},
            asks="Mã x_q bằng z_x nghĩa là số thực nào, và nó phải góp bao nhiêu vào tổng?",
            tells="Nghĩa là số thực 0, phải góp 0: nhân W_q với x_q − z_x, không phải với x_q.",
        ),
        Misconception(
            "đệm đúng z_x nhưng quên trừ z_x",
            costs=("TODO 4",),
            edits={SHIFTED: "x = x_q.astype(np.int32)", UNROLLED: "rows = im2col(x, k, stride, pad, z_x)"},
            asks="Ô viền mang mã z_x, đem nhân thẳng với trọng số thì góp bao nhiêu vào tổng?",
            tells="Nó góp z_x·W_q, mà lẽ ra phải góp 0: trừ z_x khỏi mọi ô sau khi trải.",
        ),
        Misconception(
            "cộng z_x thay vì trừ",
            costs=("TODO 4",),
            edits={"x_q.astype(np.int32) - z_x": "x_q.astype(np.int32) + z_x"},
            asks="Từ mã về số thực thì cộng hay trừ điểm 0?",
            tells="Số thực là s_x·(x_q − z_x), nên phải trừ.",
        ),
        Misconception(
            "không mở rộng kiểu",
            costs=("TODO 4",),
            edits={SHIFTED: "x = x_q - np.int8(z_x)", ".T.astype(np.int32)": ".T"},
            asks="100 − (−128) có vừa trong int8 không? Còn 100 × 100?",
            tells="Đổi cả x_q và W_q sang np.int32 trước khi trừ và nhân, nếu không thì tràn số mà chẳng có báo lỗi nào.",
        ),
        Misconception(
            "trừ z_x trong int8 rồi mới mở rộng kiểu",
            costs=("TODO 4",),
            edits={SHIFTED: "x = (x_q - z_x).astype(np.int32)"},
            asks="Phép trừ của bạn chạy ở kiểu nào, và 100 − (−128) có vừa trong kiểu ấy không?",
            tells="Nó chạy trong int8 nên đã tràn số rồi, đổi sang int32 sau đó thì muộn. Đổi x_q sang np.int32 trước khi trừ.",
        ),
        Misconception(
            "cộng dồn trong int16",
            costs=("TODO 4",),
            edits={
                "x_q.astype(np.int32)": "x_q.astype(np.int16)",
                ".T.astype(np.int32)": ".T.astype(np.int16)",
            },
            asks="Hai tích cỡ 200 × 127 cộng lại có vừa trong int16 không?",
            tells="Bộ tích lũy cần int32: đổi cả hai mảng sang np.int32 trước khi nhân.",
        ),
        Misconception(
            "quên độ lệch",
            costs=("TODO 4",),
            edits={".T.astype(np.int32) + b_q": ".T.astype(np.int32)"},
            asks="Số hạng nào trong ngoặc vuông của công thức còn thiếu?",
            tells="Cộng b_q vào bộ tích lũy, mỗi kênh ra một số.",
        ),
        Misconception(
            "cộng độ lệch sau khi nhân M",
            costs=("TODO 4",),
            edits={".T.astype(np.int32) + b_q": ".T.astype(np.int32)", "* M) + z_y": "* M) + b_q + z_y"},
            asks="b_q có độ co giãn s_x·s_W hay s_y?",
            tells="b_q có độ co giãn s_x·s_W, cùng với bộ tích lũy, nên phải cộng trước khi nhân M.",
        ),
        Misconception(
            "trải trọng số sai thứ tự",
            costs=("TODO 4",),
            edits={"W_q.reshape(C_out, -1).T": "W_q.reshape(-1, C_out)"},
            asks="Sau reshape(-1, C_out), mỗi cột có phải là trọn một bộ lọc không?",
            tells="Mỗi bộ lọc thành một hàng bằng reshape(C_out, -1), rồi chuyển vị.",
        ),
        Misconception(
            "lật bộ lọc",
            costs=("TODO 4",),
            edits={"W_q.reshape(C_out, -1)": "W_q[:, :, ::-1, ::-1].reshape(C_out, -1)"},
            asks="Trọng số góc trên trái nhân với điểm ảnh góc nào của cửa sổ?",
            tells="Với điểm ảnh góc trên trái: mạng nơ-ron không lật bộ lọc như trong sách toán.",
        ),
        Misconception(
            "quên bước nhảy",
            costs=("TODO 4",),
            edits={UNROLLED: "rows = im2col(x, k, 1, pad, 0)"},
            asks="Đầu ra của bạn có chiều gì khi stride = 2?",
            tells="Truyền stride vào im2col.",
        ),
        Misconception(
            "quên làm tròn",
            costs=("TODO 5",),
            edits={ROUNDED: "acc.astype(np.float32) * M + z_y"},
            asks="Đổi 5.7 sang int8 mà không làm tròn thì được mấy?",
            tells="Được 5. Làm tròn bằng np.rint trước khi đổi kiểu.",
        ),
        Misconception(
            "bỏ phần lẻ thay vì làm tròn",
            costs=("TODO 5",),
            edits={ROUNDED: "(acc.astype(np.float32) * M).astype(np.int32) + z_y"},
            asks="astype(np.int32) biến 5.7 thành mấy, còn −5.7 thành mấy?",
            tells="Thành 5 và −5: nó chỉ bỏ phần lẻ. Làm tròn bằng np.rint rồi mới cộng z_y.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 5",),
            edits={"np.rint(": "np.floor("},
            asks="5.7 gần 5 hay gần 6?",
            tells="Gần 6. np.floor và phép chia // luôn đi xuống, hãy dùng np.rint.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 5",),
            edits={ROUNDED: "np.floor(acc.astype(np.float32) * M + 0.5) + z_y"},
            asks="4.5 cách đều 4 và 5, vậy theo quy ước của ONNX thì chọn số nào?",
            tells="Chọn số chẵn, là 4. np.rint làm đúng như vậy.",
        ),
        Misconception(
            "nhân với M trong float64",
            costs=("TODO 5",),
            edits={ROUNDED: "np.rint(acc * M) + z_y"},
            asks="Hãy in (acc * M).dtype: mảng int32 nhân với mảng float32 thì NumPy cho ra kiểu gì?",
            tells="Cho ra float64, nhiều chữ số hơn float32 của ONNX Runtime, nên số sát điểm giữa hai mã bị làm tròn khác đi. "
            "Đổi acc sang np.float32 trước khi nhân.",
        ),
        Misconception(
            "cộng z_y trước khi làm tròn",
            costs=("TODO 5",),
            edits={ROUNDED: "np.rint(acc.astype(np.float32) * M + z_y)"},
            asks="Với vị trí 4.5 và z_y = 5: làm tròn trước thì được mấy, cộng trước thì được mấy?",
            tells="Làm tròn trước: 4 + 5 = 9. Cộng trước: 9.5 thành 10. ONNX làm tròn trước, cộng z_y sau.",
        ),
        Misconception(
            "quên z_y",
            costs=("TODO 5",),
            edits={"* M) + z_y": "* M)"},
            asks="Bộ tích lũy bằng 0 thì mã của đầu ra phải là số nào?",
            tells="Là z_y, mã của số thực 0. Cộng z_y sau khi làm tròn.",
        ),
        Misconception(
            "trừ z_y thay vì cộng",
            costs=("TODO 5",),
            edits={"* M) + z_y": "* M) - z_y"},
            asks="Số thực 0 phải có mã là z_y. Hàm của bạn cho số thực 0 mã nào?",
            tells="Đổi ra số thực thì trừ z, còn đổi vào mã thì cộng z. Làm tròn xong, hãy cộng z_y.",
        ),
        Misconception(
            "chia cho M",
            costs=("TODO 5",),
            edits={"(np.float32) * M": "(np.float32) / M"},
            asks="Từ bộ tích lũy sang mã của y thì nhân hay chia cho M, khi M = s_x·s_W / s_y?",
            tells="Số thực là s_x·s_W·acc, chia cho s_y thành M·acc: phải nhân.",
        ),
        Misconception(
            "quên cắt nên bị tràn số",
            costs=("TODO 5",),
            edits={CUT: "codes.astype(np.int32).astype(np.int8)"},
            asks="150 có vừa trong int8 không? Đổi kiểu xong, nó thành số nào?",
            tells="Nó quay vòng thành −106. Cắt vào [−128, 127] bằng np.clip trước khi đổi kiểu.",
        ),
        Misconception(
            "cắt trước khi cộng z_y",
            costs=("TODO 5",),
            edits={
                ROUNDED: "np.clip(np.rint(acc.astype(np.float32) * M), -128, 127) + z_y",
                CUT: "codes.astype(np.int32).astype(np.int8)",
            },
            asks="Cắt xong được −128, rồi cộng z_y = −9 thì còn vừa trong int8 không?",
            tells="Cộng z_y trước, cắt sau cùng.",
        ),
        Misconception(
            "cắt về −127",
            costs=("TODO 5",),
            edits={"codes, -128, 127": "codes, -127, 127"},
            asks="Mã nhỏ nhất của int8 là bao nhiêu?",
            tells="Là −128. Chỉ trọng số đối xứng mới bỏ mã này, kích hoạt thì dùng đủ 256 mã.",
        ),
        Misconception(
            "cắt mọi mã âm về 0",
            costs=("TODO 5",),
            edits={"codes, -128, 127": "codes, 0, 127"},
            asks="Mã âm có nghĩa là số thực âm không?",
            tells="Không: mã bằng z_y mới là số thực 0. Hàm này không có ReLU, chỉ cắt về [−128, 127].",
        ),
        Misconception(
            "cắt ở z_y như có ReLU",
            costs=("TODO 5",),
            edits={"codes, -128, 127": "codes, z_y, 127"},
            asks="Mã nhỏ hơn z_y ứng với số thực nào, và đề bài có bảo bỏ những số ấy không?",
            tells="Ứng với số thực âm, và phải giữ lại. Cắt ở −128; khi z_y = −128, phép cắt ấy tự làm luôn việc của ReLU.",
        ),
        Misconception(
            "đổi sang int32 thay vì int8",
            costs=("TODO 5",),
            edits={CUT: "np.clip(codes, -128, 127).astype(np.int32)"},
            asks="Hãy xem y_q.dtype: cắt xong, mỗi mã cần mấy byte, còn mảng của bạn dùng mấy byte?",
            tells="Các mã đã đúng, và mã nào cũng vừa một byte. Chỉ bộ tích lũy mới cần int32, còn đầu ra thì đổi sang np.int8.",
        ),
        Misconception(
            "quên đổi kiểu",
            costs=("TODO 5",),
            edits={CUT: "np.clip(codes, -128, 127)"},
            asks="Hãy xem y_q.dtype: mảng kết quả đang tốn mấy byte cho mỗi mã?",
            tells="Các mã đã đúng. Đổi sang np.int8 sau khi cắt.",
        ),
        Misconception(
            "reshape thẳng về (N, C_out, H_out, W_out)",
            costs=("TODO 6",),
            edits={LAID_OUT: "y_q = codes.reshape(N, C_out, H_out, -1)"},
            asks="Trong codes, hai số nằm cạnh nhau là hai kênh hay hai điểm ảnh?",
            tells="Là hai kênh. reshape giữ nguyên thứ tự nên sẽ trộn kênh với điểm ảnh: tách H_out, W_out trước, rồi transpose.",
        ),
        Misconception(
            "để kênh ở cuối",
            costs=("TODO 6",),
            edits={"y_q = y_q.transpose(0, 3, 1, 2)": "y_q = y_q"},
            asks="Chiều của kết quả là (N, H_out, W_out, C_out) hay (N, C_out, H_out, W_out)?",
            tells="Kênh phải đứng thứ hai: transpose(0, 3, 1, 2).",
        ),
        Misconception(
            "tráo hàng và cột của đầu ra",
            costs=("TODO 6",),
            edits={"transpose(0, 3, 1, 2)": "transpose(0, 3, 2, 1)"},
            asks="Ảnh ra của bạn cao bao nhiêu, rộng bao nhiêu?",
            tells="Giữ hàng trước cột: transpose(0, 3, 1, 2).",
        ),
    ),
    variants=(
        Variant(
            "đệm z_x trên mã, trừ sau",
            {
                SHIFTED: "x = x_q",
                UNROLLED: "rows = im2col(x, k, stride, pad, z_x).astype(np.int32) - z_x",
            },
        ),
        Variant(
            "trừ z_x nhân tổng trọng số",
            {
                SHIFTED: "x = x_q",
                UNROLLED: "rows = im2col(x, k, stride, pad, z_x).astype(np.int32)",
                SUMS: "acc = rows @ W_q.reshape(C_out, -1).T.astype(np.int32)\n"
                "    acc = acc - z_x * W_q.sum(axis=(1, 2, 3), dtype=np.int32) + b_q",
            },
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


# ---------------------------------------------------------------- fold_bn, TODO 7 and 8


def draw_norm(rng, shape=None):
    """A convolution and its BatchNorm; some channel has so small a variance that eps counts."""
    shape = shape or tuple(int(n) for n in (rng.integers(3, 5), 2, *[rng.integers(1, 3)] * 2))
    channels = shape[0]
    args = {"W": rng.uniform(0.2, 1.0, shape) * rng.choice([-1, 1], shape)}
    args |= {
        name: rng.uniform(0.3, 1.5, channels) * rng.choice([-1, 1], channels) for name in ("b", "gamma", "beta", "mean")
    }
    args["var"] = rng.permutation(np.concatenate([[rng.uniform(0.005, 0.02)], rng.uniform(0.2, 5.0, channels - 1)]))
    return {
        **{name: value.astype(np.float32) for name, value in args.items()},
        "eps": float(rng.choice([0.002, 0.005, 0.01])),
    }


def draw_square_norm(rng):
    """As many channels in as out, and as wide a window: along a wrong axis the numbers are wrong, nothing raises."""
    return draw_norm(rng, (int(rng.integers(2, 4)),) * 4)


def norm_of_example():
    named = {
        "W": [[[[0.5, -1.0]]], [[[2.0, 4.0]]]],
        "b": [1.0, 0.5],
        "gamma": [6.0, 0.75],
        "beta": [5.0, 1.0],
        "mean": [3.0, 0.25],
        "var": [3.75, 2.0],
    }
    return {**{name: np.array(value) for name, value in named.items()}, "eps": 0.25}


FACTOR = "scale = gamma / np.sqrt(var + eps)"
NEW_W = "W * scale.reshape(-1, 1, 1, 1)"
NEW_B = "(b - mean) * scale + beta"

FOLD_BN = Exercise(
    function="fold_bn",
    title="Gộp BatchNorm",
    reference=reference.fold_bn,
    parts=(
        Part(
            "TODO 7",
            points=1,
            visible=(
                Visible("ví dụ trong bài", norm_of_example()),
                Visible("hai kênh vào, hai kênh ra, một var rất nhỏ", seeded(draw_norm, 1, shape=(2, 2, 2, 2))),
                Visible("ba kênh ra, hai kênh vào", seeded(draw_norm, 2, shape=(3, 2, 1, 1))),
            ),
            draw=draw_norm,
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 8",
            points=1,
            visible=(
                Visible("độ lệch, hai kênh", seeded(draw_norm, 3, shape=(2, 2, 2, 2))),
                Visible("độ lệch, ba kênh", seeded(draw_norm, 4, shape=(3, 3, 3, 3))),
            ),
            draw=draw_square_norm,
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Nếu viết BatchNorm của một kênh thành a·y + d thì a và d là gì? Còn y bằng gì theo W, x, b?",
    tells="a = gamma / sqrt(var + eps), mỗi kênh ra một số. W_folded = a·W theo trục đầu, b_folded = a·(b − mean) + beta.",
    misconceptions=(
        Misconception(
            "quên eps",
            costs=("TODO 7",),
            edits={"np.sqrt(var + eps)": "np.sqrt(var)"},
            asks="Khi var nhỏ ngang eps thì bỏ eps đi làm mẫu số đổi mấy lần?",
            tells="Mẫu số là sqrt(var + eps), đúng phép tính mà mạng đã dùng từ lúc học.",
        ),
        Misconception(
            "eps nằm ngoài căn",
            costs=("TODO 7",),
            edits={"np.sqrt(var + eps)": "(np.sqrt(var) + eps)"},
            asks="eps được cộng vào phương sai hay vào độ lệch chuẩn?",
            tells="Vào phương sai, rồi mới lấy căn: sqrt(var + eps).",
        ),
        Misconception(
            "quên lấy căn",
            costs=("TODO 7",),
            edits={"np.sqrt(var + eps)": "(var + eps)"},
            asks="BatchNorm chia cho phương sai hay cho độ lệch chuẩn?",
            tells="Chia cho độ lệch chuẩn, tức là căn của var + eps.",
        ),
        Misconception(
            "nhân thay vì chia",
            costs=("TODO 7",),
            edits={"gamma / np.sqrt": "gamma * np.sqrt"},
            asks="Kênh có phương sai lớn thì BatchNorm làm nó to lên hay nhỏ đi?",
            tells="Nhỏ đi: gamma chia cho sqrt(var + eps).",
        ),
        Misconception(
            "quên gamma",
            costs=("TODO 7",),
            edits={"gamma / np.sqrt": "1 / np.sqrt"},
            asks="Sau khi chia cho độ lệch chuẩn, BatchNorm còn nhân với gì?",
            tells="Còn nhân với gamma của kênh ấy.",
        ),
        Misconception(
            "nhân theo kênh vào",
            costs=("TODO 7",),
            edits={"scale.reshape(-1, 1, 1, 1)": "scale.reshape(1, -1, 1, 1)"},
            asks="BatchNorm đứng sau tích chập, vậy mỗi hệ số thuộc về kênh vào hay kênh ra?",
            tells="Thuộc về kênh ra, tức là trục đầu tiên của W: reshape(-1, 1, 1, 1).",
        ),
        Misconception(
            "nhân theo trục cuối",
            costs=("TODO 7",),
            edits={"scale.reshape(-1, 1, 1, 1)": "scale"},
            asks="Mảng (C_out,) nhân với mảng (C_out, C, k, k) thì NumPy khớp nó với trục nào?",
            tells="NumPy khớp với trục cuối. Đưa hệ số về chiều (C_out, 1, 1, 1) rồi mới nhân.",
        ),
        Misconception(
            "trả về b trước, W sau",
            costs=("TODO 7", "TODO 8"),
            edits={"return W_folded, b_folded": "return b_folded, W_folded"},
            asks="Hàm trả về giá trị nào trước?",
            tells="Trả về W_folded trước, b_folded sau.",
        ),
        Misconception(
            "quên mean",
            costs=("TODO 8",),
            edits={NEW_B: "b * scale + beta"},
            asks="BatchNorm làm gì với y trước khi chia?",
            tells="Nó trừ mean: độ lệch mới là a·(b − mean) + beta.",
        ),
        Misconception(
            "cộng mean thay vì trừ",
            costs=("TODO 8",),
            edits={"(b - mean)": "(b + mean)"},
            asks="BatchNorm cộng hay trừ mean?",
            tells="Trừ mean, để trung bình của kênh về 0.",
        ),
        Misconception(
            "quên độ lệch của tích chập",
            costs=("TODO 8",),
            edits={"(b - mean)": "(-mean)"},
            asks="Độ lệch b của lớp tích chập cũ nằm ở đâu trong y, và BatchNorm làm gì với nó?",
            tells="b cũng đi qua BatchNorm: độ lệch mới là a·(b − mean) + beta.",
        ),
        Misconception(
            "quên beta",
            costs=("TODO 8",),
            edits={NEW_B: "(b - mean) * scale"},
            asks="Nhân với gamma xong, BatchNorm còn làm gì nữa?",
            tells="BatchNorm còn cộng beta, nên độ lệch mới cũng phải cộng beta ở cuối.",
        ),
        Misconception(
            "không nhân b với hệ số",
            costs=("TODO 8",),
            edits={NEW_B: "b - mean * scale + beta"},
            asks="BatchNorm nhân cả y với hệ số a, hay chỉ nhân phần không có b?",
            tells="Nhân cả y, mà y có b ở trong: a·(b − mean), có ngoặc.",
        ),
        Misconception(
            "không nhân mean với hệ số",
            costs=("TODO 8",),
            edits={NEW_B: "b * scale - mean + beta"},
            asks="BatchNorm trừ mean trước hay sau khi nhân với hệ số?",
            tells="Trừ trước, nên mean cũng được nhân với hệ số: a·(b − mean) + beta, có ngoặc.",
        ),
        Misconception(
            "giữ nguyên độ lệch cũ",
            costs=("TODO 8",),
            edits={NEW_B: "b"},
            asks="Khi mọi x bằng 0, lớp tích chập cũ cho ra b. Đi tiếp qua BatchNorm thì b thành bao nhiêu?",
            tells="Thành a·(b − mean) + beta, và đó chính là độ lệch mới.",
        ),
        Misconception(
            "nhân cả beta với hệ số",
            costs=("TODO 8",),
            edits={NEW_B: "(b - mean + beta) * scale"},
            asks="beta được cộng trước hay sau khi nhân với hệ số?",
            tells="Cộng sau, nên beta không bị nhân.",
        ),
        Misconception(
            "không nhân hệ số vào độ lệch",
            costs=("TODO 8",),
            edits={NEW_B: "b - mean + beta"},
            asks="Trọng số đã được nhân với hệ số, còn b − mean thì sao?",
            tells="b − mean cũng phải nhân với hệ số, rồi mới cộng beta.",
        ),
    ),
    variants=(
        Variant("None thay cho reshape", {NEW_W: "scale[:, None, None, None] * W"}),
        Variant("einsum", {NEW_W: "np.einsum('o,ocij->ocij', scale, W)"}),
        Variant(
            "float32",
            {
                FACTOR: "scale = np.float32(1) / np.sqrt(np.float32(eps) + var.astype(np.float32)) * gamma.astype(np.float32)"
            },
        ),
        Variant("mũ một phần hai", {FACTOR: "scale = gamma * (var + eps) ** -0.5"}),
        Variant(
            "từng kênh một",
            {f"W_folded = {NEW_W}": "W_folded = np.stack([a * filter_ for a, filter_ in zip(scale, W)])"},
        ),
        Variant("tách ngoặc", {NEW_B: "beta + b * scale - mean * scale"}),
        Variant("trả về list", {"return W_folded, b_folded": "return [W_folded, b_folded]"}),
    ),
)


# ---------------------------------------------------------------- max_pool_int8, TODO 9


def draw_pool(rng):
    k = int(rng.integers(2, 4))
    sides = (k * int(rng.integers(1, 3)) + int(rng.integers(0, k)) for _ in range(2))
    return {"x_q": some_codes(rng, int(rng.integers(1, 3)), 2, *sides), "k": k}


BLOCKS = np.array([[[[-128, -90, 5, 4, 99], [-101, -128, -7, 12, 99], [99, 99, 99, 99, 99]]]], dtype=np.int8)
WHOLE = "whole = x_q[:, :, : H // k * k, : W // k * k]"
CUT_UP = "blocks = whole.reshape(N, C, H // k, k, W // k, k)"
LARGEST = "pooled = blocks.max(axis=(3, 5))"

MAX_POOL_INT8 = Exercise(
    function="max_pool_int8",
    title="Lấy giá trị lớn nhất trên mã",
    reference=reference.max_pool_int8,
    parts=(
        Part(
            "TODO 9",
            points=1,
            visible=(
                Visible("ví dụ trong bài, còn thừa một hàng và một cột", {"x_q": BLOCKS, "k": 2}),
                Visible("hai ảnh, hai kênh", {"x_q": some_codes(np.random.default_rng(6), 2, 2, 4, 6), "k": 2}),
                Visible("ô 3×3", {"x_q": some_codes(np.random.default_rng(7), 1, 2, 6, 7), "k": 3}),
                Visible(
                    "mọi mã đều âm", {"x_q": -np.abs(some_codes(np.random.default_rng(8), 1, 1, 4, 4) // 2), "k": 2}
                ),
            ),
            draw=draw_pool,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Ô thứ hai bắt đầu ở cột nào? Và số nào lớn nhất trong một ô toàn mã âm?",
    tells="Bỏ phần thừa, tách H thành (H // k, k) và W thành (W // k, k), rồi lấy lớn nhất theo hai trục k.",
    misconceptions=(
        Misconception(
            "bắt đầu từ mã 0",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = blocks.max(axis=(3, 5), initial=0)"},
            asks="Nếu mọi mã trong ô đều âm thì số lớn nhất là bao nhiêu?",
            tells="Là một số âm. Nếu bạn so dần từng mã, hãy bắt đầu bằng −128, đừng bắt đầu bằng np.zeros.",
        ),
        Misconception(
            "lấy trung bình",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = np.rint(blocks.mean(axis=(3, 5))).astype(np.int8)"},
            asks="Lớp này giữ số lớn nhất hay số trung bình của ô?",
            tells="Giữ số lớn nhất: dùng max.",
        ),
        Misconception(
            "lấy giá trị nhỏ nhất",
            costs=("TODO 9",),
            edits={"blocks.max(": "blocks.min("},
            asks="Mã lớn hơn ứng với số thực lớn hơn hay nhỏ hơn?",
            tells="Lớn hơn, vì s > 0. Lấy max, không lấy min.",
        ),
        Misconception(
            "so theo trị tuyệt đối",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = np.abs(blocks).max(axis=(3, 5))"},
            asks="Giữa −100 và 12, số nào lớn hơn?",
            tells="12 lớn hơn. So chính các mã, không so trị tuyệt đối.",
        ),
        Misconception(
            "trượt từng điểm một",
            costs=("TODO 9",),
            edits={
                LARGEST: "pooled = np.max(\n"
                "        [x_q[:, :, i : H - k + 1 + i, j : W - k + 1 + j] for i in range(k) for j in range(k)], axis=0\n"
                "    )"
            },
            asks="Các ô có được chồng lên nhau không?",
            tells="Không: ô sau bắt đầu khi ô trước kết thúc, nên bước nhảy là k.",
        ),
        Misconception(
            "ô sau chỉ cách ô trước một điểm",
            costs=("TODO 9",),
            edits={
                LARGEST: "pooled = np.max(\n"
                "        [x_q[:, :, i : i + H // k, j : j + W // k] for i in range(k) for j in range(k)], axis=0\n"
                "    )"
            },
            asks="Ô thứ i bắt đầu ở hàng i hay hàng i·k?",
            tells="Ở hàng i·k: lấy x_q[:, :, i·k : i·k + k, …], nếu không các ô chồng lên nhau.",
        ),
        Misconception(
            "chỉ lấy góc trên trái của ô",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = blocks[:, :, :, 0, :, 0]"},
            asks="Bạn đã nhìn đủ k × k mã của mỗi ô chưa?",
            tells="x_q[:, :, ::k, ::k] chỉ lấy một mã của mỗi ô. Phải so cả k × k mã.",
        ),
        Misconception(
            "tách nhầm trục",
            costs=("TODO 9",),
            edits={CUT_UP: "blocks = whole.reshape(N, C, k, H // k, k, W // k)", "axis=(3, 5)": "axis=(2, 4)"},
            asks="Hàng 0 và hàng 1 của ảnh thuộc cùng một ô, vậy sau khi reshape chúng phải khác nhau ở trục nào?",
            tells="reshape(H // k, k): trục sau là vị trí bên trong ô. Để k đứng sau rồi lấy max theo trục ấy.",
        ),
        Misconception(
            "reshape thẳng thành (H // k, W // k, k, k)",
            costs=("TODO 9",),
            edits={CUT_UP: "blocks = whole.reshape(N, C, H // k, W // k, k, k)", "axis=(3, 5)": "axis=(4, 5)"},
            asks="reshape giữ nguyên thứ tự các mã. Vậy bốn mã đầu tiên của hàng 0 rơi vào một ô hay hai ô, khi k = 2?",
            tells="Chúng rơi cả vào một ô, mà lẽ ra phải thuộc hai ô. Tách H thành (H // k, k) và W thành (W // k, k), "
            "rồi lấy lớn nhất theo hai trục k.",
        ),
        Misconception(
            "quên bỏ phần thừa",
            costs=("TODO 9",),
            edits={WHOLE: "whole = x_q"},
            asks="Ảnh 3×5 có bao nhiêu mã, còn hai ô 2×2 chứa bao nhiêu mã?",
            tells="Ảnh có 15 mã, hai ô chỉ chứa 8, nên không xếp vừa. Bỏ hàng thừa và cột thừa trước khi chia ô.",
        ),
        Misconception(
            "giữ cả phần thừa",
            costs=("TODO 9",),
            edits={
                WHOLE: "whole = np.pad(x_q, ((0, 0), (0, 0), (0, -H % k), (0, -W % k)), constant_values=-128)",
                CUT_UP: "blocks = whole.reshape(N, C, -(-H // k), k, -(-W // k), k)",
            },
            asks="Ảnh cao 3 và ô cao 2 thì chia được mấy ô trọn vẹn?",
            tells="Chỉ một ô: đầu ra cao H // k, phần thừa không đủ một ô thì bỏ.",
        ),
        Misconception(
            "kết quả thành float64",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = blocks.max(axis=(3, 5)).astype(np.float64)"},
            asks="np.zeros((2, 2)) có kiểu gì? Còn x_q có kiểu gì?",
            tells="Các mã đã đúng. Khi tạo mảng kết quả, ghi dtype=np.int8.",
        ),
        Misconception(
            "không giữ kiểu int8",
            costs=("TODO 9",),
            edits={LARGEST: "pooled = blocks.astype(np.int64).max(axis=(3, 5))"},
            asks="Đầu ra có cần thêm bit nào so với đầu vào không?",
            tells="Các mã đã đúng. Giữ kiểu int8, vì số lớn nhất vẫn là một trong các mã cũ.",
        ),
    ),
    variants=(
        Variant(
            "so dần từ −128",
            {
                LARGEST: "pooled = np.full((N, C, H // k, W // k), -128, dtype=np.int8)\n"
                "    for a, b in np.ndindex(k, k):\n"
                "        pooled = np.maximum(pooled, whole[:, :, a::k, b::k])"
            },
        ),
        Variant(
            "từng ô một",
            {
                LARGEST: "pooled = np.zeros((N, C, H // k, W // k), dtype=x_q.dtype)\n"
                "    for i in range(H // k):\n"
                "        for j in range(W // k):\n"
                "            pooled[:, :, i, j] = x_q[:, :, i * k : i * k + k, j * k : j * k + k].max(axis=(2, 3))"
            },
        ),
        Variant(
            "im2col",
            {
                LARGEST: "rows = im2col(x_q.reshape(N * C, 1, H, W), k, k, 0, 0)\n"
                "    pooled = rows.max(axis=2).reshape(N, C, H // k, W // k)"
            },
        ),
        Variant("lấy max hai lần", {LARGEST: "pooled = blocks.max(axis=5).max(axis=3)"}),
    ),
)


LESSON = LessonExercises(
    lesson="bai05_tich_chap",
    title="Tích chập và gộp BatchNorm",
    exercises=(OUTPUT_SIZE, IM2COL, CONV2D_INT8, FOLD_BN, MAX_POOL_INT8),
    question="Viền ảnh mang mã nào, và BatchNorm biến đi đâu?",
    teaches="Đổi tích chập thành một phép nhân ma trận, chạy nó trên mã `int8`, gộp BatchNorm vào trọng số.",
    reproduces="0 mã khác với [QLinearConv của ONNX Runtime](https://onnx.ai/onnx/operators/onnx__QLinearConv.html), và mạng đã gộp "
    "BatchNorm tính như cũ, mục 3.2 của [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=4,
)
