"""Lesson 7, sensitivity, cross-layer equalization and mixed precision: TODO 1 to TODO 8, ten points."""

from autograder.exercises.bai07_do_nhay import (
    allocate_bits,
    bits_at_price,
    correct_bias,
    equalize,
    equalize_pair,
    layer_sensitivity,
    on_the_front,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai07_do_nhay",
    title="Độ nhạy, cân bằng liên lớp, độ chính xác hỗn hợp",
    exercises=(
        layer_sensitivity.EXERCISE,
        equalize_pair.EXERCISE,
        equalize.EXERCISE,
        correct_bias.EXERCISE,
        allocate_bits.EXERCISE,
    ),
    question="Các lớp có chịu thiệt như nhau khi bớt bit không? Thêm được vài bit thì cho lớp nào?",
    teaches="Đo độ nhạy của từng lớp, cân bằng trọng số giữa các lớp, bù độ lệch, rồi chia bit cho các lớp theo một ngân sách.",
    reproduces="Trọng số 4 bit theo tensor từ chỗ đoán bừa trở lại gần bằng mạng số thực nhờ cân bằng liên lớp, như [Nagel và cộng sự, 2019](https://arxiv.org/abs/1906.04721)",
    hours=4,
    needs=(3,),
    puzzles=(on_the_front.PUZZLE, bits_at_price.PUZZLE),
)
