"""What kiem_tra_may.py says of a student's machine: is this Python fit, is the zip unpacked, what comes next?"""

import ast
import subprocess
import sys
from types import ModuleType

import pytest

from autograder.handout.project import read_project

NAME = "kiem_tra_may.py"


@pytest.fixture(scope="module")
def source(handout):
    return handout.contents[NAME].decode()


@pytest.fixture(scope="module")
def script(source):
    """The script as a module, not run."""
    module = ModuleType("kiem_tra_may")
    exec(compile(source, NAME, "exec"), vars(module))
    return module


@pytest.fixture
def unpacked(source, tmp_path):
    """A folder that looks like the unzipped handout."""
    (tmp_path / NAME).write_text(source, encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("", encoding="utf-8")
    return tmp_path


def test_old_pythons_can_read_it(source):
    """Is it written in words that Python 3.4 knows, and without those that Python 2 does not?"""
    tree = ast.parse(source, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.AnnAssign, ast.Nonlocal))]
    assert source.startswith("# -*- coding: utf-8 -*-\n") and "from __future__ import print_function" in source


@pytest.mark.parametrize("system", ["Windows", "Darwin", "Linux", "FreeBSD"])
@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 6), (3, 10, 99), (3, 15, 0), (4, 0, 0)])
def test_a_python_that_is_not_fit_is_told_how_to_get_another(script, unpacked, system, version):
    """Does it name the version found, the fit ones, and a way for this system?"""
    lines, ready = script.findings(version, system, str(unpacked))
    text = "\n".join(lines)
    project = read_project()
    assert not ready and text.startswith(f"✗ Python {'.'.join(map(str, version))}")
    assert project.newest_python in text and "conda" in text
    command = f"py -{project.advised_python}" if system == "Windows" else f"python{project.advised_python}"
    assert command in text
    assert ("cũ quá" in text) == (version < (3, 11))


@pytest.mark.parametrize("version", read_project().pythons)
def test_every_python_that_is_tried_is_fit(script, unpacked, version):
    """Is no version of the list refused?"""
    numbers = tuple(map(int, version.split(".")))
    assert script.about_python((*numbers, 3), "Windows") == []
    lines, ready = script.findings((*numbers, 3), "Windows", str(unpacked))
    assert ready and lines[0] == f"✓ Python {version}.3 dùng được."


def test_a_zip_that_is_not_unpacked_is_noticed(script, tmp_path):
    """Does who opens it inside the zip learn to unpack first?"""
    lines, ready = script.findings((3, 12, 0), "Windows", str(tmp_path))
    assert not ready and "giải nén" in lines[1]


@pytest.mark.parametrize("system, remedy", [("Linux", "sudo apt install python3"), ("Windows", "python.org")])
def test_a_python_without_venv_is_noticed(script, unpacked, monkeypatch, system, remedy):
    """Does Debian's Python, which comes without the part that makes environments, get the command that adds it?"""
    monkeypatch.setattr(script, "is_there", lambda name: name != "ensurepip")
    lines, ready = script.findings((3, 12, 0), system, str(unpacked))
    assert not ready and "ensurepip" in lines[0] and remedy in lines[1]


@pytest.mark.parametrize("system, block", [("Windows", "python -m venv .venv"), ("Linux", "python3 -m venv .venv")])
def test_the_next_step_is_the_one_of_the_guide(script, unpacked, monkeypatch, handout, system, block):
    """Are the commands that it gives those of HUONG_DAN.html?"""
    monkeypatch.setattr(script, "is_there", lambda name: name != "course")
    lines, ready = script.findings((3, 12, 0), system, str(unpacked))
    commands = "\n".join(lines[lines.index(block) : lines.index(block) + 2])
    assert ready and commands in handout.contents["HUONG_DAN.html"].decode()


def test_an_installed_machine_is_told_to_open_jupyterlab(script, unpacked, monkeypatch):
    """Where everything is installed, is the next step JupyterLab?"""
    monkeypatch.setattr(script, "is_there", lambda name: True)
    lines, ready = script.findings((3, 12, 0), "Darwin", str(unpacked))
    assert ready and lines[-1] == f"Bước kế tiếp: `{sys.executable} -m jupyterlab`"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_window_can_show_it(unpacked, encoding):
    """Does a command window of another encoding get the words, rather than an error?"""
    done = subprocess.run([sys.executable, NAME], cwd=unpacked, env={"PYTHONIOENCODING": encoding}, capture_output=True)
    assert done.returncode == 0 and "dùng được" in done.stdout.decode("utf-8")
