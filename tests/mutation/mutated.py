"""Import the reference from a copy of it, the one that holds a mutant, and from nowhere else."""

import importlib
import sys
from pathlib import Path


def reference_in(copy):
    """The package autograder.reference below the folder `copy`; raises ImportError when another is found."""
    sys.path.insert(0, str(copy))
    reference = importlib.import_module("autograder.reference")
    if not Path(reference.__file__).resolve().is_relative_to(Path(copy).resolve()):
        raise ImportError(f"{reference.__file__} is not below {copy}")
    return reference
