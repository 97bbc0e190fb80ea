"""The NumPy reference implementation the grader compares with, one module per topic, pure functions only."""

from autograder.reference.affine import calculate_s, calculate_s_and_z_int, calculate_z, integer_range, quantize_int
from autograder.reference.blocks import q4_0_blocks, q8_0_blocks, read_q4_0
from autograder.reference.calibration import (
    kl_range,
    minmax_range,
    moving_average_range,
    mse_range,
    percentile_range,
    ptq_mlp,
    quantize_dequantize,
)
from autograder.reference.codebooks import (
    binarize,
    huffman_lengths,
    kmeans_1d,
    kmeans_step,
    nearest_codeword,
    pack_ternary,
    ternarize,
)
from autograder.reference.convolution import conv2d_int8, fold_bn, im2col, max_pool_int8, output_size
from autograder.reference.dynamic import dynamic_quantize
from autograder.reference.errors import dequantize, nudge_range, quantization_error, quantize_relu, sqnr_db
from autograder.reference.gptq import awq_search, gptq, hessian, inverse_factor, perplexity, salient_channels
from autograder.reference.integer_inference import (
    fold_zero_point,
    linear_relu_int8,
    quantize_bias,
    quantize_multiplier,
    requantize,
)
from autograder.reference.matmul import quantization_matrix_multiplication_int, quantize_a_position_in_matrix_int
from autograder.reference.minifloats import (
    decode_minifloat,
    quantize_mx,
    quantize_nf4,
    quantize_nvfp4,
    round_to_minifloat,
)
from autograder.reference.outliers import (
    fold_smoothing,
    hadamard,
    integer_exp,
    quantize_kv,
    rotate,
    smoothing_scales,
)
from autograder.reference.sensitivity import (
    allocate_bits,
    correct_bias,
    equalize,
    equalize_pair,
    layer_sensitivity,
)
from autograder.reference.training import (
    fake_quantize,
    lsq_step_gradient,
    qat_gradients,
    ste_backward,
    stochastic_round,
)
from autograder.reference.weights import bits_per_weight, pack_int4, quantize_groupwise, quantize_symmetric, unpack_int4

__all__ = [
    "allocate_bits",
    "awq_search",
    "binarize",
    "bits_per_weight",
    "calculate_s",
    "calculate_s_and_z_int",
    "calculate_z",
    "conv2d_int8",
    "correct_bias",
    "decode_minifloat",
    "dequantize",
    "dynamic_quantize",
    "equalize",
    "equalize_pair",
    "fake_quantize",
    "fold_bn",
    "fold_smoothing",
    "fold_zero_point",
    "gptq",
    "hadamard",
    "hessian",
    "huffman_lengths",
    "im2col",
    "integer_exp",
    "integer_range",
    "inverse_factor",
    "kl_range",
    "kmeans_1d",
    "kmeans_step",
    "layer_sensitivity",
    "linear_relu_int8",
    "lsq_step_gradient",
    "max_pool_int8",
    "minmax_range",
    "moving_average_range",
    "mse_range",
    "nearest_codeword",
    "nudge_range",
    "output_size",
    "pack_int4",
    "pack_ternary",
    "percentile_range",
    "perplexity",
    "ptq_mlp",
    "q4_0_blocks",
    "q8_0_blocks",
    "qat_gradients",
    "quantization_error",
    "quantization_matrix_multiplication_int",
    "quantize_a_position_in_matrix_int",
    "quantize_bias",
    "quantize_dequantize",
    "quantize_groupwise",
    "quantize_int",
    "quantize_kv",
    "quantize_multiplier",
    "quantize_mx",
    "quantize_nf4",
    "quantize_nvfp4",
    "quantize_relu",
    "quantize_symmetric",
    "read_q4_0",
    "requantize",
    "rotate",
    "round_to_minifloat",
    "salient_channels",
    "smoothing_scales",
    "sqnr_db",
    "ste_backward",
    "stochastic_round",
    "ternarize",
    "unpack_int4",
]
