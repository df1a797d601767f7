/** An element that waits for data is said to fail after a while, until it plays again or is stopped. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TrackPlayer } from "../../broadcast/media/static/track_player.mjs";

const real = { setTimeout, clearTimeout };
/** @type {Map<number, () => void>} */
const waits = new Map();
Object.assign(globalThis, {
  setTimeout: (/** @type {() => void} */ run) => waits.set(waits.size + 1, run).size,
  clearTimeout: (/** @type {number} */ number) => waits.delete(number),
});
after(() => void Object.assign(globalThis, real));

class SilentElement extends EventTarget {
  textTracks = new EventTarget();
  pause() {}
  removeAttribute() {}
  load() {}
}

/** A player, the states that it was said to have, and the events and time of its element. */
function makePlayer() {
  waits.clear();
  /** @type {boolean[]} */
  const states = [];
  const element = /** @type {any} */ (new SilentElement());
  const player = new TrackPlayer(element, null, (isFailing) => states.push(isFailing));
  return {
    player,
    states,
    fire: (/** @type {string} */ name) => element.dispatchEvent(new Event(name)),
    letTimePass: () => {
      for (const run of waits.values()) run();
    },
  };
}

test("a long wait is said, and taken back when the element plays", () => {
  const { states, fire, letTimePass } = makePlayer();
  fire("waiting");
  assert.deepEqual(states, []);
  letTimePass();
  assert.deepEqual(states, [true]);
  fire("playing");
  assert.deepEqual(states, [true, false]);
});

test("a short wait is not said", () => {
  const { states, fire, letTimePass } = makePlayer();
  fire("waiting");
  fire("playing");
  letTimePass();
  assert.deepEqual(states, [false]);
});

test("a player that is stopped while it waits says nothing", () => {
  const { player, states, fire, letTimePass } = makePlayer();
  fire("waiting");
  player.stop();
  letTimePass();
  assert.deepEqual(states, []);
});
