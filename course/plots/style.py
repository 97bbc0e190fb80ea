"""What every plot of the course shares: its colours, its style, and a figure shown once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

# Okabe and Ito's palette: distinguishable with every common form of colour blindness.
BLUE, ORANGE, RED, GREY = "#0072B2", "#E69F00", "#D55E00", "#777777"

Drawn = ParamSpec("Drawn")

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
}


def figure(draw: Callable[Drawn, Figure]) -> Callable[Drawn, Figure]:
    """Draw in the course's style, and close the figure in pyplot so that a notebook shows it once."""

    @wraps(draw)
    def styled(*args: Drawn.args, **kwargs: Drawn.kwargs) -> Figure:
        with plt.rc_context(STYLE):
            drawn = draw(*args, **kwargs)
            plt.close(drawn)
        return drawn

    return styled
