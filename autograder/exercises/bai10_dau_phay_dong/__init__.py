"""Lesson 10, small floating-point numbers and scales that blocks share: TODO 1 to TODO 7, ten points."""

from autograder.exercises.bai10_dau_phay_dong import (
    decode_minifloat,
    order_keys,
    quantize_mx,
    quantize_nf4,
    quantize_nvfp4,
    round_to_minifloat,
    to_bfloat16,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai10_dau_phay_dong",
    title="FP8, FP4, MX, NVFP4, NF4",
    exercises=(
        decode_minifloat.EXERCISE,
        round_to_minifloat.EXERCISE,
        quantize_mx.EXERCISE,
        quantize_nvfp4.EXERCISE,
        quantize_nf4.EXERCISE,
    ),
    question="Có bảng nào dày ở gần 0, thưa ở xa, mà máy nhân thẳng được không?",
    teaches="Đọc và làm tròn về số dấu phẩy động 4 đến 8 bit, cho các khối chung một độ co giãn, chọn giữa số nguyên và dấu phẩy động.",
    reproduces="INT8 hơn hay kém E4M3 tùy số lớn nhất gấp mấy lần cỡ chung, như [Kuzmin và cộng sự, 2022](https://arxiv.org/abs/2208.09225); NVFP4 hơn MXFP4, như [NVIDIA, 2025](https://arxiv.org/abs/2509.25149)",
    hours=4,
    needs=(2, 3, 6, 7),
    puzzles=(order_keys.PUZZLE, to_bfloat16.PUZZLE),
)
