"""The scales folded into a norm before and into the matrices after."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT, draw_matrix, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals


def draw_norm(rng: Generator) -> Args:
    return _norm(rng, int(rng.integers(3, 6)), [int(n) for n in rng.integers(2, 6, 3)])


def draw_square_norm(rng: Generator) -> Args:
    """Square matrices, so that a wrong axis fits, too."""
    return _norm(rng, 3, [3, 3])


def _norm(rng: Generator, rows: int, widths: list[int]) -> Args:
    return {
        "gain": draw_matrix(rng, (1, rows))[0],
        "Ws": [draw_matrix(rng, (rows, width)) for width in widths],
        "s": rounded(np.exp(rng.uniform(-1.5, 2.5, rows))),
    }


def tells_apart(gain: Reals, Ws: list[Reals], s: Reals) -> bool:
    """Is no scale near 1, and none like another?"""
    return bool((np.abs(np.log(s)) > 0.2).all() and np.diff(np.sort(s)).min() > 0.1)


W = np.array([[0.5, -1.0], [0.25, 0.1], [2.0, -4.0]])
GAIN, SCALED = "gain / s", "W * s[:, np.newaxis]"
ALL = f"Ws_new = [{SCALED} for W in Ws]"

EXERCISE = Exercise(
    function="fold_smoothing",
    title="Gộp hệ số làm mượt",
    reference=reference.fold_smoothing,
    asks="Kênh j của kích hoạt nhỏ đi s_j lần. Muốn tích không đổi thì hàng j của mỗi ma trận phải thế nào?",
    tells="Chia gain cho s, và nhân từng hàng của mọi ma trận với s.",
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible(
                    "ví dụ trong bài",
                    {"gain": np.array([2.0, 4.0, 1.0]), "Ws": [W, W[:, :1]], "s": np.array([1.0, 8.0, 1.0])},
                ),
                Seeded("hai ma trận vuông", draw_until(draw_square_norm, tells_apart), 1),
                Visible(
                    "một ma trận",
                    {
                        "gain": np.array([1.0, -0.5]),
                        "Ws": [np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 4.0]])],
                        "s": np.array([0.25, 4.0]),
                    },
                ),
            ),
            draw=draw_until(draw_norm, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "nhân ở RMSNorm, chia ở ma trận",
                    kind="scale/inverted",
                    edits={GAIN: "gain * s", SCALED: "W / s[:, np.newaxis]"},
                    asks="Kênh ngoại lai có s lớn. Hệ số của nó ở RMSNorm phải to lên hay nhỏ đi?",
                    tells="Nhỏ đi: chia gain cho s, nhân các hàng của W với s. Tích không đổi, nhưng cái khó phải đi đúng chiều.",
                ),
                Misconception(
                    "nhân cả hai phía",
                    kind="scale/inverted",
                    edits={GAIN: "gain * s"},
                    asks="Cả kích hoạt lẫn trọng số đều to lên thì tích có như cũ không?",
                    tells="Một phía chia, một phía nhân: gain / s.",
                ),
                Misconception(
                    "chia cả hai phía",
                    kind="scale/inverted",
                    edits={SCALED: "W / s[:, np.newaxis]"},
                    asks="Cả kích hoạt lẫn trọng số đều nhỏ đi thì tích có như cũ không?",
                    tells="Một phía chia, một phía nhân: các hàng của W nhân với s.",
                ),
                Misconception(
                    "quên gain",
                    kind="term/forgotten",
                    edits={GAIN: "gain.copy()"},
                    asks="Trọng số đã to lên s lần. Cái gì bù lại cho chúng?",
                    tells="Kích hoạt phải nhỏ đi s lần, mà nó tỷ lệ với gain.",
                ),
                Misconception(
                    "không đổi các ma trận",
                    kind="term/forgotten",
                    edits={ALL: "Ws_new = [W.copy() for W in Ws]"},
                    asks="Kích hoạt đã nhỏ đi s lần. Cái gì bù lại cho nó?",
                    tells="Nhân từng hàng của mọi ma trận với s.",
                ),
                Misconception(
                    "nhân cột thay vì hàng",
                    kind="axis/other",
                    edits={SCALED: "W * s"},
                    asks="W * s thì NumPy nhân hàng hay cột với s?",
                    tells="Nó nhân cột. Thêm một trục để s đứng dọc: s[:, np.newaxis].",
                ),
                Misconception(
                    "chia cột thay vì nhân hàng",
                    kind="axis/other",
                    edits={SCALED: "W / s"},
                    asks="W / s thì NumPy chia hàng hay cột cho s? Và có phải chia không?",
                    tells="Phải nhân từng hàng: W * s[:, np.newaxis].",
                ),
                Misconception(
                    "chỉ đổi ma trận đầu",
                    kind="term/forgotten",
                    edits={ALL: "Ws_new = [Ws[0] * s[:, np.newaxis], *(W.copy() for W in Ws[1:])]"},
                    asks="Mấy ma trận cùng nhận đầu ra của RMSNorm? Ma trận nào không nhân với s thì tính ra gì?",
                    tells="Kích hoạt đổi thì mọi ma trận nhận nó đều phải đổi theo.",
                ),
                Misconception(
                    "nhân dồn từ ma trận này sang ma trận khác",
                    kind="trial/leftover",
                    edits={ALL: "Ws_new = [W * s[:, np.newaxis] ** place for place, W in enumerate(Ws, 1)]"},
                    asks="Ma trận thứ hai được nhân với s mấy lần?",
                    tells="Mỗi ma trận nhân với s đúng một lần.",
                ),
                Misconception(
                    "lấy căn của s",
                    kind="term/place",
                    edits={GAIN: "gain / np.sqrt(s)", SCALED: "W * np.sqrt(s)[:, np.newaxis]"},
                    asks="s đã là số phải chia rồi, còn lấy căn để làm gì?",
                    tells="Căn chỉ có khi **tính** s với α = 0.5. Ở đây chia và nhân với chính s.",
                ),
                Misconception(
                    "nhân với căn của s ở các ma trận",
                    kind="term/place",
                    edits={SCALED: "W * np.sqrt(s)[:, np.newaxis]"},
                    asks="gain chia cho s, còn W nhân với mấy?",
                    tells="Nhân với chính s, không lấy căn.",
                ),
                Misconception(
                    "chỉ nhân gain với s",
                    kind="scale/inverted",
                    edits={GAIN: "gain * s", ALL: "Ws_new = [W.copy() for W in Ws]"},
                    asks="Kênh ngoại lai có s lớn. gain của nó phải to lên hay nhỏ đi, và ai bù lại?",
                    tells="gain / s, và các hàng của mọi ma trận nhân với s.",
                ),
                Misconception(
                    "trả về sai thứ tự",
                    kind="order/returned",
                    edits={"return gain_new, Ws_new": "return Ws_new, gain_new"},
                    asks="Thứ nào được trả về trước?",
                    tells="gain_new trước, Ws_new sau.",
                ),
                Misconception(
                    "ghép các ma trận thành một",
                    kind="shape/dimensions",
                    edits={ALL: "Ws_new = [np.hstack(Ws) * s[:, np.newaxis]]"},
                    asks="Ws có mấy ma trận, và bạn trả về mấy ma trận?",
                    tells="Trả về một list dài bằng Ws: mỗi ma trận một bản mới.",
                ),
                Misconception(
                    "chỉ giữ ma trận cuối",
                    kind="shape/dimensions",
                    edits={ALL: f"Ws_new = [{SCALED} for W in Ws[-1:]]"},
                    asks="Ws có mấy ma trận, và Ws_new của bạn có mấy? Mỗi vòng lặp bạn thêm vào hay ghi đè?",
                    tells="Thêm từng ma trận mới vào list, đừng ghi đè list ở mỗi vòng.",
                ),
                Misconception(
                    "bỏ sót ma trận cuối",
                    kind="index/off_by_one",
                    edits={ALL: f"Ws_new = [{SCALED} for W in Ws[:-1]]"},
                    asks="Ws có mấy ma trận, và Ws_new của bạn có mấy? Vòng lặp dừng ở ma trận nào?",
                    tells="Đi hết list: range(len(Ws)), hay for W in Ws.",
                ),
                Misconception(
                    "nhân ma trận thứ i với số thứ i của s",
                    kind="scale/other",
                    edits={ALL: "Ws_new = [W * s_i for W, s_i in zip(Ws, s)]"},
                    asks="s có một số cho mỗi ma trận, hay một số cho mỗi kênh?",
                    tells="Mỗi kênh một số: ma trận nào cũng nhân với cả s, hàng j nhân với s_j.",
                ),
                Misconception(
                    "nhân các hàng với gain_new",
                    kind="scale/other",
                    edits={SCALED: "W * gain_new[:, np.newaxis]"},
                    asks="Kênh j của kích hoạt nhỏ đi s_j lần. Hàng j của W phải nhân với s_j hay với gain_new?",
                    tells="Nhân với chính s: W * s[:, np.newaxis].",
                ),
                Misconception(
                    "nhân ma trận nên các hàng bị cộng lại",
                    kind="shape/dimensions",
                    edits={SCALED: "(s[:, np.newaxis] * W).sum(axis=0)"},
                    asks="s @ W còn mấy trục? W có mấy trục?",
                    tells="@ nhân rồi cộng các hàng lại. Ở đây chỉ nhân từng hàng: W * s[:, np.newaxis].",
                ),
                Misconception(
                    "chia gain cho số lớn nhất của s",
                    kind="axis/shared",
                    edits={GAIN: "gain / np.max(s)"},
                    asks="Mỗi kênh có một s. Kênh nhỏ và kênh to có chia cho cùng một số không?",
                    tells="Không: gain_j chia cho s_j của chính nó, gain / s.",
                ),
                Misconception(
                    "trừ thay vì chia",
                    kind="scale/other",
                    edits={GAIN: "gain - s", SCALED: "W + s[:, np.newaxis]"},
                    asks="(x − s)(w + s) có bằng xw không?",
                    tells="Không. Phải chia và nhân thì tích mới giữ nguyên.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("chuyển vị", {SCALED: "(W.T * s).T"}),
        Variant(
            "ma trận đường chéo",
            {SCALED: "np.diag(s) @ W"},
            note="Nhân ma trận đường chéo ở bên trái là nhân từng hàng: đúng như công thức diag(s) W.",
        ),
        Variant(
            "vòng lặp",
            {ALL: f"Ws_new = []\n    for W in Ws:\n        Ws_new.append({SCALED})"},
        ),
        Variant("reshape", {SCALED: "W * s.reshape(-1, 1)"}),
        Variant("einsum", {SCALED: "np.einsum('j,jk->jk', s, W)", GAIN: "gain * (1 / s)"}),
    ),
    bears=lambda gain, Ws, s: sum(np.size(W) for W in Ws) <= 10**6,
)
