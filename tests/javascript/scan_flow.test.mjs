/** The flow of a reading: decision on the device, storage, verdict, the server's answer, failures. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { DoorClock } from "../../accreditation/doors/static/app/device/door_clock.mjs";
import { Presence } from "../../accreditation/doors/static/app/people/presence.mjs";
import { Roster } from "../../accreditation/doors/static/app/people/roster.mjs";
import { OfflineDecider } from "../../accreditation/doors/static/app/scanning/offline_decider.mjs";
import { ScanFlow } from "../../accreditation/doors/static/app/scanning/scan_flow.mjs";
import { shortCode } from "../../accreditation/doors/static/rules/short_code.mjs";
import { FROM, listed, Memory, NOON, person, queueOf, UNTIL, ZONE } from "./door_page.mjs";

/**
 * Return a door with a roster of three people.
 * @param {{answer?: (item: any) => Promise<any>, plan?: object}} [options]
 */
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

test("an offline entry, a second entry and an exit are stored", async () => {
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

test("after a closing a badge that never left enters once", async () => {
  const { scan, presence, at } = await door({ plan: { closings: [new Date(NOON + 1000).toISOString()] } });
  await scan(CODE);
  at.now += 1000;
  assert.deepEqual([(await scan(CODE)).verdict, (await scan(CODE)).verdict], ["admitted", "already_inside"]);
  assert.equal(presence.countInside("venue"), 1);
});

test("queued items apply on top of the server's presences", async () => {
  const { scan, gate, presence } = await door();
  await scan(CODE);
  presence.set("badge-1", {});
  gate.replayQueued("badge-1");
  assert.equal(presence.countInside("venue"), 1);
});

test("an undo restores the presences", async () => {
  const { scan, gate, presence, queue } = await door();
  const passage = await scan(CODE);
  assert.equal(await gate.undo(passage, "mis_scan"), true);
  assert.deepEqual([presence.countInside("venue"), queue.list().map(({ kind }) => kind)], [0, ["scan", "undo"]]);
  assert.equal((await scan(CODE)).verdict, "admitted");
});

test("an undo stays after a restart and new presences", async () => {
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

test("an undo keeps entries of other doors", async () => {
  const { scan, gate, presence } = await door();
  const first = await scan(CODE);
  const elsewhere = { venue: { at: FROM, door: "gate-b", key: "key-of-gate-b" } };
  presence.set("badge-1", elsewhere);
  await gate.undo(first, "mis_scan");
  assert.deepEqual(presence.entriesOf("badge-1"), elsewhere);
});

test("a grant of one entry is used offline until it is undone", async () => {
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

test("a supervisor's override admits into a full zone", async () => {
  const { scan, gate, presence, shown } = await door({ plan: { zones: [{ ...ZONE, capacity: 1 }] } });
  await scan(CODE);
  const stopped = await scan(shortCode("P-0002"));
  assert.equal(stopped.verdict, "zone_full");
  await gate.override(stopped, { key: "key-12345678", reason: "escorted", supervisor: "staff_1", proof: "00" });
  assert.deepEqual([shown.at(-1).verdict, presence.countInside("venue")], ["overridden", 2]);
});

test("a fast answer of the server is the only verdict shown", async () => {
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

/** The server's answer to an entry that the device admits. */
const INSIDE = {
  verdict: "already_inside",
  direction: "entry",
  at: new Date(NOON).toISOString(),
  prior: { at: FROM, door: "gate-b", key: "k" },
  badge_id: "badge-1",
  problem: null,
};

/**
 * Return a door whose server and timers the test decides, and which has read one text.
 * @param {import("node:test").TestContext} context
 * @param {string} text
 */
async function waitingDoor(context, text) {
  /** @type {{run: () => void, ms: number}[]} */
  const timers = [];
  context.mock.method(globalThis, "setTimeout", (/** @type {() => void} */ run, /** @type {number} */ ms) =>
    timers.push({ run, ms }),
  );
  let answer = (/** @type {any} */ _answer) => {};
  const opened = await door({
    answer: (item) =>
      new Promise((resolve) => {
        answer = (one) => resolve({ ...one, key: item.key });
      }),
  });
  opened.gate.addReading(text, { method: "typed", door: "gate-a", direction: "entry" });
  await settle();
  return { ...opened, timers, answer: (/** @type {any} */ one) => settle(answer(one)) };
}

/** Wait until everything that needs no timer is done. @param {void} [_done] */
async function settle(_done) {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("an admission waits a tenth of a second for the server, which may still replace it", async (context) => {
  const { shown, timers, answer } = await waitingDoor(context, CODE);
  assert.deepEqual([shown, timers.map(({ ms }) => ms)], [[], [100]]);
  timers[0].run();
  await settle();
  assert.deepEqual(
    shown.map(({ verdict, late }) => [verdict, late]),
    [["admitted", false]],
  );
  await answer(INSIDE);
  assert.deepEqual([shown.length, shown[1]?.verdict, shown[1]?.late], [2, "already_inside", true]);
  assert.equal(shown[1].prior.door, "gate-b");
});

test("an answer within the wait is the first verdict", async (context) => {
  const { shown, answer } = await waitingDoor(context, CODE);
  await answer(INSIDE);
  assert.deepEqual(
    shown.map(({ verdict, late }) => [verdict, late]),
    [["already_inside", false]],
  );
});

test("a refusal does not wait for the server", async (context) => {
  const { shown, timers } = await waitingDoor(context, "hello");
  assert.deepEqual([shown.map(({ verdict }) => verdict), timers], [["not_a_badge"], []]);
});

test("a refused item keeps the device's verdict", async () => {
  const { scan, queue, noted } = await door({ answer: async (item) => ({ key: item.key, problem: "door.other_way" }) });
  assert.equal((await scan(CODE)).verdict, "admitted");
  await wait(5);
  assert.deepEqual([queue.length, noted], [0, ["door.other_way"]]);
});

test("no failure admits anybody (A25)", async () => {
  const unwritten = await door();
  unwritten.vault.isBroken = true;
  assert.deepEqual(
    [(await unwritten.scan(CODE)).verdict, unwritten.presence.countInside("venue"), unwritten.queue.length],
    ["undecided", 0, 0],
  );
  const throwing = await door();
  Object.assign(throwing.roster.plan ?? {}, { doors: [] });
  assert.equal((await throwing.scan(CODE)).verdict, "undecided");
  const empty = await door();
  empty.roster.version.at = null;
  assert.equal((await empty.scan(CODE)).why, "no_list");
});

test("a collection pass is told from a badge without a list", async () => {
  const { cases } = JSON.parse(readFileSync(new URL("../vectors/tokens.json", import.meta.url), "utf8"));
  const textOf = (/** @type {string} */ name) => cases.find((/** @type {any} */ one) => one.name === name).text;
  const empty = await door();
  empty.roster.plan = null;
  const pass = await empty.scan(textOf("a collection pass"));
  assert.deepEqual([pass.verdict, pass.tone, pass.why], ["not_collected", "stop", "pass"]);
  const badge = await empty.scan(textOf("a token"));
  assert.deepEqual([badge.verdict, badge.why], ["undecided", "no_list"]);
});

test("an outdated roster admits nobody but records exits", async () => {
  const { scan, at } = await door({ plan: { stale_policy: "red" } });
  assert.equal((await scan(CODE)).verdict, "admitted");
  at.now += 301_000;
  const late = await scan(shortCode("P-0002"));
  assert.deepEqual([late.verdict, late.why, late.person.number], ["undecided", "stale", "P-0002"]);
  assert.equal((await scan(CODE, "exit")).verdict, "exit_recorded");
});
