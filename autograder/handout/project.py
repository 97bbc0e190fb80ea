"""What the project says about itself: name, version, and the exact packages a student installs."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from autograder.course_folder import ROOT
from autograder.files.course_error import CourseError

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==[^\s\\]+(?: ; [^\\\n]+?)?(?= \\$|$)", re.M)


@dataclass(frozen=True)
class Project:
    """dependencies: what `course` needs, as ranges. pins: what students install, as exact versions.

    python: the range of Python versions. oldest_python: the first version of that range.
    """

    name: str
    version: str
    python: str
    dependencies: tuple[str, ...]
    pins: tuple[str, ...]

    @property
    def oldest_python(self) -> str:
        return next(part.version for part in SpecifierSet(self.python) if part.operator == ">=")


def read_project() -> Project:
    """Read pyproject.toml, and the pins of the students' packages from requirements.lock."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*told["optional-dependencies"]["students"], *told["dependencies"]]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return Project(
        told["name"],
        told["version"],
        told["requires-python"],
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
