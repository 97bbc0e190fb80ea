"""Values quantized over a range and read back."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.arrays import Reals


def draw_values(rng: Generator) -> Args:
    """Values inside the range and, two of them, beyond its ends; none near a tie, and z is not near one."""
    bits = int(rng.integers(2, 9))
    alpha, beta = -round(float(rng.uniform(0.3, 3)), 3), round(float(rng.uniform(0.3, 3)), 3)
    s = (beta - alpha) / (2**bits - 1)
    x = rng.uniform(alpha, beta, size=(2, 4))
    x.flat[:2] = alpha - 7 * s, beta + 7 * s
    return {"x": rounded(rng.permuted(x), 4), "alpha": alpha, "beta": beta, "bits": bits}


def no_tie(x: Reals, alpha: float, beta: float, bits: int) -> bool:
    s = (beta - alpha) / (2**bits - 1)
    z = -alpha / s
    return away_from_ties(x / s) and away_from_ties(z) and abs(z - np.rint(z)) > 0.1


draw_safe_values = draw_until(draw_values, no_tie)

X_HAT = "x_hat = s * (x_q - z)"
ROUND = "np.rint(x / s) + z"
CLIP = "np.clip(x_q, 0, 2**bits - 1)"
S = "np.float32((beta - alpha) / (2**bits - 1))"
Z = "np.rint(-alpha / s)"

EXERCISE = Exercise(
    function="quantize_dequantize",
    title="Lượng tử hóa rồi giải lượng tử hóa",
    reference=reference.quantize_dequantize,
    asks="Đi từ số thực đến mã rồi về lại số thực gồm những bước nào, và z được cộng lúc nào, trừ lúc nào?",
    tells="s = (β − α)/(2^b − 1), z = rint(−α/s). Mã là clip(rint(x/s) + z), rồi x̂ = s·(mã − z).",
    parts=(
        Part(
            "TODO 1",
            points=0.5,
            asks="Từ mã 0 đến mã 2^bits − 1 có bao nhiêu bước? Số thực 0 rơi vào mã nào?",
            tells="Chia độ rộng của miền cho số bước rồi đổi sang float32. alpha phải thành mã 0, nên điểm 0 là −alpha chia cho s, làm tròn.",
            visible=(
                Visible(
                    "4 bit, mọi giá trị trong miền",
                    {
                        "x": np.array([-0.93, -0.5, 0.0, 0.07, 0.41, 1.0, 1.9, 2.6]),
                        "alpha": -1.0,
                        "beta": 2.7,
                        "bits": 4,
                    },
                ),
                Visible(
                    "3 bit, miền lệch âm", {"x": np.array([-4.9, -2.2, 0.9]), "alpha": -5.0, "beta": 1.3, "bits": 3}
                ),
            ),
            draw=draw_safe_values,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "đếm số mã thay vì số bước",
                    kind="codes/count",
                    edits={S: "np.float32((beta - alpha) / 2**bits)"},
                    asks="Với 2 bit có 4 mã, vậy giữa chúng có mấy bước?",
                    tells="4 mã chỉ có 3 bước: chia cho 2^b − 1.",
                ),
                Misconception(
                    "sai dấu của z",
                    kind="zero_point/sign",
                    edits={Z: "np.rint(alpha / s)"},
                    asks="Với miền [−1, 2] và 2 bit, số thực 0 nhận mã nào?",
                    tells="Nhận mã 1. α âm hoặc bằng 0, nên z không âm: z = rint(−α/s).",
                ),
                Misconception(
                    "quên làm tròn z",
                    kind="rounding/none",
                    edits={Z: "-alpha / s"},
                    asks="Nếu số thực 0 rơi vào giữa hai mã thì ô viền và đầu ra của ReLU còn bằng đúng 0 không?",
                    tells="Điểm 0 là một mã, nên phải là số nguyên: bọc trong np.rint(…).",
                ),
                Misconception(
                    "z tính cho mã có dấu",
                    kind="codes/signed",
                    edits={Z: "np.rint(-alpha / s) - 2 ** (bits - 1)"},
                    asks="Ở bài này, mã nhỏ nhất là 0 hay −2^(b−1)?",
                    tells="Mã đi từ 0 đến 2^b − 1, và mã 0 ứng với α, nên z = rint(−α/s).",
                ),
            ),
        ),
        Part(
            "TODO 2",
            points=0.5,
            asks="Cộng z trước hay sau khi làm tròn? Miền của mã đi từ đâu đến đâu? Đổi ngược thì làm gì trước?",
            tells="Mã không dấu, từ 0 đến 2^bits − 1, cắt sau khi đã cộng z. Đổi ngược: trừ z, rồi nhân với s.",
            visible=(
                Visible("đúng giữa hai mã", {"x": np.array([0.5, 1.5, -0.5]), "alpha": -1.0, "beta": 2.0, "bits": 2}),
                Visible(
                    "ví dụ trong bài, có giá trị ngoài miền",
                    {"x": np.array([-2.0, -0.9, 0.0, 0.3, 1.0, 2.5, 9.0]), "alpha": -1.0, "beta": 3.0, "bits": 4},
                ),
                Visible(
                    "ma trận, 8 bit",
                    {"x": np.array([[-1.713, 0.2561], [0.9033, 40.0]]), "alpha": -0.71, "beta": 1.13, "bits": 8},
                ),
            ),
            draw=draw_safe_values,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "cộng z trước khi làm tròn",
                    kind="rounding/after_zero_point",
                    edits={ROUND: "np.rint(x / s + z)"},
                    asks="Với s = 1, z = 1, số 0.5 làm tròn trước thì được mã nào, cộng z trước thì được mã nào?",
                    tells="Theo ONNX: làm tròn x/s trước, rồi mới cộng z.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUND: "np.floor(x / s + 0.5) + z"},
                    asks="0.5 cách đều 0 và 1. Quy tắc của ta chọn số nào?",
                    tells="np.rint làm tròn về số chẵn gần nhất: 0.5 thành 0.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={ROUND: "np.floor(x / s) + z"},
                    asks="Số 2.9 gần 2 hay gần 3?",
                    tells="np.floor luôn đi xuống. Dùng np.rint hoặc np.round.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={ROUND: "np.trunc(x / s) + z"},
                    asks="astype(int) và np.trunc làm gì với 2.9?",
                    tells="Chúng bỏ phần thập phân. Phải làm tròn bằng np.rint hoặc np.round.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP: "x_q"},
                    asks="Một số thực gấp mười lần β thì nhận mã nào?",
                    tells="Nhận mã lớn nhất: cắt mã vào [0, 2^b − 1] trước khi giải lượng tử hóa.",
                ),
                Misconception(
                    "cắt vào miền của mã có dấu",
                    kind="codes/signed",
                    edits={CLIP: "np.clip(x_q, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)"},
                    asks="Mã của bài này đi từ đâu đến đâu?",
                    tells="Mã đi từ 0 đến 2^b − 1, đừng dùng miền của int8.",
                ),
                Misconception(
                    "lúc cắt, z bằng 0 hoặc chưa được cộng",
                    kind="range/early_clip",
                    edits={ROUND: "np.rint(x / s)", CLIP: "np.clip(x_q, 0, 2**bits - 1) + z"},
                    asks="Lúc cắt, mã đã được cộng một z khác 0 chưa?",
                    tells="Nếu chưa thì mọi số âm thành 0. Hãy xem z có bị tính thành 0, bị quên, hay được cộng sau khi cắt: làm tròn x/s, cộng z = rint(−α/s), rồi mới cắt.",
                ),
                Misconception(
                    "quên trừ 1 ở mã lớn nhất",
                    kind="codes/count",
                    edits={CLIP: "np.clip(x_q, 0, 2**bits)"},
                    asks="Với 2 bit, mã lớn nhất là 3 hay là 4?",
                    tells="Có 2^b mã, nhưng mã đầu tiên là 0, nên mã cuối là 2^b − 1.",
                ),
                Misconception(
                    "quên trừ z",
                    kind="zero_point/forgotten",
                    edits={X_HAT: "x_hat = s * x_q"},
                    asks="Mã bằng z phải về số thực nào?",
                    tells="Mã z ứng với số thực 0, nên x̂ = s·(x_q − z).",
                ),
                Misconception(
                    "cộng z thay vì trừ",
                    kind="zero_point/sign",
                    edits={X_HAT: "x_hat = s * (x_q + z)"},
                    asks="Lúc đổi sang mã ta cộng z, vậy lúc về số thực thì làm gì với z?",
                    tells="Đi thì cộng, về thì trừ: x̂ = s·(x_q − z).",
                ),
                Misconception(
                    "trả về mã, chưa giải lượng tử hóa",
                    kind="scale/other",
                    edits={X_HAT: "x_hat = x_q"},
                    asks="Hàm cần trả về mã hay số thực mà mã đại diện?",
                    tells="Trả về số thực mà mã đại diện: s·(x_q − z).",
                ),
                Misconception(
                    "trừ z trong uint8",
                    kind="dtype/overflow",
                    edits={X_HAT: "x_hat = s * (x_q.astype(np.uint8) - np.uint8(z))"},
                    asks="Trong uint8, 3 − 5 bằng mấy?",
                    tells="uint8 không có số âm nên quay vòng thành 254. Đổi sang kiểu rộng hơn rồi mới trừ.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("float64", {S: "(beta - alpha) / (2**bits - 1)", ROUND: "np.rint(x.astype(np.float64) / s) + z"}),
        Variant(
            "minimum và maximum",
            {CLIP: "np.minimum(np.maximum(x_q, 0), 2**bits - 1)"},
            note="np.clip chính là hai bước này.",
        ),
        Variant(
            "mã có dấu",
            {
                Z: "np.rint(-alpha / s) - 2 ** (bits - 1)",
                CLIP: "np.clip(x_q, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)",
            },
            note="Dời cả z lẫn hai đầu miền đi cùng một lượng thì mã khác đi, còn số thực vẫn vậy.",
        ),
        Variant("mã nguyên int32", {X_HAT: "x_hat = s * (x_q.astype(np.int32) - int(z))"}),
    ),
)
