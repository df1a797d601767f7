// A scripted network on virtual time, for the tests of the feed's client.
import assert from "node:assert/strict";

import { Feed } from "../../broadcast/feed/static/feed.mjs";

/** The last of several, which must be there. @template T @param {T[]} list @returns {T} */
export function last(list) {
  const found = list.at(-1);
  assert.ok(found !== undefined);
  return found;
}

export const START = Date.parse("2025-10-25T02:00:00Z");

/**
 * @typedef {import("../../broadcast/feed/static/feed.mjs").FeedState} FeedState
 * @typedef {Record<string, {offset: number, state: unknown}>} Keys the entries of a snapshot
 * @typedef {{status?: number, body?: unknown, headers?: Record<string, string>} & Record<string, unknown>} Answer
 *   a snapshot, or the parts of a response
 */

/** A WebSocket that records what the page sends. */
class ScriptedSocket {
  /** @param {World} world @param {string} url */
  constructor(world, url) {
    this.world = world;
    this.url = new URL(url);
    this.readyState = 0;
    /** @type {unknown[]} */
    this.sent = [];
    this.closed = false;
    this.onclose = () => {};
    this.onerror = () => {};
    /** @type {(event: {data: string}) => void} */
    this.onmessage = () => {};
    world.sockets.push(this);
    if (world.refuse.websocket) world.later(1, () => this.onclose());
    else this.readyState = 1;
  }
  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
    this.readyState = 3;
    this.world.later(1, () => this.onclose());
  }
}

/** An EventSource whose events the test sends by calling its handlers. */
class ScriptedEventSource {
  /** @param {World} world @param {string} url */
  constructor(world, url) {
    this.url = new URL(url);
    /** @type {Record<string, (event: {data: string}) => void>} */
    this.handlers = {};
    this.closed = false;
    this.onerror = () => {};
    world.sources.push(this);
    if (world.refuse.events) world.later(1, () => this.onerror());
  }
  /** @param {string} type @param {(event: {data: string}) => void} handler */
  addEventListener(type, handler) {
    this.handlers[type] = handler;
  }
  close() {
    this.closed = true;
  }
}

/** A world with one clock, in which sockets, event streams and answers are scripted. */
export class World {
  constructor({ wallError = 0 } = {}) {
    this.time = 0;
    this.wallError = wallError;
    /** @type {{at: number, id: number, act: () => void}[]} */
    this.queue = [];
    this.number = 0;
    /** @type {ScriptedSocket[]} */
    this.sockets = [];
    /** @type {ScriptedEventSource[]} */
    this.sources = [];
    /** @type {string[]} */
    this.requests = [];
    this.refuse = { websocket: false, events: false, polling: false };
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Pick<Map<string, string>, "get" | "set">} */
    this.storage = new Map();
    const world = this;
    this.environment = {
      WebSocket: class extends ScriptedSocket {
        /** @param {string} url */
        constructor(url) {
          super(world, url);
        }
      },
      EventSource: class extends ScriptedEventSource {
        /** @param {string} url */
        constructor(url) {
          super(world, url);
        }
      },
      AbortController,
      fetch: (/** @type {string} */ url) => this.respond(url),
      location: { href: "https://board.example/ar/screens/lobby" },
      setTimeout: (/** @type {() => void} */ act, /** @type {number} */ ms) => world.later(ms, act),
      clearTimeout: (/** @type {number} */ id) => {
        world.queue = world.queue.filter((entry) => entry.id !== id);
      },
      random: () => 0.5,
      monotonic: () => world.time,
      wall: () => world.server + world.wallError,
    };
  }
  /** @param {string} url */
  async respond(url) {
    this.requests.push(url);
    if (this.refuse.polling || this.answer === null) throw new TypeError("network");
    const { status = 200, body = this.answer, headers } = this.answer;
    const dated = { Date: new Date(this.server).toUTCString(), ...headers };
    return new Response(JSON.stringify(body), { status, headers: dated });
  }
  get server() {
    return START + this.time;
  }
  get socket() {
    return last(this.sockets);
  }
  /** @param {number} ms @param {() => void} act */
  later(ms, act) {
    this.number += 1;
    this.queue.push({ at: this.time + ms, id: this.number, act });
    return this.number;
  }
  /** Let `ms` pass, running what falls due in order. @param {number} ms */
  async pass(ms) {
    const end = this.time + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      this.queue.sort((one, other) => one.at - other.at || one.id - other.id);
      const due = this.queue[0];
      if (!due || due.at > end) break;
      this.queue.shift();
      this.time = due.at;
      due.act();
    }
    this.time = end;
  }
  /** @param {unknown} message */
  say(message, socket = this.socket) {
    socket.onmessage({ data: JSON.stringify(message) });
  }
  /** @param {number} offset @param {Keys} keys */
  snapshot(offset, keys, more = {}) {
    return {
      type: "snapshot",
      version: 1,
      language: "ar",
      epoch: "e1",
      offset,
      recovered: false,
      at: new Date(this.server).toISOString(),
      tick_s: 5,
      keys,
      ...more,
    };
  }
  /** @param {number} offset */
  tick(offset, epoch = "e1") {
    return { type: "tick", at: new Date(this.server).toISOString(), epoch, offset };
  }
  /** @param {{screen?: string | null, pageAt?: string | null}} [page] */
  feed({ screen = "lobby-1", pageAt = null } = {}) {
    const seen = {
      /** @type {{offset: number, changed: string[]}[]} */
      boards: [],
      /** @type {FeedState[]} */
      states: [],
      /** @type {string[]} */
      builds: [],
    };
    const storage = {
      getItem: (/** @type {string} */ name) => this.storage.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ value) => this.storage.set(name, value),
    };
    const feed = new Feed({ language: "ar", screen, pageAt, storage }, this.environment, {
      onBoard: (board, changed) => seen.boards.push({ offset: board.offset, changed }),
      onState: (state) => seen.states.push({ ...state }),
      onBuild: (build) => seen.builds.push(build),
    });
    feed.open();
    return { feed, seen };
  }
}
