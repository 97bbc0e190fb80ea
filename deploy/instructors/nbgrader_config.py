"""An instructor's nbgrader and Formgrader, wherever in their server they are started from."""

import os

from autograder.nbgrader_settings import configure

c = configure(get_config())  # noqa: F821
c.CourseDirectory.root = os.environ["COURSE_FOLDER"]
c.CollectHandIns.only_from_owners = True  # students' names here are those of Unix users
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
