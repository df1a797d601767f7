// The feeds of a screen with seven languages where WebSockets are blocked: one stream for all of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "../../broadcast/feed/static/feed.mjs";
import { SharedEvents } from "../../broadcast/feed/static/shared_events.mjs";
import { last, World } from "./world.mjs";

const CODES = ["ar", "zh", "en", "fr", "ru", "es", "vi"];

/** Open the feeds of all languages in a world without WebSockets. @param {World} world */
function openFeeds(world) {
  world.refuse.websocket = true;
  let draw = 0;
  world.environment.random = () => {
    draw += 0.1;
    return draw % 1;
  };
  const environment = { ...world.environment };
  Object.assign(environment, { sharedEvents: new SharedEvents(environment) });
  return CODES.map((language) => {
    const feed = new Feed({ language, screen: `lobby.${language}` }, environment, {
      onBoard: () => {},
      onState: () => {},
    });
    feed.open();
    return feed;
  });
}

/** @param {World} world */
function openStreams(world) {
  return world.sources.filter(({ closed }) => !closed);
}

/** Send each language of the open stream a snapshot. @param {World} world @param {number} offset */
function sendSnapshots(world, offset) {
  const source = last(world.sources);
  for (const language of (source.url.searchParams.get("languages") ?? "").split(",")) {
    const keys = { a: { offset, state: { id: language } } };
    source.handlers[language]({ data: JSON.stringify({ ...world.snapshot(offset, keys), language }) });
  }
}

test("one stream keeps seven languages current", async () => {
  const world = new World();
  const feeds = openFeeds(world);
  for (let n = 0; n < 30; n += 1) {
    await world.pass(100);
    assert.ok(openStreams(world).length <= 1);
  }
  const [source] = openStreams(world);
  assert.equal(source.url.pathname, "/feed/v1/events");
  assert.deepEqual((source.url.searchParams.get("languages") ?? "").split(",").sort(), [...CODES].sort());
  sendSnapshots(world, 1);
  source.handlers.tick({ data: JSON.stringify(world.tick(1)) });
  for (const feed of feeds) {
    assert.equal(feed.board.entries.get("a")?.state.id, feed.language);
    assert.deepEqual([feed.state.live, feed.state.transport], [true, "events"]);
  }
  const update = { type: "update", epoch: "e1", offset: 2, key: "a", state: { id: "new" } };
  for (const code of CODES) source.handlers[code]({ data: JSON.stringify(update) });
  assert.ok(feeds.every(({ board }) => board.offset === 2));
});

test("a lost stream returns once and resumes from the smallest offset", async () => {
  const world = new World();
  const feeds = openFeeds(world);
  await world.pass(3000);
  sendSnapshots(world, 4);
  const update = { type: "update", epoch: "e1", offset: 5, key: "a", state: { id: "new" } };
  last(world.sources).handlers.ar({ data: JSON.stringify(update) });
  const opened = world.sources.length;
  last(world.sources).onerror();
  await world.pass(3000);
  assert.ok(world.sources.length - opened <= 3);
  const [source] = openStreams(world);
  assert.deepEqual([source.url.searchParams.get("epoch"), source.url.searchParams.get("offset")], ["e1", "4"]);
  sendSnapshots(world, 6);
  assert.ok(feeds.every(({ board, state }) => board.offset === 6 && state.live));
});

test("a goodbye of the stream is followed by every language", async () => {
  const world = new World();
  const feeds = openFeeds(world);
  await world.pass(3000);
  sendSnapshots(world, 1);
  const goodbye = { type: "goodbye", reason: "drain", retry_after_s: 4 };
  last(world.sources).handlers.goodbye({ data: JSON.stringify(goodbye) });
  assert.equal(openStreams(world).length, 0);
  await world.pass(5000);
  assert.equal(openStreams(world).length, 1);
  sendSnapshots(world, 2);
  assert.ok(feeds.every(({ board }) => board.offset === 2));
});

test("closing the feeds closes the stream", async () => {
  const world = new World();
  const feeds = openFeeds(world);
  await world.pass(3000);
  for (const feed of feeds) feed.close();
  assert.equal(openStreams(world).length, 0);
  await world.pass(10_000);
  assert.equal(openStreams(world).length, 0);
});
