"""Ask the reference of a folder about its domains: python tests_kill.py COPY ASKED.

ASKED: asked_<lesson>.py, then only that lesson is asked, or asked.py, then all are. Exit 0: every test passes. Anything
else: a test fails, or the import does. Only pytest itself is loaded: no plug-ins, no conftest.
"""

import os
import sys
from pathlib import Path

import pytest
from mutated import reference_in

OPTIONS = ("-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "-c", os.devnull)


def main(copy, asked):
    reference_in(copy)
    os.environ["ASKED_OF"] = Path(asked).stem.removeprefix("asked").removeprefix("_")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return pytest.main([*OPTIONS, str(Path(asked).with_name("test_domains.py"))])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
