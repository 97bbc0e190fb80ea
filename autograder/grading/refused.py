"""What the gradebook's database refuses, told so that a person can mend it."""

from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from autograder.course_folder import CourseError


@contextmanager
def said_of(url):
    """What the gradebook's database refuses (no room, no right, another's lock, broken), as something a person can mend."""
    try:
        yield
    except (DBAPIError, ArgumentError) as error:
        raise CourseError(
            f"Sổ điểm {make_url(url).render_as_string()} báo lỗi: {getattr(error, 'orig', error)}. Điểm đã ghi trước đó vẫn nguyên. "
            "Hãy đóng chương trình khác đang dùng sổ điểm, xem lại quyền ghi và chỗ trống trên đĩa, rồi chạy lại lệnh này."
        ) from error
