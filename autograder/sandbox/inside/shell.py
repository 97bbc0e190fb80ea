"""IPython without a screen: what a kernel would send to the notebook is kept in lists.

Imports and magics that work only on another platform, and there only show, mount or install something, are skipped with a
word, so that the lines below them run.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import os
import re
import subprocess
from _sitebuiltins import _Helper
from collections.abc import Iterator
from types import CodeType
from typing import Any, Literal, cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from matplotlib._pylab_helpers import Gcf
from traitlets import Type
from traitlets.config import Config

PLATFORMS = (  # modules that only exist there: Colab, Kaggle, figures that move, notebooks in a browser
    "google.colab",
    "kaggle_secrets",
    "kaggle_datasets",
    "kaggle_web_client",
    "ipympl",
    "piplite",
    "micropip",
    "pyodide",
    "pyodide_js",
)
FOR_A_SHELL = re.compile(rf"\b(?:get_ipython|await|async|{'|'.join(map(re.escape, PLATFORMS))})\b")
ONLY_SHOW = {  # line magics that may fail here and leave nothing that an answer needs
    "load_ext",
    "reload_ext",
    "matplotlib",
    "pip",
    "conda",
    "mamba",
    "micromamba",
    "uv",
    "tensorflow_version",
    "tensorboard",
    "watermark",
    "gui",
    "notebook",
}
FIGURES_HERE = ("", "inline", "agg", "auto", "--list", "-l")  # what %matplotlib may ask for without a screen
SKIPPED = "Bộ chấm bỏ qua {what}: máy chấm không có thứ này, và các dòng sau vẫn chạy."


class Results(DisplayHook):
    """The value of a cell's last line."""

    shell: Shell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.shown.append(("result", format_dict))

    def finish_displayhook(self) -> None:
        pass


class Displays(DisplayPublisher):
    """What display() and figures show."""

    shell: Shell

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, *_: Any, **__: Any) -> None:
        self.shell.shown.append(("display", data))


class Shell(InteractiveShell):
    """A shell whose cells leave `shown`, pairs of "result" or "display" and data, and `errors`."""

    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)
    lacks_extension = False

    def begin_cell(self) -> None:
        self.shown: list[tuple[str, dict[str, Any]]] = []
        self.errors: list[tuple[type[BaseException], BaseException, list[str]]] = []

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.errors.append((etype, evalue, stb))

    def run_unseen(self, source: str) -> None:
        """Run a cell of which only what it binds and raises is wanted: as run_cell does, in less than half of its time where the cell
        is plain Python. What such a cell would show is not remembered as `_` or `Out`.
        """
        code = self._plain(source)
        if code is None:
            self.run_cell(source, store_history=True)
            return
        self.execution_count += 1
        try:
            with self.builtin_trap:
                exec(code, self.user_global_ns, self.user_ns)
        except BaseException as error:  # run_cell, too, keeps whatever a cell raises
            self.errors.append((type(error), error, []))
        if Gcf.figs:
            Gcf.destroy_all()

    def _plain(self, source: str) -> CodeType | None:
        """The cell's code where Python reads it as it stands, and nothing in it is for this shell; else None."""
        if FOR_A_SHELL.search(source):
            return None
        name = self.compile.cache(source, self.execution_count)
        try:
            return cast(CodeType, self.compile(self.compile.ast_parse(source, name), name, "exec"))
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to enable; `%matplotlib inline` asks all the same."""

    def system(self, cmd: str) -> None:
        """Run a line after `!`, or say why it cannot be run, and go on as a notebook does."""
        try:
            done = subprocess.run(
                ["/bin/sh", "-c", self.var_expand(cmd, depth=1)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            print(error)
            self.user_ns["_exit_code"] = 1
        else:
            print(done.stdout, end="")
            self.user_ns["_exit_code"] = done.returncode

    def elsewhere(self, name: str) -> Elsewhere:
        """What takes the place of a module, or of a part of it, that only exists on another platform."""
        print(SKIPPED.format(what=name))
        return Elsewhere()

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """A magic that only shows, mounts or installs something stops no cell, nor does one of an extension that is not there."""
        may_fail = magic_name in ONLY_SHOW or (self.lacks_extension and self.find_line_magic(magic_name) is None)
        try:
            if magic_name == "matplotlib" and line.strip() not in FIGURES_HERE:
                raise UsageError("no screen")
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except Exception:
            if not may_fail:
                raise
            self.lacks_extension = self.lacks_extension or magic_name in ("load_ext", "reload_ext")
            print(SKIPPED.format(what=f"%{magic_name} {line}".strip()))

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Does the cell wait at its top level? IPython compiles each one to find out; only one that has the word is worth it."""
        return any(word in raw_cell for word in ("await", "async")) and super().should_run_async(raw_cell, **known)

    def ask_exit(self) -> None:
        """exit() in a cell ends nothing but the cell."""


class Elsewhere:
    """A part of another platform: whatever is asked of it, it does nothing."""

    def __getattr__(self, name: str) -> Elsewhere:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: object, **kwargs: object) -> Elsewhere:
        return self

    def __enter__(self) -> Elsewhere:
        return self

    def __exit__(self, *_: object) -> Literal[False]:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __await__(self) -> Iterator[Any]:
        return iter(())


class SkipElsewhere(ast.NodeTransformer):
    """Imports of PLATFORMS at the top of a cell; below `try` or `if` the cell itself knows what to do without them."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        node.body = [kept for statement in node.body for kept in self._kept(statement)]
        return node

    def _kept(self, statement: ast.stmt) -> list[ast.stmt]:
        found = list(_from_elsewhere(statement))
        if not found or not isinstance(statement, ast.Import | ast.ImportFrom):
            return [statement]
        lines = [f"{name} = get_ipython().elsewhere({module!r})" for name, module, _ in found]
        statement.names = [alias for alias in statement.names if alias not in [skipped for _, _, skipped in found]]
        new = ast.parse("; ".join(lines)).body
        for node in (part for assignment in new for part in ast.walk(assignment)):
            ast.copy_location(node, statement)
        return [*([statement] if statement.names else []), *new]


def _from_elsewhere(statement: ast.stmt) -> Iterator[tuple[str, str, ast.alias]]:
    """(bound name, module, alias) of what an import statement takes from a platform that is not here."""
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return
    for alias in statement.names:
        module = alias.name if isinstance(statement, ast.Import) else f"{statement.module}.{alias.name}"
        if (
            any(module == name or module.startswith(f"{name}.") for name in PLATFORMS)
            and alias.name != "*"
            and not _is_here(module)
        ):
            bound = alias.asname or (alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name)
            yield bound, module, alias


def _is_here(module: str) -> bool:
    """Is the platform's module installed all the same?"""
    for name in (name for name in PLATFORMS if module == name or module.startswith(f"{name}.")):
        try:
            return importlib.util.find_spec(name) is not None
        except ModuleNotFoundError:  # nor is the package that it is a part of
            return False
    return False


def open_shell() -> Shell:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    builtins.help = _Helper()  # what `python -S` leaves out
    os.environ["PIP_RETRIES"] = "0"  # there is no network, however often one tries
    shell = Shell.instance(config=config)
    shell.begin_cell()
    shell.ast_transformers.append(SkipElsewhere())
    from matplotlib_inline.backend_inline import flush_figures  # finds the shell that is there when it is imported

    shell.events.register("post_execute", flush_figures)
    assert shell.display_formatter is not None
    as_pixels = shell.display_formatter.formatters["image/png"]  # what the grader keeps of a drawing of the course
    as_pixels.for_type_by_name("course.plots.style", "Drawing", lambda drawing: drawing.png())
    return shell
