"""Where batches are graded: processes on this machine. Results come back as they are ready."""

import gc
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from autograder.course_folder import CourseError
from autograder.grading.tasks import close_sandboxes, grade_batch, warm
from autograder.sandbox.import_folder import import_folder
from autograder.sandbox.scratch import sweep

BATCH = 4
AHEAD = 3  # batches waiting for each worker, so that none is idle and few are in memory
LISTEN_SECONDS = 0.2  # how soon Ctrl-C is heard while nothing is ready
LOST_WORKERS = 5  # how often workers may be lost before the class is given up


class Processes:
    """Worker processes of this machine, each with its own sandbox."""

    lost = (BrokenProcessPool,)  # raised by submit, or kept by a future, when a worker was killed

    def __init__(self, parcel, jobs=None):
        """jobs: how many; by default one for each processor core."""
        self.parcel, self.jobs = parcel, jobs or os.cpu_count() or 1
        self.executor = None

    def open(self):
        """Have the workers getting ready, unless they are."""
        if self.executor is not None:
            return
        sweep()
        import_folder()  # made once, here, for all workers
        gc.freeze()  # no collection touches what is imported by now, so it stays shared with the workers
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.executor = ProcessPoolExecutor(self.jobs, context, initializer=_begin, initargs=(self.parcel,))
        self.executor.submit(_nothing)  # the first work is what starts them

    def width(self):
        """How many batches are graded at once."""
        return self.jobs

    def submit(self, batch):
        return self.executor.submit(grade_batch, self.parcel, batch)

    def stop(self):
        """End the workers in the middle of their work."""
        for child in multiprocessing.active_children():
            child.terminate()

    def close(self):
        if self.executor is not None:
            self.executor.shutdown(wait=True, cancel_futures=True)
            self.executor = None
            sweep()  # what workers that were ended in the middle have left


def grade_all(workers, handed, stopped=lambda: False):
    """Yield a Marked for each Handed of an iterable, as they are ready; KeyboardInterrupt once `stopped` says so.

    workers: Processes or Cluster. A worker that is lost (killed from outside, out of memory) is replaced, and its
    batch graded again.
    """
    waiting, losses = _batches(handed), 0
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
                    f"Tiến trình chấm bị dừng {losses} lần ({type(error).__name__}), có thể vì máy hết bộ nhớ. "
                    "Điểm đã ghi vẫn nguyên. Hãy chạy lại để chấm tiếp: trên một máy thì với --jobs nhỏ hơn, trên nhiều máy thì sau khi kiểm tra bộ điều phối."
                ) from error
        except BaseException:  # stopped, by Ctrl-C or for a reason of the caller's: wait for nobody
            workers.stop()
            raise
        finally:
            workers.close()


def _drain(workers, waiting, again, stopped):
    """Grade everything; where workers are lost, what they were given and did not answer is put into `again`."""
    running = {}
    try:
        while True:
            while len(running) < workers.width() * AHEAD and (batch := again.popleft() if again else next(waiting, None)):
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
                marks = future.result()
                del running[future]
                yield from marks
    except workers.lost:
        again.extend(running.values())
        raise


def _batches(handed):
    handed = iter(handed)
    while batch := list(islice(handed, BATCH)):
        yield batch


def _nothing():
    pass


def _begin(parcel):
    """A worker's first step: leave Ctrl-C to the grader, end with it, have the sandbox ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    multiprocessing.util.Finalize(None, close_sandboxes, exitpriority=10)
    warm(parcel)


def _end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)
