// @ts-check
/** Fields of the console's forms that scripts help with: the new time of a session, and an announcement's own text; names of buttons. */

/**
 * Write a time and its day into the form: so many minutes after now, or after the time that the session has, whichever
 * is later.
 * @param {number} minutes @param {number} now server time in ms
 * @param {{time: (at: number) => string, day: (at: number) => string}} times of the venue
 */
export function proposeTime(minutes, now, times) {
  const planned = Date.parse(document.querySelector("[data-chips]")?.getAttribute("data-chips") ?? "");
  const from = Math.max(Number.isNaN(planned) ? 0 : planned, now);
  const field = document.getElementById("until");
  const days = document.getElementById("until-day");
  const at = from + minutes * 60_000;
  if (days instanceof HTMLSelectElement) days.value = times.day(at);
  if (!(field instanceof HTMLInputElement)) return;
  field.value = times.time(at);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Let an own text be published only when it is complete in all required languages, and name those that are missing. */
export function gatePublishing() {
  const texts = /** @type {HTMLTextAreaElement[]} */ ([...document.querySelectorAll("textarea[data-required]")]);
  const missing = texts.filter((text) => text.value.trim() === "");
  for (const button of document.querySelectorAll("[data-gate]")) {
    /** @type {HTMLButtonElement} */ (button).disabled = missing.length > 0;
  }
  const part = document.querySelector("[data-missing]");
  if (!(part instanceof HTMLElement)) return;
  part.hidden = missing.length === 0;
  const names = missing.flatMap((text) => text.labels[0]?.querySelector("[lang]")?.cloneNode(true) ?? []);
  part.querySelector(":scope > span")?.replaceChildren(...names);
}

/** The name of an act on its button, without its key; empty without a button. @param {HTMLButtonElement | null} button */
export function buttonName(button) {
  return (button?.querySelector("span") ?? button)?.textContent?.trim() ?? "";
}

/** Begin to fill in the announcement that was chosen. */
export function focusComposer() {
  const field = document.querySelector(".compose :is(input:not([type=hidden]), textarea, select)");
  if (field instanceof HTMLElement) field.focus();
}

/** @param {HTMLSelectElement} select */
function defaultIndex(select) {
  return Math.max(
    0,
    [...select.options].findIndex(({ defaultSelected }) => defaultSelected),
  );
}

/** Whether nothing was typed or chosen in a form. @param {HTMLFormElement} form */
export function isUntouched(form) {
  return [...form.elements].every((field) => {
    if (field instanceof HTMLSelectElement) return field.selectedIndex === defaultIndex(field);
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked === field.defaultChecked;
    const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    return !isText || field.value === field.defaultValue;
  });
}
