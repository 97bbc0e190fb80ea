"""One iteration: each word to the mean of its values."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import FROM_BORDERS, NEARLY_EXACT, clusters, off_borders, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until


def draw_heaps(rng: Generator) -> Args:
    """Values in heaps, and words between them, the last of which nobody is near."""
    x = clusters(rng)
    words = np.sort(rng.uniform(x.min(), x.max(), int(rng.integers(3, 6))))
    return {"x": x, "codebook": rounded(np.append(words, 3 * x.max() - 2 * x.min()))}


def tells_apart(x: np.ndarray, codebook: np.ndarray) -> bool:
    """Are at least two words moved, by means that are no medians; no word twice, no value near a border, before or after?"""
    codes = reference.nearest_codeword(x, codebook)
    heaps = [x[codes == j] for j in np.unique(codes)]
    skewed = [heap for heap in heaps if abs(np.mean(heap) - np.median(heap)) > 0.02 and heap.size > 2]
    moved = reference.kmeans_step(x, codebook)
    twice = any(np.any(np.diff(np.sort(words)) < FROM_BORDERS) for words in (codebook, moved))
    changed = np.sum(reference.nearest_codeword(x, moved) != codes)
    return len(skewed) >= 2 and changed > 0 and not twice and off_borders(x, codebook) and off_borders(x, moved)


LOOP = """    moved = codebook.copy()
    for j in range(len(codebook)):
        if np.any(codes == j):
            moved[j] = np.mean(x[codes == j])"""
MEAN = "np.mean(x[codes == j])"
START = "moved = codebook.copy()"
CODES = "nearest_codeword(x, codebook)"
GUARD = "        if np.any(codes == j):\n            moved[j] = np.mean(x[codes == j])"

EXERCISE = Exercise(
    function="kmeans_step",
    title="Một bước của k-means",
    reference=reference.kmeans_step,
    asks="Những số nào gần từ mã j nhất, và từ mã ấy nên đứng ở đâu giữa chúng?",
    tells="Tìm mã của mọi x bằng nearest_codeword, rồi dời từng từ mã về trung bình các x mang mã ấy; không có x nào thì để yên.",
    parts=(
        Part(
            "TODO 2",
            points=1.5,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"x": np.array([0.0, 0.1, 0.2, 0.9, 1.1, 4.0]), "codebook": np.array([0.0, 2.0, 4.0])},
                ),
                Visible(
                    "hai từ mã không gần số nào",
                    {
                        "x": np.array([0.0, 0.0, 1.0, 10.0, 10.0, 9.0]),
                        "codebook": np.array([0.0, 10 / 3, 20 / 3, 10.0]),
                    },
                ),
                Visible(
                    "các số không theo thứ tự",
                    {
                        "x": np.array([3.0, -1.0, 0.5, 2.0, -2.5, 0.25, 7.0, -0.5]),
                        "codebook": np.array([-2.0, 0.0, 2.75]),
                    },
                ),
                Visible(
                    "một nhóm toàn số 0, từ mã cuối đứng yên",
                    {"x": np.array([0.0, 5.0, 0.0, 0.0, 6.0]), "codebook": np.array([0.5, 3.0, 20.0])},
                ),
            ),
            draw=draw_until(draw_heaps, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "đưa từ mã không gần số nào về 0",
                    kind="codebook/empty",
                    edits={GUARD: "        moved[j] = np.sum(x[codes == j]) / max(np.sum(codes == j), 1)"},
                    asks="Không có x nào mang mã j thì từ mã ấy của bạn thành mấy?",
                    tells="Nó phải đứng yên. Chỉ dời những từ mã có ít nhất một x.",
                ),
                Misconception(
                    "bỏ từ mã không gần số nào",
                    kind="codebook/empty",
                    edits={LOOP: "    moved = np.array([np.mean(x[codes == j]) for j in np.unique(codes)])"},
                    asks="Từ điển đưa vào có mấy từ mã, bạn trả về mấy từ mã?",
                    tells="Giữ đủ k từ mã: từ mã không gần số nào thì đứng yên, không biến mất.",
                ),
                Misconception(
                    "dời về trung vị",
                    kind="codebook/update",
                    edits={MEAN: "np.median(x[codes == j])"},
                    asks="Điểm nào làm tổng bình phương sai số nhỏ nhất: trung bình hay trung vị?",
                    tells="Trung vị làm tổng trị tuyệt đối nhỏ nhất. Ta đo bằng bình phương, nên dùng np.mean.",
                ),
                Misconception(
                    "dời về giữa hai đầu của nhóm",
                    kind="codebook/update",
                    edits={MEAN: "(np.min(x[codes == j]) + np.max(x[codes == j])) / 2"},
                    asks="Chín số ở gần 0 và một số ở 10: từ mã nên đứng gần bên nào?",
                    tells="Gần 0: số nào trong nhóm cũng được tính. Dùng np.mean, không chỉ nhìn hai đầu.",
                ),
                Misconception(
                    "cộng mà quên chia",
                    kind="term/forgotten",
                    edits={MEAN: "np.sum(x[codes == j])"},
                    asks="Tổng của ba số quanh 5 có nằm gần 5 không?",
                    tells="Chia tổng cho số phần tử, hay dùng np.mean.",
                ),
                Misconception(
                    "chia lại nhóm sau mỗi từ mã",
                    kind="codebook/update",
                    edits={
                        "        if np.any(codes == j):": "        codes = nearest_codeword(x, moved)\n"
                        "        if np.any(codes == j):"
                    },
                    asks="Lúc dời từ mã thứ hai, các nhóm của bạn còn là nhóm lúc đầu không?",
                    tells="Chia nhóm một lần theo codebook cũ, dời xong mọi từ mã rồi mới chia lại ở bước sau.",
                ),
                Misconception(
                    "chỉ dời nửa đường",
                    kind="codebook/update",
                    edits={MEAN: "(moved[j] + np.mean(x[codes == j])) / 2"},
                    asks="Sai số nhỏ nhất khi từ mã đứng ở trung bình, hay ở giữa chỗ cũ và trung bình?",
                    tells="Dời hẳn về trung bình.",
                ),
                Misconception(
                    "lấy trung bình của mã thay vì của x",
                    kind="order/swapped",
                    edits={MEAN: "np.mean(codes[codes == j])"},
                    asks="Bạn lấy trung bình của các số thực hay của các mã?",
                    tells="x[codes == j] là các số thực mang mã j; hãy lấy trung bình của chúng.",
                ),
                Misconception(
                    "tính cả từ mã cũ vào trung bình",
                    kind="codebook/update",
                    edits={MEAN: "np.mean(np.append(x[codes == j], codebook[j]))"},
                    asks="Từ mã cũ có phải là một trong những số x không?",
                    tells="Không. Chỉ lấy trung bình của những số mang mã j.",
                ),
                Misconception(
                    "chia cho số phần tử của cả x",
                    kind="codebook/update",
                    edits={MEAN: "np.sum(x[codes == j]) / len(x)"},
                    asks="Nhóm có ba số, x có mười số. Muốn được trung bình của nhóm thì chia tổng cho mấy?",
                    tells="Chia cho số phần tử của nhóm, hay dùng np.mean(x[codes == j]).",
                ),
                Misconception(
                    "coi nhóm toàn số 0 là nhóm trống",
                    kind="codebook/empty",
                    edits={"np.any(codes == j)": "np.any(x[codes == j])"},
                    asks="Nhóm gồm ba số 0 có phải là nhóm trống không? Từ mã của nhóm ấy phải dời về đâu?",
                    tells="Nhóm ấy có ba số, nên từ mã dời về 0. Hãy hỏi nhóm có số nào không, np.any(codes == j), đừng hỏi có số nào khác 0 không.",
                ),
                Misconception(
                    "gọi np.bincount mà không giữ chỗ cho từ mã cuối",
                    kind="codebook/empty",
                    edits={
                        LOOP: "    counts = np.bincount(codes)\n"
                        "    sums = np.bincount(codes, weights=x)\n"
                        "    moved = codebook.copy()\n"
                        "    used = counts > 0\n"
                        "    moved[used] = sums[used] / counts[used]"
                    },
                    asks="Từ mã cuối không gần số nào thì np.bincount(codes) dài mấy phần tử?",
                    tells="np.bincount dừng ở mã lớn nhất có mặt. Thêm minlength=len(codebook) để mỗi từ mã có một chỗ.",
                ),
                Misconception(
                    "hòa thì lấy từ mã đứng sau",
                    kind="codebook/tie",
                    edits={CODES: 'np.searchsorted((codebook[1:] + codebook[:-1]) / 2, x, side="right")'},
                    asks="Số nằm chính giữa hai từ mã thì thuộc về từ mã nào?",
                    tells="Hòa thì lấy từ mã đứng trước, như nearest_codeword; gọi luôn hàm ấy thì khỏi viết lại.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "np.bincount",
            {
                LOOP: "    counts = np.bincount(codes, minlength=len(codebook))\n"
                "    sums = np.bincount(codes, weights=x, minlength=len(codebook))\n"
                "    moved = np.where(counts > 0, sums / np.maximum(counts, 1), codebook)"
            },
            note="np.bincount đếm số lần của mỗi mã, và với weights=x thì cộng luôn các x của mỗi mã, nên không cần vòng lặp.",
        ),
        Variant(
            "danh sách",
            {
                LOOP: "    heaps = [x[codes == j] for j in range(len(codebook))]\n"
                "    moved = np.array([np.mean(heap) if heap.size else old for heap, old in zip(heaps, codebook)])"
            },
        ),
        Variant(
            "chỉ đi qua những mã có mặt",
            {LOOP: f"    {START}\n    for j in np.unique(codes):\n        moved[j] = {MEAN}"},
            note="np.unique(codes) chỉ cho những mã có mặt, nên khỏi phải hỏi nhóm có trống không.",
        ),
        Variant(
            "bảng thuộc về",
            {
                LOOP: "    belongs = codes[:, np.newaxis] == np.arange(len(codebook))\n"
                "    counts = np.sum(belongs, axis=0)\n"
                "    moved = np.where(counts == 0, codebook, x @ belongs / np.maximum(counts, 1))"
            },
        ),
    ),
    bears=lambda x, codebook: np.size(x) <= 10**6,
)
