/** The copy of a screen's page on its device, for a start without a server. */

import { el } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";

const WORKER = `${SITE}screen-worker.mjs`;
const OFFER_AGAIN_MS = 60_000;

/**
 * The folder that this page's worker may answer for: `/ar/screens/`, `/screens/`, or `/ar/` of the live page and of those of sessions and rooms; of the page
 * where paired screens start, that page.
 */
export function workerScope() {
  if (location.pathname === `${SITE}screens`) return location.pathname;
  return location.pathname.replace(/[^/]*$/, "").replace(/\/(rooms|sessions)\/$/, "/");
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
 * @param {(isStored: boolean) => void} [onAnswer] called with whether the device has a copy of this page; the page is then
 *   offered again each minute until it is stored, because a full device may have space later
 */
export async function keepPage(code, onAnswer) {
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
    while (!(await offerPage(registration, kept, onAnswer))) {
      if (!onAnswer) return;
      await new Promise((resolve) => setTimeout(resolve, OFFER_AGAIN_MS));
    }
    document.head.append(el("meta", { name: "kept", content: build }));
  } catch {
    // The page works without its worker, but cannot start without a server.
  }
}

/**
 * Ask the worker to store a page.
 * @param {ServiceWorkerRegistration} registration @param {object} kept
 * @param {((isStored: boolean) => void) | undefined} onAnswer
 * @returns {Promise<boolean>} whether it is stored; false without an answer in time, as of a worker that was ended
 */
function offerPage(registration, kept, onAnswer) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      onAnswer?.(data.isStored);
      resolve(data.isDone);
    };
    setTimeout(() => resolve(false), OFFER_AGAIN_MS);
    registration.active?.postMessage(kept, [port2]);
  });
}
