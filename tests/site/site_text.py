"""Everything on the site that a person or a program can read: pages, scripts, notebooks, what is packed in zips and wheels."""

import html
import re

from autograder.handout.archive import unzipped

PACKED = (".whl", ".zip")
READ = (
    ".html",
    ".js",
    ".mjs",
    ".json",
    ".ipynb",
    ".py",
    ".pyi",
    ".txt",
    ".md",
    ".css",
    ".svg",
    ".yml",
    ".toml",
    ".webmanifest",
)
TAG = re.compile(r"<[^>]*>")
NOT_OURS = ("lite/build/", "lite/extensions/", "lite/static/pyodide/", "_static/mathjax/", "_static/scripts/")
OUR_WHEEL = "lite/static/pyodide/course-"


def readable(files):
    """{name: text as bytes} of {name: bytes}: zips and wheels unpacked, pages as the text that a reader sees."""
    found = {}
    for name, data in files.items():
        if name.endswith(PACKED):
            found |= {f"{name}/{inner}": text for inner, text in readable(unzipped(data)).items()}
        elif name.endswith(".html"):
            page = data.decode()
            found[name], found[f"{name}.text"] = data, html.unescape(TAG.sub("", page)).encode()
        elif name.endswith(READ):
            found[name] = data
    return found


def is_ours(name):
    """Is a file written by this project, and not by someone who never saw a lesson?"""
    return name.startswith(OUR_WHEEL) or not name.startswith(NOT_OURS)


def files_of(folder):
    """{path: bytes} of all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
