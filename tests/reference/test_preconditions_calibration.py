"""Does the reference of calibration refuse what it cannot answer, name the argument, and take what lies at the limit?"""

import numpy as np
import pytest

from autograder.reference import (
    kl_range,
    minmax_range,
    moving_average_range,
    mse_range,
    percentile_range,
    ptq_mlp,
    quantize_dequantize,
)

X = np.array([[-1.0, 2.0, 0.5], [3.0, -0.25, 1.0]])
NARROWEST, WIDEST = 255 * 2.0**-126, (2 - 2.0**-23) * 2.0**126  # the narrowest and the widest range in float32
W, B = np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 1.0]]), np.array([0.5, -1.0])
GOOD = {
    quantize_dequantize: {"x": X, "alpha": -1.0, "beta": 3.0, "bits": 4},
    minmax_range: {"X": X},
    moving_average_range: {"batches": [X, X + 1], "momentum": 0.1},
    percentile_range: {"X": X, "percent": 90.0},
    mse_range: {"X": X, "bits": 4, "ratios": np.array([1.0, 0.5])},
    kl_range: {"X": X, "levels": 2, "bins": 8},
    ptq_mlp: {"params": [(W, B), (W[:2], B)], "X_calib": X, "X_test": X, "bits_W": 8, "bits_X": 8, "method": "minmax"},
}


def call(function, **changed):
    return function(**{**GOOD[function], **changed})


@pytest.mark.parametrize("function", GOOD, ids=lambda function: function.__name__)
def test_good_arguments_are_taken(function):
    """Is nothing refused of the arguments that the cases below spoil one at a time?"""
    call(function)


BAD = [
    (quantize_dequantize, {"x": np.array([])}, "^x phải có ít nhất một giá trị"),
    (quantize_dequantize, {"x": np.array([np.nan])}, "^x phải hữu hạn"),
    (quantize_dequantize, {"alpha": 0.5}, r"chứa số 0 và có độ rộng, nhưng nhận được \[0.5, 3.0\]"),
    (quantize_dequantize, {"beta": -0.5}, "chứa số 0"),
    (quantize_dequantize, {"alpha": 0.0, "beta": 0.0}, "có độ rộng"),
    (quantize_dequantize, {"alpha": "0"}, "^alpha phải là một số thực"),
    (quantize_dequantize, {"alpha": False}, "^alpha phải là một số thực"),
    (quantize_dequantize, {"beta": np.inf}, "^beta phải hữu hạn"),
    (quantize_dequantize, {"alpha": 0.0, "beta": np.nextafter(NARROWEST, 0)}, "quá hẹp hoặc quá rộng"),
    (quantize_dequantize, {"alpha": 0.0, "beta": np.nextafter(WIDEST, np.inf)}, "quá hẹp hoặc quá rộng"),
    (quantize_dequantize, {"alpha": -1e308, "beta": 1e308}, "vượt khỏi float32"),
    (quantize_dequantize, {"bits": 1}, "^bits phải từ 2 đến 8, nhưng nhận được 1"),
    (quantize_dequantize, {"bits": 9}, "^bits phải từ 2 đến 8"),
    (quantize_dequantize, {"bits": 4.0}, "^bits phải là số nguyên"),
    (quantize_dequantize, {"bits": True}, "^bits phải là số nguyên"),
    (minmax_range, {"X": []}, "^X phải có ít nhất một giá trị"),
    (minmax_range, {"X": [np.inf]}, "^X phải hữu hạn"),
    (minmax_range, {"X": ["a"]}, "^X phải là số thực"),
    (moving_average_range, {"batches": []}, "ít nhất một lô"),
    (moving_average_range, {"batches": [X, []]}, r"^batches\[1\] phải có ít nhất một giá trị"),
    (moving_average_range, {"momentum": 0.0}, "^momentum phải lớn hơn 0 và không quá 1, nhưng nhận được 0.0"),
    (moving_average_range, {"momentum": -0.1}, "^momentum phải lớn hơn 0"),
    (moving_average_range, {"momentum": 1.001}, "^momentum phải lớn hơn 0"),
    (percentile_range, {"percent": 50.0}, "^percent phải lớn hơn 50 và không quá 100, nhưng nhận được 50.0"),
    (percentile_range, {"percent": 40.0}, "^percent phải lớn hơn 50"),
    (percentile_range, {"percent": 100.001}, "^percent phải lớn hơn 50"),
    (percentile_range, {"percent": [90]}, "^percent phải là một số thực"),
    (mse_range, {"X": np.zeros(3)}, "^X phải có giá trị khác 0"),
    (mse_range, {"X": np.array([1e-40])}, "vượt khỏi float32"),
    (mse_range, {"bits": 1}, "^bits phải từ 2"),
    (mse_range, {"ratios": np.array([])}, "^ratios phải có ít nhất một"),
    (mse_range, {"ratios": np.array(1.0)}, "^ratios phải là mảng một chiều"),
    (mse_range, {"ratios": np.array([[1.0]])}, "^ratios phải là mảng một chiều"),
    (mse_range, {"ratios": np.array([1.0, 0.0])}, "^ratios phải lớn hơn 0"),
    (mse_range, {"ratios": np.array([1.0, 1.1])}, "^ratios phải lớn hơn 0 và không quá 1"),
    (kl_range, {"X": np.zeros(3)}, "^X phải có giá trị khác 0"),
    (kl_range, {"levels": 1}, "^levels phải từ 2 trở lên, nhưng nhận được 1"),
    (kl_range, {"levels": 2.0}, "^levels phải là số nguyên"),
    (kl_range, {"bins": 9}, "^bins phải là bội của levels = 2, nhưng nhận được 9"),
    (kl_range, {"bins": 0}, "^bins phải là bội"),
    (kl_range, {"bins": 8.0}, "^bins phải là số nguyên"),
    (ptq_mlp, {"params": []}, "ít nhất một lớp"),
    (ptq_mlp, {"params": [(W, B), (W, B)]}, "không nối được với nhau"),
    (ptq_mlp, {"params": [(W, B), (W[:1], B)]}, "không nối được với nhau"),
    (ptq_mlp, {"params": [(W[0], 1.0)]}, r"^params\[0\] cần W chiều"),
    (ptq_mlp, {"params": [(W[:, :, None], B[:, None])]}, r"^params\[0\] cần W chiều"),
    (ptq_mlp, {"params": [(W, np.ones(3))]}, r"^params\[0\] cần W chiều"),
    (ptq_mlp, {"params": [(W, B), (W[:2], B[:1])]}, r"^params\[1\] cần W chiều"),
    (ptq_mlp, {"params": [(W[0], B)]}, r"^params\[0\] cần W chiều"),
    (ptq_mlp, {"params": [(W[:, :, None], B)]}, r"^params\[0\] cần W chiều"),
    (ptq_mlp, {"params": [(W * [1, 0], B)]}, r"^W của params\[0\] có một cột toàn số 0"),
    (ptq_mlp, {"params": [(W, [np.nan, 0])]}, r"^b của params\[0\] phải hữu hạn"),
    (ptq_mlp, {"X_calib": X[:, :2]}, r"^ảnh phải có chiều \(số ảnh, 3\)"),
    (ptq_mlp, {"X_test": np.ones((2, 4))}, "^ảnh phải có chiều"),
    (ptq_mlp, {"X_test": X[:, :, None]}, "^ảnh phải có chiều"),
    (ptq_mlp, {"X_test": X[0]}, "^ảnh phải có chiều"),
    (ptq_mlp, {"X_test": np.zeros((0, 3))}, "^ảnh phải có ít nhất một giá trị"),
    (ptq_mlp, {"bits_W": 1}, "^bits_W phải từ 2"),
    (ptq_mlp, {"bits_X": 9}, "^bits phải từ 2"),
    (ptq_mlp, {"bits_X": 9, "method": "kl"}, "^bits_X phải từ 2"),
    (ptq_mlp, {"method": "max"}, "^method phải là một trong minmax, percentile, mse, kl, nhưng nhận được 'max'"),
]


@pytest.mark.parametrize(
    "function, changed, message", BAD, ids=[f"{f.__name__}-{k}" for k, (f, _, _) in enumerate(BAD)]
)
def test_bad_arguments_are_refused(function, changed, message):
    """Is each spoilt argument refused, with a message that says which and why?"""
    with pytest.raises(ValueError, match=message):
        call(function, **changed)


@pytest.mark.parametrize(
    "function, changed",
    [
        (quantize_dequantize, {"alpha": 0.0}),
        (quantize_dequantize, {"beta": 0.0}),
        (quantize_dequantize, {"alpha": 0, "beta": 1}),
        (quantize_dequantize, {"bits": 2}),
        (quantize_dequantize, {"bits": np.int64(8)}),
        (minmax_range, {"X": [0.0]}),
        (moving_average_range, {"momentum": 1.0}),
        (moving_average_range, {"batches": [X]}),
        (percentile_range, {"percent": 50.001}),
        (percentile_range, {"percent": 100}),
        (mse_range, {"ratios": np.array([1e-3])}),
        (kl_range, {"bins": 2}),
        (kl_range, {"levels": 4}),
        (kl_range, {"bins": np.int64(4)}),
        (ptq_mlp, {"params": [(W, B)], "bits_W": 2}),
    ],
)
def test_limits_are_taken(function, changed):
    """Is what lies just inside a limit taken?"""
    call(function, **changed)


@pytest.mark.parametrize("bits", range(2, 9))
@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
@pytest.mark.parametrize("ends", [(0, 1), (-0.25, 0.75), (-1, 0)])
def test_narrowest_and_widest_range_stay_finite(bits, width, ends):
    """Do values of any size, beyond float32 too, come back within a step of a range as narrow or as wide as one may be?"""
    alpha, beta = np.multiply(ends, width)
    x_hat = quantize_dequantize(np.array([-1e300, 0.0, 1e300]), alpha, beta, bits)
    np.testing.assert_allclose(x_hat, [alpha, 0, beta], rtol=0, atol=width / (2**bits - 1))
    assert x_hat[1] == 0
