/** A job under way: what the server tells of it, shown as it comes. */

interface Told {
  state: string;
  percent: number | null;
  can_cancel: boolean;
  waits: boolean;
  ahead: number;
  events: string;
  words: { state: string; line: string };
  steps: string[];
}

const POLL = 1000; // milliseconds between two questions where no events come

/** Follow the job at work on this page; when it ends, show what came of it. */
export function followJobs(): void {
  const panel = document.querySelector<HTMLElement>("[data-job]");
  if (panel === null) return;
  const page = panel.dataset.job as string;
  if (typeof EventSource === "undefined") poll(panel, page);
  else listen(panel, page);
}

function listen(panel: HTMLElement, page: string): void {
  const source = new EventSource(`${page}/events`);
  source.onmessage = (message) => show(panel, JSON.parse(message.data as string) as Told);
  source.addEventListener("end", () => {
    source.close();
    arrive(page);
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) poll(panel, page);
  };
  window.addEventListener("pagehide", () => source.close());
}

function poll(panel: HTMLElement, page: string): void {
  const ask = (): void => {
    fetch(`${page}.json`, { headers: { Accept: "application/json" } })
      .then((answer) => answer.json() as Promise<Told>)
      .then((told) => {
        show(panel, told);
        if (told.state === "queued" || told.state === "running") window.setTimeout(ask, POLL);
        else arrive(page);
      })
      .catch(() => window.setTimeout(ask, 5 * POLL)); // the site may be starting again
  };
  ask();
}

/** Go to what came of the job; a list of jobs is only renewed. */
function arrive(page: string): void {
  if (location.pathname === page) location.replace(page);
  else location.reload();
}

function show(panel: HTMLElement, told: Told): void {
  if (panel.dataset.place !== `${told.waits}/${told.ahead}`) {
    location.reload(); // it begins, or waits for another one: its panel is another
    return;
  }
  text(panel, ".line", told.words.line);
  if (!told.waits) {
    bar(panel, told.percent);
    steps(panel, told.steps);
  }
  const cancel = panel.querySelector<HTMLElement>("header form");
  if (cancel !== null) cancel.hidden = !told.can_cancel;
}

function bar(panel: HTMLElement, percent: number | null): void {
  const progress = panel.querySelector<HTMLElement>(".progress") as HTMLElement;
  progress.classList.toggle("unknown", percent === null);
  (progress.firstElementChild as HTMLElement).style.width = `${percent === null ? 0 : percent}%`;
  if (percent === null) progress.removeAttribute("aria-valuenow");
  else progress.setAttribute("aria-valuenow", String(percent));
}

/** Mark the steps, and say the one that begins: the rows would be too much to listen to. */
function steps(panel: HTMLElement, states: string[]): void {
  panel.querySelectorAll<HTMLElement>(".steps li").forEach((step, place) => {
    const state = states[place] || "";
    if (state === "now" && step.className !== "now") {
      text(panel, "[role=status]", step.textContent || "");
    }
    step.className = state;
    if (state === "now") step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
}

function text(panel: HTMLElement, selector: string, words: string): void {
  const element = panel.querySelector(selector);
  if (element !== null && element.textContent !== words) element.textContent = words;
}
