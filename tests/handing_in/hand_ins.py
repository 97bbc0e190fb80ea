"""Archives made for a test: any name, any bytes."""

import io
import zipfile

LESSON = "bai01_so_nguyen"


def as_zip(contents):
    """The bytes of a zip of {name or ZipInfo: bytes}, or of (name, bytes) pairs where a name comes twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items() if isinstance(contents, dict) else contents:
            archive.writestr(name, data)
    return buffer.getvalue()
