"""Where batches are graded: processes on this machine. Results come back as they are ready."""

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

from autograder.grading.tasks import close_sandboxes, grade_batch, warm
from autograder.sandbox.import_folder import import_folder

BATCH = 4
AHEAD = 3  # batches waiting for each worker, so that none is idle and few are in memory
LOST_WORKERS = 5  # how often workers may be lost before the class is given up


def here(parcel, jobs=None):
    """A maker of executors of this machine: worker processes, each with its own sandbox."""
    jobs = jobs or os.cpu_count() or 1
    import_folder()  # made once, here, for all workers

    def make():
        return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin, initargs=(parcel,))

    return make, jobs


def grade_all(parcel, handed, make_executor, jobs):
    """Yield a Marked for each Handed of an iterable, as they are ready.

    A worker that is lost (killed from outside, out of memory) is replaced, and its batch graded again.
    """
    waiting, lost = _batches(handed), 0
    again = deque(islice(waiting, 1))
    while again:
        executor = make_executor()
        try:
            yield from _drain(executor, parcel, waiting, again, jobs * AHEAD)
            return
        except BrokenProcessPool:
            lost += 1
            if lost > LOST_WORKERS:
                raise
        except BaseException:  # stopped, by Ctrl-C or for a reason of the caller's: wait for nobody
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _drain(executor, parcel, waiting, again, most):
    """Grade everything; where the executor breaks, what it was given and did not answer is put into `again`."""
    running = {}
    try:
        while True:
            while len(running) < most and (batch := again.popleft() if again else next(waiting, None)):
                try:
                    running[executor.submit(grade_batch, parcel, batch)] = batch
                except BrokenProcessPool:
                    again.append(batch)
                    raise
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                marks = future.result()
                del running[future]
                yield from marks
    except BrokenProcessPool:
        again.extend(running.values())
        raise


def _batches(handed):
    batch = []
    for one in handed:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _context():
    """Forked where that is safe: everything is imported already. Elsewhere started afresh."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin(parcel):
    """A worker's first step: leave Ctrl-C to the grader, end with it, have the sandbox ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    multiprocessing.util.Finalize(None, close_sandboxes, exitpriority=10)
    warm(parcel)


def _end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)
