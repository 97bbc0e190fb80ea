"""Keys or values of a few bits, each run on a ruler of its own."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT, rounded
from autograder.exercises.model import (
    Args,
    Exercise,
    Misconception,
    Part,
    Seeded,
    Variant,
    Visible,
    away_from_ties,
    draw_until,
)
from course.arrays import Reals

LEAST_RANGE = 0.5  # of a drawn run


def draw_cache(rng: Generator) -> Args:
    """Channels of very different sizes and places, in runs that fit either way."""
    group = int(rng.integers(2, 5))
    tokens, channels = (group * int(n) for n in rng.permutation([2, 3]))
    A = rng.normal(size=(tokens, channels)) * rng.uniform(0.5, 4, channels) + rng.uniform(-9, 9, channels)
    return {
        "A": rounded(A),
        "bits": int(rng.integers(2, 4)),
        "along": str(rng.choice(["token", "channel"])),
        "group": group,
    }


def tells_apart(A: Reals, bits: int, along: str, group: int) -> bool:
    """Is every run wide, no number near a tie, and does some run lie on one side of 0?"""
    runs = (A if along == "token" else A.T).reshape(-1, group)
    lo, hi = runs.min(axis=1, keepdims=True), runs.max(axis=1, keepdims=True)
    if (hi - lo).min() < LEAST_RANGE:
        return False
    return away_from_ties((runs - lo) / (hi - lo) * (2**bits - 1)) and bool((lo * hi > 1).any())


def along_the(along: str, seed: int) -> Seeded:
    def accept(**args: object) -> bool:
        return args["along"] == along and tells_apart(**args)  # type: ignore[arg-type]

    return Seeded(f"vài đoạn, along={along!r}, mảng {seed}", draw_until(draw_cache, accept), seed)


EXAMPLE = np.array([[0.1, 9.0, -0.2, 0.3], [0.2, 8.0, 0.1, 0.2], [-0.3, 10.0, 0.0, 0.4], [0.0, 9.5, 0.2, -0.1]])
# On a ruler of step 1 from 0 to 3, 0.5 and 1.5 and 2.5 lie midway between two codes.
TIES = np.array([[0.0, 1.5, 3.0, 0.5], [-1.0, 0.5, 2.0, 1.5]])
FLAT = np.array([[5.0, 5.0, 1.0, 2.4], [-0.5, -0.5, 4.0, 4.0]])
LAID = 'if along == "token":\n        runs = A.reshape(-1, group)\n    else:\n        runs = A.T.reshape(-1, group)'
TOKENS, CHANNELS = "runs = A.reshape(-1, group)", "runs = A.T.reshape(-1, group)"
LO, HI = "np.min(runs, axis=1, keepdims=True)", "np.max(runs, axis=1, keepdims=True)"
MOST, STEP, GUARD = "n = 2**bits - 1", "s = (hi - lo) / n", "s = np.where(s > 0, s, 1)"
READ = "lo + s * np.clip(np.rint((runs - lo) / s), 0, n)"
RULER = f"lo = {LO}\n    hi = {HI}\n    {MOST}\n    {STEP}\n    {GUARD}\n    runs_hat = {READ}"


def runs_of(rows: str) -> str:
    """TODO 5 with these rows of `M`, which lies along the runs."""
    return f'M = A if along == "token" else A.T\n    runs = {rows}'


EXERCISE = Exercise(
    function="quantize_kv",
    title="Lượng tử hóa khóa và giá trị",
    reference=reference.quantize_kv,
    asks="Một đoạn gồm những số nào, và thước của đoạn bắt đầu từ đâu?",
    tells="Mỗi hàng của runs là một đoạn; lo và hi là min và max của hàng, s = (hi − lo) / (2**bits − 1), đọc ngược là lo + s · mã.",
    parts=(
        Part(
            "TODO 5",
            points=1,
            asks="Theo kênh thì các số của một kênh đứng dọc hay ngang trong A? reshape cắt theo chiều nào?",
            tells="reshape cắt theo hàng: theo token thì A.reshape(-1, group); theo kênh thì chuyển vị trước, A.T.reshape(-1, group).",
            visible=(
                Visible("ví dụ trong bài, theo token", {"A": EXAMPLE, "bits": 2, "along": "token", "group": 4}),
                Visible("ví dụ trong bài, theo kênh", {"A": EXAMPLE, "bits": 2, "along": "channel", "group": 4}),
                along_the("token", 3),
                along_the("channel", 3),
            ),
            draw=draw_until(draw_cache, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "tráo hai hướng",
                    kind="axis/other",
                    edits={LAID: 'runs = (A.T if along == "token" else A).reshape(-1, group)'},
                    asks="Theo token thì các số của một đoạn phải nằm trong cùng một hàng hay cùng một cột của A?",
                    tells="Cùng một hàng, vì mỗi hàng là một token. Chỉ chuyển vị khi theo kênh.",
                ),
                Misconception(
                    "luôn theo token",
                    kind="axis/other",
                    edits={LAID: "runs = A.reshape(-1, group)"},
                    asks="Khi được gọi theo kênh, hàm của bạn có làm gì khác không?",
                    tells="Theo kênh thì chuyển vị A trước, rồi mới cắt thành đoạn.",
                ),
                Misconception(
                    "luôn theo kênh",
                    kind="axis/other",
                    edits={LAID: "runs = A.T.reshape(-1, group)"},
                    asks="Khi được gọi theo token, hàm của bạn có làm gì khác không?",
                    tells="Theo token thì cắt thẳng A, không chuyển vị.",
                ),
                Misconception(
                    "mỗi token hay mỗi kênh chỉ một đoạn",
                    kind="axis/shared",
                    edits={LAID: runs_of("M")},
                    asks="Token có 6 kênh, group = 3: token ấy có mấy đoạn?",
                    tells="Cắt tiếp mỗi hàng thành các đoạn dài group: reshape(-1, group).",
                ),
                Misconception(
                    "group đoạn thay vì mỗi đoạn group số",
                    kind="order/swapped",
                    edits={LAID: runs_of("M.reshape(group, -1)")},
                    asks="group là số đoạn, hay là số phần tử của một đoạn?",
                    tells="Là số phần tử của một đoạn, nên là số cột của runs: reshape(-1, group).",
                ),
                Misconception(
                    "mỗi cột một đoạn",
                    kind="shape/layout",
                    edits={LAID: runs_of("M.reshape(-1, group).T")},
                    asks="Mỗi hàng hay mỗi cột của runs là một đoạn?",
                    tells="Mỗi hàng: runs có chiều (số đoạn, group).",
                ),
                Misconception(
                    "đoạn gồm những số cách quãng",
                    kind="shape/layout",
                    edits={LAID: runs_of("M.reshape(len(M), group, -1).swapaxes(1, 2).reshape(-1, group)")},
                    asks="Hai số đầu của một đoạn của bạn có đứng liền nhau trong A không?",
                    tells="Đoạn gồm các số liền nhau: reshape(-1, group) là đủ.",
                ),
                Misconception(
                    "đoạn gồm những số cách đều nhau trong cả mảng",
                    kind="shape/layout",
                    edits={LAID: runs_of("M.reshape(group, -1).T")},
                    asks="Hàng đầu của runs gồm những số nào của A? Chúng có đứng liền nhau không?",
                    tells="Phải là group số liền nhau: reshape(-1, group), không chuyển vị sau đó.",
                ),
                Misconception(
                    "đọc mảng theo thứ tự cột",
                    kind="shape/layout",
                    edits={LAID: 'M = A if along == "token" else A.T\n    runs = M.reshape((-1, group), order="F")'},
                    asks="Bạn đọc các số của A theo hàng hay theo cột, và có cần thế không?",
                    tells="Thứ tự F đi theo cột, nên đoạn bị trộn. Bỏ nó đi, và chuyển vị khi theo kênh.",
                ),
                Misconception(
                    "hết các kênh của một khối token rồi mới sang khối sau",
                    kind="shape/layout",
                    edits={CHANNELS: "runs = A.reshape(-1, group, A.shape[1]).swapaxes(1, 2).reshape(-1, group)"},
                    asks="Hàng thứ hai của runs là đoạn thứ hai của kênh 0, hay đoạn đầu của kênh 1?",
                    tells="Hết các đoạn của kênh 0 rồi mới đến kênh 1: A.T.reshape(-1, group).",
                ),
            ),
        ),
        Part(
            "TODO 6",
            points=1.5,
            asks="lo và hi lấy trên trục nào của runs? Mã chạy từ mấy đến mấy?",
            tells="lo, hi theo từng hàng (axis=1, keepdims=True); s = (hi − lo) / n, thay 0 bằng 1; mã rint((runs − lo) / s) từ 0 đến n; đọc ngược lo + s · mã.",
            visible=(
                Visible("hòa thì về số chẵn", {"A": TIES, "bits": 2, "along": "token", "group": 4}),
                Visible("đoạn toàn một số", {"A": FLAT, "bits": 3, "along": "token", "group": 2}),
                Visible("một bit", {"A": EXAMPLE, "bits": 1, "along": "channel", "group": 2}),
                Visible("tám bit", {"A": EXAMPLE * 3, "bits": 8, "along": "token", "group": 4}),
                along_the("channel", 4),
            ),
            draw=draw_until(draw_cache, tells_apart),
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "dùng thước đối xứng",
                    kind="scale/asymmetric",
                    edits={
                        RULER: "top = np.max(np.abs(runs), axis=1, keepdims=True)\n    n = max(2 ** (bits - 1) - 1, 1)\n"
                        f"    s = top / n\n    {GUARD}\n    runs_hat = s * np.clip(np.rint(runs / s), -n, n)"
                    },
                    asks="Đoạn từ 8 đến 10 thì thước đối xứng bắt đầu từ đâu?",
                    tells="Từ −10, nên gần hết các mức bị phí. Thước ở đây đi từ lo đến hi.",
                ),
                Misconception(
                    "chia cho 2**bits",
                    kind="codes/count",
                    edits={MOST: "n = 2**bits"},
                    asks="Bốn mức thì có mấy bước giữa chúng?",
                    tells="Ba bước: n = 2**bits − 1.",
                ),
                Misconception(
                    "coi mã là có dấu",
                    kind="codes/signed",
                    edits={MOST: "n = max(2 ** (bits - 1) - 1, 1)"},
                    asks="Mã chạy từ 0, vậy 2 bit có mấy mã?",
                    tells="Có 2**bits mã, từ 0 đến 2**bits − 1.",
                ),
                Misconception(
                    "chỉ dùng nửa số mã",
                    kind="codes/count",
                    edits={MOST: "n = 2 ** (bits - 1)"},
                    asks="Mã không dấu 2 bit đi từ mấy đến mấy?",
                    tells="Từ 0 đến 3: n = 2**bits − 1.",
                ),
                Misconception(
                    "làm tròn điểm 0 thành số nguyên",
                    kind="zero_point/other",
                    edits={READ: "s * (np.clip(np.rint(runs / s) + np.rint(-lo / s), 0, n) - np.rint(-lo / s))"},
                    asks="Với điểm 0 nguyên, số lo đọc ra có đúng bằng lo không?",
                    tells="Ở đây cất thẳng số thực lo: mã là rint((runs − lo) / s), đọc ngược là lo + s · mã.",
                ),
                Misconception(
                    "nới đoạn cho chứa số 0",
                    kind="range/other_codes",
                    edits={
                        f"lo = {LO}": f"lo = np.minimum({LO}, 0)",
                        f"hi = {HI}": f"hi = np.maximum({HI}, 0)",
                    },
                    asks="Đoạn từ 8 đến 10 có cần chứa số 0 không?",
                    tells="Không: lo là số thực, nên thước chỉ đi từ lo đến hi.",
                ),
                Misconception(
                    "một thước chung cho mọi đoạn",
                    kind="axis/shared",
                    edits={f"lo = {LO}": "lo = np.min(runs)", f"hi = {HI}": "hi = np.max(runs)"},
                    asks="lo của bạn là một số hay mỗi đoạn một số?",
                    tells="Mỗi hàng của runs một lo, một hi: axis=1, keepdims=True.",
                ),
                Misconception(
                    "một lo chung cho mọi đoạn",
                    kind="axis/shared",
                    edits={f"lo = {LO}": "lo = np.min(runs)"},
                    asks="hi của bạn mỗi đoạn một số, còn lo thì sao?",
                    tells="lo cũng theo từng hàng: axis=1, keepdims=True.",
                ),
                Misconception(
                    "làm tròn điểm 0 thành số nguyên, không cắt",
                    kind="zero_point/other",
                    edits={READ: "s * (np.rint(runs / s - np.rint(lo / s)) + np.rint(lo / s))"},
                    asks="Với điểm 0 nguyên, số lo đọc ra có còn đúng bằng lo không?",
                    tells="Ở đây cất thẳng số thực lo: mã là rint((runs − lo) / s), đọc ngược là lo + s · mã.",
                ),
                Misconception(
                    "lo và hi theo cột",
                    kind="axis/other",
                    edits={LO: "np.min(runs, axis=0, keepdims=True)", HI: "np.max(runs, axis=0, keepdims=True)"},
                    asks="Mỗi đoạn là một hàng. Lấy min của một hàng thì rút gọn trục nào?",
                    tells="Rút gọn trục 1: axis=1.",
                ),
                Misconception(
                    "quên cộng lo khi đọc ngược",
                    kind="term/forgotten",
                    edits={READ: "s * np.clip(np.rint((runs - lo) / s), 0, n)"},
                    asks="Mã 0 phải đọc ra số nào?",
                    tells="Đọc ra lo: cộng lo vào s · mã.",
                ),
                Misconception(
                    "quên trừ lo khi tính mã",
                    kind="term/forgotten",
                    edits={READ: "lo + s * np.clip(np.rint(runs / s), 0, n)"},
                    asks="Số bằng lo phải có mã nào?",
                    tells="Mã 0: trừ lo trước khi chia cho s.",
                ),
                Misconception(
                    "quên lo ở cả hai chỗ",
                    kind="term/forgotten",
                    edits={READ: "s * np.rint(runs / s)"},
                    asks="Đoạn từ 8 đến 10: lo của bạn nằm ở đâu trong phép tính?",
                    tells="Trừ lo trước khi chia cho s, cộng lại sau khi nhân với s.",
                ),
                Misconception(
                    "nhân cả lo với s",
                    kind="term/place",
                    edits={READ: "s * (np.clip(np.rint((runs - lo) / s), 0, n) + lo)"},
                    asks="lo đã là số thực. Nhân thêm với s thì thành gì?",
                    tells="Chỉ mã nhân với s: lo + s · mã.",
                ),
                Misconception(
                    "làm tròn lo",
                    kind="zero_point/other",
                    edits={READ: "np.rint(lo) + s * np.clip(np.rint((runs - lo) / s), 0, n)"},
                    asks="lo được cất ở dạng số thực hay số nguyên?",
                    tells="Số thực: cộng chính lo, không làm tròn.",
                ),
                Misconception(
                    "trả về mã, quên đọc ngược",
                    kind="scale/other",
                    edits={READ: "np.clip(np.rint((runs - lo) / s), 0, n)"},
                    asks="Hàm trả về mã hay trả về số thực đọc ngược?",
                    tells="Số thực: lo + s · mã.",
                ),
                Misconception(
                    "làm tròn luôn xuống",
                    kind="rounding/one_way",
                    edits={READ: "lo + s * np.clip(np.floor((runs - lo) / s), 0, n)"},
                    asks="2.9 thuộc về mức 2 hay mức 3?",
                    tells="Mức gần nhất: np.rint.",
                ),
                Misconception(
                    "làm tròn luôn lên",
                    kind="rounding/one_way",
                    edits={READ: "lo + s * np.clip(np.ceil((runs - lo) / s), 0, n)"},
                    asks="2.1 thuộc về mức 2 hay mức 3?",
                    tells="Mức gần nhất: np.rint.",
                ),
                Misconception(
                    "đọc ra giữa ô",
                    kind="rounding/other_rule",
                    edits={READ: "lo + s * (np.clip(np.floor((runs - lo) / s), 0, n) + 0.5)"},
                    asks="Số bằng lo phải đọc ra lo hay lo + s/2?",
                    tells="Đọc ra lo: mã là np.rint, không cộng nửa bước.",
                ),
                Misconception(
                    "làm tròn nửa lên",
                    kind="rounding/half_up",
                    edits={READ: "lo + s * np.clip(np.floor((runs - lo) / s + 0.5), 0, n)"},
                    asks="np.rint(0.5) bằng mấy?",
                    tells="Bằng 0: np.rint làm tròn về số chẵn gần nhất.",
                ),
                Misconception(
                    "quên làm tròn",
                    kind="rounding/none",
                    edits={READ: "lo + s * np.clip((runs - lo) / s, 0, n)"},
                    asks="Hai bit thì một đoạn có nhiều nhất mấy giá trị khác nhau?",
                    tells="Bốn. Làm tròn (runs − lo) / s bằng np.rint.",
                ),
                Misconception(
                    "cắt mất mã lớn nhất",
                    kind="range/other_codes",
                    edits={READ: "lo + s * np.clip(np.rint((runs - lo) / s), 0, n - 1)"},
                    asks="Số bằng hi phải có mã nào? Bạn cắt ở mã nào?",
                    tells="Mã n. Cắt từ 0 đến n.",
                ),
                Misconception(
                    "mã trong int8 nên tràn số",
                    kind="dtype/overflow",
                    edits={READ: "lo + s * np.clip(np.rint((runs - lo) / s), 0, n).astype(np.int64).astype(np.int8)"},
                    asks="Mã 8 bit ở đây lớn nhất là mấy? int8 chứa được không?",
                    tells="Là 255, mà int8 chỉ đến 127. Giữ mã ở kiểu rộng hơn, hay dùng np.uint8.",
                ),
                Misconception(
                    "đoạn toàn một số đọc ra 0",
                    kind="zero/special_case",
                    edits={READ: f"np.where(hi == lo, 0, {READ})"},
                    asks="Đoạn gồm toàn số 5 phải đọc ra số nào?",
                    tells="Đọc ra 5, tức là lo: chỉ cần thay s bằng 1, mã là 0, và lo + s · 0 = lo.",
                ),
                Misconception(
                    "một đoạn toàn một số làm mọi đoạn có s = 1",
                    kind="zero/special_case",
                    edits={GUARD: "s = np.ones_like(s) if np.any(s == 0) else s"},
                    asks="Một đoạn toàn một số thì các đoạn khác có phải đổi thước không?",
                    tells="Chỉ đoạn ấy có s = 1. Dùng np.where để chọn theo từng đoạn.",
                ),
                Misconception(
                    "lấy lo bằng số có độ lớn nhỏ nhất",
                    kind="scale/absolute",
                    edits={
                        LO: "np.min(np.abs(runs), axis=1, keepdims=True)",
                        HI: "np.max(np.abs(runs), axis=1, keepdims=True)",
                    },
                    asks="Đoạn (−3, 1) có lo bằng mấy?",
                    tells="Bằng −3: lấy min và max của chính các số, không lấy trị tuyệt đối.",
                ),
                Misconception(
                    "bước là hi chia cho n",
                    kind="term/forgotten",
                    edits={STEP: "s = hi / n"},
                    asks="Thước dài từ lo đến hi: dài bao nhiêu?",
                    tells="Dài hi − lo: s = (hi − lo) / n.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "quên cắt cũng không sao",
            {READ: "lo + s * np.rint((runs - lo) / s)"},
            note="(a − lo) / s luôn nằm từ 0 đến n, nên phép cắt ở đây không bao giờ cắt gì.",
        ),
        Variant("một nhánh", {LAID: runs_of("M.reshape(-1, group)")}),
        Variant(
            "vòng lặp qua các đoạn",
            {
                LAID: runs_of("np.array([row[k : k + group] for row in M for k in range(0, len(row), group)])"),
                RULER: "runs_hat = np.zeros(runs.shape)\n    for place, run in enumerate(runs):\n"
                "        lo, hi = run.min(), run.max()\n        s = (hi - lo) / (2**bits - 1)\n"
                "        if s == 0:\n            s = 1\n"
                "        runs_hat[place] = lo + s * np.rint((run - lo) / s)",
            },
        ),
        Variant(
            "np.ptp, sửa hi thay cho s",
            {
                RULER: f"lo = {LO}\n    width = np.ptp(runs, axis=1, keepdims=True)\n    {MOST}\n"
                "    s = np.divide(width, n, out=np.ones_like(width), where=width > 0)\n    runs_hat = " + READ
            },
        ),
        Variant(
            "np.split", {TOKENS: "runs = np.concatenate([np.array(np.split(row, len(row) // group)) for row in A])"}
        ),
        Variant("s là 1 ở nơi hi bằng lo", {f"{STEP}\n    {GUARD}": "s = np.where(hi == lo, 1, (hi - lo) / n)"}),
    ),
    bears=lambda A, bits, along, group: np.size(A) <= 10**6,
)
