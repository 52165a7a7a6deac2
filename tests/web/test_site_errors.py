"""Every error has its status, says what to do, and is a page or problem details."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph import durable_files
from graph.errors import StoreBusyError, StoreUnavailableError, XietuError
from graph.load import Load
from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, add_log_without_persons, send_csv, words_of
from web.errors import STATUS, status_of


def test_an_unknown_parameter_is_named_with_the_known_ones(browser: FlaskClient) -> None:
    response = browser.get("/api/v1/queries/handovers?colour=red")

    problem = response.get_json()
    assert response.status_code == problem["status"] == 400
    assert response.content_type == "application/problem+json"
    assert problem["parameter"] == "colour"
    assert "clock" in problem["accepted"]
    assert {"type", "title", "detail"} <= set(problem)


def test_a_bad_value_is_refused_on_the_page_too(browser: FlaskClient) -> None:
    response = browser.get("/bottlenecks?limit=0")

    assert response.status_code == 400
    assert "1..10000" in words_of(response.text)
    assert response.content_type.startswith("text/html")


def test_a_parameter_given_twice_is_refused(browser: FlaskClient) -> None:
    response = browser.get("/queries/handovers.json?item=I1&item=I2")

    assert response.status_code == 400
    assert response.get_json()["parameter"] == "item"


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [("clock", "working", "calendar"), ("limit", "5", "1..10000"), ("lang", "zh", "en")],
)
def test_a_parameter_given_twice_is_refused_with_what_it_accepts(
    name: str, value: str, accepted: str, browser: FlaskClient
) -> None:
    problem = browser.get(f"/api/v1/queries/handovers?{name}={value}&{name}={value}").get_json()

    assert (problem["status"], problem["parameter"]) == (400, name)
    assert accepted in problem["accepted"]
    assert accepted in problem["detail"]


@pytest.mark.parametrize("path", ["/", "/bottlenecks", "/cases", "/queries/handoffs"])
def test_a_refused_parameter_leaves_the_form_as_it_was_filled_in(
    path: str, browser: FlaskClient
) -> None:
    response = browser.get(f"{path}?since=20220531&clock=calendar&item=%22I1%22")

    assert response.status_code == 400
    assert f'<form class="form" method="get" action="{path}">' in response.text
    assert 'name="since" value="20220531"' in response.text
    assert 'name="item" value="&#34;I1&#34;"' in response.text
    assert '<option value="calendar" selected>' in response.text
    assert f'href="{path}?clock=calendar&amp;item=%22I1%22"' in response.text


def test_an_unknown_parameter_is_left_out_of_the_way_back(browser: FlaskClient) -> None:
    page = browser.get("/cases/A?colour=red&clock=calendar").text

    assert 'href="/cases/A?clock=calendar"' in page
    assert browser.get("/cases/A?clock=calendar").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/api/v1/queries/nothing", "/queries/nothing.json", "/api/v1/queries/case?case=Z", "/api/no"],
)
def test_what_does_not_exist_is_a_404_problem(address: str, browser: FlaskClient) -> None:
    response = browser.get(address)

    assert response.status_code == response.get_json()["status"] == 404
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_a_file_that_cannot_be_had_is_a_problem_and_never_a_page(
    form: str, browser: FlaskClient, own_store: LocalStore, site_of: SiteOf
) -> None:
    nothing = site_of(own_store).test_client()

    for client, address, status in (
        (browser, f"/queries/handovers.{form}?limit=0", 400),
        (browser, f"/queries/nothing.{form}", 404),
        (browser, f"/queries/case.{form}?case=Z", 404),
        (browser, f"/data/loads/L0/refused.{form}", 404),
        (nothing, f"/queries/handovers.{form}", 409),
    ):
        response = client.get(address)
        assert response.status_code == status
        assert response.content_type == "application/problem+json"
        assert response.get_json()["status"] == status


@pytest.mark.parametrize("address", ["/cases/x.json", "/cases/x.csv", "/cases/queries/x.xlsx"])
def test_a_case_whose_id_ends_like_a_file_is_still_a_page(
    address: str, browser: FlaskClient
) -> None:
    response = browser.get(address)

    assert response.status_code == 404
    assert response.content_type.startswith("text/html")


@pytest.mark.parametrize("address", ["/nothing", "/queries/nothing", "/cases/Z", "/data/loads/L0"])
def test_what_does_not_exist_is_a_404_page(address: str, browser: FlaskClient) -> None:
    response = browser.get(address)

    assert response.status_code == 404
    assert "没有" in words_of(response.text)


@pytest.mark.parametrize("load_id", ["..", "../../etc", "%2e%2e%2fhome", "..%5C..", "a%00b", "."])
def test_a_load_id_never_leaves_the_store(load_id: str, browser: FlaskClient) -> None:
    for tail in ("", "/refused.csv", "/delete"):
        assert browser.get(f"/data/loads/{load_id}{tail}").status_code == 404


def test_a_wrong_method_is_a_405_that_names_the_right_one(browser: FlaskClient) -> None:
    response = browser.delete("/bottlenecks")

    assert response.status_code in (400, 405)
    assert browser.get("/data/upload").status_code == 405
    assert "POST" in browser.get("/data/upload").headers["Allow"]


def test_nothing_loaded_is_an_empty_state_that_says_what_to_do(
    own_store: LocalStore, site_of: SiteOf
) -> None:
    client = site_of(own_store).test_client()

    for address in ("/", "/bottlenecks", "/cases", "/cases/A", "/queries/handovers"):
        response = client.get(address)
        words = words_of(response.text)
        assert response.status_code == 200
        assert "xietu load PATH" in words
        assert "make demo" in words
        assert 'href="/data#upload"' in response.text
    assert client.get("/api/v1/queries/handovers").status_code == 409
    assert client.get("/data").status_code == 200


def test_a_missing_level_offers_those_there_are(
    own_store: LocalStore, tmp_path: Path, site_of: SiteOf
) -> None:
    add_log_without_persons(own_store, tmp_path)
    client = site_of(own_store).test_client()

    problem = client.get("/api/v1/queries/handovers?level=person").get_json()
    page = client.get("/bottlenecks?level=person&clock=calendar")

    assert problem["status"] == page.status_code == 400
    assert problem["accepted"] == ["department"]
    assert "?level=department&amp;clock=calendar" in page.text


def test_a_broken_load_says_what_to_do_and_leaves_the_data_page_open(
    loaded: LocalStore, site_of: SiteOf
) -> None:
    load_id = loaded.load().load_id
    (loaded.home / "loads" / load_id / "handoffs-causal-department.parquet").write_bytes(b"?")
    client = site_of(loaded).test_client()

    response = client.get("/api/v1/queries/handovers")

    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert "请" in response.get_json()["detail"]
    assert client.get("/bottlenecks").status_code == 500
    assert client.get("/data").status_code == 200


def test_a_defect_gives_a_page_that_needs_nothing(
    loaded: LocalStore, site_of: SiteOf, token: Callable[[FlaskClient], str]
) -> None:
    app = site_of(loaded)

    def defective(at_once: bool) -> None:
        raise RuntimeError("a defect")

    app.extensions["xietu"] = replace(app.extensions["xietu"], start_worker=defective)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()

    response = send_csv(client, token(client))

    assert response.status_code == 500
    assert "数据没有变化" in response.text
    assert "Something broke" in response.text
    assert "RuntimeError" not in response.text


def test_a_busy_store_asks_to_come_back(
    loaded: LocalStore, site_of: SiteOf, token: Callable[[FlaskClient], str]
) -> None:
    client = site_of(loaded).test_client()
    address = f"/data/loads/{loaded.loads()[-1].load_id}/activate"

    with durable_files.locked(loaded.home / "lock"):
        response = client.post(address, data={"csrf_token": token(client)})

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "另一个进程正在装载或修改数据" in response.text
    assert client.post(address, data={"csrf_token": token(client)}).status_code == 303


class Away(LocalStore):
    """A store whose server does not answer, and how often it was asked for the active load."""

    asked = 0

    def load(self, load_id: str | None = None) -> Load:
        self.asked += 1
        raise StoreUnavailableError("没有应答", "no answer")


def test_a_store_that_is_away_is_not_waited_for_a_second_time_by_the_page_that_says_so(
    tmp_path: Path, site_of: SiteOf
) -> None:
    store = Away(tmp_path)

    response = site_of(store).test_client().get("/cases")

    assert (response.status_code, store.asked) == (503, 1)
    assert "没有应答" in response.text


def test_every_kind_of_error_has_a_status() -> None:
    def kinds(base: type[XietuError]) -> list[type[XietuError]]:
        return [base, *(kind for child in base.__subclasses__() for kind in kinds(child))]

    assert all(any(base in STATUS for base in kind.__mro__) for kind in kinds(XietuError))
    assert status_of(StoreBusyError("忙", "busy")) == 503
