"""Lesson 6, calibration and quantization after training: TODO 1 to TODO 13, ten points."""

from autograder.exercises.bai06_hieu_chinh import (
    beta_so_far,
    dynamic_quantize,
    kl_range,
    minmax_range,
    moving_average_range,
    mse_range,
    percentile_range,
    ptq_mlp,
    quantize_dequantize,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai06_hieu_chinh",
    title="Hiệu chỉnh và lượng tử hóa sau huấn luyện",
    exercises=(
        quantize_dequantize.EXERCISE,
        minmax_range.EXERCISE,
        moving_average_range.EXERCISE,
        percentile_range.EXERCISE,
        mse_range.EXERCISE,
        kl_range.EXERCISE,
        ptq_mlp.EXERCISE,
    ),
    question="Ba tấm ảnh lạ kéo miền rộng ra gấp bảy: nên chọn miền thế nào?",
    teaches="Chọn miền của kích hoạt theo min-max, trung bình động, phân vị, MSE và phân kỳ KL, rồi lượng tử hóa cả một mạng đã học xong.",
    reproduces="Kích hoạt 4 bit có giá trị ngoại lai: min-max hỏng, phân vị và KL giữ được; đó là ba cách mà [Wu và cộng sự, 2020](https://arxiv.org/abs/2004.09602) so sánh với 8 bit",
    hours=4,
    needs=(2, 3),
    puzzles=(beta_so_far.PUZZLE, dynamic_quantize.PUZZLE),
)
