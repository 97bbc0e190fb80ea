"""Tables as CSV files: RFC 4180 by the standard library, in UTF-8 with the mark that tells Excel so."""

import csv

from autograder.results.cells import safe_cell


def write_csv(table, path):
    """Write a Table; what a spreadsheet would take for a formula stays text, numbers keep six decimals at most."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(safe_cell, table.headings))
        writer.writerows([_cell(cell) for cell in row] for row in table.rows)


def _cell(cell):
    match cell:
        case None:
            return ""
        case str():
            return safe_cell(cell)
        case float():
            return f"{round(cell, 6):g}" if cell == round(cell) else round(cell, 6)
    return cell
