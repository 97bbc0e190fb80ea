"""What a student's process gives up before it runs the first cell; it cannot be taken back.

Resource limits, then Landlock (files) and the filter of system calls (see `calls`). Landlock's later versions also know
signals, ports and cutting files short; what older ones lack, the filter refuses: any version will do.
Lockdown is made once, `lock` is for each process.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py_landlock import AccessFs

    from autograder.sandbox.inside.calls import Filters

PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
CAPABILITY_VERSION = 0x20080522
CAP_DAC_READ_SEARCH = 1 << 2


def go_first() -> None:
    """When the machine runs out of memory, this process and its children are ended before any other."""
    with open("/proc/self/oom_score_adj", "w") as worth:
        worth.write("1000")


def hide() -> None:
    """Nobody but the system's administrator may look into this process or its children, by /proc or by ptrace."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def drop_user(number: int, keep_reading: bool) -> None:
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


class NoLandlock(Exception):
    """The text says what to do."""


class Lockdown:
    """The rules, made once in the process that forks; `lock` puts them on the process that calls it."""

    def __init__(self, limits: Mapping[str, int], files: FileRules | None, calls: Filters, boxed: bool) -> None:
        """files: see `file_rules`. calls: the filters of system calls. boxed: namespaces hide everything else; else Landlock must."""
        import resource  # noqa: F401  (read here, so that no process has to)

        self.limits, self.files, self.calls, self.boxed = limits, files, calls, boxed
        if files is None and not boxed:
            raise NoLandlock(
                "nhân Linux này không có `Landlock`; hãy dùng nhân 5.13 trở lên có bật nó, hoặc cài `bubblewrap`"
            )

    def lock(self) -> None:
        _limit_resources(self.limits, others=0 if self.boxed else _threads_of_user())
        if self.files is not None:
            self.files.apply()
        self.calls.load()


CPU_GRACE_SECONDS = 5  # between the signal that a process may hear and its end


def _threads_of_user() -> int:
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


def _limit_resources(limits: Mapping[str, int], others: int) -> None:
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
        soft, top = (n if hard == resource.RLIM_INFINITY else min(n, hard) for n in wanted)
        resource.setrlimit(kind, (soft, top))


class FileRules:
    """Landlock's rules, told to the kernel once by the process that forks: there may be hundreds of paths."""

    def __init__(self, version: int) -> None:
        """version: Landlock's."""
        from py_landlock import ABIVersion, RulesetAttr, create_ruleset
        from py_landlock.abi import get_supported_fs, get_supported_net, get_supported_scope

        known = ABIVersion(version)
        self.all_access = get_supported_fs(known)
        wanted = RulesetAttr(self.all_access, get_supported_net(known), get_supported_scope(known))
        self.ruleset = create_ruleset(wanted)

    def allow(self, path: str, access: AccessFs) -> None:
        """Allow so much, as far as this version of Landlock knows it, of a path and all below it."""
        from py_landlock import PathBeneathAttr, add_rule

        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            add_rule(self.ruleset, PathBeneathAttr(access & self.all_access, file))
        finally:
            os.close(file)

    def apply(self) -> None:
        """Put the rules on the process that calls it, for good."""
        from py_landlock import restrict_self
        from py_landlock.prctl import set_no_new_privs

        set_no_new_privs()
        restrict_self(self.ruleset, None)
        os.close(self.ruleset)


def file_rules(writable: Iterable[str], readable: Iterable[str], version: int | None = None) -> FileRules | None:
    """Landlock's rules, or None where the kernel has no Landlock.

    writable, readable: paths the student may write to, and read. version: Landlock's (0: none), where it is not to be the kernel's own.
    """
    from py_landlock import AccessFs

    version = _landlock_version() if version is None else version
    if not version:
        return None
    rules = FileRules(version)
    for path in filter(os.path.exists, readable):
        listed = AccessFs.READ_DIR if os.path.isdir(path) else AccessFs(0)
        rules.allow(path, AccessFs.READ_FILE | AccessFs.EXECUTE | listed)
    for path in ("/dev/urandom", "/dev/zero"):
        rules.allow(path, AccessFs.READ_FILE)
    rules.allow("/dev/null", AccessFs.READ_FILE | AccessFs.WRITE_FILE)
    made = AccessFs.MAKE_REG | AccessFs.MAKE_DIR | AccessFs.MAKE_SYM | AccessFs.REMOVE_FILE | AccessFs.REMOVE_DIR
    for path in writable:
        rules.allow(path, AccessFs.READ_FILE | AccessFs.READ_DIR | AccessFs.WRITE_FILE | AccessFs.TRUNCATE | made)
    return rules


def _landlock_version() -> int:
    from py_landlock import get_abi_version
    from py_landlock.errors import LandlockError

    try:
        return get_abi_version()
    except LandlockError:
        return 0


def available() -> str:
    """Whether this machine has what `lock` cannot do without; returns "" or the reason why not."""
    if sys.platform != "linux":
        return f"chỉ có trên Linux, máy này là {sys.platform}"
    try:
        import pyseccomp  # noqa: F401
    except RuntimeError:
        return "không có thư viện `libseccomp`; hãy chạy `sudo apt-get install libseccomp2`"
    return ""
