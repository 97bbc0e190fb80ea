"""The command of who wonders whose answers look alike: similarity."""

from argparse import Namespace
from pathlib import Path

from autograder.commands import calling


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        similarity,
        "Tìm những cặp bài nộp giống nhau, đặt cạnh nhau để đọc.",
        "similarity bai01_so_nguyen --course-dir demo",
    )
    calling.lesson(added)
    calling.course_dir(added)
    added.add_argument(
        "--output", metavar="THƯ_MỤC", help="nơi đặt trang và bảng; mặc định là reports trong thư mục khóa học"
    )
    added.add_argument(
        "--threshold",
        type=calling.percent,
        metavar="PHẦN_TRĂM",
        help="ngưỡng của độ giống, như 90; mặc định suy ra từ chính lớp ấy",
    )


def similarity(chosen: Namespace) -> int:
    from autograder.files.last_net import where_logged
    from autograder.screen import printable
    from autograder.similarity.page import percent
    from autograder.similarity.write import write_similarity

    folder = calling.course_folder(chosen)
    output = Path(chosen.output) if chosen.output else folder.reports
    (page, sheet), pairs, threshold = write_similarity(folder, chosen.lesson, output, chosen.threshold)
    above = int((pairs.values() >= threshold).sum())
    print(
        f"{len(pairs)} cặp bài nộp, {above} cặp đạt ngưỡng {percent(threshold)}. Giống nhau là lý do để đọc, không phải là kết luận."
    )
    print(f"Trang:    {page}")
    print(f"Bảng CSV: {sheet}")
    if left := pairs.answers.left:
        print(f"{len(left)} bài không được so, vì bộ chấm gặp lỗi: {printable(', '.join(left))}")
        print(where_logged(folder))
    return 1 if left else 0
