"""One grader at a time: whoever comes second is told who is running. The system frees the lock of one that ends."""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook.config import engine_of, is_file

Wait = Callable[[str], object]  # told in a sentence who holds the lock
KEY = 1_815_771_204  # this project's advisory lock in a PostgreSQL database
HOLDER = text(
    "select a.application_name from pg_locks l join pg_stat_activity a using (pid) "
    "where l.locktype = 'advisory' and l.granted and l.objid = :key and l.database = "
    "(select oid from pg_database where datname = current_database())"
)


@contextmanager
def lock(folder: CourseFolder, url: str, wait: Wait | None = None) -> Iterator[None]:
    """Hold the course folder, and the gradebook where a server keeps it.

    wait: told in a sentence who holds it, and then it is waited for; without it a CourseError says the same.
    """
    with _alone_in_folder(folder, wait):
        if is_file(url):
            yield
        else:
            with _alone_in_server(url, wait):
                yield


@contextmanager
def _alone_in_folder(folder: CourseFolder, wait: Wait | None) -> Iterator[None]:
    lock = FileLock(folder.lock, is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = folder.grader.read_text() if folder.grader.is_file() else "không rõ"
        _tell(wait, folder.root, who)
        lock.acquire()
    try:
        folder.grader.write_text(f"{os.getpid()} trên máy {platform.node()}, từ {datetime.now():%H:%M %d/%m/%Y}")
        yield
    finally:
        lock.release()


@contextmanager
def _alone_in_server(url: str, wait: Wait | None) -> Iterator[None]:
    """PostgreSQL's advisory lock, held as long as the connection; other servers have only the folder's lock."""
    if make_url(url).get_backend_name() != "postgresql":
        yield
        return
    me = f"{os.getpid()} @ {platform.node()}"
    with _connected(url, me) as connection:
        if not connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": KEY}):
            _tell(wait, make_url(url).render_as_string(), connection.scalar(HOLDER, {"key": KEY}) or "không rõ")
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": KEY})
        connection.commit()  # the lock is the connection's and stays; no transaction is left open meanwhile
        yield


@contextmanager
def _connected(url: str, me: str) -> Iterator[Connection]:
    shown = make_url(url).render_as_string()
    try:
        connection = engine_of(url, poolclass=NullPool, connect_args={"application_name": me}).connect()
    except OperationalError as error:
        raise CourseError(
            f"Không nối được tới sổ điểm {shown}: {error.orig}. Hãy kiểm tra máy chủ và `db_url` trong nbgrader_config.py."
        ) from error
    with connection:
        yield connection


def _tell(wait: Wait | None, where: Path | str, who: str) -> None:
    """Say who is grading: to whom waits, or to whom cannot."""
    running = f"Một lượt chấm khác đang chạy ở {where} (tiến trình {who})."
    if wait is None:
        raise CourseError(f"{running} Hãy chờ lượt ấy xong rồi chạy lại lệnh này.")
    wait(f"{running} Đang chờ lượt ấy xong.")
