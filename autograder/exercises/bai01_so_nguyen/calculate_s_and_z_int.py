"""Scale and zero point for the integers of so many bits."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai01_so_nguyen.ranges import (
    NEARLY_EXACT,
    holds_zero,
    z_before_rounding,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, away_from_ties, draw_until


def draw_real_range(rng: Generator) -> Args:
    return {
        "alpha": round(float(rng.uniform(-20, -0.1)), 3),
        "beta": round(float(rng.uniform(0.1, 20)), 3),
        "exp": int(rng.choice([8, 16])),
    }


def z_is_safe(alpha: float, beta: float, exp: int) -> bool:
    return away_from_ties(z_before_rounding(alpha, beta, *reference.integer_range(exp)))


draw_safe_real_range = draw_until(draw_real_range, z_is_safe)

EXERCISE = Exercise(
    function="calculate_s_and_z_int",
    title="Độ co giãn và điểm 0 của số nguyên exp bit",
    reference=reference.calculate_s_and_z_int,
    allows=holds_zero,
    asks="Số nguyên có dấu exp bit đi từ đâu đến đâu? Với 8 bit thì sao?",
    tells="Miền là [−2^(exp−1), 2^(exp−1) − 1]. Đưa miền đó vào calculate_s và calculate_z.",
    parts=(
        Part(
            "TODO 3",
            points=1,
            asks="Với 8 bit, mã nhỏ nhất và mã lớn nhất là bao nhiêu? Với 16 bit thì sao?",
            tells="exp bit viết được 2^exp mã. Một nửa là số âm, nửa kia là số 0 và các số dương, nên mã lớn nhất kém 1 so với trị tuyệt đối của mã nhỏ nhất.",
            visible=(
                Visible("ví dụ trong bài, int8", {"alpha": -2.0, "beta": 3.0, "exp": 8}),
                Visible("miền khác, int16", {"alpha": -3.0, "beta": 1.0, "exp": 16}),
            ),
            draw=draw_safe_real_range,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={"-(2 ** (exp - 1))": "-(2 ** (exp - 1)) + 1"},
                    asks="int8 có tất cả bao nhiêu giá trị?",
                    tells="Có 256 giá trị, từ −128 đến 127: phía âm nhiều hơn phía dương một giá trị.",
                ),
                Misconception(
                    "miền không dấu",
                    kind="codes/unsigned",
                    edits={"-(2 ** (exp - 1))": "0", "2 ** (exp - 1) - 1": "2 ** exp - 1"},
                    asks="int8 có chứa số âm không?",
                    tells="[0, 255] là uint8. int8 là [−128, 127].",
                ),
                Misconception(
                    "quên trừ 1 ở mã lớn nhất",
                    kind="codes/count",
                    edits={"2 ** (exp - 1) - 1": "2 ** (exp - 1)"},
                    asks="np.int8 có chứa được số 128 không?",
                    tells="Số 0 chiếm một chỗ ở nửa không âm, nên đầu trên là 2^(exp−1) − 1.",
                ),
                Misconception(
                    "dùng exp thay vì exp − 1",
                    kind="codes/count",
                    edits={"-(2 ** (exp - 1))": "-(2 ** exp)", "2 ** (exp - 1) - 1": "2 ** exp - 1"},
                    asks="8 bit tạo ra bao nhiêu giá trị, và miền của bạn có bao nhiêu?",
                    tells="exp bit có 2^exp giá trị, chia đều cho hai phía: số mũ là exp − 1.",
                ),
                Misconception(
                    "luôn dùng 8 bit",
                    kind="codes/fixed_bits",
                    edits={"-(2 ** (exp - 1))": "-128", "2 ** (exp - 1) - 1": "127"},
                    asks="Nếu exp = 16 thì miền có còn là [−128, 127] không?",
                    tells="Tính hai đầu miền từ tham số exp, đừng viết số cố định.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="Hai hàm calculate_s và calculate_z nhận bốn đầu miền theo thứ tự nào?",
            tells="Đưa hai đầu của miền hiện tại vào trước, hai đầu của miền lượng tử hóa vào sau, cho cả hai hàm. Rồi xem dòng return trả s và z theo thứ tự nào.",
            visible=(
                Visible("miền lệch dương, int8", {"alpha": -1.0, "beta": 9.0, "exp": 8}),
                Visible("miền lệch âm, int8", {"alpha": -7.3, "beta": 0.9, "exp": 8}),
            ),
            draw=draw_safe_real_range,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "trả về z trước, s sau",
                    kind="order/returned",
                    edits={"return s, z": "return z, s"},
                    asks="Hàm tên là s_and_z. Giá trị nào đứng trước?",
                    tells="Trả về s trước, z sau.",
                ),
                Misconception(
                    "tráo miền hiện tại với miền lượng tử hóa",
                    kind="order/swapped",
                    edits={
                        "calculate_s(alpha, beta, alpha_q, beta_q)": "calculate_s(alpha_q, beta_q, alpha, beta)",
                        "calculate_z(alpha, beta, alpha_q, beta_q)": "calculate_z(alpha_q, beta_q, alpha, beta)",
                    },
                    asks="calculate_s nhận miền nào trước?",
                    tells="Thứ tự tham số là alpha, beta, alpha_q, beta_q.",
                ),
                Misconception(
                    "điểm 0 luôn bằng 0",
                    kind="zero_point/forgotten",
                    edits={"z = calculate_z(alpha, beta, alpha_q, beta_q)": "z = 0"},
                    asks="Với miền [−1, 9], số thực 0 có nằm giữa miền int8 không?",
                    tells="Miền lệch thì điểm 0 khác 0. Gọi calculate_z.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.iinfo",
            {"-(2 ** (exp - 1))": "int(np.iinfo(f'int{exp}').min)"},
            note="np.iinfo hỏi thẳng NumPy kiểu số nguyên ấy đi từ đâu đến đâu.",
        ),
        Variant(
            "dịch bit",
            {"2 ** (exp - 1) - 1": "(1 << (exp - 1)) - 1"},
            note="Dịch số 1 sang trái n bit là nhân với 2 mũ n: cách viết quen thuộc của người lập trình phần cứng.",
        ),
        Variant(
            "tính thẳng trong hàm",
            {
                "s = calculate_s(alpha, beta, alpha_q, beta_q)": "s = (beta - alpha) / (2 ** exp - 1)",
                "z = calculate_z(alpha, beta, alpha_q, beta_q)": "z = int(np.rint(alpha_q - alpha / s))",
            },
        ),
        Variant("trả về list", {"return s, z": "return [s, z]"}),
    ),
)
