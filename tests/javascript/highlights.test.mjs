// The same cases as tests/broadcast/board/domain/test_highlights.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { highlights, lobbyRows } from "../../broadcast/pages/static/highlights.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/highlights.json", import.meta.url), "utf8"));
/**
 * @typedef {[id: string, room: string, phase: string, starts_at: string, ends_at: string,
 *   since?: string | null, until?: string | null]} SessionValues
 */

/** @param {SessionValues} values @param {number} order */
const session = ([id, room, phase, starts_at, ends_at, since = null, until = null], order) => ({
  id,
  room,
  phase,
  starts_at,
  ends_at,
  since,
  until,
  order,
});
/** @param {{id: string}[]} sessions */
const ids = (sessions) => sessions.map(({ id }) => id);

for (const { name, now, zone = vectors.zone, sessions, ...expected } of vectors.cases) {
  test(name, () => {
    const found = highlights(sessions.map(session), Date.parse(now), eventTimes(zone).day);
    const { on, next, off, later } = found;
    assert.deepEqual({ on: ids(on), next: ids(next), off: ids(off), later: ids(later) }, expected);
  });
}

test("a lobby screen has what is on first, then what comes and what is off by time", () => {
  const rows = lobbyRows(
    highlights(
      /** @type {SessionValues[]} */ ([
        ["off", "R303", "cancelled", "2025-10-25T10:30:00+07:00", "2025-10-25T11:30:00+07:00"],
        ["next", "R302", "scheduled", "2025-10-25T11:00:00+07:00", "2025-10-25T12:00:00+07:00"],
        ["on", "R301", "in_session", "2025-10-25T09:00:00+07:00", "2025-10-25T12:00:00+07:00"],
      ]).map(session),
      Date.parse("2025-10-25T10:00:00+07:00"),
      eventTimes(vectors.zone).day,
    ),
  );
  assert.deepEqual(ids(rows), ["on", "off", "next"]);
});
