"""How commands are called: argparse in Vietnamese, and the options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from autograder.commands import vietnamese
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError

vietnamese.install()

CODES = (
    "Mã thoát: 0 là xong, 1 là kiểm tra không đạt, 2 là gọi sai hoặc có điều bạn cần sửa, 130 là bị dừng bằng Ctrl-C."
)


class Parser(argparse.ArgumentParser):
    """argparse in Vietnamese, with texts that stand as they are written; what is wrong ends with where to look."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lỗi: gọi sai lệnh: {message}. Hãy xem: {self.prog} --help\n")


class Commands:
    """The commands that a Parser knows; `add` makes one more."""

    def __init__(self, parser: Parser) -> None:
        self.known = parser.add_subparsers(required=True, metavar="LỆNH")

    def add(self, run: Callable[[argparse.Namespace], int], text: str, example: str, codes: str = CODES) -> Parser:
        """codes: what its exit codes mean. run: the function of the chosen arguments that does it; its name is the command's, which has `-` for `_`."""
        epilog = f"Ví dụ: python -m autograder {example}\n\n{codes}"
        added = self.known.add_parser(run.__name__.replace("_", "-"), help=text, description=text, epilog=epilog)
        added.set_defaults(run=run)
        return added


def lesson(added: Parser) -> None:
    added.add_argument("lesson", metavar="BÀI", help="tên bài, như bai01_so_nguyen")


def lessons(added: Parser) -> None:
    added.add_argument("lessons", nargs="*", metavar="BÀI", help="tên bài; mặc định là mọi bài")


def course_dir(added: Parser) -> None:
    added.add_argument(
        "--course-dir", default=str(ROOT), metavar="THƯ_MỤC", help="thư mục khóa học của nbgrader; mặc định là kho này"
    )


def course_folder(chosen: argparse.Namespace) -> CourseFolder:
    """The CourseFolder that --course-dir names; raises CourseError where there is none."""
    root = Path(chosen.course_dir).resolve()
    if not root.is_dir():
        raise CourseError(f"Không có thư mục {root}. Hãy xem lại --course-dir.")
    return CourseFolder(root)


def demand_known(folder: CourseFolder, lessons: Iterable[str]) -> None:
    """Raise CourseError for a lesson that neither source/ nor the gradebook has: its name is misspelt."""
    known = set(folder.lessons())
    if not known.issuperset(lessons):
        known |= _in_gradebook(folder)
    for lesson in lessons:
        if lesson not in known:
            there = ", ".join(sorted(known)) or "(không có bài nào)"
            raise CourseError(
                f"Không có bài nào tên {lesson!r} trong {folder.root / 'source'} hay trong sổ điểm. Các bài đang có: {there}."
            )


def _in_gradebook(folder: CourseFolder) -> set[str]:
    """Names of the lessons that the gradebook has."""
    from nbgrader.api import Assignment
    from sqlalchemy import inspect, select

    from autograder.gradebook.config import db_url, engine_to_read
    from autograder.gradebook.errors import explained

    with explained(url := db_url(folder)):
        engine = engine_to_read(url)
        try:
            with engine.connect() as connection:
                is_there = inspect(connection).has_table(Assignment.__tablename__)
                return set(connection.scalars(select(Assignment.name))) if is_there else set()
        finally:
            engine.dispose()


def how_to_grade(added: Parser, sandbox: str) -> None:
    added.add_argument(
        "--jobs", type=positive, metavar="N", help="số bài chấm cùng lúc; mặc định bằng số nhân của bộ xử lý"
    )
    sandbox_kind(added, sandbox)


def sandbox_kind(added: Parser, sandbox: str) -> None:
    added.add_argument(
        "--sandbox",
        choices=["auto", "bubblewrap", "landlock", "none"],
        default=sandbox,
        help="nơi chạy bài nộp; none là không cách ly, và bài chấm có ghi điều này",
    )


def positive(text: str) -> int:
    """A whole number above 0, read from an argument."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("phải là số nguyên dương")
    return int(text)


def percent(text: str) -> float:
    """A share between 0 and 1, read from an argument in percent."""
    try:
        share = float(text.replace(",", ".").removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("phải là số từ 0 đến 100")
    return share
