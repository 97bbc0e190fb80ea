"""The edits that are tried: does each kind of mistake have one that mends it, and does it say where it is?"""

import ast

import pytest

from course.checking.repair import KINDS, edits

# (what a student wrote, the kind, the piece of it, what it should have been)
MISTAKES = [
    ("def f(a, b):\n    return a + b", "term/sign", "+", "-"),
    ("def f(x, z):\n    return x - z", "zero_point/sign", "-", "+"),
    ("def f(x, s):\n    return x * s", "scale/inverted", "*", "/"),
    ("def f(n):\n    return 2 ^ n", "operator/other", "^", "**"),
    ("def f(n, k):\n    return n / k", "operator/other", "/", "//"),
    ("def f(X, W):\n    return X * W", "shape/dimensions", "*", "@"),
    ("def f(p):\n    return p << 4", "nibble/mask", "<<", ">>"),
    ("def f(a, b):\n    return a / b", "scale/inverted", "a / b", "b / a"),
    ("def f(a, b):\n    return a - b", "term/sign", "a - b", "b - a"),
    ("def f(a):\n    return -a", "term/sign", "-a", "a"),
    ("def f(a):\n    return a", "term/sign", "a", "-a"),
    ("def f(a):\n    return a[1]", "index/off_by_one", "1", "0"),
    ("def f(n):\n    return 2 ** (n - 1)", "codes/count", "2 ** (n - 1)", "2 ** (n - 1) - 1"),
    ("def f(n):\n    return 2 ** n", "codes/count", "n", "(n - 1)"),
    ("def f(a, momentum):\n    return a * 0.1", "hard_coded", "0.1", "momentum"),
    ("def f(a, bits):\n    return a / 15", "codes/fixed_bits", "15", "(2 ** bits - 1)"),
    ("def f(a, b, c):\n    return a - b / c", "parentheses", "a - b", "(a - b)"),
    ("def f(s, x, z):\n    return s * x - z", "parentheses", "x - z", "(x - z)"),
    ("def f(a, b, c, d):\n    return a - b / c - d", "parentheses", "a - b / c - d", "(a - b) / (c - d)"),
    ("def f(a, b):\n    return 1 / (a * b)", "parentheses", "(a * b)", "a * b"),
    (
        "def f(x, s, z):\n    return np.round(x / s + z)",
        "rounding/after_zero_point",
        "np.round(x / s + z)",
        "np.round(x / s) + z",
    ),
    (
        "def f(x, s, z):\n    return np.round(x / s) + z",
        "rounding/before_zero_point",
        "np.round(x / s) + z",
        "np.round(x / s + z)",
    ),
    ("def f(n, k):\n    return (n - k + 1) // 2", "index/off_by_one", "(n - k + 1) // 2", "(n - k) // 2 + 1"),
    ("def f(x):\n    return np.floor(x)", "rounding/one_way", "floor", "round"),
    ("def f(x):\n    return int(x)", "rounding/truncate", "x", "np.round(x)"),
    ("def f(x):\n    return np.floor(x + 0.5)", "rounding/half_up", "np.floor(x + 0.5)", "np.round(x)"),
    (
        "def f(x):\n    return np.sign(x) * np.floor(np.abs(x) + 0.5)",
        "rounding/other_rule",
        "np.sign(x) * np.floor(np.abs(x) + 0.5)",
        "np.round(x)",
    ),
    ("def f(x):\n    return np.round(x, 2)", "rounding/other_rule", ", 2", ""),
    ("def f(x):\n    return x", "rounding/none", "x", "np.round(x)"),
    ("def f(x):\n    return round(x)", "rounding/needless", "round(x)", "x"),
    ("def f(x, low, high):\n    return x", "range/no_clip", "x", "np.clip(x, low, high)"),
    (
        "def f(x, low, high):\n    return np.minimum(x, high)",
        "range/no_clip",
        "np.minimum(x, high)",
        "np.clip(x, low, high)",
    ),
    ("def f(x, low, high):\n    return np.clip(x, -128, 127)", "range/other_codes", "-128, 127", "low, high"),
    ("def f(x, low, high):\n    return np.clip(x, -high, high)", "range/lowest_lost", "-high, high", "low, high"),
    (
        "def f(x, z):\n    return np.clip(x, 0, 9) + z",
        "range/early_clip",
        "np.clip(x, 0, 9) + z",
        "np.clip(x + z, 0, 9)",
    ),
    ("def f(x, low, high):\n    return np.clip(low, high, x)", "order/swapped", "low, high, x", "x, low, high"),
    ("def f(W):\n    return np.max(W)", "scale/absolute", "W", "np.abs(W)"),
    ("def f(W):\n    return np.abs(np.max(W))", "scale/absolute", "np.abs(np.max(W))", "np.max(np.abs(W))"),
    ("def f(x):\n    error = np.abs(x)\n    return error", "error/sign_lost", "np.abs(x)", "x"),
    ("def f(x):\n    return np.minimum(x, 0)", "maximum/other_function", "minimum", "maximum"),
    ("def f(x):\n    return np.mean(x)", "name/other", "mean", "sum"),
    ("def f(x):\n    return np.log(x)", "error/logarithm", "log", "log10"),
    ("def f(x):\n    return np.sum(x)", "error/power", "x", "x ** 2"),
    ("def f(x):\n    return np.sum(x)", "axis/shared", "", ", axis=1, keepdims=True"),
    ("def f(x):\n    return np.sum(x, axis=0)", "axis/split", ", axis=0", ""),
    ("def f(x):\n    return np.sum(x, axis=0)", "axis/other", "0", "1"),
    ("def f(x):\n    return np.sum(x, axis=1)", "shape/dimensions", "", ", keepdims=True"),
    ("def f(x):\n    return x.T", "shape/layout", "x.T", "x"),
    ("def f(x):\n    return x.transpose(0, 1, 2)", "shape/layout", "0, 1, 2", "0, 2, 1"),
    ("def f(x, a, b):\n    return x.reshape(a, b)", "shape/layout", "a, b", "b, a"),
    ("def f(W, a):\n    return W * a", "shape/dimensions", "a", "a[:, None, None, None]"),
    ("def f(x, z):\n    return x - z", "dtype/overflow", "x", "x.astype(np.int32)"),
    (
        "def f(x, z):\n    return (x - z).astype(np.int32)",
        "dtype/overflow",
        "(x - z).astype(np.int32)",
        "x.astype(np.int32) - z",
    ),
    ("def f(x):\n    return x", "dtype/result", "x", "x.astype(np.int8)"),
    (
        "def f(x, exp):\n    return x.astype(np.int8)",
        "codes/fixed_bits",
        "np.int8",
        "np.int8 if exp == 8 else np.int16",
    ),
    ("def f(x):\n    return x.astype(np.uint8)", "codes/unsigned", "np.uint8", "np.int8"),
    ("def f(x):\n    return x.tolist()", "type/not_array", "x.tolist()", "x"),
    ("def f(W, i, j):\n    return W[j, i]", "axis/other", "j, i", "i, j"),
    ("def f(x):\n    return x[::2]", "index/stride", "::2", ":"),
    ("def f(x):\n    return x[1::2]", "axis/other", "1::2", "..., 1::2"),
    ("def f(x, s_x, s_y):\n    return x / s_x", "scale/other", "s_x", "s_y"),
    ("def f(x, z_x, z_y):\n    return x + z_x", "zero_point/other", "z_x", "z_y"),
    ("def f(alpha, beta):\n    return beta - alhpa", "name/unknown", "alhpa", "alpha"),
    ("def f(x, s, z):\n    return x / s", "zero_point/forgotten", "x / s", "x / s + z"),
    ("def f(x, group):\n    return x", "term/forgotten", "x", "x / group"),
    (
        "def f(p, z_X, z_W, A):\n    B = A - z_X - z_W\n    return B",
        "term/forgotten",
        "A - z_X - z_W",
        "A - z_X - z_W + p * z_W * z_X",
    ),
    ("def f(x, y):\n    return np.maximum(x, 0)", "hard_coded", "0", "y"),
    ("def f(x, z):\n    return np.maximum(x, 0)", "relu/threshold", "0", "z"),
    ("def f(a, b):\n    return a / b", "zero/special_case", "b", "np.maximum(b, 1)"),
    ("def f(p, q):\n    return p | q", "nibble/mask", "q", "(q << 4)"),
    ("def f(x, z):\n    return np.maximum(x, z)", "relu/threshold", "z", "0"),
    ("def f(p, n):\n    return p >> n", "rounding/one_way", "p", "(p + (1 << (n - 1)))"),
    ("def f(size, pad):\n    return size + pad", "term/forgotten", "pad", "2 * pad"),
    ("def f(x, z, s):\n    return (x - z) / s", "term/place", "(x - z) / s", "x / s + z"),
    ("def f(X):\n    a = X[0]\n    return a + X", "name/other", "X", "X[0]"),
    (
        "def f(X):\n    alpha = np.min(X)\n    return alpha",
        "calibration/one_end",
        "np.min(X)",
        "np.minimum(np.min(X), 0)",
    ),
    ("def f(a, b):\n    return a, b", "calibration/zero_outside", "a, b", "np.minimum(a, 0), np.maximum(b, 0)"),
    ("def f(a):\n    return lo + hi", "name/unknown", "lo", "a"),
    ("def f(x):\n    return max(x, 0)", "call/one_number", "max", "np.maximum"),
    ("def f(x, relu):\n    return x", "relu/forgotten", "x", "np.maximum(x, 0)"),
    ("def f(x):\n    return x", "range/no_clip", "x", "np.maximum(x, 0)"),
    ("def f(x):\n    return np.maximum(x, 0)", "relu/needless", "np.maximum(x, 0)", "x"),
    ("def f(n):\n    return sum(range(1, n))", "loop/bounds", "1, ", ""),
    ("def f(n):\n    return [i for i in range(n)]", "loop/bounds", "n", "n - 1"),
    ("def f(x):\n    s = x\n    z = x\n    return z, s", "order/returned", "z, s", "s, z"),
    ("def f(x):\n    y = x + 1\n    return x", "return/other", "x", "y"),
    ("def f(x):\n    y = x + 1", "return/missing", "", "\n    return y"),
    ("def f(x):\n    print(x + 1)", "return/missing", "print(x + 1)", "return x + 1"),
    ("def f(x):\n    np.round(x)\n    return x", "statement/discarded", "np.round(x)", "x = np.round(x)"),
    ("def f(x):\n    x *= 2\n    return x", "mutates", "x *= 2", "x = x * 2"),
    ("def f(x):\n    raise NotImplementedError\n    return x", "todo/not_done", "raise NotImplementedError", "pass"),
    ("def f(x):\n    a = 1\n    b = a\n    return b", "statement/order", "a = 1\n    b = a", "b = a\n    a = 1"),
    (
        "def f(x):\n    for i in x:\n        a = i\n        b = a\n    return b",
        "indentation",
        "        b = a",
        "    b = a",
    ),
    ("def f(x):\n    for i in x:\n        a = i\n    b = a\n    return b", "indentation", "    b = a", "        b = a"),
    ("def f(x):\n    return np.where(x > 8, x - 16, x)", "nibble/sign", ">", ">="),
    ("def f(x):\n    return np.where(x == 0, 1, x)", "condition/other", "x == 0, 1, x", "x == 0, x, 1"),
    ("def f(x):\n    if x == 0:\n        x = 1\n    return x", "condition/other", "==", "!="),
    (
        "def f(a, b):\n    if a > 0:\n        a = 0\n    else:\n        b = 0\n    return a, b",
        "condition/other",
        "else",
        "elif b < 0",
    ),
    ("def f(a, b):\n    a = 0\n    return a, b", "name/other", "a", "b"),
    ("def f(x, low, high):\n    return np.clip(x, high, low)", "order/swapped", "high, low", "low, high"),
    ("def f(n):\n    return float('-inf')", "zero/special_case", "'-inf'", '"inf"'),
    ("def f(N, v):\n    return np.zeros(N)", "zero_point/code_0", "np.zeros(N", "np.full(N, v"),
    (
        "def f(alpha, beta):\n    alpha = min(alpha, 0)\n    return alpha, beta",
        "calibration/one_end",
        "alpha = min(alpha, 0)",
        "alpha = min(alpha, 0)\n    beta = min(beta, 0)",
    ),
]


@pytest.mark.parametrize(("source", "kind", "before", "after"), MISTAKES)
def test_each_kind_of_mistake(source, kind, before, after):
    """Is there an edit of this kind, of this piece, that makes it this?"""
    assert (kind, before, after) in {(edit.kind, edit.before, edit.after) for edit in edits(source, "f")}


def test_kinds_have_words():
    """Does every edit have a kind with words?"""
    assert {edit.kind for source, *_ in MISTAKES for edit in edits(source, "f")} <= set(KINDS)


@pytest.mark.parametrize("source", [source for source, *_ in MISTAKES])
def test_place(source):
    """Does each edit stand where it says, in the student's own lines and columns?"""
    lines = source.split("\n")
    for edit in edits(source, "f"):
        assert "\n".join(_between(lines, edit.places[0])) == edit.before
        assert edit.places[0] == (edit.line, edit.column, edit.end_line, edit.end_column)


def _between(lines, place):
    line, column, end_line, end_column = place
    found = lines[line - 1 : end_line]
    found[-1] = found[-1][:end_column]
    found[0] = found[0][column:]
    return found


def test_place_after_vietnamese():
    """Are columns counted in characters, also behind letters of several bytes and astral ones?"""
    source = 'def f(độ_lệch, b):\n    return "ồ😀", độ_lệch + b'
    found = [edit for edit in edits(source, "f") if edit.before == "+"]
    assert found and all(edit.column == source.split("\n")[1].index("+") for edit in found)
    assert any("độ_lệch - b" in edit.source for edit in found)


def test_one_mistake_in_several_places():
    """Is the same change also tried everywhere at once, and both ways where two things are swapped?"""
    sources = {edit.source for edit in edits("def f(a, b):\n    return max(a, 0), min(b, 0)", "f")}
    assert "def f(a, b):\n    return min(a, 0), max(b, 0)" in sources
    sources = {edit.source for edit in edits("def f(a, b, m):\n    a = 0.1 * a\n    b = 0.1 * b\n    return a, b", "f")}
    assert "def f(a, b, m):\n    a = m * a\n    b = m * b\n    return a, b" in sources


def test_edited_sources_are_different():
    """Does each edited source come once, and never the student's own?"""
    source = "def f(a, b, c):\n    x = (a - b) / c\n    return x"
    sources = [edit.source for edit in edits(source, "f")]
    assert source not in sources and len(set(sources)) == len(sources)


def test_most_edits_can_be_compiled():
    """Are nearly all edited sources Python?"""
    compiled = [_compiles(edit.source) for source, *_ in MISTAKES for edit in edits(source, "f")]
    assert sum(compiled) > 0.98 * len(compiled)


def _compiles(source):
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def test_docstrings_stay():
    """Are docstrings, default values and annotations left alone?"""
    source = 'def f(a: int = 1):\n    """one a 1"""\n    return a'
    assert all(edit.source.startswith('def f(a: int = 1):\n    """one a 1"""\n') for edit in edits(source, "f"))


def test_within():
    """Are only the lines edited that are told, also by what changes several at once?"""
    source = "def f(a, b):\n    x = a + b\n    y = x + 1\n    return y"
    found = edits(source, "f", within={3})
    assert found and all(edit.lines == {3} for edit in found)
    assert {edit.after for edit in found} < {edit.after for edit in edits(source, "f")}


def test_functions_of_the_lesson():
    """Is another function of the lesson tried where one is called?"""
    source = "def f(a):\n    return calculate_s(a)"
    assert any("calculate_z(a)" in edit.source for edit in edits(source, "f", ["calculate_s", "calculate_z"]))


def test_given_lines_are_left_alone():
    """Is nothing edited above the first TODO, which the notebook gave, but in helpers above the function?"""
    source = "def g(a):\n    return a + 1\ndef f(n):\n    low = n - 1\n    # TODO 1: tính\n    return low + g(n)"
    assert {edit.line for edit in edits(source, "f")} == {2, 6}


ITSELF = {
    "append": ("b.append(c)", "b.append(b)", "b.append(a)"),
    "insert": ("b.insert(0, c + 1)", "b.insert(0, b + 1)", "b.insert(0, a + 1)"),
    "extend": ("b.extend([c, 1])", "b.extend([b, 1])", "b.extend([a, 1])"),
    "row": ("b[0] = c", "b[0] = b", "b[0] = a"),
}


@pytest.mark.parametrize("case", ITSELF)
def test_nothing_is_put_into_itself(case):
    """Is no list put into itself, of which an array would take all memory, and are other names put into it still?"""
    written, itself, another = ITSELF[case]
    source = f"def f(a):\n    b = [0, 1]\n    c = a\n    {written}\n    return b"
    lines = {line.strip() for edit in edits(source, "f") for line in edit.source.split("\n")}
    assert another in lines and itself not in lines
