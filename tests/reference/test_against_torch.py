"""Does the reference agree with PyTorch, in stored answers always and in live ones where torch is installed?

PyTorch multiplies by float32(1 / s), rounds, then adds z. As with ONNX, the reference may differ by one code
where these roundings can carry x / s onto or across a half, and each difference is checked to be one of
these. The observers widen the range to hold 0 and place z with the same float32 roundings.
"""

import numpy as np
import pytest

from autograder.reference import (
    calculate_s,
    calculate_s_and_z_int,
    calculate_z,
    quantization_matrix_multiplication_int,
    quantize_int,
)

ULP32 = 2.0**-23
LIVE_COUNT = 120_000


@pytest.fixture(scope="session")
def golden(golden_script):
    """Loads one golden file as a dict of arrays."""

    def load(name):
        with np.load(golden_script.GOLDEN / f"{name}.npz", allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}

    return load


def check_codes(values, theirs, exp, count_tie_differences):
    """Compare codes of draw_values; three float32 roundings separate theirs from the exact x / s."""
    x, s, z = values
    ours = quantize_int(x, s, z, exp)
    assert ours.dtype == theirs.dtype
    position = x.astype(np.float64) / s
    blur = 1.6 * ULP32 * np.abs(position) + 1e-9
    differences = count_tie_differences(ours, theirs, position, blur)
    near_ties = np.abs(position - np.floor(position) - 0.5) <= blur
    assert 0 < differences < near_ties.sum() < 0.08 * x.size


def check_ranges(alpha, beta, scale, zero_point, count_tie_differences):
    """Compare scales and zero points on ranges widened to hold 0, and the plain ones where they hold it."""
    low, high = np.minimum(alpha, 0), np.maximum(beta, 0)
    s, z = calculate_s_and_z_int(low, high, 8)
    assert np.abs(scale / s - 1).max() <= 1.01 * ULP32
    position = -low.astype(np.float64) / s
    differences = count_tie_differences(z, zero_point, position, 1.6 * ULP32 * position)
    assert differences <= 10
    holds_0 = (alpha <= 0) & (beta >= 0)
    assert holds_0.mean() == 0.5
    plain_s, plain_z = calculate_s(alpha, beta, -128, 127), calculate_z(alpha, beta, -128, 127)
    np.testing.assert_array_equal(plain_s[holds_0], s[holds_0])
    np.testing.assert_array_equal(plain_z[holds_0], z[holds_0])
    outside = (plain_z < -128) | (plain_z > 127)  # the document's formula leaves the int8 range without 0
    assert (holds_0 | outside | (np.abs(plain_z - z) <= 1)).all()


def layer_codes(layer, s_Y, z_Y, exp):
    """The layer by the matrix function: uint8 codes and their zero point move down by 128 alike.

    The bias has the scale s_X * s_W and the zero point 0 (Jacob et al. 2018, equation 11).
    """
    X_q, W_q, b_q = layer["X_q"].astype(int) - 128, layer["W_q"], layer["b_q"]
    zero_points = (layer["z_X"] - 128, layer["z_W"], 0)
    scales = (layer["s_X"], layer["s_W"], layer["s_X"] * layer["s_W"], s_Y)
    p = W_q.shape[0]
    return quantization_matrix_multiplication_int(X_q, W_q, b_q, *zero_points, *scales, p, exp, z_Y)


def check_linear(layer, theirs, count_tie_differences):
    """Compare the codes of one layer with a bias; returns how many are not saturated, and the differences."""
    ours = layer_codes(layer, layer["s_Y"], layer["z_Y"] - 128, 8).astype(int) + 128
    X, W = layer["X_q"].astype(int) - layer["z_X"], layer["W_q"].astype(int) - layer["z_W"]
    sums = X @ W + layer["b_q"]
    position = sums * (layer["s_X"] * layer["s_W"] / layer["s_Y"])
    differences = count_tie_differences(ours, theirs, position, 2.1 * ULP32 * np.abs(position) + 1e-9)
    return int(((ours > 0) & (ours < 255)).sum()), differences


def check_accumulator(layer, theirs):
    """Compare the sums themselves: at s_Y = s_X * s_W codes are sums in an int16 window, which z_Y moves."""
    s_Y = layer["s_X"] * layer["s_W"]
    for z_Y in range(-int(theirs.max()), -int(theirs.min()) + 1, 60_000):
        expected = np.clip(theirs.astype(int) + z_Y, -32768, 32767)
        np.testing.assert_array_equal(layer_codes(layer, s_Y, z_Y, 16), expected)


@pytest.mark.parametrize(
    ("answer", "exp", "count", "seed"),
    [("per_tensor_8", 8, "COUNT_8", 1), ("fake_8", 8, "COUNT_8", 1), ("fake_16", 16, "COUNT_16", 2)],
)
def test_quantize_int_equals_golden(answer, exp, count, seed, golden, golden_script, count_tie_differences):
    """Are the stored codes of quantize_per_tensor and fake_quantize ours, but at ties?"""
    values = golden_script.draw_values(exp, getattr(golden_script, count), seed)
    check_codes(values, golden("quantize")[answer], exp, count_tie_differences)


def test_scale_and_zero_point_equal_golden(golden, golden_script, count_tie_differences):
    """Are the stored scales and zero points of the observer ours on ranges widened to hold 0?"""
    stored = golden("observer")
    ranges = golden_script.draw_ranges(golden_script.RANGE_COUNT, 3)
    check_ranges(*ranges, stored["scale"], stored["zero_point"], count_tie_differences)


def test_matmul_equals_golden(golden, golden_script, count_tie_differences):
    """Are the stored codes of torch's quantized linear layer, bias included, ours, but at ties?"""
    stored = golden("linear")
    layers = list(golden_script.draw_layers(golden_script.LAYER_COUNT, 4))
    results = [check_linear(layer, stored[f"codes_{k}"], count_tie_differences) for k, layer in enumerate(layers)]
    unsaturated, differences = np.sum(results, axis=0)
    assert unsaturated > 5000
    assert differences <= 2


def test_accumulator_equals_golden(golden, golden_script):
    """Are the stored sums of torch's integer matrix product ours, bit for bit?"""
    stored = golden("accumulator")
    layers = list(golden_script.draw_layers(golden_script.LAYER_COUNT, 4))
    for k in range(len(stored)):
        check_accumulator(layers[k], stored[f"sums_{k}"])
    assert len(stored) == 6


@pytest.mark.filterwarnings("ignore")  # torch announces the end of its quantized tensors at each use
class TestLive:
    """The same questions to the torch that is installed, with more values, and about the files themselves."""

    def test_golden_files_are_regenerated(self, torch, golden, golden_script):
        """Does the script make the stored arrays again, value for value, and nothing else?"""
        fresh = golden_script.golden_sets()
        assert {f"{name}.npz" for name in fresh} == {file.name for file in golden_script.GOLDEN.iterdir()}
        for name, arrays in fresh.items():
            stored = golden(name)
            assert stored.keys() == arrays.keys()
            for key, array in arrays.items():
                assert stored[key].dtype == array.dtype
                where = f"{name}.{key}, torch {torch.__version__}"
                np.testing.assert_array_equal(stored[key], array, err_msg=where)

    @pytest.mark.parametrize("exp", [8, 16])
    def test_quantize_int_equals_fake_quantize(self, exp, torch, golden_script, count_tie_differences):
        """Are the codes behind fake_quantize ours, but at ties?"""
        values = golden_script.draw_values(exp, LIVE_COUNT, 10 + exp)
        check_codes(values, golden_script.torch_fake_quantize(*values, exp), exp, count_tie_differences)

    def test_quantize_int_equals_quantize_per_tensor(self, torch, golden_script, count_tie_differences):
        """Are the codes of quantize_per_tensor ours, but at ties?"""
        values = golden_script.draw_values(8, LIVE_COUNT, 11)
        check_codes(values, golden_script.torch_quantize_per_tensor(*values), 8, count_tie_differences)

    def test_scale_and_zero_point_equal_observer(self, torch, golden_script, count_tie_differences):
        """Are scales and zero points of 120,000 ranges the observer's?"""
        ranges = golden_script.draw_ranges(LIVE_COUNT, 12)
        check_ranges(*ranges, *golden_script.torch_observer(*ranges), count_tie_differences)

    def test_min_max_observer_is_the_observer(self, torch, golden_script, count_tie_differences):
        """Does MinMaxObserver itself answer as the per-channel one that stands for it above?"""
        ranges = golden_script.draw_ranges(1000, 13)
        answers = golden_script.torch_min_max_observer(*ranges)
        for one, many in zip(answers, golden_script.torch_observer(*ranges), strict=True):
            np.testing.assert_array_equal(one, many)
        check_ranges(*ranges, *answers, count_tie_differences)

    def test_matmul_equals_linear_and_integer_product(self, torch, golden_script, count_tie_differences):
        """Are 100,000 unsaturated codes of quantized linear layers ours but at ties, and sums bit for bit?"""
        unsaturated = differences = 0
        for layer in golden_script.draw_layers(160, 14):
            check_accumulator(layer, golden_script.torch_accumulator(layer))
            inside, different = check_linear(layer, golden_script.torch_linear(layer), count_tie_differences)
            unsaturated, differences = unsaturated + inside, differences + different
        assert unsaturated >= 100_000
        assert differences <= 20
