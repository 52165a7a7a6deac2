"""The database is made and brought up to date by whoever comes first."""

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import graph.evaluation.ratings_tables  # noqa: F401 - known to the metadata
from graph.database import HEAD, MIGRATIONS, metadata, open_database, transaction
from graph.errors import SettingsError, StoreUnavailableError
from web.jobs.record import JOBS


def test_the_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    engine = open_database(tmp_path)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


def test_the_last_migration_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_that_is_up_to_date_is_opened_as_it_is(tmp_path: Path) -> None:
    with transaction(open_database(tmp_path)) as connection:
        connection.execute(sa.text("CREATE TABLE mine (a INTEGER)"))

    engine = open_database(tmp_path)

    assert sa.inspect(engine).has_table("mine")


def test_sqlite_lets_readers_read_while_one_writes(tmp_path: Path) -> None:
    with transaction(open_database(tmp_path)) as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"


def start(home: str) -> int:
    with transaction(open_database(Path(home))) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(JOBS)).scalar() or 0)


def test_processes_that_start_together_make_the_database_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("forkserver").Pool(4) as pool:
        assert pool.map(start, [str(tmp_path)] * 8) == [0] * 8


def test_a_database_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    with transaction(open_database(tmp_path)) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match="更新版本"):
        open_database(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/name", "oracle+nosuch://host/name"])
def test_an_address_that_cannot_work_is_a_setting_to_be_mended(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="XIETU_DATABASE_URL"):
        open_database(tmp_path, url)


def test_a_driver_error_never_escapes(tmp_path: Path) -> None:
    engine = open_database(tmp_path)

    with pytest.raises(StoreUnavailableError) as caught, transaction(engine) as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))

    assert isinstance(caught.value.__cause__, sa.exc.SQLAlchemyError)
