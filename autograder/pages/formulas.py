"""Formulas drawn as SVG by matplotlib's mathtext, so that a page shows them without MathJax and the network."""

from html import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

SIZE = 16  # units of an em
FONT = FontProperties(size=SIZE, math_fontfamily="dejavusans")
LETTERS = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}  # matplotlib.path.Path's codes in SVG's words


def svg(tex: str) -> str:
    """A formula (TeX without its dollar signs) as inline SVG that a screen reader reads as TeX.

    What mathtext does not know stands there as it was written.
    """
    text = f"${' '.join(tex.split())}$"
    try:
        path = TextPath((0, 0), text, size=SIZE, prop=FONT)
    except ValueError:
        return f"<code>{escape(tex)}</code>"
    width, height, depth = text_to_path.get_text_width_height_descent(text, FONT, ismath=True)
    style = f"width:{width / SIZE:.2f}em;height:{height / SIZE:.2f}em;vertical-align:{-depth / SIZE:.2f}em"
    box = f"0 {depth - height:.1f} {width:.1f} {height:.1f}"
    return f'<svg class="formula" role="img" aria-label="{escape(tex)}" style="{style}" viewBox="{box}"><path d="{_steps(path)}"/></svg>'


def _steps(path: Path) -> str:
    """The path in SVG's words, whose y grows downwards."""
    steps = []
    for vertices, code in path.iter_segments(simplify=False):
        numbers = "" if code == 79 else " ".join(f"{x:.1f} {-y:.1f}" for x, y in vertices.reshape(-1, 2))
        steps.append(LETTERS[int(code)] + numbers)
    return "".join(steps)
