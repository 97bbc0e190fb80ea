"""The grader's end of one submission: ask its process, wait no longer than allowed, believe nothing."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from autograder.files.course_error import ForAll
from autograder.sandbox.inside.frames import BadFrame
from autograder.sandbox.limits import Limits
from autograder.sandbox.spent import Allowance, Clock, Spent, Taken, Time
from course.checking import frozen, plain
from course.checking.plain import Encoded

WATCH_SECONDS = 0.1
GRACE_SECONDS = 2.0  # what a worker may take after it was interrupted before it is ended
STARTUP_SECONDS = 60.0
LEAST_SECONDS = 1.0  # for a cell where those before it left nothing: one that only defines something still runs
MOST_ASKED = 5000  # times that stand-ins may be asked, once they were put in
PIECE = 8 * 1024**2  # of a file, so that it fits into a frame


StandIn = Callable[[list[Encoded], dict[str, Encoded]], frozen.Outcome]  # of encoded arguments, by place and by name


class Ended(Exception):
    """The student's process is gone. reason: "timeout", "memory", "sent", "crash" or "protocol"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Killed(BaseException):
    """Somebody else ended the student's process (the machine's memory killer, an administrator): it says nothing of the student.

    It passes through everything that hears of a student's errors, also through a solution that was about to ask the student.
    """


class Refused(Exception):
    """Raised by a StandIn that has computed enough."""


class CannotStart(ForAll):
    """The sandbox did not come up; the text is what the system said."""


class Process(Protocol):
    """A submission's process, as its session sees it: a Forked or a Spawned, whose methods say what they do."""

    received: int

    def send(self, message: dict[str, Any]) -> None: ...
    def receive(self, seconds: float) -> dict[str, Any] | None: ...
    def taken(self) -> Taken: ...
    def interrupt(self, by_waiting: bool) -> None: ...
    def end(self, is_gone: bool = False) -> str: ...
    def close(self) -> None: ...


class Session:
    """The talk with one submission's process (a Forked or a Spawned); a context manager."""

    def __init__(
        self, process: Process, limits: Limits, time: Time | None = None, files: Sequence[tuple[str, bytes]] = ()
    ) -> None:
        """time: a Time, which the sessions of one submission share. looks_closer: calls are on its time for a closer look, and of what
        cells show nothing is wanted.

        files: (path, content) of what the student handed in beside the notebook. refused: paths of those that could not be written.
        """
        self.process, self.limits, self.time = process, limits, time or Time(limits)
        self.number, self.clock, self.looks_closer = 0, Clock(), False
        self.files = files
        self.stand_ins: Mapping[str, StandIn] = {}
        self.asked = 0
        self.refused: list[str] = []

    def __enter__(self) -> Session:
        try:
            if failed := self._answer(STARTUP_SECONDS, self.time.cells).get("failed"):
                raise CannotStart(failed)
            for path, content in self.files:
                self._put(path, content)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _put(self, path: str, content: bytes) -> None:
        for start in range(0, max(len(content), 1), PIECE):
            piece = base64.b64encode(content[start : start + PIECE]).decode()
            self._send({"do": "put", "path": path, "content": piece})
            if self._hear(STARTUP_SECONDS, self.time.cells).get("refused"):
                self.refused.append(path)
                return

    def run(self, source: str, is_example: bool = False, asked: Collection[str] = ()) -> list[Any]:
        """Run a cell; return its outputs as the worker's plain messages. Raises Ended.

        is_example: it is the lesson's own, and functions are called without what it binds. asked: functions that the
        lesson wants in it.
        """
        left = max(self.time.cells.left, LEAST_SECONDS)
        is_short = left < self.limits.cell_seconds
        request = {"source": source, "short": is_short, "is_example": is_example, "asked": list(asked)}
        self._send({"do": "run", **request, "is_unseen": self.looks_closer})
        outputs = self._answered(min(self.limits.cell_seconds, left), self.time.cells).get("outputs")
        if not isinstance(outputs, list):
            raise self._ended("protocol")
        return outputs

    def call(self, function: str, calls: Sequence[list[Encoded]], careful: bool = False) -> Iterator[frozen.Outcome]:
        """Call the student's function, yield a Returned or Raised for each call. Raises Ended.

        calls: the encoded arguments of each. careful: every answer is sent at once; otherwise those of the last
        moments are lost with the process.
        """
        for answer in self.answers(function, calls, careful):
            try:
                yield frozen.read_outcome(answer)
            except plain.NotPlain as error:
                yield frozen.Raised("NotPlain", str(error))

    def answers(self, function: str, calls: Sequence[list[Encoded]], careful: bool = False) -> Iterator[Encoded]:
        """What comes back of each call, not yet looked into. Raises Ended."""
        self._send({"do": "call", "function": function, "calls": calls, "careful": careful})
        for _ in calls:
            yield self._called().get("outcome")

    def attempt(self, function: str, sources: Sequence[str], call: list[Encoded]) -> list[frozen.Outcome]:
        """The outcome of one call of the function as each of these cells would define it, or of the first ones. Raises Ended."""
        self._send({"do": "attempt", "function": function, "sources": list(sources), "call": call})
        outcomes: list[frozen.Outcome] = []
        while len(outcomes) < len(sources) and (told := self._called().get("outcome")) is not None:
            try:
                outcomes.append(frozen.read_outcome(told))
            except plain.NotPlain as error:
                outcomes.append(frozen.Raised("NotPlain", str(error)))
        if len(outcomes) == len(sources):
            self._called()
        return outcomes

    def stand_in(self, answers: Mapping[str, StandIn]) -> None:
        """Have functions of the student's replaced by what asks `answers` = {function: StandIn}. Raises Ended."""
        self._send({"do": "stand_in", "functions": list(answers)})
        self._hear(self.limits.call_seconds, self._allowance)
        self.stand_ins, self.asked = answers, 0

    @property
    def _allowance(self) -> Allowance:
        return self.time.looks if self.looks_closer else self.time.calls

    def _called(self) -> dict[str, Any]:
        """The next answer to a call."""
        reply = self._answered(self.limits.call_seconds, self._allowance)
        if self._allowance.left < 0:
            raise self._ended("timeout")
        return reply

    def _answered(self, seconds: float, allowance: Allowance) -> dict[str, Any]:
        """The next answer, after those that stand-ins ask for meanwhile."""
        while "asks" in (reply := self._hear(seconds, allowance)):
            self._stand_in(reply)
            if allowance.left < 0:
                raise self._ended("timeout")
        return reply

    def _stand_in(self, question: dict[str, Any]) -> None:
        answer = self.stand_ins.get(question["asks"]) if isinstance(question["asks"], str) else None
        args, named = question.get("args"), question.get("named")
        if answer is None or not isinstance(args, list) or not isinstance(named, dict) or self.asked >= MOST_ASKED:
            raise self._ended("protocol")
        self.asked += 1
        try:
            outcome = answer(args, named)
        except Refused:
            raise self._ended("timeout") from None
        self._reply({"outcome": frozen.write_outcome(outcome)})

    def close(self) -> None:
        """End the process and everything it started."""
        self.process.close()

    def _send(self, request: dict[str, Any]) -> None:
        self.number += 1
        self._reply({"number": self.number, **request})

    def _reply(self, message: dict[str, Any]) -> None:
        try:
            self.process.send(message)
        except OSError:  # gone, or it did not read in time
            raise self._ended("crash") from None

    def _hear(self, seconds: float, allowance: Allowance) -> dict[str, Any]:
        reply = self._answer(seconds, allowance)
        if reply.get("number") != self.number:
            raise self._ended("protocol")
        return reply

    def _answer(self, seconds: float, allowance: Allowance) -> dict[str, Any]:
        """Wait for the next frame: interrupt after so many seconds of computing or of waiting, and end what goes on."""
        since, spent, is_interrupted = time.monotonic(), None, False
        while True:
            try:
                message = self.process.receive(WATCH_SECONDS)
            except TimeoutError:
                passed = self._look(since, allowance)
                spent = (
                    Spent(0.0, passed.waited) if spent is None else spent + passed
                )  # what was computed before is not known apart
                if spent.is_over(seconds + GRACE_SECONDS):
                    raise self._ended("timeout") from None
                if not is_interrupted and spent.is_over(seconds):
                    self.process.interrupt(by_waiting=spent.computed <= seconds)
                    is_interrupted = True
                continue
            except BadFrame:
                raise self._ended("protocol") from None
            if message is None:
                raise self._ended("crash")
            if time.monotonic() > self.clock.at + WATCH_SECONDS:
                self._look(since, allowance)
            self._demand_little_sent()
            return message

    def _look(self, since: float, allowance: Allowance) -> Spent:
        """Look now and then, also while answers come, at what the submission takes; returns the Spent since the look before."""
        self._demand_little_sent()
        taken = self.process.taken()
        passed = self.clock.passed(taken, since)
        allowance.take(passed)
        if taken.memory > self.limits.memory_bytes:
            raise self._ended("memory")
        return passed

    def _demand_little_sent(self) -> None:
        if self.process.received > self.limits.sent_bytes:
            raise self._ended("sent")

    def _ended(self, reason: str) -> Ended | Killed:
        """End the process; returns the exception that says why it ended, Killed where that was somebody else's doing."""
        how = self.process.end(is_gone=reason == "crash")
        return Killed() if how == "killed" else Ended(how or reason)
