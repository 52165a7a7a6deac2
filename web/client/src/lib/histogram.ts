/** How many waits are how long: bars to scale, with marks at the median and at P90. */

import { axis, chart, encodeHTML, rem, token, tooltip, type Option } from "./echarts";

interface Bin {
  low: number;
  high: number | null;
  handoffs: number;
  text: string;
  address: string;
}

export interface Histogram {
  bins: Bin[];
  marks: { at: number | null; text: string }[];
  words: Record<"describe" | "unit" | "count", string>;
}

/** Draw `data` in `element`; the open-ended bin is as wide as the others; a click opens its rows. */
export function drawHistogram(element: HTMLElement, data: Histogram): void {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", data.words.describe);
  const drawn = chart(element, () => option(data));
  drawn.on("click", (event) => {
    const bin = typeof event.dataIndex === "number" ? data.bins[event.dataIndex] : undefined;
    if (bin && bin.address) window.location.assign(bin.address);
  });
}

function option(data: Histogram): Option {
  const width = data.bins.length ? (data.bins[0] as Bin).high || 1 : 1;
  return {
    grid: { left: rem(2.75), right: rem(1), top: rem(2.5), bottom: rem(2.5) },
    tooltip: { ...tooltip(), trigger: "item", formatter: (shown: unknown) => told(data, shown) },
    xAxis: {
      ...axis(),
      type: "value",
      min: 0,
      max: width * data.bins.length,
      splitLine: { show: false },
      name: data.words.unit,
      nameLocation: "end",
      nameGap: 0,
      nameTextStyle: { color: token("ink-3"), fontSize: rem(0.75), align: "right", verticalAlign: "top", padding: [rem(1.4), 0, 0, 0] },
      axisLabel: { color: token("ink-3"), fontSize: rem(0.75), hideOverlap: true, showMaxLabel: false },
    },
    yAxis: { ...axis(), type: "value", splitNumber: 2, minInterval: 1 },
    series: [
      {
        type: "custom",
        data: data.bins.map((bin) => [bin.low, bin.low + width, bin.handoffs]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_: unknown, api: Api) => rectangle(api),
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: token("ink-3"), type: "dashed", width: 1 },
          data: data.marks
            .filter((mark) => mark.at !== null)
            .map((mark, place) => ({
              xAxis: mark.at,
              label: {
                formatter: mark.text,
                color: token("ink-2"),
                fontSize: rem(0.75),
                position: "end",
                distance: place === 0 ? rem(1.1) : rem(0.1),
                align: "left",
              },
            })),
        },
      },
    ],
  };
}

interface Api {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

function rectangle(api: Api): Record<string, unknown> {
  const [left, top] = api.coord([api.value(0), api.value(2)]);
  const [right, bottom] = api.coord([api.value(1), 0]);
  return {
    type: "rect",
    emphasisDisabled: true, // what is drawn anew under the pointer loses the click
    shape: { x: left + 0.5, y: top, width: Math.max(right - left - 1, 1), height: bottom - top },
    style: { fill: token("line-strong") },
  };
}

function told(data: Histogram, shown: unknown): string {
  const bin = data.bins[(shown as { dataIndex?: number }).dataIndex ?? -1];
  if (!bin) return "";
  return `${encodeHTML(bin.text)} ${encodeHTML(data.words.unit)}<br>${encodeHTML(data.words.count)} ${bin.handoffs}`;
}
