/** How places on the axis become units of the drawing, as on the server. */

const REST = 12;
const NARROW_REST = 4;
const PART_OF_DAY = 0.3;
export const ROOMY_DAY = 14;

export interface Place {
  work: number;
  rest: number;
}
export interface Scale {
  day: number;
  rest: number;
}
export type Drawn = SVGGraphicsElement;

/** As `scale` of the server: the whole case is always seen. */
export function scaleOf(end: Place, width: number): Scale {
  const work = Math.max(end.work, 1);
  const day = (width - end.rest * REST) / work;
  if (day >= 2 * REST) return { day, rest: REST };
  const narrow = (width - end.rest * NARROW_REST) / work;
  if (narrow >= ROOMY_DAY) return { day: narrow, rest: NARROW_REST };
  const least = width / Math.max(end.work + end.rest * PART_OF_DAY, 1);
  return { day: least, rest: least * PART_OF_DAY };
}

export function xOf(scale: Scale, place: Place): number {
  return place.work * scale.day + place.rest * scale.rest;
}

export function placeOf(element: Element, name: string): Place | null {
  const written = element.getAttribute(name);
  if (written === null) return null;
  const [work, rest] = written.split(",").map(Number) as [number, number];
  return { work, rest };
}

export function from(element: Element): Place {
  return placeOf(element, "data-a") as Place;
}

export function to(element: Element): Place {
  return placeOf(element, "data-b") as Place;
}

export function ends(element: Element, scale: Scale): [number, number] {
  return [xOf(scale, from(element)), xOf(scale, to(element))];
}

export function long(text: Drawn): number {
  return (text as SVGTextElement).getComputedTextLength();
}

export function every(svg: SVGSVGElement, selector: string, draw: (each: Drawn) => void): void {
  svg.querySelectorAll<Drawn>(selector).forEach(draw);
}

export function set(element: Element, name: string, value: number): void {
  element.setAttribute(name, value.toFixed(2));
}

export function both(element: Element, one: string, other: string, value: number): void {
  set(element, one, value);
  set(element, other, value);
}

export function show(element: Element, shown: boolean): void {
  element.setAttribute("visibility", shown ? "visible" : "hidden");
}
