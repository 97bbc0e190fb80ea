"""The student's end: runs cells in IPython, calls functions, answers frame by frame.

Started as `python -I -S worker.py IMPORT_FOLDER… -- CELL_SECONDS CALL_SECONDS MEMORY_BYTES`; it holds no
needed value, no reference and no path of the course. Nothing it says is trusted.
"""

import contextlib
import os
import signal
import sys
import warnings

TEXT_KEPT = 20_000
PICTURES_KEPT = 8


def main(arguments):
    divider = arguments.index("--")
    sys.path[:0] = arguments[:divider]
    cell_seconds, call_seconds, memory = (float(number) for number in arguments[divider + 1 :])
    from frames import read_frame, write_frame

    requests, answers = _take_channel()
    limit_memory(int(memory))
    notebook = Notebook(cell_seconds, call_seconds)
    write_frame(answers, {"ready": True})
    while (request := read_frame(requests)) is not None:
        write_frame(answers, notebook.answer(request))


def _take_channel():
    """Keep the pipes for frames; what the student's code sees as files 0, 1 and 2 is nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, answers


def limit_memory(bytes_allowed):
    """Bound the address space where the system can (Linux); elsewhere the grader watches from outside."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (bytes_allowed, bytes_allowed))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class TooSlow(KeyboardInterrupt):
    """Raised in the student's code when a cell or a call takes too long."""


@contextlib.contextmanager
def deadline(seconds):
    """Interrupt the block after so many seconds, where the system has timers for it."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_):
        raise TooSlow(f"chạy quá {seconds:g} giây")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Notebook:
    """A kernel without a network: the student's cells, then calls to what they define."""

    def __init__(self, cell_seconds, call_seconds):
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self.cell_seconds, self.call_seconds = cell_seconds, call_seconds
        self.shell = InteractiveShell.instance(config=config)
        self.errors = []
        self.shell._showtraceback = lambda kind, error, lines: self.errors.append((kind, error, lines))
        from matplotlib_inline.backend_inline import flush_figures

        self.shell.events.register("post_execute", flush_figures)

    def answer(self, request):
        match request:
            case {"do": "run", "source": str(source)}:
                return {"outputs": self.run(source)}
            case {"do": "forget", "names": list(names)}:
                for name in names:
                    self.shell.user_ns.pop(name, None)
                return {"forgotten": len(names)}
            case {"do": "call", "function": str(function), "args": args}:
                return {"outcome": self.call(function, args)}
        raise ValueError("unknown request")

    def run(self, source):
        """Run one cell; return its outputs, bounded."""
        from IPython.utils.capture import capture_output

        self.errors.clear()
        with capture_output() as captured, deadline(self.cell_seconds):
            self.shell.run_cell(source, store_history=True)
        return [*_streams(captured), *_displays(captured.outputs), *map(_error, self.errors)]

    def call(self, name, args):
        """Call the student's function once with plain arguments; return its outcome as JSON-ready data."""
        from course import frozen, plain
        from course.lesson import call

        function = self.shell.user_ns.get(name)
        if not callable(function):
            return frozen.write_outcome(frozen.Raised("NameError", f"không có hàm nào tên {name}"))
        try:
            with deadline(self.call_seconds), _silence():
                outcome = call(function, plain.decode(args))
        except KeyboardInterrupt as error:
            outcome = frozen.Raised("TimeoutError", str(error))
        return frozen.write_outcome(outcome)


@contextlib.contextmanager
def _silence():
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere:
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            yield


def _streams(captured):
    for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)):
        if text:
            yield {"stream": name, "text": _cut(text)}


def _displays(outputs):
    for output in outputs[:PICTURES_KEPT]:
        data = {}
        if "image/png" in output.data:
            data["image/png"] = _base64(output.data["image/png"])
        data["text/plain"] = _cut(str(output.data.get("text/plain", "")))
        yield {"display": data}


def _error(found):
    kind, error, lines = found
    return {"error": kind.__name__, "message": _cut(str(error)), "traceback": [_cut(line) for line in lines[-30:]]}


def _cut(text):
    return text if len(text) <= TEXT_KEPT else f"{text[:TEXT_KEPT]}\n… (còn {len(text) - TEXT_KEPT} ký tự nữa)"


def _base64(picture):
    import base64

    return picture if isinstance(picture, str) else base64.b64encode(picture).decode()


if __name__ == "__main__":
    main(sys.argv[1:])
