"""A cell that shows a real library: where the library is missing, what it printed when the lesson was made, and no error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

MISSING = "Máy này chưa có {missing}, không sao cả (muốn tự chạy thì gõ `pip install {names}`)."
RECORDED = "Lúc soạn bài, ô này in ra:"


@contextmanager
def library(names: str, recorded: str = "") -> Iterator[None]:
    """Run what stands inside; an import that is missing is told in a sentence, and what was recorded is printed instead.

    names: of the packages, as pip knows them, apart by blanks. Any other error goes on.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        top = (error.name or "").partition(".")[0]
        if top not in names.replace("-", "_").split():
            raise
        print(MISSING.format(missing=top, names=names))
        if recorded:
            print(f"{RECORDED}\n{recorded.rstrip()}")
