/** 总览: the Pareto of the ranked pairs, and the waiting of each month. */

import { readIsland } from "./lib/island";
import { drawLines, type Lines } from "./lib/lines";
import { drawPareto, type Pareto } from "./lib/pareto";

const concentration = document.getElementById("pareto");
const bars = readIsland<Pareto>("pareto-data");
if (concentration && bars && bars.bars) drawPareto(concentration, bars);

const months = document.getElementById("months");
const lines = readIsland<Lines>("months-data");
if (months && lines && lines.months) drawLines(months, lines);
