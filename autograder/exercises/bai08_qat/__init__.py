"""Lesson 8, quantization-aware training: TODO 1 to TODO 7, ten points."""

from autograder.exercises.bai08_qat import (
    count_codes,
    fake_quantize,
    lsq_step_gradient,
    pact_gradient,
    qat_gradients,
    ste_backward,
    stochastic_round,
)
from autograder.exercises.model import LessonExercises

LESSON = LessonExercises(
    lesson="bai08_qat",
    title="Huấn luyện có nhận biết lượng tử hóa",
    exercises=(
        fake_quantize.EXERCISE,
        ste_backward.EXERCISE,
        lsq_step_gradient.EXERCISE,
        qat_gradients.EXERCISE,
        stochastic_round.EXERCISE,
    ),
    question="Đạo hàm của phép làm tròn gần như đâu cũng bằng 0: mạng học sống với 2 bit bằng cách nào?",
    teaches="Lượng tử hóa giả lập ở lượt xuôi, ước lượng truyền thẳng ở lượt ngược, học cả độ dài bước; làm tròn ngẫu nhiên để lần cập nhật nhỏ không mất.",
    reproduces="Trọng số 2 bit theo tensor: làm tròn mạng đã học thì hỏng, học tiếp với bước học được thì gần bằng số thực, như [Esser và cộng sự, 2020](https://arxiv.org/abs/1902.08153); làm tròn ngẫu nhiên cứu việc học trên lưới thô, như [Gupta và cộng sự, 2015](https://arxiv.org/abs/1502.02551)",
    hours=4,
    needs=(3, 7),
    puzzles=(count_codes.PUZZLE, pact_gradient.PUZZLE),
)
