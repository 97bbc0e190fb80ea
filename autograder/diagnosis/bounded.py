"""A deadline on what the grader itself computes with values that came from a student, in whatever thread it does."""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Told = ParamSpec("Told")
Given = TypeVar("Given")
MOST_SECONDS = 10.0  # of processor time of one call: thousands of times what one needs
WATCH_SECONDS = 0.5
ARRIVES = 1000  # times that Python looks for what is on its way: it needs one


class TooLong(BaseException):
    """Raised in a thread whose call computes too long; no `except Exception` of a solution hears it."""


class _Call:
    """One call that is watched, in the thread that made it."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.clock = time.pthread_getcpuclockid(self.thread) if hasattr(time, "pthread_getcpuclockid") else None
        self.end, self.lock = self.computed() + MOST_SECONDS, threading.Lock()
        self.is_left = self.is_on_its_way = False

    def computed(self) -> float:
        return time.process_time() if self.clock is None else time.clock_gettime(self.clock)

    def interrupt_if_late(self) -> None:
        """Also again, where somebody heard the first interruption and went on."""
        with self.lock:
            if not self.is_left and self.computed() > self.end:
                self.is_on_its_way = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), ctypes.py_object(TooLong))

    def leave(self) -> None:
        """No interruption comes any more; one that is on its way comes here (to take it back would leave the interpreter waiting for it)."""
        with self.lock:
            self.is_left = True
        if self.is_on_its_way:
            self.is_on_its_way = False
            for _ in range(ARRIVES):
                time.sleep(0)


class _Watch:
    """All calls of this process that are watched, and the thread that looks at them."""

    def __init__(self) -> None:
        self.calls: dict[int, _Call] = {}
        self.thread: threading.Thread | None = None
        self.changing = threading.Lock()

    def add(self, call: _Call) -> None:
        self.calls[call.thread] = call
        if self.thread is None or not self.thread.is_alive():  # it does not live on in a process that was forked
            with self.changing:
                if self.thread is None or not self.thread.is_alive():
                    self.thread = threading.Thread(target=self._look, daemon=True)
                    self.thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            for call in list(self.calls.values()):
                call.interrupt_if_late()


_WATCH = _Watch()


def bounded(function: Callable[Told, Given], *args: Told.args, **named: Told.kwargs) -> Given:
    """What function(*args) returns or raises; TooLong where it computes longer than allowed. Within one that is bounded, the outer bound holds."""
    if threading.get_ident() in _WATCH.calls:
        return function(*args, **named)
    call = _Call()
    _WATCH.add(call)
    try:
        return function(*args, **named)
    except TooLong:
        call.is_on_its_way = False
        raise
    finally:
        _left(call)


def unwatched(function: Callable[Told, Given], *args: Told.args, **named: Told.kwargs) -> Given:
    """What function(*args) returns, for what waits for somebody else in the midst of a bounded call and must not be cut short."""
    call = _WATCH.calls.get(threading.get_ident())
    if call is None:
        return function(*args, **named)
    _left(call)
    try:
        return function(*args, **named)
    finally:
        call.is_left = False
        _WATCH.calls[call.thread] = call


def _left(call: _Call) -> None:
    _WATCH.calls.pop(call.thread, None)
    call.leave()
