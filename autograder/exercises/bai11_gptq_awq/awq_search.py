"""How far to enlarge the rows of large inputs before rounding."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import AFTER_AN_INVERSE, draw_matrix
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

# Sizes whose powers in GRID are powers of two: scaling by them rounds nothing. So where a mistake makes all exponents equal, they are
# equal to the bit, on every processor, and the first one wins.
SIZES = (1, 16)
GRID = [0, 0.25, 0.5, 1]


def draw_layer(rng: Generator) -> Args:
    """A layer with one loud channel, more rows than columns or fewer."""
    inputs, outputs = (int(n) for n in rng.permutation([3, 4]))
    return _layer(rng, inputs, outputs)


def draw_square(rng: Generator) -> Args:
    """As many rows as columns, so that a wrong axis fits, too."""
    return _layer(rng, 4, 4)


def _layer(rng: Generator, inputs: int, outputs: int) -> Args:
    size = rng.choice(SIZES, inputs)
    W = (draw_matrix(rng, inputs, outputs) / np.sqrt(size)[:, np.newaxis]).round(3) + 0.0
    return {"W": W, "X": _of_mean(rng, 5, size), "bits": int(rng.integers(3, 5)), "grid": GRID}


def _of_mean(rng: Generator, n: int, size: Codes) -> Reals:
    """Inputs (n, channels), of which each channel's mean of |x| is its size, to the bit."""
    quarters = [rng.multinomial(4 * n, rng.dirichlet(np.full(n, 2.0))) for _ in size]
    signs = rng.choice([-1, 1], (n, len(size)))
    return signs * np.transpose(quarters) / 4 * size + 0.0


def tells_apart(W: Reals, X: Reals, bits: int, grid: list[float]) -> bool:
    """Is the best inside the grid, clearly better than all others, another than the least error of the weights, and is nothing near a tie?"""
    m, q = np.mean(np.abs(X), axis=0), 2 ** (bits - 1) - 1
    by_weight = []
    for alpha in grid:
        scaled = W * (m**alpha)[:, np.newaxis]
        s = np.abs(scaled).max(axis=0) / q
        if not s.all() or not away_from_ties(scaled / s):
            return False
        read = s * np.rint(scaled / s) / (m**alpha)[:, np.newaxis]
        by_weight.append(np.mean((read - W) ** 2))
    errors = reference.awq_search(W, X, bits, grid)[2]
    best, second = np.sort(errors)[:2]
    place = int(np.argmin(errors))
    return bool(0 < place < len(grid) - 1 and second > 1.05 * best and place != int(np.argmin(by_weight)))


EXAMPLE = {
    "W": np.array([[0.2, -0.4, 0.2], [0.5, 1.0, -0.9], [0.22, 0.02, -0.17]]),
    "X": np.array([[1.0, 0.5, 0.0], [2.0, 2.0, 16.0], [-1.0, -1.0, 32.0], [0.0, 0.5, -16.0]]),
    "bits": 3,
    "grid": GRID,
}
BY_HAND = {
    "W": np.array([[0.7], [0.06]]),
    "X": np.array([[1.0, -16.0], [-1.0, 16.0]]),
    "bits": 4,
    "grid": [0, 0.5],
}
DEAD = {
    "W": np.array([[0.7, -0.33], [-0.25, 0.31], [0.4, 0.9]]),
    "X": np.array([[0.5, 20.0, 0.0], [1.5, -12.0, 0.0]]),
    "bits": 3,
    "grid": [0, 0.5, 1],
}
# Inputs all of one size: no exponent changes anything, so all errors are equal and the first wins.
EQUAL = {
    "W": np.array([[0.75, -0.5], [0.25, 1.0]]),
    "X": np.array([[1.0, -1.0], [-1.0, -1.0], [1.0, 1.0]]),
    "bits": 3,
    "grid": [0.5, 0.25, 1],
}

POWER = "s = m**alpha"
CANDIDATE = "read_back(W * s[:, np.newaxis], bits) / s[:, np.newaxis]"
ERRORS = "np.array([np.mean((X @ one - X @ W) ** 2) for one in candidates])"
BEST = "np.argmin(errors)"
CHOICE = "alpha, W_hat = grid[best], candidates[best]"

EXERCISE = Exercise(
    function="awq_search",
    title="Tìm số mũ của AWQ",
    reference=reference.awq_search,
    asks="Hàng nào được phóng to, bao nhiêu lần, và làm tròn xong thì phải làm gì? Ứng viên tốt nhất là ứng viên làm gì nhỏ nhất?",
    tells="s = m ** alpha, nhân từng hàng của W với s, read_back, rồi chia từng hàng cho s; giữ alpha có trung bình bình phương của sai số đầu ra nhỏ nhất.",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            asks="s có một số cho mỗi kênh vào. Kênh vào là hàng hay cột của W? Làm tròn xong phải làm gì để tích không đổi?",
            tells="s = m ** alpha; read_back(W * s[:, np.newaxis], bits) rồi chia cho s[:, np.newaxis].",
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                Visible("một kênh luôn bằng 0", DEAD),
                Seeded("bốn hàng, bốn cột", draw_until(draw_square, tells_apart), 5),
            ),
            draw=draw_until(draw_layer, tells_apart),
            equality=AFTER_AN_INVERSE,
            misconceptions=(
                Misconception(
                    "chia trước, nhân sau",
                    kind="scale/inverted",
                    edits={CANDIDATE: "read_back(W / s[:, np.newaxis], bits) * s[:, np.newaxis]"},
                    asks="Kênh có đầu vào lớn phải được làm tròn kỹ hơn hay thô hơn? Muốn vậy hàng của nó phải to lên hay nhỏ đi?",
                    tells="To lên: nhân với s trước khi đọc ngược, chia cho s sau.",
                ),
                Misconception(
                    "quên thu nhỏ lại",
                    kind="term/forgotten",
                    edits={CANDIDATE: "read_back(W * s[:, np.newaxis], bits)"},
                    asks="Với rất nhiều bit, candidate phải gần bằng W. Của bạn thì sao?",
                    tells="Đọc ngược xong, chia từng hàng cho s.",
                ),
                Misconception(
                    "nhân s mà không thêm trục",
                    kind="axis/other",
                    edits={CANDIDATE: "read_back(W * s, bits) / s"},
                    asks="W * s thì NumPy nhân hàng hay nhân cột với s?",
                    tells="Nó nhân cột. Thêm một trục để s đứng dọc: s[:, np.newaxis].",
                ),
                Misconception(
                    "quên đọc ngược",
                    kind="rounding/none",
                    edits={CANDIDATE: "W * s[:, np.newaxis] / s[:, np.newaxis]"},
                    asks="Candidate của bạn có khác W không?",
                    tells="Ở giữa phải có read_back, nếu không thì chẳng có gì được làm tròn.",
                ),
                Misconception(
                    "alpha lũy thừa m",
                    kind="order/swapped",
                    edits={POWER: "s = max(alpha, 2**-10) ** m"},  # a power of two: ties stay ties
                    asks="Số nào là cơ số, số nào là số mũ?",
                    tells="Cơ số là m, số mũ là alpha.",
                ),
                Misconception(
                    "tráo α và 1 − α",
                    kind="order/swapped",
                    edits={POWER: "s = m ** (1 - alpha)"},
                    asks="Với α = 0, AWQ phải là RTN. Khi ấy s của bạn có bằng 1 không?",
                    tells="Số mũ của m là α: α = 0 thì không hàng nào được phóng to.",
                ),
                Misconception(
                    "phóng to chính W ở mỗi lần thử",
                    kind="trial/leftover",
                    edits={
                        f"candidate = {CANDIDATE}": "W = W * s[:, np.newaxis]\n        candidate = read_back(W, bits) / s[:, np.newaxis]"
                    },
                    asks="Ở lần thử thứ hai, W còn là trọng số lúc đầu không?",
                    tells="Giữ nguyên W: tính W * s[:, np.newaxis] thành một mảng mới ở mỗi lần thử.",
                ),
                Misconception(
                    "không dùng alpha",
                    kind="term/forgotten",
                    edits={POWER: "s = m"},
                    asks="Hai alpha khác nhau có cho hai candidate khác nhau không?",
                    tells="s = m ** alpha.",
                ),
                Misconception(
                    "lấy m từ trọng số",
                    kind="error/of_what",
                    edits={POWER: "s = np.maximum(np.mean(np.abs(W), axis=1), 1e-4) ** alpha"},
                    asks="Kênh quan trọng vì trọng số lớn hay vì đầu vào lớn?",
                    tells="Vì đầu vào: dùng m đã tính sẵn từ X.",
                ),
                Misconception(
                    "lấy m từ trung bình bình phương",
                    kind="error/power",
                    edits={POWER: "s = np.maximum(np.mean(X**2, axis=0), 1e-4) ** alpha"},
                    asks="m là trung bình của |x| hay của x bình phương?",
                    tells="Của |x|: dùng m đã tính sẵn.",
                ),
                Misconception(
                    "số mũ một nửa",
                    kind="error/power",
                    edits={POWER: "s = np.sqrt(m**alpha)"},
                    asks="Công thức có căn bậc hai của m mũ alpha không?",
                    tells="Căn chỉ có trong phép chia cho √(max s · min s), và phép chia ấy không cần.",
                ),
                Misconception(
                    "đọc ngược luôn bằng 4 bit",
                    kind="codes/fixed_bits",
                    edits={CANDIDATE: "read_back(W * s[:, np.newaxis], 4) / s[:, np.newaxis]"},
                    asks="Đổi bits thì candidate của bạn có đổi không?",
                    tells="Đưa bits vào read_back.",
                ),
                Misconception(
                    "làm tròn W trước rồi mới phóng to",
                    kind="term/place",
                    edits={CANDIDATE: "read_back(W, bits) * s[:, np.newaxis] / s[:, np.newaxis]"},
                    asks="Phóng to trước hay sau khi làm tròn thì mới có ích?",
                    tells="Trước: read_back(W * s[:, np.newaxis], bits).",
                ),
            ),
        ),
        Part(
            "TODO 8",
            points=1,
            asks="Sai số của trọng số hay của đầu ra? Trung bình trên những gì? Hai alpha bằng nhau thì lấy alpha nào?",
            tells="Với từng candidate, tính np.mean((X @ candidate - X @ W) ** 2); np.argmin lấy chỗ nhỏ nhất đầu tiên.",
            visible=(
                Visible("hai kênh, kênh sau gấp 16", BY_HAND),
                Visible("mọi alpha như nhau", EQUAL),
                Seeded("lớp bốn hàng, bốn cột", draw_until(draw_square, tells_apart), 6),
            ),
            draw=draw_until(draw_layer, tells_apart),
            equality=AFTER_AN_INVERSE,
            misconceptions=(
                Misconception(
                    "đo sai số của trọng số",
                    kind="error/of_what",
                    edits={ERRORS: "np.array([np.mean((one - W) ** 2) for one in candidates])"},
                    asks="Lớp sau nhìn thấy W hay nhìn thấy X @ W?",
                    tells="Đo sai số của đầu ra: X @ candidate − X @ W.",
                ),
                Misconception(
                    "chọn sai số lớn nhất",
                    kind="search/goal",
                    edits={BEST: "np.argmax(errors)"},
                    asks="Bạn muốn sai số lớn hay nhỏ?",
                    tells="Nhỏ: np.argmin.",
                ),
                Misconception(
                    "hòa mà lấy số đứng sau",
                    kind="search/kept",
                    edits={BEST: "len(errors) - 1 - np.argmin(errors[::-1])"},
                    asks="Khi mọi alpha cho cùng sai số, đề bài lấy số nào?",
                    tells="Số đứng đầu trong grid: np.argmin đã làm đúng như vậy.",
                ),
                Misconception(
                    "trả về candidate cuối cùng",
                    kind="search/kept",
                    edits={CHOICE: "alpha, W_hat = grid[best], candidate"},
                    asks="Sau vòng lặp, tên candidate còn giữ ứng viên nào?",
                    tells="Ứng viên cuối cùng. Lấy `candidates[best]`.",
                ),
                Misconception(
                    "trả về alpha cuối cùng",
                    kind="search/kept",
                    edits={CHOICE: "W_hat = candidates[best]"},
                    asks="Sau vòng lặp, alpha còn giữ số nào?",
                    tells="Số cuối của grid. Lấy grid[best].",
                ),
                Misconception(
                    "trả về vị trí thay vì alpha",
                    kind="search/goal",
                    edits={CHOICE: "alpha, W_hat = best, candidates[best]"},
                    asks="Bạn trả về alpha, hay chỗ của nó trong grid?",
                    tells="Lấy grid[best].",
                ),
                Misconception(
                    "lấy tổng thay cho trung bình",
                    kind="term/forgotten",
                    edits={ERRORS: "np.array([np.sum((X @ one - X @ W) ** 2) for one in candidates])"},
                    asks="Sai số là tổng hay trung bình trên các phần tử?",
                    tells="Trung bình: np.mean.",
                ),
                Misconception(
                    "quên bình phương, lấy trị tuyệt đối",
                    kind="error/power",
                    edits={ERRORS: "np.array([np.mean(np.abs(X @ one - X @ W)) for one in candidates])"},
                    asks="Đề bài lấy trung bình của |hiệu| hay của hiệu bình phương?",
                    tells="Bình phương hiệu trước khi lấy trung bình.",
                ),
                Misconception(
                    "quên bình phương",
                    kind="error/power",
                    edits={ERRORS: "np.array([np.mean(X @ one - X @ W) for one in candidates])"},
                    asks="Hiệu âm và hiệu dương có triệt tiêu nhau không?",
                    tells="Bình phương hiệu trước khi lấy trung bình.",
                ),
                Misconception(
                    "bình phương của trung bình",
                    kind="error/power",
                    edits={ERRORS: "np.array([np.mean(X @ one - X @ W) ** 2 for one in candidates])"},
                    asks="Bạn bình phương từng hiệu, hay bình phương trung bình của chúng?",
                    tells="Bình phương từng hiệu, rồi mới lấy trung bình.",
                ),
                Misconception(
                    "lấy căn của trung bình",
                    kind="error/power",
                    edits={ERRORS: "np.array([np.sqrt(np.mean((X @ one - X @ W) ** 2)) for one in candidates])"},
                    asks="Đề bài có lấy căn bậc hai không?",
                    tells="Không: chỉ trung bình của bình phương.",
                ),
                Misconception(
                    "chia cho số đầu vào thay vì số phần tử",
                    kind="axis/other",
                    edits={ERRORS: "np.array([np.sum((X @ one - X @ W) ** 2) / len(X) for one in candidates])"},
                    asks="Đầu ra có mấy phần tử: bằng số hàng, hay số hàng nhân số cột?",
                    tells="Lấy np.mean trên cả ma trận đầu ra.",
                ),
                Misconception(
                    "so với đầu vào không phải của lớp",
                    kind="error/of_what",
                    edits={ERRORS: "np.array([np.mean((X @ one) ** 2) for one in candidates])"},
                    asks="Đầu ra của candidate phải gần cái gì?",
                    tells="Trừ đi X @ W, đầu ra khi chưa làm tròn.",
                ),
                Misconception(
                    "chia thêm cho công suất của đầu ra",
                    kind="error/of_what",
                    edits={
                        ERRORS: "np.array([np.mean((X @ one - X @ W) ** 2) / np.mean((X @ W) ** 2) for one in candidates])"
                    },
                    asks="Đề bài cần sai số hay tỷ số của sai số với đầu ra?",
                    tells="Chỉ cần trung bình của hiệu bình phương.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "chia cho căn của max nhân min",
            {POWER: "s = m**alpha\n        s = s / np.sqrt(np.max(s) * np.min(s))"},
            note="Phép chia của bài báo: cả cột và bước của nó cùng nhỏ đi như nhau, nên kết quả không đổi.",
        ),
        Variant("chuyển vị", {CANDIDATE: "(read_back((W.T * s).T, bits).T / s).T"}),
        Variant("ma trận đường chéo", {CANDIDATE: "np.diag(1 / s) @ read_back(np.diag(s) @ W, bits)"}),
        Variant("keepdims", {POWER: "s = np.exp(alpha * np.log(m))"}),
        Variant(
            "hiệu trước, nhân sau",
            {ERRORS: "np.array([np.mean((X @ (one - W)) ** 2) for one in candidates])"},
            note="X @ Ŵ − X @ W cũng là X @ (Ŵ − W): chỉ còn một phép nhân ma trận.",
        ),
        Variant("danh sách và chỗ đầu tiên", {BEST: "errors.tolist().index(min(errors))"}),
        Variant(
            "vòng lặp",
            {
                f"best = {BEST}": "best = 0\n    for place in range(len(grid)):\n"
                "        if errors[place] < errors[best]:\n            best = place"
            },
        ),
    ),
    bears=lambda W, X, bits, grid: np.size(X) * np.size(W) * len(grid) <= 10**8,
)
