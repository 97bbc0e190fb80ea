"""Is a file taken, opened or refused for what it holds, whatever its name says?"""

import pytest
from hand_ins import LESSON, as_zip

from autograder.files.course_error import CourseError


@pytest.mark.parametrize("ending", [".ipynb.txt", ".json", "", ".ipynb.download", ".ipynb.zip", ".txt"])
def test_a_notebook_under_another_name(collected, landed, work, ending):
    """Is a lone notebook taken for what it holds, whatever ending a browser gave it, and not kept beside itself?"""
    told = collected(
        {f"sv001/{LESSON}{ending}": work(), "sv001/ghi chú.txt": b"{}", f"sv002/{LESSON}.ipynb": work(2)}, "folder"
    )
    assert landed() == {
        f"sv001/{LESSON}/{LESSON}.ipynb": work(),
        f"sv001/{LESSON}/ghi chú.txt": b"{}",
        f"sv002/{LESSON}/{LESSON}.ipynb": work(2),
    }
    assert told["sv001"].notes == [f"đổi tên từ {LESSON}{ending}"]


def test_a_zip_that_is_called_a_notebook(collected, landed, work):
    """Is such a zip opened, once and as deep as any other?"""
    inner = as_zip({f"bài/{LESSON}.ipynb": work(), "bài/hình.png": b"png"})
    collected(
        {f"sv001/{LESSON}.ipynb": inner, f"sv002/{LESSON}.ipynb": as_zip({"x.ipynb": as_zip({"y.ipynb": work()})})},
        "folder",
    )
    assert landed() == {f"sv001/{LESSON}/{LESSON}.ipynb": work(), f"sv001/{LESSON}/hình.png": b"png"}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bài.zip", b"Rar!\x1a\7\1\0x", "RAR"),
        (f"{LESSON}.ipynb", b"7z\xbc\xaf\x27\x1c\0", "7z"),
        (f"{LESSON}.ipynb", b"%PDF-1.7", "PDF"),
    ],
)
def test_another_kind_of_file(collected, landed, name, content, kind):
    """Is what cannot be opened called by what it is, and is it not graded as a notebook?"""
    told = collected({f"sv001/{name}": content}, "folder")
    assert landed() == {} and any(f"là tệp {kind}, không phải" in why for why in told["sv001"].left)


def test_an_archive_that_is_no_zip(collected, tmp_path):
    """Is a whole archive of another kind told by its kind, and one that was cut as no zip?"""
    path = tmp_path / "goi.zip"
    for content, why in ((b"Rar!\x1a\7\1\0x", "là tệp RAR"), (as_zip({"a.ipynb": b"x"})[:-30], "tải về chưa hết")):
        path.write_bytes(content)
        with pytest.raises(CourseError, match=why):
            collected(path, "folder")


def test_an_empty_file(collected, landed):
    """Is an empty file called empty?"""
    told = collected({f"sv001/{LESSON}.ipynb": b""}, "folder")
    assert "tệp rỗng" in told["sv001"].notes[0] and list(landed().values()) == [b""]
