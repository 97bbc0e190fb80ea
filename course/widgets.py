"""Thanh trượt của khóa học, thay bằng hình tĩnh ở nơi không kéo được."""

import os
from importlib.util import find_spec

from course import plots

BITS = (8, 16)
STATIC_SETTINGS = ((-1.0, 1.0, 8), (-2.0, 6.0, 8), (-2.0, 6.0, 16))
WINDOW = (-10.0, 10.0)
ZOOM = (-0.1, 0.1)


def explore_quantization(quantize, scale_and_zero_point):
    """Kéo thanh trượt để xem miền hiện tại và số bit đổi các bậc thang ra sao.

    Đầu vào:
        quantize: hàm quantize_int(x, s, z, exp) của bạn.
        scale_and_zero_point: hàm calculate_s_and_z_int(alpha, beta, exp) của bạn.
    Đầu ra:
        Thanh trượt, hoặc một hình tĩnh với vài lựa chọn khi thiếu ipywidgets
        hay khi biến môi trường COURSE_STATIC được đặt.
    """

    def draw(settings):
        for setting in settings:
            print(_summary(scale_and_zero_point, *setting))
        return plots.staircase(quantize, scale_and_zero_point, settings, WINDOW, ZOOM)

    if os.environ.get("COURSE_STATIC") or find_spec("ipywidgets") is None:
        return draw(STATIC_SETTINGS)
    return _sliders(draw)


def _summary(scale_and_zero_point, alpha, beta, exp):
    s, z = scale_and_zero_point(alpha, beta, exp)
    kept = (beta - alpha) / (WINDOW[1] - WINDOW[0])
    setting = f"{exp:2} bit, từ {alpha:g} đến {beta:g}"
    return f"{setting}: s = {s:.3g}, z = {z}, bão hòa {1 - kept:.0%} cửa sổ bên trái"


def _sliders(draw):
    import ipywidgets
    from IPython.display import display

    def redraw(exp, alpha, beta):
        display(draw([(alpha, beta, exp)]))

    def slider(value, first, last, name):
        return ipywidgets.FloatSlider(
            value, min=first, max=last, step=0.5, description=name, continuous_update=False
        )

    return ipywidgets.interactive(
        redraw,
        exp=ipywidgets.ToggleButtons(options=BITS, description="Số bit"),
        alpha=slider(-2.0, -8.0, -0.5, "α"),
        beta=slider(6.0, 0.5, 8.0, "β"),
    )
