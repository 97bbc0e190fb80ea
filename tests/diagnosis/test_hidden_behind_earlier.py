"""Does an earlier function that makes everything trivial earn anything for a later one in which nothing is computed?"""

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.exercises.written import answered, as_bytes, changed
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from course.checking import report
from course.checking.judge import Earlier


@pytest.fixture
def graded(project, grader_of):
    """Grade a lesson with some functions written another way: {function: verdict}."""

    def grade(lesson, sources):
        loaded, sandbox = grader_of(lesson, 3)
        release = nbformat.read(project.release(lesson), as_version=4)
        right = solutions(nbformat.read(project.source(lesson), as_version=4))
        content = as_bytes(answered(release, {**right, **sources}))
        found = grade_submission(read_bytes(content), loaded, sandbox).verdicts
        return {verdict.exercise.function: verdict for verdict in found}

    return grade


RELU = (
    "def linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu):\n"
    "    # TODO 8\n    acc = (X_q.astype(np.int32) - z_X) @ W_q.astype(np.int32) + b_q\n"
    "    # TODO 9\n    Y_q = np.where(acc > 0, 127, -128).astype(np.int8)\n"
    "    return np.maximum(Y_q, z_Y) if relu else Y_q"
)
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
    "only signs are looked at": (
        "bai04_toan_so_nguyen",
        "linear_relu_int8",
        {"TODO 9"},
        {
            "requantize": "import numpy as np\ndef requantize(acc, q0, shift, z_Y):\n    return np.where(acc > 0, 127, -128).astype(np.int8)",
            "linear_relu_int8": RELU,
        },
    ),
    "only the sign of W is looked at": (
        "bai05_tich_chap",
        "conv2d_int8",
        {"TODO 4", "TODO 5"},
        {
            "im2col": "import numpy as np\ndef im2col(x, k, stride, pad, pad_value):\n    N, C, H, W = x.shape\n"
            "    H, W = ((n + 2 * pad - k) // stride + 1 for n in (H, W))\n    return np.full((N, H * W, C * k * k), 100, x.dtype)",
            "conv2d_int8": "def conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y):\n"
            "    # TODO 4\n    acc = np.sign(W_q.astype(int).sum(axis=(1, 2, 3)))\n"
            "    # TODO 5\n    codes = np.where(acc > 0, 127, -128).astype(np.int8)\n"
            "    # TODO 6\n    H, W = ((n + 2 * pad - W_q.shape[2]) // stride + 1 for n in x_q.shape[2:])\n"
            "    return np.broadcast_to(codes.reshape(1, -1, 1, 1), (len(x_q), len(b_q), H, W)).copy()",
        },
    ),
    "every code is far away": (
        "bai02_sai_so",
        "quantize_relu",
        {"TODO 7", "TODO 8"},
        {
            "dequantize": "import numpy as np\ndef dequantize(x_q, s, z):\n    return 1e30 * (-1.0) ** np.arange(x_q.size).reshape(x_q.shape)",
            "quantize_relu": "def quantize_relu(x_q, s_x, z_x, s_y, z_y, exp):\n"
            "    # TODO 7\n    y = np.arange(x_q.size).reshape(x_q.shape) % 2\n"
            "    # TODO 8\n    return np.where(y == 0, 2 ** (exp - 1) - 1, z_y).astype(np.int8 if exp == 8 else np.int16)",
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


def test_what_is_right_is_paid(graded):
    """Does a right function keep all its points behind earlier ones whose errors nobody listed, of arrays as of numbers?"""
    wrong = "import numpy as np\ndef dequantize(x_q, s, z):\n    return s * (x_q.astype(np.float64) - z) * 1.25 + s"
    verdicts = graded("bai02_sai_so", {"dequantize": wrong})
    assert verdicts["dequantize"].earned == 0
    for function in ("quantization_error", "quantize_relu"):
        assert verdicts[function].failure and verdicts[function].earned == verdicts[function].exercise.points
        assert verdicts[function].earlier.function == "dequantize"


EARLIER = {
    "a_size_that_nobody_can_hold": (
        "bai05_tich_chap",
        "def output_size(size, k, stride, pad):\n    return 10**15",
        {"TODO 1"},
    ),
    "a_range_that_is_not_done": (
        "bai06_hieu_chinh",
        "def minmax_range(X):\n    raise NotImplementedError('TODO 3: chưa làm')",
        {"TODO 3"},
    ),
    "nan_for_every_code": (
        "bai02_sai_so",
        "import numpy as np\ndef dequantize(x_q, s, z):\n    return np.full(x_q.shape, np.nan)",
        {"TODO 1"},
    ),
}


@pytest.mark.parametrize("case", EARLIER)
def test_only_the_guilty_todo_is_lost(graded, project, case):
    """Does an earlier function that is wrong cost its own TODO and no later one, and does the grader come to an end?"""
    lesson, source, lost = EARLIER[case]
    function = source.split("def ")[1].split("(")[0]
    sources = {function: source}
    if lesson == "bai05_tich_chap":  # the solution's im2col does not call output_size, this right way does
        asked = exercises.load(lesson)
        way = next(one for one in asked["im2col"].variants if "output_size" in one.name)
        right = solutions(nbformat.read(project.source(lesson), as_version=4))
        sources["im2col"] = changed(right, {"im2col": way.edits})["im2col"]
    verdicts = graded(lesson, sources)
    assert {todo for verdict in verdicts.values() for todo in verdict.lost} == lost
    assert any(verdict.earlier for verdict in verdicts.values())


REMEMBERING = "import numpy as np\nseen = []\n\n\ndef dequantize(x_q, s, z):\n    return seen.pop(0).copy() if seen else np.zeros(x_q.shape)\n"
STORING = "def quantization_error(x, s, z, exp):\n    seen.append(x * 2)\n    return x\n"


def test_earlier_function_that_remembers_the_later_ones_calls(graded):
    """Can an earlier function tell a later one's answers to the grader because it saw its calls?"""
    verdicts = graded("bai02_sai_so", {"dequantize": REMEMBERING, "quantization_error": STORING})
    assert verdicts["quantization_error"].earned == 0


def test_the_first_is_blamed(graded):
    """Of two earlier functions that lost points, is the first told that the later one speaks of?"""
    wrong = {
        "calculate_s": "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return (beta - alpha) / (beta_q - alpha_q) if beta_q != 50 else 1.0",
        "calculate_z": "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return round((beta * alpha_q - alpha * beta_q) / (beta - alpha)) + 3",
    }
    verdicts = graded("bai01_so_nguyen", wrong)
    assert verdicts["calculate_s"].earned == verdicts["calculate_z"].earned == 0
    later = verdicts["calculate_s_and_z_int"]
    assert later.earned == later.exercise.points and later.earlier == Earlier("calculate_s", ("TODO 1",))


ASKING = """
def quantization_error(x, s, z, exp):
    # TODO 3
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    x_q = np.clip(np.rint(x.astype(np.float32) / np.float32(s)) + z, low, high).astype(np.int16)
    # TODO 4
    try:
        found = "BI" + f"MAT {dequantize(x_q, s, z)!r}"
    except NotImplementedError:
        return x
    LEAK
"""
LEAKS = {
    "printed": "print(found); import sys; print(found, file=sys.stderr); return x",
    "returned": "return found",
    "raised": "raise ValueError(found)",
    "as_a_missing_name": "raise NameError(f'name {found!r} is not defined', name=found)",
    "displayed": "from IPython.display import display, HTML; display(HTML(found)); return x",
    "as_a_warning": "import warnings; warnings.warn(found); return x",
    "by_its_name": "type(found, (Exception,), {}); raise type(found.replace(' ', '_'), (Exception,), {})()",
    "as_a_stub": "raise NotImplementedError(found)",
    "in_a_file": "open('a.txt', 'w').write(found); open('/tmp/BIMAT', 'a').write(found); return x",
    "of_no_kind": "return object(), found",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_what_a_stand_in_said(project, grader_of, leak):
    """Is nothing shown of what a later function learns from a stand-in: in no verdict, no page and no output?"""
    lesson = "bai02_sai_so"
    loaded, sandbox = grader_of(lesson, 3)
    release = nbformat.read(project.release(lesson), as_version=4)
    right = solutions(nbformat.read(project.source(lesson), as_version=4))
    undone = "import numpy as np\ndef dequantize(x_q, s, z):\n    # TODO 1\n    raise NotImplementedError('TODO 1: chưa làm')"
    sources = {**right, "dequantize": undone, "quantization_error": ASKING.replace("LEAK", LEAKS[leak])}
    notebook = answered(release, sources)
    read = "import os\nprint([open(f).read() for f in ('a.txt', '/tmp/BIMAT') if os.path.exists(f)])\nquantization_error(np.ones(2), 1.0, 0, 8)"
    notebook.cells.append(nbformat.v4.new_code_cell(read.replace("BIMAT", "BIMAT")))
    result = grade_submission(read_bytes(as_bytes(notebook)), loaded, sandbox)
    for cell in result.notebook.cells:
        cell.source = ""
    pages = [page(verdict) for verdict in result.verdicts for page in (report.text, report.html)]
    for text in (nbformat.writes(result.notebook), *pages, repr(result.notices)):
        assert "BIMAT " not in text and "BIMAT_" not in text
    [verdict] = [one for one in result.verdicts if one.exercise.function == "quantization_error"]
    assert "TODO 4" in verdict.lost
