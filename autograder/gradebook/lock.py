"""One grader at a time: whoever comes second is told who is running. The system frees the lock of one that ends.

A command that runs for days gives way: it holds the lock for moments, and whoever wants it meanwhile waits for that.
"""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook.busy import Busy
from autograder.gradebook.config import engine_of, is_file

Wait = Callable[[str], object]  # told in a sentence who holds the lock
LISTEN_SECONDS = 1.0  # how often who waits looks whether it is still one who gives way that holds the lock
KEY = 1_815_771_204  # this project's advisory lock in a PostgreSQL database
GIVES_WAY = "[watch]"  # begins what such a holder says of itself: a server keeps 63 letters of that, plain ones
HOLDER = text(
    "select a.application_name from pg_locks l join pg_stat_activity a using (pid) "
    "where l.locktype = 'advisory' and l.granted and l.objid = :key and l.database = "
    "(select oid from pg_database where datname = current_database())"
)


@contextmanager
def lock(folder: CourseFolder, url: str, wait: Wait | None = None, gives_way: bool = False) -> Iterator[None]:
    """Hold the course folder, and the gradebook where a server keeps it.

    wait: told in a sentence who holds it, and then it is waited for; without it Busy says the same.
    gives_way: will it be let go in a moment, so that others wait for it without a word? Who gives way waits for nobody.
    """
    with _alone_in_folder(folder, wait, gives_way):
        if is_file(url):
            yield
        else:
            with _alone_in_server(url, wait, gives_way):
                yield


@contextmanager
def _alone_in_folder(folder: CourseFolder, wait: Wait | None, gives_way: bool) -> Iterator[None]:
    lock = FileLock(folder.lock, is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        _acquire_from(lock, folder, wait, gives_way)
    mine = f"{os.getpid()} trên máy {platform.node()}, từ {datetime.now():%H:%M %d/%m/%Y}"
    try:
        folder.grader.write_text(_myself(mine, gives_way))
        yield
    finally:
        lock.release()


def _acquire_from(lock: FileLock, folder: CourseFolder, wait: Wait | None, gives_way: bool) -> None:
    """Acquire the lock that somebody holds: one who gives way lets it go soon; anybody else, only if one may wait."""
    while (who := _holder(folder)).startswith(GIVES_WAY) and not gives_way:
        with suppress(Timeout):
            lock.acquire(timeout=LISTEN_SECONDS)
            return
    _tell(wait, folder.root, who)
    lock.acquire()


def _myself(name: str, gives_way: bool) -> str:
    return f"{GIVES_WAY} {name}" if gives_way else name


def _holder(folder: CourseFolder) -> str:
    return folder.grader.read_text() if folder.grader.is_file() else "không rõ"


@contextmanager
def _alone_in_server(url: str, wait: Wait | None, gives_way: bool) -> Iterator[None]:
    """PostgreSQL's advisory lock, held as long as the connection; other servers have only the folder's lock."""
    if make_url(url).get_backend_name() != "postgresql":
        yield
        return
    me = _myself(f"{os.getpid()} @ {platform.node()}", gives_way)
    with _connected(url, me) as connection:
        if not connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": KEY}):
            who = connection.scalar(HOLDER, {"key": KEY}) or "không rõ"
            if gives_way or not who.startswith(GIVES_WAY):
                _tell(wait, make_url(url).render_as_string(), who)
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
        raise Busy(running, "Hãy chờ lượt ấy xong rồi chạy lại lệnh này.")
    wait(f"{running} Đang chờ lượt ấy xong.")
