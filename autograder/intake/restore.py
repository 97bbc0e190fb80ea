"""Rebuilds the lesson's notebook from a submission: the instructor's cells with the student's answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode, from_dict

from autograder.intake.read import Submission
from autograder.intake.recognise import Claims, Seen, exercises_of, look_at, recognise
from autograder.intake.slots import Original, Role, Slot
from autograder.intake.status import Notice, NoticeKind, Status, notice
from autograder.intake.text import EARLIER_WRITE_HERE, bound_names, normalise, surely_binds

MOVED_CODE = "# Bạn đã viết phần này ({names}) trong một ô khác.\n"
MOVED_WORDS = "*(Bạn đã viết phần này ở ngay cạnh ô trả lời.)*"
EXTRA_ID = "student-{number}"
SHOWN_PICTURE = re.compile(r"""attachment:([^\s)"'>]+)""")
PICTURE_CHARS = 10_000_000  # of all pictures in a notebook, in base64
TYPE_NAMES = {"code": "Code", "markdown": "Markdown", "raw": "Raw"}


@dataclass(frozen=True)
class Restored:
    """The notebook to grade. `answered`: grade_ids of the answers that are more than the untouched stub."""

    notebook: NotebookNode
    status: Status
    notices: tuple[Notice, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True)
class Filling:
    """What became of a slot: the cell that counts, all claimants, those that also stay as extra cells."""

    slot: Slot
    winner: Seen | None
    claimants: tuple[Seen, ...]
    kept: tuple[Seen, ...]
    source: str


def restore(submission: Submission, original: Original) -> Restored:
    """Put the student's answers into the instructor's notebook.

    Own cells of the student that belong to no slot are kept in their order, without grading metadata; a text that
    another lesson gave is left out.
    A submission that could not be read gives the instructor's notebook as it was handed out.
    """
    instructor, slots = original.notebook, original.slots
    if submission.status is not Status.OK:
        untouched = _assembled(instructor, [_choose(slot, []) for slot in slots], {})
        return Restored(untouched, submission.status, submission.notices, ())
    seen = look_at(submission.cells)
    claims = recognise(seen, slots)
    claimants = defaultdict(list)
    for cell in seen:
        claimants[claims.get(cell.index)].append(cell)
    fillings = [_choose(slot, claimants[slot.index]) for slot in slots]
    kept = {cell.index for filling in fillings for cell in filling.kept}
    extras = [cell for cell in seen if cell.index in kept or not (cell.index in claims or cell.cell.is_given_text)]
    running = [cell for cell in extras if cell.cell.cell_type == "code"]
    fillings = [_written_elsewhere(filling, fillings, running) for filling in fillings]
    placed = _anchored(extras, fillings, slots, claims)
    fillings = [*fillings[:1], *(_written_beside(filling, above, placed) for above, filling in pairwise(fillings))]
    return Restored(
        notebook=_with_pictures(_assembled(instructor, fillings, placed), seen, {slot.cell.source for slot in slots}),
        status=Status.OK,
        notices=(*submission.notices, *_notices(fillings, running)),
        answered=tuple(_answered(fillings, running)),
    )


# --- which cell counts ---


def _choose(slot: Slot, claimants: Sequence[Seen]) -> Filling:
    """Pick the cell that counts for a slot, and what of the others would be missed if it were dropped."""
    if not claimants:
        return Filling(slot, None, (), (), slot.cell.source)
    if slot.is_restored:
        winner = next((cell for cell in claimants if cell.text == slot.text), claimants[0])
        given = bound_names(slot.cell.source)
        kept = tuple(cell for cell in claimants if cell.text != slot.text and _binds_more(cell, given))
        return Filling(slot, winner, tuple(claimants), kept, slot.cell.source)
    winner = _last_answer(slot, claimants)
    is_sure = len(claimants) > 1 and surely_binds(winner.cell.source)
    kept = tuple(cell for cell in claimants if _would_be_missed(cell, slot, winner, is_sure))
    is_earlier_stub = slot.is_in_words and winner.text != "" and not _is_written(winner, slot)
    source = slot.cell.source if is_earlier_stub else winner.cell.source
    return Filling(slot, winner, tuple(claimants), kept, source)


def _is_written(cell: Seen, slot: Slot) -> bool:
    """Is it more than the stub of this lesson, or of one handed out before?"""
    if cell.text in ("", slot.text):
        return False
    return not (slot.is_in_words and (cell.text in EARLIER_WRITE_HERE or cell.cell.is_given_text))


def _last_answer(slot: Slot, claimants: Sequence[Seen]) -> Seen:
    """The last copy that binds the function when all of them run; where none does, the last that was meant to."""
    written = [cell for cell in claimants if _is_written(cell, slot)]
    binding = [cell for cell in written if not cell.bound.isdisjoint(slot.functions)]
    meant = [cell for cell in written if not cell.names.isdisjoint(slot.functions)]
    retyped = [cell for cell in meant if not cell.is_code]
    return (binding or retyped or meant or written or claimants)[-1]


def _would_be_missed(cell: Seen, slot: Slot, winner: Seen, is_sure: bool) -> bool:
    """Is something of the student lost unless this claimant of an answer also stays as an extra cell?

    Of code, what runs after the winner, or binds what the winner may not; of text, any words. is_sure: running the winner
    certainly binds its names.
    """
    if cell.is_code and slot.cell.cell_type == "code":
        if cell is winner or cell.text in ("", slot.text, winner.text):
            return False
        return cell.index > winner.index or not is_sure or _binds_more(cell, winner.bound)
    if cell is winner:
        return _binds_more(cell, frozenset())
    return _is_written(cell, slot) and cell.text != winner.text


def _binds_more(cell: Seen, names: frozenset[str]) -> bool:
    """Would dropping this code cell lose a name that is not among `names`, those the kept text binds?"""
    return cell.is_code and (cell.is_open or not cell.bound <= names)


def _may_define(cell: Seen, slot: Slot) -> bool:
    """Is a code cell meant to define the slot's function, or can it in a way that cannot be read?"""
    return (
        not cell.names.isdisjoint(slot.functions) or cell.is_open and any(name in cell.text for name in slot.functions)
    )


def _written_elsewhere(filling: Filling, fillings: Sequence[Filling], extras: Sequence[Seen]) -> Filling:
    """An answer without a cell of its own, but defined in another cell: no stub may override that."""
    slot = filling.slot
    if filling.winner is not None:
        return filling
    running = [other.winner for other in fillings if other.winner and other.slot.cell.cell_type == "code"]
    if not any(_may_define(cell, slot) for cell in (*running, *extras)):
        return filling
    source = MOVED_CODE.format(names=", ".join(slot.functions))
    return Filling(slot, None, (), (), source)


def _written_beside(filling: Filling, question: Filling, placed: dict[int, list[Seen]]) -> Filling:
    """An answer in words left empty, with what the student wrote into its question, above or below it.

    Own cells that become the answer are taken out of `placed`.
    """
    slot, winner = filling.slot, filling.winner
    if not slot.is_in_words or (winner is not None and _is_written(winner, slot)):
        return filling
    around = (slot.index - 1, slot.index)
    words = [_added_to(question), *(cell.text for place in around for cell in placed.get(place, ()) if _is_words(cell))]
    if not any(words):
        return filling
    for place in around:
        placed[place] = [cell for cell in placed.get(place, ()) if not _is_words(cell)]
    return replace(filling, source="\n\n".join([MOVED_WORDS, *filter(None, words)]))


def _is_words(cell: Seen) -> bool:
    return cell.cell.cell_type != "code"


def _added_to(question: Filling) -> str:
    """What a student typed below or above the text of a locked cell."""
    if question.winner is None or not question.slot.is_restored or question.slot.text not in question.winner.text:
        return ""
    if question.winner.cell.is_given_text:  # by an earlier version of the lesson
        return ""
    return question.winner.text.replace(question.slot.text, "", 1).strip()


def _answered(fillings: Sequence[Filling], extras: Sequence[Seen]) -> Iterator[str]:
    """grade_ids of answers that differ from the stub, or are written in an extra cell of the student."""
    for filling in (filling for filling in fillings if not filling.slot.is_for_fun):
        slot = filling.slot
        changed = normalise(filling.source) != slot.text
        if slot.role is Role.ANSWER and slot.grade_id and (changed or any(_may_define(cell, slot) for cell in extras)):
            yield slot.grade_id


# --- where the student's own cells go ---


def _anchored(
    extras: Sequence[Seen], fillings: Sequence[Filling], slots: Sequence[Slot], claims: Claims
) -> dict[int, list[Seen]]:
    """For each slot index (-1: the top) the extra cells that come right after it.

    An extra cell follows the nearest recognised cell above it that is in the lesson's order; it stays on its
    side of an answer that defines the same function or that it is a copy of, so that the same definition is the last
    as in Jupyter.
    """
    in_order = _in_order(fillings)
    placed = defaultdict(list)
    for cell in extras:
        anchor = max((place for index, place in in_order.items() if index <= cell.index), default=-1)
        claimed = claims.get(cell.index)
        for place in exercises_of(cell.names, slots) | ({claimed} if claimed is not None else set()):
            winner = fillings[place].winner
            if winner is not None and not fillings[place].slot.is_restored:
                anchor = max(anchor, place) if winner.index < cell.index else min(anchor, place - 1)
        placed[anchor].append(cell)
    return placed


def _in_order(fillings: Sequence[Filling]) -> dict[int, int]:
    """Submitted index -> slot index for the longest run of recognised cells that were not moved about."""
    found = sorted((filling.winner.index, filling.slot.index) for filling in fillings if filling.winner)
    if all(before[1] < after[1] for before, after in pairwise(found)):
        return dict(found)
    runs: list[tuple[tuple[int, int], ...]] = []
    for index, place in found:
        before = (run for run in runs if run[-1][1] < place)
        runs.append((*max(before, key=len, default=()), (index, place)))
    longest: tuple[tuple[int, int], ...] = max(runs, key=len, default=())
    return dict(longest)


# --- the notebook ---


def _assembled(instructor: NotebookNode, fillings: Sequence[Filling], extras: dict[int, list[Seen]]) -> NotebookNode:
    """The instructor's notebook without outputs, with the sources of `fillings` and the extra cells."""
    notebook = from_dict({**instructor, "cells": []})
    notebook.cells = [
        _blank_copy(cell, filling.source) for cell, filling in zip(instructor.cells, fillings, strict=True)
    ]
    fresh_ids = _fresh_ids({cell.get("id") for cell in notebook.cells})
    cells = [_own_cell(extra, next(fresh_ids)) for extra in extras.get(-1, ())]
    for index, cell in enumerate(notebook.cells):
        cells.append(cell)
        cells.extend(_own_cell(extra, next(fresh_ids)) for extra in extras.get(index, ()))
    notebook.cells = cells
    return notebook


def _with_pictures(notebook: NotebookNode, seen: Sequence[Seen], given: set[str]) -> NotebookNode:
    """Give the texts that are not the instructor's (given) the pictures that they show: of the very cell, else of any with one so called."""
    everywhere = {name: (kind, picture) for cell in seen for name, kind, picture in cell.cell.pictures}
    own = {
        cell.text: {name: (kind, picture) for name, kind, picture in cell.cell.pictures}
        for cell in seen
        if cell.cell.pictures
    }
    left = PICTURE_CHARS
    for cell in notebook.cells if everywhere else ():
        if cell.cell_type != "markdown" or cell.source in given:
            continue
        known = everywhere | own.get(normalise(cell.source), {})
        for name in sorted({unquote(shown) for shown in SHOWN_PICTURE.findall(cell.source)} & known.keys()):
            kind, picture = known[name]
            if len(picture) <= left:
                left -= len(picture)
                cell.setdefault("attachments", from_dict({}))[name] = from_dict({kind: picture})
    return notebook


def _blank_copy(cell: NotebookNode, source: str) -> NotebookNode:
    """The instructor's cell with another text and no outputs."""
    fresh: dict[str, Any] = {"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}
    return NotebookNode({**cell, "metadata": from_dict(cell.metadata), "source": source, **fresh})


def _fresh_ids(taken: set[str]) -> Iterator[str]:
    """student-1, student-2, …: the same for the same submission, and never an id of the lesson."""
    number = 0
    while True:
        number += 1
        if (candidate := EXTRA_ID.format(number=number)) not in taken:
            yield candidate


def _own_cell(extra: Seen, cell_id: str) -> NotebookNode:
    code: dict[str, Any] = {"cell_type": "code", "outputs": [], "execution_count": None}
    kind = code if extra.cell.cell_type == "code" else {"cell_type": "markdown"}
    return from_dict({**kind, "id": cell_id, "metadata": {}, "source": extra.cell.source})


# --- what the student is told ---


def _notices(fillings: Sequence[Filling], extras: Sequence[Seen]) -> Iterator[Notice]:
    if all(filling.winner is None for filling in fillings) and not any(_moved(filling) for filling in fillings):
        yield notice(NoticeKind.NOTHING_RECOGNISED)
        return
    for filling in fillings:
        if filling.winner is None:
            yield from _about_missing(filling)
        elif filling.slot.is_restored:
            yield from _about_restored(filling, filling.winner)
        else:
            yield from _about_answer(filling, filling.winner, extras)
        yield from _about_grading(filling)
    yield from _about_order(fillings)


def _moved(filling: Filling) -> bool:
    """Was an answer found somewhere else than in its cell?"""
    given = filling.slot.cell if filling.winner is None else filling.winner.cell
    return filling.source not in (given.source, filling.slot.cell.source)


def _about_missing(filling: Filling) -> Iterator[Notice]:
    if filling.slot.is_for_fun:
        return
    kinds = {
        Role.CHECK: NoticeKind.CHECK_CELL_MISSING,
        Role.LOCKED: NoticeKind.LOCKED_CELL_MISSING,
        Role.OPEN: NoticeKind.LOCKED_CELL_MISSING,
        Role.ANSWER: NoticeKind.ANSWER_ELSEWHERE if _moved(filling) else NoticeKind.ANSWER_CELL_MISSING,
    }
    yield notice(kinds[filling.slot.role], cell=filling.slot.name)


def _about_restored(filling: Filling, winner: Seen) -> Iterator[Notice]:
    slot = filling.slot
    if winner.text != slot.text or winner.cell.cell_type != slot.cell.cell_type:
        is_check = slot.role is Role.CHECK
        kind = NoticeKind.CHECK_CELL_CHANGED if is_check else NoticeKind.LOCKED_CELL_CHANGED
        yield notice(kind, cell=slot.name)
    if len(filling.claimants) > 1:
        yield notice(NoticeKind.LOCKED_CELL_DUPLICATED, cell=slot.name, count=len(filling.claimants))


def _about_answer(filling: Filling, winner: Seen, extras: Sequence[Seen]) -> Iterator[Notice]:
    slot = filling.slot
    if len(filling.claimants) > 1:
        kind = NoticeKind.ANSWER_DUPLICATED if winner is _last_written(filling) else NoticeKind.LATER_COPY_BINDS_NOTHING
        yield notice(kind, cell=slot.name, count=len(filling.claimants))
    if winner.cell.cell_type != slot.cell.cell_type:
        types = {"expected": TYPE_NAMES[slot.cell.cell_type], "found": TYPE_NAMES[winner.cell.cell_type]}
        yield notice(NoticeKind.ANSWER_RETYPED, cell=slot.name, **types)
    if slot.is_in_words and _moved(filling):
        yield notice(NoticeKind.WORDS_BESIDE, cell=slot.name)
    if winner.cell.grade_id not in (None, slot.grade_id):
        yield notice(NoticeKind.ANSWER_MISLABELLED, cell=slot.name)
    same_function = [cell.index for cell in extras if not cell.bound.isdisjoint(slot.functions)]
    if winner.text == slot.text and same_function and max(same_function) < winner.index:
        yield notice(NoticeKind.STUB_OVERRIDES_ANSWER, cell=slot.name)


def _last_written(filling: Filling) -> Seen:
    """The last copy that is more than the stub."""
    written = [cell for cell in filling.claimants if _is_written(cell, filling.slot)]
    return (written or filling.claimants)[-1]


def _about_grading(filling: Filling) -> Iterator[Notice]:
    """Points and flags that the student's file claims and the instructor's does not."""
    slot, winner = filling.slot, filling.winner
    if winner is None or winner.cell.grade_id is None or winner.cell.grade_id != slot.grade_id:
        return
    labels = slot.cell.metadata.nbgrader
    changed = {key for key, value in winner.cell.claimed if labels.get(key, value) != value}
    if "points" in changed:
        yield notice(NoticeKind.POINTS_CHANGED, cell=slot.name)
    if changed - {"points"}:
        yield notice(NoticeKind.FLAGS_CHANGED, cell=slot.name)


def _about_order(fillings: Sequence[Filling]) -> Iterator[Notice]:
    in_order = _in_order(fillings)
    moved = [filling.slot.name for filling in fillings if filling.winner and filling.winner.index not in in_order]
    if moved:
        yield notice(NoticeKind.CELLS_REORDERED, cells="; ".join(moved))
