/** A row that is opened or closed by its link stays where it is on the screen. */

const KEY = "xietu-stay";

interface Place {
  pair: string;
  top: number;
}

/** Remember where the row of `pair` is, for the page that comes next. */
export function remember(pair: string): void {
  const row = rowOf(pair);
  if (row === undefined) return;
  const place: Place = { pair, top: row.getBoundingClientRect().top };
  sessionStorage.setItem(KEY, JSON.stringify(place));
}

/** Put the remembered row where it was, after the browser went to the fragment of the address. */
export function restore(): void {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return;
  const place = JSON.parse(text) as Place;
  const move = (): void => {
    const row = rowOf(place.pair);
    if (row) window.scrollBy(0, row.getBoundingClientRect().top - place.top);
  };
  move();
  window.addEventListener("load", () => window.requestAnimationFrame(move));
}

function rowOf(pair: string): HTMLElement | undefined {
  const rows = Array.from(document.querySelectorAll<HTMLElement>("tr[data-pair]"));
  return rows.filter((row) => row.getAttribute("data-pair") === pair)[0];
}
