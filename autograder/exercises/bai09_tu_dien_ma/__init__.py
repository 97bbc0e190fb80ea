"""Lesson 9, codebooks, Huffman codes, binary and ternary weights: TODO 1 to TODO 7, ten points."""

from autograder.exercises.bai09_tu_dien_ma import (
    binarize,
    dot_by_codeword,
    huffman_lengths,
    kmeans_1d,
    kmeans_step,
    nearest_codeword,
    pack_ternary,
    ternarize,
    unpack_ternary,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai09_tu_dien_ma",
    title="Từ điển mã, Huffman, nhị phân, tam phân",
    exercises=(
        nearest_codeword.EXERCISE,
        kmeans_step.EXERCISE,
        kmeans_1d.EXERCISE,
        huffman_lengths.EXERCISE,
        binarize.EXERCISE,
        ternarize.EXERCISE,
        pack_ternary.EXERCISE,
    ),
    question="Nếu được đặt các mức tùy ý thì nên đặt chúng ở đâu?",
    teaches="Tìm từ điển mã tốt nhất bằng k-means, cất mã bằng Huffman, đưa trọng số xuống 1 bit và 1.58 bit.",
    reproduces="Bảng của [Max, 1960](https://doi.org/10.1109/TIT.1960.1057548): 9.30, 14.62, 20.22 dB với 2, 3, 4 bit; và mạng ba mức như [BitNet b1.58](https://arxiv.org/abs/2402.17764)",
    hours=4,
    needs=(2, 6, 8),
    puzzles=(unpack_ternary.PUZZLE, dot_by_codeword.PUZZLE),
)
