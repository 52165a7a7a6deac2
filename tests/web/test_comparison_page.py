"""The page of a comparison says what is compared, and what changed most, in one sentence."""

import re

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.changed_load import HALF, changed_load
from tests.web.conftest import SiteOf, words_of


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a load in which 乙 becomes slow on 16 May."""
    return changed_load(tmp_path_factory.mktemp("page"))


@pytest.fixture
def changed(store: LocalStore, site_of: SiteOf) -> FlaskClient:
    """Return a browser on a site that shows it."""
    return site_of(store).test_client()


def test_the_sentence_has_the_figures_of_the_largest_change(changed: FlaskClient) -> None:
    query = f"?since={HALF:%Y-%m-%d}"
    rows = changed.get(f"/queries/comparison.json{query}").get_json()["rows"]
    row = next(row for row in rows if row["change"] == "slower")
    before, now, more, low, high = (
        f"{row[name] / 86400:.1f}"
        for name in ("mean_before", "mean_wait", "difference", "difference_low", "difference_high")
    )
    words = words_of(changed.get(f"/queries/comparison{query}").text)
    english = words_of(changed.get(f"/queries/comparison{query}&lang=en").text)

    assert (
        f"甲→乙的平均等待从 {before} 增至 {now}天 （多{more}，95%区间{low}～{high}），"
        "经多重比较校正后仍显著。"
    ) in words
    assert "显著变慢的1对，变快的0对" in words
    assert (
        f"The mean wait of 甲→乙 rose from {before} to {now} days (by {more}, 95% interval "
        f"{low}–{high}), significant"
    ) in english


def test_the_heads_tell_the_days_of_both_periods(changed: FlaskClient) -> None:
    text = changed.get(f"/queries/comparison?since={HALF:%Y-%m-%d}").text
    heads = words_of(re.findall(r"<thead>.*?</thead>", text, re.DOTALL)[0])

    assert "次数 5月2日—5月15日 次数 5月16日—" in heads
    assert "平均等待 5月2日—5月15日 天 平均等待 5月16日—" in heads
    assert "对照：2022年5月2日—5月15日；本方：2022年5月16日—" in words_of(text)
    halfway = words_of(changed.get("/queries/comparison").text)
    assert re.search(r"对照：2022年5月2日—5月\d+日；本方：2022年5月\d+日—", halfway)


def test_groups_are_called_by_their_names(changed: FlaskClient) -> None:
    query = "?compare=receiver&group=乙&against=丙,丁,戊"
    text = changed.get(f"/queries/comparison{query}").text
    words = words_of(text)

    assert "对照：丙等3个；本方：乙。" in words
    assert re.search(r"甲送出的件的平均等待，乙为 [\d.]+天 ，丙等3个为 [\d.]+ （多", words)
    others = words_of(changed.get("/queries/comparison?compare=receiver&group=丙").text)
    assert "对照：其余全部；本方：丙。" in others


def test_that_nothing_changed_is_said_too(changed: FlaskClient) -> None:
    early = words_of(changed.get("/queries/comparison?until=2022-05-14").text)
    assert "对，经多重比较校正后没有一对有显著变化。" in early
    none = words_of(changed.get("/queries/comparison?until=2022-05-03").text)
    assert "没有一对两边都有10次以上的等待，比不出变化。" in none
    assert changed.get("/queries/comparison?until=2021-05-03").status_code == 200
