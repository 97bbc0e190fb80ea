"""Rounding up or down by chance."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai08_qat.values import NEARLY_EXACT
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals


def draw_chances(rng: Generator) -> Args:
    """Values of both signs, and a chance for each."""
    shape = tuple(int(n) for n in rng.integers(3, 6, size=2))
    return {"x": rng.uniform(-4, 4, shape).round(2), "u": rng.integers(100, size=shape) / 100}


def all_ways_occur(x: Reals, u: Reals) -> bool:
    """Is no chance at a fractional part or its complement, and is each sign rounded each way, near to and far from a half?"""
    part = x - np.floor(x)
    apart = np.abs(u - part) > 0.02, np.abs(u - (1 - part)) > 0.02, np.abs(part - 0.5) > 0.02, part > 0.02, part < 0.98
    up, positive, beyond = u < part, x > 0, part > 0.5
    ways = {(bool(a), bool(b), bool(c)) for a, b, c in zip(up.flat, positive.flat, beyond.flat)}
    return bool(all(condition.all() for condition in apart) and len(ways) == 8)


LOW = "low = np.floor(x)"
UP = "u < x - low"

EXERCISE = Exercise(
    function="stochastic_round",
    title="Làm tròn ngẫu nhiên",
    reference=reference.stochastic_round,
    asks="Số 1.2 nằm giữa 1 và 2. Nó phải lên 2 với xác suất bao nhiêu để trung bình vẫn là 1.2?",
    tells="Lấy floor(x), rồi cộng 1 ở những chỗ u nhỏ hơn phần lẻ x − floor(x).",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"x": np.array([1.2, 1.2, -1.2, -1.2, 2.0]), "u": np.array([0.1, 0.3, 0.7, 0.9, 0.0])},
                ),
                Visible(
                    "gần 0, hai phía",
                    {"x": np.array([0.3, 0.3, -0.3, -0.3, 0.0]), "u": np.array([0.25, 0.85, 0.25, 0.85, 0.4])},
                ),
                Visible(
                    "ma trận",
                    {
                        "x": np.array([[2.7, -3.4, 0.45], [-0.9, 5.1, -2.6]]),
                        "u": np.array([[0.65, 0.5, 0.6], [0.05, 0.95, 0.55]]),
                    },
                ),
            ),
            draw=draw_until(draw_chances, all_ways_occur),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "tráo lên và xuống",
                    kind="order/swapped",
                    edits={UP: "u > x - low"},
                    asks="1.9 nên thường lên 2 hay thường xuống 1? u bốc đều trong [0, 1) thì nhỏ hơn 0.9 trong bao nhiêu phần trăm số lần?",
                    tells="Lên khi u nhỏ hơn phần lẻ.",
                ),
                Misconception(
                    "lên cả khi u bằng phần lẻ",
                    kind="rounding/other_rule",
                    edits={UP: "u <= x - low"},
                    asks="Số 2.0 có phần lẻ 0. Với u = 0 thì nó có được lên 3 không?",
                    tells="Không: chỉ lên khi u nhỏ hơn hẳn phần lẻ.",
                ),
                Misconception(
                    "so u với phần bù của phần lẻ",
                    kind="rounding/other_rule",
                    edits={UP: "u < 1 - (x - low)"},
                    asks="1.9 nên thường lên 2 hay thường xuống 1? Hàm của bạn cho nó lên trong bao nhiêu phần trăm số lần?",
                    tells="Lên khi u nhỏ hơn chính phần lẻ x − floor(x).",
                ),
                Misconception(
                    "trừ 1 thay vì cộng 1",
                    kind="term/sign",
                    edits={"low + (": "low - ("},
                    asks="Phần nguyên của 1.2 là 1. Lên thì thành 2 hay thành 0?",
                    tells="Cộng 1 vào floor(x).",
                ),
                Misconception(
                    "cộng 1 vào trần",
                    kind="index/off_by_one",
                    edits={f"low + ({UP})": "np.where(u < x - low, np.ceil(x) + 1, low)"},
                    asks="1.2 lên thì được mấy? np.ceil(1.2) + 1 bằng mấy?",
                    tells="Số nguyên ngay trên là floor(x) + 1; trần đã là số ấy rồi.",
                ),
                Misconception(
                    "không lên thì trả về 0",
                    kind="term/forgotten",
                    edits={f"low + ({UP})": "np.where(u < x - low, low + 1, 0)"},
                    asks="1.2 không lên thì còn lại mấy?",
                    tells="Không lên thì vẫn còn floor(x). Số 0 trong công thức là phần được cộng thêm.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={LOW: "low = np.trunc(x)"},
                    asks="Số nguyên ngay dưới −1.2 là −1 hay −2?",
                    tells="Là −2: dùng np.floor, không dùng np.trunc hay astype(int).",
                ),
                Misconception(
                    "cộng u rồi làm tròn gần nhất",
                    kind="rounding/other_rule",
                    edits={f"low + ({UP})": "np.rint(x + u)"},
                    asks="Lấy x = 1.8. np.rint(1.8 + u) có bao giờ ra 1 không, có lúc nào ra 3 không?",
                    tells="Cách ấy trung bình lệch lên nửa đơn vị. Lấy sàn rồi so u với phần lẻ.",
                ),
                Misconception(
                    "làm tròn gần nhất, không dùng u",
                    kind="rounding/other_rule",
                    edits={f"low + ({UP})": "np.floor(x + 0.5)"},
                    asks="Với x = 1.2 mà u = 0.1 thì phải lên 2. Hàm của bạn có nhìn u không?",
                    tells="Lên khi u nhỏ hơn phần lẻ, dù phần lẻ chưa tới 0.5.",
                ),
                Misconception(
                    "làm tròn lên",
                    kind="rounding/one_way",
                    edits={UP: "0 < x - low"},
                    asks="1.2 lúc nào cũng lên 2 thì trung bình là bao nhiêu?",
                    tells="Chỉ lên khi u nhỏ hơn phần lẻ.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={f"low + ({UP})": "low"},
                    asks="1.2 lúc nào cũng xuống 1 thì trung bình là bao nhiêu?",
                    tells="Cộng thêm 1 ở những chỗ u nhỏ hơn phần lẻ.",
                ),
                Misconception(
                    "lấy phần lẻ của trị tuyệt đối",
                    kind="error/sign_lost",
                    edits={UP: "u < np.abs(x) - np.floor(np.abs(x))"},
                    asks="−1.2 nằm giữa −2 và −1. Nó cao hơn −2 bao nhiêu?",
                    tells="Phần lẻ là x − floor(x): với −1.2 là 0.8.",
                ),
                Misconception(
                    "cộng u rồi lấy sàn",
                    kind="rounding/other_rule",
                    edits={f"low + ({UP})": "np.floor(x + u)"},
                    asks="Với x = 1.2 và u = 0.1, đề bài cho lên hay xuống? floor(1.2 + 0.1) bằng mấy?",
                    tells="Cách ấy lên khi u lớn, còn đề bài lên khi u nhỏ hơn phần lẻ. Xác suất như nhau nhưng cùng một u thì kết quả khác: hãy so u với phần lẻ.",
                ),
                Misconception(
                    "so u với 0.5",
                    kind="rounding/other_rule",
                    edits={UP: "u < 0.5"},
                    asks="1.9 và 1.1 có nên lên 2 với cùng một xác suất không?",
                    tells="Xác suất lên bằng phần lẻ: so u với x − floor(x).",
                ),
                Misconception(
                    "so u với x thay vì với phần lẻ",
                    kind="error/of_what",
                    edits={UP: "u < x"},
                    asks="x = 5.1 thì u nào cũng nhỏ hơn x. Nó có luôn lên 6 không?",
                    tells="So u với x − floor(x).",
                ),
            ),
        ),
    ),
    variants=(
        Variant("np.where", {f"low + ({UP})": "np.where(u < x - low, low + 1, low)"}),
        Variant(
            "đi từ trần xuống",
            {f"low + ({UP})": "np.ceil(x - u)"},
            note="np.ceil(x − u) lên đúng khi u nhỏ hơn phần lẻ: x − u còn cao hơn sàn thì trần của nó vẫn là số ở trên.",
        ),
        Variant("np.mod cho phần lẻ", {UP: "u < np.mod(x, 1)"}),
        Variant("đổi ra số thực", {f"low + ({UP})": "low + np.less(u, x - low).astype(np.float64)"}),
    ),
)
