import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOfDay } from "../../broadcast/programme/static/table_view.mjs";

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
const dayOf = (/** @type {number} */ at) => new Date(at).toISOString().slice(0, 10);
const idsOf = (/** @type {any[]} */ sessions, /** @type {any[]} */ hidden, /** @type {string} */ day) =>
  rowsOfDay(sessions, hidden, dayOf, day).map(({ id }) => id);

test("a day has its sessions by their expected time, private ones between them", () => {
  const delayed = session({ phase: "delayed", until: "2025-10-25T05:00:00Z" });
  const later = session({ id: "b", starts_at: "2025-10-25T04:00:00Z", ends_at: "2025-10-25T04:30:00Z" });
  const hidden = {
    id: "c",
    title: "C",
    room: "hall",
    starts_at: "2025-10-25T04:10:00Z",
    ends_at: "2025-10-25T05:00:00Z",
  };
  assert.deepEqual(idsOf([delayed, later], [hidden], "2025-10-25"), ["b", "c", "a"]);
  assert.deepEqual(idsOf([delayed, later], [], "2025-10-26"), []);
});

test("a session over midnight, and one suspended over night, belong to both days", () => {
  const late = session({ starts_at: "2025-10-25T23:00:00Z", ends_at: "2025-10-26T01:00:00Z" });
  const suspended = session({ id: "b", phase: "suspended", until: "2025-10-26T02:00:00Z" });
  const ending = session({ id: "c", starts_at: "2025-10-25T23:00:00Z", ends_at: "2025-10-26T00:00:00Z" });
  assert.deepEqual(idsOf([late, suspended, ending], [], "2025-10-26"), ["b", "a"]);
  assert.deepEqual(idsOf([late, suspended, ending], [], "2025-10-25"), ["b", "a", "c"]);
});
