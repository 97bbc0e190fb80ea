"""Rows rounded one after another, the errors pushed into those still to come."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import (
    AFTER_AN_INVERSE,
    EXAMPLE_X,
    draw_inputs,
    draw_matrix,
    is_clear,
    scales,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible, draw_until
from course.arrays import Reals


def draw_layer(rng: Generator) -> Args:
    """A layer whose inputs go together, more rows than columns or fewer."""
    inputs, outputs = (int(n) for n in rng.permutation([4, 5]))
    return _layer(rng, inputs, outputs)


def draw_square(rng: Generator) -> Args:
    """As many rows as columns, so that a wrong axis fits, too."""
    return _layer(rng, 4, 4)


def _layer(rng: Generator, inputs: int, outputs: int) -> Args:
    W, bits = draw_matrix(rng, inputs, outputs), int(rng.integers(2, 5))
    H = reference.hessian(draw_inputs(rng, 3 * inputs, inputs))
    s = (scales(W, bits) * rng.uniform(0.8, 1.05, outputs)).round(3)  # some weights lie beyond the last code
    return {"W": W, "U": reference.inverse_factor(H, 0.05).round(4), "s": s, "bits": bits}


def tells_apart(W: Reals, U: Reals, s: Reals, bits: int) -> bool:
    """Is nothing near a tie on the way, and do codes change on the way, upwards and downwards, and are some clipped?"""
    q, now, moved, clipped = 2 ** (bits - 1) - 1, W.copy(), set(), False
    for row in range(len(W)):
        if not (is_clear(now[row] / s, q) and is_clear(W[row] / s, q)):
            return False
        codes = np.rint(now[row] / s)
        moved |= set(np.sign(np.clip(codes, -q, q) - np.clip(np.rint(W[row] / s), -q, q)))
        clipped |= bool((np.abs(codes) > q).any())
        error = (now[row] - s * np.clip(codes, -q, q)) / U[row, row]
        now[row + 1 :] -= np.outer(U[row, row + 1 :], error)
    return clipped and {-1.0, 1.0} <= moved


EXAMPLE_W = np.array([[0.2, -0.2], [0.9, 0.4], [1.0, 0.9]])
EXAMPLE_U = reference.inverse_factor(reference.hessian(EXAMPLE_X), 0.01)
EXAMPLE = {"W": EXAMPLE_W, "U": EXAMPLE_U, "s": np.array([1 / 3, 0.3]), "bits": 3}
BY_HAND = {
    "W": np.array([[0.4], [0.4]]),
    "U": np.array([[2.294, -2.065], [0.0, 1.0]]),
    "s": np.array([1.0]),
    "bits": 3,
}
HALVES = {
    "W": np.array([[0.5, 1.5, -2.5, 2.5], [0.75, -1.25, 0.25, 3.25]]),
    "U": np.array([[1.0, 0.0], [0.0, 2.0]]),
    "s": np.array([1.0, 1.0, 1.0, 1.0]),
    "bits": 3,
}
CLIPPED = {
    "W": np.array([[2.0, -2.25], [0.25, 0.125], [-0.75, 0.5]]),
    "U": np.array([[0.5, 0.125, -0.25], [0.0, 1.0, 0.25], [0.0, 0.0, 2.0]]),
    "s": np.array([1.0, 0.5]),
    "bits": 2,
}
WHOLE = {
    "W": np.array([[3, -2, 5], [1, 4, -1], [2, 7, -6]]),
    "U": np.array([[0.5, -0.25, 0.125], [0.0, 1.0, -0.5], [0.0, 0.0, 0.5]]),
    "s": np.array([1.3, 1.9, 2.2]),
    "bits": 3,
}

ROW = "W_hat[i] = s * np.clip(np.rint(now[i] / s), -q, q)"
CODES = "np.clip(np.rint(now[i] / s), -q, q)"
ERROR = "error = (now[i] - W_hat[i]) / U[i, i]"
SPREAD = "now[i + 1 :] -= np.outer(U[i, i + 1 :], error)"

EXERCISE = Exercise(
    function="gptq",
    title="GPTQ",
    reference=reference.gptq,
    asks="Hàng nào được làm tròn lúc này, và sai số của nó đi về những hàng nào, nhân với những số nào của U?",
    tells="Làm tròn hàng i của now theo s, cắt, đọc ngược; lấy hiệu chia U[i, i]; trừ U[i, j] lần số ấy ở mọi hàng j sau i.",
    parts=(
        Part(
            "TODO 4",
            points=1.5,
            asks="Bạn làm tròn hàng i của W lúc đầu, hay hàng i của now lúc này? Mã lớn hơn q thì sao?",
            tells="Hàng i của now chia s, np.rint, cắt về đoạn từ −q đến q, rồi nhân lại với s.",
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                Visible("đúng một nửa, không kênh nào liên quan", HALVES),
                Visible("2 bit, có mã bị cắt", CLIPPED),
                Seeded("bốn hàng, bốn cột", draw_until(draw_square, tells_apart), 3),
            ),
            draw=draw_until(draw_layer, tells_apart),
            equality=AFTER_AN_INVERSE,
            misconceptions=(
                Misconception(
                    "làm tròn trọng số lúc đầu",
                    kind="trial/leftover",
                    edits={ROW: "W_hat[i] = s * np.clip(np.rint(W[i] / s), -q, q)"},
                    asks="Các hàng trước đã đẩy sai số vào now. Hàm của bạn có nhìn thấy chúng không?",
                    tells="Làm tròn hàng i của now, không phải của W: nếu không, kết quả chỉ là RTN.",
                ),
                Misconception(
                    "quên cắt",
                    kind="range/no_clip",
                    edits={CODES: "np.rint(now[i] / s)"},
                    asks="Sau khi được bù, một trọng số có thể vượt q bước không? Mã của nó khi ấy có vừa số bit không?",
                    tells="Cắt các mã về đoạn từ −q đến q bằng np.clip.",
                ),
                Misconception(
                    "cắt đến mã -q - 1",
                    kind="range/other_codes",
                    edits={CODES: "np.clip(np.rint(now[i] / s), -q - 1, q)"},
                    asks="Mã nhỏ nhất của thước đối xứng là −q hay −q − 1?",
                    tells="Là −q: bài này bỏ mã nhỏ nhất, như Bài 3.",
                ),
                Misconception(
                    "quên nhân lại với s",
                    kind="scale/other",
                    edits={ROW: f"W_hat[i] = {CODES}"},
                    asks="W_hat chứa mã hay chứa số thực đọc ngược?",
                    tells="Nhân các mã với s để được số thực.",
                ),
                Misconception(
                    "bỏ phần thập phân thay vì làm tròn",
                    kind="rounding/truncate",
                    edits={CODES: "np.clip(np.trunc(now[i] / s), -q, q)"},
                    asks="1.9 thành 1 hay thành 2?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "làm tròn luôn xuống",
                    kind="rounding/one_way",
                    edits={CODES: "np.clip(np.floor(now[i] / s), -q, q)"},
                    asks="1.9 thành 1 hay thành 2?",
                    tells="Dùng np.rint, làm tròn đến số gần nhất.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={CODES: "np.clip(np.floor(now[i] / s + 0.5), -q, q)"},
                    asks="0.5 và 2.5 thành mã nào khi một nửa về số chẵn?",
                    tells="Dùng np.rint: 0.5 thành 0, 2.5 thành 2.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={CODES: "np.clip(now[i] / s, -q, q)"},
                    asks="Mã của bạn có phải là số nguyên không?",
                    tells="Làm tròn bằng np.rint trước khi cắt.",
                ),
                Misconception(
                    "cắt trọng số thay vì cắt mã",
                    kind="range/other_codes",
                    edits={ROW: "W_hat[i] = np.clip(s * np.rint(now[i] / s), -q, q)"},
                    asks="Đoạn từ −q đến q là của mã hay của số thực?",
                    tells="Của mã: cắt trước, nhân với s sau.",
                ),
                Misconception(
                    "tính lại thước từ trọng số đang sửa",
                    kind="scale/other",
                    edits={ROW: f"s = np.max(np.abs(now), axis=0) / q\n        {ROW}"},
                    asks="Thước s được cho sẵn từ trọng số lúc đầu. Ở hàng sau, bạn có đang dùng thước khác không?",
                    tells="Giữ nguyên s đã cho ở mọi hàng.",
                ),
                Misconception(
                    "một thước chung cho mọi cột",
                    kind="axis/shared",
                    edits={ROW: "W_hat[i] = np.max(s) * np.clip(np.rint(now[i] / np.max(s)), -q, q)"},
                    asks="s có mấy số, mỗi số của cột nào?",
                    tells="Mỗi cột một thước: chia hàng i cho cả mảng s.",
                ),
                Misconception(
                    "nhân với s rồi mới làm tròn",
                    kind="scale/inverted",
                    edits={ROW: "W_hat[i] = np.clip(np.rint(now[i] * s), -q, q) / s"},
                    asks="Một trọng số bằng s thì mã phải là 1. Mã của bạn là mấy?",
                    tells="Chia cho s để được mã, rồi nhân lại với s.",
                ),
            ),
        ),
        Part(
            "TODO 5",
            points=1.5,
            asks="Hàng i mất bao nhiêu, tính ngược dấu hay xuôi dấu? Những hàng nào gánh, và số nào của U ghi phần của từng hàng?",
            tells="error = (now[i] − W_hat[i]) / U[i, i]; trừ np.outer(U[i, i + 1 :], error) ở các hàng sau hàng i.",
            visible=(
                Visible("tính tay trong bài", BY_HAND),
                Visible("trọng số nguyên", WHOLE),
                Seeded("lớp bốn hàng, bốn cột", draw_until(draw_square, tells_apart), 4),
            ),
            draw=draw_until(draw_layer, tells_apart),
            equality=AFTER_AN_INVERSE,
            misconceptions=(
                Misconception(
                    "sai số không đến hàng nào",
                    kind="term/forgotten",
                    edits={SPREAD: "pass"},
                    asks="Kết quả của bạn có khác RTN không? Nếu có nhân với U, bạn lấy hàng i hay cột i?",
                    tells="Trừ np.outer(U[i, i + 1 :], error) ở các hàng sau hàng i của now. Phải lấy hàng i của U: dưới đường chéo, cột i toàn số 0.",
                ),
                Misconception(
                    "cộng thay vì trừ",
                    kind="term/sign",
                    edits={SPREAD: "now[i + 1 :] += np.outer(U[i, i + 1 :], error)"},
                    asks="Trong phần tính tay, trọng số thứ hai phải tăng hay giảm? Hàm của bạn làm gì?",
                    tells="Phải trừ đi, bằng `now[i + 1 :] -= ...`.",
                ),
                Misconception(
                    "quên chia cho U[i, i]",
                    kind="term/forgotten",
                    edits={ERROR: "error = now[i] - W_hat[i]"},
                    asks="Nhân cả U với 2 thì kết quả của bạn có đổi không?",
                    tells="Không được đổi: chia sai số cho U[i, i].",
                ),
                Misconception(
                    "chia cho U[i, i] bình phương",
                    kind="error/power",
                    edits={ERROR: "error = (now[i] - W_hat[i]) / U[i, i] ** 2"},
                    asks="Nhân cả U với 2 thì kết quả của bạn có đổi không?",
                    tells="Chia cho U[i, i] một lần.",
                ),
                Misconception(
                    "chia thêm cho U[i, i] lúc đẩy sai số",
                    kind="term/place",
                    edits={SPREAD: "now[i + 1 :] -= np.outer(U[i, i + 1 :] / U[i, i], error)"},
                    asks="Trong error đã có phép chia cho U[i, i] chưa? Lúc đẩy, bạn có chia lần nữa không?",
                    tells="Chỉ chia một lần, ở error; lúc đẩy thì nhân error với U[i, i + 1 :].",
                ),
                Misconception(
                    "chia cho s thay vì U[i, i]",
                    kind="scale/other",
                    edits={ERROR: "error = (now[i] - W_hat[i]) / s"},
                    asks="Thước s dùng để tìm mã. Phần mỗi hàng phải gánh thì phụ thuộc vào s hay vào U?",
                    tells="Vào U: chia sai số cho U[i, i].",
                ),
                Misconception(
                    "nhân với U[i, i] thay vì chia",
                    kind="scale/inverted",
                    edits={ERROR: "error = (now[i] - W_hat[i]) * U[i, i]"},
                    asks="Trong tính tay, error là 0.2 hay 0.8?",
                    tells="0.2: chia cho U[i, i].",
                ),
                Misconception(
                    "chỉ sửa hàng kế tiếp",
                    kind="term/forgotten",
                    edits={SPREAD: "now[i + 1 : i + 2] -= np.outer(U[i, i + 1 : i + 2], error)"},
                    asks="Có bao nhiêu hàng chưa làm tròn? Mấy hàng được sửa?",
                    tells="Mọi hàng sau hàng i: now[i + 1 :].",
                ),
                Misconception(
                    "bỏ sót hàng kế tiếp",
                    kind="index/off_by_one",
                    edits={SPREAD: "now[i + 2 :] -= np.outer(U[i, i + 2 :], error)"},
                    asks="Hàng ngay sau hàng i đã được sửa chưa?",
                    tells="Bắt đầu từ hàng i + 1.",
                ),
                Misconception(
                    "sửa đến hàng áp chót",
                    kind="index/off_by_one",
                    edits={SPREAD: "now[i + 1 : -1] -= np.outer(U[i, i + 1 : -1], error)"},
                    asks="Hàng cuối cùng có được sửa không?",
                    tells="Đi đến hết: now[i + 1 :].",
                ),
                Misconception(
                    "lệch một cột của U",
                    kind="index/off_by_one",
                    edits={SPREAD: "now[i + 1 :] -= np.outer(U[i, i:-1], error)"},
                    asks="Hàng i + 1 của now ứng với cột nào của U?",
                    tells="Cột i + 1: hai lát cắt phải bắt đầu cùng một chỗ.",
                ),
                Misconception(
                    "sai số so với trọng số lúc đầu",
                    kind="trial/leftover",
                    edits={ERROR: "error = (W[i] - W_hat[i]) / U[i, i]"},
                    asks="Hàng i đã được sửa bởi các hàng trước. Phải gánh tiếp phần lệch của hàng nào: lúc đầu hay lúc này?",
                    tells="Lúc này: now[i] − W_hat[i]; phần trước đã được gánh rồi.",
                ),
                Misconception(
                    "mọi hàng gánh như nhau",
                    kind="axis/shared",
                    edits={SPREAD: "now[i + 1 :] -= error * np.mean(U[i, i + 1 :]) if i + 1 < len(W) else 0"},
                    asks="Hàng không liên quan gì đến hàng i có phải gánh không?",
                    tells="Mỗi hàng j gánh theo số U[i, j] của mình: dùng np.outer.",
                ),
                Misconception(
                    "chia sai số cho U[i, i] hai hàng khác nhau",
                    kind="index/off_by_one",
                    edits={ERROR: "error = (now[i] - W_hat[i]) / U[i - 1, i - 1]"},
                    asks="Ở hàng i, bạn chia cho số nào trên đường chéo?",
                    tells="Chia cho U[i, i].",
                ),
                Misconception(
                    "sai số của mã, không phải của số thực",
                    kind="error/of_what",
                    edits={ERROR: "error = (now[i] - W_hat[i]) / s / U[i, i]"},
                    asks="now chứa số thực hay chứa số bước?",
                    tells="Chứa số thực, nên sai số cũng phải là số thực: đừng chia cho s.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("cột nhân hàng", {SPREAD: "now[i + 1 :] -= U[i, i + 1 :, np.newaxis] * error"}),
        Variant(
            "vòng lặp trên các hàng sau",
            {SPREAD: "for j in range(i + 1, len(W)):\n            now[j] = now[j] - U[i, j] * error"},
        ),
        Variant(
            "sửa luôn cả ma trận",
            {SPREAD: "now -= np.outer(U[i], error)"},
            note="Dưới đường chéo U bằng 0 nên các hàng trước không đổi, và hàng i thành đúng hàng đã làm tròn.",
        ),
        Variant("nhân với nghịch đảo", {ERROR: "error = (1 / U[i, i]) * (now[i] - W_hat[i])"}),
        Variant("np.round và hai phép so", {CODES: "np.minimum(np.maximum(np.round(now[i] / s), -q), q)"}),
        Variant("cắt rồi mới làm tròn", {CODES: "np.rint(np.clip(now[i] / s, -q, q))"}),
        Variant(
            "tích ma trận", {SPREAD: "now[i + 1 :] = now[i + 1 :] - U[i : i + 1, i + 1 :].T @ error[np.newaxis, :]"}
        ),
    ),
    bears=lambda W, U, s, bits: np.size(W) <= 10**6 and np.size(U) <= 10**6,
)
