"""nbgrader's configuration: the settings themselves are in autograder/nbgrader_settings.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from autograder.nbgrader_settings import configure  # noqa: E402

configure(get_config())  # noqa: F821
