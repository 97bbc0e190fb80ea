"""The matrices that both ways to multiply are asked about: drawn ones, and those that students see."""

from typing import Any

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, away_from_ties, draw_until
from course.arrays import Codes, Reals


def document_operands(m: int, p: int, n: int) -> Args:
    """X_q, W_q, b_q and their parameters as the document's two examples make them, seed 1."""
    rng = np.random.RandomState(1)
    made: Args = {}
    for name, low, high, shape in (
        ("X", -100.0, 100.0, (m, p)),
        ("W", -40.0, 20.0, (p, n)),
        ("b", -200.0, 120.0, (1, n)),
    ):
        s, z = reference.calculate_s_and_z_int(low, high, 8)
        values = rng.uniform(low=low, high=high, size=shape).astype(np.float32)
        made[f"{name}_q"] = reference.quantize_int(values, s, z, 8)
        made[f"s_{name}"], made[f"z_{name}"] = float(s), z
    made["s_Y"] = float(reference.calculate_s_and_z_int(-4000.0, 4000.0, 8)[0])
    return matrix_args(made, p=p, exp=8)


def matrix_args(made: Args, **more: Any) -> Args:
    """The arguments of the matrix function, in the order of its signature."""
    made = {**made, **more}
    order = ("X_q", "W_q", "b_q", "z_X", "z_W", "z_b", "s_X", "s_W", "s_b", "s_Y", "p", "exp", "z_Y")
    return {name: made[name] for name in order if name in made}


def real_codes(
    X_q: Codes,
    W_q: Codes,
    b_q: Codes,
    z_X: int,
    z_W: int,
    z_b: int,
    s_X: float,
    s_W: float,
    s_b: float,
    s_Y: float,
    p: int,
    exp: int,
    z_Y: int = 0,
) -> Reals:
    """The codes of Y before rounding: dequantize, multiply as real numbers, divide by s_Y."""
    X, W = s_X * (X_q.astype(np.float64) - z_X), s_W * (W_q.astype(np.float64) - z_W)
    return z_Y + (X @ W + s_b * (b_q.reshape(1, -1).astype(np.float64) - z_b)) / s_Y


def draw_matrices(rng: Generator, reach: float, zero_points: bool = True) -> Args:
    """Random operands, m, p and n all different; the codes of Y reach about `reach` times the range.

    With 16 bits the codes of X and W stay small enough for a sum in int32.
    """
    exp = int(rng.choice([8, 8, 16]))
    m, p, n = (int(k) for k in rng.permutation([2, 3, 4, 5])[:3])
    largest = 127 if exp == 8 else 2000
    made: Args = {
        "X_q": rng.integers(-largest, largest, size=(m, p), endpoint=True).astype(f"int{exp}"),
        "W_q": rng.integers(-largest, largest, size=(p, n), endpoint=True).astype(f"int{exp}"),
        "b_q": rng.integers(-100, 100, size=(1, n)).astype(f"int{exp}"),
    }
    for name in ("z_X", "z_W", "z_b"):
        made[name] = int(rng.choice([-1, 1]) * rng.integers(20, 90))
    made["z_Y"] = int(rng.choice([-1, 1]) * rng.integers(5, 25))
    if not zero_points:
        made.update(z_X=0, z_W=0, z_b=0, z_Y=0, b_q=np.zeros_like(made["b_q"]))
    for name in ("s_X", "s_W", "s_b"):
        made[name] = round(float(rng.uniform(0.01, 1)), 4)
    largest_Y = np.abs(real_codes(**matrix_args({**made, "z_Y": 0}, s_Y=1.0, p=p, exp=exp))).max()
    s_Y = float(largest_Y / (reach * (2 ** (exp - 1))))
    args = matrix_args(made, s_Y=s_Y, p=p, exp=exp)
    return {**args, "b_q": args["b_q"].reshape(-1)} if rng.random() < 0.5 else args


def is_inside(exp: int, **args: Any) -> bool:
    codes = real_codes(exp=exp, **args)
    low, high = reference.integer_range(exp)
    return bool(np.all((codes > low) & (codes < high)))


def safe_and_inside(**args: Any) -> bool:
    return is_inside(**args) and away_from_ties(real_codes(**args))


def partly_outside(exp: int, **args: Any) -> bool:
    """Do some codes saturate at either end, and others not?"""
    codes, (low, high) = real_codes(exp=exp, **args), reference.integer_range(exp)
    inside = (codes > low + 2) & (codes < high - 2)
    return bool((codes < low - 2).any() and (codes > high + 2).any() and inside.any() and away_from_ties(codes))


draw_inside = draw_until(lambda rng: draw_matrices(rng, reach=0.7), safe_and_inside)

draw_outside = draw_until(lambda rng: draw_matrices(rng, reach=3.0, zero_points=False), partly_outside)

ALL_ZERO_POINTS = {
    "X_q": np.array([[12, -45, 90], [-128, 33, 7]], dtype=np.int8),
    "W_q": np.array([[5, -60, 127, 31], [-18, 44, -9, 72], [100, -77, 63, -2]], dtype=np.int8),
    "b_q": np.array([-20, 15, 64, -101], dtype=np.int8),
    "z_X": -28,
    "z_W": 42,
    "z_b": 31,
    "z_Y": -11,
    "s_X": 0.8,
    "s_W": 0.25,
    "s_b": 1.25,
    "s_Y": 50.0,
    "p": 3,
    "exp": 8,
}
HALVES = {
    "X_q": np.array([[1, 3], [5, -7], [-1, 9]], dtype=np.int8),
    "W_q": np.eye(2, dtype=np.int8),
    "b_q": np.zeros((1, 2), dtype=np.int8),
    "z_X": 0,
    "z_W": 0,
    "z_b": 0,
    "s_X": 0.5,
    "s_W": 1.0,
    "s_b": 1.0,
    "s_Y": 1.0,
    "p": 2,
    "exp": 8,
}
BOTH_ENDS = {**HALVES, "X_q": np.array([[120, -120], [-100, 100], [127, -128]], dtype=np.int8), "s_X": 4.0}
WIDE = {
    "X_q": np.array([[1500, -1800]], dtype=np.int16),
    "W_q": np.array([[1200, -900, 40], [1700, 300, -1500]], dtype=np.int16),
    "b_q": np.array([[250, -400, 90]], dtype=np.int16),
    "z_X": 310,
    "z_W": -120,
    "z_b": 45,
    "z_Y": 77,
    "s_X": 0.01,
    "s_W": 0.02,
    "s_b": 0.5,
    "s_Y": 0.06,
    "p": 2,
    "exp": 16,
}
