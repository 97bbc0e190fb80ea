"""Is the same picture the same bytes?"""

import matplotlib.pyplot as plt

from autograder.pages import svg
from course.plots.style import figure


@figure
def drawn():
    """A picture with what SVG gives ids to: clips, markers, letters."""
    found, axes = plt.subplots()
    axes.plot([1, 3, 2], marker="o")
    axes.hist([1, 2, 2], label="cột")
    axes.legend()
    return found


def test_same_bytes():
    """Does the same figure drawn twice give the same address, as a page that is written twice must be the same?"""
    assert svg.address(drawn()) == svg.address(drawn())
