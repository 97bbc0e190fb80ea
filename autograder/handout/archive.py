"""Zip archives whose bytes depend on nothing but their contents: no clock, no file modes, no folders."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can hold
READABLE_FILE = 0o100644 << 16
UNIX = 3


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip of {name: bytes}, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr, entry.create_system = READABLE_FILE, UNIX
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """{name: bytes} of a zip given as bytes, in the order it is packed; folders are left out."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist() if not entry.is_dir()}
