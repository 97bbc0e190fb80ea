"""Where the bytes of a packed model went, in words and in HTML that needs nothing else: a bar a matrix, its kind written beside it."""

from collections.abc import Sequence
from html import escape
from math import isfinite

from course.checking.packed_model import Measured, spaced

COLOURS = {
    "Q4_0": "#c9dcef",
    "Q5_0": "#5b93c9",
    "Q8_0": "#17446f",
}  # the more bits, the darker: so also without colours
BAR, HEIGHT = 240, 12  # pixels of the longest bar
CELL = "padding:0 8px 0 0;text-align:left;background:none;font-weight:400;white-space:nowrap"


def lines(measured: Sequence[Measured]) -> list[str]:
    """A sentence a case on what a ranking goes by; none for what is no answer."""
    return [f"Để xếp hạng, không thêm điểm ({one.label}): {_told(one)}." for one in measured if one.kinds]


def html(measured: Sequence[Measured]) -> str:
    """The same, and the picture of the last one that can be drawn: "" where there is none."""
    drawn = [one for one in measured if one.kinds]
    if not drawn:
        return ""
    said = "".join(f"<div style='margin-top:6px'>{escape(line)}</div>" for line in lines(measured))
    return said + _picture(drawn[-1])


def counted(one: Measured) -> str:
    """How many matrices of each kind: "10 Q4_0, 5 Q5_0"."""
    return ", ".join(f"{count} {kind}" for kind, count in one.counts.items())


def _told(one: Measured) -> str:
    size = f"{spaced(one.size)}/{spaced(one.budget)} byte"
    if one.fault or not isfinite(one.ratio):
        return f"{size}, {counted(one)}; chưa xếp hạng được"
    return f"độ bối rối gấp {one.ratio:.4g}, {size}, {counted(one)}"


def _picture(one: Measured) -> str:
    longest = max(size for _, _, size in one.kinds)
    rows = "".join(_row(name, kind, size, longest) for name, kind, size in one.kinds)
    gains = one.size - sum(size for _, _, size in one.kinds)
    caption = f"Byte nằm ở đâu ({one.label}): mỗi thanh là các khối của một ma trận; còn {spaced(gains)} byte là hệ số của RMSNorm"
    return (
        f"<figure style='margin:6px 0'><figcaption>{escape(caption)}</figcaption>"
        f"<div style='overflow-x:auto'><table style='border:0;margin:2px 0;color:inherit'>{rows}</table></div></figure>"
    )


def _row(name: str, kind: str, size: int, longest: int) -> str:
    width = max(1, round(BAR * size / longest))
    told = f"{name}: {kind}, {spaced(size)} byte"
    return (
        f"<tr style='background:none'><th style='{CELL};font-family:monospace'>{name}</th>"
        f"<td style='{CELL}'><svg role='img' aria-label='{told}' viewBox='0 0 {BAR} {HEIGHT}' width='{BAR}' height='{HEIGHT}' "
        f"style='vertical-align:middle'><rect width='{width}' height='{HEIGHT}' fill='{COLOURS[kind]}' style='stroke:#17446f'/></svg></td>"
        f"<td style='{CELL}'>{kind}, {spaced(size)} byte</td></tr>"
    )
