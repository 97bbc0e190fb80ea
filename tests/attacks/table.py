"""The tables of attacks in README.md and docs/tan_cong.md: `python tests/attacks/table.py` writes them anew.

What is told of each grader was recorded: of this one by test_attacks.py (RECORD_ATTACKS=1), of stock nbgrader by stock.py.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from corpus import corpus  # noqa: E402

OURS, STOCK = HERE / "our_outcomes.json", HERE / "stock_outcomes.json"
README, PAGE = ROOT / "README.md", ROOT / "docs" / "tan_cong.md"
BEGIN, END = "<!-- bảng tấn công -->", "<!-- hết bảng tấn công -->"
NOTHING = "không được gì"
HEAD = """# Bảng tấn công

Mỗi dòng là một bài nộp có thật trong `tests/attacks/corpus.py`.
Bài nào cũng trả lời sai, nên điểm nào có được cũng là điểm lấy trộm.
Cột “nbgrader gốc” ghi lại điều xảy ra khi chấm bài ấy bằng `nbgrader autograde` chưa cài bộ chấm này, cùng với bài của hai sinh viên làm đúng, trong một vùng cách ly không có mạng.
Với những bài nhằm vào trang phản hồi, `nbgrader generate_feedback` cũng được chạy.
Cột “Bộ chấm này” ghi lại điều bộ kiểm thử nhìn thấy.
"""


def attacks():
    """All attacks, with words that nobody needs here."""
    import nbformat

    from autograder.course_folder import CourseFolder

    release = nbformat.read(CourseFolder(ROOT).release("bai01_so_nguyen"), as_version=4)
    words = ("LESSON", "HONEST", "COURSE", "HOME", "TCP", "UDP", "UNIX", "ABSTRACT", "DATAGRAMS")
    return corpus(release, release, dict.fromkeys(words, "0"))


def gains(outcome):
    """What an attack got, as a list of words; empty where it got nothing."""
    if "earned" not in outcome:
        return ["lượt chấm không xong"]
    lost = sum(points != 10 for points in outcome["others"])
    told = {
        "lượt chấm không xong": not outcome["finished"],
        "được điểm": outcome["earned"] > 0,
        "lấy được thứ bị cấm": outcome["read"],
        "sửa được tệp khác": outcome["changed_files"],
        "kết nối được ra ngoài": outcome["called"],
        "để lại tiến trình": outcome["processes_left"],
        "bạn khác mất điểm": lost,
        "không có trang phản hồi": outcome.get("page_missing"),
        "chạy mã trong trang phản hồi": outcome.get("page_runs"),
    }
    return [words for words, happened in told.items() if happened]


def summary():
    """README's table: a row for each group of attacks."""
    ours, stock = (json.loads(path.read_text()) for path in (OURS, STOCK))
    groups = {}
    for attack in attacks():
        groups.setdefault(attack.group, []).append(attack)
    rows = ["| Nhóm tấn công | Số kiểu | Ví dụ | nbgrader gốc | Bộ chấm này |", "|---|---|---|---|---|"]
    rows += [
        f"| {group} | {len(some)} | {_example(some, stock).hope} | {_counted(some, stock)} | {_counted(some, ours)} |"
        for group, some in groups.items()
    ]
    everything = [attack for some in groups.values() for attack in some]
    rows.append(f"| **Tất cả** | {len(everything)} | | {_counted(everything, stock)} | {_counted(everything, ours)} |")
    return "\n".join(rows)


def _example(some, stock):
    """The attack of a group that got most of stock nbgrader."""
    return max(some, key=lambda attack: len(gains(stock[attack.name])))


def _counted(some, outcomes):
    """How many attacks of a group got what."""
    counts = {}
    for attack in some:
        for words in gains(outcomes[attack.name]):
            counts[words] = counts.get(words, 0) + 1
    return ", ".join(f"{words}: {count}" for words, count in counts.items()) or NOTHING


def page():
    """docs/tan_cong.md: a row for each attack."""
    ours, stock = (json.loads(path.read_text()) for path in (OURS, STOCK))
    lines, group = [HEAD], None
    for attack in attacks():
        if attack.group != group:
            group = attack.group
            lines += [f"\n## {group}\n", "| Kiểu tấn công | nbgrader gốc | Bộ chấm này |", "|---|---|---|"]
        told = [", ".join(gains(outcomes[attack.name])) or NOTHING for outcomes in (stock, ours)]
        lines.append(f"| {attack.hope} | {told[0]} | {told[1]} |")
    return "\n".join(lines) + "\n"


def in_readme(text):
    """README's text with the table of today between its marks."""
    return re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{summary()}\n{END}", text, flags=re.DOTALL)


if __name__ == "__main__":
    README.write_text(in_readme(README.read_text()))
    PAGE.write_text(page())
