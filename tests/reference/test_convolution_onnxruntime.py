"""Are the references of lesson 5 onnxruntime's own convolution, pooling and BatchNorm, on random layers and its own outputs?

QLinearConv is clip(rint(float32(acc) * M) + z_y) with M = s_x * s_W / s_y in float32; the reference follows the same
rule, so every code must be equal. The sums themselves are compared with ConvInteger, windows and folding with Conv
and BatchNormalization in real numbers.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from autograder import exercises
from autograder.reference import conv2d_int8, fold_bn, im2col, max_pool_int8, output_size
from course import int8_conv

HERE = Path(__file__).parent
ULP32 = 2.0**-23
LESSON = "bai05_tich_chap"


@pytest.fixture(scope="module")
def script():
    """The module that makes the recorded codes: it also runs one node in onnxruntime."""
    spec = importlib.util.spec_from_file_location("make_conv_int8", HERE / "make_conv_int8.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draw_shapes(rng, largest=14):
    """Images, channels, filters, sides, window, stride and padding of a random layer that has at least one window."""
    n, channels, filters = (int(size) for size in rng.integers(1, 6, 3))
    k, stride, pad = int(rng.integers(1, 6)), int(rng.integers(1, 4)), int(rng.integers(0, 4))
    height, width = (int(side) for side in rng.integers(max(k - 2 * pad, 1), largest, 2))
    return (n, channels, height, width), (filters, channels, k, k), stride, pad


def draw_layer(rng):
    """A random int8 layer with its scales; the codes of each channel fill about the range of int8."""
    x_shape, W_shape, stride, pad = draw_shapes(rng)
    x_q = rng.integers(-128, 128, x_shape).astype(np.int8)
    W_q = rng.integers(-128, 128, W_shape).astype(np.int8)
    b_q = rng.integers(-30_000, 30_000, len(W_q)).astype(np.int32)
    z_x, z_y = (int(z) for z in rng.integers(-128, 128, 2))
    s_x, s_y = (np.float32(s) for s in 10 ** rng.uniform(-3, 0, 2))
    sums = exact_sums(x_q, W_q, stride, pad, z_x) + b_q
    s_W = (s_y / s_x * rng.uniform(80, 250, len(W_q)) / (np.abs(sums).max(axis=(0, 1)) + 1)).astype(np.float32)
    return {
        "x_q": x_q,
        "W_q": W_q,
        "b_q": b_q,
        "stride": stride,
        "pad": pad,
        "s_x": s_x,
        "z_x": z_x,
        "s_W": s_W,
        "s_y": s_y,
        "z_y": z_y,
    }


def exact_sums(x_q, W_q, stride, pad, z_x):
    """Sums without the bias, int64, shape (N, windows, C_out), by loops over the positions of the filter."""
    framed = np.pad(x_q.astype(np.int64) - z_x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    k, total = W_q.shape[-1], 0
    rows, columns = (side - k + 1 for side in framed.shape[2:])
    for i in range(k):
        for j in range(k):
            part = framed[:, :, i : i + rows : stride, j : j + columns : stride]
            total = total + np.einsum("nchw,oc->nhwo", part, W_q[:, :, i, j].astype(np.int64))
    return total.reshape(len(x_q), -1, len(W_q))


def multiplier(layer):
    return layer["s_x"] * layer["s_W"] / layer["s_y"]


def ours(layer):
    M = multiplier(layer)
    return conv2d_int8(
        layer["x_q"], layer["W_q"], layer["b_q"], layer["stride"], layer["pad"], layer["z_x"], M, layer["z_y"]
    )


def test_conv2d_int8_equals_qlinear_conv(script, record_property):
    """Are all of 250,000 codes, at least 100,000 of them unsaturated, QLinearConv's own?"""
    rng = np.random.default_rng(50)
    total = inside = different = 0
    while total < 250_000:
        layer = draw_layer(rng)
        theirs, codes = script.qlinear_conv(**layer), ours(layer)
        assert (codes.shape, codes.dtype) == (theirs.shape, theirs.dtype)
        different += int((codes != theirs).sum())
        total, inside = total + codes.size, inside + int((np.abs(codes.astype(int)) < 127).sum())
    record_property("total", total)
    record_property("inside", inside)
    assert different == 0
    assert inside >= 100_000


@pytest.mark.parametrize("parity", ["even z_y", "odd z_y"])
def test_ties_equal_qlinear_conv(parity, script):
    """With M a power of two, so that many positions are exact halves, is every code equal, whatever the parity of z_y?"""
    rng = np.random.default_rng(51)
    ties = 0
    for _ in range(100):
        layer = draw_layer(rng)
        layer |= {
            name: layer[name] // 64 * 64 for name in ("W_q", "b_q")
        }  # so that a sum is often half of a power of two
        power = np.round(np.log2(multiplier(layer)))
        layer |= {"s_x": np.float32(1), "s_y": np.float32(1), "s_W": np.exp2(power).astype(np.float32)}
        layer["z_y"] = layer["z_y"] // 2 * 2 + (parity == "odd z_y")
        sums = exact_sums(layer["x_q"], layer["W_q"], layer["stride"], layer["pad"], layer["z_x"]) + layer["b_q"]
        position = sums * np.exp2(power)
        ties += int(((position % 1 == 0.5) & (np.abs(position + layer["z_y"]) < 127)).sum())
        np.testing.assert_array_equal(ours(layer), script.qlinear_conv(**layer))
    assert ties > 500


def test_product_in_float64_differs_at_ties_only(count_tie_differences, record_property):
    """Does NumPy's int32 * float32, which is float64, give another code only where float32 rounds onto or across a half?"""
    rng = np.random.default_rng(52)
    differences = total = 0
    while total < 200_000:
        layer = draw_layer(rng)
        M = multiplier(layer)
        sums = exact_sums(layer["x_q"], layer["W_q"], layer["stride"], layer["pad"], layer["z_x"]) + layer["b_q"]
        exact = sums * M.astype(np.float64)
        in_float64 = np.clip(np.rint(exact) + layer["z_y"], -128, 127)
        in_float32 = ours(layer).reshape(len(sums), len(M), -1).transpose(0, 2, 1)
        blur = np.abs(exact) * ULP32 + 1e-9
        differences += count_tie_differences(in_float32, in_float64, exact, blur)
        total += exact.size
    record_property("differences", differences)
    assert differences <= 8


def test_sums_equal_conv_integer(script):
    """Are im2col and a matrix product, the zero point in the padding, ConvInteger's own sums, in 50,000 of them?"""
    rng = np.random.default_rng(53)
    total = 0
    while total < 50_000:
        x_shape, W_shape, stride, pad = draw_shapes(rng)
        x_q = rng.integers(0, 256, x_shape).astype(np.uint8)
        W_q = rng.integers(-128, 128, W_shape).astype(np.int8)
        z_x, k = int(rng.integers(0, 256)), W_shape[-1]
        theirs = script.run_node(
            "ConvInteger", "INT32", script.window(k, stride, pad), x=x_q, W=W_q, z_x=np.uint8(z_x), z_W=np.int8(0)
        )
        rows = im2col(x_q, k, stride, pad, z_x)
        assert rows.dtype == x_q.dtype
        sums = (rows.astype(np.int64) - z_x) @ W_q.reshape(len(W_q), -1).T.astype(np.int64)
        np.testing.assert_array_equal(sums.transpose(0, 2, 1).reshape(theirs.shape), theirs)
        total += theirs.size


def test_windows_equal_conv(script):
    """Are whole numbers in float32, exact in every order of adding, convolved by im2col and a product as by Conv?"""
    rng = np.random.default_rng(54)
    total = 0
    while total < 100_000:
        x_shape, W_shape, stride, pad = draw_shapes(rng)
        x, W = (rng.integers(-99, 100, shape).astype(np.float32) for shape in (x_shape, W_shape))
        theirs = script.run_node("Conv", "FLOAT", script.window(W_shape[-1], stride, pad), x=x, W=W)
        sums = im2col(x, W_shape[-1], stride, pad, 0) @ W.reshape(len(W), -1).T
        np.testing.assert_array_equal(sums.transpose(0, 2, 1).reshape(theirs.shape), theirs)
        sides = tuple(output_size(side, W_shape[-1], stride, pad) for side in x_shape[2:])
        assert theirs.shape[2:] == sides
        total += theirs.size


def test_padding_value_stands_in_every_padded_position():
    """Is an image of one value padded with that value the same in all windows, and is the value counted right?"""
    x = np.full((1, 1, 4, 6), 3, np.int16)
    assert (im2col(x, 3, 1, 2, 3) == 3).all()
    rows = im2col(np.ones((1, 1, 4, 6), np.int16), 1, 1, 2, -5)
    assert ((rows == -5).sum(), (rows == 1).sum()) == (8 * 10 - 24, 24)


def test_max_pool_equals_onnxruntime(script):
    """Are 100,000 pooled codes MaxPool's own, with sides that k does not divide?"""
    rng = np.random.default_rng(55)
    total = 0
    while total < 100_000:
        k = int(rng.integers(1, 6))
        x_q = rng.integers(-128, 128, (*rng.integers(1, 6, 2), *rng.integers(k, 30, 2))).astype(np.int8)
        theirs, codes = script.max_pool(x_q, k), max_pool_int8(x_q, k)
        assert codes.dtype == theirs.dtype
        np.testing.assert_array_equal(codes, theirs)
        total += codes.size


def test_max_pool_on_codes_is_max_pool_of_reals():
    """Does pooling the codes and then reading them give what pooling the real numbers gives, exactly?"""
    rng = np.random.default_rng(56)
    x_q = rng.integers(-128, 128, (4, 3, 12, 9)).astype(np.int8)
    s, z = 0.03, 17
    blocks = (s * (x_q.astype(float) - z)).reshape(4, 3, 4, 3, 3, 3)
    np.testing.assert_array_equal(s * (max_pool_int8(x_q, 3).astype(float) - z), blocks.max(axis=(3, 5)))


def test_folded_convolution_equals_conv_and_batch_normalization(script):
    """Is a folded convolution Conv followed by BatchNormalization, in 100,000 real outputs?

    onnxruntime computes in float32: sums of at most C * k * k + 1 terms, each term and partial sum rounded. So an
    output may be off by (terms + 8) roundings of the sum of all terms' sizes, the scale included.
    """
    rng = np.random.default_rng(57)
    total = 0
    while total < 100_000:
        x_shape, W_shape, stride, pad = draw_shapes(rng)
        filters = W_shape[0]
        x, W = (rng.normal(size=shape).astype(np.float32) for shape in (x_shape, W_shape))
        b, gamma, beta, mean = (rng.normal(size=filters).astype(np.float32) for _ in range(4))
        var, eps = (10 ** rng.uniform(-6, 2, filters)).astype(np.float32), float(np.float32(10 ** rng.uniform(-6, -2)))
        y = script.run_node("Conv", "FLOAT", script.window(W_shape[-1], stride, pad), x=x, W=W, b=b)
        theirs = script.run_node(
            "BatchNormalization", "FLOAT", {"epsilon": eps}, y=y, gamma=gamma, beta=beta, mean=mean, var=var
        )
        folded_W, folded_b = fold_bn(W, b, gamma, beta, mean, var, eps)
        rows = im2col(x, W_shape[-1], stride, pad, 0).astype(np.float64)
        flat = folded_W.reshape(filters, -1).T
        result = (rows @ flat + folded_b).transpose(0, 2, 1).reshape(theirs.shape)
        scale = np.abs(gamma) / np.sqrt(var + eps)
        sizes = np.abs(rows) @ np.abs(flat) + scale * (np.abs(b) + np.abs(mean)) + np.abs(beta)
        bound = (flat.shape[0] + 8) * ULP32 * sizes.transpose(0, 2, 1).reshape(theirs.shape)
        assert (np.abs(result - theirs) <= bound).all()
        total += theirs.size


def test_recorded_codes_are_onnxruntimes(script):
    """Does onnxruntime, run now, give every code of the file that students hold their convolution against?"""
    with np.load(int8_conv.FILE) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for seed in script.SEEDS:
        for place in range(int8_conv.LAYERS):
            of = {
                name: arrays[f"{seed}_{place}_{name}"]
                for name in ("x_q", "W_q", "b_q", "stride", "pad", "s_x", "z_x", "s_W", "s_y", "z_y")
            }
            of |= {name: int(of[name]) for name in ("stride", "pad")}
            np.testing.assert_array_equal(script.qlinear_conv(**of), arrays[f"{seed}_{place}_y_q"])
        np.testing.assert_array_equal(script.max_pool(arrays[f"{seed}_1_y_q"], 2), arrays[f"{seed}_2_x_q"])
        np.testing.assert_array_equal(arrays[f"{seed}_1_x_q"], arrays[f"{seed}_0_y_q"])


def test_recorded_codes_are_ours():
    """Does the reference give every recorded code, and would a product in float64, as of int32 times float32, do so, too?"""
    recorded = int8_conv.load()
    assert len(recorded) >= 3
    for layers in recorded.values():
        for layer in layers:
            *inputs, y_q = layer
            np.testing.assert_array_equal(conv2d_int8(*inputs), y_q)
            sums = exact_sums(layer.x_q, layer.W_q, layer.stride, layer.pad, layer.z_x) + layer.b_q
            codes = np.clip(np.rint(sums * layer.M.astype(np.float64)) + layer.z_y, -128, 127)
            np.testing.assert_array_equal(codes.transpose(0, 2, 1).reshape(y_q.shape), y_q)
            assert len(np.unique(y_q)) > 100


def test_recorded_images_are_exact():
    """Do the input codes of each recorded network stand for whole sixteenths, with nothing lost, and is the file small?"""
    for first, *_ in int8_conv.load().values():
        assert set(np.unique(first.x_q.astype(int) + 128)) <= set(range(17))
        assert first.z_x == -128
    assert int8_conv.FILE.stat().st_size <= 200_000


def test_visible_cases_are_onnxruntimes(script):
    """Are the codes that students are held against, the one of products next to a half among them, QLinearConv's?"""
    cases = [case for part in exercises.load(LESSON)["conv2d_int8"].parts for case in part.visible]
    for case in cases:
        layer = {name: value for name, value in case.args.items() if name != "M"}
        theirs = script.qlinear_conv(**layer, s_x=1.0, s_W=case.args["M"], s_y=1.0)
        np.testing.assert_array_equal(conv2d_int8(**case.args), theirs, err_msg=case.label)
