"""How much of each channel's size moves from the activations to the weights."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT, draw_matrix, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals


def draw_layer(rng: Generator) -> Args:
    rows = int(rng.integers(3, 6))
    return _layer(rng, rows, int(rng.integers(2, 5)))


def draw_square_layer(rng: Generator) -> Args:
    """As many columns as rows, so that a wrong axis fits, too."""
    return _layer(rng, 4, 4)


def _layer(rng: Generator, rows: int, columns: int) -> Args:
    W = rounded(draw_matrix(rng, (rows, columns)) * rng.uniform(0.2, 4.0, (rows, 1)))
    x_max = rounded(np.exp(rng.uniform(-1, 4, rows)))
    return {"x_max": x_max, "W": W, "alpha": float(rng.choice([0.2, 0.35, 0.6, 0.75, 0.8]))}


def tells_apart(x_max: Reals, W: Reals, alpha: float) -> bool:
    """Is the largest weight of some row negative, is no row's largest size near 1, and is none like a column's?"""
    w_max = np.abs(W).max(axis=1)
    return bool((W.max(axis=1) < w_max).any() and (np.abs(np.log(w_max)) > 0.1).any() and W.max(axis=1).min() > 0)


W = np.array([[0.5, -1.0], [0.25, 0.1], [2.0, -4.0]])
X_MAX = np.array([1.0, 16.0, 4.0])
LARGEST, SCALES = "np.max(np.abs(W), axis=1)", "x_max**alpha / w_max ** (1 - alpha)"

EXERCISE = Exercise(
    function="smoothing_scales",
    title="Hệ số làm mượt",
    reference=reference.smoothing_scales,
    asks="Số mũ nào đi với kích hoạt, số mũ nào đi với trọng số? Kênh j là hàng hay cột của W?",
    tells="s = x_max mũ α, chia cho w_max mũ 1 − α, với w_max là |W| lớn nhất của từng hàng.",
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            visible=(
                Visible("α bằng một nửa", {"x_max": X_MAX, "W": W, "alpha": 0.5}),
                Visible("α bằng 0", {"x_max": X_MAX, "W": W, "alpha": 0.0}),
                Visible("α bằng 1", {"x_max": X_MAX, "W": W, "alpha": 1.0}),
                Visible(
                    "một hàng toàn số âm",
                    {
                        "x_max": np.array([9.0, 0.25]),
                        "W": np.array([[-1.0, -4.0, -2.0], [0.5, 0.3, 1.0]]),
                        "alpha": 0.0,
                    },
                ),
                Visible(
                    "một hàng toàn số âm, α bằng 1",
                    {"x_max": np.array([8.0, 2.0]), "W": np.array([[-1.0, -4.0, -2.0], [0.5, 0.3, 4.0]]), "alpha": 1.0},
                ),
                Seeded("ma trận vuông", draw_until(draw_square_layer, tells_apart), 1),
            ),
            draw=draw_until(draw_layer, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "tráo α và 1 − α",
                    kind="order/swapped",
                    edits={SCALES: "x_max ** (1 - alpha) / w_max**alpha"},
                    asks="Với α = 1, mọi cái khó dồn sang trọng số. Khi ấy s của bạn bằng mấy?",
                    tells="α là số mũ của x_max, 1 − α là số mũ của w_max: α = 1 thì s = x_max.",
                ),
                Misconception(
                    "dùng cùng số mũ α cho cả hai",
                    kind="term/forgotten",
                    edits={SCALES: "x_max**alpha / w_max**alpha"},
                    asks="Với α = 1, s của bạn có còn phụ thuộc trọng số không?",
                    tells="Số mũ của w_max là 1 − α, không phải α.",
                ),
                Misconception(
                    "nhân thay vì chia",
                    kind="scale/inverted",
                    edits={SCALES: "x_max**alpha * w_max ** (1 - alpha)"},
                    asks="Hàng của trọng số đã to sẵn thì nên dời thêm nhiều hay ít sang đó?",
                    tells="Ít hơn: chia cho w_max mũ 1 − α.",
                ),
                Misconception(
                    "lấy nghịch đảo của s",
                    kind="scale/inverted",
                    edits={SCALES: "w_max ** (1 - alpha) / x_max**alpha"},
                    asks="Kích hoạt sẽ được **chia** cho s. Kênh to thì s phải to hay nhỏ?",
                    tells="Phải to: x_max ở tử số, w_max ở mẫu số.",
                ),
                Misconception(
                    "quên trọng số",
                    kind="term/forgotten",
                    edits={SCALES: "x_max**alpha"},
                    asks="Hai kênh có kích hoạt như nhau, một kênh có trọng số rất to: s của chúng có nên bằng nhau không?",
                    tells="Chia thêm cho w_max mũ 1 − α.",
                ),
                Misconception(
                    "quên kích hoạt",
                    kind="term/forgotten",
                    edits={SCALES: "1 / w_max ** (1 - alpha)"},
                    asks="Kênh ngoại lai có x_max rất to. Nó vào s của bạn ở đâu?",
                    tells="Tử số là x_max mũ α.",
                ),
                Misconception(
                    "tráo α và 1 − α, rồi nhân thay vì chia",
                    kind="order/swapped",
                    edits={SCALES: "x_max ** (1 - alpha) * w_max**alpha"},
                    asks="Với α = 1, s phải bằng x_max. s của bạn bằng mấy?",
                    tells="α là số mũ của x_max; w_max mũ 1 − α nằm ở mẫu số.",
                ),
                Misconception(
                    "chưa đưa về khỏi logarit",
                    kind="error/logarithm",
                    edits={SCALES: "alpha * np.log(x_max) - (1 - alpha) * np.log(w_max)"},
                    asks="s của bạn có số âm không? Chia cho số âm thì kích hoạt ra sao?",
                    tells="Đó là logarit của s: lấy np.exp của nó.",
                ),
                Misconception(
                    "lấy x_max lớn nhất của mọi kênh",
                    kind="axis/shared",
                    edits={SCALES: "np.max(x_max) ** alpha / w_max ** (1 - alpha)"},
                    asks="Kênh to và kênh nhỏ có nên chia cho cùng một số không?",
                    tells="Mỗi kênh dùng x_max của chính nó.",
                ),
                Misconception(
                    "lấy số nhỏ nhất thay cho số lớn nhất",
                    kind="maximum/other_function",
                    edits={LARGEST: "np.min(np.abs(W), axis=1)"},
                    asks="Độ dài của thước là do số nào trong hàng quyết định, và bạn lấy số nào?",
                    tells="Lấy số lớn nhất của |W| trong hàng: np.max.",
                ),
                Misconception(
                    "lấy tổng của |W| thay cho số lớn nhất",
                    kind="maximum/other_function",
                    edits={LARGEST: "np.sum(np.abs(W), axis=1)"},
                    asks="Hàng (1, 1, 1) và hàng (1, 0, 0) có cùng w_max không?",
                    tells="Có, đều bằng 1: dùng np.max.",
                ),
                Misconception(
                    "không cho s nhỏ hơn 1",
                    kind="range/other_codes",
                    edits={SCALES: f"np.maximum({SCALES}, 1)"},
                    asks="Công thức có chặn s ở 1 không? Kênh nhỏ thì s có được nhỏ hơn 1 không?",
                    tells="Không chặn gì cả: trả về đúng s của công thức.",
                ),
                Misconception(
                    "quên số mũ",
                    kind="term/forgotten",
                    edits={SCALES: "x_max / w_max"},
                    asks="Đổi α thì s của bạn có đổi không?",
                    tells="x_max có số mũ α, w_max có số mũ 1 − α.",
                ),
                Misconception(
                    "nhân với α thay vì lấy số mũ",
                    kind="term/place",
                    edits={SCALES: "(x_max * alpha) / (w_max * (1 - alpha))"},
                    asks="α trong công thức là số nhân hay là số mũ?",
                    tells="Là số mũ: x_max**alpha / w_max**(1 - alpha).",
                ),
                Misconception(
                    "luôn lấy căn bậc hai",
                    kind="term/forgotten",
                    edits={SCALES: "np.sqrt(x_max / w_max)"},
                    asks="Căn bậc hai ứng với α nào? α khác thì sao?",
                    tells="Căn bậc hai chỉ đúng khi α = 0.5. Dùng hai số mũ α và 1 − α.",
                ),
                Misconception(
                    "mũ 1 − α áp vào cả thương",
                    kind="term/place",
                    edits={SCALES: "(x_max**alpha / w_max) ** (1 - alpha)"},
                    asks="Số mũ 1 − α thuộc về riêng w_max hay cả phân số?",
                    tells="Chỉ thuộc về w_max: hãy xem lại dấu ngoặc.",
                ),
                Misconception(
                    "lấy số lớn nhất của từng cột",
                    kind="axis/other",
                    edits={LARGEST: "np.max(np.abs(W), axis=0)"},
                    asks="W có chiều (vào, ra). Kênh vào thứ j là hàng j hay cột j?",
                    tells="Là hàng: rút gọn trục 1.",
                ),
                Misconception(
                    "một số lớn nhất cho cả ma trận",
                    kind="axis/shared",
                    edits={LARGEST: "np.max(np.abs(W))"},
                    asks="Hai hàng to nhỏ khác nhau thì w_max có thể như nhau không?",
                    tells="Mỗi hàng một số: thêm axis=1.",
                ),
                Misconception(
                    "lấy max mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={LARGEST: "np.max(W, axis=1)"},
                    asks="Hàng (0.5, −1) có độ lớn bao nhiêu?",
                    tells="Lấy np.abs trước, rồi mới lấy max.",
                ),
                Misconception(
                    "lấy trị tuyệt đối sau khi lấy max",
                    kind="scale/absolute",
                    edits={LARGEST: "np.abs(np.max(W, axis=1))"},
                    asks="Hàng (0.5, −1): max là số nào? Trị tuyệt đối của số ấy có phải là độ lớn của hàng không?",
                    tells="Lấy np.abs của cả ma trận trước, rồi mới lấy max.",
                ),
                Misconception(
                    "lấy trung bình thay cho số lớn nhất",
                    kind="maximum/other_function",
                    edits={LARGEST: "np.mean(np.abs(W), axis=1)"},
                    asks="Độ dài của thước là do số nào trong hàng quyết định?",
                    tells="Do số xa số 0 nhất: dùng np.max.",
                ),
                Misconception(
                    "lấy max trừ min thay cho số lớn nhất",
                    kind="scale/asymmetric",
                    edits={LARGEST: "np.max(W, axis=1) - np.min(W, axis=1)"},
                    asks="Thước của trọng số ở đây đối xứng hay bất đối xứng?",
                    tells="Đối xứng: w_max là |W| lớn nhất của hàng.",
                ),
                Misconception(
                    "lấy căn của tổng bình phương thay cho số lớn nhất",
                    kind="maximum/other_function",
                    edits={LARGEST: "np.sqrt(np.sum(W**2, axis=1))"},
                    asks="Hàng có 3 và −4: w_max của nó là 5 hay 4?",
                    tells="Là 4, số lớn nhất của |W| trong hàng.",
                ),
                Misconception(
                    "α bằng 0 coi như không làm mượt",
                    kind="zero/special_case",
                    edits={SCALES: f"np.ones(len(W)) if alpha == 0 else {SCALES}"},
                    asks="Công thức cho s bằng mấy khi α = 0: 1, hay 1 / w_max?",
                    tells="Là 1 / w_max: α = 0 làm phẳng trọng số, chứ không phải để yên. Bỏ trường hợp riêng đi.",
                ),
                Misconception(
                    "chuẩn hóa s cho số lớn nhất bằng 1",
                    kind="scale/other",
                    edits={SCALES: f"({SCALES}) / np.max({SCALES})"},
                    asks="Công thức có bước chia cho s lớn nhất không?",
                    tells="Không: trả về đúng s của công thức.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "qua logarit",
            {SCALES: "np.exp(alpha * np.log(x_max) - (1 - alpha) * np.log(w_max))"},
            note="Trên thang logarit, s chỉ là một trung bình có hệ số: α phần của kích hoạt, trừ 1 − α phần của trọng số.",
        ),
        Variant("np.power", {SCALES: "np.power(x_max, alpha) / np.power(w_max, 1 - alpha)"}),
        Variant(
            "vòng lặp",
            {
                f"w_max = {LARGEST}\n    s = {SCALES}": "s = np.zeros(len(W))\n"
                "    for j, row in enumerate(W):\n"
                "        s[j] = x_max[j] ** alpha / max(abs(w) for w in row) ** (1 - alpha)"
            },
        ),
        Variant(
            "đưa về một số mũ",
            {SCALES: "(x_max * w_max) ** alpha / w_max"},
            note="x^α / w^(1−α) cũng là (x·w)^α / w: α = 0 cho 1/w, α = 1 cho x.",
        ),
        Variant("số lớn của max và −min", {LARGEST: "np.maximum(W.max(axis=1), -W.min(axis=1))"}),
    ),
    bears=lambda x_max, W, alpha: np.size(W) <= 10**6,
)
