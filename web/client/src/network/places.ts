/** Where things stand on the screen: text keeps its size, only the distances grow. */

import type { Picture, PictureNode, Point } from "./data";

const RIM = 2; // pixels: the rims of the outermost boxes are seen

/** The part of the picture that is seen: how far it is spread, and where its corner lies. */
export interface Frame {
  across: number;
  down: number;
  left: number;
  top: number;
}

/** Spread `picture` over a stage; never closer than its names allow at this size of the text. */
export function fitted(picture: Picture, width: number, height: number, text: number): Frame {
  const across = Math.max((width - 2 * RIM) / picture.width, text);
  const down = Math.max((height - 2 * RIM) / picture.height, text);
  return {
    across,
    down,
    left: Math.min(RIM, (width - picture.width * across) / 2),
    top: Math.min(RIM, (height - picture.height * down) / 2),
  };
}

/** Return the point of the curve from `a` to `b` at `t`, its middle moved aside by `bend`. */
export function along(a: Point, b: Point, bend: number, t: number): Point {
  const middle = {
    x: (a.x + b.x) / 2 + bend * (a.y - b.y),
    y: (a.y + b.y) / 2 + bend * (b.x - a.x),
  };
  const [start, between, end] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
  return {
    x: start * a.x + between * middle.x + end * b.x,
    y: start * a.y + between * middle.y + end * b.y,
  };
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Return which of the nodes `wanted` have room for their names, the first ones first. */
export function namable(boxes: Box[], wanted: number[]): number[] {
  const found: number[] = [];
  for (const at of wanted) {
    const box = boxes[at] as Box;
    if (!found.some((other) => overlap(box, boxes[other] as Box))) found.push(at);
  }
  return found;
}

/** Return the nodes by how much their names are wanted: the focus, what is lit, the busiest. */
export function byWeight(picture: Picture, all: boolean): number[] {
  const weight = (node: PictureNode): number =>
    node.traffic + (node.look === "focus" ? 4e9 : 0) + (node.named ? 2e9 : 0) + (node.lit ? 1e9 : 0);
  const wanted = picture.nodes.map((_, at) => at).filter((at) => all || (picture.nodes[at] as PictureNode).named);
  return wanted.sort(
    (a, b) => weight(picture.nodes[b] as PictureNode) - weight(picture.nodes[a] as PictureNode) || a - b,
  );
}

function overlap(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + 4 &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 + 4
  );
}

const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const TURNS: Record<string, number> = { PageDown: 1, PageUp: -1 };

/** Tell whether `key` moves from node to node. */
export function isWalk(key: string): boolean {
  return key in WAYS || key in TURNS || key === "Home";
}

/**
 * Return where `key` leads from `at`: an arrow to the nearest point in its direction, Page up and
 * down one on in the order of the matrix, Home to the first; undefined for other keys.
 */
export function neighbour(points: Point[], at: number, key: string): number | undefined {
  if (key === "Home") return 0;
  const turn = TURNS[key];
  if (turn !== undefined) return (at + turn + points.length) % points.length;
  const [way, here] = [WAYS[key], points[at]];
  return way && here ? nearest(points, at, here, way) : undefined;
}

function nearest(points: Point[], at: number, here: Point, way: [number, number]): number {
  let found = at;
  let least = Infinity;
  points.forEach((point, other) => {
    const ahead = (point.x - here.x) * way[0] + (point.y - here.y) * way[1];
    const aside = Math.abs((point.x - here.x) * way[1]) + Math.abs((point.y - here.y) * way[0]);
    const far = ahead + 2 * aside;
    if (other !== at && ahead > 0 && ahead >= aside / 2 && far < least) {
      found = other;
      least = far;
    }
  });
  return found;
}
