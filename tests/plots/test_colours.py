"""Do the colours of the plots stay apart for every reader?"""

import itertools

import numpy as np
import pytest
from matplotlib import colors

from course.plots import style

# Machado, Oliveira and Fernandes (2009), severity 1: what the eye gets of a linear RGB colour.
COLOUR_BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
SMALLEST_COLOUR_DISTANCE = 0.2  # of sRGB's unit cube


def as_seen(colour, blindness):
    """An sRGB colour as a colour-blind eye gets it, in sRGB."""
    srgb = np.array(colors.to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(COLOUR_BLINDNESS[blindness]) @ linear, 0, 1)
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("blindness", COLOUR_BLINDNESS)
def test_colours_differ_for_colour_blind_readers(blindness):
    """Do the colours that share a figure stay apart for a colour-blind reader?"""
    for one, other in itertools.combinations((style.BLUE, style.RED, style.ORANGE, style.GREY), 2):
        apart = np.linalg.norm(as_seen(one, blindness) - as_seen(other, blindness))
        assert apart > SMALLEST_COLOUR_DISTANCE


def test_colour_measure_finds_red_and_green():
    """Does the measure find the classical bad pair, red and green of equal lightness?"""
    red, green = as_seen("#C04000", "deuteranopia"), as_seen("#787000", "deuteranopia")
    assert np.linalg.norm(red - green) < SMALLEST_COLOUR_DISTANCE
