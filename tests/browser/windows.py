"""A window that a test looks at only when the page has been laid out and drawn for it."""

from playwright.sync_api import Page

DRAWN = """width => (width === null || window.innerWidth === width) && new Promise(drawn =>
  requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))"""


def settle(page: Page, width: int | None = None) -> None:
    """Wait until what watches for a new size has run: two frames, at `width` where it is given."""
    page.wait_for_function(DRAWN, arg=width)


def resize(page: Page, width: int, height: int = 768) -> None:
    """Give the window another size, and wait until the page has answered to it."""
    page.set_viewport_size({"width": width, "height": height})
    settle(page, width)
