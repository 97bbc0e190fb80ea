"""Bits for each layer within a budget, with the least sum of losses."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai07_do_nhay.layers import rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Codes, Reals

CLEAR_WIN = 1e-3  # the best sum is better than any other by this
MOST_WAYS = 20_000


def draw_layers(rng: Generator) -> Args:
    """Four layers, two of them of one size so that different ways cost the same, three numbers of bits."""
    choices = (2, 3, 4)
    S = np.sort(rounded(rng.exponential(0.4, (4, 3)), 3), axis=1)[:, ::-1] - 0.05
    sizes = rng.permutation([20, 20, *(10 * int(n) for n in rng.integers(1, 7, 2))])
    least = 2 * int(sizes.sum())
    return {"S": S, "sizes": sizes, "choices": choices, "budget": least + 10 * int(rng.integers(2, least // 12))}


def is_clear(S: Reals, sizes: Codes, choices: Sequence[int], budget: float) -> bool:
    """Is the best sum better than any other within the budget? (Too many ways, and shapes that the reference refuses, are.)"""
    if np.shape(S) != (np.size(sizes), np.size(choices)) or np.size(choices) ** np.size(sizes) > MOST_WAYS:
        return True
    within = sorted(loss for cost, loss, _ in _ways(S, sizes, choices) if cost <= budget)
    return len(within) < 2 or within[1] > within[0] + CLEAR_WIN


def tells_apart(S: Reals, sizes: Codes, choices: Sequence[int], budget: float) -> bool:
    """Is the answer not what one gets by a greedy walk, below the budget, or by other mistakes?"""
    if not is_clear(S, sizes, choices, budget):
        return False
    ways = [(cost, loss, bits) for cost, loss, bits in _ways(S, sizes, choices) if cost <= budget]
    needed = tuple(reference.allocate_bits(S, sizes, choices, budget))
    [cost] = [cost for cost, _, bits in ways if bits == needed]
    dearest, cheapest = max(ways)[0], min(ways)[0]
    rivals = [loss for other, loss, bits in ways if other == cost]
    return bool(cost not in (dearest, cheapest) and len(rivals) > 2 and _greedy(S, sizes, choices, budget) != needed)


def draw_full(rng: Generator) -> Args:
    """The same with a budget that the best answer spends to the last bit."""
    args = draw_layers(rng)
    needed = reference.allocate_bits(*args.values())
    return {**args, "budget": int(np.dot(args["sizes"], needed))}


def is_worth_the_last_bit(S: Reals, sizes: Codes, choices: Sequence[int], budget: float) -> bool:
    """Are there several ways that cost the whole budget, the best of all neither first nor last of them, and is it clear?"""
    if not is_clear(S, sizes, choices, budget):
        return False
    full = [loss for cost, loss, _ in _ways(S, sizes, choices) if cost == budget]
    return len(full) > 2 and 0 < full.index(min(full)) < len(full) - 1


def _ways(S: Reals, sizes: Codes, choices: Sequence[int]) -> list[tuple[int, float, tuple[int, ...]]]:
    """(cost, loss, bits) of every way, in the order of product()."""
    return [
        (
            int(np.dot(sizes, [choices[j] for j in places])),
            float(sum(S[layer, j] for layer, j in enumerate(places))),
            tuple(choices[j] for j in places),
        )
        for places in product(range(len(choices)), repeat=len(sizes))
    ]


def _greedy(S: Reals, sizes: Codes, choices: Sequence[int], budget: float) -> tuple[int, ...]:
    """Step by step to the next number of bits with the most gain for a bit, as long as one fits."""
    places = [0] * len(sizes)
    while True:
        spent = sum(size * choices[place] for size, place in zip(sizes, places))
        steps = []
        for layer, place in enumerate(places):
            if place + 1 < len(choices):
                extra = sizes[layer] * (choices[place + 1] - choices[place])
                if spent + extra <= budget:
                    steps.append(((S[layer, place] - S[layer, place + 1]) / extra, layer))
        if not steps:
            return tuple(choices[place] for place in places)
        places[max(steps)[1]] += 1


EXAMPLE = {"S": np.array([[0.9, 0.0], [0.61, 0.0], [0.5, 0.0]]), "sizes": np.array([100, 60, 50]), "choices": (2, 4)}
NOT_MORE_IS_BETTER = {
    "S": np.array([[0.2, 0.3, -0.02], [0.5, 0.04, 0.05]]),
    "sizes": np.array([30, 40]),
    "choices": (2, 3, 4),
    "budget": 1000,
}
TINY = {
    "S": np.array([[0.4, 0.12, 0.0], [0.9, 0.31, 0.0], [0.5, 0.23, 0.0]]),
    "sizes": np.array([1, 3, 2]),
    "choices": (2, 3, 5),
}

TOTAL = "total = cost + size * bits"
FITS = "total <= budget"
BETTER = "total not in longer or candidate < longer[total]"
ROWS = "for cost, (loss, chosen) in best.items():\n            for extra, bits in zip(losses, choices):"
COLUMNS = "for extra, bits in zip(losses, choices):\n            for cost, (loss, chosen) in best.items():"
IF = f"is_better = {BETTER}\n                if {FITS} and is_better:"
CANDIDATE = "candidate = (loss + extra, (*chosen, bits))"
TABLE = f"{ROWS}\n                {TOTAL}\n                {CANDIDATE}\n                {IF}\n                    longer[total] = candidate"
LEAST = "_, chosen = min(best.values())"
GREEDY = """places = [0] * len(sizes)
    while True:
        spent = sum(size * choices[place] for size, place in zip(sizes, places))
        steps = []
        for layer, place in enumerate(places):
            if place + 1 < len(choices):
                more = sizes[layer] * (choices[place + 1] - choices[place])
                if spent + more <= budget:
                    steps.append(((S[layer, place] - S[layer, place + 1]) / more, layer))
        if not steps:
            break
        places[max(steps)[1]] += 1
    chosen = tuple(choices[place] for place in places)"""
CAREFUL = GREEDY.replace("if not steps:", "if not steps or max(steps)[0] <= 0:")

EXERCISE = Exercise(
    function="allocate_bits",
    title="Chia bit theo ngân sách",
    reference=reference.allocate_bits,
    asks="Nếu hai cách chia cho mấy lớp đầu tốn bằng nhau, có cần nhớ cả hai để xét các lớp sau không?",
    tells="Với mỗi chi phí, chỉ nhớ tổng độ nhạy nhỏ nhất và các số bit cho tổng ấy. Hết các lớp thì chọn tổng nhỏ nhất trong bảng.",
    allows=is_clear,
    parts=(
        Part(
            "TODO 7",
            points=2,
            asks="Từ một ô của bảng cũ, lớp đang xét sinh ra mấy ô mới? Ô nào được ghi vào bảng mới?",
            tells="Chi phí mới là `cost + size * bits`, tổng mới là tổng cũ cộng độ nhạy ở số bit ấy. Chỉ ghi khi chi phí không vượt budget, và ô ấy còn trống hoặc đang có tổng lớn hơn.",
            visible=(
                Visible("ví dụ trong bài", {**EXAMPLE, "budget": 620}),
                Visible("ba lớp tí hon", {**TINY, "budget": 14}),
                Seeded("tiêu hết ngân sách", draw_until(draw_full, is_worth_the_last_bit), 1),
            ),
            draw=draw_until(draw_full, is_worth_the_last_bit),
            misconceptions=(
                Misconception(
                    "quên kích thước của lớp",
                    kind="term/forgotten",
                    edits={TOTAL: "total = cost + bits"},
                    asks="Thêm một bit cho lớp có 60 trọng số thì tốn bao nhiêu bit?",
                    tells="Tốn 60 bit: mỗi trọng số một bit. Chi phí của lớp là size * bits.",
                ),
                Misconception(
                    "không cho tiêu hết ngân sách",
                    kind="search/limit",
                    edits={FITS: "total < budget"},
                    asks="Ngân sách 620 bit, cách chia tốn đúng 620 bit có được phép không?",
                    tells="Được: chi phí không quá budget, tức là <=.",
                ),
                Misconception(
                    "quên ngân sách",
                    kind="search/limit",
                    edits={FITS: "True"},
                    asks="Cách chia tốn nhiều hơn budget có còn nằm trong bảng của bạn không?",
                    tells="Bỏ mọi cách chia có chi phí vượt budget.",
                ),
                Misconception(
                    "giữ cách gặp sau cùng",
                    kind="search/kept",
                    edits={BETTER: "True"},
                    asks="Hai cách chia tốn bằng nhau: gặp trước là cách có tổng độ nhạy 0.3, gặp sau là cách có tổng 0.5. Bảng của bạn còn giữ số nào?",
                    tells="Chỉ ghi đè khi tổng mới nhỏ hơn tổng đang có.",
                ),
                Misconception(
                    "giữ cách gặp đầu tiên",
                    kind="search/kept",
                    edits={BETTER: "total not in longer"},
                    asks="Ô đã có tổng 0.5, rồi gặp cách khác tốn bằng nó mà tổng chỉ 0.3. Bảng của bạn còn giữ số nào?",
                    tells="Ghi đè khi tổng mới nhỏ hơn tổng đang có.",
                ),
                Misconception(
                    "giữ cách tệ hơn",
                    kind="search/kept",
                    edits={"candidate < longer[total]": "candidate > longer[total]"},
                    asks="Trong hai cách tốn bằng nhau, ta muốn tổng độ nhạy lớn hay nhỏ?",
                    tells="Nhỏ, nên chỉ ghi đè khi tổng mới nhỏ hơn tổng đang có.",
                ),
                Misconception(
                    "so với bảng cũ thay vì bảng mới",
                    kind="search/kept",
                    edits={BETTER: "total not in best or candidate < best[total]"},
                    asks="Ô cùng chi phí ở bảng `best` ứng với mấy lớp? Cách chia mới ứng với mấy lớp?",
                    tells="Bảng cũ thiếu lớp đang xét, nên không so với nó được. So với ô cùng chi phí trong `longer`.",
                ),
                Misconception(
                    "bỏ luôn các ô sau ô đầu tiên vượt ngân sách",
                    kind="trial/count",
                    edits={
                        ROWS: COLUMNS,
                        IF: f"if total > budget:\n                    break\n                is_better = {BETTER}\n                if is_better:",
                    },
                    asks="Các ô của bảng có đứng theo thứ tự chi phí không? Sau một ô quá đắt còn ô nào rẻ hơn không?",
                    tells="Các ô không đứng theo thứ tự chi phí, nên gặp ô quá đắt chỉ được bỏ qua ô ấy rồi đi tiếp.",
                ),
                Misconception(
                    "không cộng dồn độ nhạy",
                    kind="term/forgotten",
                    edits={CANDIDATE: "candidate = (extra, (*chosen, bits))"},
                    asks="Tổng độ nhạy của ba lớp có gồm phần của hai lớp đầu không?",
                    tells="Cộng độ nhạy của lớp này vào tổng của ô cũ.",
                ),
                Misconception(
                    "xếp các số bit ngược thứ tự lớp",
                    kind="shape/layout",
                    edits={CANDIDATE: "candidate = (loss + extra, (bits, *chosen))"},
                    asks="Số bit của lớp vừa xét phải đứng đầu hay đứng cuối dãy?",
                    tells="Đứng cuối: `(*chosen, bits)`.",
                ),
                Misconception(
                    "ghi số thứ tự thay vì số bit",
                    kind="search/goal",
                    edits={
                        "for extra, bits in zip(losses, choices):": "for place, (extra, bits) in enumerate(zip(losses, choices)):",
                        CANDIDATE: "candidate = (loss + extra, (*chosen, place))",
                    },
                    asks="Kết quả phải gồm các số bit hay vị trí của chúng trong choices?",
                    tells="Ghi bits, không ghi vị trí.",
                ),
                Misconception(
                    "chia tham lam theo lợi ích mỗi bit",
                    kind="search/greedy",
                    edits={TABLE: "longer[0] = best[0]", LEAST: GREEDY},
                    asks="Ở ví dụ 620 bit trong bài, nâng lớp 2 trước thì còn lại bao nhiêu bit? Có còn nâng được lớp 1 không?",
                    tells="Tham lam có thể lỡ cách tốt nhất. Giữ bảng: mỗi chi phí một ô, hết các lớp thì chọn ô có tổng độ nhạy nhỏ nhất.",
                    also_costs=("TODO 8",),
                ),
                Misconception(
                    "chia tham lam, dừng khi không bước nào có lợi",
                    kind="search/greedy",
                    edits={TABLE: "longer[0] = best[0]", LEAST: CAREFUL},
                    asks="Khi bước tốt nhất làm cạn ngân sách, hoặc khi phải qua một bước lỗ mới tới bước lời, bạn lỡ mất cách nào?",
                    tells="Tham lam có thể lỡ cách tốt nhất. Giữ bảng: mỗi chi phí một ô, hết các lớp thì chọn ô có tổng độ nhạy nhỏ nhất.",
                    also_costs=("TODO 8",),
                ),
            ),
        ),
        Part(
            "TODO 8",
            points=1,
            asks="Bảng cuối cùng có nhiều ô, mỗi chi phí một ô. Ô nào là câu trả lời?",
            tells="Ô có tổng độ nhạy nhỏ nhất, dù nó tốn bao nhiêu, vì mọi ô trong bảng đều vừa ngân sách.",
            visible=(
                Visible("ví dụ trong bài, thêm 20 bit", {**EXAMPLE, "budget": 640}),
                Visible("thêm bit chưa chắc đã hơn", NOT_MORE_IS_BETTER),
                Seeded("bốn lớp", draw_until(draw_layers, tells_apart), 2),
            ),
            draw=draw_until(draw_layers, tells_apart),
            misconceptions=(
                Misconception(
                    "chọn cách rẻ nhất",
                    kind="search/goal",
                    edits={LEAST: "_, chosen = best[min(best)]"},
                    asks="Mọi ô còn trong bảng có vừa ngân sách không? Vậy ta còn muốn số nào nhỏ nhất?",
                    tells="Ô nào cũng vừa ngân sách, nên không cần rẻ nhất: chọn ô có tổng độ nhạy nhỏ nhất.",
                ),
                Misconception(
                    "chọn cách tiêu nhiều bit nhất",
                    kind="search/goal",
                    edits={LEAST: "_, chosen = best[max(best)]"},
                    asks="Tiêu nhiều bit hơn có chắc là mất ít hơn không?",
                    tells="Không chắc. Chọn ô có tổng độ nhạy nhỏ nhất.",
                ),
                Misconception(
                    "chọn cách có tổng các số bit lớn nhất",
                    kind="search/goal",
                    edits={LEAST: "_, chosen = max(best.values(), key=lambda one: sum(one[1]))"},
                    asks="Cộng số bit của các lớp: tổng ấy lớn nhất thì có chắc là mạng mất ít nhất không?",
                    tells="Không chắc. Chọn ô có tổng độ nhạy nhỏ nhất.",
                ),
                Misconception(
                    "chọn tổng độ nhạy lớn nhất",
                    kind="search/goal",
                    edits={LEAST: "_, chosen = max(best.values())"},
                    asks="Độ nhạy lớn nghĩa là mạng mất nhiều hay mất ít?",
                    tells="Mất nhiều. Chọn ô có tổng độ nhạy nhỏ nhất.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "dict.get",
            {IF: f"if {FITS} and candidate < longer.get(total, (np.inf,)):"},
            note="longer.get(total, (np.inf,)) cho một ô trống tổng vô hạn, nên khỏi hỏi ô ấy đã có chưa.",
        ),
        Variant("chỉ so tổng", {"candidate < longer[total]": "candidate[0] < longer[total][0]"}),
        Variant("chọn theo tổng", {LEAST: "chosen = min(best.values(), key=lambda one: one[0])[1]"}),
        Variant(
            "thử hết mọi cách",
            {
                LEAST: "from itertools import product\n\n"
                "    within = []\n"
                "    for places in product(range(len(choices)), repeat=len(sizes)):\n"
                "        bits = [choices[j] for j in places]\n"
                "        if np.dot(sizes, bits) <= budget:\n"
                "            within.append((sum(S[layer, j] for layer, j in enumerate(places)), bits))\n"
                "    chosen = min(within)[1]"
            },
            note="Thử hết mọi cách thì dễ viết và luôn đúng, nhưng thêm một lớp là số cách lại nhân lên.",
        ),
        Variant(
            "đệ quy",
            {
                LEAST: "def cheapest(layer, left):\n"
                "        if layer == len(sizes):\n"
                "            return 0.0, ()\n"
                "        found = []\n"
                "        for j, bits in enumerate(choices):\n"
                "            rest = left - sizes[layer] * bits\n"
                "            if rest >= min(choices) * sum(sizes[layer + 1 :]):\n"
                "                below, others = cheapest(layer + 1, rest)\n"
                "                found.append((S[layer, j] + below, (bits, *others)))\n"
                "        return min(found)\n"
                "\n"
                "    _, chosen = cheapest(0, budget)"
            },
        ),
    ),
)
