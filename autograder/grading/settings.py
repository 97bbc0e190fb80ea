"""What the course folder's nbgrader_config.py says: its settings, and where the gradebook is."""

from sqlalchemy import make_url
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.plugin import configure


def course_config(folder):
    """The course folder's own nbgrader_config.py, if it has one, with the project's settings over it."""
    config = Config()
    if folder.config.is_file():
        config.merge(PyFileConfigLoader(folder.config.name, path=str(folder.root)).load_config())
    configure(config)
    config.CourseDirectory.root = str(folder.root)
    return config


def db_url(folder):
    """SQLAlchemy's URL of the gradebook: `c.CourseDirectory.db_url`, or the file that nbgrader would take."""
    settings = course_config(folder).CourseDirectory
    return settings.db_url if "db_url" in settings else f"sqlite:///{folder.gradebook}"


def db_shown(folder):
    """Where the gradebook is, as one may print it: a path, or a URL without its password."""
    url = make_url(db_url(folder))
    return url.database if is_file(url) else url.render_as_string(hide_password=True)


def is_file(url):
    """Is the gradebook a file of this machine, and not a server's?"""
    return make_url(url).get_backend_name() == "sqlite"
