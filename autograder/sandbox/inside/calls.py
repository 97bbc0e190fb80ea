"""Which of the kernel's system calls a student's process may make: those listed here, and no other.

Found by watching Python, NumPy, Matplotlib, IPython, subprocess, multiprocessing and SQLite at work. A call that is
not listed does not exist (ENOSYS), as on an older kernel, so that libraries fall back on what they used before it
came; a call that a person would make knowingly is not permitted (EPERM), and says so. None of them ends the process.
Arguments are compared as the kernel reads them: most are 32 bits wide, whatever stands above.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import struct
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyseccomp import Arg, SyscallFilter

    Ways = tuple[list[list[Arg]], list[list[Arg]]]  # of arguments: those allowed, those said to be not permitted

FILES = tuple(
    """
    open openat creat close close_range read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2
    lseek stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getcwd
    chdir fchdir getdents getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat
    symlink symlinkat ftruncate fallocate fsync fdatasync fadvise64 readahead copy_file_range sendfile flock dup
    dup2 dup3 pipe pipe2 umask getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr ioctl fcntl
""".split()
)
WAITING = tuple(
    """
    select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd
    eventfd2 timerfd_create timerfd_settime timerfd_gettime pause nanosleep clock_nanosleep clock_gettime
    clock_getres gettimeofday time times alarm setitimer getitimer
""".split()
)
MEMORY = ("mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "mincore", "msync", "membarrier")
ITSELF = tuple(
    """
    exit exit_group getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid
    getpgrp getsid getrlimit setrlimit prlimit64 getrusage sysinfo uname sched_yield sched_getaffinity
    sched_getscheduler sched_getparam sched_get_priority_max sched_get_priority_min sched_rr_get_interval
    getpriority getcpu set_tid_address set_robust_list futex rseq arch_prctl prctl capget getrandom
    restart_syscall clone wait4 waitid
""".split()
)
SIGNALS = (
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigpending",
    "rt_sigsuspend",
    "rt_sigtimedwait",
    "sigaltstack",
    "kill",
    "tgkill",
)
PAIRS = (
    "socketpair",
    "sendto",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "shutdown",
    "getsockname",
    "getpeername",
    "getsockopt",
)
MODES = tuple(
    """
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat setxattr
    lsetxattr fsetxattr removexattr lremovexattr fremovexattr
""".split()
)
STARTING = ("fork", "vfork", "execve", "execveat")
CUTTING = ("truncate",)  # by name; what may be opened for writing can be cut by ftruncate
NOT_PERMITTED = tuple(
    """
    socket ptrace tkill rt_sigqueueinfo rt_tgsigqueueinfo memfd_create setsid setpgid setpriority
    sched_setaffinity sched_setscheduler setuid setgid setreuid setregid setresuid setresgid setgroups unshare
    setns mount umount2 chroot mknod mknodat
""".split()
)

TERMINALS_AND_SIZES = (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A)
# TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2: they ask, or are about the own file
FILE_COMMANDS = (0, 1, 2, 3, 5, 6, 7, 36, 37, 38, 1030, 1032)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, locks, locks of an open file, F_DUPFD_CLOEXEC, F_GETPIPE_SZ: none sends a signal
F_SETFL = 4
OWN_NAMES = (3, 15, 16, 21, 23, 27, 39, 0x53564D41)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_SECUREBITS, PR_GET_NO_NEW_PRIVS, PR_SET_VMA

INT = 0xFFFFFFFF
NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag of clone(2)
CLONE_PARENT = 0x00008000  # a child of one's parent: its end would be told there
CLONE_THREAD = 0x00010000
END_SIGNAL = 0xFF  # of clone's flags: what the parent is sent when the child ends
SHARED, WITHOUT_FILE = 0x01, 0x20  # MAP_SHARED, MAP_ANONYMOUS: together, memory that no process is charged for
SOCKET_KINDS = 0xF
RLIMIT_STACK = 3
FROM_OUTSIDE = (
    signal.SIGKILL,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGSTOP,
)  # how a person or the system ends a process

PROCESS_TO_COME = 0x7A11C0DE  # stands for a process id, in rules that are made before the process; no id is that high
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
INSTRUCTION = struct.calcsize("HBBI")


class Filters:
    """Made once in the process that forks; `load` puts them on the process that calls it, for good.

    boxed: a box with its own process ids and files. same_user: outside a box, the process keeps the grader's user;
    the files' modes and times, which Landlock knows nothing of, could then be the user's own.
    """

    def __init__(self, boxed: bool, same_user: bool) -> None:
        refused = (
            *NOT_PERMITTED,
            *(() if boxed else (*STARTING, *CUTTING)),
            *(MODES if same_user and not boxed else ()),
        )
        self.signals = _compiled(_signal_rules(boxed, PROCESS_TO_COME))
        self.listed = _compiled(_listed_calls(refused, starts_processes=boxed))

    def load(self) -> None:
        _load(self.signals.replace(_packed(PROCESS_TO_COME), _packed(os.getpid())))
        _load(self.listed)  # the last: it allows no more filters


def refuse_own_end() -> None:
    """Outside any sandbox this alone is refused: that the process ends itself as if it were ended from outside."""
    _load(_compiled(_signal_rules(boxed=True, worker=os.getpid())))


def _listed_calls(refused: Collection[str], starts_processes: bool) -> SyscallFilter:
    """Everything but the listed calls does not exist; refused: names of those that are not permitted."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    no, yes = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ALLOW
    by_arguments = _by_arguments(starts_processes)
    for name in filter(
        _known, dict.fromkeys((*FILES, *WAITING, *MEMORY, *ITSELF, *SIGNALS, *PAIRS, *MODES, *STARTING, *CUTTING))
    ):
        if name not in refused and name not in by_arguments:
            rules.add_rule(yes, name)
    for name in filter(_known, refused):
        rules.add_rule(no, name)
    for name in filter(_known, by_arguments):
        allowed, told = by_arguments[name]
        for arguments in allowed:
            rules.add_rule(yes, name, *arguments)
        for arguments in told:
            rules.add_rule(no, name, *arguments)
    return rules


def _by_arguments(starts_processes: bool) -> dict[str, Ways]:
    """{call: (argument rules that allow it, argument rules that say it is not permitted)}; the others do not exist."""
    opened = [_opening(number) for number in range(3)]
    return {
        "open": opened[1],
        "openat": opened[2],
        "ioctl": ([[_int(1, command)] for command in TERMINALS_AND_SIZES], []),
        "fcntl": ([*([_int(1, command)] for command in FILE_COMMANDS), [_int(1, F_SETFL), _int(2, 0, os.O_ASYNC)]], []),
        "prctl": ([[_int(0, option)] for option in OWN_NAMES], []),
        "prlimit64": ([[_int(0, 0), _pointer(2, 0)], [_int(0, 0), _int(1, RLIMIT_STACK)]], []),
        "setrlimit": ([[_int(0, RLIMIT_STACK)]], []),
        "clone": _cloning(starts_processes),
        "mmap": (
            [[_int(3, 0, WITHOUT_FILE)], [_int(3, WITHOUT_FILE, SHARED | WITHOUT_FILE)]],
            [[_int(3, SHARED | WITHOUT_FILE, SHARED | WITHOUT_FILE)]],
        ),
        "socketpair": (
            [[_int(0, socket.AF_UNIX), _int(1, socket.SOCK_STREAM, SOCKET_KINDS)]],  # others can be sent to any path
            [[_int(1, kind, SOCKET_KINDS)] for kind in range(SOCKET_KINDS + 1) if kind != socket.SOCK_STREAM],
        ),
    }


def _opening(number: int) -> Ways:
    """What is opened only to be read, or for neither, cannot be emptied by it: older Landlocks look at what it is opened for."""
    ways = os.O_TRUNC | os.O_ACCMODE
    return (
        [[_int(number, 0, os.O_TRUNC)], *([_int(number, os.O_TRUNC | way, ways)] for way in (os.O_WRONLY, os.O_RDWR))],
        [[_int(number, os.O_TRUNC | way, ways)] for way in (os.O_RDONLY, os.O_ACCMODE)],
    )


def _cloning(starts_processes: bool) -> Ways:
    """Threads, and processes whose end is told by SIGCHLD alone; clone3, whose flags cannot be seen, does not exist."""
    looked_at = NEW_NAMESPACES | CLONE_PARENT | CLONE_THREAD | END_SIGNAL
    thread, process = [_int(0, CLONE_THREAD, looked_at)], [_int(0, signal.SIGCHLD, looked_at)]
    if starts_processes:
        return [thread, process], []
    return [thread], [[_int(0, 0, CLONE_THREAD)]]


def _signal_rules(boxed: bool, worker: int) -> SyscallFilter:
    """Outside a box nobody else may be signalled; nowhere may a submission end itself as if it were ended from outside."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    no = pyseccomp.ERRNO(errno.EPERM)
    if not boxed:
        for name in ("kill", "tgkill"):
            rules.add_rule(no, name, pyseccomp.Arg(0, pyseccomp.NE, worker))  # on all 64 bits: refuses more, never less
    for sent in FROM_OUTSIDE:
        rules.add_rule(no, "kill", _int(0, worker), _int(1, sent))
        rules.add_rule(no, "tgkill", _int(0, worker), _int(2, sent))
    rules.add_rule(no, "kill", _int(0, 0))  # everyone in the group, the submission's own process among them
    rules.add_rule(no, "kill", _int(0, 1 << 31, 1 << 31))  # a group, or everyone
    return rules


def _int(number: int, value: int, mask: int = INT) -> Arg:
    """Argument `number`, of 32 bits, is `value` in the bits of the mask."""
    import pyseccomp

    return pyseccomp.Arg(number, pyseccomp.MASKED_EQ, mask, value)


def _pointer(number: int, value: int) -> Arg:
    import pyseccomp

    return pyseccomp.Arg(number, pyseccomp.EQ, value)


def _known(name: str) -> bool:
    import pyseccomp

    return bool(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0)


def _compiled(rules: SyscallFilter) -> bytes:
    """The kernel's program for the rules, as bytes."""
    with os.fdopen(os.memfd_create("calls"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _packed(number: int) -> bytes:
    """As an instruction holds it."""
    return struct.pack("=I", number)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _load(program: bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    loaded = _Program(len(program) // INSTRUCTION, program)
    for arguments in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(loaded), 0, 0),
    ):
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
