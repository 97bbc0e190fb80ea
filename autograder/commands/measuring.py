"""The command that measures: bench."""

from argparse import Namespace
from pathlib import Path

from autograder.commands import calling
from autograder.course_folder import ROOT, CourseFolder

PARTS = {
    "feedback": "trang phản hồi",
    "grading": "chấm",
    "closer": "nhìn kỹ bài sai",
    "report": "báo cáo lớp",
    "naming": "nhận ra lỗi: câu trả lời của người ngoài, rồi lỗi trong danh sách",
}


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        bench,
        "Đo tốc độ chấm, viết trang phản hồi và báo cáo lớp; đếm xem bao nhiêu lỗi được gọi đúng tên.",
        "bench --part naming",
    )
    added.add_argument(
        "lesson", nargs="?", default="bai01_so_nguyen", metavar="BÀI", help="tên bài; mặc định là bai01_so_nguyen"
    )
    added.add_argument(
        "--part",
        action="append",
        choices=list(PARTS),
        help="chỉ đo phần này; viết lại nhiều lần cho nhiều phần; mặc định là mọi phần",
    )
    added.add_argument(
        "--submissions", type=calling.positive, default=200, metavar="N", help="số bài nộp trong mỗi lượt"
    )
    added.add_argument(
        "--few", type=calling.positive, default=8, metavar="N", help="số bài nbgrader chấm trong mỗi lượt, vì nó chậm"
    )
    added.add_argument("--rounds", type=calling.positive, default=3, metavar="N", help="số lượt đo")
    added.add_argument("--pairs", type=calling.positive, default=20, metavar="N", help="số cặp lỗi được thử ở mỗi hàm")
    added.add_argument(
        "--scales",
        type=calling.positive,
        nargs="*",
        default=[100, 1000, 10_000],
        metavar="N",
        help="các cỡ lớp để đo thời gian và bộ nhớ",
    )
    added.add_argument(
        "--plot", default=str(ROOT / "docs" / "images" / "do_cham.png"), metavar="TỆP", help="nơi lưu hình"
    )


def bench(chosen: Namespace) -> int:
    from autograder.bench import answers, class_report, closer_look, feedback, grading, naming

    project = CourseFolder(ROOT)

    def names() -> None:
        answers.report(project)
        naming.report(project, chosen.pairs)

    measures = {
        "feedback": lambda: feedback.report(project, chosen.lesson, chosen.submissions, chosen.few, chosen.rounds),
        "grading": lambda: grading.report(
            project, chosen.lesson, chosen.submissions, chosen.few, chosen.rounds, chosen.scales, Path(chosen.plot)
        ),
        "closer": lambda: closer_look.report(project, chosen.submissions, chosen.rounds),
        "report": lambda: class_report.report(project, chosen.rounds),
        "naming": names,
    }
    for part in chosen.part or PARTS:
        measures[part]()
    return 0
