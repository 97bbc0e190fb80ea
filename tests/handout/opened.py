"""A handout's zip, opened."""

from autograder.handout.archive import unzipped


def opened(path):
    """(the one folder of a handout's zip, {name in that folder: bytes})."""
    files = unzipped(path.read_bytes())
    (top,) = {name.partition("/")[0] for name in files}
    return top, {name.partition("/")[2]: data for name, data in files.items()}
