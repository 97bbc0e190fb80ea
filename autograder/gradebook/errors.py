"""What the gradebook's database refuses, told so that a person can mend it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError

from autograder.files.course_error import CourseError
from autograder.gradebook.busy import Busy
from autograder.gradebook.schema import demand_current, shown, too_old

KEPT = "Điểm đã ghi trước đó vẫn nguyên."
NO_ROOM = f"{KEPT} Đĩa đã đầy. Hãy dọn bớt đĩa, rồi chạy lại lệnh này."
NO_RIGHT = (
    f"{KEPT} Hãy xem thư mục chứa sổ điểm có ở đó không, bạn có quyền đọc và ghi ở đó không, rồi chạy lại lệnh này."
)
BUSY = f"{KEPT} Một chương trình khác đang dùng sổ điểm. Hãy đóng chương trình ấy, rồi chạy lại lệnh này."
BROKEN = "Đó không phải là một sổ điểm, hoặc tệp đã hỏng. Hãy lấy lại bản sao lưu của sổ điểm, rồi chạy lại lệnh này."
NO_SERVER = f"{KEPT} Hãy kiểm tra máy chủ và `db_url` trong nbgrader_config.py, rồi chạy lại lệnh này."
UNKNOWN = f"{KEPT} Hãy sửa theo lời báo ấy, rồi chạy lại lệnh này."

SQLITE = {
    sqlite3.SQLITE_FULL: NO_ROOM,
    **dict.fromkeys(
        (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH), NO_RIGHT
    ),
    **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), BUSY),
    **dict.fromkeys((sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT), BROKEN),
}
POSTGRESQL = {"53100": NO_ROOM, "42501": NO_RIGHT, "25006": NO_RIGHT, "55P03": BUSY}  # by SQLSTATE
NOT_CONNECTED = ("08", "28", "3D", "57P")  # how those begin where no connection was made, or none was left
UNDEFINED = ("42P01", "42703")  # no such table, no such column
UNDEFINED_IN_SQLITE = ("no such table", "no such column", "table ")  # "table grade has no column named extra_credit"


@contextmanager
def explained(url: str) -> Iterator[None]:
    """For whoever opens the gradebook: another nbgrader's is refused, and what its database refuses is told with the remedy."""
    try:
        demand_current(url)
        yield
    except ArgumentError as error:
        raise CourseError(
            f"Sổ điểm {shown(url)} báo lỗi: {error}. Hãy sửa `db_url` trong nbgrader_config.py."
        ) from error
    except DBAPIError as error:
        if _is_undefined(error.orig):
            raise CourseError(too_old(url)) from error
        what, remedy = f"Sổ điểm {shown(url)} báo lỗi: {error.orig}.", _remedy(error.orig)
        raise Busy(what, remedy) if remedy is BUSY else CourseError(f"{what} {remedy}") from error


def _is_undefined(found: BaseException | None) -> bool:
    """Did it ask for a table or a column that is not there?"""
    if isinstance(found, sqlite3.Error):
        return _code(found) == sqlite3.SQLITE_ERROR and str(found).startswith(UNDEFINED_IN_SQLITE)
    return getattr(found, "sqlstate", None) in UNDEFINED


def _code(found: BaseException) -> int:
    """SQLite's number without the bits that tell details; 0 for what Python's driver refuses itself."""
    return getattr(found, "sqlite_errorcode", 0) & 0xFF


def _remedy(found: BaseException | None) -> str:
    if isinstance(found, sqlite3.Error):
        return SQLITE.get(_code(found), UNKNOWN)
    state = getattr(found, "sqlstate", None)
    return NO_SERVER if state is None or state.startswith(NOT_CONNECTED) else POSTGRESQL.get(state, UNKNOWN)
