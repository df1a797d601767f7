/**
 * The command post's live page: htmx fetches it every two seconds and morphs its parts (`hx-select-oob` in
 * `templates/command.html`); this module leaves a list alone while it is used, and shows a lost connection.
 */
import { isRedirected, onRedirect, pauseWhileHidden } from "../../../conference/static/js/fragments.mjs";

/** A page without a response for this long says so. */
const LOST_AFTER_MS = 8000;
const CHECK_EVERY_MS = 500;

const live = /** @type {HTMLElement} */ (document.querySelector("[data-live]"));
let respondedAt = performance.now();

/** Whether a person chooses, has chosen or types in this part. @param {Element} part */
function isInUse(part) {
  const active = document.activeElement;
  if ([...part.querySelectorAll("select")].some(({ value }) => value !== "")) return true;
  return active !== null && part.contains(active) && active.matches("select, input, textarea");
}

function showConnection() {
  const isLost = performance.now() - respondedAt > LOST_AFTER_MS;
  live.dataset.live = isLost ? "lost" : "on";
  const text = /** @type {HTMLElement} */ (live.querySelector("[data-live-text]"));
  if (isLost) text.textContent = text.dataset.lost ?? "";
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent<{target: Element, shouldSwap: boolean}>} */ (event);
  if (isInUse(detail.target)) detail.shouldSwap = false;
});

live.addEventListener("htmx:afterOnLoad", (event) => {
  const { detail } = /** @type {CustomEvent<import("../../../conference/static/js/fragments.mjs").RequestDetail>} */ (
    event
  );
  if (!detail.successful || isRedirected(detail)) return;
  respondedAt = performance.now();
  showConnection();
});

onRedirect(() => location.reload());
pauseWhileHidden("[data-live]");
setInterval(showConnection, CHECK_EVERY_MS);
showConnection();
