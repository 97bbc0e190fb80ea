"""Due dates and extensions, where nbgrader keeps them: in its gradebook, in UTC."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin

from autograder.course_folder import CourseFolder, folders_in
from autograder.files.course_error import CourseError
from autograder.gradebook.assignment import register, stubbed_notebook
from autograder.gradebook.config import course_config, db_url, late_penalties
from autograder.gradebook.errors import explained
from autograder.gradebook.held import held
from autograder.gradebook.reader import GradebookReader
from autograder.gradebook.writer import make_sure
from autograder.people.names import is_student_id

LENGTH = re.compile(
    r"(?=\w)(?:(?P<weeks>\d{1,3})w)?(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,5})h)?(?:(?P<minutes>\d{1,6})m)?", re.ASCII
)
NONE = "0"


def time_zone(name: str | None) -> ZoneInfo | None:
    """The zone of that name, or None, the machine's own, where there is no name; raises CourseError for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CourseError(f"Không có múi giờ nào tên {name!r}. Hãy viết như Asia/Ho_Chi_Minh.") from None


def moment(text: str, zone: tzinfo | None) -> datetime:
    """A date and a time of day in a zone, as an aware datetime; raises CourseError for anything else."""
    try:
        if ":" not in text:
            raise ValueError(text)
        read = datetime.fromisoformat(text.strip())
        return (read.replace(tzinfo=read.tzinfo or zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CourseError(f'{text!r} không phải là ngày và giờ. Hãy viết như "2026-12-01 23:59".') from None


def length(text: str) -> timedelta:
    """How long an extension is, as a timedelta; raises CourseError for what is no length."""
    if text == NONE:
        return timedelta(0)
    found = LENGTH.fullmatch(text)
    if not found:
        raise CourseError(
            f"{text!r} không phải là độ dài gia hạn. Hãy viết như 2d (hai ngày), 12h, 90m, 1w hay 1d12h; 0 là bỏ gia hạn."
        )
    return timedelta(**{unit: int(number or 0) for unit, number in found.groupdict().items()})


def deadlines(folder: CourseFolder, lesson: str) -> tuple[datetime | None, dict[str, timedelta]]:
    """(due date in UTC or None, {student: extension}) as the gradebook has them; writes nothing."""
    folder.demand_lesson(lesson)
    url = db_url(folder)
    with explained(url), GradebookReader(url, lesson) as former:
        due = former.duedate and former.duedate.replace(tzinfo=UTC)
        return due, former.extensions()


def set_deadlines(
    folder: CourseFolder, lesson: str, due: datetime | None = None, extensions: Sequence[tuple[str, timedelta]] = ()
) -> None:
    """Write a due date (an aware datetime; None: as it is) and extensions, pairs of a student and a timedelta.

    An extension counts from the due date and replaces the one before; timedelta(0) takes it back. A student who has
    not handed in yet gets the empty row that nbgrader's extensions need.
    Raises CourseError for an unknown student, for extensions without a due date, while somebody grades.
    """
    folder.demand_lesson(lesson)
    with held(folder) as url:
        make_sure(url)
        register(url, lesson, stubbed_notebook(folder, lesson))
        with Gradebook(url) as gradebook:
            _demand_students(folder, gradebook, [student for student, _ in extensions])
            if extensions and due is None and gradebook.find_assignment(lesson).duedate is None:
                raise CourseError(
                    f'Bài {lesson} chưa có hạn nộp nên chưa gia hạn được. Hãy đặt hạn trước, bằng --due "2026-12-01 23:59".'
                )
            if due is not None:
                gradebook.update_or_create_assignment(lesson, duedate=due)
            for student, longer in extensions:
                _extend(gradebook, lesson, student, longer)


def takes_points(folder: CourseFolder) -> bool:
    """Does the course's nbgrader_config.py take points off late work?"""
    plugin = late_penalties(course_config(folder)).plugin_inst
    return type(plugin) is not LateSubmissionPlugin or plugin.penalty_method != "none"


def _demand_students(folder: CourseFolder, gradebook: Gradebook, students: Collection[str]) -> None:
    """Raise CourseError unless the gradebook or submitted/ knows each."""
    handed_in = {path.name for path in folders_in(folder.root / "submitted") if is_student_id(path.name)}
    known = {student.id for student in gradebook.students} | handed_in
    if unknown := sorted(set(students) - known):
        raise CourseError(
            f"Không thấy {', '.join(unknown)} trong sổ điểm hay trong submitted/. Hãy so lại mã sinh viên; "
            f"nếu mã đúng, hãy thêm vào sổ điểm: nbgrader db student add {unknown[0]}"
        )


def _extend(gradebook: Gradebook, lesson: str, student: str, longer: timedelta) -> None:
    gradebook.update_or_create_student(student)
    try:
        gradebook.find_submission(lesson, student)
    except MissingEntry:
        if not longer:
            return
        gradebook.add_submission(lesson, student)
    gradebook.grant_extension(lesson, student, minutes=longer.total_seconds() / 60)
