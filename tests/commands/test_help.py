"""Does every command explain itself in Vietnamese, with an example that works, and say of every wrong call what is wrong?"""

import argparse
import ast
import inspect
import re
import shlex

import pytest

from autograder.commands import STOPPED, command_line, grading, main
from autograder.commands.calling import CODES, Parser
from autograder.commands.vietnamese import MESSAGES
from autograder.course_folder import ROOT
from autograder.files.course_error import CourseError

[KNOWN] = [action.choices for action in command_line()._actions if isinstance(action, argparse._SubParsersAction)]
EXAMPLE = re.compile(r"^Ví dụ: python -m autograder (.+)$", re.M)
ENGLISH = re.compile(
    r"\b(usage|positional|arguments?|options?|required|expected|invalid|choice|choose|unrecognized|ambiguous|show|exit|error|value)\b",
    re.I,
)
OF_AUTHORS = re.compile(  # what argparse says to who builds a parser, and to users of what no command here has
    "conflicting|invalid option string|dest= is required|conflict_resolution|mutually exclusive|not callable|multiple subparser|"
    "cannot merge|'required' is an invalid|subcommands|with mode|can't open|prog|\\.__call__|deprecated|already"
)


def called(arguments, capsys):
    """(exit code, what was printed, what went to stderr) of a call that argparse ends."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, *capsys.readouterr()


def wrong(error):
    """A command that raises it."""

    def run(chosen):
        raise error

    return run


@pytest.mark.parametrize("name", KNOWN)
def test_help(name, capsys):
    """Is it there, in Vietnamese, with the exit codes, and does its example call this very command?"""
    code, shown, _ = called([name, "--help"], capsys)
    assert code == 0 and CODES in shown and shown.startswith("Cách gọi: python -m autograder")
    assert ENGLISH.findall(re.sub(r"--[\w-]+", "", shown)) == []
    [example] = EXAMPLE.findall(shown)
    chosen = command_line().parse_args(shlex.split(example))
    assert chosen.run.__name__.replace("_", "-") == name == shlex.split(example)[0]


@pytest.mark.parametrize("name", KNOWN)
def test_everything_is_explained(name):
    """Has every parameter and option a word on what it is for, and a Vietnamese name for its value?"""
    for action in KNOWN[name]._actions:
        assert action.help, action.dest
        if action.nargs != 0 and not action.choices:
            assert action.metavar, action.dest


def test_help_of_all(capsys):
    """Does the whole list name each command, with its sentence?"""
    code, shown, _ = called(["--help"], capsys)
    assert code == 0 and CODES in shown and ENGLISH.findall(re.sub(r"--[\w-]+", "", shown)) == []
    assert all(re.search(rf"^ +{name}\b", shown, re.M) for name in KNOWN)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "còn thiếu LỆNH"),
        (["grad"], "không có 'grad', hãy chọn một trong: "),
        (["grade"], "còn thiếu BÀI"),
        (["grade", "a", "b"], "không có tham số hay tùy chọn nào là b"),
        (["grade", "a", "--nhanh"], "không có tham số hay tùy chọn nào là --nhanh"),
        (["grade", "a", "--student"], "--student: cần đúng một giá trị"),
        (["grade", "a", "--s", "x"], "--s viết tắt của nhiều tùy chọn: --student, --sandbox, --scheduler"),
        (["grade", "a", "--force=1"], "--force: tùy chọn này không nhận giá trị, nhưng được cho '1'"),
        (["grade", "a", "--sandbox", "hop"], "--sandbox: không có 'hop', hãy chọn một trong: "),
        (["grade", "a", "--jobs", "0"], "--jobs: phải là số nguyên dương"),
        (["similarity", "a", "--threshold", "x"], "--threshold: phải là số từ 0 đến 100"),
        (["deadline", "a", "--extend", "sv001"], "--extend: cần đúng 2 giá trị"),
        (["bench", "--scales", "-1"], "--scales: phải là số nguyên dương"),
    ],
)
def test_wrong_calls(arguments, said, capsys):
    """Is each told in Vietnamese, with where to look, and exit code 2?"""
    code, shown, told = called(arguments, capsys)
    assert (code, shown) == (2, "")
    assert told.startswith("Lỗi: gọi sai lệnh: ") and told.endswith(" --help\n") and told.count("\n") == 1
    assert said in told and ENGLISH.findall(re.sub(r"--[\w-]+|\{.*\}", "", told)) == []


def test_wrong_calls_of_later_commands(capsys):
    """Are the words in Vietnamese, too, that no command needs yet?"""
    parser = Parser(prog="thu")
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--a", nargs="+")
    one.add_argument("--b", type=int)
    for arguments, said in (
        ([], "cần một trong các tùy chọn --a --b"),
        (["--a"], "--a: cần ít nhất một giá trị"),
        (["--b", "x"], "--b: 'x' không phải là int"),
        (["--a", "x", "--b", "1"], "--b: không dùng chung với --a được"),
    ):
        with pytest.raises(SystemExit):
            parser.parse_args(arguments)
        assert said in capsys.readouterr().err


def test_every_word_of_argparse():
    """Has this Python's argparse a sentence for users that is not in the table? (A new Python may bring one.)"""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    asked = [
        call.args[: 1 + (call.func.id == "ngettext")]
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
    ]
    words = [text.value for texts in asked for text in texts if isinstance(text, ast.Constant)]
    assert len(words) > 20
    assert [word for word in words if word not in MESSAGES and not OF_AUTHORS.search(word)] == []


def test_placeholders():
    """Does each translation fill in what the English sentence fills in?"""
    pattern = re.compile(r"%(?:\(\w+\))?[rs]")
    for english, vietnamese in MESSAGES.items():
        assert sorted(pattern.findall(english)) == sorted(pattern.findall(vietnamese)), english


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (lambda chosen: None, 0),
        (lambda chosen: 1, 1),
        (wrong(CourseError("Hãy sửa.")), 2),
        (wrong(OSError(13, "không có quyền", "a.txt")), 2),
        (wrong(KeyboardInterrupt()), STOPPED),
    ],
)
def test_exit_codes(monkeypatch, capsys, ends, code):
    """Does a command that is done, fails its check, cannot go on, or is stopped, end with its code and a sentence?"""
    ends.__name__ = "doctor"
    monkeypatch.setattr(grading, "doctor", ends)
    assert main(["doctor"]) == code
    told = capsys.readouterr().err
    assert (told == "") == (code < 2) and "Traceback" not in told


def test_the_page_on_grading_has_the_codes():
    """Does the instructor's page give the codes that every help gives?"""
    listed = re.findall(
        r"^\| (\d+) \| ", (ROOT / "docs" / "cham_bai.md").read_text(encoding="utf-8").split("## Mã thoát", 1)[1], re.M
    )
    assert listed == re.findall(r"(\d+) là", CODES) == ["0", "1", "2", str(STOPPED)]
