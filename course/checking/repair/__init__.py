"""The smallest edit of a student's own code that makes every case right, and what it says about the mistake.

    repair = find(source, "quantize_int", cases, answer, is_right, within={14, 15})
    if repair and repair.kind:
        KINDS[repair.kind].name, question(repair.kind, repair.place.text if repair.place else "")

`edits` makes every single edit of a cell that may mend it, the likeliest first: an `Edit` has its kind, its place in the
student's own lines and columns, the text there before and after, and the whole edited source. `find` has them tried
with `answer(sources, case)`, so it is the same search wherever candidates run: in the student's notebook with
`Local(function, space, cases).answer`, in the sandbox with one message for up to `together` sources and one case. What
runs candidates in the sandbox may be a `Local` there, too: it bounds each of them by lines run, not by a clock.

A `Repair` says no more than what all edits that make every case right have in common, those left out that are clearly
less likely: its `kind`, its `place`, or both. `find` gives None where that is nothing, where no single edit and no
guided pair helps, or where more than `most` calls would be needed. It never needs the lesson's solution.

| room | what is in it |
|---|---|
| `cell` | a cell as text and tree: spans, parentheses, names in scope |
| `change` | a change as pieces of text, and the same change made everywhere |
| `expressions`, `calls`, `arguments`, `dtypes`, `arrays`, `naming`, `statements` | the operators: functions from a cell to changes |
| `meaning` | what a name most likely stands for, as the course writes them |
| `edits` | all operators together, ordered |
| `likelihood` | how often which edit was the right one |
| `kinds` | names, questions and hints |
| `right_way` | edits drawn from a right cell, where a grader has one |
| `search` | what is tried in which order, and what may be said |
| `local` | candidates run beside the student's notebook |

A new operator is a function `Cell -> Iterator[Change]` in one of the rooms, its name in `edits.OPERATORS`, its kinds in
`kinds.KINDS`, a line in `tests/repair/test_repair_edits.py`, and a count by `tests/repair/count_likelihood.py`.
"""

from course.checking.repair.edits import Edit, edits
from course.checking.repair.kinds import KINDS, Kind, calls_any, left_out, question
from course.checking.repair.local import Local
from course.checking.repair.search import Answer, Place, Repair, Search, find
from course.checking.repair.words import told

__all__ = [
    "KINDS",
    "Answer",
    "Edit",
    "Kind",
    "Local",
    "Place",
    "Repair",
    "Search",
    "calls_any",
    "edits",
    "find",
    "left_out",
    "question",
    "told",
]
