"""Does nbgrader's own export write our table with our exporter?"""

import openpyxl
import pytest

from autograder.bench.grading import run_nbgrader
from autograder.commands import main

FIRST = "bai01_so_nguyen"
OURS = "--exporter=autograder.plugin.export.TableExporter"


def export(course, *options):
    return run_nbgrader(course, "export", OURS, *options, check=False)


def test_same_bytes(course):
    """Is its CSV, byte for byte, that of `python -m autograder export`, of marks of every kind?"""
    assert export(course).returncode == 0
    ours = course.root / "ours.csv"
    assert main(["export", "--to", "csv", "--course-dir", str(course.root), "--output", str(ours)]) == 0
    assert (course.root / "diem.csv").read_bytes() == ours.read_bytes() != b""


def test_chosen(course):
    """Are only the lessons and students written that were asked for, and is a name with .xlsx a workbook?"""
    done = export(course, "--to=bang.XLSX", f"--assignment=['{FIRST}']", "--student=['sv001', '=2+3']")
    assert done.returncode == 0, done.stderr
    head, *rows = openpyxl.load_workbook(course.root / "bang.XLSX").active.iter_rows(values_only=True)
    assert sorted(row[0] for row in rows) == ["=2+3", "sv001"]
    assert {cell.split(":")[0] for cell in head[5:]} == {FIRST}


@pytest.mark.parametrize(
    ("option", "said"),
    [("--to=bang.ods", ".xlsx"), ("--student=['ai']", "nbgrader db student list"), ("--assignment=['bai']", "bai")],
)
def test_wrong_wishes(course, option, said):
    """Is what cannot be told in a sentence, with exit code 1, and nothing written?"""
    before = set(course.root.iterdir())
    done = export(course, option)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr
    assert {path.suffix for path in set(course.root.iterdir()) - before} <= {""}
