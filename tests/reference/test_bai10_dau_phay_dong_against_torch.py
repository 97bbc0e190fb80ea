"""Are values beyond the largest what torch makes of them, and blocks what torchao, which goes with it, makes of them?"""

import importlib.util
import os

import numpy as np
import pytest

from autograder.reference import decode_minifloat, quantize_mx, quantize_nvfp4, round_to_minifloat

MANY = 65_536


@pytest.fixture
def torchao(torch):
    """torchao, or a skip: it is no part of torch."""
    if importlib.util.find_spec("torchao") is None and not os.environ.get("REQUIRE_TORCH"):
        pytest.skip("torchao is not installed: pip install torchao==0.18.0")
    return importlib.import_module("torchao")


def test_saturation_equals_torch(torch):
    """Does torch, too, round to E4M3 with ties to even, and saturate at 448?"""
    x = np.random.default_rng(0).uniform(-1, 1, 200_000).astype(np.float32) ** 3 * 2_000
    x[:4] = 464, 465, 1e6, -1e30
    theirs = torch.tensor(x).to(torch.float8_e4m3fn).to(torch.float64).numpy()
    np.testing.assert_array_equal(round_to_minifloat(x, 4, 3, 448.0), theirs)


def test_every_code_equals_torch(torch):
    """Does torch read every code of its two formats of eight bits as we do?"""
    codes = np.arange(256).astype(np.uint8)
    for kind, e, m in ((torch.float8_e4m3fn, 4, 3), (torch.float8_e5m2, 5, 2)):
        theirs = torch.tensor(codes).view(kind).to(torch.float64).numpy()
        known = np.isfinite(theirs)
        np.testing.assert_array_equal(decode_minifloat(codes[known], e, m), theirs[known])


def test_shared_exponents_equal_torchao(torch, torchao):
    """Are 65,536 values in blocks of 32 those of torchao's to_mx with the rule of the specification, FLOOR?"""
    from torchao.prototype.mx_formats.config import ScaleCalculationMode
    from torchao.prototype.mx_formats.mx_tensor import to_dtype, to_mx

    x = torch.tensor(np.random.default_rng(1).standard_t(5, MANY).astype(np.float32))
    for kind, form in ((torch.float8_e4m3fn, (4, 3, 448.0)), (torch.float4_e2m1fn_x2, (2, 1, 6.0))):
        scale, data = to_mx(x, kind, 32, ScaleCalculationMode.FLOOR)
        x_hat, E = quantize_mx(x.numpy(), 32, *form)
        np.testing.assert_array_equal(E, scale.view(torch.uint8).numpy().astype(int).ravel() - 127)
        theirs = to_dtype(data, scale, kind, 32, torch.float32).numpy()
        np.testing.assert_array_equal(x_hat, theirs.ravel())


def test_two_levels_equal_torchao(torch, torchao):
    """Are the scales and values of 65,536 numbers those of torchao's nvfp4_quantize with a scale of the tensor?"""
    from torchao.prototype.mx_formats.kernels import f4_unpacked_to_f32, unpack_uint4
    from torchao.prototype.mx_formats.nvfp4_tensor import nvfp4_quantize, per_tensor_amax_to_scale

    x = torch.tensor(np.random.default_rng(2).standard_t(5, MANY).astype(np.float32)).reshape(64, -1)
    t = per_tensor_amax_to_scale(x.abs().max())
    scales, packed = nvfp4_quantize(x, 16, t)
    x_hat, s, our_t = quantize_nvfp4(x.numpy().ravel())
    assert float(t) == float(our_t)
    np.testing.assert_array_equal(s, scales.to(torch.float32).numpy().ravel())
    elements = f4_unpacked_to_f32(unpack_uint4(packed.view(torch.uint8))).numpy().reshape(-1, 16)
    np.testing.assert_array_equal(x_hat, (elements * (s * our_t)[:, None]).ravel())
