/** Which column plays which role: the table of columns shows what the form says. */

/** Keep the column of roles in step with the choices. */
export function prepareColumns(): void {
  const form = document.querySelector<HTMLFormElement>("#columns-form");
  if (form === null) return;
  form.addEventListener("change", () => show(form));
  show(form); // a browser may have kept the choices
}

function show(form: HTMLFormElement): void {
  const roles = new Map<string, string[]>();
  form.querySelectorAll("select").forEach((select) => {
    const label = form.querySelector(`label[for="${select.id}"]`) as HTMLElement;
    const word = (label.firstChild as Text).data.trim();
    roles.set(select.value, [...(roles.get(select.value) || []), word]);
  });
  document.querySelectorAll<HTMLElement>("[data-role-of]").forEach((cell) => {
    cell.textContent = (roles.get(cell.dataset.roleOf as string) || []).join(" / ");
    cell.classList.toggle("late", (roles.get(cell.dataset.roleOf as string) || []).length > 1);
  });
}
