// The board as a screen holds it: whatever order messages come in, nothing newer is overwritten (B3, B4).
import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyBoard, readBoard, receive, stateOf, statesOf, writeBoard } from "../../broadcast/feed/static/board.mjs";

/**
 * @typedef {import("../../broadcast/feed/static/board.mjs").Board} Board
 * @typedef {Record<string, {offset: number, state: unknown}>} Keys
 */

/** @param {number} offset @param {Keys} keys */
const snapshot = (offset, keys, more = {}) => ({
  type: "snapshot",
  version: 1,
  language: "ar",
  epoch: "e1",
  offset,
  recovered: false,
  at: "2025-10-25T02:00:00Z",
  tick_s: 5,
  keys,
  ...more,
});
/** @param {number} offset @param {string} key @param {unknown} state */
const update = (offset, key, state, epoch = "e1") => ({ type: "update", epoch, offset, key, state });
/** @param {number} offset */
const tick = (offset, epoch = "e1") => ({ type: "tick", at: "2025-10-25T02:00:05Z", epoch, offset });
/** @param {object[]} messages @param {Board} [board] @returns {Board} */
const after = (messages, board = emptyBoard("ar")) => {
  let held = board;
  for (const message of messages) held = receive(held, message).board;
  return held;
};
/** @param {Board} board */
const shown = (board) =>
  Object.fromEntries(
    [...board.entries].filter(([, entry]) => entry.state !== null).map(([key, entry]) => [key, entry.state]),
  );

test("a snapshot fills an empty board and an update moves one key", () => {
  const board = after([
    snapshot(2, { a: { offset: 1, state: "one" }, b: { offset: 2, state: "two" } }),
    update(3, "a", "three"),
  ]);
  assert.deepEqual(shown(board), { a: "three", b: "two" });
  assert.equal(board.offset, 3);
});

test("a late snapshot never overwrites a newer state", () => {
  const early = snapshot(2, { a: { offset: 1, state: "old" }, b: { offset: 2, state: "two" } });
  const board = after([early, update(3, "a", "new"), early]);
  assert.deepEqual(shown(board), { a: "new", b: "two" });
  assert.equal(board.offset, 3);
});

test("a late snapshot does not bring back what was removed", () => {
  const early = snapshot(2, { a: { offset: 1, state: "x" } });
  assert.deepEqual(shown(after([early, update(3, "a", null), early])), {});
  assert.deepEqual(shown(after([early, snapshot(4, {}), early, update(1, "a", "x")])), {});
});

test("a full snapshot removes what it does not name, but not what is newer than it", () => {
  const { board, changed } = receive(
    after([snapshot(1, { a: { offset: 1, state: "x" } }), update(5, "b", "y")]),
    snapshot(4, {}),
  );
  assert.deepEqual(shown(board), { b: "y" });
  assert.deepEqual(changed, ["a"]);
});

test("a recovered snapshot adds the missing keys and removes nothing", () => {
  const board = after([
    snapshot(1, { a: { offset: 1, state: "x" } }),
    snapshot(3, { b: { offset: 3, state: "y" } }, { recovered: true }),
  ]);
  assert.deepEqual(shown(board), { a: "x", b: "y" });
});

test("another epoch replaces everything, even with smaller offsets", () => {
  const { board, changed } = receive(
    after([snapshot(90, { a: { offset: 90, state: "x" } })]),
    snapshot(2, { b: { offset: 1, state: "y" } }, { epoch: "e2" }),
  );
  assert.deepEqual(shown(board), { b: "y" });
  assert.deepEqual(changed.sort(), ["a", "b"]);
  assert.equal(board.offset, 2);
});

for (const [what, message] of [
  ["an update of another epoch", update(9, "a", "z", "e2")],
  ["a tick of another epoch", tick(9, "e2")],
  ["a recovered snapshot of another epoch", snapshot(9, {}, { epoch: "e2", recovered: true })],
  ["a snapshot without a revision", snapshot(0, {}, { offset: undefined })],
  ["an update without a key", { type: "update", epoch: "e1", offset: 9 }],
]) {
  test(`${what} is not believed: the board is shown on, its revision forgotten`, () => {
    const held = after([snapshot(1, { a: { offset: 1, state: "x" } })]);
    const { board, changed, behind } = receive(held, message);
    assert.deepEqual([shown(board), board.epoch, changed, behind], [{ a: "x" }, null, [], true]);
  });
}

test("an unknown message is left alone", () => {
  const held = after([snapshot(1, {})]);
  for (const message of [{ type: "presence" }, null, 7, "tick"]) {
    assert.deepEqual(receive(held, message), { board: held, changed: [], behind: false });
  }
});

test("a tick from ahead says that something was missed, the revision stays", () => {
  const { board, behind } = receive(after([snapshot(1, {})]), tick(4));
  assert.deepEqual([board.offset, board.epoch, behind], [1, "e1", true]);
  assert.equal(receive(after([snapshot(4, {})]), tick(4)).behind, false);
});

test("three ticks in a row from behind: the board is shown on until another replaces it", () => {
  let held = after([snapshot(90, { a: { offset: 90, state: "x" } }), tick(50), tick(50)]);
  assert.equal(held.epoch, "e1");
  assert.equal(after([tick(90), tick(50), tick(50)], held).epoch, "e1");
  held = after([tick(50)], held);
  assert.deepEqual([held.epoch, shown(held)], [null, { a: "x" }]);
  assert.deepEqual(shown(after([snapshot(50, { a: { offset: 7, state: "restored" } })], held)), { a: "restored" });
});

test("keys are found by their prefix, removed ones are not", () => {
  const board = after([
    snapshot(3, {
      "session/a": { offset: 1, state: { id: "a" } },
      "session/b": { offset: 2, state: { id: "b" } },
      tally: { offset: 3, state: {} },
    }),
    update(4, "session/b", null),
  ]);
  assert.deepEqual(statesOf(board, "session/"), [{ id: "a" }]);
  assert.equal(stateOf(board, "session/b"), null);
  assert.equal(stateOf(board, "__proto__"), null);
});

test("marks of removal do not pile up", () => {
  let board = after([snapshot(0, {})]);
  for (let offset = 1; offset <= 4000; offset += 2) {
    board = after(
      [update(offset, `announcement/${offset}`, {}), update(offset + 1, `announcement/${offset}`, null)],
      board,
    );
  }
  assert.ok(board.entries.size <= 256);
});

test("a board survives being written and read, but not in another language or version", () => {
  const board = after([snapshot(2, { a: { offset: 2, state: { title: "افتتاح" } } }), update(3, "b", null)]);
  assert.deepEqual(readBoard(writeBoard(board), "ar"), board);
  assert.equal(readBoard(writeBoard(board), "fr"), null);
  for (const text of [null, "", "{", "[]", "7", writeBoard(board).replace('"version":1', '"version":2')]) {
    assert.equal(readBoard(text, "ar"), null);
  }
});

/** A small repeatable generator (mulberry32), so that a failure can be run again by its seed. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A server's life: commits, and after each what a snapshot would say. @param {() => number} random */
function life(random) {
  const keys = new Map();
  /** @type {object[]} */
  const messages = [snapshot(0, {})];
  const commits = 1 + Math.floor(random() * 30);
  for (let offset = 1; offset <= commits; offset += 1) {
    const key = `k${Math.floor(random() * 5)}`;
    const state = random() < 0.25 ? null : { value: offset };
    if (state === null) keys.delete(key);
    else keys.set(key, { offset, state });
    messages.push(update(offset, key, state));
    if (random() < 0.3) messages.push(snapshot(offset, Object.fromEntries(keys)));
  }
  const truth = Object.fromEntries([...keys].map(([key, entry]) => [key, entry.state]));
  return { messages, truth };
}

/** @template T @param {T[]} list @param {() => number} random */
function shuffled(list, random) {
  const result = [...list];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other], result[index]];
  }
  return result;
}

test("any order of delivery, with repetitions, ends in the server's state", () => {
  for (let seed = 1; seed <= 3000; seed += 1) {
    const random = generator(seed);
    const { messages, truth } = life(random);
    const [first, ...rest] = messages;
    const again = rest.filter(() => random() < 0.3);
    const board = after([first, ...shuffled([...rest, ...again], random)]);
    assert.deepEqual(shown(board), truth, `seed ${seed}`);
  }
});

test("no key ever goes back to an older offset on the way", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = generator(seed);
    const { messages } = life(random);
    let board = after([messages[0]]);
    const newest = new Map();
    for (const message of shuffled(messages.slice(1), random)) {
      board = receive(board, message).board;
      for (const [key, { offset }] of board.entries) {
        assert.ok(offset >= (newest.get(key) ?? 0), `seed ${seed}: ${key} went back`);
        newest.set(key, offset);
      }
    }
  }
});
