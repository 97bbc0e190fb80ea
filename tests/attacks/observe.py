"""What an attack got, seen from outside: points, secrets, files, words to others, processes that stay."""

import errno
import hashlib
import os
import secrets
import socket
import sqlite3
import threading
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import psutil

LONGEST = 4000  # bytes of a path that can be opened
STAYS = "98765"  # how long what an attack leaves behind would sleep, which is how it is recognised


class Listeners:
    """Somebody who listens on the machine: TCP, UDP, unix (streams, datagrams) and abstract sockets; `heard` is what came in."""

    def __init__(self, opened, folder):
        self.heard, without_path = [], f"{folder.name}_{secrets.token_hex(8)}"
        addresses = [
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "nghe")),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{without_path}"),
            (socket.AF_UNIX, socket.SOCK_DGRAM, str(folder / "tin")),
        ]
        sockets = [opened.enter_context(socket.socket(family, kind)) for family, kind, _ in addresses]
        for one, (_, kind, address) in zip(sockets, addresses):
            one.bind(address)
            threading.Thread(target=self._listen, args=(one, kind), daemon=True).start()
        for name in ("nghe", "tin"):
            (folder / name).chmod(0o777)
        tcp, udp = (one.getsockname()[1] for one in sockets[:2])
        self.words = {
            "TCP": tcp,
            "UDP": udp,
            "UNIX": folder / "nghe",
            "ABSTRACT": without_path,
            "DATAGRAMS": folder / "tin",
        }

    def _listen(self, one, kind):
        if kind == socket.SOCK_STREAM:
            one.listen()
        while True:
            try:
                if kind == socket.SOCK_STREAM:
                    caller, heard = one.accept()
                    caller.close()
                else:
                    heard = one.recv(100)
            except OSError:  # closed at the end of the tests
                return
            self.heard.append(heard)


def stolen(path, canary):
    """What a graded notebook, or another file beside it, tells that it should not: the secret, lines of STOLEN."""
    text = path.read_text(errors="replace")
    lines = [line for line in _outputs(path) if line.startswith("STOLEN")]
    return ["the secret", *lines] if canary in text else lines


def _outputs(path):
    if path.suffix != ".ipynb":
        return []
    cells = nbformat.read(path, as_version=4).cells
    texts = [output.get("text", "") for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return [line for text in texts for line in text.split("\n")]


def runs(page):
    """What of an attack would run where an HTML page is opened, or a link in it pressed: scripts, and attributes that hold or name one."""
    found = _Active()
    found.feed(page.read_text(errors="replace"))
    return found.pieces


class _Active(HTMLParser):
    def __init__(self):
        super().__init__()
        self.in_script, self.pieces = False, []

    def handle_starttag(self, tag, attrs):
        self.in_script = tag == "script"
        self.pieces += [f"{tag} {name}" for name, value in attrs if "STOLEN" in (value or "") and _can_run(name)]

    def handle_endtag(self, tag):
        self.in_script = False

    def handle_data(self, data):
        if self.in_script and "STOLEN" in data:
            self.pieces.append("script")


def _can_run(name):
    return name.startswith("on") or name in ("href", "src", "srcdoc", "xlink:href", "action", "formaction")


def files(folder, home):
    """{path: hash} of every file that grading must leave alone."""
    mine = {"autograded", "feedback", "gradebook.db", "grading.lock", ".nbgrader.log"}
    found = [path for top in (folder.root, home) for path in all_files(top)]
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if not mine & set(path.relative_to(folder.root.parent).parts) and path not in (folder.lock, folder.grader)
    }


def all_files(top):
    """Every regular file below, as deep as the system can name one."""
    found, waiting = [], [Path(top)]
    while waiting:
        for entry in _listed(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False) and len(os.fsencode(entry.path)) < LONGEST:
                found.append(Path(entry.path))
    return found


def _listed(folder):
    try:
        return list(os.scandir(folder))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            return []
        raise


def points(gradebook):
    """{student: points} of those who have a row in a gradebook file."""
    with sqlite3.connect(gradebook) as database:
        return dict(
            database.execute(
                "select s.student_id, sum(coalesce(g.auto_score, 0)) from submitted_assignment s "
                "left join submitted_notebook n on n.assignment_id = s.id left join grade g on g.notebook_id = n.id group by 1"
            )
        )


def left_behind():
    """Command lines of what attacks started and nobody ended."""
    found = (one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"]))
    return [command for command in found if STAYS in command]
