"""Thanh trượt của khóa học, thay bằng hình tĩnh ở nơi không kéo được."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from course import plots, where
from course.plots.integers import Quantize, ScaleAndZeroPoint
from course.plots.style import Drawing

if TYPE_CHECKING:
    from ipywidgets import FloatSlider, IntSlider, ToggleButtons

BITS = (8, 16)
STATIC_SETTINGS = ((-1.0, 1.0, 8), (-2.0, 6.0, 8), (-2.0, 6.0, 16))
WINDOW = (-10.0, 10.0)
ZOOM = (-0.1, 0.1)
RUN_AGAIN = "Chạy lại ô này để kéo tiếp."
LINES = "margin:0;padding:0;white-space:pre-wrap;word-break:normal;overflow-wrap:break-word"  # of what was printed
# JupyterLab writes an English error in the place of controls whose kernel is gone; here it says what helps.
GONE = ".jp-OutputArea-output.jupyter-widgets:not(:has(*))"
LOOKS = f"""<style>
{GONE} {{font-size: 0}}
{GONE}::after {{content: "{RUN_AGAIN}"; font-size: var(--jp-ui-font-size1, 13px)}}
.course-controls .jupyter-button {{border: 1px solid var(--jp-ui-font-color2, #777)}}
.course-controls .jupyter-button.mod-active {{background: #0072B2; color: white}}
</style>"""


@dataclass(frozen=True)
class Slider:
    """Một thanh trượt: tên hiện ra, giá trị lúc đầu, hai đầu và bước nhảy."""

    label: str
    start: float
    first: float
    last: float
    step: float

    def widget(self) -> IntSlider | FloatSlider:
        from ipywidgets import FloatSlider, IntSlider

        kind = (
            IntSlider
            if all(type(number) is int for number in (self.start, self.first, self.last, self.step))
            else FloatSlider
        )
        return kind(
            self.start, min=self.first, max=self.last, step=self.step, description=self.label, continuous_update=False
        )


@dataclass(frozen=True)
class Choice:
    """Một hàng nút để chọn: tên hiện ra, các lựa chọn, lựa chọn lúc đầu."""

    label: str
    options: tuple[object, ...]
    start: object

    def widget(self) -> ToggleButtons:
        from ipywidgets import ToggleButtons

        return ToggleButtons(options=self.options, value=self.start, description=self.label)


@dataclass(frozen=True)
class View:
    """Những gì một lần vẽ để lại: các dòng đã in, và hình."""

    printed: str
    drawn: Drawing

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        page = f'{LOOKS}<pre style="{LINES}">{escape(self.printed)}</pre>{self.drawn.html()}'
        return {"text/html": page, "text/plain": f"{self.printed}{self.drawn.alt}"}


@dataclass
class Explorer:
    """Các nút điều khiển, bên dưới là lần vẽ gần nhất: một kết quả thường của ô, nên được lưu cùng notebook.

    draw: the function that draws; controls: {name of its parameter: control}.
    """

    draw: Callable[..., Drawing]
    controls: dict[str, Any]

    def view(self) -> View:
        """What is printed and drawn with the controls as they stand."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            drawn = self.draw(**{name: control.value for name, control in self.controls.items()})
        return View(printed.getvalue(), drawn)

    def _ipython_display_(self) -> None:
        from IPython.display import display
        from ipywidgets import VBox

        view = self.view()  # where the student's function fails, the cell does, before anything is shown
        box = VBox(list(self.controls.values()))
        box.add_class("course-controls")
        display({**box._repr_mimebundle_(), "text/plain": RUN_AGAIN}, raw=True)
        shown = display(view, display_id=True)
        for control in self.controls.values():
            control.observe(lambda _: shown.update(self._view_or_error()), "value")

    def _view_or_error(self) -> object:
        """A view, or what kept it from being drawn: nobody would see an error of a control."""
        try:
            return self.view()
        except Exception as error:
            return Failure(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Failure:
    """Lỗi gặp phải khi vẽ lại."""

    message: str

    def __repr__(self) -> str:
        return self.message


def explore(draw: Callable[..., Drawing], **controls: Slider | Choice) -> Explorer | Drawing:
    """Kéo thanh trượt để vẽ lại hình.

    Đầu vào:
        draw: hàm nhận giá trị của các thanh trượt theo tên, in ra các con số, trả về một hình của `plots`.
        controls: mỗi tham số của draw một Slider hay một Choice.
    Đầu ra:
        Thanh trượt, hoặc hình tĩnh với các giá trị lúc đầu khi thiếu ipywidgets
        hay khi biến môi trường COURSE_STATIC được đặt.
    """
    if is_static():
        return draw(**{name: control.start for name, control in controls.items()})
    return Explorer(draw, {name: control.widget() for name, control in controls.items()})


def is_static() -> bool:
    """Chỉ vẽ hình tĩnh: không có ipywidgets, hay COURSE_STATIC được đặt?"""
    return where.is_static() or find_spec("ipywidgets") is None


def explore_quantization(quantize: Quantize, scale_and_zero_point: ScaleAndZeroPoint) -> Explorer | Drawing:
    """Kéo thanh trượt để xem miền hiện tại và số bit đổi các bậc thang ra sao.

    Đầu vào:
        quantize: hàm quantize_int(x, s, z, exp) của bạn.
        scale_and_zero_point: hàm calculate_s_and_z_int(alpha, beta, exp) của bạn.
    Đầu ra:
        Thanh trượt, hoặc một hình tĩnh với vài lựa chọn ở nơi không kéo được.
    """

    def draw(settings: Sequence[tuple[float, float, int]]) -> Drawing:
        for setting in settings:
            print(_summary(scale_and_zero_point, *setting))
        return plots.staircase(quantize, scale_and_zero_point, settings, WINDOW, ZOOM)

    if is_static():
        return draw(STATIC_SETTINGS)
    return explore(
        lambda exp, alpha, beta: draw([(alpha, beta, exp)]),
        exp=Choice("Số bit", BITS, BITS[0]),
        alpha=Slider("α", -2.0, -8.0, -0.5, 0.5),
        beta=Slider("β", 6.0, 0.5, 8.0, 0.5),
    )


def _summary(scale_and_zero_point: ScaleAndZeroPoint, alpha: float, beta: float, exp: int) -> str:
    s, z = scale_and_zero_point(alpha, beta, exp)
    kept = (beta - alpha) / (WINDOW[1] - WINDOW[0])
    setting = f"{exp:2} bit, từ {alpha:g} đến {beta:g}"
    return f"{setting}: s = {s:.3g}, z = {z}, bão hòa {1 - kept:.0%} cửa sổ bên trái"
