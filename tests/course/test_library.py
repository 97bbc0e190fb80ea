"""Does a cell that shows a library run where it is, and say a sentence and what was recorded where it is not?"""

import sys

import pytest

from course.checking import lesson_json
from course.checking.frozen import FrozenLesson
from course.checking.lesson import Lesson

RECORDED = "mã: [1 2 3]\n"


@pytest.fixture
def bai(tmp_path):
    data = FrozenLesson("bai", (), (), recorded={"no-such-package fractions": RECORDED})
    (tmp_path / "bai.check.json").write_text(lesson_json.dumps(data), encoding="utf-8")
    return Lesson("bai", tmp_path)


def test_where_it_is(bai, capsys):
    """Does the cell run as if nothing stood around it?"""
    with bai.library("fractions"):
        import fractions

        print(fractions.Fraction(1, 2))
    assert capsys.readouterr().out == "1/2\n"


def test_where_it_is_missing(bai, capsys, monkeypatch):
    """Is the missing one named, with how to install it, and what the cell printed when the lesson was made?"""
    monkeypatch.setitem(sys.modules, "no_such_package", None)
    with bai.library("no-such-package fractions"):
        import no_such_package.part  # noqa: F401

        raise AssertionError("not reached")
    said = capsys.readouterr().out
    assert "chưa có no_such_package" in said and "pip install no-such-package fractions" in said
    assert said.endswith(f"Lúc soạn bài, ô này in ra:\n{RECORDED}")


def test_any_other_error_goes_on(bai):
    """Does another missing module, or an error of the library's, still stop the cell?"""
    with pytest.raises(ModuleNotFoundError, match="something_else"), bai.library("fractions"):
        import something_else  # noqa: F401
    with pytest.raises(ZeroDivisionError), bai.library("fractions"):
        1 / 0  # noqa: B018
