"""What the last run measured of each lesson, and from what: scores.json, and README's table of it.

{lesson: {"made_from": a hash, "formulas": [killed, mutants], "domains": the same, "survivors": [a Mutant as a list]}}
"""

import ast
import hashlib
import json
import re
from importlib.metadata import version

from mutants import HERE, PACKAGE, ROOT, Mutant

from autograder import exercises

SCORES, README = HERE / "scores.json", ROOT / "README.md"
BEGIN, END = "<!-- bảng đột biến -->", "<!-- hết bảng đột biến -->"
TELL_RIGHT = (
    "lesson_json.py",
    "compare.py",
    "frozen.py",
    "judge.py",
    "plain.py",
)  # right from wrong; the rest of course/checking says why
JUDGES = ("cases_kill.py", "mutants.py", "mutated.py", "tests_kill.py")
LIBRARIES = ("cosmic-ray", "numpy")


def read():
    """{lesson: what is recorded of it}."""
    return json.loads(SCORES.read_text(encoding="utf-8")) if SCORES.is_file() else {}


def write(scores):
    """Keep the scores, and README's table of them."""
    SCORES.write_text(json.dumps(scores, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    README.write_text(in_readme(README.read_text(encoding="utf-8"), scores), encoding="utf-8")


def score(made_from, by_cases, by_tests):
    """What is recorded of a lesson: two lists of Trial."""
    return {
        "made_from": made_from,
        "formulas": [sum(trial.killed for trial in by_cases), len(by_cases)],
        "domains": [sum(trial.killed for trial in by_tests), len(by_tests)],
        "survivors": [list(vars(trial.mutant).values()) for trial in (*by_cases, *by_tests) if not trial.killed],
    }


def survivors(scores):
    """The mutants that lived, of every lesson of `scores`."""
    return [Mutant(*words) for recorded in scores.values() for words in recorded["survivors"]]


def made_from(cases, modules, tests):
    """A hash of all that a lesson's score depends on.

    cases: what judges the formulas, as JSON has it. modules: of the reference, that are mutated. tests: files that judge
    the domains.
    """
    shared = (ROOT / "course" / "checking" / name for name in TELL_RIGHT)
    files = {*with_imports(modules), *shared, *tests, *(HERE / name for name in JUDGES)}
    digest = hashlib.sha256(json.dumps([cases, *map(version, LIBRARIES)]).encode())
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def with_imports(modules):
    """The files of these modules of the reference, and of all its modules that they import; not the list of all in its __init__."""
    found, waiting = set(), [ROOT / PACKAGE / module for module in modules]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path)
    return found


def _imported(path):
    """The files of the reference that a file imports, or from which it imports a name."""
    imports = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    names = [name for node in imports for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))]
    for name in names:
        place = ROOT.joinpath(*name.split("."))
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file() and file.is_relative_to(ROOT / PACKAGE) and file != ROOT / PACKAGE / "__init__.py":
                yield file


def table(scores):
    """README's rows: a lesson, how many mutants of its formulas its cases kill, and of its conditions their tests."""
    rows = [
        "| Bài | Công thức, do các trường hợp của bài phát hiện | Miền xác định, do kiểm thử phát hiện |",
        "|---|---|---|",
    ]
    for lesson in sorted(scores):
        kinds = (scores[lesson][kind] for kind in ("formulas", "domains"))
        rows.append(f"| {exercises.number(lesson)} | {' | '.join(f'{killed} / {many}' for killed, many in kinds)} |")
    return "\n".join(rows)


def in_readme(text, scores):
    """README's text with the table of these scores between its marks."""
    return re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{table(scores)}\n{END}", text, flags=re.DOTALL)
