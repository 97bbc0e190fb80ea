"""The scale of a range: how long one step of the codes is."""

from autograder import reference
from autograder.exercises.bai01_so_nguyen.ranges import NEARLY_EXACT, draw_ranges
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible

EXERCISE = Exercise(
    function="calculate_s",
    title="Độ co giãn",
    reference=reference.calculate_s,
    asks="Một bước trên miền lượng tử hóa ứng với bao nhiêu đơn vị trên miền hiện tại?",
    tells="Lấy độ rộng của miền hiện tại chia cho độ rộng của miền lượng tử hóa.",
    parts=(
        Part(
            "TODO 1",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"alpha": -5.0, "beta": 10.0, "alpha_q": -30, "beta_q": 50}),
                Visible("miền int8", {"alpha": -2.0, "beta": 3.0, "alpha_q": -128, "beta_q": 127}),
                Visible("miền rộng", {"alpha": -100.0, "beta": 900.0, "alpha_q": 0, "beta_q": 16}),
            ),
            draw=draw_ranges,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "chia ngược",
                    kind="scale/inverted",
                    edits={"(beta - alpha) / (beta_q - alpha_q)": "(beta_q - alpha_q) / (beta - alpha)"},
                    asks="s nhân với một số nguyên phải ra số thực. Vậy độ rộng nào đứng ở tử số?",
                    tells="Miền hiện tại (số thực) ở tử số, miền lượng tử hóa (số nguyên) ở mẫu số.",
                ),
                Misconception(
                    "đếm số mã thay vì số bước",
                    kind="codes/count",
                    edits={"(beta_q - alpha_q)": "(beta_q - alpha_q + 1)"},
                    asks="Giữa 256 cái cọc có bao nhiêu khoảng trống?",
                    tells="Mẫu số là số khoảng, β_q − α_q, không cộng thêm 1.",
                ),
                Misconception(
                    "chia lấy phần nguyên",
                    kind="rounding/truncate",
                    edits={"(beta - alpha) / (beta_q": "(beta - alpha) // (beta_q"},
                    asks="s có cần là số nguyên không?",
                    tells="s là số thực. Dùng phép chia /, không dùng //.",
                ),
                Misconception(
                    "cộng hai đầu miền hiện tại",
                    kind="term/sign",
                    edits={"beta - alpha)": "beta + alpha)"},
                    asks="Từ −5 đến 10 dài bao nhiêu?",
                    tells="Độ rộng là đầu lớn trừ đầu nhỏ, β − α.",
                ),
                Misconception(
                    "đổi chỗ hai đầu miền hiện tại",
                    kind="order/swapped",
                    edits={"(beta - alpha)": "(alpha - beta)"},
                    asks="Một độ rộng có thể âm không?",
                    tells="Lấy β − α, đầu lớn trừ đầu nhỏ, thì s mới dương.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.subtract",
            {"(beta - alpha)": "np.subtract(beta, alpha)"},
            note="Hàm của NumPy thay cho dấu trừ: cùng một phép tính, nhưng nhận được cả mảng các đầu miền.",
        ),
        Variant(
            "float32",
            {
                "(beta - alpha) / (beta_q - alpha_q)": "(np.float32(beta) - np.float32(alpha))"
                " / np.float32(beta_q - alpha_q)"
            },
        ),
        Variant("mảng không chiều", {"(beta - alpha)": "np.array(beta - alpha)"}),
    ),
)
