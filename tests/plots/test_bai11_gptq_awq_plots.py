"""Do the figures of lesson 11 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from course import plots

STEPS = np.array([0.1, 0.2, 0.4])
LARGEST = np.array([0.04, 0.1, 0.19])


def draw_largest_error_by_step():
    return plots.largest_error_by_step(STEPS, LARGEST)


FIGURES = [(draw_largest_error_by_step, 1)]


def test_line_is_half_a_step():
    """Do the dots show what was measured, and the line half a step?"""
    [axes] = draw_largest_error_by_step().axes
    line, dots = axes.lines
    np.testing.assert_allclose(line.get_ydata(), STEPS / 2)
    np.testing.assert_array_equal(dots.get_ydata(), LARGEST)
