/** 办件: fits the lanes to the page, walks the bars by arrow keys, tells the figures of each. */

import { showMonths, thinDays } from "./lanes/days";
import {
  both,
  type Drawn,
  ends,
  every,
  from,
  long,
  type Place,
  placeOf,
  ROOMY_DAY,
  type Scale,
  scaleOf,
  set,
  show,
  to,
  xOf,
} from "./lanes/scale";
import { rem } from "./lib/theme";

const HIT = 10;
const HOLIDAYS = "36.0";
const PRINTED = 860; // as the server draws it: fits A4 across

function start(): void {
  const root = document.getElementById("lanes");
  if (root === null) return;
  const strip = root.querySelector(".scroll") as HTMLElement;
  const svg = strip.querySelector("svg.days") as SVGSVGElement;
  let [width, unit] = [-1, 0];
  const fit = (): void => {
    if (strip.clientWidth === width && rem(1) / 16 === unit) return;
    [width, unit] = [strip.clientWidth, rem(1) / 16];
    layOut(svg, width / unit - 2);
  };
  new ResizeObserver(fit).observe(strip);
  window.addEventListener("beforeprint", () => layOut(svg, PRINTED));
  window.addEventListener("afterprint", () => layOut(svg, width / unit - 2));
  listen(strip, svg);
}

/* ---- layout: in units that are pixels at the usual size of text and grow with it ---- */

function layOut(svg: SVGSVGElement, width: number): void {
  const end = placeOf(svg, "data-end") as Place;
  const scale = scaleOf(end, width);
  const whole = xOf(scale, end);
  const high = (svg.getAttribute("viewBox") as string).split(" ")[3] as string;
  svg.setAttribute("width", `${((whole + 1) / 16).toFixed(4)}rem`);
  svg.setAttribute("viewBox", `0 0 ${(whole + 1).toFixed(1)} ${high}`);
  every(svg, "line[data-a]", (line) => both(line, "x1", "x2", xOf(scale, from(line))));
  every(svg, "rect.band", (band) => span(band, scale));
  every(svg, "text.day", (text) => {
    const [a, b] = ends(text, scale);
    set(text, "x", a + Math.max(b - a, ROOMY_DAY) / 2);
  });
  every(svg, "g.made", (badge) => {
    const [a, b] = ends(badge, scale);
    badge.setAttribute("transform", `translate(${((a + b) / 2).toFixed(1)} 0)`);
    show(badge, b - a >= ROOMY_DAY);
  });
  every(svg, "path.link", (link) => drawLink(link, scale));
  every(svg, "path.tip", (tip) => drawTip(tip, scale));
  every(svg, "g.one", (bar) => drawBar(bar, scale));
  thinDays(svg, scale);
  showMonths(svg, scale);
  showLabels(svg, scale, whole);
}

function drawBar(bar: Drawn, scale: Scale): void {
  const [x, right] = ends(bar, scale);
  const limit = placeOf(bar, "data-l");
  let wide = Math.max(right - x, bar.classList.contains("point") ? 6 : 2);
  if (limit !== null) wide = Math.max(Math.min(wide, xOf(scale, limit) - x), 0.5);
  const hit = bar.querySelector("rect.hit") as Drawn;
  set(hit, "x", x + Math.min(wide - HIT, 0) / 2);
  set(hit, "width", Math.max(wide, HIT));
  const blocks = Array.from(bar.querySelectorAll<Drawn>("rect[data-a]"));
  const short = blocks.length === 1 || right - x < 2;
  blocks.forEach((block, place) => {
    if (!short) return span(block, scale);
    set(block, "x", x);
    set(block, "width", place === 0 ? wide : 0);
  });
}

function span(block: Drawn, scale: Scale): void {
  const [a, b] = ends(block, scale);
  set(block, "x", a);
  set(block, "width", b - a);
}

function drawLink(link: Drawn, scale: Scale): void {
  const tip = Number(link.getAttribute("data-tip"));
  const sender = Number(link.getAttribute("data-sender"));
  const stop = tip + (tip > sender ? -5 : 5);
  const x = (xOf(scale, to(link)) + shift(link)).toFixed(1);
  const a = link.classList.contains("early") ? x : xOf(scale, from(link)).toFixed(1);
  link.setAttribute("d", `M${a} ${sender}H${x}V${stop}`);
}

function drawTip(tip: Drawn, scale: Scale): void {
  const y = Number(tip.getAttribute("data-tip"));
  const rise = y > Number(tip.getAttribute("data-sender")) ? -7 : 7;
  const x = (xOf(scale, from(tip)) + shift(tip)).toFixed(1);
  tip.setAttribute("d", `M${x} ${y}l-4 ${rise}h8z`);
}

function shift(link: Element): number {
  return Number(link.getAttribute("data-shift"));
}

/** Show the labels that meet no other of their row, those of the longest bars first. */
function showLabels(svg: SVGSVGElement, scale: Scale, whole: number): void {
  const taken: Record<string, [number, number][]> = { [HOLIDAYS]: madeUp(svg, scale) };
  const labels = Array.from(svg.querySelectorAll<Drawn>("text.label"));
  labels.sort((a, b) => rank(b) - rank(a));
  labels.forEach((label) => {
    const [a, b] = ends(label, scale);
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

/** What the badges of make-up days take of the line of the holidays. */
function madeUp(svg: SVGSVGElement, scale: Scale): [number, number][] {
  return Array.from(svg.querySelectorAll<Drawn>("g.made")).map((badge) => {
    const [a, b] = ends(badge, scale);
    return [(a + b) / 2 - 11, (a + b) / 2 + 11];
  });
}

function rank(label: Element): number {
  return Number(label.getAttribute("data-rank"));
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
