"""Sphinx's search in Vietnamese, an extension of it: typed with or without its marks, and no word is stemmed as in English."""

import unicodedata
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

WITHOUT_MARKS = """var Stemmer = function () {
  this.stemWord = (word) =>
    word.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f]/g, "").replace(/\\u0111/g, "d");
};"""


class Vietnamese(SearchLanguage):
    """lang, language_name, stopwords, js_stemmer_code: what Sphinx asks for; the browser does what `stem` does."""

    lang = "vi"
    language_name = "Vietnamese"
    stopwords = frozenset()
    js_stemmer_code = WITHOUT_MARKS

    def stem(self, word: str) -> str:
        """A word without its marks: "Lượng" → "luong"."""
        return without_marks(word)


def without_marks(text: str) -> str:
    """Vietnamese in lower case without its marks."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_search_language(Vietnamese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
