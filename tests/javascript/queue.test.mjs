import assert from "node:assert/strict";
import { test } from "node:test";

import { MAX_AT_ONCE } from "../../accreditation/doors/static/app/device/queue.mjs";
import { Memory, queueOf } from "./door_page.mjs";

test("the queue keeps unanswered items in order over a restart", async () => {
  const store = new Memory();
  const queue = await queueOf(store);
  for (let n = 0; n < 250; n += 1) await queue.add({ kind: "scan", key: `key-${n}` });
  assert.equal(queue.listOldest().length, MAX_AT_ONCE);
  assert.deepEqual(
    queue.listOldest("key-2").map(({ key }) => key),
    ["key-0", "key-1"],
  );
  await queue.removeAnswered(["key-0", "key-5", "unknown"]);
  await queue.removeAnswered(["key-0"]);
  const again = await queueOf(store);
  assert.equal(again.length, 248);
  await again.add({ kind: "undo", key: "last" });
  const keys = again.list().map(({ key }) => key);
  assert.deepEqual([keys[0], keys[4], keys.at(-1)], ["key-1", "key-6", "last"]);
});
