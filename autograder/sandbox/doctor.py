"""What this machine offers, proven: break-outs that a submission might try, tried from inside each sandbox."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from autograder.course_folder import ROOT
from autograder.sandbox.import_folder import import_folder
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import end_tree
from autograder.sandbox.sandboxes import KINDS, Sandbox, unavailable
from autograder.sandbox.session import Ended, Killed
from course.checking import plain
from course.checking.frozen import Returned

WORD = "AUTOGRADER_SECRET"
SEEN_SECONDS = 0.05  # after its session: a process that a probe has killed is gone by then
QUICK = Limits(cell_seconds=5, call_seconds=3, total_seconds=60)


@dataclass(frozen=True)
class Probe:
    """One break-out. hope: what it is after, in Vietnamese.

    code: the body of a function of `a` that returns True if it got it, or harms what it is aimed at.
    """

    hope: str
    code: str


PROBES = (
    Probe("xem thư mục có lời giải", "return bool(os.listdir(a['project']))"),
    Probe("đọc mã của bộ chấm", "return bool(open(a['grader']).read(1))"),
    Probe("đọc thư mục cá nhân", "return bool(os.listdir(a['home']))"),
    Probe("đọc tệp của người khác", "return open(a['secret']).read() == a['word']"),
    Probe("ghi vào tệp của người khác", "return open(a['secret'], 'a').write('') == 0"),
    Probe("đổi quyền của tệp của người khác", "return os.chmod(a['secret'], 0o666) is None"),
    Probe("ghi vào hệ thống", "return os.access('/usr/lib', os.W_OK) and open('/usr/lib/cham', 'w').write('') == 0"),
    Probe("đọc biến môi trường của tiến trình khác", "return a['word'] in environments()"),
    Probe("thấy tiến trình bộ chấm", "return bool(open(f\"/proc/{a['pid']}/cmdline\").read())"),
    Probe("gửi tín hiệu cho tiến trình bộ chấm", "os.kill(a['pid'], 0); return True"),
    Probe("gửi tín hiệu cho tiến trình cha", "os.kill(os.getppid(), 9); time.sleep(0.2); return os.getppid() == 0"),
    Probe("đọc bộ nhớ của tiến trình cha", "return bool(open(f'/proc/{os.getppid()}/mem', 'rb'))"),
    Probe("gắn `ptrace` vào tiến trình cha", "return ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0"),
    Probe("kết nối TCP", "return bool(socket.create_connection(('127.0.0.1', a['port']), 2))"),
    Probe("gửi gói UDP", "return udp().sendto(b'x', ('127.0.0.1', a['port'])) > 0"),
    Probe("kết nối tới `socket` Unix của máy", "return unix().connect(a['unix']) is None"),
    Probe("gửi tin tới `socket` Unix của máy", "return pair().sendto(b'x', a['datagrams']) > 0"),
    Probe("kết nối tới `socket` Unix trừu tượng", "return unix().connect('\\0' + a['abstract']) is None"),
    Probe("chiếm quyền quản trị (`root`)", "os.setuid(0); return os.getuid() == 0"),
    Probe("tạo không gian tên mới", "return ctypes.CDLL(None).unshare(0x10000000) == 0"),
    Probe(
        "giết tiến trình khác qua chủ của một ống (`F_SETOWN`)",
        "owned(lambda file: fcntl.fcntl(file, fcntl.F_SETOWN, a['bystander']))",
    ),
    Probe(
        "giết tiến trình khác qua `F_SETOWN_EX`",
        "owned(lambda file: fcntl.fcntl(file, 15, struct.pack('ii', 1, a['bystander'])))",
    ),
    Probe(
        "giết tiến trình khác qua chủ của một `socket` (`FIOSETOWN`)", "owned_socket(struct.pack('i', a['bystander']))"
    ),
    Probe("làm rỗng tệp của người khác (`truncate`)", "os.truncate(a['secret'], 0)"),
    Probe("làm rỗng tệp của người khác lúc mở để đọc", "os.open(a['secret'], os.O_RDONLY | os.O_TRUNC)"),
    Probe(
        "làm rỗng tệp của người khác lúc mở mà không đọc cũng không ghi",
        "os.open(a['secret'], os.O_ACCMODE | os.O_TRUNC)",
    ),
    Probe("làm rỗng tệp chỉ được đọc", "os.open(a['library'], os.O_RDONLY | os.O_TRUNC)"),
    Probe(
        "gõ chữ vào cửa sổ dòng lệnh (`TIOCSTI`)",
        "return reached(libc.ioctl(0, ctypes.c_ulong(0x5412), b'x'), errno.ENOTTY)",
    ),
    Probe(
        "gõ chữ vào cửa sổ dòng lệnh, với số lệnh dài 64 bit",
        "return reached(libc.ioctl(0, ctypes.c_ulong(0x5412 | 1 << 32), b'x'), errno.ENOTTY)",
    ),
    Probe("gọi phần mới của nhân Linux (`io_uring`)", "return reached(libc.syscall(425, 1, 0), errno.EFAULT)"),
)

PREPARE = """
import contextlib, ctypes, errno, fcntl, os, signal, socket, struct, time
libc = ctypes.CDLL(None, use_errno=True)
def environments():
    found = ''
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            found += open(f'/proc/{pid}/environ').read()
    return found
def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def unix():
    return socket.socket(socket.AF_UNIX)
def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]
def owned(give_to):
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETSIG, signal.SIGKILL)
    give_to(read)
    fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC)
    os.write(write, b'x')
def owned_socket(owner):
    mine, other = socket.socketpair()
    fcntl.ioctl(mine, 0x8901, owner)
    fcntl.ioctl(mine, 0x5452, struct.pack('i', 1))
    other.send(b'x')
def reached(result, error):
    return result == 0 or ctypes.get_errno() == error
"""


def examine(kind: str) -> Iterator[tuple[Probe, bool]]:
    """Try every probe in one kind of sandbox; yield (Probe, True if it broke out)."""
    with Targets() as targets, Sandbox(kind, QUICK) as sandbox:
        for number, probe in enumerate(PROBES):
            code = f"{PREPARE}\ndef thu{number}(a):\n    {probe.code}\n"
            yield probe, _broke_out(sandbox, code, f"thu{number}", targets.arguments()) or targets.harmed()


def _broke_out(sandbox: Sandbox, code: str, function: str, arguments: dict[str, str | int]) -> bool:
    try:
        with sandbox.session() as session:
            session.run(code)
            [outcome] = session.call(function, [[plain.encode(arguments)]])
    except (Ended, Killed):  # no probe ends its own process: it ended something that it needs
        return True
    return outcome == Returned(True)


class Targets(ExitStack):
    """What the probes aim at, made for them: a secret file, listening sockets, another process with a secret."""

    def __enter__(self) -> Targets:
        super().__enter__()
        self.folder = Path(self.enter_context(tempfile.TemporaryDirectory()))
        self.folder.chmod(0o755)
        self.secret = self.folder / "bi_mat"
        self.library = import_folder() / "thu.txt"  # what every submission may read
        self.callback(self.library.unlink)
        self._write()
        self._start_bystander()
        self.callback(lambda: end_tree(self.bystander))
        self.listening = self._listen()
        return self

    def arguments(self) -> dict[str, str | int]:
        return {
            "project": str(ROOT / "source"),
            "grader": __file__,
            "home": str(Path.home()),
            "secret": str(self.secret),
            "word": WORD,
            "pid": os.getpid(),
            "bystander": self.bystander.pid,
            "library": str(self.library),
            **self.listening,
        }

    def harmed(self) -> bool:
        """Is the bystander gone, or a file another than it was? If so it is made anew."""
        if gone := self._is_gone():
            self._start_bystander()
        if changed := any(path.read_text() != WORD for path in (self.secret, self.library)):
            self._write()
        return gone or changed

    def _is_gone(self) -> bool:
        try:
            self.bystander.wait(SEEN_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _write(self) -> None:
        self.secret.write_text(WORD)
        self.library.write_text(WORD)

    def _start_bystander(self) -> None:
        self.bystander = subprocess.Popen(["sleep", "600"], env={**os.environ, WORD: "1"})

    def _listen(self) -> dict[str, str | int]:
        """Ports' numbers and sockets' names where somebody listens."""
        tcp, udp = (
            self.enter_context(socket.socket(socket.AF_INET, kind)) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
        )
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp.bind(tcp.getsockname())
        names = {
            "unix": str(self.folder / "cong"),
            "abstract": f"cham_{os.getpid()}",
            "datagrams": str(self.folder / "tin"),
        }
        for name, kind in (
            (names["unix"], socket.SOCK_STREAM),
            ("\0" + names["abstract"], socket.SOCK_STREAM),
            (names["datagrams"], socket.SOCK_DGRAM),
        ):
            listening = self.enter_context(socket.socket(socket.AF_UNIX, kind))
            listening.bind(name)
            if kind == socket.SOCK_STREAM:
                listening.listen()
        for name in ("unix", "datagrams"):
            Path(names[name]).chmod(0o777)
        return {"port": tcp.getsockname()[1], **names}


def report(show: Callable[[str], object]) -> list[tuple[str, bool]]:
    """Say in lines what this machine offers and what held; returns (kind, did all hold), in the order of choice."""
    offered = []
    for kind in KINDS:
        if reason := unavailable(kind):
            show(f"{kind}: không dùng được, vì {reason}")
            continue
        found = list(examine(kind))
        broken = [probe.hope for probe, got_out in found if got_out]
        show(f"{kind}: chặn được {len(found) - len(broken)}/{len(found)} kiểu tấn công")
        for hope in broken:
            show(f"  không chặn được: {hope}")
        offered.append((kind, not broken))
    show("none: không chặn gì, bài nộp chạy với đúng quyền của người chấm")
    if offered:
        show(f"Đã thử ở mỗi vùng: {'; '.join(probe.hope for probe in PROBES)}.")
    return offered
