"""A range widened until it holds 0."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai02_sai_so.arrays import READ_BACK
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_range(rng: Generator) -> Args:
    """A range above 0, below 0 or around it."""
    near, width = (round(float(v), 3) for v in rng.uniform(0.1, 20, size=2))
    alpha = {"above": near, "below": -near - width, "around": -near}[str(rng.choice(["above", "below", "around"]))]
    return {"alpha": alpha, "beta": round(alpha + width + near * (alpha == -near), 3)}


NUDGE = "alpha, beta = min(alpha, 0.0), max(beta, 0.0)"

EXERCISE = Exercise(
    function="nudge_range",
    title="Nới miền cho chứa số 0",
    reference=reference.nudge_range,
    asks="Số 0 đang nằm bên trái, bên phải hay bên trong miền? Đầu nào phải kéo tới nó?",
    tells="Đầu nhỏ là số nhỏ hơn trong alpha và 0, đầu lớn là số lớn hơn trong beta và 0.",
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible("miền [5, 10], toàn số dương", {"alpha": 5.0, "beta": 10.0}),
                Visible("miền [−7, −2], toàn số âm", {"alpha": -7.0, "beta": -2.0}),
                Visible("miền [−2, 3], đã chứa 0", {"alpha": -2.0, "beta": 3.0}),
                Visible("miền [0, 4], bắt đầu ở 0", {"alpha": 0.0, "beta": 4.0}),
                Visible("miền [0.25, 1.5], hai đầu có phần lẻ", {"alpha": 0.25, "beta": 1.5}),
            ),
            draw=draw_range,
            equality=READ_BACK,
            misconceptions=(
                Misconception(
                    "không nới cho chứa số 0",
                    kind="calibration/zero_outside",
                    edits={NUDGE: "alpha, beta = alpha, beta"},
                    asks="Giữ miền [5, 10] rồi ép z về −128 thì cây thước phủ từ đâu đến đâu?",
                    tells="Kéo đầu nhỏ xuống 0 hoặc đầu lớn lên 0, đừng ép z. "
                    "Nếu bạn viết np.min(alpha, 0): số 0 ở đó là trục; dùng min hoặc np.minimum.",
                ),
                Misconception(
                    "tráo min và max",
                    kind="order/swapped",
                    edits={NUDGE: "alpha, beta = max(alpha, 0.0), min(beta, 0.0)"},
                    asks="Nới [5, 10] thì đầu nhỏ phải nhỏ đi hay lớn lên?",
                    tells="Đầu nhỏ lấy min với 0, đầu lớn lấy max với 0.",
                ),
                Misconception(
                    "chỉ nới đầu dưới",
                    kind="calibration/one_end",
                    edits={"max(beta, 0.0)": "beta"},
                    asks="Nếu mọi số đều âm, ví dụ miền [−7, −2], thì đầu nào phải kéo?",
                    tells="Khi miền toàn số âm thì đầu lớn phải kéo lên 0.",
                ),
                Misconception(
                    "chỉ nới đầu trên",
                    kind="calibration/one_end",
                    edits={"min(alpha, 0.0)": "alpha"},
                    asks="Với miền [5, 10] thì đầu nào phải kéo?",
                    tells="Khi miền toàn số dương thì đầu nhỏ phải kéo xuống 0.",
                ),
                Misconception(
                    "cho rằng α luôn bằng 0",
                    kind="calibration/one_end",
                    edits={"min(alpha, 0.0)": "0.0"},
                    asks="Miền [−2, 3] đã chứa 0. Sau khi nới, số −2 còn nằm trong miền không?",
                    tells="Chỉ kéo đầu nhỏ khi nó lớn hơn 0: dùng min(alpha, 0).",
                ),
                Misconception(
                    "dời cả miền thay vì nới",
                    kind="calibration/widening",
                    edits={
                        NUDGE: "shift = max(alpha, 0.0) + min(beta, 0.0)\n    alpha, beta = alpha - shift, beta - shift"
                    },
                    asks="Dời [5, 10] thành [0, 5] thì số 8 còn nằm trong miền không?",
                    tells="Miền mới phải chứa cả miền cũ. Giữ đầu ở xa số 0, chỉ kéo đầu ở gần.",
                ),
                Misconception(
                    "nới thành miền đối xứng",
                    kind="calibration/symmetric",
                    edits={NUDGE: "alpha, beta = -max(abs(alpha), abs(beta)), max(abs(alpha), abs(beta))"},
                    asks="Với [5, 10], nửa miền [−10, 0] có số nào không? Bước s dài thêm bao nhiêu?",
                    tells="Nới vừa đủ cho chứa 0 thôi: mỗi phần thừa làm bước dài ra.",
                ),
                Misconception(
                    "trả về đầu lớn trước",
                    kind="order/returned",
                    edits={"return alpha, beta": "return beta, alpha"},
                    asks="Hàm phải trả về đầu nào trước?",
                    tells="Trả về alpha (đầu nhỏ) rồi mới đến beta (đầu lớn).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.minimum",
            {NUDGE: "alpha, beta = np.minimum(alpha, 0), np.maximum(beta, 0)"},
            note="Hai hàm này làm từng phần tử, nên nhận được cả mảng các miền.",
        ),
        Variant(
            "rẽ nhánh",
            {NUDGE: "if alpha > 0:\n        alpha = 0\n    elif beta < 0:\n        beta = 0"},
        ),
        Variant(
            "sắp xếp ba số",
            {NUDGE: "alpha, _, beta = sorted([alpha, 0.0, beta])"},
            note="Xếp ba số theo thứ tự: số nhỏ nhất và số lớn nhất chính là hai đầu miền có chứa 0.",
        ),
        Variant("trả về list", {"return alpha, beta": "return [alpha, beta]"}),
    ),
)
