/** What a line or a node says, beside the pointer: the same words as in its link and its cell. */

import type { Core } from "cytoscape";

/** Show a tip in `element` while the pointer is over something of `cy`. */
export function tooltip(cy: Core, element: HTMLElement): void {
  const tip = element.appendChild(document.createElement("div"));
  tip.className = "net-tip";
  tip.hidden = true;
  const hide = (): void => {
    tip.hidden = true;
    cy.edges(".over").removeClass("over");
    element.style.cursor = "";
  };
  cy.on("mouseover", "node.department, edge", (event) => {
    hide();
    tip.textContent = event.target.data("says") as string;
    tip.hidden = false;
    element.style.cursor = "pointer";
    event.target.addClass("over");
  });
  cy.on("mousemove", (event) => {
    if (tip.hidden) return;
    const { x, y } = event.renderedPosition;
    const left = Math.max(0, Math.min(x + 12, element.clientWidth - tip.offsetWidth));
    const below = y + 16 + tip.offsetHeight < element.clientHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? y + 16 : y - 12 - tip.offsetHeight}px`;
  });
  cy.on("mouseout", "node.department, edge", hide);
  cy.on("pan", hide);
  element.addEventListener("mouseleave", hide);
}
