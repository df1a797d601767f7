// What a paired screen answers on its connection, and when it goes to another page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { goToPage, pageOf, withoutName } from "../../broadcast/pages/static/identity/assigned_page.mjs";
import { COMMANDS, CONTEXT, PAIRED_AS, ScreenAgent } from "../../broadcast/pages/static/identity/screen_agent.mjs";

const ORIGIN = "https://press.example";
const PAGE = `${ORIGIN}/ar/screens/lobby?screen=lobby-1`;

function storage(items = {}) {
  const kept = new Map(Object.entries(items));
  return {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
  };
}

/** A device that is paired as `name`, on the page `href`. */
function device({ name = "lobby-1", href = PAGE, hasKey = true, stored = {}, isServed = true } = {}) {
  const identity = { keys: {}, publicKey: "k", name, address: "/ar/screens/lobby" };
  const made = {
    identity: hasKey ? identity : null,
    gone: /** @type {string[]} */ ([]),
    starts: /** @type {(string | null)[]} */ ([]),
    load: async () => made.identity,
    save: async (/** @type {any} */ saved) => {
      made.identity = saved;
    },
    sign: async (/** @type {any} */ _, /** @type {string} */ text) => `signed ${text}`,
    origin: ORIGIN,
    site: "/",
    place: { href, replace: (/** @type {string} */ url) => void made.gone.push(url) },
    marks: storage(),
    stored: storage(stored),
    fetch: async () => ({ ok: isServed, redirected: false, headers: new Map([["X-Rostrum-Page", "lobby"]]) }),
    keepStart: (/** @type {string | null} */ target) => void made.starts.push(target),
  };
  return made;
}

/** @param {any} made @param {any} message @param {string} [screen] */
async function take(made, message, screen = "lobby-1.ar") {
  /** @type {any[]} */
  const answers = [];
  await new ScreenAgent(() => {}, made).take(message, screen, (answer) => answers.push(answer));
  return answers;
}

test("a screen signs the origin, its name and the nonce", async () => {
  const [proof] = await take(device(), { type: "challenge", nonce: "n" });
  const text = [CONTEXT, ORIGIN, "lobby-1", "n"].join("\n");
  assert.deepEqual(proof, { type: "proof", screen: "lobby-1.ar", signature: `signed ${text}` });
});

test("a browser without the key shows its page, one that lost it goes to be paired", async () => {
  const stranger = device({ hasKey: false });
  assert.deepEqual(await take(stranger, { type: "challenge", nonce: "n" }), []);
  assert.deepEqual(stranger.gone, []);
  const other = device({ name: "hall-2" });
  assert.deepEqual(await take(other, { type: "challenge", nonce: "n" }), []);
  const wiped = device({ hasKey: false, stored: { [PAIRED_AS]: "lobby-1" } });
  await take(wiped, { type: "challenge", nonce: "n" });
  assert.deepEqual(wiped.gone, [`${ORIGIN}/screens`]);
});

test("a device without space follows its assignment", async () => {
  const made = device();
  made.save = () => Promise.reject(new Error("QuotaExceededError"));
  await take(made, { type: "assignment", screen: "lobby-1", address: "/fr/screens/lobby" });
  const target = `${ORIGIN}/fr/screens/lobby?screen=lobby-1`;
  assert.deepEqual([made.gone, made.starts], [[target], [target]]);
});

test("a screen goes to its assignment once, and stays when that is this page or does not answer", async () => {
  const assignment = { type: "assignment", screen: "lobby-1", address: "/screens/lobby?languages=vi,ar" };
  const target = `${ORIGIN}/screens/lobby?languages=vi,ar&screen=lobby-1`;
  const made = device();
  await take(made, assignment);
  await take(made, assignment);
  assert.deepEqual([made.gone, made.starts], [[target], [target, target]]);
  assert.equal(made.identity?.address, assignment.address);
  const there = device({ href: target });
  await take(there, assignment);
  const dead = device({ isServed: false });
  await take(dead, assignment);
  const foreign = device({ name: "hall-2" });
  await take(foreign, assignment);
  assert.deepEqual([there.gone, dead.gone, foreign.gone, foreign.starts], [[], [], [], []]);
});

test("a screen knows the room where it hangs, also before the server has told it again", async () => {
  const made = /** @type {any} */ (device({ stored: { [PAIRED_AS]: "lobby-1" } }));
  const agent = new ScreenAgent(() => {}, made);
  const assignment = { type: "assignment", screen: "lobby-1", address: "/ar/screens/lobby", room: "hall" };
  await agent.take(assignment, "lobby-1", () => {});
  assert.equal(agent.room, "hall");
  for (const [name, room] of [
    ["lobby-1", "hall"],
    ["lobby-2", ""],
  ]) {
    const restarted = new ScreenAgent(() => {}, made);
    await restarted.recallRoom(name);
    assert.equal(restarted.room, room);
  }
});

test("a device that is this screen no more goes to be paired again", async () => {
  const made = device();
  await take(made, { type: "assignment", screen: "lobby-1", address: null });
  assert.deepEqual([made.gone, made.starts, made.identity?.name], [[`${ORIGIN}/screens`], [null], null]);
});

test("commands have an outcome, unknown and failed ones too", async () => {
  COMMANDS.set("test", async ({ seconds }) => `shown ${seconds}`);
  COMMANDS.set("broken", () => {
    throw new Error("broken");
  });
  const outcomes = [];
  for (const kind of ["test", "broken", "other"]) {
    const [result] = await take(device(), { type: "command", id: "c1", kind, parameters: { seconds: 5 } });
    outcomes.push([result.type, result.screen, result.id, result.outcome]);
  }
  assert.deepEqual(
    outcomes,
    ["shown 5", "failed", "unknown"].map((outcome) => ["result", "lobby-1.ar", "c1", outcome]),
  );
});

test("addresses are compared without the name of the screen", async () => {
  assert.equal(
    pageOf("/site/", "/ar/screens/lobby", "lobby-1", PAGE),
    `${ORIGIN}/site/ar/screens/lobby?screen=lobby-1`,
  );
  assert.equal(withoutName(`${ORIGIN}/x?screen=a&y=1#z`), `${ORIGIN}/x?y=1`);
  assert.equal(await goToPage(PAGE, { href: `${PAGE}#x`, replace: assert.fail }, null, assert.fail), false);
  const forgetful = { getItem: () => null, setItem: () => {} };
  const { fetch } = device();
  const away = { href: `${ORIGIN}/x`, replace: assert.fail };
  assert.equal(await goToPage(PAGE, away, forgetful, /** @type {any} */ (fetch)), false);
});
