"""The text that a person reads, taken out of the files it stands in, with its line numbers."""

import ast
import io
import re
import subprocess
import tokenize
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

MARKED = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
READ_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "content"}
JINJA = re.compile(r"\{[{%#].*?[#%}]\}", re.DOTALL)
SETTINGS = ("Makefile", "environment.yml", "jupytext.toml", "pyproject.toml")
FOR_STUDENTS = "autograder/handout/templates/"  # Python files there are a notebook and a script that students get
SELF_TEST = f"{FOR_STUDENTS}tu_kiem_tra.py.j2"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")


@dataclass(frozen=True)
class Passage:
    """A piece of text. kind is "markdown", "code" (docstring, string or comment) or "page" (HTML).

    names are the identifiers of the file it stands in, which its text may mention.
    """

    path: str
    line: int
    text: str
    kind: str
    names: frozenset = frozenset()


def repository_files(root):
    """Return the paths, relative to root, of all files that git tracks or would add."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return sorted({name for name in listed if name and (Path(root) / name).is_file()})


def is_read_in_vietnamese(name):
    """Does this path, relative to the root, hold text for a student or an instructor?"""
    path = Path(name)
    top = path.parts[0]
    if name in SETTINGS:
        return True
    if path.suffix == ".md":
        return len(path.parts) == 1 or top in ("docs", "course", "autograder")
    if path.suffix == ".py":
        return len(path.parts) == 1 or top in ("course", "autograder") or is_lesson(name)
    if name.startswith(FOR_STUDENTS) and name.endswith(".py.j2"):
        return True
    is_page = path.name.endswith((".html", ".j2")) and not path.name.endswith(
        ".py.j2"
    )  # what a lesson begins with is code
    return top in ("course", "autograder") and is_page


def is_lesson(name):
    """Is this path, relative to the root, the text of a lesson, source/<lesson>/<lesson>.py, or of the self-test?"""
    parts = Path(name).parts
    return name == SELF_TEST or len(parts) == 3 and parts[0] == "source" and parts[2] == parts[1] + ".py"


def lesson_number(name):
    """Return the lesson's number: 1 for source/bai01_so_nguyen/bai01_so_nguyen.py, else None."""
    found = re.match(r"bai(\d+)_", Path(name).name)
    return int(found[1]) if found else None


def passages(root, name):
    """Return the passages of one file."""
    text = unicodedata.normalize("NFC", (Path(root) / name).read_text(encoding="utf-8"))
    if name.endswith(".md"):
        return [Passage(name, 1, text, "markdown")]
    if name in SETTINGS:
        return settings_passages(name, text)
    if not name.endswith((".py", ".py.j2")):
        return page_passages(name, text)
    return (markdown_cells(name, text) if is_lesson(name) else []) + code_passages(name, text)


def markdown_cells(name, text):
    """Return one passage for each markdown cell of a py:percent text."""
    names = identifiers(text)
    found = []
    for first, lines in _cells(text):
        if "[markdown]" in lines[0]:
            prose = "\n".join(_without_comment_mark(line) for line in lines[1:])
            found.append(Passage(name, first + 1, prose, "markdown", names))
    return found


def code_passages(name, text):
    """Return the strings and comments of Python code that hold a Vietnamese letter."""
    names = identifiers(text)
    return [
        Passage(name, line, PLACEHOLDER.sub("▯", words), "code", names)
        for line, words in [*_strings(text), *_comments(text)]
        if MARKED.search(words)
    ]


def settings_passages(name, text):
    """Return the comments and quoted strings of a settings file that hold a Vietnamese letter."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        code, _, comment = line.partition("#")
        quoted = ["".join(filter(None, groups)) for groups in QUOTED.findall(code)]
        found += [Passage(name, number, words, "code") for words in [*quoted, comment] if MARKED.search(words)]
    return found


def page_passages(name, text):
    """Return the text, the read attributes and the script strings of an HTML page or template."""
    reader = _PageReader()
    for jinja in JINJA.finditer(text):
        reader.keep_quoted(text.count("\n", 0, jinja.start()) + 1, jinja[0])
    reader.feed(JINJA.sub(lambda found: "▯" + "\n" * found[0].count("\n"), text))
    reader.close()
    return [Passage(name, line, words, "page") for line, words in reader.found]


def identifiers(text):
    """Return every name that Python code uses or defines, in lower case."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        for field in ("id", "arg", "attr", "name", "module", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                names.update(value.lower().split("."))
    return frozenset(names)


def _cells(text):
    """Yield (line number of the marker, lines of the cell with its marker)."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    for start, end in zip(starts, [*starts[1:], len(lines)]):
        yield start + 1, lines[start:end]


def _without_comment_mark(line):
    return re.sub(r'^(# ?|r?"""$|r?""")', "", line)


def _strings(text):
    tree = ast.parse(text)
    inside_fstrings = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_fstring_part(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in inside_fstrings and not _is_markdown_cell(text, node):
                yield node.lineno, node.value


def _fstring_part(part):
    return part.value if isinstance(part, ast.Constant) else "▯"


def _is_markdown_cell(text, node):
    """Is this string a whole markdown cell, written between triple quotes?"""
    before = text.split("\n")[node.lineno - 2] if node.lineno > 1 else ""
    return before.startswith("# %%") and "[markdown]" in before


def _comments(text):
    markdown = {
        line for first, lines in _cells(text) if "[markdown]" in lines[0] for line in range(first, first + len(lines))
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.start[0] not in markdown:
            yield token.start[0], token.string.lstrip("#! ")


class _PageReader(HTMLParser):
    """Collects what a reader of the page sees."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.inside = []

    def keep_quoted(self, line, code):
        """Keep the Vietnamese strings that stand quoted in a script or a template expression."""
        for quoted in QUOTED.finditer(code):
            words = next(group for group in quoted.groups() if group is not None)
            if MARKED.search(words):
                self.found.append((line + code.count("\n", 0, quoted.start()), words))

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.inside.append(tag)
        read = [value for key, value in attrs if key in READ_ATTRIBUTES and value]
        self.found.extend((self.getpos()[0], value) for value in read)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if self.inside == ["script"]:
            self.keep_quoted(self.getpos()[0], data)
        elif not self.inside and data.strip():
            self.found.append((self.getpos()[0], data))
