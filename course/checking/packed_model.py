"""What a packed language model comes to: is it whole, how many bytes has it, how well does it still guess a text?

The answer is data of a student's, and believed in nothing: names, kinds and shapes are looked at before anything is made of
them, so that what it costs is known beforehand, whatever was returned.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course import gguf, tiny_lm
from course.arrays import Codes
from course.checking.compare import type_name
from course.checking.hints import Pattern
from course.checking.plain import Plain

TEXTS: Mapping[str, Callable[[], Codes]] = {"test": tiny_lm.test_windows}  # those that students have, by name
REMEMBERED = 1000  # perplexities
NAME_CHARS = 40  # of a name or a kind that is said
Blocks = Mapping[str, tuple[str, gguf.Bytes]]
FAR = 3.0  # times the perplexity: no packing of the same matrices loses so much
NO_MODEL = Pattern(
    "kết quả chưa phải một mô hình",
    "Nếu gguf.read_back đọc từng cặp (kiểu, khối) bạn trả về, nó có đủ ma trận và đúng dạng không?",
    "Mỗi tên trong gguf.MATRICES cần một cặp: tên kiểu viết như trong gguf.KINDS, rồi mảng np.uint8 hai chiều, mỗi hàng một khối.",
)
TOO_LARGE = Pattern(
    "tệp vượt ngân sách",
    "Cộng số byte của mọi khối với 640 byte của các hệ số RMSNorm thì được bao nhiêu?",
    "Hãy in tổng ấy trước khi trả về, và so nó với budget.",
)
NO_NUMBERS = Pattern(
    "đọc ngược ra inf hay nan",
    "Khối nào có bước d không phải một số hữu hạn, và vì sao?",
    "Bước nằm ở hai byte đầu của khối, kiểu float16: quá 65504 thì thành inf.",
)
ANOTHER_MODEL = Pattern(
    "đọc ngược ra một mô hình khác hẳn",
    "Đọc ngược một ma trận vừa gói: nó có gần ma trận gốc không, hay các số đã đổi chỗ?",
    "Khối được ghi từ các hàng của gguf.rows(P), theo đúng thứ tự ấy, và đọc ngược cũng về đó.",
)
SENSITIVE = "token_embd"  # of every seed the matrix that bears a small kind worst
SENSITIVE_LAST = Pattern(
    "ma trận nhạy nhất được ít bit nhất",
    f"Đổi riêng {SENSITIVE} sang Q4_0, rồi đổi riêng một ma trận mà bạn cho nhiều bit hơn: bên nào làm độ bối rối tăng nhiều hơn?",
    "Hãy xếp các ma trận theo độ tăng đo được, và đưa bit cho ma trận tăng nhiều nhất trước.",
)
NONSENSE = (NO_MODEL, NO_NUMBERS, ANOTHER_MODEL)  # where how an answer chose says nothing
IDENTITY = "kinds"  # the key of what is kept of an answer


@dataclass(frozen=True)
class Measured:
    """What was measured of one answer.

    label: of the case. fault, needed: what keeps it from being an answer at all, and what was needed instead; "" for one that is.
    pattern: what that looks like.
    kinds: {matrix: (kind, bytes of its blocks)}, in the order of the file; empty where the answer cannot be read.
    size, budget: bytes with the gains. base, perplexity: of the model as it was, and of the packed one; 0 where it was not measured.
    hidden: it is of a case that no student has.
    """

    label: str
    hidden: bool
    budget: int
    fault: str = ""
    needed: str = ""
    kinds: tuple[tuple[str, str, int], ...] = ()
    size: int = 0
    base: float = 0.0
    perplexity: float = 0.0
    pattern: Pattern | None = None

    @property
    def ratio(self) -> float:
        """How many times as large the perplexity has become; NaN where it was not measured, or is no number."""
        return self.perplexity / self.base if self.base else float("nan")

    @cached_property
    def counts(self) -> dict[str, int]:
        """{kind: how many matrices}, the smallest kind first."""
        chosen = [kind for _, kind, _ in self.kinds]
        return {kind: chosen.count(kind) for kind in gguf.KINDS if kind in chosen}

    def missed(self, most: float) -> tuple[str, str] | None:
        """(what was measured, what is needed) where the ratio is not at most that; None where it is."""
        if self.fault:
            return self.fault, self.needed
        if self.ratio <= most:
            return None
        if not np.isfinite(self.perplexity):
            return "độ bối rối không còn là một số hữu hạn", f"độ bối rối gấp nhiều nhất {most:g} lần mô hình gốc"
        digits = next((n for n in (3, 5) if f"{self.ratio:.{n}f}" != f"{most:.{n}f}"), 9)
        found = f"độ bối rối {self.perplexity:.2f} so với {self.base:.2f} của mô hình gốc: gấp {self.ratio:.{digits}f}"
        return found, f"gấp nhiều nhất {most:g}"


def arguments(made_of: Plain) -> dict[str, Plain]:
    """The arguments of a case that students have. made_of: {"model": seed, "draw": seed of the windows, "windows": how many, "budget"}."""
    tokens = tiny_lm.calibration(made_of["draw"], made_of["windows"])
    return {"P": tiny_lm.load(made_of["model"]), "tokens": tokens, "budget": made_of["budget"]}


def identity(answer: Plain) -> Plain:
    """What two answers have in common that are made in one way: the kind of every matrix, as a digest.

    It keeps the choice out of sight of who opens the file, not of who tries all choices.

    None for what is no answer. Of an identity, itself.
    """
    if not isinstance(answer, dict):
        return None
    if list(answer) == [IDENTITY] and isinstance(answer[IDENTITY], str):
        return answer
    if len(answer) != len(gguf.MATRICES) or set(answer) != set(gguf.MATRICES):
        return None
    kinds = [_kind_of(answer[name]) for name in gguf.MATRICES]
    if not all(kinds):
        return None
    return {IDENTITY: hashlib.sha256(" ".join(kinds).encode()).hexdigest()[:16]}


def told(needed: Plain, most: float) -> str:
    """What must hold, in words. most: the largest ratio that is enough for every TODO."""
    return (
        f"đủ {len(gguf.MATRICES)} ma trận, nhiều nhất {spaced(needed['budget'])} byte, "
        f"độ bối rối gấp nhiều nhất {most:g} lần mô hình gốc"
    )


def measured(answer: Plain, args: Mapping[str, Plain], needed: Plain, label: str, hidden: bool) -> Measured:
    """The Measured of an answer, whatever it is.

    args: of the case, of which P is the model as it was. needed: {"budget": bytes, "text": the name of one of TEXTS, or the
    windows of another}.
    """
    P, budget, text = args["P"], needed["budget"], needed["text"]
    for fault, instead in _faults(answer, P):
        return Measured(label, hidden, budget, fault, instead, pattern=NO_MODEL)
    kinds = tuple((name, answer[name][0], int(answer[name][1].size)) for name in gguf.MATRICES)
    size = sum(one for _, _, one in kinds) + _bytes_of_gains(P)
    if size > budget:
        found, instead = f"{spaced(size)} byte", f"nhiều nhất {spaced(budget)} byte"
        return Measured(label, hidden, budget, found, instead, kinds, size, pattern=TOO_LARGE)
    with np.errstate(all="ignore"):  # a step may be anything that two bytes can be
        read = {name: gguf.read_back(*answer[name]) for name in gguf.MATRICES}
    if strange := next((name for name, numbers in read.items() if not np.isfinite(numbers).all()), ""):
        fault = f"đọc ngược {strange} thì có số inf hay nan"
        return Measured(
            label, hidden, budget, fault, "thước d của khối nào cũng là một số hữu hạn", kinds, size, pattern=NO_NUMBERS
        )
    windows = TEXTS[text]() if isinstance(text, str) else text
    base, perplexity = (remembered_perplexity(one, windows) for one in (P, gguf.with_rows(P, read)))
    looks = ANOTHER_MODEL if perplexity > FAR * base else SENSITIVE_LAST if _gives_least_to_most(kinds) else None
    return Measured(label, hidden, budget, "", "", kinds, size, base, perplexity, looks)


def _gives_least_to_most(kinds: Sequence[tuple[str, str, int]]) -> bool:
    """Has the most sensitive matrix the smallest kind, and another one a larger kind?"""
    sizes = {name: gguf.KINDS[kind] for name, kind, _ in kinds}
    return sizes[SENSITIVE] == min(sizes.values()) < max(sizes.values())


def spaced(number: int) -> str:
    """A whole number as one reads it: 20 775."""
    return f"{number:,}".replace(",", " ")


def _faults(answer: Plain, P: tiny_lm.Weights) -> Iterator[tuple[str, str]]:
    """(what is wrong with the form of an answer, what is needed instead), the first thing first."""
    if not isinstance(answer, dict):
        yield f"bạn trả về {type_name(answer)}", "một dict: tên ma trận -> (kiểu, blocks)"
        return
    if lacking := [name for name in gguf.MATRICES if name not in answer]:
        more = f" và {len(lacking) - 1} ma trận nữa" if len(lacking) > 1 else ""
        yield f"thiếu ma trận {lacking[0]}{more}", f"đủ {len(gguf.MATRICES)} ma trận của gguf.rows(P)"
    if len(answer) > len(gguf.MATRICES):
        strange = next(name for name in answer if name not in gguf.MATRICES)
        yield f"có tên lạ {_short(strange)}", f"chỉ {len(gguf.MATRICES)} ma trận của gguf.rows(P)"
    for name in gguf.MATRICES:
        yield from _faults_of_one(name, answer.get(name), P[name].size)


def _faults_of_one(name: str, pair: Plain, numbers: int) -> Iterator[tuple[str, str]]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        yield f"{name} là {type_name(pair)}", "một cặp (kiểu, blocks)"
        return
    kind, blocks = pair
    if not (known := _kind_of(pair)):
        said = _short(kind) if isinstance(kind, str) else type_name(kind)
        yield f"kiểu của {name} là {said}", f"một trong {', '.join(gguf.KINDS)}"
        return
    wanted = (numbers // gguf.BLOCK, gguf.KINDS[known])
    if not isinstance(blocks, np.ndarray) or blocks.dtype != np.uint8 or blocks.shape != wanted:
        found = f"blocks của {name} là {type_name(blocks)}"
        yield found, f"kiểu {known} cần {wanted[1]} byte một khối: mảng uint8 {wanted}"


def _kind_of(pair: Plain) -> str:
    """The kind that a matrix of an answer says it has, or ""."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        return ""
    return pair[0] if isinstance(pair[0], str) and pair[0] in gguf.KINDS else ""


def _short(name: str) -> str:
    return repr(name[:NAME_CHARS]) + ("…" if len(name) > NAME_CHARS else "")


def _bytes_of_gains(P: tiny_lm.Weights) -> int:
    """The gains stay as they are, float32, in every file."""
    return sum(4 * array.size for name, array in P.items() if name not in gguf.MATRICES)


_KNOWN: dict[bytes, float] = {}


def remembered_perplexity(P: tiny_lm.Weights, windows: Codes) -> float:
    """The perplexity of a model on windows, worked out once for the same numbers; nothing is said of what overflows on the way."""
    whole = hashlib.sha256(np.ascontiguousarray(windows).tobytes())
    for name in sorted(P):
        whole.update(np.ascontiguousarray(P[name], dtype=np.float32).tobytes())
    key = whole.digest()
    if key not in _KNOWN:
        if len(_KNOWN) >= REMEMBERED:
            del _KNOWN[next(iter(_KNOWN))]
        with np.errstate(all="ignore"):
            _KNOWN[key] = tiny_lm.perplexity(P, windows)
    return _KNOWN[key]
