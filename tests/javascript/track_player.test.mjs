/** An element that waits for data is said to fail after a while, until it plays again or is stopped. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { TrackPlayer } from "../../broadcast/media/static/track_player.mjs";

const real = { setTimeout, clearTimeout };
/** @type {Map<number, () => void>} */
const waits = new Map();
let lastWait = 0;
Object.assign(globalThis, {
  setTimeout: (/** @type {() => void} */ run) => {
    lastWait += 1;
    waits.set(lastWait, run);
    return lastWait;
  },
  clearTimeout: (/** @type {number} */ number) => waits.delete(number),
});
after(() => void Object.assign(globalThis, real));

class SilentElement extends EventTarget {
  textTracks = new EventTarget();
  pause() {}
  removeAttribute() {}
  load() {}
  async play() {}
}

class FakeHls {
  static Events = new Proxy({}, { get: (_events, name) => name });
  /** @type {FakeHls[]} */
  static opened = [];
  /** @type {never[]} */
  audioTracks = [];
  isDestroyed = false;
  /** @type {Map<string, (event: string, data: any) => void>} */
  listeners = new Map();
  constructor() {
    FakeHls.opened.push(this);
  }
  on(/** @type {string} */ name, /** @type {(event: string, data: any) => void} */ listener) {
    this.listeners.set(name, listener);
  }
  attachMedia() {}
  loadSource() {}
  destroy() {
    this.isDestroyed = true;
  }
}

/** A player, the states that it was said to have, and the events and time of its element. */
function makePlayer(/** @type {any} */ Hls = null) {
  waits.clear();
  /** @type {boolean[]} */
  const states = [];
  const element = /** @type {any} */ (new SilentElement());
  const player = new TrackPlayer(element, Hls, (isFailing) => states.push(isFailing));
  return {
    player,
    states,
    fire: (/** @type {string} */ name) => element.dispatchEvent(new Event(name)),
    letTimePass: () => {
      const due = [...waits.values()];
      waits.clear();
      for (const run of due) run();
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

test("a stream is opened again when one of its segments is loaded over and over", () => {
  const { player, states, letTimePass } = makePlayer(FakeHls);
  player.play("https://tracks.example/fr.m3u8", "fr");
  const frag = { type: "main", sn: 7, url: "https://tracks.example/fr/7" };
  for (let n = 0; n < 7; n++) FakeHls.opened[0]?.listeners.get("FRAG_LOADED")?.("", { frag });
  assert.equal(FakeHls.opened[0]?.isDestroyed, false);
  letTimePass();
  assert.equal(FakeHls.opened[0]?.isDestroyed, true);
  assert.equal(states.at(-1), true);
  letTimePass();
  assert.equal(FakeHls.opened.length, 2);
  assert.equal(player.address, "https://tracks.example/fr.m3u8");
});
