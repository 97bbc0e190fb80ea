"""Max pooling on codes."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai05_tich_chap.codes import some_codes
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_pool(rng: Generator) -> Args:
    k = int(rng.integers(2, 4))
    sides = (k * int(rng.integers(1, 3)) + int(rng.integers(0, k)) for _ in range(2))
    return {"x_q": some_codes(rng, int(rng.integers(1, 3)), 2, *sides), "k": k}


BLOCKS = np.array([[[[-128, -90, 5, 4, 99], [-101, -128, -7, 12, 99], [99, 99, 99, 99, 99]]]], dtype=np.int8)
WHOLE = "whole = x_q[:, :, : H // k * k, : W // k * k]"
CUT_UP = "blocks = whole.reshape(N, C, H // k, k, W // k, k)"
LARGEST = "pooled = blocks.max(axis=(3, 5))"

EXERCISE = Exercise(
    function="max_pool_int8",
    title="Lấy giá trị lớn nhất trên mã",
    reference=reference.max_pool_int8,
    asks="Ô thứ hai bắt đầu ở cột nào? Và số nào lớn nhất trong một ô toàn mã âm?",
    tells="Bỏ phần thừa, tách H thành (H // k, k) và W thành (W // k, k), rồi lấy lớn nhất theo hai trục k.",
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
            misconceptions=(
                Misconception(
                    "bắt đầu từ mã 0",
                    kind="zero_point/code_0",
                    edits={LARGEST: "pooled = blocks.max(axis=(3, 5), initial=0)"},
                    asks="Nếu mọi mã trong ô đều âm thì số lớn nhất là bao nhiêu?",
                    tells="Là một số âm. Nếu bạn so dần từng mã, hãy bắt đầu bằng −128, đừng bắt đầu bằng np.zeros.",
                ),
                Misconception(
                    "lấy trung bình",
                    kind="maximum/other_function",
                    edits={LARGEST: "pooled = np.rint(blocks.mean(axis=(3, 5))).astype(np.int8)"},
                    asks="Lớp này giữ số lớn nhất hay số trung bình của ô?",
                    tells="Giữ số lớn nhất: dùng max.",
                ),
                Misconception(
                    "lấy giá trị nhỏ nhất",
                    kind="maximum/other_function",
                    edits={"blocks.max(": "blocks.min("},
                    asks="Mã lớn hơn ứng với số thực lớn hơn hay nhỏ hơn?",
                    tells="Lớn hơn, vì s > 0. Lấy max, không lấy min.",
                ),
                Misconception(
                    "so theo trị tuyệt đối",
                    kind="maximum/other_function",
                    edits={LARGEST: "pooled = np.abs(blocks).max(axis=(3, 5))"},
                    asks="Giữa −100 và 12, số nào lớn hơn?",
                    tells="12 lớn hơn. So chính các mã, không so trị tuyệt đối.",
                ),
                Misconception(
                    "trượt từng điểm một",
                    kind="index/stride",
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
                    kind="index/stride",
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
                    kind="maximum/other_function",
                    edits={LARGEST: "pooled = blocks[:, :, :, 0, :, 0]"},
                    asks="Bạn đã nhìn đủ k × k mã của mỗi ô chưa?",
                    tells="x_q[:, :, ::k, ::k] chỉ lấy một mã của mỗi ô. Phải so cả k × k mã.",
                ),
                Misconception(
                    "tách nhầm trục",
                    kind="axis/other",
                    edits={CUT_UP: "blocks = whole.reshape(N, C, k, H // k, k, W // k)", "axis=(3, 5)": "axis=(2, 4)"},
                    asks="Hàng 0 và hàng 1 của ảnh thuộc cùng một ô, vậy sau khi reshape chúng phải khác nhau ở trục nào?",
                    tells="reshape(H // k, k): trục sau là vị trí bên trong ô. Để k đứng sau rồi lấy max theo trục ấy.",
                ),
                Misconception(
                    "reshape thẳng thành (H // k, W // k, k, k)",
                    kind="shape/layout",
                    edits={CUT_UP: "blocks = whole.reshape(N, C, H // k, W // k, k, k)", "axis=(3, 5)": "axis=(4, 5)"},
                    asks="reshape giữ nguyên thứ tự các mã. Vậy bốn mã đầu tiên của hàng 0 rơi vào một ô hay hai ô, khi k = 2?",
                    tells="Chúng rơi cả vào một ô, mà lẽ ra phải thuộc hai ô. Tách H thành (H // k, k) và W thành (W // k, k), "
                    "rồi lấy lớn nhất theo hai trục k.",
                ),
                Misconception(
                    "quên bỏ phần thừa",
                    kind="index/border",
                    edits={WHOLE: "whole = x_q"},
                    asks="Ảnh 3×5 có bao nhiêu mã, còn hai ô 2×2 chứa bao nhiêu mã?",
                    tells="Ảnh có 15 mã, hai ô chỉ chứa 8, nên không xếp vừa. Bỏ hàng thừa và cột thừa trước khi chia ô.",
                ),
                Misconception(
                    "giữ cả phần thừa",
                    kind="index/border",
                    edits={
                        WHOLE: "whole = np.pad(x_q, ((0, 0), (0, 0), (0, -H % k), (0, -W % k)), constant_values=-128)",
                        CUT_UP: "blocks = whole.reshape(N, C, -(-H // k), k, -(-W // k), k)",
                    },
                    asks="Ảnh cao 3 và ô cao 2 thì chia được mấy ô trọn vẹn?",
                    tells="Chỉ một ô: đầu ra cao H // k, phần thừa không đủ một ô thì bỏ.",
                ),
                Misconception(
                    "kết quả thành float64",
                    kind="dtype/result",
                    edits={LARGEST: "pooled = blocks.max(axis=(3, 5)).astype(np.float64)"},
                    asks="np.zeros((2, 2)) có kiểu gì? Còn x_q có kiểu gì?",
                    tells="Các mã đã đúng. Khi tạo mảng kết quả, ghi dtype=np.int8.",
                ),
                Misconception(
                    "không giữ kiểu int8",
                    kind="dtype/result",
                    edits={LARGEST: "pooled = blocks.astype(np.int64).max(axis=(3, 5))"},
                    asks="Đầu ra có cần thêm bit nào so với đầu vào không?",
                    tells="Các mã đã đúng. Giữ kiểu int8, vì số lớn nhất vẫn là một trong các mã cũ.",
                ),
            ),
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
            note="Đi qua k·k vị trí trong ô, mỗi lần so cả ảnh: không cần xếp lại trục.",
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
            note="Lấy giá trị lớn nhất cũng đi qua từng cửa sổ, nên dùng lại được im2col.",
        ),
        Variant("lấy max hai lần", {LARGEST: "pooled = blocks.max(axis=5).max(axis=3)"}),
    ),
)
