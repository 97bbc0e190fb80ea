"""Hold the mutants that survive against the table of explanations in survivors.md."""

import re

from mutants import Mutant

COLUMNS = ("module", "operator", "line", "occurrence", "why it may live")
SEPARATOR = re.compile(r"(?<!\\)\|")


def read(text):
    """{Mutant: explanation} of every table in a Markdown text; raises ValueError for a row that is not readable."""
    explained = {}
    for row in filter(lambda line: line.startswith("|"), text.splitlines()):
        cells = [cell.strip().strip("`").replace(r"\|", "|") for cell in SEPARATOR.split(row.strip())[1:-1]]
        if tuple(cells) == COLUMNS or all(set(cell) <= set("-:") for cell in cells):
            continue
        mutant, why = _read_row(cells, row)
        if mutant in explained:
            raise ValueError(f"explained twice: {mutant}")
        explained[mutant] = why
    return explained


def _read_row(cells, row):
    if len(cells) != len(COLUMNS) or not cells[3].isdecimal() or not cells[4]:
        raise ValueError(f"a row needs {', '.join(COLUMNS)}: {row}")
    return Mutant(cells[0], cells[1], cells[2], int(cells[3])), cells[4]


def complaints(survivors, explained):
    """A sentence for every survivor without an explanation, and every explanation without a survivor."""
    for mutant in survivors:
        if mutant not in explained:
            yield f"survives without an explanation in survivors.md: {row_of(mutant)}"
    for mutant in explained:
        if mutant not in survivors:
            yield f"is explained in survivors.md but does not survive: {row_of(mutant)}"


def row_of(mutant):
    """The beginning of the mutant's row in survivors.md."""
    line = mutant.line.replace("|", r"\|")
    return f"| {mutant.module} | {mutant.operator} | `{line}` | {mutant.occurrence} |"
