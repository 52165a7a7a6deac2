/** Keys of every page: "/" searches, arrows walk the rows of a table, Esc closes popovers. */

import { closePopovers } from "./popovers";

/** Listen to the keys of the page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (handle(event)) event.preventDefault();
  });
}

function handle(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.key === "Escape") return escape();
  if (isWriting(target)) return false;
  if (event.key === "/") return search();
  return walk(target, event.key);
}

function isWriting(target: HTMLElement): boolean {
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

function escape(): boolean {
  const closed = closePopovers(null);
  const summary = closed && closed.querySelector("summary");
  if (summary) summary.focus();
  return closed !== null;
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  if (field === null) return false;
  field.focus();
  field.select();
  return true;
}

/** Move the focus from a link in a row to the link in the same place of another row. */
function walk(target: HTMLElement, key: string): boolean {
  const row = target.closest<HTMLTableRowElement>("tbody tr");
  const rows = row && rowsWithLinks(row);
  if (!row || !rows) return false;
  const next = rows[stepped(key, rows.indexOf(row), rows.length)];
  if (next === undefined) return false;
  const links = linksOf(next);
  const place = linksOf(row).indexOf(target as HTMLAnchorElement);
  const link = links[place] || links[0];
  if (link) link.focus();
  return true;
}

function stepped(key: string, at: number, count: number): number {
  if (key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : -1;
}

function rowsWithLinks(row: HTMLTableRowElement): HTMLTableRowElement[] {
  const table = row.closest("table") as HTMLTableElement;
  return Array.from(table.querySelectorAll<HTMLTableRowElement>("tbody tr")).filter(
    (each) => linksOf(each).length > 0,
  );
}

function linksOf(row: HTMLTableRowElement): HTMLAnchorElement[] {
  return Array.from(row.querySelectorAll<HTMLAnchorElement>("a[href]"));
}
