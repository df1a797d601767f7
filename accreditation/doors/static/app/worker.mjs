/**
 * The service worker of the door app: stores complete builds of the app on the device.
 *
 * `accreditation/doors/web/door_app.py` puts the list of the build's files in front (`self.KEPT`). Requests to the
 * device API (`doors/v1/`) are never cached.
 */
import {
  addFile,
  deleteOtherCaches,
  isOwnPage,
  pathBelow,
} from "../../../../conference/static/js/cached_build_worker.mjs";

const BUILD_HEADER = "X-Rostrum-Build";

/** @typedef {{build: string, files: string[], pages: string[], name: string}} Kept the addresses of one build */
const worker = /** @type {ServiceWorkerGlobalScope & {KEPT: Kept}} */ (/** @type {unknown} */ (self));
const { KEPT } = worker;
const DOORS = new URL("./", worker.location.href).pathname;
const SITE = new URL("../", worker.location.href).pathname;
const CACHE = `${KEPT.name} ${KEPT.build}`;
/** Parts of fonts that only names of people need; they are the same in every build. */
const SLICES = `${KEPT.name} slices`;

worker.addEventListener("install", (event) => event.waitUntil(storeBuild()));
worker.addEventListener("activate", (event) => event.waitUntil(activateBuild()));
worker.addEventListener("message", (event) => {
  if (event.data?.type === "take over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathBelow(request.url, SITE);
  if (request.method !== "GET" || path === null || path.startsWith("doors/v1/")) return;
  if (path.startsWith("doors/") || path.startsWith("static/")) event.respondWith(answerFromBuild(request));
  else if (path.startsWith("fonts/")) event.respondWith(answerSlice(request));
});

/** Fetch the whole build. One file that is missing or of another build makes the installation fail. */
async function storeBuild() {
  const cache = await caches.open(CACHE);
  try {
    const files = KEPT.files.map((path) => addFile(cache, path, { credentials: "omit" }));
    await Promise.all([...files, ...KEPT.pages.map((path) => storePage(cache, path))]);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** @param {Cache} cache @param {string} path */
async function storePage(cache, path) {
  const response = await fetch(path, { cache: "reload", credentials: "omit" });
  if (!isOwnPage(response, BUILD_HEADER, KEPT.build)) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

/** Answer requests from this build from now on, and delete earlier builds. */
async function activateBuild() {
  await deleteOtherCaches(`${KEPT.name} `, [CACHE, SLICES]);
  await worker.clients.claim();
}

/** @param {Request} request */
async function answerFromBuild(request) {
  const cache = await caches.open(CACHE);
  const stored = await cache.match(request.mode === "navigate" ? DOORS : request, { ignoreVary: true });
  return stored ?? fetch(request);
}

/** Answer a request for a font slice, and store the slice for the next time. @param {Request} request */
async function answerSlice(request) {
  const stored = await caches.match(request, { ignoreVary: true });
  if (stored) return stored;
  const response = await fetch(request);
  if (response.ok) await storeSlice(request, response.clone()).catch(() => {}); // a full device still shows the name
  return response;
}

/** @param {Request} request @param {Response} response */
async function storeSlice(request, response) {
  await (await caches.open(SLICES)).put(request, response);
}
