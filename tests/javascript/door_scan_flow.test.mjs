/** One reading at a door: decided on the device, written down, shown; the server's word over it; failures let nobody in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { DoorClock } from "../../accreditation/doors/static/app/device/clock.mjs";
import { Presence } from "../../accreditation/doors/static/app/people/presence.mjs";
import { Roster } from "../../accreditation/doors/static/app/people/roster.mjs";
import { OfflineDecider } from "../../accreditation/doors/static/app/scanning/offline_decider.mjs";
import { ScanFlow } from "../../accreditation/doors/static/app/scanning/scan_flow.mjs";
import { SyncClient } from "../../accreditation/doors/static/app/scanning/sync_client.mjs";
import { shortCode } from "../../accreditation/doors/static/rules/short_code.mjs";
import { FROM, listed, Memory, NOON, person, queueOf, UNTIL, ZONE } from "./door_page.mjs";

/** A door with a list of three people. @param {{answer?: (item: any) => Promise<any>, plan?: object}} [options] */
async function door({ answer = undefined, plan = {} } = {}) {
  const vault = new Memory();
  const roster = new Roster(vault);
  await roster.applyUpdate(/** @type {any} */ (listed(plan)));
  const presence = new Presence(vault);
  const queue = await queueOf(vault);
  const at = { now: NOON };
  const clock = new DoorClock({ wall: () => at.now, steady: () => 0 }, null);
  /** @type {any[]} */
  const shown = [];
  const flushed = { times: 0 };
  /** @type {any[]} */
  const noted = [];
  const sync = /** @type {any} */ ({
    isUp: Boolean(answer),
    isFresh: Boolean(answer),
    askOnline: answer,
    sendQueue: () => {
      flushed.times += 1;
    },
    reportAnswer: (/** @type {any} */ one) => noted.push(one.problem),
  });
  const decider = new OfflineDecider(roster, presence, () => queue.list());
  const gate = new ScanFlow({ decider, queue, sync, presence, clock, show: (passage) => shown.push(passage) });
  /** @param {string} text @param {"entry" | "exit" | "either"} [direction] */
  const scan = async (text, direction = "entry") => {
    gate.addReading(text, { method: "typed", door: "gate-a", direction });
    await gate.lastReading;
    return shown.at(-1);
  };
  return { vault, roster, presence, queue, at, shown, flushed, noted, decider, gate, scan };
}

const CODE = shortCode("P-0001");
const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("offline: admitted, then inside since when and where, then out; each is written down before it is shown", async () => {
  const { scan, queue, presence, at, flushed } = await door();
  const first = await scan(CODE);
  assert.deepEqual(
    [first.verdict, first.tone, queue.length, presence.countInside("venue")],
    ["admitted", "admit", 1, 1],
  );
  at.now += 60_000;
  const second = await scan(CODE);
  assert.deepEqual([second.verdict, second.prior.door, second.prior.at], ["already_inside", "gate-a", first.at]);
  assert.equal((await scan(CODE, "exit")).verdict, "exit_recorded");
  assert.deepEqual([presence.countInside("venue"), queue.length, flushed.times], [0, 3, 3]);
  assert.equal((await scan("hello")).verdict, "not_a_badge");
  assert.equal((await scan("P-0001-03")).verdict, "mistyped");
});

test("offline over the closing: whoever was not scanned out is let in, and once", async () => {
  const { scan, presence, at } = await door({ plan: { closings: [new Date(NOON + 1000).toISOString()] } });
  await scan(CODE);
  at.now += 1000;
  assert.deepEqual([(await scan(CODE)).verdict, (await scan(CODE)).verdict], ["admitted", "already_inside"]);
  assert.equal(presence.countInside("venue"), 1);
});

test("what is queued comes on top of what the server tells, over a restart too", async () => {
  const { scan, gate, presence } = await door();
  await scan(CODE);
  presence.set("badge-1", {});
  gate.replayQueued("badge-1");
  assert.equal(presence.countInside("venue"), 1);
});

test("undone is where they were before", async () => {
  const { scan, gate, presence, queue } = await door();
  const passage = await scan(CODE);
  assert.equal(await gate.undo(passage, "mis_scan"), true);
  assert.deepEqual([presence.countInside("venue"), queue.list().map(({ kind }) => kind)], [0, ["scan", "undo"]]);
  assert.equal((await scan(CODE)).verdict, "admitted");
});

test("what was undone is undone after a restart too, and what the server tells meanwhile changes nothing", async () => {
  const { scan, gate, presence, queue } = await door();
  await gate.undo(await scan(CODE), "mis_scan");
  const entered = { venue: { at: FROM, door: "gate-a", key: queue.list()[0].key } };
  for (const inside of /** @type {import("../../accreditation/doors/static/app/people/presence.mjs").EntriesByZone[]} */ ([
    {},
    entered,
  ])) {
    presence.set("badge-1", inside);
    gate.replayQueued("badge-1");
    assert.equal(presence.countInside("venue"), 0);
  }
  await scan(CODE);
  await gate.undo(await scan(CODE, "exit"), "mis_scan");
  assert.equal(presence.countInside("venue"), 1);
});

test("undoing changes nothing that somebody else has changed since", async () => {
  const { scan, gate, presence } = await door();
  const first = await scan(CODE);
  const elsewhere = { venue: { at: FROM, door: "gate-b", key: "key-of-gate-b" } };
  presence.set("badge-1", elsewhere);
  await gate.undo(first, "mis_scan");
  assert.deepEqual(presence.entriesOf("badge-1"), elsewhere);
});

test("a grant of one entry is used up offline too, until the entry is undone", async () => {
  const { scan, gate, roster } = await door();
  const grant = { id: "grant_1", zones: ["venue"], valid_from: FROM, valid_until: UNTIL, entries: 1, used: 0 };
  const changed = {
    revision: 2,
    at: new Date(NOON).toISOString(),
    whole: false,
    gone: [],
    plan: null,
    keys: null,
    plan_digest: "p",
  };
  await roster.applyUpdate(/** @type {any} */ ({ ...changed, people: [{ ...person(1), zones: [], grants: [grant] }] }));
  const passage = await scan(CODE);
  assert.equal(passage.verdict, "admitted");
  await scan(CODE, "exit");
  assert.equal((await scan(CODE)).verdict, "grant_used");
  await gate.undo(passage, "mis_scan");
  assert.equal((await scan(CODE)).verdict, "admitted");
});

test("a full zone is full, and a supervisor's word lets in", async () => {
  const { scan, gate, presence, shown } = await door({ plan: { zones: [{ ...ZONE, capacity: 1 }] } });
  await scan(CODE);
  const stopped = await scan(shortCode("P-0002"));
  assert.equal(stopped.verdict, "zone_full");
  await gate.override(stopped, { key: "key-12345678", reason: "escorted", supervisor: "staff_1", proof: "00" });
  assert.deepEqual([shown.at(-1).verdict, presence.countInside("venue")], ["overridden", 2]);
});

test("an admission waits a moment for the server, whose word is then the only one shown", async () => {
  const no = {
    verdict: "revoked",
    direction: "entry",
    at: new Date(NOON).toISOString(),
    prior: null,
    badge_id: "badge-1",
    problem: null,
  };
  const { scan, shown, presence, queue } = await door({ answer: async (item) => ({ ...no, key: item.key }) });
  assert.equal((await scan(CODE)).verdict, "revoked");
  await wait(5);
  assert.deepEqual([shown.length, presence.countInside("venue"), queue.length], [1, 0, 0]);
});

test("the server's late word goes loudly over another", async () => {
  const no = {
    verdict: "already_inside",
    direction: "entry",
    at: new Date(NOON).toISOString(),
    prior: { at: FROM, door: "gate-b", key: "k" },
    badge_id: "badge-1",
    problem: null,
  };
  const { scan, shown } = await door({
    answer: async (item) => {
      await wait(160);
      return { ...no, key: item.key };
    },
  });
  const began = performance.now();
  assert.equal((await scan(CODE)).verdict, "admitted");
  assert.ok(performance.now() - began < 150);
  await wait(120);
  assert.deepEqual(
    [shown.length, shown[1].verdict, shown[1].late, shown[1].prior.door],
    [2, "already_inside", true, "gate-b"],
  );
});

test("an item that the server refuses stays as it was decided here", async () => {
  const { scan, queue, noted } = await door({ answer: async (item) => ({ key: item.key, problem: "door.other_way" }) });
  assert.equal((await scan(CODE)).verdict, "admitted");
  await wait(5);
  assert.deepEqual([queue.length, noted], [0, ["door.other_way"]]);
});

test("whatever breaks lets nobody in (A25)", async () => {
  const unwritten = await door();
  unwritten.vault.isBroken = true;
  assert.deepEqual(
    [(await unwritten.scan(CODE)).verdict, unwritten.presence.countInside("venue"), unwritten.queue.length],
    ["undecided", 0, 0],
  );
  const throwing = await door();
  throwing.roster.plan.doors = [];
  assert.equal((await throwing.scan(CODE)).verdict, "undecided");
  const empty = await door();
  empty.roster.version.at = null;
  assert.equal((await empty.scan(CODE)).why, "no_list");
});

test("on a list that is too old by policy nobody enters, and people still leave", async () => {
  const { scan, at } = await door({ plan: { stale_policy: "red" } });
  assert.equal((await scan(CODE)).verdict, "admitted");
  at.now += 301_000;
  const late = await scan(shortCode("P-0002"));
  assert.deepEqual([late.verdict, late.why, late.person.number], ["undecided", "stale", "P-0002"]);
  assert.equal((await scan(CODE, "exit")).verdict, "exit_recorded");
});

/** A link over a server that answers as told. @param {import("../../accreditation/doors/static/app/device/queue.mjs").Queue} queue @param {(items: any[]) => any[]} answers */
function linkOver(queue, answers) {
  /** @type {any[]} */
  const told = [];
  const server = /** @type {any} */ ({
    ask: async (/** @type {string} */ _path, /** @type {any} */ { body }) => ({ at: "", answers: answers(body.items) }),
  });
  const parts = { server, queue, onAnswer: (/** @type {any} */ one) => told.push(one.key), onChange: () => {} };
  return { link: new SyncClient(/** @type {any} */ (parts)), told };
}

test("the queue is sent in order, in portions, without what is the device's own; what the server could not take stays", async () => {
  const { queue } = await door();
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

test("who is asked for is told with those before them; without an answer in time they stay to be told", async () => {
  const { queue } = await door();
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

test("a list's change takes people away and adds them, and is read again after a restart", async () => {
  const { roster, vault } = await door();
  const change = {
    revision: 2,
    at: new Date(NOON).toISOString(),
    whole: false,
    people: [{ ...person(2), standing: "revoked" }, person(4)],
    gone: ["app_3"],
    plan: null,
    keys: null,
    plan_digest: "p",
  };
  await roster.applyUpdate(change);
  const again = new Roster(vault);
  await again.load();
  for (const one of [roster, again]) {
    assert.deepEqual([...one.byNumber.keys()].sort(), ["P-0001", "P-0002", "P-0004"]);
    assert.equal(one.byBadge.get("badge-2")?.standing, "revoked");
    assert.deepEqual([one.version.revision, one.plan.audience], [2, "abcd"]);
  }
});

test("a list that could not be written is never known by its revision alone", async () => {
  const { roster, vault } = await door();
  const change = {
    revision: 2,
    at: new Date(NOON).toISOString(),
    whole: false,
    people: [{ ...person(2), standing: "revoked" }],
    gone: [],
    plan: null,
    keys: null,
    plan_digest: "p",
  };
  vault.isBroken = true;
  await assert.rejects(roster.applyUpdate(/** @type {any} */ (change)));
  assert.equal(roster.byBadge.get("badge-2")?.standing, "revoked");
  vault.isBroken = false;
  const before = new Roster(vault);
  await before.load();
  assert.deepEqual([before.version.revision, before.byBadge.get("badge-2")?.standing], [1, "issued"]);
  await roster.save();
  const again = new Roster(vault);
  await again.load();
  assert.deepEqual([again.version.revision, again.byBadge.get("badge-2")?.standing], [2, "revoked"]);
});

test("presence that could not be written is written with the next", async () => {
  const { vault, scan, presence } = await door();
  await scan(CODE);
  vault.isBroken = true;
  await assert.rejects(presence.save());
  vault.isBroken = false;
  await presence.save();
  const again = new Presence(vault);
  await again.load();
  assert.equal(again.countInside("venue"), 1);
});
