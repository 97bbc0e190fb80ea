"""Makes course/data/mlp_int8.npz: three small networks in int8, and every code that ONNX Runtime computes with them.

Run `python tests/reference/make_mlp_int8.py` where onnxruntime is installed. The float networks come from
course.network; test_integer_inference_onnxruntime.py lets ONNX Runtime compute all codes of the file again.

The operator is com.microsoft's QGemm, one node a layer, with int8 codes and an int32 bias. The run below also
demands the same codes of QLinearConv with a 1x1 kernel, and of MatMulInteger followed by Add, Cast, Mul and
QuantizeLinear. ReLU needs no node: a hidden layer's zero point is -128, the smallest code.
"""

from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

from course import digits, network

FILE = Path(__file__).parents[2] / "course" / "data" / "mlp_int8.npz"
SEEDS = (0, 1, 2)
S_PIXELS, Z_PIXELS = np.float32(1 / digits.BRIGHTEST), -128  # pixels are whole numbers: their codes are exact
SYMMETRIC = 127  # the largest code of a weight
SESSIONS = {}  # {operators: session}
OPSETS = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]


def main():
    stored = {}
    for seed in SEEDS:
        for name, array in quantized_network(seed).items():
            stored[f"{name}_{seed}"] = array
    np.savez_compressed(FILE, **stored)
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")


def quantized_network(seed):
    """One network as arrays: layers are numbered from 1; Y1, Y2, Y3 are ONNX Runtime's codes of the test images."""
    data = digits.split(seed)
    params = network.train_mlp(data.X_train, data.y_train, seed)
    ranges = [(float(a.min()), float(a.max())) for a in network.activations(params, data.X_train)[1:]]
    images, labels = digits.load()
    chosen = np.random.default_rng(seed).permutation(len(images))[-digits.TEST_IMAGES :]
    np.testing.assert_array_equal(labels[chosen], data.y_test)
    X_q = (images[chosen].reshape(len(chosen), -1).astype(np.int64) + Z_PIXELS).astype(np.int8)
    found = {"images": chosen.astype(np.int16)}
    s_X, z_X = S_PIXELS, Z_PIXELS
    for number, ((W, b), (low, high)) in enumerate(zip(params, ranges, strict=True), 1):
        s_W = np.float32(np.abs(W).max() / SYMMETRIC)
        s_Y = np.float32((high - low) / 255)
        layer = {
            "W": np.rint(W / s_W).astype(np.int8),
            "b": b,
            "b_q": np.rint(b / (float(s_X) * float(s_W))).astype(np.int32),
            "s_W": s_W,
            "s_Y": s_Y,
            "z_Y": np.int8(round(-128 - low / float(s_Y))),
        }
        found.update({f"{name}{number}": np.asarray(array) for name, array in layer.items()})
        X_q = codes_of_layer(X_q, s_X, z_X, **layer)
        found[f"Y{number}"] = X_q
        s_X, z_X = s_Y, int(layer["z_Y"])
    return found


def codes_of_layer(X_q, s_X, z_X, W, b_q, s_W, s_Y, z_Y, b=None):
    """The codes that three ways of computing a layer in ONNX Runtime agree on."""
    parameters = (X_q, s_X, z_X, W, b_q, s_W, s_Y, z_Y)
    codes = qgemm(*parameters)
    np.testing.assert_array_equal(qlinear_conv(*parameters), codes)
    np.testing.assert_array_equal(matmul_integer(*parameters), codes)
    return codes


def qgemm(X_q, s_X, z_X, W, b_q, s_W, s_Y, z_Y):
    return run(
        [("QGemm", ["X", "s_X", "z_X", "W", "s_W", "z_W", "b_q", "s_Y", "z_Y"], "Y")],
        X=X_q,
        s_X=s_X,
        z_X=np.int8(z_X),
        W=W,
        s_W=s_W,
        z_W=np.int8(0),
        b_q=b_q,
        s_Y=s_Y,
        z_Y=np.int8(z_Y),
    )


def qlinear_conv(X_q, s_X, z_X, W, b_q, s_W, s_Y, z_Y):
    """A 1x1 convolution of images of one pixel, whose channels are the inputs of the layer."""
    codes = run(
        [("QLinearConv", ["X", "s_X", "z_X", "W", "s_W", "z_W", "s_Y", "z_Y", "b_q"], "Y")],
        X=X_q[:, :, np.newaxis, np.newaxis],
        W=np.ascontiguousarray(W.T)[:, :, np.newaxis, np.newaxis],
        s_X=s_X,
        z_X=np.int8(z_X),
        s_W=s_W,
        z_W=np.int8(0),
        b_q=b_q,
        s_Y=s_Y,
        z_Y=np.int8(z_Y),
    )
    return codes[:, :, 0, 0]


def matmul_integer(X_q, s_X, z_X, W, b_q, s_W, s_Y, z_Y):
    """MatMulInteger and an integer Add, then the product with float32(M) as QLinearMatMul makes it, and rounding."""
    M = np.float32(s_X) * np.float32(s_W) / np.float32(s_Y)
    return run(
        [
            ("MatMulInteger", ["X", "W", "z_X", "z_W"], "product"),
            ("Add", ["product", "b_q"], "acc"),
            ("Cast", ["acc"], "real", {"to": TensorProto.FLOAT}),
            ("Mul", ["real", "M"], "scaled"),
            ("QuantizeLinear", ["scaled", "one", "z_Y"], "Y"),
        ],
        X=X_q,
        W=W,
        z_X=np.int8(z_X),
        z_W=np.int8(0),
        b_q=b_q,
        M=M,
        one=np.float32(1),
        z_Y=np.int8(z_Y),
    )


def run(steps, **inputs):
    """The int8 output Y of a graph of (operator, input names, output name[, attributes]) in onnxruntime."""
    arrays = {name: np.asarray(value) for name, value in inputs.items()}
    key = tuple(step[0] for step in steps)
    if key not in SESSIONS:
        SESSIONS[key] = _session(steps, arrays)
    return SESSIONS[key].run(None, arrays)[0]


def _session(steps, arrays):
    nodes = []
    for operator, names, output, *attributes in steps:
        domain = "com.microsoft" if operator == "QGemm" else ""
        nodes.append(helper.make_node(operator, names, [output], domain=domain, **dict(*attributes)))
    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), None)
        for name, array in arrays.items()
    ]
    output = helper.make_tensor_value_info("Y", TensorProto.INT8, None)
    graph = helper.make_graph(nodes, "layer", inputs, [output])
    model = helper.make_model(graph, opset_imports=OPSETS, ir_version=10)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main()
