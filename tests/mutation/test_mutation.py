"""Does the mutation run tell dead mutants from living ones, and are all that live today explained?"""

import subprocess
import sys

import cases_kill
import explanations
import mutants
import pytest
import run
from mutants import Mutant

from autograder import exercises

LESSON = exercises.lesson_names()[0]
EVERY_MODULE = tuple(dict.fromkeys(module for lesson in exercises.lesson_names() for module in run.declaring(lesson)))
LINE = "return (beta - alpha) / (beta_q - alpha_q)"
MUTANT = Mutant("affine.py", "ReplaceBinaryOperator_Sub_Add", LINE, 1)
TABLE = f"| {' | '.join(explanations.COLUMNS)} |\n|---|---|---|---|---|\n"


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    return run.write_cases(LESSON, tmp_path_factory.mktemp("mutation"))


@pytest.fixture(scope="module")
def existing(tmp_path_factory):
    """Every mutant of today's reference, as the run makes them."""
    made = mutants.named_mutations(EVERY_MODULE, tmp_path_factory.mktemp("mutants"))
    return [mutant for _, mutant in made]


@pytest.fixture
def copy(tmp_path):
    return mutants.copy_reference(tmp_path / "copy")


@pytest.fixture
def copy_with_a_wrong_formula(copy):
    change(copy / mutants.PACKAGE / "affine.py", LINE, LINE.replace("-", "+", 1))
    return copy


@pytest.fixture
def copy_that_forgets_a_limit(copy):
    change(copy / mutants.PACKAGE / "domain.py", "EXACT = 2**53", "EXACT = 2**52")
    return copy


@pytest.fixture
def copy_that_does_not_import(copy):
    (copy / mutants.PACKAGE / "affine.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    return copy


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def exit_code(script, copy, *arguments):
    command = [sys.executable, "-B", mutants.HERE / script, copy, *arguments]
    return subprocess.run(command, capture_output=True).returncode


def test_intact_copy_lives(copy, cases):
    """Does the reference as it stands get full marks and pass its own tests?"""
    assert exit_code("cases_kill.py", copy, cases) == 0
    assert exit_code("tests_kill.py", copy, run.asked_of(LESSON)) == 0


def test_wrong_formula_dies(copy_with_a_wrong_formula, cases):
    """Do the cases take points from a formula with one sign changed?"""
    assert exit_code("cases_kill.py", copy_with_a_wrong_formula, cases) == 1


def test_forgotten_limit_dies(copy_that_forgets_a_limit):
    """Do the tests of the domains notice a limit that moved?"""
    assert exit_code("tests_kill.py", copy_that_forgets_a_limit, run.asked_of(LESSON)) == 1


def test_broken_module_dies(copy_that_does_not_import, cases):
    """Is a mutant that cannot even be imported dead, and not replaced by the real reference?"""
    assert exit_code("cases_kill.py", copy_that_does_not_import, cases) == 1
    assert exit_code("tests_kill.py", copy_that_does_not_import, run.asked_of(LESSON)) == 1


def test_folder_without_a_reference_is_refused(tmp_path, cases):
    """Is the real reference refused where the folder holds none, so that no mutant is judged in its place?"""
    assert exit_code("cases_kill.py", tmp_path, cases) == 1


def test_loss_names_the_case(cases, copy_with_a_wrong_formula):
    """Does the killer say which function lost points, and on which case?"""
    command = [sys.executable, "-B", cases_kill.__file__, copy_with_a_wrong_formula, cases]
    assert subprocess.run(command, capture_output=True, text=True).stdout.startswith("calculate_s: ")


def test_killed_reference_stops_the_run(tmp_path):
    """Does the run stop where the unmutated reference is killed, rather than count every mutant as dead?"""
    with pytest.raises(RuntimeError, match="unmutated reference is killed"):
        mutants.try_all(("affine.py",), "cases_kill.py", tmp_path / "no_cases.json", tmp_path)


def test_every_mutant_has_its_own_name(existing):
    """Do no two mutants share a name, so that one explanation excuses one mutant?"""
    assert len(set(existing)) == len(existing) > 0


@pytest.mark.parametrize("line", ["a = b", "a | b", "if x != `y`: # |"])
def test_row_is_read_back(line):
    """Does the row that the run prints for a survivor name that survivor when pasted into the table?"""
    mutant = Mutant("affine.py", "AddNot", line, 2)
    assert explanations.read(f"{TABLE}{explanations.row_of(mutant)} why |\n") == {mutant: "why"}


@pytest.mark.parametrize("ending", ["|", " |", " why | more |"])
def test_row_without_its_cells_is_refused(ending):
    """Is a row refused that lacks its explanation or has a cell too many?"""
    with pytest.raises(ValueError, match="a row needs"):
        explanations.read(TABLE + explanations.row_of(MUTANT) + ending)


def test_row_given_twice_is_refused():
    """Is a second explanation of one mutant refused?"""
    row = f"{explanations.row_of(MUTANT)} why |\n"
    with pytest.raises(ValueError, match="explained twice"):
        explanations.read(TABLE + row + row)


@pytest.mark.parametrize(
    ("survivors", "explained", "said"),
    [
        ([], {}, []),
        ([MUTANT], {MUTANT: "why"}, []),
        ([MUTANT], {}, ["survives without an explanation"]),
        ([], {MUTANT: "why"}, ["is explained in survivors.md but does not survive"]),
    ],
    ids=["killed", "explained", "unexplained", "killed after all"],
)
def test_complaints(survivors, explained, said):
    """Is exactly what needs a person's eye complained about?"""
    found = list(explanations.complaints(survivors, explained))
    assert [sentence.startswith(start) for sentence, start in zip(found, said, strict=True)] == [True] * len(said)


def test_domains_are_told_from_formulas():
    """Are decorators and what they name judged as domains, and all else as formulas?"""
    source = "LEAST = 1\nOTHER = 2\ndef holds(x):\n    return x > LEAST\n@rule(holds)\ndef formula(x):\n    return x\n"
    assert run.domain_lines(source) == {1, 3, 4, 5}


def test_explanations_name_mutants_that_exist(existing):
    """Does every explanation name a mutant of today's reference?"""
    assert set(explanations.read((run.HERE / "survivors.md").read_text(encoding="utf-8"))) <= set(existing)
