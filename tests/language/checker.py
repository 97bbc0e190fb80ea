"""Finds what is wrong with Vietnamese text: encoding, tones, spelling, terms, sentences, commands."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passages import MARKED

HOLE = "▯"
VIETNAMESE_SHARE = 0.3

OPEN_SYLLABLE = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NOT_PROSE = re.compile(
    r"""
      ^[ ]*(?P<fence>```+|~~~+).*?^[ ]*(?P=fence)[ ]*$   # fenced code
    | \$\$.*?\$\$ | \$[^$\n]+\$                          # math
    | (?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)+?(?<!`)(?P=ticks)(?!`)  # code span, inside a paragraph
    | <!--.*?--> | </?[A-Za-z][^<>]*> | &\#?\w+;         # HTML
    | https?://[^\s)>\]]+ | \]\([^)\n]*\)                # addresses
    | \{[^{}\s]*\} | %[sdrfg]\b                          # placeholders of a format string
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
LETTER = "A-Za-zÀ-ỹ"
NOT_WORDS = re.compile(
    rf"""
      (?<![{LETTER}\d])(?:
          (?:python3?[ ]-m|nbgrader|make|jupyter)(?:[ ][\w<>.-]++(?![À-ỹ]))+  # commands
        | (?:--?|\.)[a-z][\w-]*+                          # command-line options, file endings
        | [A-Z][A-Za-z]*+(?:[ ][A-Za-z]++)*?             # menus: Edit > Clear Outputs
          (?:[ ][>▸→][ ][A-Z][A-Za-z]*+(?:[ ][A-Za-z]++(?![À-ỹ]))*)+
        | [\w.-]++(?:/[\w.<>*-]++)++/?+ | \w++(?:\.\w++)++ # paths, dotted names
        | (?>\w*[\d_]\w*)                                # identifiers, numbers with units
        | [A-Za-z]\w*+(?=\() | [A-Za-z]\w*+=\w*+           # calls, keyword arguments
        | [A-Za-z]*[a-z][A-Z]\w*+ | [A-Z]{{2,}}+s?+         # CamelCase, ABBREVIATIONS
      )(?![{LETTER}])
    """,
    re.ASCII | re.VERBOSE,
)
INSIDE = r"(?:[^*_\n]|\n(?![ \t]*\n)|(?<=\w)_(?=\w))+?"
STAR = rf"(?<![*\w])\*(?![*\s])({INSIDE})(?<!\s)\*(?!\*)"
LOW_LINE = rf"(?<!\w)_(?![_\s])({INSIDE})(?<!\s)_(?!\w)"
ITALIC = re.compile(f"{STAR}|{LOW_LINE}")


@dataclass(frozen=True)
class Finding:
    """One thing to change, and where it stands. message: what is wrong; what to do."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class WordList:
    """What may be written: Vietnamese syllables, and other words, all in lower case."""

    syllables: frozenset
    others: frozenset


def prose(text):
    """Return the text with code, math, tags, addresses and placeholders punched out, its lines kept."""
    return NOT_PROSE.sub(_hole, text)


def _hole(found):
    return HOLE + "\n" * found[0].count("\n")


# Encoding


def encoding_findings(name, raw):
    """Return what is wrong with the bytes of a text file; a binary file (one that holds NUL) is fine."""
    if b"\0" in raw:
        return []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [Finding(name, raw.count(b"\n", 0, error.start) + 1, "không phải UTF-8; lưu lại bằng UTF-8")]
    return [
        Finding(name, number, f"không phải NFC; viết {unicodedata.normalize('NFC', line).strip()[:60]!r}")
        for number, line in enumerate([name, *text.split("\n")])
        if not unicodedata.is_normalized("NFC", line)
    ]


# Tone placement


def place_tone(syllable):
    """Return the syllable with its tone mark where this course puts it: hoá → hóa, thuỷ → thủy."""
    if not OPEN_SYLLABLE.search(syllable):
        return syllable
    letter, tone = unicodedata.normalize("NFD", syllable[-1])
    return unicodedata.normalize("NFC", syllable[:-1] + tone + letter)


def tone_findings(passage):
    """Return each word whose tone mark stands on the second vowel of an open oa, oe, uy."""
    found = []
    for line, text in _lines(passage, prose(passage.text)):
        for syllable in re.findall(r"[^\W\d_]+", text):
            if place_tone(syllable) != syllable:
                found.append(
                    Finding(passage.path, line, f"“{syllable}” đặt dấu thanh khác chỗ; viết “{place_tone(syllable)}”")
                )
    return found


# Spelling


def read_syllables(path):
    """Return the syllables of a hunspell word list, with this course's tone placement."""
    entries = Path(path).read_text(encoding="utf-8").split("\n")[1:]
    words = {entry.partition("/")[0].strip().lower() for entry in entries}
    return frozenset(place_tone(unicodedata.normalize("NFC", word)) for word in words if word)


def read_allowed(text):
    """Return {word: reason} of a list in which every group of words follows a line `# reason`."""
    allowed, reason = {}, ""
    for line in text.split("\n"):
        if line.startswith("#"):
            reason = line.lstrip("# ")
            continue
        if line.strip() and not reason:
            raise ValueError(f"words without a reason above them: {line}")
        allowed.update({word.lower(): reason for word in line.split()})
    return allowed


def is_vietnamese(line):
    """Is this line of prose Vietnamese? A third of a Vietnamese text's words, or more, carry a mark."""
    words = [word for word in WORD.findall(NOT_WORDS.sub(HOLE, line)) if len(word) > 1]
    return bool(words) and sum(map(bool, map(MARKED.search, words))) >= VIETNAMESE_SHARE * len(words)


def spelling_findings(passage, words):
    """Return each word that is neither a Vietnamese syllable nor allowed.

    A word with a Vietnamese letter is always looked at, one without only where its line is
    Vietnamese. English in italics, identifiers, code, math and addresses are passed over.
    """
    found = []
    for line, text in _lines(passage, ITALIC.sub(_keep_marked, prose(passage.text))):
        vietnamese = is_vietnamese(text)
        for word in WORD.findall(NOT_WORDS.sub(HOLE, text)):
            looked_at = MARKED.search(word) or vietnamese
            if looked_at and not _is_known(word.lower(), words, passage.names):
                found.append(Finding(passage.path, line, _unknown(word)))
    return found


def _keep_marked(italic):
    return italic[0] if MARKED.search(italic[0]) else _hole(italic)


def _is_known(word, words, names):
    if word in words.others or word in names or _is_symbol(word):
        return True
    if "-" in word:
        return all(_is_known(part, words, names) for part in word.split("-"))
    return place_tone(word) in words.syllables


def _is_symbol(word):
    """Is this a letter that stands in the text by itself or in a formula: x, đ, ẑ, α, ΣX?"""
    return len(word) == 1 or bool(re.search("[Ͱ-Ͽ]", word))


def _unknown(word):
    or_allow = "hoặc thêm vào tests/language/allowed_words.txt"
    if MARKED.search(word):
        return f"“{word}” không phải âm tiết tiếng Việt; sửa lại, {or_allow}"
    return f"“{word}” không phải tiếng Việt; sửa lại, in nghiêng, đặt trong ngoặc mã, {or_allow}"


# Terms


def term_findings(passage, glossary):
    """Return each phrase that GLOSSARY.md bans, and each of its terms that mixes up hỏi and ngã."""
    text = unicodedata.normalize("NFC", prose(passage.text))
    banned = {phrase.rstrip(".").lower(): instead for phrase, instead in glossary.banned.items()}
    found = []
    for match in _phrases((*glossary.right, *glossary.banned)).finditer(text):
        instead = banned.get(_same_spaces(match[0]))
        if instead:
            found.append(_at(passage, match, f"“{match[0]}” bị cấm trong GLOSSARY.md; viết “{instead}”"))
    return found + _mixed_up_tones(passage, text, glossary)


def _mixed_up_tones(passage, text, glossary):
    terms = {_one_tone(t.vietnamese): t.vietnamese for t in glossary.terms if " " in t.vietnamese}
    found = []
    for match in _phrases(tuple(terms)).finditer(_one_tone(text)):
        written, term = _same_spaces(text[match.start() : match.end()]), terms[_same_spaces(match[0])]
        if written != term.lower():
            found.append(_at(passage, match, f"“{written}” nhầm hỏi và ngã; viết “{term}”"))
    return found


def _one_tone(text):
    """Return the text in lower case with every ngã turned into hỏi; its length stays the same."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", lower).replace("\u0303", "\u0309"))


@lru_cache
def _phrases(phrases):
    """Return a pattern that finds the longest of these phrases at each place; see GLOSSARY.md for the dot."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    any_phrase = "|".join(map(_phrase, longest_first))
    return re.compile(rf"(?<![\w-])(?:{any_phrase})(?![\w-])", re.IGNORECASE)


def _phrase(phrase):
    words = r"\s+".join(re.escape(word) for word in phrase.rstrip(".").split())
    return words + (r"(?=\s*(?:[.,:;!?)]|\Z))" if phrase.endswith(".") else "")


def _same_spaces(phrase):
    return " ".join(phrase.lower().split())


# The first use of a term


def introduction_findings(cells, number, glossary):
    """Hold lesson `number` (its markdown passages) to the term table.

    A term of this lesson is used in it. The first paragraph that has it gives its English in italics,
    and so does an earlier lesson that looks ahead to it.
    """
    first = _first_paragraphs(cells, glossary)
    found = []
    for term in glossary.terms:
        use = first.get(term.vietnamese.lower())
        if use is None and term.lesson == number:
            message = f"“{term.vietnamese}” không có trong bài, mà GLOSSARY.md giao cho bài {number}; dùng nó, hoặc sửa cột Bài"
            found.append(Finding(cells[0].path, cells[0].line, message))
        elif use and term.lesson >= number and not _has_english_in_italics(use[1], term.english):
            message = f"“{term.vietnamese}” được dùng lần đầu ở đây; thêm tiếng Anh: (*{term.english[0]}*)"
            found.append(Finding(cells[0].path, use[0], message))
    return found


def _first_paragraphs(cells, glossary):
    """Return {term in lower case: (line of its first paragraph, that paragraph)}; headings do not count."""
    pattern = _phrases(tuple(glossary.right))
    first = {}
    for cell in cells:
        text = re.sub(r"^#+ .*$", "", prose(cell.text), flags=re.MULTILINE)
        for block in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", text):
            for match in pattern.finditer(block[0]):
                line = cell.line + text.count("\n", 0, block.start() + match.start())
                first.setdefault(_same_spaces(match[0]), (line, block[0]))
    return first


def _has_english_in_italics(paragraph, forms):
    italics = [" ".join(re.findall(r"\w+", a or b)).lower() for a, b in ITALIC.findall(paragraph)]
    wanted = [" ".join(re.findall(r"\w+", form)).lower() for form in forms]
    return any(re.search(rf"\b{re.escape(form)}\b", italic) for form in wanted for italic in italics)


# Sentences

NOT_A_SENTENCE = re.compile(r"^\s*(?:\||#|▯\W*$|[-=*_]{3,}\s*$|$)")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
LABEL = re.compile(r"^\*\*[^*]+\*\*:?")
SENTENCE_END = re.compile(r"[.!?…:\\]$")
NEXT_SENTENCE = re.compile(
    r"(?<!\bBài \d)(?<!\bBài \d\d)(?<!\b(?:Hình|Bảng|Bước|TODO) \d)(?<!\bv\.v)(?<!\bTP)(?<!\bvd)"
    r"(?:[.!?][”\")]*\s+[“\"(]*(?=([^\W\d_]|▯))|…\s+(?=([^\W\d_])))",
    re.IGNORECASE,
)


def sentence_findings(passage):
    """Return each line of lesson prose that holds two sentences, or that ends inside one."""
    lines = [(line, re.sub(r"^\s*>\s?", "", text)) for line, text in _lines(passage, prose(passage.text))]
    found = []
    for (line, text), (_, following) in zip(lines, [*lines[1:], (0, "")]):
        sentence = _without_marks(text)
        if NOT_A_SENTENCE.match(text) or not sentence:
            continue
        starts = [end[1] or end[2] for end in NEXT_SENTENCE.finditer(sentence)]
        if any(start.isupper() or start == HOLE for start in starts):
            found.append(Finding(passage.path, line, f"hai câu trên một dòng: {sentence[:60]}; viết mỗi câu một dòng"))
        ends = NOT_A_SENTENCE.match(following) or ITEM.match(following) or SENTENCE_END.search(sentence)
        if not ends:
            found.append(
                Finding(passage.path, line, f"câu còn tiếp ở dòng sau: {sentence[:60]}; viết cả câu trên một dòng")
            )
    return found


def _without_marks(text):
    """Return a line without its list mark, its bold label, its emphasis and its closing quotes."""
    text = LABEL.sub("", ITEM.sub("", text)).strip()
    return re.sub(r"\*+|(?<!\w)_+|_+(?!\w)", "", text).rstrip('”")')


# Commands

FENCED, SPAN = r"^[ ]*(```+|~~~+)[^\n]*\n(.*?)^[ ]*\1[ ]*$", r"(?<!`)`([^`\n]+)`(?!`)"
CODE = re.compile(f"{FENCED}|{SPAN}", re.DOTALL | re.MULTILINE)


def code_lines(markdown):
    """Return the lines of all fenced code and code spans, without shell comments."""
    parts = [block or span for _, block, span in CODE.findall(markdown)]
    lines = [line for part in parts for line in part.split("\n")]
    return [line.partition(" #")[0].removeprefix("$ ").strip() for line in lines]


def make_targets_named(markdown):
    """Return every target that a `make …` in the code of a text asks for."""
    commands = [words.split() for line in code_lines(markdown) for words in re.split(r"&&|;", line)]
    calls = [words[1:] for words in commands if words[:1] == ["make"]]
    return {word for call in calls for word in call if "=" not in word and not word.startswith("-")}


def make_targets(makefile):
    """Return the targets that a Makefile defines."""
    rules = re.findall(r"^([A-Za-z0-9][\w .-]*):(?!=)", makefile, flags=re.MULTILINE)
    return {target for rule in rules for target in rule.split()}


def subcommands_named(markdown):
    """Return {(subcommand, its options)} for every `python -m autograder …` in the code of a text."""
    found = set()
    for line in code_lines(markdown):
        for call in re.finditer(r"-m autograder ([a-z][\w-]*)([^|;&]*)", line):
            found.add((call[1], tuple(re.findall(r"(?<!\S)--[a-z][\w-]*", call[2]))))
    return found


def _lines(passage, text):
    return list(enumerate(text.split("\n"), passage.line))


def _at(passage, match, message):
    return Finding(passage.path, passage.line + match.string.count("\n", 0, match.start()), message)
