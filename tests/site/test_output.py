"""Is nothing but an older site ever replaced?"""

import pytest

from autograder import site as web
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError


@pytest.mark.parametrize("there", ["a file", "a folder"])
def test_what_is_no_site_stays(tmp_path, there):
    """Is a file or a folder of someone's kept, and the command ended before any work?"""
    place = tmp_path / "output"
    kept = place if there == "a file" else place / "thesis.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine")
    with pytest.raises(CourseError, match="không phải là trang web của khóa học"):
        web.build(CourseFolder(ROOT), place)
    assert kept.read_text() == "mine"
