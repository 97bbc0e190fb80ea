"""What the project says about itself: name, version, Pythons, and the exact packages a student installs."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.course_folder import ROOT
from autograder.files.course_error import CourseError

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==[^\s\\]+(?: ; [^\\\n]+?)?(?= \\$|$)", re.M)
OF_PYTHON = "Programming Language :: Python :: "


@dataclass(frozen=True)
class Project:
    """dependencies: what `course` needs, as ranges. pins: what students install, as exact versions.

    python: the range of Python versions. pythons: those the handout is tried with, oldest first, "3.11".
    """

    name: str
    version: str
    python: str
    pythons: tuple[str, ...]
    dependencies: tuple[str, ...]
    pins: tuple[str, ...]

    @property
    def archive(self) -> str:
        """The name of the zip without its ending, and of the one folder in it."""
        return f"{self.name}-{self.version}"

    @property
    def oldest_python(self) -> str:
        return self.pythons[0]

    @property
    def newest_python(self) -> str:
        return self.pythons[-1]

    @property
    def advised_python(self) -> str:
        """The newest but one: packages have had a year to become ready for it."""
        return self.pythons[-2]


def read_project() -> Project:
    """Read pyproject.toml, and the pins of the students' packages from requirements.lock."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*told["optional-dependencies"]["students"], *told["dependencies"]]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return Project(
        told["name"],
        told["version"],
        told["requires-python"],
        tuple(one.removeprefix(OF_PYTHON) for one in told["classifiers"] if one.startswith(OF_PYTHON)),
        tuple(told["dependencies"]),
        tuple(pins(lock, [Requirement(line).name for line in needed])),
    )


def pins(lock: str, packages: Iterable[str]) -> Iterator[str]:
    """Yield the lock's lines for these packages: `name==version`, with their markers, without hashes."""
    pinned: dict[str, list[str]] = {}
    for line in PIN.finditer(lock):
        pinned.setdefault(canonicalize_name(line["name"]), []).append(line[0])
    for package in packages:
        if canonicalize_name(package) not in pinned:
            raise CourseError(f"requirements.lock chưa ghim gói {package}. Hãy chạy: make lock")
        yield from pinned[canonicalize_name(package)]
