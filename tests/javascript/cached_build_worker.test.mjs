// What the service workers of both features share, over a cache storage in memory.
import assert from "node:assert/strict";
import { test } from "node:test";

const location = { href: "https://press.example/site/doors/worker.mjs", origin: "https://press.example" };
Object.defineProperty(globalThis, "self", { value: { location }, configurable: true });
const worker = await import("../../conference/static/js/cached_build_worker.mjs");
const { addFile, deleteOtherCaches, isOwnPage, pathBelow } = worker;

/** @param {ResponseInit} [init] @param {boolean} [redirected] */
function response(init, redirected = false) {
  return Object.defineProperty(new Response("", init), "redirected", { value: redirected });
}

test("pathBelow is null for another origin and another folder", () => {
  assert.equal(pathBelow("https://press.example/site/doors/texts/en.json?x=1", "/site/"), "doors/texts/en.json");
  assert.equal(pathBelow("/site/static/a.css", "/site/"), "static/a.css");
  assert.equal(pathBelow("https://press.example/other/", "/site/"), null);
  assert.equal(pathBelow("https://elsewhere.example/site/", "/site/"), null);
});

test("isOwnPage refuses errors, redirects and pages without the header", () => {
  const headers = { "X-Build": "b1" };
  assert.equal(isOwnPage(response({ headers }), "X-Build"), true);
  assert.equal(isOwnPage(response({ headers }), "X-Build", "b1"), true);
  assert.equal(isOwnPage(response({ headers }), "X-Build", "b2"), false);
  assert.equal(isOwnPage(response(), "X-Build"), false);
  assert.equal(isOwnPage(response({ headers, status: 503 }), "X-Build"), false);
  assert.equal(isOwnPage(response({ headers }, true), "X-Build"), false);
});

test("addFile stores a response, and throws for an error or a redirect", async () => {
  const stored = new Map();
  const cache = /** @type {Cache} */ (
    /** @type {unknown} */ ({
      put: async (/** @type {string} */ path, /** @type {Response} */ got) => stored.set(path, got.status),
    })
  );
  const answers = [response(), response({ status: 404 }), response({}, true)];
  Object.defineProperty(globalThis, "fetch", { value: async () => answers.shift(), configurable: true });
  await addFile(cache, "/one");
  await assert.rejects(addFile(cache, "/two"), /\/two: 404/);
  await assert.rejects(addFile(cache, "/three"));
  assert.deepEqual([...stored], [["/one", 200]]);
});

test("deleteOtherCaches deletes earlier builds and nothing of other sites", async () => {
  const names = new Set(["rostrum-doors / b1", "rostrum-doors / b2", "rostrum-doors / slices", "rostrum-doors /x b1"]);
  const caches = { keys: async () => [...names], delete: async (/** @type {string} */ name) => names.delete(name) };
  Object.defineProperty(globalThis, "caches", { value: caches, configurable: true });
  await deleteOtherCaches("rostrum-doors / ", ["rostrum-doors / b2", "rostrum-doors / slices"]);
  assert.deepEqual([...names], ["rostrum-doors / b2", "rostrum-doors / slices", "rostrum-doors /x b1"]);
  for (const name of ["rostrum-screens-b1", "rostrum-screens-b2", "rostrum-screens-/rehearsal/-b1"]) names.add(name);
  await deleteOtherCaches("rostrum-screens-", ["rostrum-screens-b2"]);
  assert.deepEqual([...names].slice(3), ["rostrum-screens-b2", "rostrum-screens-/rehearsal/-b1"]);
});
