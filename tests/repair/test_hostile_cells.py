"""Cells that nobody expects: no edit may fail, and none of them may take long."""

import pytest

from course.checking.repair import Local, edits, find

HOSTILE = {
    "empty": "",
    "does not parse": "def f(:\n  return",
    "null byte": "def f(a):\n    return a\0",
    "carriage returns": "def f(a):\r    return a",
    "windows line ends": "def f(a):\r\n    return a + 1\r\n",
    "form feed": "def f(a):\n\f    return a + 1",
    "tabs": "def f(a):\n\tif a:\n\t\treturn a + 1\n\treturn 0",
    "no such function": "def g(a):\n    return a + 1",
    "name bound otherwise": "f, g = 1, 2",
    "lambda": "f = lambda a, b: a + b * 2",
    "class": "class A:\n    def f(self, a):\n        return a + 1\nf = A().f",
    "decorated": "import functools\n@functools.lru_cache(maxsize=1 + 1)\ndef f(a):\n    return a + 1",
    "nested": "def f(a):\n    def g(b):\n        return a + b\n    return g(1) - (lambda c: c * 2)(a)",
    "walrus": "def f(a):\n    if (n := a + 1) > 2:\n        return n\n    return (m := n)",
    "stars": "def f(*a, **k):\n    x, *y = [*a, 1]\n    return max(*y, **{**k}), {**k}, print(*a)",
    "match": "def f(a):\n    match a:\n        case [1, *x] if x:\n            return x\n        case {'a': y, **z}:\n            return y\n    return 0",
    "comprehensions": "def f(a):\n    return [i + j for i in a for j in range(i) if j], {i: 1 for i in a}, {i for i in a}, sum(i for i in a)",
    "f-strings": "def f(a):\n    return f'{a + 1!r:>{a}}' + f\"{f'{a}'}\"",
    "async": "async def f(a):\n    async with a as b:\n        return await b\n    async for c in a:\n        yield c",
    "unicode": "def f(α, ß):\n    ｘ = α + ß\n    return x * 'ồ😀'.count('😀')",
    "semicolons": "def f(a): b = a + 1; c = b; return c",
    "one line if": "def f(a):\n    if a: b = 1\n    else: b = 2\n    return b",
    "continued lines": "def f(a):\n    b = a + \\\n        1\n    return (a\n            + b  # ( one\n            - 2)",
    "odd calls": "def f():\n    return abs(), max(), np.clip(), np.sum(), int(), np.floor(() + 0.5), np.minimum(1), x.astype(), reshape()",
    "odd slices": "def f(a):\n    return a[...], a[:], a[()], a[1:2, ::3, None], a[a[0]:], a[b:=1]",
    "numbers": "def f():\n    return 10**400, 1e400, 0x1F, 1j, 1_000, -0.0, ~1, not 1, True",
    "try": "def f(a):\n    try:\n        return a / 0\n    except ZeroDivisionError as e:\n        raise ValueError from e\n    finally:\n        a = 1",
    "globals": "def f(a):\n    global b\n    b = a\n    del a\n    return b",
    "type hints": "def f(a: 'int', b: list[int] = [1 + 1]) -> int:\n    c: int = a + 1\n    d: int\n    return c",
    "only a docstring": 'def f(a):\n    """a + 1"""',
    "deep": "def f(a):\n    return " + "(" * 150 + "a" + ")" * 150,
    "deep lists": "def f(a):\n    return " + "[" * 90 + "a" + "]" * 90,
    "long sum": "def f(a):\n    return " + " + ".join(["a"] * 900),
    "many names": "def f("
    + ", ".join(f"a{i}" for i in range(200))
    + "):\n    return "
    + " * ".join(f"a{i}" for i in range(50)),
    "long": "def f(a):\n" + "    a = a + 1\n" * 5000 + "    return a",
    "many lines": "def f(a):\n" + "    a = max(a + 1, 2)\n" * 150 + "    return a",
    "surrogate": "def f(a):\n    return '\ud800'",
    "magic": "%matplotlib inline\ndef f(a):\n    return a",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_edit_fails(name):
    """Are there edits, or none, but no error; never more than there may be?"""
    assert len(edits(HOSTILE[name], "f")) <= 6_000


@pytest.mark.parametrize("name", HOSTILE)
def test_search_ends(name):
    """Does a search in such a cell end, and without an error?"""
    local = Local("f", {"np": __import__("numpy")}, [[3], [4]], lines=20_000)
    find(HOSTILE[name], "f", range(2), local.answer, lambda case, outcome: False)


def test_cells_that_are_not_looked_at():
    """Has a cell that cannot be read no edits?"""
    for name in ("empty", "does not parse", "null byte", "no such function", "long", "deep lists", "magic"):
        assert edits(HOSTILE[name], "f") == []


def test_cells_that_are_looked_at():
    """Are lambdas, nested and decorated functions edited?"""
    for name in ("lambda", "nested", "decorated", "windows line ends", "tabs", "unicode", "walrus", "stars"):
        assert edits(HOSTILE[name], "f")
