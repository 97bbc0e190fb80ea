"""The zero point: the code of the real number 0."""

from autograder import reference
from autograder.exercises.bai01_so_nguyen.ranges import draw_ranges, holds_zero, z_before_rounding
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until
from course.checking.compare import EXACT_WITH_DTYPE


def shown_with_z_hat(**ends: float) -> Visible:
    """A visible case whose label says what the zero point is before rounding."""
    return Visible(f"miền [{ends['alpha']:g}, {ends['beta']:g}], ẑ ≈ {z_before_rounding(**ends):.4g}", ends)


ROUND_Z = "round((beta * alpha_q - alpha * beta_q) / (beta - alpha))"
Z_HAT = "(beta * alpha_q - alpha * beta_q) / (beta - alpha)"

EXERCISE = Exercise(
    function="calculate_z",
    title="Điểm 0",
    reference=reference.calculate_z,
    allows=holds_zero,
    asks="Số thực 0 rơi vào số nguyên nào?",
    tells="Tính ẑ = (β·α_q − α·β_q) / (β − α), rồi làm tròn về số nguyên gần nhất.",
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"alpha": -5.0, "beta": 10.0, "alpha_q": -30, "beta_q": 50}),
                shown_with_z_hat(alpha=-2.0, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-2.07, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-8.0, beta=1.956, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-5.0, beta=3.0, alpha_q=-128, beta_q=127),
                shown_with_z_hat(alpha=-1.0, beta=3.0, alpha_q=0, beta_q=10),
            ),
            draw=draw_until(draw_ranges, lambda **ends: away_from_ties(z_before_rounding(**ends))),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={ROUND_Z: Z_HAT},
                    asks="Điểm 0 nằm trên miền số nguyên. Kết quả của bạn đã là số nguyên chưa?",
                    tells="Bọc ẑ trong round(…).",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={"round(": "int("},
                    asks="Số nguyên nào gần 76.9 nhất, và int(76.9) cho bạn số nào?",
                    tells="int(…) bỏ phần thập phân. Dùng round(…) để lấy số nguyên gần nhất.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"round(": "np.floor("},
                    asks="Số nguyên nào gần 76.9 nhất: 76 hay 77?",
                    tells="np.floor luôn đi xuống. Hãy dùng round(…).",
                ),
                Misconception(
                    "làm tròn lên",
                    kind="rounding/one_way",
                    edits={"round(": "np.ceil("},
                    asks="Số nguyên nào gần 31.4 nhất: 31 hay 32?",
                    tells="np.ceil luôn đi lên. Hãy dùng round(…).",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUND_Z: f"int(np.floor({Z_HAT} + 0.5))"},
                    asks="2.5 cách đều 2 và 3. Bài này quy ước chọn số nào?",
                    tells="Bài làm tròn về số chẵn gần nhất: 2.5 thành 2. round(…) của Python làm đúng như vậy.",
                ),
                Misconception(
                    "tráo α_q và β_q",
                    kind="zero_point/other",
                    edits={"(beta * alpha_q - alpha * beta_q)": "(beta * beta_q - alpha * alpha_q)"},
                    asks="Trong công thức, β đi với đầu nào của miền lượng tử hóa?",
                    tells="Nhân chéo: β với α_q, α với β_q.",
                ),
                Misconception(
                    "sai dấu",
                    kind="zero_point/sign",
                    edits={"(beta * alpha_q - alpha * beta_q)": "(alpha * beta_q - beta * alpha_q)"},
                    asks="Với miền [−5, 10] và [−30, 50], số thực 0 rơi vào −3 hay 3?",
                    tells="Tử số là β·α_q − α·β_q, theo đúng thứ tự đó.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.rint rồi int",
            {ROUND_Z: f"int(np.rint({Z_HAT}))"},
            note="np.rint cũng làm tròn về số chẵn gần nhất, nhưng trả về số thực, nên phải đổi sang int.",
        ),
        Variant("np.round rồi int", {ROUND_Z: f"int(np.round({Z_HAT}))"}),
        Variant(
            "đi từ α_q",
            {ROUND_Z: "round(alpha_q - alpha * (beta_q - alpha_q) / (beta - alpha))"},
            note="Đi từ đầu thước: mã α_q ứng với số thực α, nên số 0 cách nó −α/s mã.",
        ),
    ),
)
