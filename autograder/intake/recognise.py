"""Says which submitted cell is which cell of the lesson: one strategy per function, the surest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from autograder.intake.read import SubmittedCell
from autograder.intake.slots import Slot
from autograder.intake.text import MAX_PARSED_CHARS, defined_names, normalise, read_names

SIMILAR_PERCENT = 85
SHORT_CHARS = 40  # a text of one call, which is much like that of other cells: what it names decides
PARSE_BUDGET_CHARS = 500_000  # of one submission; text beyond it is read by pattern only

WORD = re.compile(r"\w+")

Claims = dict[int, int]  # index of a submitted cell -> index of the slot it belongs to


@dataclass(frozen=True)
class Seen:
    """A submitted cell, with what its text says. names: what it seems to define; bound: what may be bound once it ran.

    is_open: running it may bind other names, too.
    """

    index: int
    cell: SubmittedCell
    text: str
    names: frozenset[str]
    bound: frozenset[str]
    is_open: bool

    @property
    def is_code(self) -> bool:
        return self.cell.cell_type == "code"


def look_at(cells: Sequence[SubmittedCell]) -> list[Seen]:
    """Read the text of every submitted cell once."""
    seen, budget = [], PARSE_BUDGET_CHARS
    for index, cell in enumerate(cells):
        found = read_names(cell.source, cell.cell_type == "code", min(MAX_PARSED_CHARS, budget))
        budget = max(0, budget - found.cost)
        seen.append(Seen(index, cell, normalise(cell.source), found.meant, found.bound, found.is_open))
    return seen


def recognise(seen: Sequence[Seen], slots: Sequence[Slot]) -> Claims:
    """Match submitted cells to slots.

    Several cells may claim one slot; a cell without a slot is the student's own.
    """
    claims: Claims = {}
    for strategy in STRATEGIES:
        claims |= strategy(seen, slots, claims)
    return claims


def exercises_of(names: frozenset[str], slots: Sequence[Slot]) -> set[int]:
    """Indices of the slots whose exercise asks for one of `names`."""
    return {slot.index for slot in slots if not names.isdisjoint(slot.functions)}


# --- the strategies, in the order they are tried ---


def by_grade_id(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """The label nbgrader wrote, unless the text says otherwise."""
    return _by_label(seen, slots, claims, lambda cell: cell.cell.grade_id, lambda slot: slot.grade_id)


def by_cell_id(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """The notebook's own cell id, unless the text says otherwise."""
    return _by_label(seen, slots, claims, lambda cell: cell.cell.cell_id, lambda slot: slot.cell_id)


def by_exact_text(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """The same text as a cell of the lesson; where several cells share a text, the next one in order.

    Not for functions: their stub must not keep out the cell with the answer.
    """
    places = defaultdict(list)
    for slot in slots:
        if slot.text and not slot.functions:
            places[slot.text].append(slot.index)
    found: Claims = {}
    before = -1
    for cell in seen:
        if cell.index in claims:
            before = claims[cell.index]
        elif cell.text in places:
            held = {**claims, **found}.values()
            free = [place for place in places[cell.text] if place not in held] or places[cell.text][-1:]
            before = next((place for place in free if place > before), free[0])
            found[cell.index] = before
    return found


def by_defined_function(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """The function an exercise asks for. Cells that define just one go first.

    An exercise that has its cell takes another only when that is an untouched stub or has a wrong label.
    A cell that defines several belongs to the one exercise that is left without a cell; with more than one
    such exercise it is a merged cell and stays where the student has it.
    """
    held = set(claims.values())
    found: Claims = {}
    for cell in _unclaimed(seen, claims):
        targets = exercises_of(cell.names, slots)
        if len(targets) == 1:
            target = slots[targets.pop()]
            if target.index not in held or cell.text == target.text or _is_mislabelled(cell, slots):
                found[cell.index] = target.index
    held |= set(found.values())
    for cell in _unclaimed(seen, claims | found):
        targets = exercises_of(cell.names, slots) - held
        if len(targets) == 1:
            found[cell.index] = targets.pop()
    return found


def by_similar_text(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """Nearly the text of a cell that is still missing; the best pairs are taken first."""
    held = set(claims.values())
    missing = [slot for slot in slots if slot.index not in held]
    pairs = []
    for cell in _unclaimed(seen, claims):
        if exercises_of(cell.names, slots):
            continue
        for slot in missing:
            if score := _similarity(cell, slot):
                pairs.append((-score, slot.index, cell.index))
    found: Claims = {}
    for _, place, index in sorted(pairs):
        if index not in found and place not in found.values():
            found[index] = place
    return found


def by_position(seen: Sequence[Seen], slots: Sequence[Slot], claims: Claims) -> Claims:
    """An answer that has nothing but its place: next to a recognised neighbour, of the right type."""
    found: Claims = {}
    for slot in slots:
        known = claims | found
        if slot.is_restored or slot.index in known.values():
            continue
        candidates = (
            cell for cell in _unclaimed(_between(seen, slot, known), known) if _could_answer(cell, slot, slots)
        )
        if (first := next(candidates, None)) is not None:
            found[first.index] = slot.index
    return found


STRATEGIES: tuple[Callable[[Sequence[Seen], Sequence[Slot], Claims], Claims], ...] = (
    by_grade_id,
    by_cell_id,
    by_exact_text,
    by_defined_function,
    by_similar_text,
    by_position,
)


# --- what the strategies share ---


def _unclaimed(seen: Sequence[Seen], claims: Claims) -> Iterator[Seen]:
    return (cell for cell in seen if cell.index not in claims)


def _by_label(
    seen: Sequence[Seen],
    slots: Sequence[Slot],
    claims: Claims,
    cell_label: Callable[[Seen], str | None],
    slot_label: Callable[[Slot], str | None],
) -> Claims:
    """Cells whose label is the slot's. A label on cells of different text counts where the text fits."""
    groups = defaultdict(list)
    for cell in _unclaimed(seen, claims):
        groups[cell_label(cell)].append(cell)
    held = set(claims.values())
    found: Claims = {}
    for slot in slots:
        label = slot_label(slot)
        if label is None or slot.index in held:
            continue
        group = [cell for cell in groups[label] if not _contradicts(cell, slot, slots)]
        if len({cell.text for cell in group}) > 1:
            group = [cell for cell in group if _fits(cell, slot)]
        found |= {cell.index: slot.index for cell in group}
    return found


def _contradicts(cell: Seen, slot: Slot, slots: Sequence[Slot]) -> bool:
    """Does the text clearly belong to another slot than the label says?"""
    if cell.text == slot.text:
        return False
    targets = exercises_of(cell.names, slots)
    if targets:
        return slot.index not in targets
    return bool(cell.text) and any(other.is_restored and other.text == cell.text for other in slots)


def _fits(cell: Seen, slot: Slot) -> bool:
    """Can this be a copy of the slot's cell, going by its text?"""
    if slot.functions:
        return not cell.names.isdisjoint(slot.functions)
    if slot.is_restored:
        return cell.cell.cell_id == slot.cell_id or _similarity(cell, slot) > 0
    return True


def _is_mislabelled(cell: Seen, slots: Sequence[Slot]) -> bool:
    """Does an unclaimed cell carry a label of the lesson? Then the label was refused."""
    return any(
        (slot.grade_id is not None and slot.grade_id == cell.cell.grade_id)
        or (slot.cell_id is not None and slot.cell_id == cell.cell.cell_id)
        for slot in slots
    )


def _similarity(cell: Seen, slot: Slot) -> float:
    """Percent of text in common; 0 below the threshold, which lengths alone often decide, or where a short one lacks a word."""
    if len(slot.text) < SHORT_CHARS and not set(WORD.findall(slot.text)) <= set(WORD.findall(cell.text)):
        return 0
    return fuzz.ratio(cell.text, slot.text, score_cutoff=SIMILAR_PERCENT)


def _between(seen: Sequence[Seen], slot: Slot, claims: Claims) -> Sequence[Seen]:
    """Submitted cells between the slot's neighbours; none when neither direct neighbour is recognised."""
    if not {slot.index - 1, slot.index + 1} & set(claims.values()):
        return ()
    below = [(place, index) for index, place in claims.items() if place < slot.index]
    above = [(place, index) for index, place in claims.items() if place > slot.index]
    start = max(below)[1] if below else 0
    end = min(above)[1] if above else len(seen)
    return seen[start:end]


def _could_answer(cell: Seen, slot: Slot, slots: Sequence[Slot]) -> bool:
    """An answer of the slot's own type that a student wrote; for a function at least some function, but not another exercise's."""
    types = ("code",) if slot.cell.cell_type == "code" else ("markdown", "raw")
    if cell.cell.cell_type not in types or not cell.text or cell.cell.is_given_text or exercises_of(cell.names, slots):
        return False
    return not slot.functions or bool(defined_names(cell.text))
