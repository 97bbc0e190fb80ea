"""Commands of who writes the lessons: new, check, build, handout, site, overview, lab."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from autograder.commands import calling
from autograder.course_folder import ROOT, CourseFolder, python_path
from autograder.files.course_error import CourseError


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        new, "Viết mọi tệp của một bài mới, với một bài tập mẫu.", "new bai07_do_nhay --topic sensitivity"
    )
    added.add_argument("lesson", metavar="BÀI", help="tên bài mới, như bai07_do_nhay")
    added.add_argument(
        "--topic",
        metavar="CHỦ_ĐỀ",
        help="tên tệp của bản tham chiếu và của hình vẽ; mặc định là tên bài bỏ số, như do_nhay",
    )

    added = commands.add(check, "Soát một bài đang soạn: chỗ nào, sai gì, sửa thế nào.", "check bai01_so_nguyen")
    calling.lessons(added)

    added = commands.add(build, "Dựng notebook và bản phát từ tệp bài học.", "build bai01_so_nguyen")
    calling.lessons(added)
    added.add_argument("--check", action="store_true", help="chỉ so với các tệp đã lưu, không ghi gì")

    added = commands.add(handout, "Đóng gói bản phát cho sinh viên thành một tệp zip.", "handout bai01_so_nguyen")
    calling.lessons(added)
    added.add_argument(
        "--output",
        default=str(ROOT / "dist"),
        metavar="THƯ_MỤC",
        help="nơi đặt tệp zip; mặc định là `dist` trong kho này",
    )

    added = commands.add(
        site, "Dựng trang web để đọc và làm bài ngay trong trình duyệt.", "site --output dist/trang_web --zip"
    )
    added.add_argument(
        "--output",
        default=str(ROOT / "dist" / "trang_web"),
        metavar="THƯ_MỤC",
        help="nơi đặt trang web; mặc định là `dist/trang_web` trong kho này",
    )
    added.add_argument(
        "--offline-wheels",
        metavar="THƯ_MỤC",
        help="thư mục đã có các tệp .whl của Pyodide; mặc định là tải từ bản phát hành của Pyodide",
    )
    added.add_argument(
        "--zip",
        action="store_true",
        help="thêm một tệp zip cạnh trang web, cho lớp không có mạng: trong đó có mo_trang.py",
    )

    commands.add(overview, "Vẽ bản đồ khóa học và ngôi nhà, viết lại bảng các bài và bảng các phòng.", "overview")
    commands.add(lab, "Mở JupyterLab ở thư mục bản phát.", "lab")


def new(chosen: Namespace) -> int:
    from autograder.authoring import new as author

    for line in author.write(CourseFolder(ROOT), chosen.lesson, chosen.topic):
        print(line)
    return 0


def check(chosen: Namespace) -> int:
    from autograder.authoring import check as author

    folder = CourseFolder(ROOT)
    lessons = chosen.lessons or folder.lessons()
    found = list(dict.fromkeys(finding for lesson in lessons for finding in author.findings(folder, lesson)))
    for finding in found:
        print(finding)
    if not author.knows_words(folder):
        print("Chưa soát chính tả vì máy thiếu danh sách từ; trên Debian, Ubuntu: `sudo apt install hunspell-vi`")
    if found:
        print(f"{len(found)} chỗ cần sửa.")
        return 1
    print(f"{', '.join(lessons)}: không có gì phải sửa.")
    return 0


def build(chosen: Namespace) -> int:
    from autograder.authoring import build as author

    folder = CourseFolder(ROOT)
    lessons = chosen.lessons or folder.lessons()
    if not chosen.check:
        return _built(folder, lessons)
    found = author.check(folder, lessons)
    for sentence in found:
        print(sentence)
    if found:
        print(f"Hãy chạy: python -m autograder build {' '.join(chosen.lessons)}".rstrip())
        return 1
    print(f"{', '.join(lessons)}: mọi tệp đã lưu khớp với bản dựng.")
    return 0


def _built(folder: CourseFolder, lessons: list[str]) -> int:
    """Build lessons; where one cannot be built, say what `check` says of it, or let the error go on."""
    from autograder.authoring import build as author
    from autograder.authoring.check import of_failure

    try:
        author.build(folder, lessons, print)
        return 0
    except CourseError:
        raise  # told well already
    except Exception as error:
        if found := of_failure(folder, lessons, error):
            raise CourseError("\n".join(map(str, found))) from error
        raise


def handout(chosen: Namespace) -> int:
    from autograder.handout import pack

    path = pack(CourseFolder(ROOT), chosen.lessons or CourseFolder(ROOT).lessons(), Path(chosen.output))
    print(f"Đã đóng gói: {path}")
    return 0


def site(chosen: Namespace) -> int:
    from autograder import site as web
    from autograder.handout.date import last_change
    from autograder.handout.project import read_project

    offline = Path(chosen.offline_wheels) if chosen.offline_wheels else None
    built = web.build(CourseFolder(ROOT), Path(chosen.output).resolve(), offline, lambda step: print(f"Đang {step}…"))
    print(f"Trang web: {built}")
    if chosen.zip:
        print(f"Tệp zip:   {web.zip_of(built, last_change(ROOT), read_project())}")
    print(f"Mở thử:    python -m http.server --bind 127.0.0.1 --directory {built}")
    return 0


def overview(chosen: Namespace) -> int:
    from autograder.authoring import dependencies, house, overview

    for path in dict.fromkeys((*overview.write(ROOT), *dependencies.write(ROOT), *house.write(ROOT))):
        print(f"Đã ghi: {path}")
    return 0


def lab(chosen: Namespace) -> int:
    environment = {**os.environ, "PYTHONPATH": python_path()}
    quiet = "--LabApp.news_url="  # no question about news at the first start
    return subprocess.call(
        [sys.executable, "-m", "jupyterlab", quiet, "--notebook-dir", str(ROOT / "release")], env=environment
    )
