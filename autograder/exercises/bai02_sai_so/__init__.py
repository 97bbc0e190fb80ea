"""Lesson 2, dequantization and errors: TODO 1 to TODO 8, ten points."""

from autograder.exercises.bai02_sai_so import (
    dequantize,
    nearest_mark,
    nudge_all,
    nudge_range,
    quantization_error,
    quantize_relu,
    sqnr_db,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai02_sai_so",
    title="Giải lượng tử hóa và sai số",
    exercises=(
        dequantize.EXERCISE,
        nudge_range.EXERCISE,
        quantization_error.EXERCISE,
        sqnr_db.EXERCISE,
        quantize_relu.EXERCISE,
    ),
    question="Sai số lớn hay nhỏ so với chính tín hiệu, và thêm một bit được lợi gì?",
    teaches="Đổi mã về số thực, nới miền cho số 0 có mã, đo sai số bằng decibel, tính ReLU trên mã.",
    reproduces="Mỗi bit được 6.02 dB, từ công suất $s^2/12$ của [Bennett, 1948](https://doi.org/10.1002/j.1538-7305.1948.tb01340.x)",
    hours=3,
    needs=(1,),
    puzzles=(
        nudge_all.PUZZLE,
        nearest_mark.PUZZLE,
    ),
)
