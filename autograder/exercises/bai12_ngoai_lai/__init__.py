"""Lesson 12, outliers of activations and of a KV cache, and exp in whole numbers: TODO 1 to TODO 8, ten points."""

from autograder.exercises.bai12_ngoai_lai import (
    fast_rotation,
    fold_smoothing,
    hadamard,
    integer_exp,
    quantize_kv,
    rotate,
    smoothing_scales,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai12_ngoai_lai",
    title="Giá trị ngoại lai: SmoothQuant, phép quay, KV cache",
    exercises=(
        smoothing_scales.EXERCISE,
        fold_smoothing.EXERCISE,
        hadamard.EXERCISE,
        rotate.EXERCISE,
        quantize_kv.EXERCISE,
        integer_exp.EXERCISE,
    ),
    question="Dời giá trị ngoại lai của kích hoạt đi đâu?",
    teaches="Dời giá trị ngoại lai sang trọng số, dàn chúng ra bằng phép quay, cất khóa và giá trị bằng 2 bit, tính hàm mũ bằng số nguyên.",
    reproduces="W8A8 trở lại bằng số thực nhờ SmoothQuant ([Xiao và cộng sự, 2023](https://arxiv.org/abs/2211.10438)); khóa 2 bit theo kênh, như [KIVI](https://arxiv.org/abs/2402.02750); lớp chú ý bằng số nguyên, như [I-BERT](https://arxiv.org/abs/2101.01321)",
    hours=4,
    needs=(3, 6, 11),
    puzzles=(fast_rotation.PUZZLE,),
)
