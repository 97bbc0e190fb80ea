"""An image spread into a matrix, a window a row."""

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.bai05_tich_chap.codes import some_codes, windows_are_few
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_images(rng: Generator, pad: int) -> Args:
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


def draw_padded(rng: Generator) -> Args:
    return draw_images(rng, int(rng.integers(1, 3)))


def draw_bare(rng: Generator) -> Args:
    return draw_images(rng, 0)


def image_case(label: str, x: NDArray[Any], k: int, stride: int, pad: int, pad_value: float) -> Visible:
    return Visible(label, {"x": x, "k": k, "stride": stride, "pad": pad, "pad_value": pad_value})


COUNTED = np.arange(1, 10, dtype=np.int8).reshape(1, 1, 3, 3)
MIXED = some_codes(np.random.default_rng(51), 2, 2, 4, 6)
LONG = some_codes(np.random.default_rng(52), 1, 1, 5, 7)
PADDED = """padded = np.full((N, C, H + 2 * pad, W + 2 * pad), pad_value, dtype=x.dtype)
    padded[:, :, pad : pad + H, pad : pad + W] = x"""
WINDOWS = "windows = [padded[:, :, i : i + k, j : j + k] for i in tops for j in lefts]"
ROWS = "rows = rows.reshape(N, len(windows), C * k * k)"

EXERCISE = Exercise(
    function="im2col",
    title="Trải ảnh thành ma trận",
    reference=reference.im2col,
    bears=lambda x, k, stride, pad, pad_value: windows_are_few(x, k, pad),
    asks="Viền mang số nào và kiểu gì? Cửa sổ thứ hai trong hàng bắt đầu ở cột nào, và trải ra theo thứ tự nào?",
    tells="Đệm pad_value ở cả bốn phía, giữ kiểu của x. Cửa sổ bắt đầu ở hàng i·stride, cột j·stride, trải theo thứ tự "
    "(C, k, k). Các cửa sổ đi từ trái sang phải rồi từ trên xuống dưới, ảnh nào ra ảnh ấy.",
    parts=(
        Part(
            "TODO 2",
            points=1,
            asks="Ảnh đã đệm có chiều gì, kiểu gì? Viền mang số nào?",
            tells="Chỉ hai trục cuối dài ra, ở cả bốn phía. Tạo mảng đầy pad_value với kiểu của x, rồi đặt x vào giữa; hãy thử cả pad = 0.",
            visible=(
                image_case("ví dụ trong bài, đệm −7", COUNTED, 2, 2, 1, -7),
                image_case("đệm −128 quanh ảnh 3×3", COUNTED, 2, 1, 1, -128),
                image_case("hai ảnh, hai kênh, đệm 9", MIXED[:, :, :2, :4], 2, 2, 1, 9),
                image_case("ảnh float32, đệm 2", (COUNTED[:, :, :2] / 4).astype(np.float32), 3, 1, 2, 5),
            ),
            draw=draw_padded,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "luôn đệm số 0",
                    kind="zero_point/code_0",
                    edits={"pad_value, dtype=x.dtype": "0, dtype=x.dtype"},
                    asks="Hàm được bảo đệm bằng số nào? np.zeros và np.pad khi không dặn gì thì đệm số nào?",
                    tells="Đệm bằng pad_value. Với np.pad thì phải ghi constant_values.",
                ),
                Misconception(
                    "chỉ đệm bên phải và bên dưới",
                    kind="index/border",
                    edits={"[:, :, pad : pad + H, pad : pad + W]": "[:, :, :H, :W]"},
                    asks="Sau khi đệm, điểm ảnh góc trên trái phải nằm ở hàng mấy, cột mấy?",
                    tells="Ở hàng pad, cột pad: viền có ở cả bốn phía, nên ảnh bắt đầu sau pad hàng và pad cột.",
                ),
                Misconception(
                    "kéo dài điểm ảnh ở mép",
                    kind="index/border",
                    edits={PADDED: "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='edge')"},
                    asks="Hàm được bảo đặt số nào vào viền, còn viền của bạn đang mang số nào?",
                    tells="Viền mang pad_value. mode='edge' chép điểm ảnh ở mép, còn ở đây ta cần mode='constant'.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={"pad_value, dtype=x.dtype": "pad_value, dtype=np.int64", "] = x\n": "] = np.trunc(x)\n"},
                    asks="np.full((2, 2), 7) có kiểu gì? Còn x có kiểu gì?",
                    tells="Mảng nào bạn tạo ra, padded hay rows, cũng ghi dtype=x.dtype, để int8 vẫn là int8 và số thực không mất phần lẻ.",
                ),
                Misconception(
                    "kết quả thành float64",
                    kind="dtype/result",
                    edits={"pad_value, dtype=x.dtype": "pad_value, dtype=np.float64"},
                    asks="np.zeros((2, 2)) có kiểu gì? Còn x có kiểu gì?",
                    tells="Các số đã đúng. Mảng nào bạn tạo ra, padded hay rows, cũng ghi dtype=x.dtype, để int8 vẫn là int8.",
                ),
                Misconception(
                    "đệm cả trục ảnh và trục kênh",
                    kind="axis/other",
                    edits={PADDED: "padded = np.pad(x, pad, constant_values=pad_value)"},
                    asks="Sau khi đệm, padded.shape là bao nhiêu? Số ảnh và số kênh có tăng lên không?",
                    tells="Không được tăng: chỉ hàng và cột có viền. Với np.pad, ghi (0, 0) cho hai trục đầu và (pad, pad) cho hai trục sau.",
                ),
                Misconception(
                    "lát cắt pad:-pad khi pad = 0",
                    kind="index/off_by_one",
                    edits={"[:, :, pad : pad + H, pad : pad + W]": "[:, :, pad:-pad, pad:-pad]"},
                    asks="Khi pad = 0, lát cắt pad:-pad thành 0:-0. Nó lấy được mấy hàng?",
                    tells="Không hàng nào, vì −0 cũng là 0. Ảnh nằm từ hàng pad đến trước hàng pad + H: viết pad : pad + H, và cột cũng vậy.",
                ),
            ),
        ),
        Part(
            "TODO 3",
            points=1.5,
            asks="Cửa sổ thứ hai trong hàng bắt đầu ở cột nào? Trong một hàng của rows, số nào đứng trước: cùng kênh hay cùng vị trí?",
            tells="Cửa sổ bắt đầu ở hàng i·stride, cột j·stride của ảnh đã đệm, đi từ trái sang phải rồi từ trên xuống dưới. Mỗi cửa sổ trải theo thứ tự (C, k, k), và ảnh nào ra ảnh ấy.",
            visible=(
                image_case("ví dụ trong bài, không đệm", COUNTED, 2, 1, 0, 0),
                image_case("hai kênh", MIXED[:1, :, :3, :4], 2, 1, 0, 0),
                image_case("hai ảnh", MIXED[:, :1, :2, :4], 2, 1, 0, 0),
                image_case("bước nhảy 2", LONG[:, :, :4, :6], 2, 2, 0, 0),
                image_case("bước nhảy 3, còn thừa", LONG, 2, 3, 0, 0),
            ),
            draw=draw_bare,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên bước nhảy",
                    kind="index/stride",
                    edits={"for i in tops for j in lefts": "for i in range(len(tops)) for j in range(len(lefts))"},
                    asks="Với bước nhảy 2, cửa sổ thứ hai bắt đầu ở cột 1 hay cột 2?",
                    tells="Cửa sổ thứ j bắt đầu ở cột j·stride, và hàng cũng vậy.",
                ),
                Misconception(
                    "dùng bước nhảy bên trong cửa sổ",
                    kind="index/stride",
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
                    kind="shape/layout",
                    edits={ROWS: "rows = rows.transpose(0, 1, 3, 4, 2).reshape(N, len(windows), C * k * k)"},
                    asks="Khi trải một bộ lọc chiều (C, k, k), kênh đổi chậm nhất hay nhanh nhất?",
                    tells="Thứ tự trong một hàng là (C, k, k): hết kênh này mới sang kênh kia.",
                ),
                Misconception(
                    "reshape khi kênh còn đứng trước cửa sổ",
                    kind="shape/layout",
                    edits={ROWS: "rows = rows.transpose(0, 2, 1, 3, 4).reshape(N, len(windows), C * k * k)"},
                    asks="Trước khi reshape, các trục của mảng là (N, C, H_out, W_out, k, k) hay (N, H_out, W_out, C, k, k)?",
                    tells="Kênh phải đứng sau hai trục của cửa sổ: chuyển trục bằng transpose rồi mới reshape.",
                ),
                Misconception(
                    "cửa sổ trải theo cột",
                    kind="shape/layout",
                    edits={ROWS: "rows = rows.transpose(0, 1, 2, 4, 3).reshape(N, len(windows), C * k * k)"},
                    asks="Cửa sổ [[1, 2], [4, 5]] trải thành 1 2 4 5 hay 1 4 2 5?",
                    tells="Thành 1 2 4 5: trải từng hàng của cửa sổ, không chuyển vị.",
                ),
                Misconception(
                    "các cửa sổ đi từ trên xuống trước",
                    kind="shape/layout",
                    edits={"for i in tops for j in lefts": "for j in lefts for i in tops"},
                    asks="Hàng thứ hai của ma trận là cửa sổ bên phải hay cửa sổ bên dưới của cửa sổ đầu tiên?",
                    tells="Là cửa sổ bên phải: vòng lặp theo cột nằm trong vòng lặp theo hàng.",
                ),
                Misconception(
                    "trộn lẫn các ảnh",
                    kind="shape/layout",
                    edits={"np.stack(windows, axis=1)": "np.stack(windows)"},
                    asks="Trước khi reshape, trục đầu tiên của mảng là ảnh hay là cửa sổ?",
                    tells="Trục đầu phải là ảnh. np.stack đặt trục mới lên đầu: dùng axis=1, hoặc chuyển trục rồi mới reshape.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.pad",
            {PADDED: "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=pad_value)"},
            note="np.pad thêm viền và điền giá trị chỉ trong một lời gọi.",
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
            note="NumPy có sẵn hàm xem mọi cửa sổ mà không chép số nào; bước nhảy chỉ là chọn cách quãng.",
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
