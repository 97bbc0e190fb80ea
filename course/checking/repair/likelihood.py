"""How likely an edit is to be the one a student needs."""

from __future__ import annotations

# {operator: {kind: of 100,000 such edits that are tried, how many are the right one}}. Counted over 649 wrong answers of
# lessons 1 to 6, written from the released notebooks alone, of which somebody else had said the kind and the lines: each
# answer counts one, shared by the operators and kinds that offer an edit of such a kind in such a line; one tenth is
# added for what was never seen. Round numbers of the first operators are estimates. `tests/repair/count_likelihood.py`
# counts again, by what makes every case right.
RATES = {
    "one_number": {"call/one_number": 400},
    "unknown": {"name/unknown": 300},
    "guarded": {"zero/special_case": 100},
    "halves": {"rounding/one_way": 2000},
    "doubled": {"term/forgotten": 60},
    "seen_elsewhere": {"name/other": 15},
    "widened": {"calibration/one_end": 200, "calibration/zero_outside": 3},
    "arguments": {
        "rounding/other_rule": 11543,
        "loop/bounds": 2057,
        "order/returned": 1033,
        "dtype/result": 968,
        "axis/other": 333,
        "shape/layout": 319,
        "call/signature": 240,
        "condition/other": 215,
        "axis/split": 154,
        "order/swapped": 151,
        "shape/dimensions": 141,
        "axis/shared": 108,
    },
    "casts": {
        "dtype/result": 27,
        "dtype/overflow": 24,
        "dtype/float": 6,
    },
    "clipped": {
        "range/lowest_lost": 15049,
        "order/swapped": 228,
        "range/other_codes": 228,
        "range/no_clip": 28,
        "statement/order": 12,
    },
    "conditions": {
        "axis/shared": 2379,
        "nibble/sign": 937,
        "condition/other": 262,
    },
    "constants": {
        "zero/special_case": 80000,
        "relu/threshold": 5491,
        "constant/other": 3224,
        "error/logarithm": 2813,
        "nibble/mask": 898,
        "loop/bounds": 697,
        "axis/other": 557,
        "index/off_by_one": 212,
        "constant/off_by_one": 179,
        "error/power": 153,
        "codes/fixed_bits": 79,
        "index/stride": 66,
        "codes/count": 52,
        "hard_coded": 51,
        "zero_point/code_0": 32,
        "range/other_codes": 25,
    },
    "discarded": {
        "mutates": 19677,
        "statement/discarded": 125,
    },
    "filled": {
        "zero_point/code_0": 2575,
        "dtype/result": 1199,
    },
    "indented": {
        "indentation": 253,
    },
    "indices": {
        "index/off_by_one": 421,
        "shape/dimensions": 331,
        "axis/other": 220,
        "index/stride": 152,
    },
    "kept_axes": {
        "shape/dimensions": 1533,
    },
    "layouts": {
        "shape/dimensions": 19,
        "shape/layout": 8,
    },
    "left_out": {
        "todo/not_done": 83429,
        "relu/needless": 1258,
        "range/other_codes": 1224,
        "condition/other": 987,
        "statement/needless": 4,
    },
    "loops": {
        "shape/layout": 4397,
    },
    "moved_terms": {
        "rounding/after_zero_point": 10000,
        "rounding/needless": 5626,
        "dtype/overflow": 3877,
        "index/off_by_one": 1523,
        "rounding/before_zero_point": 1017,
        "term/place": 622,
        "range/early_clip": 358,
    },
    "near_terms": {
        "term/forgotten": 21,
    },
    "ones": {
        "range/other_codes": 150,
        "loop/bounds": 145,
        "index/off_by_one": 103,
        "codes/count": 100,
        "constant/off_by_one": 29,
    },
    "operands": {
        "index/off_by_one": 2235,
        "loop/bounds": 2117,
        "codes/count": 1765,
        "nibble/mask": 920,
        "range/other_codes": 874,
        "constant/off_by_one": 513,
        "error/power": 36,
        "term/needless": 2,
    },
    "operators": {
        "nibble/mask": 1717,
        "zero_point/sign": 721,
        "scale/inverted": 465,
        "term/sign": 301,
        "operator/other": 243,
        "shape/dimensions": 231,
        "order/swapped": 148,
    },
    "orders": {
        "statement/order": 281,
    },
    "other_dtypes": {
        "dtype/overflow": 1492,
        "codes/unsigned": 926,
        "dtype/result": 164,
        "codes/fixed_bits": 124,
        "dtype/float": 111,
    },
    "other_functions": {
        "rounding/half_up": 82000,
        "rounding/one_way": 28159,
        "rounding/truncate": 13115,
        "error/power": 8230,
        "shape/layout": 3415,
        "error/logarithm": 3377,
        "shape/dimensions": 1746,
        "maximum/other_function": 1361,
        "name/other": 643,
        "rounding/other_rule": 334,
    },
    "other_names": {
        "name/unknown": 1105,
        "zero_point/other": 282,
        "scale/other": 131,
        "return/other": 115,
        "name/other": 23,
    },
    "parentheses": {
        "parentheses": 125,
    },
    "products": {
        "term/forgotten": 100,
    },
    "swapped": {"order/swapped": 45, "axis/other": 100},
    "bits": {"nibble/mask": 400},
    "thresholds": {"relu/threshold": 1000},
    "rests": {
        "term/forgotten": 102,
    },
    "returns": {
        "return/missing": 1145,
        "return/other": 31,
    },
    "signs": {
        "range/other_codes": 1389,
        "term/sign": 122,
    },
    "the_other_one": {
        "term/forgotten": 121,
        "relu/forgotten": 92,
        "calibration/one_end": 76,
    },
    "unused_terms": {
        "zero_point/forgotten": 127,
        "scale/other": 119,
        "term/forgotten": 32,
    },
    "unwrapped": {
        "error/sign_lost": 93800,
        "return/other": 70000,
        "type/not_array": 6713,
        "dtype/overflow": 3830,
        "dtype/result": 3333,
        "term/sign": 2641,
        "error/power": 2562,
        "rounding/needless": 2214,
        "shape/layout": 1364,
        "dtype/float": 1146,
        "rounding/truncate": 810,
        "condition/other": 785,
        "relu/needless": 643,
        "shape/dimensions": 545,
        "name/other": 208,
        "range/other_codes": 203,
    },
    "usual_terms": {
        "term/forgotten": 39,
        "zero_point/forgotten": 5,
        "scale/other": 4,
    },
    "values_swapped": {
        "order/swapped": 377,
    },
    "wrapped": {
        "rounding/truncate": 775,
        "scale/absolute": 339,
        "dtype/result": 117,
        "term/forgotten": 107,
        "rounding/none": 37,
        "relu/forgotten": 17,
        "error/power": 7,
    },
}
USUAL = 20
REPEATED = 0.4  # as often: the same change made in several places


def likelihood(operator: str, kind: str, is_repeated: bool = False) -> float:
    """How often, of 100,000 edits of a kind made by an operator, one is the right one."""
    rate = RATES.get(operator, {}).get(kind, USUAL)
    return rate * (REPEATED if is_repeated and operator != "swapped" else 1)
