"""What an author has to mend: a file, a line, what is wrong there and the remedy; and where a lesson's things stand."""

import re
from dataclasses import dataclass

from autograder.course_folder import CourseFolder

CELL = re.compile(r"^# %%")


@dataclass(frozen=True)
class Finding:
    """path: relative to the root of the repository. line: counted from 1. what, remedy: sentences."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} {self.remedy}"


@dataclass(frozen=True)
class Places:
    """Where a lesson's cells, exercises and mistakes stand in the files below the CourseFolder `folder`."""

    folder: CourseFolder
    lesson: str

    def text(self, *marks: str) -> tuple[str, int]:
        """(path, line) of the last of these marks in the lesson's text, each looked for below the one before."""
        return self._found(f"source/{self.lesson}/{self.lesson}.py", marks)

    def exercise(self, function: str, *marks: str) -> tuple[str, int]:
        """The same in the file of an exercise."""
        return self._found(f"autograder/exercises/{self.lesson}/{function}.py", marks)

    def all_exercises(self, *marks: str) -> tuple[str, int]:
        """The same in the file that puts the exercises in order."""
        return self._found(f"autograder/exercises/{self.lesson}/__init__.py", marks)

    def _found(self, path: str, marks: tuple[str, ...]) -> tuple[str, int]:
        file = self.folder.root / path
        return path, line_of(file.read_text(encoding="utf-8"), *marks) if file.is_file() else 1


def line_of(text: str, *marks: str) -> int:
    """The line of the last mark, each looked for from the one before on; a mark that is not there is passed over."""
    lines, here = text.split("\n"), 0
    for mark in marks:
        here = next((place for place in range(here, len(lines)) if mark in lines[place]), here)
    return here + 1


def first_lines_of_cells(text: str) -> list[int]:
    """The line of each cell's header in a py:percent text; 1 first, where text stands above the first header."""
    lines = text.split("\n")
    headers = [number for number, line in enumerate(lines, 1) if CELL.match(line)]
    above = lines[: headers[0] - 1] if headers else lines
    return ([1] if any(line.strip() for line in above) else []) + headers
