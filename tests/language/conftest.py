"""The glossary and the words that the language tests hold the texts to."""

import os
from pathlib import Path

import checker
import hunspell
import pytest

from autograder.authoring import glossary


@pytest.fixture(scope="session")
def root():
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def terms(root):
    return glossary.parse((root / "GLOSSARY.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def allowed():
    return checker.read_allowed(Path(__file__).with_name("allowed_words.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def words(terms, allowed):
    syllables = checker.read_syllables(hunspell.need(hunspell.WORD_LIST, os.environ))
    return checker.WordList(syllables, frozenset(allowed) | terms.english_words)
