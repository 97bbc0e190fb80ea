"""Dữ liệu chữ số viết tay: 1 797 ảnh 8×8, có sẵn trong khóa học nên không cần mạng hay scikit-learn.

Source and licence: course/data/NGUON.md.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.arrays import Codes, Reals

FILE = Path(__file__).with_name("data") / "digits.npz"
BRIGHTEST = 16  # the largest pixel
TEST_IMAGES = 450


class Split(NamedTuple):
    """Ảnh để học và ảnh để thử.

    X_train, X_test: float32, chiều (số ảnh, 64), mỗi điểm ảnh từ 0 đến 1.
    y_train, y_test: int64, chiều (số ảnh,), chữ số từ 0 đến 9.
    """

    X_train: Reals
    y_train: Codes
    X_test: Reals
    y_test: Codes


def load() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Trả về (images, labels): ảnh uint8 chiều (1797, 8, 8) với điểm ảnh từ 0 đến 16, và nhãn int64 chiều (1797,)."""
    stored = _stored()
    return stored[0].copy(), stored[1].copy()


def split(seed: int) -> Split:
    """Xáo các ảnh theo hạt giống `seed` rồi chia: 1 347 ảnh để học, 450 ảnh để thử. Trả về một Split."""
    images, labels = load()
    order = np.random.default_rng(seed).permutation(len(images))
    X = (images.reshape(len(images), -1) / np.float32(BRIGHTEST)).astype(np.float32)
    train, test = order[:-TEST_IMAGES], order[-TEST_IMAGES:]
    return Split(X[train], labels[train], X[test], labels[test])


@cache
def _stored() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    with np.load(FILE) as data:
        return data["images"], data["labels"].astype(np.int64)
