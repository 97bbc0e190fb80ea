"""Is the language model's text only what students may read: prose of the released lessons, and no answer?"""

import zipfile

from autograder import exercises
from autograder.authoring.text import MARK_SCHEME, read_lesson
from autograder.course_folder import ROOT, CourseFolder
from course import tiny_lm

TELLING = 40  # characters of a line: a shorter one may stand anywhere

CELL = """## 3. Độ co giãn

Độ co giãn $s$ là **độ dài** của một *bước*, xem [Bài 2](https://example.org/2):
lấy `max(x)` chia cho 12.5.

$$s = \\frac{\\beta}{2}$$

<!-- công thức: Độ co giãn -->
- mạng nơ-ron – có % và "β";
- Kết quả - nếu đúng - là:

```
print(1)
```
| a | b |
|---|---|

> 1. Hết!
"""


def test_prose(tiny_lm_script):
    """Is markup gone, is every formula and piece of code an x and every digit a 0, and is each paragraph or item a line?"""
    assert tiny_lm_script.prose(CELL) == [
        "độ co giãn",
        "độ co giãn x là độ dài của một bước, xem bài 0: lấy x chia cho 00.0. x",
        "mạng nơ-ron có và x;",
        "kết quả nếu đúng là:",
        "hết!",
    ]


def test_today_the_lessons_give_such_a_text(tiny_lm_script):
    """Can a text of today's lessons be written with nearly the same alphabet, and does no line stand in it twice?"""
    text = tiny_lm_script.course_text()
    lines = text.split("\n")[:-1]
    assert len(text) > 100_000 and len(set(lines)) == len(lines) and all(line == line.strip() != "" for line in lines)
    assert len(set(text) ^ set(tiny_lm.alphabet())) <= 5


def hidden_text(lesson):
    """What of this lesson's words students are not given: schemes of marks, model answers, choices and reasons of guesses."""
    text = CourseFolder(ROOT).text(lesson).read_text(encoding="utf-8")
    for cell in read_lesson(text, exercises.load(lesson)).cells:
        if MARK_SCHEME[0] in cell.source:
            yield cell.source.partition(MARK_SCHEME[0])[2].partition(MARK_SCHEME[1])[0]
        elif cell.cell_type == "markdown" and cell.metadata["nbgrader"]["solution"]:
            yield cell.source
        elif "guess" in cell.metadata:
            yield "\n".join(line for line in cell.source.split("\n") if line.startswith(("- ", "> ", "= ")))


def test_text_gives_no_answer_away(tiny_lm_script):
    """Does no line of an answer, of a scheme of marks or of a guess stand in the text?"""
    names = exercises.lesson_names()[: tiny_lm_script.LESSONS]
    written = [line for name in names for words in hidden_text(name) for line in words.split("\n")]
    hidden = {line for one in written for line in tiny_lm_script.prose(one)}
    telling = [line for line in hidden if len(line) > TELLING]
    assert len(telling) > 100
    assert [line for line in telling if line in tiny_lm.text()] == []


def test_file_is_what_the_script_writes(tiny_lm_script, tmp_path):
    """Does writing what was read give the same entries under the same date, and twice the same bytes?"""
    models = [tiny_lm.load(seed) for seed in tiny_lm.SEEDS]
    for name in ("one.npz", "again.npz"):
        tiny_lm_script.write_file(tmp_path / name, tiny_lm.text(), tiny_lm.date(), models)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()
    assert entries(tmp_path / "one.npz") == entries(tiny_lm.FILE)


def entries(path):
    with zipfile.ZipFile(path) as file:
        return [(entry.filename, entry.CRC, entry.date_time) for entry in file.infolist()]
