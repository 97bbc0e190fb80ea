"""The grader's end of one submission: ask its process, wait no longer than allowed, believe nothing."""

import time

from autograder.sandbox.inside.frames import BadFrame
from course.checking import frozen, plain

WATCH_SECONDS = 0.1
GRACE_SECONDS = 2.0  # what a worker may take beyond its own timer before it is ended from outside
STARTUP_SECONDS = 60.0


class Ended(Exception):
    """The student's process is gone. reason: "timeout", "memory", "sent", "crash" or "protocol"."""

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
        self.number, self.watched = 0, time.monotonic()

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

    def run(self, source, is_example=False, asked=()):
        """Run a cell; return its outputs as the worker's plain messages. Raises Ended.

        is_example: it is the lesson's own, and functions are called without what it binds. asked: functions that the
        lesson wants in it.
        """
        self._send({"do": "run", "source": source, "is_example": is_example, "asked": list(asked)})
        outputs = self._hear(self.limits.cell_seconds).get("outputs")
        if not isinstance(outputs, list):
            raise self._ended("protocol")
        return outputs

    def call(self, function, calls, careful=False):
        """Call the student's function, yield a Returned or Raised for each call. Raises Ended.

        calls: the encoded arguments of each. careful: every answer is sent at once; otherwise those of the last
        moments are lost with the process.
        """
        for answer in self.answers(function, calls, careful):
            try:
                yield frozen.read_outcome(answer)
            except plain.NotPlain as error:
                yield frozen.Raised("NotPlain", str(error))

    def answers(self, function, calls, careful=False):
        """What comes back of each call, not yet looked into. Raises Ended."""
        self._send({"do": "call", "function": function, "calls": calls, "careful": careful})
        for _ in calls:
            yield self._hear(self.limits.call_seconds).get("outcome")

    def close(self):
        """End the process and everything it started."""
        self.process.close()

    def _send(self, request):
        self.number += 1
        try:
            self.process.send({"number": self.number, **request})
        except OSError:  # gone, or it did not read in time
            raise self._ended("crash") from None

    def _hear(self, seconds):
        reply = self._answer(seconds + GRACE_SECONDS)
        if reply.get("number") != self.number:
            raise self._ended("protocol")
        return reply

    def _answer(self, seconds):
        """Wait for the next frame, within `seconds` and the submission's own time and memory."""
        end = min(time.monotonic() + seconds, self.end)
        while True:
            try:
                message = self.process.receive(WATCH_SECONDS)
            except TimeoutError:
                if time.monotonic() > end:
                    raise self._ended("timeout") from None
                self._watch()
                continue
            except BadFrame:
                raise self._ended("protocol") from None
            if message is None:
                raise self._ended("crash")
            self._watch()
            return message

    def _watch(self):
        """Look now and then, also while answers come, at what the submission takes."""
        if self.process.received > self.limits.sent_bytes:
            raise self._ended("sent")
        if time.monotonic() > self.watched + WATCH_SECONDS:
            self.watched = time.monotonic()
            if self.process.memory() > self.limits.memory_bytes:
                raise self._ended("memory")

    def _ended(self, reason):
        self.process.end()
        return Ended(reason)
