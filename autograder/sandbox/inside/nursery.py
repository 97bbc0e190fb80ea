"""The prewarmed process: everything imported once, then one fork for each submission.

Started as `python -I -S nursery.py CONTROL SETTINGS` inside the sandbox (there it is process 1) and never
runs anything of a student itself. CONTROL is the number of a socket to the grader: a message with one
more socket asks for a fork that will speak on it, "end" asks to end that fork and everything it left.
"""

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys


def main(arguments):
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
    gc.collect()
    gc.freeze()
    control.send(b"ready" if _emptied(settings["writable"]) else b"dirty")
    while True:
        _, files, _, _ = socket.recv_fds(control, 16, 1)
        if len(files) != 1:  # the grader is gone
            return
        pid = _fork(control, files[0], settings, notebook, locks)
        if not _ended(pid, control):
            return
        control.send(b"clean" if _emptied(settings["writable"]) else b"dirty")


def _warm_notebook(settings):
    shutil.copytree(settings["fonts"], os.environ["MPLCONFIGDIR"])
    notebook = worker.Notebook(settings["limits"])
    notebook.warm()
    return notebook


def _fork(control, file, settings, notebook, locks):
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


def _ended(pid, control):
    """Wait for the fork or for the grader's word, whichever is first, then end all; False: the grader is gone."""
    watched = os.pidfd_open(pid)
    ready, _, _ = select.select([watched, control], [], [])
    _kill_all(pid)
    os.close(watched)
    return control.recv(16) == b"end"


def _kill_all(pid):
    """End everything but this process; as process 1 that is everyone in the sandbox, in one call."""
    try:
        os.kill(-1 if os.getpid() == 1 else pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _emptied(folders):
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
