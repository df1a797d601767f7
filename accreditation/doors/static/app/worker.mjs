/**
 * Keeps the door app on the device, build by build: what a build is made of is fetched completely before it counts.
 * It is served with its list in front (`self.KEPT`, written by `web/door_app.py`). Answers of the server's own
 * addresses (`doors/v1/`) pass by and are never kept.
 */

/** @typedef {{build: string, files: string[], pages: string[], name: string}} Kept */
const worker = /** @type {ServiceWorkerGlobalScope & {KEPT: Kept}} */ (/** @type {unknown} */ (self));
const { KEPT } = worker;
const DOORS = new URL("./", worker.location.href).pathname;
const SITE = new URL("../", worker.location.href).pathname;
const CACHE = `${KEPT.name} ${KEPT.build}`;
const SLICES = `${KEPT.name} slices`;

worker.addEventListener("install", (event) => event.waitUntil(keepAll()));
worker.addEventListener("activate", (event) => event.waitUntil(begin()));
worker.addEventListener("message", (event) => {
  if (event.data?.type === "take over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin || !pathname.startsWith(SITE)) return;
  if (pathname.startsWith(`${DOORS}v1/`)) return;
  if (pathname.startsWith(DOORS) || pathname.startsWith(`${SITE}static/`)) event.respondWith(answer(request));
  else if (pathname.startsWith(`${SITE}fonts/`)) event.respondWith(answerSlice(request));
});

/** Fetch the whole build. One file that is missing, or of another build, and none of it counts. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all([...KEPT.files, ...KEPT.pages].map((path) => keepOne(cache, path)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** @param {Cache} cache @param {string} path */
async function keepOne(cache, path) {
  const response = await fetch(path, { cache: KEPT.files.includes(path) ? "default" : "reload", credentials: "omit" });
  const build = response.headers.get("X-Rostrum-Build");
  const isOther = KEPT.pages.includes(path) && build !== KEPT.build;
  if (!response.ok || response.redirected || isOther) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

/** From now on this build answers; older ones are let go. */
async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`${KEPT.name} `) && name !== CACHE && name !== SLICES) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.mode === "navigate" ? DOORS : request, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** Slices of fonts, for names in scripts that the interface does not need: kept once they were needed. @param {Request} request */
async function answerSlice(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keepSlice(request, response.clone()).catch(() => {}); // a full device still shows the name
  return response;
}

/** @param {Request} request @param {Response} response */
async function keepSlice(request, response) {
  await (await caches.open(SLICES)).put(request, response);
}
