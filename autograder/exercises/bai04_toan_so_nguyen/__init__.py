"""Lesson 4, inference on integers alone: TODO 1 to TODO 10, ten points."""

from autograder.exercises.bai04_toan_so_nguyen import (
    fold_zero_point,
    linear_relu_int8,
    quantize_bias,
    quantize_multiplier,
    requantize,
    signed_bits,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai04_toan_so_nguyen",
    title="Suy luận chỉ dùng số nguyên",
    exercises=(
        quantize_bias.EXERCISE,
        quantize_multiplier.EXERCISE,
        requantize.EXERCISE,
        linear_relu_int8.EXERCISE,
        fold_zero_point.EXERCISE,
    ),
    question="Cả một lớp, kể cả độ lệch và phép nhân cuối cùng, có chạy được chỉ bằng số nguyên không?",
    teaches="Lượng tử hóa độ lệch, viết hệ số nhân bằng dấu phẩy tĩnh, tái lượng tử hóa, tính trọn một lớp chỉ bằng số nguyên.",
    reproduces="Mạng int8 có mọi mã trùng với ONNX Runtime và đoán đúng như số thực, theo [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=3,
    needs=(1, 3),
    puzzles=(signed_bits.PUZZLE,),
)
