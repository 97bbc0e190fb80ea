"""Grade a class: submissions side by side, then one writer for autograded/ and the gradebook."""

import logging
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course_folder import CourseError
from autograder.grading.instructor import load_lesson, register
from autograder.grading.notebook import Graded, grade_file
from autograder.plugin import configure
from autograder.plugin.preprocessors import SaveVerdicts

OTHER_NAME = "Tên tệp là {found!r}, không phải {wanted!r}. Tệp vẫn được chấm; lần sau bạn giữ nguyên tên nhé."


@dataclass(frozen=True)
class Result:
    """One student's graded submission."""

    student: str
    graded: Graded


def grade_class(folder, lesson, students=(), jobs=None, limits=None, progress=lambda results, total: results):
    """Grade the submissions of a lesson and write marks; returns the Results in the order of student ids.

    progress: wraps the iterator of Results as they are ready, told how many there will be.
    Raises CourseError for a missing lesson or release, an empty class, an unknown student.
    """
    instructor = load_lesson(folder, lesson)
    chosen = _chosen_students(folder, lesson, students)
    register(folder, lesson)
    paths = {student: find_submission(folder, student, lesson) for student in chosen}
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        running = pool.map(lambda student: grade_file(paths[student][0], instructor, limits, paths[student][1]), chosen)
        results = (Result(student, graded) for student, graded in zip(chosen, running))
        done = []
        for result in progress(results, len(chosen)):
            write_marks(folder, lesson, result)
            done.append(result)
    return done


def find_submission(folder, student, lesson):
    """(path, notices): the notebook of a student's folder, also where its file has another name."""
    wanted = folder.submitted(student, lesson)
    if os.path.lexists(wanted):
        return wanted, ()
    others = [path for path in sorted(wanted.parent.glob("*.ipynb")) if _is_regular(path)]
    if len(others) == 1:
        return others[0], (OTHER_NAME.format(found=others[0].name, wanted=wanted.name),)
    return wanted, ()


def write_marks(folder, lesson, result):
    """Write one student's autograded notebook and marks, by nbgrader's own converter."""
    config = _config(folder)
    config.CourseDirectory.assignment_id = lesson
    config.CourseDirectory.student_id = result.student
    config.Autograde.force = True
    writer = AutogradeOfGraded(CourseDirectory(config=config), result, config=config)
    writer.log.setLevel(logging.CRITICAL)
    writer.start()


class AutogradeOfGraded(Autograde):
    """nbgrader's Autograde for a submission that is graded already: it keeps the folders and the gradebook."""

    def __init__(self, coursedir, result, **kwargs):
        super().__init__(coursedir=coursedir, **kwargs)
        self.result = result

    def init_notebooks(self):
        lesson, student = self.coursedir.assignment_id, self.result.student
        source = self._format_source(lesson, student)
        self.assignments = {source: [os.path.join(source, f"{lesson}.ipynb")]}

    def convert_single_notebook(self, notebook_filename):
        resources = self.init_single_notebook_resources(notebook_filename)
        notebook = self.result.graded.notebook
        for step in (SaveVerdicts, AssignLatePenalties):
            notebook, resources = step(config=self.config).preprocess(notebook, resources)
        resources["output_extension"] = ".ipynb"
        self.write_single_notebook(nbformat.writes(notebook), resources)


def _config(folder):
    """The course folder's own nbgrader_config.py, if it has one, with the project's settings over it."""
    config = Config()
    if folder.config.is_file():
        config.merge(PyFileConfigLoader(folder.config.name, path=str(folder.root)).load_config())
    configure(config)
    config.CourseDirectory.root = str(folder.root)
    return config


def _chosen_students(folder, lesson, students):
    known = folder.students(lesson)
    if not known:
        raise CourseError(
            f"Chưa có bài nộp nào cho {lesson} trong {folder.root / 'submitted'}. "
            f"Mỗi bài nộp nằm ở submitted/<mã sinh viên>/{lesson}/{lesson}.ipynb."
        )
    unknown = sorted(set(students) - set(known))
    if unknown:
        raise CourseError(f"Không thấy bài nộp {lesson} của: {', '.join(unknown)}.")
    return sorted(set(students)) or known


def _is_regular(path: Path):
    return stat.S_ISREG(os.lstat(path).st_mode)
