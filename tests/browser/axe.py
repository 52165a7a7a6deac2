"""What axe finds on a page against WCAG 2.2 AA."""

from collections.abc import Sequence
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.windows import settle

Theme = Literal["dark", "light"]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def violations(page: Page, themes: Sequence[Theme] = ("dark", "light")) -> list[str]:
    """Return one line for each element that breaks a rule: theme, rule, element, what is wrong.

    The page is shown in one theme after the other, and stays in the last one.
    """
    return [line for theme in themes for line in _in_theme(page, theme)]


def _in_theme(page: Page, theme: Theme) -> list[str]:
    page.emulate_media(color_scheme=theme)
    settle(page)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{theme}: {rule['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
