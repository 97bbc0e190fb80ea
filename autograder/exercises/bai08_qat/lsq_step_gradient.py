"""The derivative with respect to the step, by LSQ."""

import numpy as np

from autograder import reference
from autograder.exercises.bai08_qat.values import MATRIX, NEARLY_EXACT, SLOPES, G, X, draw_slopes
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible

D = "np.where(v <= -q, -q, np.where(v >= q, q, np.rint(v) - v))"
TOTAL = "np.sum(g * d)"
ROOT = "np.sqrt(x.size * q)"

EXERCISE = Exercise(
    function="lsq_step_gradient",
    title="Đạo hàm theo bước",
    reference=reference.lsq_step_gradient,
    asks="Nhích s một chút thì x̂ của một phần tử bị cắt đổi bao nhiêu, của một phần tử ở trong thước đổi bao nhiêu?",
    tells="Bị cắt: d = ±q. Ở trong: d = round(v) − v, với v = x / s. Cộng mọi g · d lại, rồi chia cho √(N · q).",
    parts=(
        Part(
            "TODO 3",
            points=2,
            asks="Với mỗi phần tử, x̂ đổi bao nhiêu khi s tăng một chút? Phần tử bị cắt có khác không?",
            tells="v = x / s. Nơi v ≤ −q thì d = −q, nơi v ≥ q thì d = q, còn lại d = np.rint(v) − v.",
            visible=(
                Visible("ví dụ trong bài, 3 bit", {"g": G, "x": X, "s": 0.5, "bits": 3}),
                Visible("mọi phần tử ở trong thước", {"g": G[1:6], "x": X[1:6], "s": 0.5, "bits": 3}),
                Visible(
                    "mọi phần tử bị cắt, cùng g",
                    {"g": np.ones(3), "x": np.array([-4.0, 3.0, 5.0]), "s": 0.5, "bits": 3},
                ),
                Visible(
                    "đúng hai đầu thước",
                    {
                        "g": np.array([1.0, 2.0, -1.0, 0.5]),
                        "x": np.array([-1.5, 1.5, 0.4, -0.7]),
                        "s": 0.5,
                        "bits": 3,
                    },
                ),
                Visible("một phần tử", {"g": np.array([2.0]), "x": np.array([0.9]), "s": 0.5, "bits": 3}),
            ),
            draw=draw_slopes,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "dùng round(v) − v cả cho phần tử bị cắt",
                    kind="gradient/mask",
                    edits={D: "np.rint(v) - v"},
                    asks="Phần tử bị cắt đọc ra thành q · s. Đạo hàm của q · s theo s là gì?",
                    tells="Là q, còn ở đầu âm là −q. Chỉ phần tử ở trong thước mới dùng round(v) − v.",
                ),
                Misconception(
                    "sai dấu ở trong thước",
                    kind="term/sign",
                    edits={"np.rint(v) - v))": "v - np.rint(v)))"},
                    asks="x̂ = s · round(x / s). Coi đạo hàm của round là 1 thì đạo hàm theo s là round(v) cộng hay trừ số nào?",
                    tells="Là round(v) − v, không phải v − round(v).",
                ),
                Misconception(
                    "bỏ phần góp của phần tử bị cắt",
                    kind="gradient/zero",
                    edits={D: "np.where(np.abs(v) >= q, 0, np.rint(v) - v)"},
                    asks="Kéo dài bước thì đầu thước có dời đi không? Phần tử bị cắt đọc ra ở đâu?",
                    tells="Nó đọc ra ở đầu thước ±q · s, nên d = ±q.",
                ),
                Misconception(
                    "lấy d = 0 cho phần tử ở đúng đầu thước",
                    kind="gradient/zero",
                    edits={D: "np.where(v < -q, -q, np.where(v > q, q, np.rint(v) - v))"},
                    asks="Với v bằng đúng q thì công thức lấy nhánh nào?",
                    tells="Hai đầu thước tính như bị cắt: v ≤ −q thì d = −q, v ≥ q thì d = q.",
                ),
                Misconception(
                    "cho hai đầu thước cùng dấu",
                    kind="term/sign",
                    edits={D: "np.where(np.abs(v) >= q, q, np.rint(v) - v)"},
                    asks="Ở đầu âm, x̂ = −q · s. Tăng s thì x̂ tăng hay giảm?",
                    tells="Ở đầu âm, d = −q.",
                ),
                Misconception(
                    "lấy d = ±1 cho phần tử bị cắt",
                    kind="term/forgotten",
                    edits={D: "np.where(v <= -q, -1, np.where(v >= q, 1, np.rint(v) - v))"},
                    asks="Đạo hàm của q · s theo s là 1 hay là q?",
                    tells="Là q: d = ±q.",
                ),
                Misconception(
                    "lấy d = ±q · s cho phần tử bị cắt",
                    kind="gradient/other",
                    edits={D: "np.where(v <= -q, -q * s, np.where(v >= q, q * s, np.rint(v) - v))"},
                    asks="Đạo hàm của q · s theo s là q · s hay là q?",
                    tells="q · s là x̂. Đạo hàm của nó theo s là q, nên d = ±q.",
                ),
                Misconception(
                    "quên trừ v ở trong thước",
                    kind="term/forgotten",
                    edits={D: "np.where(v <= -q, -q, np.where(v >= q, q, np.rint(v)))"},
                    asks="s xuất hiện mấy lần trong s · round(x / s)?",
                    tells="Hai lần. Lần ở mẫu số góp thêm −v, nên d = round(v) − v.",
                ),
                Misconception(
                    "bỏ phần góp của phần tử ở trong thước",
                    kind="gradient/zero",
                    edits={D: "np.where(v <= -q, -q, np.where(v >= q, q, 0.0))"},
                    asks="Với v = 0.4 thì round(v) − v bằng mấy?",
                    tells="Ở trong thước, d = round(v) − v, có thể dương hoặc âm.",
                ),
                Misconception(
                    "trừ v cả ở phần tử bị cắt",
                    kind="term/place",
                    edits={D: "np.rint(np.clip(v, -q, q)) - v"},
                    asks="Phần tử bị cắt đọc ra thành q · s. Trong q · s còn v không?",
                    tells="Không còn, nên ở hai đầu thước d = ±q, không trừ v.",
                ),
                Misconception(
                    "tráo dấu của hai đầu thước",
                    kind="order/swapped",
                    edits={D: "np.where(v <= -q, q, np.where(v >= q, -q, np.rint(v) - v))"},
                    asks="Ở đầu dương, x̂ = q · s. Tăng s thì x̂ tăng hay giảm?",
                    tells="Ở đầu dương d = q, ở đầu âm d = −q.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={"np.rint(v) - v))": "np.floor(v) - v))"},
                    asks="1.8 bước gần mã 1 hay mã 2? Lượt xuôi đã làm tròn nó thành mã nào?",
                    tells="Làm tròn như lượt xuôi: d = np.rint(v) − v.",
                ),
                Misconception(
                    "so và làm tròn x thay vì x / s",
                    kind="scale/other",
                    edits={D: "np.where(x <= -q, -q, np.where(x >= q, q, np.rint(x) - x))"},
                    asks="q đếm số bước. Bạn so q với x, hay với số bước của x?",
                    tells="So và làm tròn v, tức là x / s, không phải x.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="Cả mảng chung một s thì các g · d được gộp lại thế nào, và chia cho gì?",
            tells="Cộng mọi g · d, rồi chia cho np.sqrt(x.size * q).",
            visible=(
                Visible("ma trận, 4 bit", {"g": SLOPES, "x": MATRIX, "s": 0.22, "bits": 4}),
                Visible("ma trận, 2 bit", {"g": SLOPES, "x": MATRIX, "s": 0.37, "bits": 2}),
            ),
            draw=draw_slopes,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên chia cho căn bậc hai của N · q",
                    kind="term/forgotten",
                    edits={ROOT: "1"},
                    asks="Một bước nhận phần góp của mấy nghìn trọng số. Nếu chỉ cộng thì đạo hàm theo s lớn cỡ nào so với đạo hàm theo một trọng số?",
                    tells="Chia tổng cho √(N · q), với N = x.size.",
                ),
                Misconception(
                    "dùng số mã thay vì q",
                    kind="codes/count",
                    edits={ROOT: "np.sqrt(x.size * 2**bits)"},
                    asks="Dưới dấu căn là mã lớn nhất hay số mã?",
                    tells="Là mã lớn nhất q = 2^(bits−1) − 1.",
                ),
                Misconception(
                    "lấy trung bình thay vì tổng",
                    kind="term/place",
                    edits={TOTAL: "np.mean(g * d)"},
                    asks="Theo quy tắc đạo hàm của tổng, các phần góp được cộng hay được lấy trung bình?",
                    tells="Được cộng: dùng np.sum. Sau đó chỉ chia cho √(N · q), không chia thêm cho N.",
                ),
                Misconception(
                    "tổng theo từng cột, trả về một mảng",
                    kind="axis/split",
                    edits={TOTAL: "np.sum(g * d, axis=0)"},
                    asks="Cả ma trận có một bước hay mỗi cột một bước?",
                    tells="Một bước, nên cộng trên mọi phần tử: gọi np.sum mà không ghi axis.",
                ),
                Misconception(
                    "quên nhân với g",
                    kind="term/forgotten",
                    edits={TOTAL: "np.sum(d)"},
                    asks="d cho biết x̂ đổi bao nhiêu theo s. Còn mất mát đổi bao nhiêu theo x̂ thì đọc ở đâu?",
                    tells="Ở g: cộng các tích g · d.",
                ),
                Misconception(
                    "quên N dưới dấu căn",
                    kind="term/forgotten",
                    edits={ROOT: "np.sqrt(q)"},
                    asks="Tổng có bao nhiêu số hạng?",
                    tells="Có N = x.size số hạng; dưới dấu căn là N · q.",
                ),
                Misconception(
                    "quên q dưới dấu căn",
                    kind="term/forgotten",
                    edits={ROOT: "np.sqrt(x.size)"},
                    asks="Công thức chia cho căn bậc hai của một tích. Tích ấy có mấy thừa số?",
                    tells="Hai thừa số: N và q.",
                ),
                Misconception(
                    "q nằm ngoài dấu căn",
                    kind="term/place",
                    edits={ROOT: "(np.sqrt(x.size) * q)"},
                    asks="Dấu căn trong công thức bao trùm những gì?",
                    tells="Bao cả N và q: np.sqrt(x.size * q).",
                ),
                Misconception(
                    "quên lấy căn",
                    kind="term/forgotten",
                    edits={ROOT: "(x.size * q)"},
                    asks="Ở mẫu số của công thức, N · q nằm trong dấu gì?",
                    tells="Trong dấu căn: chia cho np.sqrt(x.size * q).",
                ),
                Misconception(
                    "đếm số hàng thay vì số phần tử",
                    kind="axis/other",
                    edits={ROOT: "np.sqrt(len(x) * q)"},
                    asks="Ma trận 2 × 4 có mấy phần tử? Hàm của bạn lấy N bằng mấy?",
                    tells="len(x) và x.shape[0] chỉ đếm hàng. Số phần tử là x.size.",
                ),
                Misconception(
                    "nhân thay vì chia",
                    kind="scale/inverted",
                    edits={f"{TOTAL} / {ROOT}": f"{TOTAL} * {ROOT}"},
                    asks="Hệ số của LSQ làm đạo hàm nhỏ lại hay lớn lên?",
                    tells="Nhỏ lại: chia cho √(N · q).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "cắt rồi làm tròn, trừ v ở trong thước",
            {D: "np.rint(np.clip(v, -q, q)) - np.where(np.abs(v) < q, v, 0.0)"},
            note="round(clip(v)) đã bằng ±q ở hai đầu; chỉ còn phải trừ v ở trong thước.",
        ),
        Variant("np.select", {D: "np.select([v <= -q, v >= q], [-q, q], np.rint(v) - v)"}),
        Variant(
            "vòng lặp",
            {
                f"d = {D}": "d = np.zeros(x.shape)\n"
                "    for place in np.ndindex(x.shape):\n"
                "        one = v[place]\n"
                "        d[place] = -q if one <= -q else q if one >= q else np.rint(one) - one",
            },
        ),
        Variant("tích vô hướng", {TOTAL: "g.ravel() @ d.ravel()"}),
    ),
)
