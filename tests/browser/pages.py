"""The address of every page, found in what the site answers."""

from collections.abc import Callable

from tests.browser.served import Served


def _case(site: Served) -> str:
    """Return a case with stops or returns, and enough handoffs to be worth a picture."""
    cases = site.ask("cases", limit=200)
    return f"/cases/{max(cases, key=lambda case: (case['returns'], case['handoffs']))['case']}"


def _report(site: Served) -> str:
    refused = [each["load"] for each in site.ask("loads") if each["refused"]]
    return f"/data/loads/{refused[0]}" if refused else "/data"


def _department(site: Served) -> str:
    """Return the network with the department in focus before which cases wait longest."""
    first = site.ask("departments", limit=1)[0]
    return f"/network?focus={first['department']}"


def _pair(site: Served) -> str:
    first = site.ask("handovers", limit=1)[0]
    return f"/bottlenecks?pair={first['sender']}~{first['receiver']}"


PAGES: dict[str, Callable[[Served], str]] = {
    "overview": lambda _: "/",
    "network": lambda _: "/network",
    "department": _department,
    "bottlenecks": lambda _: "/bottlenecks",
    "pair": _pair,
    "cases": lambda _: "/cases",
    "case": _case,
    "data": lambda _: "/data",
    "report": _report,
    "questions": lambda _: "/queries/",
    "question": lambda _: "/queries/handovers",
}
