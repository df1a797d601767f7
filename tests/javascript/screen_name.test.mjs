// Names of screens: one for each window of a browser, kept over reloads and restarts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { claimScreenName } from "../../broadcast/pages/static/screen_name.mjs";

function storage() {
  const items = new Map();
  return {
    getItem: (/** @type {string} */ name) => items.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void items.set(name, value),
  };
}

/** A browser with windows that hold locks until they are closed. */
class FakeBrowser {
  constructor({ hasLocks = true } = {}) {
    this.hasLocks = hasLocks;
    this.stored = storage();
    this.drawn = 0;
    /** @type {Map<string, object>} lock → window */
    this.held = new Map();
  }

  /** @param {string} path */
  open(path, { search = "", ofWindow = storage() } = {}) {
    const window = { ofWindow, close: () => {} };
    window.close = () => {
      for (const [lock, holder] of this.held) if (holder === window) this.held.delete(lock);
    };
    const locks = {
      request: async (/** @type {string} */ lock, /** @type {object} */ _, /** @type {Function} */ hold) => {
        const isFree = !this.held.has(lock);
        if (isFree) this.held.set(lock, window);
        hold(isFree ? { name: lock } : null);
      },
    };
    const device = {
      search,
      path,
      ofWindow,
      stored: this.stored,
      locks: this.hasLocks ? /** @type {any} */ (locks) : undefined,
      draw: () => {
        this.drawn += 1;
        return this.drawn;
      },
      pause: async () => {},
    };
    return { window, name: claimScreenName(path.includes("rooms") ? "room" : "lobby", device) };
  }
}

const PATHS = ["/en/screens/lobby", "/ar/screens/lobby", "/en/screens/rooms/hall"];

test("three windows of one browser have three names", async () => {
  const browser = new FakeBrowser();
  const names = await Promise.all(PATHS.map((path) => browser.open(path).name));
  assert.equal(new Set(names).size, 3);
  assert.match(names[0], /^lobby-[0-9a-f]{8}$/);
  assert.match(names[2], /^room-[0-9a-f]{8}$/);
});

test("two windows of one page have two names", async () => {
  const browser = new FakeBrowser();
  const first = await browser.open(PATHS[0]).name;
  assert.notEqual(await browser.open(PATHS[0]).name, first);
});

test("a restarted device has the same names again", async () => {
  const browser = new FakeBrowser();
  const before = [];
  for (const path of [...PATHS, PATHS[0]]) before.push(await browser.open(path).name);
  browser.held.clear();
  const after = [];
  for (const path of [...PATHS, PATHS[0]]) after.push(await browser.open(path).name);
  assert.deepEqual(after, before);
});

test("a reloaded window keeps its name, a duplicated one gets another", async () => {
  const browser = new FakeBrowser();
  const { window, name } = browser.open(PATHS[0]);
  const first = await name;
  await browser.open(PATHS[0]).name;
  const duplicate = await browser.open(PATHS[0], { ofWindow: storageWith(first) }).name;
  assert.notEqual(duplicate, first);
  window.close();
  assert.equal(await browser.open(PATHS[0], { ofWindow: window.ofWindow }).name, first);
});

/** @param {string} name */
function storageWith(name) {
  const kept = storage();
  kept.setItem("rostrum.screen", name);
  return kept;
}

test("without locks a name lasts as long as its window", async () => {
  const browser = new FakeBrowser({ hasLocks: false });
  const { window, name } = browser.open(PATHS[0]);
  const first = await name;
  assert.notEqual(await browser.open(PATHS[0]).name, first);
  assert.equal(await browser.open(PATHS[0], { ofWindow: window.ofWindow }).name, first);
});

test("the name in the address is taken, a malformed one is not", async () => {
  const browser = new FakeBrowser();
  assert.equal(await browser.open(PATHS[0], { search: "?screen=lobby-2" }).name, "lobby-2");
  assert.match(await browser.open(PATHS[0], { search: "?screen=a%20b" }).name, /^lobby-[0-9a-f]{8}$/);
});
