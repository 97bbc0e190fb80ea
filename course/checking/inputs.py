"""The input of a case in which a function failed, for the student to look at: `args = bai.case(f)`, then `f(**args)`."""

from collections.abc import Sequence
from typing import Any

from course.checking import plain
from course.checking.frozen import Case, FrozenExercise, Outcome
from course.checking.judge import is_right
from course.checking.notice import Notice
from course.checking.wording import BREAK, PASTED_NUMBERS, as_code, needed


class Inputs(dict[str, Any]):
    """Tham số của một trường hợp, theo tên: in ra thì được những dòng chép được vào một ô."""

    def __init__(self, case: Case) -> None:
        super().__init__((name, plain.decode(data)) for name, data in zip(case.args, case.encoded_args))
        self.label, self.needed, self.told = case.label, case.needed, needed(case, typed=False)

    def __repr__(self) -> str:
        told = self.told.replace(BREAK, f"{BREAK}#         ")
        return "\n".join([f"# {self.label}", *map(_line, self.items()), f"# cần có: {told}"])


def _line(argument: tuple[str, Any]) -> str:
    """What binds an argument again; a dict of arrays is taken from what the check gave."""
    name, thing = argument
    if isinstance(thing, dict) and plain.numbers_in(thing) > PASTED_NUMBERS:
        return f'# {name}: {len(thing)} mảng, dài quá nên không chép hết được; hãy lấy args["{name}"]'
    return f"{name} = {as_code(thing)}"


def failed_cases(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> list[Case]:
    """The cases that are wrong, the smallest input first."""
    wrong = (place for place, outcome in enumerate(outcomes) if not is_right(exercise, place, outcome))
    return sorted((exercise.cases[place] for place in wrong), key=lambda case: plain.numbers_in(case.args))


def nothing_to_see(function: str, count: int, is_checked: bool) -> Notice:
    """What is said where no such failed case is there. count: of failed cases in the last check."""
    if not is_checked:
        return Notice(f"Chưa có gì để xem: hãy chạy bai.check({function}) trước, rồi gọi lại bai.case({function}).")
    if not count:
        return Notice(f"Không có gì để xem: ở lần kiểm tra gần nhất, {function} đúng ở mọi trường hợp.")
    return Notice(f"Lần kiểm tra gần nhất của {function} có {count} trường hợp chưa đúng, đánh số từ 1 đến {count}.")
