"""Lesson 5, convolution on codes and BatchNorm folded away: TODO 1 to TODO 9, ten points."""

from autograder.exercises.bai05_tich_chap import conv2d_int8, fold_bn, im2col, max_pool_int8, output_size, visits
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai05_tich_chap",
    title="Tích chập và gộp BatchNorm",
    exercises=(output_size.EXERCISE, im2col.EXERCISE, conv2d_int8.EXERCISE, fold_bn.EXERCISE, max_pool_int8.EXERCISE),
    question="Viền ảnh mang mã nào, và BatchNorm biến đi đâu?",
    teaches="Đổi tích chập thành một phép nhân ma trận, chạy nó trên mã `int8`, gộp BatchNorm vào trọng số.",
    reproduces="0 mã khác với [QLinearConv của ONNX Runtime](https://onnx.ai/onnx/operators/onnx__QLinearConv.html), và mạng đã gộp "
    "BatchNorm tính như cũ, mục 3.2 của [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877)",
    hours=4,
    needs=(3, 4),
    puzzles=(visits.PUZZLE,),
)
