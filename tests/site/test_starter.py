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


@pytest.mark.parametrize(("error", "is_told"), [(BrokenPipeError("dropped"), False), (ValueError("a fault"), True)])
def test_what_a_browser_drops(starter, tmp_path, capsys, error, is_told):
    """Is nothing said of a file that the browser did not wait for, and all of another error?"""
    with starter["server"](tmp_path, 0) as running:
        try:
            raise error
        except Exception:
            running.handle_error(None, ("127.0.0.1", 1))
    assert (f"{error}" in capsys.readouterr().err) == is_told


def test_second_window(starter, tmp_path, monkeypatch, capsys):
    """Does a second start say where the site already is, and end?"""
    asked = []
    with starter["server"](tmp_path, 0) as running:
        monkeypatch.setitem(starter, "server", lambda folder: running.__class__(running.server_address, None))
        monkeypatch.setitem(starter, "input", asked.append)
        assert starter["main"]() == 1
    assert "đang bận" in asked[0]
