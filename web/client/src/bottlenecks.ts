/** 堵点: the Pareto, the months, and the charts of the pair that is opened. */

import { drawHistogram, type Histogram } from "./lib/histogram";
import { readIsland } from "./lib/island";
import { drawLines, type Lines } from "./lib/lines";
import { drawPareto, type Pareto } from "./lib/pareto";

const bars = readIsland<Pareto>("pareto-data");
const pareto = document.getElementById("pareto");
if (pareto && bars && bars.bars) drawPareto(pareto, bars);

for (const id of ["months", "pair-months"]) {
  const element = document.getElementById(id);
  const lines = readIsland<Lines>(`${id}-data`);
  if (element && lines && lines.months) drawLines(element, lines);
}

const waits = document.getElementById("pair-waits");
const histogram = readIsland<Histogram>("pair-waits-data");
if (waits && histogram && histogram.bins.length) drawHistogram(waits, histogram);

/** Esc closes the pair that is opened, as its link does. */
const close = document.querySelector<HTMLAnchorElement>("a[data-close]");
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, select, textarea");
  const open = document.querySelector("details.more[open]");
  if (event.key === "Escape" && close && !typing && !open) window.location.assign(close.href);
});
