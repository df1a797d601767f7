// @ts-check
/** Search fields that hide the items of a list whose names do not contain what is typed. */

/** UTF-16 units of a name that are compared: a normaliser takes quadratic time for a long run of marks. */
const MAX_NAME_LENGTH = 256;

/** Letters without marks and case, so that "viet" finds "Việt". @param {string} text */
function foldLetters(text) {
  return text
    .slice(0, MAX_NAME_LENGTH)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/gi, "d")
    .toLowerCase()
    .trim();
}

/** @param {HTMLInputElement} field a field with the name of its lists in `data-filter` */
export function applyFilter(field) {
  const sought = foldLetters(field.value);
  const name = field.dataset.filter;
  const lists = name === "run" ? "[data-part=run]" : `[data-filtered="${name}"]`;
  for (const item of document.querySelectorAll(`${lists} [data-find]`)) {
    if (item instanceof HTMLElement) item.hidden = !foldLetters(item.dataset.find ?? "").includes(sought);
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
