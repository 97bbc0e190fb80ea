"""Zip archives whose bytes depend on nothing but their contents and a date: no clock, no file modes, no folders."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # the first moment a zip can hold
READABLE_FILE = 0o100644 << 16
UNIX = 3


def zipped(contents: Mapping[str, bytes], date: datetime) -> bytes:
    """The bytes of a zip of {name: bytes}, in this order, every file of it as old as `date`."""
    buffer = io.BytesIO()
    moment = max(date.astimezone(UTC), EARLIEST).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr, entry.create_system = READABLE_FILE, UNIX
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """{name: bytes} of a zip given as bytes, in the order it is packed; folders are left out."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist() if not entry.is_dir()}
