"""The prewarmed process: everything imported once, then one fork for each submission.

Started as `python -I -S forkserver.py CONTROL SETTINGS` inside the sandbox (there it is process 1) and never
runs anything of a student itself. CONTROL is the number of a socket to the grader: a message with one
more socket asks for a fork that will speak on it; "computes" and "waits" ask to interrupt what it runs, which is answered
by "sent"; "end" asks to end that fork and everything it left, "gone" the same of one that closed its own socket. The answer to
these is whether nothing is left ("clean" or "dirty"), the signal by which the fork had ended before, or 0, and its
processor time in seconds.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.inside import frames, lockdown, worker

GONE_SECONDS = 10.0  # from the closing of its socket to its end
INTERRUPTS = {b"computes": "SIGALRM", b"waits": "SIGUSR1"}


def main(arguments: list[str]) -> None:
    gc.disable()  # nothing that is imported is garbage, and looking for some takes a tenth of the start
    control = socket.socket(fileno=int(arguments[0]))
    settings = json.loads(arguments[1])
    sys.path[:0] = settings["imports"]
    global frames, lockdown, worker
    import calls
    import frames
    import lockdown
    import worker

    lockdown.go_first()
    if settings["user"]:
        lockdown.drop_user(settings["user"], keep_reading=not settings["boxed"])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    notebook = None if settings["trial"] else _warm_notebook(settings)
    files = lockdown.file_rules(settings["writable"], settings["readable"], settings["landlock"])
    filters = calls.Filters(settings["boxed"], same_user=not settings["user"])
    try:
        locks = lockdown.Lockdown(settings["limits"], files, filters, settings["boxed"])
    except lockdown.NoLandlock as error:
        sys.exit(str(error))  # the grader reads it
    worker.close_standard_files()
    lockdown.hide()
    gc.freeze()  # forgetting the first cells has just looked for garbage
    gc.enable()
    control.send(b"ready" if _emptied(settings["writable"]) else b"dirty")
    while True:
        _, given, _, _ = socket.recv_fds(control, 16, 1)
        if len(given) != 1:  # the grader is gone
            return
        pid = _fork(control, given[0], settings, notebook, locks)
        ended = _ended(pid, control)
        if ended is None:
            return
        state = "clean" if _emptied(settings["writable"]) else "dirty"
        control.send(b"%b %d %f" % (state.encode(), *ended))


def _warm_notebook(settings: dict[str, Any]) -> worker.Notebook:
    shutil.copytree(settings["fonts"], os.environ["MPLCONFIGDIR"])
    notebook = worker.Notebook(settings["limits"])
    notebook.warm()
    return notebook


def _fork(
    control: socket.socket,
    file: int,
    settings: dict[str, Any],
    notebook: worker.Notebook | None,
    locks: lockdown.Lockdown,
) -> int:
    pid = os.fork()
    if pid:
        os.close(file)
        return pid
    control.close()
    requests, answers = os.fdopen(file, "rb"), os.fdopen(os.dup(file), "wb")
    try:
        os.chdir(settings["folder"])
        for path in settings["files"]:
            shutil.copy(path, ".")
        locks.lock()
    except BaseException as error:
        frames.write_frame(answers, {"failed": f"{type(error).__name__}: {error}"})
        os._exit(1)
    try:
        if notebook is None:
            frames.write_frame(answers, {"ready": True})
        else:
            notebook.serve(requests, answers)
    finally:
        os._exit(0)


def _ended(pid: int, control: socket.socket) -> tuple[int, float] | None:
    """Wait for the fork or for the grader's word, whichever is first, then end all; returns (the signal that ended the fork
    before, or 0; its processor time), or None when the grader is gone.
    """
    watched, word = os.pidfd_open(pid), b""
    either: list[int | socket.socket] = [watched, control]
    while not _is_ready(watched, 0) and word in (b"", *INTERRUPTS):
        if control in select.select(either, [], [])[0]:
            word = _heard(pid, control)
            if not word:
                break
    if word == b"gone":
        _is_ready(watched, GONE_SECONDS)
    by_itself = _is_ready(watched, 0)
    os.close(watched)
    status, seconds = _kill_all(pid)
    while word in (b"", *INTERRUPTS):  # it ended first: the grader has yet to notice
        word = _heard(0, control)
        if not word:
            return None
    return os.WTERMSIG(status) if by_itself and os.WIFSIGNALED(status) else 0, seconds


def _heard(pid: int, control: socket.socket) -> bytes:
    """The grader's next word, b"" when it is gone; a word that asks to interrupt is obeyed. pid: of the fork, 0 when it has ended."""
    word = control.recv(16)
    if word in INTERRUPTS:
        if pid:
            os.kill(pid, getattr(signal, INTERRUPTS[word]))
        control.send(b"sent")
    return word


def _is_ready(file: int, seconds: float) -> bool:
    return bool(select.select([file], [], [], seconds)[0])


def _kill_all(pid: int) -> tuple[int, float]:
    """End everything but this process; as process 1 that is everyone in the sandbox, in one call.

    Returns the fork's wait status and its processor time in seconds.
    """
    try:
        os.kill(-1 if os.getpid() == 1 else pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    of_fork = 0, 0.0
    while True:
        try:
            ended, status, used = os.wait3(0)
        except ChildProcessError:
            return of_fork
        if ended == pid:
            of_fork = status, used.ru_utime + used.ru_stime


def _emptied(folders: Iterable[str]) -> bool:
    """Remove what the last one left; False when something resists: then this sandbox is used no more."""
    try:
        for entry in (entry for folder in folders for entry in os.scandir(folder)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
    except (OSError, RecursionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
