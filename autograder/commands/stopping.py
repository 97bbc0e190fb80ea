"""Ctrl-C while a class is graded: noted at once, obeyed at the next safe place."""

import signal
import threading
from typing import Self


class Stopping:
    """Within the block, Ctrl-C is only noted, and calling this says whether it was; pressed again it interrupts.

    Python would otherwise raise KeyboardInterrupt wherever it happens to be, also where it cannot leave.
    """

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def __enter__(self) -> Self:
        self.mine = threading.current_thread() is threading.main_thread()
        if self.mine:
            self.former = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self.mine:
            signal.signal(signal.SIGINT, self.former)

    def _note(self, *_: object) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
