"""Does the starter in the zip serve what browsers run, whatever the machine thinks of the endings of files?"""

import mimetypes
from urllib.request import urlopen

import pytest


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.js", "text/javascript"),
        ("a.mjs", "text/javascript"),
        ("a.wasm", "application/wasm"),
        ("a.json", "application/json"),
        ("a.css", "text/css"),
        ("a.whl", "application/zip"),
    ],
)
def test_types(serve, tmp_path, monkeypatch, name, kind):
    """Is the type right where the machine's own list says text, as some Windows do?"""
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_, **__: ("text/plain", None))
    (tmp_path / name).write_bytes(b"1")
    with urlopen(serve(tmp_path) + name) as answer:
        assert answer.headers.get_content_type() == kind


def test_only_this_machine(starter, tmp_path):
    """Can nobody else in the network open it?"""
    with starter["server"](tmp_path, 0) as running:
        assert running.server_address[0] == "127.0.0.1"


def test_second_window(starter, tmp_path, monkeypatch, capsys):
    """Does a second start say where the site already is, and end?"""
    asked = []
    with starter["server"](tmp_path, 0) as running:
        monkeypatch.setitem(starter, "server", lambda folder: running.__class__(running.server_address, None))
        monkeypatch.setitem(starter, "input", asked.append)
        assert starter["main"]() == 1
    assert "đang bận" in asked[0]
