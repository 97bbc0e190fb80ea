"""GLOSSARY.md as data: the terms, the spellings, and everything that is not to be written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TERM_HEADER = ("Tiếng Việt", "Tiếng Anh", "Nghĩa", "Bài", "Không dùng")
SPELLING_HEADER = ("Viết", "Không viết", "Vì sao")
NOTHING = "—"


@dataclass(frozen=True)
class Term:
    """One row of the term table. lesson is the number of the lesson that uses it first and teaches it."""

    vietnamese: str
    english: tuple[str, ...]
    meaning: str
    lesson: int
    banned: tuple[str, ...]


@dataclass(frozen=True)
class Spelling:
    """One row of the spelling table."""

    right: tuple[str, ...]
    banned: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Glossary:
    """Both tables of GLOSSARY.md."""

    terms: tuple[Term, ...]
    spellings: tuple[Spelling, ...]

    @property
    def right(self) -> list[str]:
        """Every phrase that is right, in the order of the tables."""
        return [t.vietnamese for t in self.terms] + [phrase for s in self.spellings for phrase in s.right]

    @property
    def banned(self) -> dict[str, str]:
        """What to write instead of each banned phrase: {banned: right}."""
        of_terms = {phrase: t.vietnamese for t in self.terms for phrase in t.banned}
        of_spellings = {phrase: " hoặc ".join(s.right) for s in self.spellings for phrase in s.banned}
        return of_terms | of_spellings

    @property
    def english_words(self) -> set[str]:
        """Every English word of the term table, in lower case."""
        return {w.lower() for t in self.terms for form in t.english for w in re.findall(r"[A-Za-z]+", form)}


def parse(markdown: str) -> Glossary:
    """Return the Glossary that the text of GLOSSARY.md holds; raise ValueError where a table is broken."""
    return Glossary(
        tuple(_term(row) for row in _rows(markdown, TERM_HEADER)),
        tuple(_spelling(row) for row in _rows(markdown, SPELLING_HEADER)),
    )


def _rows(markdown: str, header: Sequence[str]) -> list[list[str]]:
    lines = [_cells(line) for line in markdown.split("\n")]
    if list(header) not in lines:
        raise ValueError(f"no table with the columns {' | '.join(header)}")
    rows = []
    for cells in lines[lines.index(list(header)) + 2 :]:
        if not cells:
            break
        if len(cells) != len(header) or not all(cells):
            raise ValueError(f"a row needs {len(header)} filled cells: {cells}")
        rows.append(cells)
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")] if line.startswith("|") else []


def _term(cells: Sequence[str]) -> Term:
    vietnamese, english, meaning, lesson, banned = cells
    return Term(vietnamese, _split(english), meaning, int(lesson), _banned(banned))


def _spelling(cells: Sequence[str]) -> Spelling:
    right, banned, reason = cells
    return Spelling(_split(right), _banned(banned), reason)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";"))


def _banned(cell: str) -> tuple[str, ...]:
    phrases = tuple(re.findall(r"`([^`]+)`", cell))
    if not phrases and cell != NOTHING:
        raise ValueError(f"banned phrases stand in backticks, or — for none: {cell}")
    return phrases
