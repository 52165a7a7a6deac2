/** The design tokens of tokens.css, as they are now, and when they change. */

/** Return the value of the token `name`, such as "ink" or "wait-3". */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Return `count` rem in pixels: text of a chart grows with the text of the page. */
export function rem(count: number): number {
  return count * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Call `callback` whenever the tokens may have changed: theme chosen, theme of the system, print. */
export function onThemeChange(callback: () => void): void {
  new MutationObserver(callback).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme"],
  });
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    window.matchMedia(query).addEventListener("change", callback);
  }
}
