"""Are packed bytes those of ONNX, of ml_dtypes' int4 and, but for its own order and offset, of gguf's Q4_0?"""

import itertools
import warnings

import ml_dtypes
import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

from autograder.reference import bits_per_weight, pack_int4, quantize_groupwise, unpack_int4

EVERY_PAIR = np.array(list(itertools.product(range(-8, 8), repeat=2)), np.int8)
BLOCK_BYTES = 2 + 32 // 2  # of Q4_0: a float16 scale, then 32 codes, two a byte


def int4_proto(q):
    """A TensorProto of element type INT4, made by onnx from codes."""
    return helper.make_tensor("q", TensorProto.INT4, q.shape, q.ravel().tolist())


def raw_bytes(proto):
    """The packed bytes of a 4-bit TensorProto, from whichever field holds them."""
    if proto.raw_data:
        return np.frombuffer(proto.raw_data, np.uint8)
    return np.array(proto.int32_data, np.int64).astype(np.uint8)


def test_every_pair_of_codes():
    """Are the 256 pairs 256 different bytes that come back, as onnx and ml_dtypes see them?"""
    p = pack_int4(EVERY_PAIR)
    assert (p.dtype, p.shape) == (np.uint8, (256, 1))
    assert sorted(p.ravel()) == list(range(256))
    np.testing.assert_array_equal(unpack_int4(p), EVERY_PAIR)
    np.testing.assert_array_equal(p.ravel(), raw_bytes(int4_proto(EVERY_PAIR)))
    np.testing.assert_array_equal(p.ravel(), raw_bytes(numpy_helper.from_array(EVERY_PAIR.astype(ml_dtypes.int4))))


@pytest.mark.parametrize("shape", [(100_000,), (500, 200), (20, 50, 100), (1, 2)])
def test_packing_equals_onnx(shape):
    """Are the bytes of 100,000 codes onnx's, and does onnx read ours back as the codes?"""
    q = np.random.default_rng(1).integers(-8, 8, shape).astype(np.int8)
    p = pack_int4(q)
    np.testing.assert_array_equal(p.ravel(), raw_bytes(int4_proto(q)))
    ours = TensorProto(data_type=TensorProto.INT4, dims=shape, raw_data=p.tobytes())
    np.testing.assert_array_equal(numpy_helper.to_array(ours).astype(np.int8), q)
    np.testing.assert_array_equal(unpack_int4(p), q)


def test_sign_extension_equals_ml_dtypes():
    """Is every half of 100,000 random bytes the int4 of ml_dtypes, which widens it to int8 by itself?"""
    p = np.random.default_rng(2).integers(0, 256, (250, 400)).astype(np.uint8)
    halves = np.stack([p & 15, p >> 4], axis=-1).reshape(250, 800)
    expected = halves.view(ml_dtypes.int4).astype(np.int8)
    q = unpack_int4(p)
    assert q.dtype == np.int8
    np.testing.assert_array_equal(q, expected)
    np.testing.assert_array_equal(pack_int4(q), p)


def test_published_int4_tensors():
    """Are the INT4 tensors in ONNX's backend node cases packed, and unpacked, as we do it?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        collected = collect_testcases(None)
    seen = set()
    for case in collected:
        for inputs, outputs in case.data_sets or []:
            for proto in (*inputs, *outputs):
                if isinstance(proto, TensorProto) and proto.data_type == TensorProto.INT4:
                    codes = numpy_helper.to_array(proto).astype(np.int8).ravel()
                    packed = raw_bytes(proto)
                    np.testing.assert_array_equal(unpack_int4(packed)[: codes.size], codes, err_msg=case.name)
                    if codes.size % 2 == 0:
                        np.testing.assert_array_equal(pack_int4(codes), packed, err_msg=case.name)
                    seen.add(case.name)
    assert {"test_dequantizelinear_int4", "test_quantizelinear_int4"} <= seen
    assert len(seen) >= 4, seen


def q4_0_blocks(q, s):
    """Q4_0 blocks out of our own packing: float16 scale; codes 0 to 15 in low halves, 16 to 31 in high ones, plus 8.

    Adding 8 to a code turns the highest bit of its four; so it is one XOR of the whole byte.
    """
    interleaved = q.reshape(-1, 2, 16).swapaxes(1, 2).reshape(-1, 32)
    return np.concatenate([s.astype(np.float16).view(np.uint8), pack_int4(interleaved) ^ 0x88], axis=1)


def check_blocks(theirs, q, s):
    """Compare blocks of gguf with ours, and read the codes back out of theirs."""
    assert (theirs[:, 1] < 0x80).all()  # the highest bit of a scale is its sign
    np.testing.assert_array_equal(q4_0_blocks(q, s), theirs)
    codes = unpack_int4(theirs[:, 2:] ^ 0x88).reshape(-1, 16, 2).swapaxes(1, 2).reshape(-1, 32)
    np.testing.assert_array_equal(codes, q)
    assert bits_per_weight(4, 32, 16) == 8 * theirs.size / q.size


def draw_blocks(count, seed):
    """Codes int8 (count, 32) from -8 to 7, each row with a -8, and scales float32 (count, 1), powers of two.

    gguf's scale of a block is its weight of largest magnitude divided by -8, so it finds these scales and codes again.
    """
    rng = np.random.default_rng(seed)
    q = rng.integers(-8, 8, (count, 32))
    q[np.arange(count), rng.integers(0, 32, count)] = -8
    return q.astype(np.int8), np.exp2(rng.integers(-8, 5, (count, 1))).astype(np.float32)


def test_q4_0_equals_gguf():
    """Are 320,000 codes in Q4_0's bytes ours, once its order and its offset of 8 are undone?"""
    q, s = draw_blocks(10_000, 2)
    theirs = quants.quantize(s * q.astype(np.float32), GGMLQuantizationType.Q4_0).reshape(-1, BLOCK_BYTES)
    check_blocks(theirs, q, s)


def test_gguf_reads_our_blocks():
    """Does gguf read our groupwise codes, packed its way, back to the values they stand for?"""
    W = np.random.default_rng(3).normal(size=(64, 512)).astype(np.float32)
    W_q, s = quantize_groupwise(W, 4, 32)
    s = s.reshape(-1, 1).astype(np.float16)
    blocks = q4_0_blocks(W_q.reshape(-1, 32), s)
    read_back = quants.dequantize(blocks.reshape(-1), GGMLQuantizationType.Q4_0)
    np.testing.assert_array_equal(read_back.reshape(-1, 32), s.astype(np.float32) * W_q.reshape(-1, 32))
