"""Archives made for a test: any name, any bytes."""

import io
import zipfile

LESSON = "bai01_so_nguyen"


NO_TIME = (1980, 1, 1, 0, 0, 0)


def as_zip(contents, times=None):
    """The bytes of a zip of {name or ZipInfo: bytes}, or of (name, bytes) pairs where a name comes twice.

    times: {name: (year, month, day, hour, minute, second)} of when a file was changed; of the others nothing tells.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items() if isinstance(contents, dict) else contents:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (times or {}).get(name, NO_TIME))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED if info is not name else None)
    return buffer.getvalue()
