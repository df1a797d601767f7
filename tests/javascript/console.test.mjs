// What the console decides before it draws: which sessions are overdue, and which answer is the newer one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isOverdue } from "../../broadcast/console/static/board_view.mjs";
import { readRevision } from "../../broadcast/console/static/parts.mjs";

/** @param {string} clock */
const at = (clock) => `2025-10-25T${clock}:00+07:00`;
const planned = {
  id: "s",
  room: "r",
  order: 1,
  since: null,
  until: null,
  starts_at: at("09:00"),
  ends_at: at("10:00"),
};

test("a session is overdue once it should have begun and has not", () => {
  const now = Date.parse(at("09:30"));
  assert.equal(isOverdue({ ...planned, phase: "scheduled" }, now), true);
  assert.equal(isOverdue({ ...planned, phase: "in_session" }, now), false);
  assert.equal(isOverdue({ ...planned, phase: "delayed", until: at("09:45") }, now), false);
  assert.equal(isOverdue({ ...planned, phase: "delayed", until: at("09:30") }, now), true);
  assert.equal(isOverdue({ ...planned, phase: "scheduled" }, null), false);
});

test("a revision is its epoch, which may have dots, and its offset", () => {
  assert.deepEqual(readRevision("ep_1.a-2.17"), { epoch: "ep_1.a-2", offset: 17 });
});
