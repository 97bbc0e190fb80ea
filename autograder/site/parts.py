"""What the site is made of that is not ours: fetched once, kept in a cache, and each file held to a hash that is written down.

Three places: npm (Pyodide's core, MathJax), PyPI (the kernel's pure Python), Pyodide's own release (Python built for the browser).
"""

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course_folder import ROOT
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole

CACHE = ROOT / ".cache" / "site"
KERNEL_PINS = Path(__file__).with_name("kernel.lock")
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
FROM_RELEASE = ("matplotlib", "micropip")  # and what they need
NOT_NEEDED = {"fonttools", "pytz"}  # matplotlib names them, the lessons' pictures never load them
PINNED = re.compile(r"--hash=sha256:(?P<sha256>[0-9a-f]{64})")
PATIENCE = 60  # seconds without a byte from a server


@dataclass(frozen=True)
class Npm:
    """A package of npm. sha512: of its archive, as npm writes it, in base64."""

    name: str
    version: str
    sha512: str

    def files(self, cache: Path = CACHE) -> Mapping[str, bytes]:
        """{path: bytes} of the package; raises CourseError where it cannot be fetched or is another."""
        path = cache / f"{self.name}-{self.version}.tgz"
        if not path.is_file():
            cache.mkdir(parents=True, exist_ok=True)
            _run(["npm", "pack", f"{self.name}@{self.version}", "--silent", "--pack-destination", str(cache)], "npm")
        data = path.read_bytes()
        _demand(b64encode(hashlib.sha512(data).digest()).decode() == self.sha512, path)
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            return {
                member.name.partition("/")[2]: opened.read()
                for member in archive
                if (opened := archive.extractfile(member))
            }


@dataclass(frozen=True)
class Wheel:
    """A wheel: the name of its file, and its bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


PYODIDE = Npm(
    "pyodide", "314.0.3", "sK40My6m8tmBUYtYH9au9rXUeh9x0wfahtHdOlGmJxZDsKBGKtP6KznyFB2+u/klbQTdDionR0uaVd176zVQzQ=="
)
MATHJAX = Npm(
    "mathjax", "3.2.2", "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw=="
)


@dataclass(frozen=True)
class Pyodide:
    """Pyodide's core, {path: bytes}, and the lock in it."""

    core: Mapping[str, bytes]

    @cached_property
    def lock(self) -> dict[str, Any]:
        """What is in Pyodide's release: `info`, and `packages` with the sha256 of each file."""
        read: dict[str, Any] = json.loads(self.core["pyodide-lock.json"])
        return read

    def wheels(self, offline: Path | None, cache: Path = CACHE) -> Iterator[Wheel]:
        """The wheels for the browser's Python; from the folder `offline`, or None: from Pyodide's release.

        Raises CourseError where one is missing, or is not the one that Pyodide's lock names.
        """
        for name in sorted(_with_what_they_need(self.lock["packages"], FROM_RELEASE)):
            entry = self.lock["packages"][name]
            path = (offline or cache) / entry["file_name"]
            if not path.is_file():
                _demand_network(offline, path)
                write_whole(path, _downloaded(RELEASE.format(version=PYODIDE.version, file=entry["file_name"])))
            wheel = Wheel(path.name, path.read_bytes())
            _demand(wheel.sha256 == entry["sha256"], path)
            yield wheel


def kernel_wheels(cache: Path = CACHE) -> list[Wheel]:
    """The pure Python of a notebook's kernel, as kernel.lock pins it; raises CourseError where PyPI does not give it."""
    wanted = set(PINNED.findall(KERNEL_PINS.read_text(encoding="utf-8")))
    if found := _those(wanted, cache):
        return found
    how = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--platform=any", "--python-version=3.14"]
    how += ["--implementation=py", "--abi=none", "--quiet", f"--dest={cache}", f"--requirement={KERNEL_PINS}"]
    _run([sys.executable, "-m", "pip", "download", *how], "pip")
    return _those(wanted, cache)


def _those(wanted: set[str], cache: Path) -> list[Wheel]:
    """The wheels in the cache with these hashes; none where one of them is missing."""
    wheels = [Wheel(path.name, path.read_bytes()) for path in sorted(cache.glob("*-none-any.whl"))]
    found = [wheel for wheel in wheels if wheel.sha256 in wanted]
    return found if len(found) == len(wanted) else []


def _with_what_they_need(packages: Mapping[str, Any], names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found | NOT_NEEDED:
            found.add(name)
            waiting += packages[name]["depends"]
    return found


def _run(command: list[str], tool: str) -> None:
    """Let a tool fetch something; raises CourseError with the last thing that the tool said."""
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise CourseError(f"Máy chưa có {tool}. Hãy cài Node.js, có kèm npm, rồi chạy lại.") from None
    if done.returncode:
        told = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CourseError(f"{tool} chưa tải được: {' '.join(told)}. Hãy xem lại mạng, rồi chạy lại.")


def _downloaded(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            data: bytes = answer.read()
            return data
    except OSError as error:
        raise CourseError(
            f"Chưa tải được {url}: {error}. Hãy xem lại mạng; hoặc đặt các tệp .whl của Pyodide {PYODIDE.version} "
            "vào một thư mục, rồi thêm --offline-wheels THƯ_MỤC."
        ) from error


def _demand_network(offline: Path | None, path: Path) -> None:
    if offline is not None:
        raise CourseError(
            f"Không có {path.name} trong {offline}. Hãy tải nó từ bản phát hành của Pyodide {PYODIDE.version}, "
            "hoặc bỏ --offline-wheels để tải từ mạng."
        )


def _demand(is_right: bool, path: Path) -> None:
    if not is_right:
        raise CourseError(f"Tệp {path} không đúng như mã băm đã ghim. Hãy xóa tệp ấy rồi chạy lại.")
