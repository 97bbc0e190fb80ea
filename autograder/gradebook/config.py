"""What the course folder's nbgrader_config.py says: its settings, and where the gradebook is."""

from pathlib import Path
from typing import Any, cast

from jupyter_core.paths import jupyter_config_path
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.nbgrader_settings import configure


def course_config(folder: CourseFolder) -> Config:
    """The course folder's own nbgrader_config.py, if it has one, with the project's settings over it."""
    config = Config()
    if folder.config.is_file():
        config.merge(_said_by(folder.config))
    configure(config)
    config.CourseDirectory.root = str(folder.root)
    return config


def nbgraders_config(folder: CourseFolder) -> Config:
    """What nbgrader's own commands are told in this course folder: Jupyter's places for its configuration, and the folder's over them."""
    config = Config()
    for place in (*map(Path, reversed(jupyter_config_path())), folder.root):
        if (path := place / folder.config.name).is_file():
            config.merge(_said_by(path))
    config.CourseDirectory.root = str(folder.root)
    return config


def _said_by(path: Path) -> Config:
    """The settings of a configuration file, which is a program: whatever it raises is its author's to mend."""
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:
        raise CourseError(
            f"Tệp {path} báo lỗi: {type(error).__name__}: {error}. Hãy sửa tệp ấy rồi chạy lại."
        ) from error


def late_penalties(config: Config) -> AssignLatePenalties:
    """nbgrader's AssignLatePenalties with the plugin that the configuration names; raises CourseError where there is none."""
    try:
        late = AssignLatePenalties(config=config)
        late.init_plugin()
    except (TraitError, ImportError) as error:
        raise CourseError(
            f"Quy định trừ điểm nộp muộn trong nbgrader_config.py không dùng được: {error}. Hãy sửa tệp ấy rồi chạy lại."
        ) from error
    return late


def db_url(folder: CourseFolder) -> str:
    """SQLAlchemy's URL of the gradebook: `c.CourseDirectory.db_url`, or the file that nbgrader would take."""
    settings = course_config(folder).CourseDirectory
    url = settings.db_url if "db_url" in settings else f"sqlite:///{folder.gradebook}"
    try:
        make_url(url)
    except ArgumentError as error:
        raise CourseError(
            f"`db_url` trong {folder.config} không phải là địa chỉ của một sổ điểm. Hãy sửa tệp ấy rồi chạy lại."
        ) from error
    return url


def db_shown(folder: CourseFolder) -> str | None:
    """Where the gradebook is, as one may print it: a path, or a URL without its password."""
    url = make_url(db_url(folder))
    return url.database if is_file(url) else url.render_as_string(hide_password=True)


def engine_of(url: str, **options: Any) -> Engine:
    """An engine of the gradebook; raises CourseError where the driver of its server is not installed."""
    try:
        return create_engine(url, **options)
    except ModuleNotFoundError as error:
        raise CourseError(
            f'Sổ điểm {make_url(url).render_as_string()} cần gói {error.name}. Hãy chạy: `python -m pip install "psycopg[binary]"`'
        ) from error


def engine_to_read(url: str) -> Engine:
    """An engine of the gradebook for who only reads: where there is no file, it makes none, and finds nothing."""
    return engine_of(url if is_there(url) else "sqlite://")


def is_file(url: str | URL) -> bool:
    """Is the gradebook a file of this machine, and not a server's?"""
    return make_url(url).get_backend_name() == "sqlite"


def is_there(url: str) -> bool:
    """Is there a gradebook already? A server is asked only when it is read."""
    return not is_file(url) or Path(cast(str, make_url(url).database)).is_file()
