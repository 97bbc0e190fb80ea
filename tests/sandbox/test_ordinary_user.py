"""Does a submission reach nothing of a grader who is not root, whose user it then keeps, on kernels old and new?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ordinary_user import command

from autograder.sandbox import bubblewrap, processes
from autograder.sandbox.sandboxes import unavailable

BREAK_OUTS = Path(__file__).with_name("break_outs.py")
VERSIONS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
)  # of Landlock, as Linux 5.13, 5.19, 6.2, 6.7, 6.10, 6.12 and 6.15 brought them
LANDLOCK_STOPS_THEM_LATER = {
    "giết tiến trình khác qua chủ của một ống (`F_SETOWN`)": 6,
    "giết tiến trình khác qua `F_SETOWN_EX`": 6,
    "giết tiến trình khác qua chủ của một `socket` (`FIOSETOWN`)": 6,
    "làm rỗng tệp của người khác (`truncate`)": 3,
    "làm rỗng tệp chỉ được đọc": 3,
    "làm rỗng tệp của người khác lúc mở mà không đọc cũng không ghi": 3,
}
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"),
    pytest.mark.timeout(900),
    pytest.mark.robust,
]


@pytest.fixture(scope="module")
def broke_out(missing_part, tmp_path_factory):
    """A function that tells what the doctor's break-outs got, {version: [hope]}, tried by an ordinary user."""
    if os.geteuid() == 0 and not bubblewrap.installed():
        missing_part("no bubblewrap to show another user this Python")

    def tell(kind, *versions):
        done = subprocess.run(
            command([sys.executable, BREAK_OUTS, kind, *versions], tmp_path_factory.mktemp("scratch")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told.pop("user") != 0
        if reason := told.pop("unavailable"):
            missing_part(reason)
        return told

    return tell


def test_bubblewrap(broke_out):
    """Does nothing get out of an ordinary user's bubblewrap?"""
    assert broke_out("bubblewrap", "0") == {"0": []}


def test_landlock(broke_out):
    """Does nothing get out of Landlock, whichever version the kernel has, and is no other process or file harmed?"""
    assert broke_out("landlock", *VERSIONS) == {version: [] for version in VERSIONS}


def test_older_landlocks_need_the_filter(broke_out):
    """Would an older Landlock alone let through what is tried, so that the tests above prove something?"""
    for version, got_out in broke_out("unfiltered", "2", "5").items():
        assert {hope for hope, first in LANDLOCK_STOPS_THEM_LATER.items() if int(version) < first} <= set(got_out)


@pytest.mark.timeout(60)
def test_no_landlock_at_all(monkeypatch):
    """Is a kernel without Landlock refused in one sentence, with what to install, and at once?"""
    monkeypatch.setattr(processes, "LANDLOCK", 0)
    assert (
        unavailable("landlock")
        == "nhân Linux này không có `Landlock`; hãy dùng nhân 5.13 trở lên có bật nó, hoặc cài `bubblewrap`"
    )
