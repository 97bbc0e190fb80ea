"""Is a function cut at its TODOs, and do its pieces run beside the lesson's own?"""

import textwrap

import numpy as np
import pytest

from autograder.diagnosis.pieces import LONGEST, Piece, by_assignments, cut, mixtures, suspects

TODOS = ["TODO 1", "TODO 2"]
SOLUTION = """
def f(x, width):
    # TODO 1: nhân đôi
    doubled = 2 * x
    # TODO 2: cộng bề rộng
    y = doubled + width
    return y
"""
X, WIDTH, NEEDED = 5, 3, 13


def of(source, todos=TODOS):
    return cut(textwrap.dedent(source), "f", todos)


OFFICIAL = of(SOLUTION)


def runs(source):
    """What the function of a cell returns, or the name of the error it ends with."""
    space = {"np": np}
    try:
        exec(source, space)
        return space["f"](X, WIDTH)
    except Exception as error:
        return type(error).__name__


def lost(source, todos=TODOS, official=OFFICIAL):
    """The fewest pieces of which one mixture is right, the last first of as many; None for no cut."""
    student = of(source, todos)
    if student is None:
        student = by_assignments(textwrap.dedent(source), "f", official)
    if student is None:
        return None
    for some in ([], [todos[-1]], [todos[0]], todos):
        if any(runs(mixture) == NEEDED for mixture in mixtures(student, official, some)):
            return some
    return "none is right"


# --- cutting ---


def test_pieces_of_a_function():
    """Does each piece hold its comment and what follows it up to the next, and the head what comes before?"""
    found = of(SOLUTION)
    assert found.head.lines == ("def f(x, width):",)
    assert [piece.lines[0].strip() for piece in found.by_todo.values()] == [
        "# TODO 1: nhân đôi",
        "# TODO 2: cộng bề rộng",
    ]
    assert found.by_todo["TODO 1"].assigns == ("doubled",) and found.by_todo["TODO 2"].reads == ("doubled", "width")
    assert found.parameters == ("x", "width") and found.given == {"x", "width"}


NOT_CUT = {
    "deleted": SOLUTION.replace("    # TODO 2: cộng bề rộng\n", ""),
    "twice": SOLUTION.replace("    return y", "    # TODO 2\n    return y"),
    "the_other_way_round": SOLUTION.replace("TODO 1", "TODO 3").replace("TODO 2", "TODO 1").replace("TODO 3", "TODO 2"),
    "no_comment": "def f(x, width):\n    return 2 * x + width",
    "in_one_line": "def f(x, width): return 2 * x + width",
    "another_function": SOLUTION.replace("def f", "def g"),
    "a_lambda": "# TODO 1\n# TODO 2\nf = lambda x, width: 2 * x + width",
    "a_class": "class f:\n    # TODO 1\n    # TODO 2\n    pass",
    "nothing": "",
    "no_python": "def f(x, width:\n    # TODO 1\n    # TODO 2\n    return",
    "null_byte": "def f(x):\n    # TODO 1\n    # TODO 2\n    return '\0'",
    "deep": "def f(x):\n    # TODO 1\n    # TODO 2\n    return " + "(" * 5000 + ")" * 5000,
    "long": SOLUTION + "#" * LONGEST,
    "of_another_todo": SOLUTION.replace("TODO 2", "TODO 20"),
}


@pytest.mark.parametrize("name", NOT_CUT)
def test_what_cannot_be_cut(name):
    """Is nothing cut where the comments do not stand once each and in order, and does nothing go wrong?"""
    assert of(NOT_CUT[name]) is None


CUT = {
    "moved_down": (
        "def f(x, width):\n    doubled = 2 * x\n    # TODO 1\n    # TODO 2\n    y = doubled + width\n    return y",
        [],
    ),
    "with_crlf": (SOLUTION.replace("+ width", "- width").replace("\n", "\r\n"), ["TODO 2"]),
    "with_tabs": (SOLUTION.replace("+ width", "- width").replace("    ", "\t"), ["TODO 2"]),
    "two_spaces": (SOLUTION.replace("+ width", "- width").replace("    ", "  "), ["TODO 2"]),
    "eight_spaces": (SOLUTION.replace("2 * x", "3 * x").replace("    ", " " * 8), ["TODO 1"]),
    "unicode_names": (SOLUTION.replace("doubled", "gấp_đôi").replace("+ width", "- width"), ["TODO 2"]),
    "renamed": (SOLUTION.replace("doubled", "twice_x").replace("2 * x", "3 * x"), ["TODO 1"]),
    "short_name": (SOLUTION.replace("doubled", "a").replace("+ width", "- width"), ["TODO 2"]),
    "other_parameters": (SOLUTION.replace("x,", "t,").replace("* x", "* t").replace("2 *", "3 *"), ["TODO 1"]),
    "lower_case": (SOLUTION.replace("TODO", "todo").replace("2 * x", "3 * x"), ["TODO 1"]),
    "without_a_space": (SOLUTION.replace("# TODO ", "#TODO").replace("2 * x", "3 * x"), ["TODO 1"]),
    "not_done": (
        SOLUTION.replace("y = doubled + width", "raise NotImplementedError('TODO 2: chưa làm')"),
        ["TODO 2"],
    ),
    "raise_left_in": (
        SOLUTION.replace("y = doubled", "raise NotImplementedError('TODO 2')\n    y = doubled"),
        ["TODO 2"],
    ),
    "below_the_return": (f"{SOLUTION}    # hết rồi\n\n\nprint(f(1, 2))", []),
    "decorated": (
        SOLUTION.replace("def f", "import functools\n@functools.lru_cache\ndef f").replace("2 *", "3 *"),
        ["TODO 1"],
    ),
    "defined_twice": (
        f"{NOT_CUT['no_comment']}\n\n{textwrap.dedent(SOLUTION)}".replace("2 * x\n", "3 * x\n"),
        ["TODO 1"],
    ),
    "comments_gone": ("def f(x, width):\n    doubled = 3 * x\n    y = doubled + width\n    return y", ["TODO 1"]),
    "comments_gone_and_a_docstring": (
        'def f(x, width):\n    """Cộng."""\n    doubled = 2 * x\n    y = doubled - width\n    return y',
        ["TODO 2"],
    ),
}


@pytest.mark.parametrize("name", CUT)
def test_what_is_lost(name):
    """Is the function cut however it is written, and only the piece with the mistake replaced to make it right?"""
    source, expected = CUT[name]
    assert lost(source) == expected


def test_merged_into_one_expression():
    """Is what was merged into one piece, with the other left empty, not right by the solution's other piece alone?"""
    merged = "def f(x, width):\n    # TODO 1\n    # TODO 2\n    return 2 * x - width"
    assert lost(merged) == TODOS


def test_piece_inside_a_loop():
    """Are pieces cut inside a loop, at their own depth, the student's loop kept?"""
    looped = """
    def f(x, width):
        total = 0
        for _ in range(2):
            # TODO 1
            part = x
            # TODO 2
            total = total + part
        return total + width
    """
    official = of(looped)
    assert lost(looped.replace("part = x", "part = -x"), official=official) == ["TODO 1"]
    assert lost(looped.replace("total + part", "total - part"), official=official) == ["TODO 2"]


# --- names ---


def test_not_done():
    """Is a piece not done whose first statement is the stub's raise, and no other?"""
    stub = "    # TODO 1: tính\n    raise NotImplementedError('TODO 1')"
    for lines, is_not_done in ((stub, True), (f"    y = 1\n{stub}", False), ("    # TODO 1", False)):
        assert Piece(tuple(lines.split("\n"))).is_not_done == is_not_done


FLOWS = {
    "a = b\nc = a": (("b",), ("a", "c")),
    "a += b": (("b", "a"), ("a",)),
    "a[0] = b": (("b", "a"), ("a",)),
    "for i in xs:\n    s = s + i": (("xs", "s"), ("i", "s")),
    "y = [i * k for i in xs]": (("xs", "k"), ("y",)),
    "g = lambda t: t + k": (("k",), ("g",)),
    "a, (b, *c) = t": (("t",), ("a", "b", "c")),
    "y = len(np.abs(x))": (("x",), ("y",)),
    "if (n := len(x)) > 1:\n    y = n": (("x",), ("n", "y")),
    "y = (": ((), ()),
}


@pytest.mark.parametrize("code", FLOWS)
def test_names_of_a_piece(code):
    """Are the names that a piece reads before it assigns them, and those that it assigns, known; none of what is no statement?"""
    piece = Piece(tuple(f"    {line}" for line in code.split("\n")))
    assert (piece.reads, piece.assigns) == FLOWS[code]


def test_parameters_are_never_rebound():
    """Is no name bridged that is a parameter, though a piece of the student's assigns something alike?"""
    wrong = SOLUTION.replace("doubled = 2 * x", "widths = 100\n    x_2 = 2 * x").replace("doubled + ", "x_2 - ")
    for replaced in (["TODO 1"], ["TODO 2"]):
        for source in mixtures(of(wrong), OFFICIAL, replaced):
            assert "x = " not in source.replace("x_2 = ", "") and "width = " not in source


def test_several_ways_to_bridge():
    """Is a missing name bridged to what is called alike or was assigned last, a few ways only?"""
    many = SOLUTION.replace("doubled = 2 * x", "\n    ".join(f"v{n} = {n} * x" for n in range(30)))
    found = mixtures(of(many), OFFICIAL, ["TODO 2"])
    assert 1 <= len(found) <= 12 and len(set(found)) == len(found)


def test_guesses_are_not_paid():
    """Is a piece that assigns several guesses, of which nothing in it chooses one, not right by a bridge to the right one?"""
    guesses = SOLUTION.replace("doubled = 2 * x", "a = x\n    b = 2 * x\n    c = 3 * x\n    d = 4 * x").replace(
        "doubled +", "a +"
    )
    assert lost(guesses) == ["TODO 1"]


def test_head_of_the_students():
    """Do mixtures keep the student's lines before the first TODO, or take the solution's, and the cell's other lines?"""
    longer = SOLUTION.replace("width):", "width):\n    x = x + 1")
    student = of(f"before = 1\n{longer}\nafter = 2")
    own, other = (mixtures(student, OFFICIAL, TODOS, own_head)[0] for own_head in (True, False))
    assert (runs(own), runs(other)) == (NEEDED + 2, NEEDED)
    for source in (own, other):
        assert source.startswith("before = 1") and source.endswith("after = 2")


def test_what_does_not_compile_is_left_out():
    """Is a mixture left out that is no Python, for a statement goes from one piece into the next?"""
    split = "def f(x, width):\n    # TODO 1\n    y = (2 * x +\n    # TODO 2\n    width)\n    return y"
    assert mixtures(of(split), OFFICIAL, ["TODO 2"]) == [] and mixtures(of(split), OFFICIAL, []) != []


def test_suspects():
    """Is a TODO suspected that does not assign what a later piece of the student's reads all the same?"""
    assert suspects(of(SOLUTION), OFFICIAL) == frozenset()
    assert suspects(of(SOLUTION.replace("doubled = 2 * x", "double = 2 * x")), OFFICIAL) == {"TODO 1"}
    assert suspects(of(SOLUTION.replace("doubled", "a")), OFFICIAL) == frozenset()
