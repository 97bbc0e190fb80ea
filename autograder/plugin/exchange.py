"""nbgrader's steps with the exchange, for hand-ins that nobody trusts: its commands and Formgrader's buttons take these."""

import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from glob import glob
from logging import Logger
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from traitlets import Bool

from autograder.files.account import owner_of
from autograder.nbgrader_settings import IGNORED

MODULES = "*.py"  # left out of what is released, but students may hand them in
LEFT_OUT = tuple(pattern for pattern in IGNORED if pattern != MODULES)
OF_SUBMIT = ("timestamp.txt", "submission_secret.txt")
NO_OWNER = "không rõ ai"
Record = Mapping[str, Any]  # nbgrader's: username, filename, timestamp


class CollectHandIns(ExchangeCollect):
    """Takes a student's modules, too, and never what a link leads to: what the instructor may read need not be the student's."""

    src_records: list[Record]
    only_from_owners = Bool(
        False, help="Leave out hand-ins whose files belong to another Unix user than the student they are named after"
    ).tag(config=True)

    def init_src(self) -> None:
        super().init_src()
        foreign = [record for record in self.src_records if self._is_foreign(record)]
        for record in foreign:
            self.log.error(
                "Bỏ qua %s: thư mục ấy thuộc về %s, không phải %s.",
                record["filename"],
                self._owner(record),
                record["username"],
            )
        self.src_records = [record for record in self.src_records if record not in foreign]

    def _sort_by_timestamp(self, records: Sequence[Record]) -> list[Record]:
        """The latest first; what somebody else put there comes after all of the student's own."""
        return sorted(records, key=lambda record: (not self._is_foreign(record), record["timestamp"]), reverse=True)

    def _is_foreign(self, record: Record) -> bool:
        return self.only_from_owners and self._owner(record) != record["username"]

    def _owner(self, record: Record) -> str:
        return owner_of(Path(self.inbound_path, record["filename"])) or NO_OWNER

    def do_copy(self, src: str, dest: str, log: Logger | None = None) -> None:
        """Copy a hand-in's regular files within nbgrader's bounds; whoever owns it may change it meanwhile."""
        if self.get_size(src) > 1000 * self.coursedir.max_dir_size:
            self.log.error(
                "Không lấy %s: lớn hơn %s kB (CourseDirectory.max_dir_size)", src, self.coursedir.max_dir_size
            )
            return
        for place, folders, files, opened in os.fwalk(src):
            folders[:] = [name for name in folders if not _is_left_out(name)]
            to = Path(dest, os.path.relpath(place, src))
            to.mkdir(parents=True, exist_ok=True)
            for name in files:
                if not _is_left_out(name) and not self._copied(name, opened, to / name):
                    self.log.warning("Không lấy %s", os.path.join(place, name))
        if self.coursedir.groupshared:
            self.set_perms(dest, fileperms=0o664, dirperms=0o2775)

    def _copied(self, name: str, folder: int, to: Path) -> bool:
        """Copy a file of an open folder, if it is a regular one of bearable size and not a link; whether it was."""
        try:
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except OSError:
            return False
        with os.fdopen(file, "rb") as stream:
            found = os.fstat(file)
            if not stat.S_ISREG(found.st_mode) or found.st_size > 1000 * self.coursedir.max_file_size:
                return False
            with to.open("wb") as copy:
                shutil.copyfileobj(stream, copy)
        return True


class ReleasePages(ExchangeReleaseFeedback):
    """Releases the pages of whom the exchange knows, where nbgrader would stop at the first of somebody else's."""

    def copy_files(self) -> None:
        excluded = self.coursedir.student_id_exclude
        strangers = sorted(filter(self._is_stranger, self._students()))
        for student in strangers:
            self.log.warning("Không trả trang của %s: bài ấy không nộp qua nơi trao đổi bài.", student)
        self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *strangers]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded

    def _students(self) -> set[str]:
        return {Path(place).parent.name for place in glob(self.src_path)}

    def _is_stranger(self, student: str) -> bool:
        """Does the student's page lack what `nbgrader submit` writes, by which they find it?"""
        pages = Path(
            self.coursedir.format_path(self.coursedir.feedback_directory, student, self.coursedir.assignment_id)
        )
        return not all((pages / name).is_file() for name in OF_SUBMIT)


def _is_left_out(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in LEFT_OUT)
