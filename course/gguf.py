"""Tệp GGUF của mô hình ngôn ngữ nhỏ: các ma trận xếp như trong tệp, đọc các khối, và ghi tệp.

Blocks of llama.cpp (ggml-common.h, ggml-quants.c): 32 numbers share one float16 step d, number j is d * (code - offset).
Where each bit of a code lies is said by a table, so one way reads and packs every kind.
A file is GGUF version 3 (ggml/docs/gguf.md): header, named facts, a list of tensors, then the tensors, each on a
multiple of 32 bytes.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from course import tiny_lm
from course.arrays import Reals

Bytes = NDArray[np.uint8]
Rows = dict[str, Reals]

BLOCK = 32
ALIGNMENT = 32
TRANSPOSED = (*tiny_lm.LINEAR, "output")
MATRICES = (*tiny_lm.LINEAR, "output", "position_embd", "token_embd")

_J = np.arange(BLOCK)[:, np.newaxis]  # number of a code within its block


class _Kind(NamedTuple):
    bytes: int  # of a block
    type: int  # number of the kind in a GGUF file
    bits: NDArray[np.int64]  # (32, b): place of each bit of each code among the bits of a block, lowest first
    weights: NDArray[np.int64]  # (b,): what that bit is worth
    offset: int  # the code that stands for 0


def _halves(first: int) -> NDArray[np.int64]:
    """Four bits a code: 16 bytes from bit `first` on hold codes 0–15 in their low halves, 16–31 in their high ones."""
    return first + 8 * (_J % 16) + 4 * (_J // 16) + np.arange(4)


_KINDS = {
    "Q4_0": _Kind(18, 2, _halves(16), np.array([1, 2, 4, 8]), 8),
    "Q5_0": _Kind(22, 6, np.hstack([_halves(48), 16 + _J]), np.array([1, 2, 4, 8, 16]), 16),
    "Q8_0": _Kind(34, 8, 16 + 8 * _J + np.arange(8), np.array([1, 2, 4, 8, 16, 32, 64, -128]), 0),
}
KINDS = {name: kind.bytes for name, kind in _KINDS.items()}  # bytes of a block


def rows(P: tiny_lm.Weights) -> Rows:
    """Trả về 15 ma trận như chúng nằm trong tệp: tên -> float32, mỗi hàng là các số liền nhau của vài khối trọn.

    Ma trận của lớp tuyến tính và `output` thì chuyển vị, thành (ra, vào); token_embd và position_embd để nguyên.
    Hàng dài 32 hay 128. Các hệ số của RMSNorm không có ở đây: tệp giữ chúng ở float32.
    """
    return {name: np.array(_turned(name, P[name]), dtype=np.float32, order="C") for name in MATRICES}


def with_rows(P: tiny_lm.Weights, rows: Mapping[str, Reals]) -> tiny_lm.Weights:
    """Trả về mô hình mới: P, với những ma trận có trong `rows` được thay; chúng xếp như `rows(P)` xếp.

    Mỗi ma trận có thể là mảng (hàng, cột) hay dãy phẳng đủ số phần tử; P không bị sửa.
    Lỗi: ValueError nếu có tên lạ, hay số phần tử không khớp.
    """
    strange = sorted(map(str, set(rows) - set(MATRICES)))
    if strange:
        raise ValueError(f"Không có ma trận nào tên {strange}; các tên là {list(MATRICES)}.")
    changed = {}
    for name, array in rows.items():
        shape = _turned(name, P[name]).shape
        if np.size(array) != P[name].size:
            raise ValueError(f"{name} cần {P[name].size} số, chiều {shape}, nhận được {np.size(array)} số.")
        changed[name] = np.array(_turned(name, np.reshape(array, shape)), dtype=np.float32, order="C")
    return {**P, **changed}


def quantize(kind: str, x: Reals) -> Bytes:
    """Lượng tử hóa các số thực thành khối Q5_0, đúng như llama.cpp. Khối Q4_0 và Q8_0 thì bạn viết lấy ở Bài 13.

    Đầu vào:
        kind: "Q5_0".
        x: float32, số phần tử chia hết cho 32; mảng nhiều trục thì đọc hết hàng này đến hàng khác.
    Đầu ra:
        uint8, chiều (số khối, 22): float16 d, bit cao của 32 mã, rồi bốn bit thấp, hai mã một byte.

    The value of largest magnitude, sign and all, gets code 0, that is -16 steps (quantize_row_q5_0_ref in ggml-quants.c).
    """
    if kind != "Q5_0":
        raise ValueError(f'course.gguf chỉ lượng tử hóa "Q5_0", đây là {kind!r}; các kiểu kia là hàm của bạn ở Bài 13.')
    x = np.asarray(x, dtype=np.float32)
    if x.size % BLOCK:
        raise ValueError(f"Số phần tử phải chia hết cho {BLOCK}, đây là {x.size}.")
    x = x.reshape(-1, BLOCK)
    d = np.take_along_axis(x, np.argmax(np.abs(x), axis=1, keepdims=True), axis=1) / np.float32(-16)
    over_d = np.divide(np.float32(1), d, out=np.zeros_like(d), where=d != 0)
    return _packed(_KINDS[kind], d, np.minimum(np.floor(x * over_d + np.float32(16.5)), 31).astype(np.int64))


def read_back(kind: str, blocks: Bytes) -> Reals:
    """Đọc các khối ra số thực: float32, một trục, mỗi khối 32 số, d nhân với (mã trừ mã của số 0).

    Đầu vào:
        kind: "Q4_0", "Q5_0" hay "Q8_0"; blocks: uint8, chiều (số khối, KINDS[kind]).
    Lỗi:
        ValueError nếu kiểu lạ, hay blocks không đúng kiểu và chiều.
    """
    if kind not in KINDS:
        raise ValueError(f"Kiểu khối là một trong {list(KINDS)}, không phải {kind!r}.")
    if blocks.dtype != np.uint8 or blocks.shape != (len(blocks), KINDS[kind]):
        raise ValueError(
            f"Khối {kind} là mảng uint8 chiều (số khối, {KINDS[kind]}), đây là {blocks.dtype} {blocks.shape}."
        )
    known = _KINDS[kind]
    bits = np.unpackbits(blocks, axis=1, bitorder="little")[:, known.bits]
    codes = bits @ known.weights - known.offset
    d = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    values: Reals = (d * codes.astype(np.float32)).ravel()
    return values


def write(path: str | Path, P: tiny_lm.Weights, packed: Mapping[str, tuple[str, Bytes]]) -> int:
    """Ghi tệp GGUF mà llama.cpp và gguf-py đọc được; trả về số byte của tệp.

    Đầu vào:
        packed: tên -> (kiểu, khối), đủ 15 ma trận của `rows(P)`; hệ số của RMSNorm thì lấy từ P, ghi bằng float32.
    """
    tensors = [(name, (kind, rows(P)[name].shape, blocks.tobytes())) for name, (kind, blocks) in packed.items()]
    gains = [name for name in P if name not in MATRICES]
    tensors += [(name, ("F32", P[name].shape, P[name].astype("<f4").tobytes())) for name in gains]
    types = {"F32": 0} | {name: kind.type for name, kind in _KINDS.items()}

    facts = {"general.architecture": "tiny_lm", "general.name": "Bài 13"}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
    for key, value in facts.items():
        head += _text(key) + struct.pack("<I", 8) + _text(value)  # 8: a string
    body = b""
    for name, (kind, shape, raw) in tensors:
        head += _text(name + ".weight") + struct.pack("<I", len(shape))
        head += struct.pack(f"<{len(shape)}Q", *reversed(shape))  # the axis of neighbours comes first
        head += struct.pack("<IQ", types[kind], len(body))
        body += _padded(raw)
    return Path(path).write_bytes(_padded(head) + body)


def _packed(kind: _Kind, d: Reals, codes: NDArray[np.int64]) -> Bytes:
    """Write steps and codes into blocks. d: (k, 1) float32, written as float16; codes: (k, 32), 0 and up."""
    bits = np.zeros((len(codes), 8 * kind.bytes), dtype=np.uint8)
    bits[:, kind.bits.ravel()] = (codes[:, :, np.newaxis] // kind.weights % 2).reshape(len(codes), -1)
    blocks = np.packbits(bits, axis=1, bitorder="little")
    with np.errstate(over="ignore"):  # a step too large for float16 is written as inf
        blocks[:, :2] = d.astype("<f2").view(np.uint8)
    return blocks


def _turned(name: str, array: Reals) -> Reals:
    return array.T if name in TRANSPOSED else array


def _text(words: str) -> bytes:
    raw = words.encode()
    return struct.pack("<Q", len(raw)) + raw


def _padded(raw: bytes) -> bytes:
    return raw + bytes(-len(raw) % ALIGNMENT)
