"""The whole product of two quantized matrices."""

from autograder import reference
from autograder.exercises.bai01_so_nguyen.matrices import (
    ALL_ZERO_POINTS,
    BOTH_ENDS,
    HALVES,
    WIDE,
    document_operands,
    draw_inside,
    draw_matrices,
    draw_outside,
    matrix_args,
    safe_and_inside,
)
from autograder.exercises.model import Exercise, Misconception, Part, Variant, Visible, draw_until
from course.checking.compare import EXACT_WITH_DTYPE

draw_inside_without_zero_points = draw_until(
    lambda rng: draw_matrices(rng, reach=0.7, zero_points=False), safe_and_inside
)

CLIP_MATRIX = "np.clip(quantized_Y, low, high)"
ROUND_MATRIX = "np.round(quantized_Y)"
SUM_X = "np.sum(X_q, axis=1).reshape(-1, 1)"
SUM_W = "np.sum(W_q, axis=0).reshape(1, -1)"

EXERCISE = Exercise(
    function="quantization_matrix_multiplication_int",
    title="Nhân ma trận trên số nguyên",
    reference=reference.quantization_matrix_multiplication_int,
    asks="Tổng theo hàng của X_q có chiều gì, tổng theo cột của W_q có chiều gì, để cộng được vào ma trận (m, n)?",
    tells="X_q @ W_q có chiều (m, n). Tổng hàng của X_q cần chiều (m, 1), tổng cột của W_q cần chiều (1, n). "
    "Sau đó làm tròn, rồi cắt.",
    parts=(
        Part(
            "TODO 8",
            points=1,
            asks="Tổng theo hàng của X_q và tổng theo cột của W_q phải có chiều gì để cộng được vào ma trận (m, n)?",
            tells="Một tổng đi dọc theo cột, nên cần chiều (m, 1); tổng kia đi theo hàng, nên cần chiều (1, n). Các mã phải được mở rộng kiểu trước khi nhân. Hãy in chiều của từng số hạng.",
            visible=(
                Visible("mọi điểm 0 đều khác 0", matrix_args(ALL_ZERO_POINTS)),
                Visible("int16", matrix_args(WIDE)),
            ),
            draw=draw_inside,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "bỏ quên z_X·ΣW",
                    kind="term/forgotten",
                    edits={f"acc = acc - z_X * {SUM_W}": "acc = acc"},
                    asks="Khi z_X khác 0 thì số hạng nào của A còn thiếu?",
                    tells="Trừ z_X nhân với tổng từng cột của W_q.",
                ),
                Misconception(
                    "bỏ quên z_W·ΣX",
                    kind="term/forgotten",
                    edits={f"acc = acc - z_W * {SUM_X}": "acc = acc"},
                    asks="Khi z_W khác 0 thì số hạng nào của A còn thiếu?",
                    tells="Trừ z_W nhân với tổng từng hàng của X_q.",
                ),
                Misconception(
                    "bỏ quên p·z_X·z_W",
                    kind="term/forgotten",
                    edits={"acc = acc + p * z_X * z_W": "acc = acc"},
                    asks="Khai triển (X_q − z_X)(W_q − z_W). Số hạng cuối là gì, và nó được cộng mấy lần?",
                    tells="Cộng p·z_X·z_W, vì tổng có p số hạng.",
                ),
                Misconception(
                    "sai dấu của p·z_X·z_W",
                    kind="term/sign",
                    edits={"acc + p * z_X * z_W": "acc - p * z_X * z_W"},
                    asks="Âm nhân âm ra dấu gì?",
                    tells="(−z_X)·(−z_W) = +z_X·z_W, nên phải cộng.",
                ),
                Misconception(
                    "dùng số hàng m thay cho p",
                    kind="axis/other",
                    edits={"acc + p * z_X * z_W": "acc + X_q.shape[0] * z_X * z_W"},
                    asks="Tổng theo k có bao nhiêu số hạng: m, n hay p?",
                    tells="k chạy từ 1 đến p, số cột của X_q và cũng là số hàng của W_q.",
                ),
                Misconception(
                    "cộng dồn trong int16",
                    kind="dtype/overflow",
                    edits={
                        "X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int16)",
                        "W_q = W_q.astype(np.int32)": "W_q = W_q.astype(np.int16)",
                    },
                    asks="Ba tích cỡ 127 × 127 cộng lại có vừa trong int16 không?",
                    tells="Bộ tích lũy cần int32: đổi cả X_q và W_q sang np.int32 trước khi nhân.",
                ),
                Misconception(
                    "không mở rộng kiểu trước khi nhân",
                    kind="dtype/overflow",
                    edits={"X_q = X_q.astype(np.int32)": "X_q = X_q", "W_q = W_q.astype(np.int32)": "W_q = W_q"},
                    asks="100 × 100 có vừa trong int8 không?",
                    tells="Đổi X_q và W_q sang np.int32 trước khi nhân, nếu không tích bị tràn số.",
                ),
                Misconception(
                    "tổng hàng của X_q không đưa về cột",
                    kind="shape/dimensions",
                    edits={SUM_X: "np.sum(X_q, axis=1)"},
                    asks="Vector m phần tử cộng vào ma trận (m, n) thì NumPy hiểu nó là hàng hay cột?",
                    tells="Đưa tổng về chiều (m, 1) bằng reshape(-1, 1) hoặc keepdims=True.",
                ),
                Misconception(
                    "tổng X_q sai trục",
                    kind="axis/other",
                    edits={SUM_X: "np.sum(X_q, axis=0).reshape(-1, 1)"},
                    asks="Tổng theo k của X_q[i, k] là cộng dọc theo hàng hay theo cột?",
                    tells="k là chỉ số cột của X_q, nên cộng theo axis=1.",
                ),
                Misconception(
                    "quên z_Y",
                    kind="zero_point/forgotten",
                    edits={"z_Y + (s_b": "(s_b"},
                    asks="Y bằng số thực 0 thì mã của nó phải là số nào?",
                    tells="Cộng z_Y. Giá trị mặc định là 0, nhưng người gọi có thể cho giá trị khác.",
                ),
                Misconception(
                    "quên z_b",
                    kind="zero_point/forgotten",
                    edits={"(b_q - z_b)": "b_q"},
                    asks="Từ mã b_q về số thực b, ta phải trừ gì trước khi nhân s_b?",
                    tells="Dùng (b_q − z_b).",
                ),
                Misconception(
                    "nhân từng phần tử thay vì nhân ma trận",
                    kind="shape/dimensions",
                    edits={"X_q @ W_q": "X_q * W_q"},
                    asks="X có chiều (m, p), W có chiều (p, n). Phép nhân nào cho ra (m, n)?",
                    tells="Dùng @ (nhân ma trận), không dùng * (nhân từng phần tử).",
                ),
            ),
        ),
        Part(
            "TODO 9",
            points=1,
            asks="2.5 nằm giữa 2 và 3. Khóa học quy ước chọn số nào?",
            tells="Làm tròn về số chẵn gần nhất, mọi phần tử cùng lúc, và làm tròn trước khi cắt.",
            visible=(Visible("giữa hai số nguyên", matrix_args(HALVES)),),
            draw=draw_inside_without_zero_points,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={ROUND_MATRIX: "quantized_Y"},
                    asks="Đổi 3.6 sang kiểu số nguyên mà không làm tròn thì được mấy?",
                    tells="Làm tròn bằng np.round trước khi đổi kiểu.",
                ),
                Misconception(
                    "làm tròn xuống",
                    kind="rounding/one_way",
                    edits={ROUND_MATRIX: "np.floor(quantized_Y)"},
                    asks="3.6 gần 3 hay gần 4?",
                    tells="np.floor luôn đi xuống. Dùng np.round.",
                ),
                Misconception(
                    "làm tròn lên",
                    kind="rounding/one_way",
                    edits={ROUND_MATRIX: "np.ceil(quantized_Y)"},
                    asks="3.2 gần 3 hay gần 4?",
                    tells="np.ceil luôn đi lên. Dùng np.round.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={ROUND_MATRIX: "np.floor(quantized_Y + 0.5)"},
                    asks="2.5 nằm giữa 2 và 3. Bài này quy ước chọn số nào?",
                    tells="Làm tròn về số chẵn gần nhất, như np.round.",
                ),
            ),
        ),
        Part(
            "TODO 10",
            points=1,
            asks="Mã nhỏ nhất và mã lớn nhất là số nào? Giá trị nằm ngoài thì thành mã nào?",
            tells="low và high đã có sẵn ở đầu hàm. Hãy xem bạn có dùng cả hai đầu, và có cắt trước khi đổi kiểu không.",
            visible=(
                Visible("ví dụ trong bài", document_operands(2, 3, 4)),
                Visible("vượt cả hai đầu", matrix_args(BOTH_ENDS)),
            ),
            draw=draw_outside,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CLIP_MATRIX: "quantized_Y"},
                    asks="480 có vừa trong int8 không? Đổi kiểu xong nó thành số nào?",
                    tells="Cắt vào [low, high] bằng np.clip trước khi đổi kiểu.",
                ),
                Misconception(
                    "bỏ mã nhỏ nhất",
                    kind="range/lowest_lost",
                    edits={CLIP_MATRIX: "np.clip(quantized_Y, -high, high)"},
                    asks="Giá trị nhỏ nhất của int8 là bao nhiêu?",
                    tells="Dùng low đã tính sẵn ở đầu hàm, đừng dùng −high.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "vòng lặp",
            {
                "acc = X_q @ W_q": "acc = np.zeros((X_q.shape[0], W_q.shape[1]), dtype=np.int64)\n"
                "    for i in range(acc.shape[0]):\n"
                "        for j in range(acc.shape[1]):\n"
                "            for k in range(p):\n"
                "                acc[i, j] += int(X_q[i, k]) * int(W_q[k, j])"
            },
        ),
        Variant(
            "einsum",
            {"X_q @ W_q": "np.einsum('ik,kj->ij', X_q, W_q)"},
            note="np.einsum gọi tên từng trục: k có ở hai vế mà không có ở kết quả, nên được cộng lại.",
        ),
        Variant(
            "keepdims",
            {SUM_X: "np.sum(X_q, axis=1, keepdims=True)", SUM_W: "np.sum(W_q, axis=0, keepdims=True)"},
            note="keepdims=True giữ lại trục vừa cộng, dài 1, nên không cần reshape nữa.",
        ),
        Variant("int64", {"X_q = X_q.astype(np.int32)": "X_q = X_q.astype(np.int64)"}),
        Variant("np.rint", {ROUND_MATRIX: "np.rint(quantized_Y)"}),
        Variant(
            "trừ điểm 0 trước khi nhân",
            {
                "acc = X_q @ W_q": "acc = (X_q - z_X) @ (W_q - z_W)",
                f"acc = acc - z_W * {SUM_X}": "acc = acc",
                f"acc = acc - z_X * {SUM_W}": "acc = acc * 1",
                "acc = acc + p * z_X * z_W": "acc = acc + 0",
            },
        ),
    ),
)
