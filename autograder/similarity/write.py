"""Compare a class's answers and write down what was found."""

from pathlib import Path

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.similarity.answers import class_answers, right_answers
from autograder.similarity.page import page
from autograder.similarity.pairs import Pairs
from autograder.similarity.sheet import write_sheet


def write_similarity(
    folder: CourseFolder, lesson: str, output: Path, threshold: float | None = None
) -> tuple[tuple[Path, Path], Pairs, float]:
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
