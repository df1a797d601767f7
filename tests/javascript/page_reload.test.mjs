// A page whose build is no longer the server's: it loads itself again, once, spread out, never into nothing (CASES B20).
import assert from "node:assert/strict";
import { test } from "node:test";

import { PageReload } from "../../broadcast/pages/static/page_reload.mjs";
import { World } from "./world.mjs";

const HOUR_MS = 3_600_000;

/** A tab: pages that follow each other in it share its storage. */
class Tab {
  /** @param {{random?: number, storage?: Pick<Map<string, string>, "get" | "set"> | null}} [device] */
  constructor({ random = 0.5, storage = new Map() } = {}) {
    this.world = new World();
    /** @type {string | null} */
    this.served = "b1";
    /** @type {ResponseInit} */
    this.answer = {};
    this.inUse = false;
    /** @type {number[]} */
    this.reloads = [];
    /** @type {[url: string, cache: RequestCache | undefined][]} */
    this.fetched = [];
    this.storage = storage;
    this.environment = {
      ...this.world.environment,
      random: () => random,
      fetch: (/** @type {string} */ url, /** @type {RequestInit} */ options) => this.fetch(url, options),
    };
    this.page = this.makePage("b1");
  }
  load(build = "b1") {
    this.page = this.makePage(build);
  }
  /** @param {string} build */
  makePage(build) {
    const { storage } = this;
    return new PageReload(
      {
        own: build,
        storage: storage && {
          getItem: (name) => storage.get(name) ?? null,
          setItem: (name, value) => storage.set(name, value),
        },
        address: () => "https://board.example/ar/screens/lobby",
        reload: () => this.reloads.push(this.world.time),
        inUse: () => this.inUse,
      },
      this.environment,
    );
  }
  /** @param {string} url @param {RequestInit} options */
  async fetch(url, options) {
    this.fetched.push([url, options.cache]);
    if (this.served === null) throw new TypeError("network");
    const { status = 200, headers = { "X-Rostrum-Page": "lobby" } } = this.answer;
    return new Response(`<meta name="build" content="${this.served}">`, { status, headers });
  }
  /** @param {number} ms */
  pass(ms) {
    return this.world.pass(ms);
  }
}

test("a page of the server's build stays", async () => {
  const tab = new Tab();
  tab.page.setServedBuild("b1");
  await tab.pass(HOUR_MS);
  assert.deepEqual([tab.reloads, tab.fetched], [[], []]);
});

test("a page of another build loads itself again once, at a random moment within a minute", async () => {
  for (const [random, at] of [
    [0, 0],
    [0.25, 15_000],
    [0.999, 59_940],
  ]) {
    const tab = new Tab({ random });
    tab.served = "b2";
    for (let n = 0; n < 5; n += 1) tab.page.setServedBuild("b2");
    await tab.pass(60_000);
    assert.deepEqual(tab.reloads, [at]);
    assert.deepEqual(tab.fetched, [["https://board.example/ar/screens/lobby", "reload"]]);
  }
});

test("it does not load itself into nothing: not while its address fails, leads elsewhere or is not ours", async () => {
  const tab = new Tab({ random: 0 });
  tab.page.setServedBuild("b2");
  tab.served = null;
  await tab.pass(65_000);
  tab.served = "b2";
  for (const answer of [{ status: 502 }, { headers: {} }]) {
    tab.answer = answer;
    await tab.pass(60_000);
  }
  assert.deepEqual(tab.reloads, []);
  tab.answer = {};
  await tab.pass(30_000);
  assert.equal(tab.reloads.length, 1);
});

test("an address that still answers with an old page is asked again, not loaded", async () => {
  const tab = new Tab({ random: 0 });
  tab.page.setServedBuild("b2");
  await tab.pass(60_000);
  assert.equal(tab.fetched.length, 3);
  assert.deepEqual(tab.reloads, []);
  tab.served = "b2";
  await tab.pass(30_000);
  assert.equal(tab.reloads.length, 1);
});

test("two servers of different builds do not send a page to and fro", async () => {
  const tab = new Tab({ random: 0 });
  for (let n = 0; n < 20; n += 1) {
    const [own, other] = n % 2 ? ["b2", "b1"] : ["b1", "b2"];
    tab.load(own);
    tab.served = other;
    tab.page.setServedBuild(other);
    await tab.pass(60_000);
    tab.page.setServedBuild(own);
  }
  assert.ok(tab.reloads.length <= 3, `${tab.reloads.length} reloads`);
});

test("after an hour the same build may be tried again", async () => {
  const tab = new Tab({ random: 0 });
  tab.served = "b2";
  tab.page.setServedBuild("b2");
  await tab.pass(1000);
  tab.load("b1");
  tab.page.setServedBuild("b2");
  await tab.pass(HOUR_MS - 60_000);
  assert.equal(tab.reloads.length, 1);
  await tab.pass(120_000);
  assert.equal(tab.reloads.length, 2);
});

test("a server that has gone back to the page's build calls it off", async () => {
  const tab = new Tab();
  tab.served = "b2";
  tab.page.setServedBuild("b2");
  await tab.pass(10_000);
  tab.page.setServedBuild("b1");
  await tab.pass(HOUR_MS);
  assert.deepEqual([tab.reloads, tab.fetched], [[], []]);
});

test("what is being used is left alone until it no longer is", async () => {
  const tab = new Tab({ random: 0 });
  tab.served = "b2";
  tab.inUse = true;
  tab.page.setServedBuild("b2");
  await tab.pass(300_000);
  assert.deepEqual([tab.reloads, tab.fetched], [[], []]);
  tab.inUse = false;
  await tab.pass(30_000);
  assert.equal(tab.reloads.length, 1);
});

test("a device without a memory does not begin what it might never end", async () => {
  const tab = new Tab({ random: 0, storage: null });
  tab.served = "b2";
  tab.page.setServedBuild("b2");
  await tab.pass(HOUR_MS);
  assert.deepEqual(tab.reloads, []);
});

test("a memory that somebody else has written into is read as empty", async () => {
  for (const rubbish of ["{", "null", "[]", '{"b2":"yes"}', "7"]) {
    const tab = new Tab({ random: 0, storage: new Map([["rostrum.renewed", rubbish]]) });
    tab.served = "b2";
    tab.page.setServedBuild("b2");
    await tab.pass(1000);
    assert.equal(tab.reloads.length, 1, rubbish);
  }
});
