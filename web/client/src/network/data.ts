/** What the server tells of the picture; nodes are referred to by their number. */

export interface PictureNode {
  id: string;
  label: string;
  x: number;
  y: number;
  traffic: number;
  named: boolean;
  lit: boolean;
  look: "" | "hub" | "focus";
  says: string;
  href: string;
}

export interface PictureLine {
  from: number;
  to: number;
  bend: number;
  width: number;
  step: number;
  lit: boolean;
  says: string;
  href: string;
  /** How far along the line its figure stands, and the figure. */
  tag: [number, string] | null;
}

export interface Picture {
  width: number;
  height: number;
  focus: string | null;
  /** The address of the page without a focus. */
  home: string;
  nodes: PictureNode[];
  lines: PictureLine[];
  captions: [string, number, number][];
}

export interface Point {
  x: number;
  y: number;
}
