/**
 * Keeps public pages of the board on the device: a reload without a server shows the page, and its script the last
 * state and its age.
 *
 * It answers only for screens and the live page, and for the files they are made of. Staff pages, applications and
 * the feed pass by untouched. A page is asked of the network first; what comes back counts only if it is one of
 * ours (a hotel's sign-in page is not). Files carry their build in their address and never change; when a page of a
 * new build has been kept completely, the old build is let go. Nothing of other sites on this host is touched.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** The path at which the site begins, with its slash: the worker is served there. */
const SITE = new URL("./", worker.location.href).pathname;
const PREFIX = SITE === "/" ? "rostrum-screens-" : `rostrum-screens-${SITE}-`;
const PAGES = /^([a-z]{2}\/)?screens\/(lobby|rooms\/[^/]+)$|^[a-z]{2}\/$/;
const FILES = /^static\/[0-9a-f]+\//;
const OURS = "X-Rostrum-Page";
const ANSWER_WITHIN_MS = 4000;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const { type, build, page, files } = event.data ?? {};
  if (type === "keep" && /^[0-9a-f]+$/.test(build)) event.waitUntil(keep(build, page, files));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === null) return;
  if (request.mode === "navigate" && PAGES.test(path)) event.respondWith(answerPage(request));
  else if (FILES.test(path)) event.respondWith(answerFile(request));
});

/**
 * Keep one page and its files under its build; only when all are there are other builds let go.
 * @param {string} build @param {string} page @param {string[]} files
 */
async function keep(build, page, files) {
  const cache = await caches.open(PREFIX + build);
  await Promise.all(files.map((file) => keepFile(cache, file)));
  const response = await fetch(page, { cache: "no-cache" });
  if (!isOurs(response)) return;
  await cache.put(withoutHash(page), response);
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== PREFIX + build) await caches.delete(name);
  }
}

/** @param {Cache} cache @param {string} file */
async function keepFile(cache, file) {
  if (!FILES.test(pathOf(file) ?? "") || (await cache.match(file))) return;
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  await cache.put(file, response);
}

/** @param {Response} response */
function isOurs(response) {
  return response.ok && !response.redirected && response.headers.has(OURS);
}

/** @param {Request} request */
async function answerPage(request) {
  const kept = await caches.match(withoutHash(request.url));
  if (!kept) return fetch(request);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return isOurs(response) ? response : kept;
  } catch {
    return kept;
  }
}

/** @param {Request} request */
async function answerFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The path within this site, or null for an address outside it. @param {string} url */
function pathOf(url) {
  const { origin, pathname } = new URL(url);
  return origin === worker.location.origin && pathname.startsWith(SITE) ? pathname.slice(SITE.length) : null;
}

/** @param {string} url */
function withoutHash(url) {
  return url.split("#")[0];
}
