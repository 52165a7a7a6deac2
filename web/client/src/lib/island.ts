/** Data that the server wrote into the page as `<script type="application/json" id="...">`. */

/** Return the data of the island `id`, or null where the page has none. */
export function readIsland<T>(id: string): T | null {
  const element = document.getElementById(id);
  return element === null ? null : (JSON.parse(element.textContent || "null") as T | null);
}
