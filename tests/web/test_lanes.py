"""The lanes of a case: bars as long as the working time they stand for, none over another."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import is_workday
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.calendars import china
from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, words_of
from web.cases.bars import Bar, Run, clock_of
from web.cases.beside import whole_runs
from web.cases.calendars import CaseCalendars, calendars_of
from web.cases.deciding_path import deciding
from web.cases.tables import shares, waits
from web.lanes.days import columns
from web.lanes.labels import text_width
from web.lanes.layout import Lanes, Placed, lanes
from web.lanes.scale import scale
from web.lanes.working_axis import axis

CHINA = china("Asia/Shanghai")
SHARED = CaseCalendars(CHINA, {}, CHINA)
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
        "handoff",
        "sent_at",
        "transfer",
        "slack",
        "processing",
        "binding",
        "direction",
        "open",
    )
)
INSTANTS = ("enabled_at", "sent_at", "received_at", "started_at", "finished_at")
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


def drawn_of(
    rows: Sequence[Mapping[str, object]], calendars: CaseCalendars = SHARED
) -> tuple[list[Run], Lanes]:
    every = [calendars.shared, *calendars.own.values()]
    days = axis(every, BASE, AS_OF, calendars.days_off)
    found = whole_runs(rows, clock_of(rows, calendars, AS_OF))
    return found, lanes(found, rows, days, deciding(rows))


def counted_days(placed: Placed) -> float:
    """Return the working days of the parts of a bar that count."""
    return sum(one.end.work - one.start.work for one in placed.parts if one.kind == "counted")


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
            apart = sum(before.end) <= sum(after.start)
            assert apart or "stop" in (before.bar.kind, after.bar.kind)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_parts_of_a_bar_fill_it_and_count_its_working_time_without_stops(
    rows: list[dict[str, object]],
) -> None:
    _, drawn = drawn_of(rows)
    stops = [(row["started_at"], row["finished_at"]) for row in rows if row["kind"] == "stop"]

    for placed in drawn.bars:
        if placed.bar.kind in ("stop", "slack"):
            continue
        assert (placed.parts[0].start, placed.parts[-1].end) == (placed.start, placed.end)
        assert all(a.end == b.start for a, b in itertools.pairwise(placed.parts))
        worked = office_hours(placed.bar.start, placed.bar.end) - {
            hour for start, end in stops for hour in office_hours(start, end)
        }
        assert counted_days(placed) * 8 == pytest.approx(len(worked), abs=1e-6)


def office_hours(start: Any, end: Any) -> set[datetime]:
    """Return the office hours from one full hour to another, counted one by one."""
    found = set()
    at = start
    while at < end:
        local = at.astimezone(ZoneInfo("Asia/Shanghai"))
        if is_workday(local.date()) and 9 <= local.hour < 17:
            found.add(at)
        at += timedelta(hours=1)
    return found


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_step_with_an_instant_is_drawn_once(rows: list[dict[str, object]]) -> None:
    found, drawn = drawn_of(rows)

    numbers = [row["number"] for row in rows if row["kind"] == "step"]
    assert sorted(run.number for run in found if run.number is not None) == numbers
    assert sum(len(run.bars) + len(run.beside) for run in found) == len(drawn.bars)
    assert sum(lane.tracks for lane in drawn.lanes) == drawn.tracks


@given(st.integers(1, 4000), st.integers(0, 2000), st.floats(100, 2000))
def test_the_whole_case_is_seen_at_every_width(work: int, rest: int, width: float) -> None:
    fit = scale(work, rest, width)

    assert work * fit.day + rest * fit.rest == pytest.approx(width)
    assert 0 < fit.rest < fit.day


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

    assert "自然资源局 规划管理科 p2" in words
    assert re.search(
        r"与.+→.+的其他等待相比 ?本件等了[0-9.]+个工作日；这一对已开始的共\d+次", words
    )
    assert re.findall(r">(中位|P90|本件) [0-9.]+</text>", page) == ["中位", "P90", "本件"]


def test_every_wait_and_step_of_a_load_is_as_long_as_its_figure(
    world: LocalStore, site_of: SiteOf, browser: FlaskClient
) -> None:
    """The parts that count of the bars of a step add up to what the question ``case`` says."""
    with site_of(world).app_context():
        calendars = calendars_of(world.load())
    compared = 0
    for case in "ABCDEF":
        rows = case_rows(browser, case)
        for run in whole_runs(rows, clock_of(rows, calendars, world.load().source.as_of)):
            of = [row for row in rows if row["number"] == run.number and row["kind"] == "step"]
            for kinds, figure in (
                (("wait", "inside", "transfer"), waits(rows).get(run.number or -1)),
                (("work",), of[0]["processing"] if of else None),
            ):
                bars = [bar for bar in run.bars if bar.kind in kinds and not bar.open]
                if bars and figure is not None:
                    assert sum(counted_seconds(bar) for bar in bars) == pytest.approx(figure)
                    compared += 1
    assert compared > 10


def counted_seconds(bar: Bar) -> float:
    """Return the seconds of a bar that count."""
    lasted = (one.end - one.start for one in bar.pieces if one.kind == "counted")
    return sum((one.total_seconds() for one in lasted), 0.0)


def case_rows(browser: FlaskClient, case: str, **more: str) -> list[dict[str, Any]]:
    """Return the rows of a case with instants for texts."""
    asked = {"case": case, **more}
    answer = browser.get("/queries/case.json", query_string=asked).get_json()
    rows: list[dict[str, Any]] = answer["rows"]
    for row in rows:
        for name in INSTANTS:
            row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    return rows


def test_a_department_with_days_of_its_own_is_closed_on_them() -> None:
    own = china("Asia/Shanghai")
    week = (BASE.date() - date(1970, 1, 1)).days - own.first
    worked, pieces = own.worked.copy(), own.pieces.copy()
    worked[week + 1], pieces[week + 1] = False, 0
    rests = replace(own, worked=worked, pieces=pieces)
    step = NOTHING | {"kind": "step", "number": 1, "department": "A", "step": "甲"}
    step |= {"started_at": BASE, "finished_at": BASE + timedelta(days=2, hours=3)}

    shared = drawn_of([step])[1].bars[0]
    closed = drawn_of([step], CaseCalendars(CHINA, {"A": rests}, CHINA))[1].bars[0]

    assert counted_days(shared) - counted_days(closed) == pytest.approx(1)
    assert [part.kind for part in closed.parts] == ["counted", "closed", "counted"]
    assert (closed.start, closed.end) == (shared.start, shared.end)


def test_the_clock_of_the_wall_counts_nights_and_weekends(browser: FlaskClient) -> None:
    pages = [browser.get(f"/cases/{case}?clock=calendar").text for case in "ABCDEF"]

    assert all("每格一天，按自然时间" in page for page in pages)
    assert not any("非工作时间" in page or 'class="c-closed"' in page for page in pages)
    assert any('class="band"' in page for page in pages)


def test_what_decides_the_finish_is_told_from_what_waits_for_it() -> None:
    def step(number: int, department: str, before: int | None, end: int) -> dict[str, object]:
        at = {"enabled_at": BASE, "started_at": BASE, "finished_at": BASE + timedelta(days=end)}
        own = {"number": number, "from_number": before, "department": department, "step": "甲"}
        return NOTHING | {"kind": "step"} | own | at

    def handoff(sender: int, receiver: int, to: str, sent: int, on: int) -> dict[str, object]:
        at = {"sent_at": BASE + timedelta(days=sent), "enabled_at": BASE + timedelta(days=on)}
        slack = {"slack": 86_400.0 * (on - sent), "binding": sent == on, "handoff": sender}
        own = {"number": receiver, "from_number": sender, "department": to}
        return NOTHING | {"kind": "handoff"} | own | at | slack

    rows = [step(1, "A", None, 1), step(2, "B", 1, 2), step(3, "C", 1, 4), step(4, "A", 3, 5)]
    rows += [handoff(1, 2, "B", 1, 1), handoff(1, 3, "C", 1, 1)]
    rows += [handoff(2, 4, "A", 2, 4), handoff(3, 4, "A", 4, 4)]
    found, drawn = drawn_of(rows)

    assert deciding(rows).numbers == (4, 3, 1)
    assert [link.kind for link in drawn.links] == ["binding", "path", "early", "path"]
    assert [link.shift for link in drawn.links] == [0, 1, 0, 1]
    slack = [bar for run in found for bar in run.beside if bar.kind == "slack"]
    assert [(bar.department, bar.seconds) for bar in slack] == [("B", 2 * 86_400.0)]
    told = shares(rows, deciding(rows), None, 0.0, OFFICE_DAY)
    assert [one.name for one in told.departments] == ["—"]


def test_the_departments_of_the_path_add_up_to_the_whole_time(browser: FlaskClient) -> None:
    told = 0
    for case in "ABCDEF":
        whole = browser.get(f"/queries/cases.json?case={case}").get_json()["rows"][0]
        page = words_of(browser.get(f"/cases/{case}").text)
        if "合计等于全程" in page:
            told += 1
            found = re.search(r"合计 [0-9.—]+ [0-9.—]+ ([0-9.]+) 100.0%", page)
            assert found
            assert float(found[1]) == pytest.approx(whole["throughput"] / OFFICE_DAY, abs=0.05)
    assert told


def test_work_that_nobody_recorded_is_a_dash_and_never_zero() -> None:
    step = NOTHING | {"kind": "step", "number": 1, "department_name": "甲", "finished_at": BASE}

    def told(row: dict[str, object]) -> list[str]:
        found = shares([row], deciding([row]), None, 0.0, OFFICE_DAY)
        return [one.processing for one in found.departments]

    assert told(step) == ["—"]
    assert told(step | {"processing": 0.0}) == ["0.0"]


@pytest.mark.parametrize("width", [5000, 1700, 860, 400, 200])
def test_months_over_two_years_stand_where_they_begin_and_january_tells_the_year(
    site_of: SiteOf, world: LocalStore, width: int
) -> None:
    start = datetime(2022, 11, 29, 1, tzinfo=UTC)
    days = axis([CHINA], start, start + timedelta(days=130))
    with site_of(world).test_request_context("/"):
        drawn = columns(days, scale(days.end.work, days.end.rest, width))
    months = [one.month for one in drawn if one.month]
    shown = [month for month in months if month.shown]

    assert [month.plain for month in months] == ["11月", "12月", "1月", "2月", "3月", "4月"]
    assert "2023年1月" in [month.text for month in shown]
    assert any("年" in month.text for month in shown[:2])
    assert len(shown) >= len(months) - 1 or width < 400
    for month, after in itertools.pairwise(shown):
        assert month.x + text_width(month.text) < after.x
    firsts = [one for one in drawn if one.begins]
    assert [one.day.day.isoformat() for one in firsts] == [
        *("2022-12-01", "2023-01-03", "2023-02-01", "2023-03-01", "2023-04-03")
    ]
    assert all(one.shown for one in firsts)
    numbers = [one.x for one in drawn if one.numbered]
    assert all(b - a >= 22 - 1e-9 for a, b in itertools.pairwise(numbers))
