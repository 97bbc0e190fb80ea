"""Which word of a codebook is nearest to each value."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import off_borders, rounded, uneven_codebook
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.checking.compare import EXACT_WITH_DTYPE


def draw_values(rng: Generator) -> Args:
    """A matrix of values that reach beyond both ends of a codebook of uneven gaps."""
    codebook = uneven_codebook(rng, int(rng.integers(4, 9)))
    width = codebook[-1] - codebook[0]
    x = rng.uniform(codebook[0] - 0.2 * width, codebook[-1] + 0.2 * width, size=(int(rng.integers(2, 5)), 6))
    return {"x": rounded(x), "codebook": codebook}


BORDERS = "(codebook[1:] + codebook[:-1]) / 2"
SEARCH = "np.searchsorted(borders, x)"
CODES = "np.searchsorted(borders, x).astype(np.uint8)"

EXERCISE = Exercise(
    function="nearest_codeword",
    title="Từ mã gần nhất",
    reference=reference.nearest_codeword,
    asks="Ranh giới giữa hai từ mã liền nhau nằm ở đâu? Một số nằm đúng ranh giới thì thuộc về từ mã nào?",
    tells="Ranh giới là trung điểm của hai từ mã. Mã của x là số ranh giới nhỏ hơn hẳn x, nên hòa thì được từ mã đứng trước.",
    parts=(
        Part(
            "TODO 1",
            points=1.5,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"x": np.array([-0.5, 0.2, 0.25, 0.3, 1.25, 9.0]), "codebook": np.array([-1.0, 0.0, 0.5, 2.0])},
                ),
                Visible(
                    "ma trận, từ mã dày ở giữa",
                    {
                        "x": np.array([[-3.0, -0.4, 0.1, 0.6], [2.4, -1.7, 0.0, 7.0]]),
                        "codebook": np.array([-2.0, -0.75, -0.25, 0.25, 0.75, 4.0]),
                    },
                ),
                Visible(
                    "mọi từ mã đều dương",
                    {"x": np.array([0.0, 1.4, 1.6, 6.9, 7.1, 20.0, 3.1]), "codebook": np.array([1.0, 2.0, 4.0, 10.0])},
                ),
                Visible(
                    "toàn chỗ hòa",
                    {"x": np.array([0.5, 2.0, 5.0, 7.5]), "codebook": np.array([0.0, 1.0, 3.0, 7.0, 8.0])},
                ),
                Visible("một số", {"x": np.array([1.5]), "codebook": np.array([-1.0, 0.0, 1.0, 3.0])}),
            ),
            draw=draw_until(draw_values, off_borders),
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "tìm chỗ giữa các từ mã thay vì giữa các ranh giới",
                    kind="codebook/assignment",
                    edits={SEARCH: "np.searchsorted(codebook, x)"},
                    asks="Số 0.3 nằm giữa hai từ mã 0 và 0.5. Hàm của bạn chọn từ mã nào, từ mã nào gần hơn?",
                    tells="Tìm chỗ của x giữa các từ mã thì được từ mã đứng ngay trên x. Hãy tìm chỗ của x giữa các trung điểm.",
                ),
                Misconception(
                    "lấy từ mã đứng ngay dưới",
                    kind="codebook/assignment",
                    edits={SEARCH: 'np.maximum(np.searchsorted(codebook, x, side="right") - 1, 0)'},
                    asks="Với hai từ mã 0 và 0.5, số 0.49 gần từ mã nào hơn?",
                    tells="Từ mã ngay dưới x chưa chắc đã gần nhất: so x với trung điểm của hai từ mã hai bên.",
                ),
                Misconception(
                    "hòa thì lấy từ mã đứng sau",
                    kind="codebook/tie",
                    edits={SEARCH: 'np.searchsorted(borders, x, side="right")'},
                    asks="Số 0.25 cách đều hai từ mã 0 và 0.5. Bài quy ước lấy từ mã nào?",
                    tells="Hòa thì lấy từ mã đứng trước: chỉ đếm những ranh giới nhỏ hơn hẳn x. np.argmin cũng lấy chỗ đầu tiên.",
                ),
                Misconception(
                    "trả về từ mã thay vì vị trí của nó",
                    kind="search/goal",
                    edits={CODES: "codebook[np.searchsorted(borders, x)]"},
                    asks="Mã là một số thực, hay vị trí của số thực ấy trong từ điển?",
                    tells="Trả về vị trí, số nguyên từ 0 đến k − 1. Khi cần số thực thì viết codebook[mã].",
                ),
                Misconception(
                    "chọn từ mã xa nhất",
                    kind="codebook/assignment",
                    edits={SEARCH: "np.argmax(np.abs(x[..., np.newaxis] - codebook), axis=-1)"},
                    asks="Với từ điển (−1, 0, 0.5, 2), hàm của bạn chọn từ mã nào cho số 0.2? Từ mã nào gần 0.2 nhất?",
                    tells="Gần nhất là khoảng cách nhỏ nhất: dùng np.argmin, không dùng np.argmax.",
                ),
                Misconception(
                    "so độ lớn thay vì so khoảng cách",
                    kind="codebook/assignment",
                    edits={SEARCH: "np.argmin(np.abs(np.abs(x[..., np.newaxis]) - np.abs(codebook)), axis=-1)"},
                    asks="Số −2 gần từ mã −1 hơn hay từ mã 2 hơn?",
                    tells="Trừ trước, bỏ dấu của hiệu sau: khoảng cách là np.abs(x − từ mã).",
                ),
                Misconception(
                    "coi các từ mã như cách đều",
                    kind="codebook/assignment",
                    edits={
                        SEARCH: "np.clip(np.rint((x - codebook[0]) / (codebook[-1] - codebook[0])"
                        " * (len(codebook) - 1)), 0, len(codebook) - 1)"
                    },
                    asks="Từ mã cách đều thì mới có một bước chung. Từ điển (−1, 0, 0.5, 2) có cách đều không?",
                    tells="Các từ mã không cách đều, nên không có độ co giãn nào để chia. Hãy so khoảng cách đến từng từ mã.",
                ),
                Misconception(
                    "quên chia hai khi tìm trung điểm",
                    kind="term/forgotten",
                    edits={BORDERS: "codebook[1:] + codebook[:-1]"},
                    asks="Trung điểm của 0.5 và 2 là 1.25 hay 2.5?",
                    tells="Là 1.25: trung điểm là tổng chia hai.",
                ),
                Misconception(
                    "kết quả thành int64",
                    kind="dtype/result",
                    edits={".astype(np.uint8)": ""},
                    asks="Hãy xem dtype của mã: mỗi mã của bạn đang chiếm mấy byte?",
                    tells="Giá trị đã đúng. Đổi sang np.uint8, vì từ điển có nhiều nhất 256 từ mã.",
                ),
                Misconception(
                    "quên trị tuyệt đối khi so khoảng cách",
                    kind="codebook/assignment",
                    edits={SEARCH: "np.argmin(x[..., np.newaxis] - codebook, axis=-1)"},
                    asks="Hiệu nào nhỏ nhất: 0.3 − 0.5 hay 0.3 − 2? Từ mã nào gần 0.3 hơn?",
                    tells="Hiệu âm nhất là của từ mã lớn nhất. Khoảng cách là np.abs(x − từ mã), rồi mới tìm chỗ nhỏ nhất.",
                ),
                Misconception(
                    "coi mọi bước đều bằng bước đầu tiên",
                    kind="codebook/assignment",
                    edits={
                        SEARCH: "np.clip(np.rint((x - codebook[0]) / (codebook[1] - codebook[0])), 0, len(codebook) - 1)"
                    },
                    asks="Từ điển (−1, 0, 0.5, 2) có mấy bước khác nhau?",
                    tells="Các từ mã không cách đều, nên không có bước chung nào để chia. Hãy so khoảng cách đến từng từ mã.",
                ),
                Misconception(
                    "đếm mã từ 1",
                    kind="index/off_by_one",
                    edits={"return codes": "return codes + 1"},
                    asks="Số nhỏ hơn mọi ranh giới thì mã là mấy? codebook[mã] có đọc ra từ mã đầu tiên không?",
                    tells="Mã bắt đầu từ 0: mã bằng đúng số ranh giới đã vượt qua.",
                ),
                Misconception(
                    "trả về một hàng dài",
                    kind="shape/dimensions",
                    edits={"return codes": "return codes.ravel()"},
                    asks="x là ma trận thì codes phải có chiều nào?",
                    tells="Mỗi số một mã, ở cùng chỗ: codes có cùng chiều với x. Đừng duỗi x ra, hoặc xếp lại bằng .reshape(x.shape).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "khoảng cách đến mọi từ mã",
            {CODES: "np.argmin(np.abs(x[..., np.newaxis] - codebook), axis=-1).astype(np.uint8)"},
            note="Thêm một trục ở cuối thì NumPy tính khoảng cách từ mỗi số đến mọi từ mã; np.argmin gặp hòa thì lấy chỗ đầu tiên.",
        ),
        Variant(
            "đếm các ranh giới nhỏ hơn",
            {CODES: "np.sum(x[..., np.newaxis] > borders, axis=-1, dtype=np.uint8)"},
            note="Mã của x chính là số ranh giới mà x đã vượt qua.",
        ),
        Variant("np.digitize", {CODES: "np.digitize(x, borders, right=True).astype(np.uint8)"}),
        Variant(
            "vòng lặp",
            {
                f"codes = {CODES}": "codes = np.zeros(x.shape, dtype=np.uint8)\n"
                "    for place in np.ndindex(x.shape):\n"
                "        codes[place] = np.argmin((codebook - x[place]) ** 2)"
            },
        ),
    ),
    bears=lambda x, codebook: np.size(x) <= 10**6,
)
