"""Hình vẽ của khóa học: mỗi hàm nhận dữ liệu hoặc hàm của sinh viên và trả về một `Figure`.

No plot knows an answer: every code, scale and error it draws was computed by its caller. One module a topic.
"""

from course.plots.calibration import (
    accuracy_by_bits,
    batch_ranges,
    clipping_and_rounding,
    error_by_threshold,
    merged_histogram,
    static_and_dynamic,
    thresholds_on_histogram,
    values_and_codes,
)
from course.plots.codebooks import (
    huffman_tree,
    levels_on_histogram,
    moving_codewords,
    pairs_and_centers,
    sqnr_ladder,
)
from course.plots.convolution import border_error, channels_before_and_after, framed_digit, steps_off, unrolled_windows
from course.plots.errors import (
    coverage,
    error_histograms,
    error_sawtooth,
    relu_on_codes,
    rounding_against_clipping,
    same_step,
    sqnr_against_bits,
)
from course.plots.gptq import alpha_curves, error_by_row, perplexity_by_bits, random_roundings
from course.plots.integer_inference import (
    accumulator_bits,
    bias_codes,
    layer_codes,
    layer_pipeline,
    logit_error,
    multiplier_bits,
    shift_error,
)
from course.plots.integers import accumulator_range, histograms, matmul_error, staircase, two_scale_ruler, value_error
from course.plots.sensitivity import (
    accuracy_against_bits,
    accuracy_of_ways,
    channel_ranges,
    layer_losses,
    output_shifts,
    sums_and_measurements,
)
from course.plots.training import (
    learned_steps,
    pull_on_step,
    small_pushes,
    staircase_and_stand_in,
    training_curves,
    weights_on_grid,
)
from course.plots.weights import accuracies, channel_errors, channel_sizes, granularity, packed_nibbles, used_codes

__all__ = [
    "accumulator_bits",
    "accumulator_range",
    "accuracies",
    "accuracy_against_bits",
    "accuracy_by_bits",
    "accuracy_of_ways",
    "alpha_curves",
    "batch_ranges",
    "bias_codes",
    "border_error",
    "channel_errors",
    "channel_ranges",
    "channel_sizes",
    "channels_before_and_after",
    "clipping_and_rounding",
    "coverage",
    "error_by_row",
    "error_by_threshold",
    "error_histograms",
    "error_sawtooth",
    "framed_digit",
    "granularity",
    "histograms",
    "huffman_tree",
    "layer_codes",
    "layer_losses",
    "layer_pipeline",
    "learned_steps",
    "levels_on_histogram",
    "logit_error",
    "matmul_error",
    "merged_histogram",
    "moving_codewords",
    "multiplier_bits",
    "output_shifts",
    "packed_nibbles",
    "perplexity_by_bits",
    "pull_on_step",
    "pairs_and_centers",
    "random_roundings",
    "relu_on_codes",
    "rounding_against_clipping",
    "same_step",
    "shift_error",
    "small_pushes",
    "sqnr_against_bits",
    "sqnr_ladder",
    "staircase",
    "staircase_and_stand_in",
    "static_and_dynamic",
    "steps_off",
    "sums_and_measurements",
    "thresholds_on_histogram",
    "training_curves",
    "two_scale_ruler",
    "unrolled_windows",
    "used_codes",
    "value_error",
    "values_and_codes",
    "weights_on_grid",
]
