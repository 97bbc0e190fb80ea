"""What became of a submission, in a short word for tables; the words for limits are in over_limits.py."""

from autograder.intake.status import Status

GRADED, BLANK = "đã chấm", "chưa làm"
UNFINISHED = "chưa chấm xong"  # somebody else ended its process: nothing is stored, and the next run grades it again
TROUBLE = "bộ chấm gặp lỗi"  # likewise, where the grader met an error
NOT_HANDED_IN, NOT_GRADED, BY_NBGRADER = "chưa nộp", "chưa chấm", "chấm bằng nbgrader gốc"
STATUS_WORDS = {
    Status.MISSING: "không có tệp",
    Status.EMPTY_FILE: "tệp rỗng",
    Status.MERGE_MARKERS: "xung đột git",
    Status.NOT_JSON: "tệp hỏng",
    Status.NOT_A_NOTEBOOK: "không phải notebook",
    Status.TOO_LARGE: "tệp quá lớn",
    Status.NOT_REGULAR: "không phải tệp thường",
    Status.UNREADABLE: "không đọc được",
}
