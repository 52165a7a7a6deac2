"""The scripts of the pages: what old desktops can parse, what stays inside, what the types say."""

import json
import re
from pathlib import Path

import pytest

from tests.web.node import CLIENT, WEB, run_node
from web import assets, build_frontend, figures

DIST = WEB / "static" / "dist"
PARSE = """
import { readFileSync } from "node:fs";
import { parse } from "acorn";
for (const file of process.argv.slice(1)) {
  try {
    parse(readFileSync(file, "utf8"), { ecmaVersion: 2015, sourceType: "module" });
  } catch (error) {
    console.log(`${file}: ${error.message}`);
  }
}
"""
NAMES_NOT_ADDRESSES = {"http://www.w3.org"}  # namespaces of SVG and XML
NUMBERS = [0, 1234567, -3.25, -0.01, 1.005, 0.8104, 2.5, 1e-7, 12345.678, 0.00005, 1e15, -1234.5]
FIGURES = """
import { days, number, share, waitStep } from "./src/lib/figures.ts";
const values = JSON.parse(process.argv[1]);
console.log(JSON.stringify(values.map((value) => [
  number(value), number(value, 1), number(value, 2), share(value), days(value, 28800),
  waitStep(value),
])));
"""
NUMBERS_ON_BARS = """
import { barNumbers, roundTop } from "./src/lib/bar_numbers.ts";
const [plots, tops] = JSON.parse(process.argv[1]);
console.log(JSON.stringify([
  plots.map(([bars, dark, plot]) => barNumbers(bars, dark, plot)),
  tops.map((value) => roundTop(value)),
]));
"""


@pytest.fixture(scope="module")
def scripts() -> list[Path]:
    """Return the built scripts, after a build where the sources are newer."""
    build_frontend.build(WEB)
    found = sorted(DIST.rglob("*.js"))
    assert found
    return found


def test_every_script_parses_as_the_javascript_of_2015(scripts: list[Path]) -> None:
    assert run_node("--input-type=module", "-e", PARSE, *map(str, scripts)) == ""


def test_the_parser_would_refuse_what_old_desktops_do_not_know(tmp_path: Path) -> None:
    new = tmp_path / "new.js"
    new.write_text("export const x = window.y ?? 1;", "utf-8")
    assert "Unexpected token" in run_node("--input-type=module", "-e", PARSE, str(new))


def test_no_script_names_another_host(scripts: list[Path]) -> None:
    found = {
        host
        for script in scripts
        for host in re.findall(r"(?:https?|wss?):\\?/\\?/[\w.-]+", script.read_text("utf-8"))
    }
    assert found <= NAMES_NOT_ADDRESSES


def test_no_script_makes_code_from_text(scripts: list[Path]) -> None:
    made = re.compile(r"\beval\(|new Function\(|\bimport\(|\bimport\.meta\b")
    assert not [script.name for script in scripts if made.search(script.read_text("utf-8"))]


def test_each_page_script_of_the_sources_has_its_tag(scripts: list[Path]) -> None:
    manifest = json.loads(assets.MANIFEST.read_text("utf-8"))
    entries = {f"src/{path.name}" for path in (CLIENT / "src").glob("*.ts")}
    assert entries == {name for name, entry in manifest.items() if entry.get("isEntry")}
    assert {manifest[name]["file"] for name in entries} <= {
        script.relative_to(DIST).as_posix() for script in scripts
    }


def test_the_licences_of_what_is_bundled_are_shipped(scripts: list[Path]) -> None:
    bundled = "\n".join(script.read_text("utf-8") for script in scripts)
    licences = (DIST / "licenses.md").read_text("utf-8")
    for name, sign in (("cytoscape", "cytoscape"), ("echarts", "zrender")):
        assert (sign in bundled.lower()) <= (f"## {name} - " in licences)
    assert ("## echarts - " in licences) == ("## Notice of echarts" in licences)


def test_the_types_hold(scripts: list[Path]) -> None:
    run_node("node_modules/typescript/bin/tsc", "--noEmit")


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((CLIENT / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_figures_are_written_as_the_server_writes_them() -> None:
    values: list[float | None] = [*NUMBERS, None]
    written = json.loads(run_node("--input-type=module", "-e", FIGURES, json.dumps(values)))
    assert written == [
        [
            figures.number(value),
            figures.number(value, 1),
            figures.number(value, 2),
            figures.share(value),
            figures.days(value, 28800),
            figures.wait_step(None if value is None else value * 28800, 28800),
        ]
        for value in values
    ]


def test_nothing_is_built_where_nothing_has_changed(scripts: list[Path]) -> None:
    said: list[str] = []
    before = (DIST / "stamp.txt").stat().st_mtime_ns

    build_frontend.build(WEB, said.append)

    assert not build_frontend.needed(WEB)
    assert said == []
    assert (DIST / "stamp.txt").stat().st_mtime_ns == before


def test_a_changed_source_asks_for_a_build_and_a_wheel_without_sources_does_not(
    tmp_path: Path,
) -> None:
    web = tmp_path / "web"
    assert not build_frontend.needed(web)
    for name in ("client/src/main.ts", "client/package.json", "client/package-lock.json"):
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text("1", "utf-8")
    assert build_frontend.needed(web)


def test_a_build_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = tmp_path / "client"
    client.mkdir()
    (client / "package.json").write_text("{}", "utf-8")
    (client / "package-lock.json").write_text("no lock file", "utf-8")
    monkeypatch.setattr(build_frontend, "TRIES", 1)
    with pytest.raises(SystemExit, match="npm config") as raised:
        build_frontend.build(tmp_path)
    assert build_frontend.SKIP in str(raised.value)
    assert not (tmp_path / "static").exists()
    monkeypatch.setenv(build_frontend.SKIP, "1")
    build_frontend.build(tmp_path)


def _bars(*values: float) -> list[dict[str, float]]:
    sums = [sum(values[: place + 1]) / sum(values) for place in range(len(values))]
    return [
        {"value": value, "cumulative": whole, "rank": rank}
        for rank, (value, whole) in enumerate(zip(values, sums, strict=True), 1)
    ]


def test_a_rank_is_written_on_a_bar_only_where_nothing_runs_through_it() -> None:
    roomy = {"width": 600, "height": 200, "most": 100, "text": 12}
    tight = {**roomy, "width": 90}
    plots = [
        (_bars(90, 30, 25, 20, 15, 10), 4, roomy),  # the curve passes above all from the second on
        (_bars(50, 48, 1, 1), 2, roomy),  # it begins over the first bar, at its own height
        (_bars(*[10] * 20), 16, tight),  # only the first and the last dark one where bars are thin
        (_bars(*range(60, 40, -1)), 16, tight),  # the last dark one stands above taller bars
    ]
    numbers, tops = json.loads(
        run_node(
            "--input-type=module", "-e", NUMBERS_ON_BARS, json.dumps([plots, [1676.8, 0.04, 0]])
        )
    )

    assert numbers[0] == [2, 2, 2, 2, 2, None]
    assert numbers[1] == [None, 2, 2, 2]
    assert [place for place, above in enumerate(numbers[2]) if above is not None] == [0, 15]
    assert numbers[3][15] == pytest.approx(2 + 2 * 2)
    assert [top["max"] for top in tops] == pytest.approx([2000, 0.05, 1])
