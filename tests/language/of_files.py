"""Prints what is wrong with the Vietnamese of some files, for who writes them: python tests/language/of_files.py FILE…

Files are named relative to the root of the repository. The same questions as test_language.py asks of all files. Exit 3:
the word list is missing, so spelling was not looked at.
"""

import sys
from pathlib import Path

import checker
import hunspell
import passages

sys.path.insert(0, str(Path(__file__).parents[2]))
from autograder.authoring import glossary  # noqa: E402

ROOT = Path(__file__).parents[2]
NO_WORDS = 3


def main(names):
    terms = glossary.parse((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
    words = known_words(terms) if hunspell.WORD_LIST.exists() else None
    for name in names:
        for finding in findings(name, terms, words):
            print(finding)
    return NO_WORDS if words is None else 0


def known_words(terms):
    allowed = checker.read_allowed(Path(__file__).with_name("allowed_words.txt").read_text(encoding="utf-8"))
    return checker.WordList(checker.read_syllables(hunspell.WORD_LIST), frozenset(allowed) | terms.english_words)


def findings(name, terms, words):
    """All Findings of one file; words: None where they are not known."""
    yield from checker.encoding_findings(name, (ROOT / name).read_bytes())
    if not passages.is_read_in_vietnamese(name):
        return
    found = passages.passages(ROOT, name)
    for passage in found:
        yield from checker.tone_findings(passage)
        yield from checker.term_findings(passage, terms)
        yield from checker.spelling_findings(passage, words) if words else ()
    if passages.is_lesson(name):
        cells = [passage for passage in found if passage.kind == "markdown"]
        yield from checker.introduction_findings(cells, passages.lesson_number(name), terms)
        for cell in cells:
            yield from checker.sentence_findings(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
