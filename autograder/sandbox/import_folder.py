"""What the student's side may import and read: the worker, `course`, the installed packages; never this project."""

import atexit
import functools
import os
import shutil
import site
import subprocess
import sys
import sysconfig
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import course
from autograder.files.scratch import remove, scratch
from autograder.files.whole import write_whole

INSIDE = Path(__file__).resolve().parent / "inside"
PROJECT = "autograder"
HIDDEN = (PROJECT, "gguf", "ml_dtypes", "onnx", "onnxruntime", "torch")  # they hold, or compute, what lessons ask for
SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/sbin",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/alternatives",
)
_MAKING = threading.Lock()
_KEPT_FONTS: list[Path] = []


def import_folder() -> Path:
    """A folder with the student's side and a copy of `course`; it goes when the grader ends."""
    with _MAKING:
        return Path(_make().name)


def keep_fonts(folder: Path) -> None:
    """Have what Matplotlib found of fonts kept in a folder, for the runs to come; asked before the first import_folder()."""
    _KEPT_FONTS[:] = [folder]


@functools.cache
def _make() -> tempfile.TemporaryDirectory[str]:
    made = scratch("nhap")
    atexit.register(remove, made.name)  # surer than the folder's own end
    folder = Path(made.name)
    for path in INSIDE.glob("*.py"):
        shutil.copy(path, folder)
    shutil.copytree(Path(course.__file__).parent, folder / "course")  # and what Python has compiled of it
    _warm_font_cache(folder / "matplotlib")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)  # the student's side may be another user
    return made


def _warm_font_cache(folder: Path) -> None:
    """Let Matplotlib look for fonts once, not in every sandbox. It looks again by itself where one of them is gone.

    What it has found for this user before, in its own place, does as well.
    """
    folder.mkdir()
    kept = [path for place in (*_KEPT_FONTS, _matplotlibs_own()) for path in place.glob("fontlist-*.json")]
    for path in kept:
        shutil.copy(path, folder)
    if kept:
        return
    variables = {**os.environ, "MPLCONFIGDIR": str(folder)}
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=variables, check=True)
    for place in _KEPT_FONTS:
        with suppress(OSError):  # a place that cannot be written to only costs time
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in folder.glob("fontlist-*.json"):
                write_whole(place / path.name, path.read_bytes())


def _matplotlibs_own() -> Path:
    """Where Matplotlib keeps what it found on Linux: https://matplotlib.org/stable/install/environment_variables_faq.html"""
    if own := os.environ.get("MPLCONFIGDIR"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "matplotlib"


def site_packages() -> list[str]:
    """Folders of installed packages; named one by one so that no .pth file leads back to this project."""
    return sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()})


def whole(*more: str | os.PathLike[str]) -> list[str]:
    """Paths of which a student's process may read everything: the system's programs, this Python, its packages, and `more`."""
    packages = [folder for folder in site_packages() if folder not in partly()]
    wanted = [*SYSTEM, sys.base_prefix, sys.base_exec_prefix, *packages, import_folder(), *more]
    return list(dict.fromkeys(str(path) for path in wanted if os.path.lexists(path)))


def partly() -> dict[str, tuple[str, ...]]:
    """{folder: names}: folders of packages of which it may read all but these: where something is installed that is hidden."""
    return {
        folder: HIDDEN
        for folder in site_packages()
        if any(os.path.exists(os.path.join(folder, name)) for name in HIDDEN)
    }


def readable(*more: str | os.PathLike[str]) -> list[str]:
    """All paths a student's process may read, one by one: `whole`, and what is to be read of `partly`."""
    entries = [
        os.path.join(folder, name)
        for folder, hidden in partly().items()
        for name in os.listdir(folder)
        if name not in hidden
    ]
    return [*whole(*more), *entries]


def environment(folder: str) -> dict[str, str]:
    """All variables of a student's process, whose only own folder is `folder`."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": folder,
        "USERPROFILE": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "IPYTHONDIR": folder,
        "MPLCONFIGDIR": str(Path(folder) / ".matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COURSE_STATIC": "1",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
