// What became of an act, as the server answers it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sendAct } from "../../broadcast/console/static/act_requests.mjs";

/** @param {number} status @param {unknown} body */
const answerWith = (status, body) => {
  globalThis.fetch = async () => new Response(JSON.stringify(body), { status });
};
const send = () => sendAct("/staff/console/undo", new URLSearchParams());

test("an act is done, refused with its reason, or not answered", async () => {
  answerWith(200, { changed: true, offset: 7 });
  assert.deepEqual(await send(), { kind: "done", change: { changed: true, offset: 7 } });
  answerWith(409, { detail: "Another operator acted first." });
  assert.deepEqual(await send(), { kind: "refused", problem: { detail: "Another operator acted first." } });
  globalThis.fetch = async () => {
    throw new TypeError("no network");
  };
  assert.deepEqual(await send(), { kind: "unreachable" });
});

test("a form without a login is shown again on a page of its own", async () => {
  for (const status of [401, 403]) {
    answerWith(status, {});
    assert.deepEqual(await send(), { kind: "signed out" });
  }
});
