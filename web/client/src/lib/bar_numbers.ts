/** Where the ranks on the bars of a Pareto have room: on no other bar, on no other rank, not on the curve. */

export interface Ranked {
  value: number;
  cumulative: number;
  rank: number | null;
}

/** The plot in pixels, the value at its top, and the size of the text. */
export interface Plot {
  width: number;
  height: number;
  most: number;
  text: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const GAP = 2; // pixels between a bar and its rank
const NUMBERED = 5; // ranks written on bars, and that of the last dark one
const ROOMY = 0.73; // widths of a bar with its gap, in sizes of the text, from which 1 to 5 are written

/** Return for each bar how far above it its rank stands, in pixels; null: none is written. */
export function barNumbers(bars: Ranked[], dark: number, plot: Plot): Array<number | null> {
  const most = plot.width / bars.length >= ROOMY * plot.text ? NUMBERED : 1;
  const taken: Box[] = [];
  return bars.map((bar, place) => {
    if (bar.rank === null || (bar.rank > most && place + 1 !== dark)) return null;
    const box = boxOf(bars, place, String(bar.rank).length, plot);
    if (taken.some((one) => one.right > box.left && one.top < box.bottom && box.top < one.bottom)) return null;
    if (box.top < 0 || meetsCurve(bars, box, plot)) return null;
    taken.push(box);
    return topOf(bars, place, plot) - box.bottom;
  });
}

/** Return the top of a scale of a few round steps with room above `value`, and the step. */
export function roundTop(value: number): { max: number; interval: number } {
  const rough = (value * 1.1) / 5 || 1;
  const ten = Math.pow(10, Math.floor(Math.log10(rough)));
  const interval = ten * ([1, 2, 2.5, 5].filter((each) => each * ten >= rough)[0] || 10);
  return { max: Math.ceil((value * 1.1) / interval) * interval || interval, interval };
}

function boxOf(bars: Ranked[], place: number, digits: number, plot: Plot): Box {
  const step = plot.width / bars.length;
  const half = digits * 0.31 * plot.text;
  const middle = (place + 0.5) * step;
  const reach = Math.floor((half + 0.375 * step) / step);
  let bottom = topOf(bars, place, plot);
  for (let other = Math.max(place - reach, 0); other <= Math.min(place + reach, bars.length - 1); other += 1) {
    bottom = Math.min(bottom, topOf(bars, other, plot));
  }
  bottom -= GAP;
  return { left: middle - half, right: middle + half, top: bottom - plot.text, bottom };
}

function topOf(bars: Ranked[], place: number, plot: Plot): number {
  return plot.height * (1 - (bars[place] as Ranked).value / plot.most);
}

/** Tell whether the curve of cumulative shares, which begins over the first bar, runs through `box`. */
function meetsCurve(bars: Ranked[], box: Box, plot: Plot): boolean {
  const low = curve(bars, box.left, plot);
  const high = curve(bars, box.right, plot); // it never falls, so its ends within the box are enough
  return high < box.bottom + GAP && low > box.top - GAP;
}

/** Return how far below the top of the plot the curve runs at `x` pixels. */
function curve(bars: Ranked[], x: number, plot: Plot): number {
  const at = Math.min(Math.max((x / plot.width) * bars.length - 0.5, 0), bars.length - 1);
  const place = Math.floor(at);
  const from = (bars[place] as Ranked).cumulative;
  const to = (bars[Math.min(place + 1, bars.length - 1)] as Ranked).cumulative;
  return plot.height * (1 - from - (to - from) * (at - place));
}
