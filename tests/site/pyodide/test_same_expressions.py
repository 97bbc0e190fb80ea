"""Does NumPy compute in the browser as it does where answers are graded?"""

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
np.power(2, 40) | np.left_shift(1, 40) | np.multiply(2**20, 2**20) | np.add(2**31 - 1, 1) | np.square(2**20) | np.abs(-2**31) | np.negative(-2**31)
np.maximum(2**40, 1) | np.mod(7, 3) | np.floor_divide(7, 2) | np.add(True, 2**31) | np.add(True, True) | np.power(2, -1) | np.add(1, 2**63) | np.abs(2**70)
np.multiply(small, [2**28, 2**28, 2**28]) | small * [2**28, 2**28, 2**28] | small @ [2**30, 2**30, 0] | np.multiply(np.int8(2), 3) | np.multiply(np.int8(2), 300)
np.multiply([np.int32(2**30)], [np.int32(4)]) | np.add([2**63], 1) | np.add([1, 2], 1.5) | np.subtract.reduce([0, 2**31 - 1, 5]) | np.add.outer([2**31 - 1], [1])
np.matmul([[2**20]], [[2**20]]) | np.einsum("i,i", [2**20], [2**20]) | np.einsum([2**20], [0], [2**20], [0]) | np.tensordot([2**20], [2**20], 1)
np.tensordot([[2**20]], [[2**20]], axes=([1], [0])) | np.polyval([2**16, 0, 0], 2**16) | np.cross([2**20, 0, 0], [0, 2**20, 0]) | np.diff([-2, 2**31 - 1])
np.linalg.matrix_power([[2**20]], 2) | np.vander([2**10], 5) | np.where(mask, [1, 2, 3, 4], 2**40) | np.where(mask, bytes_[0], 1) | np.polymul([2**20], [2**20]) | np.vectorize(lambda v: v * v)([2**20]) | np.ldexp(x, long.repeat(2)) | np.ldexp(1.5, [1, 2])
[(3, 1), (4, 2), (5, 0), (6, 6)]; rng.shuffle(value) | [np.float64(n) for n in range(5)]; rng.shuffle(value) | [np.int32(n) for n in range(5)]; rng.shuffle(value)
rng.integers(0, 9, 3, np.int8) | rng.integers(0, 9, 3, int) | np.random.RandomState(1).randint(0, 9, 3, np.int8) | np.random.RandomState(1).randint(0, 9, 3, "int32")
np.random.RandomState(1).randint(9) | small + np.random.RandomState(1).randint(9) | np.random.RandomState(1).randint(0, 9, dtype=np.int64) | rng.integers(9) | rng.integers(9, dtype=int)
np.repeat(x[:2], repeats=long) | x[:2].repeat(repeats=long) | np.choose(a=long, choices=[x[:2], x[2:]]) | np.repeat(x[:2], list(long)) | x; np.put(value, ind=long, v=9)
x; value.put(indices=long, values=9) | np.add.reduceat(x, indices=long) | sum(mask) | sum(x > 1) | sum(v > 1 for v in x) | small + sum(mask) | sum(list(middle)) | sum(v for v in middle)
sum([0.1] * 10) | sum([[1], [2]], []) | sum(5) | sum(["a"], "") | sum(["a"]) | sum(x * 1e308) | sum([x, x]) | sum(middle, start=np.int64(1))
np.mgrid[0:2] | np.ogrid[0:2, 0:2] | np.r_[1:4] | np.c_[[1, 2], [3, 4]] | np.r_[middle, 1] | np.r_[2**31, 1] | np.r_[small, 2**40] | np.r_["0,2", [1, 2]] | np.mgrid[0:1:3j]
isinstance(np.add, np.ufunc) | [np.sum, np.max].index(np.max) | {np.add: 1}[np.add] | sorted([3, -2**31], key=np.abs) | list(map(np.abs, [-2**31])) | functools.reduce(np.multiply, [2**20, 2**20])
functools.partial(np.multiply, 2**20)(2**20) | np.vectorize(np.negative)([-2**31]) | np.where(mask, "int", "float") | np.full(2, "int") | np.array("int") | "int" * np.int64(2)
np.char.add("int", "8") | np.full(2, 3, "int") | np.sum(small, 0, "int") | np.arange(0, 3, 1, "int") | np.eye(2, 2, 0, "int") | x.astype("L") | np.dtype("l").name | np.can_cast("int32", "int")
mask * 2**31 | mask << 40 | mask ** 2 | mask ** 3 | mask ** [1, 2, 3, 4] | np.True_ + 2**31 | np.multiply(mask, 2**31) | mask * 2**70 | [1, 2, 3]; value += small | [np.int32(1)]; value += middle
small; value[0] += 2**40 | small; value[0] *= 2 | middle; value[1:] -= 1 | x; value[1] /= 0 | x; value[[0, 1]] += 2 | small; value[0] -= 1.5 | np.zeros((2, 2), np.int8); value[0][1] = 2**40
[np.zeros(2, np.uint8)]; value[0][:] = x[:2] - 3 | small; value[0] = 2**70 | long; value[0] = 10**400 | long; value[0] = 1e19 | middle; value[0] = -1e30 | bytes_; value[0] = np.float32(1e30)
1 / 0 | 1 // 0 | 1 % 0 | divmod(1, 0) | 1.0 / 0 | 1.0 // 0 | 1.0 % 0 | divmod(1.0, 0) | 1j / 0 | 0 ** -1 | 0.0 ** -1 | 0j ** -1 | pow(0, -1) | 0.0 ** -0.5
np.linalg.inv(np.zeros((2, 2))) | np.linalg.inv(np.ones((2, 2))) | np.linalg.inv([[1, 2], [2, 4]]) | np.linalg.inv(np.eye(3)[:2, :2] * 2)
np.linalg.inv(np.array([np.eye(2), np.zeros((2, 2))])) | np.linalg.inv(np.full((2, 2), np.nan)) | np.linalg.inv(np.zeros((0, 0))) | np.linalg.inv(x)
np.linalg.solve(np.zeros((2, 2)), x[:2]) | np.linalg.solve(np.eye(4) * 2, x) | np.linalg.solve([[1, 1], [1, 1]], [1, 2]) | np.linalg.inv(np.zeros((2, 3)))
np.linalg.cholesky(-np.eye(2)) | np.linalg.cholesky(np.zeros((2, 2))) | np.linalg.cholesky(np.eye(2) * 4) | np.linalg.cholesky([[1, 2], [2, 1]])
np.linalg.matrix_power(np.zeros((2, 2)), -1) | np.linalg.matrix_power([[2, 0], [0, 4]], -1) | np.linalg.det(np.zeros((2, 2))) | np.linalg.pinv(np.zeros((2, 2)))
np.linalg.solve(np.eye(2), [np.nan, 1]) | np.linalg.tensorinv(np.zeros((4, 2, 2))) | np.linalg.inv(np.array([[np.inf, 0], [0, 1]]))
np.linalg.eigvalsh(np.full((2, 2), np.nan)) | np.linalg.eigvals(np.full((2, 2), np.nan)) | np.linalg.tensorsolve(np.zeros((2, 2)), x[:2])
np.linalg.lstsq(np.ones((2, 2)), x[:2])[0].round(9) | np.linalg.svd(np.zeros((2, 2)), compute_uv=False) | np.linalg.matrix_rank(np.ones((2, 2))) | np.linalg.cond(np.zeros((2, 2)))
long.dtype == int | middle.dtype == int | middle.dtype != int | long.dtype == "int" | middle.dtype in (float, int) | int == long.dtype | middle.dtype == np.int32 | x.dtype == float
""".replace("\n", "|").split("|")


CELLS = [
    """
def fold(op, numbers):
    return op.reduce(numbers), op.outer(numbers, numbers), isinstance(op, np.ufunc), op is np.add
value = fold(np.add, middle)""",
    """
with np.errstate(all="ignore"):
    value = [x / 0, np.log(zeros), x * 1e308 * 10, far.astype(np.int8)]""",
    """
with np.errstate(divide="ignore"):
    value = [x[1:] / 0, np.sqrt(-x)]""",
    """
with np.errstate(divide="raise"):
    value = x[1:] / zeros[1:]""",
    """
with np.errstate(all="raise"):
    value = np.log(zeros)""",
    """
with np.errstate(over="raise"):
    value = [x / 0, x * 1e308 * 10]""",
    """
with np.errstate(all="raise"):
    value = x[1] / 0""",
    """
with np.errstate(invalid="raise"):
    value = farther.astype(np.int8)""",
    """
with np.errstate(all="warn"):
    value = np.sqrt(x)""",
    """
class Layer:
    def __init__(self, activation):
        self.activation, self.total = activation, np.zeros(2, np.int8)
        self.total[0] = 2.5
        self.total[1] += 2**40
value = Layer(np.maximum)""",
    """
def first(maker):
    return maker[1:4]
value = first(np.r_)""",
    """
from __future__ import annotations
import typing
def scale(x: int | None, y: list[int]) -> int | float:
    zero: int | None = 0
    return x * y
value = sorted(typing.get_type_hints(scale))""",
    """
def kind(number):
    match number:
        case 1 + 2j: return "complex"
        case -1: return "below"
        case n if n * 2 > 5: return "large"
value = [kind(1 + 2j), kind(-1), kind(3), kind(0)]""",
    """
value = (x
    .reshape(2, 2)
    .reshape(7)
    .reshape(4))""",
    """
class Namespace(dict):
    __getattr__ = dict.__getitem__
    def __call__(self):
        return 5
value = Namespace()()""",
    """
def logged(method):
    def wrapper(self):
        return method(self)
    return wrapper
class Matrix(np.ndarray):
    @logged
    def double(self):
        return 2 * self
    def sum(self):
        return 5
matrix = small.view(Matrix)
value = [np.asarray(matrix.double()), matrix.sum(), matrix.max()]""",
]


@pytest.mark.site
def test_numpy_is_the_graders(pyodide, node, tmp_path):
    """Are type, dtype, value, warning and error of four hundred expressions, and of whole cells, the same in the browser's Python as in this one?"""
    expressions = [expression.strip() for expression in EXPRESSIONS if expression.strip()] + CELLS
    job = tmp_path / "job.json"
    job.write_text(json.dumps(expressions), encoding="utf-8")
    subprocess.run([sys.executable, EVALUATE, job, tmp_path / "here.json"], check=True)
    node("pyodide/run_python.mjs", pyodide, EVALUATE, job, tmp_path / "there.json")
    here, there = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("here.json", "there.json"))
    assert {one: (here[one], there[one]) for one in expressions if here[one] != there[one]} == {}
