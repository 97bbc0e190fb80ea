"""Sylvester's Hadamard matrix over the root of its size."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible

LARGEST = 256  # that a grader bears, entry by entry


def draw_size(rng: Generator) -> Args:
    return {"n": int(rng.choice([8, 16, 32, 64]))}


DOUBLED = "np.block([[H, H], [H, -H]])"
DIVIDED = "H = H / np.sqrt(n)"
LOOP = f"while len(H) < n:\n        H = {DOUBLED}"
WHOLE = f"H = np.ones((1, 1))\n    {LOOP}\n    {DIVIDED}"
PARITY = "H = np.array([[(-1.0) ** bin(i & j).count('1') for j in range(n)] for i in range(n)])\n    " + DIVIDED

EXERCISE = Exercise(
    function="hadamard",
    title="Ma trận Hadamard",
    reference=reference.hadamard,
    asks="Bốn ô của ma trận cỡ 2n là gì, ô nào mang dấu trừ? Mỗi hàng phải dài bao nhiêu?",
    tells="Bắt đầu từ ma trận 1×1, gấp đôi thành [[H, H], [H, −H]] cho đến cỡ n, rồi chia tất cả cho căn của n, một lần.",
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            visible=(
                Visible("n = 4", {"n": 4}),
                Visible("n = 2", {"n": 2}),
                Visible("n = 1", {"n": 1}),
                Visible("n = 8", {"n": 8}),
            ),
            draw=draw_size,
            draws=2,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên chia cho căn của n",
                    kind="scale/other",
                    edits={DIVIDED: "H = H"},
                    asks="Mỗi hàng của ma trận toàn ±1 dài bao nhiêu? Nó có giữ độ dài của vector không?",
                    tells="Hàng dài √n. Chia cả ma trận cho np.sqrt(n).",
                ),
                Misconception(
                    "chia cho n",
                    kind="scale/other",
                    edits={DIVIDED: "H = H / n"},
                    asks="n số, mỗi số bằng 1/n: hàng ấy dài bao nhiêu?",
                    tells="Hàng dài 1/√n, quá ngắn. Chia cho np.sqrt(n).",
                ),
                Misconception(
                    "chia cho căn của 2 một lần",
                    kind="scale/other",
                    edits={DIVIDED: "H = H / np.sqrt(2)"},
                    asks="Với n = 8, mỗi hàng toàn ±1 dài bao nhiêu?",
                    tells="Dài √8. Chia cho np.sqrt(n), hoặc chia cho √2 ở mỗi lần gấp đôi.",
                ),
                Misconception(
                    "chia cho căn của n ở mỗi lần gấp đôi",
                    kind="scale/other",
                    edits={DOUBLED: f"{DOUBLED} / np.sqrt(n)", DIVIDED: "H = H"},
                    asks="Với n = 8 thì gấp đôi mấy lần, và bạn chia cho √8 mấy lần?",
                    tells="Chia cho √2 ở mỗi lần gấp đôi, hoặc chia cho √n một lần sau cùng.",
                ),
                Misconception(
                    "chia cho căn của cỡ ở mỗi lần gấp đôi",
                    kind="scale/other",
                    edits={DOUBLED: f"{DOUBLED} / np.sqrt(2 * len(H))", DIVIDED: "H = H"},
                    asks="Từ cỡ 2 lên cỡ 4: nửa đã chia cho √2, bạn chia thêm cho √4. Cả thảy chia cho mấy?",
                    tells="Chia cho √8, mà cỡ 4 chỉ cần √4. Nửa đã chia rồi thì mỗi lần chỉ chia thêm cho √2.",
                ),
                Misconception(
                    "quên dấu trừ",
                    kind="term/sign",
                    edits={DOUBLED: "np.block([[H, H], [H, H]])"},
                    asks="Hai hàng của bạn có khác nhau không? Tích vô hướng của chúng có bằng 0 không?",
                    tells="Ô dưới bên phải mang dấu trừ: [[H, H], [H, −H]].",
                ),
                Misconception(
                    "dấu trừ ở ô trên bên trái",
                    kind="term/place",
                    edits={DOUBLED: "np.block([[-H, H], [H, H]])"},
                    asks="Theo công thức, ô nào trong bốn ô mang dấu trừ?",
                    tells="Ô dưới bên phải. Ma trận của bạn cũng trực giao, nhưng là một ma trận khác.",
                ),
                Misconception(
                    "dấu trừ ở ô trên bên phải",
                    kind="term/place",
                    edits={DOUBLED: "np.block([[H, -H], [H, H]])"},
                    asks="Theo công thức, ô nào trong bốn ô mang dấu trừ?",
                    tells="Ô dưới bên phải. Ma trận của bạn cũng trực giao, nhưng là một ma trận khác.",
                ),
                Misconception(
                    "dấu trừ ở ô dưới bên trái",
                    kind="term/place",
                    edits={DOUBLED: "np.block([[H, H], [-H, H]])"},
                    asks="Theo công thức, ô nào trong bốn ô mang dấu trừ?",
                    tells="Ô dưới bên phải. Ma trận của bạn cũng trực giao, nhưng là một ma trận khác.",
                ),
                Misconception(
                    "hai dấu trừ",
                    kind="term/sign",
                    edits={DOUBLED: "np.block([[H, -H], [-H, H]])"},
                    asks="Hai hàng khối của bạn có tỷ lệ với nhau không?",
                    tells="Chỉ ô dưới bên phải mang dấu trừ: [[H, H], [H, −H]].",
                ),
                Misconception(
                    "mỗi phần tử thành một ô 2×2 của chính nó",
                    kind="shape/layout",
                    edits={DOUBLED: "np.kron(np.array([[1, 1], [1, 0]]), H)"},
                    asks="Ma trận Hadamard có phần tử nào bằng 0 không?",
                    tells="Không: ô dưới bên phải là −H, không phải 0.",
                ),
                Misconception(
                    "gấp đôi thiếu một lần",
                    kind="trial/count",
                    edits={"while len(H) < n:": "while 2 * len(H) < n:"},
                    asks="Với n = 4, ma trận của bạn có mấy hàng?",
                    tells="Gấp đôi cho đến khi đủ n hàng.",
                ),
                Misconception(
                    "gấp đôi thừa một lần",
                    kind="trial/count",
                    edits={"while len(H) < n:": "while len(H) <= n:"},
                    asks="Với n = 1, ma trận của bạn có mấy hàng?",
                    tells="Dừng ngay khi đã có n hàng.",
                ),
                Misconception(
                    "gấp đôi n lần",
                    kind="trial/count",
                    edits={LOOP: f"for _ in range(min(n, 9)):\n        H = {DOUBLED}"},
                    asks="Gấp đôi n lần thì ma trận có mấy hàng?",
                    tells="Chỉ gấp đôi log2(n) lần: dừng khi đã có n hàng.",
                ),
                Misconception(
                    "bắt đầu từ ma trận 2×2",
                    kind="shape/dimensions",
                    edits={"H = np.ones((1, 1))": "H = np.array([[1.0, 1.0], [1.0, -1.0]])"},
                    asks="Hàm của bạn trả về ma trận nào khi n = 1?",
                    tells="Bắt đầu từ ma trận 1×1: n = 1 thì không gấp đôi lần nào.",
                ),
                Misconception(
                    "dấu là (−1) mũ i·j",
                    kind="term/sign",
                    edits={WHOLE: f"H = (-1.0) ** np.outer(np.arange(n), np.arange(n))\n    {DIVIDED}"},
                    asks="Hàng 2, cột 2 của ma trận cỡ 4, đếm từ 0, mang dấu nào? (−1) mũ 2 · 2 thì sao?",
                    tells="Ở đó là dấu trừ, còn (−1) mũ 4 thì dương. Hãy gấp đôi theo công thức: [[H, H], [H, −H]].",
                ),
                Misconception(
                    "dấu ngẫu nhiên",
                    kind="term/sign",
                    edits={WHOLE: "H = np.random.default_rng(0).choice([-1.0, 1.0], (n, n)) / np.sqrt(n)"},
                    asks="Hai hàng có dấu ngẫu nhiên thì tích vô hướng có chắc bằng 0 không?",
                    tells="Không chắc. Phải gấp đôi theo công thức thì các hàng mới vuông góc.",
                ),
                Misconception(
                    "ma trận đơn vị",
                    kind="error/of_what",
                    edits={WHOLE: "H = np.eye(n)"},
                    asks="Nhân với ma trận đơn vị thì giá trị ngoại lai có dàn ra không?",
                    tells="Không. Mọi phần tử của H phải có cùng độ lớn 1/√n.",
                ),
                Misconception(
                    "các hàng theo số lần đổi dấu",
                    kind="shape/layout",
                    edits={
                        DIVIDED: f"{DIVIDED}\n    H = H[np.argsort(np.sum(np.diff(H, axis=1) != 0, axis=1), kind='stable')]"
                    },
                    asks="Hàng thứ hai của bạn đổi dấu mấy lần? Hàng thứ hai của công thức thì sao?",
                    tells="Giữ đúng thứ tự mà phép gấp đôi cho, đừng xếp lại các hàng.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "tích Kronecker",
            {DOUBLED: "np.kron([[1, 1], [1, -1]], H)"},
            note="Gấp đôi theo Sylvester là tích Kronecker với ma trận 2×2: cả H là tích Kronecker của log2(n) ma trận nhỏ.",
        ),
        Variant(
            "đếm bit chung",
            {WHOLE: PARITY},
            note="Phần tử (i, j) mang dấu trừ khi i và j có một số lẻ các bit chung.",
        ),
        Variant("xếp chồng", {DOUBLED: "np.vstack([np.hstack([H, H]), np.hstack([H, -H])])"}),
        Variant(
            "đệ quy",
            {
                WHOLE: "if n == 1:\n        return np.ones((1, 1))\n"
                "    half = hadamard(n // 2) / np.sqrt(2)\n    H = np.block([[half, half], [half, -half]])"
            },
        ),
        Variant(
            "điền dần vào ma trận",
            {
                WHOLE: "H = np.ones((n, n)) / n**0.5\n    size = 1\n    while size < n:\n"
                "        H[size : 2 * size, :size] = H[:size, :size]\n"
                "        H[:size, size : 2 * size] = H[:size, :size]\n"
                "        H[size : 2 * size, size : 2 * size] = -H[:size, :size]\n        size *= 2"
            },
        ),
    ),
    bears=lambda n: n <= LARGEST,
)
