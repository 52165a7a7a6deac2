/** 堵点: the Pareto, the months, and the charts of the pair that is opened. */

import { drawHistogram, type Histogram } from "./lib/histogram";
import { readIsland } from "./lib/island";
import { drawLines, type Lines } from "./lib/lines";
import { drawPareto, type Pareto } from "./lib/pareto";
import { remember, restore } from "./lib/stay";

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

restore();
document.querySelectorAll<HTMLElement>("tr[data-pair]").forEach((row) => {
  const link = row.querySelector("a.pair");
  if (link) link.addEventListener("click", () => remember(row.getAttribute("data-pair") || ""));
});

/** Esc closes the pair that is opened, as its link does; a popover is closed before it. */
const close = document.querySelector<HTMLAnchorElement>("a[data-close]");
const opened = document.getElementById("pair");
if (close && opened) {
  close.addEventListener("click", () => remember(opened.getAttribute("data-pair") || ""));
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = target instanceof Element && target.closest("input, select, textarea");
    if (event.key === "Escape" && !event.defaultPrevented && !typing) close.click();
  });
}
