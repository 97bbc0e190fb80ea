"""Names as different systems spell them, made comparable; and ids that a gradebook and a file system can hold."""

import re
import unicodedata

from autograder.grading.submissions import is_student_id

UNUSABLE = re.compile(r"[\x00-\x1f\x7f/\\]")
MADE_LENGTH = 100


def folded(text):
    """Composed (NFC), in small letters, one blank between words."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def plain_words(text):
    """The words of a text in small ASCII letters and digits: Nguyễn Đức → ["nguyen", "duc"]."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return re.findall("[a-z0-9]+", "".join(c for c in apart if not unicodedata.combining(c)))


def compact(text):
    """A name's plain letters without blanks, as Canvas writes names into those of files."""
    return "".join(plain_words(text))


def is_usable_id(text):
    """Can it be a student's id: a folder's name, and a key of the gradebook?"""
    return bool(text) and text == text.strip() and not text.startswith(".") and not UNUSABLE.search(text) and is_student_id(text)


def made_id(name, number=""):
    """A safe id from a name, and the number that tells people of one name apart: nguyen_van_an_12345."""
    words = "_".join(plain_words(name))[:MADE_LENGTH].strip("_") or "sinh_vien"
    return f"{words}_{compact(number)}" if number else words


def split_name(full):
    """(last_name, first_name) of a Vietnamese full name: the given name is the last word."""
    words = unicodedata.normalize("NFC", full).split()
    return " ".join(words[:-1]), " ".join(words[-1:])
