"""What this machine offers, proven: break-outs that a submission might try, tried from inside each sandbox."""

import os
import socket
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from autograder.course_folder import ROOT
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandboxes import KINDS, Sandbox, unavailable
from autograder.sandbox.session import Ended, Killed
from course.checking import plain
from course.checking.frozen import Returned

WORD = "AUTOGRADER_SECRET"
QUICK = Limits(cell_seconds=5, call_seconds=3, total_seconds=60)


@dataclass(frozen=True)
class Probe:
    """One break-out. hope: what it is after, in Vietnamese. code: the body of a function of `a` that returns True if it got it."""

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
)

PREPARE = """
import contextlib, ctypes, os, socket, time
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
"""


def examine(kind):
    """Try every probe in one kind of sandbox; yield (Probe, True if it broke out)."""
    with ExitStack() as stack:
        arguments = _targets(stack)
        sandbox = stack.enter_context(Sandbox(kind, QUICK))
        for number, probe in enumerate(PROBES):
            yield probe, _broke_out(sandbox, f"{PREPARE}\ndef thu{number}(a):\n    {probe.code}\n", f"thu{number}", arguments)


def _broke_out(sandbox, code, function, arguments):
    try:
        with sandbox.session() as session:
            session.run(code)
            [outcome] = session.call(function, [[plain.encode(arguments)]])
    except (Ended, Killed):  # no probe ends its own process: it ended something that it needs
        return True
    return outcome == Returned(True)


def _targets(stack):
    """What the probes aim at, made for them: a secret file, listening sockets, another process with a secret."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    secret = folder / "bi_mat"
    secret.write_text(WORD)
    folder.chmod(0o755)
    bystander = stack.enter_context(subprocess.Popen(["sleep", "600"], env={**os.environ, WORD: "1"}))
    stack.callback(bystander.kill)
    tcp, udp = (stack.enter_context(socket.socket(socket.AF_INET, kind)) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM))
    tcp.bind(("127.0.0.1", 0))
    tcp.listen()
    udp.bind(tcp.getsockname())
    names = {"unix": str(folder / "cong"), "abstract": f"cham_{os.getpid()}", "datagrams": str(folder / "tin")}
    for name, kind in (
        (names["unix"], socket.SOCK_STREAM), ("\0" + names["abstract"], socket.SOCK_STREAM), (names["datagrams"], socket.SOCK_DGRAM),
    ):  # fmt: skip
        listening = stack.enter_context(socket.socket(socket.AF_UNIX, kind))
        listening.bind(name)
        if kind == socket.SOCK_STREAM:
            listening.listen()
    for name in ("unix", "datagrams"):
        Path(names[name]).chmod(0o777)
    return {"project": str(ROOT / "source"), "grader": __file__, "home": str(Path.home()), "secret": str(secret), "word": WORD,
            "pid": os.getpid(), "port": tcp.getsockname()[1], **names}  # fmt: skip


def report(show):
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
    return offered
