/** How the picture looks: Cytoscape draws its own colours, so they are read from the tokens. */

import type { StylesheetJson } from "cytoscape";
import { rem, token } from "../lib/theme";

/** The size of a node's box, of its dot and of a figure on a line, in pixels. */
export function sizes(): { height: number; padding: number; dot: number; tag: [number, number] } {
  return { height: rem(1.5), padding: rem(1), dot: rem(0.625), tag: [rem(1.75), rem(1.125)] };
}

const pen = document.createElement("canvas").getContext("2d");

/** Return what tells how wide a text is in the box of a node, at the present size of the text. */
export function measure(): (text: string) => number {
  const sign = rem(0.8125);
  if (pen !== null) pen.font = `700 ${sign}px ${token("font")}`;
  return (text) => (pen === null ? sign * text.length : pen.measureText(text).width);
}

/** Return the style sheet of the picture in the colours of the theme. */
export function looks(): StylesheetJson {
  return [
    { selector: "node", style: { "background-color": token("surface"), events: "no" } },
    ...nodes(),
    ...texts(),
    ...lines(),
  ] as StylesheetJson;
}

function nodes(): unknown[] {
  return [
    {
      selector: "node.department",
      style: {
        events: "yes",
        shape: "round-rectangle",
        "corner-radius": "3",
        width: "data(width)",
        height: "data(height)",
        "border-width": 1.2,
        "border-color": token("ink-2"),
        "z-index": 10,
      },
    },
    { selector: "node.dot", style: { shape: "ellipse" } },
    {
      selector: "node.named",
      style: {
        label: "data(label)",
        color: token("ink"),
        "font-family": token("font"),
        "font-size": rem(0.8125),
        "font-weight": "bold",
        "text-valign": "center",
        "z-index": 20,
      },
    },
    {
      selector: "node.department.dim",
      style: { "border-color": token("line"), color: token("ink-3"), "font-weight": "normal" },
    },
    {
      selector: "node.hub",
      style: { "background-color": token("ink-2"), color: token("surface") },
    },
    {
      selector: "node.focus",
      style: {
        "background-color": token("accent"),
        "border-color": token("accent"),
        color: token("on-accent"),
      },
    },
    {
      selector: "node.walked",
      style: { "outline-width": 2, "outline-color": token("focus"), "outline-offset": 2 },
    },
  ];
}

function texts(): unknown[] {
  const text = {
    label: "data(label)",
    "font-family": token("font"),
    "font-size": rem(0.75),
    "text-valign": "center",
  };
  return [
    {
      selector: "node.tag",
      style: {
        ...text,
        shape: "round-rectangle",
        "corner-radius": "2",
        width: "data(width)",
        height: "data(height)",
        "border-width": 1,
        "border-color": token("line"),
        color: token("ink"),
        "font-weight": "bold",
        "z-index": 15,
      },
    },
    {
      selector: "node.caption",
      style: {
        ...text,
        width: 1,
        height: 1,
        "background-opacity": 0,
        color: token("ink-3"),
        "text-outline-color": token("surface"),
        "text-outline-width": 2,
        "z-index": 5,
      },
    },
  ];
}

function lines(): unknown[] {
  const colours = [0, 1, 2, 3, 4, 5, 6].map((step) => token(step > 2 ? `wait-${step}` : "edge-low"));
  return [
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "curve-style": "unbundled-bezier",
        "edge-distances": "node-position",
        "control-point-distances": "data(aside)",
        "control-point-weights": "0.5",
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
        "z-index": "data(step)",
      },
    },
    ...colours.map((colour, step) => ({
      selector: `edge[step = ${step}]`,
      style: { "line-color": colour, "target-arrow-color": colour },
    })),
    { selector: "edge[step = 0]", style: { "line-style": "dashed", "line-dash-pattern": [4, 3] } },
    { selector: "edge.dim", style: { opacity: 0.3 } },
    { selector: "edge.quiet", style: { opacity: 0.14 } },
    { selector: "edge.over", style: { "underlay-color": token("accent"), "underlay-opacity": 0.25 } },
  ];
}
