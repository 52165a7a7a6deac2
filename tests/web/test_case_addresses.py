"""A case is reached whatever characters its id has."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, words_of
from tests.world import write_world
from web.cases.address import case_address

IDS = [
    "GC/2022/1",
    "/A",
    "A//B",
    "a?b#c",
    "100%25",
    "空 格",
    "..",
    "a/../b",
    "<b>\"&'",
    "A\\B",
    "+1",
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder = write_world(tmp_path_factory.mktemp("odd"))
    ids = dict(zip("ABCDEF", IDS, strict=False))
    for name in ("cases", "steps", "stops"):
        table = pq.read_table(folder / f"{name}.parquet")
        renamed = pa.array([ids[case] for case in table["case_id"].to_pylist()], pa.string())
        place = table.schema.get_field_index("case_id")
        table = table.set_column(place, table.schema.field(place), renamed)
        pq.write_table(table, folder / f"{name}.parquet")
    store = LocalStore(tmp_path_factory.mktemp("odd-home"))
    store.add(folder)
    return store


@pytest.fixture
def client(odd: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(odd).test_client()


@pytest.mark.parametrize("case_id", IDS[:6])
def test_the_list_links_to_the_case(case_id: str, client: FlaskClient) -> None:
    address = case_address(case_id)

    assert f'href="{address}"' in client.get("/cases").text
    page = client.get(address)
    assert page.status_code == 200
    assert f"办件 {' '.join(case_id.split())}" in words_of(page.text)


@pytest.mark.parametrize("case_id", IDS)
def test_no_address_has_a_segment_that_a_browser_would_change(case_id: str) -> None:
    path = case_address(case_id).split("?")[0]

    assert all(part not in (".", "..", "") for part in path.split("/")[1:])
    assert not set(path) & set('\\#? <>"')
