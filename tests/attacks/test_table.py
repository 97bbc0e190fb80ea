"""Do the tables of attacks say what was recorded?"""

from table import BEGIN, END, PAGE, README, in_readme, page


def test_readme():
    """Is README's table what tests/attacks/table.py writes?"""
    text = README.read_text()
    assert BEGIN in text and END in text
    assert in_readme(text) == text


def test_page():
    """Is docs/tan_cong.md what tests/attacks/table.py writes?"""
    assert PAGE.read_text() == page()
