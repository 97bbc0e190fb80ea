"""Shapes to draw, and how close real numbers must be."""

from numpy.random import Generator

from course.checking.compare import Equality

READ_BACK = Equality(rtol=1e-6)  # float32 products pass, float16 does not


def draw_shape(rng: Generator) -> tuple[int, ...]:
    return tuple(int(n) for n in rng.integers(3, 6, size=int(rng.integers(1, 3))))
