"""Names of people, and ids that a gradebook and a file system can hold."""

import re
import unicodedata

from autograder.files.words import compact, plain_words, visible

UNUSABLE = re.compile(r'[<>"/\\]')
LONGEST_ID = 128  # bytes that nbgrader's gradebook keeps of an id
MADE_LENGTH = 100


def is_student_id(name: str) -> bool:
    """Can it be a student's id: a folder's name on any system, a key of the gradebook, a word on a page or in a terminal?

    Names that begin with a dot are this project's own and the system's.
    """
    try:
        fits = 0 < len(name.encode()) <= LONGEST_ID
    except UnicodeEncodeError:  # a folder's name that is no text
        return False
    is_seen = all(c.isprintable() for c in name) and name == name.strip()
    return fits and is_seen and not name.startswith(".") and not UNUSABLE.search(name)


def is_usable_id(text: str) -> bool:
    """Can it be given to a student as an id: is it one, written as a person sees it?"""
    return is_student_id(text) and text == visible(text)


def has_markup(text: str) -> bool:
    """Would a page that writes a person's name or address as it is, as nbgrader's do, take part of it for HTML?"""
    return "<" in text or ">" in text


def made_id(name: str, number: str = "") -> str:
    """A safe id from a name, and the number that tells people of one name apart: nguyen_van_an_12345."""
    words = "_".join(plain_words(name))[:MADE_LENGTH].strip("_") or "sinh_vien"
    return f"{words}_{compact(number)}" if number else words


def split_name(full: str) -> tuple[str, str]:
    """(last_name, first_name) of a Vietnamese full name: the given name is the last word."""
    words = unicodedata.normalize("NFC", full).split()
    return " ".join(words[:-1]), " ".join(words[-1:])
