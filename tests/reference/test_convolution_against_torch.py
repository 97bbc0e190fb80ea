"""Does folding BatchNorm into a convolution give what torch gives?"""

import numpy as np

from autograder.reference import fold_bn


def test_folding_equals_torch(torch):
    """Are the folded weights and bias of 200 layers those of torch.nn.utils.fuse_conv_bn_weights, in float64?"""
    rng = np.random.default_rng(58)
    for _ in range(200):
        filters, channels, k = (int(n) for n in rng.integers(1, 9, 3))
        W, (b, gamma, beta, mean) = rng.normal(size=(filters, channels, k, k)), rng.normal(size=(4, filters))
        var, eps = 10 ** rng.uniform(-6, 2, filters), 10 ** rng.uniform(-6, -2)
        tensors = [torch.from_numpy(array) for array in (W, b, mean, var, gamma, beta)]
        theirs = torch.nn.utils.fuse_conv_bn_weights(*tensors[:4], eps, *tensors[4:])
        for folded, other in zip(fold_bn(W, b, gamma, beta, mean, var, eps), theirs, strict=True):
            np.testing.assert_allclose(folded, other.detach().numpy(), rtol=1e-12, atol=1e-12)
