/** Popovers are `<details class="more">`: they open without a script; here they also close. */

/** Close each open popover that does not hold `inside`; return the one closed last. */
export function closePopovers(inside: Node | null): HTMLDetailsElement | null {
  let closed: HTMLDetailsElement | null = null;
  document.querySelectorAll<HTMLDetailsElement>("details.more[open]").forEach((popover) => {
    if (inside !== null && popover.contains(inside)) return;
    popover.open = false;
    closed = popover;
  });
  return closed;
}
