"""Only known hosts, only own forms, only own resources."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, send_csv, words_of


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8460", "[::1]:8460", "LOCALHOST"])
def test_the_own_hosts_are_answered(host: str, browser: FlaskClient) -> None:
    assert browser.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:80:80", "", "127.0.0.1@evil:1"]
)
def test_a_foreign_host_is_refused(host: str, browser: FlaskClient) -> None:
    for address in ("/healthz", "/", "/static/site.css", "/nothing"):
        assert browser.get(address, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/data/upload", "/data/loads/L1/activate", "/data/loads/L1/delete", "/language"]
)
def test_a_form_without_its_token_is_refused(address: str, browser: FlaskClient) -> None:
    response = browser.post(address, data={"lang": "en"})

    assert response.status_code == 400
    assert "表单已过期" in words_of(response.text)


def test_nothing_is_loaded_activated_or_deleted_without_the_token(
    loaded: LocalStore, site_of: SiteOf
) -> None:
    active, earlier = (load.load_id for load in loaded.loads())
    client = site_of(loaded).test_client()

    client.post(f"/data/loads/{earlier}/activate")
    client.post(f"/data/loads/{active}/delete", data={"csrf_token": "guessed"})
    send_csv(client, "guessed")

    assert [load.load_id for load in loaded.loads()] == [active, earlier]
    assert loaded.load().load_id == active


def test_get_changes_nothing(loaded: LocalStore, site_of: SiteOf) -> None:
    load_id = loaded.load().load_id
    client = site_of(loaded).test_client()

    assert client.get(f"/data/loads/{load_id}/activate").status_code == 405
    assert client.get(f"/data/loads/{load_id}/delete").status_code == 200
    assert loaded.load().load_id == load_id


@pytest.mark.parametrize("address", ["/", "/data", "/queries/items.json", "/nothing", "/healthz"])
def test_every_answer_carries_the_headers(address: str, browser: FlaskClient) -> None:
    headers = browser.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-" in headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: FlaskClient,
) -> None:
    cookie = browser.get("/data").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_text_of_the_data_never_becomes_markup(browser: FlaskClient) -> None:
    for address in (
        "/cases?item=<script>alert(1)</script>",
        "/queries/handovers?sender=%22%3E%3Cscript%3E",
        "/cases/%3Cscript%3E",
        "/queries/%3Cscript%3E",
    ):
        text = browser.get(address).text
        own = re.sub(r'<script type="module" src="/static/dist/[^"<>]+"></script>', "", text)
        assert "<script>" not in own
        assert "alert(1)</script>" not in own


def test_the_switch_of_language_returns_to_this_site_only(
    browser: FlaskClient, token: Callable[[FlaskClient], str]
) -> None:
    for wanted, given in (
        ("/bottlenecks?item=I1", "/bottlenecks?item=I1"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ):
        form = {"csrf_token": token(browser), "lang": "zh", "next": wanted}
        response = browser.post("/language", data=form)
        assert (response.status_code, response.headers["Location"]) == (303, given)
