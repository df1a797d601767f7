/**
 * Ticks on the evacuation list: they stay in this tab until it is closed or the person signs out, also when the list is
 * loaded again.
 */
import { STAFF } from "../../../conference/static/staff.mjs";

const TICKS_NAME = `${STAFF} ticks ${location.pathname}`;
/** @type {Set<string>} */
const ticked = new Set(JSON.parse(sessionStorage.getItem(TICKS_NAME) ?? "[]"));

for (const box of document.querySelectorAll("[data-tick]")) {
  if (box instanceof HTMLInputElement) box.checked = ticked.has(box.dataset.tick ?? "");
}
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.tick) return;
  if (target.checked) ticked.add(target.dataset.tick);
  else ticked.delete(target.dataset.tick);
  sessionStorage.setItem(TICKS_NAME, JSON.stringify([...ticked]));
});
