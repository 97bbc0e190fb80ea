"""The command for other people's pipelines: grade-one."""

from __future__ import annotations

import json
import math
import os
import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from autograder.commands import calling

BELOW, CANNOT = 1, 3  # exit codes, beside those of every command


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        grade_one,
        "Chấm một notebook, không cần sổ điểm, cho một quy trình tự động.",
        "grade-one source/bai01_so_nguyen/bai01_so_nguyen.ipynb --json --pass 8",
    )
    added.add_argument("notebook", metavar="NOTEBOOK", help="tệp cần chấm, hay thư mục chứa tệp ấy")
    added.add_argument("--lesson", metavar="BÀI", help="tên bài; mặc định được nhận ra từ tên tệp và các ô")
    form = added.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="in JSON")
    form.add_argument("--markdown", dest="form", action="store_const", const="markdown", help="in Markdown, mặc định")
    added.add_argument(
        "--pass", dest="threshold", type=points, metavar="ĐIỂM", help="mã thoát là 1 nếu bài chưa được số điểm này"
    )
    added.add_argument(
        "--show-cases",
        action="store_true",
        help="kèm lời gọi sai đầu tiên của mỗi hàm, cả khi đó là trường hợp ẩn, như trang phản hồi",
    )
    calling.sandbox_kind(added, "auto")
    calling.course_dir(added)


def points(text: str) -> float:
    """A number of points, read from an argument."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ArgumentTypeError("phải là số từ 0 trở lên")
    return number


def grade_one(chosen: Namespace) -> int:
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # jsonschema would load it, for over a second, and no notebook has what it checks
    from autograder.one.secret import take_secret

    secret = take_secret(os.environ)
    from autograder.one.grade import CannotGrade, How, grade_one

    folder, how = calling.course_folder(chosen), How(chosen.sandbox, chosen.threshold, chosen.show_cases)
    try:
        told = grade_one(folder, Path(chosen.notebook), chosen.lesson, secret, how)
    except CannotGrade as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        return CANNOT
    print(_in_form(told, chosen.form))
    return BELOW if told["passed"] is False else 0


def _in_form(told: dict[str, Any], form: str | None) -> str:
    from autograder.one.markdown import markdown

    return json.dumps(told, ensure_ascii=False, indent=1) if form == "json" else markdown(told)
