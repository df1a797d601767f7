// @ts-check
/** Search fields that hide the items of a list whose names do not contain what is typed. */

import { fold } from "../../../conference/static/js/folding.mjs";

/** @param {HTMLInputElement} field a field with the name of its lists in `data-filter` */
export function applyFilter(field) {
  const sought = fold(field.value);
  const name = field.dataset.filter;
  const lists = name === "run" ? "[data-part=run]" : `[data-filtered="${name}"]`;
  for (const item of document.querySelectorAll(`${lists} [data-find]`)) {
    if (item instanceof HTMLElement) item.hidden = !fold(item.dataset.find ?? "").includes(sought);
  }
}

/** Hide again what was hidden before the lists were replaced. */
export function applyFilters() {
  for (const field of document.querySelectorAll("[data-filter]")) applyFilter(/** @type {HTMLInputElement} */ (field));
}

/** Filter while a person types. */
export function watchFilters() {
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.filter) applyFilter(target);
  });
  applyFilters();
}
