/** The answer sentence: its shorter form is shown where the long one would not fit one line. */

/** Fit every answer sentence now and whenever the width changes. */
export function watchAnswers(): void {
  document.querySelectorAll<HTMLElement>("p.answer").forEach((answer) => {
    const long = answer.querySelector<HTMLElement>(".long");
    const short = answer.querySelector<HTMLElement>(".short");
    if (long === null || short === null || !short.textContent) return;
    let width = -1;
    new ResizeObserver(() => {
      if (answer.clientWidth === width) return; // its height is what changes by our own hand
      width = answer.clientWidth;
      [long.hidden, short.hidden] = [false, true];
      const over = wraps(long);
      [long.hidden, short.hidden] = [over, !over];
    }).observe(answer);
  });
}

function wraps(text: Element): boolean {
  const first = text.getClientRects()[0];
  return first !== undefined && text.getBoundingClientRect().height > 1.5 * first.height;
}
