"""The files that students hand in beside the notebook: which of them are there when the cells run, and what is said of others."""

import os
import sys
from collections.abc import Collection
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path, PurePath

from autograder.course_folder import CourseFolder
from autograder.files.beside import FILE_BYTES, FILES, SOME, files_beside
from autograder.files.words import listed
from autograder.intake import junk
from autograder.intake.given import is_given
from autograder.intake.read import take
from autograder.intake.submitted import TIMESTAMP, is_linked, is_notebook
from autograder.nbgrader_settings import IGNORED
from autograder.sandbox.import_folder import HIDDEN, INSIDE, site_packages
from autograder.sandbox.limits import Limits

CODE = "*.py"  # nbgrader copies none, and a student's cells import it
NOT_THEIRS = [*(pattern for pattern in IGNORED if pattern != CODE), ".*", TIMESTAMP, *junk.FOLDERS, *junk.FILES]
SHARE = 2  # of the room that a submission's own files may take, one part in so many is for those beside
MB = 1024**2
NOT_THERE = (
    f"Lúc chạy các ô không có những tệp nộp kèm sau: {{names}}. Mỗi tệp chỉ được tới {FILE_BYTES // MB} MB, "
    f"cả thảy tới {{most}} MB và {FILES} tệp, liên kết thì bị bỏ qua. Bạn hãy nộp lại những tệp cần thiết, nhỏ hơn."
)
CHANGED = "Tệp nộp kèm khác với tệp được phát: {names}. Bộ chấm dùng tệp được phát, nên bạn đừng sửa tệp ấy nhé."
SHADOWS = "Tệp nộp kèm trùng tên với một thư viện: {names}. Lệnh import lấy thư viện. Bạn hãy đổi tên tệp, rồi sửa lệnh import cho khớp."


class FilesBeside:
    """Takes the files beside the notebooks of one lesson; what students were given stays as it was given."""

    def __init__(self, folder: CourseFolder, lesson: str, limits: Limits) -> None:
        self.folder, self.lesson = folder, lesson
        self.most_of_file, self.most = min(FILE_BYTES, limits.file_bytes), limits.disk_bytes // SHARE
        found, _ = files_beside(folder.release(lesson).parent, ())
        taken = {PurePath(name).as_posix().casefold(): take(Path(path)) for name, path in found.items()}
        self.released = {name: content for name, content in taken.items() if isinstance(content, bytes)}

    def of(self, student: str) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
        """(pairs of a path and its bytes, in order; sentences for the student) of what lies beside a student's notebook."""
        if is_linked(self.folder, student, self.lesson):
            return (), ()
        return self.lying_in(self.folder.handed_in(student, self.lesson))

    def lying_in(self, place: Path) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
        """The same of what lies in any folder."""
        found, whole = files_beside(place, NOT_THEIRS)
        kept: dict[str, bytes] = {}
        left, changed, room = [], [], self.most
        for name, path in ((PurePath(name).as_posix(), path) for name, path in found.items() if not is_notebook(name)):
            content = self._content(name, path, kept)
            given = self.released.get(name.casefold())
            if given is not None:
                changed += [name] if content is None or not is_given(name, content, given) else []
                if "/" not in name:  # the sandbox has it already
                    continue
                content = given
            if content is None or len(content) > room:
                left.append(name)
            else:
                kept[name] = content
                room -= len(content)
        return tuple(sorted(kept.items())), self._notices(left if whole else [*left, SOME], changed, kept)

    def _content(self, name: str, path: str, kept: Collection[str]) -> bytes | None:
        """The bytes of one file, or None where it is none that may be taken: too large, not one's own, in the way of another."""
        is_text = name.encode(errors="replace").decode() == name
        small, others = name.casefold(), {other.casefold() for other in (*self.released, *kept)}
        in_the_way = any(
            other.startswith(f"{small}/") or small.startswith(f"{other}/") for other in others
        ) or small in map(str.casefold, kept)
        if not is_text or in_the_way or os.lstat(path).st_nlink != 1:
            return None
        content = take(Path(path), self.most_of_file)
        return content if isinstance(content, bytes) else None

    def _notices(self, left: list[str], changed: list[str], kept: Collection[str]) -> tuple[str, ...]:
        modules = {
            name.split("/")[0].removesuffix(".py"): name for name in sorted(kept, reverse=True) if name.endswith(".py")
        }
        shadows = sorted(name for module, name in modules.items() if _is_of_a_library(module))
        told = ((NOT_THERE, left), (CHANGED, changed), (SHADOWS, shadows))
        return tuple(words.format(names=listed(names), most=self.most // MB) for words, names in told if names)


@cache
def _is_of_a_library(module: str) -> bool:
    """Does the student's process find a module of this name before it comes to the student's own folder?"""
    if module in sys.stdlib_module_names or module == "course" or INSIDE.joinpath(f"{module}.py").is_file():
        return True
    spec = None if module in HIDDEN else PathFinder.find_spec(module, site_packages())
    return spec is not None and spec.loader is not None
