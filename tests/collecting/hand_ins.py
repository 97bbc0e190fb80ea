"""Archives made for a test: any name, any bytes."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

LESSON = "bai01_so_nguyen"


NO_TIME = (1980, 1, 1, 0, 0, 0)


def as_zip(contents, times=None):
    """The bytes of a zip of {name or ZipInfo: bytes}, or of (name, bytes) pairs where a name comes twice.

    times: {name: (year, month, day, hour, minute, second)} of when a file was changed; of the others nothing tells.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items() if isinstance(contents, dict) else contents:
            info = (
                name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (times or {}).get(name, NO_TIME))
            )
            archive.writestr(info, data, zipfile.ZIP_DEFLATED if info is not name else None)
    return buffer.getvalue()


@dataclass(frozen=True)
class Entry:
    """An entry of a zip byte by byte: what zipfile would not write. offset: what the table of contents says instead of the truth."""

    name: bytes
    data: bytes = b""
    flags: int = 0
    extra: bytes = b""
    offset: int | None = None


def raw_zip(entries):
    """The bytes of a zip of Entries, not compressed."""
    files, table = b"", b""
    for one in entries:
        told = struct.pack(
            "<5H3I2H",
            20,
            one.flags,
            0,
            0,
            33,
            zlib.crc32(one.data),
            len(one.data),
            len(one.data),
            len(one.name),
            len(one.extra),
        )
        place = len(files) if one.offset is None else one.offset
        table += (
            b"PK\1\2" + struct.pack("<H", 20) + told + struct.pack("<3H2I", 0, 0, 0, 0, place) + one.name + one.extra
        )
        files += b"PK\3\4" + told + one.name + one.extra + one.data
    return (
        files + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(table), len(files), 0)
    )
