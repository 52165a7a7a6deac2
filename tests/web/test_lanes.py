"""The lanes of a case: bars as long as the working time they stand for, none over another."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.calendars import china
from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, words_of
from web.case_bars import Run, runs
from web.case_calendar import calendar_of
from web.case_tables import shares
from web.lanes import Lanes, Placed, lanes
from web.lanes_scale import scale
from web.working_axis import axis

CHINA = china("Asia/Shanghai")
BASE = datetime(2022, 4, 25, 1, 0, tzinfo=UTC)
AS_OF = BASE + timedelta(days=40)
OFFICE_DAY = 28_800
NOTHING = dict.fromkeys(
    (
        "step",
        "department",
        "department_name",
        "person",
        "enabled_at",
        "received_at",
        "started_at",
        "finished_at",
        "waiting",
        "number",
        "from_number",
        "sent_at",
        "transfer",
        "slack",
        "processing",
        "binding",
        "direction",
        "open",
    )
)
hours = st.integers(0, 24 * 30).map(lambda hour: BASE + timedelta(hours=hour))


@st.composite
def cases(draw: st.DrawFn) -> list[dict[str, object]]:
    """Return rows of a case: steps with any of their instants, in order, and stops."""
    rows: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 8))):
        at = sorted(draw(st.tuples(hours, hours, hours, hours)))
        known = draw(st.tuples(*[st.booleans()] * 3))
        enabled, received, started = (
            instant if has else None for instant, has in zip(at, known, strict=False)
        )
        finished = draw(st.sampled_from([at[3], None])) if started else at[3]
        rows.append(
            NOTHING
            | {"kind": "step", "number": number, "step": f"步{number}", "open": finished is None}
            | {"department": draw(st.sampled_from("AB")), "department_name": "甲"}
            | {"enabled_at": enabled, "received_at": received, "started_at": started}
            | {"finished_at": finished, "waiting": 3600.0, "transfer": 1800.0}
        )
    for start, end in draw(st.lists(st.tuples(hours, hours), max_size=2)):
        if start < end:
            rows.append(NOTHING | {"kind": "stop", "started_at": start, "finished_at": end})
    return rows


def drawn_of(rows: list[dict[str, object]]) -> tuple[list[Run], Lanes]:
    days = axis(CHINA, BASE, AS_OF)
    found = runs(rows, days, AS_OF)
    return found, lanes(found, rows, days)


def by_track(drawn: Lanes) -> dict[int, list[Placed]]:
    tracks: dict[int, list[Placed]] = {}
    for placed in drawn.bars:
        tracks.setdefault(placed.track, []).append(placed)
    return tracks


@settings(max_examples=40, deadline=None)
@given(cases())
def test_no_two_bars_of_a_track_overlap(rows: list[dict[str, object]]) -> None:
    _, drawn = drawn_of(rows)

    for bars in by_track(drawn).values():
        for before, after in itertools.pairwise(bars):
            assert sum(before.end) <= sum(after.start)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_a_bar_is_as_long_as_its_working_time(rows: list[dict[str, object]]) -> None:
    _, drawn = drawn_of(rows)

    for placed in drawn.bars:
        worked = (placed.end.work - placed.start.work) * OFFICE_DAY
        exact = drawn.axis.seconds(placed.bar.start, placed.bar.end)
        assert worked == pytest.approx(exact, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_step_with_an_instant_is_drawn_once(rows: list[dict[str, object]]) -> None:
    found, drawn = drawn_of(rows)

    numbers = [row["number"] for row in rows if row["kind"] == "step"]
    assert sorted(run.number for run in found if run.number is not None) == numbers
    assert sum(len(run.bars) for run in found) == len(drawn.bars)
    assert sum(lane.tracks for lane in drawn.lanes) == drawn.tracks


@given(st.integers(1, 400), st.integers(0, 200), st.floats(100, 2000))
def test_a_working_day_is_never_narrower_than_its_number(
    work: int, rest: int, width: float
) -> None:
    assert scale(work, rest, width).day >= 14


def test_two_steps_at_once_have_tracks_of_their_own() -> None:
    def step(number: int, start: int, end: int) -> dict[str, object]:
        at = {"started_at": BASE + timedelta(hours=start)}
        at["finished_at"] = BASE + timedelta(hours=end)
        return NOTHING | {"kind": "step", "number": number, "department": "A", "step": "甲"} | at

    _, drawn = drawn_of([step(1, 0, 5), step(2, 2, 6), step(3, 5, 8)])

    assert [placed.track for placed in drawn.bars] == [0, 1, 0]


def test_holidays_and_make_up_days_stand_on_the_axis() -> None:
    drawn = drawn_of([NOTHING | {"kind": "step", "number": 1, "finished_at": BASE}])[1]

    named = [(each.name, each.end.rest - each.start.rest) for each in drawn.holidays]
    assert named == [("Labour Day", 5.0), ("Dragon Boat Festival", 2.0)]
    made_up = [day.day.isoformat() for day in drawn.axis.days if day.made_up]
    assert made_up == ["2022-05-07"]


def test_the_page_draws_every_step_of_the_case_without_a_script(browser: FlaskClient) -> None:
    for case in "ABCDEF":
        rows = browser.get(f"/queries/case.json?case={case}").get_json()["rows"]
        page = browser.get(f"/cases/{case}").text
        bars = re.findall(r'<g class="one (\w+)', page)
        steps = [row for row in rows if row["kind"] == "step" and row["finished_at"]]
        assert bars.count("work") + bars.count("point") >= len(steps)
        assert bars.count("stop") == sum(row["kind"] == "stop" for row in rows)
        assert page.count('tabindex="0" role="img" aria-label="') == len(bars)


def test_the_way_to_the_next_case_keeps_the_list(browser: FlaskClient) -> None:
    listed = browser.get("/queries/cases.json?sort=case&kind=forward").get_json()["rows"]
    second, third = (row["case"] for row in listed[1:3])

    page = browser.get(f"/cases/{second}?sort=case&kind=forward").text

    assert f'href="/cases/{third}?sort=case&amp;kind=forward">下一件' in page
    assert 'href="/cases?sort=case&amp;kind=forward"' in page


def test_the_longest_wait_stands_beside_the_others_of_its_pair(browser: FlaskClient) -> None:
    page = browser.get("/cases/A").text
    words = words_of(page)

    assert re.search(r"与.+→.+的其他等待相比 ?本件等了[0-9.]+个工作日；这一对共\d+次", words)
    assert re.findall(r">(中位|P90|本件) [0-9.]+</text>", page) == ["中位", "P90", "本件"]


def test_the_calendar_is_that_of_the_load(world: LocalStore, site_of: SiteOf) -> None:
    with site_of(world).app_context():
        calendar = calendar_of(world.load())

    assert calendar.zone == "Asia/Shanghai"
    assert calendar.worked.any()


def test_work_that_nobody_recorded_is_a_dash_and_never_zero() -> None:
    step = NOTHING | {"kind": "step", "number": 1, "department_name": "甲", "finished_at": BASE}

    assert [each.processing for each in shares([step], OFFICE_DAY)] == ["—"]
    assert [each.processing for each in shares([step | {"processing": 0.0}], OFFICE_DAY)] == ["0.0"]
