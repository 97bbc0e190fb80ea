"""What students are called in a report: by id and, where the gradebook has it, name, or by numbers that tell nothing."""

import random
from collections.abc import Callable, Container, Mapping


class Callings:
    """Which cells stand for a student, and in which order students are listed."""

    def __init__(self, students: Mapping[str, str], anonymous: bool) -> None:
        """students: {id: full name or ""}. anonymous: give numbers, drawn anew for each report."""
        self.anonymous = anonymous
        self.order = sorted(students)
        self.headings: tuple[str, ...]
        self._cells: dict[str, tuple[str, ...]]
        if anonymous:
            random.SystemRandom().shuffle(self.order)
            self.headings = ("Sinh viên",)
            self._cells = {student: (f"Sinh viên {number}",) for number, student in enumerate(self.order, start=1)}
        elif not any(students.values()):
            self.headings = ("Mã sinh viên",)
            self._cells = {student: (student,) for student in self.order}
        else:
            self.headings = ("Mã sinh viên", "Họ và tên")
            self._cells = {student: (student, students[student]) for student in self.order}

    def cells(self, student: str) -> tuple[str, ...]:
        """As many texts as there are headings."""
        return self._cells[student]

    def sorted(self, students: Container[str], key: Callable[[str], float]) -> list[str]:
        """Some students by a key; where it is the same, in the order of the display_names, which tells nothing where they are numbered."""
        return sorted((student for student in self.order if student in students), key=key)
