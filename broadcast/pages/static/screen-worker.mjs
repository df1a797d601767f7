/**
 * The service worker of the board's public pages: stores them on the device, so that a reload without a server shows
 * the page, whose script shows the last state and its age.
 *
 * It answers requests for screens, the live page and their files, and shows notifications of sessions; staff pages,
 * applications and the feed are not touched. A page is requested from the network first, and a response counts only if it is this site's. Files contain
 * the build in their address and never change; earlier builds are deleted when their pages are stored anew. Without
 * space on the device, what is stored already stays.
 */
import { isOwnPage, pathBelow } from "../../../conference/static/js/cached_build_worker.mjs";
import { notificationOf, openNotified, renewSubscription } from "./device/notifications_worker.mjs";
import {
  answerFileRequest,
  answerNavigation,
  deleteFromEarlierBuilds,
  findUnreachablePage,
  isOwnFile,
  PAGE_HEADER,
  PAGES,
} from "./device/stored_pages_worker.mjs";

/** @typedef {{build: string, page: string, files: string[], unreachable?: string}} KeptPage */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** The path at which the site begins, with a slash at its end: the worker is served there. */
const SITE = new URL("./", worker.location.href).pathname;
const PREFIX = SITE === "/" ? "rostrum-screens-" : `rostrum-screens-${SITE}-`;
/** Where paired screens start. */
const START = "screens";
/** The cache with the address of the page that a paired screen shows; builds do not delete it. */
const START_CACHE = `rostrum-start-${SITE}`;
const FILES = /^static\/[0-9a-f]+\//;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const { type, build, page } = event.data ?? {};
  if (type === "start") event.waitUntil(storeStart(page));
  if (type === "keep" && /^[0-9a-f]+$/.test(build)) event.waitUntil(answerKeep(event.data, event.ports[0]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathBelow(request.url, SITE);
  if (request.method !== "GET" || path === null) return;
  const sources = {
    fetch: (/** @type {Request} */ asked, /** @type {RequestInit | undefined} */ options) => fetch(asked, options),
    match: (/** @type {string} */ address) => caches.match(address),
    matchUnreachable: () => findUnreachablePage(caches, SITE, request.url),
  };
  if (request.mode === "navigate" && path === START) event.respondWith(answerStart(request, sources));
  else if (request.mode === "navigate" && PAGES.test(path)) event.respondWith(answerNavigation(request, sources));
  else if (FILES.test(path)) event.respondWith(answerFileRequest(request, sources));
});

worker.addEventListener("push", (event) => {
  const { title, options } = notificationOf(event.data?.json(), SITE);
  event.waitUntil(worker.registration.showNotification(title, options));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.page, worker.location.href).href;
  event.waitUntil(openNotified(worker.clients, address));
});

worker.addEventListener("pushsubscriptionchange", (event) => {
  const headers = { "Content-Type": "application/json" };
  const ways = {
    subscribe: (/** @type {PushSubscriptionOptions} */ options) => worker.registration.pushManager.subscribe(options),
    // Any language: the answer is not shown.
    send: (/** @type {object} */ body) =>
      fetch(`${SITE}en/follow/renew`, { method: "POST", headers, body: JSON.stringify(body) }),
  };
  event.waitUntil(renewSubscription(event, ways));
});

/**
 * Store one page, and answer whether it is stored now (`isDone`) and whether any copy of it is (`isStored`).
 * @param {KeptPage} kept @param {MessagePort | undefined} port that of the page
 */
async function answerKeep(kept, port) {
  const isDone = await storePage(kept).catch(() => false);
  const copy = await caches.match(kept.page.split("#")[0]).catch(() => undefined);
  port?.postMessage({ isDone, isStored: copy !== undefined });
}

/**
 * Store one page and its files under its build, and the page for a time without connection; then remove the page from
 * earlier builds.
 * @param {KeptPage} kept
 * @returns whether the server answered with the page
 */
async function storePage({ build, page, files, unreachable }) {
  const own = PREFIX + build;
  const cache = await caches.open(own);
  await Promise.all(files.map((file) => storeFile(cache, file)));
  if (unreachable) await storeAnswer(cache, unreachable);
  const address = page.split("#")[0];
  if (!(await storeAnswer(cache, address))) return false;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== own);
  // A site below this one has a path in the names of its caches.
  const earlier = names.filter((name) => !name.slice(PREFIX.length).includes("/"));
  await deleteFromEarlierBuilds(caches, earlier, address, SITE);
  return true;
}

/** @param {Cache} cache @param {string} file */
async function storeFile(cache, file) {
  if (!FILES.test(pathBelow(file, SITE) ?? "") || (await cache.match(file))) return;
  const response = await fetch(file);
  if (!response.ok || !isOwnFile(response)) throw new Error(`${file}: ${response.status}`);
  await cache.put(file, response);
}

/**
 * Answer the page where a paired screen starts: without the server lead to the page that it was assigned.
 * @param {Request} request @param {import("./device/stored_pages_worker.mjs").PageSources} sources
 */
async function answerStart(request, sources) {
  const start = await findStart().catch(() => undefined);
  const match = start ? async () => Response.redirect(start, 302) : sources.match;
  return answerNavigation(request, { ...sources, match });
}

/** The address of the page that a start without the server shows. */
async function findStart() {
  const cache = await caches.open(START_CACHE);
  return (await cache.match(SITE + START))?.text();
}

/** Store the page that a start without the server shows; null for none. @param {string | null} page */
async function storeStart(page) {
  const cache = await caches.open(START_CACHE);
  if (page === null) await cache.delete(SITE + START);
  else if (PAGES.test(pathBelow(page, SITE) ?? "")) await cache.put(SITE + START, new Response(page));
}

/** Store a page if it is this site's, and return whether it is. @param {Cache} cache @param {string} address */
async function storeAnswer(cache, address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!isOwnPage(response, PAGE_HEADER)) return false;
  await cache.put(address, response);
  return true;
}
