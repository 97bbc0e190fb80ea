"""A class for Formgrader: names, folders, answers and outputs that would each run a script in the instructor's Jupyter."""

import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from autograder.course_folder import CourseFolder
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import grade_class

LESSON = "bai_rieng"
RUNS = "<img src=khong-co onerror=alert({})>"
HOSTILE_FOLDER = RUNS.format("'thư mục'")
OLD_ID = f'cu"{RUNS.format("`mã cũ`")}'
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

INTRODUCTION = """# Lời dẫn
<div style="color: rgb(0, 100, 0)" class="cua-giang-vien">Giảng viên *được* viết HTML.</div>

Công thức $s = \\frac{a}{b}$, và [một liên kết](#muc-luc)."""
HONEST = """### Trả lời
Vì $a < b$ nên **đúng**, xem `x = 1 < 2`:

| mã | số thực |
|---:|:---|
| 1 | 0.5 |

```python
print("xong")
```

- [x] đã thử

![ảnh chụp](attachment:Ảnh%20chụp.png) ![thiếu](attachment:image.png)

[nguồn](https://arxiv.org/abs/1712.05877)"""
HOSTILE = f"""{RUNS.format("'thẻ'")} <svg onload=alert('svg')></svg> <script>alert('script')</script>

[a](javascript:alert('a')) [b](&#106;avascript:alert('b')) [c](data:text/html,<script>alert('c')</script>) <a href="jav&#x09;ascript:alert(1)">d</a>
[e](trang.html) ![f](/formgrader?path=submitted) [g][h] <iframe src="javascript:alert('g')"></iframe> <math><a xlink:href="javascript:alert(1)">m</a></math>

[h]: javascript:alert('h')

<div class="navbar-fixed-top" style="position:fixed" id="statusmessage" onclick="alert('bấm')">che</div>"""


def labels(grade_id, **more):
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**kinds, "schema_version": 3, "grade_id": grade_id, **more}}


def hostile_class(project, root):
    """A CourseFolder with that class graded once: a hostile answer, an honest one, and one that another tool is said to have graded."""
    folder = CourseFolder(root)
    _write(folder.source(LESSON), _lesson())
    _write(folder.release(LESSON), _lesson())
    config = project.config.read_text(encoding="utf-8").replace(
        "Path(__file__).resolve().parent", repr(str(project.root))
    )
    folder.config.write_text(config, encoding="utf-8")
    for student, answer in {"an": HOSTILE, "binh": HONEST, "chi": "Vì thế."}.items():
        handed_in = _lesson()
        handed_in.cells[4].source = answer
        handed_in.cells[4].attachments = {"Ảnh chụp.png": {"image/png": PIXEL}}
        _write(folder.submitted(student, LESSON), handed_in)
    list(grade_class(folder, LESSON))
    shutil.copytree(folder.submitted("chi", LESSON).parent, folder.root / "submitted" / HOSTILE_FOLDER / LESSON)
    _by_another_tool(folder.autograded("chi", LESSON))
    with Gradebook(db_url(folder)) as gradebook:  # as an older version let them in
        gradebook.update_or_create_student(
            "an", last_name=RUNS.format("'họ'"), first_name=RUNS.format("'tên'"), email=RUNS.format("'thư'")
        )
        gradebook.add_student(OLD_ID, last_name="Cũ", first_name="Mã")
    return folder


def _lesson():
    return new_notebook(
        cells=[
            new_markdown_cell(INTRODUCTION, id="loi-dan"),
            new_code_cell("x = 3", id="tra-loi", metadata=labels("tra-loi", solution=True)),
            new_code_cell(
                "assert x == 3", id="kiem-tra", metadata=labels("kiem-tra", grade=True, locked=True, points=2)
            ),
            new_markdown_cell("### Câu hỏi: vì sao?", id="question-0", metadata=labels("question-0", locked=True)),
            new_markdown_cell(
                "Viết vào đây.", id="vi-sao", metadata=labels("vi-sao", grade=True, solution=True, points=3)
            ),
        ]
    )


def _by_another_tool(path):
    """What no step of this project's left in a graded notebook: outputs of every kind, cells that claim to be locked, metadata."""
    notebook = nbformat.read(path, as_version=4)
    script = "<script>alert('kết quả')</script>" + RUNS.format("'kết quả'")
    kinds = ["text/html", "image/svg+xml", "text/markdown", "application/javascript", "text/latex", "text/vnd.mermaid"]
    data = [{kind: "alert('js')" if "java" in kind else script} for kind in kinds] + [
        {"text/html": script, "text/plain": "x"}
    ]
    outputs = [new_output("display_data", data=one) for one in data]
    outputs.append(
        new_output("display_data", data={"image/png": PIXEL}, metadata={"image/png": {"width": "1 onload=alert('cỡ')"}})
    )
    outputs.append(new_output("display_data", data={"text/html": script}, metadata={"text/html": {"isolated": True}}))
    hostile = new_code_cell(
        "1", outputs=outputs, metadata={"tags": [script], "magics_language": script, "name": script}
    )
    hostile["execution_count"] = script
    claiming = new_markdown_cell(HOSTILE, metadata=labels(f'x"{script}', locked=True))
    notebook.cells += [hostile, claiming, new_markdown_cell(HOSTILE, metadata=labels("loi-dan", locked=True))]
    told = {"title": script, "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "a": script}}}
    notebook.metadata.update({**told, "language_info": {"name": f'python"{script}'}})
    path.chmod(0o644)
    _write(path, notebook)


def _write(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
