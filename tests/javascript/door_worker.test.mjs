// The service worker of the door app: which answers for font slices it stores.
import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {Map<string, (event: any) => void>} */
const listeners = new Map();
/** @type {Map<string, Response>} */
const stored = new Map();
const cache = {
  put: async (/** @type {Request} */ { url }, /** @type {Response} */ response) => stored.set(url, response),
};
/** @type {(Response | Error)[]} */
const answers = [];
const location = { href: "https://press.example/site/doors/worker.mjs", origin: "https://press.example" };
const globals = {
  self: {
    location,
    KEPT: { build: "b1", files: [], pages: [], name: "rostrum-doors /site/" },
    addEventListener: (/** @type {string} */ type, /** @type {(event: any) => void} */ listen) =>
      listeners.set(type, listen),
  },
  caches: {
    open: async () => cache,
    match: async (/** @type {Request} */ { url }) => stored.get(url)?.clone(),
  },
  fetch: async () => {
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw new TypeError("no network");
  },
};
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true });
await import(new URL("../../accreditation/doors/static/app/worker.mjs", import.meta.url).href);

/** @param {string} path @returns {Promise<Response>} */
async function ask(path) {
  return new Promise((resolve, reject) => {
    const request = new Request(`https://press.example/site/${path}`);
    listeners.get("fetch")?.({
      request,
      respondWith: (/** @type {Promise<Response>} */ got) => got.then(resolve, reject),
    });
  });
}

test("a slice that the server is still cutting is not stored", async () => {
  answers.push(new Response("", { status: 503 }), new Response("wOFF"));
  assert.equal((await ask("fonts/cjk-ac00.woff")).status, 503);
  assert.equal(stored.size, 0);
  assert.equal(await (await ask("fonts/cjk-ac00.woff")).text(), "wOFF");
  assert.equal(await (await ask("fonts/cjk-ac00.woff")).text(), "wOFF", "stored for the time without a network");
  await assert.rejects(ask("fonts/cjk-ad00.woff"), TypeError);
});
