"""Proves each check of the language on text that has the failure and on text that has not."""

import subprocess
import unicodedata
from pathlib import Path

import checker
import hunspell
import passages
import pytest
from passages import Passage

from autograder.authoring import glossary

GLOSSARY = """
| Tiếng Việt | Tiếng Anh | Nghĩa | Bài | Không dùng |
|---|---|---|---|---|
| độ co giãn | scale | Một bước. | 1 | `hệ số tỷ lệ` |
| điểm 0 | zero point | Mã của số 0. | 1 | `điểm không.` |
| lượng tử hóa | quantization; quantize | Đổi số thực thành số nguyên. | 1 | `lượng tử` |
| giải lượng tử hóa | dequantization | Đổi ngược lại. | 2 | — |

| Viết | Không viết | Vì sao |
|---|---|---|
| giải; giãi bày | `giãi` | Nhầm hỏi và ngã. |
| cũng; củng cố | `củng` | Nhầm hỏi và ngã. |
"""

LESSON = '''# %% [markdown]
# # Bài 1
#
# Độ co giãn là một bước.

# %% [markdown]
"""
Câu trong ô ba nháy.
"""

# %%
def tinh(alpha_q):
    """Tính độ co giãn."""
    # làm tròn
    print(f"Kết quả {alpha_q} đúng", "plain", "Đầu " "cuối")
'''

PAGE = """<html><head><style>.ô { color: red }</style></head>
<body title="Báo cáo">{% if x %}{{ "Chưa nộp" }}{% endif %}
<p>Điểm: {{ mark }}</p>
<script>const a = 'Đang tải'; // ghi chú
</script></body></html>
"""

README = """
Chạy `make test` rồi `python -m autograder build`.
Đừng tin make believe ngoài ngoặc mã.

```bash
make docs VERBOSE=1 && make clean   # make nothing
$ python -m autograder grade bai01_so_nguyen --jobs 4 | tee log
```
"""


@pytest.fixture(scope="module")
def decided():
    return glossary.parse(GLOSSARY)


def messages(findings):
    return [finding.message for finding in findings]


def prose(text, kind="markdown", names=()):
    return Passage("bai.md", 1, text, kind, frozenset(names))


# Encoding


@pytest.fixture
def decomposed_letters():
    return ("Dòng một\n" + unicodedata.normalize("NFD", "lượng tử")).encode()


@pytest.fixture
def windows_code_page():
    return "một\nhai đ".encode("cp1258", errors="replace").replace(b"?", b"\xf0") + b"\xf0"


def test_decomposed_letters_are_found(decomposed_letters):
    """Is text in NFD found, with its line?"""
    (found,) = checker.encoding_findings("a.md", decomposed_letters)
    assert found.line == 2 and "lượng tử" in found.message


def test_a_file_that_is_not_utf8_is_found(windows_code_page):
    """Is a file in an old code page found?"""
    assert "không phải UTF-8" in checker.encoding_findings("a.md", windows_code_page)[0].message


def test_a_decomposed_file_name_is_found():
    """Is a file name in NFD found, as macOS makes them?"""
    assert checker.encoding_findings(unicodedata.normalize("NFD", "bài.md"), b"")


@pytest.mark.parametrize("raw", [b"", "Lượng tử hóa\n".encode(), b"PK\0\xff"], ids=["empty", "nfc", "binary"])
def test_composed_text_and_binary_files_pass(raw):
    """Are composed text and binary files left alone?"""
    assert checker.encoding_findings("a", raw) == []


# Tone placement


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("hoá", "hóa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("tuỳ", "tùy"),
        ("Xoá", "Xóa"),
        ("HOẠ", "HỌA"),
        ("uỷ", "ủy"),
    ],
)
def test_tone_on_the_second_vowel_is_found(wrong, right):
    """Is the other placement found in an open syllable, and the right one named?"""
    assert checker.place_tone(wrong) == right
    assert messages(checker.tone_findings(prose(f"Chữ {wrong} này."))) == [
        f"“{wrong}” đặt dấu thanh khác chỗ; viết “{right}”"
    ]


@pytest.mark.parametrize(
    "word",
    "hóa thủy khỏe hoàn toán khoét quý quỳ quà que quẻ loài hoặc tuyết khuỷu thuở huế xoáy ngoéo".split(),
)
def test_right_tone_placement_passes(word):
    """Are closed syllables, qu- and the right placement left alone?"""
    assert checker.place_tone(word) == word


def test_tone_placement_in_code_is_not_looked_at():
    """May a text quote the other placement in backticks?"""
    assert checker.tone_findings(prose("Viết hóa, không viết `hoá`.")) == []


def test_a_lone_backtick_hides_nothing_of_the_next_paragraph():
    """Is text still looked at between two stray backticks of different paragraphs?"""
    assert checker.tone_findings(prose("Dấu ` lẻ.\n\nhoá\n\nDấu ` lẻ."))


def test_findings_name_the_line():
    """Does a finding say on which line of the file it stands?"""
    assert checker.tone_findings(Passage("bai.md", 7, "Một.\n\nhoá", "markdown"))[0].line == 9


# Spelling


@pytest.mark.parametrize(
    ("line", "misspelt"),
    [
        ("Phép lượng tữ này.", "tữ"),
        ("Ta chọn độ co giản rồi kễ lại.", "kễ"),
        ("Hãy viết hòan chỉnh.", "hòan"),
        ("Đọc qúy này.", "qúy"),
        ("Ô này khogn đúng kiểu.", "khogn"),
        ("Kết quả đưọc làm tròn.", "đưọc"),
        ("LƯỢNG TỮ HÓA", "TỮ"),
        ("The mean is được or đượcc in English.", "đượcc"),
        ("Mạng nơ-rôn này.", "nơ-rôn"),
        ("Lỗi ngiêm-trọng ở đây.", "ngiêm-trọng"),
    ],
)
def test_a_misspelt_word_is_found(line, misspelt, words):
    """Is a syllable that Vietnamese does not have found?"""
    found = messages(checker.spelling_findings(prose(line), words))
    assert len(found) == 1 and f"“{misspelt}”" in found[0]


def test_an_english_word_in_a_vietnamese_sentence_is_found(words):
    """Is an English word that nobody allowed found in plain Vietnamese text?"""
    assert "“sampling”" in messages(checker.spelling_findings(prose("Ta dùng sampling ở đây."), words))[0]


@pytest.mark.parametrize(
    "line",
    [
        "Lượng tử hóa đổi số thực thành số nguyên, tùy ý, thoải mái, khỏe khoắn.",
        "Ta làm tròn (*rounding*) giá trị này.",
        "Đọc *Quantization and\nTraining* của nhóm ấy.",
        "Gọi `np.rint` rồi `astype`, xem https://example.org/rounding và [bài này](docs/rounding.md).",
        "Với $\\text{round}(x)$ thì được\n\n$$x_q = \\text{clipped}$$\n",
        "Ma trận X_q kiểu int8, chiều (m, p), dùng np.round và QLinearMatMul của ONNX.",
        "Chạy với --seed hoặc -v, tệp release/bai01_so_nguyen/bai01.ipynb.",
        "Đúng {count} phần tử, sai %d, xong <b>đậm</b>&nbsp;nhé.",
        "Bạn mở menu Edit > Clear Outputs of All Cells rồi lưu lại file .ipynb ấy.",
        "Góc α và ẑ, tổng ΣXW là đúng.",
        "Dùng reshape(-1, 1) hoặc keepdims=True đều được.",
        "Bạn chạy python -m autograder build rồi make help để xem.",
        "This whole sentence is English and mentions nobody.",
        "Written by Nguyễn, for students who round numbers.",
        "```python\nwrongword = tữ\n```",
        "Mạng nơ-ron dùng trọng số (*weight*) 8-bit.",
    ],
)
def test_right_text_passes(line, words):
    """Are Vietnamese, marked English, identifiers, code, math and addresses left alone?"""
    assert messages(checker.spelling_findings(prose(line), words)) == []


def test_names_of_the_code_are_known_to_its_text(words):
    """May a docstring mention its arguments, and only its own?"""
    line = "alphax: giá trị nhỏ nhất, betax: giá trị lớn nhất."
    found = messages(checker.spelling_findings(prose(line, names=["alphax"]), words))
    assert len(found) == 1 and "“betax”" in found[0]


def test_the_word_list_is_mapped_to_this_placement(words):
    """Does the list know hóa and thủy, and no longer the other placement?"""
    assert {"hóa", "thủy", "tùy", "khỏe"} <= words.syllables
    assert not {"hoá", "thuỷ", "tuỳ", "khoẻ"} & words.syllables


def test_a_missing_word_list_skips_with_the_command(tmp_path):
    """Does a machine without the word list say how to get it?"""
    with pytest.raises(pytest.skip.Exception, match="sudo apt install hunspell-vi"):
        hunspell.need(tmp_path / "vi_VN.dic", {})


def test_a_missing_word_list_fails_in_ci(tmp_path):
    """Does CI fail where the word list is missing?"""
    with pytest.raises(pytest.fail.Exception, match="sudo apt install hunspell-vi"):
        hunspell.need(tmp_path / "vi_VN.dic", {"CI": "true"})


def test_allowed_words_need_a_reason():
    """Is a word without a reason above it refused?"""
    assert checker.read_allowed("# tools\nJupyter Colab\n") == {"jupyter": "tools", "colab": "tools"}
    with pytest.raises(ValueError, match="without a reason"):
        checker.read_allowed("Jupyter\n")


# Terms


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Nhân với hệ số tỷ lệ này.", "“hệ số tỷ lệ” bị cấm trong GLOSSARY.md; viết “độ co giãn”"),
        ("Hệ số\ntỷ lệ này.", "“Hệ số\ntỷ lệ” bị cấm trong GLOSSARY.md; viết “độ co giãn”"),
        ("Ta tính điểm không.", "“điểm không” bị cấm trong GLOSSARY.md; viết “điểm 0”"),
        ("Miền lượng tử rộng.", "“lượng tử” bị cấm trong GLOSSARY.md; viết “lượng tử hóa”"),
        ("Phép giãi này đúng.", "“giãi” bị cấm trong GLOSSARY.md; viết “giải hoặc giãi bày”"),
        ("Nó củng đúng.", "“củng” bị cấm trong GLOSSARY.md; viết “cũng hoặc củng cố”"),
        ("Chọn độ co giản nhỏ.", "“độ co giản” nhầm hỏi và ngã; viết “độ co giãn”"),
        ("Bước Lượng tữ hóa.", "“lượng tữ hóa” nhầm hỏi và ngã; viết “lượng tử hóa”"),
    ],
)
def test_a_banned_phrase_is_found(line, says, decided):
    """Is a banned phrase found, and the right one named?"""
    assert messages(checker.term_findings(prose(line), decided)) == [says]


def test_a_misspelt_giai_is_found_in_a_term(decided):
    """Is “giãi lượng tử hóa” found, although giãi is a syllable of the word list?"""
    assert messages(checker.term_findings(prose("Bước giãi lượng tử hóa."), decided))


@pytest.mark.parametrize(
    "line",
    [
        "Lượng tử hóa rồi giải lượng tử hóa với độ co giãn và điểm 0.",
        "Các điểm không nằm trong miền thì bị cắt.",
        "Bài tập củng cố cũng giãi bày điều đó.",
        "Không viết `hệ số tỷ lệ`.",
    ],
)
def test_right_terms_pass(line, decided):
    """Are right phrases, longer right phrases and code left alone?"""
    assert messages(checker.term_findings(prose(line), decided)) == []


def test_the_tables_are_read(decided):
    """Do the tables give terms, English forms, lessons and bans?"""
    scale = decided.terms[0]
    assert (scale.vietnamese, scale.english, scale.lesson, scale.banned) == (
        "độ co giãn",
        ("scale",),
        1,
        ("hệ số tỷ lệ",),
    )
    assert decided.terms[2].english == ("quantization", "quantize")
    assert decided.terms[3].banned == ()
    assert decided.spellings[1].right == ("cũng", "củng cố")
    assert {"zero", "point", "dequantization"} <= decided.english_words


@pytest.fixture
def row_without_a_meaning():
    return GLOSSARY.replace("Một bước.", "")


@pytest.fixture
def ban_without_backticks():
    return GLOSSARY.replace("`hệ số tỷ lệ`", "hệ số tỷ lệ")


@pytest.fixture
def renamed_column():
    return GLOSSARY.replace("Nghĩa", "Giải nghĩa")


@pytest.mark.parametrize("broken", ["row_without_a_meaning", "ban_without_backticks", "renamed_column"])
def test_a_broken_table_is_refused(broken, request):
    """Does a broken table stop the tests, and not silently ban nothing?"""
    with pytest.raises(ValueError):
        glossary.parse(request.getfixturevalue(broken))


# The first use of a term

INTRODUCED = """Chọn độ co giãn (*scale*), điểm 0 (*Zero point*).

Rồi lượng tử hóa (*quantize*) x.

Độ co giãn ấy."""


def introductions(text, decided, number=1):
    return messages(checker.introduction_findings([prose(text)], number, decided))


def test_introduced_terms_pass(decided):
    """Is a lesson that introduces all its terms left alone?"""
    assert introductions("# Bài 1: độ co giãn\n\n" + INTRODUCED, decided) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(*scale*)", "(scale)"),
        ("(*scale*)", "(**scale**)"),
        ("(*scale*)", "\n\n(*scale*)"),
        ("(*scale*)", ""),
    ],
    ids=["not_italic", "bold", "next_paragraph", "absent"],
)
def test_a_term_without_its_english_is_found(old, new, decided):
    """Is a first use without the English in italics found?"""
    found = introductions(INTRODUCED.replace(old, new, 1), decided)
    assert found == ["“độ co giãn” được dùng lần đầu ở đây; thêm tiếng Anh: (*scale*)"]


def test_a_term_introduced_too_late_is_found(decided):
    """Is the English in a later paragraph too late?"""
    assert introductions("Độ co giãn là gì?\n\n" + INTRODUCED, decided)


def test_a_term_the_lesson_never_uses_is_found(decided):
    """Is a lesson number in the table that is not true found?"""
    found = introductions(INTRODUCED.replace("lượng tử hóa", "đổi"), decided)
    assert found == ["“lượng tử hóa” không có trong bài, mà GLOSSARY.md giao cho bài 1; dùng nó, hoặc sửa cột Bài"]


def test_a_longer_term_is_no_use_of_the_shorter(decided):
    """Does “giải lượng tử hóa” not count as “lượng tử hóa”?"""
    assert introductions("Ta giải lượng tử hóa (*dequantization*) x.", decided, number=2) == []


def test_a_later_term_needs_its_english_too(decided):
    """Must a look ahead to a later lesson's term give its English, and is that enough?"""
    assert introductions(INTRODUCED + "\n\nSau này giải lượng tử hóa.", decided)
    assert introductions(INTRODUCED + "\n\nSau này giải lượng tử hóa (*dequantization*).", decided) == []


# Sentences


@pytest.mark.parametrize(
    "text",
    [
        "Câu một. Câu hai.",
        "Thật sao? Đúng vậy.",
        "Ta chọn `int32`. Thế đủ không?",
        "Giá trị là 3. `x` bằng 4.",
        "- Mục một. Thêm câu nữa.",
        "> Gợi ý một. Gợi ý hai.",
        "Câu dài\nbị ngắt dòng.",
        "Một vế,\nvế sau.",
        "(Xem hình.) Rồi đọc tiếp.",
    ],
)
def test_a_line_that_is_not_one_sentence_is_found(text):
    """Is a line with two sentences, or with half of one, found?"""
    assert len(checker.sentence_findings(prose(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Câu một.\nCâu hai.",
        "# Bài 1. Từ số thực đến số nguyên\n\nMột câu.",
        "**Lưu ý.** Một câu thôi.",
        "**Bước 1. Thay số thực.**\nRồi tính.",
        "1. Mục thứ nhất\n2. Mục thứ hai\n",
        "- mục một;\n- mục hai",
        "Công thức:\n\n$$a. B$$\n\nHết.",
        "Ta có\n$$\na. B\nc\n$$\nHết.",
        "| A. B | C |\n|---|---|\n",
        "Chia 8.5 cho 2.0 rồi làm tròn, v.v. Xem Bài 2. Đúng không",
        "```\nmot. Hai\nba\n```",
        "Dòng ngắt cứng \\\ncâu sau.",
        "Các mã −128, −127, … `127` đều được.",
        "Vì sao?\n\n---\n\nVì thế.",
    ],
)
def test_one_sentence_per_line_passes(text):
    """Are lists, headings, labels, tables, formulas and code left alone?"""
    assert messages(checker.sentence_findings(prose(text))) == []


# Where the texts stand


def test_a_lesson_gives_its_markdown_strings_and_comments():
    """Does a lesson text give its prose, docstrings, comments and messages with their lines?"""
    found = [
        *passages.markdown_cells("source/bai01_x/bai01_x.py", LESSON),
        *passages.code_passages("source/bai01_x/bai01_x.py", LESSON),
    ]
    assert {(p.line, p.kind, p.text.strip()) for p in found} == {
        (2, "markdown", "# Bài 1\n\nĐộ co giãn là một bước."),
        (7, "markdown", "Câu trong ô ba nháy."),
        (13, "code", "Tính độ co giãn."),
        (14, "code", "làm tròn"),
        (15, "code", "Kết quả ▯ đúng"),
        (15, "code", "Đầu cuối"),
    }
    assert {"tinh", "alpha_q", "print"} <= found[0].names


def test_a_makefile_gives_its_comments_and_strings():
    """Does a Makefile give its help and messages, and not its rules?"""
    makefile = "help: ## in danh sách\n\techo 'Đã xong'\nKIỂU := ô\n"
    found = passages.settings_passages("Makefile", makefile)
    assert [(p.line, p.text) for p in found] == [(1, "# in danh sách"), (2, "Đã xong")]


def test_a_page_gives_its_text_attributes_and_quoted_strings():
    """Does a template give what its reader sees, and neither style nor tags nor code?"""
    found = passages.page_passages("a.html", PAGE)
    assert {(p.line, p.text) for p in found if passages.MARKED.search(p.text)} == {
        (2, "Báo cáo"),
        (2, "Chưa nộp"),
        (3, "Điểm: ▯"),
        (4, "Đang tải"),
    }


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("README.md", True),
        ("docs/cai_dat/may.md", True),
        ("course/plots.py", True),
        ("autograder/report/templates/lop.html.j2", True),
        ("source/bai01_x/bai01_x.py", True),
        ("nbgrader_config.py", True),
        ("Makefile", True),
        ("requirements.lock", False),
        ("tests/language/checker.py", False),
        ("source/bai01_x/khac.py", False),
        ("release/bai01_x/bai01_x.ipynb", False),
    ],
)
def test_texts_of_readers_are_told_from_the_rest(name, is_read):
    """Are exactly the files looked at that a student or an instructor reads?"""
    assert passages.is_read_in_vietnamese(name) is is_read


def test_decomposed_text_is_still_spelled(tmp_path, words):
    """Is a misspelt word found in a file that is in NFD too?"""
    (tmp_path / "README.md").write_text(unicodedata.normalize("NFD", "Phép lượng tữ này."), encoding="utf-8")
    (passage,) = passages.passages(tmp_path, "README.md")
    assert "“tữ”" in messages(checker.spelling_findings(passage, words))[0]


def test_files_that_git_would_add_are_listed(tmp_path):
    """Are tracked and new files listed, ignored and deleted ones not?"""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in (".gitignore", "mới.md", "bỏ.md", "deleted.md", "tracked.md"):
        Path(tmp_path, name).write_text("bỏ*\n", encoding="utf-8")
    subprocess.run(["git", "-C", tmp_path, "add", "tracked.md", "deleted.md"], check=True)
    Path(tmp_path, "deleted.md").unlink()
    assert passages.repository_files(tmp_path) == [".gitignore", "mới.md", "tracked.md"]


# Commands


def test_commands_of_a_document_are_read():
    """Are targets, subcommands and options taken from code, not from prose or comments?"""
    assert checker.make_targets_named(README) == {"test", "docs", "clean"}
    assert checker.subcommands_named(README) == {("build", ()), ("grade", ("--jobs",))}


def test_targets_of_a_makefile_are_read():
    """Are rules told from variables, recipes and .PHONY?"""
    makefile = "PYTHON := python\n.PHONY: all\nall test: build\n\techo a: b\nbuild:\n"
    assert checker.make_targets(makefile) == {"all", "test", "build"}
