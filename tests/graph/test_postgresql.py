"""What people do and what departments rate is kept by PostgreSQL as by SQLite."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from graph.database import HEAD, metadata, open_database, transaction
from graph.errors import StoreUnavailableError
from graph.evaluation.ratings import are_equal
from graph.evaluation.rounds import Rounds
from graph.local_store import LocalStore
from tests.neo4j.server import free_port
from tests.postgresql import WHEEL, postgresql
from tests.ratings import two_rounds, with_ratings
from tests.world import write_world
from web.jobs.record import JOBS

pytestmark = pytest.mark.skipif(not WHEEL.is_dir(), reason="no PostgreSQL for this machine")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture
def url(server: str) -> str:
    """Return the address of the database with nothing in it."""
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return server


def start(at: tuple[str, str]) -> int:
    with transaction(open_database(Path(at[0]), at[1])) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(JOBS)).scalar() or 0)


def test_machines_that_start_together_make_the_database_once(url: str, tmp_path: Path) -> None:
    """Each has a data folder of its own, so that no lock of a file helps."""
    homes = [tmp_path / str(number) for number in range(3)]
    for home in homes:
        home.mkdir()
    with multiprocessing.get_context("forkserver").Pool(3) as pool:
        assert pool.map(start, [(str(home), url) for home in homes]) == [0] * 3
    engine = open_database(tmp_path, url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_a_round_is_released_and_outlasts_its_load(url: str, tmp_path: Path) -> None:
    earlier, later = two_rounds()
    store = LocalStore(tmp_path / "home", url)
    (tmp_path / "checked").mkdir()
    load = store.add(with_ratings(write_world(tmp_path / "checked"), earlier, later))
    assert are_equal(store.ratings.rounds(load.load_id), [earlier, later])
    rounds = Rounds(store)
    draft = rounds.draft(load, later.round_id)[0]
    release = rounds.release(load, later.round_id, "oversight")
    store.delete(load.load_id)
    assert not store.ratings.rounds(load.load_id)
    other = LocalStore(tmp_path / "other", url)  # another machine, the same database
    another = Rounds(other)
    assert another.oversight(None, later.round_id) == draft
    for each in draft.round.departments:
        assert another.document(None, later.round_id, each.id).department == each
    another.withdraw(later.round_id, "oversight")
    done = [(each.action, each.release_id) for each in rounds.log(later.round_id)]
    assert done == [("released", release.release_id), ("withdrawn", release.release_id)]
    assert [each.state for each in rounds.list(None)] == ["withdrawn"]
    assert not list(tmp_path.rglob("*.sqlite"))
    for one in (store, other):
        one.ratings.engine.dispose()


def test_a_database_that_does_not_answer_is_said_to_be_so(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://xietu@127.0.0.1:{free_port()}/postgres"
    with pytest.raises(StoreUnavailableError, match="connection failed"):
        open_database(tmp_path, url)
