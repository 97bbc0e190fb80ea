"""A lesson to read: the release's cells, which hold no answer, with what the source's locked cells showed when it was built."""

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator

from markupsafe import escape
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.files.course_error import CourseError

PICTURE = re.compile(r'src="data:image/svg\+xml;base64,(?P<data>[^"]+)"')
PICTURES = "_static/hinh"
ONLY_IN_A_NOTEBOOK = re.compile(r"^bai\.(check|puzzle|progress)\(", re.M)
IN_WORDS = "*Bạn viết câu trả lời trong notebook.*"
BUTTONS = """```{{raw}} html
<p class="nut">
<a href="lite/notebooks/index.html?path={name}.ipynb">Làm bài này trong trình duyệt</a>
<a class="phu" href="lite/files/{name}.ipynb" download>Tải notebook</a>
</p>
```"""
Pictures = dict[str, bytes]  # {path in the site: bytes}


def lesson_page(name: str, release: NotebookNode, source: NotebookNode) -> tuple[NotebookNode, Pictures]:
    """The page's notebook, and the pictures that it shows.

    release, source: the lesson's notebooks; they are not changed. Raises CourseError where they are not of one build.
    """
    built = {cell.id: cell for cell in source.cells}
    pictures: Pictures = {}
    cells = list(_cells(name, release, built, pictures))
    cells.insert(1, new_markdown_cell(BUTTONS.format(name=escape(name)), id="lam-bai"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=metadata, cells=cells), pictures


def _cells(
    name: str, release: NotebookNode, built: dict[str, NotebookNode], pictures: Pictures
) -> Iterator[NotebookNode]:
    """Yield the page's cells; adds to `pictures`."""
    for cell in release.cells:
        to_write_in = cell.metadata.get("nbgrader", {}).get("solution", False)
        made = NotebookNode(id=cell.id, cell_type=cell.cell_type, source=cell.source, metadata=NotebookNode())
        if cell.cell_type != "code":
            made.source = IN_WORDS if to_write_in else cell.source
            yield made
        elif not ONLY_IN_A_NOTEBOOK.search(cell.source):
            made.metadata.tags = _tags(cell, to_write_in)
            made.execution_count = None
            made.outputs = [] if to_write_in else _outputs(name, cell, built, pictures)
            yield made


def _tags(cell: NotebookNode, to_write_in: bool) -> list[str]:
    folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    guess = cell.source.startswith("bai.guess(")  # its choices are all there is to see
    return ["bai-tap"] * to_write_in + ["hide-input"] * folded + ["remove-input"] * guess


def _outputs(name: str, cell: NotebookNode, built: dict[str, NotebookNode], pictures: Pictures) -> list[NotebookNode]:
    """What a locked cell showed when the lesson was built, each picture as a file of its own."""
    twin = built.get(cell.id)
    if twin is None or twin.source != cell.source:
        raise CourseError(
            f"Ô {cell.id} của {name} ở source/ và ở release/ khác nhau. Hãy chạy: python -m autograder build {name}"
        )
    outputs = [NotebookNode(output) for output in twin.outputs]
    for output in outputs:
        if "execution_count" in output:
            output.execution_count = None
        if html := output.get("data", {}).get("text/html"):
            output.data = output.data | {"text/html": PICTURE.sub(lambda found: _kept(found, pictures), html)}
    return outputs


def _kept(found: re.Match[str], pictures: Pictures) -> str:
    """The address of a picture that stood in the page itself."""
    data = b64decode(found["data"])
    path = f"{PICTURES}/{hashlib.sha256(data).hexdigest()[:16]}.svg"
    pictures[path] = data
    return f'src="{path}" loading="lazy"'
