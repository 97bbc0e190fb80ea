"""Makes golden/*.npz: what PyTorch 2.13.0 (CPU) answers on inputs drawn from fixed seeds.

Run `python tests/reference/make_torch_golden.py` where `pip install torch==2.13.0` has been done. The files
hold only answers: the inputs are drawn again from NumPy's RandomState, whose stream never changes, as
integers and powers of two, which every machine computes alike. The draw_* functions need NumPy alone, the
torch_* functions need PyTorch.
"""

import warnings
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parent / "golden"
COUNT_8, COUNT_16 = 120_000, 20_000  # values; sorted, so that 8-bit codes compress to almost nothing
RANGE_COUNT = 8_000
LAYER_COUNT = 12


def draw_integers(rng, low, high, shape=None):
    return rng.randint(low, high, shape, dtype=np.int64)  # the default dtype depends on the platform


def draw_magnitudes(rng, low, high, shape=None):
    """Positive float32 values from 2**low to 2**high, spread evenly over the powers of two."""
    significand = draw_integers(rng, 2**23, 2**24, shape)
    return np.ldexp(significand / 2.0**23, draw_integers(rng, low, high, shape)).astype(np.float32)


def draw_values(exp, count, seed):
    """Scales, zero points and ascending float32 values, one row a scale; a twentieth are next to a tie."""
    rng = np.random.RandomState(seed)
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    rows = 20
    s = draw_magnitudes(rng, -13, 7, (rows, 1))
    z = draw_integers(rng, low // 2, high // 2, (rows, 1))
    margin = (high - low) // 20
    fine = 2**20
    position = draw_integers(rng, (low - z - margin) * fine, (high - z + margin) * fine, (rows, count // rows)) / fine
    position[:, ::20] = np.floor(position[:, ::20]) + 0.5
    return np.sort((position * s).astype(np.float32), axis=1), s, z


def draw_ranges(count, seed):
    """Ends (alpha, beta) of float32 ranges: the first half around 0, a quarter above it, a quarter below."""
    rng = np.random.RandomState(seed)
    near, width = draw_magnitudes(rng, -7, 10, count), draw_magnitudes(rng, -7, 10, count)
    around = np.arange(count) < count // 2
    above = np.arange(count) >= count - count // 4
    far = near + np.maximum(width, near / 64)
    alpha = np.where(around, -near, np.where(above, near, -far))
    return alpha, np.where(around, width, np.where(above, far, -near))


def draw_layers(count, seed):
    """Linear layers on codes: uint8 activations, int8 weights of at most 7 bits, int32 biases, outputs uint8.

    Seven bits, because the x86 kernels add pairs of products in int16, which full 8-bit weights overflow.
    """
    rng = np.random.RandomState(seed)
    for _ in range(count):
        m, p, n = draw_integers(rng, 20, 45, 3)
        X_q, W_q = draw_integers(rng, 0, 256, (m, p)), draw_integers(rng, -64, 64, (p, n))
        b_q = draw_integers(rng, -30_000, 30_000, n)
        z_X, z_W = int(draw_integers(rng, 0, 256)), int(draw_integers(rng, -64, 64))
        s_X, s_W = draw_magnitudes(rng, -10, 0, 2).tolist()
        accumulator = (X_q - z_X) @ (W_q - z_W) + b_q
        s_Y = float(np.float32(np.ptp(accumulator) * s_X * s_W / draw_integers(rng, 200, 400)))
        z_Y = int(np.clip(128 - np.rint(np.median(accumulator) * s_X * s_W / s_Y), 0, 255))
        yield {
            "X_q": X_q.astype(np.uint8),
            "W_q": W_q.astype(np.int8),
            "b_q": b_q.astype(np.int32),
            "z_X": z_X,
            "z_W": z_W,
            "z_Y": z_Y,
            "s_X": s_X,
            "s_W": s_W,
            "s_Y": s_Y,
        }


def torch_quantize_per_tensor(x, s, z):
    """int8 codes of each row by torch.quantize_per_tensor."""
    import torch

    rows = [
        torch.quantize_per_tensor(torch.from_numpy(row), float(scale), int(zero), torch.qint8).int_repr()
        for row, scale, zero in zip(x, s[:, 0], z[:, 0], strict=True)
    ]
    return torch.stack(rows).numpy()


def torch_fake_quantize(x, s, z, exp):
    """Codes of each row read back from torch.fake_quantize_per_tensor_affine, that is s * (code - z)."""
    import torch

    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    rows = [
        torch.fake_quantize_per_tensor_affine(torch.from_numpy(row), float(scale), int(zero), low, high)
        for row, scale, zero in zip(x, s[:, 0], z[:, 0], strict=True)
    ]
    return (np.rint(torch.stack(rows).numpy().astype(np.float64) / s) + z).astype(f"int{exp}")


def torch_observer(alpha, beta):
    """Scales (float32) and int8 zero points of MinMaxObserver's rule, one channel a range."""
    import torch
    from torch.ao.quantization import PerChannelMinMaxObserver

    observer = PerChannelMinMaxObserver(
        ch_axis=0, dtype=torch.qint8, qscheme=torch.per_channel_affine, quant_min=-128, quant_max=127
    )
    observer(torch.from_numpy(np.stack([alpha, beta], axis=1)))
    scale, zero_point = observer.calculate_qparams()
    return scale.numpy(), zero_point.numpy().astype(np.int8)


def torch_min_max_observer(alpha, beta):
    """The same from MinMaxObserver itself, one observer a range."""
    import torch
    from torch.ao.quantization import MinMaxObserver

    answers = []
    for ends in zip(alpha, beta, strict=True):
        observer = MinMaxObserver(dtype=torch.qint8, qscheme=torch.per_tensor_affine, quant_min=-128, quant_max=127)
        observer(torch.tensor(ends))
        answers.append([t.item() for t in observer.calculate_qparams()])
    scale, zero_point = zip(*answers, strict=True)
    return np.array(scale, np.float32), np.array(zero_point, np.int8)


def torch_accumulator(layer):
    """The int32 accumulator with bias by torch's integer matrix product, zero points taken off first."""
    import torch

    X_q, W_q, b_q = (torch.from_numpy(layer[name]).to(torch.int32) for name in ("X_q", "W_q", "b_q"))
    return ((X_q - layer["z_X"]) @ (W_q - layer["z_W"]) + b_q).numpy()


def torch_linear(layer):
    """uint8 codes of torch.ops.quantized.linear, whose bias is given in real numbers."""
    import torch

    X = torch._make_per_tensor_quantized_tensor(torch.from_numpy(layer["X_q"]), layer["s_X"], layer["z_X"])
    W = np.ascontiguousarray(layer["W_q"].T)
    W = torch._make_per_tensor_quantized_tensor(torch.from_numpy(W), layer["s_W"], layer["z_W"])
    bias = torch.tensor(layer["b_q"] * (layer["s_X"] * layer["s_W"]), dtype=torch.float32)
    packed = torch.ops.quantized.linear_prepack(W, bias)
    return torch.ops.quantized.linear(X, packed, layer["s_Y"], layer["z_Y"]).int_repr().numpy()


def golden_sets():
    """Every golden file as {name: {array name: array}}."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces the end of its quantized tensors at each use
        eight, sixteen = draw_values(8, COUNT_8, 1), draw_values(16, COUNT_16, 2)
        scale, zero_point = torch_observer(*draw_ranges(RANGE_COUNT, 3))
        layers = list(draw_layers(LAYER_COUNT, 4))
        return {
            "quantize": {
                "per_tensor_8": torch_quantize_per_tensor(*eight),
                "fake_8": torch_fake_quantize(*eight, 8),
                "fake_16": torch_fake_quantize(*sixteen, 16),
            },
            "observer": {"scale": scale, "zero_point": zero_point},
            "linear": {f"codes_{k}": torch_linear(layer) for k, layer in enumerate(layers)},
            "accumulator": {f"sums_{k}": torch_accumulator(layer) for k, layer in enumerate(layers[:6])},
        }


def main():
    GOLDEN.mkdir(exist_ok=True)
    for name, arrays in golden_sets().items():
        np.savez_compressed(GOLDEN / f"{name}.npz", **arrays)


if __name__ == "__main__":
    main()
