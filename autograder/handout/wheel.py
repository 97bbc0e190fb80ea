"""`course` by itself as a wheel: what students install, without the grader."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from autograder.course_folder import ROOT
from autograder.handout.archive import unzipped, zipped
from autograder.handout.project import Project
from autograder.handout.template import render
from course.checking import data_file, more

DATA = (data_file.SUFFIX, more.SUFFIX)
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('dist')"


def build_wheel(project: Project, date: datetime, released: Iterable[Mapping[str, bytes]] = ()) -> tuple[str, bytes]:
    """(file name, bytes) of the wheel of `course`, dated so, made by this environment's setuptools without network.

    released: the files of lessons, {name: bytes} each; a copy of their data goes into the wheel, see course.checking.data_file.
    """
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / "course", tree / "course", ignore=ignored)
        (tree / "course" / "lessons").mkdir()
        for name, data in _data(released):
            (tree / "course" / "lessons" / name).write_bytes(data)
        shutil.copy(ROOT / "LICENSE", tree)
        settings = render("pyproject.toml.j2", project=project)
        (tree / "pyproject.toml").write_text(settings, encoding="utf-8", newline="\n")
        (tree / "dist").mkdir()
        done = subprocess.run([sys.executable, "-c", BUILD], cwd=tree, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"setuptools could not build the wheel of course:\n{done.stderr}")
        (built,) = (tree / "dist").glob("*.whl")
        return built.name, zipped(unzipped(built.read_bytes()), date)


def _data(released: Iterable[Mapping[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for files in released:
        yield from ((name, data) for name, data in files.items() if name.endswith(DATA))
