"""The time a submission takes, however busy the machine is: seconds computed, and seconds in which nothing of it ran or wanted to."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from autograder.sandbox.limits import Limits

EXCUSED = 2.0  # seconds of waiting for each second of computing: a container may be given less than a processor
EXCUSED_UNSEEN = 10.0  # the same where the system does not tell how long a process waited for a processor
FOR_LOOKS = 0.25
QUEUED = "schedstat"  # Linux: nanoseconds on a processor, nanoseconds waiting for one, how often
NANO = 1e-9


@dataclass(frozen=True)
class Spent:
    """Seconds. computed: on processors, of all processes and threads. waited: neither on a processor nor waiting for one."""

    computed: float = 0.0
    waited: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.computed + other.computed, self.waited + other.waited)

    @property
    def idle(self) -> float:
        """What was waited beyond what computing excuses."""
        return self.waited - (EXCUSED if is_queue_told() else EXCUSED_UNSEEN) * self.computed

    def is_over(self, seconds: float) -> bool:
        return max(self.computed, self.idle) > seconds


@dataclass
class Allowance:
    """So many seconds of computing, and as many of waiting, for all that is done on it."""

    seconds: float
    spent: Spent = field(default_factory=Spent)

    def take(self, spent: Spent) -> None:
        self.spent += spent

    @property
    def left(self) -> float:
        return self.seconds - max(self.spent.computed, self.spent.idle)


class Time:
    """What one submission may take, in however many processes: for its cells, for calls that count, and for a closer look,
    which is bounded by counts: only functions that are slow themselves come near its time.
    """

    def __init__(self, limits: Limits) -> None:
        self.cells, self.calls = Allowance(limits.total_seconds), Allowance(limits.total_seconds)
        self.looks = Allowance(limits.total_seconds * FOR_LOOKS)


@dataclass(frozen=True)
class Taken:
    """What processes hold and have used. queued: {thread: seconds it waited for a processor}."""

    memory: int = 0
    computed: float = 0.0
    queued: dict[str, float] = field(default_factory=dict)

    @classmethod
    def by(cls, processes: Iterable[psutil.Process], base_memory: int = 0) -> Taken:
        """base_memory: what each had before it did anything of its own."""
        memory, computed = 0, 0.0
        queued: dict[str, float] = {}
        for process in processes:
            try:
                with process.oneshot():
                    memory += max(0, process.memory_info().rss - base_memory)
                    times = process.cpu_times()
            except psutil.Error:  # it ended while we were counting
                continue
            computed += times.user + times.system + times.children_user + times.children_system
            queued.update(_queued(process.pid))
        return cls(memory, computed, queued)


class Clock:
    """Turns what processes have used at one moment and the next into what they spent in between."""

    def __init__(self) -> None:
        self.taken, self.at, self.own = Taken(), time.monotonic(), _own_queued()

    def passed(self, taken: Taken, since: float) -> Spent:
        """The Spent since the moment before; waiting counts from `since` on (time.monotonic), if that was later."""
        now, own = time.monotonic(), _own_queued()
        computed = max(0.0, taken.computed - self.taken.computed)
        queued = sum(seconds - self.taken.queued.get(thread, 0.0) for thread, seconds in taken.queued.items())
        wall = now - max(self.at, since) - (own - self.own)  # a grader that waits for a processor hears late
        self.taken, self.at, self.own = taken, now, own
        return Spent(computed, max(0.0, wall - computed - queued))


@functools.cache
def is_queue_told() -> bool:
    return Path(f"/proc/self/{QUEUED}").is_file()


def _queued(pid: int) -> Iterator[tuple[str, float]]:
    """(thread, seconds it waited for a processor) of a process's threads; nothing where the system does not tell."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # it ended while we were counting
        return
    for thread in threads:
        try:
            yield thread, int(Path(f"/proc/{pid}/task/{thread}/{QUEUED}").read_text().split()[1]) * NANO
        except (OSError, IndexError):  # likewise
            continue


def _own_queued() -> float:
    try:
        return int(Path(f"/proc/thread-self/{QUEUED}").read_text().split()[1]) * NANO
    except (OSError, IndexError):
        return 0.0
