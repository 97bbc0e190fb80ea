"""Where batches are worked on: processes on this machine. Results come back as they are ready."""

import gc
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Generic, Protocol, TypeVar

from autograder.files.course_error import CourseError
from autograder.files.scratch import sweep
from autograder.gradebook.writer import Entry
from autograder.grading.tasks import Left, LessonParcel, close_sandboxes, grade_batch, warm
from autograder.intake.submitted import SubmittedFile
from autograder.sandbox.import_folder import import_folder

BATCH = 4
AHEAD = 3  # batches waiting for each worker, so that none is idle and few are in memory
LISTEN_SECONDS = 0.2  # how soon Ctrl-C is heard while nothing is ready
LOST_WORKERS = 5  # how often workers may be lost before the class is given up

Item = TypeVar("Item")
Made = TypeVar("Made")


class Workers(Protocol[Item, Made]):
    """Who works on batches: Processes of this machine, or a Cluster."""

    @property
    def lost(self) -> tuple[type[BaseException], ...]:
        """Raised by submit, or kept by a future, when a worker was lost."""

    def open(self) -> None:
        """Have the workers getting ready, unless they are."""

    def width(self) -> int:
        """How many batches are worked on at once."""

    def submit(self, batch: list[Item]) -> Future[list[Made]]:
        """Have a batch worked on; the future is its results. Only of workers that are open."""

    def stop(self) -> None:
        """End the workers in the middle of their work."""

    def close(self) -> None:
        """Let the workers go."""


def enough(items: int, jobs: int | None = None) -> int:
    """How many workers so many items need: as many as asked for, by default one a core, but none that would get nothing."""
    return max(1, min(jobs or os.cpu_count() or 1, -(-items // BATCH)))


class Processes(Generic[Item, Made]):
    """Worker processes of this machine."""

    # raised by submit, or kept by a future, when a worker was killed
    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(
        self, begin: Callable[[], object], work: Callable[[list[Item]], list[Made]], jobs: int | None = None
    ) -> None:
        """begin: a worker's first step. work: of a list of items, the list of their results.

        jobs: how many workers; by default one for each processor core.
        """
        self.begin, self.work, self.jobs = begin, work, jobs or os.cpu_count() or 1
        self.executor: ProcessPoolExecutor | None = None

    def open(self) -> None:
        """Have the workers getting ready, unless they are."""
        if self.executor is not None:
            return
        gc.freeze()  # no collection touches what is imported by now, so it stays shared with the workers
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.executor = ProcessPoolExecutor(self.jobs, context, initializer=_begin, initargs=(self.begin,))
        self.executor.submit(_nothing)  # the first work is what starts them

    def width(self) -> int:
        """How many batches are worked on at once."""
        return self.jobs

    def submit(self, batch: list[Item]) -> Future[list[Made]]:
        assert self.executor is not None  # who submits has opened
        return self.executor.submit(self.work, batch)

    def stop(self) -> None:
        """End the workers in the middle of their work."""
        for child in multiprocessing.active_children():
            child.terminate()

    def close(self) -> None:
        if self.executor is not None:
            _let_go(self.executor)
            self.executor.shutdown(wait=True, cancel_futures=True)
            self.executor = None


def _let_go(executor: ProcessPoolExecutor) -> None:
    """Close this process's own end of the pipe that workers read from, so that a write to killed ones fails, not waits.

    Python before 3.11.5 and 3.12 (Debian 12 has 3.11.2) else hangs in shutdown: https://github.com/python/cpython/issues/94777
    """
    executor._call_queue._reader.close()  # type: ignore[attr-defined]


class Graders(Processes[SubmittedFile, Entry | Left]):
    """Worker processes that grade, each with its own sandbox."""

    def __init__(self, parcel: LessonParcel, jobs: int | None = None) -> None:
        super().__init__(partial(_get_ready, parcel), partial(grade_batch, parcel), jobs)

    def open(self) -> None:
        if self.executor is None:
            sweep()
            import_folder()  # made once, here, for all workers
        super().open()

    def close(self) -> None:
        super().close()
        sweep()  # what workers that were ended in the middle have left


def work_through(
    workers: Workers[Item, Made], items: Iterable[Item], stopped: Callable[[], bool] = lambda: False
) -> Iterator[Made]:
    """Yield a result for each item of an iterable, as they are ready; KeyboardInterrupt once `stopped` says so.

    workers: Processes or Cluster. A worker that is lost (killed from outside, out of memory) is replaced, and its
    batch worked on again.
    """
    waiting, losses = _batches(items), 0
    again = deque(islice(waiting, 1))
    while again:
        workers.open()
        try:
            yield from _drain(workers, waiting, again, stopped)
            return
        except workers.lost as error:
            losses += 1
            if losses > LOST_WORKERS:
                raise CourseError(
                    f"Tiến trình làm việc bị dừng {losses} lần ({type(error).__name__}), có thể vì máy hết bộ nhớ. "
                    "Những gì đã ghi vẫn nguyên. Hãy chạy lại để làm tiếp: trên một máy thì với --jobs nhỏ hơn, trên nhiều máy thì sau khi kiểm tra bộ điều phối."
                ) from error
        except BaseException:  # stopped, by Ctrl-C or for a reason of the caller's: wait for nobody
            workers.stop()
            raise
        finally:
            workers.close()


def _drain(
    workers: Workers[Item, Made], waiting: Iterator[list[Item]], again: deque[list[Item]], stopped: Callable[[], bool]
) -> Iterator[Made]:
    """Work on everything; where workers are lost, what they were given and did not answer is put into `again`."""
    running: dict[Future[list[Made]], list[Item]] = {}
    try:
        while True:
            while len(running) < workers.width() * AHEAD and (
                batch := again.popleft() if again else next(waiting, None)
            ):
                try:
                    running[workers.submit(batch)] = batch
                except workers.lost:
                    again.append(batch)
                    raise
            if not running:
                return
            if stopped():
                raise KeyboardInterrupt
            done, _ = wait(running, timeout=LISTEN_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                results = future.result()
                del running[future]
                yield from results
    except workers.lost:
        again.extend(running.values())
        raise


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    items = iter(items)
    while batch := list(islice(items, BATCH)):
        yield batch


def _nothing() -> None:
    pass


def _begin(own: Callable[[], object]) -> None:
    """A worker's first steps: leave Ctrl-C to the parent, end with it, do what this work needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    own()


def _get_ready(parcel: LessonParcel) -> None:
    """Have the sandbox ready."""
    multiprocessing.util.Finalize(None, close_sandboxes, exitpriority=10)
    warm(parcel)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # a worker has one
    parent.join()
    os._exit(1)
