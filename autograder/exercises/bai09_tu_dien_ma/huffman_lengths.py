"""How long the code of each symbol is."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import is_in_order_of_size
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until

MOST_SYMBOLS = 4096  # that a grader bears


def draw_counts(rng: Generator) -> Args:
    """Counts from rare to frequent, and one symbol that never comes."""
    counts = np.rint(np.exp(rng.uniform(0, 4.5, int(rng.integers(5, 9)))))
    counts[rng.integers(len(counts))] = 0
    return {"counts": counts.astype(np.int64)}


def tells_apart(counts: np.ndarray) -> bool:
    """Is there one answer, and is it neither Shannon's nor a chain?"""
    if not is_in_order_of_size(counts):
        return False
    lengths = reference.huffman_lengths(counts)
    seen = counts[counts > 0]
    shannon = np.ceil(-np.log2(seen / seen.sum()))
    return bool((shannon != lengths[counts > 0]).any() and lengths.max() < len(seen) - 1)


def unambiguous(counts: np.ndarray) -> bool:
    """What the text allows: at no merge do two sums compete for the second place."""
    return is_in_order_of_size(np.asarray(counts))


PRESENT = "for symbol, count in enumerate(counts) if count > 0"
ALONE = "lengths[groups[0][1]] = 1"
IF_ALONE = f"    if len(groups) == 1:\n        {ALONE}\n"
SORT = "        groups.sort()\n"
ADD = "lengths[some + others] += 1"
MERGED = "(first + second, some + others)"
RETURN = "return lengths"
SHANNON = "np.where(counts > 0, np.ceil(-np.log2(np.maximum(counts, 1) / np.sum(counts))), 0).astype(np.int64)"
OF_SHANNON = f"return {SHANNON} if np.sum(counts > 0) > 1 else lengths"
ALIKE = "np.where(counts > 0, int(np.ceil(np.log2(max(np.sum(counts > 0), 2)))), 0)"

EXERCISE = Exercise(
    function="huffman_lengths",
    title="Độ dài của mã Huffman",
    reference=reference.huffman_lengths,
    asks="Hai nhóm nào ít xuất hiện nhất, và mã của những ký hiệu nào dài thêm một bit khi chúng gộp lại?",
    tells="Tìm hai nhóm có tổng nhỏ nhất, thêm một bit cho mọi ký hiệu của cả hai, rồi gộp thành nhóm mới có tổng bằng hai tổng cộng lại. Lặp lại đến khi còn một nhóm.",
    parts=(
        Part(
            "TODO 4",
            points=2,
            visible=(
                Visible("ví dụ trong bài", {"counts": np.array([45, 13, 12, 16, 9, 5])}),
                Visible("một ký hiệu không xuất hiện", {"counts": np.array([7, 0, 2, 1])}),
                Visible("chỉ một ký hiệu xuất hiện", {"counts": np.array([0, 5])}),
                Visible("gần bằng nhau", {"counts": np.array([10, 11, 12, 13])}),
                Visible("mỗi ký hiệu gấp ba ký hiệu trước", {"counts": np.array([1, 3, 9, 27, 81])}),
                Visible("hai ký hiệu", {"counts": np.array([1, 1000])}),
            ),
            draw=draw_until(draw_counts, tells_apart),
            misconceptions=(
                Misconception(
                    "làm tròn lên logarit của tần suất",
                    kind="huffman/other_lengths",
                    edits={RETURN: OF_SHANNON},
                    asks="Với hai ký hiệu xuất hiện 1 và 1000 lần, mã của ký hiệu hiếm dài mấy bit? Có cần dài thế không?",
                    tells="Đó là mã của Shannon, thường dài hơn mức cần. Huffman gộp dần hai nhóm nhỏ nhất.",
                ),
                Misconception(
                    "cho mọi mã dài như nhau",
                    kind="huffman/other_lengths",
                    edits={RETURN: f"return {ALIKE}"},
                    asks="Ký hiệu xuất hiện 1000 lần và ký hiệu xuất hiện 1 lần có nên tốn cùng số bit không?",
                    tells="Không: ký hiệu hay gặp thì mã ngắn. Gộp dần hai nhóm nhỏ nhất, mỗi lần gộp thêm một bit.",
                ),
                Misconception(
                    "gộp hai nhóm lớn nhất",
                    kind="huffman/merging",
                    edits={SORT: "        groups.sort(reverse=True)\n"},
                    asks="Gộp càng sớm thì mã càng dài. Ký hiệu nào nên mang mã dài?",
                    tells="Gộp hai nhóm có tổng nhỏ nhất trước, để ký hiệu hiếm mang mã dài.",
                ),
                Misconception(
                    "luôn gộp tiếp nhóm vừa gộp",
                    kind="huffman/merging",
                    edits={SORT: "", "    while len": "    groups.sort()\n    while len"},
                    asks="Nhóm vừa gộp có tổng bao nhiêu? Nó có chắc vẫn là một trong hai nhóm nhỏ nhất không?",
                    tells="Không chắc: tổng của nhóm mới là hai tổng cộng lại. Sau mỗi lần gộp phải tìm lại hai nhóm nhỏ nhất.",
                ),
                Misconception(
                    "chỉ xếp một lần, nhóm mới đứng cuối hàng",
                    kind="huffman/merging",
                    edits={
                        SORT: "",
                        "    while len": "    groups.sort()\n    while len",
                        f"[{MERGED}, *groups[2:]]": f"[*groups[2:], {MERGED}]",
                    },
                    asks="Nhóm mới có tổng nhỏ hơn vài nhóm đang chờ: nó có được gộp trước các nhóm ấy không?",
                    tells="Sau mỗi lần gộp phải tìm lại hai nhóm nhỏ nhất: xếp lại trong vòng lặp.",
                ),
                Misconception(
                    "dừng khi còn hai nhóm",
                    kind="huffman/merging",
                    edits={"while len(groups) > 1": "while len(groups) > 2"},
                    asks="Với đúng hai ký hiệu, vòng lặp của bạn chạy mấy lần? Mã của chúng dài mấy bit?",
                    tells="Hai nhóm cuối cùng cũng phải gộp: lặp đến khi chỉ còn một nhóm.",
                ),
                Misconception(
                    "chỉ thêm bit cho một ký hiệu của mỗi nhóm",
                    kind="huffman/merging",
                    edits={ADD: "lengths[[some[0], others[0]]] += 1"},
                    asks="Gộp một nhóm ba ký hiệu với một nhóm hai ký hiệu thì mấy mã dài thêm?",
                    tells="Cả năm: mọi ký hiệu của hai nhóm đều thêm một bit.",
                ),
                Misconception(
                    "chỉ thêm bit cho nhóm nhỏ hơn",
                    kind="huffman/merging",
                    edits={ADD: "lengths[some] += 1"},
                    asks="Muốn phân biệt hai nhóm, một nhóm thêm bit 0 thì nhóm kia có được không thêm gì không?",
                    tells="Một nhóm thêm bit 0, nhóm kia thêm bit 1: cả hai đều dài thêm.",
                ),
                Misconception(
                    "chỉ thêm bit cho nhóm lớn hơn",
                    kind="huffman/merging",
                    edits={ADD: "lengths[others] += 1"},
                    asks="Muốn phân biệt hai nhóm, một nhóm thêm bit 1 thì nhóm kia có được không thêm gì không?",
                    tells="Một nhóm thêm bit 0, nhóm kia thêm bit 1: cả hai đều dài thêm.",
                ),
                Misconception(
                    "quên ký hiệu của một nhóm khi gộp",
                    kind="huffman/merging",
                    edits={MERGED: "(first + second, others)"},
                    asks="Khi nhóm mới lại được gộp, mã của những ký hiệu nào dài thêm một bit? Nhóm mới của bạn có đủ chúng không?",
                    tells="Nhóm mới chứa mọi ký hiệu của cả hai nhóm.",
                ),
                Misconception(
                    "cho cả ký hiệu không xuất hiện một mã",
                    kind="zero/special_case",
                    edits={PRESENT: "for symbol, count in enumerate(counts)"},
                    asks="Ký hiệu xuất hiện 0 lần có cần mã nào không?",
                    tells="Bỏ qua những ký hiệu có số lần bằng 0: độ dài của chúng là 0.",
                ),
                Misconception(
                    "gộp cả ký hiệu không xuất hiện",
                    kind="zero/special_case",
                    edits={
                        PRESENT: "for symbol, count in enumerate(counts)",
                        IF_ALONE: "    if np.sum(counts > 0) == 1:\n        return (counts > 0).astype(np.int64)\n",
                    },
                    asks="Ký hiệu xuất hiện 0 lần có là một nhóm phải gộp không?",
                    tells="Lúc đầu chỉ lập nhóm cho những ký hiệu có số lần lớn hơn 0; độ dài của các ký hiệu khác là 0.",
                ),
                Misconception(
                    "để ký hiệu duy nhất có mã dài 0",
                    kind="huffman/other_lengths",
                    edits={ALONE: "lengths[groups[0][1]] = 0"},
                    asks="Nếu mỗi ký hiệu tốn 0 bit thì làm sao biết nó đã xuất hiện mấy lần?",
                    tells="Chỉ có một ký hiệu thì bài quy ước mã của nó dài 1 bit.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "hàng đợi ưu tiên",
            {
                "    while len(groups) > 1:\n": "    import heapq\n\n    heapq.heapify(groups)\n    while len(groups) > 1:\n",
                f"{SORT}        (first, some), (second, others) = groups[:2]\n": "        first, some = heapq.heappop(groups)\n"
                "        second, others = heapq.heappop(groups)\n",
                f"groups = [{MERGED}, *groups[2:]]": f"heapq.heappush(groups, {MERGED})",
            },
            note="heapq giữ sẵn nhóm nhỏ nhất ở đầu, nên khỏi xếp lại cả danh sách sau mỗi lần gộp.",
        ),
        Variant(
            "lấy ra bằng min",
            {
                f"{SORT}        (first, some), (second, others) = groups[:2]\n": "        first, some = min(groups)\n"
                "        groups.remove((first, some))\n"
                "        second, others = min(groups)\n"
                "        groups.remove((second, others))\n",
                f"groups = [{MERGED}, *groups[2:]]": f"groups.append({MERGED})",
            },
        ),
        Variant(
            "mảng tổng và số nhóm của từng ký hiệu",
            {
                "    while len(groups) > 1:\n"
                f"{SORT}"
                "        (first, some), (second, others) = groups[:2]\n"
                f"        {ADD}\n"
                f"        groups = [{MERGED}, *groups[2:]]": "    owner = np.arange(len(counts))\n"
                "    totals = np.where(counts > 0, counts, np.inf)\n"
                "    while np.sum(np.isfinite(totals)) > 1:\n"
                "        first, second = np.argsort(totals)[:2]\n"
                "        lengths[(owner == first) | (owner == second)] += 1\n"
                "        owner[owner == second] = first\n"
                "        totals[first] += totals[second]\n"
                "        totals[second] = np.inf"
            },
        ),
        Variant("một dòng cho cả hai nhóm", {ADD: "lengths[some] += 1\n        lengths[others] += 1"}),
    ),
    allows=unambiguous,
    bears=lambda counts: np.size(counts) <= MOST_SYMBOLS,
)
