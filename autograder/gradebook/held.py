"""The gradebook in one command's hands: nobody else of this project writes it meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.course_folder import CourseFolder
from autograder.gradebook.config import db_url
from autograder.gradebook.errors import explained
from autograder.gradebook.lock import lock


@contextmanager
def held(folder: CourseFolder, gives_way: bool = False) -> Iterator[str]:
    """Hold the course folder and its gradebook; gives the gradebook's SQLAlchemy URL.

    gives_way: see lock. Raises CourseError for settings that name no gradebook, for a gradebook of another nbgrader's, while somebody else holds
    it, and, in the body too, for what its database refuses, told with the remedy.
    """
    url = db_url(folder)
    with explained(url), lock(folder, url, gives_way=gives_way):
        yield url
