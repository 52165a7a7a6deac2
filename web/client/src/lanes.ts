/** 办件: fits the lanes to the page, walks the bars by arrow keys, tells the figures of each. */

import { rem } from "./lib/theme";

const REST = 12;
const NARROW_REST = 4;
const LEAST_DAY = 14;
const PRINTED = 860; // as the server draws it: fits A4 across

interface Place {
  work: number;
  rest: number;
}
interface Scale {
  day: number;
  rest: number;
}
type Drawn = SVGGraphicsElement;

function start(): void {
  const root = document.getElementById("lanes");
  if (root === null) return;
  const strip = root.querySelector(".scroll") as HTMLElement;
  const svg = strip.querySelector("svg.days") as SVGSVGElement;
  let width = -1;
  const fit = (): void => {
    if (strip.clientWidth === width) return;
    width = strip.clientWidth;
    layOut(svg, width - 2);
  };
  new ResizeObserver(fit).observe(strip);
  window.addEventListener("beforeprint", () => layOut(svg, PRINTED));
  window.addEventListener("afterprint", () => layOut(svg, width - 2));
  listen(strip, svg);
}

/* ---- layout ---- */

function layOut(svg: SVGSVGElement, width: number): void {
  const end = placeOf(svg, "data-end") as Place;
  const scale = scaleOf(end, width);
  const whole = xOf(scale, end);
  svg.setAttribute("width", (whole + 1).toFixed(1));
  every(svg, "line[data-a]", (line) => both(line, "x1", "x2", xOf(scale, from(line))));
  every(svg, "rect.band", (band) => {
    set(band, "x", xOf(scale, from(band)));
    set(band, "width", scale.rest);
  });
  every(svg, "text[data-half]", (text) => set(text, "x", xOf(scale, from(text)) + scale.day / 2));
  every(svg, "rect.made", (box) => set(box, "x", xOf(scale, from(box)) + scale.day / 2 - 9));
  every(svg, "path.link", (link) => drawLink(link, scale));
  every(svg, "path.tip", (tip) => drawTip(tip, scale));
  every(svg, "g.one", (bar) => drawBar(bar, scale));
  thinDays(svg, scale);
  showMonths(svg, scale);
  showLabels(svg, scale, whole);
}

function scaleOf(end: Place, width: number): Scale {
  const day = (width - end.rest * REST) / Math.max(end.work, 1);
  if (day >= 2 * REST) return { day, rest: REST };
  const narrow = (width - end.rest * NARROW_REST) / Math.max(end.work, 1);
  return { day: Math.max(narrow, LEAST_DAY), rest: NARROW_REST };
}

function drawBar(bar: Drawn, scale: Scale): void {
  const rect = bar.querySelector("rect") as SVGRectElement;
  const x = xOf(scale, from(bar));
  const limit = placeOf(bar, "data-l");
  const least = bar.classList.contains("point") ? 6 : 2;
  let wide = Math.max(xOf(scale, to(bar)) - x, least);
  if (limit !== null) wide = Math.max(Math.min(wide, xOf(scale, limit) - x), 0.5);
  set(rect, "x", x);
  set(rect, "width", wide);
}

function drawLink(link: Drawn, scale: Scale): void {
  const tip = Number(link.getAttribute("data-tip"));
  const sender = Number(link.getAttribute("data-sender"));
  const stop = tip + (tip > sender ? -5 : 5);
  const [a, b] = [xOf(scale, from(link)).toFixed(1), xOf(scale, to(link)).toFixed(1)];
  link.setAttribute("d", `M${a} ${sender}H${b}V${stop}`);
}

function drawTip(tip: Drawn, scale: Scale): void {
  const y = Number(tip.getAttribute("data-tip"));
  const rise = y > Number(tip.getAttribute("data-sender")) ? -7 : 7;
  tip.setAttribute("d", `M${xOf(scale, from(tip)).toFixed(1)} ${y}l-4 ${rise}h8z`);
}

/** Show as many numbers of days as have room. */
function thinDays(svg: SVGSVGElement, scale: Scale): void {
  const step = Math.max(1, Math.ceil(rem(1.375) / scale.day));
  every(svg, "text.day", (text) => show(text, Math.round(from(text).work) % step === 0));
}

function showMonths(svg: SVGSVGElement, scale: Scale): void {
  let free = -Infinity;
  every(svg, "text.month", (text) => {
    const x = xOf(scale, from(text));
    set(text, "x", x);
    const fits = x >= free;
    show(text, fits);
    if (fits) free = x + long(text) + 8;
  });
}

/** Show the labels that meet no other of their row, those of the longest bars first. */
function showLabels(svg: SVGSVGElement, scale: Scale, whole: number): void {
  const taken: Record<string, [number, number][]> = {};
  const labels = Array.from(svg.querySelectorAll<Drawn>("text.label"));
  labels.sort((a, b) => rank(b) - rank(a));
  labels.forEach((label) => {
    const [a, b] = [xOf(scale, from(label)), xOf(scale, to(label))];
    const half = long(label) / 2 + 3;
    const x = Math.min(Math.max((a + b) / 2, half), Math.max(whole - half, half));
    set(label, "x", x);
    const y = label.getAttribute("y") as string;
    const row = (taken[y] = taken[y] || []);
    const roomy = label.hasAttribute("data-always") || 2 * half <= b - a;
    const free = roomy && row.every(([low, high]) => x + half <= low || x - half >= high);
    show(label, free);
    if (free) row.push([x - half, x + half]);
  });
}

function long(text: Drawn): number {
  return (text as SVGTextElement).getComputedTextLength();
}

function rank(label: Element): number {
  return Number(label.getAttribute("data-rank"));
}

function every(svg: SVGSVGElement, selector: string, draw: (each: Drawn) => void): void {
  svg.querySelectorAll<Drawn>(selector).forEach(draw);
}

function placeOf(element: Element, name: string): Place | null {
  const written = element.getAttribute(name);
  if (written === null) return null;
  const [work, rest] = written.split(",").map(Number) as [number, number];
  return { work, rest };
}

function from(element: Element): Place {
  return placeOf(element, "data-a") as Place;
}

function to(element: Element): Place {
  return placeOf(element, "data-b") as Place;
}

function xOf(scale: Scale, place: Place): number {
  return place.work * scale.day + place.rest * scale.rest;
}

function set(element: Element, name: string, value: number): void {
  element.setAttribute(name, value.toFixed(2));
}

function both(element: Element, one: string, other: string, value: number): void {
  set(element, one, value);
  set(element, other, value);
}

function show(element: Element, shown: boolean): void {
  element.setAttribute("visibility", shown ? "visible" : "hidden");
}

/* ---- reading ---- */

function listen(strip: HTMLElement, svg: SVGSVGElement): void {
  const bars = Array.from(svg.querySelectorAll<SVGGElement>("g.one"));
  const readout = document.getElementById("readout") as HTMLElement;
  const tip = document.createElement("div");
  tip.className = "tip-box";
  tip.hidden = true;
  document.body.appendChild(tip);
  readout.textContent = readout.getAttribute("data-hint");
  bars.forEach((bar, place) => {
    const title = bar.querySelector("title");
    if (title) bar.removeChild(title); // else the browser shows a second tooltip
    bar.setAttribute("tabindex", place === 0 ? "0" : "-1");
    bar.addEventListener("focus", () => {
      readout.textContent = words(bar);
      bars.forEach((each) => each.setAttribute("tabindex", each === bar ? "0" : "-1"));
    });
    bar.addEventListener("mouseenter", () => point(tip, bar));
    bar.addEventListener("mouseleave", () => (tip.hidden = true));
    bar.addEventListener("click", () => bar.focus());
  });
  strip.addEventListener("scroll", () => (tip.hidden = true));
  svg.addEventListener("keydown", (event) => {
    const at = bars.indexOf(event.target as SVGGElement);
    const next = at < 0 ? undefined : bars[stepped(event.key, at, bars.length)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function stepped(key: string, at: number, count: number): number {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : -1;
}

function words(bar: Element): string {
  return bar.getAttribute("aria-label") || "";
}

/** Put the words of the bar above it, inside the window. */
function point(tip: HTMLElement, bar: Element): void {
  tip.textContent = words(bar);
  tip.hidden = false;
  const box = (bar.querySelector("rect") as Element).getBoundingClientRect();
  const middle = box.left + box.width / 2 - tip.offsetWidth / 2;
  const right = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${window.pageXOffset + Math.max(8, Math.min(middle, right))}px`;
  tip.style.top = `${window.pageYOffset + box.top - tip.offsetHeight - 6}px`;
}

start();
