"""A city that does not exist, with bottlenecks of known place and size planted in it.

It is written as a city would fill in the workbook, so that everything from reading to ranking can
be tried, and judged against ``truth.json``. See ``docs/sample-city.md``.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from graph.errors import InputError
from loaders.sample_city.arrivals import draw_arrivals
from loaders.sample_city.case_sheets import Cases, case_sheet, procedure_sheet, step_sheet
from loaders.sample_city.clock import AS_OF, day_position
from loaders.sample_city.coordination import spend_outside
from loaders.sample_city.departments import BUREAU, CODES, department_sheet, place
from loaders.sample_city.dirt_files import write_dirty
from loaders.sample_city.files import write_city, written_into
from loaders.sample_city.items import draw_items, item_sheet
from loaders.sample_city.plants import Plant, fixed_plants, random_plants, return_rates
from loaders.sample_city.review_mesh import mesh_plants, mesh_sheet, mesh_truth
from loaders.sample_city.reviews import review_sheet
from loaders.sample_city.routes import draw_routes, make_parallel
from loaders.sample_city.shares import Mask
from loaders.sample_city.sheet import Sheet, texts
from loaders.sample_city.stops import draw_stops
from loaders.sample_city.timing import draw_durations, walk
from loaders.sample_city.truth import truth
from loaders.sample_city.units import unit_sheet

__all__ = ["City", "draw_city", "generate"]

Scale = Literal["small", "default", "large"]
Plants = Literal["fixed", "random"]
CASES: dict[Scale, int] = {"small": 600, "default": 6_000, "large": 60_000}
MOST_DIRT = 0.1  # a column has up to five kinds of it
PARALLEL = 0.01  # of all cases
STREAMS = 13
OF_DIRT, OF_MESH = 11, 12
"""One stream of random numbers a table or step; new ones only at the end, so that the cities of
a published seed stay what they are."""


@dataclass(frozen=True, slots=True)
class City:
    """A city in memory: its sheets by name, and the content of ``truth.json``."""

    sheets: dict[str, Sheet]
    truth: dict[str, object]


def generate(
    out: Path,
    *,
    seed: int = 20220831,
    scale: Scale = "default",
    effect: float = 3.0,
    plants: Plants = "fixed",
    dirt: float = 0.0,
    mesh: bool = False,
) -> None:
    """Write a city into the folder `out`: CSV files, a workbook and ``truth.json``.

    A ``large`` city has no workbook: nobody opens one of 360,000 rows, and it takes minutes.
    `dirt` above 0 adds copies with errors in that share of the cells for each kind of error.
    Equal arguments give equal CSV bytes. Raises `InputError` for arguments that make no city
    and for a folder that cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise InputError(
            f"{out} 是文件，请给出文件夹。", f"{out} is a file; name a folder to write into."
        )
    if not 0 <= dirt <= MOST_DIRT:
        raise InputError(
            f"脏数据的比例须在 0 到 {MOST_DIRT} 之间：{dirt}。",
            f"The share of dirt must lie between 0 and {MOST_DIRT}: {dirt}.",
        )
    city = draw_city(seed=seed, scale=scale, effect=effect, plants=plants, mesh=mesh)
    with written_into(out):
        write_city(out, city.sheets, city.truth, workbook=scale != "large")
        if dirt:
            write_dirty(out, city.sheets, dirt, _streams(seed)[OF_DIRT], workbook=scale != "large")


def draw_city(
    *,
    seed: int = 20220831,
    scale: Scale = "default",
    effect: float = 3.0,
    plants: Plants = "fixed",
    mesh: bool = False,
) -> City:
    """Draw a city without writing it.

    `effect` sizes the plants; 1 plants nothing and leaves the decoys. With `mesh` sixteen
    departments rate each other, not only the bureau and fifteen, and nobody rates by name; the
    other sheets stay. Raises `InputError` for arguments that make no city.
    """
    _check(seed, effect)
    streams = _streams(seed)
    of_departments, of_reviews, of_case_sheet, of_step_sheet = streams[6:10]
    cases, planted = _cases(streams, CASES[scale], effect, plants)
    sheets = {
        "填报说明": _notes(mesh),
        "部门": department_sheet(of_departments),
        "内设机构": unit_sheet(),
        "事项": item_sheet(cases.items),
        "办件": case_sheet(cases, of_case_sheet),
        "办件环节": step_sheet(cases, of_step_sheet),
        "特别程序": procedure_sheet(cases),
        "部门互评": review_sheet(of_reviews),
    }
    if mesh:
        sheets["部门互评"] = mesh_sheet(streams[OF_MESH], planted=effect > 1)
        planted += mesh_plants(effect)
    found = truth(cases, planted, sheets, seed=seed, scale=scale, effect=effect)
    return City(sheets, {**found, **(mesh_truth() if mesh else {})})


def _streams(seed: int) -> list[np.random.Generator]:
    children = np.random.SeedSequence(seed).spawn(STREAMS)
    return [np.random.Generator(np.random.PCG64(child)) for child in children]


def _check(seed: int, effect: float) -> None:
    if seed < 0:
        raise InputError(f"种子须为 0 或正整数：{seed}。", f"The seed must be 0 or more: {seed}.")
    if not (math.isfinite(effect) and 1 <= effect <= 10):
        raise InputError(
            f"效应须在 1 到 10 之间（1 = 没有堵点）：{effect}。",
            f"The effect must lie between 1 (no bottleneck) and 10: {effect}.",
        )


def _cases(
    streams: list[np.random.Generator], count: int, effect: float, mode: str
) -> tuple[Cases, tuple[Plant, ...]]:
    of_items, of_routes, of_plants, of_parallel, of_stops, of_times = streams[:6]
    items = draw_items(of_items)
    named = items.named(items.chained), items.named(items.taken_back)
    plants = fixed_plants(effect, *named) if mode == "fixed" else ()
    routes = draw_routes(of_routes, count, items, return_rates(plants))
    if mode == "random":
        plants = random_plants(effect, of_plants, routes.pairs(), routes.reviews())
    make_parallel(routes, of_parallel, PARALLEL, items, _pairs(plants))
    stops = draw_stops(of_stops, routes, items)
    durations = draw_durations(of_times, routes, items, plants, _since(plants))
    for plant in plants:
        if plant.type == "item":
            spend_outside(durations, plant, routes, items, streams[10])
    arrivals = draw_arrivals(of_times, routes, durations, stops, items.taken_back)
    times = walk(arrivals.at, routes, durations, stops)
    order = np.argsort(arrivals.at, kind="stable")
    return Cases(items, routes, stops, arrivals, times, order), plants


def _pairs(plants: tuple[Plant, ...]) -> Mask:
    pairs = np.zeros((len(CODES), len(CODES)), bool)
    for plant in plants:
        if plant.sender and plant.receiver:
            pairs[place(plant.sender), place(plant.receiver)] = True
    return pairs


def _since(plants: tuple[Plant, ...]) -> int:
    return next((day_position(plant.since) for plant in plants if plant.since), 0)


def _notes(mesh: bool) -> Sheet:
    notes = {
        "合成数据": "是",
        "city_name": "合成示例市",
        "stat_year": str(AS_OF.year),
        "as_of": AS_OF.isoformat(),
        "clock_start": "次日起算",
        "good_levels": "非常满意、满意",
        "review_full_mark": "100",
        "review_direction": "高分好",
        "review_open_raters": None if mesh else CODES[BUREAU],
    }
    return {"参数": texts(notes), "取值": texts(notes.values())}
