"""What may a locked process ask of the kernel? Every answer here comes from a real process behind the real filter."""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import platform
import resource
import signal
import socket
import struct
import sys
import threading

import pytest

from autograder.sandbox.inside import calls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux's system calls")
HIGH_BITS = 1 << 32  # no argument of 32 bits has them, for the kernel
TO_COME = 10_000  # no kernel has so many calls
AS_BEFORE, MISSING, REFUSED = "", "ENOSYS", "EPERM"
TIOCSTI, TIOCLINUX, FIOASYNC, FIOSETOWN, FICLONE = 0x5412, 0x541C, 0x5452, 0x8901, 0x40049409


@pytest.fixture(scope="module", params=["boxed", "same user", "another user"])
def filters(request):
    """The filters of a box, and outside of one where the process keeps the grader's user, or not."""
    return calls.Filters(boxed=request.param == "boxed", same_user=request.param == "same user")


def behind(filters, *asked):
    """What each function of `asked` came to, in one process behind the filters: the error's name, or "".

    Where the process ended before it could tell, the number of the signal that ended it.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            filters.load()
            os.write(write, json.dumps([_error(one) for one in asked]).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if said else os.WTERMSIG(status)


def _error(ask):
    try:
        ask()
    except OSError as error:
        return errno.errorcode[error.errno]
    return AS_BEFORE


def _call(number, *arguments):
    """A system call by its number, all arguments as 64 bits."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_ulong, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "syscall")


def _number(name):
    import pyseccomp

    return pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)


def test_calls_to_come(filters):
    """Does a call that no kernel has yet, and one that no notebook needs, not exist rather than end the process?"""
    unneeded = (
        "io_uring_setup",
        "clone3",
        "bpf",
        "userfaultfd",
        "semtimedop",
        "keyctl",
        "openat2",
        "timer_create",
        "vmsplice",
    )
    asked = [lambda number=number: _call(number, 0, 0, 0) for number in (TO_COME, *map(_number, unneeded))]
    assert behind(filters, *asked) == [MISSING] * len(asked)


def test_ordinary_work(filters, tmp_path):
    """Is what a notebook does as it was?"""
    path = tmp_path / "a.txt"
    asked = [
        lambda: path.write_text("a"),
        lambda: path.open("a+").truncate(0),
        lambda: os.listdir(tmp_path),
        lambda: path.rename(tmp_path / "b"),
        lambda: threading.Thread(target=os.getpid).start(),
        lambda: socket.socketpair()[0].setblocking(False),
        lambda: os.isatty(0),
        lambda: fcntl.fcntl(1, fcntl.F_GETFL),
        lambda: mmap.mmap(-1, 100, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
        lambda: signal.setitimer(signal.ITIMER_REAL, 0),
        lambda: resource.getrlimit(resource.RLIMIT_AS),
        lambda: os.getrandom(8),
        lambda: resource.setrlimit(resource.RLIMIT_STACK, resource.getrlimit(resource.RLIMIT_STACK)),
        lambda: os.kill(os.getpid(), 0),
    ]
    assert behind(filters, *asked) == [AS_BEFORE] * len(asked)


@pytest.mark.parametrize("high", [0, HIGH_BITS])
def test_arguments_are_compared_as_the_kernel_reads_them(filters, high):
    """Do bits that the kernel does not look at change nothing?"""
    asked = [
        lambda command=command: _call(_number("ioctl"), 0, command | high, 0)
        for command in (TIOCSTI, TIOCLINUX, FIOASYNC, FIOSETOWN, FICLONE)
    ]
    asked += [
        lambda command=command: _call(_number("fcntl"), 0, command | high, 9)
        for command in (fcntl.F_SETOWN, fcntl.F_SETSIG, 15, fcntl.F_NOTIFY, fcntl.F_SETLEASE)
    ]
    asked += [lambda: _call(_number("fcntl"), 0, fcntl.F_SETFL, os.O_ASYNC | high)]
    assert behind(filters, *asked) == [MISSING] * len(asked)
    asked = [
        lambda: _call(_number("mmap"), 0, 4096, 3, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | high, 2**64 - 1, 0),
        lambda: _call(_number("socketpair"), socket.AF_UNIX, socket.SOCK_DGRAM | high, 0, 0),
        lambda: _call(_number("kill"), os.getpid() | high, signal.SIGKILL),
    ]
    assert behind(filters, *asked) == [REFUSED] * len(asked)
    namespaces = [0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000, 0x04000000, 0x08000000]
    asked = [
        lambda flags=flags: _call(_number("clone"), flags | signal.SIGCHLD | high, 0, 0, 0, 0) for flags in namespaces
    ]
    assert set(behind(filters, *asked)) <= {MISSING, REFUSED}


@pytest.mark.parametrize("sent", calls.FROM_OUTSIDE)
def test_nothing_looks_like_an_end_from_outside(filters, sent):
    """Can a process not send itself what ends processes from outside?"""
    mine = os.getpid
    asked = [
        lambda: os.kill(mine(), sent),
        lambda: signal.raise_signal(sent),
        lambda: signal.pthread_kill(threading.get_ident(), sent),
        lambda: _call(_number("tkill"), mine(), sent),
        lambda: _call(_number("rt_sigqueueinfo"), mine(), sent, 0),
        lambda: os.kill(0, 0),
        lambda: os.kill(-1, 0),
    ]
    assert behind(filters, *asked) == [REFUSED] * len(asked)


def test_nobody_else_sends_it(filters):
    """Can a process not have it sent either: by a timer, by its limits, at the end of a child or of its parent?"""

    def when_the_parent_ends():
        if ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0) < 0:
            raise OSError(ctypes.get_errno(), "prctl")

    asked = [
        lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 1)),
        lambda: _call(_number("timer_create"), 0, 0, 0),
        lambda: _call(_number("clone"), signal.SIGKILL, 0, 0, 0, 0),
        when_the_parent_ends,
    ]
    assert set(behind(filters, *asked)) <= {MISSING, REFUSED}


def test_children(tmp_path):
    """In a box, may a process end those that it started, while they may not end it as if from outside?"""

    def end_child():
        if (child := os.fork()) == 0:
            signal.pause()
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)

    def end_parent():
        if (child := os.fork()) == 0:
            os._exit(_error(lambda: os.kill(os.getppid(), signal.SIGKILL)) == REFUSED)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 1:
            raise OSError(errno.EDOM, "it was not refused")

    assert behind(calls.Filters(boxed=True, same_user=True), end_child, end_parent) == [AS_BEFORE, AS_BEFORE]
    assert behind(calls.Filters(boxed=False, same_user=True), end_child)[0] in (REFUSED, "EAGAIN")


def test_opening_empties_nothing(filters, tmp_path):
    """Is a file emptied only by who opens it for writing?"""
    path = tmp_path / "bi_mat"
    path.write_text("x")
    asked = [lambda way=way: os.open(path, way | os.O_TRUNC) for way in (os.O_RDONLY, os.O_ACCMODE)]
    assert behind(filters, *asked) == [REFUSED, REFUSED]
    assert path.read_text() == "x"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="another numbering of calls, which only x86_64 has")
def test_other_numberings(filters):
    """Does a call by the numbers of 32-bit programs, or of x32, end the process?"""
    kill_by_int_80 = b"\xb8\x25\x00\x00\x00" + b"\xbb\x00\x00\x00\x00" + b"\xb9\x00\x00\x00\x00" + b"\xcd\x80" + b"\xc3"
    code = mmap.mmap(
        -1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    )
    code.write(kill_by_int_80)
    of_32_bits = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    assert behind(filters, of_32_bits) == signal.SIGSYS
    assert behind(filters, lambda: _call(0x40000000 | _number("getpid"))) == signal.SIGSYS


def test_names():
    """Is every listed name that of a call, on one of the machines that graders have?"""
    import pyseccomp

    machines = (pyseccomp.Arch.X86_64, pyseccomp.Arch.AARCH64)
    listed = [
        name for group in vars(calls).values() if isinstance(group, tuple) for name in group if isinstance(name, str)
    ]
    assert len(listed) > 200
    assert [name for name in listed if all(pyseccomp.resolve_syscall(machine, name) < 0 for machine in machines)] == []


def test_made_before_the_process(filters):
    """Do the rules, which are made before the process, name the one that they are loaded in?"""
    assert struct.pack("=I", calls.PROCESS_TO_COME) in filters.signals
    assert behind(filters, lambda: os.kill(os.getpid(), 0), lambda: os.kill(os.getpid(), 9)) == [AS_BEFORE, REFUSED]
