import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf, placeAfterKey, shareOf, spanOf, startAfterDrag } from "../../broadcast/programme/static/timeline.mjs";

const AT = Date.parse("2025-10-25T02:00:00Z");
const HOUR = 3_600_000;
const session = (/** @type {any} */ changes = {}) => ({
  id: "a",
  title: "A",
  room: "hall",
  phase: "scheduled",
  until: null,
  starts_at: "2025-10-25T02:00:00Z",
  ends_at: "2025-10-25T03:00:00Z",
  ...changes,
});
const dayOf = (/** @type {string} */ at) => at.slice(0, 10);

test("bars stand at the expected time, and those that have begun are fixed", () => {
  const delayed = session({ id: "b", phase: "delayed", until: "2025-10-25T04:00:00Z" });
  const running = session({ id: "c", phase: "in_session" });
  const bars = barsOf([delayed, running, session({ id: "d", phase: "cancelled" })], [], dayOf, "2025-10-25");
  assert.deepEqual(
    bars.map(({ id, startsAt, isFixed }) => [id, (startsAt - AT) / HOUR, isFixed]),
    [
      ["b", 2, false],
      ["c", 0, true],
    ],
  );
});

test("a bar has its share of the whole hours", () => {
  const bars = barsOf([session({ starts_at: "2025-10-25T02:30:00Z" })], [], dayOf, "2025-10-25");
  const span = spanOf(bars);
  assert.deepEqual(span, { from: AT, to: AT + HOUR });
  assert.deepEqual(shareOf(bars[0], span), { start: 0.5, length: 0.5 });
});

test("arrows move by five minutes or a room, mirrored from right to left", () => {
  const place = { room: "hall", startsAt: AT };
  const rooms = ["hall", "b"];
  assert.deepEqual(placeAfterKey(place, "ArrowRight", rooms, false), { room: "hall", startsAt: AT + 300_000 });
  assert.deepEqual(placeAfterKey(place, "ArrowRight", rooms, true), { room: "hall", startsAt: AT - 300_000 });
  assert.deepEqual(placeAfterKey(place, "ArrowDown", rooms, false), { room: "b", startsAt: AT });
  assert.deepEqual(placeAfterKey(place, "ArrowUp", rooms, false), place);
  assert.equal(placeAfterKey(place, "a", rooms, false), null);
});

test("dragging moves in whole steps", () => {
  assert.equal(startAfterDrag(AT, 0.052, { from: AT, to: AT + HOUR }), AT + 5 * 60_000);
});
