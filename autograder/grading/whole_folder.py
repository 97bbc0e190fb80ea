"""A student's folder is written whole or not at all."""

import os
from contextlib import contextmanager

from autograder.sandbox.scratch import remove


@contextmanager
def whole_folder(place, new, old):
    """A fresh folder to write into, which at the end takes the place of another one.

    place: where it is to stand. new: where it is written. old: where the other one goes meanwhile, on the same disk.
    Killed while they change places, there is none, and the next run writes it again.
    """
    for left in (new, old):
        if os.path.lexists(left):
            remove(left)
    new.mkdir(parents=True)
    yield new
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(place):
        os.rename(place, old)
    os.rename(new, place)
    if os.path.lexists(old):
        remove(old)
