"""Blocks of sixteen with scales of eight bits, and one scale above them."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai10_dau_phay_dong.values import (
    E2M1,
    E4M3,
    NEARLY_EXACT,
    blocks_of_all_sizes,
    is_clear,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals

BLOCK, BLOCKS = 16, 6
LEAST = 2.0**-6  # of the scales of blocks


def draw_blocks(rng: Generator) -> Args:
    """Small values in blocks of different sizes, one of zeros, one far smaller than the rest."""
    x = blocks_of_all_sizes(rng, BLOCKS, BLOCK, 3) * 0.001
    x[-BLOCK:] *= 1e-4
    return {"x": x.astype(np.float32)}


def tells_apart(x: Reals) -> bool:
    """Is no scale and no value near a tie, and are blocks of 32, too, of more than one size?"""
    blocks = x.reshape(-1, BLOCK).astype(np.float64)
    tops = np.max(np.abs(blocks), axis=1)
    t = tops.max() / (E2M1[2] * E4M3[2])
    wanted = tops / E2M1[2] / t
    _, s, _ = reference.quantize_nvfp4(x)
    inside = (wanted > 1.02 * LEAST) & (wanted < 440)
    return (
        is_clear(wanted[inside], *E4M3)
        and is_clear(blocks / (t * s[:, np.newaxis]), *E2M1)
        and bool(np.any((wanted > 0) & (wanted < 0.9 * LEAST)))
        and is_clear(wanted, *E4M3)
        and wanted[wanted > 0].min() > 2.0**-9
    )


T = "np.max(top) / (6 * 448)"
TOP = "np.max(np.abs(blocks), axis=1)"
SHARE, LOW = "top / 6 / t", "2.0**-6, 448)"
WANTED = f"np.clip({SHARE}, {LOW}"
S = "round_to_minifloat(wanted, 4, 3, 448)"
SCALE = "(s * t)[:, np.newaxis]"
X_HAT = "(scale * round_to_minifloat(blocks / scale, 2, 1, 6)).ravel()"
DIVIDED = "blocks / scale"
ROWS = "x.reshape(-1, 16)"


def single(*parts: Reals) -> Args:
    return {"x": np.concatenate(parts).astype(np.float32)}


UNEVEN = np.array([0.7, -2.3, 0.31, 1.19, -0.05, 3.3, -0.66, 0.9, 1.61, -1.05, 0.2, -4.1, 0.12, 2.77, -0.43, 0.57])

EXERCISE = Exercise(
    function="quantize_nvfp4",
    title="NVFP4, hai tầng độ co giãn",
    reference=reference.quantize_nvfp4,
    asks="Mỗi khối muốn độ co giãn bao nhiêu để số lớn nhất của nó thành 6? Độ co giãn ấy phải chia cho bao nhiêu thì vừa thước của E4M3?",
    tells="t = max|x| / (6 · 448). Mỗi khối: s là max|khối| / 6 / t, cắt về đoạn từ 2^−6 đến 448, làm tròn về E4M3. Đọc ngược: s · t · E2M1(x / (s · t)), với s đã làm tròn.",
    parts=(
        Part(
            "TODO 6",
            points=2,
            visible=(
                Visible("khối giữa toàn số 0", single(UNEVEN, np.zeros(16), -0.01 * UNEVEN[::-1])),
                Visible("số lớn nhất là số âm, khối sau rất nhỏ", single(0.001 * UNEVEN, 2e-8 * UNEVEN)),
                Visible(
                    "bốn khối cỡ khác nhau", single(UNEVEN[::-1], 0.37 * UNEVEN, 13.0 * UNEVEN, 0.083 * UNEVEN[::-1])
                ),
            ),
            draw=draw_until(draw_blocks, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên độ co giãn của cả tensor",
                    kind="term/forgotten",
                    edits={T: "1.0"},
                    asks="Trọng số cỡ 0.001 thì max / 6 là bao nhiêu? E4M3 có số nào nhỏ thế không?",
                    tells="Chia thêm cho t = max|x| / (6 · 448), để các s nằm trên thước của E4M3.",
                ),
                Misconception(
                    "t chỉ chia cho 448",
                    kind="term/forgotten",
                    edits={T: "np.max(top) / 448"},
                    asks="Khối có số lớn nhất nên có s bằng mấy, nếu ta muốn dùng hết thước của E4M3?",
                    tells="s lớn nhất phải là 448, mà s = max / 6 / t, nên t = max / (6 · 448).",
                ),
                Misconception(
                    "t chỉ chia cho 6",
                    kind="term/forgotten",
                    edits={T: "np.max(top) / 6"},
                    asks="Khối có số lớn nhất nên có s bằng mấy, nếu ta muốn dùng hết thước của E4M3?",
                    tells="s lớn nhất phải là 448, mà s = max / 6 / t, nên t = max / (6 · 448).",
                ),
                Misconception(
                    "mỗi khối một t",
                    kind="axis/split",
                    edits={T: "np.where(top > 0, top / (6 * 448), 1)"},
                    asks="Cả tensor có mấy t? Nếu khối nào cũng có t của nó thì s của các khối còn khác nhau không?",
                    tells="Một t cho cả tensor: chia số lớn nhất của mọi |x| cho 6 · 448.",
                ),
                Misconception(
                    "mỗi khối một t, trả về t của khối cuối",
                    kind="axis/split",
                    edits={T: "np.where(top > 0, top / (6 * 448), 1)", "return x_hat, s, t": "return x_hat, s, t[-1]"},
                    asks="t được tính ở trong hay ở ngoài vòng lặp qua các khối? s của các khối có khác nhau không?",
                    tells="Một t cho cả tensor: chia số lớn nhất của mọi |x| cho 6 · 448, trước khi xét từng khối.",
                ),
                Misconception(
                    "độ co giãn của khối quên chia cho 6",
                    kind="term/forgotten",
                    edits={SHARE: "top / t"},
                    asks="Chia số lớn nhất của khối cho s · t thì phải được 1 hay được 6?",
                    tells="Được 6, số lớn nhất của E2M1: s = max|khối| / 6 / t.",
                ),
                Misconception(
                    "độ co giãn của khối quên chia cho t",
                    kind="term/forgotten",
                    edits={SHARE: "top / 6"},
                    asks="Đọc ngược thì nhân với s · t. Vậy s · t phải gần bằng số nào?",
                    tells="s · t gần bằng max|khối| / 6, nên s = max|khối| / 6 / t.",
                ),
                Misconception(
                    "không làm tròn độ co giãn của khối",
                    kind="rounding/none",
                    edits={S: "wanted"},
                    asks="s được cất bằng mấy bit?",
                    tells="Tám bit: làm tròn s về E4M3 bằng round_to_minifloat(…, 4, 3, 448).",
                ),
                Misconception(
                    "chia cho độ co giãn chưa làm tròn",
                    kind="order/swapped",
                    edits={DIVIDED: "blocks / (wanted * t)[:, np.newaxis]"},
                    asks="Lúc đọc ngược, máy chỉ có s đã làm tròn. Vậy lúc chia nên chia cho s nào?",
                    tells="Chia và nhân cùng một s, là s đã làm tròn về E4M3.",
                ),
                Misconception(
                    "tính x_hat bằng độ co giãn chưa làm tròn",
                    kind="scale/other",
                    edits={SCALE: "(wanted * t)[:, np.newaxis]"},
                    asks="Lúc đọc ngược, máy chỉ có s đã làm tròn. x_hat của bạn tính từ s nào?",
                    tells="Chia và nhân cùng một s, là s đã làm tròn về E4M3.",
                ),
                Misconception(
                    "độ co giãn của khối là lũy thừa của 2",
                    kind="minifloat/block_scale",
                    edits={S: "2.0 ** np.floor(np.log2(wanted))"},
                    asks="E4M3 có số nào nằm giữa 2 và 4 không?",
                    tells="Đó là cách của MX. Ở đây làm tròn về E4M3, có thêm 3 bit định trị.",
                ),
                Misconception(
                    "đáy của độ co giãn là 2^−9",
                    kind="range/other_codes",
                    edits={LOW: "2.0**-9, 448)"},
                    asks="Khối rất nhỏ thì s nhỏ nhất là bao nhiêu theo bài?",
                    tells="Cắt max|khối| / 6 / t về đoạn từ 2^−6 đến 448.",
                ),
                Misconception(
                    "độ co giãn của khối không có đáy",
                    kind="range/no_clip",
                    edits={WANTED: f"np.where(top > 0, {SHARE}, 1)"},
                    asks="Khối rất nhỏ thì s nhỏ nhất là bao nhiêu theo bài?",
                    tells="Cắt max|khối| / 6 / t về đoạn từ 2^−6 đến 448; khối toàn số 0 cũng được 2^−6.",
                ),
                Misconception(
                    "khối toàn số 0 lấy độ co giãn 1",
                    kind="zero/special_case",
                    edits={WANTED: f"np.where(top > 0, {WANTED}, 1)"},
                    asks="max|khối| bằng 0 thì sau khi cắt về đoạn từ 2^−6 đến 448 còn bao nhiêu?",
                    tells="Khối toàn số 0 không cần trường hợp riêng: phép cắt cho s = 2^−6.",
                ),
                Misconception(
                    "khối 32 số",
                    kind="axis/shared",
                    edits={ROWS: "x.reshape(-1, 32)"},
                    asks="Một khối của NVFP4 có mấy số?",
                    tells="16 số; 32 là khối của MX.",
                ),
                Misconception(
                    "tìm số lớn nhất mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={TOP: "np.max(blocks, axis=1)"},
                    asks="Khối có −4.1 và 3.3 thì số nào quyết định độ co giãn?",
                    tells="Lấy np.abs trước khi lấy np.max.",
                ),
                Misconception(
                    "xếp khối theo cột rồi duỗi theo hàng",
                    kind="shape/layout",
                    edits={ROWS: "x.reshape(16, -1).T"},
                    asks="Khối đầu có gồm 16 số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, 16).",
                ),
                Misconception(
                    "quên nhân lại với t",
                    kind="scale/other",
                    edits={X_HAT: "(s[:, np.newaxis] * round_to_minifloat(blocks / scale, 2, 1, 6)).ravel()"},
                    asks="Số lớn nhất của x đọc ra có còn gần chính nó không?",
                    tells="Nhân với cả hai tầng: s · t.",
                ),
                Misconception(
                    "quên nhân lại với s",
                    kind="scale/other",
                    edits={X_HAT: "(t * round_to_minifloat(blocks / scale, 2, 1, 6)).ravel()"},
                    asks="Số lớn nhất của x đọc ra có còn gần chính nó không?",
                    tells="Nhân với cả hai tầng: s · t.",
                ),
                Misconception(
                    "quên chia cho t",
                    kind="scale/other",
                    edits={X_HAT: "(scale * round_to_minifloat(blocks / s[:, np.newaxis], 2, 1, 6)).ravel()"},
                    asks="Trước khi làm tròn về E2M1, số lớn nhất của mỗi khối phải bằng khoảng mấy?",
                    tells="Chia cho cả hai tầng: x / (s · t).",
                ),
                Misconception(
                    "trả về tích của hai tầng thay vì s",
                    kind="order/returned",
                    edits={"return x_hat, s, t": "return x_hat, s * t, t"},
                    asks="Thứ được cất trong một byte của khối là s hay s · t?",
                    tells="Trả về s, một số của E4M3.",
                ),
                Misconception(
                    "trả về t trước s",
                    kind="order/returned",
                    edits={"return x_hat, s, t": "return x_hat, t, s"},
                    asks="Docstring ghi đầu ra nào trước?",
                    tells="Thứ tự là x_hat, s, t.",
                ),
                Misconception(
                    "làm tròn về số nguyên 4 bit thay vì E2M1",
                    kind="rounding/other_rule",
                    edits={X_HAT: "(scale * np.clip(np.rint(blocks / scale), -6, 6)).ravel()"},
                    asks="Trên thước của E2M1 có số 0.5 không, có số 5 không?",
                    tells="Làm tròn bằng round_to_minifloat(…, 2, 1, 6).",
                ),
                Misconception(
                    "chưa làm tròn về E2M1",
                    kind="rounding/none",
                    edits={X_HAT: "(scale * np.clip(blocks / scale, -6, 6)).ravel()"},
                    asks="x_hat của bạn có khác x không? Mỗi số được cất bằng mấy bit?",
                    tells="Chia xong phải làm tròn về E2M1 bằng round_to_minifloat(…, 2, 1, 6).",
                ),
                Misconception(
                    "trả về bảng các khối thay vì một hàng số",
                    kind="shape/dimensions",
                    edits={X_HAT: "scale * round_to_minifloat(blocks / scale, 2, 1, 6)"},
                    asks="x_hat của bạn có cùng chiều với x không?",
                    tells="Duỗi các khối thành một hàng bằng ravel().",
                ),
                Misconception(
                    "xếp khối theo cột",
                    kind="shape/layout",
                    edits={
                        ROWS: "x.reshape(16, -1).T",
                        X_HAT: "(scale * round_to_minifloat(blocks / scale, 2, 1, 6)).T.ravel()",
                    },
                    asks="Khối đầu có gồm 16 số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, 16).",
                ),
            ),
        ),
    ),
    variants=(
        Variant("tính trong float64", {ROWS: "x.astype(np.float64).reshape(-1, 16)"}),
        Variant(
            "hai lần chia",
            {X_HAT: "(round_to_minifloat(blocks / t / s[:, np.newaxis], 2, 1, 6) * s[:, np.newaxis] * t).ravel()"},
            note="Chia cho t rồi chia cho s cũng như chia một lần cho s · t.",
        ),
        Variant(
            "lặp lại độ co giãn cho từng số",
            {SCALE: "np.repeat(s * t, 16)", X_HAT: "scale * round_to_minifloat(x / scale, 2, 1, 6)"},
        ),
        Variant(
            "vòng lặp",
            {
                f"wanted = {WANTED}\n    s = {S}\n    scale = {SCALE}\n    x_hat = {X_HAT}": "s, x_hat = np.zeros(len(top)), np.zeros(blocks.shape)\n"
                "    for k in range(len(top)):\n"
                "        s[k] = round_to_minifloat(np.array(min(max(top[k] / 6 / t, 2.0**-6), 448.0)), 4, 3, 448)\n"
                "        x_hat[k] = s[k] * t * round_to_minifloat(blocks[k] / (s[k] * t), 2, 1, 6)\n"
                "    x_hat = x_hat.ravel()"
            },
        ),
        Variant(
            "bảng các số của E2M1",
            {
                X_HAT: "(scale * np.sign(blocks) * np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])["
                "np.argmin(np.abs(np.abs(blocks / scale)[..., np.newaxis]"
                " - np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])), axis=-1)]).ravel()"
            },
        ),
    ),
    bears=lambda x: np.size(x) <= 10**6,
)
