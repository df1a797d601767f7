/**
 * The service worker of the board's public pages: stores them on the device, so that a reload without a server shows
 * the page, whose script shows the last state and its age.
 *
 * It answers requests for screens, the live page and their files; staff pages, applications and the feed are not
 * touched. A page is requested from the network first, and a response counts only if it is this site's. Files contain
 * the build in their address and never change; earlier builds are deleted when a page of a new build is complete.
 */
import {
  addFile,
  deleteOtherCaches,
  isOwnPage,
  pathBelow,
} from "../../../conference/static/js/cached_build_worker.mjs";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** The path at which the site begins, with a slash at its end: the worker is served there. */
const SITE = new URL("./", worker.location.href).pathname;
const PREFIX = SITE === "/" ? "rostrum-screens-" : `rostrum-screens-${SITE}-`;
/** Where paired screens start. */
const START = "screens";
/** The cache with the address of the page that a paired screen shows; builds do not delete it. */
const START_CACHE = `rostrum-start-${SITE}`;
const PAGES = /^([a-z]{2}\/)?screens(\/[^/]+){0,2}$|^[a-z]{2}\/$/;
const FILES = /^static\/[0-9a-f]+\//;
const PAGE_HEADER = "X-Rostrum-Page";
const ANSWER_WITHIN_MS = 4000;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const { type, build, page, files } = event.data ?? {};
  if (type === "start") event.waitUntil(storeStart(page));
  if (type === "keep" && /^[0-9a-f]+$/.test(build)) event.waitUntil(storePage(build, page, files));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathBelow(request.url, SITE);
  if (request.method !== "GET" || path === null) return;
  if (request.mode === "navigate" && path === START) event.respondWith(answerStart(request));
  else if (request.mode === "navigate" && PAGES.test(path)) event.respondWith(answerPage(request));
  else if (FILES.test(path)) event.respondWith(answerFile(request));
});

/**
 * Store one page and its files under its build, then delete other builds.
 * @param {string} build @param {string} page @param {string[]} files
 */
async function storePage(build, page, files) {
  const cache = await caches.open(PREFIX + build);
  await Promise.all(files.map((file) => storeFile(cache, file)));
  const response = await fetch(page, { cache: "no-cache" });
  if (!isOwnPage(response, PAGE_HEADER)) return;
  await cache.put(withoutHash(page), response);
  await deleteOtherCaches(PREFIX, [PREFIX + build]);
}

/** @param {Cache} cache @param {string} file */
async function storeFile(cache, file) {
  if (FILES.test(pathBelow(file, SITE) ?? "") && !(await cache.match(file))) await addFile(cache, file);
}

/** @param {Request} request */
async function answerPage(request) {
  const stored = await caches.match(withoutHash(request.url));
  if (!stored) return fetch(request);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return isOwnPage(response, PAGE_HEADER) ? response : stored;
  } catch {
    return stored;
  }
}

/**
 * Answer the page where a paired screen starts: without the server lead to the page that it was assigned.
 * @param {Request} request
 */
async function answerStart(request) {
  const start = await (await (await caches.open(START_CACHE)).match(SITE + START))?.text();
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (isOwnPage(response, PAGE_HEADER) || !start) return response;
  } catch (error) {
    const stored = await caches.match(withoutHash(request.url));
    if (!start && !stored) throw error;
    if (!start && stored) return stored;
  }
  return Response.redirect(start ?? request.url, 302);
}

/** Store the page that a start without the server shows; null for none. @param {string | null} page */
async function storeStart(page) {
  const cache = await caches.open(START_CACHE);
  if (page === null) await cache.delete(SITE + START);
  else if (PAGES.test(pathBelow(page, SITE) ?? "")) await cache.put(SITE + START, new Response(page));
}

/** @param {Request} request */
async function answerFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** @param {string} url */
function withoutHash(url) {
  return url.split("#")[0];
}
