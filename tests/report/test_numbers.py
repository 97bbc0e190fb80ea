"""Are the statistics of a report those that their sources define?"""

import statistics

import numpy as np
import pytest

from autograder.report import numbers

ANSWERS = np.random.default_rng(5).random((60, 7)) < np.linspace(0.9, 0.3, 7) * np.linspace(0.4, 1.2, 60)[:, None]


def test_alpha_of_right_or_wrong_items_is_kr20():
    """Is alpha, for items that are right or wrong, Kuder and Richardson's formula 20?"""
    share = ANSWERS.mean(axis=0)
    kr20 = 7 / 6 * (1 - np.sum(share * (1 - share)) / statistics.pvariance(ANSWERS.sum(axis=1).tolist()))
    assert numbers.cronbach_alpha(ANSWERS) == pytest.approx(kr20)


def test_alpha_of_items_that_say_the_same():
    """Is it 1 where all items order the students alike, and negative where two go against each other?"""
    assert numbers.cronbach_alpha([[0, 0], [1, 1], [2, 2]]) == pytest.approx(1)
    assert numbers.cronbach_alpha([[0, 2.5], [1, 1], [2, 0]]) < 0


@pytest.mark.parametrize(
    "points", [[[1, 0]], [[1], [0]], [[1, 0], [0, 1]], [[1, 1], [1, 1]], np.zeros((0, 3)), np.zeros((0, 0))]
)
def test_alpha_undefined(points):
    """Is there no alpha for one student, one item, equal sums, or nobody at all?"""
    assert numbers.cronbach_alpha(points) is None


def test_discrimination_leaves_the_item_out():
    """Is it the correlation with the sum of the other items, which the item itself is no part of?"""
    points = ANSWERS * np.array([1, 1, 2, 0.5, 1, 3, 1])
    for item, found in enumerate(numbers.discriminations(points)):
        rest = [sum(row) - row[item] for row in points.tolist()]
        assert found == pytest.approx(statistics.correlation(points[:, item].tolist(), rest))


def test_discrimination_undefined():
    """Is there none for an item that all solved, for a single item, and for a single student?"""
    assert numbers.discriminations([[1, 0, 1], [1, 1, 1], [1, 1, 0]])[0] is None
    assert numbers.discriminations([[1], [0]]) == [None]
    assert numbers.discriminations([[1, 0]]) == [None, None]


def test_solved_share_counts_whole_items():
    """Does only who has all points of an item count as having solved it?"""
    assert numbers.solved_share([[1, 0.5], [0, 1.0], [1, 0.0], [1, 0.0]], [1, 1]).tolist() == [0.75, 0.25]


def test_spread():
    """Are mean, deviation and quartiles those of the standard library?"""
    marks = [0, 2, 2.5, 7, 9, 10, 10, 4]
    spread = numbers.Spread.of(marks)
    assert (spread.mean, spread.deviation) == (
        pytest.approx(statistics.mean(marks)),
        pytest.approx(statistics.stdev(marks)),
    )
    quarters = statistics.quantiles(marks, n=4, method="inclusive")
    assert [spread.lower_quarter, spread.median, spread.upper_quarter] == pytest.approx(quarters)
    assert numbers.Spread.of([3]).deviation is None


def test_histogram_has_every_mark():
    """Is each mark in one bin, also the highest, a fraction, and one beyond the maximum by extra credit?"""
    bins = numbers.histogram([0, 0.5, 1, 9.5, 10, 10.5], 10)
    assert bins[0] == (0, 1, 2) and bins[1] == (1, 2, 1) and bins[-1] == (10, 11, 2)
    assert sum(count for _, _, count in bins) == 6
    assert numbers.histogram([10, 10], 10)[-1] == (9, 10, 2)


def test_lowest_quarter_is_also_under_a_half():
    """Is somebody only named who is both in the lowest quarter and under a half, with all who share the border?"""
    weak = {"a": 0.1, "b": 0.2, "c": 0.2, "d": 0.3, "e": 0.4, "f": 0.4, "g": 0.9, "h": 1.0}
    assert {name for name, low in numbers.in_lowest_quarter(weak).items() if low} == {"a", "b", "c"}
    strong = {name: share / 2 + 0.5 for name, share in weak.items()}
    assert not any(numbers.in_lowest_quarter(strong).values())
    assert numbers.in_lowest_quarter({}) == {}
