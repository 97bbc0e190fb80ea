"""The bubblewrap sandbox's command line: what of the system is seen inside, and nothing else."""

import functools
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SHARED_MEMORY = "/dev/shm"  # noqa: S108  (what multiprocessing needs; the sandbox's own)
FOLDER = "/bai_lam"  # the submission's own folder, the only place it can write to
ELSEWHERE = "/goi"  # folders that are shown partly


def command(
    paths: Sequence[str], partly: Mapping[str, Sequence[str]], environment: Mapping[str, str], disk_bytes: int
) -> list[str]:
    """bubblewrap's arguments up to the program to run, which becomes process 1.

    paths: shown read-only where they are. partly: {folder: names}, folders that are shown so without their entries of these
    names. environment: all variables inside.
    """
    box = """
        bwrap --unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try --die-with-parent
        --as-pid-1 --new-session --hostname cham --clearenv
    """.split()
    box += _user()
    for name, value in environment.items():
        box += ["--setenv", name, value]
    for parent in [*_parents([*paths, *partly]), ELSEWHERE]:
        box += ["--dir", parent]  # made by hand, since bubblewrap closes those that it makes to other users
    for path in paths:
        box += ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind", path, path]
    for number, (folder, hidden) in enumerate(partly.items()):
        box += _shown_partly(folder, hidden, f"{ELSEWHERE}/{number}")
    box += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    box += ["--perms", "1777", "--size", str(disk_bytes), "--tmpfs", SHARED_MEMORY]
    box += ["--perms", "1777", "--size", str(disk_bytes), "--tmpfs", FOLDER, "--remount-ro", "/", "--chdir", FOLDER]
    return [*box, "--"]


def _shown_partly(folder: str, hidden: Sequence[str], whole: str) -> list[str]:
    """Show a folder as links to itself elsewhere, where nothing is in its hidden entries.

    To show hundreds of entries one by one takes bubblewrap most of a second: it reads the list of all mounts for each.
    """
    there = os.listdir(folder)
    box = ["--ro-bind", folder, whole]
    for name in sorted(set(there) & set(hidden)):
        inside = f"{whole}/{name}"
        is_folder = os.path.isdir(os.path.join(folder, name))
        box += ["--tmpfs", inside, "--remount-ro", inside] if is_folder else ["--ro-bind", os.devnull, inside]
    box += ["--perms", "0755", "--tmpfs", folder]
    for name in sorted(set(there) - set(hidden)):
        box += ["--symlink", f"{whole}/{name}", f"{folder}/{name}"]
    return [*box, "--remount-ro", folder]


def _parents(paths: Sequence[str]) -> list[str]:
    """The folders that lead to the paths, but lie in none of them, from the top."""
    folders = {parent for path in paths for parent in Path(path).parents if parent != Path("/")}
    shown = set(map(Path, paths))
    return sorted(str(folder) for folder in folders if shown.isdisjoint({folder, *folder.parents}))


def _user() -> list[str]:
    """Root gives up being root inside; anyone else gets a user namespace without any right in it."""
    if os.geteuid() == 0:
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    once = ["--disable-userns"] if "--disable-userns" in _help() else []
    return ["--unshare-user", *once, "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]


@functools.cache
def _help() -> str:
    return subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=True).stdout


def installed() -> bool:
    return shutil.which("bwrap") is not None
