"""One position of the product of two quantized matrices."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai01_so_nguyen.matrices import (
    ALL_ZERO_POINTS,
    BOTH_ENDS,
    HALVES,
    WIDE,
    document_operands,
    draw_inside,
    draw_outside,
    matrix_args,
    real_codes,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def position_args(args: Args, i: int, j: int) -> Args:
    """The arguments of the position function, from those of the matrix function."""
    order = ("X_q", "W_q", "b_q", "z_X", "z_W", "z_b", "s_X", "s_W", "s_b", "s_Y", "i", "j", "p", "exp", "z_Y")
    made = {**args, "i": i, "j": j}
    return {name: made[name] for name in order if name in made}


def draw_position_inside(rng: Generator) -> Args:
    args = draw_inside(rng)
    return position_args(args, int(rng.integers(args["X_q"].shape[0])), int(rng.integers(args["W_q"].shape[1])))


def draw_position_outside(rng: Generator) -> Args:
    args = draw_outside(rng)
    low, high = reference.integer_range(args["exp"])
    codes = real_codes(**args)
    i, j = rng.choice(np.argwhere((codes < low) | (codes > high)))
    return position_args(args, int(i), int(j))


CLIP_POSITION = "np.clip(quantized_Y_i_j, low, high)"
ROUND_POSITION = "np.round(quantized_Y_i_j)"

EXERCISE = Exercise(
    function="quantize_a_position_in_matrix_int",
    title="Một vị trí của tích ma trận",
    reference=reference.quantize_a_position_in_matrix_int,
    asks="A có bốn số hạng. Bạn đã có đủ cả bốn, đúng dấu chưa?",
    tells="Đổi X_q, W_q, b_q sang int32, tính ΣXW − z_W·ΣX − z_X·ΣW + p·z_X·z_W, nhân với s_X·s_W/s_Y, "
    "cộng phần của b và z_Y, rồi làm tròn và cắt.",
    parts=(
        Part(
            "TODO 6",
            points=1,
            asks="Bộ tích lũy A có bốn số hạng. Bạn đã có đủ cả bốn, đúng dấu, và tính trong int32 chưa?",
            tells="Hàng i của X_q đi với cột j của W_q. Lần lượt in từng số hạng rồi so với kết quả tính tay trên một ví dụ nhỏ. Sau đó mới nhân hệ số, cộng phần của b và z_Y, rồi làm tròn.",
            visible=(
                Visible("ví dụ trong bài", position_args(document_operands(3, 4, 5), 0, 3)),
                Visible("mọi điểm 0 đều khác 0", position_args(matrix_args(ALL_ZERO_POINTS), 1, 2)),
                Visible("mọi điểm 0 đều khác 0, vị trí khác", position_args(matrix_args(ALL_ZERO_POINTS), 0, 1)),
                Visible("cột cuối cùng", position_args(matrix_args(ALL_ZERO_POINTS), 1, 3)),
                Visible("giữa hai số nguyên", position_args(matrix_args(HALVES), 1, 0)),
                Visible("hàng cuối cùng", position_args(matrix_args(HALVES), 2, 0)),
                Visible("int16", position_args(matrix_args(WIDE), 0, 1)),
            ),
            draw=draw_position_inside,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "bỏ quên z_X·ΣW",
                    kind="term/forgotten",
                    edits={"acc = acc - z_X * np.sum(W_q[:, j])": "acc = acc"},
                    asks="Khi z_X khác 0 thì số hạng nào của A còn thiếu?",
                    tells="Trừ z_X nhân với tổng cột j của W_q.",
                ),
                Misconception(
                    "bỏ quên z_W·ΣX",
                    kind="term/forgotten",
                    edits={"acc = acc - z_W * np.sum(X_q[i])": "acc = acc"},
                    asks="Khi z_W khác 0 thì số hạng nào của A còn thiếu?",
                    tells="Trừ z_W nhân với tổng hàng i của X_q.",
                ),
                Misconception(
                    "bỏ quên p·z_X·z_W",
                    kind="term/forgotten",
                    edits={"acc = acc + p * z_X * z_W": "acc = acc"},
                    asks="Khai triển (X_q − z_X)(W_q − z_W). Số hạng cuối là gì, và nó được cộng mấy lần?",
                    tells="Cộng p·z_X·z_W, vì tổng có p số hạng.",
                ),
                Misconception(
                    "sai dấu của p·z_X·z_W",
                    kind="term/sign",
                    edits={"acc + p * z_X * z_W": "acc - p * z_X * z_W"},
                    asks="Âm nhân âm ra dấu gì?",
                    tells="(−z_X)·(−z_W) = +z_X·z_W, nên phải cộng.",
                ),
                Misconception(
                    "dùng số hàng m thay cho p",
                    kind="axis/other",
                    edits={"acc + p * z_X * z_W": "acc + X_q.shape[0] * z_X * z_W"},
                    asks="Tổng theo k có bao nhiêu số hạng: m, n hay p?",
                    tells="k chạy từ 1 đến p, số cột của X_q và cũng là số hàng của W_q.",
                ),
                Misconception(
                    "không mở rộng kiểu trước khi nhân",
                    kind="dtype/overflow",
                    edits={"X_q = X_q.astype(np.int32)": "X_q = X_q", "W_q = W_q.astype(np.int32)": "W_q = W_q"},
                    asks="100 × 100 có vừa trong int8 không?",
                    tells="Đổi X_q và W_q sang np.int32 trước khi nhân, nếu không tích bị tràn số.",
                ),
                Misconception(
                    "quên z_Y",
                    kind="zero_point/forgotten",
                    edits={"z_Y + (s_b": "(s_b"},
                    asks="Y bằng số thực 0 thì mã của nó phải là số nào?",
                    tells="Cộng z_Y. Giá trị mặc định là 0, nhưng người gọi có thể cho giá trị khác.",
                ),
                Misconception(
                    "quên z_b",
                    kind="zero_point/forgotten",
                    edits={"(b_q[0, j] - z_b)": "b_q[0, j]"},
                    asks="Từ mã b_q về số thực b, ta phải trừ gì trước khi nhân s_b?",
                    tells="Dùng (b_q − z_b).",
                ),
                Misconception(
                    "cộng b mà không đổi thang",
                    kind="scale/other",
                    edits={"(s_b / s_Y) * (b_q[0, j] - z_b)": "(b_q[0, j] - z_b)"},
                    asks="Một bước của b có dài bằng một bước của Y không?",
                    tells="Nhân phần của b với s_b / s_Y.",
                ),
                Misconception(
                    "nhân với s_Y thay vì chia",
                    kind="scale/inverted",
                    edits={"(s_X * s_W / s_Y) * acc": "(s_X * s_W * s_Y) * acc"},
                    asks="Đổi một số thực sang mã của Y thì nhân hay chia cho s_Y?",
                    tells="Hệ số trước A là s_X·s_W / s_Y.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={ROUND_POSITION: "quantized_Y_i_j"},
                    asks="Đổi 3.6 sang kiểu số nguyên mà không làm tròn thì được mấy?",
                    tells="Làm tròn bằng np.round trước khi đổi kiểu.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUND_POSITION: "np.floor(quantized_Y_i_j + 0.5)"},
                    asks="2.5 nằm giữa 2 và 3. Bài này quy ước chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất, như np.round.",
                ),
            ),
        ),
        Part(
            "TODO 7",
            points=1,
            asks="Sau khi làm tròn, giá trị có thể nằm ngoài đoạn từ low đến high không? Khi ấy mã phải là số nào?",
            tells="low và high đã có sẵn ở đầu hàm, đúng cho cả 8 bit và 16 bit. Cắt phải đứng sau làm tròn và trước khi đổi kiểu.",
            visible=(
                Visible("vượt đầu trên", position_args(matrix_args(BOTH_ENDS), 0, 0)),
                Visible("vượt đầu dưới", position_args(matrix_args(BOTH_ENDS), 0, 1)),
            ),
            draw=draw_position_outside,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP_POSITION: "quantized_Y_i_j"},
                    asks="480 có vừa trong int8 không? Đổi kiểu xong nó thành số nào?",
                    tells="Cắt vào [low, high] bằng np.clip trước khi đổi kiểu.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={CLIP_POSITION: "np.clip(quantized_Y_i_j, -high, high)"},
                    asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
                    tells="Dùng low đã tính sẵn ở đầu hàm, đừng dùng −high.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "vòng lặp",
            {
                "acc = np.sum(X_q[i] * W_q[:, j])": "acc = 0\n"
                "    for k in range(p):\n"
                "        acc += int(X_q[i, k]) * int(W_q[k, j])"
            },
            note="Viết đúng như công thức, từng k một. int của Python không bao giờ tràn số, nhưng vòng lặp thì chậm.",
        ),
        Variant("int64", {"X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int64)"}),
        Variant(
            "tích vô hướng",
            {"np.sum(X_q[i] * W_q[:, j])": "X_q[i] @ W_q[:, j]"},
            note="Nhân rồi cộng hai dãy số chính là tích vô hướng, và @ làm cả hai việc một lượt.",
        ),
        Variant("round của Python", {ROUND_POSITION: "round(float(quantized_Y_i_j))"}),
        Variant("min và max", {CLIP_POSITION: "np.float64(max(low, min(high, quantized_Y_i_j)))"}),
    ),
)
