"""The house: its rooms and the ways through it, as one picture and two tables, drawn from what pyproject.toml holds."""

import textwrap
import tomllib
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from autograder.authoring.overview import between
from course.plots.style import BLUE, GREY, ORANGE, figure

PICTURE, PAGE = Path("docs", "images", "ngoi_nha.png"), Path("docs", "kien_truc.md")
BEGIN, END = "<!-- các phòng -->", "<!-- hết các phòng -->"
ROOMS = {
    "commands": "dòng lệnh, mỗi lệnh một hàm",
    "bench": "các phép đo của `make bench`",
    "plugin": "các bước mà nbgrader và Formgrader chạy",
    "site": "khóa học thành trang web, đọc và làm ngay trong trình duyệt",
    "watching": "chấm từng bài ngay khi bài đến",
    "feedback": "trang phản hồi cho sinh viên",
    "report": "báo cáo lớp",
    "one": "một notebook, một câu trả lời, cho quy trình của người khác",
    "grading": "chấm một bài, chấm cả lớp",
    "collecting": "gói của Moodle, Canvas vào `submitted/`",
    "export": "điểm ra bảng, ra Moodle, Canvas",
    "similarity": "những bài giống nhau",
    "handout": "đóng gói cho sinh viên",
    "demo": "lớp mẫu của `make demo`",
    "gradebook": "sổ điểm: khóa, ghi, đọc, hạn nộp",
    "diagnosis": "một câu sai nói lên điều gì",
    "authoring": "văn bản bài học thành notebook, bản phát",
    "exercises": "mỗi bài hỏi gì: trường hợp, điểm, lỗi, gợi ý",
    "intake": "tìm, đọc, khôi phục bài nộp",
    "sandbox": "vùng cách ly chạy bài nộp",
    "people": "ai là ai trong lớp",
    "pages": "khung chung của mọi trang HTML",
    "reference": "công thức viết bằng NumPy",
    "screen": "in ra màn hình",
    "nbgrader_settings": "cấu hình nbgrader",
    "course_folder": "mọi đường dẫn của khóa học",
    "files": "ghi trọn tệp, bảng, thời điểm, chữ",
}
FLOWS = {
    "Tác giả": ("source/<bài>.py", "authoring", "source/, release/", "handout", "gói .zip"),
    "Sinh viên": ("release/", "course: bai.check(…)", "notebook nộp"),
    "Bài nộp": ("gói nộp", "collecting", "submitted/", "intake", "sandbox", "grading", "diagnosis", "gradebook"),
    "Điểm ra": ("gradebook", "feedback, report, export", "trang HTML, CSV, .xlsx"),
}
STEP, ROW, LABEL = 1.75, 0.62, 1.2  # of the flows
FLOOR, LETTERS = 0.82, 126  # of the floors: how high one is, how many letters stand side by side


def write(root: Path) -> tuple[Path, Path]:
    """Write the picture and the page's table below `root`; returns the two paths."""
    picture, page = root / PICTURE, root / PAGE
    draw(floors(root)).savefig(picture, dpi=130, bbox_inches="tight", metadata={"Software": None})
    page.write_text(with_table(page.read_text(encoding="utf-8"), root), encoding="utf-8")
    return picture, page


def floors(root: Path) -> list[list[str]]:
    """The rooms from the top of the house to its ground, as lists: none imports one above or beside it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [contract["layers"] for contract in project["tool"]["importlinter"]["contracts"] if "layers" in contract]
    return [[room.strip() for room in layer.split("|")] for layer in layers if layer != "__main__"]


def with_table(page: str, root: Path) -> str:
    """The page's text with the table between its two marks made anew."""
    return between(page, BEGIN, END, table(floors(root)))


def table(floors_: Sequence[Sequence[str]]) -> str:
    """A row for each floor: its rooms, and what each is for."""
    rows = ["| Tầng | Phòng và việc của phòng |", "|---|---|"]
    for number, rooms in zip(range(len(floors_), 0, -1), floors_):
        rows.append(f"| {number} | {'; '.join(f'`{room}`: {ROOMS[room]}' for room in rooms)} |")
    return "\n".join(rows)


@figure
def draw(floors_: Sequence[Sequence[str]]) -> Figure:
    """Above, the four ways through the house; below, its floors."""
    drawn, (ways, house) = plt.subplots(
        2, 1, figsize=(15, 12.4), gridspec_kw={"height_ratios": [len(FLOWS) * ROW, len(floors_) * FLOOR]}
    )
    _ways(ways)
    _house(house, floors_)
    return drawn


def _ways(axes: Axes) -> None:
    longest = max(map(len, FLOWS.values()))
    axes.set(xlim=(0, LABEL + longest * STEP), ylim=(-len(FLOWS) * ROW, 0))
    axes.axis("off")
    for row, (who, steps) in enumerate(FLOWS.items()):
        middle = -(row + 0.5) * ROW
        axes.text(0.05, middle, who, weight="bold", va="center", fontsize=12)
        for column, step in enumerate(steps):
            left = LABEL + column * STEP
            is_room = step.split(",")[0] in ROOMS
            _box(axes, left, middle - 0.18, STEP - 0.35, 0.36, BLUE if is_room else GREY)
            words = textwrap.fill(step, 18)
            axes.text(left + (STEP - 0.35) / 2, middle, words, ha="center", va="center", fontsize=10)
            if column:
                _arrow(axes, left - 0.33, left - 0.04, middle)


def _house(axes: Axes, floors_: Sequence[Sequence[str]]) -> None:
    width = LABEL + max(map(len, FLOWS.values())) * STEP
    axes.set(xlim=(0, width), ylim=(-len(floors_) * FLOOR, 0))
    axes.axis("off")
    for row, rooms in enumerate(floors_):
        bottom = -(row + 1) * FLOOR + 0.1
        axes.text(0.05, bottom + FLOOR / 2 - 0.1, f"Tầng {len(floors_) - row}", color=GREY, va="center", fontsize=11)
        share = (width - LABEL) / len(rooms)
        for column, room in enumerate(rooms):
            left = LABEL + column * share
            _box(axes, left, bottom, share - 0.15, FLOOR - 0.2, BLUE)
            centre = left + (share - 0.15) / 2
            axes.text(centre, bottom + FLOOR - 0.33, room, weight="bold", ha="center", va="center", fontsize=11)
            words = textwrap.fill(ROOMS[room].replace("`", ""), LETTERS // len(rooms))
            axes.text(centre, bottom + 0.2, words, ha="center", va="center", fontsize=8.5)


def _box(axes: Axes, left: float, bottom: float, width: float, height: float, color: str) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="round,pad=0.03",
            facecolor="#F4F8FB",
            edgecolor=color,
            linewidth=1.4,
        )
    )


def _arrow(axes: Axes, left: float, right: float, level: float) -> None:
    ends = (left, level), (right, level)
    axes.add_patch(
        FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=13, color=ORANGE, linewidth=1.6, shrinkA=0, shrinkB=0)
    )
