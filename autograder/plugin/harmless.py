"""HTML that students had a hand in, made harmless before an instructor's page shows it."""

import re
from html import escape, unescape
from urllib.parse import unquote

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

MISSING = "[Không có hình {name}: bài nộp không kèm hình này, hoặc hình quá lớn.]"
OUTSIDE, REFUSED = "hình ở ngoài: {text}", "[Hình không nằm trong bài nộp: {text}]"
TABLE = '<table class="table table-bordered table-condensed" style="width: auto">'  # Formgrader's page gives bare tables no room
LONGEST = 20_000  # characters of Markdown that are rendered; more is shown as it was written

TAGS = set(
    """
    a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input kbd
    li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul
""".split()
)
LINK = re.compile(
    r"(?:https?://(?!.*formgrader\b)|mailto:|#)", re.IGNORECASE | re.DOTALL
)  # Formgrader reads a configuration that its address names
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[\w+/=\s]*", re.ASCII)
FILE_BESIDE = re.compile(
    r"(?![./])(?:(?!\.\./)[\w\-. ()/])+"
)  # no query: nbgrader does things when one only looks at some addresses
CLASSES = re.compile(
    r"(?:highlight|anchor-link|task-list-item(?:-checkbox)?|language-\w+|[a-z]{1,3}\d?)(?: |$)"
)  # Markdown's and its colours'
CLASSED = {"a", "code", "div", "input", "li", "pre", "span"}
PLAIN = {
    ("ol", "start"),
    ("td", "colspan"),
    ("td", "rowspan"),
    ("th", "colspan"),
    ("th", "rowspan"),
    ("details", "open"),
    ("img", "alt"),
    ("img", "width"),
    ("img", "height"),
    ("input", "type"),
    ("input", "checked"),
    ("input", "disabled"),
}


def clean(html: str) -> str:
    """HTML of an unknown hand with its looks and without what runs, covers the page or loads something from elsewhere."""
    harmless: str = _cleaner().clean(html)
    return harmless


def rendered(source: str, attachments: dict[str, dict[str, str]], is_trusted: bool) -> str:
    """A Markdown cell as HTML. attachments: its pictures, {name: {kind: base64}}. is_trusted: did the instructor write it?"""
    if not is_trusted and len(source) > LONGEST:
        return f"<pre>{escape(source)}</pre>"
    kind, made_safe = (_Renderer, str) if is_trusted else (_Students, clean)
    renderer = kind(escape=False, attachments=attachments, exclude_anchor_links=not is_trusted)
    return made_safe(MarkdownWithMath(renderer).render(source)).replace("<table>", TABLE)


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown; a picture that did not come along is said to be missing, which in nbconvert ends the page."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        try:
            return super().image(text, unquote(url) if url.startswith("attachment:") else url, title)
        except InvalidNotebook:
            return escape(MISSING.format(name=unquote(url).removeprefix("attachment:")))


class _Students(_Renderer):
    """A picture from elsewhere is a link, or none: an address that is loaded unasked may already do something."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:") or FILE_BESIDE.fullmatch(unquote(url)):
            return super().image(text, url, title)
        if url.lower().startswith(("http:", "https:")):
            return self.link(OUTSIDE.format(text=text or escape(url)), url, title)
        return REFUSED.format(text=text or escape(url))


def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=_is_allowed,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=CSSSanitizer(["text-align"]),
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """May the attribute stay? Links lead elsewhere or down the page; pictures are in the page itself or a file beside the notebook."""
    meant = unescape(value).strip()
    match name:
        case "href":
            return tag == "a" and LINK.match(unquote(meant)) is not None
        case "src":
            return tag == "img" and bool(PICTURE.fullmatch(meant) or FILE_BESIDE.fullmatch(unquote(meant)))
        case "class":
            return tag in CLASSED and CLASSES.sub("", value) == ""
        case "style":
            return tag in ("td", "th")
        case "type":
            return tag == "input" and value == "checkbox"
    return (tag, name) in PLAIN
