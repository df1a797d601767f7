/**
 * Pages whose parts htmx fetches every few seconds (`live_state` of `conference/templates/live.html`): the shown state of the
 * connection, no requests while the tab is hidden, and the sign-in page when the login has ended.
 */
import { isRedirected, onRedirect, pauseWhileHidden } from "./fragments.mjs";

/** A page without a response for this long says so. */
const LOST_AFTER_MS = 8000;
const CHECK_EVERY_MS = 500;

const live = /** @type {HTMLElement} */ (document.querySelector("[data-live]"));
let respondedAt = performance.now();

function showConnection() {
  const isLost = performance.now() - respondedAt > LOST_AFTER_MS;
  live.dataset.live = isLost ? "lost" : "on";
  const text = /** @type {HTMLElement} */ (live.querySelector("[data-live-text]"));
  if (isLost) text.textContent = text.dataset.lost ?? "";
}

live.addEventListener("htmx:afterOnLoad", (event) => {
  const { detail } = /** @type {CustomEvent<import("./fragments.mjs").RequestDetail>} */ (event);
  if (!detail.successful || isRedirected(detail)) return;
  respondedAt = performance.now();
  showConnection();
});

onRedirect(() => location.reload());
pauseWhileHidden("[data-live]");
setInterval(showConnection, CHECK_EVERY_MS);
showConnection();
