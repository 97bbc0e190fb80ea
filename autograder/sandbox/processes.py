"""The processes a student's code runs in, seen from the grader: prewarmed and forked, or started fresh."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from autograder.files.scratch import remove, scratch
from autograder.sandbox import bubblewrap
from autograder.sandbox.import_folder import environment, import_folder, partly, readable, site_packages, whole
from autograder.sandbox.inside.forkserver import GONE_SECONDS
from autograder.sandbox.inside.frames import PIECE, BadFrame, Incoming, read_frame, write_frame
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import CannotStart, Killed
from autograder.sandbox.spent import Taken

START_SECONDS = 300.0  # these are for what hangs: a busy machine needs less
END_SECONDS = 60.0
SEND_SECONDS = 60.0
TAKE_SECONDS = 0.1
FROM_OUTSIDE = {
    signal.SIGTERM,
    getattr(signal, "SIGKILL", signal.SIGTERM),
}  # no submission can send them to itself, see calls
OF_A_SHELL = 128  # bubblewrap ends with this much more than the signal that ended what it ran
USERS = range(61184, 65520)  # the range that systems leave to users that come and go
LANDLOCK: int | None = None  # its version: the kernel's own, but tests also try older ones


class Forkserver:
    """A sandbox with a prewarmed process that forks one process for each submission, one after the other."""

    def __init__(
        self,
        kind: str,
        limits: Limits,
        files: Sequence[tuple[str, bytes]] = (),
        trial: bool = False,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """kind: "bubblewrap" or "landlock". files: (name, content) of what lies in every submission's folder.

        trial: nothing is imported beforehand; only to see whether it comes up and locks itself in. meanwhile: is called while the
        process gets ready.
        """
        self.kind, self.limits, self.trial = kind, limits, trial
        self.scratch = scratch("cach_ly")
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with open(Path(self.scratch.name) / "stderr", "w+b") as stderr:
            with theirs:  # closed before anyone listens, so that the end of a process that does not come up is heard
                self.process = self._start(theirs, stderr, files)
            try:
                meanwhile()
            except BaseException:
                self.close()
                raise
            self.control.settimeout(START_SECONDS)
            if self._hear() != b"ready":
                with suppress(subprocess.TimeoutExpired):  # how it ends by itself says why
                    self.process.wait(GONE_SECONDS)
                self.close()
                if abs(self.process.returncode) % OF_A_SHELL in FROM_OUTSIDE:
                    raise Killed
                stderr.seek(0)
                raise CannotStart(stderr.read(2000).decode(errors="replace").strip() or "no answer")
        self.first = self._first()
        self.base_memory = _own_memory(self.first)
        self.usable = True

    def fork(self) -> Forked:
        """Return a Forked: a fresh process for one submission. The one before must have been closed."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            socket.send_fds(self.control, [b"fork"], [theirs.fileno()])
        return Forked(self, mine)

    def interrupt(self, by_waiting: bool) -> None:
        """Interrupt what the fork runs; it has got the signal when this returns."""
        self.control.settimeout(END_SECONDS)
        with suppress(OSError):  # gone: the next answer says so
            self.control.send(b"waits" if by_waiting else b"computes")
            self.control.recv(64)

    def end_fork(self, is_gone: bool) -> str:
        """End the fork and all it started; where that fails, `usable` becomes False. Returns how it had ended: see Forked.end."""
        self.control.settimeout(END_SECONDS)
        try:
            self.control.send(b"gone" if is_gone else b"end")
            heard = self.control.recv(64)
        except TimeoutError:
            self.usable = False
            return ""
        except OSError:
            heard = b""
        state, *told = heard.decode().split() or ["killed"]
        self.usable = state == "clean"
        return _how_it_ended(float(told[0]), float(told[1]), self.limits) if told else state

    def taken(self) -> Taken:
        """What the submission's processes hold, beyond what they were forked with, and have used."""
        return Taken.by(_below(self.first), self.base_memory)

    def close(self) -> None:
        end_tree(self.process)
        self.control.close()
        remove(self.scratch.name)
        self.scratch.cleanup()

    def _start(
        self, theirs: socket.socket, stderr: BinaryIO, files: Sequence[tuple[str, bytes]]
    ) -> subprocess.Popen[bytes]:
        boxed = self.kind == "bubblewrap"
        user = USERS[os.getpid() % len(USERS)] if os.geteuid() == 0 else 0
        folder = bubblewrap.FOLDER if boxed else self._real_folder(user)
        copies = self._copied(files)
        settings = {
            "imports": [str(import_folder()), *site_packages()],
            "limits": asdict(self.limits),
            "folder": folder,
            "writable": [folder, bubblewrap.SHARED_MEMORY] if boxed else [folder],
            "fonts": str(import_folder() / "matplotlib"),
            "files": copies,
            "user": user,
            "readable": readable(*copies),
            "boxed": boxed,
            "trial": self.trial,
            "landlock": LANDLOCK,
        }
        python = [os.path.realpath(sys.executable), "-I", "-S", str(import_folder() / "forkserver.py")]
        command = [*python, str(theirs.fileno()), json.dumps(settings)]
        if boxed:
            box = bubblewrap.command(whole(*copies), partly(), environment(folder), self.limits.disk_bytes)
            command = [*box, *command]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            cwd="/",
            env=environment(folder),
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )

    def _real_folder(self, user: int) -> str:
        folder = Path(self.scratch.name) / "bai_lam"
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user, user)
        return str(folder)

    def _copied(self, files: Sequence[tuple[str, bytes]]) -> list[str]:
        """The lesson's files where the sandbox may read them, whatever their own folder allows."""
        folder = Path(self.scratch.name) / "tep"
        folder.mkdir()
        os.chmod(self.scratch.name, 0o711)  # noqa: S103  (the student's side may be another user)
        copies = [folder / name for name, _ in files]
        for path, (_, content) in zip(copies, files):
            path.write_bytes(content)
        for path in (folder, *copies):
            path.chmod(0o755)
        return list(map(str, copies))

    def _hear(self) -> bytes:
        try:
            return self.control.recv(64)
        except OSError:
            return b""

    def _first(self) -> psutil.Process:
        """The prewarmed process: bubblewrap's inner process, or the one that was started."""
        first = psutil.Process(self.process.pid)
        if self.kind == "bubblewrap":
            return first.children()[0]
        return first


class Forked:
    """One submission's process in a Forkserver. received: how many bytes have come from it."""

    def __init__(self, forkserver: Forkserver, channel: socket.socket) -> None:
        self.forkserver, self.channel = forkserver, channel
        self.incoming, self.received = Incoming(), 0
        self.ended = False

    def send(self, message: dict[str, Any]) -> None:
        """Raises OSError when it is gone or does not read."""
        self.channel.settimeout(SEND_SECONDS)
        write_frame(self.channel.makefile("wb"), message)

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """The next message, None when the process is gone. Raises TimeoutError, BadFrame."""
        end = time.monotonic() + seconds
        while not self.incoming.holds_message():
            self.channel.settimeout(max(end - time.monotonic(), 0.001))
            try:
                piece = self.channel.recv(PIECE)
            except ConnectionError:
                piece = b""
            if not piece:  # also in the middle of a frame: whoever ended it did not wait for its end
                return None
            self.incoming.add(piece)
            self.received += len(piece)
            if time.monotonic() > end:
                raise TimeoutError
        return self.incoming.take()

    def taken(self) -> Taken:
        """What its processes hold and have used."""
        try:
            return self.forkserver.taken()
        except (psutil.Error, IndexError):  # it ended while we were counting
            return Taken()

    def interrupt(self, by_waiting: bool) -> None:
        """Interrupt the cell or the call that runs. by_waiting: it waited too long; else it computed too long."""
        self.forkserver.interrupt(by_waiting)

    def end(self, is_gone: bool = False) -> str:
        """End it and all it started. Returns "killed" where somebody else had ended it, "timeout" where the kernel had for
        its processor time, else "". is_gone: its channel was found closed.
        """
        if self.ended:
            return ""
        self.ended = True
        how = self.forkserver.end_fork(is_gone)
        with suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)
        return how

    def close(self) -> None:
        self.end()
        self.channel.close()


class Spawned:
    """One submission's process, started afresh and not isolated: for systems without a sandbox. received: see Forked."""

    def __init__(self, limits: Limits, files: Sequence[tuple[str, bytes]] = ()) -> None:
        self.folder = scratch("bai_lam")
        shutil.copytree(import_folder() / "matplotlib", Path(self.folder.name) / ".matplotlib")
        for name, content in files:
            Path(self.folder.name, name).write_bytes(content)
        settings = {"imports": [str(import_folder()), *site_packages()], "limits": asdict(limits)}
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(import_folder() / "worker.py"), json.dumps(settings)],
            cwd=self.folder.name,
            env=environment(self.folder.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )
        assert self.process.stdin and self.process.stdout  # they are pipes
        self.questions, self.replies = self.process.stdin, self.process.stdout
        self.answers: queue.Queue[dict[str, Any] | BadFrame | None] = queue.Queue(maxsize=2)
        self.received = 0
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def send(self, message: dict[str, Any]) -> None:
        """Raises OSError when it is gone."""
        write_frame(self.questions, message)

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """The next message, None when the process is gone. Raises TimeoutError, BadFrame."""
        try:
            message = self.answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(message, BadFrame):
            raise message
        return message

    def _listen(self) -> None:
        """Pipes have no timeouts on every system: a thread reads, and waits where nobody takes."""
        try:
            while (message := read_frame(self)) is not None:
                self.answers.put(message)
            self.answers.put(None)
        except BadFrame as bad:
            self.answers.put(bad)
        except (OSError, ValueError):  # the pipe was closed under the reader
            self.answers.put(None)

    def read(self, size: int) -> bytes:
        """What has come in on the pipe, counted."""
        piece = self.replies.read(size)
        self.received += len(piece)
        return piece

    def taken(self) -> Taken:
        return Taken.by(_tree(self.process.pid))

    def interrupt(self, by_waiting: bool) -> None:
        if hasattr(signal, "SIGALRM"):
            self.process.send_signal(signal.SIGUSR1 if by_waiting else signal.SIGALRM)

    def end(self, is_gone: bool = False) -> str:
        """As Forked.end."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GONE_SECONDS if is_gone else 0)
        code = self.process.poll()
        end_tree(self.process)
        return "killed" if code and -code in FROM_OUTSIDE else ""

    def close(self) -> None:
        self.end()
        while self.listener.is_alive():  # it may wait for someone to take what it read
            with suppress(queue.Empty):
                self.answers.get(timeout=TAKE_SECONDS)
        with suppress(OSError):  # unsent bytes to a process that is gone
            self.questions.close()
        self.replies.close()
        self.folder.cleanup()


def _how_it_ended(number: float, seconds: float, limits: Limits) -> str:
    """number: of the signal that ended the process before anyone here did, or 0. seconds: its processor time."""
    if number not in FROM_OUTSIDE:
        return ""
    return "timeout" if seconds >= limits.cpu_seconds else "killed"


def _own_memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:  # it ended while we were counting
        return 0


def _below(process: psutil.Process) -> list[psutil.Process]:
    """All descendants; where Linux lists each one's children, without a look at every process of the machine."""
    if not Path("/proc/thread-self/children").is_file():
        return process.children(recursive=True)
    found = []
    for pid in _children(process.pid):
        with suppress(psutil.NoSuchProcess):  # it ended while we were looking
            child = psutil.Process(pid)
            found += [child, *_below(child)]
    return found


def _children(pid: int) -> Iterator[int]:
    """The process ids of a process's children, of all its threads; none of one that has ended."""
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            yield from map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())


def _tree(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *_below(parent)]
    except psutil.NoSuchProcess:
        return []


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a Popen and all its descendants, and wait for it."""
    for member in reversed(_tree(process.pid)):
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()
