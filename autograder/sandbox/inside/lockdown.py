"""What a student's process gives up before it runs the first cell; it cannot be taken back.

Resource limits, then Landlock (files, signals, ports) and a seccomp filter (sockets, other processes, memory that
no process is charged for, kernel interfaces that no notebook needs). Lockdown is made once, `lock` is for each process.
"""

import ctypes
import errno
import os
import socket
import sys

PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
CAPABILITY_VERSION = 0x20080522
CAP_DAC_READ_SEARCH = 1 << 2
NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag of clone(2)
CLONE_THREAD = 0x00010000
SHARED_WITHOUT_FILE = 0x21  # MAP_SHARED | MAP_ANONYMOUS
SOCKET_KINDS = 0xF

REFUSED = (
    "socket", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_open",
    "pidfd_getfd", "pidfd_send_signal", "move_pages", "migrate_pages", "setpriority", "ioprio_set",
    "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr", "setpgid", "setsid",
    "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot",
    "move_mount", "fsopen", "fsmount", "open_tree", "mount_setattr", "swapon", "swapoff", "reboot",
    "kexec_load", "init_module", "finit_module", "delete_module", "quotactl", "acct", "settimeofday",
    "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semctl",
    "mq_open", "mq_unlink", "name_to_handle_at", "open_by_handle_at", "personality", "inotify_init1",
    "fanotify_init", "lookup_dcookie", "syslog", "vhangup", "inotify_init", "memfd_create", "memfd_secret",
)  # fmt: skip
ABOUT_FILES = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "utimensat",
    "futimesat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr", "lremovexattr", "fremovexattr",
    "removexattrat",
)  # fmt: skip
SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")


def go_first():
    """When the machine runs out of memory, this process and its children are ended before any other."""
    with open("/proc/self/oom_score_adj", "w") as worth:
        worth.write("1000")


def hide():
    """Nobody but the system's administrator may look into this process or its children, by /proc or by ptrace."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def drop_user(number, keep_reading):
    """Become user and group `number` for good.

    keep_reading: keep the right to pass folders that are closed to others, where a Python lies in root's
    home; Landlock alone then says what may be read.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    os.setgroups([])
    os.setresgid(number, number, number)
    if keep_reading and libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    os.setresuid(number, number, number)
    if keep_reading:
        rights = (ctypes.c_uint32 * 6)(CAP_DAC_READ_SEARCH, CAP_DAC_READ_SEARCH, 0, 0, 0, 0)
        if libc.capset((ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), rights) != 0:
            raise OSError(ctypes.get_errno(), "capset")


class Lockdown:
    """The rules, made once in the process that forks; `lock` puts them on the process that calls it."""

    def __init__(self, limits, writable, readable, boxed, same_user):
        """writable, readable: paths the student may write to, and read. boxed: namespaces hide everything else; else Landlock must.
        same_user: the process keeps the grader's user.
        """
        self.limits, self.boxed, self.same_user = limits, boxed, same_user
        self.calls = _call_rules(boxed, same_user) if boxed else None
        self.files = _file_rules(writable, readable)
        if self.files is None and not boxed:
            raise RuntimeError("nhân Linux này không có Landlock")

    def lock(self):
        calls = self.calls or _call_rules(self.boxed, self.same_user)  # outside a box the rules name the process itself
        _limit_resources(self.limits, others=0 if self.boxed else _threads_of_user())
        if self.files is not None:
            self.files.apply()
        calls.load()


CPU_GRACE_SECONDS = 5  # between the signal that a process may hear and its end


def _threads_of_user():
    """How many threads this user has already: outside a box the kernel counts all of them against the limit."""
    count, mine = 0, str(os.getuid())
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/status") as status:
                told = dict(line.split(":", 1) for line in status if ":" in line)
        except OSError:  # it ended while we were counting
            continue
        count += int(told["Threads"]) if told["Uid"].split()[0] == mine else 0
    return count


def _limit_resources(limits, others):
    """others: processes and threads of the same user that are none of the submission's."""
    import resource

    held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    for kind, most in (
        (resource.RLIMIT_AS, held + limits["memory_bytes"]),
        (resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + CPU_GRACE_SECONDS)),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NPROC, others + limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = most if isinstance(most, tuple) else (most, most)
        resource.setrlimit(kind, tuple(n if hard == resource.RLIM_INFINITY else min(n, hard) for n in wanted))


def _file_rules(writable, readable):
    """Landlock's rules, or None where the kernel has no Landlock (the caller decided that it may do without)."""
    from py_landlock import AccessFs, Landlock, get_abi_version
    from py_landlock.errors import LandlockError

    try:
        get_abi_version()
    except LandlockError:
        return None
    rules = Landlock(strict=False)
    for path in filter(os.path.exists, readable):
        listed = AccessFs.READ_DIR if os.path.isdir(path) else AccessFs(0)
        rules.add_path_rule(path, access=AccessFs.READ_FILE | AccessFs.EXECUTE | listed)
    rules.add_path_rule("/dev/urandom", "/dev/zero", access=AccessFs.READ_FILE)
    rules.add_path_rule("/dev/null", access=AccessFs.READ_FILE | AccessFs.WRITE_FILE)
    rules.allow_read_write(*writable)
    return rules


def _call_rules(boxed, same_user):
    """The seccomp filter. Outside a box with its own process ids no process may be started nor any other be signalled;
    Landlock knows nothing of modes and times, so they stay as they are where the files could be the user's own.
    """
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    no = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED:
        if _known(name):
            rules.add_rule(no, name)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be seen: libc then calls clone
    for bit in (1 << n for n in range(32) if NEW_NAMESPACES & 1 << n):
        rules.add_rule(no, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, bit, bit))
    rules.add_rule(no, "prlimit64", pyseccomp.Arg(0, pyseccomp.NE, 0))
    rules.add_rule(no, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, 0x5412))  # TIOCSTI: typing into a terminal
    rules.add_rule(no, "mmap", pyseccomp.Arg(3, pyseccomp.MASKED_EQ, SHARED_WITHOUT_FILE, SHARED_WITHOUT_FILE))
    for kind in (kind for kind in range(SOCKET_KINDS + 1) if kind != socket.SOCK_STREAM):  # others can be sent to any path
        rules.add_rule(no, "socketpair", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, SOCKET_KINDS, kind))
    if not boxed:
        for name in filter(_known, ABOUT_FILES if same_user else ()):
            rules.add_rule(no, name)
        for name in filter(_known, ("fork", "vfork")):
            rules.add_rule(no, name)
        rules.add_rule(no, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
        for name in SIGNALS:
            rules.add_rule(no, name, pyseccomp.Arg(0, pyseccomp.NE, os.getpid()))
    return rules


def _known(name):
    import pyseccomp

    return pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0


def available():
    """Whether this machine has what `lock` cannot do without; returns "" or the reason why not."""
    if sys.platform != "linux":
        return "not Linux"
    try:
        import pyseccomp  # noqa: F401
    except RuntimeError as error:  # libseccomp itself is missing
        return str(error)
    return ""
