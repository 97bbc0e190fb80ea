"""Makes golden_calibration/ranges.npz: the ranges that PyTorch 2.13.0's observers keep, and torch.quantile's answers.

Run `python tests/reference/make_torch_calibration_golden.py` where `pip install torch==2.13.0` has been done. As in
make_torch_golden.py, the file holds only answers, and the inputs are drawn again, as integers and powers of two.
"""

from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parent / "golden_calibration" / "ranges.npz"
ROUNDS = 40  # of batches
MOMENTA = (0.5, 0.25, 0.0625, 0.01)
BATCHES, BATCH = 12, 250  # 40 * 12 * 250 = 120,000 values
PERCENTS = (51.0, 75.0, 90.0, 99.0, 99.9, 100.0)


def draw_batches(seed):
    """(ROUNDS, BATCHES, BATCH) float32 values; the batches of a round lie on both sides of 0, above it or below it."""
    rng = np.random.RandomState(seed)
    spread = rng.randint(-(2**20), 2**20, (ROUNDS, BATCHES, BATCH), dtype=np.int64)
    size = 2.0 ** rng.randint(-24, -12, (ROUNDS, BATCHES, 1))
    shift = rng.randint(-2, 3, (ROUNDS, 1, 1)) * 2.0**10
    return (spread * size + shift).astype(np.float32)


def torch_ranges(observer, batches):
    """The min and max that an observer holds after it has seen the batches one after the other."""
    import torch

    for batch in batches:
        observer(torch.tensor(batch))
    return observer.min_val.item(), observer.max_val.item()


def torch_moving_average(batches):
    """(len(MOMENTA), ROUNDS, 2): MovingAverageMinMaxObserver of each round."""
    from torch.ao.quantization import MovingAverageMinMaxObserver

    return np.array(
        [[torch_ranges(MovingAverageMinMaxObserver(momentum), of) for of in batches] for momentum in MOMENTA]
    )


def torch_min_max(batches):
    """(ROUNDS, 2): MinMaxObserver of each round."""
    from torch.ao.quantization import MinMaxObserver

    return np.array([torch_ranges(MinMaxObserver(), of) for of in batches])


def torch_percentiles(batches):
    """(len(PERCENTS), ROUNDS, 2): torch.quantile, linear, of the values of each round."""
    import torch

    values = torch.tensor(batches.reshape(ROUNDS, -1)).to(torch.float64)
    shares = [[1 - percent / 100, percent / 100] for percent in PERCENTS]
    return np.array([[torch.quantile(values, q, dim=1).tolist() for q in both] for both in shares]).transpose(0, 2, 1)


def golden_arrays():
    batches = draw_batches(6)
    return {
        "moving_average": torch_moving_average(batches),
        "min_max": torch_min_max(batches),
        "percentiles": torch_percentiles(batches),
    }


if __name__ == "__main__":
    np.savez_compressed(GOLDEN, **golden_arrays())
