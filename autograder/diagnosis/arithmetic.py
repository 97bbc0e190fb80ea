"""Is a cell nothing but arithmetic? Then it can look at nothing but its own values, whatever else is in its process."""

import ast
import builtins
import math
from types import ModuleType

import numpy as np

LONGEST = 20_000  # characters
BUILTINS = {
    *(
        "abs all any bool dict divmod enumerate filter float int isinstance len list map max min pow print range slice".split()
    ),
    *(
        "reversed round set sorted str sum tuple zip AssertionError IndexError NotImplementedError TypeError ValueError ZeroDivisionError".split()
    ),
}
MODULES = {"np": np, "numpy": np, "math": math}
SUBMODULES = {"linalg", "fft"}
OF_VALUES = {
    name
    for kind in (np.ndarray, np.generic, np.finfo, np.iinfo, float, int, list, dict, tuple, str)
    for name in dir(kind)
} | {"min", "max", "eps", "bits", "dtype"}
NO_VALUES = {
    "format",
    "format_map",
    "tofile",
    "dump",
    "dumps",
    "ctypes",
    "base",
    "data",
}  # a format can look into a value
OF_FILES = {  # who reads the memory of his process reads what is tried there
    *("load save savez savez_compressed loadtxt savetxt genfromtxt fromregex fromfile memmap test info".split()),
}
FORBIDDEN = (
    *(ast.Import, ast.ImportFrom, ast.ClassDef, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.With, ast.Await),
    *(ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Match, ast.Delete),
)


def is_arithmetic(source: str) -> bool:
    """Does the cell read and call nothing but numbers, arrays, lists, and functions of Python and NumPy that make such?

    Imports of NumPy as np and of math do not count.
    """
    if len(source) > LONGEST:
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(map(_is_harmless, ast.walk(tree)))


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=[ast.alias(name="numpy", asname="np") | ast.alias(name="math", asname=None)]):
            return True
        case ast.FunctionDef(decorator_list=decorators):
            return not decorators
        case ast.Name(id=name) | ast.arg(arg=name):
            return (
                not name.startswith("__")
                and name != "get_ipython"
                and (name in BUILTINS or not hasattr(builtins, name))
            )
        case ast.Attribute(value=ast.Name(id="np" | "numpy" | "math" as module), attr=name):
            return name in SUBMODULES or _is_of(MODULES[module], name)
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=module), attr=name) if (
            module in SUBMODULES
        ):
            return _is_of(getattr(np, module), name)
        case ast.Attribute(attr=name):
            return not name.startswith("_") and name in OF_VALUES - NO_VALUES
    return not isinstance(node, FORBIDDEN)


def _is_of(module: ModuleType, name: str) -> bool:
    """Is it a public thing of the module, no module itself, and nothing that opens files?"""
    if name.startswith("_") or name in OF_FILES:
        return False
    return hasattr(module, name) and not isinstance(getattr(module, name), ModuleType)
