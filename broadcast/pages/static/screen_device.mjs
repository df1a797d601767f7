/** The copy of a screen's page on its device, for a start without a server. */

import { el } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";

const WORKER = `${SITE}screen-worker.mjs`;

/**
 * The folder that this page's worker may answer for: `/ar/screens/`, `/screens/`, or the live page's `/ar/`; of the page
 * where paired screens start, that page.
 */
export function workerScope() {
  if (location.pathname === `${SITE}screens`) return location.pathname;
  return location.pathname.replace(/[^/]*$/, "").replace(/\/rooms\/$/, "/");
}

/** The page for a time without connection, of which each language has one. @param {string} code */
function unreachablePage(code) {
  return new URL(`${SITE}${code}/screens/unreachable`, location.href).href;
}

/**
 * Let the service worker store this page and its files, so that a reload without a server shows the last state
 * instead of a browser's error page. Without service workers (plain http on a network) nothing is stored, and nothing
 * of a rehearsal, which ends.
 * @param {string} [code] language of the page that a screen shows in the place of one that is not stored
 */
export async function keepPage(code) {
  if (!("serviceWorker" in navigator) || document.documentElement.classList.contains("marked")) return;
  try {
    await navigator.serviceWorker.register(WORKER, { scope: workerScope() });
    const registration = await navigator.serviceWorker.ready;
    await document.fonts?.ready;
    const resources = performance.getEntriesByType("resource").map(({ name }) => name);
    const files = resources.filter((name) => new URL(name).pathname.startsWith(`${SITE}static/`));
    const build = document.querySelector('meta[name="build"]')?.getAttribute("content") ?? "";
    const unreachable = code && unreachablePage(code);
    const kept = { type: "keep", build, page: location.href, files: [...new Set(files)], unreachable };
    registration.active?.postMessage(kept);
    document.head.append(el("meta", { name: "kept", content: build }));
  } catch {
    // The page works without its worker, but cannot start without a server.
  }
}
