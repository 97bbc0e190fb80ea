"""What the references of lesson 13 are asked: good arguments, then some that are taken and some that are refused."""

import numpy as np
from asked import NO_REAL, Asked, one

BLOCK = np.linspace(-1, 1, 32).astype(np.float32)
STORED = np.zeros((2, 18), np.uint8)
NO_BLOCKS = [*NO_REAL, 1.0, np.ones((1, 32)), np.ones(31), np.ones(33)]
UNFINISHED = np.where(np.arange(18) == 1, np.uint8(0x7C), np.uint8(0)).astype(np.uint8)  # a step that is infinite

ASKED = {
    "q8_0_blocks": Asked(
        {"x": BLOCK},
        one(x=[[], [0] * 32, np.ones(64), np.full(32, -127 * 65504.0)]),
        one(x=[*NO_BLOCKS, np.full(32, 127 * 65504.5), np.full(32, 1e39)]),
    ),
    "q4_0_blocks": Asked(
        {"x": BLOCK},
        one(x=[[], [0] * 32, np.ones(64), np.full(32, -8 * 65504.0)]),
        one(x=[*NO_BLOCKS, np.full(32, 8 * 65504.5), np.full(32, 1e39)]),
    ),
    "read_q4_0": Asked(
        {"blocks": STORED},
        one(blocks=[STORED[:0], STORED + np.uint8(1)]),
        one(
            blocks=[*NO_REAL, STORED[0], STORED[:, :17], np.zeros((1, 34), np.uint8), STORED.astype(np.int64)],
        )
        + one(blocks=[UNFINISHED[np.newaxis], np.array([[0, 0x7E, *[0] * 16]], np.uint8)]),
    ),
}
