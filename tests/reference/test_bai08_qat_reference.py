"""Do the references of lesson 8 equal exact arithmetic, onnxruntime and measured slopes, and have the properties that it teaches?

The stand-in function of LSQ is s * (clip(x / s) + r) with the rounding r = rint(clip(x / s)) - clip(x / s) held where it was:
its slopes, measured by small steps, are the needed derivatives. test_training_against_torch.py asks torch's autograd.
"""

from fractions import Fraction

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reference import (
    fake_quantize,
    lsq_step_gradient,
    qat_gradients,
    ste_backward,
    stochastic_round,
)
from course import network

BITS = range(2, 9)
NUDGE = 1e-6


def q_of(bits):
    return 2 ** (bits - 1) - 1


def values(bits, s, count, seed=0):
    """Values up to twice as far as the grid reaches, away from halves and from its ends."""
    v = np.random.default_rng([bits, seed]).uniform(-2 * q_of(bits) - 1, 2 * q_of(bits) + 1, 2 * count)
    apart = (np.abs(np.mod(v, 1) - 0.5) > 1e-3) & (np.abs(np.abs(v) - q_of(bits)) > 1e-3)
    return s * v[apart][:count]


def stand_in(x, s, held, bits):
    return s * (np.clip(x / s, -q_of(bits), q_of(bits)) + held)


def held_rounding(x, s, bits):
    c = np.clip(x / s, -q_of(bits), q_of(bits))
    return np.rint(c) - c


@given(st.integers(2, 8), st.lists(st.integers(-(2**20), 2**20), min_size=1), st.integers(-8, 8), st.integers(0, 12))
def test_fake_quantize_is_exact(bits, numerators, power, denominator):
    """Are the values those of exact arithmetic, halves to the even code, where the step is a power of two?"""
    q, s = q_of(bits), Fraction(2) ** power
    exact = [Fraction(n, 2**denominator) for n in numerators]
    wanted = [s * round(min(max(x / s, -q), q)) for x in exact]
    found = fake_quantize(np.array(exact, float), float(s), bits)
    assert [Fraction(x) for x in found.tolist()] == wanted


@pytest.mark.parametrize(("bits", "kind"), [(8, "int8"), (4, "int4")])
def test_fake_quantize_equals_quantize_then_dequantize(bits, kind):
    """Are 100,000 values those of onnxruntime's QuantizeLinear and DequantizeLinear, all ties included?"""
    text = f"""<ir_version: 10, opset_import: ["": 21]>
    both (float[n] x, float s, {kind} z) => (float[n] y)
    {{ q = QuantizeLinear (x, s, z)  y = DequantizeLinear (q, s, z) }}"""
    zero = onnx.helper.make_tensor("z", onnx.TensorProto.DataType.Value(kind.upper()), [], [0])
    model = onnx.parser.parse_model(text)
    model.graph.initializer.append(zero)
    del model.graph.input[2]
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    s, q = 2.0**-5, q_of(bits)
    x = np.random.default_rng(bits).integers(-8 * q, 8 * q, 100_000) / 4 * s  # a quarter of them are ties
    x = np.maximum(x, -q * s).astype(np.float32)  # their grid has one code more at the low end
    [theirs] = session.run(None, {"x": x, "s": np.array(s, np.float32)})
    np.testing.assert_array_equal(fake_quantize(x, s, bits), theirs)


@pytest.mark.parametrize("bits", BITS)
def test_ste_is_the_slope_of_the_stand_in(bits):
    """Is each of 20,000 derivatives g times the measured slope of the stand-in function?"""
    s = 0.37
    x = values(bits, s, 20_000)
    g = np.random.default_rng(bits).normal(size=x.size)
    held = held_rounding(x, s, bits)
    slope = (stand_in(x + NUDGE, s, held, bits) - stand_in(x - NUDGE, s, held, bits)) / (2 * NUDGE)
    np.testing.assert_allclose(ste_backward(g, x, s, bits), g * slope, atol=1e-7)
    assert 0.3 < np.mean(slope < 0.5) < 0.7


@pytest.mark.parametrize("bits", BITS)
def test_lsq_is_the_slope_of_the_stand_in(bits):
    """Is the derivative with respect to the step, value by value and in all, the measured one over sqrt(N q)?"""
    s = 0.37
    x = values(bits, s, 15_000)
    g = np.random.default_rng(bits).normal(size=x.size)
    held = held_rounding(x, s, bits)
    slope = (stand_in(x, s + NUDGE, held, bits) - stand_in(x, s - NUDGE, held, bits)) / (2 * NUDGE)
    for place in range(50):
        one = lsq_step_gradient(g[place : place + 1], x[place : place + 1], s, bits)
        assert one == pytest.approx(g[place] * slope[place] / np.sqrt(q_of(bits)), abs=1e-5)
    whole = lsq_step_gradient(g, x, s, bits)
    assert type(whole) is float
    assert whole == pytest.approx(np.sum(g * slope) / np.sqrt(x.size * q_of(bits)), abs=1e-4)
    assert lsq_step_gradient(g.reshape(3, -1), x.reshape(3, -1), s, bits) == pytest.approx(whole, rel=1e-12)


def test_ends_of_the_grid():
    """Exactly at the end of the grid, does the derivative pass, and does the step get the code?"""
    x, g = np.array([-1.5, 1.5]), np.array([2.0, 5.0])
    np.testing.assert_array_equal(ste_backward(g, x, 0.5, 3), g)
    assert lsq_step_gradient(g, x, 0.5, 3) == pytest.approx((-3 * 2 + 3 * 5) / np.sqrt(2 * 3))


def test_example_of_the_lesson():
    """Are the values of the lesson's worked example those that a hand computes?"""
    x, g = np.array([-2, -0.9, -0.3, 0.1, 0.6, 1.2, 3]), np.array([1, 2, -1, 0.5, 1, -2, 3])
    np.testing.assert_array_equal(fake_quantize(x, 0.5, 3), [-1.5, -1, -0.5, 0, 0.5, 1, 1.5])
    np.testing.assert_array_equal(fake_quantize(x, 0.5, 2), [-0.5, -0.5, -0.5, 0, 0.5, 0.5, 0.5])
    np.testing.assert_array_equal(ste_backward(g, x, 0.5, 3), [0, 2, -1, 0.5, 1, -2, 0])
    assert lsq_step_gradient(g, x, 0.5, 3) == pytest.approx(1.418416, abs=1e-6)


def test_what_pulls_the_step():
    """With half the squared error as the loss, do clipped values make the step longer, and those inside make it shorter?"""
    far, near = np.array([9.0, -7.0]), np.array([0.3, -0.2, 0.9])
    for x, sign in ((far, -1), (near, 1)):
        assert np.sign(lsq_step_gradient(fake_quantize(x, 0.5, 3) - x, x, 0.5, 3)) == sign


@pytest.mark.parametrize("bits", (2, 3, 4))
def test_network_gradients_are_slopes(bits):
    """Are the derivatives of a three-layer network the measured slopes of the loss with every rounding held?"""
    rng = np.random.default_rng(bits)
    sizes, steps = (5, 6, 4, 3), [0.31 / bits, 0.42 / bits, 0.5 / bits]
    params = [(rng.normal(size=ends), rng.normal(size=ends[1])) for ends in zip(sizes, sizes[1:])]
    X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
    held = [held_rounding(W, s, bits) for (W, _), s in zip(params, steps)]

    def loss():
        layers = [(stand_in(W, s, r, bits), b) for (W, b), s, r in zip(params, steps, held)]
        return network.cross_entropy(network.activations(layers, X)[-1], y)

    def slope(array, index):
        kept = array[index]
        array[index] = kept + NUDGE
        above = loss()
        array[index] = kept - NUDGE
        below = loss()
        array[index] = kept
        return (above - below) / (2 * NUDGE)

    for layer, (dW, db, ds) in enumerate(qat_gradients(params, steps, X, y, bits)):
        W, b = params[layer]
        for array, found in ((W, dW), (b, db)):
            measured = [slope(array, index) for index in np.ndindex(array.shape)]
            np.testing.assert_allclose(found.ravel(), measured, atol=1e-7)
        assert ds == pytest.approx(slope(steps, layer) / np.sqrt(W.size * q_of(bits)), abs=1e-6)
        assert np.sum(dW == 0) > 2


@given(st.integers(-(2**12), 2**12), st.integers(0, 6))
def test_stochastic_rounding_is_right_on_average(numerator, power):
    """Over all chances of a grid that holds the fractional part, is the mean exactly x, and each result a neighbour?"""
    x = numerator / 2**power
    chances = np.arange(2**power) / 2**power
    found = stochastic_round(np.full(2**power, x), chances)
    assert sum(map(Fraction, found.tolist())) / 2**power == Fraction(numerator, 2**power)
    assert set(found) <= {np.floor(x), np.ceil(x)}


def test_stochastic_rounding_of_many_values():
    """Are 100,000 values rounded up exactly where the chance is below the fractional part, in exact arithmetic?"""
    rng = np.random.default_rng(0)
    x, u = rng.integers(-(2**20), 2**20, 100_000) / 2**10, rng.integers(0, 2**10, 100_000) / 2**10
    wanted = [(n := int(one // 1)) + (Fraction(chance) < Fraction(one) - n) for one, chance in zip(x, u)]
    np.testing.assert_array_equal(stochastic_round(x, u), wanted)


def test_far_beyond_float64():
    """Where x / s leaves float64, does a value saturate, pass nothing on, and pull the step with the largest code?"""
    x, g = np.array([1e300, -1e300]), np.array([1.0, 2.0])
    np.testing.assert_array_equal(fake_quantize(x, 1e-300, 2), [1e-300, -1e-300])
    np.testing.assert_array_equal(ste_backward(g, x, 1e-300, 2), [0, 0])
    assert lsq_step_gradient(g, x, 1e-300, 2) == pytest.approx(-1 / np.sqrt(2))
