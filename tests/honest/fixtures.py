"""Honest submissions of lesson 1: right answers (or partly right ones) written the way people write them.

Every submission is made from the released notebook. Each says what it must earn and why.
"""

import functools
import json
from copy import deepcopy
from dataclasses import dataclass

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.exercises.versions import edited
from autograder.exercises.written import answered, as_bytes, without_markers

S, Z, BOTH, QUANTIZE = "calculate_s", "calculate_z", "calculate_s_and_z_int", "quantize_int"
POSITION, MATRIX = "quantize_a_position_in_matrix_int", "quantization_matrix_multiplication_int"
ROUNDS = "x_q = np.round("  # the line of quantize_int's solution that a helper can replace
GRADED = "đã chấm"


@dataclass(frozen=True)
class Honest:
    """One file handed in. why: the reason for what it must earn."""

    name: str
    why: str
    content: bytes
    earned: float = 10.0
    status: str = GRADED

    @property
    def starts_processes(self):
        """Does it need what only bubblewrap can allow?"""
        return self.name in STARTS_PROCESSES


STARTS_PROCESSES = ("shell_into_a_variable", "subprocess", "worker_processes", "thread_pool")


class Work:
    """A student at work: the released notebook with every answer right, then what this one did to it."""

    def __init__(self, release, solutions):
        self.notebook = answered(release, solutions)

    def place(self, name):
        """Position of a cell by its id."""
        return next(n for n, cell in enumerate(self.notebook.cells) if cell.id == name)

    def edit(self, function, edits):
        cell = self.notebook.cells[self.place(f"exercise-{function}")]
        cell.source = edited(cell.source, edits)
        return self

    def write(self, function, source):
        """Replace an answer's whole text; `{answer}` in it stands for the right one."""
        cell = self.notebook.cells[self.place(f"exercise-{function}")]
        cell.source = source.replace("{answer}", cell.source)
        return self

    def own(self, source, above=f"exercise-{S}", below="", make=new_code_cell):
        """Add an own cell above or below the cell of that id."""
        at = self.place(below) + 1 if below else self.place(above)
        self.notebook.cells.insert(at, make(source))
        return self

    def last(self, source):
        self.notebook.cells.append(new_code_cell(source))
        return self

    def bytes(self):
        return as_bytes(self.notebook)


def honest_work(release, solutions):
    """All submissions, each an Honest."""
    start = functools.partial(Work, release, {name: without_markers(text) for name, text in solutions.items()})
    for told in (
        answers,
        whole_answers,
        copies,
        helpers,
        cells_that_run,
        cells_that_fail,
        cells_of_all_kinds,
        programs,
        files,
    ):
        yield from told(start)


# ---------------------------------------------------------------- answers written in another way


def answers(start):
    """A right answer with some of its text replaced."""
    for name, (why, function, edits, earned) in ANSWERS.items():
        yield Honest(name, why, start().edit(function, edits).bytes(), earned)


ANSWERS = {
    "numpy_warning": (
        "a warning is no error",
        QUANTIZE,
        {ROUNDS: "np.log(np.asarray(x, float)); np.array([1.0]) / np.array([0.0])\n    " + ROUNDS},
        10,
    ),
    "own_warning": (
        "a warning is no error",
        S,
        {"return s": "import warnings\n    warnings.warn('nhỏ quá')\n    return s"},
        10,
    ),
    "prints": ("printing is no error", Z, {"return z": "print('z =', z)\n    return z"}, 10),
    "prints_a_million": ("printing much is no error", Z, {"return z": "print('z' * 10**6)\n    return z"}, 10),
    "writes_to_stderr": (
        "stderr is no error",
        Z,
        {"return z": "import sys\n    print('z =', z, file=sys.stderr)\n    return z"},
        10,
    ),
    "logs": (
        "a log is no error",
        Z,
        {
            "return z": "import logging\n    logging.basicConfig(level=logging.DEBUG, force=True)\n"
            "    logging.getLogger(__name__).debug('z = %s', z)\n    return z"
        },
        10,
    ),
    "progress_bar": (
        "carriage returns are no error",
        Z,
        {"return z": "for n in range(500):\n        print(f'\\r{n / 5:5.1f}%', end='', flush=True)\n    return z"},
        10,
    ),
    "draws_in_a_function": (
        "a picture is no error",
        S,
        {
            "return s": "import matplotlib.pyplot as plt\n    plt.figure()\n    plt.plot([alpha, beta])\n"
            "    plt.savefig('hinh.png')\n    plt.show()\n    return s"
        },
        10,
    ),
    "slow_first_call": (
        "1.5 s is far below the limit of a call",
        Z,
        {
            "return z": "import time\n    if not hasattr(calculate_z, 'da_cho'):\n        calculate_z.da_cho = True\n"
            "        time.sleep(1.5)\n    return z"
        },
        10,
    ),
    "asks_for_input": (
        "nobody answers: the function stops, nothing else does",
        QUANTIZE,
        {ROUNDS: "input('exp = ')\n    " + ROUNDS},
        9,
    ),
    "float32": ("a float32 is a number", S, {"return s": "return np.float32(s)"}, 10),
    "int_for_int8": (
        "an int equals the code",
        POSITION,
        {"quantized_Y_i_j.astype(np.int8 if exp == 8 else np.int16)": "int(quantized_Y_i_j)"},
        10,
    ),
    "one_element_view": (
        "a view of a larger array is an array",
        MATRIX,
        {
            "return quantized_Y": "lon = np.zeros((2 * quantized_Y.shape[0], 2 * quantized_Y.shape[1]))\n"
            "    lon[::2, ::2] = quantized_Y\n    quantized_Y = lon\n    return quantized_Y",
            ".astype(np.int8 if exp == 8 else np.int16)": ".astype(np.int8 if exp == 8 else np.int16)[::2, ::2]",
        },
        10,
    ),
    "reversed_view": (
        "negative strides are an array",
        MATRIX,
        {
            ".astype(np.int8 if exp == 8 else np.int16)": ".astype(np.int8 if exp == 8 else np.int16)[::-1, ::-1].copy()[::-1, ::-1]"
        },
        10,
    ),
    "fortran_order": (
        "the order in memory is not the value",
        MATRIX,
        {
            "return quantized_Y.astype(np.int8 if exp == 8 else np.int16)": "return np.asfortranarray(quantized_Y.astype(np.int8 if exp == 8 else np.int16))"
        },
        10,
    ),
    "big_endian": (
        "the order of bytes is not the value",
        MATRIX,
        {"np.int8 if exp == 8 else np.int16": "'>i1' if exp == 8 else '>i2'"},
        10,
    ),
    "numpy_matrix": (
        "a matrix is an array",
        MATRIX,
        {
            "return quantized_Y.astype(np.int8 if exp == 8 else np.int16)": "return np.asmatrix(quantized_Y.astype(np.int8 if exp == 8 else np.int16))"
        },
        10,
    ),
    "list_for_tuple": ("two values are two values", BOTH, {"return s, z": "return [s, z]"}, 10),
    "namedtuple": (
        "s, z = f(…) takes a named tuple as well",
        BOTH,
        {"return s, z": "from collections import namedtuple\n    return namedtuple('KetQua', 's z')(s, z)"},
        10,
    ),
    "changes_its_argument": (
        "the array of the caller is spoilt, and only that TODO is lost",
        QUANTIZE,
        {
            "x_q = np.round((1 / s) * x + z)": "x = np.asarray(x, dtype=np.float64)\n    x *= 1 / s\n    x += z\n    x_q = np.round(x)"
        },
        9,
    ),
    "changes_a_copy": (
        "what it changes is its own",
        QUANTIZE,
        {
            "x_q = np.round((1 / s) * x + z)": "x = np.array(x, dtype=np.float64)\n    x *= 1 / s\n    x += z\n    x_q = np.round(x)"
        },
        10,
    ),
    "type_hints": (
        "hints are no part of the answer",
        S,
        {"(alpha, beta, alpha_q, beta_q):": "(alpha: float, beta: float, alpha_q: int, beta_q: int) -> float:"},
        10,
    ),
    "deep_recursion": (
        "500 calls deep is allowed in Python",
        S,
        {"s = (": "dem = lambda n: 0 if n == 0 else 1 + dem(n - 1)\n    assert dem(500) == 500\n    s = ("},
        10,
    ),
    "tabs": (
        "tabs indent as well",
        S,
        {
            "\n    # TODO 1: tính độ dài của một bước\n    s =": "\n\t# TODO 1\n\ts =",
            "\n    return s": "\n\treturn s",
            '\n    """Tính': '\n\t"""Tính',
        },
        10,
    ),
    "threads": (
        "a thread is allowed",
        Z,
        {
            "z = round((beta * alpha_q - alpha * beta_q) / (beta - alpha))": "from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(2) as nhom:\n"
            "        z = nhom.submit(lambda: round((beta * alpha_q - alpha * beta_q) / (beta - alpha))).result()"
        },
        10,
    ),
    "thread_pool": (
        "a thread is allowed",
        Z,
        {
            "return z": "from multiprocessing.pool import ThreadPool\n    with ThreadPool(2) as nhom:\n"
            "        return nhom.map(int, [z])[0]"
        },
        10,
    ),
    "exception_that_cannot_be_shown": (
        "it stops and loses itself",
        QUANTIZE,
        {
            ROUNDS: "class SaiMien(Exception):\n        def __str__(self):\n            return self.loi\n"
            "    raise SaiMien\n    " + ROUNDS
        },
        9,
    ),
    "random_seed": ("the answer draws nothing", S, {"return s": "np.random.seed(0)\n    return s"}, 10),
    "async_function": ("it returns a coroutine, no code", QUANTIZE, {"def quantize_int": "async def quantize_int"}, 9),
    "generator": ("it returns a generator, no code", QUANTIZE, {"return x_q": "yield x_q"}, 9),
    "syntax_error": ("a cell that cannot run loses itself", QUANTIZE, {"return x_q": "return x_q +"}, 9),
    "wrong_sum": (
        "TODO 6 is wrong, its clip (TODO 7) is right",
        POSITION,
        {"acc = acc - z_W * np.sum(X_q[i])\n": "\n"},
        9,
    ),
}


def whole_answers(start):
    """An answer cell written anew, or with something above the function."""
    for name, (why, function, source) in WHOLE_ANSWERS.items():
        yield Honest(name, why, start().write(function, source).bytes())


STEP = "(beta - alpha) / (beta_q - alpha_q)"
WHOLE_ANSWERS = {
    "lambda": ("a lambda is a function", S, f"calculate_s = lambda alpha, beta, alpha_q, beta_q: {STEP}"),
    "partial": (
        "what can be called is a function",
        S,
        "from functools import partial\ndef buoc(don_vi, alpha, beta, alpha_q, beta_q):\n"
        f"    return don_vi * {STEP}\ncalculate_s = partial(buoc, 1)",
    ),
    "callable_object": (
        "what can be called is a function",
        S,
        "class Buoc:\n    def __call__(self, alpha, beta, alpha_q, beta_q):\n"
        f"        return {STEP}\ncalculate_s = Buoc()",
    ),
    "bound_method": (
        "what can be called is a function",
        S,
        "class Buoc:\n    def tinh(self, alpha, beta, alpha_q, beta_q):\n"
        f"        return {STEP}\ncalculate_s = Buoc().tinh",
    ),
    "decorated": (
        "a decorator is allowed",
        S,
        "def dem(ham):\n    def boc(*args, **kwargs):\n        boc.so_lan += 1\n        return ham(*args, **kwargs)\n"
        "    boc.so_lan = 0\n    return boc\n\n@dem\n{answer}",
    ),
    "cached": ("a decorator is allowed", S, "import functools\n\n@functools.lru_cache(maxsize=None)\n{answer}"),
    "vectorized": ("an array without dimensions is a number", S, "{answer}\ncalculate_s = np.vectorize(calculate_s)"),
    "parameters_renamed": (
        "arguments come by position",
        S,
        "def calculate_s(a, b, c, d):\n    return (b - a) / (d - c)",
    ),
    "module_named_like_a_lesson_variable": (
        "a name that the student binds is theirs",
        S,
        "import math as m\ndef calculate_s(alpha, beta, alpha_q, beta_q):\n    return m.fabs(beta - alpha) / (beta_q - alpha_q)",
    ),
    "constants_beside_the_answer": (
        "a name that the student binds is theirs",
        BOTH,
        "limits = {8: (-128, 127), 16: (-32768, 32767)}\ndef calculate_s_and_z_int(alpha, beta, exp):\n"
        "    return calculate_s(alpha, beta, *limits[exp]), calculate_z(alpha, beta, *limits[exp])",
    ),
    "platform_import_above_the_answer": (
        "it only mounts something",
        S,
        "from google.colab import drive\ndrive.mount('/content')\n{answer}",
    ),
    "future_annotations": ("the line comes first, as it must", S, "from __future__ import annotations\n\n{answer}"),
    "numpy_under_another_name": (
        "it is the same NumPy",
        Z,
        "import numpy as xp\ndef calculate_z(alpha, beta, alpha_q, beta_q):\n"
        "    return int(xp.round((beta * alpha_q - alpha * beta_q) / (beta - alpha)))",
    ),
    "star_import": (
        "it is the same NumPy",
        Z,
        "from numpy import *\ndef calculate_z(alpha, beta, alpha_q, beta_q):\n"
        "    return int(rint((beta * alpha_q - alpha * beta_q) / (beta - alpha)))",
    ),
    "helper_in_the_answer_cell": (
        "a helper may stand in the cell",
        S,
        f"def tu_lam(alpha, beta, alpha_q, beta_q):\n    return {STEP}\n\n"
        "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return tu_lam(alpha, beta, alpha_q, beta_q)",
    ),
    "trial_below_the_answer": (
        "the trial fails without the lesson's own variables, the function stands",
        S,
        "{answer}\nprint(calculate_s(alpha, beta, alpha_q, beta_q))",
    ),
    "doc_question_in_the_answer_cell": ("asking for help is no error", S, "np.round?\n{answer}"),
    "time_magic_above_the_answer": ("%%time runs the cell", S, "%%time\n{answer}"),
    "capture_magic_above_the_answer": ("%%capture runs the cell", S, "%%capture\n{answer}"),
    "line_magic_above_the_answer": ("%matplotlib inline works in every notebook", S, "%matplotlib inline\n{answer}"),
    "config_magic_above_the_answer": (
        "the setting works in every notebook",
        S,
        "%config InlineBackend.figure_format = 'retina'\n{answer}",
    ),
    "pip_magic_above_the_answer": ("without network pip fails, the cell goes on", S, "%pip install numpy\n{answer}"),
    "shell_line_above_the_answer": ("a failing command does not stop a cell", S, "!khong_co_lenh_nay\n{answer}"),
    "course_imported_again": (
        "the setup may be repeated",
        S,
        "import numpy as np\nfrom course import Lesson, plots, widgets\nbai = Lesson('bai01_so_nguyen')\n{answer}",
    ),
    "vietnamese_names": (
        "Python allows them",
        S,
        "def calculate_s(alpha, beta, alpha_q, beta_q):\n    độ_rộng = beta - alpha\n    số_khoảng = beta_q - alpha_q\n"
        "    return độ_rộng / số_khoảng  # độ co giãn 📏",
    ),
}


# ---------------------------------------------------------------- copies of an answer's cell


def copies(start):
    """A copy of an answer's cell, labels and all, below it: right where the copy binds the function, else the one above."""
    for name, source in (RIGHT_COPIES | SPOILT_COPIES).items():
        work = start()
        at = work.place(f"exercise-{QUANTIZE}")
        copy = deepcopy(work.notebook.cells[at])
        copy.source, copy.id = source.replace("{answer}", copy.source).replace("{wrong}", WRONG), "ban-sao"
        if name in RIGHT_COPIES:
            work.notebook.cells[at].source = WRONG
        work.notebook.cells.insert(at + 1, copy)
        yield Honest(f"copy_{name}", "the last copy that binds the function counts, as in a notebook", work.bytes())
        for cell in work.notebook.cells:
            cell.metadata = {}
        bare = as_json(_minor(json.loads(work.bytes()), 4))
        yield Honest(f"copy_{name}_without_labels", "the same without labels", bare)


WRONG = "def quantize_int(x, s, z, exp):\n    return x"
SPOILT_COPIES = {
    "under_timeit": "%%timeit -n1 -r1\n{wrong}",
    "under_writefile": "%%writefile nhap.py\n{wrong}",
    "below_if_false": "if False:\n    def quantize_int(x, s, z, exp):\n        return x",
    "with_a_syntax_error": "{wrong}\n  dở dang",
    "below_a_missing_module": "import khong_co\n{wrong}",
}
RIGHT_COPIES = {
    "under_time": "%%time\n{answer}",
    "in_exec": "exec(r'''{answer}''')",
    "above_try": "{answer}\ntry:\n    quantize_int(1.0, 1.0, 0, 8)\nfinally:\n    pass",
}


# ---------------------------------------------------------------- an own cell that an answer needs


def helpers(start):
    """An own cell and an answer that uses what it defines."""
    for name, (why, cell, edits) in HELPERS.items():
        yield Honest(name, why, start().own(cell).edit(QUANTIZE, edits).bytes())
    low = start().edit(QUANTIZE, {ROUNDS: "x_q = lam_tron("}).last("def lam_tron(x):\n    return np.round(x)")
    yield Honest("helper_below_its_use", "it is there when the function is called", low.bytes())
    mixed = start().own("lam_tron = np.round").edit(QUANTIZE, {ROUNDS: "x_q = lam_tron("})
    for number, cell in enumerate(cell for cell in mixed.notebook.cells if cell.cell_type == "code"):
        cell.execution_count = 97 - 7 * (number % 13)
    yield Honest("cells_run_in_any_order", "numbers of runs are no part of the work", mixed.bytes())
    decomposed = start().own("def làm_tròn(x):\n    return np.round(x)".replace("à", "a\u0300").replace("ò", "o\u0300"))
    decomposed.edit(QUANTIZE, {ROUNDS: "x_q = làm_tròn("})
    yield Honest("decomposed_letters", "Python reads both spellings as one name", decomposed.bytes())
    tried = start().own(
        "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return (beta - alpha) // 1", below="bai-progress"
    )
    yield Honest("redefined_at_the_end", "every check stands above and passes, as in nbgrader", tried.bytes())
    again = start().own("def lam_tron(x):\n    return np.round(x)").edit(QUANTIZE, {ROUNDS: "x_q = lam_tron("})
    again.own("lam_tron = np.floor", below=f"check-{QUANTIZE}")
    yield Honest("helper_redefined_below_the_check", "the check stands above and passes, as in nbgrader", again.bytes())
    given = "thu = create_uniform_matrix((2, 2), low=-1, high=1)\ndef lam_tron(x):\n    return np.round(x)"
    after = (
        start()
        .own(given, above=f"exercise-{MATRIX}")
        .edit(MATRIX, {"quantized_Y = np.round(": "quantized_Y = lam_tron("})
    )
    yield Honest(
        "helper_below_a_use_of_the_lessons_function", "the lesson gives create_uniform_matrix above", after.bytes()
    )
    looked = "print(X_q.shape, s_X)\ndef lam_tron(x):\n    return np.round(x)"
    looked = (
        start()
        .own(looked, above=f"exercise-{MATRIX}")
        .edit(MATRIX, {"quantized_Y = np.round(": "quantized_Y = lam_tron("})
    )
    yield Honest(
        "helper_below_a_look_at_the_lessons_variables", "the lesson gives them above, as in nbgrader", looked.bytes()
    )
    taken = start().own("limits = {8: (-128, 127), 16: (-32768, 32767)}")
    taken.edit(QUANTIZE, {"np.clip(x_q, alpha_q, beta_q)": "np.clip(x_q, *limits[exp])"})
    yield Honest("constants_that_the_lesson_overwrites", "a name that the student bound is theirs", taken.bytes())
    looked = "print(X_q.shape, s_X)"
    taken.own(looked, above=f"exercise-{MATRIX}")
    yield Honest(
        "constants_that_an_example_overwrites",
        "the examples ran for another cell; the name is still theirs",
        taken.bytes(),
    )


HELPERS = {
    "own_function_above": ("own cells run", "def lam_tron(x):\n    return np.round(x)", {ROUNDS: "x_q = lam_tron("}),
    "own_constants": (
        "own cells run",
        "KIEU = {8: np.int8, 16: np.int16}",
        {"np.int8 if exp == 8 else np.int16": "KIEU[exp]"},
    ),
    "global_counter": ("own cells run", "SO_LAN = 0", {ROUNDS: "global SO_LAN\n    SO_LAN += 1\n    " + ROUNDS}),
    "helper_named_like_a_lesson_variable": (
        "a function of the student's own is no value of the lesson: full points in nbgrader",
        "def clipped(x, low, high):\n    return np.minimum(np.maximum(x, low), high)",
        {"np.clip(": "clipped("},
    ),
    "own_module": (
        "%%writefile and import work in every notebook",
        "%%writefile tro_giup.py\nimport numpy as np\nlam_tron = np.round\n",
        {ROUNDS: "import tro_giup\n    x_q = tro_giup.lam_tron("},
    ),
    "dataclass": (
        "a class of the student's own",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass Mien:\n    low: int\n    high: int",
        {"np.clip(x_q, alpha_q, beta_q)": "np.clip(x_q, Mien(alpha_q, beta_q).low, Mien(alpha_q, beta_q).high)"},
    ),
    "main_guard": (
        "a notebook is __main__",
        "if __name__ == '__main__':\n    lam_tron = np.round",
        {ROUNDS: "x_q = lam_tron("},
    ),
}


# ---------------------------------------------------------------- own cells


def cells_that_run(start):
    """What works in a notebook works here: the rest of its cell runs, and an answer needs that rest."""
    for name, source in RUNS.items():
        work = start().own(f"{source}\nlam_tron = np.round").edit(QUANTIZE, {ROUNDS: "x_q = lam_tron("})
        yield Honest(name, "the rest of the cell runs, as in a notebook", work.bytes())


RUNS = {
    "matplotlib_inline": "%matplotlib inline",
    "retina": "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'",
    "svg_figures": "%config InlineBackend.figure_formats = ['svg']\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "time_line": "%time sum(range(1000))",
    "timeit_line": "%timeit -n1 -r1 sum(range(1000))",
    "time_cell": "%%time",
    "capture_cell": "%%capture ket_qua\nprint(1)",
    "prun": "%prun sum(range(10))",
    "shell_echo": "!echo hello",
    "shell_into_a_variable": "dong = !echo hello\nassert dong == ['hello']",
    "pip_by_shell": "!pip install numpy",
    "pip_by_magic": "%pip install numpy",
    "shell_that_needs_the_network": "!git clone https://github.com/khong/co.git",
    "folder_that_is_not_there": "%cd luong-tu-hoa\n!ls",
    "autoreload": "%load_ext autoreload\n%autoreload 2",
    "environment": "%env SO_BIT=8",
    "who": "%whos\n%pwd\n%lsmagic",
    "documentation": "np.round?\ncalculate_s??",
    "help": "help(np.round)",
    "display": "from IPython.display import HTML, Markdown, display\ndisplay(Markdown('**s**'), HTML('<b>z</b>'), np.eye(2))",
    "display_without_import": "display(np.eye(2))\nget_ipython().run_line_magic('pwd', '')",
    "latex": "from IPython.display import Math\nMath('s = 1')",
    "many_figures": "import matplotlib.pyplot as plt\nfor n in range(30):\n    plt.figure()\n    plt.plot([0, n])\nplt.show()",
    "figure_to_a_file": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('hinh.png')\nplt.close('all')",
    "figure_to_a_folder": "import os\nos.makedirs('hinh', exist_ok=True)\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('hinh/1.pdf')",
    "style": "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.rcParams['font.size'] = 14",
    "lesson_pictures": "from course import plots\nplots.matmul_error(np.zeros((2, 2)), np.zeros((2, 2), dtype=bool))",
    "big_print": "print('x' * 10**6)",
    "progress": "for n in range(2000):\n    print(f'\\r{n}', end='', flush=True)",
    "stderr": "import sys\nsys.stderr.write('xong\\n')\nsys.stdout.flush()",
    "logging": "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.info('bắt đầu')",
    "warnings_as_errors": "import warnings\nwarnings.simplefilter('error')",
    "numpy_raises": "np.seterr(all='raise')",
    "numpy_printing": "np.set_printoptions(precision=3, suppress=True)",
    "seeds": "import random\nrandom.seed(0)\nnp.random.seed(0)",
    "names_of_builtins": "max, sum, list, type, print = 1, 2, 3, 4, None",
    "extension_that_is_not_there": "%load_ext line_profiler\n%lprun -f print print(1)",
    "colab_drive": "from google.colab import drive\ndrive.mount('/content/drive')",
    "interactive_figures": "%matplotlib widget",
    "figures_in_a_window": "%matplotlib tk",
    "deleted_variable": "tam = 1\ndel tam",
    "own_check": "bai.check(np.round) if False else bai.progress()",
    "files": "np.save('ma.npy', np.eye(2))\nassert np.load('ma.npy').sum() == 2\nopen('ghi_chu.txt', 'w', encoding='utf-8').write('độ')",
    "lesson_file": "import json\njson.load(open('bai01_so_nguyen.check.json', encoding='utf-8'))['lesson']",
    "temporary_file": "import tempfile\nwith tempfile.NamedTemporaryFile() as tep:\n    tep.write(b'x')",
    "top_level_await": "import asyncio\nawait asyncio.sleep(0.01)",
    "subprocess": "import subprocess\nassert subprocess.run(['echo', 'chào'], capture_output=True, text=True).stdout == 'chào\\n'",
    "recursion_limit": "import sys\nsys.setrecursionlimit(10_000)\ndem = lambda n: 0 if n == 0 else 1 + dem(n - 1)\ndem(3_000)",
    "pickle": "import pickle\nclass Cap:\n    pass\npickle.loads(pickle.dumps(Cap()))",
    "source_of_a_function": "import inspect\ndef thu():\n    return 1\nassert 'return 1' in inspect.getsource(thu)",
    "worker_processes": "from multiprocessing import Pool\ndef thu(x):\n    return 2 * x\nwith Pool(2) as nhom:\n    assert nhom.map(thu, [1, 2]) == [2, 4]",
    "slow_cell": "import time\ntime.sleep(1.5)",
    "last_result": "1 + 1",
    "no_history": "%history -n 1-2",
}


def cells_that_fail(start):
    """An own cell that stops costs nothing but itself."""
    for name, source in FAILS.items():
        yield Honest(name, "an own cell that stops loses only itself", start().own(source).bytes())
    for name, (status, source) in BEYOND_LIMITS.items():
        yield Honest(name, "an own cell that stops loses only itself", start().own(source).bytes(), 10, status)
    for leave in ("exit()", "quit()", "import sys\nsys.exit()", "raise SystemExit"):
        name = f"last_cell_is_{leave.split()[-1].strip('()').replace('.', '_').lower()}"
        yield Honest(name, "nothing comes after it", start().last(leave).bytes())
    killed = start().own("import os\nos._exit(0)")
    yield Honest(
        "own_cell_ends_the_process", "the cell is left out, the rest counts", killed.bytes(), 10, "tiến trình dừng"
    )


BEYOND_LIMITS = {
    "own_cell_too_slow": ("quá thời gian", "import time\nwhile True:\n    time.sleep(0.1)"),
    "own_cell_busy_for_ever": ("quá thời gian", "while True:\n    pass"),
    "own_cell_sleeps_and_catches": (
        "quá thời gian",
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except Exception:\n        pass",
    ),
    "memory": ("quá bộ nhớ", "np.ones((10**6, 10**6)).sum()"),
}
FAILS = {
    "own_test_raises": "assert 1 + 1 == 3, 'sai rồi'",
    "own_syntax_error": "def f(:\n    pass",
    "own_name_error": "khong_co",
    "own_input": "n = int(input('n = '))",
    "own_password": "import getpass\ngetpass.getpass()",
    "module_that_is_not_there": "import khong_co",
    "magic_that_is_not_there": "%khong_co_lenh_nay",
    "cell_magic_that_is_not_there": "%%khong_co_lenh_nay\n1",
    "bash_cell": "%%bash\necho hello\nexit 3",
    "html_cell": "%%html\n<b>s</b>",
    "javascript_cell": "%%javascript\nalert(1)",
    "script_cell": "%%python3\nprint(1)",
    "debugger": "%debug",
    "breakpoint_left": "breakpoint()",
    "network": "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')",
    "other_backend": "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()",
    "recursion_without_end": "f = lambda n: f(n + 1)\nf(0)",
    "cleared_history": "%reset -f in",
    "strange_message": "raise ValueError('\\ud800' + 'x' * 10**6)",
    "own_exception_that_cannot_be_shown": "class E(Exception):\n    def __str__(self):\n        return self.loi\nraise E",
    "exception_group": "raise ExceptionGroup('nhiều lỗi', [ValueError(1), TypeError(2)])",
    "background_thread": "import threading, time\nthreading.Thread(target=lambda: [print('x') or time.sleep(0.01) for _ in range(10**6)], daemon=True).start()",
    "pasted_prompt": ">>> 1 + 1\n2",
}


def cells_of_all_kinds(start):
    """Own cells of other types and in other places."""
    work = start().own("Ghi chú: $s = 1$ 😀", make=new_markdown_cell).own("thô", make=new_raw_cell).own("")
    yield Honest("markdown_raw_and_empty_cells", "own notes cost nothing", work.bytes())
    first = start()
    first.notebook.cells.insert(0, new_code_cell("%reset -f\n%clear"))
    yield Honest("reset_in_the_first_cell", "there is nothing yet to lose", first.bytes())
    tests = start()
    for function in (S, Z, BOTH):
        tests.own(f"{function}(-1.0, 2.0, 8)\nassert False", below=f"check-{function}")
    yield Honest("own_tests_below_each_check", "own tests that fail cost nothing", tests.bytes())
    plain = start().own("calculate_s(-5.0, 10.0, -30, 50)", above=f"exercise-{Z}")
    plain.own("exp, s, z, x, alpha, beta = 3, None, None, None, None, None", above="bai-progress")
    yield Honest("own_variables_named_like_parameters", "parameters hide them", plain.bytes())


# ---------------------------------------------------------------- the program that saved the file


def programs(start):
    """The same work saved by the programs that students use."""
    for name, spec in KERNELS.items():
        work = start()
        work.notebook.metadata.pop("kernelspec")
        if spec:
            work.notebook.metadata["kernelspec"] = spec
        yield Honest(f"kernel_{name}", "the work is Python whatever the kernel is called", work.bytes())
    bare = start()
    bare.notebook.metadata = {}
    yield Honest("no_notebook_metadata", "the work is all there", bare.bytes())
    for name, dress in (
        ("colab", _colab),
        ("colab_without_labels", _colab_copy),
        ("vs_code", _vs_code),
        ("kaggle", _kaggle),
    ):
        yield Honest(name, "the work is all there", as_json(dress(json.loads(start().bytes()))))
    for minor in range(6):
        yield Honest(f"format_4_{minor}", "the work is all there", as_json(_minor(json.loads(start().bytes()), minor)))
    yield Honest("format_3", "the work is all there", nbformat.writes(start().notebook, version=3).encode())
    ran = start()
    for number, cell in enumerate(cell for cell in ran.notebook.cells if cell.cell_type == "code"):
        cell.execution_count = number + 1
        cell.outputs = [
            nbformat.v4.new_output("stream", text="x" * 100_000),
            nbformat.v4.new_output("error", ename="E"),
        ]
    yield Honest("outputs_kept", "outputs are no part of the work", ran.bytes())


KERNELS = {
    "of_conda": {"name": "conda-env-x-py", "display_name": "Python [conda env:x]", "language": "python"},
    "of_another_python": {"name": "python3.12", "display_name": "Python 3.12"},
    "missing": None,
    "of_r": {"name": "ir", "display_name": "R", "language": "R"},
}


def as_json(data, **options):
    return json.dumps(data, ensure_ascii=False, **{"indent": 1, **options}).encode()


def _colab(data):
    """Google Colab: ids moved into the metadata, its own keys in every cell and in the notebook."""
    data["nbformat_minor"] = 0
    data["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(data["cells"]):
        own = {"id": cell.pop("id")}
        if cell["cell_type"] == "code":
            own |= {"cellView": "form", "colab": {"base_uri": "https://localhost:8080/", "height": 35}}
            own |= {"outputId": f"7f3f0b5e-{number:04x}"}
        cell["metadata"] |= own
    return data


def _colab_copy(data):
    """Cells copied into a new Colab notebook: Colab's random ids, nothing of nbgrader."""
    for number, cell in enumerate(_colab(data)["cells"]):
        cell["metadata"] = {**cell["metadata"], "id": f"qX_{number:09d}"}
        cell["metadata"].pop("nbgrader", None)
    mounted = "from google.colab import drive\ndrive.mount('/content/drive')"
    opened = {"cell_type": "code", "metadata": {"id": "aa"}, "source": [mounted], "outputs": [], "execution_count": 1}
    data["cells"].insert(0, opened)
    return data


def _vs_code(data):
    """VS Code of some years ago: format 4.2, no ids, languageId in the cells, orig_nbformat in the notebook."""
    _minor(data, 2)
    data["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "orig_nbformat": 4,
        "language_info": {"name": "python", "version": "3.11.4", "file_extension": ".py"},
        "vscode": {"interpreter": {"hash": "ab"}},
    }
    for cell in data["cells"]:
        cell["metadata"] |= {"vscode": {"languageId": "python"}}
    return data


def _kaggle(data):
    """Kaggle: format 4.4, trusted cells with times, a block of its own, and its first cell above everything."""
    _minor(data, 4)
    data["metadata"]["kaggle"] = {
        "accelerator": "none",
        "dataSources": [],
        "isInternetEnabled": True,
        "language": "python",
    }
    for cell in data["cells"]:
        cell["metadata"] |= {"trusted": True, "execution": {"iopub.execute_input": "2024-01-01T00:00:00.000000Z"}}
    walk = "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder, names)"
    meta = {"_uuid": "8f2839f25d086af736a60e9eeb907d3b93b6e0e5", "_cell_guid": "b1076dfc-b9ad-4769-8c92-a6c4dae69d19"}
    data["cells"].insert(
        0, {"cell_type": "code", "metadata": meta, "source": walk, "outputs": [], "execution_count": None}
    )
    return data


def _minor(data, minor):
    data["nbformat_minor"] = minor
    for cell in data["cells"] if minor < 5 else ():
        cell.pop("id", None)
    return data


# ---------------------------------------------------------------- the bytes of the file


def files(start):
    """The same work in other bytes."""
    text = start().bytes().decode()
    data = json.loads(text)
    joined = json.loads(text)
    for cell in joined["cells"]:
        cell["source"] = "".join(cell["source"])
    returns = json.loads(text)
    for cell in returns["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    whole = {
        "windows_line_ends": text.replace("\n", "\r\n").encode(),
        "windows_line_ends_in_cells": as_json(returns),
        "byte_order_mark": text.encode("utf-8-sig"),
        "utf_16": text.encode("utf-16"),
        "utf_16_big_endian": b"\xfe\xff" + text.encode("utf-16-be"),
        "one_line": as_json(data, indent=None, separators=(",", ":")),
        "escaped_letters": json.dumps(data, ensure_ascii=True).encode(),
        "sources_in_one_string": as_json(joined),
        "blank_lines_around": f"\n\n{text}\n\n".encode(),
        "keys_in_any_order": json.dumps(data, sort_keys=True).encode(),
    }
    for name, content in whole.items():
        yield Honest(f"file_{name}", "the work is all there", content)
