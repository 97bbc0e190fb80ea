"""Places in a table of sixteen numbers, and the largest of each block."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai10_dau_phay_dong.values import (
    NEARLY_EXACT_WITH_DTYPE,
    NF4,
    blocks_of_all_sizes,
    has_positive,
)
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible, draw_until
from course.arrays import Reals

BLOCKS = 5  # so that as many columns are no block
FROM_BORDERS = 2e-3


def draw_blocks(rng: Generator) -> Args:
    """Blocks of different sizes, one of them zeros."""
    block = int(rng.choice([8, 16]))
    return {"x": blocks_of_all_sizes(rng, BLOCKS, block, 4), "block": block, "table": NF4}


def tells_apart(x: Reals, block: int, table: Reals) -> bool:
    """Is no value near the middle of two numbers of the table, and a positive one in every block that is not of zeros?"""
    blocks = x.reshape(-1, block)
    tops = np.max(np.abs(blocks), axis=1, keepdims=True)
    shares = blocks / np.where(tops > 0, tops, 1)
    middles = (table[1:] + table[:-1]) / 2
    return has_positive(x, block) and bool(np.all(np.abs(shares[..., np.newaxis] - middles) > FROM_BORDERS))


ROWS = "x.reshape(-1, block)"
ABSMAX = "np.max(np.abs(blocks), axis=1)"
SCALE = "np.where(absmax > 0, absmax, 1)[:, np.newaxis]"
BORDERS = "(table[1:] + table[:-1]) / 2"
CODES = "np.searchsorted(borders, (blocks / scale).ravel()).astype(np.uint8)"


def case(x: list[float], block: int, table: Reals = NF4) -> Args:
    return {"x": np.array(x), "block": block, "table": table}


EXERCISE = Exercise(
    function="quantize_nf4",
    title="NF4, bảng cho hình chuông",
    reference=reference.quantize_nf4,
    asks="Các số của bảng nằm từ −1 đến 1. Phải chia khối cho số nào để vừa bảng, rồi tìm vị trí của số gần nhất thế nào?",
    tells="absmax là max|khối|. Chia khối cho absmax (khối toàn số 0 thì chia cho 1), rồi đếm số trung điểm của bảng nhỏ hơn mỗi thương; đổi sang np.uint8.",
    parts=(
        Part(
            "TODO 7",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", case([0.5, -1.0, 0.1, 2.0, -0.3, 0.0, 0.02, -0.01], 4)),
                Visible(
                    "một khối toàn số 0", case([0.0, 0.0, 0.0, 0.0, 1.0, -3.0, 2.0, 0.4, -0.08, 0.05, -0.02, 0.01], 4)
                ),
                Visible("khối ba số", case([7.0, -5.5, 1.2, 0.04, 0.03, -0.05, -100.0, 20.0, 75.0, 1.0, 2.0, 3.0], 3)),
                Visible(
                    "bảng khác, chỉ bốn số",
                    case([0.5, -1.0, 0.1, 2.0, -0.3, 0.0, 0.02, -0.01], 4, np.array([-0.9, -0.3, 0.2, 1.0])),
                ),
            ),
            draw=draw_until(draw_blocks, tells_apart),
            equality=NEARLY_EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "coi bảng như cách đều",
                    kind="codebook/assignment",
                    edits={BORDERS: "np.linspace(-1, 1, 31)[1::2]"},
                    asks="Số thứ hai của bảng là −0.70. Nếu cách đều thì nó là bao nhiêu?",
                    tells="Bảng không cách đều: ranh giới là trung điểm của hai số liền nhau trong table.",
                ),
                Misconception(
                    "tìm chỗ giữa các từ mã thay vì giữa các ranh giới",
                    kind="codebook/assignment",
                    edits={BORDERS: "table"},
                    asks="np.searchsorted trên chính table cho số gần nhất, hay cho số đứng ngay trên?",
                    tells="Tìm chỗ giữa các trung điểm: (table[1:] + table[:-1]) / 2.",
                ),
                Misconception(
                    "quên chia hai khi tìm trung điểm",
                    kind="term/forgotten",
                    edits={BORDERS: "table[1:] + table[:-1]"},
                    asks="Trung điểm của 0.5 và 1 là 0.75 hay 1.5?",
                    tells="Trung điểm là tổng chia hai.",
                ),
                Misconception(
                    "bỏ sót ranh giới đầu tiên",
                    kind="index/off_by_one",
                    edits={BORDERS: "(table[1:-1] + table[2:]) / 2"},
                    asks="Bảng có k số thì có mấy ranh giới giữa chúng? Bạn có mấy ranh giới?",
                    tells="Có k − 1 ranh giới, kể cả giữa hai số đầu: (table[1:] + table[:-1]) / 2.",
                ),
                Misconception(
                    "lấy từ mã đứng ngay dưới",
                    kind="codebook/assignment",
                    edits={
                        CODES: 'np.maximum(np.searchsorted(table, (blocks / scale).ravel(), side="right") - 1, 0).astype(np.uint8)'
                    },
                    asks="Số 0.99 gần 0.72 hơn hay gần 1 hơn?",
                    tells="So với trung điểm của hai số hai bên: (table[1:] + table[:-1]) / 2.",
                ),
                Misconception(
                    "chọn từ mã xa nhất",
                    kind="codebook/assignment",
                    edits={
                        CODES: "np.argmax(np.abs((blocks / scale).reshape(-1, 1) - table), axis=1).astype(np.uint8)"
                    },
                    asks="np.argmax của khoảng cách cho số gần nhất hay xa nhất?",
                    tells="Khoảng cách càng nhỏ càng gần: np.argmin.",
                ),
                Misconception(
                    "làm tròn như thước 16 mức cách đều",
                    kind="codebook/assignment",
                    edits={CODES: "np.rint((blocks / scale + 1) / 2 * (len(table) - 1)).ravel().astype(np.uint8)"},
                    asks="Số thứ hai của bảng là −0.70. Nếu cách đều thì nó là bao nhiêu?",
                    tells="Bảng không cách đều: tìm số gần nhất trong table.",
                ),
                Misconception(
                    "dùng mã của INT4",
                    kind="codebook/assignment",
                    edits={CODES: "(np.rint(blocks / scale * 7) + 7).ravel().astype(np.uint8)"},
                    asks="Bảng table được dùng ở đâu?",
                    tells="Mã là vị trí của số gần nhất trong table, không phải số bước.",
                ),
                Misconception(
                    "quên chia cho số lớn nhất của khối",
                    kind="scale/other",
                    edits={CODES: "np.searchsorted(borders, blocks.ravel()).astype(np.uint8)"},
                    asks="Số 20 thì gần số nào của bảng nhất?",
                    tells="Chia khối cho absmax của nó, để mọi số nằm từ −1 đến 1.",
                ),
                Misconception(
                    "lấy độ lệch chuẩn làm độ co giãn",
                    kind="scale/other",
                    edits={ABSMAX: "np.std(blocks, axis=1)"},
                    asks="Chia cho độ lệch chuẩn thì có số nào vượt ra ngoài −1 và 1 không?",
                    tells="NF4 chia cho số lớn nhất của |khối|.",
                ),
                Misconception(
                    "lấy trung bình làm độ co giãn",
                    kind="scale/other",
                    edits={ABSMAX: "np.mean(np.abs(blocks), axis=1)"},
                    asks="Chia cho trung bình thì có số nào vượt ra ngoài −1 và 1 không?",
                    tells="NF4 chia cho số lớn nhất của |khối|.",
                ),
                Misconception(
                    "tìm số lớn nhất mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={ABSMAX: "np.max(blocks, axis=1)"},
                    asks="Khối có −3 và 2 thì chia cho số nào để mọi số nằm từ −1 đến 1?",
                    tells="Lấy np.abs trước khi lấy np.max.",
                ),
                Misconception(
                    "một độ co giãn cho cả tensor",
                    kind="axis/shared",
                    edits={ABSMAX: "np.max(np.abs(blocks)) * np.ones(len(blocks))"},
                    asks="Bạn trả về mấy độ co giãn khác nhau, và x có mấy khối?",
                    tells="Mỗi khối một absmax: lấy max dọc theo axis=1.",
                ),
                Misconception(
                    "mã có dấu, từ −8 đến 7",
                    kind="codes/signed",
                    edits={
                        CODES: "(np.searchsorted(borders, (blocks / scale).ravel()) - 8).astype(np.int8)",
                    },
                    asks="Mã của NF4 là một số nguyên có dấu, hay một vị trí trong bảng?",
                    tells="Là vị trí, từ 0 đến 15, kiểu np.uint8.",
                ),
                Misconception(
                    "trả về từ mã thay vì vị trí của nó",
                    kind="search/goal",
                    edits={CODES: "table[np.searchsorted(borders, (blocks / scale).ravel())]"},
                    asks="Mã là số thực trong bảng, hay vị trí của số thực ấy?",
                    tells="Trả về vị trí, từ 0 đến 15, kiểu np.uint8.",
                ),
                Misconception(
                    "mã có kiểu dài hơn một byte",
                    kind="dtype/result",
                    edits={CODES: "np.searchsorted(borders, (blocks / scale).ravel())"},
                    asks="Hãy xem dtype của mã: mỗi mã của bạn đang chiếm mấy byte?",
                    tells="Giá trị đã đúng. Đổi sang np.uint8.",
                ),
                Misconception(
                    "quên khối toàn số 0",
                    kind="zero/special_case",
                    edits={SCALE: "absmax[:, np.newaxis]"},
                    asks="Khối toàn số 0 thì bạn chia cho mấy?",
                    tells="Thay absmax bằng 1 ở những khối toàn số 0 trước khi chia.",
                ),
                Misconception(
                    "quên khối toàn số 0, nên mã thành 0",
                    kind="zero/special_case",
                    edits={
                        SCALE: "absmax[:, np.newaxis]",
                        CODES: "np.argmin(np.abs((blocks / scale).reshape(-1, 1) - table), axis=1).astype(np.uint8)",
                    },
                    asks="Khối toàn số 0 thì bạn chia cho mấy? np.argmin của toàn NaN cho mấy?",
                    tells="Thay absmax bằng 1 ở những khối toàn số 0 trước khi chia.",
                ),
                Misconception(
                    "khối toàn số 0 trả về độ co giãn 1",
                    kind="zero/special_case",
                    edits={"return codes, absmax": "return codes, scale[:, 0]"},
                    asks="Số lớn nhất của |khối| toàn số 0 là 0 hay là 1?",
                    tells="Chỉ lúc chia mới thay 0 bằng 1; absmax trả về vẫn là 0.",
                ),
                Misconception(
                    "xếp khối theo cột",
                    kind="shape/layout",
                    edits={
                        ROWS: "x.reshape(block, -1).T",
                        CODES: "np.searchsorted(borders, (blocks / scale).T.ravel()).astype(np.uint8)",
                    },
                    asks="Khối đầu có gồm những số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, block).",
                ),
                Misconception(
                    "xếp khối theo cột rồi duỗi theo hàng",
                    kind="shape/layout",
                    edits={ROWS: "x.reshape(block, -1).T"},
                    asks="Khối đầu có gồm những số đứng liền nhau ở đầu x không?",
                    tells="Các số liền nhau là một hàng: x.reshape(-1, block).",
                ),
                Misconception(
                    "trả về bảng các khối thay vì một hàng số",
                    kind="shape/dimensions",
                    edits={CODES: "np.searchsorted(borders, blocks / scale).astype(np.uint8)"},
                    asks="codes của bạn có cùng chiều với x không?",
                    tells="Duỗi các khối thành một hàng bằng ravel().",
                ),
                Misconception(
                    "trả về độ co giãn trước, mã sau",
                    kind="order/returned",
                    edits={"return codes, absmax": "return absmax, codes"},
                    asks="Docstring ghi đầu ra nào trước?",
                    tells="Trả về codes trước, absmax sau.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "khoảng cách đến mọi số của bảng",
            {
                f"borders = {BORDERS}\n    codes = {CODES}": "gaps = np.abs((blocks / scale).reshape(-1, 1) - table)\n"
                "    codes = np.argmin(gaps, axis=1).astype(np.uint8)"
            },
            note="Thêm một trục thì NumPy tính khoảng cách từ mỗi số đến mọi số của bảng; np.argmin cho vị trí gần nhất.",
        ),
        Variant("np.digitize", {CODES: "np.digitize((blocks / scale).ravel(), borders, right=True).astype(np.uint8)"}),
        Variant("đếm ranh giới", {CODES: "np.sum((blocks / scale).reshape(-1, 1) > borders, axis=1, dtype=np.uint8)"}),
        Variant(
            "vòng lặp",
            {
                f"scale = {SCALE}\n    borders = {BORDERS}\n    codes = {CODES}": "codes = np.zeros(len(x), dtype=np.uint8)\n"
                "    for place in range(len(x)):\n"
                "        top = absmax[place // block]\n"
                "        share = x[place] / top if top > 0 else 0.0\n"
                "        codes[place] = np.argmin(np.abs(table - share))"
            },
        ),
        Variant(
            "đưa ranh giới về đơn vị của khối",
            {
                CODES: "np.sum(blocks[:, :, np.newaxis] > borders * scale[:, :, np.newaxis], axis=2, dtype=np.uint8).ravel()"
            },
            note="Thay vì chia từng số cho absmax, nhân các ranh giới với absmax: so sánh ra cùng kết quả.",
        ),
    ),
    bears=lambda x, block, table: np.size(x) <= 10**6,
)
