"""Which limit a submission ran into, in words: by how its process ended, or by the error that its code met."""

from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode

AS_SLOW = 0.8  # of the slowest cell's time: what is named is the first that is about as slow
NAMED_CHARS = 60
LIMITS = {
    "timeout": (
        "quá thời gian",
        "Bài chạy quá thời gian cho phép, có thể vì một vòng lặp không dừng, hay vì chờ một thứ không đến. Bạn hãy chạy lại lần lượt từ ô đầu để tìm ô chạy mãi.",
    ),
    "cells": (
        "quá thời gian",
        "Bài dùng quá nhiều thời gian ở các ô thử của bạn, nên những ô thử phía sau bị cắt ngắn; các hàm vẫn được gọi. "
        "Ô lâu nhất là ô mã thứ {}, bắt đầu bằng dòng: {} — bạn thử với ít dữ liệu hơn được không?",
    ),
    "memory": (
        "quá bộ nhớ",
        "Bài dùng quá bộ nhớ cho phép, có thể vì một mảng quá lớn. Bạn hãy xem lại kích thước các mảng.",
    ),
    "processes": (
        "quá số tiến trình",
        "Bài mở nhiều tiến trình hoặc luồng hơn số cho phép. Bạn hãy mở ít hơn, hoặc bỏ hẳn.",
    ),
    "files": ("quá dung lượng tệp", "Bài ghi tệp lớn hơn dung lượng cho phép. Bạn hãy bỏ lệnh ghi tệp ấy."),
    "output": (
        "in ra quá nhiều",
        "Bài in ra quá nhiều, nên một phần kết quả các ô in ra đã bị bỏ. Điểm không vì thế mà đổi.",
    ),
    "sent": (
        "trả về quá nhiều",
        "Bài trả về quá nhiều dữ liệu. Bạn hãy xem hàm có trả về mảng hay danh sách lớn hơn mức cần không.",
    ),
    "crash": (
        "tiến trình dừng",
        "Tiến trình chạy bài dừng đột ngột, có thể vì exit() hay os._exit(). Bạn hãy bỏ những lệnh ấy.",
    ),
    "protocol": (
        "dữ liệu lạ",
        "Tiến trình chạy bài gửi cho bộ chấm thứ không phải câu trả lời. Nếu không hiểu vì sao, bạn hãy hỏi giảng viên.",
    ),
}
ERRORS = {"TooSlow": "timeout", "TimeoutError": "timeout", "MemoryError": "memory", "_ArrayMemoryError": "memory"}
MESSAGES = {
    "[Errno 11]": "processes",
    "can't start new thread": "processes",
    "[Errno 27]": "files",
    "[Errno 28]": "files",
    "[Errno 122]": "files",
}


def slow_cells(cells: Sequence[NotebookNode], took: Mapping[str, float]) -> tuple[str, str]:
    """(word, sentence) for cells that together took too long. took: {cell id: seconds} of those that ran.

    The sentence names the cell that took longest; of several that took about as long, the first.
    """
    longest = max(took.values(), default=0.0)
    number, cell = next((n, cell) for n, cell in enumerate(cells, 1) if took.get(cell.id, 0.0) >= AS_SLOW * longest)
    first_line = next(filter(None, map(str.strip, cell.source.split("\n"))), "")[:NAMED_CHARS]
    word, sentence = LIMITS["cells"]
    return word, sentence.format(number, first_line)


def first_limit(errors: Iterable[tuple[str, str]]) -> str | None:
    """The key of LIMITS for the first of these (name, message) that speaks of a limit, or None."""
    return next(filter(None, (limit_of(*error) for error in errors)), None)


def limit_of(error: str, message: str) -> str | None:
    """The key of LIMITS for an error's name and message, or None for an error of the student's own making."""
    if error in ERRORS:
        return ERRORS[error]
    return next((limit for start, limit in MESSAGES.items() if message.startswith(start)), None)
