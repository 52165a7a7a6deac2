/** Another view of the page without loading it anew: its parts come from the server, its address changes. */

let latest = 0;

/** Show the page at `address`; `done` is called when its parts are in place. */
export async function show(address: string, keep: boolean, done: () => void): Promise<void> {
  const mine = ++latest;
  const main = document.querySelector("main") as HTMLElement;
  main.setAttribute("aria-busy", "true");
  const text = await read(address);
  if (mine !== latest) return;
  main.removeAttribute("aria-busy");
  if (text === null) {
    location.assign(address);
    return;
  }
  if (keep) history.pushState(null, "", address);
  replaceParts(new DOMParser().parseFromString(text, "text/html"));
  done();
}

async function read(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    return response.ok ? await response.text() : null;
  } catch (error) {
    if (error instanceof TypeError) return null; // no connection: the browser says so better
    throw error;
  }
}

function replaceParts(page: Document): void {
  const held = document.activeElement;
  document.querySelectorAll<HTMLElement>("[data-part]").forEach((old) => {
    const next = page.querySelector<HTMLElement>(`[data-part="${old.dataset["part"] || ""}"]`);
    if (next === null) return;
    const inside = held !== null && old.contains(held) ? sameLink(next, held) : null;
    old.replaceWith(next);
    if (inside) inside.focus();
  });
  document.querySelectorAll<HTMLElement>("[data-part-class]").forEach((old) => {
    const name = old.dataset["partClass"] || "";
    const next = page.querySelector(`[data-part-class="${name}"]`);
    if (next) old.className = next.className;
  });
}

/** Return the link of the new part that stands for `held`, or the first one in it. */
function sameLink(part: HTMLElement, held: Element): HTMLElement | null {
  const links = Array.from(part.querySelectorAll<HTMLElement>("a[href]"));
  return links.find((link) => named(link) === named(held)) || links[0] || null;
}

function named(element: Element): string {
  return element.getAttribute("title") || element.textContent || "";
}
