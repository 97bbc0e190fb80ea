"""A puzzle's answer judged: on cases that students see, and where it is to be one line of NumPy, without a loop. Worth nothing."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from course.checking import report
from course.checking.card import Kind, card
from course.checking.frozen import Puzzle
from course.checking.judge import Verdict

STAR = "★"  # stands where an exercise says which TODO
LOOPS = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "[… for …]",
    ast.SetComp: "{… for …}",
    ast.DictComp: "{… for …}",
    ast.GeneratorExp: "(… for …)",
}
HIDDEN_LOOPS = {"map", "reduce", "vectorize", "frompyfunc", "fromiter", "apply_along_axis", "apply_over_axes"}
NO_LOOP = "Bạn thử nghĩ: phép tính nào của NumPy làm trên cả mảng một lượt, không cần {loop}?"
NOT_ONE = "Bạn đang dùng vài dòng. Gộp chúng lại thành đúng một dòng return được không?"
FREE = "Câu đố này không tính điểm, bạn làm khi nào thích."


@dataclass(frozen=True)
class Written:
    """What the text of a function says. loops: words for its loops. length: characters of its one line, 0 where it has more."""

    loops: tuple[str, ...]
    length: int


def read(source: str) -> Written | None:
    """What the text of one function says; None where it cannot be read."""
    try:
        body = ast.parse(textwrap.dedent(source)).body
    except SyntaxError:
        return None
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    return Written(tuple(dict.fromkeys(_loops(functions[0]))), _length(functions[0])) if len(functions) == 1 else None


def _loops(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if type(node) in LOOPS:
            yield LOOPS[type(node)]
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in HIDDEN_LOOPS:
                yield name


def _length(function: ast.FunctionDef) -> int:
    """Characters of the one value that a function returns, blanks set the same for all; 0 where there is more than a return."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    match body:
        case [ast.Return(value=ast.expr() as value)]:
            return len(ast.unparse(value))
    return 0


class PuzzleResult:
    """Kết quả của một câu đố: notebook hiện bản màu, `print` hiện bản chữ. Không tính điểm."""

    def __init__(self, puzzle: Puzzle, verdict: Verdict, written: Written | None) -> None:
        self.puzzle, self.verdict, self.written = puzzle, verdict, written

    @property
    def is_untouched(self) -> bool:
        return self.verdict.untouched_todo is not None

    @property
    def is_solved(self) -> bool:
        return self.verdict.failure is None and not self.advice

    @property
    def advice(self) -> str:
        """What keeps right answers from being in the spirit of the puzzle, as a question; "" where nothing does."""
        if not self.puzzle.is_one_line or self.written is None:
            return ""
        if self.written.loops:
            return NO_LOOP.format(loop=" hay ".join(self.written.loops))
        return "" if self.written.length else NOT_ONE

    @property
    def headline(self) -> str:
        name, cases = self.verdict.exercise.function, len(self.verdict.exercise.cases)
        if self.is_untouched:
            return f"○ {name}: chưa làm. {FREE}"
        if self.verdict.failure:
            return f"{report.MARKS['wrong']} {name}: chưa đúng. {FREE}"
        if self.advice:
            return f"{name}: kết quả đúng cả {cases} trường hợp, chỉ còn cách viết."
        return f"{STAR} {name}: đúng cả {cases} trường hợp{self._golf()}"

    def _golf(self) -> str:
        mine, model = self.written.length if self.written else 0, self.puzzle.length
        if not (self.puzzle.is_one_line and mine):
            return "."
        word = " Ngắn hơn cả lời giải mẫu!" if mine < model else ""
        return f", {mine} ký tự; lời giải mẫu dài {model}.{word}"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(label, text) of what there is to look at."""
        if self.verdict.failure and not self.is_untouched:
            return [*report.findings(self.verdict), ("Gợi ý", self.puzzle.exercise.asks)]
        return [("Gợi ý", self.advice)] if self.advice and not self.is_untouched else []

    def __str__(self) -> str:
        return "\n".join([self.headline, *(f"  {label}: {text}" for label, text in self.rows)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        kind: Kind = "todo" if self.is_untouched else "right" if self.is_solved else "carried"
        rows = "".join(
            f"<div style='white-space:pre-wrap;overflow-wrap:anywhere'><b>{escape(label)}:</b> {escape(text)}</div>"
            for label, text in self.rows
        )
        asks_more = self.verdict.failure and not self.is_untouched
        told = escape(self.puzzle.exercise.tells) if asks_more else ""
        more = f"<details><summary>Vẫn chưa ra? Mở để đọc tiếp</summary>{told}</details>" if told else ""
        return card(kind, f"<div><b>{escape(self.headline)}</b></div>{rows}{more}")


def refusal(function: Callable[..., Any] | object, puzzles: tuple[Puzzle, ...]) -> str:
    """What to say of something that is no puzzle's function."""
    known = ", ".join(puzzle.exercise.function for puzzle in puzzles) or "(không có)"
    named = getattr(function, "__name__", type(function).__name__)
    return f"Bài này không có câu đố tên {named!r}. Các câu đố: {known}. Hãy đưa chính hàm vào: bai.puzzle(tên_hàm)."
