"""A question to guess at before reading on: one click or one number, then the answer with its reason. Worth nothing.

What is shown is HTML alone: a choice is the browser's own `<details>`, reached and opened by keyboard, so it works without
a kernel, without widgets and after the notebook was saved and opened again. A number field is a form with one line of
script; where scripts do not run, or nothing may be asked (COURSE_STATIC), what is left is the answer, folded away.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from course import where
from course.checking.card import COLOURS, card

CODE, STRONG = re.compile(r"`([^`]+)`"), re.compile(r"\*\*([^*]+)\*\*")
FAR = 1e300  # JSON has no infinity
RIGHT, WRONG = "✓ Đúng rồi.", "Chưa trúng, không sao."
BUTTON = (
    "display:list-item;cursor:pointer;padding:4px 12px;margin:3px 0;border:1px solid #6b7280;border-radius:6px;"
    f"background:{COLOURS['todo'][1]};color:inherit;max-width:38em;line-height:1.45"
)
FIELD = "padding:4px 8px;border:1px solid #6b7280;border-radius:6px;background:transparent;color:inherit;font:inherit"
ON_KEY = (
    "if(event.key==='Enter'){event.preventDefault();this.form.requestSubmit()}"  # JupyterLab keeps it from the form
)
ON_SUBMIT = (
    "var t=this.elements.guess.value.trim().replace('\\u2212','-').replace(',','.'),v=Number(t),"
    "r=t===''||isNaN(v)?null:JSON.parse(this.dataset.replies).find(r=>r[0]<=v&&v<=r[1]),o=this.querySelector('output');"
    "o.innerHTML=r?r[2]:this.dataset.again;return false"
)
AGAIN = "Hãy gõ một con số, ví dụ 0.5."


@dataclass(frozen=True)
class Choice:
    """One answer: what it says, and why it tempts where it is wrong ("" where that is not said).

    number: its value where the guess is a number.
    """

    text: str
    why: str = ""
    is_right: bool = False
    number: float | None = None


@dataclass(frozen=True)
class Guess:
    """A question with its choices, of which one is right, and the reason.

    tolerance: how far from the right number another one still is right, in its units; None: choices are clicked.
    """

    name: str
    question: str
    choices: tuple[Choice, ...]
    reason: str
    tolerance: float | None = None

    @property
    def right(self) -> Choice:
        return next(choice for choice in self.choices if choice.is_right)

    def reply(self, choice: Choice | None) -> str:
        """What is said to who takes this choice; None: a number that is not listed."""
        if choice and choice.is_right:
            return f"{RIGHT} {self.reason}"
        why = f"{choice.why} " if choice and choice.why else ""
        return f"{WRONG} {why}Đáp án: {self.right.text}. {self.reason}"


def to_data(guess: Guess) -> dict[str, Any]:
    """A Guess as JSON-ready data."""
    return asdict(guess)


def from_data(data: dict[str, Any]) -> Guess:
    """The Guess that `to_data` wrote."""
    return Guess(**{**data, "choices": tuple(Choice(**choice) for choice in data["choices"])})


class GuessView:
    """Câu hỏi thử đoán: bấm vào một lựa chọn, hoặc gõ một con số, để xem lời giải thích. Không tính điểm."""

    def __init__(self, guess: Guess) -> None:
        self.guess = guess

    def __str__(self) -> str:
        """Without the answer: who reads it in a terminal has not guessed yet."""
        guess = self.guess
        choices = [] if guess.tolerance is not None else [f"  - {choice.text}" for choice in guess.choices]
        return "\n".join([guess.question, *choices])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        if self.guess.tolerance is None:
            return f"<div style='margin:4px 0'>{''.join(map(self._clicked, self.guess.choices))}</div>"
        field = "" if where.is_static() else self._field(self.guess.tolerance)
        told = self._card(f"Đáp án: {self.guess.right.text}. {self.guess.reason}", is_right=True)
        return f"<div style='margin:4px 0'>{field}<details><summary style='cursor:pointer'>Xem đáp án</summary>{told}</details></div>"

    def _clicked(self, choice: Choice) -> str:
        card = self._card(self.guess.reply(choice), choice.is_right)
        group = escape(f"guess-{self.guess.name}")
        return f"<details name='{group}'><summary style='{BUTTON}'>{_html(choice.text)}</summary>{card}</details>"

    def _field(self, tolerance: float) -> str:
        """A form whose replies travel in an attribute: where it is not allowed, nothing of it is left."""
        found = [(c.number, c.number, c) for c in self.guess.choices if c.number is not None]
        replies = [
            [low - tolerance, high + tolerance, self._card(self.guess.reply(c), c.is_right)] for low, high, c in found
        ]
        replies.append([-FAR, FAR, self._card(self.guess.reply(None), is_right=False)])
        return (
            f"<form data-again='{AGAIN}' data-replies='{escape(json.dumps(replies, ensure_ascii=False))}' onsubmit=\"{escape(ON_SUBMIT)}\">"
            f"<input name='guess' inputmode='decimal' autocomplete='off' size='12' placeholder='số của bạn' "
            f"aria-label='{escape(self.guess.question)}' onkeydown=\"{escape(ON_KEY)}\" style='{FIELD}'> "
            f"<input type='submit' value='Đoán' style='{FIELD};cursor:pointer'>"
            "<output style='display:block' aria-live='polite'></output></form>"
        )

    @staticmethod
    def _card(text: str, is_right: bool) -> str:
        return card("right" if is_right else "carried", _html(text))


def _html(text: str) -> str:
    """Text with its `code` and **words** set apart."""
    return STRONG.sub(r"<b>\1</b>", CODE.sub(r"<code style='background:none;color:inherit'>\1</code>", escape(text)))
