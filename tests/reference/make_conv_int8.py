"""Makes course/data/conv_int8.npz: three small int8 networks, and the codes that onnxruntime computes with them.

Run `python tests/reference/make_conv_int8.py`. Students have no onnxruntime; with the file, their own convolution is
held against it. The networks are those of course/conv_network.py, BatchNorm folded, weights symmetric per channel,
ranges from the smallest and largest activation of the training images. The input codes are exact: a pixel is a whole
number of sixteenths.

An image is left out when a code of it is next to a tie: there float32, which onnxruntime computes in, and float64,
which NumPy gives for int32 times float32, could round to different codes. That mistake has its own case in the exercise;
here it would hide whether the layers are right.
"""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

from autograder import reference
from course import conv_network, digits, int8_conv

SEEDS = (0, 1, 2)
IMAGES = 40
BLUR = 2.0**-23 * 256  # a position below 256 moves by less when it is computed in float32


def run_node(op, output_type, attributes, **inputs):
    """What onnxruntime gives for one node: its only output. inputs: arrays by name, in the operator's order."""
    arrays = {name: np.asarray(value) for name, value in inputs.items()}
    declared = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), None)
        for name, array in arrays.items()
    ]
    out = helper.make_tensor_value_info("out", TensorProto.DataType.Value(output_type), None)
    graph = helper.make_graph([helper.make_node(op, list(arrays), ["out"], **attributes)], op, declared, [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, arrays)[0]


def window(k, stride, pad):
    """The attributes of a square window."""
    return {"kernel_shape": [k, k], "strides": [stride, stride], "pads": [pad] * 4}


def qlinear_conv(x_q, W_q, b_q, stride, pad, s_x, z_x, s_W, s_y, z_y):
    """Codes of ONNX QLinearConv, weights symmetric per channel."""
    return run_node(
        "QLinearConv",
        "INT8",
        window(W_q.shape[-1], stride, pad),
        x=x_q,
        s_x=np.float32(s_x),
        z_x=np.int8(z_x),
        W=W_q,
        s_W=s_W,
        z_W=np.zeros_like(W_q[:, 0, 0, 0]),
        s_y=np.float32(s_y),
        z_y=np.int8(z_y),
        b=b_q,
    )


def max_pool(x_q, k):
    """Codes of ONNX MaxPool over blocks of k x k."""
    return run_node("MaxPool", "INT8", window(k, k, 0), x=x_q)


def quantized(W, b, s_x):
    """Weight codes and scales, symmetric per channel, and the bias in units of s_x * s_W."""
    s_W = (np.abs(W).max(axis=(1, 2, 3)) / 127).astype(np.float32)
    W_q = np.rint(W / s_W[:, None, None, None]).astype(np.int8)
    return W_q, s_W, np.rint(b / (np.float64(s_x) * s_W)).astype(np.int32)


def network(seed):
    """The test images of this seed as codes, and the layers [(W_q, b_q, stride, pad, s_x, z_x, s_W, s_y, z_y)]."""
    split = digits.split(seed)
    trained = conv_network.train_network(split.X_train, split.y_train, seed)
    found = conv_network.activations(trained, conv_network.images_of(split.X_train))
    s_x, z_x, layers = np.float32(1 / digits.BRIGHTEST), -128, []
    for layer, activation in zip((trained.first, trained.second), found[1:]):
        W, b = reference.fold_bn(*layer[:6], conv_network.EPS)
        W_q, s_W, b_q = quantized(W, b, s_x)
        s_y = np.float32(activation.max() / 255)  # from 0 on: ReLU comes with the lowest code
        layers.append((W_q, b_q, layer.stride, layer.pad, s_x, z_x, s_W, s_y, -128))
        s_x, z_x = s_y, -128
    W_q, s_W, b_q = quantized(trained.W, trained.b, s_x)
    layers.append((W_q, b_q, 1, 0, s_x, z_x, s_W, np.float32(np.abs(found[-1]).max() / 127), 0))
    pixels = np.rint(split.X_test * digits.BRIGHTEST).astype(np.int16)
    return conv_network.images_of((pixels - 128).astype(np.int8)), layers


def run_network(x_q, layers):
    """Input and output codes of every layer, by onnxruntime: [(x_q, y_q)]; blocks of 2 x 2 are pooled before the last."""
    found = []
    for place, layer in enumerate(layers):
        if place == len(layers) - 1:
            x_q = max_pool(x_q, 2)
        found.append((x_q, qlinear_conv(x_q, *layer)))
        x_q = found[-1][1]
    return found


def near_ties(x_q, layer):
    """For each image: is the position of one of its codes, before rounding, within the blur of a half?"""
    W_q, b_q, stride, pad, s_x, z_x, s_W, s_y, z_y = layer
    rows = reference.im2col(x_q, W_q.shape[-1], stride, pad, z_x).astype(np.int64) - z_x
    position = (rows @ W_q.reshape(len(W_q), -1).T.astype(np.int64) + b_q) * (np.float64(s_x) * s_W / s_y)
    inside = np.abs(position + z_y) < 256
    return (inside & (np.abs(position - np.floor(position) - 0.5) < BLUR)).any(axis=(1, 2))


def arrays_of(seed):
    """What the file holds of one seed, by name."""
    x_q, layers = network(seed)
    unclear = np.logical_or.reduce(
        [near_ties(into, layer) for (into, _), layer in zip(run_network(x_q, layers), layers)]
    )
    x_q = x_q[~unclear][:IMAGES]
    found = {}
    for place, (layer, (into, out)) in enumerate(zip(layers, run_network(x_q, layers))):
        W_q, b_q, stride, pad, s_x, z_x, s_W, s_y, z_y = layer
        named = {
            "x_q": into,
            "W_q": W_q,
            "b_q": b_q,
            "stride": stride,
            "pad": pad,
            "z_x": z_x,
            "z_y": z_y,
            "s_x": s_x,
            "s_W": s_W,
            "s_y": s_y,
            "y_q": out,
        }
        found |= {f"{seed}_{place}_{name}": np.asarray(value) for name, value in named.items()}
    return found


def main():
    arrays = {}
    for seed in SEEDS:
        arrays |= arrays_of(seed)
    np.savez_compressed(int8_conv.FILE, **arrays)


if __name__ == "__main__":
    main()
