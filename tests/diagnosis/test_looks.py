"""What does a closer look make of a submission's verdicts, function by function?"""

from types import SimpleNamespace

import numpy as np
import pytest
from rooms_at_home import SOLUTION, TODOS, RoomsAtHome, exercise

from autograder.diagnosis.blame import Blame
from autograder.diagnosis.closer_look import CloserLook
from course.checking import report
from course.checking.frozen import Missing, Mistake, Raised, Returned
from course.checking.judge import OPEN, RIGHT, WRONG, Earlier, judge
from course.checking.lesson import call

F_RIGHT = "def twice(x, width):\n    # TODO 3\n    y = 2 * x\n    return y"
F_WRONG = F_RIGHT.replace("2 * x", "2 * x + 1")
CALLS = SOLUTION.replace("2 * x", "twice(x, 0)")


def twice(mistakes=()):
    return exercise("twice", lambda x, width: 2 * x, todos=("TODO 3",))


def listed(asked, name, source):
    space = {"twice": lambda x, width: 2 * x}
    exec(source, space)
    outcomes = tuple(call(space[asked.function], case.args) for case in asked.cases)
    return Mistake(name, ("TODO 2",), "Cộng hay trừ?", "Cộng.", outcomes)


PLAIN = exercise()
LISTED = exercise(mistakes=[listed(PLAIN, "trừ thay vì cộng", CALLS.replace("+ width", "- width"))])


class Finding:
    """A Diagnosis with the lists of the exercises and real blame; the examples that it looks for are noted."""

    def __init__(self, solutions):
        self.blame, self.examples, self.functions = Blame(solutions), [], tuple(solutions)
        self.stand_ins = SimpleNamespace(of=lambda names, spent=None: {name: _right for name in names})
        self.shrinker = SimpleNamespace(smallest=self._smallest)
        self.versions = SimpleNamespace(cost=lambda function, case: 10)

    def explained(self, exercise, outcomes, again, stand_ins=None, source=""):
        return judge(exercise, outcomes, again, source=source)

    def _smallest(self, verdict, outcomes, ask, left):
        self.examples.append((verdict.exercise.function, tuple(outcomes), left))
        return verdict.failure


def _right(args, named):
    return Returned(2 * args[0])


def look(cells, exercises, again=None, rooms=None):
    """The closer look at these cells, one a function, after its verdicts; the first call made once more, or `again` of it."""
    rooms = rooms or RoomsAtHome(cells)
    solutions = {"twice": F_RIGHT, "f": CALLS}
    looked = CloserLook(Finding(solutions), rooms)
    space = {"np": np}
    for cell in cells:
        exec(cell, space)
    for asked in exercises:
        outcomes = [call(space[asked.function], case.args) for case in asked.cases]
        once_more = outcomes[0] if again is None else again
        looked.take(judge(asked, outcomes, once_more), outcomes, once_more)
    return looked


def states(verdict):
    return [part.state for part in verdict.parts]


def test_right_ones_are_left_alone():
    """Is no room opened for what is right?"""
    found = look([F_RIGHT, CALLS], [twice(), LISTED])
    assert [verdict.failure for verdict in found.verdicts] == [None, None] and found.rooms.opened == []


def test_right_with_right_earlier_ones():
    """Does a later function that is right with right earlier ones keep all points, and is told where its error comes from?"""
    earlier, later = look([F_WRONG, CALLS], [twice(), LISTED]).verdicts
    assert (earlier.earned, later.earned) == (0, 2)
    assert later.earlier == Earlier("twice", ("TODO 3",)) and later.failure and later.mistake is None
    assert states(later) == [RIGHT, RIGHT]


def test_what_is_shown_is_its_own():
    """Is what a later function returned by itself shown, and not what it returned with stand-ins?"""
    for wrong in (CALLS, CALLS.replace("+ width", "- width"), CALLS.replace("+ width", "- width + 7")):
        _, later = look([F_WRONG, wrong], [twice(), LISTED]).verdicts
        case, value = later.failure.case, later.failure.outcome.value
        space = {}
        exec(f"{F_WRONG}\n{wrong}", space)
        assert value == space["f"](**case.args)


def test_own_listed_mistake_behind_a_wrong_earlier_one():
    """Is a listed mistake found on the outcomes alone, does it cost its TODO only, and is the earlier function remarked?"""
    _, later = look([F_WRONG, CALLS.replace("+ width", "- width")], [twice(), LISTED]).verdicts
    assert later.mistake.name == "trừ thay vì cộng" and states(later) == [RIGHT, WRONG]
    assert later.earlier == Earlier("twice", ("TODO 3",))


def test_own_unlisted_mistake_behind_a_wrong_earlier_one():
    """Is the piece with the mistake lost, by mixtures with stand-ins, also where no listed mistake explains it?"""
    found = look([F_WRONG, CALLS.replace("+ width", "+ width * 5")], [twice(), LISTED])
    assert states(found.verdicts[1]) == [RIGHT, WRONG]
    assert {tuple(names) for function, _, names in found.rooms.opened if function == "f"} == {("twice",)}


def test_steady_function_behind_a_wrong_earlier_one():
    """Is a function not said to answer in two ways because it was called with the student's own earlier functions first?"""
    _, later = look([F_WRONG, CALLS.replace("+ width", "+ width * 5")], [twice(), LISTED]).verdicts
    assert later.pattern is None or later.pattern.name != "gọi hai lần, ra hai kết quả"
    assert not [remark for remark in later.remarks if "gọi hai lần" in remark]


@pytest.mark.parametrize("cell", [CALLS, CALLS.replace("twice(x, 0)", "globals()['twice'](x, 0)")])
def test_earlier_one_that_is_not_there(cell):
    """Is a later function judged alone where the earlier one is not done, returns None or stops?"""
    for earlier in ("raise NotImplementedError('TODO 3: chưa làm')", "pass", "return 1 / 0", "return 'a'"):
        _, later = look([f"def twice(x, width):\n    # TODO 3\n    {earlier}", cell], [twice(), LISTED]).verdicts
        assert later.earned == 2 and later.earlier == Earlier("twice", ("TODO 3",))


def test_later_one_that_calls_nothing():
    """Is an earlier wrong function not blamed that the later one does not speak of?"""
    found = look([F_WRONG, SOLUTION.replace("+ width", "- width * 2")], [twice(), LISTED])
    later = found.verdicts[1]
    assert later.earlier is None and later.remarks == () and states(later) == [RIGHT, WRONG]
    assert all(names == [] for function, _, names in found.rooms.opened if function is None)  # as the cells are


@pytest.mark.parametrize("misspelt", ["twic(x, 0)", "twice_(x, 0)", "(2 * x).twice"])
def test_right_piece_beside_one_that_misses_a_wrong_earlier_one(misspelt):
    """Is a right TODO kept whose neighbour does not even name the earlier wrong function that the solution calls there?"""
    _, later = look([F_WRONG, CALLS.replace("twice(x, 0)", misspelt)], [twice(), LISTED]).verdicts
    assert states(later) == [WRONG, RIGHT]


def test_error_through_two_functions():
    """Is a function that calls one that is right but carries an error told the first that is to blame?"""
    last = exercise("g", lambda x, width: 2 * x + width + 1, todos=("TODO 4",))
    cells = [F_WRONG, CALLS, "def g(x, width):\n    # TODO 4\n    return f(x, width) + 1"]
    rooms = RoomsAtHome(cells)
    looked = CloserLook(Finding({"twice": F_RIGHT, "f": CALLS, "g": cells[2]}), rooms)
    looked.diagnosis.stand_ins = SimpleNamespace(
        of=lambda names, spent=None: {
            n: {"twice": _right, "f": lambda a, _: Returned(2 * a[0] + a[1])}[n] for n in names
        }
    )
    space = {}
    exec("\n".join(cells), space)
    for asked in (twice(), LISTED, last):
        outcomes = [call(space[asked.function], case.args) for case in asked.cases]
        looked.take(judge(asked, outcomes, outcomes[0]), outcomes, outcomes[0])
    assert [verdict.earned for verdict in looked.verdicts] == [0, 2, 1]
    assert looked.verdicts[2].earlier == Earlier("twice", ("TODO 3",))


def test_not_all_answered():
    """Is nothing looked at, and nothing paid, where not all cases were answered?"""
    looked = look([], [])
    verdict = judge(PLAIN, [Raised("NoAnswer", "")] * len(PLAIN.cases))
    looked.take(verdict, (), None)
    assert looked.verdicts == [verdict] and looked.verdicts[0].earned == 0 and states(verdict) == [OPEN, OPEN]


def test_function_that_is_absent():
    """Are all TODOs lost of a function that is not there?"""
    gone = Raised("NameError", "không có hàm nào tên f", missing=Missing("f"))
    looked = look([], [])
    looked.take(judge(PLAIN, [gone] * len(PLAIN.cases)), [gone] * len(PLAIN.cases), gone)
    assert looked.verdicts[0].lost == TODOS and looked.rooms.opened == []


def test_cannot_be_cut():
    """Are the TODOs lost of which a case is wrong, where the cell cannot be cut?"""
    found = look(["def f(x, width):\n    return 2 * x - width"], [PLAIN])
    assert found.verdicts[0].lost == ("TODO 2",)


def test_no_end():
    """Are no mixtures tried of a function that ran out of time, and is what no case shows not lost?"""
    late = Raised("TimeoutError", "chạy quá 5 giây")
    looked = CloserLook(Finding({"f": SOLUTION}), RoomsAtHome([SOLUTION]))
    outcomes = [Returned(2), Returned(10), late, late]
    looked.take(judge(PLAIN, outcomes), outcomes, late)
    assert looked.verdicts[0].lost == ("TODO 2",) and looked.rooms.opened == []


def test_no_room_left():
    """Is the verdict one by cases where no room is left for the look: nothing is lost that no case shows?"""
    wrong = SOLUTION.replace("+ width", "- width")
    found = look([wrong], [PLAIN], rooms=RoomsAtHome([wrong], most=0))
    assert found.verdicts[0].lost == ("TODO 2",)


def test_examples():
    """Is an example looked for with the function's own outcomes, and not where an earlier function is wrong, a stub is there or a process ended?"""
    wrong = SOLUTION.replace("+ width", "- width")
    own = look([wrong], [PLAIN])
    assert [one[0] for one in own.diagnosis.examples] == ["f"] and own.diagnosis.examples[0][2] is own.examples
    assert "f" not in [one[0] for one in look([F_WRONG, CALLS], [twice(), LISTED]).diagnosis.examples]
    stub = SOLUTION.replace("y = doubled + width", "raise NotImplementedError('TODO 2: chưa làm')")
    assert look([stub], [PLAIN]).diagnosis.examples == []


def test_report_of_an_earlier_error():
    """Does the report of a right later function give its points and say which earlier one to mend?"""
    later = look([F_WRONG, CALLS], [twice(), LISTED]).verdicts[1]
    told = report.text(later)
    assert "✓ TODO 1" in told and "✓ TODO 2" in told


def test_one_todo_behind_a_stub():
    """Is a function of one TODO not taken for a stub where the stub of an earlier one ends its calls?"""
    last = exercise("g", lambda x, width: 2 * x + 1, todos=("TODO 4",))
    stub = "def twice(x, width):\n    # TODO 3\n    raise NotImplementedError('TODO 3: chưa làm')"
    cells = [stub, "def g(x, width):\n    # TODO 4\n    return twice(x, width) + 1"]
    _, later = look(cells, [twice(), last]).verdicts
    assert states(later) == [RIGHT] and later.earlier == Earlier("twice", ("TODO 3",))


@pytest.mark.parametrize("before, line", [("", 3), ("import sys\n", None)])
def test_line_that_the_solution_tells(before, line):
    """Is the line shown that alone is wrong, though no small edit mends it, but not of a cell that could look around?"""
    cell = f"{before}def twice(x, width):\n    # TODO 3\n    return (x - 7) ** 3 + width"
    (verdict,) = look([cell], [twice()]).verdicts
    assert (verdict.repair and verdict.repair.place.line) == line
