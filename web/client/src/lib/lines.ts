/** Lines from month to month, from zero, each named at its end. */

import { axis, chart, encodeHTML, rem, token, tooltip, type Option } from "./echarts";

export interface Lines {
  months: string[];
  lines: { name: string; values: (number | null)[]; texts: string[] }[];
  words: Record<"describe" | "unit", string>;
}

const COLOURS = ["ink", "ink-3"]; // the line that is spoken of, and the one it is compared with

/** Draw `data` in `element`. */
export function drawLines(element: HTMLElement, data: Lines): void {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", data.words.describe);
  chart(element, (width) => option(data, width));
}

function option(data: Lines, width: number): Option {
  const longest = Math.max(...data.lines.map((line) => line.name.length));
  const room = data.lines.length > 1 ? rem(1 + longest * 0.8) : rem(1.25);
  return {
    grid: { left: rem(3.5), right: room, top: rem(2), bottom: rem(1.75) },
    tooltip: { ...tooltip(), trigger: "axis", formatter: (shown: unknown) => told(data, shown) },
    xAxis: {
      ...axis(),
      type: "category",
      boundaryGap: false,
      data: data.months,
      axisLabel: { color: token("ink-3"), fontSize: rem(0.75), hideOverlap: true },
    },
    yAxis: {
      ...axis(),
      type: "value",
      min: 0,
      name: data.words.unit,
      nameTextStyle: { color: token("ink-3"), fontSize: rem(0.75), align: "left" },
      splitNumber: 3,
    },
    series: data.lines.map((line, place) => series(line, place, width, data.lines.length > 1)),
  };
}

function series(
  line: Lines["lines"][number],
  place: number,
  width: number,
  named: boolean,
): Record<string, unknown> {
  return {
    type: "line",
    name: line.name,
    data: line.values,
    symbol: "circle",
    symbolSize: width / line.values.length > rem(1.5) ? 6 : 0,
    lineStyle: { color: token(COLOURS[place] || "ink-3"), width: 2 - place * 0.5 },
    itemStyle: { color: token(COLOURS[place] || "ink-3") },
    endLabel: {
      show: named,
      formatter: line.name,
      color: token(place === 0 ? "ink" : "ink-2"),
      fontSize: rem(0.75),
      fontWeight: place === 0 ? "bold" : "normal",
    },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function told(data: Lines, shown: unknown): string {
  const rows = Array.isArray(shown) ? (shown as { dataIndex: number }[]) : [];
  const place = rows.length ? (rows[0] as { dataIndex: number }).dataIndex : -1;
  const month = data.months[place];
  if (month === undefined) return "";
  const lines = data.lines.map((line) => `${encodeHTML(line.name)} ${encodeHTML(line.texts[place] || "")}`);
  return [`<b>${encodeHTML(month)}</b>`, ...lines].join("<br>");
}
