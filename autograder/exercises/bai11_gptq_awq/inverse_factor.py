"""The one factor that holds every compensation."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import AFTER_AN_INVERSE, EXAMPLE_X, draw_inputs
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_hessian(rng: Generator) -> Args:
    """The Hessian of a few inputs, with a damping that shows."""
    channels = int(rng.integers(3, 6))
    H = reference.hessian(draw_inputs(rng, 2 * channels, channels)).round(6)
    return {"H": H, "damp": float(rng.choice([0.02, 0.05, 0.1, 0.2]))}


DAMPED = "H + damp * np.mean(np.diag(H)) * np.eye(len(H))"
FACTOR = "np.linalg.cholesky(np.linalg.inv(damped)).T"
EXAMPLE = reference.hessian(EXAMPLE_X)

EXERCISE = Exercise(
    function="inverse_factor",
    title="Phân tích của ma trận đảo",
    reference=reference.inverse_factor,
    asks="Bạn cộng gì vào đường chéo, nghịch đảo trước hay phân tích trước, và tam giác nào được trả về?",
    tells="Cộng damp lần trung bình đường chéo vào đường chéo, nghịch đảo, np.linalg.cholesky, rồi chuyển vị.",
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", {"H": EXAMPLE, "damp": 0.01}),
                Visible("chỉ có đường chéo", {"H": np.diag([3.0, 1.0]), "damp": 0.1}),
                Visible("hai kênh bằng hệt nhau", {"H": np.array([[2.0, 2.0], [2.0, 2.0]]), "damp": 0.5}),
                Visible("một kênh luôn bằng 0", {"H": np.array([[4.0, 0.0], [0.0, 0.0]]), "damp": 0.25}),
                Visible("đầu vào to", {"H": np.array([[400.0, 100.0], [100.0, 300.0]]), "damp": 1.0}),
            ),
            draw=draw_hessian,
            equality=AFTER_AN_INVERSE,
            misconceptions=(
                Misconception(
                    "trả về tam giác dưới",
                    kind="shape/layout",
                    edits={FACTOR: "np.linalg.cholesky(np.linalg.inv(damped))"},
                    asks="U của bạn có các số khác 0 ở trên hay ở dưới đường chéo?",
                    tells="np.linalg.cholesky trả về tam giác dưới; chuyển vị nó.",
                ),
                Misconception(
                    "phân tích H mà không nghịch đảo",
                    kind="term/forgotten",
                    edits={FACTOR: "np.linalg.cholesky(damped).T"},
                    asks="U chuyển vị nhân U phải bằng H hay bằng nghịch đảo của H?",
                    tells="Nghịch đảo bằng np.linalg.inv trước, rồi mới phân tích.",
                ),
                Misconception(
                    "phân tích trước rồi mới nghịch đảo",
                    kind="order/swapped",
                    edits={FACTOR: "np.linalg.inv(np.linalg.cholesky(damped)).T"},
                    asks="Hãy thử lại: U chuyển vị nhân U của bạn có phải là nghịch đảo của H không?",
                    tells="Ma trận ấy có tích theo thứ tự ngược lại: nó nhân chuyển vị của nó mới là nghịch đảo. Nghịch đảo H trước, rồi mới phân tích.",
                ),
                Misconception(
                    "nghịch đảo của phân tích, tam giác dưới",
                    kind="order/swapped",
                    edits={FACTOR: "np.linalg.inv(np.linalg.cholesky(damped))"},
                    asks="Ma trận bạn trả về là tam giác trên hay tam giác dưới?",
                    tells="Nghịch đảo H trước, phân tích sau, rồi chuyển vị thành tam giác trên.",
                ),
                Misconception(
                    "chỉ nghịch đảo, không phân tích",
                    kind="term/forgotten",
                    edits={FACTOR: "np.linalg.inv(damped)"},
                    asks="Ma trận bạn trả về có phải là tam giác không?",
                    tells="Sau khi nghịch đảo còn phải phân tích bằng np.linalg.cholesky, rồi chuyển vị.",
                ),
                Misconception(
                    "lấy nửa trên của ma trận đảo",
                    kind="term/forgotten",
                    edits={FACTOR: "np.triu(np.linalg.inv(damped))"},
                    asks="Cắt nửa trên ra thì U chuyển vị nhân U có bằng ma trận đảo không?",
                    tells="Không. Dùng np.linalg.cholesky.",
                ),
                Misconception(
                    "quên cộng vào đường chéo",
                    kind="term/forgotten",
                    edits={DAMPED: "H"},
                    asks="Hai kênh bằng hệt nhau thì H có nghịch đảo không?",
                    tells="Cộng damp lần trung bình đường chéo vào đường chéo trước.",
                ),
                Misconception(
                    "cộng đúng damp, không nhân trung bình",
                    kind="term/forgotten",
                    edits={DAMPED: "H + damp * np.eye(len(H))"},
                    asks="Phóng to đầu vào 100 lần thì phần bạn cộng có lớn theo không?",
                    tells="Nhân damp với trung bình đường chéo của H.",
                ),
                Misconception(
                    "tổng đường chéo thay vì trung bình",
                    kind="term/forgotten",
                    edits={DAMPED: "H + damp * np.trace(H) * np.eye(len(H))"},
                    asks="np.trace cộng hay lấy trung bình các số trên đường chéo?",
                    tells="Nó cộng. Lấy np.mean(np.diag(H)).",
                ),
                Misconception(
                    "trung bình của cả ma trận",
                    kind="error/of_what",
                    edits={DAMPED: "H + damp * np.mean(H) * np.eye(len(H))"},
                    asks="Trung bình của đề bài lấy trên những số nào của H?",
                    tells="Chỉ trên đường chéo: np.mean(np.diag(H)).",
                ),
                Misconception(
                    "số lớn nhất của đường chéo thay vì trung bình",
                    kind="error/of_what",
                    edits={DAMPED: "H + damp * np.max(np.diag(H)) * np.eye(len(H))"},
                    asks="Đề bài lấy số lớn nhất hay trung bình của đường chéo?",
                    tells="Trung bình: np.mean(np.diag(H)).",
                ),
                Misconception(
                    "mỗi kênh cộng theo số của riêng nó",
                    kind="axis/split",
                    edits={DAMPED: "H + damp * np.diag(np.diag(H))"},
                    asks="Một kênh luôn bằng 0 thì bạn cộng cho nó bao nhiêu?",
                    tells="Mọi kênh cùng cộng một số: damp lần trung bình đường chéo.",
                ),
                Misconception(
                    "cộng vào mọi phần tử",
                    kind="term/place",
                    edits={DAMPED: "H + damp * np.mean(np.diag(H))"},
                    asks="Cộng một số với một ma trận thì NumPy cộng vào những ô nào?",
                    tells="Nhân với np.eye(len(H)) để chỉ cộng vào đường chéo.",
                ),
                Misconception(
                    "cộng thêm sau khi nghịch đảo",
                    kind="term/place",
                    edits={
                        DAMPED: "H + 1e-9 * np.eye(len(H))",
                        FACTOR: "np.linalg.cholesky(np.linalg.inv(damped) + damp * np.mean(np.diag(H)) * np.eye(len(H))).T",
                    },
                    asks="Bạn cộng vào đường chéo của H hay của ma trận đảo?",
                    tells="Cộng vào H trước khi nghịch đảo.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "nghịch đảo của phân tích từ dưới lên",
            {FACTOR: "np.linalg.inv(np.linalg.cholesky(damped[::-1, ::-1])[::-1, ::-1])"},
            note="Phân tích H từ hàng cuối lên rồi nghịch đảo một ma trận tam giác thì cũng ra U, mà ít sai số hơn.",
        ),
        Variant("giải hệ", {FACTOR: "np.linalg.cholesky(np.linalg.solve(damped, np.eye(len(H)))).T"}),
        Variant(
            "bản sao, sửa đường chéo",
            {
                f"damped = {DAMPED}": "damped = H.copy()\n    damped[np.diag_indices(len(H))] += damp * np.mean(np.diag(H))"
            },
        ),
        Variant("vết chia số hàng", {DAMPED: "H + damp * np.trace(H) / len(H) * np.identity(len(H))"}),
        Variant("swapaxes", {FACTOR: "np.swapaxes(np.linalg.cholesky(np.linalg.inv(damped)), 0, 1)"}),
    ),
    bears=lambda H, damp: np.size(H) <= 10**6,
)
