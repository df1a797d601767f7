// What the page of a session makes of the board: its neighbours in the room, the hours of a reader elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findNeighbours, readerHours } from "../../broadcast/publish/static/session_page.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";

const venue = eventTimes("Asia/Ho_Chi_Minh");
/** @param {string} id @param {string} clock @param {string} [room] */
const session = (id, clock, room = "plenary") => ({
  ...{ id, room, order: 1, phase: "scheduled", since: null, until: null },
  starts_at: `2025-10-25T${clock}:00+07:00`,
  ends_at: `2025-10-25T${clock}:30+07:00`,
});
const hoursIn = (/** @type {string} */ zone, /** @type {string} */ clock) =>
  readerHours(session("s", clock), { venue, reader: eventTimes(zone), writeDay: (day) => day });

test("neighbours are those before and after in the same room, by time", () => {
  const sessions = [session("c", "12:00"), session("a", "09:00"), session("x", "10:30", "hall"), session("b", "10:00")];
  const { previous, following } = findNeighbours(sessions, sessions[3]);
  assert.deepEqual([previous?.id, following?.id], ["a", "c"]);
  assert.deepEqual(findNeighbours(sessions, sessions[2]), { previous: null, following: null });
});

test("a reader in a zone with the venue's clock sees no second time", () => {
  assert.equal(hoursIn("Asia/Ho_Chi_Minh", "09:00"), null);
  assert.equal(hoursIn("Asia/Bangkok", "09:00"), null);
});

test("a reader elsewhere sees the own hours, with the day when it differs", () => {
  assert.deepEqual(hoursIn("Europe/Paris", "15:00"), { day: "", start: "10:00", end: "10:00" });
  assert.deepEqual(hoursIn("America/New_York", "09:00"), { day: "2025-10-24", start: "22:00", end: "22:00" });
});
