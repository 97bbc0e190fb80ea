"""Whose answers look alike: pairs in order, side by side, against the class's own distribution.

The method: an answer is what a student added to the released cells, as words of Python whose own names are all alike,
its statements sorted; two answers are as alike as their longest common subsequence of words is long
(Bergroth, Hakonen and Raita, 2000, https://doi.org/10.1109/SPIRE.2000.878178; computed by rapidfuzz).
"""

from autograder.course_folder import CourseError
from autograder.similarity.answers import class_answers, right_answers
from autograder.similarity.page import page
from autograder.similarity.pairs import Pairs
from autograder.similarity.sheet import write_sheet
from autograder.whole import write_whole


def write_similarity(folder, lesson, output, threshold=None):
    """Write a page and a CSV of all pairs into the folder `output`; returns (paths, Pairs, the threshold).

    threshold: from what similarity (0 to 1) on a pair is to be looked at; None: where the class's own pairs stand out.
    Raises CourseError for a missing lesson, and where no two answers can be compared.
    """
    folder.demand_lesson(lesson)
    found = Pairs(class_answers(folder, lesson))
    if not len(found):
        raise CourseError(
            f"Bài {lesson} chưa có hai bài nộp nào viết đủ dài để so. Hãy thu thêm bài rồi chạy lại lệnh này."
        )
    honest = right_answers(folder, lesson)
    threshold = found.fence() if threshold is None else threshold
    html, sheet = output / f"{lesson}.similarity.html", output / f"{lesson}.similarity.csv"
    write_whole(html, page(lesson, found, Pairs(honest) if honest else None, threshold).encode())
    write_sheet(sheet, found)
    return (html, sheet), found, threshold
