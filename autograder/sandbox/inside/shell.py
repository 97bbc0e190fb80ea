"""IPython without a screen: what a kernel would send to the notebook is kept in lists."""

import builtins
import subprocess
from _sitebuiltins import _Helper

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class Results(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.shown.append(("result", format_dict))

    def finish_displayhook(self):
        pass


class Displays(DisplayPublisher):
    """What display() and figures show."""

    def publish(self, data, metadata=None, **_):
        self.shell.shown.append(("display", data))


class Shell(InteractiveShell):
    """A shell whose cells leave `shown`, pairs of "result" or "display" and data, and `errors`."""

    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)

    def begin_cell(self):
        self.shown, self.errors = [], []

    def _showtraceback(self, etype, evalue, stb):
        self.errors.append((etype, evalue, stb))

    def enable_gui(self, gui=None):
        """There is no window to enable; `%matplotlib inline` asks all the same."""

    def system(self, cmd):
        """Run a line after `!`, or say why it cannot be run, and go on as a notebook does."""
        try:
            done = subprocess.run(
                ["/bin/sh", "-c", self.var_expand(cmd, depth=1)], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
            )  # fmt: skip
        except OSError as error:
            print(error)
            self.user_ns["_exit_code"] = 1
        else:
            print(done.stdout, end="")
            self.user_ns["_exit_code"] = done.returncode

    def ask_exit(self):
        """exit() in a cell ends nothing but the cell."""


def open_shell():
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    builtins.help = _Helper()  # what `python -S` leaves out
    shell = Shell.instance(config=config)
    shell.begin_cell()
    from matplotlib_inline.backend_inline import flush_figures  # finds the shell that is there when it is imported

    shell.events.register("post_execute", flush_figures)
    return shell
