"""Commands of who grades: grade, feedback, doctor, and to try it all, demo."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import calling
from autograder.course_folder import ROOT, CourseFolder

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.commands.tables import MarksSummary, PagesSummary
    from autograder.demo.students import Submission
    from autograder.grading.whole_class import GradeOptions

DEMO_CLASS, DEMO_CLASS_LATER = 40, 8  # students of the demo class, at the most, in the first lesson and in the others


def add_to(commands: calling.Commands) -> None:
    _add_grade(commands)
    _add_feedback(commands)
    commands.add(doctor, "Cho biết máy này có vùng cách ly nào, và thử phá từng vùng.", "doctor")

    added = commands.add(demo, "Tạo một lớp mẫu: nộp bài, chấm, viết trang phản hồi, in bảng điểm.", "demo")
    calling.lessons(added)
    added.add_argument(
        "--course-dir",
        default=str(ROOT / "demo"),
        metavar="THƯ_MỤC",
        help="thư mục của lớp mẫu, được tạo lại mỗi lần chạy",
    )
    calling.how_to_grade(added, "auto" if sys.platform == "linux" else "none")  # this class is the project's own work


def _add_grade(commands: calling.Commands) -> None:
    added = commands.add(grade, "Chấm mọi bài nộp của một bài.", "grade bai01_so_nguyen --course-dir demo")
    calling.lesson(added)
    calling.course_dir(added)
    added.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="MÃ",
        help="chỉ chấm sinh viên này; viết lại nhiều lần cho nhiều người",
    )
    added.add_argument("--force", action="store_true", help="chấm lại cả những bài không có gì đổi")
    added.add_argument("--dry-run", action="store_true", help="chỉ cho xem điểm nào sẽ đổi, không ghi gì")
    calling.how_to_grade(added, "auto")
    added.add_argument(
        "--scheduler",
        metavar="ĐỊA_CHỈ",
        help="chấm trên nhiều máy: địa chỉ của bộ điều phối, như `tcp://10.0.0.1:8786`",
    )


def _add_feedback(commands: calling.Commands) -> None:
    added = commands.add(
        feedback, "Viết trang phản hồi cho từng sinh viên có bài đã chấm.", "feedback bai01_so_nguyen --course-dir demo"
    )
    calling.lesson(added)
    calling.course_dir(added)
    added.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="MÃ",
        help="chỉ viết cho sinh viên này; viết lại nhiều lần cho nhiều người",
    )
    added.add_argument(
        "--jobs", type=calling.positive, metavar="N", help="số trang viết cùng lúc; mặc định bằng số nhân của bộ xử lý"
    )


def grade(chosen: Namespace) -> int:
    if sys.stderr.isatty():
        print("Đang chuẩn bị…", file=sys.stderr)
    from autograder.files.last_net import where_logged
    from autograder.files.words import listed
    from autograder.gradebook.config import db_shown
    from autograder.gradebook.statuses import TROUBLE
    from autograder.grading.whole_class import GradeOptions
    from autograder.intake.submitted import collecting, misplaced
    from autograder.screen import console, printable

    screen, folder = console(), calling.course_folder(chosen)
    options = GradeOptions(
        tuple(chosen.student), chosen.force, chosen.dry_run, chosen.jobs, chosen.sandbox, chosen.scheduler
    )
    summary = _graded(folder, chosen.lesson, options, screen)
    summary.show(screen)
    if lost := misplaced(folder):
        print(f"{len(lost)} tệp trong `submitted/` nằm sai chỗ nên không được chấm: {printable(listed(lost))}")
        print(
            f"Mỗi bài nộp phải nằm ở `submitted/<mã sinh viên>/{chosen.lesson}/{chosen.lesson}.ipynb`. {collecting(chosen.lesson)}"
        )
    if summary.statuses[TROUBLE]:
        print(where_logged(folder))
    if chosen.dry_run:
        print("Chấm thử: chưa ghi gì. Bỏ --dry-run để ghi.")
        return 1 if summary.unfinished else 0
    print(f"Sổ điểm:  {db_shown(folder)}")
    print(f"Bài chấm: {folder.root / 'autograded'}")
    print(f"Viết báo cáo lớp:    python -m autograder report {chosen.lesson} --course-dir {folder.root}")
    print(f"Viết trang phản hồi: python -m autograder feedback {chosen.lesson} --course-dir {folder.root}")
    return 1 if summary.unfinished else 0


def _graded(folder: CourseFolder, lesson: str, options: GradeOptions, screen: Console) -> MarksSummary:
    """Grade a class with a progress bar; returns its MarksSummary. Ctrl-C ends it between two writings."""
    from autograder.commands.stopping import Stopping
    from autograder.commands.tables import MarksSummary, progress_bar
    from autograder.grading.whole_class import grade_class

    summary = MarksSummary()
    with Stopping() as stopping:
        try:
            for result in grade_class(folder, lesson, options, progress_bar(screen, "Đang chấm"), stopping):
                summary.add(result)
        except KeyboardInterrupt as error:
            written = "chưa ghi gì" if options.dry_run else f"điểm của {summary.count} bài đã ở trong sổ điểm"
            again = "chấm lại từ đầu" if options.force or options.dry_run else "chấm tiếp"
            raise KeyboardInterrupt(f"Đã dừng: {written}. Chạy lại lệnh này để {again}.") from error
    return summary


def feedback(chosen: Namespace) -> int:
    from autograder.files.last_net import where_logged
    from autograder.screen import console

    screen, folder = console(), calling.course_folder(chosen)
    summary = _written(folder, chosen.lesson, tuple(chosen.student), chosen.jobs, screen)
    summary.show(screen)
    if any(page.trace for page in summary.problems):
        print(where_logged(folder))
    print(f"Trang phản hồi: {folder.root / 'feedback'}")
    return 1 if summary.problems else 0


def _written(
    folder: CourseFolder, lesson: str, students: tuple[str, ...], jobs: int | None, screen: Console
) -> PagesSummary:
    """Write the feedback pages with a progress bar; returns their PagesSummary. Ctrl-C ends it between two pages."""
    from autograder.commands.stopping import Stopping
    from autograder.commands.tables import PagesSummary, progress_bar
    from autograder.feedback.class_pages import write_pages

    summary = PagesSummary()
    with Stopping() as stopping:
        try:
            for page in write_pages(folder, lesson, students, jobs, progress_bar(screen, "Đang viết"), stopping):
                summary.add(page)
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(
                f"Đã dừng: {summary.count} trang đã viết xong. Chạy lại lệnh này để viết lại tất cả."
            ) from error
    return summary


def demo(chosen: Namespace) -> int:
    from autograder.authoring import build as author
    from autograder.demo.course import hand_in, new_course
    from autograder.screen import console

    screen, project = console(), CourseFolder(ROOT)
    lessons = chosen.lessons or project.lessons()
    first, *others = lessons
    author.build(project, [first, *(lesson for lesson in others if not author.is_as_committed(project, lesson))], print)
    folder = new_course(Path(chosen.course_dir).resolve())
    people = {first: hand_in(project, folder, first, most=DEMO_CLASS)} | {
        lesson: hand_in(project, folder, lesson, endless=False, most=DEMO_CLASS_LATER) for lesson in others
    }
    _enrol(folder, [person for handed_in in people.values() for person in handed_in])
    screen.print(f"Lớp mẫu: {sum(map(len, people.values()))} bài nộp trong {folder.root / 'submitted'}")
    pages = sum(_demonstrated(folder, lesson, chosen, screen) for lesson in lessons)
    print(f"Trang phản hồi: {folder.feedback(people[lessons[0]][0].student, lessons[0])} (và {pages - 1} trang nữa)")
    print(f"Sổ điểm:        {folder.gradebook}")
    return 0


def _enrol(folder: CourseFolder, people: Iterable[Submission]) -> None:
    """The names of the demo class, as a class list would put them into the gradebook."""
    from autograder.gradebook.config import db_url
    from autograder.gradebook.students import write_people
    from autograder.people.names import split_name
    from autograder.people.person import Person

    names = {person.student: person.name for person in people}
    write_people(db_url(folder), [Person(student, *split_name(name)) for student, name in names.items()])


def _demonstrated(folder: CourseFolder, lesson: str, chosen: Namespace, screen: Console) -> int:
    """Grade one lesson of the demo class and write its feedback; returns how many pages there are."""
    from autograder.grading.whole_class import GradeOptions

    screen.rule(lesson)
    summary = _graded(folder, lesson, GradeOptions(jobs=chosen.jobs, sandbox=chosen.sandbox), screen)
    pages = _written(folder, lesson, (), chosen.jobs, screen)
    summary.show(screen)
    return pages.count


def doctor(chosen: Namespace) -> int:
    from autograder.sandbox.doctor import report

    offered = report(print)
    if not offered:
        print(
            "Máy này không có vùng cách ly nào dùng được. Trên Debian và Ubuntu, hãy chạy: `sudo apt-get install bubblewrap`. Trên macOS và Windows, chỉ chấm được với --sandbox none."
        )
        return 1
    first, holds = offered[0]
    if holds:
        print(f"Lệnh grade sẽ chạy bài nộp trong: {first}")
        return 0
    better = next(
        (f"Hãy chấm với --sandbox {kind}." for kind, held in offered if held),
        "Đừng chấm bài lạ trên máy này; hãy cài `bubblewrap`, hoặc dùng nhân Linux mới hơn.",
    )
    print(f"Lệnh grade sẽ chạy bài nộp trong {first}, mà {first} không chặn được hết. {better}")
    return 1
