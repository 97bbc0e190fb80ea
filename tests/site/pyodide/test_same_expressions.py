"""Does NumPy compute in the browser with the integers that it computes with where answers are graded?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EVALUATE = Path(__file__).with_name("evaluate.py")
EXPRESSIONS = """
x.astype(int) | x.astype("int") | x.astype(np.int_) | x.astype(np.intp) | x.astype(dtype=int) | x.astype(np.int32)
x.astype("int32") | x.astype(np.uint) | np.int_(3) | np.int32(3) | np.int64(3) | np.intc(3) | np.dtype(int) | np.dtype("int32")
np.iinfo(int).max | np.iinfo(np.int32).max | np.iinfo(np.int_).max | np.array([1, 2]) | np.array([1, 2], np.int32)
np.asarray([1, 2]) | np.array([[1], [2]]) | np.array(3) | np.array([2**40]) | np.arange(5) | np.arange(5, dtype=np.int32)
np.arange(3) * 2**31 | np.full((2, 2), 3) | np.zeros(2, int) | np.ones(2, dtype=int) | np.eye(2, dtype=int) | np.zeros(2, np.int32)
np.linspace(0, 3, 4, dtype=int) | np.indices((2, 2)) | np.where(mask, 1, 0) | np.where(mask) | np.nonzero(x)
np.sum(small) | small.sum() | np.sum(small, dtype=np.int32) | small.sum(dtype=np.int8) | np.sum(middle) | middle.sum() | sum(middle)
np.sum(middle, 0) | np.sum(middle, axis=0, keepdims=True) | np.sum(bytes_) | np.sum(mask) | mask.sum() | np.sum([2**30, 2**30, 2**30])
np.sum(middle, dtype=np.int32) | np.add.reduce(middle) | np.add.accumulate(middle) | np.cumsum(middle) | middle.cumsum() | np.prod(middle)
np.multiply.reduce(middle) | np.maximum.reduce(middle) | np.maximum.accumulate(middle) | np.nansum(middle) | np.cumprod(middle)
np.trace(np.full((2, 2), 2**30, np.int32)) | np.mean(middle) | middle.mean() | np.max(middle) | middle.max() | middle + middle
middle * 2 | np.add(middle, middle) | np.multiply(middle, 2) | middle @ middle | np.dot(middle, middle) | np.matmul(small, small)
np.einsum("i,i->", middle, middle) | np.abs(middle) | np.clip(middle, 0, 9) | middle.clip(0, 9) | middle.copy() | middle.reshape(3, 1)
middle[::-1].copy() | np.concatenate([middle, middle]) | np.stack([small, small]) | np.concatenate([middle, long]) | np.unique(middle)
np.unique(small, return_counts=True) | np.argmax(x) | x.argmax() | np.argsort(-x) | x.argsort() | np.argmax(middle) | middle.argsort()
np.searchsorted(x, [1.5]) | np.digitize(x, [1.5]) | np.bincount([1, 1, 2]) | np.bincount(long) | np.count_nonzero(mask)
np.histogram(x, 2) | np.flatnonzero(x) | np.argwhere(mask) | np.repeat(x, long + 1) | np.repeat(x, [1, 2, 0, 1]) | x.repeat(2)
np.repeat(x[:2], np.arange(2)) | np.take(x, long) | x[np.argsort(x)] | np.choose(long, [x[:2], x[2:]]) | np.add.reduceat(x, long)
np.sort(middle) | np.floor(x).astype(int) | np.round(x * 1e10).astype(int) | np.rint(x).astype(np.int32) | np.frexp(x) | np.ldexp(x, 2)
np.left_shift(1, long) | np.right_shift(middle, 2) | middle >> 2 | 1 << long | np.power(2, np.arange(40)) | 2 ** np.arange(40)
np.bitwise_and(middle, 7) | np.unpackbits(bytes_) | np.packbits([1, 0]) | bytes_.view(np.int8) | middle.view(np.uint8) | x.view(int)
x.view(np.int32) | np.frombuffer(b"12345678", dtype=np.int32) | np.frombuffer(b"12345678", dtype=int) | rng.integers(9, size=3)
rng.integers(9, size=3, dtype=np.int32) | rng.permutation(5) | rng.choice(5, 3) | rng.permutation(middle) | rng.normal(size=2)
np.random.RandomState(1).randint(0, 9, 3) | np.random.RandomState(1).permutation(4) | list(map(int, middle)) | middle.tolist()
np.int32(2**31 - 1).astype(int) + 1 | np.int8(5).astype(int) | middle.item(0) | middle.astype(middle.dtype) | np.zeros_like(middle)
np.ones_like(small, dtype=int) | np.full_like(x, 3, dtype=int) | np.can_cast(np.int32, int) | np.result_type(np.int32, np.int8)
np.promote_types(np.int8, int) | np.issubdtype(middle.dtype, np.int32) | np.issubdtype(middle.dtype, np.integer) | np.array_equal(middle, middle)
np.lib.stride_tricks.sliding_window_view(middle, 2) | np.broadcast_to(middle, (2, 3)) | np.pad(middle, 1) | np.diff(middle) | np.outer(small, small)
(x > 1) * 2 | 1 - mask | mask + 0 | mask & mask | -middle | ~middle | middle // 0 | middle % 0 | np.dot(middle, 2**30) | middle.dot(4) | np.inner(middle, 4) | np.outer(middle, 3) | np.dot([2**30, 2**30], [4, 4]) | np.convolve([1, 2], small)
middle + 2**40 | small + 2**40 | 2**40 * small | np.add(middle, 2**40) | long + 2**70 | middle + 2**70 | long + 2**40 | np.int8(2**40) | np.int64(2**70) | middle - 2.5 | small * 2
small + np.int64(1) | small + middle | small * 200 | np.int8(100) * np.int8(2) | np.int32(2**30) * np.int32(4) | middle << 3 | 2 ** middle[2:]
far.astype(np.int8) | far.astype(np.uint8) | far.astype(np.int16) | far.astype(np.int32) | far.astype(np.int64) | far.astype(int)
far.astype(np.uint16) | far.astype(np.uint64) | far[:12].astype(np.uint32) | farther.astype(np.int8) | farther.astype(np.int32) | farther.astype(np.int64)
farther[:3].astype(np.uint64) | np.int32(2.0**31) | np.int8(-129.7) | np.int8(far[5]) | np.uint8(-1.0) | far.astype(np.float32).astype(np.int32)
np.round(far).astype("int32") | np.clip(far, -128, 127).astype(np.int8) | farther[6:].astype(np.float32).astype(np.uint8)
bytes_; value[0] = -1.0 | bytes_; value[:] = [-1.0, 300.0] | small; value[1:] = far[12:14] | middle; value[0] = 2.0**31 | small; value[0] = far[5]
middle; value[:] = np.nan | middle; value[0] = -2**31 | bytes_; value[:] = x[:2] - 3 | np.zeros(2, np.uint32); value[0] = 2**31 | zeros; value[0] = 2**40 | small; value[0] = -7 | [0]; value[0] = 0.5 | x / 0 | zeros / 0 | x / zeros | 1 / x | 1 / zeros[0] | x[0] / x[0] | x // 0 | x % 0 | np.divide(x, 0) | np.log(x) | np.log(-x) | np.log2(zeros)
np.sqrt(-x) | np.exp(x * 1000) | x * 1e308 * 10 | np.square(x * 1e200) | (x * 1e200) ** 2 | x**-1.0 | np.float32(1e30) * np.float32(1e30)
(x * 1e300).astype(np.float32) | np.inf - x | x * np.inf | np.array([np.inf]) - np.inf | np.nan + x | np.mean(x[:0] / 1) | np.sum(x * 1e308)
np.max(x / 0) | np.std(x) | np.var(x, ddof=1) | np.dot(x * 1e200, x * 1e200) | (x * 1e200) @ (x * 1e200) | np.linalg.norm(x * 1e200)
np.maximum(x, np.nan) | np.sign(np.nan) | np.nan_to_num(x / 0) | np.abs(-x) | np.reciprocal(zeros) | np.arctanh(x[:2]) | np.power(zeros, -1)
np.apply_along_axis(np.sum, 0, middle) | functools.reduce(np.add, [middle, middle]) | np.split(middle, 3) | np.meshgrid(middle, small)
""".replace("\n", "|").split("|")


@pytest.mark.site
def test_integers_are_the_graders(pyodide, node, tmp_path):
    """Are type, dtype, value and warning of some two hundred expressions the same in the browser's Python as in this one?"""
    expressions = [expression.strip() for expression in EXPRESSIONS if expression.strip()]
    job = tmp_path / "job.json"
    job.write_text(json.dumps(expressions), encoding="utf-8")
    subprocess.run([sys.executable, EVALUATE, job, tmp_path / "here.json"], check=True)
    node("pyodide/run_python.mjs", pyodide, EVALUATE, job, tmp_path / "there.json")
    here, there = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("here.json", "there.json"))
    assert {one: (here[one], there[one]) for one in expressions if here[one] != there[one]} == {}
