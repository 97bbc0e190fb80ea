"""What the proofs of the reference share: judging a difference, running an ONNX operator, finding torch."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

HERE = Path(__file__).parent


@pytest.fixture
def count_tie_differences():
    """A judge of two sets of codes: counts the differences, and fails unless rounding explains each of them.

    `position` is the exact real value that both sides round. `blur` bounds how far rounding errors move it on
    the way. A difference is explained when it is one code and the position lies within the blur of a half.
    """

    def judge(ours, theirs, position, blur):
        gap = np.abs(np.asarray(ours, np.int64) - np.asarray(theirs, np.int64))
        different = gap > 0
        distance = np.abs(position - np.floor(position) - 0.5)
        assert gap.max(initial=0) <= 1, f"codes differ by {gap.max()}"
        assert (distance <= blur)[different].all(), "codes differ away from a tie"
        return int(different.sum())

    return judge


@pytest.fixture(scope="session")
def onnx_operator():
    """A runner of one operator in onnxruntime: run(op, output_types, **inputs) gives the list of outputs."""
    sessions = {}

    def run(op, output_types, **inputs):
        arrays = {name: np.asarray(value) for name, value in inputs.items()}
        key = (op, *output_types, *((name, array.dtype.str) for name, array in arrays.items()))
        if key not in sessions:
            sessions[key] = _session(op, output_types, arrays)
        return sessions[key].run(None, arrays)

    return run


def _session(op, output_types, arrays, opset=21):
    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), None)
        for name, array in arrays.items()
    ]
    outputs = [
        helper.make_tensor_value_info(f"out{k}", TensorProto.DataType.Value(kind), None)
        for k, kind in enumerate(output_types)
    ]
    node = helper.make_node(op, [i.name for i in inputs], [o.name for o in outputs])
    graph = helper.make_graph([node], op, inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="session")
def golden_script():
    """The module that makes the golden files; importing it does not need torch."""
    return _script("make_torch_golden")


@pytest.fixture(scope="session")
def tiny_lm_script():
    """The module that makes the language model's file; importing it does not need torch."""
    return _script("make_tiny_lm")


def _script(name):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def torch():
    """PyTorch, or a skip; a failure where REQUIRE_TORCH=1 says that it must be there."""
    if importlib.util.find_spec("torch") is None:
        message = "PyTorch is not installed: pip install torch==2.13.0"
        if os.environ.get("REQUIRE_TORCH") == "1":
            pytest.fail(f"REQUIRE_TORCH=1, but {message}")
        pytest.skip(message)
    return importlib.import_module("torch")
