/** The matrix: as large as its panel allows, and walked with the arrow keys. */

import { rem } from "../lib/theme";

const SMALLEST = 0.875; // rem: below, names of 12 pixels do not fit
const LARGEST = 1.75;
const READABLE = 1.125; // from here on a cell holds its figure

/** Fit the matrix of the page to its panel, and make it one stop of the Tab key. */
export function prepareMatrix(): void {
  const table = document.querySelector<HTMLTableElement>("table.matrix");
  const panel = table && table.parentElement;
  if (!table || !panel) return;
  let width = -1;
  new ResizeObserver(() => {
    if (panel.clientWidth === width) return;
    width = panel.clientWidth;
    fit(table, panel);
  }).observe(panel);
  const links = table.querySelectorAll<HTMLAnchorElement>("a");
  links.forEach((link) => (link.tabIndex = -1));
  const first = table.querySelector<HTMLAnchorElement>("tbody td a") || links[0];
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", (event) => {
    const to = target(table, event.target as HTMLElement, event.key);
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    links.forEach((link) => (link.tabIndex = -1));
    to.tabIndex = 0;
    to.focus();
  });
}

function fit(table: HTMLTableElement, panel: HTMLElement): void {
  const head = table.querySelector<HTMLElement>("tbody th");
  const cells = Number(table.dataset["cells"]);
  if (head === null || !cells) return;
  const room = (panel.clientWidth - head.offsetWidth - 2) / cells;
  const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room) / rem(1)));
  table.style.setProperty("--cell", `${size}rem`);
  table.classList.toggle("dense", size < READABLE);
}

const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Return the next link from the cell of `from` in the direction of `key`, empty cells passed over. */
function target(table: HTMLTableElement, from: HTMLElement, key: string): HTMLAnchorElement | null {
  const cell = from.closest<HTMLTableCellElement>("td, th");
  const row = cell && (cell.parentElement as HTMLTableRowElement);
  const way = WAYS[key];
  if (!cell || !row) return null;
  if (key === "Home" || key === "End") {
    const found = row.querySelectorAll<HTMLAnchorElement>("a");
    return found[key === "Home" ? 0 : found.length - 1] || null;
  }
  if (way === undefined) return null;
  let [down, across] = [row.rowIndex + way[0], cell.cellIndex + way[1]];
  for (;;) {
    const line = table.rows[down];
    const next = line && line.cells[across];
    if (!next) return null;
    const link = next.querySelector("a");
    if (link) return link;
    down += way[0];
    across += way[1];
  }
}
