"""Has a class that nbgrader's own command graded its pages, too, and is nothing that a student wrote taken for the instructor's?"""

import re

import pytest
from stock_class import FORGED, GIVEN, OWN


def test_pages_are_written(stock_graded):
    """Has everyone a page with marks and answers, also of a notebook in the older format?"""
    assert len(stock_graded) == 3
    assert all(
        "Tổng điểm: 2/10" in page and "Ô chấm <code>kiem-tra</code>: 2/2 điểm" in page for page in stock_graded.values()
    )
    assert "Câu hỏi: vì sao?" in stock_graded["cells_without_ids"] and OWN in stock_graded["cells_without_ids"]
    assert all("chưa chấm" not in page and "Điểm từng TODO" not in page for page in stock_graded.values())


@pytest.mark.parametrize("student", ["hostile_answers", "answer_that_claims_to_be_a_task"])
def test_no_answer_is_taken_for_a_question(stock_graded, student):
    """Is HTML in an answer never more than text, whatever the cell is called and claims to be?"""
    page = stock_graded[student]
    assert FORGED not in page and "position:fixed" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
    assert ("&lt;h2&gt;Bạn được 10 điểm" in page) == (student == "hostile_answers")


def test_instructors_cells_are_not_the_students(stock_graded):
    """Are cells that the instructor wrote without labels no cells of the student's own?"""
    assert not [page for page in stock_graded.values() if "Lời dẫn" in page or GIVEN in page]
    assert "Những ô bạn tự thêm" not in "".join(stock_graded.values())
