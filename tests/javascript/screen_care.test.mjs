import assert from "node:assert/strict";
import { test } from "node:test";

import { wholeRotation } from "../../broadcast/pages/static/rotation.mjs";
import { shiftAt } from "../../broadcast/pages/static/screen_care.mjs";

const MINUTE = 60_000;

test("the picture moves by one step each minute and comes back", () => {
  const places = Array.from({ length: 9 }, (_, n) => shiftAt(n * MINUTE));
  for (const [index, { x, y }] of places.slice(1).entries()) {
    const before = places[index];
    assert.equal(Math.abs(x - before.x) + Math.abs(y - before.y), 1);
  }
  assert.deepEqual(places[8], places[0]);
  assert.equal(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, 8);
});

test("the picture stands still within a minute, and while the time is not known", () => {
  assert.deepEqual(shiftAt(MINUTE), shiftAt(2 * MINUTE - 1));
  assert.deepEqual(shiftAt(null), shiftAt(0));
});

test("a screen with one language at a time shows all in turn, and none waits for more than half a minute", () => {
  assert.deepEqual(wholeRotation(["ar"], "ar", 20), { stays: null, turning: [0], turnS: 20 });
  assert.deepEqual(wholeRotation(["ar", "fr", "zh", "vi"], "ar", 20), {
    stays: null,
    turning: [0, 1, 2, 3],
    turnS: 10,
  });
});
