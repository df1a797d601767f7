import assert from "node:assert/strict";
import { test } from "node:test";

import { DoorClock } from "../../accreditation/doors/static/app/device/door_clock.mjs";
import { NOON } from "./door_page.mjs";

function time(wall = NOON) {
  const shown = { wall, steady: 1000 };
  return { shown, sources: { wall: () => shown.wall, steady: () => shown.steady } };
}

test("the clock follows the server, not the device's setting", () => {
  const { shown, sources } = time(NOON + 600_000);
  const clock = new DoorClock(sources, null);
  clock.adjust(NOON, 900, 1000);
  assert.equal(clock.now(), NOON + 50);
  assert.equal(clock.skewMs, 599_950);
  shown.steady += 5000;
  shown.wall -= 3_600_000; // set back by hand: only the monotonic clock counts
  assert.equal(clock.now(), NOON + 5050);
  assert.equal(clock.deviceTime() - clock.skewMs, clock.now());
});

test("the clock continues during sleep and never goes back", () => {
  const { shown, sources } = time();
  const clock = new DoorClock(sources, null);
  shown.wall += 1_800_000;
  assert.equal(clock.now(), NOON + 1_800_000);
  const again = new DoorClock(time(NOON - 86_400_000).sources, clock.toRecord());
  assert.equal(again.now(), NOON + 1_800_000);
  const setBack = time(NOON - 86_400_000);
  const goesOn = new DoorClock(setBack.sources, clock.toRecord());
  setBack.shown.steady += 5000;
  assert.equal(goesOn.now(), NOON + 1_805_000, "time does not stand still until the setting has caught up");
});

test("slow answers are ignored and less certain ones not preferred", () => {
  const { shown, sources } = time();
  const clock = new DoorClock(sources, null);
  clock.adjust(NOON + 77_000, -2000, 1000);
  assert.equal(clock.now(), NOON);
  shown.steady += 10;
  clock.adjust(NOON + 60_000, 1000, 1010);
  clock.adjust(NOON, 10, 1010);
  assert.equal(clock.now(), NOON + 60_005);
});
