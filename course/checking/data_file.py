"""Where a lesson's check data lies, and what is said where it is not there or cannot be read."""

from pathlib import Path

from course.checking.notice import Notice

SUFFIX = ".check.json"
WITH_COURSE = (
    Path(__file__).parent.parent / "lessons"
)  # in the wheel only: for where no file beside a notebook can be read
MOST_NAMED = 3  # files of other lessons that are named


def find(lesson: str, folder: Path, suffix: str = SUFFIX) -> Path | None:
    """The check data of a lesson, or what else has this suffix, beside its notebook.

    Where nothing can be read there, the copy that came with `course`, if one did.
    """
    copy = WITH_COURSE / f"{lesson}{suffix}"
    found = beside(lesson, folder, suffix)
    return found if not copy.is_file() or found and _can_be_read(found) else copy


def beside(lesson: str, folder: Path, suffix: str = SUFFIX) -> Path | None:
    """The file in the folder, in the lesson's folder below it, or in the one beside it; None where it is in none.

    A notebook that shares the kernel of another lesson runs in that one's folder.
    """
    name = f"{lesson}{suffix}"
    places = (folder / name, folder / lesson / name, folder.parent / lesson / name)
    return next((place for place in places if place.is_file()), None)


def _can_be_read(path: Path) -> bool:
    """A browser may list a file and not give it."""
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


def no_data(lesson: str, folder: Path) -> Notice:
    """What is said where the file is not there."""
    there = sorted(path.name for path in folder.glob(f"*{SUFFIX}"))[:MOST_NAMED]
    other = [f"Ở đó có {', '.join(there)}. Bạn có viết nhầm tên bài trong Lesson(…) không?"] if there else []
    return Notice(
        f"Chưa kiểm tra được: không thấy tệp {lesson}{SUFFIX}.",
        f"Đã tìm trong thư mục {folder}.",
        *other,
        f"Hãy chép {lesson}{SUFFIX} từ gói bài học vào thư mục ấy, cạnh notebook, rồi chạy lại ô có Lesson(…).",
    )


def broken_data(path: Path) -> Notice:
    """What is said where the file is no check data."""
    return Notice(
        f"Chưa kiểm tra được: tệp {path.name} không còn như lúc được phát.",
        f"Tệp nằm ở thư mục {path.parent}.",
        "Hãy chép lại tệp ấy từ gói bài học, thay cho tệp này, rồi chạy lại ô có Lesson(…).",
    )
