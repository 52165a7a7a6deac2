/** The days and months above the lanes, as many as have room; as `web.lanes.days` of the server. */

import { type Drawn, from, long, ROOMY_DAY, type Scale, set, show, xOf } from "./scale";

const NUMBER = 22;
const GAP = 8;

/**
 * Show lines and numbers of every n-th day, else of the first of a week, and always those of the
 * first day of a month; where a week has no room, only the lines of months.
 */
export function thinDays(svg: SVGSVGElement, scale: Scale): void {
  const lines = Array.from(svg.querySelectorAll<Drawn>("line.day"));
  const numbers = Array.from(svg.querySelectorAll<Drawn>("text.day"));
  const begins = (line: Drawn): boolean => line.hasAttribute("data-month");
  const months = lines.filter(begins).map((line) => xOf(scale, from(line)));
  const roomy = scale.day >= ROOMY_DAY;
  const numbered = roomy || 5 * scale.day >= NUMBER;
  const step = scale.day >= NUMBER ? 1 : 2;
  lines.forEach((line, place) => {
    const x = xOf(scale, from(line));
    const wanted = roomy ? place % step === 0 : numbered && line.hasAttribute("data-week");
    const free = step === 1 || months.every((month) => Math.abs(x - month) >= NUMBER);
    const shown = begins(line) || (wanted && free);
    show(line, shown);
    show(numbers[place] as Drawn, shown && numbered);
  });
}

/**
 * Show the months that have room: January before all, then the first one, then the others from the
 * left. January and the first one tell the year; where the next month begins before a first one
 * with its year would end, that next one counts as the first.
 */
export function showMonths(svg: SVGSVGElement, scale: Scale): void {
  const all = Array.from(svg.querySelectorAll<Drawn>("text.month"));
  const places = all.map((text) => xOf(scale, from(text)));
  const lead = all[leading(all, places)];
  const januaries = all.filter((text) => text.hasAttribute("data-january"));
  const order = lead === undefined ? all : [...januaries, lead, ...all];
  const taken: [number, number][] = [];
  order.forEach((text, turn) => {
    if (order.indexOf(text) !== turn) return;
    const dated = text === lead || text.hasAttribute("data-january");
    const start = places[all.indexOf(text)] as number;
    const end = start + write(text, dated ? "data-year" : "data-plain") + GAP;
    const fits = taken.every(([low, high]) => end <= low || high <= start);
    set(text, "x", start);
    show(text, fits);
    if (fits) taken.push([start, end]);
  });
}

function leading(all: Drawn[], places: number[]): number {
  const [first, next] = places;
  if (first === undefined || next === undefined) return 0;
  return first + write(all[0] as Drawn, "data-year") + GAP <= next ? 0 : 1;
}

/** Write the month with or without its year; return how long it is. */
function write(text: Drawn, form: string): number {
  text.textContent = text.getAttribute(form);
  return long(text);
}
