"""Does a student's page say what is right, what to look at first and why, and never run what somebody wrote?"""

import re
from html.parser import HTMLParser

import nbformat
import pytest
from class_of_four import LESSON, SCRIPT, WRONG
from nbgrader.api import Gradebook

from autograder import exercises
from autograder.feedback.class_pages import write_pages
from autograder.feedback.sections import picture_of
from autograder.gradebook.config import db_url
from autograder.gradebook.marks import read_results
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.pages import formulas


class Elements(HTMLParser):
    """Every element of a page: (tag, attributes)."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def sections(page):
    """{anchor: the section's HTML}."""
    return dict(re.findall(r'(?s)<section class="[^"]*" id="([^"]+)"(.*?)</section>', page))


def page_of(folder, student):
    assert [page.problem for page in write_pages(folder, LESSON, [student])] == [""]
    return folder.feedback(student, LESSON).read_text(encoding="utf-8")


def test_another_tools_outputs(course):
    """Is HTML that claims to be a verdict, in a notebook that another tool wrote, no more than text, and is the grader's own still HTML?"""
    path = course.autograded("binh", LESSON)
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    cells[f"check-{WRONG}"].outputs[0].data["text/html"] = f"<div>10/10</div>{SCRIPT}"
    path.chmod(0o644)
    nbformat.write(notebook, path)
    page = page_of(course, "binh")
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;alert(1)" in page
    assert "<div style='border-left:6px solid #1b9a5a" in page


def test_penalty_larger_than_the_mark(course):
    """Where a person lowers a mark below what lateness took off, is the total 0, as in nbgrader's export?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_submission_notebook(LESSON, LESSON, "binh").late_submission_penalty = 20.0
        gradebook.db.commit()
    [written] = write_pages(course, LESSON, ["binh"])
    assert written.score == 0
    assert "Tổng điểm: 0/14" in course.feedback("binh", LESSON).read_text(encoding="utf-8")


def test_summary(pages):
    """Is the first lost exercise named and linked, with what is right after it, and the total as the gradebook has it?"""
    summary = re.search(r'(?s)<div class="summary">.*?</div>', pages["binh"])[0]
    assert "Tổng điểm: 9.75/14" in summary
    first = re.search(r'Xem trước hết:</b>\s*<a href="#([^"]+)">', summary)[1]
    assert first == "question-scale_outside_the_sum"
    assert f'href="#bai-{WRONG}"' in summary.split("Rồi đến")[1].split("Đã đúng")[0]
    assert 'href="#bai-unpack_int4"' in summary.split("Đã đúng")[1]
    assert "Phần đã chấm của bạn đúng hết" not in "".join(pages.values())


def test_every_link_leads_somewhere(pages):
    """Does each link of a page have its place in the page, and does every exercise of what could be read have a section?"""
    for student, page in pages.items():
        targets = re.findall(r'href="#([^"]+)"', page)
        assert set(targets) <= set(re.findall(r'id="([^"]+)"', page)), student
        asked = [f"bai-{exercise.function}" for exercise in exercises.load(LESSON).exercises]
        assert [name for name in sections(page) if name.startswith("bai-")] == ([] if student == "dung" else asked)
        assert all(href.startswith("#") for href in re.findall(r'href="([^"]*)"', page))


def test_file_that_could_not_be_read(pages, course):
    """Is the reason told and what to do, not every stub as not done; and what a person gave and said nevertheless?"""
    page = pages["dung"]
    assert "Tình trạng bài nộp: tệp rỗng" in page and "rồi nộp lại" in page and "Tổng điểm: 0/14" in page
    assert "chưa làm" not in page and "Điểm từng TODO" not in page and sections(page) == {}
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_grade("answer-scale_outside_the_sum", LESSON, LESSON, "dung").manual_score = 1.0
        gradebook.find_grade("check-unpack_int4", LESSON, LESSON, "dung").manual_score = 0.5
        gradebook.find_comment("exercise-pack_int4", LESSON, LESSON, "dung").manual_comment = "Em nộp lại nhé."
        gradebook.db.commit()
    page = page_of(course, "dung")
    assert list(sections(page)) == ["question-scale_outside_the_sum", "bai-pack_int4", "bai-unpack_int4"]
    assert "Em nộp lại nhé." in page and "Điểm: 1/2" in page and "Tổng điểm: 1.5/14" in page and "raise" not in page


def test_graded_again_since_a_person_marked(course):
    """Is a person's mark that another grading came after still that mark, with a note, and nothing that waits?"""
    assert "chấm lại" not in page_of(course, "an")
    list(grade_class(course, LESSON, GradeOptions(students=("an", "binh"), force=True)))
    written = {page.student: page for page in write_pages(course, LESSON)}
    assert not any(page.pending for page in written.values())
    page = page_of(course, "an")
    assert "Điểm: 1.5/2" in page and "Bài được chấm lại sau khi người chấm cho điểm này" in page
    assert "Chờ người chấm" not in page and "đổi câu trả lời" not in page
    assert "Bài được chấm lại sau đó" in sections(page_of(course, "binh"))[f"bai-{WRONG}"]


def test_waits_as_the_report_has_it(course):
    """Do page and marks of the class agree on what waits: what nobody and nothing has marked?"""
    with Gradebook(db_url(course)) as gradebook:
        grade = gradebook.find_grade("answer-scale_outside_the_sum", LESSON, LESSON, "an")
        grade.manual_score, grade.auto_score, grade.needs_manual_grade = None, None, True
        gradebook.db.commit()
    [lesson] = read_results(course, [LESSON]).lessons
    assert {page.student: page.pending for page in write_pages(course, LESSON)} == {
        name: mark.waiting > 0 for name, mark in lesson.marks.items()
    }
    assert lesson.of("an").waiting == 2 and "Chưa chấm, nhiều nhất 2 điểm" in page_of(course, "an")


def test_extra_credit(course):
    """Does credit beyond its points leave an exercise right, and pay for no other?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_grade("check-unpack_int4", LESSON, LESSON, "binh").extra_credit = 5.0
        gradebook.db.commit()
    page = page_of(course, "binh")
    assert "mất -" not in page and "✓ Đủ điểm" in sections(page)["bai-unpack_int4"]
    assert 'class="part right" id="bai-unpack_int4"' in page and f'class="part wrong" id="bai-{WRONG}"' in page


def test_exercise(pages):
    """Does an exercise's section hold title, points, diagnosis, code; and is a person's correction told as one?"""
    exercise = exercises.load(LESSON)[WRONG]
    wrong = sections(pages["binh"])[f"bai-{WRONG}"]
    assert exercise.title in wrong and f"Giống lỗi:</b> {exercise.misconceptions[0].name}" in wrong
    assert "1.75/2 điểm" in wrong and re.search(r"Người chấm đã sửa điểm của bài tập này; bộ chấm cho 1 điểm", wrong)
    assert "def</span>" in wrong and "bai.check" not in wrong
    assert "Người chấm đã sửa" not in pages["an"]


def test_own_cells_and_plots(pages):
    """Do the student's own cells and plots stand with the exercise they follow, the first plot with a text instead of it?"""
    section = sections(pages["an"])["bai-quantize_symmetric"]
    assert "Ô bạn tự thêm ở đây" in section and "&lt;b&gt;xong" in section
    [picture] = re.findall(r"<img [^>]*>", section)
    assert 'alt="Hình 1 do ô bạn tự thêm vẽ ra"' in picture and picture_of(re.search(r"base64,([^\"]+)", picture)[1])
    assert not re.findall(r"<img", pages["binh"])


def test_question_marked_by_a_person(pages):
    """Are question, answer, mark, comment, name and lateness there, and the mark scheme and raw formulas not?"""
    section = sections(pages["an"])["question-scale_outside_the_sum"]
    assert "thước nào ra được khỏi tổng?" in section and "Mỗi hàng thì được." in section
    assert "Điểm: 1.5/2" in section and "Thiếu lý do." in section
    assert (
        "Tổng điểm: 10.5/14" in pages["an"]
        and "Trừ nộp muộn: 1 điểm" in pages["an"]
        and "Nguyễn &lt;i&gt; An" in pages["an"]
    )
    assert 'aria-label="Y_{i,j}"' in section and "$" not in section and "MARK SCHEME" not in "".join(pages.values())


def test_words_of_the_grader_are_no_persons(pages):
    """Is it said of an empty answer that it is one, and not as a person's remark?"""
    section = sections(pages["chi"])["question-scale_outside_the_sum"]
    assert "Chưa có câu trả lời." in section and "Nhận xét" not in section


def test_title(pages):
    """Is the lesson called by number and title?"""
    assert all(
        f'<h1 id="dau-trang">Phản hồi: Bài 3. {exercises.load(LESSON).title}</h1>' in page for page in pages.values()
    )


def test_nothing_runs(pages):
    """Does what a student or a person wrote stay text, and may the page run no script and load nothing?"""
    for page in pages.values():
        found = Elements(page).found
        assert {"script", "iframe", "object", "link", "base", "form"}.isdisjoint(tag for tag, _ in found)
        assert not [name for _, attributes in found for name in attributes if name.startswith("on")]
        assert all(attributes["src"].startswith("data:image/png") for _, attributes in found if "src" in attributes)
        assert "default-src 'none'" in page
    assert pages["an"].count("&lt;script&gt;alert(1)") == SCRIPT.count("<script>") * 3


def test_html_only_from_verdicts(course):
    """Where a graded notebook's own cell holds HTML, a broken picture or one that is no PNG, is none of it shown?"""
    path = course.autograded("an", LESSON)
    notebook = nbformat.read(path, as_version=4)
    own = next(cell for cell in notebook.cells if "plt.show" in cell.source and "nbgrader" not in cell.metadata)
    bad = ['x" onerror="alert(2)', "aGVsbG8=", "é"]
    own.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<b>của tôi</b>", "text/plain": "chữ"})]
    own.outputs += [nbformat.v4.new_output("display_data", {"image/png": text}) for text in bad]
    path.chmod(0o644)
    nbformat.write(notebook, path)
    assert [page.problem for page in write_pages(course, LESSON, ["an"])] == [""]
    page = course.feedback("an", LESSON).read_text(encoding="utf-8")
    assert (
        "của tôi" not in page
        and "<img" not in page
        and "<pre>chữ</pre>" in page
        and "onerror=" not in page.replace("onerror=alert(1)&gt;", "")
    )


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_formulas_of_every_question(project, lesson):
    """Can every formula of the lessons' questions be drawn?"""
    notebook = nbformat.read(project.release(lesson), as_version=4)
    asked = "\n".join(cell.source for cell in notebook.cells if cell.id.startswith("question-"))
    for tex in re.findall(r"\$([^$]+)\$", asked):
        assert formulas.svg(tex).startswith("<svg"), tex


def test_formula_that_is_none():
    """Does TeX that cannot be drawn stand there as text, harmless?"""
    assert formulas.svg(r"\khong_co{<b>}") == r"<code>\khong_co{&lt;b&gt;}</code>"
