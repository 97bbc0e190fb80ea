"""What lies in a zip or a folder that strangers filled: names and bytes, nothing written, every bound counted.

The form of a zip: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import calendar
import errno
import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath

from autograder.collecting.entry_names import UTF_8_NAME, name_of
from autograder.files.course_error import CourseError
from autograder.files.kinds import ZIP, kind_of
from autograder.intake.junk import are_junk
from autograder.intake.read import LIMIT_BYTES, take
from autograder.intake.status import Status

TOTAL_BYTES = 1024**3  # read of one hand-in, zips in zips included
ITEMS = 50_000  # a person's own, of an archive and of one hand-in
ENTRIES, TABLE_BYTES = 100_000, 32 * 1024 * 1024  # those of systems and tools included; of the table of contents alone
PATH_CHARS, PARTS = 1000, 20
RATIO, RATIO_FROM = 200, 10 * 1024 * 1024  # a larger file that shrank more than this is a bomb
SEVERAL_SYSTEMS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1
FIRST_DAY = (1980, 1, 1)
UNUSABLE = re.compile(r"[\x00-\x1f\x7f]")
TABLE_ENTRY, ENTRY_BYTES = b"PK\x01\x02", 46
FILE_HEADER, HEADER_BYTES = b"PK\x03\x04", 30

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

Named = tuple[tuple[str, ...], str | None]  # a path, why it cannot be taken


class Refused(Exception):
    """Something that is not taken; its text says why."""


@dataclass
class Budget:
    """How much may still be read of one hand-in and all that is in it; nobody's can use up what others may have."""

    bytes: int = TOTAL_BYTES
    items: int = ITEMS
    entries: int = ENTRIES

    def spend(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            raise Refused(TOO_MUCH)

    def count(self, items: int, entries: int) -> None:
        self.items -= items
        self.entries -= entries
        if self.items < 0 or self.entries < 0:
            raise Refused(TOO_MANY)


@dataclass(frozen=True)
class Item:
    """A file of an archive. parts: its path, composed (NFC). problem: why it cannot be taken, or None.

    time: when it was changed last, in seconds; 0 where nothing tells. is_junk: is it what a system or a tool put there?
    """

    parts: tuple[str, ...]
    problem: str | None
    _read: Callable[[int], bytes] = field(repr=False)
    budget: Budget = field(repr=False)
    time: float = 0
    is_junk: bool = False

    def read(self, limit: int = LIMIT_BYTES) -> bytes:
        """Its bytes; raises Refused for what is larger than limit, broken, or not to be taken."""
        if self.problem:
            raise Refused(self.problem)
        content = self._read(limit)
        self.budget.spend(len(content))
        return content


@contextmanager
def opened(path: str | os.PathLike[str], only: Collection[str] | None = None) -> Iterator[list[Item]]:
    """The Items of a zip or a folder, in order; raises CourseError where it is neither. only: these folders in a folder."""
    with ExitStack() as held:
        yield _items(Path(path), held, only)


def _items(path: Path, held: ExitStack, only: Collection[str] | None) -> list[Item]:
    try:
        if path.is_dir():
            return _of_folder(path, Budget(), only)
        if path.is_file():
            return _of_zip(held.enter_context(_zip(held.enter_context(_Zip(io.FileIO(path))))), Budget())
    except zipfile.BadZipFile as error:
        raise CourseError(_no_zip(path)) from error
    except Refused as error:
        raise CourseError(f"{path}: {error}. Hãy tải từng phần của lớp rồi chạy lệnh này cho từng phần.") from error
    raise CourseError(f"Không có {path}. Hãy xem lại đường dẫn tới tệp zip hay thư mục.")


def _no_zip(path: Path) -> str:
    """What is said of a file that no zip can be read from."""
    with path.open("rb") as file:
        kind = kind_of(file.read(ENTRY_BYTES))
    if kind in (None, ZIP):
        return f"{path} không phải là một tệp zip đọc được, có lẽ tải về chưa hết. Hãy tải lại, hoặc giải nén rồi đưa thư mục cho lệnh này."
    return f"{path} là tệp {kind}, không phải zip. Hãy giải nén rồi đưa thư mục cho lệnh này, với `--from folder` nếu mỗi thư mục con mang mã hay tên của một sinh viên."


def inside(item: Item) -> list[Item]:
    """The Items of a zip that is an Item itself; raises Refused. They are read from memory, as long as they are kept."""
    try:
        return _of_zip(_zip(_Zip(io.BytesIO(item.read()))), item.budget)
    except zipfile.BadZipFile as error:
        raise Refused(BROKEN) from error


class _Zip(io.BufferedReader):
    """The bytes of a zip as zipfile reads them, its table of contents looked at first.

    A table that is too large is Refused before it is parsed. Where a name is said to be UTF-8 and is none, nothing says so
    any more: zipfile would give up on the whole archive.
    """

    def __init__(self, raw: io.FileIO | io.BytesIO) -> None:
        super().__init__(raw)
        self.misnamed: list[int] = []
        self.headers: set[int] = set()
        self.is_open = False

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]  # zipfile never says None
        if not self.is_open and size > TABLE_BYTES:
            raise Refused(TOO_MANY)
        place, content = self.tell(), super().read(size)
        if not self.is_open and size > 0 and content.startswith(TABLE_ENTRY):
            content, self.misnamed = _looked_at(content)
        elif place in self.headers and size == HEADER_BYTES and content.startswith(FILE_HEADER):
            content = content[:7] + bytes([content[7] & ~(UTF_8_NAME >> 8)]) + content[8:]
        return content


def _looked_at(table: bytes) -> tuple[bytes, list[int]]:
    """(a zip's table of contents in which no name says that it is UTF-8 and is none, numbers of the entries where one did)."""
    changed, misnamed, place, count = bytearray(table), [], 0, 0
    while table.startswith(TABLE_ENTRY, place) and place + ENTRY_BYTES <= len(table):
        if count == ENTRIES:
            raise Refused(TOO_MANY)
        (flags,), lengths = struct.unpack_from("<H", table, place + 8), struct.unpack_from("<3H", table, place + 28)
        if flags & UTF_8_NAME and not _is_utf_8(table[place + ENTRY_BYTES : place + ENTRY_BYTES + lengths[0]]):
            changed[place + 9] &= ~(UTF_8_NAME >> 8)
            misnamed.append(count)
        place, count = place + ENTRY_BYTES + sum(lengths), count + 1
    return bytes(changed), misnamed


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _zip(file: _Zip) -> zipfile.ZipFile:
    """A ZipFile, which leaves `file` open; whatever is wrong with its table of contents is a BadZipFile."""
    try:
        archive = zipfile.ZipFile(file)
    except (ValueError, NotImplementedError, EOFError, struct.error) as error:
        raise zipfile.BadZipFile(str(error)) from error
    file.headers = {archive.infolist()[number].header_offset for number in file.misnamed}
    file.is_open = True
    return archive


def own(items: Sequence[Item]) -> tuple[list[Item], int]:
    """(the Items that a person put there, how many others there are)."""
    kept = [item for item in items if not item.is_junk]
    return kept, len(items) - len(kept)


def _of_zip(archive: zipfile.ZipFile, budget: Budget) -> list[Item]:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    named = [_parts(name_of(entry)) for entry in entries]
    junk = are_junk([parts for parts, _ in named])
    budget.count(junk.count(False), len(archive.infolist()))
    return [_zipped(archive, *found, budget) for found in zip(entries, named, junk)]


def _zipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, named: Named, is_junk: bool, budget: Budget) -> Item:
    parts, problem = named
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        problem = problem or LINK
    elif entry.flag_bits & ENCRYPTED:
        problem = problem or PASSWORD
    elif entry.compress_type not in SEVERAL_SYSTEMS:
        problem = problem or COMPRESSION
    elif entry.file_size > max(RATIO_FROM, RATIO * entry.compress_size):
        problem = problem or BOMB
    return Item(parts, problem, lambda limit: _unzipped(archive, entry, limit), budget, _time_of(entry), is_junk)


def _time_of(entry: zipfile.ZipInfo) -> float:
    """An entry's time in seconds; 0 for the first day that a zip can tell, which stands for none, and for what is no time."""
    try:
        return calendar.timegm(datetime(*entry.date_time).timetuple()) if entry.date_time[:3] > FIRST_DAY else 0
    except ValueError:
        return 0


def _parts(name: str) -> Named:
    """(path, problem) of a name in a zip, which may have been made on Windows."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    if not parts or len(text) > PATH_CHARS or len(parts) > PARTS or UNUSABLE.search(text):
        return parts or (NO_NAME,), NO_NAME
    if text.startswith("/") or ".." in parts or parts[0].endswith(":"):
        return parts, UNSAFE_PATH
    return parts, None


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """What an entry holds, counted as it comes and never believed beforehand."""
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Refused(BROKEN) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # the place that the zip tells is none of the file
            raise
        raise Refused(BROKEN) from error
    if len(content) > limit:
        raise Refused(TOO_LARGE)
    return content


def _of_folder(root: Path, budget: Budget, only: Collection[str] | None) -> list[Item]:
    found: list[Path] = []
    tops = [root] if only is None else [root / name for name in sorted(only)]
    for place, folders, files in (step for top in tops for step in os.walk(top)):
        folders.sort()
        links = [name for name in folders if Path(place, name).is_symlink()]
        budget.count(0, len(files) + len(links))
        found += [Path(place, name) for name in sorted([*files, *links])]
    named = [_parts(_shown(path.relative_to(root))) for path in found]
    junk = are_junk([parts for parts, _ in named])
    budget.count(junk.count(False), 0)
    return [_found(*one, budget) for one in zip(found, named, junk)]


def _shown(path: PurePath) -> str:
    return path.as_posix().encode(errors="replace").decode()


def _found(path: Path, named: Named, is_junk: bool, budget: Budget) -> Item:
    parts, problem = named
    there = path.lstat()
    if not stat.S_ISREG(there.st_mode):
        problem = LINK
    return Item(parts, problem, lambda limit: _taken(path, limit), budget, there.st_mtime, is_junk)


def _taken(path: Path, limit: int) -> bytes:
    content = take(path, limit)
    if isinstance(content, Status):
        raise Refused(TOO_LARGE if content is Status.TOO_LARGE else UNREADABLE)
    return content
