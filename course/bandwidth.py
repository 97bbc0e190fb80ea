"""Băng thông bộ nhớ của máy này: bao nhiêu byte đi từ bộ nhớ tới bộ xử lý trong một giây."""

import time

import numpy as np

from course import where

TYPICAL = 20e9  # bytes a second, one core of a laptop: what stands in the notebook before it is run
NUMBERS = 2**24  # float32, 64 MB: more than any cache of a common machine
TRIES = 5


def measured() -> float:
    """Đo xem một luồng đọc được bao nhiêu byte mỗi giây, lấy lần nhanh nhất.

    Lúc dựng bài (biến môi trường COURSE_STATIC) thì không đo, mà trả về 20 tỷ, để mọi bản dựng giống nhau.
    """
    if where.is_static():
        return TYPICAL
    read = np.ones(NUMBERS, dtype=np.float32)
    seconds = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        read.max()
        seconds.append(time.perf_counter() - begun)
    return read.nbytes / min(seconds)
