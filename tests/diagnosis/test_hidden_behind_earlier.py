"""Does an earlier function that makes everything trivial earn anything for a later one in which nothing is computed?"""

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.exercises.written import answered, as_bytes, changed
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose


@pytest.fixture
def graded(project):
    """Grade a lesson with some functions written another way: {function: verdict}."""

    def grade(lesson, sources):
        loaded, release = load_lesson(project, lesson, seed=3), nbformat.read(project.release(lesson), as_version=4)
        right = solutions(nbformat.read(project.source(lesson), as_version=4))
        with Sandbox(choose(), loaded.limits, loaded.files) as sandbox:
            content = as_bytes(answered(release, {**right, **sources}))
            found = grade_submission(read_bytes(content), loaded, sandbox).verdicts
        return {verdict.exercise.function: verdict for verdict in found}

    return grade


HIDING = {
    "the range is never used": (
        "bai01_so_nguyen",
        "calculate_s_and_z_int",
        {"TODO 3"},
        {
            "calculate_s": "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return alpha",
            "calculate_z": "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return beta",
            "calculate_s_and_z_int": "def calculate_s_and_z_int(alpha, beta, exp):\n    return alpha, beta",
        },
    ),
    "every code reads back as 0": (
        "bai02_sai_so",
        "quantization_error",
        {"TODO 3"},
        {
            "dequantize": "import numpy as np\ndef dequantize(x_q, s, z):\n    return np.zeros(x_q.shape)",
            "quantization_error": "def quantization_error(x, s, z, exp):\n    return -x",
        },
    ),
    "nothing is above 0": (
        "bai02_sai_so",
        "quantize_relu",
        {"TODO 7", "TODO 8"},
        {
            "dequantize": "import numpy as np\ndef dequantize(x_q, s, z):\n    return -np.abs(x_q.astype(float))",
            "quantize_relu": "def quantize_relu(x_q, s_x, z_x, s_y, z_y, exp):\n"
            "    return np.full(x_q.shape, z_y, np.int8 if exp == 8 else np.int16)",
        },
    ),
    "the sums are never used": (
        "bai04_toan_so_nguyen",
        "linear_relu_int8",
        {"TODO 8"},
        {
            "requantize": "import numpy as np\ndef requantize(acc, q0, shift, z_Y):\n    return (np.arange(acc.size) % 5).reshape(acc.shape).astype(np.int8)",
            "linear_relu_int8": "def linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu):\n"
            "    m, n = len(X_q), W_q.shape[1]\n    Y_q = (np.arange(m * n) % 5).reshape(m, n).astype(np.int8)\n"
            "    return np.maximum(Y_q, z_Y) if relu else Y_q",
        },
    ),
    "the image is never used": (
        "bai05_tich_chap",
        "conv2d_int8",
        {"TODO 4"},
        {
            "im2col": "import numpy as np\ndef im2col(x, k, stride, pad, pad_value):\n    N, C, H, W = x.shape\n"
            "    H, W = ((n + 2 * pad - k) // stride + 1 for n in (H, W))\n    return np.zeros((N, H * W, C * k * k), x.dtype)",
            "conv2d_int8": "def conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y):\n"
            "    H, W = ((n + 2 * pad - W_q.shape[2]) // stride + 1 for n in x_q.shape[2:])\n"
            "    codes = np.clip(np.rint(b_q.astype(np.float32) * M) + z_y, -128, 127).astype(np.int8)\n"
            "    return np.broadcast_to(codes.reshape(1, -1, 1, 1), (len(x_q), len(b_q), H, W)).copy()",
        },
    ),
    "there is no error": (
        "bai06_hieu_chinh",
        "mse_range",
        {"TODO 6"},
        {
            "quantize_dequantize": "import numpy as np\ndef quantize_dequantize(x, alpha, beta, bits):\n    return x",
            "minmax_range": "def minmax_range(X):\n    return X.flat[0], X.flat[1]",
            "mse_range": "def mse_range(X, bits, ratios):\n    return ratios[0] * X.flat[0], ratios[0] * X.flat[1]",
        },
    ),
}


@pytest.mark.parametrize("case", HIDING)
def test_hidden_behind_an_earlier_function(graded, case):
    """Is a TODO not paid that could be done in any way, as the student's own earlier function hides it?"""
    lesson, function, todos, sources = HIDING[case]
    verdict = graded(lesson, sources)[function]
    assert {part.todo for part in verdict.parts if not part.earned} >= todos


def test_what_is_seen_is_paid(graded):
    """Does a right function keep all its points behind earlier ones whose errors nobody listed, of arrays as of numbers?"""
    wrong = "import numpy as np\ndef dequantize(x_q, s, z):\n    return s * (x_q.astype(np.float64) - z) * 1.25 + s"
    verdicts = graded("bai02_sai_so", {"dequantize": wrong})
    assert verdicts["dequantize"].earned == 0
    for function in ("quantization_error", "quantize_relu"):
        assert verdicts[function].failure and verdicts[function].earned == verdicts[function].exercise.points


def test_another_right_way_that_calls_more(graded, project):
    """Is an error carried through an earlier function that only another right way of writing calls?"""
    lesson = exercises.load("bai05_tich_chap")
    right = solutions(nbformat.read(project.source(lesson.lesson), as_version=4))
    way = next(variant for variant in lesson["im2col"].variants if "output_size" in variant.name)
    wrong = {"output_size": {"// stride + 1": "// stride"}, "im2col": way.edits}
    verdicts = graded(lesson.lesson, changed(right, wrong))
    assert verdicts["output_size"].earned == 0
    assert verdicts["im2col"].earned > 0 and "output_size" in verdicts["im2col"].mistake.name


REMEMBERING = "import numpy as np\nseen = []\n\n\ndef dequantize(x_q, s, z):\n    return seen.pop(0).copy() if seen else np.zeros(x_q.shape)\n"
STORING = "def quantization_error(x, s, z, exp):\n    seen.append(x * 2)\n    return x\n"


def test_earlier_function_that_remembers_the_later_ones_calls(graded):
    """Can an earlier function tell a later one's answers to the grader because it saw its calls?"""
    verdicts = graded("bai02_sai_so", {"dequantize": REMEMBERING, "quantization_error": STORING})
    assert verdicts["quantization_error"].earned == 0


def test_only_the_guilty_are_blamed(graded):
    """Of two earlier functions that lost points, is only the one told whose answers were wrong when it was called?"""
    wrong = {
        "calculate_s": "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return (beta - alpha) / (beta_q - alpha_q) if beta_q != 50 else 1.0",
        "calculate_z": "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return round((beta * alpha_q - alpha * beta_q) / (beta - alpha)) + 3",
    }
    verdicts = graded("bai01_so_nguyen", wrong)
    assert verdicts["calculate_s"].earned == 0
    assert verdicts["calculate_s_and_z_int"].mistake.name == "lỗi đến từ TODO 2, hàm calculate_z"
