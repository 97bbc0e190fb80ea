"""What students handed in, found in nbgrader's folder, and the hash of all that a mark is made from."""

import hashlib
import json
import os
import stat

from autograder.course_folder import CourseError
from autograder.grading.tasks import Handed
from autograder.grading.version import grader_version
from autograder.intake.read import take
from autograder.intake.status import Status
from autograder.moments import moment_of
from autograder.sandbox import NONE
from course.checking import frozen

OTHER_NAME = "Tên tệp là {found!r}, không phải {wanted!r}. Tệp vẫn được chấm; lần sau bạn nhớ giữ đúng tên nhé."
TIMESTAMP = "timestamp.txt"
NO_TIME = f"Tệp {TIMESTAMP} không ghi một thời điểm, nên bài được coi là không có giờ nộp. Giảng viên hãy xem lại tệp ấy."
LONGEST_ID = 128
NO_ID = "tên thư mục không dùng được"
WHY_NO_ID = f"Tên thư mục trong submitted/ phải viết bằng UTF-8 và không dài hơn {LONGEST_ID} byte. Hãy đổi tên rồi chấm lại."


def chosen_students(folder, lesson, students):
    """The students to grade, in order; raises CourseError where there are none or one is unknown."""
    known = folder.students(lesson)
    if not known:
        raise CourseError(
            f"Chưa có bài nộp nào cho {lesson} trong {folder.root / 'submitted'}. "
            f"Mỗi bài nộp nằm ở submitted/<mã sinh viên>/{lesson}/{lesson}.ipynb."
        )
    unknown = sorted(set(students) - set(known))
    if unknown:
        raise CourseError(f"Không thấy bài nộp {lesson} của: {', '.join(unknown)}. Hãy so lại mã với tên thư mục trong submitted/.")
    return sorted(set(students)) or known


def misplaced(folder):
    """Notebooks under submitted/ that lie where nobody looks: not in submitted/<student>/<lesson>/."""
    top = folder.root / "submitted"
    return sorted(str(path.relative_to(top)) for pattern in ("*.ipynb", "*/*.ipynb") for path in top.glob(pattern))


def is_student_id(name):
    """Can nbgrader's gradebook hold it? Names of folders that are no text, or too long, it cannot."""
    try:
        return len(name.encode()) <= LONGEST_ID
    except UnicodeEncodeError:
        return False


def hand_in(folder, student, lesson):
    """The student's file as it is now, with what was noticed about its name and its time."""
    path, notices = find_submission(folder, student, lesson)
    timestamp, about_time = timestamp_of(folder, student, lesson)
    return Handed(student, taken(folder, student, lesson, path), (*notices, *about_time), timestamp)


def find_submission(folder, student, lesson):
    """(path, notices): the notebook of a student's folder, also where its file has another name."""
    wanted = folder.submitted(student, lesson)
    if os.path.lexists(wanted):
        return wanted, ()
    others = [path for path in sorted(wanted.parent.glob("*.ipynb")) if is_regular(path)]
    if len(others) == 1:
        return others[0], (OTHER_NAME.format(found=others[0].name, wanted=wanted.name),)
    return wanted, ()


def taken(folder, student, lesson, path):
    """The bytes of a student's file, or the Status that says why there are none: links lead to somebody else's."""
    if is_linked(folder, student, lesson) or _is_anothers(path):
        return Status.NOT_REGULAR
    return take(path)


def is_linked(folder, student, lesson):
    """Is a link in the place of the student's folder, or of the lesson's in it?"""
    place = folder.submitted(student, lesson).parent
    return place.is_symlink() or place.parent.is_symlink()


def _is_anothers(path):
    """Is it a second name of a file that belongs to somebody else than the folder it lies in?"""
    if not os.path.lexists(path):
        return False
    found = os.lstat(path)
    return found.st_nlink > 1 and found.st_uid != os.stat(path.parent).st_uid


def timestamp_of(folder, student, lesson):
    """(when it was handed in, in UTC, or None; notices): what collecting, or a person, wrote down."""
    path = folder.submitted(student, lesson).parent / TIMESTAMP
    content = take(path, limit_bytes=1000)
    text = content.decode(errors="replace").strip() if isinstance(content, bytes) else ""
    if not text:
        return None, ()
    told = moment_of(text)
    return told, () if told else (NO_TIME,)


def fingerprint(handed, lesson_hash):
    """The hash of everything a mark is made from: submission, its time, lesson, grader.

    What late work loses is no part of it: that is reckoned anew in every run.
    """
    return _hash(handed.content, handed.notices, handed.timestamp, lesson_hash, grader_version())


def hash_of_lesson(lesson, kind):
    """The hash of an InstructorLesson, its drawn cases and so its seed included, and of whether it is isolated."""
    notebook = json.dumps(lesson.notebook, sort_keys=True)
    return _hash(frozen.dumps(lesson.frozen), notebook, lesson.files, lesson.limits, kind == NONE)


def _hash(*pieces):
    whole = hashlib.sha256()
    for piece in pieces:
        part = piece if isinstance(piece, bytes) else repr(piece).encode()
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def is_regular(path):
    return stat.S_ISREG(os.lstat(path).st_mode)
