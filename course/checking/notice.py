"""A short card that says what is in the way and what to do, instead of a traceback."""

from collections.abc import Sequence
from html import escape

from course import where
from course.checking.card import card


class Notice:
    """Một lời nhắc: notebook hiện bản màu, `print` hiện bản chữ.

    Its text/plain form is 0: as the result of a check, that is what it is worth.
    """

    def __init__(self, title: str, *lines: str) -> None:
        self.title, self.lines = title, lines

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"  {line}" for line in self.lines)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": "0", "text/html": self.html()}

    def html(self) -> str:
        """The notice as HTML that stands by itself."""
        lines = "".join(f"<div style='overflow-wrap:anywhere'>{escape(line)}</div>" for line in self.lines)
        return card("carried", f"<div><b>{escape(self.title)}</b></div>{lines}")

    def show(self) -> None:
        """Show it now, wherever this runs."""
        shell = where.shell()
        if shell is None:
            print(self)
        else:
            shell.display_pub.publish({"text/plain": str(self), "text/html": self.html()})


def second_in_kernel(lesson: str, others: Sequence[str]) -> Notice:
    """What is said where a kernel has opened other lessons before this one."""
    return Notice(
        f"Kernel này đã mở {', '.join(others)} trước {lesson}.",
        f"bai.check vẫn kiểm tra đúng bài, nhưng tên và hàm của {others[-1]} còn ở lại trong kernel. "
        "Hàm của bạn có thể dùng nhầm chúng: ở đây chạy được, lúc chấm thì thiếu.",
        "Để chắc chắn, chọn Kernel > Restart Kernel… (khởi động lại) rồi chạy notebook này từ ô đầu.",
    )
