"""Every kind of file a student can hand over gives its status, and never an exception."""

import codecs
import json
import os
import tracemalloc
import unicodedata

import pytest

from autograder.intake import read
from autograder.intake.read import SubmittedCell, read_bytes, take
from autograder.intake.status import NOTICE_TEXTS, STATUS_MESSAGES, NoticeKind, Status, notice

CODE = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}


def notebook_bytes(*cells, **more):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more).encode()


@pytest.fixture
def submit(tmp_path):
    def submitted(raw, **options):
        path = tmp_path / "bai.ipynb"
        path.write_bytes(raw)
        return read_bytes(take(path, **options))

    return submitted


BROKEN_FILES = {
    "empty_file": (b"", Status.EMPTY_FILE),
    "blank_file": (b" \r\n\t\n", Status.EMPTY_FILE),
    "file_of_zeros": (b"\0" * 4096, Status.EMPTY_FILE),
    "only_a_bom": (codecs.BOM_UTF8, Status.EMPTY_FILE),
    "only_a_utf_16_bom": (codecs.BOM_UTF16_LE, Status.EMPTY_FILE),
    "not_json": (b"bai lam cua em", Status.NOT_JSON),
    "cut_off": (notebook_bytes(CODE)[:-20], Status.NOT_JSON),
    "deep_nesting": (b'{"cells": ' + b"[" * 200_000, Status.NOT_JSON),
    "deep_objects": (b'{"a":' * 200_000, Status.NOT_JSON),
    "millions_of_empty_lists": (b'{"cells": [' + b"[]," * 2_000_000 + b"0]}", Status.TOO_LARGE),
    "millions_of_empty_lists_cut_off": (b"[]," * 2_000_000, Status.TOO_LARGE),
    "millions_of_keys": (b'{"":0,' + b'"":0,' * 2_000_000 + b'"cells": []}', Status.TOO_LARGE),
    "text_without_end": (b'{"cells": "' + b'\\"' * 2_000_000, Status.NOT_JSON),
    "merge_markers": (
        b'{"cells": [\n<<<<<<< HEAD\n{"a": 1}\n=======\n{"a": 2}\n>>>>>>> main\n]}',
        Status.MERGE_MARKERS,
    ),
    "a_list": (b"[1, 2]", Status.NOT_A_NOTEBOOK),
    "a_number": (b"7", Status.NOT_A_NOTEBOOK),
    "json_without_cells": (b'{"nbformat": 4}', Status.NOT_A_NOTEBOOK),
    "cells_is_text": (b'{"cells": "x"}', Status.NOT_A_NOTEBOOK),
    "latin_1": ('{"cells": [], "a": "é"}'.encode("latin-1"), Status.UNREADABLE),
    "half_a_utf_16_character": (codecs.BOM_UTF16_LE + b"{", Status.UNREADABLE),
    "a_zip_file": (b"PK\x03\x04\xff\xfe\x80", Status.UNREADABLE),
}


@pytest.mark.parametrize("failure", BROKEN_FILES)
def test_broken_file(failure, submit):
    """Does each kind of broken file get its own status, and no cells?"""
    raw, status = BROKEN_FILES[failure]
    submission = submit(raw)
    assert submission.status is status
    assert submission.cells == ()


def test_missing(tmp_path):
    """Is a file that is not there, or lies below a file, reported as missing?"""
    (tmp_path / "file").write_text("x")
    assert read_bytes(take(tmp_path / "nothing.ipynb")).status is Status.MISSING
    assert read_bytes(take(tmp_path / "file" / "below.ipynb")).status is Status.MISSING


def test_too_large(submit):
    """Is the limit exact to the byte?"""
    raw = notebook_bytes(CODE)
    assert submit(raw, limit_bytes=len(raw)).status is Status.OK
    assert submit(raw, limit_bytes=len(raw) - 1).status is Status.TOO_LARGE


def output(text):
    return [{"output_type": "stream", "name": "stdout", "text": text}]


PRINTED = {
    "tables_in_one_text": output("1, 2, 3\n" * 1_000_000),
    "tables_in_lines": output(["[1, 2, 3], {4, 5}\n"] * 1_000_000),
    "quotes_and_backslashes": output('"a, b", \\ \\" [' * 1_000_000),
}


@pytest.mark.parametrize("printed", PRINTED)
def test_much_was_printed(printed, submit):
    """Does a notebook pass that printed tables of many megabytes, with millions of commas?"""
    submission = submit(notebook_bytes(CODE | {"outputs": PRINTED[printed]}))
    assert submission.status is Status.OK
    assert submission.cells == (SubmittedCell("code", "x = 1", None, None),)


COSTLY = {
    "empty_lists": b"[],",
    "small_dicts": b'{"":0},',
    "short_texts": b'"ab",',
    "nested_lists": b"[" * 900 + b"]" * 900 + b",",
}


@pytest.mark.parametrize("failure", COSTLY)
def test_values_cost_memory(failure):
    """Are a file's millions of values refused before any of them is built?"""
    piece = COSTLY[failure]
    raw = b'{"cells": [' + piece * (12_000_000 // len(piece)) + b"0]}"
    tracemalloc.start()
    submission = read_bytes(raw)
    _, spent = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert submission.status is Status.TOO_LARGE
    assert spent < 3 * len(raw)


@pytest.fixture
def symlink(tmp_path):
    (tmp_path / "answers.ipynb").write_bytes(notebook_bytes(CODE))
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "answers.ipynb")
    return tmp_path / "link.ipynb"


@pytest.fixture
def dangling_symlink(tmp_path):
    (tmp_path / "dangling.ipynb").symlink_to(tmp_path / "nowhere")
    return tmp_path / "dangling.ipynb"


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "folder.ipynb").mkdir()
    return tmp_path / "folder.ipynb"


@pytest.fixture
def fifo(tmp_path):
    os.mkfifo(tmp_path / "fifo.ipynb")
    return tmp_path / "fifo.ipynb"


@pytest.mark.parametrize("failure", ["symlink", "dangling_symlink", "directory", "fifo"])
def test_not_regular(failure, request, monkeypatch):
    """Is what is no regular file refused before it is opened?"""
    path = request.getfixturevalue(failure)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    assert read_bytes(take(path)).status is Status.NOT_REGULAR


def test_swapped_for_a_link_after_the_look(symlink, monkeypatch):
    """Is a link that takes the file's place between looking and opening still not followed?"""
    regular = os.lstat(symlink.with_name("answers.ipynb"))
    monkeypatch.setattr(os, "lstat", lambda path: regular)
    assert read_bytes(take(symlink)).status is Status.UNREADABLE


def test_swapped_for_a_fifo_after_the_look(fifo, symlink, monkeypatch):
    """Is a fifo that takes the file's place refused without waiting for a writer?"""
    regular = os.lstat(symlink.with_name("answers.ipynb"))
    monkeypatch.setattr(os, "lstat", lambda path: regular)
    assert read_bytes(take(fifo)).status is Status.NOT_REGULAR


def test_no_permission(submit, monkeypatch):
    """Is a file that may not be read told apart from a missing one?"""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert submit(notebook_bytes(CODE)).status is Status.UNREADABLE


def test_only_plain_facts_of_a_cell():
    """Does a cell keep its type, source and labels and nothing else that could be trusted by mistake?"""
    assert set(SubmittedCell.__dataclass_fields__) == {
        "cell_type",
        "source",
        "cell_id",
        "grade_id",
        "claimed",
        "checksum",
        "pictures",
    }


def test_cell_is_read(submit):
    """Are source (list or text), id, grade_id and claims read?"""
    labels = {
        "grade_id": "calculate_s",
        "points": 100,
        "grade": True,
        "checksum": "f" * 32,
        "cell_type": "code",
    }
    cell = CODE | {"source": ["a = 1\n", "b = 2"], "id": "abc", "metadata": {"nbgrader": labels}}
    assert submit(notebook_bytes(cell)).cells == (
        SubmittedCell("code", "a = 1\nb = 2", "abc", "calculate_s", (("grade", True), ("points", 100)), "f" * 32),
    )


def test_colab_id(submit):
    """Is the id found where Colab writes it?"""
    assert submit(notebook_bytes(CODE | {"metadata": {"id": "xY1"}})).cells[0].cell_id == "xY1"


ODD_ENCODINGS = {
    "bom": (codecs.BOM_UTF8, "utf-8"),
    "utf_16_little": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf_16_big": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "plain": (b"", "utf-8"),
}


@pytest.mark.parametrize("encoding", ODD_ENCODINGS)
def test_odd_encoding(encoding, submit):
    """Is a file as Notepad saves it read like any other?"""
    mark, codec = ODD_ENCODINGS[encoding]
    text = json.dumps({"cells": [CODE | {"source": "# lượng tử hóa"}]}, ensure_ascii=False)
    submission = submit(mark + text.encode(codec))
    assert submission.status is Status.OK
    assert submission.cells[0].source == "# lượng tử hóa"


def test_windows_line_ends(submit):
    """Do all line ends become plain ones?"""
    assert (
        submit(notebook_bytes(CODE | {"source": "a = 1\r\nb = 2\rc = 3\n"})).cells[0].source == "a = 1\nb = 2\nc = 3\n"
    )


def test_nfd_text(submit):
    """Is code in decomposed Unicode kept as the student typed it?"""
    source = unicodedata.normalize("NFD", "print('lượng tử hóa')")
    assert submit(notebook_bytes(CODE | {"source": source})).cells[0].source == source


NBFORMAT_3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": ["Bài 1"], "metadata": {}},
                {
                    "cell_type": "code",
                    "input": ["x = 1\n", "y = 2"],
                    "language": "python",
                    "outputs": [],
                    "metadata": {"nbgrader": {"grade_id": "calculate_s"}},
                },
            ]
        },
        {
            "cells": [
                {"cell_type": "raw", "source": "r", "metadata": {}},
                {"cell_type": "html", "source": "<b>"},
            ]
        },
        "not a sheet",
        {"cells": None},
    ],
}


def test_nbformat_3(submit):
    """Are all worksheets of the old format read, with `input` as source and headings as Markdown?"""
    submission = submit(json.dumps(NBFORMAT_3).encode())
    assert submission.status is Status.OK
    assert submission.cells == (
        SubmittedCell("markdown", "## Bài 1", None, None),
        SubmittedCell("code", "x = 1\ny = 2", None, "calculate_s"),
        SubmittedCell("raw", "r", None, None),
        SubmittedCell("markdown", "<b>", None, None),
    )


def test_nbformat_4_0_without_ids(submit):
    """Is an early version 4 file, which has no ids, read?"""
    assert submit(notebook_bytes(CODE, nbformat_minor=0)).cells == (SubmittedCell("code", "x = 1", None, None),)


ODD_CELLS = {
    "not_a_dict": 5,
    "null": None,
    "no_type": {"source": "x"},
    "odd_type": CODE | {"cell_type": ["code"]},
    "unknown_type": CODE | {"cell_type": "sql"},
    "no_source": {"cell_type": "code"},
    "source_is_a_number": CODE | {"source": 1},
    "source_holds_a_number": CODE | {"source": ["x", 1]},
}


@pytest.mark.parametrize("failure", ODD_CELLS)
def test_odd_cell(failure, submit):
    """Is a cell that is no cell skipped with a notice that says which, and the rest read?"""
    submission = submit(notebook_bytes(CODE, ODD_CELLS[failure], CODE))
    assert len(submission.cells) == 2
    assert [found.kind for found in submission.notices] == [NoticeKind.CELLS_SKIPPED]
    assert "ô thứ 2" in submission.notices[0].text


def test_odd_labels(submit):
    """Are labels of odd types taken as absent, with the cell kept?"""
    odd = [
        CODE | {"id": 3, "metadata": []},
        CODE | {"id": "", "metadata": {"nbgrader": 4}},
        CODE | {"id": "i" * 10_000, "metadata": {"nbgrader": {"grade_id": {}, "points": "many", "grade": []}}},
        CODE | {"metadata": {"nbgrader": {"grade_id": "\ud800", "checksum": ["0"]}}},
    ]
    cells = submit(notebook_bytes(*odd)).cells
    assert cells == (SubmittedCell("code", "x = 1", None, None),) * 4


STRANGE_JSON = {
    "nan_json": b'{"cells": [], "x": [NaN, Infinity, -Infinity]}',
    "duplicate_keys": b'{"cells": 1, "cells": []}',
    "huge_int": b'{"cells": [], "x": ' + b"9" * 100_000 + b"}",
    "huge_float": b'{"cells": [], "x": 1e999999999}',
    "lone_surrogate_outside": b'{"cells": [], "x": "\\ud800"}',
}


@pytest.mark.parametrize("failure", STRANGE_JSON)
def test_strange_json(failure, submit):
    """Is strange JSON that a notebook program would open accepted?"""
    assert submit(STRANGE_JSON[failure]).status is Status.OK


def test_lone_surrogate(submit):
    """Is a half character in a source replaced with a notice, so that the notebook can be written again?"""
    submission = submit(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert submission.cells[0].source == "x = '\ufffd'"
    assert [found.kind for found in submission.notices] == [NoticeKind.CHARACTERS_REPLACED]


def test_huge_output(submit):
    """Is a notebook with 30 MB of output read, and the output dropped?"""
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}
    submission = submit(notebook_bytes(CODE | {"outputs": [output]}))
    assert submission.cells == (SubmittedCell("code", "x = 1", None, None),)


def test_too_many_cells(submit):
    """Is the number of cells bounded, with a notice?"""
    assert submit(notebook_bytes(*[CODE] * read.MAX_CELLS)).notices == ()
    submission = submit(notebook_bytes(*[CODE] * (read.MAX_CELLS + 1)))
    assert len(submission.cells) == read.MAX_CELLS
    assert [found.kind for found in submission.notices] == [NoticeKind.TOO_MANY_CELLS]


def test_cell_too_long(submit):
    """Is one endless cell left out and the others kept?"""
    long = CODE | {"source": "#" * (read.MAX_SOURCE_CHARS + 1)}
    submission = submit(notebook_bytes(long, CODE))
    assert [cell.source for cell in submission.cells] == ["x = 1"]
    assert [found.kind for found in submission.notices] == [NoticeKind.CELLS_TOO_LONG]


def test_all_cells_too_long(submit, monkeypatch):
    """Is the text of all cells together bounded?"""
    monkeypatch.setattr(read, "MAX_TOTAL_CHARS", 12)
    submission = submit(notebook_bytes(CODE, CODE, CODE, CODE | {"source": "y"}))
    assert [cell.source for cell in submission.cells] == ["x = 1", "x = 1", "y"]
    assert "ô thứ 3" in submission.notices[0].text


def test_messages():
    """Does every status and every kind of notice have a Vietnamese text in NFC that can be filled in?"""
    fields = dict.fromkeys(["cell", "count", "where", "cells", "expected", "found"], "ô")
    assert set(STATUS_MESSAGES) == set(Status) and set(NOTICE_TEXTS) == set(NoticeKind)
    texts = [status.message for status in Status] + [notice(kind, **fields).text for kind in NoticeKind]
    for text in texts:
        assert unicodedata.is_normalized("NFC", text)
        assert text.endswith(".") and "{" not in text


def test_message_says_what_to_do():
    """Does every message about a refused file say what to do next?"""
    refused = [status for status in Status if status is not Status.OK]
    assert all("Bạn hãy" in status.message for status in refused)
    assert len({status.message for status in refused}) == len(refused)


@pytest.mark.parametrize("level, marks", [(1, 1), (6, 6), (0, 1), (7, 1), (10**9, 1), ("2", 1), (None, 1)])
def test_heading_level(level, marks, submit):
    """Does a heading of the old format get the marks of its level, and one mark where the level is odd?"""
    cell = {"cell_type": "heading", "level": level, "source": "Bài 1"}
    assert submit(notebook_bytes(cell)).cells[0].source == "#" * marks + " Bài 1"


@pytest.mark.parametrize("count, where", [(5, "1, 2, 3, 4, 5)"), (6, "1, 2, 3, 4, 5, …)")])
def test_many_odd_cells(count, where, submit):
    """Does a notice name the first few cells only, and say when there are more?"""
    text = submit(notebook_bytes(*[7] * count)).notices[0].text
    assert f"Có {count} ô" in text and where in text
