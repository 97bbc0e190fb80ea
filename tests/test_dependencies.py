"""Does one list of pinned dependencies serve pip, conda and CI?"""

import re
import tomllib

from autograder.course_folder import ROOT


def pinned():
    """{name: lines} of the lock."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    return {re.match(r"[a-z0-9._-]+", block)[0]: block for block in blocks}


def wanted():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    names = {re.split(r"[\[<>=!~ ;]", name)[0].lower() for name in asked}
    return names - {project["name"]}


def test_lock_is_hashed_and_pinned():
    """Is every package of the lock pinned to one version, with hashes?"""
    for name, block in pinned().items():
        assert re.match(rf"{re.escape(name)}==[^\s]+", block), name
        assert "--hash=sha256:" in block, name


def test_lock_holds_what_is_asked():
    """Is every dependency of pyproject.toml in the lock?"""
    assert wanted() <= set(pinned())


def test_everyone_installs_from_the_lock():
    """Do conda's pip section, make and CI install from that one file?"""
    assert "- -r requirements.lock" in (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "bash .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_conda_has_no_second_list():
    """Does environment.yml name no package of its own but Python and pip?"""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^  - (\S+)", text, re.M)
    assert [re.split(r"[=<>]", name)[0] for name in listed] == ["conda-forge", "python", "pip", "pip:"]
    assert re.findall(r"^      - (.+)$", text, re.M) == ["-r requirements.lock"]
