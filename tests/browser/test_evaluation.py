"""互评 in a browser: the rounds, one of them, a report, and what is asked before a release."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from graph.local_store import LocalStore
from tests.browser.axe import violations
from tests.browser.windows import resize
from tests.web.conftest import parts_of
from tests.web.kept_rounds import KeptRounds, three_rounds
from web.evaluation.department_site import make_department_site
from web.site import make_site

RELEASED, DRAFT = "2022年上半年", "2022年下半年"
ROUND = f"/evaluation/rounds/{RELEASED}"
PAGES = (
    "/evaluation/method",
    f"{ROUND}/oversight",
    f"{ROUND}/departments",
    f"{ROUND}/departments/D03",
    f"/evaluation/rounds/{DRAFT}/release",
)
OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def rounds(world: LocalStore) -> KeptRounds:
    """Return three rounds, the first of them released."""
    kept = three_rounds()
    kept.release(world.load(), RELEASED)
    return kept


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application in a thread; give the address without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def evaluated(world: LocalStore, rounds: KeptRounds) -> Iterator[str]:
    """Return the address of a site with these rounds."""
    with serving(make_site(parts_of(world), rounds)) as address:
        yield address


@pytest.fixture(scope="module")
def department(world: LocalStore, rounds: KeptRounds) -> Iterator[str]:
    """Return the address of the site of one department."""
    with serving(make_department_site(parts_of(world), "D03", rounds)) as address:
        yield address


@pytest.mark.parametrize("each", PAGES)
def test_axe_finds_nothing_and_a_page_fits_its_window(
    page: Page, evaluated: str, each: str
) -> None:
    page.goto(f"{evaluated}{each}?lang=en")

    assert violations(page, ["light", "dark"]) == []
    for width in (683, 1366):
        resize(page, width)
        assert page.evaluate(OVER) <= 0, f"at {width}"


def test_the_site_of_a_department_is_read_by_everyone(page: Page, department: str) -> None:
    for each in ("/", f"/rounds/{RELEASED}"):
        page.goto(department + each)
        assert violations(page, ["light", "dark"]) == [], each
        resize(page, 683)
        assert page.evaluate(OVER) <= 0


def test_from_the_rounds_to_the_report_of_a_department(page: Page, evaluated: str) -> None:
    page.goto(f"{evaluated}/evaluation")
    page.get_by_role("link", name=RELEASED, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{RELEASED} · 互评设计")
    page.get_by_role("link", name="监督报告", exact=True).click()
    page.locator("#league").get_by_role("link", name="水利局").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("水利局互评报告")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    assert page.locator(".score-line").count() == 5
    box = page.locator(".corner[role=img]").first.bounding_box()
    assert box
    assert box["width"] > 200


def test_a_release_is_confirmed_first_and_can_be_withdrawn(page: Page, evaluated: str) -> None:
    page.goto(f"{evaluated}/evaluation")
    page.get_by_role("link", name=f"发布 {DRAFT}").click()
    page.get_by_label("评分已经收齐").check()
    page.get_by_role("button", name="确认发布").click()
    expect(page.locator(".note.good")).to_contain_text("数字已冻结")

    page.goto(f"{evaluated}/evaluation/rounds/{DRAFT}/withdraw")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.locator(".note.good")).to_contain_text("部门不再能看到")
    expect(page.locator("main table tbody tr")).to_have_count(2)


def test_a_report_is_printed_with_its_head_and_no_navigation(page: Page, evaluated: str) -> None:
    page.goto(f"{evaluated}{ROUND}/departments/D03")
    page.emulate_media(media="print")

    expect(page.locator(".printhead")).to_be_visible()
    expect(page.locator(".nav")).to_be_hidden()
    assert len(page.pdf(format="A4")) > 10_000
