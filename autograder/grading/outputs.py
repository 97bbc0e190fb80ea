"""What a student's cells showed, as a notebook's outputs: bounded, and of kinds that this project makes itself."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

import nbformat

from autograder.sandbox import Limits

OUTPUTS_KEPT = 50
PICTURE_CHARS = 3_000_000
PICTURE_PIXELS = 30_000_000  # a browser that shows it takes four bytes for each
PNG, SIZE = b"\x89PNG\r\n\x1a\n", slice(16, 24)  # how a PNG begins, and where its width and height stand
TOO_MUCH = "Ô này in hoặc vẽ ra quá nhiều nên kết quả không được giữ lại. Bạn hãy in ít hơn."
LINE_BYTES, OUTPUT_BYTES = 12, 200  # at most, of indents, quotes and commas: of each line, of an output's other keys


class Shown:
    """What cells showed, as long as there is room for it in the graded notebook.

    by_cell: {cell id: outputs}, of a cell that ran several times the last. is_flooded: was there no room for something?
    """

    def __init__(self, limits: Limits) -> None:
        self.by_cell: dict[str, list[nbformat.NotebookNode]] = {}
        self.is_flooded = False
        self._limits, self._room = limits, limits.output_bytes

    def keep(self, cell_id: str, messages: Sequence[Any]) -> None:
        """Take what the worker says that a cell showed, or a note that it was too much."""
        outputs = as_outputs(messages, self._limits)
        self._room -= sum(map(size_of, outputs))
        if self._room < 0:
            self._room, self.is_flooded = 0, True
            outputs = [new_output("stream", name="stderr", text=TOO_MUCH)]
        self.by_cell[cell_id] = outputs

    def errors(self) -> Iterator[tuple[str, str]]:
        """(name, message) of the errors that cells ended with."""
        for shown in self.by_cell.values():
            yield from ((output.ename, output.evalue) for output in shown if "ename" in output)


def as_outputs(messages: Sequence[Any], limits: Limits) -> list[nbformat.NotebookNode]:
    """The worker's messages as notebook outputs; what is not bounded text or a picture is dropped."""
    outputs: list[nbformat.NotebookNode] = []
    for message in messages[:OUTPUTS_KEPT]:
        match message:
            case {"stream": "stdout" | "stderr" as name, "text": str(text)}:
                outputs.append(new_output("stream", name=name, text=_bounded(text, limits)))
            case {"display": {"image/png": str(png), "text/plain": str(text)}} if _is_picture(png):
                outputs.append(new_output("display_data", data=_picture(png, text, limits)))
            case {"display": {"text/plain": str(text)}}:
                outputs.append(new_output("display_data", data={"text/plain": _bounded(text, limits)}))
            case {"result": {"image/png": str(png), "text/plain": str(text)}} if _is_picture(png):
                outputs.append(new_output("execute_result", data=_picture(png, text, limits)))
            case {"result": {"text/plain": str(text)}}:
                outputs.append(new_output("execute_result", data={"text/plain": _bounded(text, limits)}))
            case {"error": str(name), "message": str(text), "traceback": list(lines)}:
                lines = [_bounded(line, limits) for line in lines[:30] if isinstance(line, str)]
                name, text = _bounded(name, limits), _bounded(text, limits)
                outputs.append(new_output("error", ename=name, evalue=text, traceback=lines))
    return outputs


def size_of(output: nbformat.NotebookNode) -> int:
    """How many bytes an output takes in the notebook, where nbgrader gives each of its lines a line of the file."""
    texts = [output.get("text", ""), *output.get("data", {}).values()]
    lines = sum(len(text.splitlines()) for text in texts) + len(output.get("traceback", ()))
    return len(json.dumps(output, ensure_ascii=False).encode()) + LINE_BYTES * lines + OUTPUT_BYTES


def _bounded(text: str, limits: Limits) -> str:
    """The worker keeps so much already; here it is made sure (a note on what was lost fits into the rest)."""
    return text[: limits.output_chars + 100]


def _picture(png: str, text: str, limits: Limits) -> dict[str, str]:
    return {"image/png": png, "text/plain": _bounded(text, limits)}


def _is_picture(text: str) -> bool:
    """A PNG of bearable size in base64."""
    if len(text) > PICTURE_CHARS:
        return False
    try:
        return is_picture(base64.b64decode(text, validate=False))
    except ValueError:
        return False


def is_picture(content: bytes) -> bool:
    """Are these bytes a PNG of so many pixels as a page can show? Few bytes may stand for very many."""
    width, height = content[SIZE][:4], content[SIZE][4:]
    return content.startswith(PNG) and int.from_bytes(width) * int.from_bytes(height) <= PICTURE_PIXELS


def new_output(kind: str, **fields: Any) -> nbformat.NotebookNode:
    """An output as nbformat makes it, but not validated one by one: every field here is made by this project."""
    return nbformat.from_dict({"output_type": kind, **FIELDS[kind], **fields})


FIELDS: dict[str, dict[str, Any]] = {
    "stream": {},
    "error": {},
    "display_data": {"metadata": {}},
    "execute_result": {"metadata": {}, "execution_count": None},
}
