"""A smaller wheel: without what a lesson in the browser never opens, so that its first opening takes less."""

import base64
import hashlib

from packaging.utils import canonicalize_name

from autograder.handout.archive import EARLIEST, unzipped, zipped
from autograder.site.parts import Wheel

LEFT_OUT = {  # {package: beginnings of the names of files}
    "jedi": ("jedi/third_party/django-stubs/", "jedi/third_party/typeshed/stubs/"),
    "matplotlib": (
        "matplotlib/mpl-data/sample_data/",
        "matplotlib/mpl-data/fonts/afm/",  # for PostScript
        "matplotlib/mpl-data/fonts/pdfcorefonts/",
        "matplotlib/mpl-data/images/",  # buttons of windows
    ),
    "numpy": ("numpy/_core/include/", "numpy/f2py/"),  # for C and Fortran
}


def slim(wheel: Wheel) -> Wheel:
    """The wheel under its own name, without what LEFT_OUT lists; the same one where nothing is listed."""
    left_out = LEFT_OUT.get(package(wheel), ())
    if not left_out:
        return wheel
    files = {name: data for name, data in unzipped(wheel.data).items() if not name.startswith(left_out)}
    [record] = [name for name in files if name.endswith(".dist-info/RECORD")]
    del files[record]
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    return Wheel(wheel.name, zipped(files, EARLIEST))


def package(wheel: Wheel) -> str:
    """The name of the package, as indexes write it."""
    return canonicalize_name(wheel.name.split("-")[0])


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
