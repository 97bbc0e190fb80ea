"""Is the gradebook one that the installed nbgrader can read: neither an older nbgrader's tables nor a newer one's?"""

from collections.abc import Collection

from alembic.script import ScriptDirectory
from nbgrader import __version__
from nbgrader.api import Base
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, MetaData, Table, inspect, make_url, select

from autograder.files.course_error import CourseError
from autograder.gradebook.config import engine_of, is_file, is_there

VERSION_TABLE, VERSION_COLUMN = "alembic_version", "version_num"
OLD = "Sổ điểm {shown} do một bản nbgrader cũ tạo ra, bản nbgrader {version} trên máy này chưa đọc được. Điểm trong đó vẫn nguyên. {upgrade}"
UPGRADE_FILE = (
    'Hãy chạy: nbgrader db upgrade --db="{url}" rồi chạy lại lệnh này. '
    "Lệnh nâng cấp ấy tự chép sổ điểm cũ sang một tệp nằm cạnh, tên có thêm ngày giờ; bạn giữ bản chép ấy cho đến khi xem lại điểm xong."
)
UPGRADE_SERVER = (
    "Hãy sao lưu cơ sở dữ liệu trước, rồi chạy ở thư mục khóa học: nbgrader db upgrade. Xong thì chạy lại lệnh này."
)
NEW = (
    "Sổ điểm {shown} do một bản nbgrader mới hơn bản {version} trên máy này tạo ra. "
    "Hãy chạy lệnh này ở môi trường đã tạo ra nó, hoặc dùng lại bản sao lưu sổ điểm từ trước khi nâng cấp."
)


def demand_current(url: str) -> None:
    """Raise CourseError for a gradebook of another nbgrader's; make what tables the one of now lacks, as nbgrader does at every opening."""
    if not is_there(url):
        return
    engine = engine_of(url)
    try:
        tables = set(inspect(engine).get_table_names())
        if not tables & Base.metadata.tables.keys():
            return
        version, scripts = _version(engine, tables), ScriptDirectory(ALEMBIC_DIR)
        if version and version not in {script.revision for script in scripts.walk_revisions()}:
            raise CourseError(NEW.format(shown=shown(url), version=__version__))
        if version not in (None, *scripts.get_heads()) or _lacks_columns(engine, tables):
            raise CourseError(too_old(url))
        if not tables >= Base.metadata.tables.keys():
            Base.metadata.create_all(engine)
    finally:
        engine.dispose()


def too_old(url: str) -> str:
    """What is said of a gradebook of an older nbgrader's."""
    upgrade = UPGRADE_FILE.format(url=url) if is_file(url) else UPGRADE_SERVER
    return OLD.format(shown=shown(url), version=__version__, upgrade=upgrade)


def shown(url: str) -> str:
    """The gradebook's place, without a password."""
    return make_url(url).render_as_string()


def _version(engine: Engine, tables: Collection[str]) -> str | None:
    """The schema's version as nbgrader notes it, or None: before 0.5 it noted none."""
    if VERSION_TABLE not in tables:
        return None
    with engine.connect() as connection:
        return connection.scalar(select(Table(VERSION_TABLE, MetaData(), autoload_with=engine).c[VERSION_COLUMN]))


def _lacks_columns(engine: Engine, tables: Collection[str]) -> bool:
    """Has one of nbgrader's tables fewer columns than the nbgrader of now asks of it?"""
    found = inspect(engine)
    kept = (table for table in Base.metadata.sorted_tables if table.name in tables)
    return any(
        not {column["name"] for column in found.get_columns(table.name)} >= set(table.columns.keys()) for table in kept
    )
