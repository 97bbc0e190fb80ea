"""What the self-test asks: five functions of one line, each something that lesson 1 takes for known."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Args, Exercise, LessonExercises, Misconception, Part, Visible
from course.checking.compare import EXACT_WITH_DTYPE, Equality

SELF_TEST = "tu_kiem_tra"
NEARLY = Equality(rtol=1e-6)
Matrix = NDArray[Any]

A = np.array([[1.0, 2.0, 3.0], [5.0, 7.0, 9.0]])
B = np.array([[1.0, -1.0], [0.5, 2.0], [4.0, 0.0]])
SQUARE = np.array([[3.0, 1.0], [2.0, 8.0]])
OTHER_SQUARE = np.array([[1.0, 4.0], [-2.0, 0.5]])
BYTES = np.array([100, -100, 7], np.int8)
MORE_BYTES = np.array([50, -50, -9], np.int8)


def column_means(X: Matrix) -> Matrix:
    """The mean of each column. X: (m, n). Returns float64, (n,)."""
    return np.asarray(X.mean(axis=0))


def subtract_row_max(X: Matrix) -> Matrix:
    """X less the largest value of each row, (m, n)."""
    return np.asarray(X - X.max(axis=1, keepdims=True))


def product_entry(X: Matrix, W: Matrix, i: int, j: int) -> np.float64:
    """The value of the matrix product XW in row i and column j. X: (m, p), W: (p, n)."""
    return np.float64(X[i] @ W[:, j])


def product(X: Matrix, W: Matrix) -> Matrix:
    """The matrix product of X, (m, p), and W, (p, n): (m, n)."""
    return np.asarray(X @ W)


def wide_sum(a: Matrix, b: Matrix) -> Matrix:
    """a + b in int32. a, b: int8, of one shape."""
    return np.asarray(a.astype(np.int32) + b.astype(np.int32))


def _no_draw(rng: np.random.Generator) -> Args:
    raise LookupError("nobody grades the self-test, so no case of it is drawn")


def _part(number: int, visible: tuple[Visible, ...], *mistakes: Misconception, equality: Equality = NEARLY) -> Part:
    return Part(f"TODO {number}", 1, visible, _no_draw, mistakes, equality)


COLUMN_MEANS = Exercise(
    function="column_means",
    title="Trung bình từng cột",
    reference=column_means,
    asks="X có mấy cột, và bạn cần mấy số?",
    tells="np.mean nhận tham số axis; axis=0 là đi dọc theo các hàng, nên mỗi cột còn một số.",
    parts=(
        _part(
            1,
            (Visible("hai hàng, ba cột", {"X": A}), Visible("ma trận vuông", {"X": SQUARE})),
            Misconception(
                "trung bình từng hàng",
                kind="axis/other",
                edits={"np.mean(X, axis=0)": "np.mean(X, axis=1)"},
                asks="Kết quả của bạn có mỗi hàng một số, hay mỗi cột một số?",
                tells="axis là trục bị gộp lại: muốn mỗi cột còn một số thì gộp trục 0.",
            ),
            Misconception(
                "trung bình của cả ma trận",
                kind="axis/shared",
                edits={"np.mean(X, axis=0)": "np.mean(X)"},
                asks="Bạn trả về một số, hay mỗi cột một số?",
                tells="Không có axis thì np.mean gộp mọi trục. Hãy thêm axis=0.",
            ),
        ),
    ),
)

SUBTRACT_ROW_MAX = Exercise(
    function="subtract_row_max",
    title="Trừ số lớn nhất của từng hàng",
    reference=subtract_row_max,
    asks="Số lớn nhất của từng hàng có chiều gì, để trừ được khỏi ma trận (m, n)?",
    tells="Chiều (m, 1) thì NumPy trải ra đúng từng hàng: dùng keepdims=True, hoặc reshape(-1, 1).",
    parts=(
        _part(
            2,
            (Visible("hai hàng, ba cột", {"X": A}), Visible("ma trận vuông", {"X": SQUARE})),
            Misconception(
                "quên keepdims",
                kind="shape/dimensions",
                edits={"np.max(X, axis=1, keepdims=True)": "np.max(X, axis=1)"},
                asks="Mảng chiều (m,) được NumPy trải dọc theo hàng hay theo cột?",
                tells="Chiều (m,) được ghép với trục cuối, tức là với các cột. Giữ chiều (m, 1) bằng keepdims=True.",
            ),
            Misconception(
                "trừ số lớn nhất của từng cột",
                kind="axis/other",
                edits={"np.max(X, axis=1, keepdims=True)": "np.max(X, axis=0, keepdims=True)"},
                asks="Sau khi trừ, số lớn nhất của mỗi hàng có bằng 0 không?",
                tells="Số lớn nhất của từng hàng thì gộp trục 1.",
            ),
        ),
    ),
)

PRODUCT_ENTRY = Exercise(
    function="product_entry",
    title="Một phần tử của tích hai ma trận",
    reference=product_entry,
    asks="Phần tử ở hàng i, cột j lấy hàng nào của X và cột nào của W?",
    tells="Nhân từng cặp X[i, k] * W[k, j] rồi cộng lại: np.sum(X[i] * W[:, j]).",
    parts=(
        _part(
            3,
            (
                Visible("phần tử đầu tiên", {"X": A, "W": B, "i": 0, "j": 0}),
                Visible("hàng 1, cột 1", {"X": A, "W": B, "i": 1, "j": 1}),
                Visible("ma trận vuông", {"X": SQUARE, "W": OTHER_SQUARE, "i": 0, "j": 1}),
            ),
            Misconception(
                "lấy hàng của W thay vì cột",
                kind="axis/other",
                edits={"W[:, j]": "W[j]"},
                asks="Trong X[i, k] * W[k, j], chữ k chạy trên hàng hay trên cột của W?",
                tells="k là số hàng của W, nên ta đi dọc một cột: W[:, j].",
            ),
        ),
    ),
)

PRODUCT = Exercise(
    function="product",
    title="Tích hai ma trận",
    reference=product,
    asks="Phép nào nhân hai ma trận, phép nào chỉ nhân từng phần tử?",
    tells="Dấu * nhân từng phần tử; nhân ma trận là X @ W.",
    parts=(
        _part(
            4,
            (
                Visible("chiều (2, 3) nhân (3, 2)", {"X": A, "W": B}),
                Visible("hai ma trận vuông", {"X": SQUARE, "W": OTHER_SQUARE}),
            ),
            Misconception(
                "nhân từng phần tử",
                kind="shape/dimensions",
                edits={"X @ W": "X * W"},
                asks="Mỗi phần tử của kết quả là một tích, hay là tổng của nhiều tích?",
                tells="Nhân ma trận là X @ W; dấu * chỉ nhân từng phần tử với phần tử cùng chỗ.",
            ),
            Misconception(
                "đổi chỗ hai ma trận",
                kind="order/swapped",
                edits={"X @ W": "W @ X"},
                asks="X chiều (2, 3), W chiều (3, 2): X W có chiều gì, W X có chiều gì?",
                tells="X W có chiều (2, 2), còn W X có chiều (3, 3). Thứ tự trong phép nhân ma trận không đổi được.",
            ),
        ),
    ),
)

WIDE_SUM = Exercise(
    function="wide_sum",
    title="Cộng trong kiểu rộng hơn",
    reference=wide_sum,
    asks="np.int8 chứa được số lớn nhất là bao nhiêu?",
    tells="Đổi cả hai sang np.int32 bằng astype rồi mới cộng.",
    parts=(
        _part(
            5,
            (Visible("tổng vượt 127", {"a": BYTES, "b": MORE_BYTES}),),
            Misconception(
                "cộng ngay trong int8",
                kind="dtype/overflow",
                edits={"a.astype(np.int32) + b.astype(np.int32)": "a + b"},
                asks="100 + 50 có nằm trong int8, từ −128 đến 127, không?",
                tells="Không, nên tổng bị quay vòng. Đổi sang np.int32 trước khi cộng.",
            ),
            Misconception(
                "cộng xong mới đổi kiểu",
                kind="dtype/overflow",
                edits={"a.astype(np.int32) + b.astype(np.int32)": "(a + b).astype(np.int32)"},
                asks="Lúc đổi kiểu, tổng đã bị quay vòng chưa?",
                tells="Rồi: phép cộng xảy ra trong int8. Đổi kiểu từng mảng trước, rồi mới cộng.",
            ),
            equality=EXACT_WITH_DTYPE,
        ),
    ),
)

SELF_TEST_QUESTIONS = LessonExercises(
    lesson=SELF_TEST,
    title="Tự kiểm tra",
    exercises=(COLUMN_MEANS, SUBTRACT_ROW_MAX, PRODUCT_ENTRY, PRODUCT, WIDE_SUM),
    question="Bạn đã sẵn sàng cho Bài 1 chưa?",
    teaches="Biết mình cần xem lại gì trước khi bắt đầu.",
    reproduces="",
    hours=0.2,
)
