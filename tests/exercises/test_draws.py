"""Do drawn cases leave every right way of writing the same room, whatever the seed?"""

import numpy as np
import pytest

from autograder.exercises.bai09_tu_dien_ma import kmeans_step, nearest_codeword

SEEDS = range(300)


@pytest.mark.parametrize("exercise", [nearest_codeword.EXERCISE, kmeans_step.EXERCISE], ids=lambda e: e.function)
def test_no_word_stands_twice_in_a_drawn_codebook(exercise):
    """Is every drawn codebook strictly ascending, since of two equal words each may be called the nearest?"""
    [part] = exercise.parts
    for seed in SEEDS:
        assert np.all(np.diff(part.draw(np.random.default_rng(seed))["codebook"]) > 0), seed
