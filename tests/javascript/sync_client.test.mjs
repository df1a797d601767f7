import assert from "node:assert/strict";
import { test } from "node:test";

import { SyncClient } from "../../accreditation/doors/static/app/scanning/sync_client.mjs";
import { Memory, queueOf } from "./door_page.mjs";

/**
 * Return a sync client over a scripted server.
 * @param {import("../../accreditation/doors/static/app/device/queue.mjs").Queue} queue
 * @param {(items: any[]) => any[]} answers
 */
function linkOver(queue, answers) {
  /** @type {any[]} */
  const told = [];
  const server = /** @type {any} */ ({
    ask: async (/** @type {string} */ _path, /** @type {any} */ { body }) => ({ at: "", answers: answers(body.items) }),
  });
  const parts = { server, queue, onAnswer: (/** @type {any} */ one) => told.push(one.key), onChange: () => {} };
  return { link: new SyncClient(/** @type {any} */ (parts)), told };
}

test("the queue is sent in order and in parts, without local data", async () => {
  const queue = await queueOf(new Memory());
  for (let n = 0; n < 250; n += 1)
    await queue.add({ kind: "scan", key: `key-${n}`, decided: {}, local: { badge: null, verdict: "", direction: "" } });
  /** @type {any[][]} */
  const sent = [];
  const { link, told } = linkOver(queue, (items) => {
    sent.push(items);
    return items.map(({ key }) => ({ key, problem: key === "key-3" ? "scan.failed" : null }));
  });
  await link.sendQueue();
  link.stop();
  assert.deepEqual(
    sent.map((items) => items.length),
    [200, 51, 1],
  );
  assert.deepEqual(
    sent
      .flat()
      .slice(0, 5)
      .map(({ key }) => key),
    ["key-0", "key-1", "key-2", "key-3", "key-4"],
  );
  assert.ok(sent.flat().every((item) => !("local" in item)));
  assert.deepEqual([queue.list().map(({ key }) => key), told.length], [["key-3"], 249]);
});

test("an online request sends earlier items first", async () => {
  const queue = await queueOf(new Memory());
  await queue.add({ kind: "scan", key: "before", decided: { verdict: "admitted" } });
  const item = /** @type {const} */ ({ kind: "scan", key: "asked", decided: { verdict: "admitted" } });
  await queue.add({ ...item });
  const { link } = linkOver(queue, (items) =>
    items.map(({ key, decided }) => ({ key, problem: null, verdict: decided ? "admitted" : "revoked" })),
  );
  assert.equal((await link.askOnline(item, 1000)).verdict, "revoked");
  assert.deepEqual(
    queue.list().map(({ key }) => key),
    ["asked"],
  );
  const silent = linkOver(queue, () => []);
  assert.equal(await silent.link.askOnline(item, 1000), null);
  assert.equal(await silent.link.askOnline(item, 10), null);
  assert.equal(queue.length, 1);
});
