// A server that says goodbye: the client comes back when it was asked to, no sooner, with the revision it holds.
import assert from "node:assert/strict";
import { test } from "node:test";

import { World } from "./world.mjs";

const A = { a: { offset: 1, state: { id: "a" } } };
/** @param {unknown} seconds */
const goodbye = (seconds, reason = "drain") => ({ type: "goodbye", reason, retry_after_s: seconds });

test("after a goodbye it is away for so long and resumes, and nothing is called stale before two missed ticks", async () => {
  const world = new World();
  const { feed, seen } = world.feed();
  world.say(world.snapshot(1, A));
  world.say(goodbye(7.5));
  world.socket.onclose();
  assert.equal(world.socket.closed, true);
  await world.pass(7499);
  assert.equal(world.sockets.length, 1);
  await world.pass(2);
  assert.equal(world.sockets.length, 2);
  assert.equal(world.socket.url.searchParams.get("epoch"), "e1");
  assert.equal(world.socket.url.searchParams.get("offset"), "1");
  world.say(world.snapshot(1, {}, { recovered: true }));
  assert.deepEqual(
    seen.states.map(({ live }) => live),
    [true],
  );
  assert.deepEqual([feed.attempt, feed.failures, feed.transport], [0, 0, 0]);
});

test("a long absence is called what it is after two missed ticks, and the board stays", async () => {
  const world = new World();
  const { feed, seen } = world.feed();
  world.say(world.snapshot(1, A));
  world.say(goodbye(30));
  await world.pass(10_000);
  assert.deepEqual(
    seen.states.map(({ live }) => live),
    [true],
  );
  await world.pass(1000);
  assert.deepEqual(
    seen.states.map(({ live }) => live),
    [true, false],
  );
  assert.deepEqual([...feed.board.entries.keys()], ["a"]);
  await world.pass(20_000);
  assert.equal(world.sockets.length, 2);
});

test("nobody stays away for longer than two minutes", async () => {
  const world = new World();
  world.feed();
  world.say(goodbye(86_400));
  await world.pass(119_999);
  assert.equal(world.sockets.length, 1);
  await world.pass(2);
  assert.equal(world.sockets.length, 2);
});

test("a goodbye without a time that makes sense is a lost line", async () => {
  for (const seconds of [-1, "soon", null, undefined]) {
    const world = new World();
    const { feed } = world.feed();
    world.say(world.snapshot(1, A));
    world.say(goodbye(seconds));
    assert.equal(feed.attempt, 1);
    await world.pass(500);
    assert.equal(world.sockets.length, 2);
  }
});

test("ten goodbyes of a busy server, before any snapshot, leave the transport as it is", async () => {
  const world = new World();
  const { feed } = world.feed();
  for (let n = 1; n <= 10; n += 1) {
    assert.equal(world.sockets.length, n);
    world.say(goodbye(5, "busy"));
    await world.pass(5000);
  }
  assert.deepEqual([feed.transport, feed.failures, world.sources.length], [0, 0, 0]);
});

test("the network's return does not cut the absence short", async () => {
  const world = new World();
  const { feed } = world.feed();
  world.say(goodbye(20));
  await world.pass(10_000);
  feed.reconnectNow();
  assert.equal(world.sockets.length, 1);
  await world.pass(10_000);
  assert.equal(world.sockets.length, 2);
  world.say(world.snapshot(1, A));
  world.socket.onclose();
  feed.reconnectNow();
  assert.equal(world.sockets.length, 3);
});

test("an event stream says goodbye too, and the browser does not come back on its own account", async () => {
  const world = new World();
  world.refuse.websocket = true;
  const { feed } = world.feed();
  await world.pass(600);
  const [source] = world.sources;
  source.handlers.snapshot({ data: JSON.stringify(world.snapshot(1, A)) });
  source.handlers.goodbye({ data: JSON.stringify(goodbye(12)) });
  assert.equal(source.closed, true);
  await world.pass(11_999);
  assert.equal(world.sources.length, 1);
  await world.pass(2);
  assert.equal(world.sources.length, 2);
  assert.equal(feed.transport, 1);
});

test("polling takes 503 with Retry-After for a goodbye, and a bare 503 for a failure", async () => {
  const world = new World();
  Object.assign(world.refuse, { websocket: true, events: true });
  const { feed } = world.feed();
  world.answer = world.snapshot(1, A);
  await world.pass(3000);
  assert.equal(feed.state.transport, "polling");
  world.answer = { status: 503, body: {}, headers: { "Retry-After": "17" } };
  await world.pass(6000);
  const asked = world.requests.length;
  await world.pass(10_000);
  assert.equal(world.requests.length, asked);
  world.answer = world.snapshot(1, A);
  await world.pass(8000);
  assert.equal(feed.state.live, true);
  assert.equal(feed.transport, 2);
  world.answer = { status: 503, body: {} };
  await world.pass(6000);
  assert.ok(feed.attempt > 0);
});

test("a better line that says goodbye at once is tried again later", async () => {
  const world = new World();
  world.refuse.websocket = true;
  const { feed } = world.feed();
  await world.pass(600);
  world.sources[0].handlers.snapshot({ data: JSON.stringify(world.snapshot(1, A)) });
  world.refuse.websocket = false;
  for (let n = 0; n < 6; n += 1) {
    await world.pass(5000);
    world.sources[0].handlers.tick({ data: JSON.stringify(world.tick(1)) });
  }
  assert.equal(world.sockets.length, 2);
  world.say(goodbye(5, "busy"));
  assert.equal(feed.state.transport, "events");
  assert.equal(feed.connection?.name, "events");
  assert.equal(feed.probe, null);
});

test("an answer that a cache kept confirms nothing, however often it comes", async () => {
  const world = new World();
  Object.assign(world.refuse, { websocket: true, events: true });
  const { feed, seen } = world.feed();
  const first = world.snapshot(1, A);
  world.answer = { body: first, headers: { Date: new Date(world.server).toUTCString() } };
  await world.pass(3000);
  assert.equal(feed.state.live, true);
  await world.pass(20_000);
  assert.deepEqual(
    seen.states.map(({ live }) => live),
    [true, false],
  );
  assert.equal(feed.state.confirmedAt, Date.parse(first.at));
  assert.deepEqual([...feed.board.entries.keys()], ["a"]);
  world.answer = { body: world.snapshot(2, A), headers: { Date: new Date(world.server).toUTCString() } };
  await world.pass(30_000);
  assert.equal(feed.state.live, false);
  assert.equal(feed.board.offset, 2);
});

test("each snapshot tells the build of the server's pages, if it names one", async () => {
  const world = new World();
  const { seen } = world.feed();
  world.say(world.snapshot(1, A, { build: "b1" }));
  world.say(world.tick(1));
  world.say(world.snapshot(1, A, { build: "" }));
  world.say(world.snapshot(1, A));
  world.say(world.snapshot(1, A, { build: "b2" }));
  assert.deepEqual(seen.builds, ["b1", "b2"]);
});
