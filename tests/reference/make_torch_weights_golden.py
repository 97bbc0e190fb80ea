"""Makes golden_weights/per_channel.npz: scales and codes of weights by PyTorch 2.13.0 (CPU), per channel and per tensor.

Run `python tests/reference/make_torch_weights_golden.py` where `pip install torch==2.13.0` has been done. The file
holds only answers: the weights are drawn again from NumPy's RandomState, whose stream never changes, as integers and
powers of two, which every machine computes alike. draw_weights needs NumPy alone, the torch_* functions need PyTorch.
"""

import warnings
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parent / "golden_weights" / "per_channel.npz"
MATRICES, ROWS, COLUMNS = 8, 64, 80  # 40,960 weights, codes that hardly compress


def draw_weights(count, seed):
    """Matrices float32 (64, 80) whose columns differ in size up to 2**12 times."""
    rng = np.random.RandomState(seed)
    for _ in range(count):
        fine = rng.randint(-(2**23), 2**23, (ROWS, COLUMNS), dtype=np.int64) / 2.0**23
        sizes = np.exp2(rng.randint(-8, 5, COLUMNS, dtype=np.int64))
        yield (fine * sizes).astype(np.float32)


def torch_per_channel(W, bits, axis):
    """Scales float32 and int8 codes of the symmetric observer and of fake quantization, channels along `axis`."""
    import torch
    from torch.ao.quantization import PerChannelMinMaxObserver

    qmax = 2 ** (bits - 1) - 1
    observer = PerChannelMinMaxObserver(
        ch_axis=axis, dtype=torch.qint8, qscheme=torch.per_channel_symmetric, quant_min=-qmax, quant_max=qmax
    )
    W = torch.from_numpy(W)
    observer(W)
    scale, zero_point = observer.calculate_qparams()
    read_back = torch.fake_quantize_per_channel_affine(W, scale, zero_point.to(torch.int32), axis, -qmax, qmax)
    shape = [-1 if place == axis else 1 for place in range(W.ndim)]
    return scale.numpy(), torch.round(read_back / scale.reshape(shape)).to(torch.int8).numpy()


def torch_per_tensor(W, bits):
    """The same with one scale, a float32 number."""
    import torch
    from torch.ao.quantization import MinMaxObserver

    qmax = 2 ** (bits - 1) - 1
    observer = MinMaxObserver(dtype=torch.qint8, qscheme=torch.per_tensor_symmetric, quant_min=-qmax, quant_max=qmax)
    W = torch.from_numpy(W)
    observer(W)
    scale, zero_point = observer.calculate_qparams()
    read_back = torch.fake_quantize_per_tensor_affine(W, scale, zero_point.to(torch.int32), -qmax, qmax)
    return scale.numpy(), torch.round(read_back / scale).to(torch.int8).numpy()


def golden_arrays():
    """What the file holds: for each way, the scales and the codes of all matrices, stacked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces the end of its observers at each use
        drawn = list(draw_weights(MATRICES, 1))
        answers = {
            "columns": [torch_per_channel(W, 8, 1) for W in drawn],
            "rows": [torch_per_channel(W, 4, 0) for W in drawn],
            "tensor": [torch_per_tensor(W, 8) for W in drawn],
        }
    return {
        f"{way}_{part}": np.stack([pair[place] for pair in pairs])
        for way, pairs in answers.items()
        for place, part in enumerate(("scales", "codes"))
    }


def main():
    GOLDEN.parent.mkdir(exist_ok=True)
    np.savez_compressed(GOLDEN, **golden_arrays())


if __name__ == "__main__":
    main()
