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
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole

BELOW, CANNOT = 1, 3
CODES = (
    f"{calling.CODES} Riêng lệnh này: 1 là bài dưới ngưỡng của --pass, 3 là chưa chấm được mà không phải do bài nộp."
)


def add_to(commands: calling.Commands) -> None:
    added = commands.add(
        grade_one,
        "Chấm một notebook, không cần sổ điểm, cho một quy trình tự động.",
        "grade-one bai_nop/bai01_so_nguyen.ipynb --json --pass 8",
        CODES,
    )
    added.add_argument("notebook", metavar="NOTEBOOK", help="tệp cần chấm, hay thư mục chứa tệp ấy")
    added.add_argument("--lesson", metavar="BÀI", help="tên bài; mặc định được nhận ra từ tên tệp và các ô")
    added.add_argument(
        "--pass",
        dest="threshold",
        type=points,
        metavar="ĐIỂM",
        help="ngưỡng; bài dưới ngưỡng thì mã thoát là 1. Mặc định không có ngưỡng",
    )
    added.add_argument(
        "--show-cases",
        action="store_true",
        help="kèm lời gọi sai đầu tiên của mỗi hàm, cả của trường hợp ẩn, như trang phản hồi",
    )
    calling.course_dir(added)
    calling.sandbox_kind(added, "auto")
    _add_forms(added)


def _add_forms(added: calling.Parser) -> None:
    form = added.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="in Markdown cho người đọc; đây là mặc định")
    form.add_argument("--json", action="store_true", help="in JSON")
    form.add_argument("--gradescope", action="store_true", help="in nội dung `results.json` của Gradescope")
    form.add_argument("--vpl", type=points, metavar="ĐIỂM", help="in cho Moodle VPL, theo thang có điểm cao nhất này")
    added.add_argument("--save", metavar="TỆP", help="ghi thêm JSON vào tệp này")
    added.add_argument(
        "--metadata", metavar="TỆP", help="tệp `submission_metadata.json` của Gradescope, để đếm số lần đã chấm"
    )
    added.add_argument(
        "--tries",
        type=calling.positive,
        metavar="N",
        help="số lần chấm nhiều nhất trong 24 giờ, đếm theo --metadata; nộp thêm thì nhận lại kết quả trước",
    )


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
    from autograder.one.secret import take_secret

    secret = take_secret(os.environ)
    _leave_out_slow_imports()
    from autograder.one.grade import CannotGrade, How, grade_one

    folder, how = calling.course_folder(chosen), How(chosen.sandbox, chosen.threshold, chosen.show_cases)
    if (too_many := _too_many(chosen)) is not None:
        print(_as_json(too_many), end="")
        return 0
    try:
        told = grade_one(folder, Path(chosen.notebook), chosen.lesson, secret, how)
    except CannotGrade as error:
        print(f"Lỗi: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT
    if chosen.save:
        write_whole(chosen.save, _as_json(told).encode())
    print(_in_form(told, chosen), end="")
    return BELOW if told["passed"] is False else 0


def _leave_out_slow_imports() -> None:
    """jsonschema, which nbformat loads, would take over a second for a grammar of internet addresses that no notebook's schema asks for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _too_many(chosen: Namespace) -> dict[str, Any] | None:
    """The results of a submission that is not graded, since --tries were before it; else None."""
    if (chosen.metadata is None) != (chosen.tries is None) or chosen.tries and not chosen.gradescope:
        raise CourseError("--tries và --metadata đi cùng nhau, và cùng --gradescope. Hãy thêm cho đủ.")
    if chosen.tries is None:
        return None
    from autograder.one.gradescope import read_metadata, refused

    return refused(read_metadata(Path(chosen.metadata)), chosen.tries)


def _in_form(told: dict[str, Any], chosen: Namespace) -> str:
    """The document in the form that was asked for."""
    if chosen.json:
        return _as_json(told)
    if chosen.gradescope:
        from autograder.one.gradescope import results

        return _as_json(results(told))
    if chosen.vpl is not None:
        from autograder.one.vpl import vpl

        return vpl(told, chosen.vpl)
    from autograder.one.markdown import markdown

    return markdown(told)


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
