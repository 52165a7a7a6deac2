"""The address of every page, found in what the site answers."""

import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

from graph.database import open_database
from tests.browser.served import Served
from web.jobs.queue import Jobs


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


def _loads(site: Served) -> list[str]:
    return [each["load"] for each in site.ask("loads")]


def _compare(site: Served) -> str:
    after, before = _loads(site)[:2]
    return f"/data/compare?a={before}&b={after}"


def _refused_row(site: Served) -> str:
    """Return the report with the first refused row opened, as it is in the file."""
    load = next(each["load"] for each in site.ask("loads") if each["refused"])
    page = site.read(f"/data/loads/{load}")
    opened = re.search(r'href="(\S+?)#refused" title=', page)
    assert opened
    return unescape(opened[1])


def _round(part: str = "") -> Callable[[Served], str]:
    """Return what finds a page of the newest round of evaluation."""

    def find(site: Served) -> str:
        rounds = json.loads(site.read("/evaluation.json"))["rows"]
        return f"/evaluation/rounds/{quote(rounds[0]['round'])}{part}"

    return find


def _job(file_name: str) -> Callable[[Served], str]:
    """Return what finds the page of the job of that file."""

    def find(site: Served) -> str:
        jobs = Jobs(open_database(site.home), site.home).select()
        return f"/data/jobs/{next(job.id for job in jobs if job.file_name == file_name)}"

    return find


PAGES: dict[str, Callable[[Served], str]] = {
    "overview": lambda _: "/",
    "network": lambda _: "/network",
    "department": _department,
    "bottlenecks": lambda _: "/bottlenecks",
    "pair": _pair,
    "cases": lambda _: "/cases",
    "case": _case,
    "search": lambda _: "/search?text=%E5%B1%80",
    "evaluation": lambda _: "/evaluation",
    "evaluation-design": _round(),
    "evaluation-oversight": _round("/oversight"),
    "evaluation-department": _round("/departments/D05"),
    "data": lambda _: "/data",
    "report": _report,
    "refused-row": _refused_row,
    "job": _job("不是日志.xes"),
    "report-of-job": _job("有错.csv"),
    "columns": _job("要列对照.csv"),
    "compare": _compare,
    "delete": lambda site: f"/data/loads/{_loads(site)[0]}/delete",
    "questions": lambda _: "/queries/",
    "question": lambda _: "/queries/handovers",
}
