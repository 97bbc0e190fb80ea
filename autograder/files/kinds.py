"""What a file is by its first bytes, whatever its name says. Old files of Excel begin as Word's, and as all that has a password."""

ZIP = "zip"
BEGINNINGS = {
    b"PK\3\4": ZIP,
    b"PK\5\6": ZIP,
    b"Rar!\x1a\7": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"%PDF-": "PDF",
    b"\x89PNG": "ảnh PNG",
    b"\xff\xd8\xff": "ảnh JPEG",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Excel cũ, hoặc có mật khẩu",
}


def kind_of(content: bytes) -> str | None:
    """What a file that begins with these bytes is, in a word; None for a text, and for what is not known."""
    return next((kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning)), None)
