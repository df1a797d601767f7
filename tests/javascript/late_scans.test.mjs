/** Unsent scans of ended enrolments. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { LateScans, lateBatchOf, salvageLateScans } from "../../accreditation/doors/static/app/device/late_scans.mjs";
import { NoAnswerError, RefusedError } from "../../accreditation/doors/static/app/scanning/server.mjs";
import { Memory } from "./door_page.mjs";

const WORDS = /** @type {any} */ ({
  text: (/** @type {string} */ key) => key,
  plural: (/** @type {string} */ key, /** @type {number} */ n) => `${key} ${n}`,
});
const NEVER_RUN = { skew_ms: 0, latest: 0 };

/** An enrolment with unsent scans. @param {number} count */
function left(count, { isStorageLost = false, hoursAgo = 1, device = "dev_1" } = {}) {
  const expires_at = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  const enrolment = { device, token: `token of ${device}`, name: "Phone", doors: ["gate-a"], rights: [], expires_at };
  const items = Array.from(
    { length: count },
    (_, n) => /** @type {any} */ ({ kind: "scan", key: `key-${n}`, local: { badge: "badge-1" } }),
  );
  return lateBatchOf(enrolment, { items, clock: NEVER_RUN, isStorageLost });
}

/**
 * Return late scans over a scripted server.
 * @param {[string, any][]} records
 * @param {(path: string, body: any) => any} answer
 */
async function late(records, answer) {
  const store = new Memory();
  await store.save(records);
  /** @type {any[]} */
  const asked = [];
  const makeServer = () => ({
    token: null,
    async ask(/** @type {string} */ path, /** @type {any} */ { body }) {
      asked.push([path, path === "scans" ? body.items.map((/** @type {any} */ item) => item.key) : body, this.token]);
      return answer(path, body);
    },
  });
  const scans = new LateScans({ onChange: () => {}, makeServer: /** @type {any} */ (makeServer) });
  await scans.load(store);
  return { scans, store, asked };
}

const take = (/** @type {string} */ path, /** @type {any} */ body) =>
  path === "scans"
    ? {
        answers: body.items.map((/** @type {any} */ { key, local }) => ({
          key,
          problem: local ? "local was sent" : null,
        })),
      }
    : {};

test("late scans are sent in order, then the device signs out", async () => {
  const { scans, store, asked } = await late([left(250)], take);
  assert.equal(scans.message(WORDS), "door.late.waiting 250");
  await scans.run();
  const keys = Array.from({ length: 250 }, (_, n) => `key-${n}`);
  assert.deepEqual(asked, [
    ["scans", keys.slice(0, 200), "token of dev_1"],
    ["scans", keys.slice(200), "token of dev_1"],
    ["sign-out", { unsent: 0 }, "token of dev_1"],
  ]);
  assert.deepEqual([store.records.size, scans.length, scans.message(WORDS)], [0, 0, "door.late.sent"]);
});

test("lost storage is reported first and once", async () => {
  let isThere = false;
  const { scans, store, asked } = await late([left(2, { isStorageLost: true })], (path, body) => {
    if (path === "scans" && !isThere) throw new NoAnswerError();
    return take(path, body);
  });
  await scans.sendAll();
  assert.deepEqual(
    asked.map(([path]) => path),
    ["sign-out", "scans"],
  );
  assert.deepEqual(asked[0][1], { unsent: 2, storage_lost: true });
  const again = await late([...store.records], take);
  isThere = true;
  await again.scans.run();
  assert.deepEqual(
    again.asked.map(([path, body]) => [path, body.storage_lost]),
    [
      ["scans", undefined],
      ["sign-out", undefined],
    ],
  );
});

for (const [name, error] of /** @type {const} */ ([
  ["no answer", new NoAnswerError()],
  ["a lock", new RefusedError(403, "device.locked")],
  ["a full server", new RefusedError(429, "requests.throttled")],
])) {
  test(`${name} loses nothing`, async () => {
    const { scans, store } = await late([left(3)], () => {
      throw error;
    });
    await scans.sendAll();
    assert.deepEqual([scans.length, scans.lost, store.records.size], [3, 0, 1]);
  });
}

test("items that the server did not accept are sent again", async () => {
  const { scans, store } = await late([left(3)], (_path, body) => ({
    answers: body.items.map((/** @type {any} */ { key }) => ({ key, problem: key === "key-1" ? "scan.failed" : null })),
  }));
  await scans.sendAll();
  assert.deepEqual(
    store.records.get("late/dev_1").items.map((/** @type {any} */ { key }) => key),
    ["key-1"],
  );
  assert.deepEqual([scans.sent, scans.lost], [2, 0]);
});

test("scans of a refused enrolment are reported as lost", async () => {
  const { scans, store } = await late([left(3), left(1, { device: "dev_2" })], (path, body) => {
    if (path === "scans" && body.items.length === 3) throw new RefusedError(401, "device.unknown");
    return take(path, body);
  });
  await scans.run();
  assert.deepEqual([store.records.size, scans.sent, scans.lost], [0, 1, 3]);
  assert.equal(scans.message(WORDS), "door.late.lost 3");
});

test("late scans are dropped a day after the enrolment's end", async () => {
  const { scans, store, asked } = await late([left(2, { hoursAgo: 25 })], take);
  await scans.run();
  assert.deepEqual([asked, store.records.size, scans.lost], [[], 0, 2]);
});

test("without a store late scans are in memory only", () => {
  const scans = new LateScans({ onChange: () => {} });
  assert.equal(scans.isInMemoryOnly, false);
  scans.add([left(1)]);
  assert.equal(scans.isInMemoryOnly, true);
  scans.store = new Memory();
  assert.equal(scans.isInMemoryOnly, false);
});

test("salvage keeps every readable record of a damaged vault", async () => {
  const store = new Memory();
  const enrolment = { device: "dev_1", token: "t", expires_at: new Date().toISOString() };
  await store.save([
    ["device", enrolment],
    ["queue/000000000002", { key: "second" }],
    ["queue/000000000001", { key: "first" }],
    ["queue/000000000003", null],
    left(1, { device: "dev_0" }),
  ]);
  const read = store.get.bind(store);
  store.get = async (name) => {
    if (name === "queue/000000000003" || name === "clock") throw new Error("cannot be unsealed");
    return read(name);
  };
  const saved = new Map(await salvageLateScans(/** @type {any} */ (store)));
  assert.deepEqual([...saved.keys()], ["late/dev_0", "late/dev_1"]);
  assert.deepEqual(
    saved.get("late/dev_1")?.items.map(({ key }) => key),
    ["first", "second"],
  );
});
