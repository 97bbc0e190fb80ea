"""Where a returned array differs from the needed one, drawn in HTML that needs nothing else."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.checking.frozen import Raised
from course.checking.judge import Failure
from course.checking.wording import short_pair

WRITTEN = 16  # rows and columns of a matrix whose numbers are written
DRAWN = 64  # rows and columns of squares at the most; of a larger matrix each stands for a block
SQUARE = 6  # pixels
RIGHT_COLOUR, WRONG_COLOUR = "#dff1e7", "#b3401f"


def html(failure: Failure) -> str:
    """The picture of a failure: every number of a small matrix, squares for a larger one; "" where no array of several
    numbers differs in value.

    Of an array with more than two axes, the matrix where it first differs.
    """
    found = failure.difference
    if found is None or found.mask is None or found.index is None or found.mask.size <= 1:
        return ""
    if isinstance(failure.outcome, Raised):
        return ""
    item = found.item
    pair = (failure.outcome.value, failure.case.needed)
    arrays = [thing if item is None else thing[item] for thing in pair]
    if not all(isinstance(array, np.ndarray) and array.shape == found.mask.shape for array in arrays):  # it lies deeper
        return ""
    place, (returned, needed, mask) = _matrices(found.index, [*arrays, found.mask])
    if max(mask.shape) <= WRITTEN:
        return _table(f"{place}Ô sai có viền đậm: bạn trả về → cần có", returned, needed, mask)
    return _squares(place, mask)


def _matrices(index: tuple[int, ...], arrays: list[NDArray[Any]]) -> tuple[str, list[NDArray[Any]]]:
    """(what is said of the place, the arrays as matrices): a row of one axis, of many axes the last two at the index."""
    if arrays[0].ndim < 2:
        return "", [np.atleast_2d(array) for array in arrays]
    leading = index[:-2]
    place = f"Ở vị trí [{', '.join(map(str, leading))}]. " if leading else ""
    return place, [array[leading] for array in arrays]


def _table(caption: str, returned: NDArray[Any], needed: NDArray[Any], mask: NDArray[np.bool_]) -> str:
    rows = "".join(
        "<tr>" + "".join(_cell(r, n, wrong) for r, n, wrong in zip(*row)) + "</tr>"
        for row in zip(returned, needed, mask)
    )
    return (
        f"<figure style='margin:6px 0'><figcaption>{caption}</figcaption>"
        f"<div style='overflow-x:auto'><table style='border-collapse:collapse;color:inherit'>{rows}</table></div></figure>"
    )


def _cell(returned: object, needed: object, wrong: np.bool_) -> str:
    style = "padding:3px 8px;text-align:center;font-family:monospace;white-space:nowrap;"
    if not wrong:
        text, _ = short_pair(returned, returned)
        return f"<td style='{style}border:1px solid #9aa;background:{RIGHT_COLOUR};color:#12291d'>{text}</td>"
    told, right = short_pair(returned, needed)
    return (
        f"<td style='{style}border:2px solid {WRONG_COLOUR};background:#f9d3c5;color:#2e1710'>"
        f"<b>✗ {told}</b> → {right}</td>"
    )


def _squares(place: str, mask: NDArray[np.bool_]) -> str:
    """Squares of a large matrix: one for each number, or for each block in which one is wrong."""
    step = [-(-size // DRAWN) for size in mask.shape]
    starts = [np.arange(0, size, every) for size, every in zip(mask.shape, step)]
    wrong = np.logical_or.reduceat(np.logical_or.reduceat(mask, starts[0], axis=0), starts[1], axis=1)
    height, width = (SQUARE * size for size in wrong.shape)
    words = f"{place}{mask.sum()}/{mask.size} số sai, là những ô đỏ"
    words += f"; mỗi ô là {step[0]} × {step[1]} số" if max(step) > 1 else ""
    squares = "".join(
        f"M{SQUARE * column} {SQUARE * row}h{SQUARE}v{SQUARE}h-{SQUARE}z" for row, column in np.argwhere(wrong)
    )
    return (
        f"<figure style='margin:6px 0'><figcaption>{words}</figcaption>"
        f"<svg role='img' aria-label='{words}' viewBox='0 0 {width} {height}' width='{width}' height='{height}' "
        f"style='max-width:100%;height:auto;border:1px solid #9aa'><rect width='{width}' height='{height}' fill='{RIGHT_COLOUR}'/>"
        f"<path d='{squares}' fill='{WRONG_COLOUR}'/></svg></figure>"
    )
