"""What students find where a solution stood: how many lines to write, and an error that names the TODO; of a guess, the question."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from traitlets import Unicode

from autograder.authoring.guesses import released
from autograder.exercises.versions import REGION, TODO
from autograder.intake.text import WRITE_HERE


class StubSolutions(ClearSolutions):
    """nbgrader's ClearSolutions, with a stub made for each region that belongs to a TODO."""

    text_stub = Unicode(WRITE_HERE).tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The cell without its solution; of a guess, whose answer is in the check data, the question alone."""
        if "guess" in cell.metadata:
            cell.source = released(cell.source)
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        if cell.cell_type != "code" or not TODO.search(cell.source):
            return super()._replace_solution_region(cell, language)
        cleared = stubbed(cell.source)
        replaced, cell.source = cleared != cell.source, cleared
        return replaced


def stubbed(source: str) -> str:
    """Return the source with every solution region replaced by its stub."""
    markers = source.count("BEGIN SOLUTION"), source.count("END SOLUTION")
    regions = len(REGION.findall(source))
    if markers != (regions, regions):
        raise ValueError(f"solution regions that do not open and close in turn:\n{source}")

    def stub(region: re.Match[str]) -> str:
        todos = TODO.findall(source[: region.start()])
        if not todos:
            raise ValueError(f"a solution region needs a '# TODO n:' comment above it:\n{source}")
        before = source[: region.start()].rpartition("### END SOLUTION")[2]
        todo = next(iter(TODO.findall(before)), todos[-1])  # of several steps that have one region, the first
        indent, lines = region["indent"], count_lines(region["body"])
        return (
            f"{indent}# Viết khoảng {lines} dòng ở đây, rồi xóa dòng raise\n"
            f'{indent}raise NotImplementedError("{todo}: chưa làm")'
        )

    return REGION.sub(stub, source)


def count_lines(body: str) -> int:
    """Lines of code: blank lines and comments are not counted."""
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in body.splitlines())
