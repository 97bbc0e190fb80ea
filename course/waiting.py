"""Cho thấy việc đang chạy đã đến đâu, ở nơi có notebook để xem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from course import where

Item = TypeVar("Item")

BLOCKS = 20  # of a bar


def counted(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Đi qua từng phần tử, và vẽ một thanh dài dần ra.

    Đầu vào:
        items: dãy các phần tử; what: việc đang làm.
    Đầu ra:
        lần lượt từng phần tử; nơi không có notebook, hay khi biến môi trường COURSE_STATIC được đặt, thì không hiện gì.
    """
    if not where.is_watched():
        yield from items
        return
    from IPython.display import display

    shown = display(_bar(0, len(items), what), raw=True, display_id=True)
    for done, item in enumerate(items, 1):
        yield item
        shown.update(_bar(done, len(items), what), raw=True)


def _bar(done: int, whole: int, what: str) -> dict[str, str]:
    filled = BLOCKS * done // max(whole, 1)
    return {"text/plain": f"{what} {'█' * filled}{'░' * (BLOCKS - filled)} {done}/{whole}"}
