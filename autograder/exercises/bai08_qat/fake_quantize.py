"""Values quantized on a symmetric grid and read back at once."""

import numpy as np

from autograder import reference
from autograder.exercises.bai08_qat.values import MATRIX, NEARLY_EXACT, X, draw_clear_values
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible

Q = "2 ** (bits - 1) - 1"
CLIP = "np.clip(x / s, -qmax, qmax)"
BACK = "s * np.rint(v)"

EXERCISE = Exercise(
    function="fake_quantize",
    title="Lượng tử hóa giả lập",
    reference=reference.fake_quantize,
    asks="x dài mấy bước, mã lớn nhất là mấy, và hàm trả về mã hay số thực?",
    tells="q = 2^(bits−1) − 1; chia x cho s, cắt về đoạn từ −q đến q, làm tròn, rồi nhân lại với s.",
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài, 3 bit", {"x": X, "s": 0.5, "bits": 3}),
                Visible("ví dụ trong bài, 2 bit", {"x": X, "s": 0.5, "bits": 2}),
                Visible("ma trận, 4 bit", {"x": MATRIX, "s": 0.22, "bits": 4}),
                Visible(
                    "đúng giữa hai mã",
                    {"x": np.array([0.25, 0.75, 1.25, -0.25, -1.25, -1.75]), "s": 0.5, "bits": 4},
                ),
            ),
            draw=draw_clear_values,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên nhân lại với s",
                    kind="scale/other",
                    edits={BACK: "np.rint(v)"},
                    asks="Phép nhân của lớp sau cần mã, hay cần số thực mà mã đại diện?",
                    tells="Lượng tử hóa giả lập trả về số thực: nhân mã với s.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP: "x / s"},
                    asks="Với 3 bit thì mã lớn nhất là 3. Số dài 6 bước nhận mã nào?",
                    tells="Cắt x / s về đoạn từ −q đến q.",
                ),
                Misconception(
                    "chỉ cắt đầu trên",
                    kind="range/no_clip",
                    edits={CLIP: "np.minimum(x / s, qmax)"},
                    asks="Thước có hai đầu. Số −100 nhận mã nào?",
                    tells="Cắt cả đầu dưới: từ −q đến q.",
                ),
                Misconception(
                    "chỉ cắt đầu dưới",
                    kind="range/no_clip",
                    edits={CLIP: "np.maximum(x / s, -qmax)"},
                    asks="Thước có hai đầu. Số 100 nhận mã nào?",
                    tells="Cắt cả đầu trên: từ −q đến q.",
                ),
                Misconception(
                    "cắt x thay vì cắt x / s",
                    kind="range/early_clip",
                    edits={CLIP: "np.clip(x, -qmax, qmax) / s"},
                    asks="q đếm số bước hay đo bằng đơn vị của x?",
                    tells="q là một mã, nên phải cắt x / s, không cắt x.",
                ),
                Misconception(
                    "dùng cả mã −q − 1",
                    kind="scale/asymmetric",
                    edits={CLIP: "np.clip(x / s, -qmax - 1, qmax)"},
                    asks="Thước đối xứng của Bài 3 bỏ mã nào?",
                    tells="Thước đối xứng bỏ mã nhỏ nhất: cắt về đoạn từ −q đến q.",
                ),
                Misconception(
                    "miền không dấu",
                    kind="codes/unsigned",
                    edits={CLIP: "np.clip(x / s, 0, 2**bits - 1)"},
                    asks="Trọng số âm thì nhận mã nào?",
                    tells="Mã ở đây có dấu: cắt x / s về đoạn từ −q đến q.",
                ),
                Misconception(
                    "quên trừ 1 ở mã lớn nhất",
                    kind="codes/count",
                    edits={Q: "2 ** (bits - 1)"},
                    asks="Với 2 bit có bốn mã. Nếu q bằng 2 thì từ −q đến q có mấy mã?",
                    tells="q = 2^(bits−1) − 1: với 2 bit, q bằng 1.",
                ),
                Misconception(
                    "mã lớn nhất là số bước của cả thước",
                    kind="codes/count",
                    edits={Q: "2**bits - 1"},
                    asks="Số 0 nằm giữa thước thì mỗi bên có bao nhiêu mã?",
                    tells="2^bits − 1 là mã lớn nhất khi mã không âm. Thước đối xứng: q = 2^(bits−1) − 1.",
                ),
                Misconception(
                    "luôn dùng một số bit",
                    kind="codes/fixed_bits",
                    edits={Q: "1"},
                    asks="Với bits = 4 thì mã lớn nhất là mấy?",
                    tells="Tính q từ bits.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={BACK: "s * np.floor(v)"},
                    asks="2.9 bước gần mã 2 hay mã 3?",
                    tells="np.floor và // luôn đi xuống. Dùng np.rint hoặc np.round.",
                ),
                Misconception(
                    "bỏ phần thập phân",
                    kind="rounding/truncate",
                    edits={BACK: "s * np.trunc(v)"},
                    asks="2.9 bước gần mã 2 hay mã 3? Hàm của bạn cho mã nào?",
                    tells="np.trunc, int(…) và astype(int) đều bỏ phần lẻ. Làm tròn bằng np.rint hoặc np.round.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={BACK: "s * np.floor(v + 0.5)"},
                    asks="2.5 bước cách đều hai mã. Khóa học chọn mã nào?",
                    tells="Làm tròn về số chẵn gần nhất, như np.rint: 2.5 thành 2.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={BACK: "s * v"},
                    asks="Mã có thể là 1.3 không?",
                    tells="Làm tròn x / s về số nguyên bằng np.rint rồi mới nhân lại với s.",
                ),
                Misconception(
                    "làm tròn sau khi nhân lại với s",
                    kind="term/place",
                    edits={BACK: "np.rint(s * v)"},
                    asks="Số nào phải là số nguyên: mã, hay số thực mà mã đại diện?",
                    tells="Làm tròn v trước, rồi mới nhân với s.",
                ),
                Misconception(
                    "tính lại bước từ x thay vì dùng s",
                    kind="scale/other",
                    edits={Q: "2 ** (bits - 1) - 1\n    s = np.max(np.abs(x)) / qmax"},
                    asks="Gọi hàm hai lần với cùng x mà khác s: hàm của bạn có cho hai kết quả khác nhau không?",
                    tells="Dùng s đã cho. Ở bài này, s là một số tùy ý, không buộc phải lấy từ số lớn nhất của x.",
                ),
                Misconception(
                    "nhân với s thay vì chia",
                    kind="scale/inverted",
                    edits={CLIP: "np.clip(x * s, -qmax, qmax)"},
                    asks="s là độ dài một bước. Muốn biết x dài mấy bước thì nhân hay chia?",
                    tells="Chia x cho s.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "làm tròn rồi mới cắt",
            {CLIP: "np.clip(np.rint(x / s), -qmax, qmax)", BACK: "s * v"},
            note="q là số nguyên, nên cắt trước hay làm tròn trước đều ra cùng một mã.",
        ),
        Variant("float32", {CLIP: "np.clip(x.astype(np.float32) / np.float32(s), -qmax, qmax)"}),
        Variant("minimum và maximum", {CLIP: "np.minimum(np.maximum(x / s, -qmax), qmax)"}),
        Variant(
            "cắt ở đơn vị của x",
            {CLIP: "np.clip(x, -qmax * s, qmax * s) / s"},
            note="Cắt x ở q bước, tức là ở q · s, cũng như cắt x / s ở q.",
        ),
    ),
)
