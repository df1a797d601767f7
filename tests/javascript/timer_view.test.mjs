// The timer of a statement: what it shows at a server time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClock } from "../../broadcast/feed/static/clock.mjs";
import { readTimer, timerText } from "../../broadcast/pages/static/timer_view.mjs";

const SINCE = Date.parse("2025-10-25T02:00:00.400Z");
const RUNNING = {
  limit_s: 300,
  since: "2025-10-25T02:00:00.400Z",
  ends_at: "2025-10-25T02:05:00.400Z",
  used_s: null,
  amber_s: 60,
  red_s: 10,
};

/** @param {number} seconds @param {Partial<import("../../broadcast/pages/static/timer_view.mjs").Timer>} [changes] */
function shownAfter(seconds, changes = {}) {
  const reading = readTimer({ ...RUNNING, ...changes }, SINCE + seconds * 1000);
  return [reading.stage, timerText(reading), reading.isPaused];
}

test("a timer counts down, turns amber and red, and counts up over the limit", () => {
  assert.deepEqual(shownAfter(0), ["left", "5:00", false]);
  assert.deepEqual(shownAfter(0.001), ["left", "5:00", false]);
  assert.deepEqual(shownAfter(239), ["left", "1:01", false]);
  assert.deepEqual(shownAfter(240), ["amber", "1:00", false]);
  assert.deepEqual(shownAfter(290), ["red", "0:10", false]);
  assert.deepEqual(shownAfter(299.999), ["red", "0:01", false]);
  assert.deepEqual(shownAfter(300), ["over", "+0:00", false]);
  assert.deepEqual(shownAfter(375.5), ["over", "+1:15", false]);
});

test("a paused timer stands, and one without a limit counts up", () => {
  assert.deepEqual(shownAfter(999, { since: null, ends_at: null, used_s: 245.5 }), ["amber", "0:55", true]);
  assert.deepEqual(shownAfter(3725, { limit_s: null, ends_at: null }), ["up", "1:02:05", false]);
  assert.deepEqual(shownAfter(-3, { limit_s: null, ends_at: null }), ["up", "0:00", false]);
});

test("on a device whose clock is ten minutes off, the timer is that of the server to 200 ms", () => {
  const device = { at: 7000, monotonic: () => device.at, wall: () => SINCE + device.at + 600_000 };
  const clock = new ServerClock(device);
  let worst = 0;
  for (let serverMs = 0; serverMs < 120_000; serverMs += 5000) {
    const latencyMs = 20 + ((serverMs / 5000) % 7) * 180; // up to 1.1 seconds
    device.at = 7000 + serverMs + latencyMs;
    clock.hear(SINCE + serverMs);
    worst = Math.max(worst, Math.abs(Number(clock.now()) - (SINCE + serverMs + latencyMs)));
    assert.equal(readTimer(RUNNING, Number(clock.now())).isPaused, false);
  }
  assert.ok(worst <= 200, `${worst} ms`);
});
