"""Is what students write harmless as HTML, honest Markdown as it was meant, and the instructor's own left alone?"""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.feedback.verdict_html import is_ours
from autograder.plugin.harmless import LONGEST, TABLE, clean, rendered

PICTURES = {"Ảnh chụp.png": {"image/png": "aGluaA=="}}
ACTIVE = set(
    """
    script style iframe object embed form button svg math link meta base video audio template
""".split()
)


class Parts(HTMLParser):
    """Every (tag, {attribute: value}) of a page."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def active(html):
    """What of it could run, load or cover something."""
    found = []
    for tag, told in Parts(html).found:
        link, picture = told.get("href") or "#", told.get("src") or "data:image/"
        found += [tag] if tag in ACTIVE else []
        found += [
            name
            for name in told
            if name.startswith("on") or name in ("id", "srcdoc", "action", "formaction", "xlink:href")
        ]
        found += [] if link.startswith(("http://", "https://", "mailto:", "#")) and "formgrader" not in link else [link]
        found += (
            []
            if picture.startswith("data:image/") or ":" not in picture and picture[0] not in "/." and "?" not in picture
            else [picture]
        )
        found += (
            [told["style"]] if "style" in told and not told["style"].startswith(("text-align", "width: auto")) else []
        )
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6a;avascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "<a href=' javascript:alert(1)'>x</a>",
    "![x](javascript:alert(1))",
    "![x](data:text/html,x)",
    "![x](/formgrader?path=submitted/an)",
    "![x](http://localhost:8888/formgrader?path=x)",
    "[x](http://localhost:8888/formgrader?path=x)",
    "[x](http://localhost:8888/%66ormgrader?path=x)",
    "<img src='//localhost/formgrader?path=x'>",
    "[x](trang.html)",
    "[x](/files/trang.html)",
    "![x](../an/hinh.png)",
    "![x](%2e%2e/hinh.png)",
    "<iframe src=javascript:alert(1)></iframe>",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<form action=/x><button formaction=javascript:alert(1)>x</button></form>",
    "<div style='position:fixed' id=statusmessage>x</div>",
    "<input onfocus=alert(1) autofocus>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    '```"><script>alert(1)</script>\nx\n```',
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "$</p><script>alert(1)</script>$",
    "\\begin{a}<img src=x onerror=alert(1)>\\end{a}",
    "# <img src=x onerror=alert(1)>",
    "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_runs(source):
    """Is nothing left of a student's Markdown that runs, loads something unasked, or lies over the page?"""
    assert active(rendered(source, PICTURES, is_trusted=False)) == []
    assert active(clean(source)) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *HOSTILE,
                "<",
                ">",
                '"',
                "'",
                "`",
                "\n",
                "\n\n",
                "> ",
                "- ",
                "$",
                "](",
                "![",
                "<a ",
                "<!--",
                "-->",
                "<![CDATA[",
                "&",
                "\x00",
            ]
        ),
        max_size=6,
    )
)
def test_nothing_runs_in_any_order(pieces):
    """Nor of any of these together?"""
    assert active(rendered("".join(pieces), PICTURES, is_trusted=False)) == []


HONEST = [
    "Vì $a < b$ nên **đúng**, xem `x = 1 < 2` và $$\\sum_{i} x_i \\& y$$",
    "- một\n- hai\n  1. ba",
    "> trích\n\n---\n\nhết",
    "~~bỏ~~ và *nghiêng*",
    "```python\nx = [1, 2]  # <b>\n```",
    "- [x] xong\n- [ ] chưa",
    "[nguồn](https://arxiv.org/abs/1712.05877?a=1&b=2)",
    "<details><summary>mở</summary>chữ</details>",
    "dòng<br>dòng x<sup>2</sup>",
    "\\begin{align}a &= b\\\\c &< d\\end{align}",
    "![hình](hinh.png)",
    "|a|b|\n|:-:|-:|\n|1|2|",
]


@pytest.mark.parametrize("source", HONEST)
def test_honest_markdown_is_as_in_nbconvert(source):
    """Is honest Markdown the same elements and words as nbconvert makes of it?"""
    ours, theirs = rendered(source, {}, is_trusted=False), markdown2html_mistune(source)
    assert Parts(ours.replace(TABLE, "<table>")).found == [(tag, _spelled(told)) for tag, told in Parts(theirs).found]
    assert _words(ours) == _words(theirs)


def _spelled(told):
    return {name: value + ";" if name == "style" and not value.endswith(";") else value for name, value in told.items()}


def _words(html):
    parser, words = HTMLParser(), []
    parser.handle_data = words.append
    parser.feed(html)
    return "".join(words).split()


def test_pictures():
    """Is a pasted picture shown, one from elsewhere a link, and one that did not come along said to be missing, also to the instructor?"""
    assert 'src="data:image/png;base64,aGluaA=="' in rendered(
        "![x](attachment:Ảnh%20chụp.png)", PICTURES, is_trusted=False
    )
    assert Parts(rendered("![x](https://a.vn/x.png)", {}, is_trusted=False)).found[-1] == (
        "a",
        {"href": "https://a.vn/x.png"},
    )
    for is_trusted in (False, True):
        assert "Không có hình image.png" in rendered("![x](attachment:image.png)", PICTURES, is_trusted)


def test_instructors_html():
    """Does the instructor's own Markdown keep all of its HTML?"""
    source = '<div style="color: red" id="a" onclick="x()">một</div>\n\n[x](trang.html)'
    assert rendered(source, {}, is_trusted=True) == markdown2html_mistune(source)


def test_long_text():
    """Is a text that is too long to be rendered shown as it was written?"""
    assert rendered("<b>" * LONGEST, {}, is_trusted=False) == f"<pre>{'&lt;b&gt;' * LONGEST}</pre>"


@pytest.mark.parametrize(
    "html",
    [
        *filter(lambda text: "<" in text, HOSTILE),
        "<div style='background:url(//a)'>",
        "<div onclick='x'>",
        "<b",
        "<a href='x'>",
        "<path d=''x'>",
    ],
)
def test_only_verdicts_are_taken_for_verdicts(html):
    """Is no HTML that a student's notebook may hold taken for the grader's own?"""
    assert not is_ours(html)
