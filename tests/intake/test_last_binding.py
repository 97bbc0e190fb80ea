"""The answer that counts is the one that a notebook has in the end when IPython runs it from top to bottom.

Each copy of an answer returns a number of its own; the number that comes back says which copy was the last to bind the function.
"""

import contextlib
import io
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from autograder.intake.read import Submission, SubmittedCell
from autograder.intake.restore import restore
from autograder.intake.slots import Original
from autograder.intake.status import Status

HEAD = "def calculate_s(alpha, beta, alpha_q, beta_q):"


def copy(number):
    return f'{HEAD}\n    """Tính độ co giãn."""\n    return {number}'


def indented(source):
    return "\n".join("    " + line for line in source.splitlines())


BINDS = {
    "as_it_is": "{copy}",
    "under_time": "%%time\n{copy}",
    "under_capture": "%%capture thu\n{copy}",
    "under_prun": "%%prun -q\n{copy}",
    "time_above_capture": "%%time\n%%capture\n{copy}",
    "capture_above_time": "%%capture\n%%time\n{copy}",
    "blank_line_above_time": "\n%%time\n{copy}",
    "magic_line_above": "%precision 3\n{copy}",
    "question_above": "len?\n{copy}",
    "shell_line_above": "ten = !echo chào\n{copy}",
    "prompts": ">>> calculate_s = lambda *a: {number}",
    "lambda": "calculate_s = lambda alpha, beta, alpha_q, beta_q: {number}",
    "time_line": "%time calculate_s = lambda *a: {number}",
    "partial": "from functools import partial\ndef hang(n, *a):\n    return n\ncalculate_s = partial(hang, {number})",
    "object_that_can_be_called": "class Hang:\n    def __call__(self, *a):\n        return {number}\ncalculate_s = Hang()",
    "decorated": "import functools\n@functools.lru_cache\n{copy}",
    "in_try": "try:\n{indented}\nexcept Exception:\n    pass",
    "in_except": "try:\n    1 / 0\nexcept ZeroDivisionError:\n{indented}",
    "in_else": "if False:\n    pass\nelse:\n{indented}",
    "in_a_loop": "for lan in range(2):\n{indented}",
    "by_walrus": "print(calculate_s := lambda *a: {number})",
    "as_a_loop_variable": "for calculate_s in [lambda *a: {number}]:\n    pass",
    "by_with": "import contextlib\nwith contextlib.nullcontext(lambda *a: {number}) as calculate_s:\n    pass",
    "by_match": "match [lambda *a: {number}]:\n    case [calculate_s]:\n        pass",
    "by_a_star": "calculate_s, *con = [lambda *a: {number}, 2]",
    "by_exec": "exec('calculate_s = lambda *a: {number}')",
    "by_globals": "globals()['calculate_s'] = lambda *a: {number}",
    "by_a_global_statement": "def dat():\n    global calculate_s\n    calculate_s = lambda *a: {number}\ndat()",
    "by_run_cell": "get_ipython().run_cell('calculate_s = lambda *a: {number}');",
    "by_push": "get_ipython().push({{'calculate_s': lambda *a: {number}}})",
    "error_below": "{copy}\n1 / 0",
    "return_below": "{copy}\nreturn 1",
    "await_below": "{copy}\nimport asyncio\nawait asyncio.sleep(0)",
}
BINDS_NOTHING = {
    "under_timeit": "%%timeit -n1 -r1\n{copy}",
    "under_writefile": "%%writefile ban_sao.py\n{copy}",
    "under_bash": "%%bash\n{copy}",
    "under_html": "%%html\n{copy}",
    "under_python": "%%python3\n{copy}",
    "under_an_unknown_magic": "%%khong_co_lenh_nay\n{copy}",
    "time_above_timeit": "%%time\n%%timeit -n1 -r1\n{copy}",
    "below_if_false": "if False:\n{indented}",
    "below_if_zero": "if 0:\n{indented}",
    "below_while_false": "while False:\n{indented}",
    "below_a_false_condition": "so = 1\nif so > 2:\n{indented}",
    "in_an_empty_loop": "for lan in []:\n{indented}",
    "syntax_error": "{copy}\n  lỗi thụt lề",
    "smart_quotes": "{copy}\nten = “s”",
    "argument_twice": "def calculate_s(alpha, alpha):\n    return {number}",
    "error_above": "1 / 0\n{copy}",
    "import_that_fails": "from khong_co import gi_ca\n{copy}",
    "decorator_that_fails": "@khong_co\n{copy}",
    "default_that_fails": "def calculate_s(alpha=khong_co):\n    return {number}",
    "import_of_it_that_fails": "from khong_co import calculate_s",
    "error_in_time": "%%time\n1 / 0\n{copy}",
    "inside_a_function": "def khac():\n{indented}",
    "inside_a_text": "ban_sao = '''\n{copy}\n'''",
}
UNBINDS = {
    "deleted": "{copy}\ndel calculate_s",
    "deleted_by_magic": "%xdel calculate_s",
    "deleted_alone": "del calculate_s",
}
PIECES = BINDS | BINDS_NOTHING | UNBINDS


def written(pieces):
    """The text of each named piece with a number of its own."""
    copies = [copy(number) for number in range(1, len(pieces) + 1)]
    return [
        PIECES[name].format(copy=text, indented=indented(text), number=number)
        for number, (name, text) in enumerate(zip(pieces, copies), 1)
    ]


def submission(instructor, sources, labels):
    """The lesson with these cells in place of its first answer."""
    cells = []
    for cell in instructor.cells:
        texts = sources if cell.metadata.nbgrader.grade_id == "calculate_s" else [cell.source]
        for source in texts:
            label = cell.metadata.nbgrader.grade_id if labels == "kept" else None
            cells.append(SubmittedCell(cell.cell_type, source, None, label))
    return Submission(tuple(cells), Status.OK, ())


@pytest.fixture(scope="module")
def in_the_end(tmp_path_factory):
    """What calculate_s gives after these code cells ran: a number, or the name of the error."""
    shell = InteractiveShell.instance()
    shell.run_line_magic("xmode", "Minimal")  # nobody reads the tracebacks
    folder = tmp_path_factory.mktemp("notebook")

    def run(sources):
        shell.user_ns.pop("calculate_s", None)
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            for source in sources:
                others.submit(shell.run_cell, source).result()
            try:
                return shell.user_ns["calculate_s"](0, 1, 2, 3)
            except Exception as error:
                return type(error).__name__

    with ThreadPoolExecutor(max_workers=1) as others:  # no loop of another test's browser runs in its thread
        yield run


def of_both(instructor, in_the_end, pieces, labels):
    """(what the notebook as handed in gives, what the restored one gives, the restored notebook)."""
    handed_in = submission(instructor, written(pieces), labels)
    result = restore(handed_in, Original.of(deepcopy(instructor)))
    truth = in_the_end([cell.source for cell in handed_in.cells if cell.cell_type == "code"])
    return truth, in_the_end([cell.source for cell in result.notebook.cells if cell.cell_type == "code"]), result


@pytest.mark.parametrize("labels", ["kept", "lost"])
@pytest.mark.parametrize("name", BINDS)
def test_copy_that_binds(instructor, in_the_end, name, labels):
    """Does a later copy count that binds the function, in whatever way?"""
    truth, graded, _ = of_both(instructor, in_the_end, ["as_it_is", name], labels)
    assert graded == truth == 2


@pytest.mark.parametrize("labels", ["kept", "lost"])
@pytest.mark.parametrize("name", BINDS_NOTHING)
def test_copy_that_binds_nothing(instructor, in_the_end, name, labels):
    """Does the earlier copy count where a later one binds nothing?"""
    truth, graded, _ = of_both(instructor, in_the_end, [name, "as_it_is", name], labels)
    assert graded == truth == 2


@pytest.mark.parametrize("labels", ["kept", "lost"])
@pytest.mark.parametrize("name", BINDS_NOTHING)
def test_only_copy_binds_nothing(instructor, in_the_end, name, labels):
    """Is a copy that binds nothing still the answer that is shown, where there is no other?"""
    truth, graded, result = of_both(instructor, in_the_end, [name], labels)
    assert graded == truth == "KeyError"
    assert "calculate_s" in result.answered


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=5), st.sampled_from(["kept", "lost"]))
@example(["as_it_is", "import_of_it_that_fails", "deleted"], "lost")
@example(["by_exec"], "lost")
@example(["error_above", "by_globals", "under_timeit"], "kept")
def test_any_copies(instructor, in_the_end, pieces, labels):
    """Do any copies, in any order, leave the function that they leave in Jupyter?"""
    truth, graded, _ = of_both(instructor, in_the_end, pieces, labels)
    assert graded == truth
