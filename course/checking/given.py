"""Which of a lesson's functions is the one that was given to the check, whatever it is called and however it was made."""

from collections.abc import Mapping, Sequence
from typing import Any


def name_of(function: object, functions: Sequence[str], space: Mapping[str, Any]) -> str:
    """The name among those of the lesson's functions that the given one goes by: its own, or that of the variable it is in.

    space: the notebook's names. Raises ValueError, which says what to do, where it goes by none of them.
    """
    own = str(getattr(function, "__name__", ""))
    if own in functions and callable(function):
        return own
    if found := next((name for name in functions if name in space and space[name] is function), None):
        return found
    raise ValueError(_refusal(function, own, functions))


def _refusal(function: object, own: str, functions: Sequence[str]) -> str:
    known = ", ".join(functions)
    if isinstance(function, str) and function in functions:
        return f"Hãy đưa chính hàm vào, không có dấu nháy: bai.check({function})."
    if not callable(function):
        return (
            f"bai.check nhận một hàm, nhưng nhận được một giá trị kiểu {type(function).__name__}. "
            f"Hãy đưa chính hàm vào, không gọi nó: bai.check({functions[0]}), không phải bai.check({functions[0]}(...)). "
            f"Các hàm cần viết: {known}."
        )
    if own in ("", "<lambda>"):
        return (
            "Hàm này chưa mang tên nào của bài, nên không biết phải kiểm tra nó theo đề nào. "
            f"Hãy viết nó với def và đúng tên trong đề, hoặc gán nó cho tên ấy trước khi kiểm tra. Các hàm cần viết: {known}."
        )
    return f"Bài này không có hàm tên {own!r}. Các hàm cần viết: {known}. Hãy giữ đúng tên trong đề."
