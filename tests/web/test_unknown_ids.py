"""An id that the load does not have is an error that names it, whoever asks whatever."""

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app import main
from graph.errors import CaseNotFoundError, ParameterError, RoundNotFoundError, XietuError
from graph.local_store import LocalStore
from queries.parameters import parameters_of
from queries.registry import QUERIES
from queries.run import run
from tests.web.conftest import words_of
from web.errors import status_of

NO_IDS = ("text", "after")
"""Parameters of free text that are no id: what is searched for, and a cursor."""
NEEDED = {"department": "D1", "source": "D1", "target": "D2", "case": "A"}
UNKNOWN = "no-such-id"
ASKED = [
    (query.name, parameter.name)
    for query in QUERIES.values()
    for parameter in parameters_of(query.parameters)
    if parameter.kind == "text" and not parameter.month and parameter.name not in NO_IDS
]


def _raw(question: str, parameter: str) -> dict[str, str]:
    """Return parameters of which one is an id that is not known."""
    declared = parameters_of(QUERIES[question].parameters)
    raw = {one.name: NEEDED[one.name] for one in declared if one.required}
    if parameter in ("group", "against"):
        raw |= {"compare": "sender", "group": "D1"}
    return {**raw, parameter: UNKNOWN}


@pytest.mark.parametrize(("question", "parameter"), ASKED)
def test_an_unknown_id_is_refused_by_every_question_over_http_and_on_its_page(
    question: str, parameter: str, world: LocalStore, browser: FlaskClient
) -> None:
    raw = _raw(question, parameter)
    with pytest.raises((ParameterError, CaseNotFoundError, RoundNotFoundError)) as caught:
        run(world, question, raw)
    error: XietuError = caught.value
    assert UNKNOWN in error.text.zh
    assert UNKNOWN in error.text.en
    if isinstance(error, ParameterError):
        assert error.parameter == parameter
        assert parameter in error.text.zh

    answers = [
        browser.get(f"{address}", query_string=raw)
        for address in (f"/api/v1/queries/{question}", f"/queries/{question}.csv")
    ]
    assert {answer.status_code for answer in answers} == {status_of(error)} <= {400, 404}
    assert {answer.get_json()["detail"] for answer in answers} == {error.text.zh}
    page = browser.get(f"/queries/{question}", query_string=raw)
    assert page.status_code == status_of(error)
    assert UNKNOWN in words_of(page.text)


@pytest.mark.parametrize("level", ["department", "person"])
def test_an_error_tells_what_there_is_at_the_level_asked_for(level: str, world: LocalStore) -> None:
    with pytest.raises(ParameterError, match=UNKNOWN) as caught:
        run(world, "handovers", {"level": level, "sender": UNKNOWN})
    assert caught.value.accepted
    assert ("部门" if level == "department" else "经办人") in caught.value.text.zh
    first = caught.value.accepted[0]
    assert run(world, "handovers", {"level": level, "sender": first}).total >= 0


def test_a_name_in_place_of_an_id_is_told_its_id(world: LocalStore) -> None:
    with pytest.raises(ParameterError) as caught:
        run(world, "open-cases", {"department": "自然资源局"})
    assert caught.value.accepted == ("D2",)


def test_the_command_line_says_so_too(world: LocalStore) -> None:
    asked = ["--home", str(world.home), "query", "open-cases", "-p", f"item={UNKNOWN}"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 2
    assert UNKNOWN in done.output
    assert "item" in done.output


@pytest.mark.parametrize("address", ["/", "/bottlenecks", "/cases", "/network"])
def test_pages_with_filters_refuse_it(address: str, browser: FlaskClient) -> None:
    answer = browser.get(address, query_string={"item": UNKNOWN})
    assert answer.status_code == 400
    assert UNKNOWN in words_of(answer.text)
