"""The command line: one function a command, each prints what to do next. Errors a person can mend exit with 2."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from autograder.course_folder import ROOT, CourseError, CourseFolder

MISPLACED_SHOWN = 5
DEMO_CLASS = 40  # students of the demo class, at the most, in each lesson
STOPPED = 130  # what shells say of a program that Ctrl-C ended


def main(arguments=None):
    """Run one command; returns the exit code: 0 done, 1 a check failed, 2 called wrongly, 130 stopped by Ctrl-C."""
    chosen = _parser().parse_args(arguments)
    _put_tools_on_path()
    try:
        return chosen.run(chosen) or 0
    except CourseError as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        print(f"Lỗi: không đọc hay ghi được {error.filename}: {error.strerror}. Hãy xem lại đường dẫn và quyền.", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        print(stopped if stopped.args else "Đã dừng.", file=sys.stderr)
        return STOPPED


def build(chosen):
    from autograder import build as author

    folder = CourseFolder(ROOT)
    lessons = chosen.lessons or folder.lessons()
    if not chosen.check:
        for lesson in lessons:
            author.build(folder, lesson, print)
        return 0
    found = [sentence for lesson in lessons for sentence in author.check(folder, lesson)]
    for sentence in found:
        print(sentence)
    if found:
        print(f"Hãy chạy: python -m autograder build {' '.join(chosen.lessons)}".rstrip())
        return 1
    print(f"{', '.join(lessons)}: mọi tệp đã lưu khớp với bản dựng.")
    return 0


def grade(chosen):
    if sys.stderr.isatty():
        print("Đang chuẩn bị…", file=sys.stderr)
    from autograder.grading.school_class import Wishes
    from autograder.grading.settings import db_shown
    from autograder.grading.submissions import misplaced
    from autograder.tables import console

    screen, folder = console(), _course_folder(chosen)
    wishes = Wishes(
        tuple(chosen.student), chosen.force, chosen.dry_run, chosen.jobs, chosen.sandbox, chosen.scheduler
    )
    summary = _graded(folder, chosen.lesson, wishes, screen)
    summary.show(screen)
    if lost := misplaced(folder):
        shown = ", ".join(lost[:MISPLACED_SHOWN]) + (", …" if len(lost) > MISPLACED_SHOWN else "")
        print(f"{len(lost)} tệp trong `submitted/` nằm sai chỗ nên không được chấm: {shown}")
        print(f"Mỗi bài nộp phải nằm ở `submitted/<mã sinh viên>/{chosen.lesson}/{chosen.lesson}.ipynb`.")
    if chosen.dry_run:
        print("Chấm thử: chưa ghi gì. Bỏ --dry-run để ghi.")
        return 0
    print(f"Sổ điểm:  {db_shown(folder)}")
    print(f"Bài chấm: {folder.root / 'autograded'}")
    print(f"Viết trang phản hồi: nbgrader generate_feedback {chosen.lesson} --course-dir {folder.root} --force")
    return 0


def _graded(folder, lesson, wishes, screen):
    """Grade a class with a progress bar; returns its Summary. Ctrl-C ends it between two writings."""
    from autograder.grading.school_class import grade_class
    from autograder.grading.stopping import Stopping
    from autograder.tables import Summary, progress_bar

    summary = Summary()
    with Stopping() as stopping:
        try:
            for result in grade_class(folder, lesson, wishes, progress_bar(screen, "Đang chấm"), stopping):
                summary.add(result)
        except KeyboardInterrupt as error:
            written = "chưa ghi gì" if wishes.dry_run else f"điểm của {summary.count} bài đã ở trong sổ điểm"
            again = "chấm lại từ đầu" if wishes.force or wishes.dry_run else "chấm tiếp"
            raise KeyboardInterrupt(f"Đã dừng: {written}. Chạy lại lệnh này để {again}.") from error
    return summary


def demo(chosen):
    from autograder import build as author
    from autograder.demo.course import hand_in, new_course
    from autograder.tables import console

    screen, project = console(), CourseFolder(ROOT)
    lessons = chosen.lessons or project.lessons()
    for lesson in lessons:
        author.build(project, lesson, print)
    folder = new_course(Path(chosen.course_dir).resolve())
    people = {lesson: hand_in(project, folder, lesson, endless=lesson == lessons[0], most=DEMO_CLASS) for lesson in lessons}
    screen.print(f"Lớp mẫu: {sum(map(len, people.values()))} bài nộp trong {folder.root / 'submitted'}")
    pages = [page for lesson in lessons for page in _demonstrated(folder, lesson, people[lesson], chosen, screen)]
    print(f"Trang phản hồi: {pages[0]} (và {len(pages) - 1} trang nữa)")
    print(f"Sổ điểm:        {folder.gradebook}")
    return 0


def _demonstrated(folder, lesson, people, chosen, screen):
    """Grade one lesson of the demo class and write its feedback; returns the pages' paths."""
    from autograder.grading.feedback import generate_feedback
    from autograder.grading.school_class import Wishes
    from autograder.tables import progress_bar

    screen.rule(lesson)
    summary = _graded(folder, lesson, Wishes(jobs=chosen.jobs, sandbox=chosen.sandbox), screen)
    students = [person.student for person in people]
    written = list(progress_bar(screen, "Viết phản hồi")(generate_feedback(folder, lesson, students), len(students)))
    summary.show(screen)
    return [folder.feedback(student, lesson) for student in written]


def handout(chosen):
    from autograder.handout import pack

    path = pack(CourseFolder(ROOT), chosen.lessons or CourseFolder(ROOT).lessons(), Path(chosen.output))
    print(f"Đã đóng gói: {path}")
    return 0


def bench(chosen):
    from autograder.bench import report

    plot = Path(chosen.plot)
    report(CourseFolder(ROOT), chosen.lesson, chosen.submissions, chosen.few, chosen.rounds, chosen.scales, plot)
    return 0


def overview(chosen):
    from autograder import course_map

    for path in course_map.write(ROOT):
        print(f"Đã ghi: {path}")
    return 0


def doctor(chosen):
    from autograder.sandbox.doctor import report

    offered = report(print)
    if not offered:
        print("Máy này không có vùng cách ly nào dùng được. Trên Debian và Ubuntu, hãy chạy: `sudo apt-get install bubblewrap`. Trên macOS và Windows, chỉ chấm được với --sandbox none.")
        return 1
    first, holds = offered[0]
    if holds:
        print(f"Lệnh grade sẽ chạy bài nộp trong: {first}")
        return 0
    better = next((f"Hãy chấm với --sandbox {kind}." for kind, held in offered if held), "Đừng chấm bài lạ trên máy này.")
    print(f"Lệnh grade sẽ chạy bài nộp trong {first}, mà {first} không chặn được hết. {better}")
    return 1


def lab(chosen):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    quiet = "--LabApp.news_url="  # no question about news at the first start
    return subprocess.call(
        [sys.executable, "-m", "jupyterlab", quiet, "--notebook-dir", str(ROOT / "release")], env=environment
    )


def _course_folder(chosen):
    root = Path(chosen.course_dir).resolve()
    if not root.is_dir():
        raise CourseError(f"Không có thư mục {root}. Hãy xem lại --course-dir.")
    return CourseFolder(root)


def _put_tools_on_path():
    """nbgrader calls `alembic` by name: let it find the one of this environment."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", "")])


class _Parser(argparse.ArgumentParser):
    """argparse in Vietnamese; what is wrong ends with where to look."""

    def __init__(self, **options):
        super().__init__(add_help=False, **options)
        self._positionals.title, self._optionals.title = "tham số", "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in trang trợ giúp này rồi thoát")

    def error(self, message):
        self.exit(2, f"Lỗi: gọi sai lệnh ({message}). Hãy xem: {self.prog} --help\n")


def _parser():
    parser = _Parser(
        prog="python -m autograder", description="Dựng bài học, chấm bài nộp, đóng gói cho sinh viên."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    def command(run, text, example):
        added = commands.add_parser(
            run.__name__, help=text, description=text, epilog=f"Ví dụ: python -m autograder {example}"
        )
        added.set_defaults(run=run)
        return added

    added = command(build, "Dựng notebook và bản phát từ tệp bài học.", "build bai01_so_nguyen")
    added.add_argument("lessons", nargs="*", metavar="BÀI", help="tên bài; mặc định là mọi bài")
    added.add_argument("--check", action="store_true", help="chỉ so với các tệp đã lưu, không ghi gì")

    added = command(grade, "Chấm mọi bài nộp của một bài.", "grade bai01_so_nguyen --course-dir demo")
    added.add_argument("lesson", metavar="BÀI", help="tên bài, như bai01_so_nguyen")
    added.add_argument("--course-dir", default=str(ROOT), metavar="THƯ_MỤC", help="thư mục khóa học của nbgrader; mặc định là kho này")
    added.add_argument("--student", action="append", default=[], metavar="MÃ", help="chỉ chấm sinh viên này; viết lại nhiều lần cho nhiều người")
    added.add_argument("--force", action="store_true", help="chấm lại cả những bài không có gì đổi")
    added.add_argument("--dry-run", action="store_true", help="chỉ cho xem điểm nào sẽ đổi, không ghi gì")
    _how_to_grade(added, "auto")
    added.add_argument("--scheduler", metavar="ĐỊA_CHỈ", help="chấm trên nhiều máy: địa chỉ của bộ điều phối, như `tcp://10.0.0.1:8786`")

    added = command(demo, "Tạo một lớp mẫu, nộp, chấm, viết phản hồi, in bảng điểm.", "demo")
    added.add_argument("lessons", nargs="*", metavar="BÀI", help="tên bài; mặc định là mọi bài")
    added.add_argument("--course-dir", default=str(ROOT / "demo"), metavar="THƯ_MỤC", help="thư mục của lớp mẫu, được tạo lại mỗi lần chạy")
    _how_to_grade(added, "auto" if sys.platform == "linux" else "none")  # this class is the project's own work

    added = command(handout, "Đóng gói bản phát cho sinh viên thành một tệp nén.", "handout bai01_so_nguyen")
    added.add_argument("lessons", nargs="*", metavar="BÀI", help="tên bài; mặc định là mọi bài")
    added.add_argument("--output", default=str(ROOT / "dist"), metavar="THƯ_MỤC", help="nơi đặt tệp nén")

    added = command(bench, "Đo thời gian chấm, so với nbgrader gốc.", "bench --submissions 200")
    added.add_argument("lesson", nargs="?", default="bai01_so_nguyen", metavar="BÀI")
    added.add_argument("--submissions", type=_positive, default=200, metavar="N", help="số bài nộp trong mỗi lượt")
    added.add_argument("--few", type=_positive, default=8, metavar="N", help="số bài nbgrader chấm trong mỗi lượt, vì nó chậm")
    added.add_argument("--rounds", type=_positive, default=3, metavar="N", help="số lượt đo")
    added.add_argument("--scales", type=_positive, nargs="*", default=[100, 1000, 10_000], metavar="N", help="các cỡ lớp để đo thời gian và bộ nhớ")
    added.add_argument("--plot", default=str(ROOT / "docs" / "images" / "do_cham.png"), metavar="TỆP", help="nơi lưu hình")

    command(overview, "Vẽ bản đồ khóa học và viết lại bảng các bài trong README.", "overview")

    command(doctor, "Cho biết máy này có vùng cách ly nào, và thử phá từng vùng.", "doctor")

    command(lab, "Mở JupyterLab ở thư mục bản phát.", "lab")
    return parser


def _how_to_grade(added, sandbox):
    added.add_argument("--jobs", type=_positive, metavar="N", help="số bài chấm cùng lúc; mặc định bằng số nhân của bộ xử lý")
    added.add_argument(
        "--sandbox", choices=["auto", "bubblewrap", "landlock", "none"], default=sandbox,
        help="nơi chạy bài nộp; none là không cách ly, và bài chấm có ghi điều này",
    )  # fmt: skip


def _positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("phải là số nguyên dương")
    return int(text)
