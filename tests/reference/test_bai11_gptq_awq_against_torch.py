"""Is the perplexity of lesson 11 that of torch's own cross entropy?"""

import numpy as np
import pytest

from autograder.reference import perplexity


@pytest.mark.parametrize("shape", [(7,), (40, 104), (3, 64, 104)])
@pytest.mark.parametrize("size", [1.0, 30.0])
def test_perplexity_equals_torch(shape, size, torch):
    """Is it exp of torch.nn.functional.cross_entropy, also of logits so far apart that most symbols have no chance?"""
    rng = np.random.default_rng(0)
    logits = size * rng.normal(size=shape)
    targets = rng.integers(shape[-1], size=shape[:-1])
    flat = torch.tensor(logits).reshape(-1, shape[-1]), torch.tensor(targets).reshape(-1)
    theirs = torch.nn.functional.cross_entropy(*flat).exp().item()
    assert perplexity(logits, targets) == pytest.approx(theirs, rel=1e-12)
