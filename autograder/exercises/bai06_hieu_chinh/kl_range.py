"""The range with the smallest Kullback-Leibler divergence."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import CLEAR_WIN, NEARLY_EXACT, rounded
from autograder.exercises.model import Accept, Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals

MOST_BINS = 10_000  # that a grader bears, of anyone


def draw_counts(rng: Generator) -> Args:
    """Values dense near 0 with a long tail, on one side of 0 or on both."""
    levels = int(rng.choice([4, 5, 8]))
    X = rng.gamma(0.9, 1.0, size=int(rng.integers(90, 130)))
    if rng.random() < 0.5:
        X = X * np.where(rng.random(X.size) < 0.4, -1, 1)
    return {"X": rounded(X), "levels": levels, "bins": levels * int(rng.choice([7, 9, 11]))}


def divergences(X: Reals, levels: int, bins: int) -> dict[int, float]:
    """{kept: divergence} of the candidates of kl_range, computed bin by bin."""
    sizes = np.abs(X)
    counts = np.histogram(sizes, bins, (0, sizes.max()))[0].tolist()
    found = {}
    for kept in range(levels, bins + 1, levels):
        size = kept // levels
        wanted = [*counts[: kept - 1], sum(counts[kept - 1 :])]
        total, merged_total = sum(wanted), sum(counts[:kept])
        groups = [range(first, first + size) for first in range(0, kept, size)]
        if not any(counts[place] for place in groups[-1]):
            continue
        found[kept] = 0.0
        for group in groups:
            filled = [place for place in group if wanted[place]]
            merged = sum(counts[place] for place in group)
            for place in filled:
                found[kept] += (
                    wanted[place] / total * np.log(wanted[place] / total * merged_total * len(filled) / merged)
                )
    return found


def clear_threshold(X: Reals, levels: int, bins: int) -> bool:
    """Is one threshold inside the range better than all others by more than float rounding, and is X off the edges?"""
    found = divergences(X, levels, bins)
    best, second = np.sort(list(found.values()))[:2]
    kept = min(found, key=found.__getitem__)
    places = np.abs(X) / np.abs(X).max() * bins
    on_edge = np.abs(places - np.rint(places)) < 1e-4
    return second > best * (1 + CLEAR_WIN) and second - best > 1e-6 and levels < kept < bins and on_edge.sum() == 1


def counted(seed: int, label: str, accept: Accept = lambda **args: True) -> Seeded:
    """A visible case: the first acceptable one of this seed."""
    draw = draw_until(draw_counts, lambda **args: clear_threshold(**args) and accept(**args))
    return Seeded(label, draw, seed)


def of_one_side(X: Reals, levels: int, bins: int) -> bool:
    return X.min() >= 0


def of_both_sides(X: Reals, levels: int, bins: int) -> bool:
    return X.min() < 0


REPEATED = np.repeat([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.95], [16, 12, 8, 6, 3, 2, 1])
GAPPED = np.repeat([0.6, 0.7, 1.3, 1.8, 4.1, 4.6, 5.3, 5.6, 7.0, 7.5], [9, 8, 6, 7, 5, 6, 2, 3, 2, 1])
P_START = "counts[:kept].astype(np.float64)"
P_OUTSIDE = "P[-1] = P[-1] + np.sum(counts[kept:])"
GROUPS = "np.sum(counts[:kept].reshape(levels, size), axis=1)"
PRESENT = "(P > 0).reshape(levels, size)"
SHARE = "groups / np.maximum(np.sum(present, axis=1), 1)"
SPREAD_OUT = "(present * share.reshape(levels, 1)).ravel()"
P_NORMAL, Q_NORMAL = "P = P / np.sum(P)", "Q = Q / np.sum(Q)"
KL = "np.sum(P[there] * np.log(P[there] / Q[there]))"

EXERCISE = Exercise(
    function="kl_range",
    title="Miền theo phân kỳ KL",
    reference=reference.kl_range,
    bears=lambda X, levels, bins: bins <= MOST_BINS,
    asks="P có kể những giá trị nằm ngoài không, còn Q thì sao? Nếu thấy nan, phép chia nào của bạn đã gặp 0/0?",
    tells="P: kept ô đầu, ô cuối cộng thêm mọi giá trị nằm ngoài. Q: counts[:kept] gộp thành levels nhóm, mỗi nhóm trải đều ra các ô có P > 0. Chia mỗi phân bố cho tổng rồi tính ΣP·ln(P/Q) trên các ô có P > 0. Thấy nan thì xem hai chỗ: ô có P = 0, và nhóm không có ô nào để chia.",
    parts=(
        Part(
            "TODO 8",
            points=1,
            asks="P gồm mấy ô? Những giá trị nằm ngoài phần giữ lại đi đâu?",
            tells="Lấy kept ô đầu của counts, đổi sang số thực, rồi cộng tất cả các ô còn lại vào ô cuối. Đừng sửa chính counts, vì vòng lặp sau còn dùng.",
            visible=(
                Visible("ví dụ trong bài", {"X": REPEATED, "levels": 2, "bins": 8}),
                Visible("toàn số âm", {"X": -REPEATED, "levels": 2, "bins": 8}),
                Visible("có ô trống, nên có ứng viên bị bỏ qua", {"X": GAPPED, "levels": 3, "bins": 15}),
                counted(11, "số không âm, đuôi dài", of_one_side),
                counted(12, "hai dấu", of_both_sides),
            ),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "bỏ hẳn những giá trị nằm ngoài",
                    kind="calibration/histogram",
                    edits={P_OUTSIDE: "P[-1] = P[-1] + 0"},
                    asks="Những giá trị nằm ngoài sẽ bị cắt về đâu?",
                    tells="Chúng bị cắt về đầu miền, nên cộng tất cả vào ô cuối của P.",
                ),
                Misconception(
                    "cộng những giá trị nằm ngoài vào mọi ô",
                    kind="calibration/histogram",
                    edits={P_OUTSIDE: "P = P + np.sum(counts[kept:])"},
                    asks="Một giá trị rất lớn bị cắt về mọi chỗ, hay chỉ về ngưỡng?",
                    tells="Chỉ về ngưỡng, tức là ô cuối: P[-1].",
                ),
                Misconception(
                    "bỏ sót ô đầu tiên bên ngoài",
                    kind="index/off_by_one",
                    edits={P_OUTSIDE: "P[-1] = P[-1] + np.sum(counts[kept + 1 :])"},
                    asks="counts[:kept] dừng ở ô nào, và ô kế tiếp là số mấy?",
                    tells="counts[:kept] dừng ở ô kept − 1, nên phần còn lại bắt đầu đúng từ kept.",
                ),
                Misconception(
                    "sửa thẳng vào counts",
                    kind="calibration/histogram",
                    edits={P_START: "counts[:kept]"},
                    asks="counts[:kept] là một bản sao, hay vẫn là chính vùng nhớ của counts?",
                    tells="Lấy lát cắt của mảng NumPy thì không sao chép, nên P[-1] += … làm hỏng counts cho các vòng sau. Dùng astype(np.float64) hoặc copy().",
                ),
            ),
        ),
        Part(
            "TODO 9",
            points=1,
            asks="Q được gộp từ counts[:kept] hay từ P? Mỗi nhóm chia đều cho bao nhiêu ô?",
            tells="Gộp thành levels nhóm, mỗi nhóm size ô liền nhau. Chia tổng của nhóm cho số ô có P > 0 trong nhóm, và chỉ những ô ấy nhận phần. Nhóm không có ô nào thì đừng chia cho 0.",
            visible=(counted(13, "số không âm, đuôi khác", of_one_side),),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "gộp cả những giá trị nằm ngoài vào Q",
                    kind="calibration/histogram",
                    edits={GROUPS: "np.sum(P.reshape(levels, size), axis=1)"},
                    asks="Nếu Q cũng kể những giá trị nằm ngoài, phân kỳ có còn phạt việc cắt không?",
                    tells="Q lấy từ counts[:kept], không lấy từ P.",
                ),
                Misconception(
                    "không chia cho số ô có P > 0 của nhóm",
                    kind="calibration/histogram",
                    edits={SHARE: "groups / size"},
                    asks="Nhóm [1, 0, 2, 3] có tổng 6, vậy mỗi ô được bao nhiêu nếu ô trống vẫn trống?",
                    tells="Chia tổng của nhóm cho số ô có P > 0 của nhóm. Nếu chia cho size, hoặc không chia, thì nhóm có ô trống nhận phần quá nhỏ.",
                ),
                Misconception(
                    "ô trống cũng được chia phần",
                    kind="calibration/histogram",
                    edits={SPREAD_OUT: "np.repeat(share, size)"},
                    asks="Ô có P = 0 thì Q phải bằng bao nhiêu?",
                    tells="Bằng 0: nhân phần của mỗi ô với present, để ô trống vẫn trống.",
                ),
                Misconception(
                    "nhóm gồm những ô cách đều nhau",
                    kind="shape/layout",
                    edits={
                        GROUPS: "np.sum(counts[:kept].reshape(size, levels), axis=0)",
                        PRESENT: "(P > 0).reshape(size, levels)",
                        SHARE: "groups / np.maximum(np.sum(present, axis=0), 1)",
                        SPREAD_OUT: "(present * share.reshape(1, levels)).ravel()",
                    },
                    asks="Sau khi đổi chiều, một hàng có phải là những ô liền nhau không?",
                    tells="Một nhóm là size ô liền nhau: reshape(levels, size), mỗi hàng một nhóm.",
                ),
                Misconception(
                    "xét ô trống theo counts thay vì theo P",
                    kind="calibration/histogram",
                    edits={PRESENT: "(counts[:kept] > 0).reshape(levels, size)"},
                    asks="Có khi ô cuối trống trong counts mà không trống trong P. Khi ấy Q ở ô cuối bằng bao nhiêu, và ln(P/Q) bằng gì?",
                    tells="Ô cuối của P nhận các giá trị nằm ngoài. Trải ra các ô có P > 0, kể cả ô cuối, nếu không phân kỳ thành vô hạn.",
                ),
            ),
        ),
        Part(
            "TODO 10",
            points=0.5,
            asks="P và Q đã có tổng bằng 1 chưa? Phân kỳ lấy P chia Q hay Q chia P?",
            tells="Chia mỗi phân bố cho tổng của chính nó. Rồi cộng P · ln(P / Q) trên các ô có P > 0; thấy nan thì còn ô nào đó có P = 0.",
            visible=(counted(16, "hai dấu, đuôi khác", of_both_sides),),
            draw=draw_until(draw_counts, clear_threshold),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "phân kỳ ngược chiều",
                    kind="order/swapped",
                    edits={KL: "np.sum(Q[there] * np.log(Q[there] / P[there]))"},
                    asks="D(P‖Q) và D(Q‖P) có bằng nhau không?",
                    tells="Không. Ở đây P đứng trước: ΣP·ln(P/Q).",
                ),
                Misconception(
                    "quên chia cho tổng",
                    kind="calibration/histogram",
                    edits={P_NORMAL: "P = P / 1", Q_NORMAL: "Q = Q / 1"},
                    asks="Tổng của P và tổng của Q có bằng nhau không?",
                    tells="Q thiếu những giá trị nằm ngoài. Chia mỗi phân bố cho tổng của nó trước.",
                ),
                Misconception(
                    "chỉ chia P cho tổng",
                    kind="calibration/histogram",
                    edits={Q_NORMAL: "Q = Q / 1"},
                    asks="Phân kỳ có thể âm không? Tổng của Q bằng mấy?",
                    tells="Phân kỳ không bao giờ âm. Q cũng là một phân bố, phải chia cho tổng của nó.",
                ),
                Misconception(
                    "chỉ chia Q cho tổng",
                    kind="calibration/histogram",
                    edits={P_NORMAL: "P = P / 1"},
                    asks="Tổng của P bằng 1, hay bằng số giá trị của X?",
                    tells="P cũng là một phân bố, phải chia cho tổng của nó.",
                ),
                Misconception(
                    "chia Q cho tổng của mọi giá trị",
                    kind="calibration/histogram",
                    edits={P_NORMAL: "Q = Q / np.sum(P)", Q_NORMAL: "P = P / np.sum(P)"},
                    asks="Sau khi chia, tổng của Q có bằng 1 không?",
                    tells="Chia Q cho tổng của chính Q.",
                ),
                Misconception(
                    "logarit cơ số 2",
                    kind="error/logarithm",
                    edits={KL: "np.sum(P[there] * np.log2(P[there] / Q[there]))"},
                    asks="ln là logarit cơ số mấy?",
                    tells="Ngưỡng thì vẫn vậy, nhưng phân kỳ ở đây đo bằng logarit tự nhiên: np.log.",
                ),
                Misconception(
                    "hiệu bình phương thay cho phân kỳ KL",
                    kind="error/of_what",
                    edits={KL: "np.sum((P - Q) ** 2)"},
                    asks="Công thức D(P‖Q) có phép bình phương không?",
                    tells="D(P‖Q) = ΣP·ln(P/Q) trên các ô có P > 0.",
                ),
                Misconception(
                    "quên nhân với P",
                    kind="term/forgotten",
                    edits={KL: "np.sum(np.log(P[there] / Q[there]))"},
                    asks="Ô có 1 giá trị và ô có 1000 giá trị có nặng như nhau không?",
                    tells="Mỗi số hạng nhân với P: ΣP·ln(P/Q).",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "vòng lặp qua các nhóm",
            {
                SPREAD_OUT: "np.zeros(kept)\n"
                "        for first in range(0, kept, size):\n"
                "            window = slice(first, first + size)\n"
                "            filled = P[window] > 0\n"
                "            if filled.any():\n"
                "                Q[window][filled] = counts[window].sum() / filled.sum()"
            },
        ),
        Variant(
            "np.where",
            {SPREAD_OUT: "np.where(P > 0, np.repeat(share, size), 0)"},
            note="np.repeat trải phần của mỗi nhóm ra các ô của nó, np.where bỏ những ô trống.",
        ),
        Variant("add.reduceat", {GROUPS: "np.add.reduceat(counts[:kept], np.arange(0, kept, size))"}),
        Variant(
            "hiệu hai logarit",
            {KL: "P[there] @ (np.log(P[there]) - np.log(Q[there]))"},
            note="Logarit của thương là hiệu hai logarit, còn nhân rồi cộng là tích vô hướng.",
        ),
        Variant("tổng trừ đi phần trong", {P_OUTSIDE: "P[-1] += X.size - P.sum()"}),
    ),
)
