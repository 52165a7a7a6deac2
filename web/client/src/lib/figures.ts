/** Numbers, shares and durations, written as web/figures.py writes them. */

const UNKNOWN = "—";
const WAIT_STEPS = [0.5, 1, 2, 3, 5]; // working days: where the steps 2 to 6 of the scale begin

type Unknown = number | null | undefined;

/** Write a number with thousands commas and a true minus, halves rounded away from zero. */
export function number(value: Unknown, decimals = 0): string {
  if (value === null || value === undefined || !isFinite(value)) return UNKNOWN;
  const fixed = rounded(Math.abs(value), decimals).toFixed(decimals);
  const [whole, rest] = fixed.split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
  return value < 0 && Number(fixed) !== 0 ? `−${grouped}` : grouped;
}

/** Write a share of 1 as percent with one decimal; what is not none is never shown as none. */
export function share(value: Unknown): string {
  if (typeof value === "number" && value > 0 && value < 0.0005) return "<0.1%";
  const written = number(typeof value === "number" ? shifted(value, 2) : null, 1);
  return written === UNKNOWN ? written : `${written}%`;
}

/** Write a duration in days of the chosen clock, with one decimal. */
export function days(seconds: Unknown, secondsADay: number): string {
  return number(typeof seconds === "number" ? seconds / secondsADay : null, 1);
}

/** Return the step, 1 to 6, of the waiting scale into which `workingDays` falls; unknown is 0. */
export function waitStep(workingDays: Unknown): number {
  if (workingDays === null || workingDays === undefined) return 0;
  return 1 + WAIT_STEPS.filter((start) => workingDays >= start).length;
}

function rounded(value: number, decimals: number): number {
  return shifted(Math.round(shifted(value, decimals)), -decimals);
}

/** Multiply by a power of ten as one would on paper, so that 1.005 is not 1.00499999999999989. */
function shifted(value: number, places: number): number {
  const [digits, exponent] = String(value).split("e") as [string, string?];
  return Number(`${digits}e${Number(exponent || 0) + places}`);
}
