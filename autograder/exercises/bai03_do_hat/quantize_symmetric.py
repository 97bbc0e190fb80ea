"""Weights on a symmetric scale, for the whole tensor or for each channel."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from autograder import reference
from autograder.exercises.bai03_do_hat.weights import (
    NEARLY_EXACT,
    NEARLY_EXACT_WITH_DTYPE,
    float32,
    weights_away_from_ties,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until


def draw_uneven(rng: Generator, shape: tuple[int, ...], axis: int) -> NDArray[np.float32]:
    """Weights whose channels differ in size up to some fifty times, rounded so that they read well."""
    along = [-1 if place == axis else 1 for place in range(len(shape))]
    sizes = 10 ** rng.uniform(-1.0, 0.7, shape[axis]).reshape(along)
    return (sizes * rng.uniform(-1, 1, shape)).astype(np.float32)


def draw_by_channel(rng: Generator) -> Args:
    shape = tuple(int(n) for n in rng.integers(2, 6, size=int(rng.choice([2, 3]))))
    axis = int(rng.integers(len(shape)))
    return {"W": draw_uneven(rng, shape, axis), "bits": int(rng.integers(3, 9)), "axis": axis}


def draw_with_a_channel_of_zeros(rng: Generator) -> Args:
    """The channels are the columns, the last axis: the scales fit whether or not its length-1 axes are kept."""
    shape = int(rng.integers(2, 6)), int(rng.integers(3, 6))
    W = draw_uneven(rng, shape, 1)
    W[:, rng.integers(shape[1])] = 0
    return {"W": W, "bits": int(rng.integers(3, 9)), "axis": 1}


def draw_by_tensor(rng: Generator) -> Args:
    shape = tuple(int(n) for n in rng.integers(2, 6, size=2))
    return {"W": rng.uniform(-2, 2, shape).astype(np.float32), "bits": int(rng.integers(2, 9))}


LARGEST_CODE = "2 ** (bits - 1) - 1"
LARGEST_WEIGHT = "np.max(np.abs(W), axis=others, keepdims=axis is not None)"
SCALE = "np.where(largest == 0, 1, largest / qmax)"
ROUND = "np.rint(W / s)"
CODES = "np.clip(np.rint(W / s), -qmax, qmax)"

EXERCISE = Exercise(
    function="quantize_symmetric",
    title="Lượng tử hóa đối xứng, theo tensor hoặc theo kênh",
    reference=reference.quantize_symmetric,
    asks="Trọng số xa số 0 nhất của mỗi kênh là bao nhiêu, và nó phải thành mã nào?",
    tells="qmax = 2^(bits−1) − 1; lấy max|W| trên mọi trục trừ trục kênh, giữ chiều; s = max|W| / qmax; W_q là W / s, làm tròn rồi cắt.",
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            asks="Mã lớn nhất của bits bit là số nào? Trọng số xa số 0 nhất của mỗi kênh được tìm trên những trục nào?",
            tells="Thước đối xứng đi từ −qmax đến qmax. Trị tuyệt đối lớn nhất lấy trên mọi trục trừ trục kênh, và giữ lại số trục khi axis khác None. Hãy thử với axis = 0, axis = 1 và mảng bốn chiều.",
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
            misconceptions=(
                Misconception(
                    "quên trừ 1 ở mã lớn nhất",
                    kind="codes/count",
                    edits={LARGEST_CODE: "2 ** (bits - 1)"},
                    asks="np.int8 có chứa được mã 128 không?",
                    tells="Số 0 chiếm một mã, nên mã lớn nhất là 2^(bits−1) − 1: 127 với 8 bit.",
                ),
                Misconception(
                    "mã lớn nhất là số bước của cả thước",
                    kind="codes/count",
                    edits={LARGEST_CODE: "2**bits - 1"},
                    asks="Với 8 bit, số 0 nằm giữa thước thì mỗi bên có bao nhiêu bước?",
                    tells="2^bits − 1 là số bước của cả thước ở Bài 2. Thước đối xứng chia chúng cho hai bên: mã lớn nhất là 2^(bits−1) − 1.",
                ),
                Misconception(
                    "luôn dùng 8 bit",
                    kind="codes/fixed_bits",
                    edits={LARGEST_CODE: "127"},
                    asks="Với bits = 4, các mã đi đến đâu?",
                    tells="Tính mã lớn nhất từ bits, đừng viết số cố định.",
                ),
                Misconception(
                    "rút gọn trục kênh thay vì các trục còn lại",
                    kind="axis/other",
                    edits={"axis=others,": "axis=axis,"},
                    asks="Tham số axis của np.max là trục được giữ hay trục bị rút gọn?",
                    tells="np.max rút gọn các trục nó nhận. Hãy đưa cho nó mọi trục trừ trục kênh.",
                ),
                Misconception(
                    "quên keepdims",
                    kind="shape/dimensions",
                    edits={"keepdims=axis is not None": "keepdims=False"},
                    asks="s của bạn có chiều nào? Chia W cho nó, NumPy ghép hàng với hàng hay hàng với cột?",
                    tells="Thêm keepdims=True khi có axis, để s có cùng số trục với W.",
                ),
                Misconception(
                    "giữ chiều cả khi theo tensor",
                    kind="shape/dimensions",
                    edits={"keepdims=axis is not None": "keepdims=True"},
                    asks="Khi axis là None, s phải là một số hay một mảng?",
                    tells="Theo tensor thì s là một số. Chỉ giữ chiều khi có trục kênh: `keepdims=axis is not None`.",
                ),
                Misconception(
                    "chỉ đúng với ma trận hai chiều",
                    kind="axis/other",
                    edits={"axis=others,": "axis=None if axis is None else 1 - axis,"},
                    asks="Mảng ba chiều, kênh là trục 1: phải rút gọn những trục nào?",
                    tells="Rút gọn mọi trục trừ trục kênh. np.max nhận cả một bộ trục, ví dụ axis=(0, 2).",
                ),
                Misconception(
                    "một độ co giãn cho cả tensor",
                    kind="axis/shared",
                    edits={LARGEST_WEIGHT: "np.max(np.abs(W))"},
                    asks="Khi axis = 1, có bao nhiêu độ co giãn?",
                    tells="Có axis thì mỗi chỉ số của trục ấy có một độ co giãn riêng.",
                ),
                Misconception(
                    "coi axis = 0 như không có trục kênh",
                    kind="axis/shared",
                    edits={
                        "if other != axis)": "if not axis or other != axis)",
                        "keepdims=axis is not None": "keepdims=bool(axis)",
                    },
                    asks="Khi axis là 0, Python coi `if axis` là đúng hay sai?",
                    tells="0 cũng là một trục. Hãy so với None: `axis is None` hay `axis is not None`.",
                ),
                Misconception(
                    "lấy max mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={"np.max(np.abs(W),": "np.max(W,"},
                    asks="Với W = (−6, 1), trọng số nào xa số 0 nhất?",
                    tells="Lấy np.abs(W) trước, rồi mới lấy max.",
                ),
                Misconception(
                    "lấy trị tuyệt đối sau khi lấy max",
                    kind="scale/absolute",
                    edits={LARGEST_WEIGHT: "np.abs(np.max(W, axis=others, keepdims=axis is not None))"},
                    asks="Với W = (−6, 1), np.abs(np.max(W)) bằng 6 hay bằng 1?",
                    tells="Thứ tự là np.max(np.abs(W)): trị tuyệt đối ở bên trong.",
                ),
                Misconception(
                    "độ co giãn của thước bất đối xứng",
                    kind="scale/asymmetric",
                    edits={LARGEST_WEIGHT: "np.ptp(W, axis=others, keepdims=axis is not None) / 2"},
                    asks="Với W = (−6, 1), thước của bạn đi từ đâu đến đâu? Nó có với tới −6 không?",
                    tells="Đây là công thức của Bài 1, dành cho z tùy ý. Thước đối xứng dùng max|W| / qmax.",
                ),
            ),
        ),
        Part(
            "TODO 2",
            points=1,
            asks="Trọng số xa số 0 nhất phải thành mã nào? Vậy một bước dài bao nhiêu? Kênh toàn số 0 thì sao?",
            tells="Chia trị tuyệt đối lớn nhất cho mã lớn nhất. Chỉ những kênh có trị tuyệt đối lớn nhất bằng 0 mới nhận s là 1, các kênh khác giữ nguyên.",
            visible=(
                Visible(
                    "cột giữa toàn số 0, axis=1",
                    {"W": float32([[0.4, 0.0, 2.5], [-0.7, 0.0, -1.3]]), "bits": 8, "axis": 1},
                ),
                Visible("cả ma trận là số 0, theo tensor", {"W": float32([[0.0, 0.0], [0.0, 0.0]]), "bits": 4}),
            ),
            draw=draw_until(draw_with_a_channel_of_zeros, weights_away_from_ties),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "dùng cả mã −128",
                    kind="scale/asymmetric",
                    edits={"largest / qmax": "largest / (qmax + 1)", "-qmax, qmax)": "-qmax - 1, qmax)"},
                    asks="Một trọng số dương bằng đúng max|W| cần mã nào? int8 có mã ấy không?",
                    tells="Thước đối xứng bỏ mã nhỏ nhất: s = max|W| / qmax, các mã từ −qmax đến qmax.",
                ),
                Misconception(
                    "quên trường hợp toàn số 0",
                    kind="zero/special_case",
                    edits={SCALE: "largest / qmax"},
                    asks="Một kênh toàn số 0 có s bằng bao nhiêu? Chia cho số ấy thì ra gì?",
                    tells="Nơi nào max|W| bằng 0 thì cho s = 1, chẳng hạn bằng np.where.",
                ),
                Misconception(
                    "kênh toàn số 0 có s rất nhỏ thay vì 1",
                    kind="zero/special_case",
                    edits={SCALE: "np.maximum(largest / qmax, 1e-8)"},
                    asks="Đề bài quy ước s bằng bao nhiêu khi cả kênh là số 0?",
                    tells="Các mã đã đúng, nhưng quy ước ở đây là s = 1.",
                ),
                Misconception(
                    "đổi max|W| thành 1 rồi mới chia cho qmax",
                    kind="zero/special_case",
                    edits={SCALE: "np.where(largest == 0, 1, largest) / qmax"},
                    asks="Kênh toàn số 0 của bạn có s bằng 1, hay bằng 1 / qmax?",
                    tells="Quy ước là s = 1. Hãy chia cho qmax trước, rồi mới chọn bằng np.where.",
                ),
                Misconception(
                    "nâng max|W| lên một số rất nhỏ rồi mới chia cho qmax",
                    kind="zero/special_case",
                    edits={SCALE: "np.maximum(largest, 1e-8) / qmax"},
                    asks="Kênh toàn số 0 của bạn có s bằng bao nhiêu? Đề bài quy ước số nào?",
                    tells="Các mã đã đúng, nhưng nơi nào max|W| bằng 0 thì s là 1. Dùng np.where.",
                ),
                Misconception(
                    "một kênh toàn số 0 làm mọi kênh có s = 1",
                    kind="zero/special_case",
                    edits={SCALE: "1 if np.any(largest == 0) else largest / qmax", ROUND: "np.rint(W / np.asarray(s))"},
                    asks="Một kênh toàn số 0 thì các kênh khác có phải đổi thước không?",
                    tells="Chỉ kênh toàn số 0 mới có s = 1. Dùng np.where để chọn theo từng kênh.",
                ),
            ),
        ),
        Part(
            "TODO 3",
            points=1,
            asks="W dài mấy bước s? Số lẻ thì thành mã nào, và mã có kiểu gì?",
            tells="Chia cho s, làm tròn về số chẵn gần nhất, cắt về đoạn từ −qmax đến qmax, rồi đổi sang np.int8.",
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
            misconceptions=(
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={ROUND: "np.trunc(W / s)"},
                    asks="3.6 gần 3 hay gần 4? Hàm của bạn cho số nào?",
                    tells="astype hay np.trunc chỉ bỏ phần thập phân. Làm tròn bằng np.round trước.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={ROUND: "np.floor(W / s)"},
                    asks="3.6 gần 3 hay gần 4?",
                    tells="np.floor luôn đi xuống. Dùng np.round.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUND: "np.floor(W / s + 0.5)"},
                    asks="2.5 nằm giữa 2 và 3. Khóa học quy ước chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất, như np.round: 2.5 thành 2, còn 3.5 thành 4.",
                ),
                Misconception(
                    "nhân với s thay vì chia",
                    kind="scale/inverted",
                    edits={ROUND: "np.rint(W * s)"},
                    asks="s là độ dài một bước. Muốn biết W dài mấy bước thì nhân hay chia?",
                    tells="Chia W cho s.",
                ),
                Misconception(
                    "quên đổi kiểu",
                    kind="dtype/result",
                    edits={".astype(np.int8)": ""},
                    asks="Hãy xem W_q.dtype: mỗi mã của bạn đang tốn mấy byte?",
                    tells="Giá trị đã đúng. Đổi W_q sang np.int8.",
                ),
                Misconception(
                    "kết quả thành int32",
                    kind="dtype/result",
                    edits={".astype(np.int8)": ".astype(np.int32)"},
                    asks="Hãy xem W_q.dtype: mỗi mã của bạn đang tốn mấy byte?",
                    tells="Giá trị đã đúng, nhưng int32 dài 4 byte. Đổi W_q sang np.int8.",
                ),
                Misconception(
                    "kết quả thành uint8",
                    kind="dtype/result",
                    edits={".astype(np.int8)": ".astype(np.int8).astype(np.uint8)"},
                    asks="uint8 có chứa được mã âm không?",
                    tells="Mã có dấu thì kiểu là np.int8.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("float64", {ROUND: "np.rint(W.astype(np.float64) / s)"}),
        Variant("s kiểu float64", {"largest / qmax)": "np.asarray(largest, dtype=np.float64) / qmax)"}),
        Variant("np.round", {"np.rint(": "np.round("}),
        Variant(
            "không cắt, vì không mã nào vượt",
            {CODES: ROUND},
            note="Số lớn nhất chia cho s ra đúng qmax, nên ở đây bỏ phép cắt cũng không mã nào vượt.",
        ),
        Variant("minimum và maximum", {CODES: "np.minimum(np.maximum(np.rint(W / s), -qmax), qmax)"}),
        Variant("dịch bit", {LARGEST_CODE: "(1 << (bits - 1)) - 1"}),
        Variant(
            "lớn nhất của hai đầu",
            {
                "np.max(np.abs(W), axis=others, keepdims=axis is not None)": "np.maximum(W.max(axis=others, keepdims=axis is not None), -W.min(axis=others, keepdims=axis is not None))",
            },
            note="Trị tuyệt đối lớn nhất là số lớn hơn trong hai số max và −min, không cần tạo mảng trị tuyệt đối.",
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
