/**
 * A running script: htmx asks for the part that changes (`templates/run_part.html`); this module counts the time of the current
 * cue by the server's clock, has the keys, and says when the connection is lost.
 */
import { isRedirected, onRedirect, pauseWhileHidden } from "../../../conference/static/js/fragments.mjs";

const LOST_AFTER_MS = 8000;
const COUNT_EVERY_MS = 500;
const NO_CONTENT = 204;

let respondedAt = performance.now();

/** @returns {HTMLElement | null} */
function findRun() {
  return document.getElementById("run");
}

/** @returns {number} the server's time minus ours, in milliseconds */
function readOffset() {
  return Date.parse(findRun()?.dataset.now ?? "") - Date.now();
}

let offset = readOffset();

/** @param {number} seconds */
export function formatElapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  return `${Math.floor(whole / 60)}:${rest}`;
}

function countTime() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-since]"))) {
    const seconds = (Date.now() + offset - Date.parse(element.dataset.since ?? "")) / 1000;
    const planned = Number(element.dataset.planned);
    const text = planned > 0 ? `${formatElapsed(seconds)} / ${formatElapsed(planned)}` : formatElapsed(seconds);
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("is-over", planned > 0 && seconds > planned);
  }
  const isLost = performance.now() - respondedAt > LOST_AFTER_MS && !document.hidden;
  const state = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-state]"));
  if (state === null) return;
  state.dataset.liveState = isLost ? "lost" : "on";
  const text = isLost ? (state.dataset.lost ?? "") : "";
  if (state.textContent !== text) state.textContent = text;
}

document.addEventListener("htmx:afterOnLoad", (event) => {
  const { detail } = /** @type {CustomEvent<import("../../../conference/static/js/fragments.mjs").RequestDetail>} */ (
    event
  );
  if (isRedirected(detail) || (!detail.successful && detail.xhr.status !== NO_CONTENT)) return;
  respondedAt = performance.now();
});

/** Answers with an error hold the part with its text, so they are shown too. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent<import("../../../conference/static/js/fragments.mjs").RequestDetail>} */ (
    event
  );
  if ([409, 422].includes(detail.xhr.status)) detail.shouldSwap = true;
});

document.addEventListener("htmx:afterSwap", () => {
  offset = readOffset();
  countTime();
});

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.closest("input, textarea, button, a, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const field = /** @type {HTMLElement | null} */ (document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`));
  const button = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  if (field === null && button === null) return;
  event.preventDefault();
  if (field !== null) field.focus();
  else button?.click();
});

onRedirect(() => location.reload());
pauseWhileHidden("#run");
setInterval(countTime, COUNT_EVERY_MS);
countTime();
