// A scripted network on virtual time, for the tests of the feed's client.
import { Feed } from "../../broadcast/feed/static/feed.mjs";

export const START = Date.parse("2025-10-25T02:00:00Z");

/** A world with one clock, in which sockets, event streams and answers are scripted. */
export class World {
  constructor({ wallError = 0 } = {}) {
    this.time = 0;
    this.wallError = wallError;
    this.queue = [];
    this.number = 0;
    this.sockets = [];
    this.sources = [];
    this.requests = [];
    this.refuse = { websocket: false, events: false, polling: false };
    this.answer = null;
    this.storage = new Map();
    const world = this;
    this.environment = {
      WebSocket: class {
        constructor(url) {
          Object.assign(this, { url: new URL(url), readyState: 0, sent: [], closed: false });
          world.sockets.push(this);
          if (world.refuse.websocket) world.later(1, () => this.onclose());
          else this.readyState = 1;
        }
        send(text) {
          this.sent.push(JSON.parse(text));
        }
        close() {
          this.closed = true;
          this.readyState = 3;
          world.later(1, () => this.onclose());
        }
      },
      EventSource: class {
        constructor(url) {
          Object.assign(this, { url: new URL(url), handlers: {}, closed: false });
          world.sources.push(this);
          if (world.refuse.events) world.later(1, () => this.onerror());
        }
        addEventListener(type, handler) {
          this.handlers[type] = handler;
        }
        close() {
          this.closed = true;
        }
      },
      AbortController,
      fetch: async (url) => {
        world.requests.push(url);
        if (world.refuse.polling || world.answer === null) throw new TypeError("network");
        const headers = { Date: new Date(world.server).toUTCString(), ...world.answer.headers };
        const { status = 200, body = world.answer } = world.answer;
        return new Response(JSON.stringify(body), { status, headers });
      },
      location: { href: "https://board.example/ar/screens/lobby" },
      setTimeout: (act, ms) => world.later(ms, act),
      clearTimeout: (id) => {
        world.queue = world.queue.filter((entry) => entry.id !== id);
      },
      random: () => 0.5,
      monotonic: () => world.time,
      wall: () => world.server + world.wallError,
    };
  }
  get server() {
    return START + this.time;
  }
  get socket() {
    return this.sockets.at(-1);
  }
  later(ms, act) {
    this.number += 1;
    this.queue.push({ at: this.time + ms, id: this.number, act });
    return this.number;
  }
  /** Let `ms` pass, running what falls due in order. */
  async pass(ms) {
    const end = this.time + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      this.queue.sort((one, other) => one.at - other.at || one.id - other.id);
      if (!this.queue.length || this.queue[0].at > end) break;
      const due = this.queue.shift();
      this.time = due.at;
      due.act();
    }
    this.time = end;
  }
  say(message, socket = this.socket) {
    socket.onmessage({ data: JSON.stringify(message) });
  }
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
  tick(offset, epoch = "e1") {
    return { type: "tick", at: new Date(this.server).toISOString(), epoch, offset };
  }
  feed({ screen = "lobby-1", pageAt = null } = {}) {
    const seen = { boards: [], standings: [], builds: [] };
    const storage = {
      getItem: (name) => this.storage.get(name) ?? null,
      setItem: (name, value) => this.storage.set(name, value),
    };
    const feed = new Feed({ language: "ar", screen, pageAt, storage }, this.environment, {
      onBoard: (board, changed) => seen.boards.push({ offset: board.offset, changed }),
      onStanding: (standing) => seen.standings.push({ ...standing }),
      onBuild: (build) => seen.builds.push(build),
    });
    feed.open();
    return { feed, seen };
  }
}
