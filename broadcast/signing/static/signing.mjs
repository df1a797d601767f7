// @ts-check
/** The signing page: keys of its acts, the search in the register, and who is in the hall. */

import { fold } from "../../../conference/static/js/folding.mjs";
import { followHall } from "./hall.mjs";

/** Press the button of a key, unless a person types. @param {KeyboardEvent} event */
function pressKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector("[data-filter]"))?.focus();
    return;
  }
  const key = event.code.replace("Key", "");
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`))?.click();
}

/** Hide the rows whose names do not contain what is typed. @param {HTMLInputElement} field */
function filterRows(field) {
  const sought = fold(field.value);
  for (const row of document.querySelectorAll("[data-filtered] [data-find]")) {
    if (row instanceof HTMLElement) row.hidden = !fold(row.dataset.find ?? "").includes(sought);
  }
}

const live = /** @type {HTMLElement | null} */ (document.getElementById("signing-live"));
const hasTyped = () => [...document.querySelectorAll("input, select")].some(isChanged);

/** @param {Element} field */
function isChanged(field) {
  if (field instanceof HTMLInputElement) return field.type !== "hidden" && field.value !== field.defaultValue;
  return field instanceof HTMLSelectElement && field.value !== "";
}

document.documentElement.classList.add("scripted");
document.addEventListener("keydown", pressKey);
document.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset.filter) filterRows(target);
});
if (live) {
  followHall(live.dataset.hall ?? "", live.dataset.seen ?? "", (hall) => {
    // Another operator has changed the register: show it, but never lose what is being typed.
    if (hall.register !== live.dataset.register && !hasTyped()) location.reload();
  });
}
