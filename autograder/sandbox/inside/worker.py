"""The student's end: runs cells in IPython, calls functions, answers frame by frame.

Forked by `forkserver`, or started alone as `python -I -S worker.py SETTINGS`; it holds no needed value, no
reference and no path of the course. Nothing it says is trusted.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any, BinaryIO

FIRST_IMPORT = "from course import Lesson, bandwidth, conv_network, digits, gguf, int8_conv, int8_mlp, network, plots, straight_through, tiny_lm, waiting, widgets"
LINES = 150_000  # that all attempts at one function may run: about a second
PICTURES_KEPT = 8
ABSENT = object()
HELD_BACK_SECONDS = 0.005  # answers of quick calls leave together
SHORT = "các ô đã dùng hết thời gian của cả bài"


def main(arguments: list[str]) -> None:
    """One submission in a process of its own, for systems that cannot fork safely."""
    settings = json.loads(arguments[0])
    sys.path[:0] = settings["imports"]
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    close_standard_files()
    limit_memory(settings["limits"]["memory_bytes"])
    if sys.platform == "linux":
        refuse_own_end()
    Notebook(settings["limits"]).serve(requests, answers)


def close_standard_files() -> None:
    """What the student's code sees as files 0, 1 and 2 is nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def limit_memory(bytes_allowed: int) -> None:
    """Bound the address space where the system can (Linux); elsewhere the grader watches from outside."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (bytes_allowed, bytes_allowed))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_own_end() -> None:
    """See calls; not where libseccomp is missing, as may be outside a sandbox."""
    import calls

    with contextlib.suppress(ImportError, RuntimeError):
        calls.refuse_own_end()


class TooSlow(KeyboardInterrupt):
    """Raised in the student's code when a cell or a call takes too long."""


@contextlib.contextmanager
def deadline(computed: str, waited: str) -> Iterator[None]:
    """Within the block the grader's two signals interrupt what runs; each comes with its words. Other systems than Unix have none."""
    is_open = hasattr(signal, "SIGALRM")

    def ring(number: int, _: object) -> None:
        if is_open:
            raise TooSlow(computed if number == signal.SIGALRM else waited)

    if is_open:
        signal.signal(signal.SIGALRM, ring)
        signal.signal(signal.SIGUSR1, ring)
    try:
        yield
    finally:
        is_open = False


def _words(seconds: float) -> tuple[str, str]:
    """What is said of a cell or a call that computed, or waited, longer than so many seconds."""
    return f"chạy quá {seconds:g} giây", f"chờ quá {seconds:g} giây mà không tính gì"


class Notebook:
    """A kernel without a network: the student's cells, then calls to what they define."""

    def __init__(self, limits: dict[str, Any]) -> None:
        """limits: the fields of Limits, as a dict."""
        from shell import open_shell

        self.limits, self.lines = limits, defaultdict[str, int](lambda: LINES)
        self.shell = open_shell()
        sys.path[:] = [
            *filter(None, sys.path),
            "",
        ]  # a notebook imports what lies beside it, but no numpy.py in place of NumPy
        self.replaced: dict[str, object] = {}  # by stand-ins
        self._watch_names()
        if hasattr(signal, "SIGXCPU"):
            signal.signal(signal.SIGXCPU, self._out_of_time)

    def _watch_names(self) -> None:
        from course.checking.names import WATCHED, Names

        self.names = WATCHED[self.shell] = Names(self.shell.user_ns)

    def _out_of_time(self, *_: object) -> None:
        raise TooSlow(f"dùng quá {self.limits['cpu_seconds']} giây tính toán của bộ xử lý")

    def warm(self) -> None:
        """Do once what the first cells of any lesson do, one that ends with an error among them, then forget it."""
        self.run("1 / 0")
        self.run(f"import numpy as np\nimport matplotlib.pyplot as plt\n{FIRST_IMPORT}\nplt.plot([1, 2]);")
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            sys.__dict__.pop(name, None)
        self.shell.reset(new_session=True)
        self._watch_names()

    def serve(self, requests: BinaryIO, answers: BinaryIO) -> None:
        """Answer requests until the grader hangs up."""
        from frames import read_frame, write_frame

        self.line = Line(requests, answers)
        write_frame(answers, {"ready": True})
        while (request := read_frame(requests)) is not None:
            at_once, self.line.number = bool(request.get("careful")), request["number"]
            left = time.monotonic()
            for answer in self.answer(request):
                due = at_once or time.monotonic() > left + HELD_BACK_SECONDS
                write_frame(answers, {"number": request["number"], **answer}, flush=due)
                left = time.monotonic() if due else left
            answers.flush()

    def answer(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the answers to a request: one, or for calls one each."""
        match request["do"]:
            case "put":
                yield {"refused": self.put(request["path"], request["content"])}
            case "run":
                yield {
                    "outputs": self.run(
                        request["source"],
                        request["short"],
                        request["is_example"],
                        request["asked"],
                        request["is_unseen"],
                    )
                }
            case "stand_in":
                self.stand_in(request["functions"])
                yield {}
            case "attempt":
                with self.names.as_graded():
                    yield from self.attempt(request["function"], request["sources"], request["call"])
            case "call":
                with self.names.as_graded():
                    yield from self.call(request["function"], request["calls"])

    def put(self, path: str, content: str) -> str | None:
        """Add bytes, given in base64, to a file that was handed in beside the notebook; returns what the system says against it, or None."""
        import base64
        import importlib

        try:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "ab") as file:
                file.write(base64.b64decode(content))
        except OSError as error:
            return str(error)
        importlib.invalidate_caches()
        return None

    def run(
        self,
        source: str,
        is_short: bool = False,
        is_example: bool = False,
        asked: Collection[str] = (),
        is_unseen: bool = False,
    ) -> list[dict[str, Any]]:
        """Run one cell; return its outputs, bounded.

        is_short: the cells before it left it less time than a cell may take. is_example, asked: see course.checking.names.
        is_unseen: nothing of what it shows is wanted but its error.
        """
        self.shell.begin_cell()
        self.names.begin(is_example)
        shown, complained = (Kept(self.limits["output_chars"]) for _ in range(2))
        words = [SHORT, SHORT] if is_short else _words(self.limits["cell_seconds"])
        with (
            contextlib.suppress(TooSlow),  # one that came when the cell had just ended
            contextlib.redirect_stdout(shown),
            contextlib.redirect_stderr(complained),
            deadline(*words),
        ):
            if is_unseen:
                self.shell.run_unseen(source)
            else:
                self.shell.run_cell(source, store_history=True)
        self.names.end(source, is_example, self.shell.errors[-1][1] if self.shell.errors else None, asked)
        errors = [self._error(one) for one in self.shell.errors]
        if is_unseen:
            return errors
        texts = (("stdout", shown), ("stderr", complained))
        streams = [{"stream": name, "text": text.whole()} for name, text in texts if text.tell()]
        return [*streams, *self._shown(), *errors]

    def call(self, name: str, calls: list[list[Any]]) -> Iterator[dict[str, Any]]:
        """Call the student's function with each list of encoded arguments; yield outcomes as JSON-ready data.

        A function that took too long once is not called again.
        """
        from course.checking import frozen
        from course.checking.lesson import call_plain

        function = self.shell.user_ns.get(name)
        if not callable(function):
            missing = self.names.broken.get(name, frozen.Missing(name))
            outcome = frozen.write_outcome(frozen.Raised("NameError", f"không có hàm nào tên {name}", missing=missing))
            yield from ({"outcome": outcome} for _ in calls)
            return
        late = None
        with _silence():
            for args in calls:
                try:
                    if late is None:
                        with deadline(*_words(self.limits["call_seconds"])):
                            outcome = call_plain(function, args, self.names.broken)
                except KeyboardInterrupt as error:
                    outcome = late = frozen.write_outcome(frozen.Raised("TimeoutError", str(error)))
                yield {"outcome": outcome}

    def attempt(self, function: str, sources: list[str], call: list[Any]) -> Iterator[dict[str, Any]]:
        """Call the function as each of these cells would define it; yield outcomes as JSON-ready data."""
        from course.checking import frozen
        from course.checking.repair import Local

        tried = Local(function, self.shell.user_ns, [call], self.lines[function])
        with deadline(*_words(self.limits["cell_seconds"])):
            outcomes = tried.answer(sources, 0)
        self.lines[function] = tried.left
        yield from ({"outcome": frozen.write_outcome(outcome)} for outcome in outcomes)
        yield {"outcome": None}

    def stand_in(self, functions: list[str]) -> None:
        """Put functions that ask the grader in the place of the student's own, and back what was replaced before."""
        space = self.shell.user_ns
        for name in functions:
            self.replaced.setdefault(name, space.get(name, ABSENT))
        space.update(self.replaced)
        for name in (name for name, own in self.replaced.items() if own is ABSENT):
            del space[name]
        space.update((name, self.line.asking(name)) for name in functions)
        self.names.own.update(functions)

    def _shown(self) -> Iterator[dict[str, dict[str, str]]]:
        """What the cell displayed, and the value of its last line, told apart."""
        for kind, data in self.shell.shown[:PICTURES_KEPT]:
            kept = {"text/plain": self._cut(str(data.get("text/plain", "")))}
            if "image/png" in data:
                kept["image/png"] = _base64(data["image/png"])
            yield {kind: kept}

    def _error(self, found: tuple[type[BaseException], BaseException, list[str]]) -> dict[str, Any]:
        from course.checking.errors import message_of

        kind, error, lines = found
        traceback = [self._cut(line) for line in lines[-30:]]
        return {"error": kind.__name__, "message": self._cut(message_of(error)), "traceback": traceback}

    def _cut(self, text: str) -> str:
        kept = Kept(self.limits["output_chars"])
        kept.write(text)
        return kept.whole()


class Line:
    """What the student's process and the grader speak on, in the midst of a call. number: of the request that is being answered."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self.requests, self.answers = requests, answers
        self.number, self.speaking = 0, threading.Lock()

    def asking(self, name: str) -> Callable[..., Any]:
        """A function that is called as the lesson's own of this name, and whose result the grader knows."""

        def ask(*args: Any, **named: Any) -> Any:
            from course.checking import plain

            try:
                given = [plain.encode(value) for value in args]
                by_name = {key: plain.encode(value) for key, value in named.items()}
            except plain.NotPlain as error:
                raise TypeError(f"{name}: {error}") from None
            return self._ask(name, given, by_name)

        ask.__name__ = ask.__qualname__ = name
        return ask

    def _ask(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        from frames import read_frame, write_frame

        from course.checking import frozen

        with self.speaking:
            write_frame(self.answers, {"number": self.number, "asks": name, "args": args, "named": named})
            heard = read_frame(self.requests)
        outcome = frozen.read_outcome(heard and heard.get("outcome"))
        if isinstance(outcome, frozen.Raised):
            raise ValueError(outcome.message)
        return outcome.value


class Kept(io.StringIO):
    """A text file that keeps so many characters and counts the others."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.lost = most, 0

    def write(self, text: str) -> int:
        kept = text[: max(0, self.most - self.tell())]
        self.lost += len(text) - len(kept)
        super().write(kept)
        return len(text)

    def whole(self) -> str:
        return self.getvalue() + (f"\n… (còn {self.lost} ký tự nữa)" if self.lost else "")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere:
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            yield


def _base64(picture: str | bytes) -> str:
    import base64

    return picture if isinstance(picture, str) else base64.b64encode(picture).decode()


if __name__ == "__main__":
    main(sys.argv[1:])
