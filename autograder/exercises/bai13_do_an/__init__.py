"""Lesson 13, the project, a language model in 20 KB: TODO 1 to TODO 7, ten points."""

from autograder.exercises.bai13_do_an import compress, fifth_bits, q4_0_blocks, q8_0_blocks, read_q4_0
from autograder.exercises.model import LessonExercises
from autograder.sandbox.limits import Limits

LESSON = LessonExercises(
    lesson="bai13_do_an",
    title="Đồ án: một mô hình ngôn ngữ trong 20 KB",
    exercises=(q8_0_blocks.EXERCISE, q4_0_blocks.EXERCISE, read_q4_0.EXERCISE, compress.EXERCISE),
    question="Bạn có chừng 20 KB cho cả một mô hình ngôn ngữ. Đặt mỗi bit ở đâu?",
    teaches="Ghi và đọc khối Q8_0, Q4_0 đúng từng byte như llama.cpp, gói một mô hình vào ngân sách theo độ nhạy, ghi tệp GGUF.",
    reproduces="Trong cùng ngân sách, trộn các kiểu khối hơn hẳn một kiểu cho mọi ma trận, như các tệp của [llama.cpp](https://github.com/ggml-org/llama.cpp)",
    hours=5,
    needs=(3, 7, 11),
    limits=Limits(
        cell_seconds=60,
        call_seconds=60,
        total_seconds=480,  # a quarter of it is two calls with right earlier functions
        sent_bytes=256 * 1024**2,  # who asks stand-ins sends every matrix each time
    ),
    puzzles=(fifth_bits.PUZZLE,),
)
