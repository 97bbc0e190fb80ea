"""The class's marks out of nbgrader's own `export`: `nbgrader export --exporter autograder.plugin.export.TableExporter --to diem.xlsx`."""

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from autograder.course_folder import CourseFolder
from autograder.export.table import FORMATS, rows_of
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.gradebook.marks import read_results

DEFAULT = "diem.csv"


class TableExporter(ExportPlugin):
    """Writes the table that `python -m autograder export` writes, as .csv or .xlsx, by the name of the file."""

    parent: Any  # nbgrader's command

    def export(self, gradebook: Gradebook) -> None:
        """Write the file of --to; what a person must mend ends the command with 1, as nbgrader's own errors do."""
        try:
            self._write(Path(self.to or DEFAULT), gradebook.engine.url.render_as_string(hide_password=False))
        except CourseError as error:
            self.parent.fail(str(error))

    def _write(self, to: Path, url: str) -> None:
        make = FORMATS.get(to.suffix.lower().removeprefix("."))
        if make is None:
            raise CourseError(f"Tên tệp {to} phải có đuôi .csv hay .xlsx. Hãy sửa tên tệp sau --to.")
        folder = CourseFolder(Path(self.parent.coursedir.root))
        results = read_results(folder, [str(lesson) for lesson in self.assignment], url=url)
        students = {str(student) for student in self.student}  # traitlets reads an id of digits as a number
        if unknown := sorted(students - results.people.all.keys()):
            raise CourseError(f"Không có sinh viên {', '.join(unknown)}. Hãy so lại mã với: nbgrader db student list")
        write_whole(to, make(rows_of(results, students)))
        self.log.info("Đã ghi điểm của %d sinh viên: %s", len(students or results.people.all), to)
