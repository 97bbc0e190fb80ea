"""Two layers with equal ranges on both sides of each channel."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai07_do_nhay.layers import NEARLY_EXACT, draw_layers
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals

UNLIKE = 1.15  # by this factor ranges differ at least


def draw_pair(rng: Generator) -> Args:
    """Two layers that fit, and channels of very different sizes."""
    widths = [int(n) for n in rng.permutation([2, 3, 4])]
    (W1, b1), (W2, _) = draw_layers(rng, widths, spread=1.0)
    return {"W1": W1, "b1": b1, "W2": W2}


def draw_square_pair(rng: Generator) -> Args:
    """The same with three nodes everywhere, so that a wrong axis fits, too."""
    (W1, b1), (W2, _) = draw_layers(rng, (3, 3, 3), spread=1.0)
    return {"W1": W1, "b1": b1, "W2": W2}


def draw_pair_with_dead_channel(rng: Generator) -> Args:
    """A pair of layers with a channel that nothing enters, or from which nothing leaves."""
    args = draw_pair(rng)
    channel = int(rng.integers(len(args["b1"])))
    if rng.random() < 0.5:
        args["W1"][:, channel] = 0
    else:
        args["W2"][channel] = 0
    return args


def tells_apart(W1: Reals, b1: Reals, W2: Reals) -> bool:
    """Is no factor next to 1, none like another, and is the largest weight of some column and of some row negative?"""
    r1, r2 = np.abs(W1).max(axis=0), np.abs(W2).max(axis=1)
    if not (
        (np.sort(np.abs(W1), axis=0)[0] > 0.02).all() and (W1.max(axis=0) > 0).all() and (W2.max(axis=1) > 0).all()
    ):
        return False
    far = np.abs(np.log(r2 / r1)) > np.log(UNLIKE)
    signs = (r1 > W1.max(axis=0)).any() and (r2 > W2.max(axis=1)).any()
    return bool(far.all() and signs and (np.abs(b1) > 0.05).all())


EXAMPLE = {
    "W1": np.array([[4.0, 0.1, 0.0], [-2.0, 0.05, 0.0]]),
    "b1": np.array([1.0, 0.2, 0.5]),
    "W2": np.array([[1.0, -0.5], [0.3, 0.4], [0.5, 0.5]]),
}
DEAD_BEHIND = {
    "W1": np.array([[0.5, -3.0], [0.25, -2.0], [-0.75, -1.0]]),
    "b1": np.array([-0.4, 0.9]),
    "W2": np.array([[0.0, 0.0, 0.0], [0.6, -1.5, 0.2]]),
}

R1, R2 = "r1 = np.max(np.abs(W1), axis=0)", "r2 = np.max(np.abs(W2), axis=1)"
FACTOR = "np.sqrt(r2[alive] / r1[alive])"
ONES = "c = np.ones(len(r1))"
ALIVE = "alive = (r1 > 0) & (r2 > 0)"
WHOLE = f"{ALIVE}\n    {ONES}\n    c[alive] = {FACTOR}"
NEW_W1, NEW_B1, NEW_W2 = "W1_new = W1 * c", "b1_new = b1 * c", "W2_new = W2 / c[:, np.newaxis]"

EXERCISE = Exercise(
    function="equalize_pair",
    title="Cân bằng một cặp lớp",
    reference=reference.equalize_pair,
    asks="Muốn cột của W1 và hàng của W2 dài bằng nhau sau khi nhân và chia cho c, c phải bằng bao nhiêu?",
    tells="c = căn bậc hai của r2 / r1. Nhân cột của W1 và phần tử của b1 với c, chia hàng của W2 cho c.",
    parts=(
        Part(
            "TODO 3",
            points=1.5,
            asks="r1 lấy theo cột hay theo hàng của W1? Còn r2? Kênh có r1 hay r2 bằng 0 thì sao?",
            tells="r1 là max|W1| của từng cột, r2 là max|W2| của từng hàng; c = căn của r2 / r1, và c = 1 ở nơi một trong hai bằng 0.",
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                Visible("một kênh không ai dùng", DEAD_BEHIND),
                Seeded("ba nút ở mọi tầng", draw_until(draw_square_pair, tells_apart), 1),
            ),
            draw=draw_until(draw_pair_with_dead_channel, lambda W1, b1, W2: bool((np.abs(b1) > 0.05).all())),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "lấy r1 / r2 thay vì r2 / r1",
                    kind="scale/inverted",
                    edits={FACTOR: "np.sqrt(r1[alive] / r2[alive])"},
                    asks="Cột của W1 đang to hơn hàng của W2: c phải làm nó to lên hay nhỏ lại?",
                    tells="Nhỏ lại: c = căn bậc hai của r2 / r1.",
                ),
                Misconception(
                    "quên lấy căn",
                    kind="term/forgotten",
                    edits={FACTOR: "r2[alive] / r1[alive]"},
                    asks="Nhân cột với r2 / r1 thì cột dài bằng mấy? Còn hàng, sau khi chia, dài bằng mấy?",
                    tells="Hai độ dài chỉ đổi chỗ cho nhau. Lấy căn bậc hai thì chúng mới bằng nhau.",
                ),
                Misconception(
                    "lấy căn của tích r1 r2",
                    kind="scale/other",
                    edits={FACTOR: "np.sqrt(r1[alive] * r2[alive])"},
                    asks="Căn của r1 r2 là độ dài chung sau khi cân bằng, hay là số phải nhân?",
                    tells="Đó là độ dài mà cột phải đạt tới. Số phải nhân là độ dài ấy chia cho r1.",
                ),
                Misconception(
                    "kéo mọi cột của W1 về 1",
                    kind="scale/other",
                    edits={FACTOR: "1 / r1[alive]"},
                    asks="Cột nào của W1 cũng dài 1 rồi. Còn các hàng của W2 thì dài bao nhiêu?",
                    tells="c phải nhìn cả hai phía: căn bậc hai của r2 / r1.",
                ),
                Misconception(
                    "dùng một c chung cho mọi kênh",
                    kind="axis/shared",
                    edits={FACTOR: "np.sqrt(r2.max() / r1.max())"},
                    asks="Hai kênh to nhỏ khác nhau mà nhân cùng một số thì có bằng nhau hơn không?",
                    tells="Mỗi kênh một c: chia r2 cho r1 từng phần tử.",
                ),
                Misconception(
                    "lấy max mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={R1: "r1 = np.max(W1, axis=0)", R2: "r2 = np.max(W2, axis=1)"},
                    asks="Cột có 0.5 và −3 dài bao nhiêu?",
                    tells="Lấy np.abs trước, rồi mới lấy max.",
                ),
                Misconception(
                    "lấy trị tuyệt đối sau khi lấy max",
                    kind="scale/absolute",
                    edits={R1: "r1 = np.abs(np.max(W1, axis=0))", R2: "r2 = np.abs(np.max(W2, axis=1))"},
                    asks="Cột có 0.5 và −3: max là số nào? Trị tuyệt đối của số ấy có phải là độ dài của cột không?",
                    tells="Lấy np.abs của cả ma trận trước, rồi mới lấy max.",
                ),
                Misconception(
                    "lấy trung bình của |W| thay vì số lớn nhất",
                    kind="maximum/other_function",
                    edits={R1: "r1 = np.mean(np.abs(W1), axis=0)", R2: "r2 = np.mean(np.abs(W2), axis=1)"},
                    asks="Số nào trong cột quyết định độ dài của thước?",
                    tells="Thước phải với tới trọng số xa số 0 nhất, nên dùng np.max.",
                ),
                Misconception(
                    "lấy căn của tổng bình phương thay vì số lớn nhất",
                    kind="maximum/other_function",
                    edits={R1: "r1 = np.sqrt(np.sum(W1**2, axis=0))", R2: "r2 = np.sqrt(np.sum(W2**2, axis=1))"},
                    asks="Bài này gọi số nào là độ dài của một cột? Cột có 3 và −4 dài bao nhiêu?",
                    tells="Độ dài ở đây là số lớn nhất của |W|, vì thước chỉ cần với tới đó: cột ấy dài 4.",
                ),
                Misconception(
                    "lấy r1 theo hàng của W1",
                    kind="axis/other",
                    edits={R1: "r1 = np.max(np.abs(W1), axis=1)"},
                    asks="W1 có chiều (vào, giữa). Mỗi kênh ở giữa là một hàng hay một cột của W1?",
                    tells="Là một cột, nên rút gọn trục 0.",
                ),
                Misconception(
                    "lấy r2 theo cột của W2",
                    kind="axis/other",
                    edits={R2: "r2 = np.max(np.abs(W2), axis=0)"},
                    asks="W2 có chiều (giữa, ra). Kênh ở giữa đi vào W2 qua một hàng hay một cột?",
                    tells="Qua một hàng, nên rút gọn trục 1.",
                ),
                Misconception(
                    "cộng một số rất nhỏ để khỏi chia cho 0",
                    kind="zero/special_case",
                    edits={WHOLE: "c = np.sqrt((r2 + 1e-12) / (r1 + 1e-12))"},
                    asks="Kênh có r1 = 0 được c bằng mấy? Đề bài quy ước số nào?",
                    tells="Nơi r1 hay r2 bằng 0 thì c = 1, đúng bằng 1.",
                ),
            ),
        ),
        Part(
            "TODO 4",
            points=1,
            asks="Nút ẩn to lên c lần thì những số nào sinh ra nó, và lớp sau phải làm gì để không nhận ra?",
            tells="Nhân từng cột của W1 và từng phần tử của b1 với c, chia từng hàng của W2 cho c.",
            visible=(Seeded("hai lớp khác cỡ", draw_until(draw_pair, tells_apart), 2),),
            draw=draw_until(draw_square_pair, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên nhân độ lệch",
                    kind="term/forgotten",
                    edits={NEW_B1: "b1_new = b1"},
                    asks="Nút ẩn là ReLU(XW + b). Muốn cả nút to lên c lần thì b có phải to theo không?",
                    tells="Có: `c * (X @ W + b)` cũng là `X @ (W * c) + b * c`, nên b1 cũng nhân với c.",
                ),
                Misconception(
                    "chia độ lệch thay vì nhân",
                    kind="scale/inverted",
                    edits={NEW_B1: "b1_new = b1 / c"},
                    asks="b1 đứng cùng phía với W1 hay với W2?",
                    tells="Cùng phía với W1: nhân với c.",
                ),
                Misconception(
                    "nhân W2 thay vì chia",
                    kind="scale/inverted",
                    edits={NEW_W2: "W2_new = W2 * c[:, np.newaxis]"},
                    asks="Nút ẩn đã to lên c lần. Muốn đầu ra không đổi thì lớp sau phải nhân hay chia?",
                    tells="Chia từng hàng của W2 cho c.",
                ),
                Misconception(
                    "chia ở lớp trước, nhân ở lớp sau",
                    kind="scale/inverted",
                    edits={
                        NEW_W1: "W1_new = W1 / c",
                        NEW_B1: "b1_new = b1 / c",
                        NEW_W2: "W2_new = W2 * c[:, np.newaxis]",
                    },
                    asks="Với c của đề bài, cột của W1 được nhân hay chia?",
                    tells="Hàm của mạng không đổi, nhưng các độ dài lại lệch thêm. Nhân W1 và b1 với c, chia W2 cho c.",
                ),
                Misconception(
                    "nhân hàng của W1 thay vì cột",
                    kind="axis/other",
                    edits={NEW_W1: "W1_new = W1 * c[:, np.newaxis]"},
                    asks="c có một số cho mỗi kênh ở giữa. Kênh là hàng hay cột của W1?",
                    tells="Là cột: W1 * c, không thêm trục nào.",
                ),
                Misconception(
                    "chia cột của W2 thay vì hàng",
                    kind="axis/other",
                    edits={NEW_W2: "W2_new = W2 / c"},
                    asks="Mỗi c là của một kênh ở giữa. Kênh ấy là hàng hay cột của W2?",
                    tells="Là hàng, mà W2 / c lại chia cột. Thêm một trục để c đứng dọc: c[:, np.newaxis].",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "s của Nagel",
            {
                WHOLE: f"{ALIVE}\n    s = np.ones(len(r1))\n    s[alive] = np.sqrt(r1[alive] * r2[alive]) / r2[alive]\n"
                "    c = 1 / s",
            },
            note="Bài báo của Nagel viết s = √(r1 r2) / r2, chính là 1 / c của ta.",
        ),
        Variant(
            "np.divide có điều kiện",
            {WHOLE: "c = np.sqrt(np.divide(r2, r1, out=np.ones(len(r1)), where=(r1 > 0) & (r2 > 0)))"},
            note="np.divide chỉ chia ở nơi `where` là True; nơi khác giữ số 1 đã đặt sẵn trong `out`.",
        ),
        Variant(
            "vòng lặp",
            {
                WHOLE: "c = np.ones(len(r1))\n    for i in range(len(r1)):\n"
                "        if r1[i] != 0 and r2[i] != 0:\n            c[i] = (r2[i] / r1[i]) ** 0.5"
            },
        ),
        Variant(
            "np.where",
            {
                WHOLE: "dead = (r1 == 0) | (r2 == 0)\n"
                "    c = np.where(dead, 1.0, np.sqrt(r2 / np.where(r1 == 0, 1, r1)))"
            },
        ),
        Variant("chuyển vị", {NEW_W2: "W2_new = (W2.T / c).T"}),
        Variant("ma trận đường chéo", {NEW_W1: "W1_new = W1 @ np.diag(c)", NEW_W2: "W2_new = np.diag(1 / c) @ W2"}),
    ),
)
