"""What can a submission's process do to its grader? Limits and data, in every kind of sandbox."""

import hashlib
import io
import json
import struct
import sys

import numpy as np
import pytest

from autograder.grading.outputs import as_outputs
from autograder.sandbox import Ended, Limits, Sandbox
from autograder.sandbox.inside.frames import LENGTH, BadFrame, read_frame, write_frame
from autograder.sandbox.sandboxes import unavailable
from course.checking import plain
from course.checking.frozen import Raised, Returned

QUICK = Limits(cell_seconds=1, call_seconds=0.5, total_seconds=20, memory_bytes=1024**3)


@pytest.fixture(scope="module", params=["bubblewrap", "landlock", pytest.param("none", marks=pytest.mark.robust)])
def sandbox(request, missing_part):
    """Every kind of sandbox (and none), each started once."""
    if request.param != "none" and (reason := unavailable(request.param)):
        missing_part(reason)
    with Sandbox(request.param, QUICK) as opened:
        yield opened


@pytest.fixture
def session(sandbox):
    with sandbox.session() as running:
        yield running


def test_value_comes_back(session):
    """Does a call return the student's value, with its dtype?"""
    session.run("import numpy as np\ndef double(x):\n    return 2 * x")
    outcome = next(session.call("double", [[plain.encode(np.array([1, 2], dtype=np.int8))]]))
    assert isinstance(outcome, Returned)
    assert outcome.value.dtype == np.int8 and outcome.value.tolist() == [2, 4]


def test_outputs(session):
    """Are prints, results, figures and errors kept as outputs?"""
    outputs = session.run("import matplotlib.pyplot as plt\nprint('chào')\nplt.plot([1, 2]);\n1 + 1")
    kinds = {key for output in outputs for key in output}
    assert {"stream", "display", "result"} <= kinds
    assert any("image/png" in output.get("display", {}) for output in outputs)
    assert {"result": {"text/plain": "2"}} in outputs
    assert session.run("1/0")[0]["error"] == "ZeroDivisionError"


def test_drawings_of_the_course(session):
    """Is a figure of the lesson that a student's own cell draws kept as a picture, with its words, and a slider's too?"""
    drawn = "import numpy as np\nfrom course import plots, widgets\nplots.matmul_error(np.zeros((2, 2)), np.zeros((2, 2), bool))"
    [shown] = session.run(drawn)
    assert "image/png" in shown["result"] and shown["result"]["text/plain"].startswith("Bảng 2 hàng 2 cột")
    [kept] = as_outputs([shown], Limits())
    assert kept.output_type == "execute_result" and set(kept.data) == {"image/png", "text/plain"}
    moved = "widgets.explore(lambda b: plots.merged_histogram([b, 1], [1, 2]), b=widgets.Slider('b', 1, 1, 3, 1))"
    assert not [output for output in session.run(moved) if "error" in output]


def test_raising(session):
    """Is an exception the student's own, with its line?"""
    session.run("def f(x):\n    return x / 0")
    outcome = next(session.call("f", [[1]]))
    assert (outcome.kind, outcome.line, outcome.code) == ("ZeroDivisionError", 2, "return x / 0")


def test_missing_function(session):
    """Is a function that was never defined said to be missing?"""
    assert next(session.call("nothing", [[]])).kind == "NameError"


def test_warnings_prints_and_input_cost_nothing(session):
    """Do warnings, prints and input() leave the channel alone?"""
    session.run(
        "import numpy as np, sys, os\n"
        "def f(x):\n    print('x' * 10**6); sys.stderr.write('y'); os.write(1, b'z'); np.float64(1) / np.float64(0)\n    return x"
    )
    assert next(session.call("f", [[5]])) == Returned(5)
    assert session.run("input()")[-1]["error"] in ("EOFError", "StdinNotImplementedError")


@pytest.mark.skipif(sys.platform == "win32", reason="no timers there: the grader ends the process instead")
def test_endless_loop_is_interrupted(session):
    """Does an endless loop end, and the next call still work?"""
    session.run("def loop():\n    while True: pass\ndef one():\n    return 1")
    assert next(session.call("loop", [[]])).kind == "TimeoutError"
    assert next(session.call("one", [[]])) == Returned(1)


@pytest.mark.skipif(sys.platform == "win32", reason="no timers there: nothing to ignore")
def test_loop_that_ignores_interrupts(sandbox):
    """Is a loop that ignores its own deadline ended from outside?"""
    with sandbox.session() as session:
        with pytest.raises(Ended) as end:
            session.run("import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass")
        assert end.value.reason == "timeout"


def test_memory_bomb(sandbox):
    """Does a huge array fail in the student's process, or end it, and nothing else?"""
    with sandbox.session() as session:
        try:
            outputs = session.run("import numpy as np\nx = np.ones(10**10)")
            assert "MemoryError" in outputs[0]["error"]
        except Ended as end:
            assert end.reason in ("memory", "crash")


@pytest.mark.parametrize("code", ["import os; os._exit(0)", "import os; os.abort()"], ids=["exit", "abort"])
def test_process_that_leaves(sandbox, code):
    """Is a process that leaves in the middle a crash, never a pass?"""
    with sandbox.session() as session, pytest.raises(Ended) as end:
        session.run(code)
        next(session.call("f", [[]]))
    assert end.value.reason in ("crash", "protocol")


def test_exits_are_caught(session):
    """Does sys.exit() in a function count as that function's error only?"""
    session.run("import sys\ndef f():\n    sys.exit(0)")
    assert next(session.call("f", [[]])).kind == "SystemExit"


@pytest.mark.parametrize(
    "value",
    [
        "object()",
        "lambda: 1",
        "type('E', (), {'__eq__': lambda s, o: True})()",
        "np.array([object()])",
        "'x' * 10**8",
        "float",
    ],
)
def test_what_is_not_plain_does_not_cross(session, value):
    """Does only plain data come back?"""
    session.run(f"import numpy as np\ndef f():\n    return {value}")
    try:
        assert isinstance(next(session.call("f", [[]])), Raised)
    except Ended as end:
        assert end.reason == "protocol"


def test_no_grader_in_reach(session):
    """Can the student's process import neither grader, reference nor exercises, and sees no course path?"""
    output = session.run("import autograder")
    assert output[0]["error"] == "ModuleNotFoundError"
    shown = session.run("import sys, os; print(sys.path, os.getcwd(), sorted(os.environ))")[0]["text"]
    from autograder.course_folder import ROOT

    assert f"'{ROOT}'" not in shown and f"'{ROOT}/autograder" not in shown


def test_names_of_an_example(session):
    """Is what only an example cell bound hidden while functions are called, and only then?"""
    session.run("z_Y = 5", is_example=True)
    session.run("def f():\n    return z_Y")
    assert next(session.call("f", [[]])).kind == "NameError"
    assert session.run("z_Y") == [{"result": {"text/plain": "5"}}]


def test_names_of_the_student(session):
    """Does a name that the student bound, too, have the student's value while functions are called?"""
    session.run(
        "limits, count, same = 7, 0, 3\ndef f():\n    global count\n    count += 1\n    return limits, count, same"
    )
    session.run("limits, count, same = None, 100, 3", is_example=True)
    assert list(session.call("f", [[], []])) == [Returned((7, 1, 3)), Returned((7, 2, 3))]
    session.run("limits = 8")
    assert next(session.call("f", [[]])) == Returned((8, 3, 3))


ELSEWHERE = {
    "colab_drive": "from google.colab import drive\ndrive.mount('/content/drive')",
    "colab_upload": "from google.colab import files\nfor ten in files.upload():\n    print(ten)",
    "colab_beside_another": "import math, google.colab as colab\nmath.pi",
    "colab_under_time": "%%time\nfrom google.colab import drive",
    "kaggle_secret": "from kaggle_secrets import UserSecretsClient\nUserSecretsClient().get_secret('a')",
    "browser_install": "import piplite\nawait piplite.install('numpy')",
    "figures_that_move": "%matplotlib widget",
    "figures_in_a_window": "%matplotlib tk",
    "extension_and_its_magic": "%load_ext autotime\n%autotime on",
    "conda": "%conda install numpy",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_of_another_platform(session, name):
    """Does a line that only works on another platform stop nothing, with a word that it was skipped?"""
    outputs = session.run(f"{ELSEWHERE[name]}\nlast = 'run'")
    assert [output for output in outputs if "error" in output] == []
    assert "Bộ chấm bỏ qua" in outputs[0]["text"]
    assert session.run("last") == [{"result": {"text/plain": "'run'"}}]


@pytest.mark.parametrize("source", ["import khong_co", "%khong_co", "1 / 0"])
def test_other_failures_stop_a_cell(session, source):
    """Does a cell that fails for another reason stop there, as in a notebook?"""
    session.run(f"{source}\nlast = 'run'")
    assert session.run("last")[0]["error"] == "NameError"


def test_own_way_without_a_platform(session):
    """Does a cell that asks for Colab itself learn that it is not there?"""
    source = "try:\n    import google.colab\n    there = True\nexcept ImportError:\n    there = False"
    session.run(source)
    assert session.run("there") == [{"result": {"text/plain": "False"}}]


BROKEN = {
    "smart_quotes": ("def f():\n    return “x”", ("SyntaxError", 2, "return “x”")),
    "zero_width_space": ("def f():\n    re\u200bturn 1", ("SyntaxError", 2, "re\u200bturn 1")),
    "missing_module": ("import khong_co\ndef f():\n    return 1", ("ModuleNotFoundError", 1, "import khong_co")),
    "indentation": ("def f():\nreturn 1", ("IndentationError", 2, "return 1")),
    "error_above": ("x = 1\nx / 0\ndef f():\n    return 1", ("ZeroDivisionError", 2, "x / 0")),
    "error_under_time": ("%%time\n1 / 0\ndef f():\n    return 1", ("ZeroDivisionError", 2, "1 / 0")),
    "timeit": ("%%timeit -n1 -r1\ndef f():\n    return 1", ("", 0, "%%timeit -n1 -r1")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_cell(session, name):
    """Is a function whose cell is broken, and one that calls it, told with that cell's error and line?"""
    source, told = BROKEN[name]
    session.run(source)
    session.run("def g():\n    return f()")
    for function in ("f", "g"):
        missing = next(session.call(function, [[]])).missing
        assert (missing.name, (missing.kind, missing.line, missing.code)) == ("f", told)


def test_broken_cell_that_was_mended(session):
    """Is nothing missing any more once a later cell binds the name?"""
    session.run("def f(:\n    return 1")
    session.run("def f():\n    return 1")
    assert next(session.call("f", [[]])) == Returned(1)
    session.run("def g():\n    return gi_do")
    assert next(session.call("g", [[]])).missing is None


def test_folder_is_empty_and_goes(sandbox):
    """Does each submission start in a folder of its own that is removed with it?"""
    with sandbox.session() as session:
        session.run("open('de_lai.txt', 'w').write('x')")
    with sandbox.session() as session:
        assert "de_lai" not in session.run("import os; print(os.listdir('.'))")[0]["text"]


def test_files_beside(sandbox):
    """Are files that were handed in beside the notebook there before its first cell, whole, and never in a library's place?"""
    files = (
        ("data/a.csv", b"1\n2\n"),
        ("goi/con.py", b"x = 5"),
        ("helper.py", "def hai():\n    return 2  # ấ".encode()),
        ("numpy.py", b"1 / 0"),
        ("random.py", b"1 / 0"),
        ("to.bin", bytes(range(256)) * 80_000),
    )
    for _ in range(2):  # each process gets them anew
        with sandbox.session(files=files) as session:
            told = session.run(
                "import numpy as np, random, hashlib\nfrom helper import hai\nfrom goi.con import x\n%run helper.py\n"
                "print(hai() + x, np.loadtxt('data/a.csv').sum(), random.random() < 1, hashlib.sha256(open('to.bin', 'rb').read()).hexdigest())\n"
                "open('helper.py', 'w').write('')"
            )
            assert told[0] == {"stream": "stdout", "text": f"7 3.0 True {hashlib.sha256(files[-1][1]).hexdigest()}\n"}
            assert session.refused == []


def test_file_beside_that_finds_no_room(sandbox):
    """Is a file told that could not be written, and does the session go on?"""
    with sandbox.session(files=(("a", b"1"), ("a/b.txt", b"2"), ("c.txt", b"3"))) as session:
        assert session.refused == ["a/b.txt"]
        assert session.run("print(open('c.txt').read())")[0]["text"] == "3\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"\0",
        LENGTH.pack(2**31),
        LENGTH.pack(4) + b"nope",
        LENGTH.pack(2) + b"[]",
        LENGTH.pack(9) + b"{}",
        struct.pack(">I", 5) + b"\xff" * 5,
    ],
    ids=["half_a_length", "gigantic", "not_json", "not_an_object", "cut_short", "not_text"],
)
def test_bad_frames(raw):
    """Is every frame that is none refused without reading further?"""
    with pytest.raises(BadFrame):
        read_frame(io.BytesIO(raw))


def test_frames_round_trip():
    """Does a frame come back as it went, and the end of the stream as None?"""
    stream = io.BytesIO()
    write_frame(stream, {"a": [1, "ấ"]})
    stream.seek(0)
    assert (read_frame(stream), read_frame(stream)) == (json.loads('{"a": [1, "ấ"]}'), None)


def test_too_much_is_sent(sandbox):
    """Is a submission ended that answers more than its grader would ever keep, also where each answer is small enough?"""
    with sandbox.session() as session:
        session.run("def f(x):\n    return 'x' * 5_000_000")
        with pytest.raises(Ended, match="sent"):
            list(session.call("f", [[1]] * 20))


def test_memory_while_it_answers(sandbox):
    """Is memory watched also where answers never let the grader wait?"""
    if sandbox.kind != "bubblewrap":
        pytest.skip("needs several processes that are counted together")
    with sandbox.session() as session:
        session.run(
            "import os, time\n"
            "for _ in range(3):\n"
            "    if os.fork() == 0:\n"
            "        hold = bytearray(b'x') * (400 << 20)\n"
            "        time.sleep(30)\n"
            "        os._exit(0)\n"
            "def f(x):\n    time.sleep(0.01)\n    return x"
        )
        with pytest.raises(Ended, match="memory"):
            list(session.call("f", [[1]] * 800, careful=True))


def test_nobody_listens_for_ever():
    """Is the thread that listens to a process gone with it, also where nobody took what came?"""
    with Sandbox("none", QUICK) as opened:
        with opened.session() as session:
            session.run("def f(x):\n    return 'x' * 1_000_000")
            next(session.call("f", [[1]] * 20, careful=True))
            listener = session.process.listener
        assert not listener.is_alive()
