/** The Pareto chart of the ranked pairs: those that carry 80 % dark, and one label where they do. */

import { barNumbers, roundTop } from "./bar_numbers";
import { axis, chart, encodeHTML, rem, token, tooltip, type Option } from "./echarts";

interface Bar {
  name: string;
  value: number;
  cumulative: number;
  address: string;
  text: string;
  share: string;
  rank: number | null;
}

export interface Pareto {
  bars: Bar[];
  dark: number;
  words: Record<"describe" | "first" | "rest" | "wait" | "cumulative" | "unit" | "few", string>;
}

const LEFT = 3.5; // rem beside the plot, and above and below it
const RIGHT = 3;
const ABOVE = 2.25;
const BELOW = 0.75;

/** Draw `data` in `element`; a click on a bar opens its pair. */
export function drawPareto(element: HTMLElement, data: Pareto): void {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", data.words.describe);
  const drawn = chart(element, (width) => option(data, width, element.clientHeight));
  drawn.on("click", (event) => {
    const bar = typeof event.dataIndex === "number" ? data.bars[event.dataIndex] : undefined;
    if (bar) window.location.assign(bar.address);
  });
}

function option(data: Pareto, width: number, height: number): Option {
  const scale = roundTop(Math.max(...data.bars.map((bar) => bar.value)));
  const plot = {
    width: width - rem(LEFT + RIGHT),
    height: height - rem(ABOVE + BELOW),
    most: scale.max,
    text: rem(0.75),
  };
  return {
    grid: { left: rem(LEFT), right: rem(RIGHT), top: rem(ABOVE), bottom: rem(BELOW) },
    tooltip: { ...tooltip(), trigger: "axis", formatter: (shown: unknown) => told(data, shown) },
    xAxis: { ...axis(), type: "category", data: data.bars.map((bar) => bar.name), axisLabel: { show: false } },
    yAxis: [
      { ...axis(), ...scale, type: "value", name: data.words.wait, nameGap: rem(0.75), nameLocation: "end", nameTextStyle: named("left") },
      {
        ...axis(),
        type: "value",
        name: data.words.cumulative,
        nameGap: rem(0.75),
        nameTextStyle: named("right"),
        min: 0,
        max: 1,
        splitNumber: 2,
        axisLabel: { color: token("ink-3"), fontSize: rem(0.75), formatter: percent },
        splitLine: { show: false },
      },
    ],
    series: [bars(data, barNumbers(data.bars, data.dark, plot)), line(data, plot.width)],
  };
}

function named(align: "left" | "right"): Record<string, unknown> {
  return { color: token("ink-3"), fontSize: rem(0.75), align };
}

function percent(value: number): string {
  return `${Math.round(value * 100)}%`;
}

function bars(data: Pareto, numbers: Array<number | null>): Record<string, unknown> {
  return {
    type: "bar",
    cursor: "pointer",
    emphasis: { disabled: true }, // what is drawn anew under the pointer loses the click
    barCategoryGap: "25%",
    data: data.bars.map((bar, place) => ({
      value: bar.value,
      itemStyle: { color: token(place < data.dark ? "wait-5" : "line-strong") },
      label: {
        show: numbers[place] !== null,
        position: "top",
        distance: numbers[place] || 0,
        formatter: String(bar.rank),
        color: token("ink"),
        fontSize: rem(0.75),
        fontWeight: "bold",
      },
    })),
  };
}

function line(data: Pareto, width: number): Record<string, unknown> {
  const crossing = data.dark - 1;
  const at = data.bars[crossing];
  const words = Math.max(spread(data.words.first) * rem(0.8125), spread(data.words.rest) * rem(0.75));
  const step = width / data.bars.length;
  const distance = Math.max(rem(0.75), 0.375 * step + rem(0.25)); // beside the bar
  const left = (crossing + 0.5) * step + distance + words > width;
  return {
    type: "line",
    yAxisIndex: 1,
    data: data.bars.map((bar) => bar.cumulative),
    symbol: "none",
    lineStyle: { color: token("ink"), width: 1.5 },
    silent: true,
    markPoint: {
      silent: true,
      symbol: "circle",
      symbolSize: 7,
      itemStyle: { color: token("ink") },
      label: {
        position: left ? "left" : "right",
        distance,
        offset: [0, rem(1.5)],
        align: left ? "right" : "left",
        backgroundColor: token("surface"),
        formatter: `{first|${data.words.first}}` + (data.words.rest ? `\n{rest|${data.words.rest}}` : ""),
        rich: {
          first: { color: token("ink"), fontSize: rem(0.8125), fontWeight: "bold", lineHeight: rem(1.25) },
          rest: { color: token("ink-2"), fontSize: rem(0.75), lineHeight: rem(1.125) },
        },
      },
      data: at && width > words + rem(2) ? [{ coord: [crossing, at.cumulative] }] : [],
    },
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: token("ink-3"), type: "dashed", width: 1 },
      data: at ? [{ yAxis: 0.8 }] : [],
    },
  };
}

/** Return about how wide a text is, in sizes of it: a Chinese character is one. */
function spread(text: string): number {
  return text.split("").reduce((sum, each) => sum + (each > "\u2e7f" ? 1 : 0.58), 0);
}

function told(data: Pareto, shown: unknown): string {
  const first = Array.isArray(shown) ? (shown[0] as { dataIndex?: number }) : {};
  const bar = data.bars[first.dataIndex ?? -1];
  if (!bar) return "";
  const rank = bar.rank === null ? `<b>—</b> ${encodeHTML(data.words.few)} ·` : `<b>${bar.rank}</b>`;
  return `${rank} ${encodeHTML(bar.name)}<br>${bar.text} ${encodeHTML(data.words.unit)} · ${bar.share}`;
}
