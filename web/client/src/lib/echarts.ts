/** ECharts, as much of it as the pages draw with, as SVG in the colours of the theme. */

import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import * as core from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { onThemeChange, rem, token } from "./theme";

export { rem, token };
export type Option = core.EChartsCoreOption;
export type Chart = core.ECharts;
/** Make text of the data safe inside the HTML of a tooltip. */
export const encodeHTML = core.format.encodeHTML;

core.use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  SVGRenderer,
]);

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Draw in `element` what `option` returns, and again whenever its width, the theme or the size of
 * the text changes: `option` is asked anew each time, so it may read tokens and widths.
 */
export function chart(element: HTMLElement, option: (width: number) => Option): Chart {
  const drawn = core.init(element, null, { renderer: "svg" });
  const draw = (): void => {
    drawn.resize();
    drawn.setOption(Object.assign(looks(), option(element.clientWidth)), { notMerge: true });
  };
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (element.clientWidth !== width) {
      width = element.clientWidth;
      draw();
    }
  }).observe(element);
  onThemeChange(draw);
  draw();
  return drawn;
}

/** What every chart has: the font of the page, at least 12 px, and no motion where none is wanted. */
function looks(): Option {
  return {
    animation: !still.matches,
    animationDuration: 200,
    textStyle: { fontFamily: token("font"), fontSize: rem(0.75), color: token("ink-2") },
  };
}

/** An axis in the hairlines of the page; spread it and add what is special. */
export function axis(): Record<string, unknown> {
  return {
    axisLine: { lineStyle: { color: token("line-strong") } },
    axisTick: { show: false },
    axisLabel: { color: token("ink-3"), fontSize: rem(0.75) },
    splitLine: { lineStyle: { color: token("line") } },
    nameTextStyle: { color: token("ink-3"), fontSize: rem(0.75) },
  };
}

/** A tooltip that looks like the popovers of the page. */
export function tooltip(): Record<string, unknown> {
  return {
    confine: true,
    backgroundColor: token("surface"),
    borderColor: token("line-strong"),
    borderWidth: 1,
    padding: [rem(0.5), rem(0.75)],
    textStyle: { color: token("ink"), fontSize: rem(0.8125), fontFamily: token("font") },
    extraCssText: `border-radius: 4px; box-shadow: ${token("lift")};`,
  };
}
