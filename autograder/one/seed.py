"""What the hidden cases of one notebook are drawn from: a secret of the pipeline, else the course folder's, else a new one."""

import secrets
from dataclasses import dataclass

from autograder.authoring.more import PUBLIC_SEEDS
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.grading.lesson import read_seed
from autograder.one.secret import VARIABLE

ENVIRONMENT, COURSE, RANDOM = "environment", "course", "random"  # where a seed is from
DRAWN_ANEW = (
    f"Không có hạt giống bí mật nào (biến môi trường {VARIABLE} hay tệp grading_seed), nên trường hợp ẩn được rút mới cho "
    "riêng lần chấm này. Chấm lại thì gặp trường hợp khác."
)


@dataclass(frozen=True)
class Seed:
    """number: what cases are drawn from; no text shows it. origin: ENVIRONMENT, COURSE or RANDOM."""

    number: int
    origin: str

    def __repr__(self) -> str:
        return f"Seed(origin={self.origin!r})"


def seed_of(folder: CourseFolder, secret: str) -> Seed:
    """The Seed. secret: what VARIABLE held, "" for nothing; raises CourseError, which does not repeat it, where it is no seed."""
    if told := secret.strip():
        if not (told.isascii() and told.isdecimal() and int(told) < PUBLIC_SEEDS):
            raise CourseError(
                f"Biến môi trường {VARIABLE} phải là một số nguyên từ 0 đến 2^64 − 1. "
                'Hãy tạo một số bằng: python -c "import secrets; print(secrets.randbelow(2**64))"'
            )
        return Seed(int(told), ENVIRONMENT)
    if folder.seed.is_file():
        return Seed(read_seed(folder), COURSE)
    return Seed(secrets.randbelow(PUBLIC_SEEDS), RANDOM)
