"""What lies in a zip or a folder that strangers filled: names and bytes, nothing written, every bound counted.

The form of a zip: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import calendar
import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.course_folder import CourseError
from autograder.intake.read import LIMIT_BYTES, take
from autograder.intake.status import Status

TOTAL_BYTES = 1024**3  # read of one hand-in, zips in zips included
ITEMS = 50_000  # of an archive, and of one hand-in
PATH_CHARS, PARTS = 1000, 20
RATIO, RATIO_FROM = 200, 10 * 1024 * 1024  # a larger file that shrank more than this is a bomb
SEVERAL_SYSTEMS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1
UTF_8_NAME = 0x800
FIRST_DAY = (1980, 1, 1)
UNUSABLE = re.compile(r"[\x00-\x1f\x7f]")
JUNK_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__"}
JUNK_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}

UNSAFE_PATH = "đường dẫn dẫn ra ngoài thư mục"
NO_NAME = "tên không dùng được"
LINK = "là liên kết, không phải tệp thường"
PASSWORD = "có mật khẩu"
COMPRESSION = "kiểu nén lạ"
BOMB = "nén quá mức, giống bom nén"
TOO_LARGE = "quá lớn"
TOO_MUCH = "cả bài nộp đã quá lớn khi giải nén"
TOO_MANY = "gói có quá nhiều tệp"
BROKEN = "hỏng, không giải nén được"
UNREADABLE = "không đọc được"


class Refused(Exception):
    """Something that is not taken; its text says why."""


@dataclass
class Budget:
    """How much may still be read of one hand-in and all that is in it; nobody's can use up what others may have."""

    bytes: int = TOTAL_BYTES
    items: int = ITEMS

    def spend(self, count):
        self.bytes -= count
        if self.bytes < 0:
            raise Refused(TOO_MUCH)


@dataclass(frozen=True)
class Item:
    """A file of an archive. parts: its path, composed (NFC). problem: why it cannot be taken, or None.

    time: when it was changed last, in seconds; 0 where nothing tells.
    """

    parts: tuple[str, ...]
    problem: str | None
    _read: Callable[[int], bytes] = field(repr=False)
    budget: Budget = field(repr=False)
    time: float = 0

    def read(self, limit=LIMIT_BYTES):
        """Its bytes; raises Refused for what is larger than limit, broken, or not to be taken."""
        if self.problem:
            raise Refused(self.problem)
        content = self._read(limit)
        self.budget.spend(len(content))
        return content


@contextmanager
def opened(path):
    """The Items of a zip or a folder, in order; raises CourseError where it is neither."""
    with ExitStack() as held:
        yield _items(Path(path), held)


def _items(path, held):
    try:
        if path.is_dir():
            return _of_folder(path, Budget())
        if path.is_file():
            return _of_zip(held.enter_context(_zip(path)), Budget())
    except zipfile.BadZipFile as error:
        raise CourseError(f"{path} không phải là một tệp zip đọc được. Hãy tải lại, hoặc giải nén rồi đưa thư mục cho lệnh này.") from error
    except Refused as error:
        raise CourseError(f"{path}: {error}. Hãy tải từng phần của lớp rồi chạy lệnh này cho từng phần.") from error
    raise CourseError(f"Không có {path}. Hãy xem lại đường dẫn tới tệp zip hay thư mục.")


def inside(item):
    """The Items of a zip that is an Item itself; raises Refused. They are read from memory, as long as they are kept."""
    try:
        return _of_zip(_zip(io.BytesIO(item.read())), item.budget)
    except zipfile.BadZipFile as error:
        raise Refused(BROKEN) from error


def _zip(file):
    """A ZipFile; whatever is wrong with its table of contents is a BadZipFile."""
    try:
        return zipfile.ZipFile(file)
    except (ValueError, NotImplementedError, EOFError, OverflowError, struct.error) as error:
        raise zipfile.BadZipFile(str(error)) from error


def is_junk(parts):
    """Is it what a system, not a person, put there?"""
    return bool(JUNK_FOLDERS.intersection(parts)) or parts[-1] in JUNK_FILES or parts[-1].startswith("._")


def _of_zip(archive, budget):
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    budget.items -= len(entries)
    if budget.items < 0:
        raise Refused(TOO_MANY)
    return [_zipped(archive, entry, budget) for entry in entries]


def _zipped(archive, entry, budget):
    parts, problem = _parts(_named(entry))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        problem = problem or LINK
    elif entry.flag_bits & ENCRYPTED:
        problem = problem or PASSWORD
    elif entry.compress_type not in SEVERAL_SYSTEMS:
        problem = problem or COMPRESSION
    elif entry.file_size > max(RATIO_FROM, RATIO * entry.compress_size):
        problem = problem or BOMB
    return Item(parts, problem, lambda limit: _unzipped(archive, entry, limit), budget, _time_of(entry))


def _time_of(entry):
    """An entry's time in seconds; 0 for the first day that a zip can tell, which stands for none, and for what is no time."""
    try:
        return calendar.timegm(datetime(*entry.date_time).timetuple()) if entry.date_time[:3] > FIRST_DAY else 0
    except ValueError:
        return 0


def _named(entry):
    """An entry's name: zips without the flag for UTF-8 often hold UTF-8 all the same."""
    if entry.flag_bits & UTF_8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename


def _parts(name):
    """(path, problem) of a name in a zip, which may have been made on Windows."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    if not parts or len(text) > PATH_CHARS or len(parts) > PARTS or UNUSABLE.search(text):
        return parts or (NO_NAME,), NO_NAME
    if text.startswith("/") or ".." in parts or parts[0].endswith(":"):
        return parts, UNSAFE_PATH
    return parts, None


def _unzipped(archive, entry, limit):
    """What an entry holds, counted as it comes and never believed beforehand."""
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Refused(BROKEN) from error
    if len(content) > limit:
        raise Refused(TOO_LARGE)
    return content


def _of_folder(root, budget):
    items = []
    for place, folders, files in os.walk(root):
        folders.sort()
        links = [name for name in folders if Path(place, name).is_symlink()]
        budget.items -= len(files) + len(links)
        if budget.items < 0:
            raise Refused(TOO_MANY)
        items += [_found(root, Path(place, name), budget) for name in sorted([*files, *links])]
    return items


def _found(root, path, budget):
    name = path.relative_to(root).as_posix()
    shown = name.encode(errors="replace").decode()
    parts, problem = _parts(shown)
    there = path.lstat()
    if not stat.S_ISREG(there.st_mode):
        problem = LINK
    return Item(parts, problem, lambda limit: _taken(path, limit), budget, there.st_mtime)


def _taken(path, limit):
    content = take(path, limit)
    if isinstance(content, Status):
        raise Refused(TOO_LARGE if content is Status.TOO_LARGE else UNREADABLE)
    return content
