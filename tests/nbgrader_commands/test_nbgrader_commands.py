"""Does each of nbgrader's commands do what it says, with this project's configuration? The table at the end has a row for each."""

from collections.abc import Callable
from dataclasses import dataclass

import nbformat
import pytest
from nbgrader.apps import NbGraderApp
from term import COURSE, FIRST, INSTRUCTOR, OUTSIDE, SECOND, STUDENTS, Done, Term, names_in

from autograder.commands import main
from autograder.course_folder import ROOT, CourseFolder
from autograder.intake.own_files import CHANGED

FILES = {f"{FIRST}.ipynb", f"{FIRST}.check.json", f"{FIRST}.more.json"}
FROM_EXCHANGE = {"timestamp.txt", "submission_secret.txt"}
EXAMPLES = ("bitdiddle", "hacker", "reasoner")  # of nbgrader's quickstart
CLASS_LIST = "id,last_name,first_name,email\nbinh,Trần,Bình,binh@truong.vn\nla,Lê,Lạ,\nthua,Thừa,Ra,\n"
LESSON_LIST = "name,duedate\nbai98,2027-01-01 00:00:00\n"


def tables_are_there(term: Term, done: Done) -> None:
    assert term.course.gradebook.is_file() and term.assignments() == {}


def an_is_in(term: Term, done: Done) -> None:
    assert term.students() == {"an": "Nguyễn"}


def write_class_list(term: Term) -> None:
    (term.course.root / "lop.csv").write_text(CLASS_LIST, encoding="utf-8")
    (term.course.root / "bai.csv").write_text(LESSON_LIST, encoding="utf-8")


def class_is_in(term: Term, done: Done) -> None:
    assert term.students() == {"an": "Nguyễn", "binh": "Trần", "la": "Lê", "thua": "Thừa"}


def class_is_told(term: Term, done: Done) -> None:
    assert "There are 4 students" in done.said and "binh (Trần, Bình) -- binh@truong.vn" in done.said


def thua_is_out(term: Term, done: Done) -> None:
    assert sorted(term.students()) == sorted(STUDENTS)


def bai99_is_in(term: Term, done: Done) -> None:
    assert [str(due) for due in term.assignments().values()] == ["2026-12-31 00:00:00"]


def bai98_is_in(term: Term, done: Done) -> None:
    assert sorted(term.assignments()) == ["bai98", "bai99"]


def lessons_are_told(term: Term, done: Done) -> None:
    assert "bai98 (due: 2027-01-01" in done.said and "bai99 (due: 2026-12-31" in done.said


def one_less(term: Term, done: Done) -> None:
    assert len(term.assignments()) == 1 and "bai99" not in term.assignments()


def none_left(term: Term, done: Done) -> None:
    assert term.assignments() == {}


def example_is_beside(term: Term, done: Done) -> None:
    place = term.home(OUTSIDE) / "khoa_mau"
    assert (place / "source" / "ps1" / "problem1.ipynb").is_file()
    assert "autograder.nbgrader_settings" not in (place / "nbgrader_config.py").read_text()


def example_is_inside(term: Term, done: Done) -> None:
    """nbgrader puts its example's class into the gradebook of the folder where it runs: docs/cham_bai.md says so."""
    assert (term.course.root / "khoa_mau" / "source" / "ps1").is_dir() and term.course.lessons() == [FIRST, SECOND]
    assert "autograder" in term.course.config.read_text()
    assert set(term.students()) == {*STUDENTS, *EXAMPLES} and list(term.assignments()) == ["ps1"]


def example_is_out(term: Term, done: Done) -> None:
    assert set(term.students()) == {*STUDENTS, *EXAMPLES[1:]}


def examples_are_out(term: Term, done: Done) -> None:
    assert set(term.students()) == set(STUDENTS)


def settings_are_written(term: Term, done: Done) -> None:
    assert "c.CourseDirectory" in (term.home(OUTSIDE) / "nbgrader_config.py").read_text()


def settings_are_kept(term: Term, done: Done) -> None:
    assert "already exists" in done.said and len(term.course.config.read_text()) < 1000


def extension_is_told(term: Term, done: Done) -> None:
    assert "jupyter serverextension enable" in done.said


def formgrader_is_told(term: Term, done: Done) -> None:
    assert "Formgrader" in done.said


def sources_are_as_before(term: Term, done: Done) -> None:
    for lesson in (FIRST, SECOND):
        assert term.course.source(lesson).read_bytes() == CourseFolder(ROOT).source(lesson).read_bytes()


def release_is_the_projects(lesson: str) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        ours = CourseFolder(ROOT).release(lesson).parent
        made = term.course.release(lesson).parent
        assert names_in(made) == names_in(ours)
        assert all((made / name).read_bytes() == (ours / name).read_bytes() for name in names_in(ours))
        assert lesson in term.assignments()

    return check


def solution_ran(term: Term, done: Done) -> None:
    notebook = nbformat.read(term.course.root / "solution" / FIRST / f"{FIRST}.ipynb", as_version=4)
    text = nbformat.writes(notebook)
    assert "10/10" in text and '"output_type": "error"' not in text


def is_out(lesson: str) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        assert names_in(term.exchange / COURSE / "outbound" / lesson) == {name.replace(FIRST, lesson) for name in FILES}
        assert term.mode("outbound", lesson) == "755" and term.mode("inbound") == "2733"
        assert term.mode("outbound", lesson, f"{lesson}.ipynb") == "644"

    return check


def both_are_told(term: Term, done: Done) -> None:
    assert f"{COURSE} {FIRST}" in done.said and f"{COURSE} {SECOND}" in done.said


def fetched(student: str, lesson: str) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        assert names_in(term.home(student) / lesson) == {name.replace(FIRST, lesson) for name in FILES}

    return check


def all_cells_fail(term: Term, done: Done) -> None:
    assert "failed" in done.said and "bai.check(calculate_s)" in done.said and "Success" not in done.said


def all_cells_pass(term: Term, done: Done) -> None:
    assert "Success! Your notebook passes all the tests." in done.said


def works(student: str, lesson: str) -> Callable[[Term], None]:
    return lambda term: term.work(student, lesson)


def handed_in(student: str, lesson: str, times: int = 1) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        found = term.inbound(student, lesson)
        assert len(found) == times
        assert names_in(found[-1]) == {name.replace(FIRST, lesson) for name in FILES} | FROM_EXCHANGE
        assert done.remarks == []

    return check


def inbound_is_told(term: Term, done: Done) -> None:
    assert all(f"{COURSE} {student} {FIRST}" in done.said for student in STUDENTS)


def cached_is_told(term: Term, done: Done) -> None:
    assert f"{COURSE} an {FIRST}" in done.said and "binh" not in done.said


def collected(lesson: str, *students: str) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        assert set(students) <= set(term.course.students(lesson))
        assert done.remarks == []
        for student in students:
            place = term.course.submitted(student, lesson).parent
            assert names_in(place) == {name.replace(FIRST, lesson) for name in FILES} | FROM_EXCHANGE

    return check


def collected_again(term: Term, done: Done) -> None:
    newest = term.inbound("an", FIRST)[-1]
    place = term.course.submitted("an", FIRST).parent
    assert (place / "timestamp.txt").read_bytes() == (newest / "timestamp.txt").read_bytes()


def first_is_graded(term: Term, done: Done) -> None:
    marks = term.marks(FIRST)
    assert marks["an"] == 10 and 0 < marks["binh"] < 10 and marks["la"] == 0
    assert [remark for remark in done.remarks if "Removing existing assignment" not in remark] == []
    for student in STUDENTS:
        graded = term.course.autograded(student, FIRST)
        assert oct(graded.stat().st_mode)[-3:] == "444"
        assert names_in(graded.parent) == FILES | FROM_EXCHANGE
        assert f"{FIRST}.check.json" not in graded.read_text(encoding="utf-8"), student


def second_is_graded(term: Term, done: Done) -> None:
    marks = term.marks(SECOND)
    assert marks["an"] == marks["la"] == 10 and 0 < marks["binh"] < 10
    assert done.remarks == []


def pages_are_written(lesson: str) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        for student in STUDENTS:
            page = term.course.feedback(student, lesson)
            assert names_in(page.parent) >= {page.name} | FROM_EXCHANGE
            text = page.read_text(encoding="utf-8")
            assert ".check.json" not in text and CHANGED[:20] not in text
            assert student == "la" or "TODO 1" in text

    return check


def pages_are_out(count: int) -> Callable[[Term, Done], None]:
    def check(term: Term, done: Done) -> None:
        assert len(names_in(term.exchange / COURSE / "feedback")) == count and term.mode("feedback") == "711"

    return check


def an_has_the_page(term: Term, done: Done) -> None:
    [page] = (term.home("an") / FIRST / "feedback").glob("*/*.html")
    assert page.read_bytes() == term.course.feedback("an", FIRST).read_bytes()
    assert "binh" not in page.read_text(encoding="utf-8")


def stock_table_is_written(term: Term, done: Done) -> None:
    lines = (term.course.root / "grades.csv").read_text().splitlines()
    assert len(lines) == 1 + 2 * len(STUDENTS) and any(f"{FIRST}," in line and ",an," in line for line in lines)


def our_table_is_written(term: Term, done: Done) -> None:
    ours = term.root / "ours.csv"
    assert main(["export", "--to", "csv", "--course-dir", str(term.course.root), "--output", str(ours)]) == 0
    assert (term.course.root / "bang.csv").read_bytes() == ours.read_bytes()


def download(term: Term) -> None:
    place = term.course.root / "downloaded" / SECOND / "archive"
    place.mkdir(parents=True)
    name = f"nop_dung_attempt_2026-12-01-10-30-00_{SECOND}.ipynb"
    (place / name).write_bytes(term.inbound("an", SECOND)[0].joinpath(f"{SECOND}.ipynb").read_bytes())


def dung_is_collected(term: Term, done: Done) -> None:
    assert term.course.submitted("dung", SECOND).is_file()


def binh_is_out(term: Term, done: Done) -> None:
    assert "binh" not in term.students() and sorted(term.marks(FIRST)) == ["an", "la"]


def second_is_withdrawn(term: Term, done: Done) -> None:
    assert not (term.exchange / COURSE / "outbound" / SECOND).exists()
    assert (term.exchange / COURSE / "outbound" / FIRST).is_dir()


def second_is_out_of_the_gradebook(term: Term, done: Done) -> None:
    assert list(term.assignments()) == [FIRST]


@dataclass(frozen=True)
class Row:
    """who: runs the command. done: what it must have done. code: its exit code. first: what that person does before."""

    who: str
    command: str
    done: Callable[[Term, Done], None]
    code: int = 0
    first: Callable[[Term], None] = lambda term: None


ZIP = r"--FileNameCollectorPlugin.named_regexp='.*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>.+)'"
OURS = "--exporter=autograder.plugin.export.TableExporter"
TABLE = [
    Row(INSTRUCTOR, "db upgrade", tables_are_there),
    Row(INSTRUCTOR, "db student add an --last-name=Nguyễn --first-name=An", an_is_in),
    Row(INSTRUCTOR, "db student import lop.csv", class_is_in, first=write_class_list),
    Row(INSTRUCTOR, "db student list", class_is_told),
    Row(INSTRUCTOR, "db student remove thua", thua_is_out),
    Row(INSTRUCTOR, "db assignment add bai99 --duedate=2026-12-31", bai99_is_in),
    Row(INSTRUCTOR, "db assignment import bai.csv", bai98_is_in),
    Row(INSTRUCTOR, "db assignment list", lessons_are_told),
    Row(INSTRUCTOR, "db assignment remove bai99", one_less),
    Row(INSTRUCTOR, "db assignment remove bai98", none_left),
    Row(OUTSIDE, "quickstart khoa_mau", example_is_beside),
    Row(INSTRUCTOR, "quickstart khoa_mau", example_is_inside),
    Row(INSTRUCTOR, "db student remove bitdiddle", example_is_out),
    Row(INSTRUCTOR, "db student remove hacker", lambda term, done: None),
    Row(INSTRUCTOR, "db student remove reasoner", examples_are_out),
    Row(INSTRUCTOR, "db assignment remove ps1", none_left),
    Row(OUTSIDE, "generate_config", settings_are_written),
    Row(INSTRUCTOR, "generate_config", settings_are_kept, code=1),
    Row(INSTRUCTOR, "extension", extension_is_told),
    Row(INSTRUCTOR, "formgrade", formgrader_is_told, code=1),
    Row(INSTRUCTOR, "update source", sources_are_as_before),
    Row(INSTRUCTOR, f"generate_assignment {FIRST}", release_is_the_projects(FIRST)),
    Row(INSTRUCTOR, f"assign {SECOND}", release_is_the_projects(SECOND)),
    Row(INSTRUCTOR, f"generate_solution {FIRST}", solution_ran),
    Row(INSTRUCTOR, f"release_assignment {FIRST}", is_out(FIRST)),
    Row(INSTRUCTOR, f"release {SECOND}", is_out(SECOND)),
    Row("an", "list", both_are_told),
    Row("an", f"fetch_assignment {FIRST}", fetched("an", FIRST)),
    Row("an", f"fetch {SECOND}", fetched("an", SECOND)),
    Row("binh", f"fetch_assignment {FIRST}", fetched("binh", FIRST)),
    Row("binh", f"fetch_assignment {SECOND}", fetched("binh", SECOND)),
    Row("la", f"fetch_assignment {FIRST}", fetched("la", FIRST)),
    Row("la", f"fetch_assignment {SECOND}", fetched("la", SECOND)),
    Row("an", f"validate {FIRST}/{FIRST}.ipynb", all_cells_fail),
    Row("an", f"validate {FIRST}/{FIRST}.ipynb", all_cells_pass, first=works("an", FIRST)),
    Row("an", f"submit {FIRST} --student=an", handed_in("an", FIRST)),
    Row("binh", f"submit {FIRST} --student=binh", handed_in("binh", FIRST), first=works("binh", FIRST)),
    Row("la", f"submit {FIRST} --student=la", handed_in("la", FIRST), first=works("la", FIRST)),
    Row(INSTRUCTOR, "list --inbound", inbound_is_told),
    Row("an", "list --cached", cached_is_told),
    Row(INSTRUCTOR, f"collect {FIRST}", collected(FIRST, *STUDENTS)),
    Row("an", f"submit {FIRST} --student=an", handed_in("an", FIRST, times=2)),
    Row(INSTRUCTOR, f"collect {FIRST} --update", collected_again),
    Row(INSTRUCTOR, f"autograde {FIRST}", first_is_graded),
    Row(INSTRUCTOR, f"autograde {FIRST} --force", first_is_graded),
    Row(INSTRUCTOR, f"generate_feedback {FIRST}", pages_are_written(FIRST)),
    Row(INSTRUCTOR, f"release_feedback {FIRST}", pages_are_out(3)),
    Row("an", f"fetch_feedback {FIRST} --student=an", an_has_the_page),
    Row("an", f"submit {SECOND} --student=an", handed_in("an", SECOND), first=works("an", SECOND)),
    Row("binh", f"submit {SECOND} --student=binh", handed_in("binh", SECOND), first=works("binh", SECOND)),
    Row("la", f"submit {SECOND} --student=la", handed_in("la", SECOND), first=works("la", SECOND)),
    Row(INSTRUCTOR, f"collect {SECOND}", collected(SECOND, *STUDENTS)),
    Row(INSTRUCTOR, f"autograde {SECOND}", second_is_graded),
    Row(INSTRUCTOR, f"feedback {SECOND}", pages_are_written(SECOND)),
    Row(INSTRUCTOR, f"release_feedback {SECOND}", pages_are_out(6)),
    Row(INSTRUCTOR, "export", stock_table_is_written),
    Row(INSTRUCTOR, f"export {OURS} --to=bang.csv", our_table_is_written),
    Row(INSTRUCTOR, f"zip_collect {SECOND} {ZIP}", dung_is_collected, first=download),
    Row(INSTRUCTOR, "db student remove binh --force", binh_is_out),
    Row(INSTRUCTOR, f"list --remove --assignment={SECOND}", second_is_withdrawn),
    Row(INSTRUCTOR, f"db assignment remove {SECOND} --force", second_is_out_of_the_gradebook),
]


class Played:
    """A term that is played row after row: whoever asks for one has those before it run, each once."""

    def __init__(self, term: Term) -> None:
        self.term, self.ended = term, 0

    def upto(self, number: int) -> None:
        for row in TABLE[self.ended : number + 1]:
            self.ended += 1
            row.first(self.term)
            done = self.term.run(row.who, row.command)
            assert done.code == row.code and "Traceback" not in done.said, done.said
            row.done(self.term, done)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return Played(Term(tmp_path_factory.mktemp("term")))


@pytest.mark.robust
@pytest.mark.parametrize("number", range(len(TABLE)), ids=[f"{row.who}: {row.command[:60]}" for row in TABLE])
def test_row(played, number):
    """Does the command of this row end as it should, having done what the row says?"""
    played.upto(number)


def leaves(app, words=()):
    """The names of all commands below one of nbgrader's."""
    for name, (below, _) in app.subcommands.items():
        has_more = isinstance(below.subcommands, dict) and below.subcommands
        yield from leaves(below, (*words, name)) if has_more else [(*words, name)]


def test_table_is_whole():
    """Has every command that the installed nbgrader offers a row?"""
    known = {" ".join(words) for words in leaves(NbGraderApp)}
    assert "db student import" in known and "autograde" in known
    missing = {name for name in known if not any(f"{row.command} ".startswith(f"{name} ") for row in TABLE)}
    assert missing == set()
