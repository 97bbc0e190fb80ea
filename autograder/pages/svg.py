"""Matplotlib's figures as pictures that stand in a page themselves: SVG, the same bytes for the same figure."""

import io
from base64 import b64encode

import matplotlib.pyplot as plt
from matplotlib.figure import Figure


def address(drawn: Figure) -> str:
    """A figure as the address of an <img>."""
    stream = io.BytesIO()
    with plt.rc_context({"svg.hashsalt": "luong-tu-hoa"}):  # without it the picture's ids are drawn anew each time
        drawn.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{b64encode(stream.getvalue()).decode()}"
