"""Lesson 1, from real numbers to integers: TODO 1 to TODO 10, ten points."""

from autograder.exercises.bai01_so_nguyen import (
    calculate_s,
    calculate_s_and_z_int,
    calculate_z,
    count_codes,
    quantization_matrix_multiplication_int,
    quantize_a_position_in_matrix_int,
    quantize_int,
    saturated_share,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai01_so_nguyen",
    title="Từ số thực đến số nguyên",
    exercises=(
        calculate_s.EXERCISE,
        calculate_z.EXERCISE,
        calculate_s_and_z_int.EXERCISE,
        quantize_int.EXERCISE,
        quantize_a_position_in_matrix_int.EXERCISE,
        quantization_matrix_multiplication_int.EXERCISE,
    ),
    question="Làm sao 256 số nguyên thay được cho vô số số thực?",
    teaches="Tính độ co giãn và điểm 0, lượng tử hóa một số, nhân hai ma trận mà phần cộng dồn chỉ có số nguyên.",
    reproduces="Phép nhân ma trận bằng số nguyên, công thức 7 của [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=3,
    puzzles=(
        count_codes.PUZZLE,
        saturated_share.PUZZLE,
    ),
)
