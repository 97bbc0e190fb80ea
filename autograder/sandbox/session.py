"""The grader's end of one submission: ask its process, wait no longer than allowed, believe nothing."""

import queue
import threading
import time

from autograder.sandbox.inside.frames import BadFrame, read_frame, write_frame
from course import frozen, plain

WATCH_SECONDS = 0.1
GRACE_SECONDS = 2.0  # what a worker may take beyond its own timer before it is ended from outside
STARTUP_SECONDS = 60.0


class Ended(Exception):
    """The student's process is gone. reason: "timeout", "memory", "crash" or "protocol"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class CannotStart(Exception):
    """The sandbox did not come up; the text is what the system said."""


class Session:
    """The talk with one submission's process (a Forked or a Spawned); a context manager."""

    def __init__(self, process, limits, end=None):
        """end: when the submission's time is over, on time.monotonic's clock; by default limits.total_seconds from now."""
        self.process, self.limits = process, limits
        self.end = time.monotonic() + limits.total_seconds if end is None else end
        self.number = 0
        self.answers = queue.Queue(maxsize=2)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def __enter__(self):
        try:
            if failed := self._answer(STARTUP_SECONDS).get("failed"):
                raise CannotStart(failed)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, source):
        """Run a cell; return its outputs as the worker's plain messages. Raises Ended."""
        outputs = self._ask({"do": "run", "source": source}, self.limits.cell_seconds).get("outputs")
        if not isinstance(outputs, list):
            raise self._ended("protocol")
        return outputs

    def forget(self, names):
        """Remove names from the notebook's namespace."""
        self._ask({"do": "forget", "names": list(names)}, self.limits.call_seconds)

    def call(self, function, args):
        """Call the student's function; return a Returned or Raised. Raises Ended."""
        request = {"do": "call", "function": function, "args": plain.encode(args)}
        reply = self._ask(request, self.limits.call_seconds)
        try:
            return frozen.read_outcome(reply.get("outcome"))
        except plain.NotPlain as error:
            return frozen.Raised("NotPlain", str(error))

    def close(self):
        """End the process and everything it started."""
        self.process.end()
        while self.listener.is_alive():  # it may be waiting for room
            try:
                self.answers.get(timeout=0.01)
            except queue.Empty:
                continue
        self.process.close()

    def _listen(self):
        """Put every frame the process writes into the queue, then a last word about how it ended."""
        try:
            while (message := read_frame(self.process.answers)) is not None:
                self.answers.put(message)
            self.answers.put("crash")
        except BadFrame:
            self.answers.put("protocol")
        except (OSError, ValueError):  # the channel was closed under the reader
            self.answers.put("crash")

    def _ask(self, request, seconds):
        self.number += 1
        try:
            write_frame(self.process.requests, {"number": self.number, **request})
        except OSError:
            raise self._ended("crash") from None
        reply = self._answer(seconds + GRACE_SECONDS)
        if reply.get("number") != self.number:
            raise self._ended("protocol")
        return reply

    def _answer(self, seconds):
        """Wait for the next frame, within `seconds` and the submission's own time and memory."""
        end = min(time.monotonic() + seconds, self.end)
        while True:
            try:
                message = self.answers.get(timeout=WATCH_SECONDS)
            except queue.Empty:
                if time.monotonic() > end:
                    raise self._ended("timeout") from None
                if self.process.memory() > self.limits.memory_bytes:
                    raise self._ended("memory") from None
                continue
            if isinstance(message, str):
                raise self._ended(message)
            return message

    def _ended(self, reason):
        self.process.end()
        return Ended(reason)
