"""Lesson 3, granularity and bit packing: TODO 1 to TODO 9, ten points."""

import numpy as np

from autograder import reference
from autograder.exercises.model import (
    Exercise,
    LessonExercises,
    Misconception,
    Part,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.checking.compare import EXACT_WITH_DTYPE, Equality

NEARLY_EXACT = Equality(rtol=1e-6)  # scales in float64 pass, codes must be equal
NEARLY_EXACT_WITH_DTYPE = Equality(rtol=1e-6, dtype=True)


def float32(rows):
    return np.array(rows, dtype=np.float32)


# ---------------------------------------------------------------- quantize_symmetric, TODO 1 to 3


def weights_away_from_ties(W, bits, axis=None):
    """Is every weight, in steps, away from a half?"""
    _, s = reference.quantize_symmetric(W, bits, axis)
    steps = W.astype(np.float64) / np.asarray(s, dtype=np.float64)
    return away_from_ties(steps)


def draw_uneven(rng, shape, axis):
    """Weights whose channels differ in size up to some fifty times, rounded so that they read well."""
    along = [-1 if place == axis else 1 for place in range(len(shape))]
    sizes = 10 ** rng.uniform(-1.0, 0.7, shape[axis]).reshape(along)
    return (sizes * rng.uniform(-1, 1, shape)).astype(np.float32)


def draw_by_channel(rng):
    shape = tuple(int(n) for n in rng.integers(2, 6, size=int(rng.choice([2, 3]))))
    axis = int(rng.integers(len(shape)))
    return {"W": draw_uneven(rng, shape, axis), "bits": int(rng.integers(3, 9)), "axis": axis}


def draw_with_a_channel_of_zeros(rng):
    """The channels are the columns, the last axis: the scales fit whether or not its length-1 axes are kept."""
    shape = int(rng.integers(2, 6)), int(rng.integers(3, 6))
    W = draw_uneven(rng, shape, 1)
    W[:, rng.integers(shape[1])] = 0
    return {"W": W, "bits": int(rng.integers(3, 9)), "axis": 1}


def draw_by_tensor(rng):
    shape = tuple(int(n) for n in rng.integers(2, 6, size=2))
    return {"W": rng.uniform(-2, 2, shape).astype(np.float32), "bits": int(rng.integers(2, 9))}


LARGEST_CODE = "2 ** (bits - 1) - 1"
LARGEST_WEIGHT = "np.max(np.abs(W), axis=others, keepdims=axis is not None)"
SCALE = "np.where(largest == 0, 1, largest / qmax)"
ROUND = "np.rint(W / s)"
CODES = "np.clip(np.rint(W / s), -qmax, qmax)"

QUANTIZE_SYMMETRIC = Exercise(
    function="quantize_symmetric",
    title="Lượng tử hóa đối xứng, theo tensor hoặc theo kênh",
    reference=reference.quantize_symmetric,
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            visible=(
                Visible(
                    "ví dụ trong bài, theo tensor",
                    {"W": float32([[0.9, -0.02, 3.0], [-1.27, 0.05, -6.35]]), "bits": 8},
                ),
                Visible(
                    "mỗi cột một kênh (axis=1), có cột toàn số âm",
                    {
                        "W": float32([[0.3, -4.1, 0.06, -0.9], [-0.8, -2.2, 0.01, 0.7], [0.5, -0.6, -0.02, 0.2]]),
                        "bits": 8,
                        "axis": 1,
                    },
                ),
                Visible(
                    "mỗi hàng một kênh (axis=0), ma trận vuông",
                    {"W": float32([[5.2, -1.3, 0.8], [0.11, 0.06, -0.4], [-0.9, 2.5, 1.4]]), "bits": 6, "axis": 0},
                ),
                Visible(
                    "mảng ba chiều, kênh là trục giữa (axis=1)",
                    {
                        "W": float32(
                            [
                                [[0.5, -0.3], [4.0, 1.1], [-0.02, 0.07]],
                                [[-0.9, 0.2], [-2.7, 0.6], [0.05, -0.01]],
                            ]
                        ),
                        "bits": 4,
                        "axis": 1,
                    },
                ),
            ),
            draw=draw_until(draw_by_channel, weights_away_from_ties),
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible(
                    "cột giữa toàn số 0, axis=1",
                    {"W": float32([[0.4, 0.0, 2.5], [-0.7, 0.0, -1.3]]), "bits": 8, "axis": 1},
                ),
                Visible("cả ma trận là số 0, theo tensor", {"W": float32([[0.0, 0.0], [0.0, 0.0]]), "bits": 4}),
            ),
            draw=draw_until(draw_with_a_channel_of_zeros, weights_away_from_ties),
            equality=NEARLY_EXACT,
        ),
        Part(
            "TODO 3",
            points=1,
            visible=(
                Visible(
                    "8 bit, trọng số xa số 0 nhất là số âm",
                    {"W": float32([[0.37, -1.9], [1.24, 0.7], [-0.05, 1.61]]), "bits": 8},
                ),
                Visible(
                    "4 bit, s = 1, có số nằm đúng giữa hai mã",
                    {"W": float32([[7.0, 2.5, -3.5], [0.5, -1.5, 4.5]]), "bits": 4},
                ),
                Visible("2 bit, chỉ có ba mã", {"W": float32([[0.3, -0.8, 0.55], [-0.1, 0.9, -0.4]]), "bits": 2}),
            ),
            draw=draw_until(draw_by_tensor, weights_away_from_ties),
            equality=NEARLY_EXACT_WITH_DTYPE,
        ),
    ),
    asks="Trọng số xa số 0 nhất của mỗi kênh là bao nhiêu, và nó phải thành mã nào?",
    tells="qmax = 2^(bits−1) − 1; lấy max|W| trên mọi trục trừ trục kênh, giữ chiều; s = max|W| / qmax; W_q là W / s, làm tròn rồi cắt.",
    misconceptions=(
        Misconception(
            "mã lớn nhất là 128 thay vì 127",
            costs=("TODO 1",),
            edits={LARGEST_CODE: "2 ** (bits - 1)"},
            asks="np.int8 có chứa được mã 128 không?",
            tells="Số 0 chiếm một mã, nên mã lớn nhất là 2^(bits−1) − 1: 127 với 8 bit.",
        ),
        Misconception(
            "mã lớn nhất là số bước của cả thước",
            costs=("TODO 1",),
            edits={LARGEST_CODE: "2**bits - 1"},
            asks="Với 8 bit, số 0 nằm giữa thước thì mỗi bên có bao nhiêu bước?",
            tells="2^bits − 1 là số bước của cả thước ở Bài 2. Thước đối xứng chia chúng cho hai bên: mã lớn nhất là 2^(bits−1) − 1.",
        ),
        Misconception(
            "luôn dùng 8 bit",
            costs=("TODO 1",),
            edits={LARGEST_CODE: "127"},
            asks="Với bits = 4, các mã đi đến đâu?",
            tells="Tính mã lớn nhất từ bits, đừng viết số cố định.",
        ),
        Misconception(
            "rút gọn trục kênh thay vì các trục còn lại",
            costs=("TODO 1",),
            edits={"axis=others,": "axis=axis,"},
            asks="Tham số axis của np.max là trục được giữ hay trục bị rút gọn?",
            tells="np.max rút gọn các trục nó nhận. Hãy đưa cho nó mọi trục trừ trục kênh.",
        ),
        Misconception(
            "quên keepdims",
            costs=("TODO 1",),
            edits={"keepdims=axis is not None": "keepdims=False"},
            asks="s của bạn có chiều nào? Chia W cho nó, NumPy ghép hàng với hàng hay hàng với cột?",
            tells="Thêm keepdims=True khi có axis, để s có cùng số trục với W.",
        ),
        Misconception(
            "giữ chiều cả khi theo tensor",
            costs=("TODO 1",),
            edits={"keepdims=axis is not None": "keepdims=True"},
            asks="Khi axis là None, s phải là một số hay một mảng?",
            tells="Theo tensor thì s là một số. Chỉ giữ chiều khi có trục kênh: `keepdims=axis is not None`.",
        ),
        Misconception(
            "chỉ đúng với ma trận hai chiều",
            costs=("TODO 1",),
            edits={"axis=others,": "axis=None if axis is None else 1 - axis,"},
            asks="Mảng ba chiều, kênh là trục 1: phải rút gọn những trục nào?",
            tells="Rút gọn mọi trục trừ trục kênh. np.max nhận cả một bộ trục, ví dụ axis=(0, 2).",
        ),
        Misconception(
            "luôn theo tensor",
            costs=("TODO 1",),
            edits={LARGEST_WEIGHT: "np.max(np.abs(W))"},
            asks="Khi axis = 1, có bao nhiêu độ co giãn?",
            tells="Có axis thì mỗi chỉ số của trục ấy có một độ co giãn riêng.",
        ),
        Misconception(
            "coi axis = 0 như không có trục kênh",
            costs=("TODO 1",),
            edits={
                "if other != axis)": "if not axis or other != axis)",
                "keepdims=axis is not None": "keepdims=bool(axis)",
            },
            asks="Khi axis là 0, Python coi `if axis` là đúng hay sai?",
            tells="0 cũng là một trục. Hãy so với None: `axis is None` hay `axis is not None`.",
        ),
        Misconception(
            "lấy max mà quên trị tuyệt đối",
            costs=("TODO 1",),
            edits={"np.max(np.abs(W),": "np.max(W,"},
            asks="Với W = (−6, 1), trọng số nào xa số 0 nhất?",
            tells="Lấy np.abs(W) trước, rồi mới lấy max.",
        ),
        Misconception(
            "lấy trị tuyệt đối sau khi lấy max",
            costs=("TODO 1",),
            edits={LARGEST_WEIGHT: "np.abs(np.max(W, axis=others, keepdims=axis is not None))"},
            asks="Với W = (−6, 1), np.abs(np.max(W)) bằng 6 hay bằng 1?",
            tells="Thứ tự là np.max(np.abs(W)): trị tuyệt đối ở bên trong.",
        ),
        Misconception(
            "độ co giãn của thước bất đối xứng",
            costs=("TODO 1",),
            edits={LARGEST_WEIGHT: "np.ptp(W, axis=others, keepdims=axis is not None) / 2"},
            asks="Với W = (−6, 1), thước của bạn đi từ đâu đến đâu? Nó có với tới −6 không?",
            tells="Đây là công thức của Bài 1, dành cho z tùy ý. Thước đối xứng dùng max|W| / qmax.",
        ),
        Misconception(
            "dùng cả mã −128",
            costs=("TODO 2",),
            edits={"largest / qmax": "largest / (qmax + 1)", "-qmax, qmax)": "-qmax - 1, qmax)"},
            asks="Một trọng số dương bằng đúng max|W| cần mã nào? int8 có mã ấy không?",
            tells="Thước đối xứng bỏ mã nhỏ nhất: s = max|W| / qmax, các mã từ −qmax đến qmax.",
        ),
        Misconception(
            "quên trường hợp toàn số 0",
            costs=("TODO 2",),
            edits={SCALE: "largest / qmax"},
            asks="Một kênh toàn số 0 có s bằng bao nhiêu? Chia cho số ấy thì ra gì?",
            tells="Nơi nào max|W| bằng 0 thì cho s = 1, chẳng hạn bằng np.where.",
        ),
        Misconception(
            "kênh toàn số 0 có s rất nhỏ thay vì 1",
            costs=("TODO 2",),
            edits={SCALE: "np.maximum(largest / qmax, 1e-8)"},
            asks="Đề bài quy ước s bằng bao nhiêu khi cả kênh là số 0?",
            tells="Các mã đã đúng, nhưng quy ước ở đây là s = 1.",
        ),
        Misconception(
            "đổi max|W| thành 1 rồi mới chia cho qmax",
            costs=("TODO 2",),
            edits={SCALE: "np.where(largest == 0, 1, largest) / qmax"},
            asks="Kênh toàn số 0 của bạn có s bằng 1, hay bằng 1 / qmax?",
            tells="Quy ước là s = 1. Hãy chia cho qmax trước, rồi mới chọn bằng np.where.",
        ),
        Misconception(
            "nâng max|W| lên một số rất nhỏ rồi mới chia cho qmax",
            costs=("TODO 2",),
            edits={SCALE: "np.maximum(largest, 1e-8) / qmax"},
            asks="Kênh toàn số 0 của bạn có s bằng bao nhiêu? Đề bài quy ước số nào?",
            tells="Các mã đã đúng, nhưng nơi nào max|W| bằng 0 thì s là 1. Dùng np.where.",
        ),
        Misconception(
            "một kênh toàn số 0 làm mọi kênh có s = 1",
            costs=("TODO 2",),
            edits={SCALE: "1 if np.any(largest == 0) else largest / qmax", ROUND: "np.rint(W / np.asarray(s))"},
            asks="Một kênh toàn số 0 thì các kênh khác có phải đổi thước không?",
            tells="Chỉ kênh toàn số 0 mới có s = 1. Dùng np.where để chọn theo từng kênh.",
        ),
        Misconception(
            "bỏ phần thập phân",
            costs=("TODO 3",),
            edits={ROUND: "np.trunc(W / s)"},
            asks="3.6 gần 3 hay gần 4? Hàm của bạn cho số nào?",
            tells="astype hay np.trunc chỉ bỏ phần thập phân. Làm tròn bằng np.round trước.",
        ),
        Misconception(
            "làm tròn xuống",
            costs=("TODO 3",),
            edits={ROUND: "np.floor(W / s)"},
            asks="3.6 gần 3 hay gần 4?",
            tells="np.floor luôn đi xuống. Dùng np.round.",
        ),
        Misconception(
            "làm tròn nửa lên",
            costs=("TODO 3",),
            edits={ROUND: "np.floor(W / s + 0.5)"},
            asks="2.5 nằm giữa 2 và 3. Khóa học quy ước chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất, như np.round: 2.5 thành 2, còn 3.5 thành 4.",
        ),
        Misconception(
            "nhân với s thay vì chia",
            costs=("TODO 3",),
            edits={ROUND: "np.rint(W * s)"},
            asks="s là độ dài một bước. Muốn biết W dài mấy bước thì nhân hay chia?",
            tells="Chia W cho s.",
        ),
        Misconception(
            "quên đổi kiểu",
            costs=("TODO 3",),
            edits={".astype(np.int8)": ""},
            asks="Hãy xem W_q.dtype: mỗi mã của bạn đang tốn mấy byte?",
            tells="Giá trị đã đúng. Đổi W_q sang np.int8.",
        ),
        Misconception(
            "đổi sang int32",
            costs=("TODO 3",),
            edits={".astype(np.int8)": ".astype(np.int32)"},
            asks="Hãy xem W_q.dtype: mỗi mã của bạn đang tốn mấy byte?",
            tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi W_q sang np.int8.",
        ),
        Misconception(
            "đổi sang uint8",
            costs=("TODO 3",),
            edits={".astype(np.int8)": ".astype(np.int8).astype(np.uint8)"},
            asks="uint8 có chứa được mã âm không?",
            tells="Mã có dấu thì kiểu là np.int8.",
        ),
    ),
    variants=(
        Variant("float64", {ROUND: "np.rint(W.astype(np.float64) / s)"}),
        Variant("s kiểu float64", {"largest / qmax)": "np.asarray(largest, dtype=np.float64) / qmax)"}),
        Variant("np.round", {"np.rint(": "np.round("}),
        Variant("không cắt, vì không mã nào vượt", {CODES: ROUND}),
        Variant("minimum và maximum", {CODES: "np.minimum(np.maximum(np.rint(W / s), -qmax), qmax)"}),
        Variant("dịch bit", {LARGEST_CODE: "(1 << (bits - 1)) - 1"}),
        Variant(
            "lớn nhất của hai đầu",
            {
                "np.max(np.abs(W), axis=others, keepdims=axis is not None)": "np.maximum(W.max(axis=others, keepdims=axis is not None), -W.min(axis=others, keepdims=axis is not None))",
            },
        ),
        Variant(
            "moveaxis rồi reshape",
            {
                "largest = np.max(np.abs(W), axis=others, keepdims=axis is not None)": "if axis is None:\n"
                "        largest = np.abs(W).max()\n"
                "    else:\n"
                "        largest = np.abs(np.moveaxis(W, axis, 0)).reshape(W.shape[axis], -1).max(axis=1)\n"
                "        largest = largest.reshape([-1 if k == axis else 1 for k in range(W.ndim)])",
            },
        ),
        Variant(
            "vòng lặp qua các kênh",
            {
                "largest = np.max(np.abs(W), axis=others, keepdims=axis is not None)": "largest = np.zeros([W.shape[k] if k == axis else 1 for k in range(W.ndim)])\n"
                "    for k in range(largest.size):\n"
                "        largest.flat[k] = np.abs(W if axis is None else np.take(W, k, axis)).max()\n"
                "    largest = largest.item() if axis is None else largest",
            },
        ),
        Variant("nhân với 1/s", {ROUND: "np.rint(W * (1 / s))"}),
    ),
)


# ---------------------------------------------------------------- quantize_groupwise, TODO 4


def draw_groups(rng):
    """Rows of uneven groups; the columns hold at least two groups, and never as many as a group has weights."""
    group, groups = (int(n) for n in rng.choice([2, 3, 4, 5], 2, replace=False))
    rows = int(rng.integers(2, 5))
    sizes = 10 ** rng.uniform(-1.0, 0.7, (rows, groups, 1))
    W = (sizes * rng.uniform(-1, 1, (rows, groups, group))).reshape(rows, -1).astype(np.float32)
    return {"W": W, "bits": int(rng.integers(3, 9)), "group": group}


def groups_away_from_ties(W, bits, group):
    return weights_away_from_ties(W.reshape(-1, group), bits, axis=0)


FILL = "W_q[i, run], s[i, j : j + 1] = quantize_symmetric(W[i, run], bits)"
LOOPS = f"""\
    for i in range(rows):
        for j in range(columns // group):
            run = slice(j * group, (j + 1) * group)
            {FILL}"""

QUANTIZE_GROUPWISE = Exercise(
    function="quantize_groupwise",
    title="Lượng tử hóa theo nhóm",
    reference=reference.quantize_groupwise,
    uses=("quantize_symmetric",),
    parts=(
        Part(
            "TODO 4",
            points=2,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"W": float32([[0.7, -0.2, 7.0, 1.0], [-0.14, 0.1, 0.35, 0.21]]), "bits": 4, "group": 2},
                ),
                Visible(
                    "nhóm 4, có nhóm toàn số âm và nhóm toàn số 0",
                    {
                        "W": float32(
                            [
                                [0.3, -0.11, 0.24, 0.07, 9.0, 0.2, -0.15, 0.31],
                                [-0.4, -0.08, -0.17, -0.02, -0.21, 0.13, 0.05, -0.3],
                                [-0.6, 0.33, 0.1, 0.27, 0.9, -0.44, 0.71, 0.18],
                                [0.05, -0.01, 0.03, 0.02, 0.0, 0.0, 0.0, 0.0],
                            ]
                        ),
                        "bits": 4,
                        "group": 4,
                    },
                ),
                Visible(
                    "nhóm 3, 5 bit",
                    {
                        "W": float32(
                            [
                                [1.2, -0.4, 0.9, 0.05, 0.02, -0.08, 3.1, -2.2, 0.6, 0.4, -0.7, 0.25],
                                [0.35, 0.93, -1.8, 0.5, -0.2, 0.14, -0.06, 0.013, 0.04, 2.4, 1.1, -0.3],
                                [-0.2, 0.7, 0.33, -5.0, 1.6, 2.6, 0.8, -0.9, 0.35, 0.02, 0.07, -0.04],
                            ]
                        ),
                        "bits": 5,
                        "group": 3,
                    },
                ),
            ),
            draw=draw_until(draw_groups, groups_away_from_ties),
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Nhóm j của hàng i gồm những cột nào?",
    tells="Các cột từ j·group đến trước (j+1)·group. Đưa đúng đoạn ấy của hàng i vào quantize_symmetric.",
    misconceptions=(
        Misconception(
            "mọi nhóm dùng chung thước của cả hàng",
            costs=("TODO 4",),
            edits={FILL: "W_q[i], s[i, j] = quantize_symmetric(W[i], bits)"},
            asks="Nhóm toàn số nhỏ của bạn có s bằng với nhóm toàn số lớn không?",
            tells="Chỉ đưa đoạn của nhóm, W[i, j·group : (j+1)·group], vào quantize_symmetric.",
        ),
        Misconception(
            "mọi nhóm dùng chung thước của cả ma trận",
            costs=("TODO 4",),
            edits={FILL: "W_q[:], s[i, j] = quantize_symmetric(W, bits)"},
            asks="Mọi phần tử của s có bằng nhau không, và có nên bằng nhau không?",
            tells="Chỉ đưa đoạn của nhóm, W[i, j·group : (j+1)·group], vào quantize_symmetric.",
        ),
        Misconception(
            "mọi hàng dùng chung thước của nhóm j",
            costs=("TODO 4",),
            edits={FILL: "W_q[:, run], s[:, j] = quantize_symmetric(W[:, run], bits)"},
            asks="Hai hàng to nhỏ khác nhau, s[0, j] và s[1, j] của bạn có bằng nhau không?",
            tells="Nhóm nằm gọn trong một hàng: chỉ đưa W[i, j·group : (j+1)·group] vào quantize_symmetric.",
        ),
        Misconception(
            "quên điền s",
            costs=("TODO 4",),
            edits={FILL: "W_q[i, run] = quantize_symmetric(W[i, run], bits)[0]"},
            asks="quantize_symmetric trả về hai thứ. Thứ hai của bạn đi đâu?",
            tells="Các mã đã đúng. Gán độ co giãn của nhóm vào s[i, j].",
        ),
        Misconception(
            "quên nhân j với group",
            costs=("TODO 4",),
            edits={"slice(j * group, (j + 1) * group)": "slice(j, j + group)"},
            asks="Với group = 4, nhóm 1 bắt đầu ở cột 1 hay cột 4?",
            tells="Nhóm j bắt đầu ở cột j·group.",
        ),
        Misconception(
            "bỏ sót trọng số cuối của mỗi nhóm",
            costs=("TODO 4",),
            edits={"(j + 1) * group)": "(j + 1) * group - 1)"},
            asks="Đoạn W[i, 0:4] có bao nhiêu trọng số? Nó có gồm cột 4 không?",
            tells="Lát cắt của Python đã dừng trước đầu cuối, nên viết (j+1)·group, không trừ 1.",
        ),
        Misconception(
            "nhóm gồm các cột cách đều nhau",
            costs=("TODO 4",),
            edits={"slice(j * group, (j + 1) * group)": "slice(j, columns, columns // group)"},
            asks="Một nhóm gồm các trọng số liền nhau hay cách đều nhau?",
            tells="Các trọng số của một nhóm đứng liền nhau trong hàng.",
        ),
        Misconception(
            "coi group là số nhóm của mỗi hàng",
            costs=("TODO 4",),
            edits={
                "s = np.zeros((rows, columns // group), dtype=np.float32)": "s = np.zeros((rows, group), dtype=np.float32)",
                "for j in range(columns // group):": "for j in range(group):",
                "slice(j * group, (j + 1) * group)": "slice(j * (columns // group), (j + 1) * (columns // group))",
            },
            asks="group là số nhóm, hay là số trọng số trong một nhóm?",
            tells="Mỗi nhóm có group trọng số, nên mỗi hàng có columns // group nhóm.",
        ),
        Misconception(
            "chia nhóm theo cột",
            costs=("TODO 4",),
            edits={
                "s = np.zeros((rows, columns // group), dtype=np.float32)": "s = np.zeros((rows // group, columns), dtype=np.float32)",
                "for i in range(rows):": "for i in range(columns):",
                "for j in range(columns // group):": "for j in range(rows // group):",
                FILL: "W_q[run, i], s[j, i] = quantize_symmetric(W[run, i], bits)",
            },
            asks="Các trọng số của một nhóm nằm trên cùng một hàng hay cùng một cột?",
            tells="Nhóm chạy dọc theo hàng: W[i, j·group : (j+1)·group].",
        ),
        Misconception(
            "quên xếp lại về chiều của W",
            costs=("TODO 4",),
            edits={LOOPS: "    W_q, s = quantize_symmetric(W.reshape(-1, group), bits, axis=0)"},
            asks="W_q phải có chiều nào, s phải có chiều nào?",
            tells="Từng nhóm đã đúng. Xếp W_q về chiều (rows, columns), s về chiều (rows, columns // group).",
        ),
        Misconception(
            "bỏ sót nhóm cuối",
            costs=("TODO 4",),
            edits={"for j in range(columns // group):": "for j in range(columns // group - 1):"},
            asks="range(n − 1) dừng ở số nào?",
            tells="Mỗi hàng có columns // group nhóm, đánh số từ 0, nên lặp range(columns // group).",
        ),
    ),
    variants=(
        Variant(
            "reshape, mỗi nhóm một hàng",
            {
                LOOPS: "    W_q, s = quantize_symmetric(W.reshape(-1, group), bits, axis=0)\n"
                "    W_q, s = W_q.reshape(W.shape), s.reshape(rows, -1)",
            },
        ),
        Variant(
            "không gọi quantize_symmetric",
            {
                LOOPS: "    parts = W.reshape(rows, -1, group)\n"
                "    s = np.abs(parts).max(axis=2) / (2 ** (bits - 1) - 1)\n"
                "    s[s == 0] = 1\n"
                "    W_q = np.round(parts / s[:, :, None]).reshape(W.shape).astype(np.int8)",
            },
        ),
        Variant(
            "np.split",
            {
                "            run = slice(j * group, (j + 1) * group)\n"
                f"            {FILL}": "            part = np.split(W[i], columns // group)[j]\n"
                "            W_q[i, j * group : j * group + group], s[i, j] = quantize_symmetric(part, bits)",
            },
        ),
        Variant(
            "lặp theo cột đầu của nhóm",
            {
                "        for j in range(columns // group):\n"
                "            run = slice(j * group, (j + 1) * group)\n"
                f"            {FILL}": "        for first in range(0, columns, group):\n"
                "            codes, scale = quantize_symmetric(W[i, first : first + group], bits)\n"
                "            W_q[i, first : first + group] = codes\n"
                "            s[i, first // group] = scale",
            },
        ),
    ),
)


# ---------------------------------------------------------------- bits_per_weight, TODO 5


def draw_formats(rng):
    return {
        "bits": int(rng.integers(2, 9)),
        "group": int(rng.choice([3, 5, 16, 24, 32, 48, 64, 100, 128])),
        "scale_bits": int(rng.choice([6, 10, 14, 20, 28])),
    }


AVERAGE = "bits + scale_bits / group"

BITS_PER_WEIGHT = Exercise(
    function="bits_per_weight",
    title="Số bit mỗi trọng số",
    reference=reference.bits_per_weight,
    parts=(
        Part(
            "TODO 5",
            points=0.5,
            visible=(
                Visible("ví dụ trong bài", {"bits": 4, "group": 32, "scale_bits": 16}),
                Visible("3 bit, nhóm 64, độ co giãn float16", {"bits": 3, "group": 64, "scale_bits": 16}),
                Visible("8 bit, nhóm 128, độ co giãn float32", {"bits": 8, "group": 128, "scale_bits": 32}),
                Visible("2 bit, mỗi trọng số một độ co giãn", {"bits": 2, "group": 1, "scale_bits": 16}),
                Visible("4 bit, nhóm 4096", {"bits": 4, "group": 4096, "scale_bits": 16}),
            ),
            draw=draw_formats,
            equality=NEARLY_EXACT,
        ),
    ),
    asks="Cả một nhóm tốn bao nhiêu bit, và nhóm có bao nhiêu trọng số?",
    tells="Độ co giãn được chia đều cho cả nhóm: bits + scale_bits / group.",
    misconceptions=(
        Misconception(
            "quên độ co giãn",
            costs=("TODO 5",),
            edits={AVERAGE: "float(bits)"},
            asks="Không có s thì đọc ngược các mã bằng cách nào?",
            tells="Mỗi nhóm còn phải cất một độ co giãn. Cộng thêm scale_bits / group.",
        ),
        Misconception(
            "mỗi trọng số mang cả độ co giãn",
            costs=("TODO 5",),
            edits={AVERAGE: "bits + scale_bits"},
            asks="Bao nhiêu trọng số dùng chung một độ co giãn?",
            tells="Chia scale_bits cho group.",
        ),
        Misconception(
            "chia cả số bit của mã cho group",
            costs=("TODO 5",),
            edits={AVERAGE: "(bits + scale_bits) / group"},
            asks="Mã của mỗi trọng số có được dùng chung không?",
            tells="Chỉ độ co giãn dùng chung. Phép chia cho group chỉ dành cho scale_bits.",
        ),
        Misconception(
            "chia group cho scale_bits",
            costs=("TODO 5",),
            edits={AVERAGE: "bits + group / scale_bits"},
            asks="Nhóm to ra thì phần của mỗi trọng số tăng hay giảm?",
            tells="Là scale_bits / group: nhóm càng to, phần ấy càng nhỏ.",
        ),
        Misconception(
            "chia lấy phần nguyên",
            costs=("TODO 5",),
            edits={AVERAGE: "bits + scale_bits // group"},
            asks="16 bit chia cho 32 trọng số là 0 bit hay nửa bit?",
            tells="Kết quả là số thực. Dùng /, không dùng //.",
        ),
        Misconception(
            "làm tròn đến hai chữ số",
            costs=("TODO 5",),
            edits={AVERAGE: "round(bits + scale_bits / group, 2)"},
            asks="Với nhóm 4096, phần của độ co giãn còn lại bao nhiêu sau khi làm tròn?",
            tells="Trả về số thực nguyên vẹn. Chỉ làm tròn khi in ra.",
        ),
        Misconception(
            "tính độ co giãn bằng byte",
            costs=("TODO 5",),
            edits={AVERAGE: "bits + scale_bits / 8 / group"},
            asks="scale_bits đã là bit hay là byte?",
            tells="scale_bits đã tính bằng bit, đừng chia cho 8.",
        ),
    ),
    variants=(
        Variant("cả nhóm rồi chia", {AVERAGE: "(bits * group + scale_bits) / group"}),
        Variant("np.divide", {AVERAGE: "np.add(bits, np.divide(scale_bits, group))"}),
        Variant("float32", {AVERAGE: "np.float32(bits) + np.float32(scale_bits) / np.float32(group)"}),
    ),
)


# ---------------------------------------------------------------- pack_int4, TODO 6 and 7


def draw_codes(rng, shape):
    """Codes of all of [-8, 7]: the first pair has a negative code in front, the second one behind."""
    q = rng.integers(-8, 8, shape)
    q[..., :4] = rng.integers(-8, 0), rng.integers(1, 7), rng.integers(1, 8), rng.integers(-8, 0)
    return q.astype(np.int8)


def draw_a_row(rng):
    return {"q": draw_codes(rng, 2 * int(rng.integers(3, 7)))}


def draw_rows(rng):
    """An even number of rows, so that packing along the wrong axis does not stop with an error."""
    return {"q": draw_codes(rng, (2 * int(rng.integers(1, 3)), 2 * int(rng.integers(3, 6))))}


NIBBLES = "q.astype(np.uint8) & 0x0F"
PACKED = "nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)"

PACK_INT4 = Exercise(
    function="pack_int4",
    title="Đóng gói hai mã 4 bit vào một byte",
    reference=reference.pack_int4,
    parts=(
        Part(
            "TODO 6",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"q": np.array([3, -3, 7, -8], dtype=np.int8)}),
                Visible("mã âm đứng trước, mã dương đứng sau", {"q": np.array([-1, 1, -8, 5, 2, 6], dtype=np.int8)}),
            ),
            draw=draw_a_row,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 7",
            points=1,
            visible=(
                Visible("chỉ có mã dương", {"q": np.array([1, 2, 3, 4, 5, 6], dtype=np.int8)}),
                Visible(
                    "ma trận hai hàng, mỗi hàng ba byte",
                    {"q": np.array([[0, 1, 7, -2, -5, 3], [-7, 4, 2, -8, 6, -1]], dtype=np.int8)},
                ),
            ),
            draw=draw_rows,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Mã đứng trước nằm ở bốn bit nào của byte, mã đứng sau ở bốn bit nào?",
    tells="Giữ bốn bit thấp của mỗi mã trên uint8, rồi ghép: mã trước, cộng với mã sau dịch trái 4 bit.",
    misconceptions=(
        Misconception(
            "quên giữ bốn bit thấp",
            costs=("TODO 6",),
            edits={NIBBLES: "q.astype(np.uint8)"},
            asks="−1 trong uint8 là 11111111. Bốn bit cao của nó sẽ đè lên mã nào?",
            tells="Dùng & 15 (0x0F) để giữ lại bốn bit thấp trước khi ghép.",
        ),
        Misconception(
            "cộng 16 cả vào mã không âm",
            costs=("TODO 6",),
            edits={NIBBLES: "(q + 16).astype(np.uint8)"},
            asks="Mã 3 của bạn thành 3 hay 19? 19 có vừa bốn bit không?",
            tells="Chỉ mã âm mới cộng 16. Đổi sang uint8 rồi & 15 thì đúng cho mọi mã.",
        ),
        Misconception(
            "cộng 8 thay vì bù hai",
            costs=("TODO 6",),
            edits={NIBBLES: "(q + 8).astype(np.uint8)"},
            asks="Mã 0 của bạn thành nửa byte 0 hay 8?",
            tells="Cộng 8 là kiểu của Q4_0. ONNX dùng bù hai: chỉ giữ bốn bit thấp của mã.",
        ),
        Misconception(
            "bỏ mất dấu",
            costs=("TODO 6",),
            edits={NIBBLES: "np.abs(q).astype(np.uint8) & 0x0F"},
            asks="3 và −3 của bạn có thành cùng một nửa byte không?",
            tells="Bù hai đã giữ dấu trong bốn bit thấp: đổi sang uint8 rồi & 15, không lấy trị tuyệt đối.",
        ),
        Misconception(
            "nhân và cộng ngay trên int8",
            costs=("TODO 6",),
            edits={NIBBLES: "q", PACKED: "nibbles[..., 0::2] + 16 * nibbles[..., 1::2]"},
            asks="16 nhân với 8 có vừa trong int8 không? Cộng thêm một mã âm thì nửa cao có còn nguyên không?",
            tells="Đổi sang uint8 và giữ bốn bit thấp của mỗi mã trước, rồi mới ghép.",
        ),
        Misconception(
            "để các byte ở int32",
            costs=("TODO 6",),
            edits={NIBBLES: "q.astype(np.int32) & 0x0F"},
            asks="Hãy xem p.dtype: mỗi byte của bạn đang chiếm mấy byte trong bộ nhớ?",
            tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi sang np.uint8.",
        ),
        Misconception(
            "chỉ giữ ba bit",
            costs=("TODO 6",),
            edits={"& 0x0F": "& 0x07"},
            asks="−3 viết bằng bốn bit là 1101. Chỉ giữ ba bit cuối thì còn phân biệt được nó với 5 không?",
            tells="Bit thứ tư là bit dấu, đừng bỏ nó. Giữ bốn bit thấp bằng & 15, tức 00001111.",
        ),
        Misconception(
            "cắt mã âm về 0",
            costs=("TODO 6",),
            edits={NIBBLES: "np.clip(q, 0, 15).astype(np.uint8)"},
            asks="Các mã âm của bạn đi đâu mất?",
            tells="Mã âm viết theo bù hai: −1 là 15, −8 là 8. Đổi sang uint8 rồi & 15.",
        ),
        Misconception(
            "tráo nửa thấp với nửa cao",
            costs=("TODO 7",),
            edits={PACKED: "nibbles[..., 1::2] | (nibbles[..., 0::2] << 4)"},
            asks="Mã đứng trước phải nằm ở nửa thấp hay nửa cao?",
            tells="Dịch trái 4 bit mã đứng sau, không phải mã đứng trước.",
        ),
        Misconception(
            "ghép nửa đầu với nửa cuối của hàng",
            costs=("TODO 7",),
            edits={
                PACKED: "nibbles[..., : q.shape[-1] // 2] | (nibbles[..., q.shape[-1] // 2 :] << 4)",
            },
            asks="Hai mã nằm chung một byte có đứng cạnh nhau không?",
            tells="Đây là kiểu của Q4_0. ONNX ghép hai mã liền nhau: 0::2 với 1::2.",
        ),
        Misconception(
            "quên dịch mã đứng sau",
            costs=("TODO 7",),
            edits={"(nibbles[..., 1::2] << 4)": "nibbles[..., 1::2]"},
            asks="Hai mã của bạn có đang nằm chồng lên nhau không?",
            tells="Dịch mã đứng sau sang trái 4 bit rồi mới ghép.",
        ),
        Misconception(
            "trả về int8",
            costs=("TODO 7",),
            edits={
                "(nibbles[..., 1::2] << 4)": "(nibbles[..., 1::2] << 4).astype(np.uint8)",
                "return p": "return p.astype(np.int8)",
            },
            asks="Byte 211 có vừa trong int8 không?",
            tells="Một byte đã đóng gói không có dấu: kiểu là np.uint8.",
        ),
        Misconception(
            "trả về một hàng dài",
            costs=("TODO 7",),
            edits={PACKED: "nibbles.ravel()[0::2] | (nibbles.ravel()[1::2] << 4)"},
            asks="q có hai hàng thì p có mấy hàng?",
            tells="Chỉ trục cuối ngắn còn một nửa, các trục khác giữ nguyên: nibbles[..., 0::2] và nibbles[..., 1::2].",
        ),
        Misconception(
            "đóng gói theo trục đầu",
            costs=("TODO 7",),
            edits={PACKED: "nibbles[0::2] | (nibbles[1::2] << 4)"},
            asks="Với ma trận, hai mã ghép với nhau nằm trên cùng một hàng hay cùng một cột?",
            tells="Ghép dọc theo trục cuối: nibbles[..., 0::2] và nibbles[..., 1::2].",
        ),
    ),
    variants=(
        Variant("chia lấy dư", {NIBBLES: "(q % 16).astype(np.uint8)"}),
        Variant("np.where", {NIBBLES: "np.where(q < 0, q + 16, q).astype(np.uint8)"}),
        Variant("view", {NIBBLES: "q.view(np.uint8) & 15"}),
        Variant("nhân và cộng", {PACKED: "nibbles[..., 0::2] + nibbles[..., 1::2] * 16"}),
        Variant(
            "trên int64",
            {
                NIBBLES: "q.astype(np.int64) & 15",
                PACKED: "(nibbles[..., 0::2] | nibbles[..., 1::2] << 4).astype(np.uint8)",
            },
        ),
        Variant(
            "reshape thành cặp",
            {
                PACKED: "nibbles.reshape(*q.shape[:-1], -1, 2) @ np.array([1, 16], dtype=np.uint8)",
            },
        ),
        Variant(
            "vòng lặp",
            {
                f"p = {PACKED}": "p = np.zeros((*q.shape[:-1], q.shape[-1] // 2), dtype=np.uint8)\n"
                "    for k in range(p.shape[-1]):\n"
                "        p[..., k] = nibbles[..., 2 * k] + 16 * nibbles[..., 2 * k + 1]",
            },
        ),
    ),
)


# ---------------------------------------------------------------- unpack_int4, TODO 8 and 9


def draw_bytes(rng, shape):
    """Bytes that differ, some with a negative code in a half; 0x78 has the codes next to the change of sign."""
    p = rng.integers(0, 256, shape)
    p[..., :3] = 0x78, 16 * rng.integers(1, 7) + rng.integers(9, 16), 16 * rng.integers(9, 16) + rng.integers(1, 7)
    return p.astype(np.uint8)


def draw_a_row_of_bytes(rng):
    return {"p": draw_bytes(rng, int(rng.integers(4, 8)))}


def draw_rows_of_bytes(rng):
    return {"p": draw_bytes(rng, (int(rng.integers(2, 4)), int(rng.integers(3, 6))))}


STACKED = "np.stack([low, high], axis=-1)"
SIGNED = "np.where(q >= 8, q - 16, q)"

UNPACK_INT4 = Exercise(
    function="unpack_int4",
    title="Mở gói và mở rộng dấu",
    reference=reference.unpack_int4,
    parts=(
        Part(
            "TODO 8",
            points=1,
            visible=(
                Visible("chỉ có mã dương", {"p": np.array([0x21, 0x43, 0x65], dtype=np.uint8)}),
                Visible("ma trận hai hàng", {"p": np.array([[211, 135, 16], [240, 15, 94]], dtype=np.uint8)}),
            ),
            draw=draw_rows_of_bytes,
            equality=EXACT_WITH_DTYPE,
        ),
        Part(
            "TODO 9",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"p": np.array([211, 135], dtype=np.uint8)}),
                Visible("các mã −8, 7, −1, 0", {"p": np.array([0x78, 0x0F, 0x87, 0xF0], dtype=np.uint8)}),
            ),
            draw=draw_a_row_of_bytes,
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Nửa byte 1101 là 13. Nó phải trở lại thành mã nào, và nửa nào ra trước?",
    tells="Nửa thấp p & 15 ra trước, nửa cao p >> 4 ra sau; nửa byte từ 8 trở lên thì trừ 16, trên int8.",
    misconceptions=(
        Misconception(
            "tráo nửa thấp với nửa cao",
            costs=("TODO 8",),
            edits={STACKED: "np.stack([high, low], axis=-1)"},
            asks="pack_int4 đã đặt mã đứng trước ở nửa nào?",
            tells="Nửa thấp ra trước, nửa cao ra sau.",
        ),
        Misconception(
            "nối hai nửa thay vì xếp xen kẽ",
            costs=("TODO 8",),
            edits={f"{STACKED}.reshape(*p.shape[:-1], -1)": "np.concatenate([low, high], axis=-1)"},
            asks="Hai mã của byte đầu tiên có đứng cạnh nhau trong kết quả không?",
            tells="Xếp xen kẽ: thấp, cao, thấp, cao… Chẳng hạn np.stack theo trục cuối rồi reshape.",
        ),
        Misconception(
            "quên bỏ bốn bit cao",
            costs=("TODO 8",),
            edits={"p & 0x0F": "p"},
            asks="Nửa thấp của byte 135 là 7 hay 135?",
            tells="Nửa thấp là p & 15.",
        ),
        Misconception(
            "quên dịch nửa cao",
            costs=("TODO 8",),
            edits={"p >> 4": "p & 0xF0"},
            asks="Nửa cao của byte 135 là 8 hay 128?",
            tells="Dịch sang phải 4 bit: p >> 4.",
        ),
        Misconception(
            "trả về một hàng dài",
            costs=("TODO 8",),
            edits={"reshape(*p.shape[:-1], -1)": "reshape(-1)"},
            asks="p có hai hàng thì kết quả có mấy hàng?",
            tells="Chỉ trục cuối dài gấp đôi, các trục khác giữ nguyên: reshape(*p.shape[:-1], -1).",
        ),
        Misconception(
            "quên mở rộng dấu",
            costs=("TODO 9",),
            edits={SIGNED: "q"},
            asks="Kết quả của bạn có mã âm nào không?",
            tells="Nửa byte từ 8 đến 15 là mã âm: trừ đi 16.",
        ),
        Misconception(
            "trừ 16 ở mọi nửa byte",
            costs=("TODO 9",),
            edits={SIGNED: "q - 16"},
            asks="Nửa byte 3, tức 0011, có bit dấu bằng mấy? Nó thành mã nào?",
            tells="Chỉ trừ 16 khi nửa byte từ 8 trở lên; nhỏ hơn 8 thì giữ nguyên.",
        ),
        Misconception(
            "trừ 8 thay vì mở rộng dấu",
            costs=("TODO 9",),
            edits={SIGNED: "q - 8"},
            asks="Nửa byte 0 của bạn thành mã nào? Mã 0 thì đóng gói thành nửa byte nào?",
            tells="Trừ 8 là kiểu của Q4_0. Với bù hai, chỉ trừ 16 ở những nửa byte từ 8 trở lên.",
        ),
        Misconception(
            "trừ trên uint8 nên quay vòng",
            costs=("TODO 9",),
            edits={"nibbles.astype(np.int8)": "nibbles"},
            asks="uint8 có chứa được −3 không? 13 − 16 trên uint8 ra số nào?",
            tells="Đổi sang np.int8 trước, rồi mới trừ 16.",
        ),
        Misconception(
            "trả về int32",
            costs=("TODO 9",),
            edits={"nibbles.astype(np.int8)": "nibbles.astype(np.int32)"},
            asks="Hãy xem q.dtype: mỗi mã của bạn đang tốn mấy byte?",
            tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi sang np.int8.",
        ),
        Misconception(
            "trả về int64",
            costs=("TODO 9",),
            edits={"nibbles.astype(np.int8)": "nibbles.astype(np.int64)"},
            asks="Hãy xem q.dtype: mỗi mã của bạn đang tốn mấy byte?",
            tells="Giá trị đã đúng, nhưng int64 dài 8 byte. Đổi sang np.int8.",
        ),
        Misconception(
            "bỏ sót mã −8",
            costs=("TODO 9",),
            edits={"q >= 8": "q > 8"},
            asks="Nửa byte 8, tức 1000, có bit dấu bằng mấy?",
            tells="Bit dấu bằng 1 từ 8 trở lên: q >= 8.",
        ),
        Misconception(
            "coi 7 là số âm",
            costs=("TODO 9",),
            edits={"q >= 8": "q >= 7"},
            asks="7 là 0111. Bit dấu của nó bằng mấy?",
            tells="Chỉ trừ 16 khi nửa byte từ 8 trở lên.",
        ),
        Misconception(
            "trừ 15 thay vì 16",
            costs=("TODO 9",),
            edits={"q - 16": "q - 15"},
            asks="4 bit có bao nhiêu giá trị? 1111 phải thành −1 hay 0?",
            tells="4 bit có 16 giá trị, nên trừ 16.",
        ),
        Misconception(
            "coi bit cao nhất chỉ là dấu trừ",
            costs=("TODO 9",),
            edits={"q - 16": "8 - q"},
            asks="1111 của bạn thành −7 hay −1?",
            tells="Bù hai không phải là dấu kèm độ lớn: nửa byte n từ 8 trở lên ứng với n − 16.",
        ),
    ),
    variants=(
        Variant("xor rồi trừ", {SIGNED: "(q ^ 8) - 8"}),
        Variant("dịch trái rồi dịch phải", {SIGNED: "np.right_shift(np.left_shift(q, 4), 4)"}),
        Variant(
            "bảng tra",
            {
                SIGNED: "np.array([0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1], dtype=np.int8)[q]",
            },
        ),
        Variant("cộng 8 chia dư", {SIGNED: "(q + 8) % 16 - 8"}),
        Variant(
            "điền xen kẽ",
            {
                f"nibbles = {STACKED}.reshape(*p.shape[:-1], -1)": "nibbles = np.zeros((*p.shape[:-1], 2 * p.shape[-1]), dtype=np.uint8)\n"
                "    nibbles[..., 0::2] = low\n"
                "    nibbles[..., 1::2] = high",
            },
        ),
        Variant(
            "np.repeat",
            {
                f"nibbles = {STACKED}.reshape(*p.shape[:-1], -1)": "nibbles = np.repeat(p, 2, axis=-1)\n"
                "    nibbles[..., 0::2] %= 16\n"
                "    nibbles[..., 1::2] //= 16",
            },
        ),
        Variant(
            "trên int64",
            {
                "nibbles.astype(np.int8)": "nibbles.astype(np.int64)",
                SIGNED: "np.where(q > 7, q - 16, q).astype(np.int8)",
            },
        ),
    ),
)


LESSON = LessonExercises(
    lesson="bai03_do_hat",
    title="Độ hạt: theo tensor, theo kênh, theo nhóm, đóng gói bit",
    question="Cả ma trận dùng chung một cây thước thì kênh nhỏ mất gì?",
    teaches="Lượng tử hóa đối xứng theo tensor, theo kênh, theo nhóm; tính số bit mỗi trọng số; xếp hai mã 4 bit vào một byte.",
    reproduces="Kênh to nhỏ khác nhau thì 8 bit theo tensor hỏng, theo kênh vẫn đúng, như MobileNetV2 trong [Nagel và cộng sự, 2019](https://arxiv.org/abs/1906.04721)",
    hours=3,
    exercises=(QUANTIZE_SYMMETRIC, QUANTIZE_GROUPWISE, BITS_PER_WEIGHT, PACK_INT4, UNPACK_INT4),
)
