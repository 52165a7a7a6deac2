"""The site of one department has its released reports, and no other address."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from graph.evaluation.rules import Rules
from graph.local_store import LocalStore
from queries.evaluation_sentences import own_severity
from tests.figures import documents
from tests.web.conftest import SiteOf, parts_of, words_of
from tests.web.kept_rounds import DRAFT, RELEASED, KeptRounds
from tests.web.test_accessible_pages import Page
from web.evaluation.department_site import make_department_site

OWN = f"/rounds/{RELEASED}"
FORMS = ("json", "csv")


@pytest.fixture
def own(world: LocalStore, rounds: KeptRounds) -> FlaskClient:
    """Return a browser on the site of the third department."""
    return make_department_site(parts_of(world), "D03", rounds).test_client()


def test_every_other_address_of_the_program_is_not_found(
    world: LocalStore, site_of: SiteOf, rounds: KeptRounds, own: FlaskClient
) -> None:
    program = site_of(world, rounds)
    walked = [each for each in program.url_map.iter_rules() if each.rule not in ("/", STATIC)]

    assert len(walked) > 40
    for rule in walked:
        for address in addresses(program, rule):
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                status = own.open(address, method=method).status_code
                assert status == 404, (method, address)


STATIC = "/static/<path:filename>"


def addresses(program: Flask, rule: Rule) -> list[str]:
    """Return addresses of a rule, with ids that are there and with others."""
    samples = {"round_id": (RELEASED, DRAFT), "department_id": ("D03", "D04"), "form": ("xlsx",)}
    found = []
    for place in range(2):
        values = {name: samples.get(name, ("1",))[place % len(samples.get(name, ("1",)))]
                  for name in rule.arguments}  # fmt: skip
        with program.test_request_context():
            built = program.url_map.bind("localhost").build(rule.endpoint, values)
        found.append(built)
    return found


def test_the_own_report_of_a_released_round_is_all_there_is(own: FlaskClient) -> None:
    words = words_of(own.get("/").text)

    assert RELEASED in words
    assert DRAFT not in words
    assert own.get(OWN).status_code == 200
    for round_id in (DRAFT, "2021%252F全年", "nothing"):
        assert own.get(f"/rounds/{round_id}").status_code == 404
        assert own.get(f"/rounds/{round_id}.json").status_code == 404


def test_a_withdrawn_report_is_gone(own: FlaskClient, rounds: KeptRounds) -> None:
    rounds.withdraw(RELEASED)

    assert own.get(OWN).status_code == 404
    assert RELEASED not in own.get("/").text


def test_the_report_is_that_of_the_department(own: FlaskClient, rounds: KeptRounds) -> None:
    document = documents(rounds.frozen[RELEASED])[2]
    page = own.get(OWN)

    assert own.get(f"{OWN}.json").data == document.to_json()
    assert "水利局互评报告" in words_of(page.text)
    assert "本部门给别人的评价 只有本部门能看到 评价了" in words_of(page.text)
    assert f"宽严 {own_severity(document.own).zh}" in words_of(page.text)
    assert "草稿" not in page.text
    assert 'href="/evaluation' not in page.text


@pytest.mark.parametrize("address", ["/", OWN, "/nothing"])
def test_a_page_is_well_formed_in_both_languages(address: str, own: FlaskClient) -> None:
    for language in ("zh", "en"):
        page = Page(own.get(f"{address}?lang={language}").text)
        assert page.open == []
        assert page.tags["h1"] == 1
        assert page.tags["caption"] == page.tags["table"]
        assert page.tags["form"] == 0


def test_the_tag_names_release_view_and_thresholds(
    world: LocalStore, rounds: KeptRounds, own: FlaskClient
) -> None:
    def tags(client: FlaskClient) -> list[str]:
        ends = ("", *(f".{form}" for form in FORMS))
        return [client.get(OWN + end).headers["ETag"] for end in ends]

    first = tags(own)
    other = make_department_site(parts_of(world), "D04", rounds).test_client()
    assert len({*first, *tags(other)}) == 2 * len(first)
    assert tags(own) == first

    known = own.get(OWN, headers={"If-None-Match": first[0]})
    assert (known.status_code, known.data) == (304, b"")

    rounds.release(world.load(), RELEASED)
    again = tags(own)
    assert not {*again} & {*first}

    stricter = replace(rounds.frozen[RELEASED], rules=Rules(min_raters=6))
    rounds.frozen[RELEASED] = stricter
    assert not {*tags(own)} & {*again}


def test_the_program_serves_a_department_when_told_so(
    world: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIETU_HOME", str(world.home))
    assert create_app().name == "xietu"

    monkeypatch.setenv("XIETU_AS_DEPARTMENT", "D03")
    told = create_app().test_client()
    assert told.get("/").status_code == 200
    assert told.get("/queries/").status_code == 404


def test_nothing_can_be_sent_to_it(own: FlaskClient) -> None:
    assert own.post(OWN).status_code == 405
    assert own.post("/language", data={"lang": "en"}).status_code == 404


def test_every_answer_carries_the_headers(own: FlaskClient) -> None:
    for address in ("/", OWN, f"{OWN}.json", "/nothing"):
        headers = own.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "no-" in headers["Cache-Control"]
    assert own.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("form", "begins"),
    [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")],
)
def test_the_report_is_given_as_a_file(form: str, begins: bytes, own: FlaskClient) -> None:
    response = own.get(f"{OWN}.{form}")

    assert response.data.startswith(begins)
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "synthetic" in response.headers["Content-Disposition"]
