/** The picture on a canvas: drawn by Cytoscape, laid out anew for every size, never scaled. */

import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { onThemeChange, rem } from "../lib/theme";
import type { Picture, PictureLine, PictureNode, Point } from "./data";
import { looks, measure, sizes } from "./looks";
import { along, type Box, byWeight, fitted, type Frame, isWalk, namable, neighbour } from "./places";
import { tooltip } from "./tooltip";

const ALL_NAMED = 60; // with more nodes, those without room for a name are dots
const LARGEST = 8;
const STEP = 1.4;

export interface Stage {
  show(picture: Picture): void;
  fit(): void;
  zoom(larger: boolean): void;
  /** Move from node to node; returns the node that is reached, null where the key leads nowhere. */
  walk(key: string): PictureNode | null;
  /** The node that was walked to. */
  current(): PictureNode | null;
  leave(): void;
}

/** Draw in `element`; `open` is called with the address of what was clicked. */
export function stage(element: HTMLElement, open: (href: string, isNode: boolean) => void): Stage {
  const canvas = element.appendChild(document.createElement("div"));
  canvas.className = "net-canvas";
  const cy = cytoscape({
    container: canvas,
    autoungrabify: true,
    autounselectify: true,
    boxSelectionEnabled: false,
    userZoomingEnabled: false,
    style: looks(),
  });
  (window as { xietuNetwork?: Core }).xietuNetwork = cy; // for tests, and for the curious
  let picture: Picture | null = null;
  let frame: Frame = { across: 1, down: 1, left: 0, top: 0 };
  let zoomed = 1;
  let walked: string | null = null;

  function layOut(): void {
    if (picture === null) return;
    const shown = picture;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    frame = fitted(shown, width, height, rem(1) / 16);
    const points = shown.nodes.map((node) => place(frame, zoomed, node));
    const all = { zoomed: zoomed > 1, corner: place(frame, zoomed, { x: shown.width, y: shown.height }) };
    cy.batch(() => {
      placeNodes(cy, shown, points, all);
      moveLines(cy, shown, points);
      shown.captions.forEach(([, x, y], at) => cy.$id(`c${at}`).position(place(frame, zoomed, { x, y })));
    });
  }

  function fit(): void {
    zoomed = 1;
    layOut();
    cy.pan({ x: frame.left, y: frame.top });
  }

  function zoomTo(larger: boolean, at: Point): void {
    const before = zoomed;
    zoomed = Math.min(LARGEST, Math.max(1, larger ? zoomed * STEP : zoomed / STEP));
    const [pan, ratio] = [cy.pan(), zoomed / before];
    layOut();
    if (zoomed === 1) cy.pan({ x: frame.left, y: frame.top });
    else cy.pan({ x: at.x - (at.x - pan.x) * ratio, y: at.y - (at.y - pan.y) * ratio });
  }

  function middle(): Point {
    return { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
  }

  function mark(id: string | null): PictureNode | null {
    cy.nodes(".walked").removeClass("walked");
    walked = id;
    const at = picture === null ? -1 : picture.nodes.findIndex((node) => node.id === id);
    if (picture === null || at < 0) return null;
    cy.$id(`n${at}`).union(cy.$id(`m${at}`)).addClass("walked");
    reveal(cy, canvas, cy.$id(`n${at}`));
    return picture.nodes[at] as PictureNode;
  }

  function walk(key: string): PictureNode | null {
    if (picture === null) return null;
    const at = picture.nodes.findIndex((node) => node.id === walked);
    const next = at < 0 && isWalk(key) ? entrance(picture) : neighbour(picture.nodes, at, key);
    return next === undefined ? null : mark((picture.nodes[next] as PictureNode).id);
  }

  cy.on("tap", "node.department, edge", (event) => {
    open(event.target.data("href") as string, event.target.isNode() as boolean);
  });
  tooltip(cy, element);
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
      event.preventDefault();
      const corner = canvas.getBoundingClientRect();
      zoomTo(event.deltaY < 0, { x: event.clientX - corner.left, y: event.clientY - corner.top });
    },
    { passive: false },
  );
  new ResizeObserver(() => {
    cy.resize();
    fit();
  }).observe(canvas);
  onThemeChange(() => cy.style(looks()));

  return {
    show(next) {
      picture = next;
      cy.batch(() => {
        cy.elements().remove();
        cy.add(elements(next));
      });
      fit();
      mark(walked);
    },
    fit,
    zoom: (larger) => zoomTo(larger, middle()),
    walk,
    current: () => (picture ? picture.nodes.find((node) => node.id === walked) || null : null),
    leave: () => mark(null),
  };
}

function place(frame: Frame, zoomed: number, point: Point): Point {
  const [x, y] = [point.x * frame.across * zoomed, point.y * frame.down * zoomed];
  return { x: Math.round(x), y: Math.round(y) };
}

/** Return where a walk begins: at the focus, else at the first node, a hub or the busiest. */
function entrance(picture: Picture): number {
  return Math.max(0, picture.nodes.findIndex((node) => node.id === picture.focus));
}

function elements(picture: Picture): ElementDefinition[] {
  const many = picture.nodes.length > ALL_NAMED;
  const tag = sizes().tag;
  return [
    ...picture.nodes.map((node, at) => ({
      data: { id: `n${at}`, key: node.id, label: node.label, says: node.says, href: node.href },
      classes: `department ${many ? "dot" : "named"} ${looksOf(node)}`,
    })),
    ...picture.lines.map((line, at) => ({ data: dataOf(line, at), classes: line.lit ? "" : many ? "dim quiet" : "dim" })),
    ...picture.captions.map(([label], at) => ({ data: { id: `c${at}`, label }, classes: "caption" })),
    ...picture.lines
      .map((line, at) => ({ line, at }))
      .filter(({ line }) => line.tag !== null)
      .map(({ line, at }) => ({
        data: { id: `t${at}`, label: (line.tag as [number, string])[1], width: tag[0], height: tag[1] },
        classes: "tag",
      })),
  ];
}

function looksOf(node: PictureNode): string {
  return `${node.look} ${node.lit ? "" : "dim"}`;
}

function dataOf(line: PictureLine, at: number): Record<string, unknown> {
  const { width, step, says, href } = line;
  return { id: `l${at}`, source: `n${line.from}`, target: `n${line.to}`, width, step, says, href };
}

/** Put the nodes in their places, as boxes; where they are many, as dots, with names where there is room. */
function placeNodes(
  cy: Core,
  picture: Picture,
  points: Point[],
  all: { zoomed: boolean; corner: Point },
): void {
  const { height, padding, dot } = sizes();
  const wide = measure();
  const boxes: Box[] = picture.nodes.map((node, at) => ({
    ...(points[at] as Point),
    width: wide(node.label) + padding,
    height,
  }));
  const many = picture.nodes.length > ALL_NAMED;
  boxes.forEach((box, at) => {
    const size = many ? { width: dot, height: dot } : { width: box.width, height };
    cy.$id(`n${at}`).data(size).position({ x: box.x, y: box.y });
  });
  if (!many) return;
  cy.nodes(".name").remove();
  cy.add(
    namable(boxes, byWeight(picture, all.zoomed)).map((at) => {
      const [node, box] = [picture.nodes[at] as PictureNode, boxes[at] as Box];
      return {
        data: { id: `m${at}`, label: node.label, says: node.says, href: node.href, width: box.width, height },
        position: inside(box, all.corner),
        classes: `department named name ${looksOf(node)}`,
      };
    }),
  );
}

/** Return the middle of `box`, moved so far that the picture holds it. */
function inside(box: Box, corner: Point): Point {
  return {
    x: Math.max(box.width / 2, Math.min(box.x, corner.x - box.width / 2)),
    y: Math.max(box.height / 2, Math.min(box.y, corner.y - box.height / 2)),
  };
}

/** Bend the lines as on the server, and put the figures back on them. */
function moveLines(cy: Core, picture: Picture, points: Point[]): void {
  picture.lines.forEach((line: PictureLine, at) => {
    const [a, b] = [points[line.from] as Point, points[line.to] as Point];
    cy.$id(`l${at}`).data("aside", line.bend * Math.hypot(b.x - a.x, b.y - a.y));
    if (line.tag) cy.$id(`t${at}`).position(along(a, b, line.bend, line.tag[0]));
  });
}

/** Move the picture so far that `node` is seen. */
function reveal(cy: Core, canvas: HTMLElement, node: NodeSingular): void {
  const [at, pan] = [node.renderedPosition(), cy.pan()];
  const margin = rem(3);
  const x = Math.min(Math.max(at.x, margin), canvas.clientWidth - margin);
  const y = Math.min(Math.max(at.y, margin / 2), canvas.clientHeight - margin / 2);
  cy.pan({ x: pan.x + x - at.x, y: pan.y + y - at.y });
}
