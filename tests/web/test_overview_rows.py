"""The first page lists the pairs that its sentence speaks of."""

from pathlib import Path

import pytest

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, add_equal_pairs, words_of


@pytest.mark.parametrize(("pairs", "spoken_of", "listed"), [(10, 8, 8), (30, 24, 16)])
def test_the_first_page_lists_as_many_pairs_as_it_speaks_of_or_says_where_it_stops(
    pairs: int,
    spoken_of: int,
    listed: int,
    own_store: LocalStore,
    tmp_path: Path,
    site_of: SiteOf,
) -> None:
    add_equal_pairs(own_store, tmp_path, pairs)

    page = site_of(own_store).test_client().get("/").text

    assert f"{spoken_of} 对交接占全部等待的" in words_of(page)
    assert page.count('class="pair"') == listed
    assert (f"这里只列出前{listed}对。" in words_of(page)) == (listed < spoken_of)
    assert f"全部{pairs}对</a>" in page
