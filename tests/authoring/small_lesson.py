"""A small lesson below a folder of its own, made by `new` but not built, that a test may break."""

import importlib
import sys

from autograder import exercises, reference
from autograder.authoring import new
from autograder.course_folder import ROOT, CourseFolder
from course import plots

LESSON, TOPIC = "bai98_nho", "small"
TEXT = f"source/{LESSON}/{LESSON}.py"
EXERCISE, IN_ORDER = (f"autograder/exercises/{LESSON}/{name}.py" for name in (new.FUNCTION, "__init__"))


def write(root, monkeypatch):
    """Write the files of the lesson below `root`, and let this process import them; returns the CourseFolder."""
    for path, text in new.new_files(CourseFolder(ROOT), LESSON, TOPIC).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for package, path in ((exercises, "exercises"), (reference, "reference")):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(root / "autograder" / path)])
    monkeypatch.setattr(plots, "__path__", [*plots.__path__, str(root / "course" / "plots")])
    forget(monkeypatch)
    one = importlib.import_module(f"autograder.reference.{TOPIC}")
    monkeypatch.setattr(reference, new.FUNCTION, one.largest_error, raising=False)
    return CourseFolder(root)


def forget(monkeypatch):
    """Let what was imported of the lesson be imported anew, now and after the test."""
    for name in [name for name in sys.modules if LESSON in name or name.endswith(f".{TOPIC}")]:
        monkeypatch.delitem(sys.modules, name)
    for package, name in ((exercises, LESSON), (reference, TOPIC)):
        monkeypatch.delattr(package, name, raising=False)
    importlib.invalidate_caches()


def change(root, path, old, text):
    """Break one place of a file; returns its line."""
    before = (root / path).read_text(encoding="utf-8")
    assert before.count(old) == 1, old
    (root / path).write_text(before.replace(old, text), encoding="utf-8")
    return before[: before.index(old)].count("\n") + 1
