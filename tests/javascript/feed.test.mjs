// The feed client against a scripted network on virtual time: resume, fallback, back-off, staleness, clock
// (CASES B1, B15, B19).
import assert from "node:assert/strict";
import { test } from "node:test";
import { BoardCache } from "../../broadcast/feed/static/board_cache.mjs";
import { readPageTime, ServerClock } from "../../broadcast/feed/static/clock.mjs";
import { backoff } from "../../broadcast/feed/static/feed.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";
import { last, START, World } from "./world.mjs";

const A = { a: { offset: 1, state: { id: "a" } } };

test("a snapshot makes the standing live and ticks keep it so", async () => {
  const world = new World();
  const { feed, seen } = world.feed();
  assert.equal(world.socket.url.href, "wss://board.example/feed/v1/ar/ws?screen=lobby-1");
  world.say(world.snapshot(1, A));
  for (let n = 0; n < 20; n += 1) {
    await world.pass(5000);
    world.say(world.tick(1));
  }
  assert.deepEqual(
    seen.states.map((standing) => standing.live),
    [true],
  );
  assert.deepEqual(seen.boards, [{ offset: 1, changed: ["a"] }]);
  assert.equal(world.sockets.length, 1);
  assert.equal(feed.state.confirmedAt, START + 100_000);
});

test("after two missed ticks it is stale since the last word, reconnects and resumes", async () => {
  const world = new World();
  const { seen } = world.feed();
  world.say(world.snapshot(7, A));
  await world.pass(5000);
  world.say(world.tick(7));
  await world.pass(10_000);
  assert.equal(last(seen.states).live, true);
  await world.pass(1000);
  assert.deepEqual(seen.states.at(-1), { live: false, confirmedAt: START + 5000, transport: "websocket" });
  assert.equal(world.sockets[0].closed, true);
  await world.pass(1000);
  assert.equal(world.socket.url.search, "?epoch=e1&offset=7&screen=lobby-1");
  world.say(world.snapshot(7, {}, { recovered: true }));
  assert.equal(last(seen.states).live, true);
});

test("a short interruption is not stale", async () => {
  const world = new World();
  const { seen } = world.feed();
  world.say(world.snapshot(1, A));
  world.socket.onclose();
  await world.pass(2000);
  world.say(world.snapshot(2, { a: { offset: 2, state: { id: "a2" } } }, { recovered: true }));
  assert.deepEqual(
    seen.states.map((standing) => standing.live),
    [true],
  );
  assert.deepEqual(seen.boards.at(-1), { offset: 2, changed: ["a"] });
});

test("words of a closed connection are not heard", async () => {
  const world = new World();
  const { feed } = world.feed();
  const [first] = world.sockets;
  world.say(world.snapshot(1, A));
  first.onclose();
  await world.pass(2000);
  world.say(world.snapshot(3, {}, { epoch: "e2" }));
  world.say(world.snapshot(9, A), first);
  assert.equal(feed.board.epoch, "e2");
});

test("a tick from ahead reconnects and resumes", async () => {
  const world = new World();
  world.feed();
  world.say(world.snapshot(4, A));
  world.say(world.tick(6));
  await world.pass(1000);
  assert.equal(world.socket.url.search, "?epoch=e1&offset=4&screen=lobby-1");
});

test("doubt asks for a full snapshot: no revision is sent", async () => {
  const world = new World();
  const { feed } = world.feed();
  world.say(world.snapshot(4, A));
  world.say(world.tick(4, "e2"));
  assert.equal(feed.board.entries.get("a")?.state.id, "a");
  await world.pass(1000);
  assert.equal(world.socket.url.search, "?screen=lobby-1");
  world.say(world.snapshot(1, { b: { offset: 1, state: {} } }, { epoch: "e2" }));
  assert.deepEqual([...feed.board.entries.keys()], ["b"]);
  world.socket.onclose();
  await world.pass(2000);
  assert.equal(world.socket.url.search, "?epoch=e2&offset=1&screen=lobby-1");
});

test("where WebSockets are blocked it takes Server-Sent Events, and the better way when it opens", async () => {
  const world = new World();
  world.refuse.websocket = true;
  const { feed, seen } = world.feed();
  await world.pass(2000);
  const [source] = world.sources;
  assert.equal(source.url.href, "https://board.example/feed/v1/ar/events?screen=lobby-1");
  source.handlers.snapshot({ data: JSON.stringify(world.snapshot(1, A)) });
  assert.equal(feed.state.transport, "events");
  world.refuse.websocket = false;
  for (let n = 0; n < 8; n += 1) {
    await world.pass(4000);
    if (!source.closed) source.handlers.tick({ data: JSON.stringify(world.tick(1)) });
  }
  world.say(world.snapshot(2, { a: { offset: 2, state: { id: "a2" } } }, { recovered: true }));
  assert.equal(feed.state.transport, "websocket");
  assert.equal(source.closed, true);
  assert.deepEqual(
    seen.states.map((standing) => standing.live),
    [true],
  );
});

test("where nothing streams it polls, and an unchanged answer confirms", async () => {
  const world = new World();
  world.refuse.websocket = world.refuse.events = true;
  world.answer = world.snapshot(1, A);
  const { feed, seen } = world.feed();
  await world.pass(30_000);
  assert.equal(feed.state.transport, "polling");
  assert.deepEqual(
    seen.states.map((standing) => standing.live),
    [true],
  );
  assert.ok(world.requests.length >= 4);
  assert.ok(world.server - Number(feed.state.confirmedAt) < 7000);
  world.refuse.polling = true;
  await world.pass(17_000);
  assert.equal(last(seen.states).live, false);
  world.refuse.polling = false;
  await world.pass(60_000);
  assert.equal(last(seen.states).live, true);
});

test("a connection that never answers is given up", async () => {
  const world = new World();
  world.feed();
  await world.pass(7000);
  assert.equal(world.sockets[0].closed, true);
  assert.equal(world.sources.length, 1);
});

test("a line that is no JSON is given up and the next one is heard", async () => {
  const world = new World();
  const { feed } = world.feed();
  world.say(world.snapshot(1, A));
  world.socket.onmessage({ data: "<html>sign in to the hotel network</html>" });
  await world.pass(2000);
  assert.equal(world.sockets.length, 2);
  world.say(world.snapshot(2, {}, { recovered: true }));
  assert.equal(feed.board.offset, 2);
});

test("the wait doubles under a bound and is spread over all of it", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 9, 500].map((attempt) => backoff(attempt, () => 1)),
    [1000, 2000, 4000, 8000, 15_000, 15_000],
  );
  assert.equal(
    backoff(3, () => 0.25),
    2000,
  );
  assert.equal(
    backoff(3, () => 0),
    50,
  );
});

test("a dead server is asked less and less often", async () => {
  const world = new World();
  Object.assign(world.refuse, { websocket: true, events: true, polling: true });
  world.feed();
  await world.pass(600_000);
  const attempts = world.sockets.length + world.sources.length + world.requests.length;
  assert.ok(attempts > 60 && attempts < 110, String(attempts));
  assert.ok(world.queue.length < 5);
});

test("a server that closes after each snapshot is not hammered", async () => {
  const world = new World();
  world.feed();
  const answered = new Set();
  for (let n = 0; n < 200; n += 1) {
    if (world.socket.readyState === 1 && !answered.has(world.socket)) {
      answered.add(world.socket);
      world.say(world.snapshot(1, A));
      world.socket.onclose();
    }
    await world.pass(1000);
  }
  assert.ok(world.sockets.length < 40, String(world.sockets.length));
});

test("a reload without a server shows the last board and its age", async () => {
  const world = new World();
  const first = world.feed();
  world.say(world.snapshot(3, A));
  await world.pass(5000);
  world.say(world.tick(3));
  first.feed.close();
  await world.pass(3_600_000);
  Object.assign(world.refuse, { websocket: true, events: true, polling: true });
  const { feed, seen } = world.feed();
  assert.deepEqual(seen.boards, [{ offset: 3, changed: ["a"] }]);
  await world.pass(4000);
  assert.deepEqual(seen.states, [{ live: false, confirmedAt: START + 5000, transport: null }]);
  assert.equal(world.socket.url.search, "?epoch=e1&offset=3&screen=lobby-1");
  assert.equal(feed.now(), world.server);
});

test("what was kept is not shown over a page that is newer, but over one from the device's own store", async () => {
  const world = new World();
  const first = world.feed();
  world.say(world.snapshot(3, A));
  await world.pass(2000);
  first.feed.close();
  await world.pass(60_000);
  Object.assign(world.refuse, { websocket: true, events: true, polling: true });
  const fresh = world.feed({ pageAt: new Date(world.server).toISOString() });
  assert.deepEqual(fresh.seen.boards, []);
  assert.equal(fresh.feed.state.confirmedAt, world.server);
  const old = world.feed({ pageAt: new Date(START - 5000).toISOString() });
  assert.deepEqual(old.seen.boards, [{ offset: 3, changed: ["a"] }]);
});

test("hours of ticks and changes leave nothing behind", async () => {
  const world = new World();
  const { feed } = world.feed();
  world.say(world.snapshot(0, {}));
  for (let offset = 1; offset <= 2880; offset += 1) {
    await world.pass(5000);
    const key = `announcement/${offset}`;
    world.say({ type: "update", epoch: "e1", offset: 2 * offset - 1, key, state: { text: "x" } });
    world.say({ type: "update", epoch: "e1", offset: 2 * offset, key, state: null });
    world.say(world.tick(2 * offset));
  }
  assert.equal(world.sockets.length, 1);
  assert.ok(world.queue.length <= 3 && feed.timers.size <= 2);
  assert.ok(feed.board.entries.size <= 257);
});

test("a device without storage works", async () => {
  const world = new World();
  world.storage = {
    get: () => {
      throw new Error("denied");
    },
    set: () => {
      throw new Error("denied");
    },
  };
  const { feed } = world.feed();
  world.say(world.snapshot(3, A));
  await world.pass(2000);
  assert.equal(feed.board.offset, 3);
});

test("a full device keeps the board that it has with its time, and writes the newest once it has space", async () => {
  const world = new World();
  const stored = new Map();
  let isFull = false;
  world.storage = {
    get: (name) => stored.get(name),
    set: (name, value) => {
      if (isFull && value.length > (stored.get(name)?.length ?? 0)) throw new Error("QuotaExceededError");
      return stored.set(name, value);
    },
  };
  world.feed();
  world.say(world.snapshot(3, A));
  await world.pass(2000);
  isFull = true;
  world.say({ type: "update", epoch: "e1", offset: 4, key: "b", state: { id: "b" } });
  for (let n = 0; n < 10; n += 1) {
    await world.pass(5000);
    world.say(world.tick(4));
  }
  const read = () => new BoardCache(world.feed().feed.cache.storage, "ar", world.environment).read();
  const full = read();
  assert.deepEqual([full.board?.offset, full.sighting?.serverAt], [3, START]);
  isFull = false;
  await world.pass(5000);
  world.say(world.tick(4), world.sockets[0]);
  const freed = read();
  assert.deepEqual([freed.board?.offset, freed.sighting?.serverAt], [4, world.server]);
});

test("a screen says what it has shown, a viewer does not", () => {
  const world = new World();
  const screen = world.feed();
  world.say(world.snapshot(3, A));
  screen.feed.reportShown(screen.feed.board);
  assert.deepEqual(world.socket.sent, [{ type: "shown", screen: "lobby-1", epoch: "e1", offset: 3, language: "ar" }]);
  const viewer = world.feed({ screen: null });
  assert.equal(world.socket.url.search, "");
  world.say(world.snapshot(3, A));
  viewer.feed.reportShown(viewer.feed.board);
  assert.deepEqual(world.socket.sent, []);
});

test("the device's clock may be wrong by years: the server's is shown", async () => {
  const world = new World({ wallError: -20 * 365 * 86_400_000 });
  const { feed } = world.feed();
  assert.equal(feed.now(), null);
  world.say(world.snapshot(1, A));
  await world.pass(3000);
  assert.equal(feed.now(), world.server);
  world.wallError = 0;
  assert.equal(feed.now(), world.server);
});

test("after a reload a constant error of the device's clock is taken off, an impossible one is not believed", () => {
  let wall = 1000;
  const device = { monotonic: () => 0, wall: () => wall };
  const clock = new ServerClock(device, { serverAt: START, deviceAt: 400 });
  assert.equal(clock.now(), START + 600);
  wall = 300;
  assert.equal(clock.now(), null);
  wall = 400 + 8 * 86_400_000;
  assert.equal(clock.now(), null);
});

test("the clock of a rehearsal runs at the rate that the server names, and stands while it is stopped", () => {
  let passed = 0;
  const clock = new ServerClock({ monotonic: () => passed, wall: () => 0 });
  clock.hear(START, 60);
  passed = 2000;
  assert.equal(clock.now(), START + 120_000);
  clock.hear(START, 0);
  passed = 9000;
  assert.equal(clock.now(), START);
  clock.hear(START);
  passed = 9500;
  assert.equal(clock.now(), START + 500);
});

test("closing stops every timer", async () => {
  const world = new World();
  const { feed } = world.feed();
  world.say(world.snapshot(1, A));
  feed.close();
  await world.pass(60_000);
  assert.equal(world.queue.length, 0);
  assert.equal(world.sockets.length, 1);
});

test("times and days are those of the event, whatever the device's zone", () => {
  const { time, day } = eventTimes("Asia/Ho_Chi_Minh");
  assert.equal(time("2025-10-25T02:05:00Z"), "09:05");
  assert.equal(time("2025-10-24T17:00:00Z"), "00:00");
  assert.equal(day("2025-10-24T17:00:00Z"), "2025-10-25");
  assert.equal(day("2025-10-24T16:59:59Z"), "2025-10-24");
  const vienna = eventTimes("Europe/Vienna");
  assert.deepEqual(["2025-10-25T02:00:00Z", "2025-10-26T02:00:00Z"].map(vienna.time), ["04:00", "03:00"]);
  assert.equal(eventTimes("UTC").day("2028-02-29T12:00:00Z"), "2028-02-29");
});

test("of the server's times the fastest message counts, until it is a minute old", () => {
  const device = { at: 0, monotonic: () => device.at, wall: () => 0 };
  const clock = new ServerClock(device);
  clock.hear(START);
  device.at = 5000;
  clock.hear(START + 4300); // 700 ms late
  assert.equal(clock.now(), START + 5000);
  device.at = 10_000;
  clock.hear(START + 10_040); // faster than the first
  assert.equal(clock.now(), START + 10_040);
  device.at = 80_000;
  clock.hear(START + 78_000); // the server's clock was put right
  assert.equal(clock.now(), START + 78_000);
});

test("a page that was busy at its start still has the time that came with it", () => {
  const device = { at: 900, monotonic: () => device.at, wall: () => 0 };
  const clock = new ServerClock(device);
  clock.hearPage({ serverAt: START, monotonicAt: 200 });
  assert.equal(clock.now(), START + 700);
  clock.hear(START + 350); // the first message, read 350 ms late
  assert.equal(clock.now(), START + 700);
});

test("the time of a page that was stored on the device is not believed", () => {
  const device = { monotonic: () => 300, wall: () => 5000 };
  const clock = new ServerClock(device, { serverAt: START, deviceAt: 4000 });
  clock.hearPage({ serverAt: START - 1, monotonicAt: 200 });
  assert.equal(clock.now(), START + 1000);
  clock.hearPage(null);
  assert.equal(clock.now(), START + 1000);
});

test("the time of a page is read from its header, where the browser shows it", () => {
  /** @param {object[]} entries */
  const performanceOf = (entries) => /** @type {any} */ ({ getEntriesByType: () => entries });
  const clock = { name: "clock", description: new Date(START).toISOString() };
  const page = { responseStart: 42, serverTiming: [{ name: "other", description: "" }, clock] };
  assert.deepEqual(readPageTime(performanceOf([page])), { serverAt: START, monotonicAt: 42 });
  assert.equal(readPageTime(performanceOf([{ responseStart: 42 }])), null);
  assert.equal(
    readPageTime(performanceOf([{ responseStart: 42, serverTiming: [{ ...clock, description: "?" }] }])),
    null,
  );
  assert.equal(readPageTime(performanceOf([])), null);
});
