"""Commands of who reads the marks: report."""

from argparse import Namespace
from pathlib import Path

from autograder.commands import calling
from autograder.files.course_error import CourseError


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        report, "Viết báo cáo lớp: một trang HTML và các bảng CSV.", "report bai01_so_nguyen --course-dir demo"
    )
    added.add_argument("lesson", nargs="?", metavar="BÀI", help="tên bài; mặc định là cả khóa học")
    calling.course_dir(added)
    added.add_argument(
        "--output", metavar="THƯ_MỤC", help="nơi đặt báo cáo; mặc định là reports trong thư mục khóa học"
    )
    added.add_argument(
        "--anonymous", action="store_true", help="không kể về người nào và nhóm nào dưới 5 người, để gửi cho khoa"
    )
    added.add_argument(
        "--ranking", action="store_true", help="thêm bảng xếp hạng không tên, cho bài có số đo để xếp hạng"
    )


def report(chosen: Namespace) -> int:
    from autograder.report import write_report

    folder = calling.course_folder(chosen)
    calling.demand_known(folder, [chosen.lesson] if chosen.lesson else [])
    if chosen.ranking and not chosen.lesson:
        raise CourseError("Xếp hạng là của một bài: hãy thêm tên bài, ví dụ report bai13_do_an --ranking.")
    output = Path(chosen.output) if chosen.output else folder.reports
    page, *sheets = write_report(folder, chosen.lesson, output, chosen.anonymous, chosen.ranking)
    print(f"Báo cáo lớp: {page}")
    print(f"Bảng CSV:    {', '.join(sheet.name for sheet in sheets)}")
    return 0
