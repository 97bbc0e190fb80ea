"""More cases than the check shows, to practise with: anyone may have them, and they are worth nothing.

They lie in a file of their own beside the notebook; without it nothing is missing but these.
"""

from html import escape
from pathlib import Path

from course.checking import aids, lesson_json, report
from course.checking.data_file import find
from course.checking.frozen import FrozenExercise, FrozenLesson
from course.checking.judge import Verdict
from course.checking.notice import Notice

SUFFIX = ".more.json"
NOT_HIDDEN = "Đây không phải trường hợp ẩn lúc chấm: ai cũng có những trường hợp này. Điểm chỉ do bộ chấm cho."


def read_more(lesson: str, folder: Path) -> FrozenLesson | Notice:
    """The cases to practise with, or what is said where they are not there or cannot be read."""
    path = find(lesson, folder, SUFFIX)
    if path is None:
        return Notice(
            f"Chưa luyện thêm được: không thấy tệp {lesson}{SUFFIX}.",
            "Hãy chép tệp ấy từ gói bài học vào cạnh notebook, rồi gọi lại.",
            "Thiếu nó thì bài vẫn được kiểm tra và chấm như thường.",
        )
    try:
        found = lesson_json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError):
        return _broken(path)
    return found if found.name == lesson else _broken(path)


def cases_of(function: str, lesson: FrozenLesson | Notice) -> FrozenExercise | None:
    """The cases to practise one function with; None where there are none."""
    found = () if isinstance(lesson, Notice) else lesson.exercises
    return next((exercise for exercise in found if exercise.function == function), None)


def none_of(exercise: FrozenExercise) -> Notice:
    """What is said where a lesson has cases to practise with, but none of this exercise."""
    measured, few = "câu trả lời của nó được đo, không so với một đáp án", "nó có quá ít đầu vào khác nhau"
    return Notice(
        f"{exercise.function} không có trường hợp luyện thêm, vì {measured if exercise.is_measured else few}."
    )


def _broken(path: Path) -> Notice:
    return Notice(
        f"Chưa luyện thêm được: tệp {path.name} không còn như lúc được phát.",
        f"Tệp nằm ở thư mục {path.parent}.",
        "Hãy chép lại tệp ấy từ gói bài học, thay cho tệp này, rồi gọi lại.",
    )


class MoreResult:
    """Kết quả luyện thêm một hàm, không tính điểm: notebook hiện bản màu, `print` hiện bản chữ."""

    def __init__(self, verdict: Verdict, wrong: int) -> None:
        """wrong: how many of the cases are."""
        self.verdict, self.wrong = verdict, wrong

    @property
    def standing(self) -> str:
        """How many cases are right, in a line."""
        cases = len(self.verdict.exercise.cases)
        return f"Luyện thêm, không tính điểm: đúng {cases - self.wrong}/{cases} trường hợp."

    def __str__(self) -> str:
        lines = [*aids.text(self.verdict), NOT_HIDDEN]
        return "\n".join([report.text(self.verdict, self.standing), *(f"  {line}" for line in lines)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        note = f"<div style='margin-top:6px;font-size:90%'>{escape(NOT_HIDDEN)}</div>"
        below = aids.html(self.verdict) + note
        return {"text/plain": str(self), "text/html": report.html(self.verdict, below=below, standing=self.standing)}
