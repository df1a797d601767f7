// Which answer a screen's device gives while networks fail or answer in the server's place. Covers B15.
import assert from "node:assert/strict";
import { test } from "node:test";

const location = { href: "https://press.example/screen-worker.mjs", origin: "https://press.example" };
Object.defineProperty(globalThis, "self", { value: { location }, configurable: true });
const worker = await import("../../broadcast/pages/static/device/stored_pages_worker.mjs");
const { answerFileRequest, answerNavigation, deleteFromEarlierBuilds, findUnreachablePage, isOwnFile, PAGES } = worker;

const PAGE = { "X-Rostrum-Page": "lobby", "Content-Type": "text/html" };
const request = /** @type {any} */ ({ url: "https://press.example/ar/screens/lobby#top" });
/** @param {string} body @param {ResponseInit} [init] @param {boolean} [redirected] */
function response(body, init, redirected = false) {
  return Object.defineProperty(new Response(body, init), "redirected", { value: redirected });
}
const stored = () => response("stored", { headers: PAGE });
const unreachable = () => response("unreachable", { headers: PAGE });
const none = async () => undefined;
const fails = async () => {
  throw new TypeError("failed to fetch");
};

/** @param {Partial<import("../../broadcast/pages/static/device/stored_pages_worker.mjs").PageSources>} sources */
async function answerOf(sources) {
  const answer = await answerNavigation(request, { fetch: fails, match: none, matchUnreachable: none, ...sources });
  return answer.text();
}

test("the page of the server comes first", async () => {
  const fetch = async () => response("new", { headers: PAGE });
  assert.equal(await answerOf({ fetch, match: async () => stored() }), "new");
  assert.equal(await answerOf({ fetch }), "new");
});

test("without network or DNS, or with an error of a proxy, the stored page is shown", async () => {
  const match = async (/** @type {string} */ address) => (address.includes("#") ? undefined : stored());
  for (const fetch of [
    fails,
    async () => response("bad gateway", { status: 502 }),
    async () => response("", { status: 404 }),
  ])
    assert.equal(await answerOf({ fetch, match }), "stored");
});

test("the sign-in page of a network is never shown", async () => {
  const portals = [
    async () => response("sign in", { headers: { "Content-Type": "text/html" } }),
    async () => response("sign in", { headers: PAGE }, true),
    async () => response("sign in", { status: 511 }),
  ];
  for (const fetch of portals) {
    assert.equal(await answerOf({ fetch, match: async () => stored() }), "stored");
    assert.equal(await answerOf({ fetch, matchUnreachable: async () => unreachable() }), "unreachable");
  }
});

test("a screen that was never stored says so in place of the browser's error page", async () => {
  assert.equal(await answerOf({ matchUnreachable: async () => unreachable() }), "unreachable");
  await assert.rejects(answerOf({}), /failed to fetch/);
});

test("an address without a screen is told by the site", async () => {
  const fetch = async () => response("not found", { status: 404 });
  assert.equal(await answerOf({ fetch, matchUnreachable: async () => unreachable() }), "not found");
});

test("a storage that cannot be read counts as empty", async () => {
  const fetch = async () => response("new", { headers: PAGE });
  assert.equal(await answerOf({ fetch, match: fails, matchUnreachable: fails }), "new");
  await assert.rejects(answerOf({ match: fails, matchUnreachable: fails }), /failed to fetch/);
});

test("a page in the place of a file is no answer", async () => {
  const portal = async () => response("<html>", { headers: { "Content-Type": "text/html; charset=utf-8" } });
  const file = async () => response("export {}", { headers: { "Content-Type": "text/javascript" } });
  assert.equal((await answerFileRequest(request, { fetch: portal, match: none })).type, "error");
  assert.equal(await (await answerFileRequest(request, { fetch: file, match: fails })).text(), "export {}");
  assert.equal(
    await (await answerFileRequest(request, { fetch: fails, match: async () => response("kept") })).text(),
    "kept",
  );
  assert.equal(isOwnFile(response("", { status: 404, headers: { "Content-Type": "text/html" } })), true);
  assert.equal(isOwnFile(response("", {}, true)), false);
});

const ORIGIN = "https://press.example";
/** A cache storage in memory: cache → paths. @param {Record<string, string[]>} contents @returns {any} */
function storageOf(contents) {
  const caches = new Map(
    Object.entries(contents).map(([name, paths]) => [name, new Set(paths.map((path) => ORIGIN + path))]),
  );
  const cacheOf = (/** @type {string} */ name) => ({
    keys: async () => [...(caches.get(name) ?? [])].map((url) => ({ url })),
    match: async (/** @type {{url: string}} */ { url }) => `${name} ${url}`,
    delete: async (/** @type {string} */ url) => caches.get(name)?.delete(url),
  });
  return {
    open: async (/** @type {string} */ name) => cacheOf(name),
    keys: async () => [...caches.keys()],
    delete: async (/** @type {string} */ name) => caches.delete(name),
    match: async (/** @type {string} */ path) => [...caches].find(([, urls]) => urls.has(ORIGIN + path))?.[0],
  };
}

test("a build is deleted when its last page is stored anew, and not before", async () => {
  const start = "/screens";
  const storage = storageOf({
    b1: ["/static/1/a.mjs", "/ar/screens/lobby", start],
    b2: ["/ar/screens/lobby", "/ar/screens/unreachable"],
    new: ["/ar/screens/lobby"],
  });
  await deleteFromEarlierBuilds(storage, ["b1", "b2"], `${ORIGIN}/ar/screens/lobby`, "/");
  assert.deepEqual(await storage.keys(), ["b1", "new"]);
  await deleteFromEarlierBuilds(storage, ["b1"], ORIGIN + start, "/");
  assert.deepEqual(await storage.keys(), ["new"]);
});

test("builds of pages that are not opened any more do not pile up", async () => {
  const storage = storageOf(
    Object.fromEntries(["b1", "b2", "b3", "new"].map((name) => [name, [`/${name}`, "/screens"]])),
  );
  await deleteFromEarlierBuilds(storage, ["b1", "b2", "b3"], `${ORIGIN}/en/`, "/");
  assert.deepEqual(await storage.keys(), ["b2", "b3", "new"]);
});

test("the page for a time without connection is in the language of the address, else in any", async () => {
  const storage = storageOf({ b1: ["/ar/screens/unreachable"], b2: ["/fr/screens/unreachable"] });
  assert.equal(await findUnreachablePage(storage, "/", `${ORIGIN}/fr/screens/lobby`), "b2");
  assert.match(String(await findUnreachablePage(storage, "/", `${ORIGIN}/screens`)), /^b1 /);
  assert.equal(await findUnreachablePage(storageOf({ b1: ["/screens"] }), "/", `${ORIGIN}/screens`), undefined);
});

test("screens, the live page and pages of sessions and rooms are stored, pages of persons are not", () => {
  const stored = ["en/", "ar/screens/lobby", "zh/sessions/debate-1", "fr/rooms/plenary"];
  const others = ["en/sessions/", "en/sessions/debate-1/more", "en/apply", "staff/console", "en/statements/debate-1"];
  assert.deepEqual(
    [...stored, ...others].filter((path) => PAGES.test(path)),
    stored,
  );
});
