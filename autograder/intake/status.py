"""What became of a submitted file, in a word for programs and in a Vietnamese sentence for the student."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """The one outcome of reading a submitted file."""

    OK = "ok"
    MISSING = "missing"
    EMPTY_FILE = "empty_file"
    MERGE_MARKERS = "merge_markers"
    NOT_JSON = "not_json"
    NOT_A_NOTEBOOK = "not_a_notebook"
    TOO_LARGE = "too_large"
    NOT_REGULAR = "not_regular"
    UNREADABLE = "unreadable"

    @property
    def message(self) -> str:
        """The Vietnamese sentence for the student: what happened, and what to do next."""
        return STATUS_MESSAGES[self]


STATUS_MESSAGES = {
    Status.OK: "Đã đọc được bài nộp.",
    Status.MISSING: (
        "Không tìm thấy tệp bài nộp. Bạn hãy kiểm tra tên tệp rồi nộp lại đúng notebook (đuôi .ipynb) của bài này."
    ),
    Status.EMPTY_FILE: (
        "Tệp bài nộp rỗng, không có nội dung nào. "
        "Bạn hãy mở lại notebook trên máy mình, lưu lại, xem dung lượng tệp đã khác 0 chưa rồi nộp lại."
    ),
    Status.MERGE_MARKERS: (
        "Tệp bài nộp còn dấu xung đột của git (các dòng <<<<<<<, =======, >>>>>>>) nên không mở được. "
        "Bạn hãy chọn giữ một bản, xóa các dòng đó, mở thử trong JupyterLab rồi nộp lại."
    ),
    Status.NOT_JSON: (
        "Tệp bài nộp bị hỏng hoặc bị cắt mất một phần nên không đọc được. "
        "Bạn hãy mở lại notebook trong JupyterLab, lưu lại rồi nộp tệp mới."
    ),
    Status.NOT_A_NOTEBOOK: (
        "Tệp bài nộp không phải là notebook Jupyter. Bạn hãy nộp đúng tệp .ipynb có bài làm của bạn."
    ),
    Status.TOO_LARGE: (
        "Tệp bài nộp quá lớn hoặc chứa quá nhiều dữ liệu. "
        "Bạn hãy xóa các kết quả đã in ra (menu Edit > Clear Outputs of All Cells), lưu lại rồi nộp tệp mới."
    ),
    Status.NOT_REGULAR: (
        "Bài nộp không phải là một tệp thường, có thể là thư mục hoặc liên kết trỏ sang chỗ khác. "
        "Bạn hãy nộp chính tệp notebook (đuôi .ipynb)."
    ),
    Status.UNREADABLE: (
        "Không đọc được tệp bài nộp: bộ chấm không có quyền đọc, hoặc tệp không lưu bằng bảng mã UTF-8. "
        "Bạn hãy lưu lại notebook trong JupyterLab rồi nộp lại; nếu vẫn lỗi, hãy báo cho giảng viên."
    ),
}


class NoticeKind(Enum):
    """Something that was found, and put right, in a file that could be read."""

    CELLS_SKIPPED = "cells_skipped"
    CELLS_TOO_LONG = "cells_too_long"
    TOO_MANY_CELLS = "too_many_cells"
    CHARACTERS_REPLACED = "characters_replaced"
    NOTHING_RECOGNISED = "nothing_recognised"
    CHECK_CELL_MISSING = "check_cell_missing"
    LOCKED_CELL_MISSING = "locked_cell_missing"
    ANSWER_CELL_MISSING = "answer_cell_missing"
    ANSWER_ELSEWHERE = "answer_elsewhere"
    CHECK_CELL_CHANGED = "check_cell_changed"
    LOCKED_CELL_CHANGED = "locked_cell_changed"
    LOCKED_CELL_DUPLICATED = "locked_cell_duplicated"
    ANSWER_DUPLICATED = "answer_duplicated"
    LATER_COPY_BINDS_NOTHING = "later_copy_binds_nothing"
    WORDS_BESIDE = "words_beside"
    ANSWER_RETYPED = "answer_retyped"
    ANSWER_MISLABELLED = "answer_mislabelled"
    STUB_OVERRIDES_ANSWER = "stub_overrides_answer"
    POINTS_CHANGED = "points_changed"
    FLAGS_CHANGED = "flags_changed"
    CELLS_REORDERED = "cells_reordered"


NOTICE_TEXTS = {
    NoticeKind.CELLS_SKIPPED: (
        "Có {count} ô trong tệp không đúng định dạng của notebook nên bị bỏ qua (ô thứ {where}). Nếu trong đó có bài làm, bạn hãy chép sang ô mới rồi nộp lại."
    ),
    NoticeKind.CELLS_TOO_LONG: (
        "Có {count} ô quá dài nên bị bỏ qua (ô thứ {where}). Bạn hãy chuyển dữ liệu lớn ra khỏi ô."
    ),
    NoticeKind.TOO_MANY_CELLS: "Notebook có quá nhiều ô, nên bộ chấm chỉ đọc {count} ô đầu tiên. Bạn hãy xóa bớt ô thừa rồi nộp lại.",
    NoticeKind.CHARACTERS_REPLACED: (
        "Có {count} ô chứa ký tự hỏng (ô thứ {where}). Các ký tự đó đã được thay bằng dấu \ufffd. Bạn hãy sửa lại những ô ấy rồi nộp lại."
    ),
    NoticeKind.NOTHING_RECOGNISED: (
        "Không nhận ra ô nào của bài này trong tệp bạn nộp. Bạn hãy kiểm tra xem có nộp nhầm bài khác không."
    ),
    NoticeKind.CHECK_CELL_MISSING: (
        "{Cell} không có trong bài nộp nên đã được thêm lại. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.LOCKED_CELL_MISSING: (
        "{Cell} không có trong bài nộp nên đã được thêm lại. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.ANSWER_CELL_MISSING: (
        "{Cell} không có trong bài nộp nên phần này được xem là chưa làm. "
        "Nếu bạn đã làm rồi, hãy mở lại notebook gốc, chép bài làm vào đúng ô và nộp lại."
    ),
    NoticeKind.ANSWER_ELSEWHERE: (
        "{Cell} không có trong bài nộp, nhưng bạn đã viết phần này trong một ô khác. "
        "Bộ chấm dùng phần đó. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.CHECK_CELL_CHANGED: (
        "{Cell} đã bị sửa nên được đưa về nội dung gốc. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.LOCKED_CELL_CHANGED: (
        "{Cell} đã bị sửa nên được đưa về nội dung gốc. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.LOCKED_CELL_DUPLICATED: (
        "{Cell} xuất hiện {count} lần; chỉ giữ lại một. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.ANSWER_DUPLICATED: (
        "{Cell} xuất hiện {count} lần. Bộ chấm dùng bản cuối cùng mà bạn đã viết, như khi chạy lần lượt mọi ô."
    ),
    NoticeKind.LATER_COPY_BINDS_NOTHING: (
        "{Cell} xuất hiện {count} lần, nhưng bản cuối không tạo ra được hàm khi chạy. "
        "Bộ chấm dùng bản cuối cùng tạo ra được hàm, như khi chạy lần lượt mọi ô."
    ),
    NoticeKind.WORDS_BESIDE: (
        "{Cell} còn để trống, nhưng bạn đã viết ở ngay cạnh. "
        "Bộ chấm chuyển những gì bạn viết vào ô trả lời. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.ANSWER_RETYPED: (
        "{Cell} đã bị đổi loại ô (từ {expected} thành {found}) nên được đổi lại như cũ. "
        "Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.ANSWER_MISLABELLED: (
        "{Cell} mang nhãn của một ô khác. Bộ chấm đã xếp lại theo nội dung bạn viết. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.STUB_OVERRIDES_ANSWER: (
        "{Cell} vẫn còn nguyên khung trống và nằm sau ô mà bạn đã viết hàm này, "
        "nên khung trống ghi đè bài làm. "
        "Bạn hãy chuyển bài làm vào đúng ô rồi nộp lại."
    ),
    NoticeKind.POINTS_CHANGED: ("Số điểm ghi trong {cell} khác với bản gốc. Điểm được tính theo bản của giảng viên."),
    NoticeKind.FLAGS_CHANGED: (
        "Thiết lập chấm điểm của {cell} khác với bản gốc nên đã được đưa về như cũ. Bạn không bị trừ điểm vì việc này."
    ),
    NoticeKind.CELLS_REORDERED: (
        "Một số ô bị đổi chỗ nên đã được xếp lại đúng thứ tự: {cells}. Bạn không bị trừ điểm vì việc này."
    ),
}


@dataclass(frozen=True)
class Notice:
    """One finding: its kind, and the Vietnamese text a student reads."""

    kind: NoticeKind
    text: str


def notice(kind: NoticeKind, **fields: object) -> Notice:
    """Fill in the text of `kind`; a field `cell` is also offered with a capital, as `Cell`."""
    if "cell" in fields:
        name = str(fields["cell"])
        fields["Cell"] = name[:1].upper() + name[1:]
    return Notice(kind, NOTICE_TEXTS[kind].format(**fields))
