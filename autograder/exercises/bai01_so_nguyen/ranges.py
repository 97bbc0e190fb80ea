"""The real ranges that several exercises of this lesson are asked about, and where 0 lies in them."""

from numpy.random import Generator

from autograder.exercises.model import Args
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-6)  # float32 arithmetic passes, a wrong formula does not


def draw_ranges(rng: Generator) -> Args:
    low = int(rng.integers(-200, -1))
    return {
        "alpha": round(float(rng.uniform(-20, -0.1)), 3),
        "beta": round(float(rng.uniform(0.1, 20)), 3),
        "alpha_q": low,
        "beta_q": low + int(rng.integers(60, 400)),
    }


def holds_zero(alpha: float, beta: float, **_: object) -> bool:
    """Does the range hold 0, as the text demands? The reference computes others, too."""
    return alpha <= 0 <= beta


def z_before_rounding(alpha: float, beta: float, alpha_q: float, beta_q: float) -> float:
    return alpha_q - alpha * (beta_q - alpha_q) / (beta - alpha)
