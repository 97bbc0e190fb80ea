"""Lesson 3, granularity and bit packing: TODO 1 to TODO 9, ten points."""

from autograder.exercises.bai03_do_hat import (
    bits_per_weight,
    pack_int4,
    pack_q4_0,
    quantize_groupwise,
    quantize_symmetric,
    swap_nibbles,
    unpack_int4,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai03_do_hat",
    title="Độ hạt: theo tensor, theo kênh, theo nhóm, đóng gói bit",
    question="Cả ma trận dùng chung một cây thước thì kênh nhỏ mất gì?",
    teaches="Lượng tử hóa đối xứng theo tensor, theo kênh, theo nhóm; tính số bit mỗi trọng số; xếp hai mã 4 bit vào một byte.",
    reproduces="Kênh to nhỏ khác nhau thì 8 bit theo tensor hỏng, theo kênh vẫn đúng, như MobileNetV2 trong [Nagel và cộng sự, 2019](https://arxiv.org/abs/1906.04721)",
    hours=3,
    needs=(1, 2),
    exercises=(
        quantize_symmetric.EXERCISE,
        quantize_groupwise.EXERCISE,
        bits_per_weight.EXERCISE,
        pack_int4.EXERCISE,
        unpack_int4.EXERCISE,
    ),
    puzzles=(
        swap_nibbles.PUZZLE,
        pack_q4_0.PUZZLE,
    ),
)
