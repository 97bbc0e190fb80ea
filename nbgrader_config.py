"""nbgrader's configuration: the settings themselves are in autograder/plugin."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from autograder.plugin import configure  # noqa: E402

configure(get_config())  # noqa: F821
