"""What `bai.progress()` shows: every TODO, the questions in words, the other lessons, and what to do next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from course.checking import report, way_so_far
from course.checking.frozen import FrozenLesson
from course.checking.judge import RIGHT, Verdict
from course.checking.way_so_far import Standing
from course.checking.wording import points

WORDS = {"✓": "✓ đúng", "✗": "✗ chưa đúng", "?": "? chưa xét được", "…": "… chưa kiểm tra"}
EARLIER = "✓ đúng, ở lần kiểm tra trước"
BY_A_PERSON = "✍ do người chấm"


@dataclass(frozen=True)
class Row:
    """One TODO, or one question in words. what: its function, or its heading. words: how it stands."""

    todo: str
    what: str
    words: str
    earned: float
    points: float
    is_question: bool = False

    @property
    def is_right(self) -> bool:
        return self.words.startswith("✓")


class Progress:
    """Bảng tổng kết một bài: các TODO, câu hỏi viết, những bài khác, và việc nên làm tiếp.

    kept: {bài: Standing} của những lần trước. following: bài kế tiếp, nếu notebook của nó có ở bên cạnh.
    """

    def __init__(
        self,
        lesson: FrozenLesson,
        verdicts: Mapping[str, Verdict],
        kept: Mapping[str, Standing] | None = None,
        following: str | None = None,
    ) -> None:
        self.lesson, self.verdicts, self.following = lesson, verdicts, following
        self.others = {name: one for name, one in sorted((kept or {}).items()) if name != lesson.name}
        before = (kept or {}).get(lesson.name)
        self.before = set(before.right) if before else set()

    @property
    def rows(self) -> list[Row]:
        """A row for every TODO, then one for every question in words."""
        questions = [Row("", one.title, BY_A_PERSON, 0.0, one.points, True) for one in self.lesson.questions]
        return [*self._todos(), *questions]

    def _todos(self) -> Iterator[Row]:
        for exercise in self.lesson.exercises:
            verdict = self.verdicts.get(exercise.function)
            for position, part in enumerate(exercise.parts):
                if verdict is None:
                    is_kept = part.todo in self.before
                    words, earned = (EARLIER, part.points) if is_kept else (WORDS["…"], 0.0)
                else:
                    found = verdict.parts[position]
                    words, earned = WORDS[report.MARKS[found.state]], found.earned
                yield Row(part.todo, exercise.function, words, earned, part.points)

    @property
    def standing(self) -> Standing:
        """How this lesson stands."""
        todos = list(self._todos())
        right = tuple(row.todo for row in todos if row.is_right)
        return Standing(right, len(todos), sum(row.earned for row in todos), sum(row.points for row in todos))

    @property
    def is_all_right(self) -> bool:
        return all(
            exercise.function in self.verdicts
            and all(part.state == RIGHT for part in self.verdicts[exercise.function].parts)
            for exercise in self.lesson.exercises
        )

    @property
    def headline(self) -> str:
        questions = self.lesson.questions
        said = f"Bạn đã xong {_told(self.standing, ' tự động' if questions else '')}"
        if questions:
            worth = points(sum(one.points for one in questions))
            said += f"; còn {len(questions)} câu viết, {worth} điểm, do người chấm"
        return f"{said}."

    @property
    def next_steps(self) -> list[str]:
        """What to do when every TODO is right; before that, nothing."""
        if not self.is_all_right:
            return []
        steps = ["Tuyệt vời! Mọi TODO của bài này đều đúng."]
        if count := len(self.lesson.questions):
            steps.append(f"Bạn đã viết câu trả lời cho {count} câu hỏi trong bài chưa?")
        file = f"{self.lesson.name}.ipynb"
        return [*steps, f"Lưu rồi nộp: chọn File > Save Notebook (hay nhấn Ctrl + S), rồi nộp tệp {file}."]

    def __str__(self) -> str:
        lines = [f"  {row.words[0]} {row.todo:<8} {row.what}{_worth(row)}" for row in self.rows]
        others = [_line(name, one) for name, one in self.others.items()]
        also = [f"Bài tiếp theo: {way_so_far.short_name(self.following)}."] if self.following else []
        return "\n".join([self.headline, *lines, *self.next_steps, *others, *also])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        now = self.standing
        cells = "".join(map(_row_html, self.rows))
        said = [escape(step) for step in self.next_steps]
        steps = "".join(f"<div>{step}</div>" for step in [*(f"<b>{step}</b>" for step in said[:1]), *said[1:]])
        others = "".join(f"<div>{escape(_line(name, one))}</div>" for name, one in self.others.items())
        others = f"<div style='margin-top:6px'><b>Những bài khác</b></div>{others}" if others else ""
        return (
            f"<div style='margin:4px 0;line-height:1.45'><b>{escape(self.headline)}</b><br>"
            f"<progress value='{now.earned:g}' max='{now.points:g}' aria-label='{escape(self.headline)}' "
            f"style='width:20em;max-width:100%'></progress>"
            f"<div style='overflow-x:auto'><table style='margin:4px 0'>{cells}</table></div>{steps}"
            f"{others}{self._link()}</div>"
        )

    def _link(self) -> str:
        if not self.following:
            return ""
        name = escape(self.following)
        return (
            f"<div style='margin-top:6px'><a href='../{name}/{name}.ipynb'>"
            f"Sang {escape(way_so_far.short_name(self.following).lower())} →</a></div>"
        )


def _row_html(row: Row) -> str:
    left = "text-align:left"
    what = escape(row.what) if row.is_question else f"<code>{escape(row.what)}</code>"
    first = f"<td style='{left};white-space:nowrap'>{escape(row.todo)}</td><td style='{left}'>{what}</td>"
    if row.is_question:
        first = f"<td colspan='2' style='{left}'>{what}</td>"
    return f"<tr>{first}<td style='{left}'>{escape(row.words)}{_worth(row)}</td></tr>"


def _worth(row: Row) -> str:
    return f", {points(row.points)} điểm" if row.is_question else ""


def _told(one: Standing, kind: str = "") -> str:
    return f"{len(one.right)}/{one.todos} TODO{kind}, {points(one.earned)}/{points(one.points)} điểm"


def _line(lesson: str, one: Standing) -> str:
    return f"{way_so_far.short_name(lesson)}: {_told(one)}, ở lần kiểm tra trước."
