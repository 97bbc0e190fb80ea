"""Python for the browser as one folder that loads nothing from elsewhere: Pyodide's core, wheels, and the lock that lists them."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.handout.archive import unzipped
from autograder.site.parts import NOT_NEEDED, Pyodide, Wheel
from autograder.site.slim import package, slim

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
STUBS = Path(
    sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
)  # wheels that jupyterlite-pyodide-kernel brings, in place of a desktop's ipykernel
OLD_STUB = "widgetsnbextension-3."  # for ipywidgets 7
OF_COURSE = ["ipywidgets"]  # what `course` uses where it is there: the sliders
ON_THE_PAGE = {"jupyterlab-widgets"}  # the half of ipywidgets that the kernel does not import
Entry = dict[str, Any]  # of one package in Pyodide's lock


def kernel_stubs() -> Iterator[Wheel]:
    """The wheels that come with jupyterlite-pyodide-kernel."""
    for path in sorted(STUBS.glob("*.whl")):
        if not path.name.startswith(OLD_STUB):
            yield Wheel(path.name, path.read_bytes())


def folder(pyodide: Pyodide, wheels: Iterable[Wheel]) -> dict[str, bytes]:
    """{file name: bytes} of the folder. wheels: those of Pyodide's release, of the kernel, and of `course`.

    Raises ValueError where a wheel needs another that is not among them.
    """
    official = {entry["sha256"]: entry for entry in pyodide.lock["packages"].values()}
    entries: dict[str, Entry] = {}
    contents = {name: pyodide.core[name] for name in CORE}
    for wheel in wheels:
        told, smaller = official.get(wheel.sha256) or _entry(wheel, pyodide.lock["info"]), slim(wheel)
        needs = {canonicalize_name(name) for name in told["depends"]} - NOT_NEEDED - ON_THE_PAGE
        entries[package(wheel)] = told | {"sha256": smaller.sha256, "depends": sorted(needs)}
        contents[wheel.name] = smaller.data
    entries["course"]["depends"] += OF_COURSE
    if missing := {name for entry in entries.values() for name in entry["depends"]} - entries.keys():
        raise ValueError(f"no wheel of {', '.join(sorted(missing))}")
    lock = pyodide.lock | {"packages": dict(sorted(entries.items()))}
    return contents | {LOCK: json.dumps(lock, indent=1).encode()}


def _entry(wheel: Wheel, info: Mapping[str, str]) -> Entry:
    """What Pyodide's lock would say of a wheel that it does not know. info: of the lock."""
    files = unzipped(wheel.data)
    [metadata] = [name for name in files if name.endswith(".dist-info/METADATA")]
    told, _ = parse_email(files[metadata])
    requirements = map(Requirement, told.get("requires_dist", []))
    return {
        "name": package(wheel),
        "version": told["version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
        "imports": sorted(_imported(files)),
        "depends": [one.name for one in requirements if _is_needed(one, info["python"])],
    }


def _is_needed(requirement: Requirement, python: str) -> bool:
    """Is a requirement one of the browser's? python: the browser's version, "3.14.0"."""
    environment = {
        "os_name": "posix",
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "platform_machine": "wasm32",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "extra": "",
    }
    return requirement.marker is None or requirement.marker.evaluate(environment)


def _imported(files: Iterable[str]) -> set[str]:
    """The names under which the modules in a wheel are imported."""
    paths = [PurePosixPath(name) for name in files if name.endswith((".py", ".so"))]
    tops = {path.parts[0].removesuffix(".py") for path in paths}
    return {top for top in tops if not top.endswith((".dist-info", ".data"))}
