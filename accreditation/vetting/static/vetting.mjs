/** Keyboard control of the vetting queue. The page shows each key beside its button and works without keys. */

import { letterOf } from "../../../conference/static/js/keys.mjs";

const rows = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-rows] a")]);
const search = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search]"));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = letterOf(event);
  if (key === "/") {
    event.preventDefault();
    search?.focus();
  } else if (key === "J" || key === "K") {
    step(key === "J" ? 1 : -1);
  } else {
    press(key, event);
  }
});

const keys = /** @type {HTMLElement | null} */ (document.querySelector("[data-keys]"));
if (keys) keys.hidden = false;
document.querySelector("[aria-current='true']")?.scrollIntoView({ block: "nearest" });

const filter = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-submits]"));
filter?.addEventListener("change", () => filter.form?.requestSubmit());

for (const part of document.querySelectorAll(".acts details")) {
  part.addEventListener("toggle", () => part.scrollIntoView({ block: "nearest" }));
}

const all = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-choose-all]"));
if (all) {
  /** @type {HTMLElement | null} */ (all.closest("[hidden]"))?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name="seen"]'));
    for (const box of boxes) box.checked = all.checked;
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** @param {number} by */
function step(by) {
  const current = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  rows[Math.min(Math.max(current + by, 0), rows.length - 1)]?.click();
}

/** Click the button, or toggle the details element, that has this key. @param {string} key @param {KeyboardEvent} event */
function press(key, event) {
  if (!key || event.repeat) return;
  const target = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLDetailsElement) {
    target.open = !target.open;
    /** @type {HTMLElement | null} */ (target.querySelector("select, textarea, input:not([type=hidden])"))?.focus();
  } else {
    target.click();
  }
}
