"""Holds every text of the repository to GLOSSARY.md, Vietnamese spelling and the rules of lesson prose."""

import re
import subprocess
import sys

import checker
import passages
import pytest

COMMAND = [sys.executable, "-m", "autograder"]


@pytest.fixture(scope="module")
def files(root):
    return passages.repository_files(root)


@pytest.fixture(scope="module")
def read(root, files):
    """All passages that a person reads in Vietnamese."""
    return [p for name in files if passages.is_read_in_vietnamese(name) for p in passages.passages(root, name)]


@pytest.fixture(scope="module")
def lessons(root, files):
    """{lesson number: its markdown passages}."""
    texts = {name: passages.passages(root, name) for name in files if passages.is_lesson(name)}
    return {
        passages.lesson_number(name): [p for p in found if p.kind == "markdown"]
        for name, found in texts.items()
        if passages.lesson_number(name)
    }


@pytest.fixture(scope="module")
def documents(root, files):
    """The README and the pages in docs/, as one text."""
    pages = [name for name in files if name == "README.md" or re.fullmatch(r"docs/.*\.md", name)]
    if "README.md" not in pages:
        pytest.skip("README.md is not written yet")
    return "\n\n".join((root / name).read_text(encoding="utf-8") for name in pages)


def assert_none(findings):
    if findings:
        pytest.fail("\n" + "\n".join(sorted(map(str, findings))), pytrace=False)


def test_the_texts_are_really_found(read, lessons):
    """Do the tests below read documents, lesson texts, docstrings and messages?"""
    assert {"markdown", "code"} <= {p.kind for p in read}
    tops = {p.path.split("/")[0] for p in read}
    assert {"GLOSSARY.md", "course", "autograder", "source"} <= tops
    assert all(cells for cells in lessons.values()) and 1 in lessons


def test_every_file_is_nfc(root, files):
    """Is every text file, and every file name, Unicode in its composed form (NFC)?"""
    assert_none([f for name in files for f in checker.encoding_findings(name, (root / name).read_bytes())])


def test_tone_marks_stand_where_this_course_puts_them(read):
    """Is it hóa and thủy everywhere, never the other placement?"""
    assert_none([f for p in read for f in checker.tone_findings(p)])


def test_every_word_is_spelled_right(read, words):
    """Is every word a Vietnamese syllable, an allowed word, or marked as foreign?"""
    assert_none([f for p in read for f in checker.spelling_findings(p, words)])


def test_no_phrase_is_banned_by_the_glossary(read, terms):
    """Does every text keep to the terms and spellings of GLOSSARY.md?"""
    assert_none([f for p in read for f in checker.term_findings(p, terms)])


def test_terms_are_introduced_in_english(lessons, terms):
    """Does each lesson give a term's English in italics where it uses it first?"""
    assert_none([f for n, cells in lessons.items() for f in checker.introduction_findings(cells, n, terms)])


def test_lesson_prose_has_one_sentence_per_line(lessons):
    """Would a diff of a lesson show one sentence per line?"""
    assert_none([f for cells in lessons.values() for p in cells for f in checker.sentence_findings(p)])


def test_the_allowed_words_are_needed(allowed, words):
    """Is no allowed word already in the Vietnamese word list?"""
    assert sorted(word for word in allowed if word in words.syllables) == []


def test_glossary_terms_are_unique(terms):
    """Is each term decided once, and no right phrase banned elsewhere in the tables?"""
    right = [phrase.lower() for phrase in terms.right]
    assert sorted({phrase for phrase in right if right.count(phrase) > 1}) == []
    assert sorted(set(right) & {phrase.lower() for phrase in terms.banned}) == []


def test_meanings_are_one_sentence(terms):
    """Does the meaning of each term end as a sentence and hold only one?"""
    assert [t.vietnamese for t in terms.terms if t.meaning.count(". ") or not t.meaning.endswith(".")] == []


def test_the_terms_come_in_the_order_of_the_lessons(terms):
    """Can a reader follow the term table from lesson to lesson?"""
    numbers = [t.lesson for t in terms.terms]
    assert numbers == sorted(numbers)


def test_make_targets_in_the_documents_exist(root, documents):
    """Does the Makefile define each target that the README names?"""
    named = checker.make_targets_named(documents)
    makefile = root / "Makefile"
    defined = checker.make_targets(makefile.read_text(encoding="utf-8")) if makefile.exists() else set()
    assert sorted(named - defined) == []


def test_subcommands_in_the_documents_exist(root, documents):
    """Does the command line know each subcommand and option that the README names?"""
    known = {name: _help(root, name) for name, _ in checker.subcommands_named(documents)}
    assert sorted(name for name, text in known.items() if text is None) == []
    unknown = [
        f"{name} {option}"
        for name, options in checker.subcommands_named(documents)
        for option in options
        if option not in re.findall(r"--[a-z][\w-]*", known[name])
    ]
    assert sorted(unknown) == []


def test_an_unknown_subcommand_is_noticed(root, documents):
    """Would the test above fail for a subcommand that does not exist?"""
    assert _help(root, "no-such-subcommand") is None


def _help(root, subcommand):
    """Return the help text of a subcommand, or None where there is no such subcommand."""
    done = subprocess.run([*COMMAND, subcommand, "--help"], cwd=root, capture_output=True, encoding="utf-8")
    return done.stdout if done.returncode == 0 else None
