import assert from "node:assert/strict";
import { test } from "node:test";

import { leaveAfterEnd } from "../../broadcast/rehearsal/static/mark.mjs";

/** @param {() => Promise<{status: number}>} answer */
async function isLeft(answer) {
  let reloads = 0;
  await leaveAfterEnd({ ask: /** @type {any} */ (answer), address: "/rehearsal/en/", reload: () => (reloads += 1) });
  return reloads === 1;
}

test("a page is left when its rehearsal has ended or another one runs", async () => {
  assert.equal(await isLeft(async () => ({ status: 410 })), true);
  assert.equal(await isLeft(async () => ({ status: 403 })), true);
});

test("a page stays while its rehearsal runs, and while the server is away", async () => {
  assert.equal(await isLeft(async () => ({ status: 200 })), false);
  assert.equal(await isLeft(async () => ({ status: 503 })), false);
  assert.equal(await isLeft(() => Promise.reject(new TypeError("network"))), false);
});
