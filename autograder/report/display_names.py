"""What students are called in a report: by id and, where the gradebook has it, name."""

from collections.abc import Callable, Container, Mapping


class Callings:
    """Which cells stand for a student, and in which order students are listed."""

    def __init__(self, students: Mapping[str, str]) -> None:
        """students: {id: full name or ""}."""
        self.order = sorted(students)
        self.headings: tuple[str, ...] = ("Mã sinh viên",)
        self._cells: dict[str, tuple[str, ...]] = {student: (student,) for student in self.order}
        if any(students.values()):
            self.headings = ("Mã sinh viên", "Họ và tên")
            self._cells = {student: (student, students[student]) for student in self.order}

    def cells(self, student: str) -> tuple[str, ...]:
        """As many texts as there are headings."""
        return self._cells[student]

    def sorted(self, students: Container[str], key: Callable[[str], float]) -> list[str]:
        """Some students by a key; where it is the same, by id."""
        return sorted((student for student in self.order if student in students), key=key)
