"""Lesson 11, weights of a language model, GPTQ and AWQ: TODO 1 to TODO 8, ten points."""

from autograder.exercises.bai11_gptq_awq import (
    awq_search,
    best_change,
    gptq,
    hessian,
    inverse_factor,
    low_rank,
    output_error,
    perplexity,
    salient_channels,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai11_gptq_awq",
    title="Lượng tử hóa trọng số của mô hình ngôn ngữ",
    exercises=(
        perplexity.EXERCISE,
        hessian.EXERCISE,
        inverse_factor.EXERCISE,
        gptq.EXERCISE,
        salient_channels.EXERCISE,
        awq_search.EXERCISE,
    ),
    question="Đến giờ mỗi trọng số được làm tròn một mình. Biết đầu vào của lớp thì làm tròn khôn hơn được không?",
    teaches="Đo một mô hình ngôn ngữ bằng độ bối rối, làm tròn trọng số bằng GPTQ, tìm các kênh nổi bật và phóng to chúng bằng AWQ.",
    reproduces="GPTQ mất ít hơn hẳn làm tròn gần nhất ở 3 bit, như [Frantar và cộng sự, 2022](https://arxiv.org/abs/2210.17323); giữ vài kênh chọn theo kích hoạt thì cứu được mô hình, chọn theo trọng số thì không, như bảng 1 của [AWQ](https://arxiv.org/abs/2306.00978)",
    hours=4,
    needs=(3, 7, 10),
    puzzles=(output_error.PUZZLE, best_change.PUZZLE, low_rank.PUZZLE),
)
