"""The whole of k-means on one axis: its start and its iterations."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai09_tu_dien_ma.values import NEARLY_EXACT, clusters, is_sorted, off_all_borders
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until


def draw_heaps(rng: Generator) -> Args:
    return {"x": clusters(rng), "k": int(rng.integers(3, 6)), "iterations": int(rng.integers(1, 4))}


def still_moves(x: np.ndarray, k: int, iterations: int) -> bool:
    """Do the words still move when they are stopped, and just before, and are the values not in order?"""
    before, at, after = (reference.kmeans_1d(x, k, iterations + more) for more in (-1, 0, 1))
    moving = np.abs(before - at).max() > 0.01 and np.abs(at - after).max() > 0.01
    return bool(moving) and not is_sorted(x) and off_all_borders(x, k, iterations + 1)


START = "np.linspace(np.min(x), np.max(x), k)"
REPEAT = "range(iterations)"
STEP = "codebook = kmeans_step(x, codebook)"
SIX = np.array([0.0, 0.1, 0.2, 0.9, 1.1, 4.0])
# Two words still move in the third step.
SLOW = np.array([0.0, 3.0, 16.0, -1.0, 6.0, 4.0, -3.0, 14.0, 5.0, 5.0, 7.0, -8.0, 19.0])

EXERCISE = Exercise(
    function="kmeans_1d",
    title="K-means trên một trục",
    reference=reference.kmeans_1d,
    asks="Lúc đầu các từ mã đứng ở đâu, và phải gọi kmeans_step bao nhiêu lần?",
    tells="Bắt đầu bằng k từ mã cách đều, từ số nhỏ nhất đến số lớn nhất của x, cả hai đầu; rồi gọi kmeans_step đúng iterations lần.",
    parts=(
        Part(
            "TODO 3",
            points=1,
            visible=(
                Visible("chưa dời lần nào", {"x": SIX, "k": 3, "iterations": 0}),
                Visible("dời một lần", {"x": SIX, "k": 3, "iterations": 1}),
                Visible("dời hai lần", {"x": SIX, "k": 3, "iterations": 2}),
                Visible(
                    "hai từ mã không ai gần", {"x": np.array([0.0, 0.0, 0.0, 10.0, 10.0]), "k": 4, "iterations": 3}
                ),
                Visible(
                    "có số âm, không theo thứ tự",
                    {"x": np.array([2.0, -3.0, 0.5, 1.5, -1.0, 6.0, 0.25, -0.5]), "k": 4, "iterations": 2},
                ),
                Visible("hai từ mã, chưa dời lần nào", {"x": SLOW, "k": 2, "iterations": 0}),
            ),
            draw=draw_until(draw_heaps, still_moves),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "bắt đầu ở các phân vị",
                    kind="codebook/start",
                    edits={START: "np.quantile(x, np.linspace(0, 1, k))"},
                    asks="Lúc đầu, các từ mã của bạn có cách đều nhau không?",
                    tells="Đặt cách đều bằng np.linspace, từ số nhỏ nhất đến số lớn nhất.",
                ),
                Misconception(
                    "bắt đầu bằng k số đầu tiên",
                    kind="codebook/start",
                    edits={START: "np.sort(x[:k])"},
                    asks="Đổi thứ tự của x thì từ điển của bạn có đổi không?",
                    tells="Đặt cách đều bằng np.linspace, từ số nhỏ nhất đến số lớn nhất, bất kể thứ tự của x.",
                ),
                Misconception(
                    "bắt đầu ở giữa k ô bằng nhau",
                    kind="codebook/start",
                    edits={START: "np.min(x) + (np.arange(k) + 0.5) * (np.max(x) - np.min(x)) / k"},
                    asks="Lúc đầu, từ mã nhỏ nhất của bạn có bằng số nhỏ nhất của x không?",
                    tells="Từ mã đầu nằm ở min, từ mã cuối nằm ở max: np.linspace gồm cả hai đầu.",
                ),
                Misconception(
                    "bắt đầu đối xứng quanh 0",
                    kind="codebook/start",
                    edits={START: "np.linspace(-np.max(np.abs(x)), np.max(np.abs(x)), k)"},
                    asks="Nếu mọi số đều dương thì từ mã nào của bạn nằm ở phía âm?",
                    tells="Đi từ np.min(x) đến np.max(x): từ điển mã không cần đối xứng.",
                ),
                Misconception(
                    "bỏ sót đầu lớn nhất",
                    kind="codebook/start",
                    edits={START: "np.linspace(np.min(x), np.max(x), k, endpoint=False)"},
                    asks="Lúc đầu, từ mã lớn nhất của bạn có bằng số lớn nhất của x không?",
                    tells="np.linspace gồm cả hai đầu; np.arange, hay endpoint=False, thì bỏ đầu cuối.",
                ),
                Misconception(
                    "lặp thừa một lần",
                    kind="codebook/iterations",
                    edits={REPEAT: "range(iterations + 1)"},
                    asks="Với iterations = 0, bạn có dời lần nào không?",
                    tells="range(iterations) lặp đúng iterations lần.",
                ),
                Misconception(
                    "lặp thiếu một lần",
                    kind="codebook/iterations",
                    edits={REPEAT: "range(1, iterations)"},
                    asks="Với iterations = 1, vòng lặp của bạn chạy mấy lần?",
                    tells="range(iterations) lặp đúng iterations lần.",
                ),
                Misconception(
                    "lặp đến khi đứng yên",
                    kind="codebook/iterations",
                    edits={REPEAT: "range(80)"},
                    asks="Với iterations = 1, các từ mã của bạn dời mấy lần?",
                    tells="Dời đúng iterations lần, dù các từ mã đã đứng yên hay chưa.",
                ),
                Misconception(
                    "dời rồi mà không giữ kết quả",
                    kind="codebook/iterations",
                    edits={STEP: "moved = kmeans_step(x, codebook)"},
                    asks="kmeans_step trả về một mảng mới: bạn cất mảng ấy vào đâu?",
                    tells="Gán kết quả trở lại cho codebook, rồi mới sang lần sau.",
                ),
                Misconception(
                    "mỗi lần lại dời từ chỗ ban đầu",
                    kind="codebook/iterations",
                    edits={STEP: f"codebook = kmeans_step(x, {START})"},
                    asks="Lần thứ hai, bạn dời từ chỗ ban đầu hay từ chỗ vừa dời đến?",
                    tells="Đưa chính codebook vừa được vào kmeans_step.",
                ),
                Misconception(
                    "bắt đầu từ hai số đứng ở hai đầu của mảng",
                    kind="codebook/start",
                    edits={START: "np.linspace(x[0], x[-1], k)"},
                    asks="Số đứng đầu mảng x có chắc là số nhỏ nhất không?",
                    tells="x chưa được xếp thứ tự: dùng np.min(x) và np.max(x).",
                ),
                Misconception(
                    "đặt thừa một từ mã",
                    kind="codes/count",
                    edits={START: "np.linspace(np.min(x), np.max(x), k + 1)"},
                    asks="Bạn trả về mấy từ mã, đề cần mấy?",
                    tells="np.linspace(đầu, cuối, k) cho đúng k số, kể cả hai đầu.",
                ),
                Misconception(
                    "lặp k lần",
                    kind="codebook/iterations",
                    edits={REPEAT: "range(k)"},
                    asks="k đếm từ mã hay đếm số bước?",
                    tells="Số bước là iterations: range(iterations).",
                ),
            ),
        ),
    ),
    variants=(
        Variant("min, max và bước", {START: "x.min() + np.arange(k) * (x.max() - x.min()) / (k - 1)"}),
        Variant(
            "đếm lùi",
            {f"for _ in {REPEAT}:\n        {STEP}": f"while iterations > 0:\n        {STEP}\n        iterations -= 1"},
        ),
        Variant(
            "dừng sớm khi đã yên",
            {
                f"        {STEP}": "        moved = kmeans_step(x, codebook)\n"
                "        if np.array_equal(moved, codebook):\n"
                "            break\n"
                "        codebook = moved"
            },
            note="Không từ mã nào nhúc nhích thì những lần sau cũng vậy, nên dừng sớm vẫn ra đúng kết quả.",
        ),
    ),
    bears=lambda x, k, iterations: np.size(x) * iterations <= 10**8 and iterations <= 10**5,
)
