"""Does the search find what mends a cell, say only what is sure, and stop where it must?"""

import numpy as np
import pytest

from course.checking import plain
from course.checking.frozen import Returned
from course.checking.repair import Edit, Local, find
from course.checking.repair.search import agreed

INPUTS = [(-5.25, 10.5, -30, 50), (-1.0, 1.0, -128, 127), (0.0, 8.0, 0, 15)]


class Asked:
    """Answers as Local does, and remembers what it was asked."""

    def __init__(self, function, inputs, right):
        self.local = Local(function, {"np": np}, [list(map(plain.encode, args)) for args in inputs])
        self.needed = [right(*args) for args in inputs]
        self.questions = []

    def __call__(self, sources, case):
        self.questions.append((case, len(sources)))
        return self.local.answer(sources, case)

    def is_right(self, case, outcome):
        return isinstance(outcome, Returned) and np.array_equal(outcome.value, self.needed[case])

    def find(self, source, function="f", **bounds):
        return find(source, function, range(len(self.needed)), self, self.is_right, **bounds)


def step(alpha, beta, alpha_q, beta_q):
    return (beta - alpha) / (beta_q - alpha_q)


def asked(right=step, inputs=INPUTS):
    return Asked("f", inputs, right)


def cell(expression):
    return f"def f(alpha, beta, alpha_q, beta_q):\n    s = {expression}\n    return s"


@pytest.mark.parametrize(
    ("expression", "kind", "before"),
    [
        ("(beta + alpha) / (beta_q - alpha_q)", "term/sign", "+"),
        ("(beta_q - alpha_q) / (beta - alpha)", "scale/inverted", "(beta_q - alpha_q) / (beta - alpha)"),
        ("beta - alpha / beta_q - alpha_q", "parentheses", "beta - alpha / beta_q - alpha_q"),
        ("(beta - alhpa) / (beta_q - alpha_q)", "name/unknown", "alhpa"),
        (
            "round((beta - alpha) / (beta_q - alpha_q))",
            "rounding/needless",
            "round((beta - alpha) / (beta_q - alpha_q))",
        ),
    ],
)
def test_one_mistake(expression, kind, before):
    """Is one mistake named, and the piece of text where it is?"""
    repair = asked().find(cell(expression))
    assert repair and repair.place and (repair.kind, repair.place.line, repair.place.text) == (kind, 2, before)


def test_right_cell():
    """Is nothing said of a right cell, and no edit tried?"""
    question = asked()
    assert question.find(cell("(beta - alpha) / (beta_q - alpha_q)")) is None
    assert [count for _, count in question.questions] == [1, 1, 1]


def test_nothing_helps():
    """Is nothing said where no edit helps?"""
    assert asked().find(cell("0.1875")) is None


def test_outcomes_that_say_little():
    """Is no kind said where edits of several kinds do as well, as with one small case?"""
    repair = asked(inputs=[(0.0, 1.0, 0, 1)]).find(cell("(beta + alpha) * (beta_q + alpha_q) + 1"))
    assert repair is None or repair.kind is None


def test_argument_altered_in_place():
    """Is nothing said elsewhere where what helps only makes up for an argument that was altered?"""
    question = asked(lambda x, s: s * np.round(x / s) - x, [(np.array([1.3, 2.2]), 0.5), (np.array([0.4]), 0.3)])
    assert question.find("def f(x, s):\n    x /= s\n    q = np.round(x)\n    return s * q - x") is None


def test_raise_left():
    """Is the line named that is still there, though it is the only edit that is tried?"""
    source = cell("(beta - alpha) / (beta_q - alpha_q)").replace("    s =", "    raise NotImplementedError\n    s =")
    repair = asked().find(source)
    assert repair and repair.kind == "todo/not_done" and repair.place and repair.place.line == 2


def test_wrong_case_first():
    """Is the first question of many about a case that was wrong, and is a candidate asked no more after a wrong one?"""
    question = asked(lambda a, b, c, d: (b - a) / (d - c), [(0.0, 8.0, 0, 15), (-5.0, 10.0, -30, 50)])
    question.find(cell("(beta + alpha) / (beta_q - alpha_q)"))
    many = [(case, count) for case, count in question.questions if count > 1]
    assert many[0][0] == 1
    assert sum(count for case, count in many if case == 0) < sum(count for case, count in many if case == 1)


@pytest.mark.parametrize("most", [0, 1, 3, 50])
def test_bound_of_calls(most):
    """Does the search stop silently before it has asked more than it may?"""
    question = asked()
    assert question.find(cell("0.1875"), most=most) is None
    assert sum(count for _, count in question.questions) <= most


def test_answers_that_run_out():
    """Does the search stop silently where not every candidate is answered?"""
    question = asked()
    source = cell("(beta + alpha) / (beta_q - alpha_q)")
    answer = lambda sources, case: question(sources, case)[:1]  # noqa: E731
    assert find(source, "f", range(3), answer, question.is_right) is None


def test_same_answer_twice():
    """Does the same search say the same?"""
    source = cell("(alpha - beta) / (beta_q - alpha_q)")
    assert asked().find(source) == asked().find(source)


def test_within():
    """Is the edit found that is in the lines which may be edited?"""
    source = "def f(a, b, c, d):\n    x = a - b\n    y = d - c\n    return x / y"
    for line in (2, 3):
        repair = asked().find(source, within={line})
        assert repair and repair.place and repair.place.line == line


def test_docstrings_are_not_sent():
    """Are candidates asked without the docstring, with every line where it was?"""
    question, sent = asked(), []
    source = 'def f(alpha, beta, alpha_q, beta_q):\n    """Độ dài\n    một bước."""\n    return (beta + alpha) / (beta_q - alpha_q)'

    def answer(sources, case):
        sent.extend(sources)
        return question(sources, case)

    repair = find(source, "f", range(3), answer, question.is_right)
    assert repair and repair.place and repair.place.line == 4
    assert all("bước" not in one and one.count("\n") >= 3 for one in sent)


# What edits that all help say together


def edit(kind, line=1, column=0, end_column=5, likelihood=100.0, before="a + b"):
    place = (line, column, line, end_column)
    return Edit(kind, *place, before, "", f"{kind}{line}{column}", likelihood, (place,))


SOURCE = "a + b * c\nd"


def test_agreed_kind():
    """Is the kind said that all edits share, and the piece that holds them all?"""
    repair = agreed(SOURCE, [edit("term/sign"), edit("term/sign", column=4, end_column=9)])
    assert repair and repair.place and (repair.kind, repair.place.text) == ("term/sign", "a + b * c")


def test_two_kinds_in_one_line():
    """Is only the line said where kinds of the same likelihood differ?"""
    repair = agreed(SOURCE, [edit("term/sign"), edit("order/swapped")])
    assert repair and repair.kind is None and repair.place and repair.place.line == 1


def test_two_lines():
    """Is no place said where edits of one kind in several lines do as well, and nothing where their kinds differ?"""
    repair = agreed(SOURCE, [edit("term/sign"), edit("term/sign", line=2, end_column=1)])
    assert repair and repair.kind == "term/sign" and repair.place is None
    assert agreed(SOURCE, [edit("term/sign"), edit("order/swapped", line=2, end_column=1)]) is None


@pytest.mark.parametrize(
    ("line", "likelihood", "kind"), [(1, 90.0, None), (1, 10.0, "term/sign"), (2, 1.0, "term/sign")]
)
def test_clearly_likelier(line, likelihood, kind):
    """Does an edit count that is nearly as likely, and none that is clearly less likely?"""
    repair = agreed(SOURCE, [edit("term/sign"), edit("order/swapped", line, end_column=1, likelihood=likelihood)])
    assert repair and repair.kind == kind


def test_another_explanation_elsewhere():
    """Must an edit elsewhere be much less likely not to count?"""
    assert agreed(SOURCE, [edit("term/sign"), edit("order/swapped", line=2, end_column=1, likelihood=10.0)]) is None


# Two mistakes


def clip_and_round(x, low, high):
    return np.clip(np.round(x), low, high)


def test_two_mistakes():
    """Are two mistakes named that show in different cases, each with its place?"""
    question = asked(clip_and_round, [(0.6, -9, 9), (3.7, -9, 9), (20.0, -9, 9), (2.0, -9, 9), (-30.2, -8, 7)])
    source = "def f(x, low, high):\n    y = np.floor(x)\n    y = np.minimum(y, high)\n    return y"
    repair = question.find(source)
    assert repair and repair.also and repair.place
    assert (repair.kind, repair.place.text) == ("rounding/one_way", "floor")
    assert repair.also.kind == "range/no_clip"
