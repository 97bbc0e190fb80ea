"""The command that runs until the deadline: watch."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.commands import calling
from autograder.course_folder import CourseFolder

if TYPE_CHECKING:
    from autograder.collecting.landing import Outcome
    from autograder.grading.whole_class import Result
    from autograder.watching.watch import Ended, Graded, Waiting, WatchOptions

NICENESS = 10  # others on this machine come first
ID_WIDTH, POINTS_WIDTH = 16, 9
MOST_NAMED = 20


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        watch,
        "Chấm từng bài ngay khi bài đến, cho đến hạn nộp.",
        "watch bai01_so_nguyen --exchange --feedback",
    )
    calling.lesson(added)
    calling.course_dir(added)
    added.add_argument(
        "--exchange",
        action="store_true",
        help="thu bài mới từ nơi trao đổi bài của nbgrader vào `submitted/` trước khi chấm",
    )
    added.add_argument("--feedback", action="store_true", help="viết luôn trang phản hồi của bài vừa chấm")
    added.add_argument(
        "--until",
        metavar="NGÀY_GIỜ",
        help='dừng lúc này, như "2026-12-01 23:59"; mặc định là hạn nộp của bài, tính cả gia hạn; không có hạn thì canh đến khi bạn bấm Ctrl-C',
    )
    added.add_argument(
        "--every", type=calling.positive, default=10, metavar="GIÂY", help="nhìn lại sau bao nhiêu giây; mặc định là 10"
    )
    calling.sandbox_kind(added, "auto")


def watch(chosen: Namespace) -> int:
    from autograder.gradebook import deadlines
    from autograder.watching.watch import WatchOptions

    folder = calling.course_folder(chosen)
    until = deadlines.moment(chosen.until, None) if chosen.until is not None else None
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _watched(folder, chosen.lesson, WatchOptions(chosen.every, until, chosen.exchange, chosen.feedback, chosen.sandbox))
    return 0


def _watched(folder: CourseFolder, lesson: str, options: WatchOptions) -> None:
    """Watch, with a line for whatever happens. Ctrl-C ends it between two writings."""
    from autograder.commands.stopping import Stopping
    from autograder.watching.watch import Ended, Graded, end_of, watch

    end, count = options.until or end_of(folder, lesson), 0
    until = f"đến {_shown(end)}" if end else "đến khi bạn bấm Ctrl-C, vì bài chưa có hạn nộp"
    _say(f"Đang canh bài nộp {lesson}, {until}.")
    with Stopping() as stopping:
        try:
            for event in watch(folder, lesson, options, stopping):
                count += isinstance(event, Graded)
                if isinstance(event, Ended):
                    _say_end(folder, lesson, event, count, options)
                elif line := _line(event):
                    _say(f"{datetime.now():%H:%M:%S}  {line}")
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(
                f"Đã dừng: {count} bài đã chấm trong lần này. Chạy lại lệnh này để canh tiếp."
            ) from error


def _say(line: str) -> None:
    """Print a line at once, also where it goes to a file."""
    from autograder.screen import printable

    print(printable(line), flush=True)


def _line(event: Graded | Outcome | Waiting) -> str:
    """What is said of an event in one line; nothing of a hand-in that was collected without a question."""
    from autograder.watching.watch import Graded, Waiting

    if isinstance(event, Graded):
        return _of_graded(event)
    return f"{event.why} Đang chờ." if isinstance(event, Waiting) else _of_collected(event)


def _of_graded(graded: Graded) -> str:
    result, page = graded.result, graded.page
    line = f"{result.student:<{ID_WIDTH}}  {_points(result):>{POINTS_WIDTH}}  {result.status}"
    if not result.summary.isolated:
        line += ", ngoài vùng cách ly"
    if page is None:
        return line
    return f"{line}; chưa viết được trang phản hồi, vì {page.problem}" if page.problem else f"{line}; đã viết trang"


def _points(result: Result) -> str:
    if result.unfinished:
        return "—"
    most = sum(todo.points for todo in result.summary.todos)
    return f"{result.earned:g}/{most:g}" if most else f"{result.earned:g}"


def _of_collected(outcome: Outcome) -> str:
    told = [*(f"chưa thu được: {why}" for why in outcome.left), *(f"cần xem: {why}" for why in outcome.asks)]
    return f"{outcome.student or outcome.who:<{ID_WIDTH}}  {'; '.join(told)}" if told else ""


def _say_end(folder: CourseFolder, lesson: str, end: Ended, count: int, options: WatchOptions) -> None:
    grade = f"python -m autograder grade {lesson} --course-dir {folder.root}"
    _say(f"Hết giờ lúc {_shown(end.until)}: dừng canh, {count} bài đã chấm trong lần này.")
    if end.late:
        first = "thu thêm từ nơi trao đổi bài rồi chạy" if options.exchange else "chạy"
        _say(f"Còn {len(end.late)} bài nộp sau giờ ấy, chưa chấm: {_named(end.late)}. Muốn chấm, hãy {first}: {grade}")
    if end.coming:
        _say(f"{len(end.coming)} bài chưa vào trọn: {_named(end.coming)}. Hãy xem lại, rồi chạy: {grade}")
    if end.unfinished:
        _say(f"{len(end.unfinished)} bài chưa chấm xong: {_named(end.unfinished)}. Hãy chạy: {grade}")
    if options.feedback and options.exchange:
        _say(f"Trả trang phản hồi qua nơi trao đổi bài: nbgrader release_feedback {lesson}")


def _named(students: Sequence[str]) -> str:
    more = len(students) - MOST_NAMED
    return ", ".join(students[:MOST_NAMED]) + (f" và {more} người nữa" if more > 0 else "")


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M %d/%m/%Y}"
