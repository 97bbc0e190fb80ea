"""Words for a function that fails because a name is not there: the error that is really to be mended, with its line."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace

from course.checking.frozen import NOTHING_BROKEN, Broken, FrozenLesson, Missing, Raised
from course.checking.hints import Pattern
from course.checking.judge import OPEN, WRONG, Verdict
from course.checking.known_errors import returned_but_unset
from course.checking.stubs import LEFT_BEHIND, left_behind

NO_NAME = re.compile(r"name '(\w+)' is not defined")
QUOTES, DASHES = (
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"},
    {"−", "–", "—", "‐", "‑", "‒"},
)
TYPED = (SyntaxError.__name__, IndentationError.__name__, TabError.__name__)
IMPORTS = (ImportError.__name__, ModuleNotFoundError.__name__)

COPIED = Pattern(
    "ô bài làm có ký tự lạ",
    "Dòng ấy có được chép từ trang web, tệp văn bản hay ứng dụng nhắn tin không?",
    "Ở đó, dấu nháy, dấu cách và dấu trừ hay bị đổi thành ký tự khác, có khi không nhìn thấy được. Hãy xóa ký tự được nêu ở trên, gõ lại bằng bàn phím, rồi chạy lại ô.",
    kind="syntax/error",
)
SYNTAX = Pattern(
    "ô bài làm sai cú pháp",
    "Ở dòng ấy, hay ngay dòng trên nó, có thiếu dấu ngoặc, dấu nháy, dấu phẩy hay dấu hai chấm không?",
    "Sai cú pháp thì Python không chạy dòng nào của ô, nên hàm chưa được tạo ra. Hãy sửa dòng ấy rồi chạy lại ô.",
    kind="syntax/error",
)
INDENT = Pattern(
    "ô bài làm thụt đầu dòng sai",
    "Các dòng trong cùng một khối có thụt vào bằng nhau, và cùng dùng dấu cách, không?",
    "Thụt đầu dòng sai thì Python không chạy dòng nào của ô, nên hàm chưa được tạo ra. Hãy sửa dòng ấy rồi chạy lại ô.",
    kind="syntax/error",
)
NO_MODULE = Pattern(
    "ô bài làm nhập một thư viện không có",
    "Đó là một thư viện, hay một tệp .py của bạn? Hàm có thật sự cần nó không?",
    "Ô dừng ở dòng import, nên hàm bên dưới chưa được tạo ra. Khi chấm chỉ có những thư viện của khóa học và các tệp bạn nộp kèm. Nếu đó là tệp của bạn, hãy nộp nó cạnh notebook; nếu không, hãy bỏ dòng ấy, hoặc làm cùng việc bằng NumPy.",
)
STOPPED = Pattern(
    "ô bài làm dừng trước khi có hàm",
    "Dòng báo lỗi nằm trong hàm, hay ở ngoài hàm?",
    "Ô dừng ở dòng ấy nên những dòng sau nó chưa chạy, và hàm chưa được tạo ra. Hãy sửa dòng ấy, hoặc chuyển nó sang một ô khác, rồi chạy lại ô.",
)
NOT_BOUND = Pattern(
    "ô bài làm không tạo ra hàm",
    "Chạy ô xong, gõ tên hàm vào một ô mới thì Python có thấy hàm không?",
    "Ô chạy xong mà không có hàm nào mang tên ấy. Hãy so từng chữ tên hàm với đề, rồi xem dòng đầu của ô: dưới nhiều lệnh bắt đầu bằng %%, hàm không ở lại trong notebook; dưới một điều kiện sai, hàm không được tạo ra.",
    kind="name/unknown",
)
NOWHERE = Pattern(
    "không có hàm mang tên ấy",
    "Tên hàm có còn đúng như trong đề không?",
    "Hàm được gọi theo tên. Hãy giữ nguyên tên hàm, chạy thử ô của nó, và xem có dòng nào xóa hàm đi không.",
    kind="name/unknown",
)


def explained(
    verdict: Verdict,
    lesson: FrozenLesson,
    lent: Collection[str] = (),
    never_bound: Broken = NOTHING_BROKEN,
    source: str = "",
    stale: Missing | None = None,
) -> Verdict:
    """The Verdict with the words for what is really missing, where its first failure lacks a name, and for a `raise` left in.

    lesson: the FrozenLesson. lent: names of the lesson's examples that the function reads all the same. never_bound: {name:
    Missing} of those that a cell could not even fail to bind, since it ended its process. source: of the student's cell or
    function, "" where nobody has it. stale: the error of a later cell that was meant to bind the function anew.
    """
    verdict = replace(verdict, remarks=(*([_about_stale(stale)] if stale else ()), *verdict.remarks))
    failure = verdict.failure
    error = failure and failure.outcome
    if failure is None or not isinstance(error, Raised) or verdict.untouched_todo:
        is_left = isinstance(error, Raised) and left_behind(source, error)
        return _with_lent(replace(verdict, pattern=LEFT_BEHIND) if is_left else verdict, lent)
    lacks = NO_NAME.match(error.message) if error.kind == "NameError" and not error.missing else None
    if lacks and lacks[1] in lesson.locked_names and _is_borrowed(verdict, error, lesson):
        if verdict.mistake or verdict.earlier:
            return _with_lent(verdict, {*lent, lacks[1]})
        return _with_lent(replace(verdict, pattern=_of_example(lacks[1])), {*lent} - {lacks[1]})
    verdict = _with_lent(verdict, {*lent} - {returned_but_unset(error)})
    todos = {exercise.function: exercise.parts[0].todo for exercise in lesson.exercises}
    missing = error.missing or (Missing(lacks[1]) if lacks and lacks[1] in todos else None)
    if missing is None or verdict.mistake:
        return verdict
    missing = missing if missing.kind else never_bound.get(missing.name, missing)
    failure = replace(failure, outcome=replace(error, missing=missing))
    if missing.name == verdict.exercise.function:
        return replace(verdict, failure=failure, pattern=_of_own(missing))
    parts = tuple(replace(part, state=OPEN) if part.state == WRONG else part for part in verdict.parts)
    return replace(verdict, failure=failure, parts=parts, pattern=_of_another(missing, todos))


def _is_borrowed(verdict: Verdict, error: Raised, lesson: FrozenLesson) -> bool:
    """Does this function, or a helper of it, read a name of an example, and not just return what it has not set?"""
    if error.function in ("", verdict.exercise.function):
        return not returned_but_unset(error)
    return error.function not in {one.function for one in lesson.exercises}


def _with_lent(verdict: Verdict, names: Collection[str]) -> Verdict:
    """The Verdict with a remark on each name that is only an example's."""
    return replace(verdict, remarks=(*verdict.remarks, *map(_about_lent, sorted(names))))


def _about_stale(stale: Missing) -> str:
    where = f" ở dòng {stale.line}" if stale.line else ""
    return (
        f"ô của {stale.name} chạy lần gần nhất thì báo {stale.kind}{where}, nên hàm mới chưa được tạo ra. "
        f"Kết quả này là của bản cũ. Hãy sửa ô ấy, chạy lại nó, rồi kiểm tra lại."
    )


def _of_example(name: str) -> Pattern:
    """What to do where the function stopped for want of an example's name."""
    told = _about_lent(name)
    return Pattern(
        "dùng một tên của ô ví dụ trong bài",
        f"Tên {name} được đặt ở ô nào? Trong các tham số của hàm, tham số nào mang giá trị ấy?",
        told[0].upper() + told[1:],
        kind="name/unknown",
    )


def _about_lent(name: str) -> str:
    return (
        f"tên {name} là của một ô ví dụ trong bài. Khi kiểm tra và khi chấm, hàm được gọi mà không có tên ấy. "
        "Bạn dùng tham số của hàm, hoặc tự đặt tên ấy trong ô của mình nhé."
    )


def _of_own(missing: Missing) -> Pattern:
    """What to look at in the cell of the function itself."""
    if missing.kind in TYPED and odd_characters(missing.code):
        return COPIED
    if missing.kind == "SyntaxError":
        return SYNTAX
    if missing.kind in TYPED:
        return INDENT
    if missing.kind in IMPORTS:
        return NO_MODULE
    return STOPPED if missing.kind else NOT_BOUND if missing.code else NOWHERE


def _of_another(missing: Missing, todos: Mapping[str, str]) -> Pattern:
    """What to look at first, where a function only lacks another."""
    where = f"hàm {missing.name} ({todos[missing.name]})" if missing.name in todos else f"tên {missing.name}"
    return Pattern(
        f"còn thiếu {where}",
        f"Ô của {missing.name} đã chạy được chưa?",
        f"Hàm này dùng {missing.name}, mà {where} chưa được tạo ra. Hãy sửa ô của {missing.name} trước, rồi mới xem lại hàm này: có thể nó đã đúng.",
    )


def headline(missing: Missing, function: str) -> str:
    """One line on a function that lacks a name."""
    if missing.name == function:
        return f"✗ {function}: ô bài làm chưa tạo ra được hàm."
    return f"? {function}: chưa xét được, vì còn thiếu {missing.name}."


def rows(missing: Missing, function: str) -> list[tuple[str, str]]:
    """(label, text) rows on what is missing, the error itself first."""
    is_own = missing.name == function
    if not missing.kind:
        first = ("Không có hàm", function) if is_own else ("Còn thiếu", missing.name)
        return [first, *([("Dòng đầu của ô ấy", missing.code)] if missing.code else [])]
    error = f"{missing.kind}: {missing.message}" if missing.message else missing.kind
    found = [("Lỗi khi chạy ô bài làm" if is_own else f"Lỗi ở ô của {missing.name}", error)]
    if missing.line:
        found.append((f"Ở dòng {missing.line} của ô" + ("" if is_own else " ấy"), missing.code))
    if missing.kind in TYPED:
        found += [("Ký tự lạ", text) for text in odd_characters(missing.code)]
    return found


def odd_characters(code: str) -> list[str]:
    """Sentences on characters of a line that look like others, or like nothing, and what to type instead."""
    return [f"{_name(character)}: {_instead(character)}" for character in dict.fromkeys(code) if _is_odd(character)]


def _is_odd(character: str) -> bool:
    if character.isascii():
        return False
    kind = unicodedata.category(character)
    return character in QUOTES or character in DASHES or kind in ("Zs", "Cf") or _plain(character) != character


def _plain(character: str) -> str:
    """The character of a keyboard that a wide or typographic form stands for, else itself."""
    form = unicodedata.normalize("NFKC", character)
    return form if form.isascii() and not character.isalnum() else character


def _name(character: str) -> str:
    seen = f"{character} " if character.isprintable() else ""
    return f"{seen}(U+{ord(character):04X}, {unicodedata.name(character, 'không có tên')})"


def _instead(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cf":
        return "không nhìn thấy được, hãy xóa nó đi"
    if kind == "Zs":
        return "hãy gõ lại dấu cách thường"
    return f"hãy gõ {QUOTES.get(character) or ('-' if character in DASHES else _plain(character))}"
