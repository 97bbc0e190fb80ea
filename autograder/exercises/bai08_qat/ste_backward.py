"""The derivative with respect to x by the straight-through estimator."""

import numpy as np

from autograder import reference
from autograder.exercises.bai08_qat.values import MATRIX, NEARLY_EXACT, SLOPES, G, X, draw_slopes
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible

INSIDE = "np.abs(x / s) <= q"
PASSED = "g * inside"

EXERCISE = Exercise(
    function="ste_backward",
    title="Ước lượng truyền thẳng",
    reference=reference.ste_backward,
    asks="Phần tử nào nằm trong thước, phần tử nào đã bị cắt, và đạo hàm của mỗi loại là gì?",
    tells="Nơi nào trị tuyệt đối của x / s không quá q thì giữ nguyên g, nơi khác thì 0.",
    parts=(
        Part(
            "TODO 2",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài, 3 bit", {"g": G, "x": X, "s": 0.5, "bits": 3}),
                Visible("cùng x, 2 bit", {"g": G, "x": X, "s": 0.48, "bits": 2}),
                Visible("ma trận, có số vừa quá đầu thước", {"g": SLOPES, "x": MATRIX, "s": 0.22, "bits": 4}),
                Visible(
                    "đúng hai đầu thước",
                    {
                        "g": np.array([1.0, -2.0, 0.5, 3.0, -1.5]),
                        "x": np.array([-1.5, 1.5, -1.0, 2.0, 0.25]),
                        "s": 0.5,
                        "bits": 3,
                    },
                ),
                Visible(
                    "bước dài hơn 1",
                    {"g": np.array([2.0, -1.0, 0.5, 3.0]), "x": np.array([3.4, -2.0, -9.0, 8.0]), "s": 2.5, "bits": 3},
                ),
            ),
            draw=draw_slopes,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "cho đạo hàm qua mọi phần tử",
                    kind="gradient/mask",
                    edits={PASSED: "g"},
                    asks="Nhích một chút phần tử đã bị cắt thì đầu ra có đổi không?",
                    tells="Không đổi, nên đạo hàm ở đó là 0. Chỉ giữ g nơi |x / s| ≤ q.",
                ),
                Misconception(
                    "nhân đạo hàm với giá trị đã lượng tử hóa",
                    kind="gradient/other",
                    edits={PASSED: "g * fake_quantize(x, s, bits)"},
                    asks="Đạo hàm của x̂ theo x là x̂, hay là độ dốc của đường thay thế?",
                    tells="Độ dốc của đường thay thế là 1 ở trong thước và 0 ở ngoài.",
                ),
                Misconception(
                    "so x thay vì x / s với q",
                    kind="scale/other",
                    edits={INSIDE: "np.abs(x) <= q"},
                    asks="q đếm số bước hay đo bằng đơn vị của x?",
                    tells="q là một mã, nên so |x / s| với q.",
                ),
                Misconception(
                    "giữ g ở ngoài thước, chặn ở trong",
                    kind="gradient/mask",
                    edits={INSIDE: "np.abs(x / s) > q"},
                    asks="Bạn giữ g của phần tử ở trong hay ở ngoài thước?",
                    tells="Phải giữ g ở trong thước, nơi |x / s| ≤ q.",
                ),
                Misconception(
                    "nhân đạo hàm với s",
                    kind="scale/other",
                    edits={PASSED: "g * inside * s"},
                    asks="x̂ = s · round(x / s): chia cho s rồi lại nhân với s thì độ dốc bằng mấy?",
                    tells="Hai s triệt tiêu nhau, độ dốc là 1.",
                ),
                Misconception(
                    "chia đạo hàm cho s",
                    kind="scale/other",
                    edits={PASSED: "g * inside / s"},
                    asks="x̂ = s · round(x / s): chia cho s rồi lại nhân với s thì độ dốc bằng mấy?",
                    tells="Hai s triệt tiêu nhau, độ dốc là 1.",
                ),
                Misconception(
                    "chặn cả phần tử ở đúng đầu thước",
                    kind="gradient/mask",
                    edits={INSIDE: "np.abs(x / s) < q"},
                    asks="Phần tử có v bằng đúng q thì công thức giữ g hay đổi thành 0?",
                    tells="Giữ g: ở trong thước là |v| ≤ q, kể cả hai đầu.",
                ),
                Misconception(
                    "quên trị tuyệt đối",
                    kind="gradient/mask",
                    edits={INSIDE: "x / s <= q"},
                    asks="Thước có hai đầu. Số −100 có nằm trong thước không?",
                    tells="So trị tuyệt đối của x / s với q.",
                ),
                Misconception(
                    "so mã đã làm tròn với q",
                    kind="gradient/mask",
                    edits={INSIDE: "np.abs(np.rint(x / s)) <= q"},
                    asks="Số dài q + 0.3 bước làm tròn thành mã nào? Nó có bị cắt không?",
                    tells="Nó làm tròn thành q nhưng đã nằm ngoài thước. So x / s chưa làm tròn với q.",
                ),
                Misconception(
                    "nhân với s thay vì chia",
                    kind="scale/inverted",
                    edits={INSIDE: "np.abs(x * s) <= q"},
                    asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
                    tells="Chia x cho s.",
                ),
                Misconception(
                    "trả về mặt nạ, quên nhân với g",
                    kind="term/forgotten",
                    edits={PASSED: "1.0 * inside"},
                    asks="Ở trong thước, kết quả của bạn có đổi theo g không?",
                    tells="Mặt nạ chỉ cho biết nơi nào được qua. Nhân nó với g.",
                ),
                Misconception(
                    "giữ x thay vì giữ g",
                    kind="gradient/other",
                    edits={PASSED: "x * inside"},
                    asks="Hàm gửi về chính trọng số, hay đạo hàm theo trọng số?",
                    tells="x chỉ cho biết phần tử nào bị cắt. Cái được gửi về là g.",
                ),
                Misconception(
                    "cắt g thay vì xét x",
                    kind="range/other_codes",
                    edits={PASSED: "np.clip(g, -q, q)"},
                    asks="Ở đầu thước, số nào bị cắt: x hay g?",
                    tells="Đừng cắt g. Xét |x / s|: không quá q thì giữ nguyên g, quá q thì 0.",
                ),
                Misconception(
                    "chỉ trả về các phần tử ở trong thước",
                    kind="shape/dimensions",
                    edits={PASSED: "g[inside]"},
                    asks="x có bao nhiêu phần tử, kết quả của bạn có bao nhiêu?",
                    tells="Kết quả cùng chiều với x: phần tử bị cắt thì thành 0, đừng bỏ đi.",
                ),
                Misconception(
                    "dừng ở phần tử bị cắt đầu tiên",
                    kind="trial/count",
                    edits={PASSED: "g * np.logical_and.accumulate(inside.ravel()).reshape(x.shape)"},
                    asks="Sau một phần tử bị cắt, các phần tử còn lại có được xét nữa không?",
                    tells="Đừng thoát khỏi vòng lặp: phần tử bị cắt thì ghi 0, rồi xét tiếp phần tử sau.",
                ),
                Misconception(
                    "chỉ giữ dấu của đạo hàm",
                    kind="error/of_what",
                    edits={PASSED: "np.sign(g) * inside"},
                    asks="Ở trong thước, đạo hàm đi ra có bằng đạo hàm đi vào không?",
                    tells="Bằng đúng g, cả dấu lẫn độ lớn.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("np.where", {PASSED: "np.where(inside, g, 0.0)"}),
        Variant(
            "bản sao có mặt nạ",
            {
                "grad = g * inside": "grad = g.copy()\n    grad[~inside] = 0",
            },
            note="Sao chép rồi gán 0 nơi bị cắt; nhớ copy(), kẻo sửa mất mảng g nhận vào.",
        ),
        Variant("hai phép so", {INSIDE: "(x >= -q * s) & (x <= q * s)"}),
        Variant(
            "so với bản đã cắt",
            {INSIDE: "x / s == np.clip(x / s, -q, q)"},
            note="Phần tử không bị phép cắt đổi đi là phần tử nằm trong thước.",
        ),
    ),
)
