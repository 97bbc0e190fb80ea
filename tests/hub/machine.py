"""A machine of its own for the Hub: this system seen through namespaces, with users, homes and folders that it alone has.

Nothing of it is left when the test run ends. Its users are real ones to the kernel, which keeps them apart.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.course_folder import ROOT

STUDENTS_PYTHON = Path("/srv/sinh_vien")
EXCHANGE = Path("/srv/nbgrader/exchange")
CLOSED = 0o750  # to all but the group: the repository, which has the solutions


class Machine:
    """folder: where it keeps what it changes. kept: a folder for the students' Python, which the next run finds again."""

    def __init__(self, folder, kept):
        self.folder = folder
        for name, mode in (("home", 0o755), ("srv", 0o755), ("tmp", 0o1777)):
            (folder / name).mkdir()
            (folder / name).chmod(mode)
        kept.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "/etc", folder / "etc"], check=True)
        told, tell = os.pipe()
        first = ["--info-fd", str(tell), "sh", "-c", "echo ready; exec sleep infinity"]
        self.process = subprocess.Popen([*_view(folder, kept), *first], pass_fds=[tell], stdout=subprocess.PIPE)
        os.close(tell)
        with os.fdopen(told) as stream:
            self.first = json.load(stream)["child-pid"]
        assert self.process.stdout.readline() == b"ready\n"

    def end(self):
        """End every process of the machine."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def path(self, inside):
        """Where a file of this machine's /home, /srv, /tmp or /etc lies."""
        return self.folder / Path(inside).relative_to("/")

    def command(self, arguments, user=None, environment=None, folder="/"):
        """The command line that runs `arguments` there: as root, or as a user with their groups."""
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        given = [f"{name}={value}" for name, value in (environment or {}).items()]
        alone = ["--ignore-environment"] if environment else []
        inside = ["nsenter", "--target", self.first, "--mount", "--pid", f"--wdns={folder}"]
        return list(map(str, [*inside, *become, "env", *alone, *given, *arguments]))

    def run(self, arguments, **how):
        """Run it to its end; returns subprocess.CompletedProcess with its text. how: as for `command`."""
        return subprocess.run(self.command(arguments, **how), capture_output=True, text=True)

    def must(self, arguments, **how):
        """Run what has to succeed; returns what it wrote."""
        done = self.run(arguments, **how)
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def add_user(self, name, group, password):
        self.must(["useradd", "--create-home", "--user-group", "--groups", group, "--shell", "/bin/bash", name])
        subprocess.run(self.command(["chpasswd"]), input=f"{name}:{password}", text=True, check=True)


def _view(folder, kept):
    """bubblewrap's arguments: the system read-only, what the machine changes its own, the repository behind a closed door."""
    python, home = Path(sys.base_prefix), Path.home()
    view = ["bwrap", "--die-with-parent", "--unshare-pid", "--cap-add", "ALL", "--ro-bind", "/", "/"]
    view += ["--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    for name in ("home", "srv", "tmp", "etc"):
        view += ["--bind", folder / name, f"/{name}"]
    for inner in ("/var/log", "/var/mail", "/run"):
        view += ["--perms", "0755", "--tmpfs", inner]
    view += ["--bind", kept, STUDENTS_PYTHON, "--perms", "0755", "--tmpfs", home]
    view += [*_open_doors(python), "--ro-bind", python, python]
    view += [*_open_doors(ROOT.parent), "--perms", f"{CLOSED:04o}", "--tmpfs", ROOT.parent, "--bind", ROOT, ROOT]
    return [str(word) for word in [*view, "--chdir", "/"]]


def _open_doors(path):
    """The folders above a path, made where they are hidden: bubblewrap would close those that it makes."""
    return [word for parent in reversed(path.parents) for word in ("--perms", "0755", "--dir", parent)]


def missing():
    """Why this machine cannot be made here, in one sentence; "" if it can."""
    if os.geteuid() != 0:
        return "Chỉ root tạo được người dùng. Hãy chạy: sudo .venv/bin/python -m pytest -m hub tests/hub"
    tools = {"bwrap": "bubblewrap", "nsenter": "util-linux", "useradd": "passwd", "npm": "npm"}
    absent = [package for tool, package in tools.items() if shutil.which(tool) is None]
    return f"Hãy cài rồi chạy lại: sudo apt install {' '.join(absent)}" if absent else ""
