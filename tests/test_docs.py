"""The pages made from the code are up to date, and the README tells the truth."""

import re
from pathlib import Path

import pytest

from docs.generate import HERE, PAGES

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    assert (HERE / name).read_text("utf-8") == PAGES[name](), "run make docs"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_links_to_files_that_are_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")]
    english, chinese = (
        [re.sub(r"\s+#.*", "", block) for block in re.findall(r"```sh\n(.*?)```", text, re.S)]
        for text in texts
    )
    assert english == chinese
