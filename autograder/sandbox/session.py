"""The grader's end of one submission's process: start it, ask it, watch time and memory, end it."""

import functools
import os
import queue
import shutil
import site
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

import course
from autograder.sandbox.frames import BadFrame, read_frame, write_frame
from course import frozen, plain

HERE = Path(__file__).resolve().parent
WATCH_SECONDS = 0.1
GRACE_SECONDS = 2.0  # what a worker may take beyond its own timer before it is ended from outside
STARTUP_SECONDS = 60.0
_MAKING_IMPORT_FOLDER = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """What one submission may use. memory_bytes counts the whole process tree."""

    cell_seconds: float = 20.0
    call_seconds: float = 5.0
    total_seconds: float = 120.0
    memory_bytes: int = 2 * 1024**3


class Ended(Exception):
    """The student's process is gone. reason: "timeout", "memory", "crash" or "protocol"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Session:
    """One submission's process, in an empty folder of its own; a context manager."""

    def __init__(self, limits, files=()):
        """files: paths copied into the process's working folder."""
        self.limits = limits
        self.folder = tempfile.TemporaryDirectory(prefix="bai_lam_", ignore_cleanup_errors=True)
        shutil.copytree(_import_folder() / "matplotlib", Path(self.folder.name) / ".matplotlib")
        for path in files:
            shutil.copy(path, self.folder.name)
        self.end = time.monotonic() + limits.total_seconds
        self.process = self._start()
        self.answers = queue.Queue(maxsize=4)
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self):
        try:
            self._answer(STARTUP_SECONDS)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, source):
        """Run a cell; return its outputs as the worker's plain messages. Raises Ended."""
        reply = self._ask({"do": "run", "source": source}, self.limits.cell_seconds)
        outputs = reply.get("outputs")
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
        """End the process and everything it started, and remove its folder."""
        _end_tree(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except OSError:  # unsent bytes to a process that is gone
                pass
        self.folder.cleanup()

    def _start(self):
        imports = [str(_import_folder()), *_site_packages()]
        numbers = (self.limits.cell_seconds, self.limits.call_seconds, self.limits.memory_bytes)
        command = [sys.executable, "-I", "-S", str(_import_folder() / "worker.py"), *imports, "--", *map(str, numbers)]
        return subprocess.Popen(
            command,
            cwd=self.folder.name,
            env=_environment(self.folder.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )

    def _listen(self):
        """Put every frame the process writes into the queue, then a last word about how it ended."""
        try:
            while (message := read_frame(self.process.stdout)) is not None:
                self.answers.put(message)
            self.answers.put("crash")
        except BadFrame:
            self.answers.put("protocol")
        except (OSError, ValueError):  # the pipe was closed under the reader by close()
            self.answers.put("crash")

    def _ask(self, request, seconds):
        try:
            write_frame(self.process.stdin, request)
        except OSError:
            raise self._ended("crash") from None
        return self._answer(seconds + GRACE_SECONDS)

    def _answer(self, seconds):
        """Wait for the next frame, within `seconds` and the submission's own time and memory."""
        end = min(time.monotonic() + seconds, self.end)
        while True:
            try:
                message = self.answers.get(timeout=WATCH_SECONDS)
            except queue.Empty:
                if time.monotonic() > end:
                    raise self._ended("timeout") from None
                if _memory_of_tree(self.process.pid) > self.limits.memory_bytes:
                    raise self._ended("memory") from None
                continue
            if isinstance(message, str):
                raise self._ended(message)
            return message

    def _ended(self, reason):
        _end_tree(self.process)
        return Ended(reason)


def _import_folder():
    """A folder with the worker and a copy of `course`, and nothing else of this project."""
    with _MAKING_IMPORT_FOLDER:
        return Path(_make_import_folder().name)


@functools.cache
def _make_import_folder():
    """The folder, made once; it goes when the grader ends."""
    made = tempfile.TemporaryDirectory(prefix="luong_tu_hoa_")
    folder = Path(made.name)
    for name in ("worker.py", "frames.py"):
        shutil.copy(HERE / name, folder)
    shutil.copytree(Path(course.__file__).parent, folder / "course", ignore=shutil.ignore_patterns("__pycache__"))
    _warm_font_cache(folder / "matplotlib")
    return made


def _warm_font_cache(folder):
    """Let Matplotlib look for fonts once, not in every submission."""
    folder.mkdir()
    environment = {**os.environ, "MPLCONFIGDIR": str(folder)}
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, check=True)


def _site_packages():
    """Folders of installed packages; added by hand so that no .pth file leads back to this checkout."""
    return sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()})


def _environment(folder):
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": folder, "USERPROFILE": folder, "TMPDIR": folder, "TEMP": folder, "IPYTHONDIR": folder,
        "MPLCONFIGDIR": str(Path(folder) / ".matplotlib"), "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COURSE_STATIC": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip


def _tree(pid):
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory_of_tree(pid):
    total = 0
    for process in _tree(pid):
        try:
            total += process.memory_info().rss
        except psutil.Error:  # it ended while we were counting
            continue
    return total


def _end_tree(process):
    for member in reversed(_tree(process.pid)):
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
