// What the console decides before it draws: which sessions are overdue, and which answer is the newer one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isOverdue } from "../../broadcast/console/static/board_view.mjs";
import { mayReplace, readRevision } from "../../broadcast/console/static/parts.mjs";

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

test("parts of the shown session must not be older, those of another chosen one may be", () => {
  const of = (/** @type {string} */ session, /** @type {number} */ offset) => ({
    revision: { epoch: "ep_1", offset },
    session,
  });
  assert.equal(mayReplace(of("opening", 7), of("opening", 8), "opening"), false);
  assert.equal(mayReplace(of("opening", 8), of("opening", 8), "opening"), true);
  assert.equal(mayReplace(of("signing", 7), of("opening", 8), "signing"), true);
  assert.equal(mayReplace(of("signing", 9), of("opening", 8), "opening"), false);
  const renewed = { revision: { epoch: "ep_2", offset: 1 }, session: "opening" };
  assert.equal(mayReplace(renewed, of("opening", 8), "opening"), true);
});
