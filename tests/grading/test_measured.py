"""Is a function of which something is measured graded in the sandbox: by steps, on what nobody has, whatever it answers?"""

import json
import os
import time

import nbformat
import pytest
import small_project
from small_project import LARGER, LESSON

from autograder import exercises
from autograder.diagnosis.rooms import Rooms
from autograder.exercises.bai13_do_an import hidden
from autograder.exercises.versions import edited
from autograder.exercises.written import answered, as_bytes
from autograder.feedback.verdict_html import is_ours
from autograder.gradebook.summary import Ranked, Summary
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose
from autograder.sandbox.session import Refused, Session
from course import tiny_lm
from course.checking import report
from course.checking.judge import OPEN, RIGHT, WRONG


@pytest.fixture(scope="module")
def grade(tmp_path_factory):
    """Grade the small lesson with some functions written another way; `right`: {function: solution}."""
    load, patch = exercises.load, pytest.MonkeyPatch()
    patch.setattr(exercises, "load", lambda name: small_project.ASKED if name == LESSON else load(name))
    lesson, right = small_project.lesson(tmp_path_factory.mktemp("project"))
    with Sandbox(choose(), lesson.limits, lesson.files) as sandbox:

        def graded(**sources):
            content = as_bytes(answered(lesson.released, {**right, **sources}))
            return grade_submission(read_bytes(content), lesson, sandbox)

        graded.right, graded.lesson = right, lesson
        yield graded
    patch.undo()


def compressing(grade, *lines):
    """The lesson's compress with these lines in front of its return."""
    return grade.right["compress"].replace(
        "    return packed", "".join(f"    {line}\n" for line in lines) + "    return packed"
    )


def of_compress(graded):
    [verdict] = [one for one in graded.verdicts if one.exercise.function == "compress"]
    return verdict, [part.state for part in verdict.parts]


def test_right(grade):
    """Does a right answer earn every step, and is what a ranking goes by kept, of the model that nobody has?"""
    graded = grade()
    verdict, states = of_compress(graded)
    assert states == [RIGHT] * 3 and graded.earned == 10
    unseen = verdict.measured[1]
    assert unseen.hidden and graded.summary.ranked == (
        Ranked("compress", round(unseen.ratio, 6), 20_704, "10 Q4_0, 5 Q5_0"),
    )
    assert Summary.from_json(graded.summary.to_json()) == graded.summary


def test_page_shows_the_picture_and_nothing_hidden(grade):
    """Is what the graded notebook shows HTML of the grader's own, with a bar a matrix, and nothing of the text or the model?"""
    text = str(hidden.windows()[0, :5].tolist())[1:-1]
    weight = f"{float(grade.lesson.frozen.exercises[1].cases[1].args['P']['token_embd'][0, 0]):.6g}"
    for sources in ({}, {"compress": edited(grade.right["compress"], {LARGER: "()"})}, {"compress": "1 / 0"}):
        graded = grade(**sources)
        html = report.html(of_compress(graded)[0], anchor="#bai-")
        assert is_ours(html)
        assert ("<svg role='img'" in html) == ("1 / 0" not in sources.values())
        whole = nbformat.writes(graded.notebook) + graded.summary.to_json()
        assert text not in whole and weight not in whole and tiny_lm.decode(hidden.windows()[0]) not in whole


STEPS = {
    "one_good_idea": ({LARGER: '("token_embd",)'}, [RIGHT, WRONG, WRONG], None),
    "one_kind": ({LARGER: "()"}, [WRONG] * 3, "mọi ma trận một kiểu"),
    "over_the_budget": ({LARGER: "tuple(gguf.MATRICES)"}, [WRONG] * 3, None),
}


@pytest.mark.parametrize("edits, needed, name", STEPS.values(), ids=STEPS)
def test_steps(grade, edits, needed, name):
    """Is each step earned that both models reach, is a listed choice named, and has who earns nothing no rank?"""
    graded = grade(compress=edited(grade.right["compress"], edits))
    verdict, states = of_compress(graded)
    assert states == needed and (verdict.mistake.name if verdict.mistake else None) == name
    assert len(graded.summary.ranked) == (needed[0] == RIGHT)


def test_stub(grade):
    """Does an untouched stub earn nothing, and read as not done, at the first step?"""
    untouched = 'def compress(P, tokens, budget):\n    # TODO 2: đủ\n    raise NotImplementedError("TODO 2: chưa làm")'
    verdict, states = of_compress(grade(compress=untouched))
    assert states == [WRONG] * 3 and verdict.untouched_todo == "TODO 2"
    [released] = [cell.source for cell in grade.lesson.released.cells if "def compress" in cell.source]
    assert "TODO 2: chưa làm" in released and "TODO 4: làm tốt hơn nữa" in released


def test_what_the_own_run_earns_stays(grade):
    """Does compress keep the step that it earns with blocks of its own form, though right ones make it stop?"""
    own = grade.right["q4_0_blocks"].replace("    return ", "    return (lambda blocks: [blocks])(") + ")"
    one_idea = edited(grade.right["compress"], {LARGER: '("token_embd",)'})
    source = one_idea.replace("q4_0_blocks(", "own_blocks(").replace(
        "def compress", "def own_blocks(x):\n    [blocks] = q4_0_blocks(x)\n    return blocks\n\n\ndef compress"
    )
    verdict, states = of_compress(grade(q4_0_blocks=own, compress=source))
    assert states == [RIGHT, WRONG, WRONG] and verdict.pattern is None and verdict.mistake is None


def test_blocks_that_are_asked_for_too_often(grade, monkeypatch):
    """Is an earlier function named, and what may be its fault not lost, where too much would have to be sent to see?"""
    monkeypatch.setattr(grade.lesson.diagnosis.stand_ins, "of", lambda names, spent: dict.fromkeys(names, refusing))
    verdict, states = of_compress(grade(q4_0_blocks="def q4_0_blocks(x):\n    return x"))
    assert states == [OPEN] * 3 and verdict.earlier.function == "q4_0_blocks"


def refusing(*_):
    raise Refused


def test_behind_a_wrong_earlier_function(grade, monkeypatch):
    """Does compress keep its points where the blocks it calls for are wrong, and is nothing tried but right blocks?"""
    opened = []
    real = Rooms.open_own
    monkeypatch.setattr(
        Rooms, "open_own", lambda self, stand_ins: opened.append(sorted(stand_ins)) or real(self, stand_ins)
    )
    monkeypatch.setattr(Rooms, "open", None)
    wrong = grade.right["q4_0_blocks"].replace("np.float32(8.5)", "np.float32(3)")
    verdict, states = of_compress(grade(q4_0_blocks=wrong))
    assert states == [RIGHT] * 3 and verdict.earlier.function == "q4_0_blocks"
    assert opened.count(["q4_0_blocks"]) == 1


def test_little_is_tried(grade, monkeypatch):
    """Is nothing of a wrong compress tried in other ways, each of which would take its time?"""
    monkeypatch.setattr(Rooms, "open", None)
    monkeypatch.setattr(Rooms, "open_alone", None)
    verdict, states = of_compress(grade(compress=edited(grade.right["compress"], {LARGER: '("output",)'})))
    assert states == [WRONG] * 3 and verdict.repair is None


def test_called_once_a_case(grade, monkeypatch):
    """Is a right function called once in each case: the time of one more call would be lost?"""
    asked, call = [], Session.call

    def counted(session, function, calls, careful=False):
        asked.extend([function] * len(calls))
        return call(session, function, calls, careful)

    monkeypatch.setattr(Session, "call", counted)
    assert of_compress(grade())[1] == [RIGHT] * 3 and asked.count("compress") == 2


# --- attacks ---

ATTACKS = {
    "float_weights": ["packed = gguf.rows(P)"],
    "float_weights_as_bytes": [
        'packed = {name: ("Q8_0", rows.astype("<f4").view(np.uint8)) for name, rows in gguf.rows(P).items()}'
    ],
    "more_than_fits": ['packed["output"] = ("Q8_0", np.zeros((10**7, 34), np.uint8))'],
    "objects": ['packed["output"] = ("Q4_0", np.array([object()]))'],
    "names_that_are_none": ['packed[None] = packed.pop("output")'],
    "half_a_million_names": ['packed.update({"x%d" % n: 0 for n in range(500_000)})'],
    "infinite_steps": ["for _, blocks in packed.values():", "    blocks[:, :2] = np.array([0x00, 0x7C], np.uint8)"],
    "patched_perplexity": [
        "tiny_lm.perplexity = lambda *rest, **more: 1.0",
        "packed = {name: ('Q4_0', np.zeros((rows.size // 32, 18), np.uint8)) for name, rows in gguf.rows(P).items()}",
    ],
    "patched_measure": [
        "from course.checking import measures, packed_model",
        "packed_model.measured = packed_model._faults = lambda *rest: ()",
        "measures.MEASURES = {}",
        "packed = {name: ('Q4_0', np.zeros((rows.size // 32, 18), np.uint8)) for name, rows in gguf.rows(P).items()}",
    ],
    "a_model_of_zeros": [
        "for array in P.values():",
        "    array *= 0",
        "packed = {name: ('Q4_0', q4_0_blocks(rows.ravel())) for name, rows in gguf.rows(P).items()}",
    ],
}


@pytest.mark.parametrize("lines", ATTACKS.values(), ids=ATTACKS)
def test_attacks_earn_nothing(grade, lines):
    """Does no answer earn a point that is not blocks of the model it was given, within the budget, and stop or slow nobody?"""
    source = compressing(grade, *lines)
    start = time.thread_time()
    graded = grade(compress=source)
    assert time.thread_time() - start < 10
    assert of_compress(graded)[1] == [WRONG] * 3 and all(one.ratio > 1.1 for one in graded.summary.ranked)
    assert of_compress(grade())[1] == [RIGHT] * 3  # the next student's is measured as ever


def test_another_models_blocks(grade):
    """Does one who packs the model that students have, whatever is asked, earn nothing by the visible case?"""
    source = edited(grade.right["compress"], {"gguf.rows(P)": "gguf.rows(tiny_lm.load(0))"})
    verdict, states = of_compress(grade(compress=source))
    assert states == [WRONG] * 3 and verdict.failure.case.hidden


LOOKS = """def compress(P, tokens, budget):
    import gc, glob, importlib, os, sys
    found = []
    for name in ("autograder", "autograder.exercises.bai13_do_an.hidden"):
        try:
            found.append(importlib.import_module(name).__name__)
        except ImportError:
            pass
    for root in sys.path + [os.getcwd(), os.path.expanduser("~"), "/", {root!r}]:
        found += glob.glob(os.path.join(root or ".", "**", "hidden.npz"), recursive=True)[:1] if root != "/" else []
    if os.path.exists({path!r}):
        found.append("path")
    held = [one for holder in gc.get_objects() for one in gc.get_referents(holder) if isinstance(one, np.ndarray)]
    arrays = [one for one in held if one.shape == {shape!r}]
    found += [] if any(one.shape == tokens.shape for one in held) else ["this search finds nothing"]
    frame = sys._getframe()
    while frame:
        found += [name for name in frame.f_locals if name in ("needed", "windows", "text")]
        frame = frame.f_back
    raise ValueError(f"FOUND {{found}} {{len(arrays)}} {{sorted(P)[:1]}} {{tokens.shape}}")
"""


def test_reads_what_it_should_not(grade):
    """Does a function that looks for the hidden text, the model's file and the bars find none in its process?"""
    root = os.path.dirname(os.path.dirname(exercises.__file__))
    source = LOOKS.format(root=root, path=str(hidden.FILE), shape=hidden.windows().shape)
    verdict, states = of_compress(grade(compress=source))
    assert states == [WRONG] * 3
    assert "FOUND [] 0 ['blk.0.attn_k'] (8, 65)" in json.dumps(report.text(verdict))
