"""Does each sandbox hold what the doctor throws at it, and would the doctor notice one that does not?"""

import pytest

from autograder.commands import main
from autograder.sandbox import doctor
from autograder.sandbox.sandboxes import KINDS, NONE, unavailable

HARMLESS = (
    "xem thư mục có lời giải",
    "đọc mã của bộ chấm",
    "đọc thư mục cá nhân",
    "đọc tệp của người khác",
    "ghi vào tệp của người khác",
    "đọc biến môi trường của tiến trình khác",
    "thấy tiến trình bộ chấm",
    "gửi tín hiệu cho tiến trình bộ chấm",
    "kết nối TCP",
    "gửi gói UDP",
    "kết nối tới `socket` Unix của máy",
    "kết nối tới `socket` Unix trừu tượng",
    "gửi tin tới `socket` Unix của máy",
    "đổi quyền của tệp của người khác",
    "giết tiến trình khác qua chủ của một ống (`F_SETOWN`)",
    "giết tiến trình khác qua `F_SETOWN_EX`",
    "giết tiến trình khác qua chủ của một `socket` (`FIOSETOWN`)",
    "làm rỗng tệp của người khác (`truncate`)",
    "làm rỗng tệp của người khác lúc mở để đọc",
    "làm rỗng tệp chỉ được đọc",
    "làm rỗng tệp của người khác lúc mở mà không đọc cũng không ghi",
    "gõ chữ vào cửa sổ dòng lệnh (`TIOCSTI`)",
    "gõ chữ vào cửa sổ dòng lệnh, với số lệnh dài 64 bit",
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_gets_out(kind, missing_part):
    """Does no probe get what it wants?"""
    if reason := unavailable(kind):
        missing_part(reason)
    assert [probe.hope for probe, got_out in doctor.examine(kind) if got_out] == []


@pytest.mark.robust
def test_probes_are_real(monkeypatch):
    """Does every probe that harms nobody get what it wants where there is no sandbox?"""
    chosen = [probe for probe in doctor.PROBES if probe.hope in HARMLESS]
    assert len(chosen) == len(HARMLESS)
    monkeypatch.setattr(doctor, "PROBES", chosen)
    assert [probe.hope for probe, got_out in doctor.examine(NONE) if not got_out] == []


def test_no_sandbox_is_refused(monkeypatch):
    """Where no sandbox comes up, is grading refused with what to do, unless asked for?"""
    from autograder.files.course_error import CourseError
    from autograder.sandbox import choose, sandboxes

    monkeypatch.setattr(sandboxes, "unavailable", lambda kind: "thử nghiệm")
    monkeypatch.setattr(sandboxes, "_CHOSEN", [])
    with pytest.raises(CourseError, match="--sandbox none"):
        choose()
    assert choose(NONE) == NONE


@pytest.mark.parametrize(
    "holding, words",
    [
        (("landlock",), "không chặn được hết. Hãy chấm với --sandbox landlock"),
        ((), "không chặn được hết. Đừng chấm"),
        (("bubblewrap", "landlock"), "sẽ chạy bài nộp trong: bubblewrap"),
    ],
)
def test_what_is_advised(monkeypatch, capsys, holding, words):
    """Does the doctor speak of the sandbox that grading would take, also where it starts but does not hold?"""
    probe = doctor.PROBES[0]
    monkeypatch.setattr(doctor, "unavailable", lambda kind: "")
    monkeypatch.setattr(doctor, "examine", lambda kind: [(probe, kind not in holding)])
    assert main(["doctor"]) == (0 if KINDS[0] in holding else 1)
    assert words in capsys.readouterr().out
