/** Suggestions under the search field: a list to walk with the arrows; Enter opens, Esc closes. */

interface Found {
  kind: string;
  kind_word: string;
  id: string;
  name: string;
  address: string;
}

const PAUSE = 150; // milliseconds without a key before the server is asked

/** Sent before a suggestion is opened; a page that shows it itself prevents the default. */
export const CHOSEN = "xietu:chosen";

/** Suggest departments, items and cases while somebody types in the search field. */
export function suggestWhileTyping(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-suggest]");
  if (field) new Suggestions(field);
}

class Suggestions {
  private readonly list: HTMLUListElement;
  private readonly spoken: HTMLElement;
  private found: Found[] = [];
  private at = -1;
  private timer = 0;
  private asked = 0;

  constructor(private readonly field: HTMLInputElement) {
    const form = field.form as HTMLFormElement;
    this.list = form.appendChild(document.createElement("ul"));
    this.list.className = "suggested";
    this.list.id = "suggested";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.dataset["list"] || "");
    this.spoken = form.appendChild(document.createElement("span"));
    this.spoken.className = "hide";
    this.spoken.setAttribute("role", "status");
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    field.setAttribute("aria-expanded", "false");
    field.autocomplete = "off";
    this.listen();
  }

  private listen(): void {
    const { field, list } = this;
    field.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.askSoon();
    });
    field.addEventListener("compositionend", () => this.askSoon());
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (this.press(event.key)) event.preventDefault();
    });
    field.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("li");
      if (option) this.open(Array.from(list.children).indexOf(option));
    });
  }

  private askSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    const mine = ++this.asked;
    const text = this.field.value.trim();
    const answer = text ? await read(`${this.field.dataset["suggest"] || ""}?text=${encodeURIComponent(text)}`) : null;
    if (mine !== this.asked) return; // something else was typed meanwhile
    this.close();
    if (answer === null) return;
    this.spoken.textContent = answer.says;
    if (answer.found.length && document.activeElement === this.field) this.show(answer.found);
  }

  private show(found: Found[]): void {
    this.found = found;
    found.forEach((one, at) => this.list.appendChild(option(one, at)));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.found = [];
    this.list.hidden = true;
    this.list.textContent = "";
    this.spoken.textContent = "";
    this.field.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  private press(key: string): boolean {
    const count = this.found.length;
    if (count === 0) return false;
    if (key === "ArrowDown") this.mark(this.at + 1 < count ? this.at + 1 : 0);
    else if (key === "ArrowUp") this.mark(this.at > 0 ? this.at - 1 : count - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.at >= 0) this.open(this.at);
    else return false;
    return true;
  }

  private mark(at: number): void {
    this.at = at;
    Array.from(this.list.children).forEach((each, place) => {
      each.setAttribute("aria-selected", String(place === at));
      if (place === at) each.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `suggested-${at}`);
  }

  private open(at: number): void {
    const one = this.found[at];
    if (one === undefined) return;
    this.asked++;
    this.close();
    const event = new CustomEvent(CHOSEN, { detail: one, cancelable: true });
    if (document.dispatchEvent(event)) location.assign(one.address);
    else this.field.value = "";
  }
}

function option(one: Found, at: number): HTMLLIElement {
  const item = document.createElement("li");
  item.id = `suggested-${at}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  for (const [name, text] of [["small", one.kind_word], ["b", one.kind === "case" ? one.id : one.name], ["span", one.kind === "case" ? one.name : one.id]]) {
    const part = item.appendChild(document.createElement(name as string));
    part.textContent = text as string;
    item.append(" ");
  }
  return item;
}

async function read(address: string): Promise<{ says: string; found: Found[] } | null> {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    return response.ok ? ((await response.json()) as { says: string; found: Found[] }) : null;
  } catch (error) {
    if (error instanceof TypeError) return null; // no connection: the form still works
    throw error;
  }
}
