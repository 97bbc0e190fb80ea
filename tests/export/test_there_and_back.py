"""Does a class go from Moodle's zip through grading into Moodle's worksheet, each mark to whom it belongs?"""

import csv
import zipfile

from autograder.commands import main
from autograder.demo.course import set_up
from autograder.demo.students import FAMILY

LESSON = "bai01_so_nguyen"
CHOSEN = ("sv001", "sv008", "sv020")


def test_there_and_back(project, tmp_path, capsys):
    """Are a roster, a zip with its worksheet and a grading enough for marks, feedback pages and times to stand where they should?"""
    folder, people = set_up(project, LESSON, tmp_path / "course")
    handed_in = {person.student: person for person in people if person.student in CHOSEN}
    for path in sorted((folder.root / "submitted").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    roster, archive, sheet, back = (tmp_path / name for name in ("lop.csv", "bai_nop.zip", "bang.csv", "nop.csv"))
    names = {student: f"{FAMILY[number]} Thị Ánh" for number, student in enumerate(CHOSEN)}
    roster.write_text(
        "Mã sinh viên,Họ và tên\n" + "".join(f"{student},{name}\n" for student, name in names.items()),
        encoding="utf-8-sig",
    )
    with zipfile.ZipFile(archive, "w") as packed:
        for number, student in enumerate(CHOSEN):
            packed.writestr(
                f"{names[student]}_{number + 70}_assignsubmission_file_/bài của em.ipynb", handed_in[student].content
            )
    heading = [
        "Identifier",
        "Full name",
        "Status",
        "Grade",
        "Maximum Grade",
        "Grade can be changed",
        "Last modified (submission)",
        "Last modified (grade)",
    ]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        rows = [
            [f"Participant {n + 70}", names[s], "", "", "10.00", "Yes", "Saturday, 3 January 2026, 5:30 PM", "-"]
            for n, s in enumerate(CHOSEN)
        ]
        csv.writer(file).writerows([heading, *rows])

    at = ["--course-dir", str(folder.root)]
    assert main(["roster", str(roster), *at]) == 0
    assert main(["collect", str(archive), "--lesson", LESSON, "--from", "moodle", "--timestamps", str(sheet), *at]) == 0
    assert main(["grade", LESSON, *at]) == 0
    assert main(["feedback", LESSON, *at]) == 0
    assert main(["export", LESSON, "--to", "moodle", "--worksheet", str(sheet), "--output", str(back), *at]) == 0
    with back.open(encoding="utf-8", newline="") as file:
        marks = {row["Full name"]: float(row["Grade"]) for row in csv.DictReader(file)}
    expected = {names[student]: 10 - len(handed_in[student].costs) for student in CHOSEN}
    assert marks == expected and len(set(marks.values())) > 1
    assert all((folder.submitted(student, LESSON).parent / "timestamp.txt").is_file() for student in CHOSEN)
    with zipfile.ZipFile(tmp_path / "nop_phan_hoi.zip") as pages:
        assert [name.partition("_")[0] for name in pages.namelist()] == list(names.values())
    assert "Gói trang phản hồi của 3 sinh viên" in capsys.readouterr().out
