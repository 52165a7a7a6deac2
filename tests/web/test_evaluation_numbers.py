"""What is delivered tells the numbers of the JSON report and no other, whatever the format.

So an attacker that has read the JSON (tests/graph/evaluation) has read everything.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import orjson
import pypdfium2
import pytest
from flask.testing import FlaskClient

from graph.clock import WORKING_DAY
from graph.evaluation.figures import Agreement, Audit, Document, Objective, Oversight, Own
from graph.evaluation.rounds import Rounds
from graph.load import Load
from graph.local_store import LocalStore
from queries.registry import QUERIES
from queries.rounding import half_up
from tests.figures import documents, mesh, star
from tests.ratings import two_rounds, with_ratings
from tests.web.conftest import SiteOf, parts_of, words_of
from tests.web.kept_rounds import ROUND, KeptRounds
from tests.web.test_evaluation_reports import W
from tests.world import write_world
from web.evaluation.department_site import make_department_site

FORMS = ("", ".csv", ".xlsx", ".docx", ".pdf")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
RELEASED_AT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")
QUESTIONS = [name for name in QUERIES if name.startswith("evaluation")]


def numbers(text: str) -> set[float]:
    """Return the numbers in a text, without signs."""
    return {round(float(each.replace(",", "")), 12) for each in NUMBER.findall(text)}


def text_of(client: FlaskClient, address: str, form: str) -> str:
    """Return all that can be read of a page or file."""
    answer = client.get(address + form)
    assert answer.status_code == 200, address + form
    if form == ".docx":
        nodes = docx.Document(io.BytesIO(answer.data)).element.body.iter(f"{{{W}}}t")
        return " ".join(node.text or "" for node in nodes)
    if form == ".pdf":
        with pypdfium2.PdfDocument(answer.data) as opened:
            return " ".join(page.get_textpage().get_text_range() for page in opened)
    if form == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return " ".join(str(cell) for row in rows for cell in row if cell is not None)
    if form == ".csv":
        return " ".join(cell for row in csv.reader(io.StringIO(answer.text)) for cell in row)
    return words_of(answer.text)


def leaves(value: Any) -> Iterator[float]:
    """Yield every number of a JSON value, those in texts too, as it may be written."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    elif isinstance(value, str):
        yield from numbers(value)
    elif value is not None and not isinstance(value, bool):
        size = abs(value)
        ways = (size, 100 * size) if size <= 1 else (size, size / WORKING_DAY)
        yield from (round(way, 12) for way in ways)  # a sheet keeps fifteen digits
        yield from (float(half_up(way, n).replace(",", "")) for way in ways for n in range(4))
        yield size


def marked(report: Oversight) -> Oversight:
    """Return a report whose scores have one place after the point, hardly two of them equal."""
    rng = np.random.default_rng(1)

    def drawn(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 1)

    scores = [
        each
        if each.score is None or each.coded
        else replace(each, score=drawn(55, 65), mean=drawn(55, 65))
        for each in report.scores
    ]
    scores = [
        each if each.low is None else replace(each, low=drawn(40, 50), high=drawn(70, 80))
        for each in scores
    ]
    return replace(report, round=replace(report.round, decimals=1), scores=tuple(scores))


def blank(report: Oversight) -> Oversight:
    """Return a report of the same round that tells nothing."""
    nothing = (0, None, None, None, None, "", 0, None, None, None, None, "")
    held = dict.fromkeys(("score", "mean", "low", "high", "rank_low", "rank_high"))
    return replace(
        report,
        scores=tuple(replace(each, **held, reason="few") for each in report.scores),  # type: ignore[arg-type]
        splits=(),
        named=(),
        pairs=(),
        objective=tuple(Objective(each.department, *nothing) for each in report.objective),  # type: ignore[arg-type]
        agreement=Agreement(None, None, 0, 0, 0),
        audit=Audit(0, 0, 0, 0),
    )


class Given(KeptRounds):
    """A released round of which nothing but the report of one department is known."""

    given: Document

    def document(self, load: Load | None, round_id: str, department: str) -> Document:
        return self.given

    def oversight(
        self, load: Load | None, round_id: str, who: str = "", *, draft: bool = False
    ) -> Oversight:
        raise AssertionError("a department does not ask for this")


def site(world: LocalStore, document: Document) -> FlaskClient:
    """Return the site of a department that has got this report."""
    round_ = replace(star(), round=document.round)
    rounds = Given({document.round.id: round_})
    rounds.release(world.load(), document.round.id)
    rounds.given = document
    return make_department_site(parts_of(world), document.department.id, rounds).test_client()


def ticks(report: Oversight) -> set[float]:
    """Return what may stand at the axes of the pictures."""
    return {float(n) for n in range(int(report.round.low), int(report.round.high) + 1, 10)}


@pytest.mark.parametrize("form", FORMS)
def test_a_department_reads_the_numbers_of_its_json_and_no_other(
    form: str, world: LocalStore
) -> None:
    """Of the page the CSV has the table of scores alone."""
    bare = replace(mesh(), scores=tuple(replace(each, mean=None) for each in mesh().scores))
    for report, at in ((marked(mesh()), 2), (marked(mesh()), 5), (star(), 3), (bare, 2)):
        document = documents(report)[at]
        own, address = site(world, document), f"/rounds/{report.round.id}"
        json = orjson.loads(own.get(f"{address}.json").data)
        assert Document.from_json(orjson.dumps(json)) == document
        told = numbers(text_of(own, address, form))
        nothing = replace(documents(blank(report))[at], own=Own(0, 0, ()))
        fixed = numbers(text_of(site(world, nothing), address, form))
        assert told - fixed - ticks(report) <= set(leaves(json))
        parts = json["scores"] + ([] if form == ".csv" else json["named"] + json["subgroups"])
        names = ("score", "low", "high", "mean")
        assert {each[name] for each in parts for name in names if each.get(name)} <= told


@pytest.mark.parametrize(
    ("part", "form"),
    [
        *(("/oversight", form) for form in FORMS),
        *((part, form) for part in ("", "/departments") for form in FORMS[:3]),
    ],
)
def test_oversight_reads_the_numbers_of_its_json_and_no_other(
    part: str, form: str, world: LocalStore, site_of: SiteOf
) -> None:
    address = f"{ROUND}{star().round.id}"
    for report in (marked(mesh()), star()):
        browser, nothing = (
            oversight_site(world, site_of, each) for each in (report, blank(report))
        )
        json = orjson.loads(browser.get(f"{address}/oversight.json").data)
        assert Oversight.from_json(orjson.dumps(json)) == report
        told, fixed = (numbers(text_of(each, address + part, form)) for each in (browser, nothing))
        assert told - fixed - ticks(report) <= set(leaves(json))
        scores = json["scores"] if part == "/oversight" else []
        assert {each["score"] for each in scores if each["score"]} <= told


def oversight_site(world: LocalStore, site_of: SiteOf, report: Oversight) -> FlaskClient:
    """Return the site of oversight with this report, released."""
    rounds = KeptRounds({report.round.id: report})
    rounds.release(world.load(), report.round.id)
    return site_of(world, rounds).test_client()


def test_files_of_every_question_hold_the_numbers_of_the_report_and_no_other(
    tmp_path: Path, site_of: SiteOf
) -> None:
    (tmp_path / "checked").mkdir()
    store = LocalStore(tmp_path / "home")
    store.add(with_ratings(write_world(tmp_path / "checked"), *two_rounds()))
    for each in two_rounds():
        Rounds(store).release(store.load(), each.round_id)
    browser = site_of(store).test_client()
    reports = [Rounds(store).oversight(None, each.round_id) for each in two_rounds()]
    known = set(leaves([orjson.loads(each.to_json()) for each in reports]))
    for name in QUESTIONS:
        files = [text_of(browser, f"/queries/{name}", form) for form in (".csv", ".xlsx")]
        told = [numbers(RELEASED_AT.sub("", each)) for each in files]
        assert told[0] | told[1] <= known, name
        if name == "evaluation-scores":
            assert {e.score for e in reports[-1].scores if e.score is not None} <= told[0] & told[1]
