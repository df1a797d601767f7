// @ts-check
/** The command post with a script: the page is fetched again and again, and each `data-part` put in its place. */
import { morph } from "../../../conference/static/morph.mjs";

const EVERY_MS = 2000;
/** A page that has heard nothing for so long says so. */
const LOST_AFTER_MS = 8000;

let heard = performance.now();

async function refresh() {
  if (document.visibilityState === "visible") await look();
  setTimeout(refresh, EVERY_MS);
}

async function look() {
  try {
    const response = await fetch(location.href.split("#")[0], {
      headers: { Accept: "text/html" },
      cache: "no-store",
      signal: AbortSignal.timeout(LOST_AFTER_MS),
    });
    if (response.redirected) return location.reload();
    if (response.ok) take(await response.text());
  } catch {
    // the page says that it is old; the next look comes by itself
  }
  return tell();
}

/** @param {string} html */
function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.querySelectorAll("[data-part]")) {
    const old = document.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
    if (old && !isBeingUsed(old)) morph(old, part);
  }
  const [old, fresh] = [document, page].map((where) => where.querySelector("[data-live-text]"));
  if (old && fresh) old.textContent = fresh.textContent;
  heard = performance.now();
}

/** A list that somebody chooses from is left as it is until they have chosen. @param {Element} part */
function isBeingUsed(part) {
  return part.contains(document.activeElement) && document.activeElement?.matches("select, input, textarea");
}

function tell() {
  const lost = performance.now() - heard > LOST_AFTER_MS;
  const live = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
  if (live) live.dataset.live = lost ? "lost" : "on";
  const text = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-text]"));
  if (lost && text) text.textContent = text.dataset.lost ?? "";
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
setTimeout(refresh, EVERY_MS);
tell();
