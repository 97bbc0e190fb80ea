"""The text of a cell `guess="…"`: a question, its choices or its number, and the reason.

    Từ mã −30 đến mã 50 có bao nhiêu mã?

    - 80: Đó là số bước, không phải số mã.
    - [x] = 50 - (-30) + 1

    > Có 80 bước, và nhiều hơn số bước một mã, vì đếm cả hai đầu.

A line `= expression` in place of the choices asks for a number, `± expression` behind it says how far off still is right;
the choices then are numbers that students are known to type. What begins with `= `, also within backticks in a sentence, is
computed by Python when the lesson is built: it may use `np` and the lesson's functions. A line set in by two blanks goes on
with the one above it.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from nbformat import NotebookNode

from autograder.authoring.text import solutions
from autograder.exercises.versions import run_version
from course.checking.guess import Choice, Guess

CHOICE = re.compile(r"- (?P<right>\[x\] )?(?P<text>.+?)(?:: (?P<why>.+))?$")
WITHIN = re.compile(r"`= ([^`]+)`")
BEGINS = ("- ", "= ", "> ")
EXACT_SHARE = 1e-6  # of a number whose tolerance is not said
Names = Mapping[str, Any]


class NotAGuess(ValueError):
    """A guess that cannot be read. line: of the cell's source, counted from 1; remedy: a sentence."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.remedy = line, remedy


def question_of(source: str) -> str:
    """The question alone, as students get it."""
    return "\n".join(_question(source.split("\n"))).strip()


def released(source: str) -> str:
    """The text of the cell that students get."""
    return f"**Thử đoán.** {question_of(source)}"


def guesses(notebook: NotebookNode) -> tuple[Guess, ...]:
    """Those of a source notebook, in order. Raises NotAGuess."""
    asked = [cell for cell in notebook.cells if "guess" in cell.metadata]
    names = names_of(notebook) if asked else {}
    return tuple(parsed(cell.metadata["guess"], cell.source, names) for cell in asked)


def names_of(notebook: NotebookNode) -> Names:
    """What an expression may use beside `np`: the lesson's functions, as its solutions define them."""
    solved = solutions(notebook)
    return {name: run_version(solved, name, {}) for name in solved}


def parsed(name: str, source: str, names: Names) -> Guess:
    """The Guess of a cell; raises NotAGuess."""
    question, rest = question_of(source), _below(source.split("\n"))
    if not question:
        raise NotAGuess(1, "chưa có câu hỏi.", "Viết câu hỏi ở đầu ô, trên các lựa chọn.")
    reason = " ".join(text.removeprefix("> ") for _, text in rest if text.startswith("> "))
    if not reason:
        raise NotAGuess(1, "chưa nói vì sao.", "Viết lý do ở cuối ô, sau dấu `> `.")
    for line, text in rest:
        if "$" in text or not text.startswith(BEGINS):
            what = f"có dòng không đọc được: {text!r}."
            raise NotAGuess(line, what, "Dưới câu hỏi chỉ có dòng `- `, `= ` hay `> `, và không có công thức $…$.")
    numbers = [(line, text) for line, text in rest if text.startswith("= ")]
    choices = [_choice(line, text, names) for line, text in rest if text.startswith("- ")]
    guess = _typed(name, question, numbers, choices, names) if numbers else _clicked(name, question, choices)
    return Guess(guess.name, guess.question, guess.choices, _computed(rest[-1][0], reason, names), guess.tolerance)


def _question(lines: list[str]) -> list[str]:
    """The lines before the first that is a choice, a number or a reason."""
    end = next((place for place, line in enumerate(lines) if line.startswith(BEGINS)), len(lines))
    return lines[:end]


def _below(lines: list[str]) -> list[tuple[int, str]]:
    """(number, text) of the lines below the question; a line set in goes on with the one above it."""
    joined: list[tuple[int, str]] = []
    for line, text in list(enumerate(lines, 1))[len(_question(lines)) :]:
        if text.startswith("  ") and joined:
            joined[-1] = joined[-1][0], f"{joined[-1][1]} {text.strip()}"
        elif text.strip():
            joined.append((line, text))
    return joined


def _choice(line: int, text: str, names: Names) -> Choice:
    found = CHOICE.fullmatch(text)
    if found is None:
        raise NotAGuess(
            line, f"có lựa chọn không đọc được: {text!r}.", "Viết `- [x] lựa chọn` hay `- lựa chọn: vì sao`."
        )
    shown, number = found["text"], None
    if shown.startswith("= "):
        number = _value(line, shown[2:], names)
        shown = _written(number)
    why = _computed(line, found["why"] or "", names)
    return Choice(_computed(line, shown, names), why, bool(found["right"]), number)


def _clicked(name: str, question: str, choices: list[Choice]) -> Guess:
    if len(choices) < 2 or sum(choice.is_right for choice in choices) != 1:
        raise NotAGuess(1, "cần từ hai lựa chọn, đúng một lựa chọn đúng.", "Đánh dấu lựa chọn đúng bằng `- [x] `.")
    if len({choice.text for choice in choices}) < len(choices):
        raise NotAGuess(1, "có hai lựa chọn như nhau.", "Sửa hay bỏ một lựa chọn.")
    plain = tuple(Choice(choice.text, choice.why, choice.is_right) for choice in choices)
    return Guess(name, question, plain, "")


def _typed(name: str, question: str, numbers: list[tuple[int, str]], choices: list[Choice], names: Names) -> Guess:
    (line, text), *more = numbers
    if more or any(choice.is_right for choice in choices):
        raise NotAGuess(line, "có hơn một đáp án.", "Giữ một dòng `= `; các lựa chọn còn lại là số hay gõ nhầm.")
    expression, _, off = text[2:].partition("±")
    number = _value(line, expression, names)
    tolerance = _value(line, off, names) if off else abs(number) * EXACT_SHARE
    for choice in choices:
        if choice.number is None:
            raise NotAGuess(line, f"có lựa chọn không phải số: {choice.text!r}.", "Viết `- = biểu thức: vì sao`.")
        if abs(choice.number - number) <= tolerance:
            raise NotAGuess(line, f"coi {choice.text} vừa đúng vừa sai.", "Thu nhỏ phần sau dấu ±, hoặc bỏ số ấy.")
    return Guess(name, question, (Choice(_written(number), "", True, number), *choices), "", float(tolerance))


def _computed(line: int, text: str, names: Names) -> str:
    """The text with each `= expression` in it computed."""
    return WITHIN.sub(lambda found: _written(_value(line, found[1], names)), text)


def _value(line: int, expression: str, names: Names) -> float:
    """A number that an expression comes to, as a Python int or float."""
    try:
        value = np.asarray(eval(expression.strip().replace("−", "-"), {"np": np, **names})).item()
    except Exception as error:
        what = f"không tính được {expression.strip()!r}: {type(error).__name__}: {error}."
        raise NotAGuess(line, what, "Viết một biểu thức Python chỉ dùng np và các hàm của bài.") from error
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NotAGuess(line, f"{expression.strip()!r} không ra một con số.", "Viết một biểu thức ra đúng một số.")
    return value


def _written(number: float) -> str:
    """A number as a lesson writes it: a real minus, six digits at most."""
    return (str(number) if isinstance(number, int) else f"{number:.6g}").replace("-", "−")
