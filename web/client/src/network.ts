/** 协同图谱: the picture that can be walked, the matrix, and one address for each view of them. */

import { watchAnswers } from "./lib/answer";
import { readIsland } from "./lib/island";
import { CHOSEN } from "./lib/suggest";
import type { Picture, PictureNode } from "./network/data";
import { prepareMatrix } from "./network/matrix";
import { savePng } from "./network/save";
import { stage, type Stage } from "./network/stage";
import { show } from "./network/swap";

const element = document.getElementById("net-stage");
const spoken = document.getElementById("net-spoken");
const picture = stage(element as HTMLElement, (href, isNode) => (isNode ? open(href) : location.assign(href)));

/** Show another view of the page, and say what is in focus. */
function open(href: string, keep = true): void {
  void show(href, keep, () => {
    prepare();
    const panel = document.getElementById("focus");
    const words = panel && panel.querySelectorAll("h2, p.say");
    if (words) say(Array.from(words, (each) => each.textContent || "").join("。"));
  });
}

function say(words: string): void {
  if (spoken) spoken.textContent = words;
}

function prepare(): void {
  const data = readIsland<Picture>("network-data");
  if (element && data) {
    element.classList.add("live");
    element.classList.toggle("wide", data.width > 500);
    picture.show(data);
  }
  document.querySelectorAll<HTMLElement>("[data-needs-script]").forEach((each) => (each.hidden = false));
  watchAnswers();
  prepareMatrix();
}

/** Return the address of a link to another view of this page; null for every other link. */
function viewOf(event: MouseEvent): string | null {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = (event.target as Element).closest<HTMLAnchorElement>("main a[href]");
  if (!link || link.hasAttribute("download") || link.hash || link.origin !== location.origin) return null;
  return link.pathname === location.pathname ? link.href : null;
}

document.addEventListener("click", (event) => {
  const href = viewOf(event);
  if (href !== null) {
    event.preventDefault();
    open(href);
    return;
  }
  const button = (event.target as Element).closest<HTMLButtonElement>("button");
  const act = button && BUTTONS[button.id];
  if (button && act) act(picture, button);
});
document.addEventListener("submit", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form.to-form");
  if (!form) return;
  event.preventDefault();
  const asked = new URLSearchParams();
  new FormData(form).forEach((value, name) => asked.append(name, String(value)));
  open(`${location.pathname}?${asked.toString()}`);
});
document.addEventListener(CHOSEN, (event) => {
  const { kind, id } = (event as CustomEvent<{ kind: string; id: string }>).detail;
  if (kind !== "department") return;
  event.preventDefault();
  open(focusOn(id));
  if (canvas) canvas.focus();
});
window.addEventListener("popstate", () => open(location.href, false));

const BUTTONS: Record<string, (picture: Stage, button: HTMLButtonElement) => void> = {
  "net-fit": (drawn) => drawn.fit(),
  "net-larger": (drawn) => drawn.zoom(true),
  "net-smaller": (drawn) => drawn.zoom(false),
  "net-png": (_, button) => {
    void savePng(button.dataset["address"] || "", button.dataset["name"] || "");
  },
};

/** Return this view with another department in focus; what is asked of persons does not stay. */
function focusOn(id: string): string {
  const asked = new URLSearchParams(location.search);
  const persons = asked.get("level") === "person";
  for (const name of persons ? ["level", "sender", "receiver", "hide", "to", "by", "after"] : ["to", "by", "after"]) asked.delete(name);
  asked.set("focus", id);
  return `${location.pathname}?${asked.toString()}`;
}

/** Walk with the arrow keys, focus with Enter, leave with Esc, and speak. */
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const node = picture.current();
  if (event.key === "Enter" && node) open(node.href);
  else if (event.key === "Escape") leave(node);
  else if (event.key === "+" || event.key === "=") picture.zoom(true);
  else if (event.key === "-") picture.zoom(false);
  else {
    const reached = picture.walk(event.key);
    if (reached === null) return;
    say(reached.says);
  }
  event.preventDefault();
}

function leave(node: PictureNode | null): void {
  const data = readIsland<Picture>("network-data");
  picture.leave();
  if (data && data.focus !== null) open(data.home);
  else if (node === null) (document.activeElement as HTMLElement).blur();
}

const canvas = element && element.querySelector<HTMLElement>(".net-canvas");
if (element && canvas) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-labelledby", "picture-title");
  canvas.setAttribute("aria-describedby", "net-keys");
  canvas.addEventListener("keydown", onKey);
}
prepare();
