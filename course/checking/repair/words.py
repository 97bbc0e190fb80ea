"""A repair in words: the place first, then the question of its kind."""

from course.checking.hints import Pattern
from course.checking.repair.kinds import KINDS, question
from course.checking.repair.search import Repair

SHOWN = 60  # characters of the student's text
UNNAMED = "một chỗ chưa đúng"
ASKS = "Chỗ này tính gì, và công thức của bài có viết như vậy không?"
TELLS = "Thử tay một trường hợp nhỏ: tính chỗ này trên giấy, in nó ra, rồi so hai kết quả."


def told(repair: Repair) -> Pattern:
    """What a student reads of it: what it is called, the line with a question, and what to look at."""
    if repair.also is None:
        return Pattern(_name(repair), _place(repair) + _asks(repair), _tells(repair))
    both = (repair, repair.also)
    asks = " ".join(f"({n}) {_place(one)}{_asks(one)}" for n, one in enumerate(both, 1))
    tells = "Có hai chỗ cùng lúc. " + " ".join(f"({n}) {_tells(one)}" for n, one in enumerate(both, 1))
    return Pattern(" và ".join(dict.fromkeys(map(_name, both))), asks, tells)


def _name(repair: Repair) -> str:
    return KINDS[repair.kind].name if repair.kind else UNNAMED


def _asks(repair: Repair) -> str:
    if repair.hint:
        return repair.hint[0]
    return question(repair.kind, repair.place.text if repair.place else "") if repair.kind else ASKS


def _tells(repair: Repair) -> str:
    if repair.hint:
        return repair.hint[1]
    return KINDS[repair.kind].tells if repair.kind else TELLS


def _place(repair: Repair) -> str:
    if repair.place is None:
        return ""
    first, *more = repair.place.text.strip().split("\n")
    piece = first if len(first) <= SHOWN and not more else f"{first[:SHOWN].rstrip()} …"
    first_line, last_line = repair.place.line, repair.place.end_line
    lines = f"Dòng {first_line}" if last_line == first_line else f"Dòng {first_line}–{last_line}"
    return f"{lines}: `{piece}`. " if piece else f"{lines}. "
