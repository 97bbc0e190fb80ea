"""What every plot of the course shares: its colours, its style, and how a notebook shows it."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from html import escape
from typing import Any, ParamSpec

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Blue, orange and grey of Okabe and Ito's palette, and a red dark enough to stand beside the orange: distinguishable
# with every common form of colour blindness.
BLUE, ORANGE, RED, GREY = "#0072B2", "#E69F00", "#A50026", "#777777"

PIXELS_PER_INCH = 200  # of what is drawn as pixels: two for each pixel of a common screen
PIXELS_OF_A_PAGE = 96  # an inch, as a browser counts
CLOUD = 500  # a line of more marks than this is drawn as pixels, which takes less room than a path for each
COORDINATES = re.compile(r'(?: (?:d|points|x|y)="|translate\()[^")]*')
SMALLER = (  # what a picture does not need: one is stored in a notebook a dozen times
    (re.compile(r"(\.\d\d)\d+"), r"\1"),  # more than a hundredth of a point
    (re.compile(r"\s*([A-Za-z])\s*(?=[-\dMz\"])"), r"\1"),  # spaces around the letters of a path
)
NEVER_READ = re.compile(r'<!--.*?-->|(?<=>)\s+(?=<)|(?<=<g) id="[^"]*"', re.S)
UNSIGNED = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # nothing that differs from day to day

Drawn = ParamSpec("Drawn")
Described = tuple[Figure, str]  # what a plot returns to `drawing`: its figure, and what is to be seen in it

STYLE: dict[Any, Any] = {
    "figure.dpi": 100,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
    "svg.fonttype": "path",  # a student's machine need not have the font, nor its Vietnamese letters
    "svg.hashsalt": "luong-tu-hoa",  # without it the ids of a picture are drawn anew each time
}


class Drawing:
    """Một hình của khóa học, kèm lời tả; notebook hiện nó thành SVG, còn lại dùng như một `Figure` của Matplotlib.

    figure: the Figure, closed in pyplot. alt: what is to be seen, for who does not see it.
    """

    def __init__(self, figure: Figure, alt: str) -> None:
        self.figure, self.alt = figure, alt

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "figure":
            raise AttributeError(name)
        return getattr(self.figure, name)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """HTML, which every notebook shows with its alternative text, even one that it does not trust."""
        return {"text/html": self.html(), "text/plain": self.alt}

    def __repr__(self) -> str:
        return self.alt

    def html(self) -> str:
        """An <img> that holds the picture itself and is never wider than its column."""
        source = f"data:image/svg+xml;base64,{b64encode(self.svg().encode()).decode()}"
        width, height = (round(PIXELS_OF_A_PAGE * inches) for inches in self.figure.get_size_inches())
        size = f'width="{width}" height="{height}" style="max-width:100%;height:auto"'
        return f'<img alt="{escape(self.alt)}" src="{source}" {size}>'

    def svg(self) -> str:
        """The picture as SVG, the same text for the same figure."""
        self.figure.set_dpi(PIXELS_PER_INCH)
        with plt.rc_context(STYLE), io.StringIO() as stream:
            # Not savefig, which draws everything once more to find a frame that fits.
            FigureCanvasSVG(self.figure).print_svg(stream, metadata=UNSIGNED)
            return COORDINATES.sub(_shortened, NEVER_READ.sub("", stream.getvalue())).replace("DejaVuSans-", "D")

    def png(self) -> bytes:
        """The picture as PNG, for pages that show nothing else."""
        with plt.rc_context(STYLE), io.BytesIO() as stream:
            self.figure.savefig(stream, format="png", dpi=PIXELS_PER_INCH)
            return stream.getvalue()


def _shortened(coordinates: re.Match[str]) -> str:
    text = coordinates[0]
    for pattern, shorter in SMALLER:
        text = pattern.sub(shorter, text)
    return text


def drawing(draw: Callable[Drawn, Described]) -> Callable[Drawn, Drawing]:
    """Make a Drawing of what a plot returns; clouds of points become pixels."""

    @wraps(draw)
    def described(*args: Drawn.args, **kwargs: Drawn.kwargs) -> Drawing:
        with plt.rc_context(STYLE):
            drawn, alt = draw(*args, **kwargs)
            plt.close(drawn)
        for line in (line for axes in drawn.axes for line in axes.lines):
            line.set_rasterized(line.get_linestyle() == "None" and np.size(line.get_xdata()) > CLOUD)
        return Drawing(drawn, alt)

    return described


def figure(draw: Callable[Drawn, Figure]) -> Callable[Drawn, Figure]:
    """Draw in the course's style, and close the figure in pyplot so that a notebook shows it once."""

    @wraps(draw)
    def styled(*args: Drawn.args, **kwargs: Drawn.kwargs) -> Figure:
        with plt.rc_context(STYLE):
            drawn = draw(*args, **kwargs)
            plt.close(drawn)
        return drawn

    return styled
