/** Buttons that print the page; without scripts they stay hidden. */

/** Show the print buttons of the page and let them print. */
export function offerPrinting(): void {
  document.querySelectorAll<HTMLButtonElement>("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
