"""What of a folder is seen in bubblewrap that is shown partly?"""

import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from ordinary_user import NOBODY

from autograder.sandbox import Sandbox, bubblewrap
from autograder.sandbox.import_folder import HIDDEN, SYSTEM
from autograder.sandbox.sandboxes import unavailable

LOOK = """
cat {packages}/seen/a.py
ls {packages}
find {root} /goi -name of_the_grader.py
for place in {packages} {packages}/seen $(find /goi -type d); do touch $place/mine 2>/dev/null && echo "written in $place"; done
true
"""


@pytest.fixture
def shown(missing_part, monkeypatch):
    """A function: what a user's shell sees of a folder with packages, one of them hidden, alone or in a folder shown whole."""
    if reason := unavailable("bubblewrap"):
        missing_part(reason)
    with tempfile.TemporaryDirectory() as root:  # one that another user can reach
        os.chmod(root, 0o755)
        packages = Path(root, "lib", "packages")
        for name, file in (("seen", "a.py"), ("hidden", "of_the_grader.py")):
            (packages / name).mkdir(parents=True)
            (packages / name / file).write_text("41 + 1\n")
        (packages / "of_the_grader.py").write_text("42")

        def see(user, is_inside):
            hidden = {str(packages): ("hidden", "of_the_grader.py", "not_there")}
            paths = [*filter(os.path.lexists, SYSTEM), *([root] if is_inside else [])]
            with monkeypatch.context() as patched:
                if user:
                    patched.setattr(os, "geteuid", lambda: user)
                box = bubblewrap.command(paths, hidden, {"PATH": os.defpath}, 1 << 20)
            ask = [*box, "/bin/sh", "-c", LOOK.format(packages=packages, root=root)]
            done = subprocess.run(ask, capture_output=True, text=True, check=False, user=user, group=user)
            assert (done.returncode, done.stderr) == (0, "")
            return done.stdout.splitlines()

        yield see


@pytest.mark.parametrize("user", [None, NOBODY], ids=["me", "another"])
@pytest.mark.parametrize("is_inside", [False, True], ids=["alone", "in_a_folder_shown_whole"])
def test_what_is_hidden_is_nowhere(shown, user, is_inside):
    """Is all seen but what is hidden, and can nothing be written, also where the folder lies in one that is shown whole, as in conda?"""
    if user and os.geteuid() != 0:
        pytest.skip("only root can be another user")
    lines = shown(user, is_inside)
    assert lines[:2] == ["41 + 1", "seen"]
    assert [line for line in lines[2:] if not line.startswith("/goi/0/of_the_grader.py")] == []


def test_hidden_packages_are_not_found(missing_part):
    """Are libraries that compute what lessons ask for, and that are installed, not found in a sandbox, while others are?"""
    if reason := unavailable("bubblewrap"):
        missing_part(reason)
    installed = [name for name in HIDDEN if find_spec(name)]
    assert {"onnx", "gguf"} <= set(installed)
    with Sandbox("bubblewrap") as sandbox, sandbox.session() as session:
        said = {
            name: [one.get("message") for one in session.run(f"import {name}")]
            for name in [*installed, "fontTools.varLib"]
        }
    assert said == {**{name: [f"No module named '{name}'"] for name in installed}, "fontTools.varLib": []}
