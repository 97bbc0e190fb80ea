"""Thanh trượt của khóa học, thay bằng hình tĩnh ở nơi không kéo được."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from course import plots
from course.plots.integers import Quantize, ScaleAndZeroPoint

if TYPE_CHECKING:
    from ipywidgets import FloatSlider, IntSlider, ToggleButtons, interactive
    from matplotlib.figure import Figure

BITS = (8, 16)
STATIC_SETTINGS = ((-1.0, 1.0, 8), (-2.0, 6.0, 8), (-2.0, 6.0, 16))
WINDOW = (-10.0, 10.0)
ZOOM = (-0.1, 0.1)


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


def explore(draw: Callable[..., Figure], **controls: Slider | Choice) -> interactive | Figure:
    """Kéo thanh trượt để vẽ lại hình.

    Đầu vào:
        draw: hàm nhận giá trị của các thanh trượt theo tên, in ra các con số, trả về một `Figure`.
        controls: mỗi tham số của draw một Slider hay một Choice.
    Đầu ra:
        Thanh trượt, hoặc hình tĩnh với các giá trị lúc đầu khi thiếu ipywidgets
        hay khi biến môi trường COURSE_STATIC được đặt.
    """
    if is_static():
        return draw(**{name: control.start for name, control in controls.items()})
    from IPython.display import display
    from ipywidgets import interactive

    return interactive(
        lambda **values: display(draw(**values)), **{name: control.widget() for name, control in controls.items()}
    )


def is_static() -> bool:
    """Chỉ vẽ hình tĩnh: không có ipywidgets, hay COURSE_STATIC được đặt?"""
    return bool(os.environ.get("COURSE_STATIC")) or find_spec("ipywidgets") is None


def explore_quantization(quantize: Quantize, scale_and_zero_point: ScaleAndZeroPoint) -> interactive | Figure:
    """Kéo thanh trượt để xem miền hiện tại và số bit đổi các bậc thang ra sao.

    Đầu vào:
        quantize: hàm quantize_int(x, s, z, exp) của bạn.
        scale_and_zero_point: hàm calculate_s_and_z_int(alpha, beta, exp) của bạn.
    Đầu ra:
        Thanh trượt, hoặc một hình tĩnh với vài lựa chọn ở nơi không kéo được.
    """

    def draw(settings: Sequence[tuple[float, float, int]]) -> Figure:
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
