"""Is an answer of which many are right judged by what is measured of it, whatever it is, and said so that one can go on?"""

import time
import warnings
from dataclasses import replace

import numpy as np
import pytest
from packed import BUDGET, EMBEDDING, GOOD, MADE_OF, STEPS, asked, model, pack

from autograder import reference
from course import gguf, tiny_lm
from course.checking import lesson_json, measures, packed_model, plain, report
from course.checking.compare import Property
from course.checking.frozen import FrozenLesson, Mistake, Raised, Returned
from course.checking.inputs import Inputs
from course.checking.judge import OPEN, RIGHT, WRONG, Earlier, judge
from course.checking.lesson import call


def verdict_on(make, exercise=None, **more):
    """The verdict on a function that makes its answer of the model alone."""
    exercise = exercise or asked()
    outcomes = [call(lambda P, tokens, budget: make(P), case.args) for case in exercise.cases]
    return judge(exercise, outcomes, **more)


def states(verdict):
    return [part.state for part in verdict.parts]


ANSWERS = {
    "all_steps": (lambda P: pack(P, GOOD), [RIGHT, RIGHT, RIGHT]),
    "one_good_idea": (lambda P: pack(P, EMBEDDING), [RIGHT, WRONG, WRONG]),
    "nothing_chosen": (lambda P: pack(P), [WRONG, WRONG, WRONG]),
    "over_the_budget": (lambda P: pack(P, EMBEDDING, "Q8_0"), [WRONG, WRONG, WRONG]),
}


@pytest.mark.parametrize("make, needed", ANSWERS.values(), ids=ANSWERS)
def test_steps(make, needed):
    """Does each step earn its points by itself, and does what is too large earn nothing?"""
    verdict = verdict_on(make)
    assert states(verdict) == needed and verdict.earned == needed.count(RIGHT)
    assert bool(verdict.failure) == (WRONG in needed)


def first_line(verdict, label):
    return next(line for line in report.text(verdict).splitlines() if label in line)


def test_what_is_said_of_bytes():
    """Does one who is over the budget read how many bytes there are, and how many may be?"""
    verdict = verdict_on(lambda P: pack(P, EMBEDDING, "Q8_0"))
    assert "Đo được: 21 024 byte" in report.text(verdict)
    assert "TODO 5 cần nhiều nhất 20 774 byte" in report.text(verdict)
    assert "14 Q4_0, 1 Q8_0; chưa xếp hạng được" in report.text(verdict)


def test_what_is_said_of_perplexity():
    """Does one who misses a step read what was measured beside the model as it was, the bar that is missed, and its hint?"""
    verdict = verdict_on(lambda P: pack(P, EMBEDDING))
    found = packed_model.measured(pack(model(0), EMBEDDING), *_of_case(0))
    assert f"độ bối rối {found.perplexity:.2f} so với {found.base:.2f} của mô hình gốc: gấp {found.ratio:.3f}" in (
        first_line(verdict, "Đo được")
    )
    assert "TODO 6 cần gấp nhiều nhất 1.065" in first_line(verdict, "Cần có")
    assert "Gợi ý cho TODO 6: TODO 6?" in report.text(verdict)


def _of_case(place):
    case = asked().cases[place]
    return case.args, case.needed, case.label, case.hidden


def test_right_answers_have_a_line_and_a_picture():
    """Does a right answer show where its bytes went, told in words, too, and what a ranking goes by, a line a case?"""
    verdict = verdict_on(lambda P: pack(P, GOOD))
    assert report.text(verdict).count("Để xếp hạng, không thêm điểm") == 2
    assert "10 Q4_0, 5 Q5_0" in report.text(verdict)
    html = report.html(verdict)
    assert html.count("<svg role='img'") == len(gguf.MATRICES)
    assert "aria-label='token_embd: Q5_0, 2 288 byte'" in html and "640 byte là hệ số" in html


def test_nothing_hidden_is_shown():
    """Is nothing said of a hidden text and a hidden model but what was measured, whatever is answered?"""
    weights = f"{hidden_number():.6g}"
    answers = [lambda P: pack(P), lambda P: None, lambda P: P, lambda P: 1 / 0]
    for verdict in (verdict_on(make) for make in answers):
        for shown in (report.text(verdict), report.html(verdict), str(report.example(verdict))):
            assert weights not in shown and str(asked().cases[1].needed["text"][0, :3].tolist())[1:-1] not in shown


def hidden_number():
    return float(asked().cases[1].args["P"]["token_embd"][0, 0])


def test_told_in_place_of_what_is_needed():
    """Where a call raises, is what is needed told in words?"""
    verdict = verdict_on(lambda P: 1 / 0)
    assert states(verdict) == [WRONG] * 3
    assert "Cần có: đủ 15 ma trận, nhiều nhất 20 774 byte, độ bối rối gấp nhiều nhất 1.05 lần" in report.text(verdict)


# --- answers that are none ---


class Liar(dict):
    """A dict that says it holds everything."""

    def __contains__(self, name):
        return True


def with_one(P, name="output", **changed):
    """A good answer in which one matrix is another pair."""
    return {**pack(P, GOOD), name: changed["pair"]}


def all_steps_infinite(P):
    packed = pack(P, GOOD)
    for _, blocks in packed.values():
        blocks[:, :2] = np.frombuffer(np.float16(np.inf).tobytes(), np.uint8)
    return packed


def one_step_nan(P):
    packed = pack(P, GOOD)
    packed["blk.1.ffn_up"][1][3, :2] = 255
    return packed


def largest_steps(P):
    packed = pack(P, GOOD)
    for _, blocks in packed.values():
        blocks[:, :2] = np.frombuffer(np.float16(65504).tobytes(), np.uint8)
    return packed


FIRST = gguf.MATRICES[0]
HOSTILE = {
    "nothing": (lambda P: None, "bạn trả về NoneType"),
    "an_array": (lambda P: np.zeros(3), "bạn trả về mảng float64 (3,)"),
    "float_weights": (lambda P: gguf.rows(P), f"{FIRST} là mảng float32 (32, 32)"),
    "float_weights_as_blocks": (
        lambda P: {name: ("Q8_0", rows) for name, rows in gguf.rows(P).items()},
        f"blocks của {FIRST} là mảng float32 (32, 32)",
    ),
    "one_matrix_missing": (lambda P: {k: v for k, v in pack(P).items() if k != "output"}, "thiếu ma trận output"),
    "an_empty_dict": (lambda P: {}, f"thiếu ma trận {FIRST} và 14 ma trận nữa"),
    "a_gain_packed_too": (lambda P: {**pack(P), "output_norm": ("Q8_0", np.zeros((1, 34), np.uint8))}, "có tên lạ"),
    "a_hundred_thousand_names": (lambda P: {**pack(P), **{f"x{n}" * 9: 0 for n in range(10**5)}}, "có tên lạ 'x0x0"),
    "names_that_are_numbers": (lambda P: dict(enumerate(pack(P).values())), "NotPlain"),
    "a_name_without_end": (lambda P: {**pack(P), "x" * 10**6: 0}, "…"),
    "an_unknown_kind": (
        lambda P: with_one(P, pair=("Q4_K", np.zeros((104, 18), np.uint8))),
        "kiểu của output là 'Q4_K'",
    ),
    "a_kind_without_end": (lambda P: with_one(P, pair=("Q" * 10**6, 0)), "kiểu của output là 'QQQ"),
    "a_kind_that_is_a_list": (lambda P: with_one(P, pair=([], 0)), "kiểu của output là list"),
    "a_kind_of_numpy": (lambda P: with_one(P, pair=(np.str_("Q4_0"), 0)), "NotPlain"),
    "three_things": (lambda P: with_one(P, pair=("Q4_0", 1, 2)), "output là tuple"),
    "another_kinds_blocks": (
        lambda P: with_one(P, pair=("Q5_0", np.zeros((104, 18), np.uint8))),
        "kiểu Q5_0 cần 22 byte một khối: mảng uint8 (104, 22)",
    ),
    "signed_bytes": (lambda P: with_one(P, pair=("Q4_0", np.zeros((104, 18), np.int8))), "mảng int8 (104, 18)"),
    "too_few_blocks": (lambda P: with_one(P, pair=("Q4_0", np.zeros((1, 18), np.uint8))), "mảng uint8 (1, 18)"),
    "many_blocks": (lambda P: with_one(P, pair=("Q4_0", np.zeros((50_000, 18), np.uint8))), "mảng uint8 (50000, 18)"),
    "more_blocks_than_can_be_sent": (lambda P: with_one(P, pair=("Q4_0", np.zeros((10**6, 18), np.uint8))), "NotPlain"),
    "blocks_that_hold_nothing": (
        lambda P: with_one(P, pair=("Q4_0", np.broadcast_to(np.uint8(0), (10**9, 18)))),
        "NotPlain",
    ),
    "blocks_in_lists": (lambda P: with_one(P, pair=("Q4_0", [[0] * 18] * 104)), "blocks của output là list"),
    "objects": (lambda P: with_one(P, pair=("Q4_0", np.array([object()] * 3))), "NotPlain"),
    "a_function": (lambda P: with_one(P, pair=lambda: None), "NotPlain"),
    "a_dict_that_lies": (lambda P: Liar(), "NotPlain"),
    "infinite_steps": (all_steps_infinite, f"đọc ngược {FIRST} thì có số inf hay nan"),
    "one_step_nan": (one_step_nan, "đọc ngược blk.1.ffn_up thì có số inf hay nan"),
    "the_largest_steps": (largest_steps, "độ bối rối"),
}


@pytest.mark.parametrize("make, said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_answers(make, said):
    """Does whatever is no answer earn nothing, say what it is, and take no longer and no more words than an honest one?"""
    asked(), model(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcomes = [call(lambda P, tokens, budget: make(P), case.args) for case in asked().cases]
        start = time.thread_time()
        verdict = judge(asked(), outcomes)
        text, html = report.text(verdict), report.html(verdict)
    assert time.thread_time() - start < 3
    assert verdict.earned == 0 and verdict.failure
    assert said in text and len(text) < 3000 and len(html) < 12_000


def test_another_models_blocks():
    """Does one who packs the model that students have, whatever is asked, earn the visible case and no point?"""
    given = pack(tiny_lm.load(0), GOOD)
    verdict = verdict_on(lambda P: given)
    assert verdict.earned == 0 and verdict.failure.case.hidden
    assert verdict.pattern.name == "mọi đầu vào đều cho cùng một kết quả"
    assert verdict_on(lambda P: given, asked(with_hidden=False)).earned == 3


def test_an_altered_model_earns_nothing():
    """Does a good packing lose its points where the function writes into the model that it was given, and is that what is said?"""

    def alters(P):
        packed = pack(P, GOOD)
        for array in P.values():
            array[:] = 0
        return packed

    verdict = verdict_on(alters)
    assert verdict.earned == 0 and verdict.pattern.kind == "mutates" and "P" in report.text(verdict)


# --- mistakes, earlier functions, measuring once ---


def listed(name, larger=(), kind="Q5_0"):
    rule = Property("packed_model", 1.0)
    found = tuple(Returned(measures.identity(rule, pack(model(place), larger, kind))) for place in range(2))
    return Mistake(name, tuple(dict(STEPS)), "Byte nào đáng giá nhất?", "Đo từng ma trận.", found)


def test_a_choice_whose_blocks_are_nonsense_is_not_named():
    """Is no choice named, but what the blocks read back to, where the model that they are is quite another one?"""

    def transposed(P):
        return {name: ("Q4_0", reference.q4_0_blocks(P[name].ravel())) for name in gguf.MATRICES}

    verdict = verdict_on(transposed, replace(asked(), mistakes=MISTAKES))
    assert verdict.mistake is None and verdict.pattern is packed_model.ANOTHER_MODEL


def test_bits_given_to_the_least_sensitive_first_look_like_that():
    """Is one who leaves the most sensitive matrix the fewest bits shown so, unless all have as many, or it has a name of its own?"""
    backwards = verdict_on(lambda P: pack(P, ("output",)))
    assert backwards.pattern is packed_model.SENSITIVE_LAST and backwards.earned < 3
    assert verdict_on(lambda P: pack(P)).pattern is None
    assert verdict_on(lambda P: pack(P, EMBEDDING)).pattern is None
    named = replace(asked(), mistakes=(listed("chỉ chăm ma trận cuối", ("output",)),))
    assert verdict_on(lambda P: pack(P, ("output",)), named).mistake.name == "chỉ chăm ma trận cuối"


def test_no_model_is_told_whatever_is_given():
    """Is one who returns nothing of the kind told that it is no model, not that it is the same every time?"""
    assert verdict_on(lambda P: {}).pattern is packed_model.NO_MODEL


MISTAKES = (listed("mọi ma trận một kiểu"), listed("quên các hệ số", EMBEDDING, "Q8_0"))


def test_a_listed_mistake_is_the_choice():
    """Is a mistake named by the kinds that it chooses, whatever the bytes are, in every case and only then?"""
    exercise = replace(asked(), mistakes=MISTAKES)
    assert verdict_on(lambda P: pack(P), exercise).mistake.name == "mọi ma trận một kiểu"

    def other_codes(P):
        packed = pack(P)
        packed["output"][1][:, 5] ^= 1
        return packed

    assert verdict_on(other_codes, exercise).mistake.name == "mọi ma trận một kiểu"
    assert verdict_on(lambda P: pack(P, EMBEDDING, "Q8_0"), exercise).mistake.name == "quên các hệ số"
    assert verdict_on(lambda P: pack(P, EMBEDDING), exercise).mistake is None
    assert verdict_on(lambda P: {"kinds": "x"}, exercise).mistake is None


def test_a_mistake_does_not_cost_what_is_earned():
    """Are the points those that were measured, though the mistake is known to cost more elsewhere?"""
    steps = (("TODO 5", 9.0), ("TODO 6", 1.05))
    verdict = verdict_on(lambda P: pack(P), replace(asked(steps=steps), mistakes=MISTAKES))
    assert verdict.mistake and states(verdict) == [RIGHT, WRONG]


def test_behind_a_wrong_earlier_function():
    """In the notebook, is a step that is earned told although an earlier function is wrong, and the others left open?"""
    earlier = Earlier("q4_0_blocks", ("TODO 2",))
    verdict = verdict_on(lambda P: pack(P, EMBEDDING), earlier=earlier)
    assert states(verdict) == [RIGHT, OPEN, OPEN]


def test_measured_once(monkeypatch):
    """Is each model's perplexity worked out once, for however many steps and looks?"""
    measured = []
    monkeypatch.setattr(packed_model, "_KNOWN", {})
    real = tiny_lm.perplexity
    monkeypatch.setattr(tiny_lm, "perplexity", lambda P, windows: measured.append(1) or real(P, windows))
    for _ in range(2):
        verdict_on(lambda P: pack(P, EMBEDDING))
    assert len(measured) == 4  # two cases: the model as it was, and the packed one


def test_little_is_remembered(monkeypatch):
    """Does a class of different answers leave no more than so many numbers behind?"""
    monkeypatch.setattr(packed_model, "_KNOWN", {})
    monkeypatch.setattr(tiny_lm, "perplexity", lambda P, windows: 1.0)
    P = tiny_lm.load(0)
    for n in range(packed_model.REMEMBERED + 9):
        packed_model.remembered_perplexity(P, np.full((1, 2), n))
    assert len(packed_model._KNOWN) == packed_model.REMEMBERED


# --- beside the notebook ---


def test_small_file_beside_the_notebook():
    """Does the file beside the notebook hold what the case is made of, no weights, no answer, and give the same verdicts?"""
    exercise = asked(with_hidden=False)
    text = lesson_json.dumps(FrozenLesson("x", (), (exercise,)))
    [read] = lesson_json.loads(text).exercises
    assert len(text) < 2500 and "Q5_0" not in text and lesson_json.dumps(FrozenLesson("x", (), (read,))) == text
    assert read.cases[0].encoded_args == exercise.cases[0].encoded_args
    assert states(verdict_on(lambda P: pack(P, EMBEDDING), read)) == [RIGHT, WRONG, WRONG]


def test_input_of_a_failed_case():
    """Is the model of a failed case there to be taken, and not printed, with what is needed in words?"""
    found = Inputs(asked().cases[0])
    assert np.array_equal(found["P"]["output"], tiny_lm.load(0)["output"]) and f"budget = {BUDGET}" in repr(found)
    assert '# P: 20 mảng, dài quá nên không chép hết được; hãy lấy args["P"]' in repr(found)
    assert repr(found).endswith(
        "# cần có: đủ 15 ma trận, nhiều nhất 20 774 byte, độ bối rối gấp nhiều nhất 1.05 lần mô hình gốc"
    )


def test_identity_gives_no_kind_away():
    """Is what is kept of a mistake a short text in which no kind can be read?"""
    kept = packed_model.identity(pack(tiny_lm.load(0), GOOD))
    assert packed_model.identity(kept) == kept and len(str(plain.encode(kept))) < 60 and "Q" not in str(kept)
    assert packed_model.identity(None) is None and packed_model.identity({"token_embd": 1}) is None


def test_called_once():
    """Is a function of which something is measured, and which may take its time, called once in each case?"""
    assert len(asked().calls) == 2 and MADE_OF["budget"] == BUDGET
    outcomes = [Raised("ValueError", "")] * 2
    assert states(judge(asked(), outcomes)) == [WRONG] * 3
