"""Lesson 6, calibration and quantization after training: TODO 1 to TODO 13, ten points."""

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
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-5, atol=1e-7)  # float32 arithmetic passes, a wrong formula does not
AFTER_LAYERS = Equality(rtol=1e-4, atol=1e-4)  # sums of products in float32
NOISE = 1e-6  # what float32 may move a value by, relative to it
CLEAR_WIN = 1e-3  # the chosen range is better than any other by this share


def rounded(values, digits=3):
    return np.round(np.asarray(values, np.float64), digits)


# ---------------------------------------------------------------- quantize_dequantize, TODO 1 and 2


def draw_values(rng):
    """Values inside the range and, two of them, beyond its ends; none near a tie, and z is not near one."""
    bits = int(rng.integers(2, 9))
    alpha, beta = -round(float(rng.uniform(0.3, 3)), 3), round(float(rng.uniform(0.3, 3)), 3)
    s = (beta - alpha) / (2**bits - 1)
    x = rng.uniform(alpha, beta, size=(2, 4))
    x.flat[:2] = alpha - 7 * s, beta + 7 * s
    return {"x": rounded(rng.permuted(x), 4), "alpha": alpha, "beta": beta, "bits": bits}


def no_tie(x, alpha, beta, bits):
    s = (beta - alpha) / (2**bits - 1)
    z = -alpha / s
    return away_from_ties(x / s) and away_from_ties(z) and abs(z - np.rint(z)) > 0.1


draw_safe_values = draw_until(draw_values, no_tie)

X_HAT = "x_hat = s * (x_q - z)"
ROUND = "np.rint(x / s) + z"
CLIP = "np.clip(x_q, 0, 2**bits - 1)"
S = "np.float32((beta - alpha) / (2**bits - 1))"
Z = "np.rint(-alpha / s)"

QUANTIZE_DEQUANTIZE = Exercise(
    function="quantize_dequantize",
    title="Lượng tử hóa rồi giải lượng tử hóa",
    reference=reference.quantize_dequantize,
    parts=(
        Part(
            "TODO 1",
            points=0.5,
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
        ),
        Part(
            "TODO 2",
            points=0.5,
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
        ),
    ),
    asks="Đi từ số thực đến mã rồi về lại số thực gồm những bước nào, và z được cộng lúc nào, trừ lúc nào?",
    tells="s = (β − α)/(2^b − 1), z = rint(−α/s). Mã là clip(rint(x/s) + z), rồi x̂ = s·(mã − z).",
    misconceptions=(
        Misconception(
            "cộng z trước khi làm tròn",
            costs=("TODO 2",),
            edits={ROUND: "np.rint(x / s + z)"},
            asks="Với s = 1, z = 1, số 0.5 làm tròn trước thì được mã nào, cộng z trước thì được mã nào?",
            tells="Theo ONNX: làm tròn x/s trước, rồi mới cộng z.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 2",),
            edits={ROUND: "np.floor(x / s + 0.5) + z"},
            asks="0.5 cách đều 0 và 1. Quy tắc của ta chọn số nào?",
            tells="np.rint làm tròn về số chẵn gần nhất: 0.5 thành 0.",
        ),
        Misconception(
            "đếm số mã thay vì số bước",
            costs=("TODO 1",),
            edits={S: "np.float32((beta - alpha) / 2**bits)"},
            asks="Với 2 bit có 4 mã, vậy giữa chúng có mấy bước?",
            tells="4 mã chỉ có 3 bước: chia cho 2^b − 1.",
        ),
        Misconception(
            "sai dấu của z",
            costs=("TODO 1",),
            edits={Z: "np.rint(alpha / s)"},
            asks="Với miền [−1, 2] và 2 bit, số thực 0 nhận mã nào?",
            tells="Nhận mã 1. α âm hoặc bằng 0, nên z không âm: z = rint(−α/s).",
        ),
        Misconception(
            "không làm tròn z",
            costs=("TODO 1",),
            edits={Z: "-alpha / s"},
            asks="Nếu số thực 0 rơi vào giữa hai mã thì ô viền và đầu ra của ReLU còn bằng đúng 0 không?",
            tells="Điểm 0 là một mã, nên phải là số nguyên: bọc trong np.rint(…).",
        ),
        Misconception(
            "z tính cho mã có dấu",
            costs=("TODO 1",),
            edits={Z: "np.rint(-alpha / s) - 2 ** (bits - 1)"},
            asks="Ở bài này, mã nhỏ nhất là 0 hay −2^(b−1)?",
            tells="Mã đi từ 0 đến 2^b − 1, và mã 0 ứng với α, nên z = rint(−α/s).",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 2",),
            edits={ROUND: "np.floor(x / s) + z"},
            asks="Số 2.9 gần 2 hay gần 3?",
            tells="np.floor luôn đi xuống. Dùng np.rint hoặc np.round.",
        ),
        Misconception(
            "bỏ phần thập phân thay vì làm tròn",
            costs=("TODO 2",),
            edits={ROUND: "np.trunc(x / s) + z"},
            asks="astype(int) và np.trunc làm gì với 2.9?",
            tells="Chúng bỏ phần thập phân. Phải làm tròn bằng np.rint hoặc np.round.",
        ),
        Misconception(
            "không cắt",
            costs=("TODO 2",),
            edits={CLIP: "x_q"},
            asks="Một số thực gấp mười lần β thì nhận mã nào?",
            tells="Nhận mã lớn nhất: cắt mã vào [0, 2^b − 1] trước khi giải lượng tử hóa.",
        ),
        Misconception(
            "cắt vào miền của mã có dấu",
            costs=("TODO 2",),
            edits={CLIP: "np.clip(x_q, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)"},
            asks="Mã của bài này đi từ đâu đến đâu?",
            tells="Mã đi từ 0 đến 2^b − 1, đừng dùng miền của int8.",
        ),
        Misconception(
            "lúc cắt, z bằng 0 hoặc chưa được cộng",
            costs=("TODO 2",),
            edits={ROUND: "np.rint(x / s)", CLIP: "np.clip(x_q, 0, 2**bits - 1) + z"},
            asks="Lúc cắt, mã đã được cộng một z khác 0 chưa?",
            tells="Nếu chưa thì mọi số âm thành 0. Hãy xem z có bị tính thành 0, bị quên, hay được cộng sau khi cắt: làm tròn x/s, cộng z = rint(−α/s), rồi mới cắt.",
        ),
        Misconception(
            "thừa một mã ở đầu trên",
            costs=("TODO 2",),
            edits={CLIP: "np.clip(x_q, 0, 2**bits)"},
            asks="Với 2 bit, mã lớn nhất là 3 hay là 4?",
            tells="Có 2^b mã, nhưng mã đầu tiên là 0, nên mã cuối là 2^b − 1.",
        ),
        Misconception(
            "quên trừ z khi giải lượng tử hóa",
            costs=("TODO 2",),
            edits={X_HAT: "x_hat = s * x_q"},
            asks="Mã bằng z phải về số thực nào?",
            tells="Mã z ứng với số thực 0, nên x̂ = s·(x_q − z).",
        ),
        Misconception(
            "cộng z khi giải lượng tử hóa",
            costs=("TODO 2",),
            edits={X_HAT: "x_hat = s * (x_q + z)"},
            asks="Lúc đổi sang mã ta cộng z, vậy lúc về số thực thì làm gì với z?",
            tells="Đi thì cộng, về thì trừ: x̂ = s·(x_q − z).",
        ),
        Misconception(
            "trả về mã, chưa giải lượng tử hóa",
            costs=("TODO 2",),
            edits={X_HAT: "x_hat = x_q"},
            asks="Hàm cần trả về mã hay số thực mà mã đại diện?",
            tells="Trả về số thực mà mã đại diện: s·(x_q − z).",
        ),
        Misconception(
            "trừ z trong uint8",
            costs=("TODO 2",),
            edits={X_HAT: "x_hat = s * (x_q.astype(np.uint8) - np.uint8(z))"},
            asks="Trong uint8, 3 − 5 bằng mấy?",
            tells="uint8 không có số âm nên quay vòng thành 254. Đổi sang kiểu rộng hơn rồi mới trừ.",
        ),
    ),
    variants=(
        Variant("float64", {S: "(beta - alpha) / (2**bits - 1)", ROUND: "np.rint(x.astype(np.float64) / s) + z"}),
        Variant("minimum và maximum", {CLIP: "np.minimum(np.maximum(x_q, 0), 2**bits - 1)"}),
        Variant(
            "mã có dấu",
            {
                Z: "np.rint(-alpha / s) - 2 ** (bits - 1)",
                CLIP: "np.clip(x_q, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)",
            },
        ),
        Variant("mã nguyên int32", {X_HAT: "x_hat = s * (x_q.astype(np.int32) - int(z))"}),
    ),
)


# ---------------------------------------------------------------- minmax_range, TODO 3


def draw_matrix(rng):
    """A matrix whose values are on both sides of 0, all above it, or all below it."""
    X = rng.normal(0, 2, size=tuple(rng.integers(2, 5, size=2)))
    side = int(rng.integers(3))
    X = X if side == 0 else (np.abs(X) + 0.5) * (1 if side == 1 else -1)
    return {"X": rounded(X)}


LOW, HIGH = "np.minimum(np.min(X), 0.0)", "np.maximum(np.max(X), 0.0)"

MINMAX_RANGE = Exercise(
    function="minmax_range",
    title="Miền min-max",
    reference=reference.minmax_range,
    parts=(
        Part(
            "TODO 3",
            points=0.5,
            visible=(
                Visible("có cả số âm và số dương", {"X": np.array([[-1.5, 0.25, 2.0], [0.5, -0.75, 4.25]])}),
                Visible("toàn số dương", {"X": np.array([2.0, 5.0, 3.0])}),
                Visible("toàn số âm", {"X": np.array([[-7.5], [-0.5], [-3.0]])}),
                Visible("phía âm dài hơn phía dương, float32", {"X": np.array([[-8.5, 1.0], [1.5, 2.5]], np.float32)}),
            ),
            draw=draw_matrix,
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Giá trị nhỏ nhất và lớn nhất của cả mảng là gì, và miền ấy đã chứa số 0 chưa?",
    tells="α là số nhỏ hơn trong 0 và min của cả X, β là số lớn hơn trong 0 và max của cả X.",
    misconceptions=(
        Misconception(
            "không nới cho chứa số 0",
            costs=("TODO 3",),
            edits={LOW: "np.min(X)", HIGH: "np.max(X)"},
            asks="Nếu X toàn số dương thì miền của bạn có chỗ cho số thực 0 không?",
            tells="Nếu min lớn hơn 0 thì α = 0, nếu max nhỏ hơn 0 thì β = 0.",
        ),
        Misconception(
            "chỉ nới đầu dưới",
            costs=("TODO 3",),
            edits={HIGH: "np.max(X)"},
            asks="Nếu X toàn số âm thì β của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: β không được nhỏ hơn 0.",
        ),
        Misconception(
            "chỉ nới đầu trên",
            costs=("TODO 3",),
            edits={LOW: "np.min(X)"},
            asks="Nếu X toàn số dương thì α của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: α không được lớn hơn 0.",
        ),
        Misconception(
            "cho rằng α luôn bằng 0",
            costs=("TODO 3",),
            edits={LOW: "0.0 * np.min(X)"},
            asks="Có phải mảng nào cũng đã qua ReLU không?",
            tells="Không: đầu vào của mạng hay logit có thể âm. α là min của X nếu min nhỏ hơn 0.",
        ),
        Misconception(
            "miền đối xứng theo max |X|",
            costs=("TODO 3",),
            edits={LOW: "-np.max(np.abs(X))", HIGH: "np.max(np.abs(X))"},
            asks="Với X từ −1 đến 5, nửa miền từ −5 đến −1 có giá trị nào không?",
            tells="Đó là miền đối xứng. Ở đây α lấy từ min, β lấy từ max.",
        ),
        Misconception(
            "min và max theo từng cột",
            costs=("TODO 3",),
            edits={LOW: "np.minimum(np.min(X, axis=0), 0.0)", HIGH: "np.maximum(np.max(X, axis=0), 0.0)"},
            asks="Cả mảng dùng chung một miền hay mỗi cột một miền?",
            tells="Đừng truyền axis: lấy min và max của cả mảng.",
        ),
        Misconception(
            "trả về đầu lớn trước",
            costs=("TODO 3",),
            edits={"return alpha, beta": "return beta, alpha"},
            asks="Trong hai đầu của miền, đầu nào là alpha?",
            tells="α là đầu nhỏ, đứng trước.",
        ),
    ),
    variants=(
        Variant("min và max của Python", {LOW: "min(0.0, X.min())", HIGH: "max(0.0, X.max())"}),
        Variant("initial", {LOW: "np.min(X, initial=0)", HIGH: "np.max(X, initial=0)"}),
        Variant("thêm số 0 vào mảng", {LOW: "np.min(np.append(X, 0))", HIGH: "np.max(np.append(X, 0))"}),
        Variant("float", {LOW: "float(min(X.min(), 0))", HIGH: "float(max(X.max(), 0))"}),
    ),
)


# ---------------------------------------------------------------- moving_average_range, TODO 4


def draw_batches(rng):
    """Batches around 0, or with some of them wholly on one side of it."""
    count = int(rng.integers(3, 6))
    shifts = rng.uniform(-3, 3, size=count)
    batches = [rounded(rng.normal(shift, 1.5, size=int(rng.integers(3, 6)))) for shift in shifts]
    return {"batches": batches, "momentum": float(rng.choice([0.1, 0.2, 0.3, 0.4]))}


def batches_tell_apart(batches, momentum):
    """Do the ends stay off 0 without widening, while some batch alone would need it, and does no batch rule all?"""
    alpha, beta = reference.moving_average_range(batches, momentum)
    needs = any(batch.min() > 0.2 or batch.max() < -0.2 for batch in batches)
    whole = np.concatenate(batches)
    return alpha < -0.2 and beta > 0.2 and needs and whole.min() < alpha - 0.2 and whole.max() > beta + 0.2


UPDATE_LOW, UPDATE_HIGH = (
    "alpha = alpha + momentum * (np.min(batch) - alpha)",
    "beta = beta + momentum * (np.max(batch) - beta)",
)
FIRST_LOW, FIRST_HIGH = "alpha = np.min(batches[0])", "beta = np.max(batches[0])"
LAST_LOW, LAST_HIGH = "alpha = np.minimum(alpha, 0.0)", "beta = np.maximum(beta, 0.0)"
LATER = "for batch in batches[1:]:"

MOVING_AVERAGE_RANGE = Exercise(
    function="moving_average_range",
    title="Trung bình động của miền",
    reference=reference.moving_average_range,
    parts=(
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"batches": [np.array([-1.0, 2.0]), np.array([-3.0, 6.0]), np.array([0.5, 1.0])], "momentum": 0.25},
                ),
                Visible(
                    "lô thứ hai lạ, các lô dài ngắn khác nhau",
                    {
                        "batches": [
                            np.array([-0.5, 1.0, 2.25]),
                            np.array([[-9.0, 1.5]]),
                            np.array([-0.25, 1.75]),
                            np.array([-1.0, 3.0, 0.5]),
                        ],
                        "momentum": 0.1,
                    },
                ),
                Visible(
                    "mọi lô đều dương",
                    {"batches": [np.array([1.0, 4.0]), np.array([2.0, 9.0]), np.array([3.0, 5.0])], "momentum": 0.2},
                ),
                Visible(
                    "mọi lô đều âm", {"batches": [np.array([-4.0, -1.5]), np.array([-6.0, -2.0])], "momentum": 0.3}
                ),
                Visible(
                    "chỉ lô đầu không chứa 0",
                    {"batches": [np.array([1.0, 2.0]), np.array([-3.0, 6.0])], "momentum": 0.5},
                ),
                Visible(
                    "miền rời số 0 rồi quay lại",
                    {"batches": [np.array([-1.0, 2.0]), np.array([3.0, 6.0]), np.array([-3.0, 6.0])], "momentum": 0.5},
                ),
                Visible("chỉ một lô", {"batches": [np.array([-2.0, 0.5, 3.0])], "momentum": 0.1}),
            ),
            draw=draw_until(draw_batches, batches_tell_apart),
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Lô đầu tiên cho giá trị nào, và mỗi lô sau kéo hai đầu đi bao nhiêu?",
    tells="Bắt đầu từ min và max của lô đầu; với mỗi lô sau, trung bình += momentum·(đầu của lô − trung bình); cuối cùng nới cho chứa 0.",
    misconceptions=(
        Misconception(
            "hiểu ngược momentum",
            costs=("TODO 4",),
            edits={
                UPDATE_LOW: "alpha = momentum * alpha + (1 - momentum) * np.min(batch)",
                UPDATE_HIGH: "beta = momentum * beta + (1 - momentum) * np.max(batch)",
            },
            asks="Với momentum = 0.1, một lô mới kéo miền đi 10% hay 90% đoạn đường?",
            tells="momentum là phần của lô mới: trung bình + momentum·(lô − trung bình).",
        ),
        Misconception(
            "bắt đầu từ 0",
            costs=("TODO 4",),
            edits={FIRST_LOW: "alpha = 0.0", FIRST_HIGH: "beta = 0.0", LATER: "for batch in batches:"},
            asks="Nếu chỉ có một lô thì miền phải là gì?",
            tells="Lô đầu tiên cho giá trị ban đầu, không phải số 0.",
        ),
        Misconception(
            "min và max của mọi lô",
            costs=("TODO 4",),
            edits={
                UPDATE_LOW: "alpha = np.minimum(alpha, np.min(batch))",
                UPDATE_HIGH: "beta = np.maximum(beta, np.max(batch))",
            },
            asks="Một lô lạ có được kéo miền đi hết cỡ không?",
            tells="Không: làm vậy là min-max. Mỗi lô chỉ kéo miền đi một phần momentum.",
        ),
        Misconception(
            "trung bình cộng các lô",
            costs=("TODO 4",),
            edits={
                LATER: "for count, batch in enumerate(batches[1:], 2):",
                UPDATE_LOW: "alpha = alpha + (np.min(batch) - alpha) / count",
                UPDATE_HIGH: "beta = beta + (np.max(batch) - beta) / count",
            },
            asks="momentum có mặt ở đâu trong cách tính của bạn?",
            tells="Trung bình động cho lô mới trọng số momentum, không phải chia đều cho mọi lô.",
        ),
        Misconception(
            "lấy trung bình độ co giãn và điểm 0 thay vì miền",
            costs=("TODO 4",),
            edits={
                FIRST_LOW: "width = np.ptp(batches[0])",
                FIRST_HIGH: "place = -np.min(batches[0]) / width",
                UPDATE_LOW: "width = width + momentum * (np.ptp(batch) - width)",
                UPDATE_HIGH: "place = place + momentum * (-np.min(batch) / np.ptp(batch) - place)",
                LAST_LOW: "alpha = np.minimum(-place * width, 0.0)",
                LAST_HIGH: "beta = np.maximum(width - place * width, 0.0)",
            },
            asks="Cộng điểm 0 của hai cây thước dài ngắn khác nhau thì có nghĩa gì không?",
            tells="Lấy trung bình hai đầu của miền trước, tính s và z sau.",
        ),
        Misconception(
            "lấy trung bình của |x| lớn nhất",
            costs=("TODO 4",),
            edits={
                FIRST_LOW: "alpha = -np.max(np.abs(batches[0]))",
                FIRST_HIGH: "beta = np.max(np.abs(batches[0]))",
                UPDATE_LOW: "alpha = alpha + momentum * (-np.max(np.abs(batch)) - alpha)",
                UPDATE_HIGH: "beta = beta + momentum * (np.max(np.abs(batch)) - beta)",
            },
            asks="Với một lô từ −1 đến 5, nửa miền từ −5 đến −1 của bạn có giá trị nào không?",
            tells="Đó là miền đối xứng. Hãy theo dõi riêng min và max của từng lô.",
        ),
        Misconception(
            "trung bình của giá trị trung bình từng lô",
            costs=("TODO 4",),
            edits={
                "(np.min(batch) - alpha)": "(np.mean(batch) - alpha)",
                "(np.max(batch) - beta)": "(np.mean(batch) - beta)",
            },
            asks="Giá trị trung bình của một lô có cho biết lô ấy rộng đến đâu không?",
            tells="Cần min và max của mỗi lô, không phải mean.",
        ),
        Misconception(
            "nới từng lô trước khi lấy trung bình",
            costs=("TODO 4",),
            edits={
                FIRST_LOW: "alpha = np.min(batches[0], initial=0.0)",
                FIRST_HIGH: "beta = np.max(batches[0], initial=0.0)",
                "(np.min(batch) - alpha)": "(np.min(batch, initial=0.0) - alpha)",
                "(np.max(batch) - beta)": "(np.max(batch, initial=0.0) - beta)",
            },
            asks="Lô có min là 0.5 thì kéo α về 0.5 hay về 0?",
            tells="Lấy trung bình của min và max như chúng là, xem hết các lô rồi mới nới một lần.",
        ),
        Misconception(
            "nới lô đầu trước khi lấy trung bình",
            costs=("TODO 4",),
            edits={
                FIRST_LOW: "alpha = np.minimum(np.min(batches[0]), 0.0)",
                FIRST_HIGH: "beta = np.maximum(np.max(batches[0]), 0.0)",
            },
            asks="Lô đầu đi từ 1 đến 2 thì trung bình động bắt đầu từ 1 hay từ 0?",
            tells="Bắt đầu từ đúng min và max của lô đầu. Xem hết các lô rồi mới nới một lần.",
        ),
        Misconception(
            "nới sau mỗi lô",
            costs=("TODO 4",),
            edits={
                UPDATE_LOW: "alpha = np.minimum(alpha + momentum * (np.min(batch) - alpha), 0.0)",
                UPDATE_HIGH: "beta = np.maximum(beta + momentum * (np.max(batch) - beta), 0.0)",
            },
            asks="Sau một lô, α đã qua phía dương. Lô sau kéo nó từ chỗ ấy hay từ số 0?",
            tells="Trong vòng lặp chỉ lấy trung bình. Việc nới làm một lần, sau vòng lặp.",
        ),
        Misconception(
            "không nới cho chứa số 0",
            costs=("TODO 4",),
            edits={LAST_LOW: "alpha = alpha + 0", LAST_HIGH: "beta = beta + 0"},
            asks="Nếu mọi lô đều dương thì miền của bạn có chứa số 0 không?",
            tells="Cuối cùng, α = min(α, 0) và β = max(β, 0).",
        ),
        Misconception(
            "chỉ nới đầu dưới",
            costs=("TODO 4",),
            edits={LAST_HIGH: "beta = beta + 0"},
            asks="Nếu mọi lô đều âm thì β của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: cuối cùng, β cũng không được nhỏ hơn 0.",
        ),
        Misconception(
            "chỉ nới đầu trên",
            costs=("TODO 4",),
            edits={LAST_LOW: "alpha = alpha + 0"},
            asks="Nếu mọi lô đều dương thì α của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: cuối cùng, α cũng không được lớn hơn 0.",
        ),
        Misconception(
            "tính lô đầu tiên hai lần",
            costs=("TODO 4",),
            edits={LATER: "for batch in [*batches[1:], batches[0]]:"},
            asks="Lô đầu tiên đã cho giá trị ban đầu rồi, vậy nó còn kéo miền thêm lần nữa không?",
            tells="Cập nhật theo đúng thứ tự với batches[1:], mỗi lô một lần.",
        ),
    ),
    variants=(
        Variant(
            "dạng tổng có trọng số",
            {
                UPDATE_LOW: "alpha = (1 - momentum) * alpha + momentum * batch.min()",
                UPDATE_HIGH: "beta = (1 - momentum) * beta + momentum * batch.max()",
            },
        ),
        Variant("duyệt cả lô đầu", {LATER: "for batch in batches:"}),
        Variant("min và max của Python", {LAST_LOW: "alpha = min(alpha, 0)", LAST_HIGH: "beta = max(beta, 0)"}),
        Variant(
            "float32",
            {FIRST_LOW: "alpha = np.float32(np.min(batches[0]))", FIRST_HIGH: "beta = np.float32(np.max(batches[0]))"},
        ),
    ),
)


# ---------------------------------------------------------------- percentile_range, TODO 5


def draw_sample(rng):
    """Values with long tails on both sides, and a share of them to keep."""
    X = rng.laplace(rng.uniform(-1, 1), 2, size=(int(rng.integers(4, 7)), int(rng.integers(4, 7))))
    return {"X": rounded(X), "percent": float(rng.choice([80.0, 85.0, 90.0, 95.0, 97.5]))}


def both_tails(X, percent):
    alpha, beta = reference.percentile_range(X, percent)
    return alpha < -0.3 and beta > 0.3


P_LOW, P_HIGH = "alpha = np.percentile(X, 100 - percent)", "beta = np.percentile(X, percent)"
SPREAD = np.array([-9.0, -4.0, -2.5, -1.0, -0.5, 0.25, 0.5, 1.0, 1.5, 2.0, 3.5, 16.0])

PERCENTILE_RANGE = Exercise(
    function="percentile_range",
    title="Miền theo phân vị",
    reference=reference.percentile_range,
    parts=(
        Part(
            "TODO 5",
            points=1,
            visible=(
                Visible("hai đuôi dài", {"X": SPREAD, "percent": 90.0}),
                Visible("ma trận, phân vị 87.5", {"X": SPREAD.reshape(3, 4), "percent": 87.5}),
                Visible("ví dụ trong bài, toàn số không âm", {"X": np.arange(0.0, 11.0), "percent": 90.0}),
                Visible("toàn số dương", {"X": np.arange(3.0, 24.0), "percent": 95.0}),
                Visible("toàn số âm", {"X": -(np.arange(2.0, 13.0) ** 2), "percent": 80.0}),
            ),
            draw=draw_until(draw_sample, both_tails),
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Bỏ (100 − p)% giá trị ở mỗi đuôi thì còn lại từ phân vị nào đến phân vị nào?",
    tells="α từ phân vị 100 − p, β từ phân vị p của cả mảng, tính bằng np.percentile, rồi nới cho chứa 0.",
    misconceptions=(
        Misconception(
            "chỉ bỏ đuôi trên",
            costs=("TODO 5",),
            edits={P_LOW: "alpha = np.min(X)"},
            asks="Giá trị ngoại lai có thể nằm ở phía âm không?",
            tells="Bỏ cả hai đuôi: α là phân vị 100 − p.",
        ),
        Misconception(
            "cho rằng α luôn bằng 0",
            costs=("TODO 5",),
            edits={LAST_LOW: "alpha = 0.0"},
            asks="Có phải mảng nào cũng đã qua ReLU không?",
            tells="Không: X có thể âm. α là phân vị 100 − p nếu phân vị ấy nhỏ hơn 0.",
        ),
        Misconception(
            "đưa vào tỷ lệ từ 0 đến 1 thay vì phần trăm",
            costs=("TODO 5",),
            edits={
                P_LOW: "alpha = np.percentile(X, 1 - percent / 100)",
                P_HIGH: "beta = np.percentile(X, percent / 100)",
            },
            asks="np.percentile(X, 0.9) là phân vị 90 hay phân vị 0.9?",
            tells="np.percentile nhận phần trăm từ 0 đến 100. Nhận số từ 0 đến 1 là np.quantile.",
        ),
        Misconception(
            "chia phần bỏ đi cho hai đuôi",
            costs=("TODO 5",),
            edits={
                P_LOW: "alpha = np.percentile(X, (100 - percent) / 2)",
                P_HIGH: "beta = np.percentile(X, (100 + percent) / 2)",
            },
            asks="Với p = 90, mỗi đuôi bỏ 10% hay 5%?",
            tells="Bài này bỏ (100 − p)% ở mỗi đuôi: phân vị 100 − p và p.",
        ),
        Misconception(
            "không nới cho chứa số 0",
            costs=("TODO 5",),
            edits={LAST_LOW: "alpha = alpha + 0", LAST_HIGH: "beta = beta + 0"},
            asks="Nếu hai phân vị đều dương thì miền của bạn có chỗ cho số thực 0 không?",
            tells="Cuối cùng, α = min(α, 0) và β = max(β, 0).",
        ),
        Misconception(
            "chỉ nới đầu dưới",
            costs=("TODO 5",),
            edits={LAST_HIGH: "beta = beta + 0"},
            asks="Nếu X toàn số âm thì β của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: β không được nhỏ hơn 0.",
        ),
        Misconception(
            "chỉ nới đầu trên",
            costs=("TODO 5",),
            edits={LAST_LOW: "alpha = alpha + 0"},
            asks="Nếu X toàn số dương thì α của bạn là bao nhiêu?",
            tells="Cả hai đầu đều có thể phải nới: α không được lớn hơn 0.",
        ),
        Misconception(
            "phân vị của từng cột",
            costs=("TODO 5",),
            edits={
                P_LOW: "alpha = np.percentile(X, 100 - percent, axis=0)",
                P_HIGH: "beta = np.percentile(X, percent, axis=0)",
            },
            asks="Cả mảng dùng chung một miền hay mỗi cột một miền?",
            tells="Đừng truyền axis: gộp mọi giá trị của mảng lại.",
        ),
        Misconception(
            "phân vị của |X|",
            costs=("TODO 5",),
            edits={
                P_LOW: "alpha = -np.percentile(np.abs(X), percent)",
                P_HIGH: "beta = np.percentile(np.abs(X), percent)",
            },
            asks="Hai đuôi của X có nhất thiết dài như nhau không?",
            tells="Đó là miền đối xứng. Hãy lấy hai phân vị của chính X.",
        ),
        Misconception(
            "p phần trăm của giá trị lớn nhất",
            costs=("TODO 5",),
            edits={P_LOW: "alpha = np.min(X) * percent / 100", P_HIGH: "beta = np.max(X) * percent / 100"},
            asks="Nếu max tăng gấp mười thì phân vị 90 có tăng theo không?",
            tells="Phân vị đếm số lượng giá trị, không phải co giá trị lớn nhất lại. Dùng np.percentile.",
        ),
        Misconception(
            "không nội suy",
            costs=("TODO 5",),
            edits={
                P_LOW: "alpha = np.percentile(X, 100 - percent, method='lower')",
                P_HIGH: "beta = np.percentile(X, percent, method='higher')",
            },
            asks="Nếu phân vị rơi vào giữa hai giá trị thì bài quy ước lấy số nào?",
            tells="Nội suy tuyến tính giữa hai giá trị ấy, như np.percentile vẫn làm khi không nói gì thêm.",
        ),
    ),
    variants=(
        Variant(
            "np.quantile",
            {P_LOW: "alpha = np.quantile(X, 1 - percent / 100)", P_HIGH: "beta = np.quantile(X, percent / 100)"},
        ),
        Variant(
            "cả hai một lượt",
            {P_LOW: "alpha, beta = np.percentile(X, [100 - percent, percent])", P_HIGH: "beta = beta + 0"},
        ),
        Variant("trải phẳng và float32", {P_HIGH: "beta = np.percentile(X.ravel().astype(np.float32), percent)"}),
        Variant("min và max của Python", {LAST_LOW: "alpha = min(0, alpha)", LAST_HIGH: "beta = max(0, beta)"}),
    ),
)


# ---------------------------------------------------------------- mse_range, TODO 6 and 7

RATIOS = np.round(np.linspace(1.0, 0.1, 19), 2)


def draw_tailed(rng):
    """Values with long tails, quantized to few bits, and ratios in an order of their own."""
    X = rng.laplace(rng.uniform(-0.5, 0.5), 1, size=(4, 10))
    return {"X": rounded(X, 2), "bits": int(rng.integers(2, 5)), "ratios": rng.permutation(RATIOS)}


def clear_minimum(X, bits, ratios):
    """Is one ratio better than all others by more than float rounding, and neither the first nor the largest?"""
    alpha, beta = reference.minmax_range(X)
    errors = [np.mean((reference.quantize_dequantize(X, r * alpha, r * beta, bits) - X) ** 2) for r in ratios]
    best, second = np.sort(errors)[:2]
    return second > best * (1 + CLEAR_WIN) and 0 < np.argmin(errors) != np.argmax(ratios)


def tailed(seed, label):
    """A visible case: the first acceptable one of this seed."""
    return Visible(label, draw_until(draw_tailed, clear_minimum)(np.random.default_rng(seed)))


MSE = "np.mean((X_hat - X) ** 2)"
TRY = "quantize_dequantize(X, ratio * alpha, ratio * beta, bits)"
BEST = "ratios[np.argmin(errors)]"
SHRINK = "alpha, beta = best * alpha, best * beta"

MSE_RANGE = Exercise(
    function="mse_range",
    title="Miền có MSE nhỏ nhất",
    reference=reference.mse_range,
    uses=("quantize_dequantize", "minmax_range"),
    parts=(
        Part(
            "TODO 6",
            points=1,
            visible=(
                tailed(359, "hai đuôi dài, lần 1"),
                tailed(168, "hai đuôi dài, lần 2"),
                tailed(91, "hai đuôi dài, lần 3"),
                Visible(
                    "tỷ lệ tệ nhất nằm giữa",
                    {"X": np.array([1.5] * 12 + [3.0]), "bits": 2, "ratios": np.array([0.5, 1.0, 0.8])},
                ),
            ),
            draw=draw_until(draw_tailed, clear_minimum),
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 7",
            points=0.5,
            visible=(
                Visible(
                    "hai tỷ lệ hòa nhau", {"X": np.array([1.5] * 9 + [3.0]), "bits": 2, "ratios": np.array([1.0, 0.5])}
                ),
                Visible(
                    "hòa nhau, thứ tự ngược lại",
                    {"X": np.array([1.5] * 9 + [3.0]), "bits": 2, "ratios": np.array([0.5, 1.0])},
                ),
                tailed(338, "hai đuôi dài, lần 4"),
                Visible(
                    "toàn số âm, không có tỷ lệ 1",
                    {"X": np.array([-1.5] * 9 + [-3.0]), "bits": 2, "ratios": np.array([0.9, 0.8, 0.5])},
                ),
            ),
            draw=draw_until(draw_tailed, clear_minimum),
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Với mỗi tỷ lệ, X đi qua miền co lại thì sai bao nhiêu, tính trên mọi giá trị?",
    tells="MSE là trung bình của (X̂ − X)² trên cả X, đơn vị là số thực; chọn tỷ lệ có MSE nhỏ nhất, hòa thì lấy tỷ lệ đứng trước.",
    misconceptions=(
        Misconception(
            "đo MSE trên mã thay vì trên số thực",
            costs=("TODO 6",),
            edits={MSE: "np.mean(((X_hat - X) / (ratio * (beta - alpha))) ** 2)"},
            asks="Sai một mã trên thước có bước 0.1 và trên thước có bước 10, sai nào nặng hơn?",
            tells="Miền khác nhau thì bước khác nhau, nên phải so bằng đơn vị của số thực.",
        ),
        Misconception(
            "quên bình phương",
            costs=("TODO 6",),
            edits={MSE: "np.mean(X_hat - X)"},
            asks="Sai +1 và sai −1 cộng lại bằng mấy?",
            tells="Bình phương từng sai số rồi mới lấy trung bình, nếu không chúng triệt tiêu nhau.",
        ),
        Misconception(
            "lấy trung bình trước, bình phương sau",
            costs=("TODO 6",),
            edits={MSE: "np.mean(X_hat - X) ** 2"},
            asks="Sai +1 và sai −1 có trung bình bằng mấy, trước khi bình phương?",
            tells="Bình phương từng sai số trước, lấy trung bình sau.",
        ),
        Misconception(
            "trung bình của |sai số|",
            costs=("TODO 6",),
            edits={MSE: "np.mean(np.abs(X_hat - X))"},
            asks="MSE là viết tắt của những chữ nào?",
            tells="Chữ S nghĩa là bình phương: bình phương từng sai số rồi mới lấy trung bình.",
        ),
        Misconception(
            "sai số lớn nhất",
            costs=("TODO 6",),
            edits={MSE: "np.max((X_hat - X) ** 2)"},
            asks="Một giá trị ở xa có được quyết định thay cho mọi giá trị khác không?",
            tells="Lấy trung bình bằng np.mean, không lấy max.",
        ),
        Misconception(
            "bỏ qua những giá trị bị cắt",
            costs=("TODO 6",),
            edits={
                MSE: "np.sum(((X_hat - X) * (X >= ratio * alpha) * (X <= ratio * beta)) ** 2)"
                " / max(np.sum((X >= ratio * alpha) & (X <= ratio * beta)), 1)"
            },
            asks="Nếu không tính những giá trị bị cắt thì miền hẹp đến đâu mới bị coi là tệ?",
            tells="Hẹp mấy cũng được coi là tốt, thế thì vô lý. Lấy trung bình trên mọi giá trị của X, kể cả giá trị nằm ngoài miền.",
        ),
        Misconception(
            "quên co miền",
            costs=("TODO 6",),
            edits={TRY: "quantize_dequantize(X, alpha, beta, bits)"},
            asks="Các sai số trong errors của bạn có khác nhau không?",
            tells="Truyền ratio·alpha và ratio·beta, để mỗi tỷ lệ là một miền khác. Nếu các sai số đã khác nhau thì bạn đang luôn chọn tỷ lệ đầu tiên.",
        ),
        Misconception(
            "chỉ co đầu trên",
            costs=("TODO 6",),
            edits={TRY: "quantize_dequantize(X, alpha, ratio * beta, bits)"},
            asks="Đuôi âm có cần co lại không?",
            tells="Nhân ratio với cả hai đầu.",
        ),
        Misconception(
            "hòa thì lấy tỷ lệ đứng sau",
            costs=("TODO 7",),
            edits={BEST: "ratios[len(errors) - 1 - np.argmin(errors[::-1])]"},
            asks="Khi hai tỷ lệ cho MSE bằng nhau, bài quy ước lấy tỷ lệ nào?",
            tells="Lấy tỷ lệ đứng trước, như np.argmin. Nếu tự so sánh thì dùng <, không dùng <=.",
        ),
        Misconception(
            "lấy sai số làm tỷ lệ",
            costs=("TODO 7",),
            edits={BEST: "np.min(errors)"},
            asks="np.min cho bạn sai số nhỏ nhất, hay tỷ lệ có sai số nhỏ nhất?",
            tells="Dùng np.argmin để biết vị trí, rồi lấy ratios ở vị trí ấy.",
        ),
        Misconception(
            "lấy vị trí làm tỷ lệ",
            costs=("TODO 7",),
            edits={BEST: "np.argmin(errors)"},
            asks="np.argmin cho bạn một tỷ lệ hay một vị trí?",
            tells="Nó cho vị trí, nên tỷ lệ là ratios[np.argmin(errors)].",
        ),
        Misconception(
            "chọn tỷ lệ có MSE lớn nhất",
            costs=("TODO 7",),
            edits={BEST: "ratios[np.argmax(errors)]"},
            asks="MSE lớn nghĩa là miền ấy giữ dữ liệu tốt hay tệ?",
            tells="MSE đo cái sai, nên càng nhỏ càng tốt: np.argmin.",
        ),
        Misconception(
            "trả về miền chưa co",
            costs=("TODO 7",),
            edits={SHRINK: "alpha, beta = alpha + 0, beta + 0"},
            asks="Tỷ lệ tốt nhất vừa tìm ra có mặt ở đâu trong miền trả về?",
            tells="Nhân cả alpha và beta với tỷ lệ vừa chọn rồi mới trả về.",
        ),
        Misconception(
            "chỉ co đầu trên khi trả về",
            costs=("TODO 7",),
            edits={SHRINK: "beta = best * beta"},
            asks="Miền có MSE nhỏ nhất là miền co một đầu hay cả hai đầu?",
            tells="Nhân best với cả alpha và beta.",
        ),
    ),
    variants=(
        Variant("tổng thay cho trung bình", {MSE: "np.sum((X_hat - X) ** 2)"}),
        Variant("căn bậc hai", {MSE: "np.sqrt(np.mean(np.square(X - X_hat)))"}),
        Variant("chuẩn của vector", {MSE: "np.linalg.norm(X_hat - X)"}),
        Variant("tìm vị trí trong list", {BEST: "ratios[errors.index(min(errors))]"}),
        Variant("float64", {MSE: "np.mean((X_hat.astype(np.float64) - X) ** 2)"}),
    ),
)


# ---------------------------------------------------------------- kl_range, TODO 8, 9 and 10


def draw_counts(rng):
    """Values dense near 0 with a long tail, on one side of 0 or on both."""
    levels = int(rng.choice([4, 5, 8]))
    X = rng.gamma(0.9, 1.0, size=int(rng.integers(90, 130)))
    if rng.random() < 0.5:
        X = X * np.where(rng.random(X.size) < 0.4, -1, 1)
    return {"X": rounded(X), "levels": levels, "bins": levels * int(rng.choice([7, 9, 11]))}


def divergences(X, levels, bins):
    """{kept: divergence} of the candidates of kl_range, computed bin by bin."""
    sizes = np.abs(X)
    counts = np.histogram(sizes, bins, (0, sizes.max()))[0].tolist()
    found = {}
    for kept in range(levels, bins + 1, levels):
        size = kept // levels
        wanted = [*counts[: kept - 1], sum(counts[kept - 1 :])]
        total, merged_total = sum(wanted), sum(counts[:kept])
        groups = [range(first, first + size) for first in range(0, kept, size)]
        if not any(counts[place] for place in groups[-1]):
            continue
        found[kept] = 0.0
        for group in groups:
            filled = [place for place in group if wanted[place]]
            merged = sum(counts[place] for place in group)
            for place in filled:
                found[kept] += (
                    wanted[place] / total * np.log(wanted[place] / total * merged_total * len(filled) / merged)
                )
    return found


def clear_threshold(X, levels, bins):
    """Is one threshold inside the range better than all others by more than float rounding, and is X off the edges?"""
    found = divergences(X, levels, bins)
    best, second = np.sort(list(found.values()))[:2]
    kept = min(found, key=found.get)
    places = np.abs(X) / np.abs(X).max() * bins
    on_edge = np.abs(places - np.rint(places)) < 1e-4
    return second > best * (1 + CLEAR_WIN) and second - best > 1e-6 and levels < kept < bins and on_edge.sum() == 1


def counted(seed, label, accept=lambda **args: True):
    """A visible case: the first acceptable one of this seed."""
    draw = draw_until(draw_counts, lambda **args: clear_threshold(**args) and accept(**args))
    return Visible(label, draw(np.random.default_rng(seed)))


def of_one_side(X, levels, bins):
    return X.min() >= 0


def of_both_sides(X, levels, bins):
    return X.min() < 0


REPEATED = np.repeat([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.95], [16, 12, 8, 6, 3, 2, 1])
GAPPED = np.repeat([0.6, 0.7, 1.3, 1.8, 4.1, 4.6, 5.3, 5.6, 7.0, 7.5], [9, 8, 6, 7, 5, 6, 2, 3, 2, 1])
P_START = "counts[:kept].astype(np.float64)"
P_OUTSIDE = "P[-1] = P[-1] + np.sum(counts[kept:])"
GROUPS = "np.sum(counts[:kept].reshape(levels, size), axis=1)"
PRESENT = "(P > 0).reshape(levels, size)"
SHARE = "groups / np.maximum(np.sum(present, axis=1), 1)"
SPREAD_OUT = "(present * share.reshape(levels, 1)).ravel()"
P_NORMAL, Q_NORMAL = "P = P / np.sum(P)", "Q = Q / np.sum(Q)"
KL = "np.sum(P[there] * np.log(P[there] / Q[there]))"

KL_RANGE = Exercise(
    function="kl_range",
    title="Miền theo phân kỳ KL",
    reference=reference.kl_range,
    uses=("minmax_range",),
    parts=(
        Part(
            "TODO 8",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"X": REPEATED, "levels": 2, "bins": 8}),
                Visible("toàn số âm", {"X": -REPEATED, "levels": 2, "bins": 8}),
                Visible("có ô trống, nên có ứng viên bị bỏ qua", {"X": GAPPED, "levels": 3, "bins": 15}),
                counted(11, "số không âm, đuôi dài", of_one_side),
                counted(12, "hai dấu", of_both_sides),
            ),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 9",
            points=1,
            visible=(counted(13, "số không âm, đuôi khác", of_one_side),),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 10",
            points=0.5,
            visible=(counted(16, "hai dấu, đuôi khác", of_both_sides),),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
        ),
    ),
    asks="P có kể những giá trị nằm ngoài không, còn Q thì sao? Nếu thấy nan, phép chia nào của bạn đã gặp 0/0?",
    tells="P: kept ô đầu, ô cuối cộng thêm mọi giá trị nằm ngoài. Q: counts[:kept] gộp thành levels nhóm, mỗi nhóm trải đều ra các ô có P > 0. Chia mỗi phân bố cho tổng rồi tính ΣP·ln(P/Q) trên các ô có P > 0. Thấy nan thì xem hai chỗ: ô có P = 0, và nhóm không có ô nào để chia.",
    misconceptions=(
        Misconception(
            "bỏ hẳn những giá trị nằm ngoài",
            costs=("TODO 8",),
            edits={P_OUTSIDE: "P[-1] = P[-1] + 0"},
            asks="Những giá trị nằm ngoài sẽ bị cắt về đâu?",
            tells="Chúng bị cắt về đầu miền, nên cộng tất cả vào ô cuối của P.",
        ),
        Misconception(
            "cộng những giá trị nằm ngoài vào mọi ô",
            costs=("TODO 8",),
            edits={P_OUTSIDE: "P = P + np.sum(counts[kept:])"},
            asks="Một giá trị rất lớn bị cắt về mọi chỗ, hay chỉ về ngưỡng?",
            tells="Chỉ về ngưỡng, tức là ô cuối: P[-1].",
        ),
        Misconception(
            "bỏ sót ô đầu tiên bên ngoài",
            costs=("TODO 8",),
            edits={P_OUTSIDE: "P[-1] = P[-1] + np.sum(counts[kept + 1 :])"},
            asks="counts[:kept] dừng ở ô nào, và ô kế tiếp là số mấy?",
            tells="counts[:kept] dừng ở ô kept − 1, nên phần còn lại bắt đầu đúng từ kept.",
        ),
        Misconception(
            "sửa thẳng vào counts",
            costs=("TODO 8",),
            edits={P_START: "counts[:kept]"},
            asks="counts[:kept] là một bản sao, hay vẫn là chính vùng nhớ của counts?",
            tells="Lấy lát cắt của mảng NumPy thì không sao chép, nên P[-1] += … làm hỏng counts cho các vòng sau. Dùng astype(np.float64) hoặc copy().",
        ),
        Misconception(
            "gộp cả những giá trị nằm ngoài vào Q",
            costs=("TODO 9",),
            edits={GROUPS: "np.sum(P.reshape(levels, size), axis=1)"},
            asks="Nếu Q cũng kể những giá trị nằm ngoài, phân kỳ có còn phạt việc cắt không?",
            tells="Q lấy từ counts[:kept], không lấy từ P.",
        ),
        Misconception(
            "không chia cho số ô có P > 0 của nhóm",
            costs=("TODO 9",),
            edits={SHARE: "groups / size"},
            asks="Nhóm [1, 0, 2, 3] có tổng 6, vậy mỗi ô được bao nhiêu nếu ô trống vẫn trống?",
            tells="Chia tổng của nhóm cho số ô có P > 0 của nhóm. Nếu chia cho size, hoặc không chia, thì nhóm có ô trống nhận phần quá nhỏ.",
        ),
        Misconception(
            "ô trống cũng được chia phần",
            costs=("TODO 9",),
            edits={SPREAD_OUT: "np.repeat(share, size)"},
            asks="Ô có P = 0 thì Q phải bằng bao nhiêu?",
            tells="Bằng 0: nhân phần của mỗi ô với present, để ô trống vẫn trống.",
        ),
        Misconception(
            "nhóm gồm những ô cách đều nhau",
            costs=("TODO 9",),
            edits={
                GROUPS: "np.sum(counts[:kept].reshape(size, levels), axis=0)",
                PRESENT: "(P > 0).reshape(size, levels)",
                SHARE: "groups / np.maximum(np.sum(present, axis=0), 1)",
                SPREAD_OUT: "(present * share.reshape(1, levels)).ravel()",
            },
            asks="Sau khi đổi chiều, một hàng có phải là những ô liền nhau không?",
            tells="Một nhóm là size ô liền nhau: reshape(levels, size), mỗi hàng một nhóm.",
        ),
        Misconception(
            "xét ô trống theo counts thay vì theo P",
            costs=("TODO 9",),
            edits={PRESENT: "(counts[:kept] > 0).reshape(levels, size)"},
            asks="Có khi ô cuối trống trong counts mà không trống trong P. Khi ấy Q ở ô cuối bằng bao nhiêu, và ln(P/Q) bằng gì?",
            tells="Ô cuối của P nhận các giá trị nằm ngoài. Trải ra các ô có P > 0, kể cả ô cuối, nếu không phân kỳ thành vô hạn.",
        ),
        Misconception(
            "phân kỳ ngược chiều",
            costs=("TODO 10",),
            edits={KL: "np.sum(Q[there] * np.log(Q[there] / P[there]))"},
            asks="D(P‖Q) và D(Q‖P) có bằng nhau không?",
            tells="Không. Ở đây P đứng trước: ΣP·ln(P/Q).",
        ),
        Misconception(
            "quên chia cho tổng",
            costs=("TODO 10",),
            edits={P_NORMAL: "P = P / 1", Q_NORMAL: "Q = Q / 1"},
            asks="Tổng của P và tổng của Q có bằng nhau không?",
            tells="Q thiếu những giá trị nằm ngoài. Chia mỗi phân bố cho tổng của nó trước.",
        ),
        Misconception(
            "chỉ chia P cho tổng",
            costs=("TODO 10",),
            edits={Q_NORMAL: "Q = Q / 1"},
            asks="Phân kỳ có thể âm không? Tổng của Q bằng mấy?",
            tells="Phân kỳ không bao giờ âm. Q cũng là một phân bố, phải chia cho tổng của nó.",
        ),
        Misconception(
            "chỉ chia Q cho tổng",
            costs=("TODO 10",),
            edits={P_NORMAL: "P = P / 1"},
            asks="Tổng của P bằng 1, hay bằng số giá trị của X?",
            tells="P cũng là một phân bố, phải chia cho tổng của nó.",
        ),
        Misconception(
            "chia Q cho tổng của mọi giá trị",
            costs=("TODO 10",),
            edits={P_NORMAL: "Q = Q / np.sum(P)", Q_NORMAL: "P = P / np.sum(P)"},
            asks="Sau khi chia, tổng của Q có bằng 1 không?",
            tells="Chia Q cho tổng của chính Q.",
        ),
        Misconception(
            "logarit cơ số 2",
            costs=("TODO 10",),
            edits={KL: "np.sum(P[there] * np.log2(P[there] / Q[there]))"},
            asks="ln là logarit cơ số mấy?",
            tells="Ngưỡng thì vẫn vậy, nhưng phân kỳ ở đây đo bằng logarit tự nhiên: np.log.",
        ),
        Misconception(
            "hiệu bình phương thay cho phân kỳ KL",
            costs=("TODO 10",),
            edits={KL: "np.sum((P - Q) ** 2)"},
            asks="Công thức D(P‖Q) có phép bình phương không?",
            tells="D(P‖Q) = ΣP·ln(P/Q) trên các ô có P > 0.",
        ),
        Misconception(
            "quên nhân với P",
            costs=("TODO 10",),
            edits={KL: "np.sum(np.log(P[there] / Q[there]))"},
            asks="Ô có 1 giá trị và ô có 1000 giá trị có nặng như nhau không?",
            tells="Mỗi số hạng nhân với P: ΣP·ln(P/Q).",
        ),
    ),
    variants=(
        Variant(
            "vòng lặp qua các nhóm",
            {
                SPREAD_OUT: "np.zeros(kept)\n"
                "        for first in range(0, kept, size):\n"
                "            window = slice(first, first + size)\n"
                "            filled = P[window] > 0\n"
                "            if filled.any():\n"
                "                Q[window][filled] = counts[window].sum() / filled.sum()"
            },
        ),
        Variant("np.where", {SPREAD_OUT: "np.where(P > 0, np.repeat(share, size), 0)"}),
        Variant("add.reduceat", {GROUPS: "np.add.reduceat(counts[:kept], np.arange(0, kept, size))"}),
        Variant("hiệu hai logarit", {KL: "P[there] @ (np.log(P[there]) - np.log(Q[there]))"}),
        Variant("tổng trừ đi phần trong", {P_OUTSIDE: "P[-1] += X.size - P.sum()"}),
    ),
)


# ---------------------------------------------------------------- ptq_mlp, TODO 11, 12 and 13


def draw_network(rng, lift=0.0):
    """A network of two layers, images to calibrate and two to test. lift: added to what the hidden layer gets."""
    inputs, hidden, outputs = (int(n) for n in (*rng.permutation([3, 4]), 2))
    return {
        "params": [
            (rounded(rng.normal(0, 1, (inputs, hidden)), 2), rounded(rng.normal(lift, 0.5, hidden), 2)),
            (rounded(rng.normal(0, 1, (hidden, outputs)), 2), rounded(rng.normal(0, 0.5, outputs), 2)),
        ],
        "X_calib": rounded(rng.normal(0.3, 1, (8, inputs)), 2),
        "X_test": rounded(rng.normal(0.3, 1.3, (2, inputs)), 2),
        "bits_W": int(rng.choice([3, 4])),
        "bits_X": int(rng.choice([3, 4, 5])),
        "method": "minmax",
    }


def draw_lifted_network(rng):
    """The same with hidden values all above 0, so that no percentile of them is 0."""
    return {**draw_network(rng, lift=6.0), "method": "percentile"}


def draw_gray_network(rng):
    """A network for 40 images of few gray levels, so that a histogram of them has something to count."""
    args = draw_network(rng, lift=6.0)
    shape = (40, args["X_calib"].shape[1])
    return {**args, "X_calib": rounded(np.rint(rng.beta(2, 5, shape) * 7) * 0.13, 2), "bits_X": 4, "method": "kl"}


def draw_deep_network(rng):
    """The same with a second hidden layer."""
    args = draw_network(rng)
    (first, (_, last_b)), width = args["params"], args["params"][0][0].shape[1]
    second, last = rounded(rng.normal(0, 1, (width, 3)), 2), rounded(rng.normal(0, 1, (3, 2)), 2)
    return {**args, "params": [first, (second, rounded(rng.normal(0, 0.5, 3), 2)), (last, last_b)]}


def steady_and_deep(params, X_calib, X_test, **given):
    """Does ReLU matter after both hidden layers, too?"""
    for X in (X_calib, X_test):
        H = X
        for W, b in params[:-1]:
            H = H @ W + b
            if not ((H < -0.3).any() and (H > 0.5).any()):
                return False
            H = np.maximum(H, 0)
    return is_steady(params, X_calib, X_test, **given)


def shaken(array, rng):
    return array * (1 + NOISE * rng.uniform(-1, 1, array.shape))


def is_steady(params, X_calib, X_test, bits_W, bits_X, method):
    """Do float32's rounding errors change the last digits only? Drawn networks must not sit next to a tie."""
    given = (bits_W, bits_X, method)
    exact_ranges, exact = reference.ptq_mlp(params, X_calib, X_test, *given)
    rng = np.random.default_rng(0)
    for _ in range(4):
        layers = [(shaken(W, rng), shaken(b, rng)) for W, b in params]
        ranges, logits = reference.ptq_mlp(layers, shaken(X_calib, rng), shaken(X_test, rng), *given)
        if not np.allclose(logits, exact, rtol=0, atol=1e-4) or not np.allclose(
            ranges, exact_ranges, rtol=1e-4, atol=1e-6
        ):
            return False
    if not all(W.max(axis=0).all() for W, _ in params):  # else who forgets the absolute value divides by 0
        return False
    W_positions = [W / np.abs(W).max(axis=0) * (2 ** (bits_W - 1) - 1) for W, _ in params]
    z_positions = [-alpha / (beta - alpha) * (2**bits_X - 1) for alpha, beta in exact_ranges]
    return all(away_from_ties(positions) for positions in (*W_positions, *z_positions))


def tells_flows_apart(params, X_calib, X_test, bits_W, bits_X, method):
    """Does ReLU matter between the layers and after the last, do test images leave the range, is the first image alive?"""
    (W, b), _ = params
    [(alpha, beta), _], logits = reference.ptq_mlp(params, X_calib, X_test, bits_W, bits_X, method)
    hidden, of_tests = X_calib @ W + b, X_test @ W + b
    beyond = (X_test < alpha - 0.1) | (X_test > beta + 0.1)
    if not (of_tests > 0.5).any():  # else the range of the test images, which a mistake takes, may have no width
        return False
    return (
        (hidden < -0.2).any()
        and (logits < -0.2).any()
        and beyond.any()
        and hidden[0].max() > 0.2
        and (hidden.max(axis=0) > 0.2).all()
    )


def steady_and_telling(**args):
    return tells_flows_apart(**args) and is_steady(**args)


def network_case(seed, label, draw=draw_network, accept=steady_and_telling, tested=2, **given):
    """A visible case: the first acceptable network of this seed, with some arguments given and so many test images."""
    args = draw_until(lambda rng: {**draw(rng), **given}, accept)(np.random.default_rng(seed))
    return Visible(label, {**args, "X_test": args["X_test"][:tested]})


draw_telling_network = draw_until(draw_network, steady_and_telling)

CHOOSE = "choose_range(H_calib)"
S_W = "np.max(np.abs(W), axis=0) / (2 ** (bits_W - 1) - 1)"
W_HAT = "W_hat = s_W * np.rint(W / s_W)"
FLOW = "H = quantize_dequantize(H, alpha, beta, bits_X) @ W_hat + b"
FLOW_CALIB = "H_calib = H_calib @ W + b"
IF_NOT_LAST = "if layer < len(params) - 1:"
RELU, RELU_CALIB = "H = np.maximum(H, 0)", "H_calib = np.maximum(H_calib, 0)"

PTQ_MLP = Exercise(
    function="ptq_mlp",
    title="Lượng tử hóa sau huấn luyện",
    reference=reference.ptq_mlp,
    uses=("quantize_dequantize", "minmax_range", "percentile_range", "mse_range", "kl_range"),
    parts=(
        Part(
            "TODO 11",
            points=1,
            visible=(
                network_case(20, "MSE", tested=1, bits_W=4, bits_X=3, method="mse"),
                network_case(21, "phân vị", tested=1, draw=draw_lifted_network, accept=is_steady),
                network_case(3, "KL", tested=1, draw=draw_gray_network, accept=is_steady),
            ),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
        ),
        Part(
            "TODO 12",
            points=1,
            visible=(network_case(25, "min-max, trọng số 3 bit, kích hoạt 5 bit", bits_W=3, bits_X=5),),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
        ),
        Part(
            "TODO 13",
            points=0.5,
            visible=(
                network_case(26, "min-max, trọng số 4 bit, kích hoạt 3 bit", bits_W=4, bits_X=3),
                network_case(30, "mạng ba lớp", draw=draw_deep_network, accept=steady_and_deep, bits_W=4, bits_X=4),
            ),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
        ),
    ),
    asks="Ở mỗi lớp, miền lấy từ dòng nào, và dòng nào đi qua trọng số đã lượng tử hóa?",
    tells="Miền lấy từ H_calib ngay trước lớp. H qua quantize_dequantize rồi nhân W_hat; H_calib nhân W; cả hai qua ReLU trừ lớp cuối.",
    misconceptions=(
        Misconception(
            "chỉ ReLU sau lớp đầu",
            costs=("TODO 13",),
            edits={IF_NOT_LAST: "if layer == 0:"},
            asks="Mạng có ba lớp thì ReLU đứng sau những lớp nào?",
            tells="ReLU đứng sau mọi lớp, trừ lớp cuối: layer < len(params) - 1.",
        ),
        Misconception(
            "hiệu chỉnh trên tập kiểm tra",
            costs=("TODO 11",),
            edits={CHOOSE: "choose_range(H)"},
            asks="Lúc dùng thật, ảnh cần đoán đã có trong tay để tìm min và max chưa?",
            tells="H là dòng kiểm tra. Miền phải lấy từ dòng hiệu chỉnh, H_calib.",
        ),
        Misconception(
            "gộp cả tập kiểm tra vào tập hiệu chỉnh",
            costs=("TODO 11",),
            edits={CHOOSE: "choose_range(np.concatenate([H_calib, H]))"},
            asks="Nếu ảnh kiểm tra cũng góp vào việc chọn miền thì độ chính xác đo được còn đáng tin không?",
            tells="Chỉ dùng H_calib để chọn miền, không thêm gì từ H.",
        ),
        Misconception(
            "mọi lớp dùng miền của ảnh đầu vào",
            costs=("TODO 11",),
            edits={CHOOSE: "choose_range(X_calib)"},
            asks="Kích hoạt của lớp 2 có cùng độ lớn với điểm ảnh không?",
            tells="X_calib không đổi qua các lớp. Dùng H_calib, đầu vào của chính lớp đang xét.",
        ),
        Misconception(
            "lấy miền của đầu ra thay vì đầu vào",
            costs=("TODO 11",),
            edits={CHOOSE: "choose_range(H_calib @ W + b)"},
            asks="Ta sắp lượng tử hóa đầu vào hay đầu ra của lớp này?",
            tells="Miền là của đầu vào: choose_range(H_calib).",
        ),
        Misconception(
            "một độ co giãn cho cả ma trận",
            costs=("TODO 12",),
            edits={S_W: "np.max(np.abs(W)) / (2 ** (bits_W - 1) - 1)"},
            asks="Trọng số ở bài này được lượng tử hóa theo tensor hay theo kênh?",
            tells="Theo kênh: mỗi cột một độ co giãn, max của |W| theo axis=0.",
        ),
        Misconception(
            "độ co giãn theo hàng",
            costs=("TODO 12",),
            edits={S_W: "np.max(np.abs(W), axis=1, keepdims=True) / (2 ** (bits_W - 1) - 1)"},
            asks="W có chiều (vào, ra). Kênh đầu ra là hàng hay cột?",
            tells="Kênh đầu ra là cột, nên lấy max theo axis=0.",
        ),
        Misconception(
            "chia cho 2^(b−1)",
            costs=("TODO 12",),
            edits={S_W: "np.max(np.abs(W), axis=0) / 2 ** (bits_W - 1)"},
            asks="Với 8 bit đối xứng, mã lớn nhất là 127 hay 128?",
            tells="Mã lớn nhất là 2^(b−1) − 1, chia cho số ấy.",
        ),
        Misconception(
            "chia cho 2^b − 1",
            costs=("TODO 12",),
            edits={S_W: "np.max(np.abs(W), axis=0) / (2**bits_W - 1)"},
            asks="Thước đối xứng có 2^b − 1 mã, vậy từ số 0 đến mã lớn nhất có bao nhiêu bước?",
            tells="Mỗi bên của số 0 có 2^(b−1) − 1 bước, chia cho số ấy.",
        ),
        Misconception(
            "lấy max mà quên trị tuyệt đối",
            costs=("TODO 12",),
            edits={S_W: "np.max(W, axis=0) / (2 ** (bits_W - 1) - 1)"},
            asks="Một cột có −6 và 1: trọng số nào xa số 0 nhất?",
            tells="Lấy np.abs(W) trước, rồi mới lấy max theo cột.",
        ),
        Misconception(
            "độ co giãn tính từ max − min",
            costs=("TODO 12",),
            edits={S_W: "(np.max(W, axis=0) - np.min(W, axis=0)) / (2**bits_W - 1)"},
            asks="Lượng tử hóa đối xứng có điểm 0 bằng mấy, và miền là gì?",
            tells="Đối xứng: miền là [−max|W|, max|W|], nên s = max|W| chia cho 2^(b−1) − 1.",
        ),
        Misconception(
            "dùng mã thay cho trọng số",
            costs=("TODO 12",),
            edits={W_HAT: "W_hat = np.rint(W / s_W)"},
            asks="Mã của W có cùng đơn vị với W không?",
            tells="Nhân lại với s_W để được số thực.",
        ),
        Misconception(
            "trọng số dùng số bit của kích hoạt",
            costs=("TODO 12",),
            edits={S_W: "np.max(np.abs(W), axis=0) / (2 ** (bits_X - 1) - 1)"},
            asks="bits_W và bits_X, số nào dành cho trọng số?",
            tells="Dùng bits_W cho W.",
        ),
        Misconception(
            "quên lượng tử hóa đầu vào của lớp",
            costs=("TODO 13",),
            edits={FLOW: "H = H @ W_hat + b"},
            asks="Miền [α, β] vừa chọn được dùng ở đâu?",
            tells="H phải qua quantize_dequantize(H, alpha, beta, bits_X) trước khi nhân.",
        ),
        Misconception(
            "kích hoạt dùng số bit của trọng số",
            costs=("TODO 13",),
            edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_W) @ W_hat + b"},
            asks="bits_W và bits_X, số nào dành cho đầu vào của lớp?",
            tells="Dùng bits_X cho H.",
        ),
        Misconception(
            "dòng kiểm tra dùng trọng số chưa lượng tử hóa",
            costs=("TODO 13",),
            edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_X) @ W + b"},
            asks="Mạng đã lượng tử hóa dùng W hay W_hat?",
            tells="Mạng đã lượng tử hóa dùng W_hat: làm tròn W/s_W để có W_hat, rồi cho dòng kiểm tra nhân với W_hat, không nhân với W.",
        ),
        Misconception(
            "lượng tử hóa đầu ra thay vì đầu vào",
            costs=("TODO 13",),
            edits={FLOW: "H = quantize_dequantize(H @ W_hat + b, alpha, beta, bits_X)"},
            asks="[α, β] là miền của đầu vào hay của đầu ra lớp này?",
            tells="Là của đầu vào, nên H qua quantize_dequantize trước rồi mới nhân.",
        ),
        Misconception(
            "dòng hiệu chỉnh cũng bị lượng tử hóa",
            costs=("TODO 13",),
            edits={FLOW_CALIB: "H_calib = quantize_dequantize(H_calib, alpha, beta, bits_X) @ W + b"},
            asks="Theo quy ước của bài, dòng hiệu chỉnh chạy qua mạng nào?",
            tells="Qua mạng số thực, không lượng tử hóa gì: H_calib @ W + b.",
        ),
        Misconception(
            "dòng hiệu chỉnh cũng nhân với trọng số đã lượng tử hóa",
            costs=("TODO 13",),
            edits={FLOW_CALIB: "H_calib = H_calib @ W_hat + b"},
            asks="Dòng hiệu chỉnh chạy qua mạng số thực hay mạng đã lượng tử hóa?",
            tells="Qua mạng số thực: H_calib @ W + b.",
        ),
        Misconception(
            "dòng hiệu chỉnh chạy qua cả mạng đã lượng tử hóa",
            costs=("TODO 13",),
            edits={FLOW_CALIB: "H_calib = quantize_dequantize(H_calib, alpha, beta, bits_X) @ W_hat + b"},
            asks="Hai dòng của bạn chạy qua hai mạng khác nhau hay chung một mạng?",
            tells="Chỉ dòng kiểm tra chạy qua mạng đã lượng tử hóa. Dòng hiệu chỉnh chạy qua mạng số thực: H_calib @ W + b.",
        ),
        Misconception(
            "ReLU cả ở lớp cuối",
            costs=("TODO 13",),
            edits={IF_NOT_LAST: "if layer < len(params):"},
            asks="Logit có được phép âm không?",
            tells="Được, nên sau lớp cuối không có ReLU.",
        ),
        Misconception(
            "quên ReLU",
            costs=("TODO 13",),
            edits={RELU: "H = H + 0", RELU_CALIB: "H_calib = H_calib + 0"},
            asks="Giữa hai lớp của mạng có gì?",
            tells="Sau mỗi lớp trừ lớp cuối, cả hai dòng qua ReLU.",
        ),
        Misconception(
            "quên ReLU ở dòng hiệu chỉnh",
            costs=("TODO 13",),
            edits={RELU_CALIB: "H_calib = H_calib + 0"},
            asks="Kích hoạt sau ReLU có âm không, mà miền của bạn lại dành chỗ cho số âm?",
            tells="Dòng hiệu chỉnh cũng phải qua ReLU.",
        ),
        Misconception(
            "quên cộng b",
            costs=("TODO 13",),
            edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_X) @ W_hat"},
            asks="Một lớp tính XW hay XW + b?",
            tells="Cộng b, ở dạng số thực.",
        ),
    ),
    variants=(
        Variant("keepdims", {S_W: "np.max(np.abs(W), axis=0, keepdims=True) / (2 ** (bits_W - 1) - 1)"}),
        Variant(
            "có cắt trọng số",
            {W_HAT: "W_hat = s_W * np.clip(np.round(W / s_W), -(2 ** (bits_W - 1)) + 1, 2 ** (bits_W - 1) - 1)"},
        ),
        Variant("float32", {FLOW: "H = (quantize_dequantize(H, alpha, beta, bits_X) @ W_hat + b).astype(np.float32)"}),
        Variant("mặt nạ thay cho maximum", {RELU: "H = H * (H > 0)"}),
        Variant("einsum", {FLOW_CALIB: "H_calib = np.einsum('ij,jk->ik', H_calib, W) + b"}),
    ),
)


LESSON = LessonExercises(
    lesson="bai06_hieu_chinh",
    title="Hiệu chỉnh và lượng tử hóa sau huấn luyện",
    exercises=(
        QUANTIZE_DEQUANTIZE,
        MINMAX_RANGE,
        MOVING_AVERAGE_RANGE,
        PERCENTILE_RANGE,
        MSE_RANGE,
        KL_RANGE,
        PTQ_MLP,
    ),
    question="Ba tấm ảnh lạ kéo miền rộng ra gấp bảy: nên chọn miền thế nào?",
    teaches="Chọn miền của kích hoạt theo min-max, trung bình động, phân vị, MSE và phân kỳ KL, rồi lượng tử hóa cả một mạng đã học xong.",
    reproduces="Kích hoạt 4 bit có giá trị ngoại lai: min-max hỏng, phân vị và KL giữ được; đó là ba cách mà [Wu và cộng sự, 2020](https://arxiv.org/abs/2004.09602) so sánh với 8 bit",
    hours=4,
)
