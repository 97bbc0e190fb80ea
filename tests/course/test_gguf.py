"""Are blocks read as llama.cpp's own Python reads them, and is a file that the course writes one that it opens?"""

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader, quants

from course import bandwidth, gguf, tiny_lm

KINDS = list(gguf.KINDS)
every_kind = pytest.mark.parametrize("kind", KINDS)
MATRIX = np.random.default_rng(0).standard_t(4, (2048, 32)).astype(np.float32)


def by_gguf(kind, x):
    return quants.quantize(x.reshape(-1, 32), GGMLQuantizationType[kind])


@pytest.fixture(scope="module")
def P():
    return tiny_lm.load(0)


@pytest.fixture(scope="module")
def packed(P):
    """Every matrix in blocks, kinds in turn."""
    kinds = np.resize(KINDS, len(gguf.MATRICES))
    return {name: (str(kind), by_gguf(kind, W)) for kind, (name, W) in zip(kinds, gguf.rows(P).items(), strict=True)}


@every_kind
def test_every_kind_is_read_as_gguf_reads_it(kind):
    """Are 65,536 values the same to the last bit, whatever bytes stand behind a finite step?"""
    blocks = by_gguf(kind, MATRIX)
    assert blocks.shape == (2048, gguf.KINDS[kind])
    np.testing.assert_array_equal(
        gguf.read_back(kind, blocks), quants.dequantize(blocks, GGMLQuantizationType[kind]).ravel()
    )
    blocks[:, 2:] = np.random.default_rng(1).integers(0, 256, blocks[:, 2:].shape)
    read = gguf.read_back(kind, blocks)
    np.testing.assert_array_equal(read, quants.dequantize(blocks, GGMLQuantizationType[kind]).ravel())
    assert read.dtype == np.float32


def test_q5_0_is_packed_as_gguf_packs_it():
    """Are all bytes of Q5_0 those of gguf, of blocks of zeros and of ties, too?"""
    x = MATRIX.copy()
    x[:500] = np.rint(2 * x[:500]) / 2
    x[0] = 0
    np.testing.assert_array_equal(gguf.quantize("Q5_0", x), by_gguf("Q5_0", x))


@pytest.mark.parametrize("kind", ["Q4_0", "Q8_0", "Q4_K"])
def test_what_students_write_is_not_given(kind):
    """Are the kinds that the lesson asks for, and strange ones, refused?"""
    with pytest.raises(ValueError, match=kind):
        gguf.quantize(kind, MATRIX)


@pytest.mark.parametrize(
    ("kind", "blocks"),
    [
        ("Q6_K", np.zeros((1, 18), np.uint8)),
        ("Q4_0", np.zeros((1, 34), np.uint8)),
        ("Q4_0", np.zeros(18, np.uint8)),
        ("Q4_0", np.zeros((1, 18), np.int8)),
    ],
)
def test_blocks_of_another_shape_are_refused(kind, blocks):
    """Is a kind that is none, a shape or a dtype that is not its own refused by name?"""
    with pytest.raises(ValueError, match=kind):
        gguf.read_back(kind, blocks)


def test_rows_there_and_back(P):
    """Are all fifteen matrices whole blocks a row, outputs first, and does putting them back change nothing?"""
    rows = gguf.rows(P)
    assert tuple(rows) == gguf.MATRICES and all(W.shape[1] % 32 == 0 for W in rows.values())
    np.testing.assert_array_equal(rows["blk.0.ffn_up"], P["blk.0.ffn_up"].T)
    np.testing.assert_array_equal(rows["token_embd"], P["token_embd"])
    again = gguf.with_rows(P, {name: W.ravel() for name, W in rows.items()})
    assert list(again) == list(P) and all(np.array_equal(again[name], P[name]) for name in P)


def test_some_rows_leave_the_rest(P):
    """Is one matrix changed alone, the given model not at all, and are strange names and sizes refused?"""
    changed = gguf.with_rows(P, {"output": np.zeros((104, 32))})
    assert not changed["output"].any() and P["output"].any() and changed["token_embd"] is P["token_embd"]
    with pytest.raises(ValueError, match="outptu"):
        gguf.with_rows(P, {"outptu": P["output"]})
    with pytest.raises(ValueError, match="output"):
        gguf.with_rows(P, {"output": np.zeros(3)})


def test_file_is_read_by_gguf(P, packed, tmp_path):
    """Does GGUFReader find all twenty tensors, by name, kind and shape, with 0 values that differ?"""
    size = gguf.write(tmp_path / "model.gguf", P, packed)
    reader = GGUFReader(tmp_path / "model.gguf")
    assert size == (tmp_path / "model.gguf").stat().st_size
    assert reader.get_field("general.architecture").contents() == "tiny_lm"
    assert {tensor.name for tensor in reader.tensors} == {f"{name}.weight" for name in P}
    rows = gguf.rows(P)
    for tensor in reader.tensors:
        name = tensor.name.removesuffix(".weight")
        read = quants.dequantize(np.array(tensor.data), tensor.tensor_type)
        if name in packed:
            kind, blocks = packed[name]
            assert tensor.tensor_type.name == kind and tuple(tensor.shape) == rows[name].shape[::-1]
            np.testing.assert_array_equal(read, gguf.read_back(kind, blocks).reshape(rows[name].shape))
        else:
            assert tensor.tensor_type.name == "F32"
            np.testing.assert_array_equal(read, P[name])


def test_bandwidth_is_measured_only_where_a_student_is(monkeypatch):
    """Is the number a fixed one while a lesson is built, and a likely one on a machine?"""
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert bandwidth.measured() == bandwidth.TYPICAL
    monkeypatch.delenv("COURSE_STATIC")
    assert 1e8 < bandwidth.measured() < 1e13
