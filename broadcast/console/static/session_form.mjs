// @ts-check
/** Fields of the console's forms that scripts help with: the new time of a session, and an announcement's own text. */

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
  if (field instanceof HTMLInputElement) field.value = times.time(at);
  if (days instanceof HTMLSelectElement) days.value = times.day(at);
}

/** Let an own text be published only when it is complete in all required languages. */
export function gatePublishing() {
  const texts = [...document.querySelectorAll("textarea[data-required]")];
  const isComplete = texts.every((text) => /** @type {HTMLTextAreaElement} */ (text).value.trim() !== "");
  for (const button of document.querySelectorAll("[data-gate]")) {
    /** @type {HTMLButtonElement} */ (button).disabled = !isComplete;
  }
}
