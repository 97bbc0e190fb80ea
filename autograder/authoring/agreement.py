"""Do a lesson's text and its exercises say the same, and is each cell what its header says? Findings, each with its line."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.findings import Finding, first_lines_of_cells
from autograder.authoring.guesses import NotAGuess, names_of, parsed
from autograder.authoring.stubs import stubbed
from autograder.authoring.text import ASKS, FOLDED, MARK_SCHEME, defined_function, read_lesson
from autograder.exercises.model import LessonExercises
from autograder.files.course_error import CourseError

TODO = re.compile(r"# (TODO \d+):")
COUNTED = re.compile(r"Bài có (?P<count>\d+) chỗ trống.*TODO (?P<last>\d+)")
MOST_LINES = 20  # of a locked cell that stands open
MOST_COLUMNS = 88  # of a line of code: what a notebook shows without breaking it


def agreed_lesson(text: str, lesson: LessonExercises) -> NotebookNode:
    """The notebook of a lesson text; raises CourseError, which tells all findings, where text and exercises disagree."""
    found = findings(text, lesson)
    if found:
        raise CourseError("\n".join(map(str, found)))
    return read_lesson(text, lesson)


def findings(text: str, lesson: LessonExercises) -> list[Finding]:
    """What keeps a text from being the LessonExercises `lesson`: a list of Findings."""
    cells = Cells(text, lesson)
    broken = [finding for one in cells.of("exercise") for finding in _of_function(cells, *one)]
    broken += [finding for one in cells.of("puzzle") for finding in _of_function(cells, *one)]
    if broken:
        return broken
    asked = [*_of_order(cells), *_of_checks(cells), *_of_todos(cells), *_of_count(cells), *_of_questions(cells)]
    told = [*_of_guesses(cells), *_of_asking(cells), *_of_puzzles(cells), *_of_libraries(cells)]
    return [*asked, *told, *_of_looks(cells)]


class Cells:
    """The cells of a text with their lines, and the exercises that they must agree with."""

    def __init__(self, text: str, lesson: LessonExercises) -> None:
        self.lesson = lesson
        self.path = f"source/{lesson.lesson}/{lesson.lesson}.py"
        self.notebook = read_lesson(text, lesson)
        self.cells = list(zip(first_lines_of_cells(text), self.notebook.cells))

    def of(self, role: str) -> list[tuple[int, NotebookNode]]:
        """[(line of the header, cell)] of the cells of a role."""
        return [(line, cell) for line, cell in self.cells if role in cell.metadata]

    def finding(self, line: int, what: str, remedy: str) -> Finding:
        return Finding(self.path, line, what, remedy)


def _of_function(cells: Cells, line: int, cell: NotebookNode) -> Iterator[Finding]:
    """Is the cell Python that defines one function, and does each solution stand below its TODO?"""
    try:
        functions = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        yield cells.finding(
            line + (error.lineno or 1), f"Ô này không phải Python: {error.msg}.", "Sửa dòng được chỉ ra."
        )
        return
    if len(functions) != 1:
        named = ", ".join(functions) or "không hàm nào"
        yield cells.finding(line, f"Ô này phải định nghĩa đúng một hàm, mà nó định nghĩa: {named}.", "Tách ô.")
    try:
        stubbed(cell.source)
    except ValueError:
        yield cells.finding(
            line,
            "Vùng lời giải thiếu một dòng BEGIN hay END SOLUTION, hoặc thiếu chú thích TODO ở phía trên.",
            "Viết `# TODO n: …` rồi `### BEGIN SOLUTION`, và đóng bằng `### END SOLUTION`.",
        )


def _of_order(cells: Cells) -> Iterator[Finding]:
    """Are the functions of the exercise cells those of the exercises, in their order?"""
    declared = [exercise.function for exercise in cells.lesson.exercises]
    written = [defined_function(cell) for _, cell in cells.of("exercise")]
    if written != declared:
        lines = [line for line, _ in cells.of("exercise")] or [1]
        agree = [one == other for one, other in zip(written, declared)]
        place = agree.index(False) if False in agree else min(len(lines) - 1, len(agree))
        yield cells.finding(
            lines[place],
            f"Các ô exercise là {', '.join(written)}, mà LESSON xếp {', '.join(declared)}.",
            f"Cho thứ tự trong văn bản và trong autograder/exercises/{cells.lesson.lesson}/__init__.py khớp nhau.",
        )


def _of_checks(cells: Cells) -> Iterator[Finding]:
    """Is there one check for each exercise, in order, which calls it and does nothing else?"""
    declared = [exercise.function for exercise in cells.lesson.exercises]
    named = []
    for line, cell in cells.of("check"):
        named.append(name := cell.metadata["check"])
        if name not in declared:
            yield cells.finding(
                line,
                f"Ô check={name!r} không có bài tập tương ứng.",
                f"Thêm autograder/exercises/{cells.lesson.lesson}/{name}.py, và tên của nó vào LESSON.",
            )
        elif cell.source != f"bai.check({name})":
            yield cells.finding(line, f"Ô check={name!r} chứa thứ khác.", f"Chỉ để lại một dòng bai.check({name}).")
    if set(named) <= set(declared) and named != declared:
        line = max((line for line, _ in cells.of("check")), default=1)
        yield cells.finding(
            line,
            f"Các ô check là {', '.join(named) or '(không có)'}, mà LESSON xếp {', '.join(declared)}.",
            "Mỗi bài tập cần đúng một ô check, phải theo đúng thứ tự.",
        )


def _of_todos(cells: Cells) -> Iterator[Finding]:
    """Has each function the TODOs that its exercise declares?"""
    declared = {exercise.function: [part.todo for part in exercise.parts] for exercise in cells.lesson.exercises}
    for line, cell in cells.of("exercise"):
        written, wanted = TODO.findall(cell.source), declared.get(defined_function(cell))
        if wanted is not None and written != wanted:
            first = next((n for n, row in enumerate(cell.source.split("\n"), 1) if TODO.search(row)), 1)
            yield cells.finding(
                line + first,
                f"Hàm {defined_function(cell)} có {', '.join(written) or 'không TODO nào'}, nhưng bài tập khai báo {', '.join(wanted)}.",
                "Sửa số TODO trong văn bản hoặc trong Part.",
            )


def _of_count(cells: Cells) -> Iterator[Finding]:
    """Does the sentence that counts the TODOs, where there is one, count them right?"""
    todos = sum(len(exercise.parts) for exercise in cells.lesson.exercises)
    for line, cell in cells.cells:
        for row, words in enumerate(cell.source.split("\n"), 1):
            told = COUNTED.search(words)
            if told and {int(told["count"]), int(told["last"])} != {todos}:
                yield cells.finding(line + row, f"Câu này đếm sai: bài có {todos} TODO.", "Sửa hai con số trong câu.")


def _of_questions(cells: Cells) -> Iterator[Finding]:
    """Has every question points and a mark scheme, and is it followed by the cell for its answer?"""
    for (line, cell), (_, following) in zip(cells.cells, [*cells.cells[1:], (0, None)]):
        name = cell.metadata.get("question")
        if name is None:
            continue
        if following is None or following.metadata.get("answer") != name:
            what = f'Ngay sau ô question="{name}" phải là ô answer="{name}".'
            yield cells.finding(line, what, "Thêm ô ấy, với câu trả lời mẫu.")
        if not (cell.metadata.get("points") and all(mark in cell.source for mark in MARK_SCHEME)):
            what = f'Ô question="{name}" cần points=… và thang điểm.'
            yield cells.finding(line, what, f"Viết thang điểm từ {MARK_SCHEME[0]} đến {MARK_SCHEME[1]}.")
        if not cell.source.startswith("#"):
            what = f'Ô question="{name}" không bắt đầu bằng một đề mục, nên số điểm không có chỗ đứng.'
            yield cells.finding(line, what, "Viết dòng đầu của ô như `### Câu hỏi: …`.")
    asked = [cell.metadata["question"] for _, cell in cells.of("question")]
    for line, cell in cells.of("answer"):
        if cell.metadata["answer"] not in asked:
            what = f"Ô answer={cell.metadata['answer']!r} không đứng sau câu hỏi nào."
            yield cells.finding(line, what, "Thêm ô question cùng tên ngay phía trên.")


def _of_guesses(cells: Cells) -> Iterator[Finding]:
    """Can each guess be read and computed, and has it a name of its own?"""
    asked, names, taken = cells.of("guess"), names_of(cells.notebook), set()
    for line, cell in asked:
        name = cell.metadata["guess"]
        if name in taken:
            yield cells.finding(line, f'Có hai ô guess="{name}".', "Đặt cho mỗi ô một tên riêng.")
        taken.add(name)
        try:
            parsed(name, cell.source, names)
        except NotAGuess as error:
            yield cells.finding(line + error.line, f'Câu thử đoán "{name}" {error}', error.remedy)


def _of_asking(cells: Cells) -> Iterator[Finding]:
    """Is each guess and each puzzle followed by the cell that asks or checks, and by nothing else in it?"""
    for (line, cell), (_, following) in zip(cells.cells, [*cells.cells[1:], (0, None)]):
        for role, asks in ASKS.items():
            if role in cell.metadata:
                wanted = asks.format(cell.metadata[role])
                if following is None or following.cell_type != "code" or following.source != wanted:
                    what = f'Ngay sau ô {role}="{cell.metadata[role]}" phải là một ô chỉ có dòng `{wanted}`.'
                    yield cells.finding(line, what, "Thêm ô ấy.")


def _of_puzzles(cells: Cells) -> Iterator[Finding]:
    """Are the puzzles of the text those of the exercises, in their order, each named after its function?"""
    declared = [puzzle.function for puzzle in cells.lesson.puzzles]
    lines = {cell.metadata["puzzle"]: line for line, cell in cells.of("puzzle")}
    if list(lines) != declared:
        what = (
            f"Các ô puzzle là {', '.join(lines) or '(không có)'}, mà LESSON xếp {', '.join(declared) or '(không có)'}."
        )
        remedy = f"Viết autograder/exercises/{cells.lesson.lesson}/<câu đố>.py với PUZZLE, và puzzles=(…) trong LESSON."
        yield cells.finding(next(iter(lines.values()), 1), what, remedy)
    for line, cell in cells.of("puzzle"):
        if defined_function(cell) != cell.metadata["puzzle"]:
            what = f'Ô puzzle="{cell.metadata["puzzle"]}" định nghĩa hàm {defined_function(cell)}.'
            yield cells.finding(line, what, "Cho hai tên ấy giống nhau.")
        if TODO.search(cell.source) or "### BEGIN SOLUTION" not in cell.source:
            yield cells.finding(line, "Câu đố không có TODO nào, mà có lời giải.", "Viết `# ★: …` trên lời giải.")


def _of_libraries(cells: Cells) -> Iterator[Finding]:
    """Does each cell that shows a library begin with the guard, and is it the only one of its library?"""
    taken = set()
    for line, cell in cells.of("library"):
        names = cell.metadata["library"]
        if names in taken:
            yield cells.finding(line, f'Có hai ô library="{names}".', "Gộp hai ô ấy, hay ghi thêm tên thư viện.")
        taken.add(names)
        first, *others = cell.source.split("\n")
        if first != f'with bai.library("{names}"):' or any(row and not row.startswith(" ") for row in others):
            what = f'Ô library="{names}" phải là một khối `with bai.library("{names}"):`.'
            yield cells.finding(line + 1, what, "Viết dòng ấy ở đầu ô, rồi thụt mọi dòng khác vào trong.")


def _of_looks(cells: Cells) -> Iterator[Finding]:
    """Is every line of code short enough for a notebook, and every long locked cell folded under a line that tells of it?"""
    for line, cell in cells.cells:
        if cell.cell_type != "code":
            continue
        rows = cell.source.split("\n")
        for number, row in enumerate(rows, line + 1):
            if len(row) > MOST_COLUMNS:
                what = f"Dòng mã này dài {len(row)} cột, quá {MOST_COLUMNS}: notebook sẽ ngắt giữa từ."
                yield cells.finding(number, what, "Ngắt thành nhiều dòng.")
        yield from _of_fold(cells, line, cell, rows)


def _of_fold(cells: Cells, line: int, cell: NotebookNode, rows: list[str]) -> Iterator[Finding]:
    fold, tells = cell.metadata.get("fold"), rows[0].startswith(FOLDED)
    if fold is None and len(rows) > MOST_LINES and cell.metadata.nbgrader.locked:
        what = f"Ô khóa này dài {len(rows)} dòng, quá {MOST_LINES}."
        yield cells.finding(line, what, "Gập nó bằng fold=true, hoặc ghi fold=false nếu sinh viên cần đọc mã.")
    if fold and not tells:
        yield cells.finding(
            line + 1,
            "Ô gập chỉ hiện dòng đầu, mà dòng này không nói ô làm gì.",
            f"Viết dòng đầu là `{FOLDED}…`, một câu ngắn.",
        )
    if fold and not cell.metadata.nbgrader.locked:
        yield cells.finding(line, "Ô sinh viên viết thì không gập được.", "Bỏ fold=true.")
