"""Data in a real browser: a file on its way, its report, its columns, and the loads it joins."""

import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from graph.local_store import LocalStore
from loaders.sample_city import generate
from tests.browser.axe import violations
from tests.browser.city import spoiled
from tests.browser.served import Served

LOG = """case,activity,department,end
1,受理,窗口,2022-05-09 10:00
1,审查,规划,2022-05-10 10:00
2,受理,窗口,2022-05-09 11:00
2,审查,规划,2022-05-11 11:00
"""
MANY = 150_000  # steps of a log that takes some seconds
ROWS = r"""() => {
  const line = document.querySelector('.job .line');
  const found = line && /([\d,]+) \/ [\d,]+ 行/.exec(line.textContent);
  const steps = [...document.querySelectorAll('.job .steps li')];
  return found && [steps.findIndex(step => step.className === 'now'),
                   Number(found[1].replaceAll(',', ''))];
}"""


@pytest.fixture(scope="session")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a log that is long enough to be watched."""
    path = tmp_path_factory.mktemp("long") / "大日志.csv"
    step = pd.RangeIndex(MANY).to_series()
    pd.DataFrame(
        {
            "case": step // 5,
            "activity": "环节" + (step % 5).astype(str),
            "department": "部门" + (step % 7 + step % 5).astype(str),
            "end": pd.Timestamp("2022-01-04 09:00") + pd.to_timedelta(step, unit="min"),
        }
    ).to_csv(path, index=False)
    return path


@pytest.fixture
def small_log(tmp_path: Path) -> Path:
    path = tmp_path / "小日志.csv"
    path.write_text(LOG, "utf-8")
    return path


@pytest.fixture
def bad_workbook(tmp_path: Path) -> Path:
    """Write the tables of the small city, with mistakes, to one workbook."""
    city = tmp_path / "小城"
    generate(city, scale="small")
    path = tmp_path / "月报.xlsx"
    with pd.ExcelWriter(path, "xlsxwriter") as book:
        for table in spoiled(city, tmp_path / "有错").glob("*.csv"):
            name = table.stem.removeprefix("合成数据_")
            pd.read_csv(table, dtype=str).to_excel(book, sheet_name=name, index=False)
    return path


def send(page: Page, site: Served, file: Path) -> None:
    """Choose a file on the page of the data and send it."""
    page.goto(f"{site.url}/data")
    page.set_input_files("#u-file", file)
    page.get_by_role("button", name="上传并装载").click()


def active(site: Served) -> str:
    return LocalStore(site.home).load().load_id


def test_a_broken_workbook_shows_its_report_and_the_old_load_stays(
    page: Page, own_site: Served, bad_workbook: Path
) -> None:
    before = active(own_site)
    page.goto(f"{own_site.url}/data")
    page.set_input_files("#u-file", bad_workbook)
    page.get_by_label("有一行被拒收就整批不装载").check()
    page.get_by_role("button", name="上传并装载").click()

    expect(page.locator(".answer")).to_contain_text("整批没有装载", timeout=30_000)
    assert active(own_site) == before
    page.locator(".reasons a").first.click()
    expect(page.locator("#refused .chip.on")).to_have_count(1)
    with page.expect_download() as download:
        page.locator("#refused .actions a").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_title("看原文件的这一行").first.click()
    expect(page.locator(".sheet-row td.bad")).to_be_visible()


def test_progress_counts_rows_up_and_goes_on_after_a_reload(
    page: Page, own_site: Served, long_log: Path
) -> None:
    send(page, own_site, long_log)
    page.wait_for_url("**/data/jobs/*")

    first = rows(page)
    page.wait_for_function(f"was => String(({ROWS})()) !== was", arg="{},{}".format(*first))
    page.reload()
    later = rows(page)

    assert later[0] >= first[0]
    assert later != first
    page.wait_for_url("**/data/loads/*", timeout=60_000)
    expect(page.locator(".answer")).to_contain_text("读入150,000行，全部装载")


def rows(page: Page) -> tuple[int, int]:
    """Wait until rows are told; return the step that counts them and how many are done."""
    step, done = page.wait_for_function(ROWS, timeout=20_000).json_value()
    return step, done


def test_a_second_file_waits_and_cancelling_the_first_lets_it_begin(
    page: Page, own_site: Served, long_log: Path, small_log: Path
) -> None:
    before = active(own_site)
    send(page, own_site, long_log)
    rows(page)
    job = page.url.rsplit("/", 1)[-1]
    send(page, own_site, small_log)
    expect(page.locator(".job .line")).to_have_text("在等 大日志.csv 装载完，轮到后自动开始。")

    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("link", name="看它的进度").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert violations(page) == []

    page.goto(f"{own_site.url}/data")
    expect(page.locator(".job")).to_have_count(2)
    assert active(own_site) == before
    page.get_by_role("button", name="取消装载 大日志.csv").click()

    expect(page.locator(".job")).to_have_count(0, timeout=30_000)
    assert json.loads(own_site.read(f"/api/v1/jobs/{job}"))["state"] == "cancelled"
    page.goto(f"{own_site.url}/data")
    expect(page.locator("#loads tbody tr.sel")).to_contain_text("小日志.csv")
    expect(page.locator("#loads")).not_to_contain_text("大日志.csv")


def test_columns_that_are_not_recognised_are_named_by_hand(
    page: Page, own_site: Served, small_log: Path
) -> None:
    header = "流水,做什么,单位名,时候"
    small_log.write_text(LOG.replace("case,activity,department,end", header), "utf-8")
    send(page, own_site, small_log)

    expect(page.locator(".answer")).to_contain_text("请指定 小日志.csv 的各列", timeout=20_000)
    for role, column in zip(
        ("case", "activity", "department", "end"), header.split(","), strict=True
    ):
        page.locator(f"#c-{role}").select_option(column)
    expect(page.locator("[data-role-of=单位名]")).to_have_text("办理部门")
    page.get_by_role("button", name="按这样装载").click()

    expect(page.locator(".answer")).to_contain_text("读入4行，全部装载", timeout=20_000)


def test_a_dropped_file_is_taken_and_one_that_is_too_large_is_not(page: Page, site: Served) -> None:
    page.goto(f"{site.url}/data")
    drop(page, 10)
    expect(page.locator(".chosen-file")).to_have_text("月报.csv  10 B")
    expect(page.locator("#upload-form .fault")).to_be_hidden()

    page.locator("#upload-form").evaluate("form => { form.dataset.most = '5' }")
    drop(page, 10)
    expect(page.locator("#upload-form .fault")).to_contain_text("这个文件超过")


def drop(page: Page, size: int) -> None:
    page.locator("#upload-form").evaluate(
        """(form, size) => {
            const data = new DataTransfer();
            data.items.add(new File(["x".repeat(size)], "月报.csv"));
            form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
        }""",
        size,
    )


def test_an_earlier_load_is_compared_made_active_and_put_back(page: Page, own_site: Served) -> None:
    now = active(own_site)
    page.goto(f"{own_site.url}/data")
    earlier = page.locator("#loads tbody tr:not(.sel)").first
    earlier.get_by_role("link", name="比较").click()
    expect(page.locator("h1")).to_have_text("比较批次")
    expect(page.locator(".answer")).to_contain_text("等待合计")

    page.go_back()
    earlier.get_by_role("button", name="启用").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("各页现在用这批数据")
    assert active(own_site) != now
    toast.get_by_role("button", name="撤销").click()
    expect(page.locator("#loads tbody tr.sel")).to_contain_text(now)
    assert active(own_site) == now


def test_a_load_is_deleted_only_after_a_question(page: Page, own_site: Served) -> None:
    page.goto(f"{own_site.url}/data")
    row = page.locator("#loads tbody tr:not(.sel)").first
    name = row.locator("th").inner_text()
    row.get_by_role("link", name="删除").click()
    assert len(LocalStore(own_site.home).loads()) == 2

    page.locator("main form button").click()
    expect(page.get_by_text(f"已删除 {name}。")).to_be_visible()
    assert [load.load_id for load in LocalStore(own_site.home).loads()] == [active(own_site)]
