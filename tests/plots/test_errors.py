"""Do the figures of lesson 2 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from autograder.reference import dequantize, quantization_error, quantize_relu, sqnr_db
from course import plots

EVERY_CODE = np.arange(-128, 128).astype(np.int8)
BELL = np.random.default_rng(0).normal(size=5_000)
WIDTHS = np.arange(0.5, 6.01, 0.5)


def draw_same_step():
    time = np.linspace(0, 2, 501)
    signals = {"tín hiệu to": 4 * np.sin(6 * time), "tín hiệu nhỏ": 0.6 * np.sin(6 * time)}
    read_back = {name: signal + quantization_error(signal, 0.5, 0, 8) for name, signal in signals.items()}
    return plots.same_step(time, signals, read_back)


def draw_coverage():
    return plots.coverage(
        5, 10, {"ép z": dequantize(EVERY_CODE, 5 / 255, -128), "nới miền": dequantize(EVERY_CODE, 10 / 255, -128)}
    )


def draw_error_sawtooth():
    x = np.linspace(-4, 7, 1101)
    return plots.error_sawtooth(x, quantization_error(x, 0.5, -3, 4), 0.5, -2.5, 5.0)


def draw_error_histograms():
    steps_off = {f"{bits} bit": quantization_error(BELL, s, 0, bits) / s for bits, s in ((8, 0.04), (3, 6.0))}
    return plots.error_histograms(steps_off)


def draw_sqnr_against_bits():
    bits = np.arange(2, 15)
    names = ("sóng sin", "phân bố đều", "hình chuông")
    lines = {name: 6.02 * bits - 4 * place for place, name in enumerate(names)}
    return plots.sqnr_against_bits(bits, {name: [line, line - 0.5, line + 0.5] for name, line in lines.items()}, lines)


def noise_by_width(bits):
    """Rounding and clipping noise of BELL, as shares of its power, and the SQNR, one for each of WIDTHS."""
    rows = []
    for half in WIDTHS:
        errors, cut = quantization_error(BELL, 2 * half / (2**bits - 1), 0, bits), np.abs(BELL) > half
        power = np.sum(BELL**2)
        rows.append((np.sum(errors[~cut] ** 2) / power, np.sum(errors[cut] ** 2) / power, sqnr_db(BELL, BELL + errors)))
    return np.transpose(rows)


def draw_rounding_against_clipping():
    return plots.rounding_against_clipping(WIDTHS, *noise_by_width(4), 4.0)


def draw_relu_on_codes():
    right = quantize_relu(EVERY_CODE, 0.05, -60, 0.04, -128, 8)
    wrong = quantize_relu(np.maximum(EVERY_CODE, 0), 0.05, -60, 0.04, -128, 8)
    return plots.relu_on_codes(EVERY_CODE, {"gãy ở z_x": right, "gãy ở mã 0": wrong}, -60)


FIGURES = [
    (draw_same_step, 2),
    (draw_coverage, 1),
    (draw_error_sawtooth, 1),
    (draw_error_histograms, 2),
    (draw_sqnr_against_bits, 1),
    (draw_rounding_against_clipping, 2),
    (draw_relu_on_codes, 1),
]


def spans(axes):
    """The shaded stretches of the x axis, as (first, last)."""
    return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]


def test_both_signals_share_one_scale():
    """Is the small signal drawn on the axis of the large one, where it looks small?"""
    loud, quiet = draw_same_step().axes
    assert loud.get_ylim() == quiet.get_ylim()
    assert np.ptp(quiet.lines[0].get_ydata()) < 0.2 * np.ptp(loud.lines[0].get_ydata())


def test_forcing_z_leaves_the_data_uncovered():
    """Does the first ruler end where the data begins, and the second reach the data's other end?"""
    (axes,) = draw_coverage().axes
    ((first, last),) = spans(axes)
    assert (first, last) == (5, 10)
    forced, widened = (line.get_xdata() for line in axes.lines if line.get_marker() == "|")
    np.testing.assert_allclose([forced.max(), widened.max()], [first, last], rtol=1e-6)
    assert forced.min() == widened.min() == 0


def test_coverage_marks_every_so_many_codes():
    """Does each ruler get a mark for every 8th code, and the axis say so?"""
    (axes,) = draw_coverage().axes
    assert [len(line.get_xdata()) for line in axes.lines if line.get_marker() == "|"] == [33, 33]
    assert "8 mã" in axes.get_xlabel()


def test_sawtooth_keeps_its_bounds_outside_the_shaded_ends():
    """Do the errors stay between the drawn bounds, but for the stretches marked as saturated?"""
    (axes,) = draw_error_sawtooth().axes
    low, high, saw = axes.lines
    assert (low.get_ydata()[0], high.get_ydata()[0]) == (-0.25, 0.25)
    x, errors = saw.get_data()
    shaded = np.zeros(x.shape, bool)
    for first, last in spans(axes):
        shaded |= (x >= first) & (x <= last)
    assert np.abs(errors[~shaded]).max() <= 0.25 + 1e-6
    assert np.abs(errors[shaded]).max() > 1.9


def test_histogram_is_flat_only_while_steps_are_small():
    """Do the bars of 8 bits stay near the uniform density that is drawn, and those of 3 bits leave it?"""
    fine, coarse = ([bar.get_height() for bar in axes.patches] for axes in draw_error_histograms().axes)
    np.testing.assert_allclose(fine, 1.0, atol=0.35)
    assert max(coarse) > 2 and min(coarse) < 0.1
    assert all(axes.lines[0].get_ydata().max() == 1 for axes in draw_error_histograms().axes)


def test_sqnr_shows_every_measurement_and_names_it_once():
    """Are three measurements and one line drawn for each signal, in one colour, with one entry each in the legend?"""
    (axes,) = draw_sqnr_against_bits().axes
    assert len(axes.lines) == 3 * (3 + 1)
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == [
        "sóng sin",
        "phân bố đều",
        "hình chuông",
        "công thức, sóng sin",
        "công thức, phân bố đều",
        "công thức, hình chuông",
    ]
    assert [line.get_color() for line in axes.lines[:9:3]] == [line.get_color() for line in axes.lines[9:]]


def test_narrow_ranges_clip_and_wide_ranges_round():
    """Does clipping fall and rounding rise with the width, with their sum drawn, and the SQNR's peak in between?"""
    noise, ratio = draw_rounding_against_clipping().axes
    rounding, clipping, total, _ = (line.get_ydata() for line in noise.lines)
    assert (np.diff(clipping[:6]) < 0).all() and (np.diff(rounding) > 0).all()
    np.testing.assert_array_equal(total, rounding + clipping)
    assert 0 < np.argmax(ratio.lines[0].get_ydata()) < len(WIDTHS) - 1


def test_chosen_width_is_marked_on_the_curve():
    """Is the chosen width marked on both sides, on the right at its own SQNR?"""
    noise, ratio = draw_rounding_against_clipping().axes
    assert [axes.lines[-1].get_xdata()[0] for axes in (noise, ratio)] == [4.0, 4.0]
    marked = ratio.lines[1].get_xydata()
    np.testing.assert_array_equal(marked, [[4.0, noise_by_width(4)[2][list(WIDTHS).index(4.0)]]])


def test_relu_bends_at_the_zero_point():
    """Do the two ways agree above code 0, and does only the right one bend at z_x, which is marked?"""
    (axes,) = draw_relu_on_codes().axes
    right, wrong = (line.get_ydata().astype(int) for line in axes.lines[:2])
    assert [line.get_xdata()[0] for line in axes.lines[2:]] == [-60, 0]
    assert (right == wrong)[EVERY_CODE >= 0].all() and not (right == wrong)[EVERY_CODE < 0].any()
    assert np.argmax(right > right.min()) == np.argmax(EVERY_CODE == -59)
