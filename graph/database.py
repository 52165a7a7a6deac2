"""The relational database of what no graph store may hold, migrated when it is opened.

What changes by people's hands and the ratings of departments by each other. SQLite in the data
folder by default, readable by its owner only; another one by its address.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from graph.durable_files import patiently_locked
from graph.errors import SettingsError, StoreUnavailableError

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0003"
"""The last migration; compared before Alembic is imported, which takes a second."""

ONE_MIGRATOR = 0x78696574  # key of the lock under which PostgreSQL is migrated

FILE = "xietu.sqlite"

metadata = sa.MetaData()


class Instant(sa.TypeDecorator[datetime]):
    """An instant, kept in UTC by databases that know no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the instant as it is kept."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the instant with its time zone."""
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=UTC)


def open_database(home: Path, url: str = "") -> Engine:
    """Return the database of the data folder `home`, brought up to date.

    Raises `SettingsError` for an address that cannot be one or has no driver,
    `StoreUnavailableError` where the database does not answer.
    """
    try:
        address = make_url(url or f"sqlite:///{home / FILE}")
        engine = sa.create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise SettingsError(
            f"XIETU_DATABASE_URL 不能用：{error}。可写如 postgresql+psycopg://用户@主机/库，"
            "并安装所用的驱动；不设则用数据文件夹中的 SQLite。",
            f"XIETU_DATABASE_URL cannot be used: {error}. Write it like "
            "postgresql+psycopg://user@host/name and install its driver; without it SQLite in "
            "the data folder is used.",
        ) from error
    if not url:
        _keep_to_its_owner(home / FILE)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
    migrate(engine, home)
    return engine


def is_there(home: Path, url: str = "") -> bool:
    """Tell whether there may be something in the database, without opening it."""
    return bool(url) or (home / FILE).is_file()


def _keep_to_its_owner(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if path.stat().st_mode & 0o077 and path.stat().st_uid == os.getuid():
            path.chmod(0o600)
    except OSError as error:
        raise StoreUnavailableError(
            f"不能写入数据库 {path}：{error.strerror}。请看磁盘空间和文件权限。",
            f"The database {path} cannot be written: {error.strerror}. See disk space and rights.",
        ) from error


def _prepare(connection: sa.PoolProxiedConnection, record: object) -> None:
    cursor = connection.cursor()
    for setting in (
        *("journal_mode = WAL", "busy_timeout = 10000", "foreign_keys = ON"),
        "secure_delete = ON",  # what is forgotten is overwritten
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Do the statements of the block together; raises `StoreUnavailableError`."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        first = str(error.__cause__ or error).splitlines()[0]
        raise StoreUnavailableError(
            f"数据库没有完成操作，数据没有变化：{first}。请看数据库是否在运行、磁盘是否已满。",
            f"The database did not do it and nothing was changed: {first}. See that it runs and "
            "that the disk is not full.",
        ) from error


def migrate(engine: Engine, home: Path) -> None:
    """Bring the tables up to date; of several processes that start together one does it."""
    with transaction(engine) as connection:
        if _revision(connection) == HEAD:
            return
    with patiently_locked(home / "database.lock"), transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_MIGRATOR)))
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SettingsError(
            f"数据库是更新版本的协图建立的（{_revision(connection)}）。请改用那个版本。",
            f"The database was made by a later release of Xietu ({_revision(connection)}). Use "
            "that one.",
        ) from error
