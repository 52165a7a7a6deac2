/** The form that sends a file: by dialogue or by dropping it, with how much of it is sent. */

import { readIsland } from "./island";

interface Words {
  large: string; // the file is larger than what is taken
  one: string; // only one file at a time
  sending: string; // of the bar while the file is on its way
  lost: string; // no answer came
}

/** Let the upload form take dropped files and tell how much of one is sent. */
export function prepareUpload(): void {
  const form = document.querySelector<HTMLFormElement>("#upload-form");
  const words = readIsland<Words>("upload-words");
  if (form === null || words === null) return;
  const input = form.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  form.classList.add("ready");
  input.addEventListener("change", () => chosen(form, input, words));
  takeDrops(form, input, words);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen(form, input, words)) send(form, words);
  });
  if (input.files && input.files.length) chosen(form, input, words); // kept by the browser
}

function takeDrops(form: HTMLFormElement, input: HTMLInputElement, words: Words): void {
  let inside = 0; // elements of the form that the file is over
  const over = (by: number): void => {
    inside = by === 0 ? 0 : inside + by;
    form.classList.toggle("over", inside > 0);
  };
  form.addEventListener("dragenter", () => over(1));
  form.addEventListener("dragleave", () => over(-1));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over(0);
    const files = event.dataTransfer ? event.dataTransfer.files : null;
    if (files === null || files.length === 0) return;
    if (files.length > 1) {
      say(form, words.one);
      return;
    }
    input.files = files;
    chosen(form, input, words);
  });
}

/** Show the chosen file; say so and return false where it is too large. */
function chosen(form: HTMLFormElement, input: HTMLInputElement, words: Words): boolean {
  const file = input.files ? input.files[0] : undefined;
  const name = form.querySelector(".chosen-file") as HTMLElement;
  name.textContent = file === undefined ? "" : `${file.name}  ${size(file.size)}`;
  const large = file !== undefined && file.size > Number(form.dataset.most);
  say(form, large ? words.large : "");
  return file !== undefined && !large;
}

/** Write bytes as web/figures.py does. */
function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let amount = bytes;
  while (amount >= 1024 && units.length > 1) {
    amount /= 1024;
    units.shift();
  }
  return `${amount.toFixed(units[0] === "B" ? 0 : 1)} ${units[0] as string}`;
}

function send(form: HTMLFormElement, words: Words): void {
  const request = new XMLHttpRequest();
  const shown = progress(form, words.sending);
  const button = form.querySelector<HTMLButtonElement>(".send button") as HTMLButtonElement;
  const stop = (said: string): void => {
    shown.remove();
    button.disabled = false;
    say(form, said);
  };
  button.disabled = true;
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) advance(shown, (100 * event.loaded) / event.total);
  };
  request.onload = () => {
    const told = answer(request.responseText);
    if (request.status === 202 && told.page !== undefined) location.assign(told.page);
    else stop(told.detail || words.lost);
  };
  request.onerror = () => stop(words.lost);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
}

function answer(body: string): { page?: string; detail?: string } {
  try {
    return JSON.parse(body) as { page?: string; detail?: string };
  } catch (error) {
    return {};
  }
}

function progress(form: HTMLFormElement, label: string): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "progress";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", label);
  bar.appendChild(document.createElement("i"));
  advance(bar, 0);
  (form.querySelector(".zone") as HTMLElement).insertAdjacentElement("afterend", bar);
  return bar;
}

function advance(bar: HTMLElement, percent: number): void {
  bar.setAttribute("aria-valuenow", String(Math.round(percent)));
  (bar.firstElementChild as HTMLElement).style.width = `${percent}%`;
}

function say(form: HTMLFormElement, words: string): void {
  const fault = form.querySelector(".fault") as HTMLElement;
  fault.textContent = words;
  fault.hidden = words === "";
}
