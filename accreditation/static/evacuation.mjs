// @ts-check
/** Ticks on the evacuation list stay on this page's device until the tab is closed, across a look at the newest list. */

const KEPT = `ticks ${location.pathname}`;
/** @type {Set<string>} */
const ticked = new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));

for (const box of document.querySelectorAll("[data-tick]")) {
  if (box instanceof HTMLInputElement) box.checked = ticked.has(box.dataset.tick ?? "");
}
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.dataset.tick) return;
  if (target.checked) ticked.add(target.dataset.tick);
  else ticked.delete(target.dataset.tick);
  sessionStorage.setItem(KEPT, JSON.stringify([...ticked]));
});
