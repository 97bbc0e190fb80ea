"""Which sandbox this machine offers, and sessions in it: the grader's way in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from autograder.files.course_error import CourseError
from autograder.sandbox import bubblewrap
from autograder.sandbox.inside import lockdown
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import Forked, Forkserver, Spawned
from autograder.sandbox.session import CannotStart, Ended, Killed, Session
from autograder.sandbox.spent import Time

KINDS = ("bubblewrap", "landlock")
NONE = "none"
AUTO = "auto"  # the first of KINDS that the machine offers


class Sandbox:
    """One after the other, a session for each submission, of one kind, with one lesson's limits and files."""

    def __init__(self, kind: str, limits: Limits | None = None, files: Iterable[tuple[str, bytes]] = ()) -> None:
        """kind: "bubblewrap", "landlock", or "none" for no isolation at all.
        files: (name, content) of what lies in every submission's folder.
        """
        self.kind, self.limits, self.files = kind, limits or Limits(), tuple(files)
        self.forkserver: Forkserver | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def session(self, time: Time | None = None, files: Sequence[tuple[str, bytes]] = ()) -> Session:
        """A Session for one submission; the one before must be closed. time, files: see Session. Raises Killed."""
        if self.kind == NONE:
            return Session(Spawned(self.limits, self.files), self.limits, time, files)
        return Session(self._fork(), self.limits, time, files)

    def close(self) -> None:
        if self.forkserver is not None:
            self.forkserver.close()
            self.forkserver = None

    def start(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Have the prewarmed process ready; meanwhile: see Forkserver. Raises CannotStart."""
        if self.kind != NONE:
            self._started(meanwhile)

    def _started(self, meanwhile: Callable[[], object] = lambda: None) -> Forkserver:
        if self.forkserver is None:
            self.forkserver = Forkserver(self.kind, self.limits, self.files, meanwhile=meanwhile)
        return self.forkserver

    def _fork(self) -> Forked:
        if self.forkserver is not None and not self.forkserver.usable:
            self.close()
        forkserver = self._started()
        try:
            return forkserver.fork()
        except OSError:  # the prewarmed process was killed since
            self.close()
            return self._started().fork()


def unavailable(kind: str) -> str:
    """Why this machine cannot offer a kind of sandbox, or "" if it can: it is tried, not guessed."""
    if reason := _lacking(kind):
        return reason
    try:
        forkserver = Forkserver(kind, Limits(), trial=True)
    except (CannotStart, Killed) as error:
        return str(error) or type(error).__name__
    try:
        with Session(forkserver.fork(), Limits()):
            return ""
    except (CannotStart, Ended, Killed) as error:
        return str(error) or type(error).__name__
    finally:
        forkserver.close()


def _lacking(kind: str) -> str:
    """The program or library that a kind of sandbox needs and this machine lacks, as a sentence, or ""."""
    if kind == "bubblewrap" and not bubblewrap.installed():
        return "không có lệnh `bwrap`; hãy chạy `sudo apt-get install bubblewrap`"
    return lockdown.available()


class NoSandbox(CourseError):
    """The machine offers none of those that were asked for."""


def started(
    wanted: str,
    limits: Limits | None = None,
    files: Iterable[tuple[str, bytes]] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> Sandbox:
    """A Sandbox that is up, and in which a process has locked itself in: for who grades one submission.

    That is the trial, where `choose` would start another sandbox for it. meanwhile: may be called while it gets ready, at each
    attempt. Raises NoSandbox where there is none, and what meanwhile raises.
    """
    reasons: dict[str, str] = {}
    for kind in KINDS if wanted == AUTO else (wanted,):
        if kind != NONE and (reason := _lacking(kind)):
            reasons[kind] = reason
            continue
        sandbox = Sandbox(kind, limits, files)
        try:
            if kind == NONE:
                return sandbox
            sandbox.start(meanwhile)
            with sandbox.session():
                return sandbox
        except (CannotStart, Ended, Killed) as error:
            reasons[kind] = str(error) or type(error).__name__
            sandbox.close()
    raise NoSandbox(_refusal(reasons))


_CHOOSING = threading.Lock()
_CHOSEN: list[str] = []


def choose(wanted: str = AUTO) -> str:
    """The kind of sandbox to grade in; raises CourseError where there is none and none was not asked for."""
    if wanted == NONE:
        return NONE
    with _CHOOSING:
        if wanted != AUTO:
            if reason := unavailable(wanted):
                raise CourseError(
                    f"Máy này không dựng được vùng cách ly {wanted}: {reason}. Hãy xem: python -m autograder doctor"
                )
            return wanted
        if not _CHOSEN:
            reasons = {}
            for kind in KINDS:
                reasons[kind] = unavailable(kind)
                if not reasons[kind]:
                    _CHOSEN.append(kind)
                    break
            else:
                raise CourseError(_refusal(reasons))
        return _CHOSEN[0]


def _refusal(reasons: Mapping[str, str]) -> str:
    why = "; ".join(f"{kind}: {reason}" for kind, reason in reasons.items())
    return (
        f"Chưa chấm gì, vì máy này không có vùng cách ly nào ({why}). "
        "Hãy xem cách cài: python -m autograder doctor. "
        "Nếu vẫn muốn chấm trên máy này, hãy thêm --sandbox none: bài nộp sẽ chạy với đúng quyền của bạn, và bài chấm có ghi điều này."
    )
