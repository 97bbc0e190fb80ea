"""Run test files against the reference of a folder: python tests_kill.py COPY TEST_FILE….

Exit 0: every test passes. Anything else: a test fails, or the import does. Only pytest itself is loaded: no
plug-ins, no conftest.
"""

import os
import sys

import pytest
from mutated import reference_in

OPTIONS = ("-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "-c", os.devnull)


def main(copy, *test_files):
    reference_in(copy)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return pytest.main([*OPTIONS, *test_files])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
