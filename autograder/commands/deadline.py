"""The command of who sets dates: deadline."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from autograder.commands import calling

if TYPE_CHECKING:
    from rich.table import Table

EXAMPLE = 'deadline bai01_so_nguyen --due "2026-12-01 23:59" --extend sv001 2d'


def add_to(commands: calling.Commands) -> None:
    added = commands.add(deadline, "Đặt hạn nộp, gia hạn cho từng sinh viên, hay xem các hạn.", EXAMPLE)
    calling.lesson(added)
    calling.course_dir(added)
    added.add_argument("--due", metavar="NGÀY_GIỜ", help='hạn nộp, như "2026-12-01 23:59"')
    added.add_argument(
        "--extend",
        nargs=2,
        action="append",
        default=[],
        metavar=("MÃ", "ĐỘ_DÀI"),
        help="gia hạn cho một sinh viên, tính từ hạn nộp: 2d, 12h, 90m, 1w, 1d12h; 0 là bỏ gia hạn; viết lại nhiều lần cho nhiều người",
    )
    added.add_argument(
        "--timezone",
        metavar="MÚI_GIỜ",
        help="múi giờ để đọc và in ngày giờ, như Asia/Ho_Chi_Minh; mặc định là của máy này",
    )


def deadline(chosen: Namespace) -> int:
    from autograder.gradebook import deadlines
    from autograder.screen import console

    folder, zone = calling.course_folder(chosen), deadlines.time_zone(chosen.timezone)
    due = deadlines.moment(chosen.due, zone) if chosen.due is not None else None
    extensions = [(student, deadlines.length(text)) for student, text in chosen.extend]
    if due or extensions:
        deadlines.set_deadlines(folder, chosen.lesson, due, extensions)
    due, given = deadlines.deadlines(folder, chosen.lesson)
    if due is None:
        print(
            f'Bài {chosen.lesson} chưa có hạn nộp. Đặt hạn: python -m autograder deadline {chosen.lesson} --course-dir {folder.root} --due "2026-12-01 23:59"'
        )
        return 0
    print(f"Hạn nộp {chosen.lesson}: {_shown(due, zone)}")
    if given:
        console().print(_table(due, given, zone))
    if not deadlines.takes_points(folder):
        print(f"Chưa ai bị trừ nộp muộn, vì {folder.config.name} chưa quy định cách trừ.")
    elif chosen.due or chosen.extend:
        print(f"Tính lại điểm trừ nộp muộn: python -m autograder grade {chosen.lesson} --course-dir {folder.root}")
    return 0


def _table(due: datetime, given: Mapping[str, timedelta], zone: tzinfo | None) -> Table:
    from rich.table import Table

    from autograder.screen import shown

    table = Table(title="Gia hạn", header_style="bold")
    for heading in ("Sinh viên", "Thêm", "Hạn riêng"):
        table.add_column(heading)
    for student, longer in sorted(given.items()):
        table.add_row(shown(student), _length_shown(longer), _shown(due + longer, zone))
    return table


def _shown(moment: datetime, zone: tzinfo | None) -> str:
    local = moment.astimezone(zone)
    offset = f"{local:%z}"
    return f"{local:%H:%M %d/%m/%Y} (UTC{offset[:3]}:{offset[3:5]})"


def _length_shown(longer: timedelta) -> str:
    hours, minutes = divmod(longer.seconds // 60, 60)
    parts = ((longer.days, "ngày"), (hours, "giờ"), (minutes, "phút"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
